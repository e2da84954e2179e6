// A list of names that another agency surveyed: brought as a file, its columns said, looked at row by
// row, taken in once, and told of wherever its people are.

import assert from "node:assert/strict";
import { open } from "node:fs/promises";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { number, Office, person, Phone, TAO, TOWN, visit } from "./office.mjs";

let office, chrome, officer, auditor;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  officer = await office.hires(TAO, "officer", "เจ้าหน้าที่ ตัวอย่าง");
  auditor = await office.hires(TAO, "auditor", "ผู้ตรวจ ตัวอย่าง");
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TAO, "อาสา ตัวอย่าง")));
  await phone.sends(visit(TAO, "1/1", 5, [person("สมชาย", "ใจดี", { national_id: number(1) })]));
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

// As spreadsheets of Thai offices still write text.
function tis620(text) {
  return Buffer.from([...text].map((letter) => {
    const code = letter.codePointAt(0);
    return code >= 0x0e01 && code <= 0x0e5b ? code - 0x0e01 + 0xa1 : code;
  }));
}

const dashed = (digits) => digits.replace(/(.)(.{4})(.{5})(..)(.)/, "$1-$2-$3-$4-$5");

const LIST = [
  "บัญชีรายชื่อผู้ประสบวาตภัย,,,,,,,",
  "ที่,ชื่อ-สกุล,เลขบัตรประจำตัวประชาชน,วันเดือนปีเกิด,บ้านเลขที่,หมู่ที่,ความต้องการ,หมายเหตุ",
  `1,นายสมชาย ใจดี,${dashed(number(1))},2/3/2497,1/1,5,สังกะสี ๒๐ แผ่น,`,
  `2,นางบัวคำ ตัวอย่าง,${number(2)},๕ เม.ย. ๒๕๐๑,7,๖,กระเบื้อง,ผู้พิการ`,
  "3,เด็กชายก้อง ตัวอย่าง,,31/2/2560,7,6,,",
  "4,นายผิด ตัวอย่าง,1-0000-00000-00-1,2499,8,6,ปูน,",
  `5,นางบัวคำ ตัวอย่าง,${number(2)},2501,,,กระเบื้อง,`,
  ",,,,,,รวม 5 คน,",
].join("\r\n");

async function brings(clerk, file, agency = "สำนักงาน ปภ. จังหวัดตัวอย่าง") {
  // Asked for in Thai whatever the browser speaks, and said by its name once it is chosen.
  const asks = clerk.page.locator(".file", { has: clerk.page.getByLabel(/^ไฟล์บัญชีรายชื่อ/) });
  assert.match(await asks.innerText(), /เลือกไฟล์\s*ยังไม่ได้เลือกไฟล์/);
  await clerk.page.getByLabel(/^ไฟล์บัญชีรายชื่อ/).setInputFiles(file);
  assert.match(await asks.innerText(), new RegExp(`${(file.name ?? file).split("/").pop().replaceAll(".", "\\.")}$`));
  await clerk.fills("หน่วยงานที่สำรวจ", agency);
  await clerk.presses("อ่านไฟล์");
}

async function looks(clerk, name) {
  await clerk.can_be_read();
  await clerk.fits_a_phone(name);
  await clerk.pictures(name);
  assert.ok(!(await clerk.holds_a_number()), `no numbers in full: ${name}`);
}

// Filing goes on by itself; whoever wants to know looks again.
async function is_taken_in(clerk) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (await clerk.page.getByText("นำเข้าแล้ว").first().isVisible()) return;
    await clerk.page.waitForTimeout(200);
    await clerk.page.reload();
  }
  assert.fail("the list was not taken in");
}

test("an officer takes a list in, from the file to the page of a person on it", async () => {
  const clerk = await Clerk.at(chrome, office);
  const own = await clerk.signs_in(officer);
  officer.password = own;
  await clerk.follows("นำเข้าบัญชีรายชื่อ");
  await clerk.sees("ยังไม่มีอะไรเข้าทะเบียนจนกว่าจะยืนยัน");
  await looks(clerk, "import");

  // What is no list, and what is far too large, each says so; what was typed stays.
  await clerk.page.getByLabel("หนังสือที่").fill("ชร 0021/123");
  await brings(clerk, { name: "photo.xlsx", mimeType: "image/png", buffer: Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1") });
  await clerk.sees("ไฟล์นี้ไม่ใช่บัญชีรายชื่อแบบ .xlsx หรือ .csv ยังไม่ได้นำเข้าอะไร");
  assert.equal(await clerk.page.getByLabel("หนังสือที่").inputValue(), "ชร 0021/123");
  await looks(clerk, "import-refused");
  const large = `${office.folder}/large.csv`;
  const file = await open(large, "w");
  await file.truncate(200 * 1024 * 1024);
  await file.close();
  await brings(clerk, large);
  await clerk.sees("ไฟล์นี้ใหญ่เกิน 50 MB ยังไม่ได้นำเข้าอะไร");
  await clerk.sees("ช่องอื่นในแบบฟอร์มนี้ไม่ได้มาด้วย ต้องกรอกใหม่");
  await clerk.page.getByLabel("ลงวันที่").fill("31/2/2569");
  await brings(clerk, { name: "list.csv", mimeType: "text/csv", buffer: tis620(LIST) });
  await clerk.sees("วันที่ของหนังสือ “31/2/2569” อ่านไม่ออก");
  await clerk.page.getByLabel("ลงวันที่").fill("1/4/2569");
  await clerk.page.getByLabel("หนังสือที่").fill("ชร 0021/123");
  await brings(clerk, { name: "list.csv", mimeType: "text/csv", buffer: tis620(LIST) });

  // Its columns are known by their headings, and may be said otherwise.
  await clerk.sees("ช่องไหนคืออะไร");
  const column = (heading) => clerk.page.getByLabel(heading, { exact: true });
  assert.equal(await column("ชื่อ-สกุล").inputValue(), "full-name");
  assert.equal(await column("เลขบัตรประจำตัวประชาชน").inputValue(), "national-id");
  assert.equal(await column("ที่").inputValue(), "");
  await looks(clerk, "import-columns");
  await column("ชื่อ-สกุล").selectOption("");
  await column("เลขบัตรประจำตัวประชาชน").selectOption("");
  await clerk.presses("ดูตัวอย่างทั้งบัญชี");
  await clerk.sees("ยังไม่ได้บอกว่าช่องไหนเป็นชื่อหรือเลขประจำตัวประชาชน");
  await column("ชื่อ-สกุล").selectOption("full-name");
  await column("เลขบัตรประจำตัวประชาชน").selectOption("national-id");
  await clerk.fills(/^ตำบล ถ้าบัญชีไม่ได้บอก/, "570903");
  await clerk.presses("ดูตัวอย่างทั้งบัญชี");

  // Every row, with what is to be looked at.
  await clerk.sees("ตัวอย่างก่อนนำเข้า");
  await clerk.sees("แถวนี้ไม่มีทั้งชื่อและเลขประจำตัว จึงไม่รู้ว่าเป็นใคร");
  await clerk.sees("ชื่อตรงกัน เป็นคนเดียวกัน");
  await clerk.sees("เลขตรงกับแถว 4 ในบัญชีนี้");
  await clerk.sees("ช่อง “วัน/เดือน/ปีเกิด” อ่านไม่ออก: “31/2/2560”");
  await clerk.sees("เก็บไว้ตามที่เขียน");
  await looks(clerk, "import-preview");
  await clerk.follows("ควรตรวจ");
  await clerk.sees("31/2/2560");
  assert.equal(await clerk.page.locator("tbody tr").count(), 2);
  await clerk.searches("บัวคำ");
  assert.ok(!(await clerk.text()).includes("นางบัวคำ"), "nothing is in the register before it is confirmed");
  await clerk.follows("นำเข้าบัญชีรายชื่อ");
  await clerk.sees("รอตรวจและยืนยัน ยังไม่เข้าทะเบียน");
  await clerk.follows(/สำนักงาน ปภ/);
  await clerk.presses("ดูตัวอย่างทั้งบัญชี");
  await clerk.presses(/^ยืนยันนำเข้า 5 คน/);
  await is_taken_in(clerk);
  await clerk.sees("แถวที่ไม่ได้นำเข้า (1)");
  await looks(clerk, "import-done");
  const list = clerk.page.url();

  // Looked at again, it is done; nothing is taken in twice.
  await clerk.page.goto(`${list}/preview`);
  assert.equal(clerk.page.url(), list);

  // Its rows lead to people, and people tell where they come from.
  await clerk.follows("ดูรายการที่เข้าทะเบียน");
  await clerk.sees("รายการที่เริ่มในแถว 1");
  assert.equal(await clerk.page.locator("tbody tr").count(), 5);
  await looks(clerk, "import-rows");
  await clerk.page.getByRole("link", { name: "นางบัวคำ ตัวอย่าง" }).first().click();
  await clerk.sees("จากบัญชีรายชื่อของ");
  await clerk.sees("สำนักงาน ปภ. จังหวัดตัวอย่าง หนังสือที่ ชร 0021/123 ลงวันที่ 1 เม.ย. 2569");
  await clerk.sees("หมายเหตุในบัญชี: ผู้พิการ");
  await clerk.sees("การสำรวจที่พบบุคคลนี้ (2)");
  await clerk.page.getByText("บันทึกการสำรวจ").first().click();
  await clerk.sees("แถวในบัญชีรายชื่อ");
  await looks(clerk, "import-person");
  await clerk.leaves();
});

test("another LAO's own INFO workbook is known by its headings, and a file that came before is told of", async () => {
  const file = `${office.folder}/info.xlsx`;
  const volunteer = await office.surveyor(TOWN, "อาสา เมือง");
  const phone = await Phone.enrolled(office, await office.link(volunteer));
  await phone.sends(visit(TOWN, "9/9", 2, [person("ทองดี", "ต่างถิ่น", { national_id: number(9) })]));
  await office.does("export", "info", "--lao", TOWN, "--month", "2569-04", "--out", file);
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(officer, officer.password);
  await clerk.opens("/office/import");
  await brings(clerk, file, "เทศบาลตำบลตัวอย่าง");
  await clerk.sees("แผ่นงาน “INFO”");
  assert.equal(await clerk.page.getByLabel("เลขบัตรประจำตัวประชาชน", { exact: true }).inputValue(), "national-id");
  assert.equal(await clerk.page.getByLabel("รหัสไปรษณีย์", { exact: true }).inputValue(), "postcode");
  await clerk.presses("ดูตัวอย่างทั้งบัญชี");
  await clerk.sees("ทองดี ต่างถิ่น");
  await clerk.presses(/^ยืนยันนำเข้า 1 คน/);
  await is_taken_in(clerk);
  await clerk.opens("/office/import");
  await brings(clerk, file, "เทศบาลตำบลตัวอย่าง");
  await clerk.sees("ไฟล์นี้เคยนำเข้าแล้ว");
  await clerk.pictures("import-again");
  await clerk.can_be_read();
  await clerk.presses("เลิก ไม่นำเข้าบัญชีนี้");
  await clerk.sees("บัญชีที่เคยนำเข้า (2)");
  await clerk.leaves();
});

test("an auditor sees which lists were taken in, and takes none in", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(auditor);
  await clerk.follows("นำเข้าบัญชีรายชื่อ");
  await clerk.sees("บัญชีที่เคยนำเข้า (2)");
  assert.equal(await clerk.page.getByRole("button", { name: "อ่านไฟล์" }).count(), 0);
  await clerk.follows(/สำนักงาน ปภ/);
  await clerk.follows("ดูรายการที่เข้าทะเบียน");
  await clerk.sees("นางบัวคำ ตัวอย่าง");
  await clerk.opens("/office/access");
  await clerk.sees("นำเข้าบัญชีรายชื่อ");
  await clerk.leaves();
});
