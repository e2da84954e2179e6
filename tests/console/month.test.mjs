// The month: who is ready for INFO, who is not and what each lacks; the workbook and the view from
// which it is typed.

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { number, Office, PAO, Phone, person, TAO, TOWN, visit } from "./office.mjs";

let office, chrome, officer;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  officer = await office.hires(TOWN, "officer", "เจ้าหน้าที่ รอบเดือน");
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา ใจดี")));
  await phone.sends(
    visit(TOWN, "1", 5, [person("กมล", "พร้อมแล้ว", { national_id: number(31), occupation: "ทำนา" })]),
    visit(TOWN, "2", 5, [person("ขวัญ", "ไร้เลข", { no_id_reason: "บัตรหาย จำเลขไม่ได้" })]),
    visit(TOWN, "3", 6, [person("คำปัน", "พร้อมด้วย", { national_id: number(32) })]),
    visit(TOWN, "4", 6, [], { status: "refused", refusal: { reason: "ไม่สะดวก" }, requests: [], dwelling: undefined }),
  );
  // The PAO met one of them too; it need not enter them.
  const other = await Phone.enrolled(office, await office.link(await office.surveyor(PAO, "อาสา อบจ.")));
  await other.sends(
    visit(PAO, "1", 5, [person("กมล", "พร้อมแล้ว", { national_id: number(31) })]),
    visit(PAO, "7", 9, [person("ดวงใจ", "พบคนเดียว", { national_id: number(37) })]),
  );
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

test("the page says who is ready and what the others lack, and leads to where it is mended", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(officer);
  await clerk.follows("รอบเดือน");
  await clerk.opens("/office/month/2569-04");
  await clerk.sees("พร้อมบันทึก (2)");
  const count = (name) => clerk.page.locator(".counts div", { hasText: name }).locator("dd").innerText();
  assert.equal(await count("พร้อมบันทึก"), "2");
  assert.equal(await count("ยังไม่บันทึก"), "1");
  assert.deepEqual(await clerk.page.locator(".counts dt").allInnerTexts(), ["พร้อมบันทึก", "ยังไม่บันทึก", "เหมือนเดือนก่อน", "ไม่อยู่แล้ว"], "what is nobody's is not counted");
  await clerk.sees("ไม่มีเลขบัตรประจำตัวประชาชน (บัตรหาย จำเลขไม่ได้) (1)");
  const row = (moo) => clerk.page.getByRole("row", { name: new RegExp(`^หมู่ ${moo}`) }).innerText();
  assert.match(await row(6), /หมู่ 6\s+2\s+2\s+1/, "a household that would not take part was visited all the same");
  assert.ok(!(await clerk.digits()).includes(number(31)), "numbers are masked");
  await clerk.can_be_read();
  await clerk.pictures("month");
  await clerk.follows("ขวัญ ไร้เลข");
  await clerk.sees("ข้อมูลบุคคล และที่มาของแต่ละค่า");
  await clerk.opens("/office/month/2569-05");
  await clerk.sees("พร้อมบันทึก (0)");
  assert.equal(await count("เหมือนเดือนก่อน"), "2");
  await clerk.leaves();
});

test("the workbook comes down, and everybody in it is typed with a copy button for each cell", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ พิมพ์"));
  await clerk.opens("/office/month/2569-04");
  const [down] = await Promise.all([clerk.page.waitForEvent("download"), clerk.presses("ดาวน์โหลดสมุดงาน")]);
  assert.equal(down.suggestedFilename(), `INFO-${TOWN}-2569-04.xlsx`);
  const bytes = await readFile(await down.path());
  assert.equal(bytes.subarray(0, 2).toString(), "PK");
  await office.does("export", "info", "--lao", TOWN, "--month", "2569-04", "--out", `${office.folder}/info.xlsx`);
  assert.ok(bytes.equals(await readFile(`${office.folder}/info.xlsx`)), "the same bytes as by the command");

  await clerk.presses("พิมพ์เข้า INFO ทีละคน");
  await clerk.sees("คนที่ 1 จาก 2");
  await clerk.can_be_read();
  await clerk.pictures("typing");
  const button = clerk.page.getByRole("button", { name: "คัดลอก เลขบัตรประจำตัวประชาชน" });
  await button.click();
  await clerk.sees("คัดลอกแล้ว");
  assert.equal(await clerk.page.evaluate(() => navigator.clipboard.readText()), number(31));
  await clerk.follows("คนถัดไป");
  await clerk.sees("คนที่ 2 จาก 2");
  await clerk.sees(number(32));
  await clerk.leaves();
});

test("whom a municipality enters the PAO need not, and the page says who does", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(PAO, "officer", "เจ้าหน้าที่ อบจ."));
  await clerk.opens("/office/month/2569-04");
  await clerk.sees("เทศบาลตำบลตัวอย่าง บันทึกแล้ว อบจ. ไม่ต้องบันทึกซ้ำ (1)");
  await clerk.follows("กมล พร้อมแล้ว");
  await clerk.sees("อยู่ในทะเบียนของเทศบาลตำบลตัวอย่างด้วย");
  assert.ok(!(await clerk.text()).includes("ทำนา"), "and nothing else of what the municipality knows");
  await clerk.follows("อปท. อื่นบันทึกแล้ว");
  const excused = clerk.page.getByRole("row", { name: /กมล พร้อมแล้ว/ });
  assert.match(await excused.innerText(), /เทศบาลตำบลตัวอย่าง/);
  await clerk.sees("ไม่ต้องบันทึกซ้ำ (1)");
  await clerk.sees("พบโดย อบจ. เท่านั้น (1)");
  assert.match(await clerk.page.getByRole("row", { name: /ดวงใจ พบคนเดียว/ }).innerText(), /ต้องบันทึกใน INFO/);
  await clerk.can_be_read();
  await clerk.fits_a_phone();
  await clerk.pictures("shared");

  // Its committee's list draws from both, and says who else holds somebody.
  await clerk.follows("การประชุม");
  const today = new Date(Date.now() + 7 * 3600_000);
  await clerk.fills("วันที่ประชุม", `${today.getUTCDate()}/${today.getUTCMonth() + 1}/${today.getUTCFullYear() + 543}`);
  await clerk.fills("ประธานกรรมการ", "นายก ตัวอย่าง");
  await clerk.fills("กรรมการและเลขานุการ", "ปลัด ตัวอย่าง");
  await clerk.presses("นัดประชุม");
  await clerk.sees("นัดไว้");
  const meeting = clerk.page.url();
  for (const name of ["กมล", "ดวงใจ"]) {
    await clerk.searches(name);
    await clerk.page.getByRole("link", { name: new RegExp(name) }).first().click();
    await clerk.page.getByRole("link", { name: "ขอวัสดุซ่อมแซมบ้าน" }).first().click();
    await clerk.steps("ลงทะเบียนรับเรื่อง");
    await clerk.sees("ลงทะเบียนแล้ว");
  }
  await clerk.page.goto(meeting);
  await clerk.follows("เลือกเรื่องเสนอเข้าวาระ");
  const of = (name) => clerk.page.locator("main").getByRole("row", { name: new RegExp(name) });
  assert.match(await of("กมล พร้อมแล้ว").innerText(), /อยู่ในทะเบียนของเทศบาลตำบลตัวอย่างด้วย/);
  assert.doesNotMatch(await of("ดวงใจ พบคนเดียว").innerText(), /อยู่ในทะเบียนของ/);
  for (const box of await clerk.page.getByLabel(/^เสนอเรื่องของ/).all()) await box.check();
  await clerk.can_be_read();
  await clerk.pictures("choose");
  await clerk.presses("เสนอเรื่องที่เลือกเข้าวาระ");
  await clerk.sees("วาระ (2)");
  await clerk.follows("บัญชีเรื่องเสนอคณะกรรมการ");
  assert.match(await of("กมล พร้อมแล้ว").innerText(), /อยู่ในทะเบียนของเทศบาลตำบลตัวอย่างด้วย/);
  await clerk.leaves();
  const town = await Clerk.at(chrome, office);
  await town.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ เทศบาล"));
  assert.equal(await town.page.getByRole("link", { name: "อปท. อื่นบันทึกแล้ว" }).count(), 0, "only a PAO has it");
  await town.opens("/office/shared");
  await town.sees("หน้านี้มีเฉพาะ อบจ.");
  await town.leaves();
  const auditor = await Clerk.at(chrome, office);
  await auditor.signs_in(await office.hires(TOWN, "auditor", "ผู้ตรวจ รอบเดือน"));
  await auditor.opens("/office/month/2569-04");
  assert.ok(!(await auditor.text()).includes("ดาวน์โหลด"), "whoever looks on takes nothing out");
  await auditor.opens("/office/access");
  await auditor.sees("สมุดงาน INFO รอบเดือนเมษายน 2569 2 คน");
  await auditor.leaves();
});

test("of two who type, neither types anybody twice, and what changes after it is told", async () => {
  const sits = async (name) => {
    const clerk = await Clerk.at(chrome, office);
    await clerk.signs_in(await office.hires(TOWN, "officer", name));
    await clerk.opens("/office/month/2569-04");
    await clerk.presses("พิมพ์เข้า INFO ทีละคน");
    return clerk;
  };
  const one = await sits("เจ้าหน้าที่ คนแรก");
  await one.sees("คนที่ 1 จาก 2");
  const first = await one.page.locator("main strong").first().innerText();
  await one.presses("พิมพ์คนนี้แล้ว ไปคนถัดไป");
  await one.sees("คนที่ 2 จาก 2");
  await one.sees("พิมพ์เข้า INFO แล้ว 1 จาก 2 คน");
  await one.can_be_read();

  const other = await sits("เจ้าหน้าที่ คนที่สอง");
  await other.sees("คนที่ 2 จาก 2");
  await other.follows("คนก่อนหน้า");
  await other.sees(first);
  await other.sees("พิมพ์เข้า INFO แล้วโดย เจ้าหน้าที่ คนแรก");
  await other.pictures("typing-done");

  // They are met again after that, with a telephone.
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา สำรวจซ้ำ")));
  const [given, family] = first.includes("กมล") ? ["กมล", "พร้อมแล้ว"] : ["คำปัน", "พร้อมด้วย"];
  const national_id = given === "กมล" ? number(31) : number(32);
  await phone.sends(visit(TOWN, "88", 5, [person(given, family, { national_id, phone: "0811111111" })]));
  await one.opens("/office/month/2569-04");
  await one.sees("ข้อมูลเปลี่ยนหลังพิมพ์ 1 คน");
  await one.can_be_read();
  await one.presses("พิมพ์เข้า INFO ทีละคน");
  await one.sees("ข้อมูลเปลี่ยนไปหลังจากพิมพ์แล้ว");
  await one.can_be_read();
  await one.presses("พิมพ์คนนี้แล้ว ไปคนถัดไป");
  await one.presses("พิมพ์คนนี้แล้ว ไปคนถัดไป");
  await one.page.waitForURL(/\/office\/month\/2569-04$/);
  await one.sees("พิมพ์เข้า INFO แล้ว 2 จาก 2 คน");
  // By mistake: it is taken back.
  await one.presses("พิมพ์เข้า INFO ทีละคน");
  await one.presses("คนนี้ยังไม่ได้พิมพ์");
  await one.sees("พิมพ์เข้า INFO แล้ว 1 จาก 2 คน");
  await one.leaves();
  await other.leaves();
});

test("what the month misses is mended at the desk, what stood there stays to be read, and nobody writes over a colleague", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ แก้ไข"));
  const colleague = await Clerk.at(chrome, office);
  await colleague.signs_in(await office.hires(TOWN, "supervisor", "หัวหน้า แก้ไข"));
  const opens = async (who) => {
    await who.searches("ขวัญ");
    await who.follows(/ขวัญ ไร้เลข/);
    await who.follows("แก้ไขข้อมูล");
    await who.sees("แก้ที่การสำรวจล่าสุด");
  };
  await opens(clerk);
  await opens(colleague);
  await clerk.can_be_read();
  await clerk.fits_a_phone("mend");
  const wrong = number(38).slice(0, 12) + ((Number(number(38)[12]) + 1) % 10);
  await clerk.fills(/^เลขประจำตัวประชาชน/, wrong);
  await clerk.fills("นามสกุล", "พบบัตรแล้ว");
  await clerk.presses("บันทึกการแก้ไข");
  await clerk.sees(/เลขประจำตัวประชาชนไม่ถูกต้อง.*ยังไม่ได้บันทึก สิ่งที่พิมพ์ไว้ยังอยู่/);
  assert.equal(await clerk.page.getByLabel("นามสกุล").inputValue(), "พบบัตรแล้ว");
  await clerk.fills(/^เลขประจำตัวประชาชน/, number(38));
  await clerk.page.getByRole("button", { name: "บันทึกการแก้ไข" }).dblclick();
  await clerk.sees("บันทึกการแก้ไขแล้ว ค่าเดิมอยู่ในประวัติด้านล่าง");
  await clerk.sees("ขวัญ พบบัตรแล้ว");
  assert.equal(await clerk.page.locator("#history + ol > li").count(), 2, "the visit, and one edit");
  assert.ok(!(await clerk.digits()).includes(number(38)), "numbers are masked");
  await clerk.can_be_read();
  await clerk.pictures("mended");
  // What is wrong with a request is mended by itself.
  await clerk.follows("แก้ไขข้อมูล");
  await clerk.page.locator("main a[href^='/office/requests/'][href$='/mend']").first().click();
  await clerk.sees("แก้ไขคำขอ");
  await clerk.can_be_read();
  await clerk.fits_a_phone("mend-request");
  await clerk.presses("บันทึกการแก้ไข");
  await clerk.sees("ไม่มีช่องใดเปลี่ยน");
  await clerk.page.getByLabel("ด้าน", { exact: true }).selectOption("quality-of-life");
  await clerk.page.getByRole("button", { name: "บันทึกการแก้ไข" }).dblclick();
  await clerk.sees("บันทึกการแก้ไขคำขอแล้ว ค่าเดิมอยู่ในประวัติของหน้าบุคคล");
  await clerk.sees("การส่งเสริมและพัฒนาคุณภาพชีวิต");
  await clerk.opens("/office/month/2569-04");
  await clerk.sees("พร้อมบันทึก (3)");

  await colleague.fills("ชื่อ", "ทับของเดิม");
  await colleague.presses("บันทึกการแก้ไข");
  await colleague.sees("ระหว่างที่ท่านเปิดหน้านี้อยู่ ข้อมูลของผู้นี้เปลี่ยนไปแล้ว ยังไม่ได้บันทึก");
  await colleague.can_be_read();
  const auditor = await Clerk.at(chrome, office);
  await auditor.signs_in(await office.hires(TOWN, "auditor", "ผู้ตรวจ แก้ไข"));
  await auditor.opens("/office/access");
  await auditor.sees("แก้ไขข้อมูลบุคคล");
  for (const one of [clerk, colleague, auditor]) await one.leaves();
});
