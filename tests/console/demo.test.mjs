// The sample province, clicked through as a stranger would; and a real phone that joins it.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { number, Office, Phone, person, TOWN, visit } from "./office.mjs";

let office, chrome;

before(async () => {
  office = await Office.sample();
  chrome = await browser();
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

const sits = (role, lao) => Clerk.of_sample(chrome, office, role, lao);

const count = async (clerk, selector) => clerk.page.locator(selector).count();

test("every desk has something to do, and no page of it stumbles", async () => {
  const clerk = await sits("Supervisor");
  await clerk.can_be_read();
  await clerk.follows("ใครเป็นคนเดียวกัน");
  assert.ok((await count(clerk, "tbody tr")) > 5, "some stand twice");
  await clerk.can_be_read();
  await clerk.page.getByRole("link", { name: /^เทียบกัน/ }).first().click();
  await clerk.sees("วินิจฉัย");
  await clerk.can_be_read();
  await clerk.follows("คำขอ");
  await clerk.sees("หน่วยงานที่ยังไม่รายงานผลตามกำหนด");
  assert.ok((await count(clerk, ".states li")) > 6, "requests stand at many steps");
  await clerk.can_be_read();
  // There are more than a page holds; what cannot wait stands first, and the last of them is found too.
  const subjects = () => clerk.page.locator("main table").last().locator("tbody tr").allInnerTexts();
  const [, pages] = (await clerk.text()).match(/หน้า 1 จาก (\d+)/);
  const urgent = (await subjects()).map((row) => row.includes("เร่งด่วน"));
  assert.deepEqual(urgent, [...urgent].sort().reverse(), "urgent ones first");
  const before = await subjects();
  await clerk.pictures("demo-requests");
  for (let nth = 2; nth <= Number(pages); nth += 1) await clerk.follows("หน้าถัดไป");
  await clerk.sees(`หน้า ${pages} จาก ${pages}`);
  assert.notDeepEqual(await subjects(), before);
  await clerk.follows("รอบเดือน");
  await clerk.sees("การสำรวจรอบนี้");
  await clerk.can_be_read();
  await clerk.pictures("demo-month");
  await clerk.follows("ทีมสำรวจและโทรศัพท์");
  assert.ok((await count(clerk, "tbody tr")) >= 7);
  await clerk.can_be_read();
  await clerk.follows("การประชุม");
  await clerk.sees("มีรายงานการประชุมแล้ว");
  await clerk.page.locator(".meetings li").filter({ hasText: "ประชุมแล้ว ครบองค์ประชุม" }).getByRole("link").last().click();
  await clerk.sees("ประชุมแล้ว ครบองค์ประชุม");
  await clerk.can_be_read();
  await clerk.leaves();

  const committee = await sits("Committee");
  await committee.opens("/office/requests?state=committee");
  await committee.page.locator("tbody th a").first().click();
  await committee.page.getByText("บันทึกมติ").first().waitFor();
  await committee.leaves();
  const auditor = await sits("Auditor");
  await auditor.follows("บันทึกการเข้าดูข้อมูล");
  await auditor.sees("เปิดหน้ารอบเดือน");
  await auditor.leaves();
  const admin = await sits("Admin");
  await admin.follows("ผู้ใช้ระบบ");
  assert.equal(await count(admin, "tbody tr"), 5);
  await admin.leaves();
});

const TOWN_NAME = "เทศบาลตำบลตัวอย่าง";
const TAO_NAME = "อบต. ตัวอย่าง";
const PLACE_NAME = "สถานที่กลางอำเภอตัวอย่าง";

test("the flood that houses tell of is one that the office declared, with its list, map, papers and next report", async () => {
  for (const [lao, zone, way] of [
    [TOWN_NAME, "ไม่ได้ประกาศ", "เสนอคณะกรรมการพิจารณาภายในหลักเกณฑ์"],
    [TAO_NAME, "ประกาศจังหวัดตัวอย่าง", "ก.ช.ภ.อ."],
  ]) {
    const clerk = await sits("Officer", lao);
    await clerk.follows("สาธารณภัย");
    assert.equal(await count(clerk, "main tbody tr"), 1, "one flood");
    assert.ok(!(await clerk.text()).includes("เลยกำหนดโดยไม่มีบันทึก"), "its progress was reported whenever it was due");
    await clerk.can_be_read();
    await clerk.page.locator("main tbody th a").click();
    await clerk.sees("รายงานความคืบหน้าครั้งถัดไป");
    await clerk.sees(zone);
    await clerk.sees(way);
    const [, with_fix, struck] = (await clerk.text()).match(/มีพิกัด (\d+) จาก (\d+) หลัง/);
    assert.ok(Number(struck) > 20 && with_fix === struck, `${with_fix} of ${struck} houses are on its map`);
    await clerk.page.locator("#map canvas").waitFor();
    await clerk.can_be_read();
    await clerk.pictures(`demo-event-${lao === TAO_NAME ? "zone" : "committee"}`);
    const event = clerk.page.url();
    await clerk.follows("ภาพความเสียหาย");
    assert.ok((await count(clerk, "main img")) > 5, "houses were photographed");
    for (const paper of ["damage", "support", "progress"]) {
      await clerk.page.goto(`${event}/${paper}`);
      assert.ok((await count(clerk, ".paper tbody tr")) >= 2, `${paper} has something to tell`);
      await clerk.can_be_read();
    }
    await clerk.leaves();
  }
});

test("names hang that the committee chose, others came down in time and have their result, and some wait to be put up", async () => {
  for (const lao of [TOWN_NAME, TAO_NAME, "อบจ. ตัวอย่าง"]) {
    const clerk = await sits("Officer", lao);
    await clerk.follows("ปิดประกาศ");
    await clerk.sees("คณะกรรมการเห็นชอบแล้ว ยังไม่ได้ปิดประกาศรายชื่อ");
    const hang = await clerk.page.locator("main tbody tr").allInnerTexts();
    assert.equal(hang.length, 3, hang.join("\n"));
    assert.equal(hang.filter((row) => row.includes("ปิดอยู่ ต้องปิดถึงสิ้นวันที่")).length, 2, hang.join("\n"));
    assert.equal(hang.filter((row) => row.includes("ปลดแล้ว ครบกำหนด")).length, 1, hang.join("\n"));
    await clerk.can_be_read();
    await clerk.pictures("demo-postings");
    const papers = await clerk.page.locator("main tbody th a").evaluateAll((links) => links.map((link) => link.href));
    let pictured = 0;
    for (const paper of papers) {
      await clerk.page.goto(paper);
      await clerk.can_be_read();
      const result = await clerk.page.locator(".paper .result").allInnerTexts();
      if (result.length) assert.match(result[0], /^ให้ความช่วยเหลือแล้ว 3 เรื่อง จาก 3 เรื่อง รวมเป็นเงิน/);
      else assert.ok((await count(clerk, ".paper tbody tr")) >= 1, "it names somebody");
      pictured += await count(clerk, ".photos img");
    }
    assert.equal(pictured, 1, "a photo shows one of them");
    await clerk.leaves();
  }
});

test("the central place has requests at three stages, somebody who came to it, a report in which one LAO is missing, and published it", async () => {
  const place = await sits("Officer", PLACE_NAME);
  await place.sees(/เผยแพร่แล้วเมื่อ .* ที่ป้ายประกาศหน้าสถานที่กลาง|ยังไม่ได้เผยแพร่ ภายใน 31 ธ\.ค\./);
  await place.follows("เรื่องผ่านสถานที่กลาง");
  await place.sees("รอประสานหรือรอคำตอบ (2)");
  await place.sees("ตอบ อปท. แล้ว (1)");
  await place.sees("รับที่นี่และส่งให้ อปท. แล้ว (1)");
  const waiting = await place.page.locator("section[aria-labelledby=waiting] tbody tr").allInnerTexts();
  assert.equal(waiting.filter((row) => row.includes("โครงการชลประทานจังหวัด")).length, 1, waiting.join("\n"));
  assert.equal(waiting.filter((row) => row.includes(TAO_NAME)).length, 1, waiting.join("\n"));
  await place.can_be_read();
  await place.pictures("demo-sent-on");
  await place.page.locator("section[aria-labelledby=done] tbody th a").click();
  await place.sees("อนุมัติแล้ว จะเข้าพื้นที่ภายในสัปดาห์หน้า");
  await place.can_be_read();
  await place.follows("รายงาน");
  const month = await place.page.locator("#period option").nth(1).getAttribute("value");
  await place.opens(`/office/reports/central/${month}`);
  await place.sees(`ยังไม่ได้รับรายงานและไม่มีในยอด: ${TAO_NAME}`);
  await place.page.getByRole("row", { name: new RegExp(`^${TOWN_NAME}`) }).first().waitFor();
  await place.can_be_read();
  await place.pictures("demo-central");
  await place.leaves();

  // The LAO that it answered reads that on the request; the other has what was brought to the place.
  const town = await sits("Officer");
  await town.opens("/office/requests?state=forwarded");
  const links = await town.page.locator("main tbody th a").evaluateAll((links) => links.map((link) => link.href));
  assert.equal(links.length, 2);
  const read = [];
  for (const link of links) {
    await town.page.goto(link);
    read.push(await town.text());
  }
  assert.equal(read.filter((text) => text.includes("อนุมัติแล้ว จะเข้าพื้นที่ภายในสัปดาห์หน้า")).length, 1);
  await town.opens(`/office/statements/${month}`);
  await town.sees("ตรงกับทะเบียนตอนนี้");
  await town.leaves();
  const tao = await sits("Officer", TAO_NAME);
  await tao.opens(`/office/statements/${month}`);
  await tao.sees("ยังไม่ได้ส่ง");
  await tao.searches("เดินทางมา");
  await tao.sees("พบ 1 คน");
  await tao.leaves();
});

test("no page of an office that keeps something is empty", async () => {
  const clerk = await sits("Officer");
  await clerk.follows("ข้อมูลข่าวสารและคำปรึกษา");
  assert.ok((await count(clerk, "main tbody tr")) >= 1, "advice of this fiscal year");
  await clerk.sees("สำนักงานเกษตรอำเภอตัวอย่าง");
  await clerk.can_be_read();
  await clerk.pictures("demo-advice");
  await clerk.follows("นำเข้าบัญชีรายชื่อ");
  await clerk.sees("บัญชีที่เคยนำเข้า (2)");
  await clerk.can_be_read();
  await clerk.pictures("demo-lists");
  await clerk.searches("ตัวอย่างบัญชี");
  await clerk.sees("พบ 3 คน");
  await clerk.follows("รายงาน");
  const month = await clerk.page.locator("#period option").nth(1).getAttribute("value");
  await clerk.opens(`/office/reports/problems/${month}`);
  await clerk.page.locator(".paper").getByText("ทางน้ำหลังหมู่บ้านตื้นเขิน").waitFor();
  await clerk.can_be_read();
  await clerk.pictures("demo-problems");
  await clerk.opens(`/office/map/${month}`);
  await clerk.page.locator("#map canvas").waitFor();
  const { villages, boundary } = await (await clerk.page.request.get(`${office.address}/office/map/${month}/places`)).json();
  assert.equal(villages.length, 6);
  assert.equal(boundary.type, "Polygon");
  await clerk.page.waitForTimeout(1500);
  await clerk.pictures("demo-map");
  await clerk.leaves();
  const supervisor = await sits("Supervisor");
  await supervisor.opens("/office/apart");
  // What it would set is folded away.
  await supervisor.page.getByText("66/1").first().waitFor({ state: "attached" });
  await supervisor.can_be_read();
  await supervisor.pictures("demo-apart");
  await supervisor.leaves();
  const admin = await sits("Admin");
  await admin.follows("ลบข้อมูลบุคคล");
  await admin.sees(/E-[A-Z2-7]{8}/);
  await admin.can_be_read();
  await admin.pictures("demo-erasures");
  await admin.leaves();
});

test("of two who rule on the same people, the one who ticks them in the list is told that the other was first", async () => {
  const clerk = await sits("Officer");
  const supervisor = await sits("Supervisor");
  await clerk.opens("/office/cases");
  const tick = clerk.page.locator(".tick").filter({ has: clerk.page.locator("input[name^=pair-]") });
  const [first, second] = [tick.nth(0), tick.nth(1)];
  await supervisor.opens(await first.getByRole("link").getAttribute("href"));
  await supervisor.presses("คนละคน");
  await supervisor.page.waitForURL(/\/office\/cases$/);
  await first.getByRole("checkbox").check();
  await second.getByRole("checkbox").check();
  await clerk.presses("ที่เลือกไว้เป็นคนเดียวกัน");
  await clerk.sees("รวมแล้ว 1 คู่ อีก 1 คู่มีผู้วินิจฉัยไปก่อนแล้ว");
  await clerk.can_be_read();
  for (const one of [clerk, supervisor]) await one.leaves();
});

test("every page can be worked on from a phone", async () => {
  const clerk = await sits("Supervisor");
  const first = async (list, link) => {
    await clerk.opens(list);
    return clerk.page.locator(link).first().getAttribute("href");
  };
  const pages = {
    desk: "/office",
    register: "/office/register",
    cases: "/office/cases",
    case: await first("/office/cases", "main a[href^='/office/cases/']"),
    requests: "/office/requests",
    course: await first("/office/requests", "tbody th a"),
    counter: "/office/counter",
    meetings: "/office/meetings",
    meeting: await first("/office/meetings", ".meetings a"),
    month: "/office/month",
    apart: "/office/apart",
    team: "/office/team",
    access: "/office/access",
    password: "/office/password",
  };
  await clerk.searches("สม");
  await clerk.fits_a_phone("found");
  pages.person = await clerk.page.locator("tbody th a").first().getAttribute("href");
  for (const [name, page] of Object.entries(pages)) {
    assert.ok(page, name);
    await clerk.opens(page);
    await clerk.fits_a_phone(name);
  }
  await clerk.opens(pages.person);
  await clerk.page.locator("a[href^='/office/households/']").first().click();
  await clerk.fits_a_phone("household");
  await clerk.opens("/office/month");
  await clerk.follows("เดือนก่อน");
  await clerk.presses("พิมพ์เข้า INFO ทีละคน");
  await clerk.fits_a_phone("typing");
  await clerk.leaves();
  const admin = await sits("Admin");
  await admin.follows("ผู้ใช้ระบบ");
  await admin.fits_a_phone("staff");
  await admin.leaves();
});

test("a flooded house has its picture, and the PAO is spared who others enter", async () => {
  const clerk = await sits("Officer");
  await clerk.searches("หมู่ 1");
  const houses = await clerk.page.locator("td a").evaluateAll((links) => links.map((link) => link.getAttribute("href")));
  let pictured = false;
  for (const house of new Set(houses)) {
    await clerk.opens(house);
    if (await count(clerk, ".photos img")) {
      const shown = await clerk.page.locator(".photos img").first().elementHandle();
      await clerk.page.waitForFunction((img) => img.complete && img.naturalWidth === 640, shown);
      await clerk.pictures("demo-household");
      pictured = true;
      break;
    }
  }
  assert.ok(pictured, "some house of the flood was photographed");
  await clerk.leaves();
  const pao = await sits("Officer", "อบจ. ตัวอย่าง");
  await pao.follows("รอบเดือน");
  await pao.follows("เดือนก่อน");
  await pao.sees("อบจ. ไม่ต้องบันทึกซ้ำ");
  await pao.leaves();
});

test("last month's workbook reads the same in a program that is not ours", async () => {
  const clerk = await sits("Officer");
  await clerk.follows("รอบเดือน");
  await clerk.follows("เดือนก่อน");
  const round = clerk.page.url().split("/").at(-1);
  const ready = await clerk.page.locator(".counts dd").first().innerText();
  const [down] = await Promise.all([clerk.page.waitForEvent("download"), clerk.presses("ดาวน์โหลดสมุดงาน")]);
  await down.saveAs(`${office.folder}/info.xlsx`);
  await clerk.leaves();
  execFileSync("soffice", [`-env:UserInstallation=file://${office.folder}/soffice`, "--headless", "--convert-to",
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,1", "--outdir", office.folder,
    `${office.folder}/info.xlsx`], { stdio: "ignore" });
  const lines = readFileSync(`${office.folder}/info-INFO.csv`, "utf8").trim().split("\n");
  assert.match(lines[0], /^"?เลขบัตรประจำตัวประชาชน"?,"?ชื่อ-นามสกุล"?,/);
  assert.equal(lines.length - 1, Number(ready), "everybody who is ready, and nobody else, stands in it");
  for (const line of lines.slice(1)) assert.match(line, /^"?[0-9]{13}"?,/, "a number keeps its thirteen digits");
  assert.match(round, /^25\d\d-\d\d$/);
});

test("a phone enrols with a link that the sample printed, and what it sends is in the register", async () => {
  const phone = await Phone.enrolled(office, office.links[1]);
  await phone.does("sync");
  await phone.sends(visit(TOWN, "999", 1, [person("มาใหม่", "จากโทรศัพท์", { national_id: number(999) })]));
  const clerk = await sits("Officer");
  await clerk.searches("มาใหม่");
  await clerk.sees("พบ 1 คน");
  await clerk.leaves();
});

test("cargo demo sets all of it up, drives a phone where there is no display, and leaves the console up", async () => {
  const env = { ...process.env };
  delete env.DISPLAY;
  delete env.WAYLAND_DISPLAY;
  const demo = spawn(process.env.SAMRUAT_DEMO, ["--listen", "127.0.0.1:0"], { env, detached: true, stdio: ["ignore", "pipe", "inherit"] });
  try {
    let said = "";
    await new Promise((up, fail) => {
      demo.stdout.on("data", (some) => {
        said += some;
        if (said.includes("stays up")) up();
      });
      demo.once("exit", () => fail(new Error(said)));
    });
    assert.match(said, /There is no display here/);
    assert.match(said, /"received":1/);
    const console = said.match(/The console: (\S+)/)[1];
    assert.equal((await fetch(console)).status, 200);
    const sample = { address: new URL(console).origin };
    const clerk = await Clerk.at(chrome, sample);
    await clerk.signs_in({ id: said.match(/(u-\d+) Officer เทศบาล/)[1], password: said.match(/password there: (\S+)/)[1] });
    await clerk.searches("มาใหม่");
    await clerk.sees("พบ 1 คน");
    await clerk.leaves();
  } finally {
    process.kill(-demo.pid, "SIGTERM");
  }
});
