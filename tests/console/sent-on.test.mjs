// A request that is beyond its LAO goes to the central place, which sees it and nothing else, asks an
// agency and answers; the LAO reads that where the request stands.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { number, Office, Phone, person, TAO, TOWN, visit } from "./office.mjs";
import { says_the_same } from "./workbook.mjs";

const PLACE = "09570001";
const OTHER = "09570002";
let office, chrome;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  for (const [code, name, serves] of [[PLACE, "สถานที่กลางอำเภอตัวอย่าง", TOWN], [OTHER, "สถานที่กลางอำเภออื่น", TAO]]) {
    await office.does("lao", "add", "--code", code, "--name", name, "--type", "central-place", "--province", "57", "--serves", serves);
  }
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา ใจดี")));
  await phone.sends(
    visit(TOWN, "9", 5, [person("สมหญิง", "ตัวอย่าง", { national_id: number(21), phone: "0812345678" })]),
    visit(TOWN, "10", 5, [person("ไม่ได้ส่งต่อ", "ตัวอย่าง", { national_id: number(22) })]),
  );
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

test("a request that is sent on is seen by its central place alone, which answers where the LAO reads it", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ หนึ่ง"));
  await clerk.searches("สมหญิง");
  await clerk.page.getByRole("link", { name: /สมหญิง/ }).first().click();
  await clerk.page.getByRole("link", { name: "ขอวัสดุซ่อมแซมบ้าน" }).first().click();
  const request = clerk.page.url();
  await clerk.steps("ลงทะเบียนรับเรื่อง");
  await clerk.steps("ส่งต่อ", {
    ส่งต่อไปที่: "central-place", เพราะ: "beyond-capacity", หน่วยงานที่ส่งต่อ: "สถานที่กลางอำเภอตัวอย่าง", เหตุผลที่ส่งต่อ: "ต้องใช้เครื่องจักร",
  });
  await clerk.sees("ส่งต่อแล้ว");

  const place = await Clerk.at(chrome, office);
  await place.signs_in(await office.hires(PLACE, "officer", "เจ้าหน้าที่ กลาง"));
  await place.follows("เรื่องที่ อปท. ส่งต่อมา");
  await place.sees("รอประสานหรือรอคำตอบ (1)");
  assert.ok(!(await place.page.locator("main").innerText()).includes("ไม่ได้ส่งต่อ"));
  await place.can_be_read();
  await place.follows("ขอวัสดุซ่อมแซมบ้าน");
  await place.sees("สมหญิง ตัวอย่าง");
  await place.sees("0812345678");
  await place.sees("ต้องใช้เครื่องจักร");
  assert.ok(!(await place.holds_a_number()), "a central place needs no national ID");
  await place.can_be_read();
  const sent_on = new URL(place.page.url()).pathname;
  await place.page.getByLabel("หน่วยงานที่ประสาน").fill("โครงการชลประทานจังหวัด");
  await place.page.getByLabel(/^เรื่องที่ประสาน/).fill("ขอสนับสนุนรถแบคโฮ");
  await place.presses("บันทึกการประสาน");
  await place.sees("สิ่งที่ประสานไปแล้ว (1)");
  await place.page.getByLabel("หน่วยงานที่ประสาน").fill("โครงการชลประทานจังหวัด");
  await place.page.getByLabel(/^เรื่องที่ประสาน/).fill("ส่งรถวันจันทร์");
  await place.page.getByLabel("เป็นคำตอบสุดท้าย").check();
  await place.presses("บันทึกการประสาน");
  await place.sees("คำตอบสุดท้าย");
  await place.can_be_read();
  await place.fits_a_phone("sent-on");
  await place.pictures("sent-on");
  await place.follows("เรื่องที่ อปท. ส่งต่อมา");
  await place.sees("ตอบ อปท. แล้ว (1)");
  await place.pictures("sent-on-list");

  // The place of another district finds nothing, in the list and by the address.
  const other = await Clerk.at(chrome, office);
  await other.signs_in(await office.hires(OTHER, "officer", "เจ้าหน้าที่ อื่น"));
  await other.follows("เรื่องที่ อปท. ส่งต่อมา");
  await other.sees("รอประสานหรือรอคำตอบ (0)");
  await other.page.goto(office.address + sent_on);
  await other.sees("ไม่พบในทะเบียนของ อปท. นี้");

  // The LAO reads the answer where the request stands, and sees who looked.
  await clerk.page.goto(request);
  await clerk.sees("สิ่งที่สถานที่กลางอำเภอตัวอย่างประสานให้ (2)");
  await clerk.sees("ส่งรถวันจันทร์");
  await clerk.sees("มีคำตอบแล้ว บันทึกผลจากหน่วยงาน แล้วแจ้งผู้ร้องได้");
  await clerk.can_be_read();
  await clerk.steps("บันทึกผลจากหน่วยงาน", {
    มูลเหตุของปัญหา: "ลำห้วยตื้นเขิน", แนวทางและวิธีการแก้ไขปัญหา: "ขุดลอกด้วยรถแบคโฮ",
    ผลการชี้แจงให้ผู้ร้องทราบ: "แจ้งทางโทรศัพท์", "ข้อเสนอแนะ/ความเห็นของหน่วยงาน": "ไม่มี",
  });
  await clerk.sees("หน่วยงานรายงานผลแล้ว");
  const auditor = await Clerk.at(chrome, office);
  await auditor.signs_in(await office.hires(TOWN, "auditor", "ผู้ตรวจสอบ หนึ่ง"));
  await auditor.follows("บันทึกการเข้าดูข้อมูล");
  await auditor.sees(`sent-on ${TOWN}`);

  // What is over is the LAO's again.
  await place.page.goto(office.address + sent_on);
  await place.sees("ไม่พบในทะเบียนของ อปท. นี้");
  for (const one of [clerk, place, other, auditor]) await one.leaves();
});

test("a LAO hands its month in, and its central place adds up what it was handed and says who is missing", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ สอง"));
  await clerk.opens("/office/statements/2569-04");
  await clerk.sees("สถานที่กลางอำเภอตัวอย่าง เห็นเฉพาะตัวเลขในหน้านี้");
  await clerk.sees("ยังไม่ได้ส่ง");
  const figure = (name) => clerk.page.getByRole("row", { name: new RegExp(`^${name}`) }).first().innerText();
  assert.match(await figure("ครัวเรือนที่สำรวจ"), /\s2$/);
  assert.match(await figure("เรื่องที่ยื่นในเดือน"), /\s2$/);
  await clerk.can_be_read();
  await clerk.presses("ส่งรายงานถึงสถานที่กลาง");
  await clerk.sees("ส่งรายงานแล้ว สถานที่กลางอ่านได้ทันที");
  await clerk.sees("ตรงกับทะเบียนตอนนี้");
  assert.equal(await clerk.page.getByRole("button", { name: /^ส่ง/ }).count(), 0, "nothing new to hand in");
  await clerk.fits_a_phone("statement");
  await printed(clerk, "statement");
  await clerk.pictures("statement");
  // Whoever only reads may read that, too.
  const auditor = await Clerk.at(chrome, office);
  await auditor.signs_in(await office.hires(TOWN, "auditor", "ผู้ตรวจสอบ สอง"));
  await auditor.opens("/office/statements/2569-03");
  await auditor.sees("ยังไม่ได้ส่ง");
  assert.equal(await auditor.page.getByRole("button", { name: /^ส่ง/ }).count(), 0);

  const place = await Clerk.at(chrome, office);
  await place.signs_in(await office.hires(PLACE, "officer", "เจ้าหน้าที่ กลาง สอง"));
  await place.follows("รายงาน");
  await place.page.getByRole("combobox", { name: "รายงาน" }).selectOption({ label: "สถิติและผลงานของสถานที่กลาง" });
  assert.equal(await place.page.getByRole("option", { name: "สรุปผลการช่วยเหลือประชาชนประจำปี" }).count(), 0, "it holds no register");
  await place.opens("/office/reports/central/2569-04");
  assert.match(await place.page.getByRole("row", { name: /^เทศบาลตำบลตัวอย่าง/ }).first().innerText(), /\s2\s+2\s+0\s+0\s+0\s+0$/);
  assert.ok(!(await place.text()).includes("ยังไม่ได้รับรายงาน"));
  await place.can_be_read();
  await place.fits_a_phone();
  await place.opens("/office/reports/central/2569-03");
  await place.sees("ยังไม่ได้รับรายงานและไม่มีในยอด: เทศบาลตำบลตัวอย่าง");
  const now = new Date(Date.now() + 7 * 3600_000);
  const year = now.getUTCFullYear() + 543 + (now.getUTCMonth() >= 9 ? 1 : 0);
  await place.opens(`/office/reports/central/${year}`);
  // Sent on, asked about and answered today, in the other test.
  assert.match(await place.page.getByRole("row", { name: /^เทศบาลตำบลตัวอย่าง/ }).last().innerText(), /\s1\s+1\s+1$/);
  await place.sees("โครงการชลประทานจังหวัด");
  await place.can_be_read();
  await printed(place, "central");
  await says_the_same(place, "central", String(year));
  await place.opens("/office/reports/central/2569-04");
  await says_the_same(place, "central", "2569-04");

  // A LAO has no such report, and the place of another district no figure of this one.
  await clerk.opens("/office/reports/central/2569-04");
  await clerk.sees("ไม่พบในทะเบียนของ อปท. นี้");
  const other = await Clerk.at(chrome, office);
  await other.signs_in(await office.hires(OTHER, "officer", "เจ้าหน้าที่ อื่น สอง"));
  await other.opens("/office/reports/central/2569-04");
  assert.ok(!(await other.text()).includes("เทศบาลตำบลตัวอย่าง"));
  for (const one of [clerk, auditor, place, other]) await one.leaves();
});
