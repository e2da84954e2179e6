// Every door of the console: whatever page there is, somebody of the sample province comes to it by what
// the pages before it lead to, and it is looked at. A page that is new and that nobody looks at is found here.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { Office } from "./office.mjs";

const DOORS = [...readFileSync(new URL("../../sync-server/src/console.rs", import.meta.url), "utf8")
  .matchAll(/\.door\(\s*&get,\s*"([^"]+)"/g)].map(([, door]) => door);

// What no page is, and so nobody reads.
const NO_PAGE = {
  "/office/assets/{name}": "styles, letters and programs",
  "/office/records/{record}/photos/{photo}": "a picture",
  "/office/records/{record}/thumbnails/{photo}": "a picture",
  "/office/postings/{posting}/photos/{proof}": "a picture",
  "/office/postings/{posting}/proof": "leads back to its posting",
  "/office/map/{round}/places": "what the map draws",
  "/office/events/{event}/places": "what the map draws",
  "/office/tambons": "what a field asks while one types",
};

const BUTTONS = [...readFileSync(new URL("../../sync-server/src/console.rs", import.meta.url), "utf8")
  .matchAll(/\.door\(\s*&post,\s*"([^"]+)"|\.door_for_files\(\s*"([^"]+)"/g)].map(([, door, for_files]) => door ?? for_files);

// Buttons that are not tried twice with the others, and why.
const NOT_TRIED = {
  "/office/sign-in": "nobody is signed in yet",
  "/office/sign-out": "whoever is out is asked to sign in",
  "/office/password": "another password ends the session that would press again",
  "/office/people/{record}/{person}/apart": "nobody here was joined",
  "/office/month/{round}/arrears/{whom}": "nobody here is to be taken out of INFO",
  "/office/requests/{record}/{request}/restore": "no visit with a request was withdrawn here",
};

const PLACE_NAME = "สถานที่กลางอำเภอตัวอย่าง";
let office, chrome;
const walked = new Map();
const refused = new Set();
// Who is signed in still, and the pages that they came to: their buttons are pressed at the end.
const pages = new Map();

before(async () => {
  office = await Office.sample();
  chrome = await browser();
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

// The door that an address leads through: the one that says most of it.
function door_of(path) {
  const holes = (door) => door.split("{").length;
  const fits = DOORS.filter((door) => new RegExp(`^${door.replace(/\{[^}]+\}/g, "[^/]+")}$`).test(path));
  return fits.sort((one, other) => holes(one) - holes(other))[0];
}

// Goes on from where somebody is, through every door once that a link leads to. What nobody saw before is looked at.
async function walks(clerk, who) {
  clerk.been ??= new Set();
  const ways = [clerk.page.url()];
  for (const way of ways) {
    const door = door_of(new URL(way).pathname);
    assert.ok(door, `${way} is a page of the console`);
    if (clerk.been.has(door) || door in NO_PAGE) continue;
    clerk.been.add(door);
    const answer = await clerk.page.goto(way);
    if (answer.status() !== 200) {
      refused.add(`${who}: ${door}`);
      continue;
    }
    (clerk.pages ??= new Set()).add(way);
    if (!walked.has(door)) {
      walked.set(door, who);
      await clerk.can_be_read();
      await clerk.fits_a_phone();
    }
    ways.push(...(await clerk.page.locator("a[href^='/office']").evaluateAll((links) => links.map((link) => link.href))));
  }
}

const field = (clerk, name) => clerk.page.locator(`[name="${name}"]`);

// A day so many days ago, in Thailand, as people type it.
function ago(days) {
  const at = new Date(Date.now() + 7 * 3600_000 - days * 86400_000);
  return `${at.getUTCDate()}/${at.getUTCMonth() + 1}/${at.getUTCFullYear() + 543}`;
}

// The door that a button leads through.
function button_of(path) {
  const holes = (door) => door.split("{").length;
  const fits = BUTTONS.filter((door) => new RegExp(`^${door.replace(/\{[^}]+\}/g, "[^/]+")}$`).test(path));
  return fits.sort((one, other) => holes(one) - holes(other))[0];
}

// How many rows stand in whatever the office writes, but for who looked and which buttons were pressed.
const WRITTEN = ["log", "affair", "step", "meeting", "office_user", "surveyor", "enrolment", "task", "name_list", "ruling", "erased", "typed", "record", "photo", "person", "form"];
function written() {
  const query = WRITTEN.map((table) => `select '${table}', count(*) from "${table}"`).join(" union all ");
  return execFileSync("sqlite3", ["-readonly", `${office.data[1]}/samruat.db`, query], { encoding: "utf8" });
}

// The forms of a page as somebody would send them who typed something into every field that must be filled.
function forms_of(page) {
  return page.evaluate((today) => [...document.forms].filter((form) => form.method === "post").flatMap((form) => {
    const typed = (it) => {
      if (it.type === "checkbox" || it.type === "radio") return it.checked || it.required ? it.value : null;
      if (it.localName === "select") return it.value || it.options[1]?.value || "";
      if (it.value !== "" || it.type === "hidden") return it.value;
      if (it.inputMode === "numeric" || it.placeholder.includes("/25")) return it.required ? today : "";
      if (it.inputMode === "decimal") return it.required ? "1" : "";
      return it.required ? "ลองกดสองครั้ง" : "";
    };
    const fields = [...form.elements].filter((it) => it.name && !it.disabled && it.type !== "file" && it.localName !== "button")
      .map((it) => [it.name, typed(it)]).filter(([, value]) => value !== null);
    const buttons = [...form.elements].filter((it) => it.localName === "button");
    return buttons.map((button) => ({
      to: button.hasAttribute("formaction") ? button.formAction : form.action,
      fields: button.name ? [...fields, [button.name, button.value]] : fields,
      in_parts: form.enctype === "multipart/form-data",
    }));
  }), ago(0));
}

async function takes_in(clerk, list) {
  await clerk.page.getByLabel(/^ไฟล์บัญชีรายชื่อ/).setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from(list) });
  await clerk.fills("หน่วยงานที่สำรวจ", "สำนักงาน ปภ. จังหวัดตัวอย่าง");
  await clerk.presses("อ่านไฟล์");
  await clerk.sees("ช่องไหนคืออะไร");
}

test("an officer comes to every page that their work makes", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.opens("/office/sign-in");
  await walks(clerk, "nobody");
  clerk.been.clear();
  const { id } = office.users.find(({ role, lao }) => role === "Officer" && lao === "เทศบาลตำบลตัวอย่าง");
  await clerk.signs_in({ id, password: office.password });
  await walks(clerk, "Officer");

  await clerk.follows("นำเข้าบัญชีรายชื่อ");
  await takes_in(clerk, "ชื่อ-สกุล,บ้านเลขที่,หมู่ที่\nนางบัวคำ ตัวอย่าง,7,6\n");
  const list = clerk.page.url();
  await walks(clerk, "Officer");
  await clerk.page.goto(list);
  await clerk.presses("ดูตัวอย่างทั้งบัญชี");
  await clerk.sees("ตัวอย่างก่อนนำเข้า");
  const preview = clerk.page.url();
  await walks(clerk, "Officer");
  await clerk.page.goto(preview);
  await clerk.presses(/^ยืนยันนำเข้า 1 คน/);

  await clerk.follows("ปิดประกาศ");
  await clerk.page.getByRole("link", { name: /^ทำประกาศจาก/ }).first().click();
  await field(clerk, "title").fill("ช่วยเหลือผู้ประสบอุทกภัย");
  await field(clerk, "from").fill(ago(9));
  await field(clerk, "village").fill("ที่ทำการผู้ใหญ่บ้าน หมู่ 1");
  await clerk.presses("ทำประกาศ");
  await clerk.sees("ยังไม่ได้ปิด");
  for (const up of await clerk.page.locator('[name^="up-"]').all()) await up.fill(ago(9));
  for (const by of await clerk.page.locator('[name^="by-"]').all()) await by.fill("นายช่าง ตัวอย่าง");
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees("ปิดอยู่ ต้องปิดถึงสิ้นวันที่");
  await walks(clerk, "Officer");

  await clerk.follows("สาธารณภัย");
  await field(clerk, "title").fill("น้ำท่วมเดือนก่อน");
  await field(clerk, "kind").selectOption("flood");
  await field(clerk, "from").fill(ago(70));
  await clerk.presses("เพิ่มเหตุการณ์");
  await clerk.sees("เสนอคณะกรรมการพิจารณาภายในหลักเกณฑ์");
  await walks(clerk, "Officer");

  await clerk.follows("รายงาน");
  await clerk.presses("เปิดรายงาน");
  await clerk.page.waitForURL(/\/office\/reports\/[^/]+\/[^/]+$/);
  await walks(clerk, "Officer");
  // The one report that is written in.
  clerk.pages.add(clerk.page.url().replace(/\/reports\/[^/]+\//, "/reports/problems/"));

  await clerk.follows("รอบเดือน");
  await clerk.follows("เดือนก่อน");
  await clerk.presses("พิมพ์เข้า INFO ทีละคน");
  await clerk.sees(/คนที่ 1 จาก/);
  await walks(clerk, "Officer");

  await clerk.opens("/office/requests?state=assigned");
  await clerk.page.locator("tbody th a").first().click();
  await clerk.page.getByRole("link", { name: "แบบรายงานผลของหน่วยงาน (พิมพ์)" }).click();
  await clerk.sees("โปรดรายงานผลภายใน 15 วัน");
  await walks(clerk, "Officer");

  await clerk.opens("/office/requests?state=registered");
  await clerk.page.locator("tbody th a").first().click();
  await clerk.steps("ส่งต่อ", {
    ส่งต่อไปที่: "central-place", เพราะ: "beyond-capacity", หน่วยงานที่ส่งต่อ: PLACE_NAME, เหตุผลที่ส่งต่อ: "ต้องใช้เครื่องจักร",
  });
  await clerk.page.locator(".status", { hasText: "ส่งต่อแล้ว" }).waitFor();
  pages.set(clerk, ["Officer", clerk.pages]);
});

test("everybody comes to what is theirs, no page leads anybody to where they may not go, and none is left out", async () => {
  for (const [role, lao] of [["Supervisor"], ["Committee"], ["Auditor"], ["Admin"], ["Officer", "อบจ. ตัวอย่าง"], ["Auditor", "อบต. ตัวอย่าง"]]) {
    const clerk = await Clerk.of_sample(chrome, office, role, lao);
    await walks(clerk, role);
    pages.set(clerk, [role, clerk.pages]);
  }
  const place = await Clerk.of_sample(chrome, office, "Officer", PLACE_NAME);
  await walks(place, "Officer of a central place");
  // The sample published its year; a month's figures can be published still.
  await place.opens("/office/reports");
  const month = await place.page.locator("#period option").nth(1).getAttribute("value");
  place.pages.add(`${office.address}/office/reports/central/${month}`);
  pages.set(place, ["Officer of a central place", place.pages]);

  assert.deepEqual([...refused], [], "pages that say no to whom a page leads there");
  assert.ok(DOORS.length > 50, `${DOORS.length} doors were read`);
  assert.deepEqual(DOORS.filter((door) => !walked.has(door) && !(door in NO_PAGE)), [], "pages that nobody looked at");
  assert.deepEqual(Object.keys(NO_PAGE).filter((door) => !DOORS.includes(door)), [], "doors that are no more");
});

test("every button does its work once, however often it is pressed", async () => {
  const [officer] = pages.keys();
  // Two lists that wait for their buttons: for what each column is, and for a yes.
  for (const house of [8, 9]) {
    await officer.follows("นำเข้าบัญชีรายชื่อ");
    await takes_in(officer, `ชื่อ-สกุล,บ้านเลขที่,หมู่ที่\nนางบัวผัน ตัวอย่าง,${house},6\n`);
    if (house === 9) {
      await officer.presses("ดูตัวอย่างทั้งบัญชี");
      await officer.sees("ตัวอย่างก่อนนำเข้า");
    }
    officer.pages.add(officer.page.url());
  }

  const tries = new Map();
  const did = new Map();
  // Some buttons are there only when others were pressed: who was suspended can be taken back.
  for (const [clerk, [who, seen]] of [...pages, ...pages]) {
    for (const way of seen) {
      await clerk.page.goto(way);
      for (const { to, fields, in_parts } of await forms_of(clerk.page)) {
        const door = button_of(new URL(to).pathname);
        assert.ok(door, `${to} is a button of the console`);
        if (door in NOT_TRIED || did.has(door) || (tries.get(door) ?? 0) > 5) continue;
        tries.set(door, (tries.get(door) ?? 0) + 1);
        const form = Object.fromEntries(fields);
        const presses = () => clerk.page.request.post(to, { ...(in_parts ? { multipart: form } : { form }), maxRedirects: 0 });
        // Twice at one moment, as a hand that trembles does, and once more when it is done.
        const answers = await Promise.all([presses(), presses()]);
        const before = written();
        answers.push(await presses());
        assert.equal(written(), before, `${door} of ${who}, pressed once more`);
        for (const answer of answers) assert.ok(answer.status() < 500, `${door} of ${who}: ${answer.status()}`);
        // What is shown once and nowhere else, a new password, leads on from the second press alone.
        const led = answers.filter((answer) => answer.status() === 303).map((answer) => answer.headers().location);
        if (led.length === 0) continue;
        assert.equal(new Set(led).size, 1, `${door} of ${who} leads where it led first: ${led.join(" ")}`);
        did.set(door, who);
        // What a button leads to may have buttons of its own, as what somebody asked of their own data has.
        seen.add(new URL(led[0], to).href);
      }
    }
  }
  const never = BUTTONS.filter((door) => !tries.has(door) && !(door in NOT_TRIED));
  assert.deepEqual(never, [], "buttons that nobody here has");
  assert.ok(did.size > 20, `${did.size} did their work: ${[...did.keys()].join(" ")}`);
  for (const clerk of pages.keys()) await clerk.context.close();
});
