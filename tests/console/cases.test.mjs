// Who is the same: a supervisor looks at two people side by side, joins them, takes them apart
// again, keeps others apart, and asks the field.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { number, Office, PAO, Phone, person, TOWN, visit } from "./office.mjs";

let office, chrome, supervisor, own;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  supervisor = await office.hires(TOWN, "supervisor", "หัวหน้า ตรวจซ้ำ");
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา ใจดี")));
  await office.surveyor(TOWN, "หน่วย เคลื่อนที่", "mobile-unit");
  const born = (date) => ({ birth: { date, precision: "day" } });
  await phone.sends(
    // The same man, met again in another house without his card.
    visit(TOWN, "11", 5, [person("ประพันธ์", "รุ่งโรจน์ศิลป์", { national_id: number(41), ...born("1954-03-02") })]),
    visit(TOWN, "12", 5, [person("ประพันธ์", "รุ่งโรจน์ศิลป์", { no_id_reason: "ไม่ได้พกบัตร", ...born("1954-03-02") })], {
      captured_at: "2026-04-13T09:00:00+07:00" }),
    // One number, two names.
    visit(TOWN, "13", 6, [person("วิชัย", "แสนดี", { national_id: number(42), phone: "0820000001" })]),
    visit(TOWN, "14", 6, [person("อนงค์", "ใจเย็น", { title: "นาง", sex: "female", national_id: number(42), phone: "0820000002" })], {
      captured_at: "2026-04-13T10:00:00+07:00" }),
  );
  const other = await Phone.enrolled(office, await office.link(await office.surveyor(PAO, "อาสา อบจ.")));
  // And one that the PAO knows by another name.
  await other.sends(visit(PAO, "13", 6, [person("สุนทร", "ลับเฉพาะ", { national_id: number(41) })], {
    help_received: [{ from: "อบจ.", what: "ถุงยังชีพ", on: "2026-04-02" }] }));
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

async function opens(clerk, name) {
  await clerk.follows("ใครเป็นคนเดียวกัน");
  await clerk.page.getByRole("row", { name }).getByRole("link", { name: /เทียบกัน/ }).first().click();
  await clerk.sees("เป็นคนเดียวกันหรือไม่");
}

test("two entries are joined by a hand, and taken apart again", async () => {
  const clerk = await Clerk.at(chrome, office);
  own = await clerk.signs_in(supervisor);
  await clerk.follows("ใครเป็นคนเดียวกัน");
  await clerk.sees("ข้อมูลคล้ายกัน และอย่างน้อยหนึ่งคนไม่มีเลข");
  await clerk.can_be_read();
  await clerk.pictures("cases");
  await clerk.page.getByRole("row", { name: /ประพันธ์.*ข้อมูลคล้ายกัน/ }).getByRole("link").first().click();
  await clerk.sees("เหตุผลทีละข้อ");
  await clerk.can_be_read();
  await clerk.pictures("case");
  await clerk.presses("เป็นคนเดียวกัน");
  await clerk.page.waitForURL(/\/office\/cases$/);
  assert.equal(await clerk.page.getByRole("row", { name: /ประพันธ์.*ข้อมูลคล้ายกัน/ }).count(), 0);
  await clerk.searches("ประพันธ์");
  await clerk.sees("พบ 1 คน");
  await clerk.follows("นายประพันธ์ รุ่งโรจน์ศิลป์");
  await clerk.sees("การสำรวจที่พบบุคคลนี้ (2)");
  await clerk.presses("แยกกลับเป็นสองรายการ");
  await clerk.sees("การสำรวจที่พบบุคคลนี้ (1)");
  await clerk.searches("ประพันธ์");
  await clerk.sees("พบ 2 คน");
  await clerk.leaves();
});

test("two who carry one number are kept apart, and a case can be asked about in the field", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in({ id: supervisor.id, password: own });
  await opens(clerk, /วิชัย.*แต่ชื่อต่างกัน/);
  await clerk.page.getByText("ยังไม่แน่ใจ").click();
  await clerk.fills("ฝากถาม", "ขอดูบัตรทั้งสองคน");
  await clerk.presses("ส่งงานถึงโทรศัพท์");
  await clerk.page.waitForURL(/\/office\/cases$/);
  await clerk.opens("/office");
  await clerk.sees("1 งาน");
  await opens(clerk, /วิชัย.*แต่ชื่อต่างกัน/);
  await clerk.sees("ส่งคนไปดูแล้ว รอโทรศัพท์ตอบ");
  await clerk.presses("คนละคน");
  await clerk.page.waitForURL(/\/office\/cases$/);
  assert.equal(await clerk.page.getByRole("row", { name: /วิชัย/ }).count(), 0);
  await clerk.leaves();
});

test("of another LAO's person a case tells whose they are and what help they had, and nothing else", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(PAO, "officer", "เจ้าหน้าที่ อบจ."));
  await opens(clerk, /สุนทร/);
  await clerk.sees("เทศบาลตำบลตัวอย่าง");
  const page = await clerk.page.content();
  assert.ok(!page.includes("ประพันธ์") && !page.includes("รุ่งโรจน์ศิลป์"), "no name of theirs");
  await clerk.can_be_read();
  await clerk.leaves();
});
