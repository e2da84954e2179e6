// Every door of the console: whatever page there is, somebody of the sample province comes to it by what
// the pages before it lead to, and it is looked at. A page that is new and that nobody looks at is found here.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { Office, TOWN } from "./office.mjs";

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
};

const PLACE = "09570001";
let office, chrome;
const walked = new Map();
const refused = new Set();

before(async () => {
  office = await Office.sample();
  chrome = await browser();
  await office.does("lao", "add", "--code", PLACE, "--name", "สถานที่กลางอำเภอตัวอย่าง", "--type", "central-place", "--province", "57", "--serves", TOWN);
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

test("an officer comes to every page that their work makes", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.opens("/office/sign-in");
  await walks(clerk, "nobody");
  clerk.been.clear();
  const { id } = office.users.find(({ role, lao }) => role === "Officer" && lao === "เทศบาลตำบลตัวอย่าง");
  await clerk.signs_in({ id, password: office.password });
  await walks(clerk, "Officer");

  await clerk.follows("นำเข้าบัญชีรายชื่อ");
  await clerk.page.getByLabel(/^ไฟล์บัญชีรายชื่อ/).setInputFiles({ name: "list.csv", mimeType: "text/csv", buffer: Buffer.from("ชื่อ-สกุล,บ้านเลขที่,หมู่ที่\nนางบัวคำ ตัวอย่าง,7,6\n") });
  await clerk.fills("หน่วยงานที่สำรวจ", "สำนักงาน ปภ. จังหวัดตัวอย่าง");
  await clerk.presses("อ่านไฟล์");
  await clerk.sees("ช่องไหนคืออะไร");
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

  await clerk.follows("รอบเดือน");
  await clerk.follows("เดือนก่อน");
  await clerk.presses("พิมพ์เข้า INFO ทีละคน");
  await clerk.sees(/คนที่ 1 จาก/);
  await walks(clerk, "Officer");

  await clerk.opens("/office/requests?state=registered");
  await clerk.page.locator("tbody th a").first().click();
  await clerk.steps("ส่งต่อ", {
    ส่งต่อไปที่: "central-place", เพราะ: "beyond-capacity", หน่วยงานที่ส่งต่อ: "สถานที่กลางอำเภอตัวอย่าง", เหตุผลที่ส่งต่อ: "ต้องใช้เครื่องจักร",
  });
  await clerk.page.locator(".status", { hasText: "ส่งต่อแล้ว" }).waitFor();
  await clerk.leaves();
});

test("everybody comes to what is theirs, no page leads anybody to where they may not go, and none is left out", async () => {
  for (const [role, lao] of [["Supervisor"], ["Committee"], ["Auditor"], ["Admin"], ["Officer", "อบจ. ตัวอย่าง"], ["Auditor", "อบต. ตัวอย่าง"]]) {
    const clerk = await Clerk.of_sample(chrome, office, role, lao);
    await walks(clerk, role);
    await clerk.leaves();
  }
  const place = await Clerk.at(chrome, office);
  await place.signs_in(await office.hires(PLACE, "officer", "เจ้าหน้าที่ กลาง"));
  await walks(place, "Officer of a central place");
  await place.leaves();

  assert.deepEqual([...refused], [], "pages that say no to whom a page leads there");
  assert.ok(DOORS.length > 50, `${DOORS.length} doors were read`);
  assert.deepEqual(DOORS.filter((door) => !walked.has(door) && !(door in NO_PAGE)), [], "pages that nobody looked at");
  assert.deepEqual(Object.keys(NO_PAGE).filter((door) => !DOORS.includes(door)), [], "doors that are no more");
});
