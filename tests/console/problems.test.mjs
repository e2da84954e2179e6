// The form of problems (O-15): issues are typed, stand in the form and its files, and stay.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { Office, TOWN } from "./office.mjs";

let office, chrome;

before(async () => {
  office = await Office.open();
  chrome = await browser();
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

test("issues that are typed stand in the form of problems, on paper and in its file, and a fourth gets its row", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ปัญหา"));
  await clerk.opens("/office/reports/problems/2569-04");
  const rows = () => clerk.page.locator(".paper tbody tr").allInnerTexts();
  assert.equal((await rows()).length, 3);
  await clerk.can_be_read();
  const field = (name) => clerk.page.locator(`[name="${name}"]`);
  await field("mending-0").fill("ขอยืมจาก อบจ.");
  await clerk.presses("บันทึกประเด็นปัญหา");
  await clerk.sees("ยังไม่ได้กรอกประเด็นปัญหา ยังไม่ได้บันทึก");
  assert.equal(await field("mending-0").inputValue(), "ขอยืมจาก อบจ.", "what was typed stays");
  await clerk.can_be_read();
  for (const [nth, said] of ["ไม่มีรถ", "ทีมไม่พอ", "สัญญาณไม่ถึง"].entries()) await field(`problem-${nth}`).fill(said);
  await field("law-1").fill("ระเบียบฯ ข้อ ๗");
  await clerk.presses("บันทึกประเด็นปัญหา");
  await clerk.sees("บันทึกประเด็นปัญหาแล้ว");
  await field("problem-3").fill("ไฟดับบ่อย");
  await clerk.presses("บันทึกประเด็นปัญหา");
  await clerk.sees("บันทึกประเด็นปัญหาแล้ว");
  const said = await rows();
  assert.equal(said.length, 4);
  assert.match(said[0], /เชียงราย[^]*1\. ไม่มีรถ[^]*1\. ขอยืมจาก อบจ\./);
  assert.match(said[1], /2\. ทีมไม่พอ[^]*ระเบียบฯ ข้อ ๗/);
  assert.match(said[3], /4\. ไฟดับบ่อย/);
  await clerk.fits_a_phone();
  await printed(clerk, "problems");
  await clerk.pictures("problems");
  const [down] = await Promise.all([clerk.page.waitForEvent("download"), clerk.presses("ดาวน์โหลด CSV")]);
  const file = await down.createReadStream();
  let csv = "";
  for await (const some of file) csv += some;
  assert.match(csv, /4\. ไฟดับบ่อย/);
  // Whoever had it open before a colleague wrote in it is told so, and keeps what they typed.
  const late = await Clerk.at(chrome, office);
  await late.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ช้า"));
  await late.opens("/office/reports/problems/2569-04");
  await field("remark-3").fill("แก้แล้ว");
  await clerk.presses("บันทึกประเด็นปัญหา");
  await clerk.sees("บันทึกประเด็นปัญหาแล้ว");
  await late.page.locator('[name="problem-4"]').fill("อีกประเด็น");
  await late.presses("บันทึกประเด็นปัญหา");
  await late.sees("มีผู้แก้แบบนี้ไปแล้ว ยังไม่ได้บันทึก");
  assert.equal(await late.page.locator('[name="problem-4"]').inputValue(), "อีกประเด็น");
  assert.match(await late.page.locator(".paper").innerText(), /แก้แล้ว/);
  await late.can_be_read();
  await late.page.locator('[name="remark-0"]').fill("โทร 081-234-5678");
  await late.presses("บันทึกประเด็นปัญหา");
  await late.sees("มีเลขหลายหลักติดกันในหมายเหตุ");
  await late.leaves();
  // Another month has its own.
  await clerk.opens("/office/reports/problems/2569-05");
  assert.match((await rows())[0], /1\.\s*1\./);
  await clerk.leaves();
});
