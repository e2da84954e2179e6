// A list of names from a meeting's rulings: printed, put up at three places, proven by a photo,
// not taken down before the law lets it; results after it; and the days by which it is counted.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { Office } from "./office.mjs";

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

// A day so many days from today, in Thailand, as people type it.
function day(from_today) {
  const at = new Date(Date.now() + 7 * 3600_000 + from_today * 86400_000);
  return `${at.getUTCDate()}/${at.getUTCMonth() + 1}/${at.getUTCFullYear() + 543}`;
}

const field = (clerk, name) => clerk.page.locator(`[name="${name}"]`);

// What a camera writes into its pictures of whoever holds it.
const OWNER = "camera of somebody";

// A picture that a camera could have taken.
async function photo(clerk) {
  const bytes = await clerk.page.screenshot({ type: "jpeg", quality: 60 });
  // One entry, 0x013b, who took it; as Exif has it, in the segment behind the picture's first two bytes.
  const entry = Buffer.from([0x01, 0x3b, 0, 2, 0, 0, 0, OWNER.length + 1, 0, 0, 0, 26]);
  const tiff = Buffer.concat([Buffer.from("MM\0*\0\0\0\b\0\u0001", "latin1"), entry, Buffer.alloc(4), Buffer.from(`${OWNER}\0`)]);
  const exif = Buffer.concat([Buffer.from("Exif\0\0", "latin1"), tiff]);
  const head = Buffer.from([0xff, 0xe1, (exif.length + 2) >> 8, (exif.length + 2) & 255]);
  const file = `${office.folder}/board.jpg`;
  writeFileSync(file, Buffer.concat([bytes.subarray(0, 2), head, exif, bytes.subarray(2)]));
  return file;
}

test("names of whom the committee chose are made into a paper, hang at three places, and stay as long as they must", async () => {
  const clerk = await sits("Officer");
  await clerk.follows("ปิดประกาศ");
  await clerk.sees("คณะกรรมการเห็นชอบแล้ว ยังไม่ได้ปิดประกาศรายชื่อ");
  await clerk.can_be_read();
  await clerk.pictures("postings");
  const before = await clerk.page.locator("main tbody tr").count();
  await clerk.page.getByRole("link", { name: /^ทำประกาศจาก/ }).first().click();
  await clerk.sees("รายชื่อที่จะปิด");
  const many = await clerk.page.locator('[name^="list-"]:checked').count();
  assert.ok(many > 0);
  await clerk.can_be_read();

  // Before the meeting, and too short, are refused in a sentence; what was typed stays.
  await field(clerk, "title").fill("ช่วยเหลือผู้ประสบอุทกภัย");
  await field(clerk, "from").fill(day(-20));
  await clerk.presses("ทำประกาศ");
  await clerk.sees("วันเริ่มปิดประกาศต้องไม่ก่อนวันประชุม");
  await field(clerk, "from").fill(day(-9));
  await field(clerk, "until").fill(day(5));
  await clerk.presses("ทำประกาศ");
  await clerk.sees(/ต้องปิดประกาศถึงวันที่ .* เป็นอย่างน้อย \(ไม่น้อยกว่า ๑๕ วัน\)/);
  assert.equal(await field(clerk, "title").inputValue(), "ช่วยเหลือผู้ประสบอุทกภัย");
  await clerk.can_be_read();
  await field(clerk, "village").fill("");
  await field(clerk, "until").fill("");
  await clerk.presses("ทำประกาศ");
  await clerk.sees("ต้องมีที่ปิดประกาศคือที่ทำการหมู่บ้าน/ชุมชน");
  await field(clerk, "village").fill("ที่ทำการผู้ใหญ่บ้าน หมู่ 1");
  await clerk.presses("ทำประกาศ");
  await clerk.sees("ยังไม่ได้ปิด");
  const posting = clerk.page.url();
  // One person with two requests is one name.
  const names = await clerk.page.locator(".paper tbody tr").count();
  assert.ok(names > 0 && names <= many, `${names} of ${many}`);
  assert.ok(!(await clerk.holds_a_number()), "no ID numbers");
  await clerk.can_be_read();
  await clerk.pictures("posting");
  await printed(clerk, "posting");

  // Put up at all three nine days ago by somebody; one of them four days later.
  for (const [nth, ago] of [9, 9, 5].entries()) {
    await field(clerk, `up-${nth}`).fill(day(-ago));
    await field(clerk, `by-${nth}`).fill("นายช่าง ตัวอย่าง");
  }
  await field(clerk, "by-2").fill("");
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees(/ต้องกรอกทั้งวันที่ปิดประกาศและผู้ปิด/);
  assert.equal(await field(clerk, "by-0").inputValue(), "นายช่าง ตัวอย่าง", "what was typed stays");
  await field(clerk, "by-2").fill("ผู้ใหญ่บ้าน ตัวอย่าง");
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees("ปิดอยู่ ต้องปิดถึงสิ้นวันที่");
  // Down today is too early; the refusal says from when.
  await field(clerk, "down-2").fill(day(0));
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees(/ปลดได้ตั้งแต่วันที่/);
  await field(clerk, "down-2").fill("");
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees("ปิดอยู่ ต้องปิดถึงสิ้นวันที่");

  // The photo that shows it.
  await clerk.page.getByLabel("รูปถ่าย").setInputFiles({ name: "x.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await clerk.presses("เก็บรูปหลักฐาน");
  await clerk.sees("ไฟล์ x.jpg ไม่ใช่รูป JPEG หรือ PNG ยังไม่ได้เก็บ");
  assert.equal(await field(clerk, "up-2").inputValue(), day(-5), "what stands is shown, so that the next save keeps it");
  assert.equal(await field(clerk, "by-0").inputValue(), "นายช่าง ตัวอย่าง");
  await clerk.page.getByLabel("รูปถ่าย").setInputFiles(await photo(clerk));
  await clerk.presses("เก็บรูปหลักฐาน");
  const shown = clerk.page.locator(".photos img");
  await shown.waitFor();
  await shown.scrollIntoViewIfNeeded();
  await clerk.page.waitForFunction(() => document.querySelector(".photos img").naturalWidth > 300);
  const kept = await clerk.page.request.get(new URL(await shown.getAttribute("src"), clerk.page.url()).href);
  assert.equal(kept.headers()["content-type"], "image/jpeg");
  assert.ok(!(await kept.body()).includes(OWNER), "what the camera says of its owner is not kept");
  await clerk.can_be_read();
  await clerk.pictures("posting-proof");

  // Results after it, with what came of it written already.
  await clerk.follows("ประกาศผลการดำเนินการ");
  assert.match(await field(clerk, "result").inputValue(), /^ให้ความช่วยเหลือแล้ว \d+ เรื่อง จาก \d+ เรื่อง/);
  await clerk.can_be_read();
  await clerk.presses("ทำประกาศ");
  await clerk.sees("จึงประชาสัมพันธ์ผลการดำเนินการให้ประชาชนทราบโดยทั่วกัน");
  assert.notEqual(clerk.page.url(), posting);
  assert.equal(await clerk.page.locator(".paper tbody tr").count(), 0, "results name nobody");
  await clerk.can_be_read();
  await printed(clerk, "posting-results");
  await clerk.follows("ปิดประกาศ");
  assert.equal(await clerk.page.locator("main tbody tr").count(), before + 2);
  await clerk.leaves();

  const auditor = await sits("Auditor");
  await auditor.page.goto(posting);
  await auditor.sees("หลักฐานการปิดประกาศ");
  assert.equal(await auditor.page.getByRole("button", { name: "บันทึกการปิดประกาศ" }).count(), 0);
  await auditor.opens("/office/access");
  await auditor.sees("เปิดบัญชีรายชื่อ");
  await auditor.leaves();
});

test("what is laid before the committee is printed with who asks and why, and how it was ruled on", async () => {
  const clerk = await sits("Officer");
  await clerk.follows("การประชุม");
  await clerk.page.locator(".meetings a").last().click();
  await clerk.follows("บัญชีเรื่องเสนอคณะกรรมการ");
  await clerk.sees("เห็นชอบ");
  assert.ok(!(await clerk.holds_a_number()), "no ID numbers");
  await clerk.can_be_read();
  await clerk.pictures("agenda");
  await printed(clerk, "agenda");
  await clerk.leaves();
});

test("the office says which days it is closed, and working days are counted by that", async () => {
  const admin = await sits("Admin");
  await admin.follows("วันหยุดราชการ");
  await admin.opens("/office/holidays?year=2569");
  await admin.sees("วันสงกรานต์");
  await admin.can_be_read();
  await admin.fills("วันที่", "ไม่ใช่วันที่");
  await admin.fills("เป็นวันอะไร", "วันสถาปนาตำบลตัวอย่าง");
  await admin.presses("บันทึกวันหยุด");
  await admin.sees("วันที่อ่านไม่ออก");
  assert.equal(await field(admin, "name").inputValue(), "วันสถาปนาตำบลตัวอย่าง");
  await admin.fills("วันที่", "๑๗/๔/๒๕๖๙");
  await admin.presses("บันทึกวันหยุด");
  await admin.page.getByRole("row", { name: /17 เม\.ย\. 2569 ศุกร์ วันสถาปนาตำบลตัวอย่าง/ }).waitFor();
  await admin.pictures("holidays");
  await admin.presses("เอาออก 17 เม.ย. 2569");
  await admin.page.getByRole("row", { name: /วันสถาปนาตำบลตัวอย่าง/ }).waitFor({ state: "detached" });
  await admin.opens("/office/holidays?year=2590");
  await admin.sees("ยังไม่มีรายการวันหยุดของปีนี้");
  await admin.leaves();
});
