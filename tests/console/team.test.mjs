// The survey team: who surveys by which order, from when and until when.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { Office, TOWN } from "./office.mjs";

let office, chrome, supervisor;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  supervisor = await office.hires(TOWN, "supervisor", "หัวหน้า ทีม");
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

const row = (clerk, name) => clerk.page.getByRole("row", { name: new RegExp(name) });
const ORDER = ["คำสั่งแต่งตั้งเลขที่ (ถ้ามี)", "ลงวันที่", "มีผลตั้งแต่", "ถึงวันที่"];

// Fills in an order, in the form of somebody's row or in the one for somebody new.
async function orders(form, ...said) {
  for (const [nth, text] of said.entries()) await form.getByLabel(ORDER[nth], { exact: true }).fill(text);
}

test("whoever surveys does so by an order, which is written down with them or later, and is told of when it is over", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(supervisor);
  await clerk.follows("ทีมสำรวจและโทรศัพท์");
  const anew = clerk.page.locator("section", { has: clerk.page.getByRole("heading", { name: "เพิ่มผู้สำรวจ" }) });
  await clerk.fills("ชื่อและนามสกุล", "อาสา มีคำสั่ง");
  await orders(anew, "ทต.ตย. 12/2568", "๒๕/๙/๒๕๖๘", "1/10/2568", "30/9/2568");
  await clerk.presses("เพิ่มผู้สำรวจ");
  await clerk.page.getByRole("alert").getByText("วันสิ้นสุดของคำสั่งอยู่ก่อนวันเริ่ม ยังไม่ได้เพิ่มใคร").waitFor();
  assert.equal(await row(clerk, "อาสา มีคำสั่ง").count(), 0);
  assert.equal(await anew.getByLabel(ORDER[0]).inputValue(), "ทต.ตย. 12/2568", "what was typed stays");
  assert.equal(await anew.getByLabel(ORDER[3], { exact: true }).inputValue(), "30/9/2568");
  await clerk.can_be_read();
  await orders(anew, "ทต.ตย. 12/2568", "๒๕/๙/๒๕๖๘", "1/10/2568", "30/9/2599");
  await clerk.presses("เพิ่มผู้สำรวจ");
  await clerk.sees("เพิ่มผู้สำรวจแล้ว");
  const one = row(clerk, "อาสา มีคำสั่ง");
  assert.match(await one.innerText(), /ทต\.ตย\. 12\/2568 ลงวันที่ 25 ก\.ย\. 2568\s+1 ต\.ค\. 2568 ถึง 30 ก\.ย\. 2599/);
  assert.ok(!(await one.innerText()).includes("หมดอายุ"));

  // Of whom the office added without one, it is written down on their row; what was said stands there to be mended.
  await office.surveyor(TOWN, "อาสา ไม่มีคำสั่ง");
  await clerk.opens("/office/team");
  const other = row(clerk, "อาสา ไม่มีคำสั่ง");
  assert.match(await other.innerText(), /ยังไม่ได้บันทึก/);
  const mends = async (...said) => {
    // Refused, the form is open still.
    if (!(await other.locator("details[open]").count())) await other.locator("summary", { hasText: "แก้คำสั่ง" }).click();
    await orders(other, ...said);
    await other.getByRole("button", { name: "บันทึกคำสั่ง" }).click();
  };
  await mends("ทต.ตย. 7/2566", "1/10/2566", "1/10/2566", "31/9/2567");
  await other.getByRole("alert").getByText("วันที่ของคำสั่งอ่านไม่ออก พิมพ์เป็น 1/10/2568 ยังไม่ได้บันทึกคำสั่ง").waitFor();
  assert.equal(await other.getByLabel(ORDER[3], { exact: true }).inputValue(), "31/9/2567", "what was typed stays");
  await clerk.can_be_read();
  await mends("ทต.ตย. 7/2566", "1/10/2566", "1/10/2566", "30/9/2566");
  await other.getByRole("alert").getByText("วันสิ้นสุดของคำสั่งอยู่ก่อนวันเริ่ม ยังไม่ได้บันทึกคำสั่ง").waitFor();
  assert.match(await other.innerText(), /ยังไม่ได้บันทึก/, "nothing was written down");
  await clerk.can_be_read();
  await mends("ทต.ตย. 7/2566", "1/10/2566", "1/10/2566", "30/9/2567");
  await clerk.sees("บันทึกคำสั่งแต่งตั้งแล้ว");
  assert.match(await other.innerText(), /ทต\.ตย\. 7\/2566 ลงวันที่ 1 ต\.ค\. 2566\s+1 ต\.ค\. 2566 ถึง 30 ก\.ย\. 2567 หมดอายุแล้ว/);
  assert.match(await one.innerText(), /ถึง 30 ก\.ย\. 2599/, "nobody else's order changed");
  await other.locator("summary", { hasText: "แก้คำสั่ง" }).click();
  assert.deepEqual(
    await Promise.all(ORDER.map((label) => other.getByLabel(label, { exact: true }).inputValue())),
    ["ทต.ตย. 7/2566", "1/10/2566", "1/10/2566", "30/9/2567"],
  );
  await clerk.can_be_read();
  await clerk.fits_a_phone("team-orders");
  await clerk.pictures("team-orders");

  // It is made longer; then it is taken away.
  await orders(other, "ทต.ตย. 7/2566", "1/10/2566", "1/10/2566", "30/9/2599");
  await other.getByRole("button", { name: "บันทึกคำสั่ง" }).click();
  await clerk.sees("บันทึกคำสั่งแต่งตั้งแล้ว");
  await other.getByText("ถึง 30 ก.ย. 2599").waitFor();
  assert.ok(!(await other.innerText()).includes("หมดอายุ"));
  await mends("", "", "", "");
  await other.getByText("ยังไม่ได้บันทึก").waitFor();
  await clerk.leaves();

  const auditor = await Clerk.at(chrome, office);
  await auditor.signs_in(await office.hires(TOWN, "auditor", "ผู้ตรวจ ทีม"));
  await auditor.opens("/office/access");
  await auditor.sees(/^คำสั่งแต่งตั้งของ s-\d+$/);
  await auditor.leaves();
});
