// The criteria as the office weighs by them: a rate that no law book here has, set by its paper, used
// against a grant, and struck out in the open.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { Office, Phone, TAO, TOWN, person, visit } from "./office.mjs";

let office, chrome, officer, supervisor;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  officer = await office.hires(TOWN, "officer", "เจ้าหน้าที่ อัตรา");
  supervisor = await office.hires(TOWN, "supervisor", "หัวหน้า อัตรา");
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา อัตรา")));
  await phone.sends(visit(TOWN, "1", 5, [person("ชาวนา", "ตัวอย่าง", { farmer: { register: "agriculture", registered_on: "2020-01-01" } })], {
    damage: { kind: "flood", event_on: "2026-04-10", damaged_on: "2026-04-10" },
  }));
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

const set_here = (clerk) => clerk.page.locator("section[aria-labelledby=set] tbody tr");

test("a rate is set by a paper, warns of what goes beyond it, and is weighed no longer once it is struck out", async () => {
  const head = await Clerk.at(chrome, office);
  await head.signs_in(supervisor);
  await head.follows("หลักเกณฑ์และอัตรา");
  await head.sees("ยังไม่ได้ตั้งอัตรา");
  await head.can_be_read();
  const ceilings = await head.page.locator("section[aria-labelledby=ceilings]").innerText();
  for (const said of ["5.1.5", "หลังละไม่เกิน 49,500 บาท ต่อเหตุการณ์", "8.1.1", "12/1 (ก)", "ร้อยละ 50 ของค่าใช้จ่าย"]) {
    assert.ok(ceilings.includes(said), said);
  }
  assert.ok(!/dsdw|edu\.|disease|farmer|tarpaulin|family|S003/.test(ceilings), "codes are for programs");
  await head.page.locator('th[title~="S003:2320"]', { hasText: "5.1.5" }).waitFor();
  await head.page.locator("summary", { hasText: "ตั้งอัตรา" }).click();
  await head.page.getByLabel("รายการ", { exact: true }).selectOption("5.4.1.1");
  await head.fills("เฉพาะชนิด", "พืชตัวอย่าง");
  await head.fills("ไม่เกิน", "๑,๒๐๐");
  await head.fills("ใช้ตั้งแต่วันที่", "1/1/2569");
  await head.fills("ที่มา:", "หนังสือตัวอย่าง ที่ 1/2569");
  const sets = () => head.page.locator("form").getByRole("button", { name: "ตั้งอัตรา", exact: true }).click();
  await sets();
  await head.sees("เลือกก่อนว่าอัตราคิดต่ออะไร ยังไม่ได้บันทึก");
  assert.equal(await head.page.getByLabel("ที่มา:").inputValue(), "หนังสือตัวอย่าง ที่ 1/2569", "what was typed stays");
  await head.can_be_read();
  await head.page.getByLabel("หน่วย", { exact: true }).selectOption("animal");
  await head.page.getByLabel("ต่อ", { exact: true }).selectOption("rai");
  await sets();
  await head.sees("จำนวนตัวต้องคิดต่อช่วงเวลา");
  await head.page.getByLabel("หน่วย", { exact: true }).selectOption("baht");
  await head.fills("ถึงวันที่", "31/12/2568");
  await sets();
  await head.sees("วันสิ้นสุดอยู่ก่อนวันเริ่มใช้ ยังไม่ได้บันทึก");
  await head.fills("ถึงวันที่", "");
  await sets();
  await head.sees("ตั้งอัตราแล้ว");
  assert.match(await set_here(head).innerText(), /5\.4\.1\.1[^]*พืชตัวอย่าง[^]*ไร่ละไม่เกิน 1,200 บาท[^]*หนังสือตัวอย่าง ที่ 1\/2569/);
  assert.match(await head.page.locator("section[aria-labelledby=ceilings] tr", { hasText: "5.4.1.1" }).innerText(), /พืชตัวอย่าง: ไร่ละไม่เกิน 1,200 บาท/);
  await head.can_be_read();
  await head.fits_a_phone("rates");
  await head.pictures("rates");

  // An officer reads it and may not set any; a grant beyond it is told of, by the office's own paper.
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(officer);
  await clerk.follows("หลักเกณฑ์และอัตรา");
  await clerk.sees("ไร่ละไม่เกิน 1,200 บาท");
  assert.equal(await clerk.page.locator("main form").count(), 0);
  await clerk.follows("คำขอ");
  await clerk.page.locator("tbody th a").first().click();
  await clerk.steps("ลงทะเบียนรับเรื่อง");
  await clerk.sees(/เลขรับ 1\/25/);
  const helps = () => clerk.steps("ช่วยเหลือเบื้องต้นโดยฉับพลัน", {
    สิ่งที่ให้: "ค่าพืชเสียหาย", เป็น: "money", ตามหลักเกณฑ์ข้อ: "5.4.1.1|พืชตัวอย่าง", จำนวน: "10", "เป็นเงิน (บาท)": "12500",
  });
  await helps();
  await clerk.sees("โปรดอ่านข้อควรพิจารณา");
  assert.match(await clerk.page.locator("section.due").innerText(), /เกินเพดาน 500 บาท[^]*หนังสือตัวอย่าง ที่ 1\/2569/);
  await clerk.can_be_read();
  await clerk.presses("บันทึก: ช่วยเหลือเบื้องต้นโดยฉับพลัน");
  await clerk.sees("ข้อ 5.4.1.1 พืชตัวอย่าง จำนวน 10 เป็นเงิน 12,500 บาท");
  await clerk.pictures("rates-grant");

  await head.page.locator("summary", { hasText: "ขีดออก" }).click();
  await head.fills("เพราะ", "พิมพ์ผิดชนิด");
  await head.page.getByRole("button", { name: /^ขีดออก/ }).click();
  await head.sees("ขีดออก: พิมพ์ผิดชนิด");
  assert.doesNotMatch(await head.page.locator("section[aria-labelledby=ceilings]").innerText(), /พืชตัวอย่าง/);
  await head.can_be_read();
  await clerk.page.reload();
  assert.equal(await clerk.page.locator('option[value*="พืชตัวอย่าง"]').count(), 0, "it is offered no longer");
  await clerk.leaves();
  await head.leaves();
});

test("a rate is its own office's, and whoever may not set one is told so", async () => {
  const elsewhere = await Clerk.at(chrome, office);
  await elsewhere.signs_in(await office.hires(TAO, "supervisor", "หัวหน้า ที่อื่น"));
  await elsewhere.follows("หลักเกณฑ์และอัตรา");
  await elsewhere.sees("ยังไม่ได้ตั้งอัตรา");
  await elsewhere.leaves();
});
