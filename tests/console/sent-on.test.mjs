// A request that is beyond its LAO goes to the central place, which sees it and nothing else, asks an
// agency and answers; the LAO reads that where the request stands.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { number, Office, Phone, person, TAO, TOWN, visit } from "./office.mjs";
import { says_the_same } from "./workbook.mjs";

const PLACE = "09570001";
const OTHER = "09570002";
const THIRD = "09570003";
let office, chrome;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  for (const [code, name, serves] of [[PLACE, "สถานที่กลางอำเภอตัวอย่าง", TOWN], [OTHER, "สถานที่กลางอำเภออื่น", TAO], [THIRD, "สถานที่กลางจังหวัด", TOWN]]) {
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
  await place.follows("เรื่องผ่านสถานที่กลาง");
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
  await place.follows("เรื่องผ่านสถานที่กลาง");
  await place.sees("ตอบ อปท. แล้ว (1)");
  await place.pictures("sent-on-list");

  // The place of another district finds nothing, in the list and by the address.
  const other = await Clerk.at(chrome, office);
  await other.signs_in(await office.hires(OTHER, "officer", "เจ้าหน้าที่ อื่น"));
  await other.follows("เรื่องผ่านสถานที่กลาง");
  await other.sees("รอประสานหรือรอคำตอบ (0)");
  await other.page.goto(office.address + sent_on);
  await other.sees("ไม่พบในทะเบียนของ อปท. นี้");

  // Nor does one that serves the LAO too, for it was not sent on to that.
  const third = await Clerk.at(chrome, office);
  await third.signs_in(await office.hires(THIRD, "officer", "เจ้าหน้าที่ จังหวัด"));
  await third.follows("เรื่องผ่านสถานที่กลาง");
  await third.sees("รอประสานหรือรอคำตอบ (0)");
  await third.page.goto(office.address + sent_on);
  await third.sees("ไม่พบในทะเบียนของ อปท. นี้");

  // The LAO reads the answer where the request stands, and sees who looked.
  await clerk.page.goto(request);
  await clerk.sees("สิ่งที่สถานที่กลางอำเภอตัวอย่างประสานให้ (2)");
  await clerk.sees("ส่งรถวันจันทร์");
  await clerk.sees("มีคำตอบแล้ว บันทึกผลจากหน่วยงาน แล้วแจ้งผู้ร้องได้");
  await clerk.can_be_read();
  await clerk.steps("บันทึกผลจากหน่วยงาน", {
    มูลเหตุของปัญหา: "ลำห้วยตื้นเขิน", แนวทางและวิธีการแก้ไขปัญหา: "ขุดลอกด้วยรถแบคโฮ",
    ผลการชี้แจงให้ผู้ร้องทราบ: "แจ้งทางโทรศัพท์", "ข้อเสนอแนะ/ความเห็นของหน่วยงาน": "ไม่มี",
    ความช่วยเหลือที่หน่วยงานให้: "nothing",
  });
  await clerk.sees("หน่วยงานรายงานผลแล้ว");
  const auditor = await Clerk.at(chrome, office);
  await auditor.signs_in(await office.hires(TOWN, "auditor", "ผู้ตรวจสอบ หนึ่ง"));
  await auditor.follows("บันทึกการเข้าดูข้อมูล");
  await auditor.sees(`เรื่องที่ส่งต่อจาก ${TOWN}`);

  // What is over is the LAO's again.
  await place.page.goto(office.address + sent_on);
  await place.sees("ไม่พบในทะเบียนของ อปท. นี้");
  for (const one of [clerk, place, other, third, auditor]) await one.leaves();
});

test("a request that is brought to a central place stands in its LAO's register at once, and the place keeps none", async () => {
  const place = await Clerk.at(chrome, office);
  await place.signs_in(await office.hires(PLACE, "officer", "เจ้าหน้าที่ กลาง เคาน์เตอร์"));
  for (const way of ["ทะเบียน", "คำขอ", "การประชุม", "รอบเดือน"]) {
    assert.equal(await place.page.locator(".ways").getByRole("link", { name: way, exact: true }).count(), 0, `${way} is a register's`);
  }
  await place.opens("/office/register");
  await place.sees("สถานที่กลางไม่มีทะเบียนของตนเอง");
  await place.can_be_read();
  await place.follows("กลับหน้าแรก");
  await place.follows("เรื่องผ่านสถานที่กลาง");
  await place.follows("รับคำขอที่สถานที่กลาง");
  await place.can_be_read();
  await place.fits_a_phone("counter-place");
  const form = { ชื่อ: "บุญมา", นามสกุล: "เดินทางมา", "เลขประจำตัวประชาชน (ถ้าไม่มีเว้นว่าง)": number(61), โทรศัพท์: "0898765432", หมู่ที่: "5", เรื่อง: "ขอถุงยังชีพ" };
  for (const [label, text] of Object.entries(form)) await place.page.getByLabel(label, { exact: true }).first().fill(text);
  await place.page.getByLabel(/^ข้อเท็จจริงที่ขอให้/).fill("โทรกลับ 089-876-5432");
  await place.page.getByLabel("ลงชื่ออย่างไร").selectOption("not-required");
  // It is said for whom, whoever comes in person signs, and words that are the place's name nobody.
  await place.presses("รับคำขอ");
  const to = place.page.getByLabel("ส่งเรื่องให้ อปท.");
  await to.evaluate((it) => it.removeAttribute("required"));
  await place.presses("รับคำขอ");
  await place.sees("เลือก อปท. ที่จะส่งเรื่องให้ก่อน ยังไม่ได้รับคำขอ");
  await to.selectOption(TOWN);
  assert.equal(await place.page.getByRole("option", { name: "อบต. ตัวอย่าง" }).count(), 0, "it serves no other");
  await place.presses("รับคำขอ");
  await place.sees("ผู้ที่มาทางนี้ต้องลงลายมือชื่อ");
  await place.page.getByLabel("ลงชื่ออย่างไร").selectOption("paper-photo");
  await place.presses("รับคำขอ");
  await place.sees(/มีเลขหลายหลักติดกันในข้อเท็จจริงที่ขอให้ตรวจสอบ/);
  await place.page.getByLabel(/^ข้อเท็จจริงที่ขอให้/).fill("ยังไม่ทราบเลขที่บ้าน");
  await place.page.getByRole("button", { name: "รับคำขอ", exact: true }).dblclick();
  await place.sees("รับคำขอแล้ว อยู่ในทะเบียนของ อปท. แล้ว");
  await place.sees("บุญมา เดินทางมา");
  assert.ok(!(await place.holds_a_number()), "a central place needs no national ID");
  await place.can_be_read();
  await place.pictures("brought");
  const brought = new URL(place.page.url()).pathname;
  await place.follows("เรื่องผ่านสถานที่กลาง");
  await place.sees("รับที่นี่และส่งให้ อปท. แล้ว (1)");
  await place.can_be_read();

  // The LAO has it among what came, with what is to be looked at, and registers it by its own number.
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ รับต่อ"));
  await clerk.opens("/office/requests?state=received");
  await clerk.follows("ขอถุงยังชีพ");
  await clerk.sees("ประชาชนยื่นที่สถานที่กลางอำเภอตัวอย่าง");
  await clerk.sees("ขอให้หน่วยเคลื่อนที่เร็วตรวจข้อเท็จจริง: ยังไม่ทราบเลขที่บ้าน");
  await clerk.can_be_read();
  await clerk.steps("ลงทะเบียนรับเรื่อง");
  await clerk.sees(/เลขรับ \d+\/25/);
  const request = clerk.page.url();
  await clerk.searches("บุญมา");
  assert.equal(await clerk.page.getByRole("link", { name: /บุญมา/ }).count(), 1, "pressed twice, it is one");

  // The place sees how far it is, asks an agency where the LAO cannot, and the LAO reads that.
  await place.page.reload();
  await place.page.getByRole("row", { name: /ขอถุงยังชีพ.*ลงทะเบียนแล้ว/ }).waitFor();
  await place.page.goto(office.address + brought);
  await place.page.getByLabel("หน่วยงานที่ประสาน").fill("กาชาดจังหวัด");
  await place.page.getByLabel(/^เรื่องที่ประสาน/).fill("ขอถุงยังชีพหนึ่งชุด");
  await place.presses("บันทึกการประสาน");
  await place.sees("สิ่งที่ประสานไปแล้ว (1)");
  await clerk.page.goto(request);
  await clerk.sees("กาชาดจังหวัด");
  // Another place finds nothing; once it is over, neither does this one.
  const other = await Clerk.at(chrome, office);
  await other.signs_in(await office.hires(OTHER, "officer", "เจ้าหน้าที่ อื่น เคาน์เตอร์"));
  await other.page.goto(office.address + brought);
  await other.sees("ไม่พบในทะเบียนของ อปท. นี้");
  await clerk.steps("ตอบ", { คำตอบ: "ให้มารับที่ศูนย์" });
  await clerk.steps("ปิดเรื่อง");
  await clerk.page.locator(".status", { hasText: "ปิดเรื่อง" }).waitFor();
  await place.page.goto(office.address + brought);
  await place.sees("ไม่พบในทะเบียนของ อปท. นี้");
  await place.opens("/office/sent-on");
  await place.page.getByRole("row", { name: /ขอถุงยังชีพ.*ปิดเรื่อง/ }).waitFor();
  for (const one of [place, clerk, other]) await one.leaves();
});

test("a LAO hands its month in, and its central place adds up what it was handed and says who is missing", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ สอง"));
  await clerk.opens("/office/statements/2569-04");
  await clerk.sees(/สถานที่กลางอำเภอตัวอย่าง.* เห็นเฉพาะตัวเลขในหน้านี้/);
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
  const [brought, sent_on] = (await place.page.getByRole("row", { name: /^เทศบาลตำบลตัวอย่าง/ }).allInnerTexts()).slice(-2);
  assert.match(brought, /\s1\s+0\s+1$/, "somebody came to the place");
  assert.match(sent_on, /\s1\s+1\s+1$/);
  await place.sees("โครงการชลประทานจังหวัด");
  await place.can_be_read();
  // The year's results are published: when and where is written down, and stands on the paper.
  await place.opens("/office");
  await place.sees(/ยังไม่ได้เผยแพร่ ภายใน 31 ธ\.ค\./);
  await place.opens(`/office/reports/central/${year}`);
  await place.page.getByLabel(/^ที่ใด/).fill("โทร 081-234-5678");
  await place.presses("บันทึกการเผยแพร่");
  await place.sees(/มีเลขหลายหลักติดกันในสถานที่หรือเว็บไซต์ที่เผยแพร่.*ยังไม่ได้บันทึก/);
  await place.page.getByLabel(/^ที่ใด/).fill("ป้ายประกาศหน้าสถานที่กลาง");
  await place.page.getByRole("button", { name: "บันทึกการเผยแพร่" }).dblclick();
  await place.sees("บันทึกการเผยแพร่แล้ว อยู่ท้ายรายงาน");
  assert.match(await place.page.locator(".paper").innerText(), /เผยแพร่ตั้งแต่วันที่ \d+ .* 25\d\d ที่ป้ายประกาศหน้าสถานที่กลาง/);
  assert.equal(await place.page.locator("section[aria-labelledby=published] li").count(), 1, "pressed twice, it is one");
  await place.can_be_read();
  await place.pictures("publicity");
  await printed(place, "central");
  await says_the_same(place, "central", String(year));
  await place.opens("/office");
  await place.sees(/เผยแพร่แล้วเมื่อ .* ที่ป้ายประกาศหน้าสถานที่กลาง/);
  await place.opens(`/office/reports/central/${year}`);
  await place.page.getByLabel(/^ขีดออกรายการวันที่/).fill("พิมพ์ผิดป้าย");
  await place.presses("ขีดออก");
  await place.sees("ขีดออก: พิมพ์ผิดป้าย");
  assert.ok(!(await place.page.locator(".paper").innerText()).includes("เผยแพร่ตั้งแต่วันที่"));
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
