// A disaster from the first day to the papers that go up; and the register of what was asked and
// answered at the centre.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { Office, Phone, TOWN, person, visit } from "./office.mjs";

let office, chrome, officer;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  officer = await office.hires(TOWN, "officer", "เจ้าหน้าที่ ภัย");
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

const field = (clerk, name) => clerk.page.locator(`[name="${name}"]`);
const rows = (clerk) => clerk.page.locator(".paper tbody tr");

test("what was damaged in a disaster becomes its list, its request for support and its progress, and nothing of another", async () => {
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา ภัย")));
  const hit = (kind, on, note) => ({ damage: { kind, event_on: on, damaged_on: on, items: [{ code: "5.1.5", extent: "partial", note }] } });
  await phone.sends(
    visit(TOWN, "1", 5, [person("หนึ่ง", "ตัวอย่าง")], hit("storm", "2026-04-10", "หลังคา")),
    visit(TOWN, "2", 5, [person("สอง", "ตัวอย่าง")], hit("storm", "2026-04-11", "ผนัง")),
    visit(TOWN, "3", 6, [person("สาม", "ตัวอย่าง")], hit("flood", "2026-04-11", "พื้นบ้าน")),
    visit(TOWN, "4", 6, [person("สี่", "ตัวอย่าง")], hit("storm", "2026-03-01", "ของเดือนก่อน")),
  );
  const clerk = await Clerk.at(chrome, office);
  officer.password = await clerk.signs_in(officer);
  await clerk.follows("สาธารณภัย");
  await clerk.can_be_read();
  await field(clerk, "title").fill("พายุฤดูร้อน เมษายน 2569");
  await field(clerk, "kind").selectOption("storm");
  await field(clerk, "from").fill("10/4/2569");
  await field(clerk, "until").fill("๙/๔/๒๕๖๙");
  await clerk.presses("เพิ่มเหตุการณ์");
  await clerk.sees("วันสิ้นสุดอยู่ก่อนวันเริ่ม (วันเกิดภัย) ยังไม่ได้บันทึก");
  assert.equal(await field(clerk, "title").inputValue(), "พายุฤดูร้อน เมษายน 2569", "what was typed stays");
  await clerk.can_be_read();
  await field(clerk, "until").fill("12/4/2569");
  await clerk.presses("เพิ่มเหตุการณ์");
  await clerk.sees("เสนอคณะกรรมการพิจารณาภายในหลักเกณฑ์");
  await clerk.sees("ไม่ได้ประกาศ");
  const event = clerk.page.url();
  const progress = await rows(clerk).evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  assert.deepEqual(progress.map((row) => row.slice(0, 4)), [["หมู่ 5", "2", "2", "2"], ["รวม", "2", "2", "2"]]);
  await clerk.can_be_read();
  await clerk.fits_a_phone("event");
  await clerk.pictures("event");
  await printed(clerk, "event");

  // Reports of its progress are owed every fifteen days: what was sent is written down, what was not stays to be read.
  const missed = async () => Number((await clerk.text()).match(/เลยกำหนดโดยไม่มีบันทึกว่ารายงาน (\d+) ครั้ง/)?.[1] ?? 0);
  const before = await missed();
  assert.ok(before >= 2, "nobody reported on the storm of long ago");
  // The 25th is a Saturday: what is sent on the first working day after it is in time.
  await field(clerk, "reported").fill("27/4/2569, ๑๐/๕/๒๕๖๙ , 27/4/2569");
  await clerk.presses("บันทึกเหตุการณ์");
  await clerk.sees("27 เม.ย. 2569, 10 พ.ค. 2569");
  assert.equal(await missed(), before - 2);
  await field(clerk, "reported").fill("27/4/2569, 9/4/2569");
  await clerk.presses("บันทึกเหตุการณ์");
  await clerk.sees("วันที่รายงานความคืบหน้าอยู่ก่อนวันเกิดภัย ยังไม่ได้บันทึก");
  await field(clerk, "reported").fill("27/4/2569, 10/5/2569");
  // The ceilings that hold for it are those of its day.
  await clerk.page.locator("summary", { hasText: "ดูรายการและเพดาน" }).click();
  await clerk.sees("ครอบครัวละไม่เกิน 3,800 บาท ต่อเหตุการณ์");

  // Somebody who had the page open before a colleague changed it is told so, and keeps what they typed.
  const late = await Clerk.at(chrome, office);
  await late.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ช้า"));
  await late.page.goto(event);
  await field(clerk, "title").fill("พายุฤดูร้อน");
  await clerk.presses("บันทึกเหตุการณ์");
  await clerk.page.getByRole("heading", { name: "พายุฤดูร้อน", exact: true }).waitFor();
  await field(late, "until").fill("13/4/2569");
  await late.presses("บันทึกเหตุการณ์");
  await late.sees("มีผู้แก้เหตุการณ์นี้ไปแล้ว ยังไม่ได้บันทึก");
  assert.equal(await field(late, "until").inputValue(), "13/4/2569", "what was typed stays");
  await late.can_be_read();
  await late.leaves();

  // A zone must say its area, its time and its paper; then help goes another way.
  await clerk.page.getByLabel("ประกาศเขตแล้ว").check();
  await field(clerk, "area").fill("หมู่ 5 ตำบลตัวอย่าง");
  await field(clerk, "zone-from").fill("11/4/2569");
  await clerk.presses("บันทึกเหตุการณ์");
  await clerk.sees("ประกาศเขตต้องกำหนดระยะเวลา");
  await field(clerk, "zone-until").fill("10/7/2569");
  await field(clerk, "by").fill("ผู้ว่าราชการจังหวัด");
  await clerk.presses("บันทึกเหตุการณ์");
  await clerk.sees("ยังไม่ได้กรอกเลขที่ประกาศ");
  await field(clerk, "reference").fill("ประกาศ 1/2569");
  await clerk.presses("บันทึกเหตุการณ์");
  await clerk.sees("รายงานอำเภอและจังหวัดเพื่อใช้เงินทดรองราชการ");

  await clerk.follows("บัญชีความเสียหายและความต้องการแยกตามประเภทภัย");
  await clerk.sees("ประกาศเขต หมู่ 5 ตำบลตัวอย่าง ประกาศ 1/2569");
  const damage = await clerk.page.locator(".paper").innerText();
  assert.match(damage, /หลังคา/);
  assert.match(damage, /ผนัง/);
  assert.ok(!damage.includes("พื้นบ้าน") && !damage.includes("ของเดือนก่อน"), damage);
  await clerk.can_be_read();
  await printed(clerk, "event-damage");
  await clerk.page.goto(`${event}/support`);
  await clerk.sees("การช่วยเหลือแก้ไขปัญหาความเดือดร้อนเฉพาะหน้าที่ได้ดำเนินการไปแล้ว");
  assert.equal(await rows(clerk).count(), 7, "the seven items of one disaster");
  await clerk.can_be_read();
  await printed(clerk, "event-support");
  await clerk.page.goto(`${event}/progress`);
  await clerk.sees("ความคืบหน้าตามหมู่บ้าน");
  await clerk.can_be_read();
  await printed(clerk, "event-progress");
  for (const name of ["หนึ่ง", "สอง"]) {
    assert.ok(!(await clerk.page.locator(".paper").innerText()).includes(`นาย${name}`), "no paper names anybody");
  }
  await clerk.leaves();
});

test("what was asked and answered is written down without anybody's number, counted by the year, and struck out in the open", async () => {
  const clerk = await Clerk.at(chrome, office);
  officer.password = await clerk.signs_in(officer);
  await clerk.follows("ข้อมูลข่าวสารและคำปรึกษา");
  await clerk.can_be_read();
  const fills = async (asked, answer) => {
    await field(clerk, "channel").selectOption("phone");
    await field(clerk, "topic").selectOption("disaster");
    await field(clerk, "asked").fill(asked);
    await field(clerk, "answer").fill(answer);
    await clerk.presses("บันทึกในทะเบียน");
  };
  await fills("ลุงโทรกลับ 081-234-5678", "จะโทรกลับ");
  await clerk.sees("ทะเบียนนี้ไม่เก็บเลขประจำตัวหรือเบอร์โทรของใคร");
  assert.equal(await field(clerk, "answer").inputValue(), "จะโทรกลับ");
  await clerk.can_be_read();
  await fills("บ้านพังต้องใช้เอกสารอะไร", "สำเนาทะเบียนบ้านและรูปถ่าย");
  await clerk.sees("บันทึกในทะเบียนแล้ว");
  await clerk.page.locator("summary", { hasText: "บันทึกการให้บริการ" }).click();
  await field(clerk, "agency").fill("ที่ทำการปกครองอำเภอ");
  await fills("ขอดูประกาศเขตภัย", "ประสานอำเภอมารับเรื่อง");
  await clerk.sees("บันทึกในทะเบียนแล้ว");
  const sums = () => clerk.page.locator("tr.sum").innerText();
  assert.match(await sums(), /รวม\s+2\s+1/);
  await clerk.page.locator("summary", { hasText: "ขีดออก" }).first().click();
  await field(clerk, "why").first().fill("บันทึกซ้ำ");
  await clerk.page.getByRole("button", { name: /^ขีดออก/ }).first().click();
  await clerk.sees("ขีดออก: บันทึกซ้ำ");
  assert.match(await sums(), /รวม\s+1\s+1/);
  await clerk.can_be_read();
  await clerk.fits_a_phone("advice");
  await clerk.pictures("advice");
  await printed(clerk, "advice");
  await clerk.leaves();
});
