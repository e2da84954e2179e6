// What earlier months still owe INFO: whoever became ready or was mended after their month was taken out, and whoever
// went; and a visit that was withdrawn by mistake, given back on its request's page.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { number, Office, Phone, person, TOWN, visit } from "./office.mjs";

let office, chrome, phone;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา ใจดี")));
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

// The month before one that is written as 2569-04.
function before_it(round) {
  const [year, month] = round.split("-").map(Number);
  return month === 1 ? `${year - 1}-12` : `${year}-${String(month - 1).padStart(2, "0")}`;
}

// A visit of a round's third day.
function visit_in(round, house, who) {
  const [year, month] = round.split("-");
  return visit(TOWN, house, 5, [who], { round, captured_at: `${year - 543}-${month}-03T09:31:05+07:00` });
}

test("whoever is mended or goes after their month was taken out stands on the page of the month that is due", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ค้างบันทึก"));
  await clerk.opens("/office/month");
  const due = /(\d{4}-\d{2})$/.exec(new URL(clerk.page.url()).pathname)[1];
  const earlier = before_it(due);
  const owed = clerk.page.locator("#arrears");
  await owed.waitFor();
  assert.match(await owed.innerText(), /ยังไม่เคยดาวน์โหลดสมุดงานหรือพิมพ์เข้า INFO จากระบบนี้/);

  const moved = visit_in(earlier, "11", person("กมล", "ย้ายเบอร์", { national_id: number(41) }));
  const nameless = visit_in(earlier, "12", person("ขวัญ", "ได้เลขทีหลัง", { no_id_reason: "บัตรหาย" }));
  const gone = visit_in(earlier, "13", person("คำปัน", "ถอนแล้ว", { national_id: number(43) }));
  const same = visit_in(earlier, "14", person("ดวงใจ", "เหมือนเดิม", { national_id: number(44) }));
  await phone.sends(moved, nameless, gone, same);
  await clerk.opens(`/office/month/${earlier}`);
  await Promise.all([clerk.page.waitForEvent("download"), clerk.presses("ดาวน์โหลดสมุดงาน")]);
  await clerk.opens(`/office/month/${due}`);
  await owed.waitFor();
  assert.match(await owed.innerText(), /ไม่มี ทุกคนที่พร้อมนำออกไปบันทึกแล้วตามที่เป็นอยู่/);

  moved.people[0].phone = "0822222222";
  nameless.people[0].national_id = number(42);
  delete nameless.people[0].no_id_reason;
  gone.withdraw = { reason: "สำรวจผิดบ้าน" };
  await phone.sends(moved, nameless, gone);
  await clerk.opens(`/office/month/${due}`);
  await owed.waitFor();
  const said = await owed.innerText();
  assert.match(said, /ยังไม่เคยนำออกไปบันทึก 1 คน เปลี่ยนหลังนำออกไปแล้ว 1 คน/);
  assert.match(said, /กมล ย้ายเบอร์\s+แก้ใน INFO/);
  assert.match(said, /ขวัญ ได้เลขทีหลัง/);
  assert.match(said, /คำปัน ถอนแล้ว .*ไม่อยู่ในทะเบียนแล้ว ตรวจและลบใน INFO/);
  assert.doesNotMatch(said, /เหมือนเดิม/, "whoever is as they were taken out owes nothing");
  await clerk.can_be_read();
  await clerk.pictures("arrears-within");

  await clerk.presses("ลบใน INFO แล้ว คำปัน ถอนแล้ว");
  await clerk.page.waitForURL(/\/arrears$/);
  assert.doesNotMatch(await owed.innerText(), /คำปัน/);
  await clerk.can_be_read();
  await clerk.fits_a_phone("arrears");
  await clerk.pictures("arrears");

  // Taken out once more, nothing is owed; whoever looks on is shown no button.
  await clerk.opens(`/office/month/${earlier}`);
  await Promise.all([clerk.page.waitForEvent("download"), clerk.presses("ดาวน์โหลดสมุดงาน")]);
  await clerk.opens(`/office/month/${due}/arrears`);
  await clerk.sees("ไม่มี ทุกคนที่พร้อมนำออกไปบันทึกแล้วตามที่เป็นอยู่");
  await clerk.leaves();
});

test("a visit that was withdrawn by mistake is given back by the head of the centre on its request's page", async () => {
  const mistaken = visit(TOWN, "21", 6, [person("บุญมา", "ถอนผิด", { national_id: number(45) })]);
  await phone.sends(mistaken);
  mistaken.withdraw = { reason: "บันทึกซ้ำ" };
  await phone.sends(mistaken);
  const request = `/office/requests/${mistaken.id}/${mistaken.requests[0].id}`;
  const officer = await Clerk.at(chrome, office);
  await officer.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ถอนผิด"));
  await officer.opens(request);
  await officer.sees("แบบสำรวจของเรื่องนี้ถูกถอน เหตุผล: บันทึกซ้ำ");
  await officer.sees("ถ้าถอนผิด ให้หัวหน้าศูนย์กู้คืน");
  assert.equal(await officer.page.getByRole("button", { name: "กู้คืนแบบสำรวจที่ถอนไป" }).count(), 0);
  await officer.leaves();

  const head = await Clerk.at(chrome, office);
  await head.signs_in(await office.hires(TOWN, "supervisor", "หัวหน้า ถอนผิด"));
  await head.opens(request);
  await head.can_be_read();
  await head.fits_a_phone("withdrawn");
  await head.pictures("withdrawn");
  await head.presses("กู้คืนแบบสำรวจที่ถอนไป");
  await head.page.waitForURL((address) => address.pathname === request);
  assert.ok(!(await head.text()).includes("ถูกถอน"));
  await head.steps("ลงทะเบียนรับเรื่อง");
  await head.sees("ลงทะเบียนแล้ว");
  await head.leaves();
});
