// Getting in: the first time, with a wrong password, and after a session that ended meanwhile.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { number, Office, Phone, person, TOWN, visit } from "./office.mjs";

let office, chrome;

before(async () => {
  office = await Office.open();
  chrome = await browser();
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

test("a password that was given out is good once, and the next one is their own", async () => {
  const given = await office.hires(TOWN, "officer", "เจ้าหน้าที่ ใหม่");
  const clerk = await Clerk.at(chrome, office);
  await clerk.opens("/office/register");
  await clerk.sees("เข้าสู่ระบบทะเบียน");
  await clerk.can_be_read();
  await clerk.pictures("sign-in");
  await clerk.fills("รหัสผู้ใช้", given.id.toUpperCase());
  await clerk.fills("รหัสผ่าน", given.password);
  await clerk.presses("เข้าสู่ระบบ");
  await clerk.sees("ตั้งรหัสผ่านของท่านเอง");
  await clerk.can_be_read();
  // Nothing else is open before that.
  await clerk.opens("/office/register");
  await clerk.sees("ตั้งรหัสผ่านของท่านเอง");
  await clerk.chooses(given.password, given.password);
  await clerk.sees("ต้องไม่ซ้ำรหัสเดิม");
  // A blank at an end is nobody's to remember.
  const own = "ข้าวเหนียวทุเรียนหอม";
  await clerk.chooses(given.password, ` ${own} `);
  await clerk.sees("งานวันนี้");
  await clerk.presses("ออกจากระบบ");
  await clerk.sees("เข้าสู่ระบบทะเบียน");
  await clerk.page.goBack();
  await clerk.page.reload();
  await clerk.sees("เข้าสู่ระบบทะเบียน");
  await clerk.signs_in({ id: given.id, password: own });
  await clerk.leaves();
});

test("five wrong passwords lock the account, and the administrator opens it again", async () => {
  const [given, admin] = [await office.hires(TOWN, "officer", "ผู้ลืม"), await office.hires(TOWN, "admin", "ผู้ดูแล")];
  const clerk = await Clerk.at(chrome, office);
  await clerk.opens("/office");
  for (let left = 4; left >= 0; left -= 1) {
    await clerk.fills("รหัสผู้ใช้", given.id);
    await clerk.fills("รหัสผ่าน", "ไม่ใช่รหัสนี้แน่นอน");
    await clerk.presses("เข้าสู่ระบบ");
    await clerk.sees(left > 0 ? `ลองได้อีก ${left} ครั้ง` : "ถูกล็อกไว้");
  }
  await clerk.fills("รหัสผ่าน", given.password);
  await clerk.presses("เข้าสู่ระบบ");
  await clerk.sees("ถูกล็อกไว้");

  const boss = await Clerk.at(chrome, office);
  await boss.signs_in(admin);
  await boss.follows("ผู้ใช้ระบบ");
  await boss.can_be_read();
  await boss.pictures("staff");
  await boss.presses("ออกรหัสใหม่ ให้ ผู้ลืม");
  await boss.sees("รหัสสำหรับเข้าสู่ระบบครั้งแรก");
  await boss.can_be_read();
  const password = await boss.page.locator(".password").nth(1).innerText();
  await clerk.signs_in({ id: given.id, password });
  await clerk.leaves();
  await boss.leaves();
});

test("a form of before is handed back to whoever signed in anew in another window, and sent by one button", async () => {
  const admin = await office.hires(TOWN, "admin", "ผู้ดูแล สอง หน้าต่าง");
  const clerk = await Clerk.at(chrome, office);
  const own = await clerk.signs_in(admin);
  await clerk.opens("/office/holidays?year=2569");
  await clerk.fills("วันที่", "3/7/2569");
  await clerk.fills("เป็นวันอะไร", "วันหยุดของสองหน้าต่าง");
  const other = await clerk.context.newPage();
  await other.goto(`${office.address}/office`);
  await other.getByRole("button", { name: "ออกจากระบบ" }).click();
  await other.getByLabel("รหัสผู้ใช้").fill(admin.id);
  await other.getByLabel("รหัสผ่าน", { exact: true }).fill(own);
  await other.getByRole("button", { name: "เข้าสู่ระบบ" }).click();
  await other.getByText("งานวันนี้").first().waitFor();
  await clerk.presses("บันทึกวันหยุด");
  await clerk.sees("ท่านเข้าสู่ระบบใหม่ในหน้าต่างอื่น ข้อความที่พิมพ์ไว้ยังอยู่");
  await clerk.sees("วันหยุดของสองหน้าต่าง");
  await clerk.can_be_read();
  await clerk.presses("ส่งต่อ");
  await clerk.page.getByRole("row", { name: /3 ก\.ค\. 2569.*วันหยุดของสองหน้าต่าง/ }).waitFor();
  await clerk.leaves();
});

test("nobody is handed what somebody else typed on the same machine, and whoever goes in an old window is gone", async () => {
  const [one, other] = [await office.hires(TOWN, "admin", "ผู้ดูแล คนแรก"), await office.hires(TOWN, "admin", "ผู้ดูแล คนที่สอง")];
  const clerk = await Clerk.at(chrome, office);
  const own = await clerk.signs_in(one);
  const old = await clerk.context.newPage();
  await old.goto(`${office.address}/office/holidays?year=2569`);
  await old.getByLabel("วันที่").fill("4/7/2569");
  await old.getByLabel("เป็นวันอะไร").fill("ความในใจของคนแรก");
  const going = await clerk.context.newPage();
  await going.goto(`${office.address}/office`);
  await clerk.presses("ออกจากระบบ");
  await clerk.sees("เข้าสู่ระบบทะเบียน");
  await clerk.signs_in(other);
  await old.getByRole("button", { name: "บันทึกวันหยุด" }).click();
  await old.getByText("ไม่ได้รับแบบฟอร์มนี้").first().waitFor();
  assert.ok(!(await old.content()).includes("ความในใจ"));

  // The same where the session ended and somebody else signs in from there.
  await old.goto(`${office.address}/office/holidays?year=2569`);
  await old.getByLabel("วันที่").fill("4/7/2569");
  await old.getByLabel("เป็นวันอะไร").fill("ความในใจของคนที่สอง");
  await clerk.presses("ออกจากระบบ");
  await clerk.sees("เข้าสู่ระบบทะเบียน");
  await old.getByRole("button", { name: "บันทึกวันหยุด" }).click();
  await old.getByText("หมดเวลาใช้งานระหว่างที่ท่านพิมพ์").waitFor();
  await old.getByLabel("รหัสผู้ใช้").fill(one.id);
  await old.getByLabel("รหัสผ่าน", { exact: true }).fill(own);
  await old.getByRole("button", { name: "เข้าสู่ระบบ" }).click();
  await old.getByText("งานวันนี้").first().waitFor();
  assert.ok(!(await old.content()).includes("ความในใจ"));

  // A window of the first session goes by its old button.
  await going.getByRole("button", { name: "ออกจากระบบ" }).click();
  await going.getByText("เข้าสู่ระบบทะเบียน").first().waitFor();
  await clerk.leaves();
});

test("whoever searches oftener than anybody types is told to wait, and what they typed stays", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ค้นถี่"));
  await clerk.opens("/office/register");
  const refused = await clerk.page.evaluate(async () => {
    const form = document.querySelector("form.search");
    for (let nth = 1; nth <= 90; nth += 1) {
      const body = new URLSearchParams({ form: form.elements.form.value, press: crypto.randomUUID(), q: `คน ${nth}` });
      const answer = await fetch(form.action, { method: "POST", body, redirect: "manual" });
      if (answer.type !== "opaqueredirect") return [nth, answer.status];
    }
    return null;
  });
  assert.ok(refused && refused[0] > 50 && refused[1] === 429, `${refused}`);
  await clerk.fills("ค้นหาในทะเบียน", "ยังพิมพ์อยู่");
  await clerk.presses("ค้นหา");
  await clerk.sees("ค้นหาถี่กว่าที่คนพิมพ์ทัน");
  assert.equal(await clerk.page.getByLabel(/^ค้นหาในทะเบียน/).inputValue(), "ยังพิมพ์อยู่");
  await clerk.can_be_read();
  await clerk.leaves();
});

test("what was typed when a session ended is still there, and is sent by one button", async () => {
  const admin = await office.hires(TOWN, "admin", "ผู้ดูแล สอง");
  const clerk = await Clerk.at(chrome, office);
  const own = await clerk.signs_in(admin);
  await clerk.follows("ทีมสำรวจและโทรศัพท์");
  await clerk.fills("ชื่อและนามสกุล", "อาสา ค้างพิมพ์");
  await clerk.fills("หมู่ที่ดูแล", "5 ๖");
  await clerk.context.clearCookies();
  await clerk.presses("เพิ่มผู้สำรวจ");
  await clerk.sees("หมดเวลาใช้งานระหว่างที่ท่านพิมพ์");
  await clerk.fills("รหัสผู้ใช้", admin.id);
  await clerk.fills("รหัสผ่าน", own);
  await clerk.presses("เข้าสู่ระบบ");
  await clerk.sees("อาสา ค้างพิมพ์");
  await clerk.can_be_read();
  await clerk.presses("ส่งต่อ");
  await clerk.sees("เพิ่มผู้สำรวจแล้ว");
  await clerk.sees("5, 6");
  await clerk.leaves();
});

test("a button that is pressed twice does its work once", async () => {
  const admin = await office.hires(TOWN, "admin", "ผู้ดูแล สาม");
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(admin);
  await clerk.follows("ทีมสำรวจและโทรศัพท์");
  await clerk.fills("ชื่อและนามสกุล", "อาสา คลิกสองที");
  await clerk.page.getByRole("button", { name: "เพิ่มผู้สำรวจ" }).dblclick();
  await clerk.sees("เพิ่มผู้สำรวจแล้ว");
  await clerk.opens("/office/team");
  assert.equal(await clerk.page.getByRole("rowheader", { name: /อาสา คลิกสองที/ }).count(), 1);
  // Also where the answer is shown once: nobody is added twice, and the page says that it was shown.
  await clerk.opens("/office/staff");
  await clerk.fills("ชื่อและนามสกุล", "ผู้ใช้ คลิกสองที");
  await clerk.page.getByRole("button", { name: "เพิ่มผู้ใช้" }).dblclick();
  await clerk.page.getByText(/รหัสสำหรับเข้าสู่ระบบครั้งแรก|รหัสแสดงไปแล้วหนึ่งครั้ง/).first().waitFor();
  await clerk.opens("/office/staff");
  assert.equal(await clerk.page.getByRole("rowheader", { name: "ผู้ใช้ คลิกสองที" }).count(), 1);
  await clerk.leaves();
});

test("a phone enrols by the code on the screen, and one that is lost is shut out", async () => {
  const supervisor = await office.hires(TOWN, "supervisor", "หัวหน้าศูนย์");
  await office.surveyor(TOWN, "อาสา ถือเครื่อง");
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(supervisor);
  await clerk.follows("ทีมสำรวจและโทรศัพท์");
  await clerk.fills("ชื่อและนามสกุล", "อาสา พิมพ์ผิด");
  await clerk.fills(/^หมู่ที่ดูแล/, "ห้า");
  await clerk.presses("เพิ่มผู้สำรวจ");
  await clerk.sees("หมู่ต้องเป็นตัวเลข");
  assert.equal(await clerk.page.getByLabel("ชื่อและนามสกุล").inputValue(), "อาสา พิมพ์ผิด", "what was typed stays");
  await clerk.presses("ออก QR ลงทะเบียน ให้ อาสา ถือเครื่อง");
  await clerk.sees("ลงทะเบียนโทรศัพท์ของ อาสา ถือเครื่อง");
  await clerk.can_be_read();
  await clerk.pictures("enrolment");
  const phone = await Phone.enrolled(office, (await clerk.page.locator(".link").innerText()).trim());
  await phone.does("sync");
  const late = visit(TOWN, "77", 5, [person("มาช้า", "ตัวอย่าง", { national_id: number(77) })]);
  const forged = visit(TOWN, "78", 5, [person("ไม่ใช่งานจริง", "ตัวอย่าง", { national_id: number(78) })]);
  await phone.keeps(late, forged);
  await clerk.follows("เสร็จแล้ว กลับไปหน้าทีม");
  await clerk.sees("ติดต่อล่าสุด");
  await clerk.can_be_read();
  await clerk.pictures("team");
  await clerk.page.getByText("เครื่องหาย").first().click();
  await clerk.presses(/ยกเลิกเครื่องนี้/);
  await clerk.sees("ยกเลิกเครื่องแล้ว");
  await assert.rejects(phone.does("sync"), "a revoked phone reads nothing");
  // What it had not sent yet came in all the same, and waits for the supervisor.
  await clerk.searches("มาช้า");
  await clerk.sees("ไม่พบผู้ใด");
  await clerk.opens("/office");
  await clerk.follows("2 รายการ");
  await clerk.can_be_read();
  // Whoever judges reads what each says, with nobody's number in full.
  const held = (name) => clerk.page.getByRole("listitem").filter({ hasText: name }).filter({ has: clerk.page.locator("details") }).first();
  for (const name of ["มาช้า", "ไม่ใช่งานจริง"]) {
    await held(name).locator("summary").click();
    await held(name).getByText(name, { exact: true }).waitFor();
  }
  assert.ok(!(await clerk.holds_a_number()), "no ID numbers");
  await clerk.can_be_read();
  await clerk.fits_a_phone("apart-read");
  await held("ไม่ใช่งานจริง").getByRole("button", { name: /^ไม่รับ/ }).click();
  await held("ไม่ใช่งานจริง").locator(".flag", { hasText: "ไม่รับ" }).waitFor();
  await held("มาช้า").getByRole("button", { name: /^รับเข้า/ }).click();
  await clerk.page.waitForFunction(() => !document.body.innerText.includes("มาช้า"));
  await clerk.searches("มาช้า");
  await clerk.sees("พบ 1 คน");
  await clerk.searches("ไม่ใช่งานจริง");
  await clerk.sees("ไม่พบผู้ใด");
  await clerk.leaves();
});
