// A supervisor's and an auditor's day: somebody is found, looked at, and that they were looked at
// is seen.

import assert from "node:assert/strict";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { number, Office, Phone, person, TAO, TOWN, visit } from "./office.mjs";

let office, chrome, supervisor, auditor, stranger;
const somchai = person("สมชาย", "สมปอง", { national_id: number(7) });
const malee = person("มาลี", "สมปอง", { title: "นาง", sex: "female", head: false, national_id: number(8) });

before(async () => {
  office = await Office.open();
  chrome = await browser();
  supervisor = await office.hires(TOWN, "supervisor", "หัวหน้า ตัวอย่าง");
  auditor = await office.hires(TOWN, "auditor", "ผู้ตรวจ ตัวอย่าง");
  stranger = await office.hires(TAO, "officer", "เจ้าหน้าที่ อบต.");
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา ใจดี")));
  const photo = join(office.folder, "house.png");
  const view = await chrome.newPage({ viewport: { width: 800, height: 600 } });
  await view.setContent("<body style='background:linear-gradient(skyblue,seagreen)'>");
  await view.screenshot({ path: photo });
  const at = visit(TOWN, "123/4", 5, [somchai, malee], { photos: [{ file: photo, kind: "house" }],
    help_received: [{ from: "อบจ.", what: "ถุงยังชีพ", amount_baht: 700, on: "2026-04-02" }] });
  await phone.sends(at);
  // A month later the same people are met again, and one telephone number has changed.
  const again = visit(TOWN, "123/4", 5, [person("สมชาย", "สมปอง", { national_id: number(7), phone: "0820000000" })], {
    round: "2569-05", captured_at: "2026-05-10T10:00:00+07:00" });
  await phone.sends(again);
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

test("somebody is found by part of a name, and their number is shown to whoever says why", async () => {
  const clerk = await Clerk.at(chrome, office);
  supervisor.password = await clerk.signs_in(supervisor);
  await clerk.can_be_read();
  await clerk.pictures("desk");
  await clerk.fills("ค้นหาในทะเบียน", "สมชา หมู่ 5");
  await clerk.presses("ค้นหา");
  await clerk.sees("พบ 1 คน");
  await clerk.can_be_read();
  await clerk.pictures("register");
  assert.ok(!(await clerk.digits()).includes(number(7)), "numbers are masked in lists");

  await clerk.follows("นายสมชาย สมปอง");
  await clerk.sees("ข้อมูลบุคคล และที่มาของแต่ละค่า");
  const page = await clerk.text();
  assert.ok(page.includes("0820000000"), "the newest telephone number is shown");
  assert.ok(page.includes("โดย อาสา ใจดี"), "and whose hand wrote it");
  assert.ok(page.includes("ถุงยังชีพ"), "and the help that they had");
  assert.ok(page.includes("การสำรวจที่พบบุคคลนี้ (2)"));
  assert.ok(page.includes("ผู้สำรวจ อาสา ใจดี"));
  await clerk.page.locator(".history summary").first().click();
  const history = await clerk.page.locator(".history").innerText();
  assert.ok(history.includes("2 มี.ค. 2497") && history.includes("ชาย"), "the history reads as the table does");
  assert.ok(!(await clerk.digits()).includes(number(7)), "and masks the number, wherever it stands on the page");
  await clerk.can_be_read();
  await clerk.pictures("person");
  const shows = () => clerk.page.locator("#number ~ .number").innerText();
  assert.equal(await shows(), "1-0000-xxxxx-xx-" + number(7)[12]);

  await clerk.page.getByText("แสดงเลขเต็ม").first().click();
  await clerk.page.getByLabel("ใช้เพื่อ").selectOption("other");
  await clerk.presses("แสดงเลขเต็ม");
  await clerk.sees("เลือกเหตุผลก่อน");
  assert.match(await shows(), /xxxxx/, "another reason needs words");
  await clerk.page.getByLabel("ใช้เพื่อ").selectOption("info");
  await clerk.presses("แสดงเลขเต็ม");
  await clerk.page.locator(".full").waitFor();
  assert.equal((await shows()).replaceAll(" ", ""), number(7));

  const picture = clerk.page.locator(".photos img").first();
  await picture.scrollIntoViewIfNeeded();
  await clerk.page.waitForFunction((img) => img.complete && img.naturalWidth > 0, await picture.elementHandle());
  await picture.click();
  await clerk.page.waitForURL(/\/photos\//);
  await clerk.page.goBack();

  await clerk.page.locator("a[href^='/office/households/']").first().click();
  await clerk.sees("คนที่พบในบ้านนี้ (2)");
  await clerk.sees("นางมาลี สมปอง");
  await clerk.can_be_read();
  await clerk.pictures("household");
  await clerk.leaves();
});

test("what was looked for stands in no address, and opens for whoever typed it alone", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(supervisor);
  await clerk.searches(number(7));
  await clerk.sees("พบ 1 คน");
  const there = clerk.page.url().slice(office.address.length);
  assert.ok(!decodeURIComponent(there).includes(number(7).slice(0, 6)), there);
  // The same button asks what is typed then, and the way back leads to the first answer.
  await clerk.fills("ค้นหาในทะเบียน", "ไม่มีใคร ชื่อนี้");
  await clerk.presses("ค้นหา");
  await clerk.sees("ไม่พบผู้ใด");
  await clerk.page.goBack();
  await clerk.sees("พบ 1 คน");
  await clerk.fills("ค้นหาในทะเบียน", "ก".repeat(200));
  await clerk.presses("ค้นหา");
  await clerk.sees("ไม่พบผู้ใด");
  await clerk.leaves();

  const other = await Clerk.at(chrome, office);
  auditor.password = await other.signs_in(auditor);
  await other.opens(there);
  await other.sees("พิมพ์ค้นอีกครั้ง");
  assert.equal(await other.page.locator("tbody tr").count(), 0);
  assert.equal(await other.page.getByLabel("ค้นหาในทะเบียน").inputValue(), "");
  await other.can_be_read();
  await other.leaves();
});

test("whoever watches over it sees who looked, when and why", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(auditor);
  await clerk.follows("บันทึกการเข้าดูข้อมูล");
  const page = await clerk.text();
  for (const did of ["ค้นหา", "เปิดหน้าบุคคล", "ดูเลขประจำตัวเต็ม", "เปิดหน้าครัวเรือน", "ดูรูป", "เข้าสู่ระบบ"]) {
    assert.ok(page.includes(did), did);
  }
  assert.ok(page.includes("บันทึกในระบบ INFO"), "the reason that was chosen");
  assert.ok(!page.includes("สมชา"), "what was typed into a search is nobody's to read");
  await clerk.can_be_read();
  await clerk.pictures("access");
  await clerk.leaves();
});

test("another LAO's people are not found, and their pages are not there", async () => {
  const own = await Clerk.at(chrome, office);
  await own.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ เทศบาล"));
  await own.searches("สมชาย");
  const there = await own.page.getByRole("link", { name: "นายสมชาย สมปอง" }).getAttribute("href");
  await own.leaves();
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(stranger);
  await clerk.searches("สมชาย");
  await clerk.sees("ไม่พบผู้ใด");
  const answer = await clerk.opens(there);
  assert.equal(answer.status(), 404);
  await clerk.sees("ไม่พบในทะเบียนของ อปท. นี้");
  await clerk.can_be_read();
  await clerk.leaves();
});

// The last of all, for the log is not mended again.
test("what was done to the log behind the server's back is told to whoever watches over it", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(auditor);
  const reads_again = async () => {
    await clerk.opens("/office/access");
    await clerk.presses("ตรวจสมุดบันทึก");
  };
  await reads_again();
  await clerk.sees("อ่านสมุดบันทึก 2 แถวแล้ว ทุกแถวต่อกันครบ ลายเซ็นถูกต้อง ไม่มีแถวใดถูกแก้หรือหายไป");
  assert.equal(await clerk.page.getByRole("alert").count(), 0);

  // The office's own server never alters a row, and its database lets nobody; whoever has the file may.
  const day = 24 * 3600_000;
  await assert.rejects(office.behind_its_back(`UPDATE log SET at = at - ${day} WHERE place = 1`), /the log is never altered/);
  await reads_again();
  await clerk.sees("อ่านสมุดบันทึก 2 แถวแล้ว ทุกแถวต่อกันครบ");
  await office.behind_its_back(`DROP TRIGGER log_is_not_altered; UPDATE log SET at = at - ${day} WHERE place = 1`);
  await reads_again();
  await clerk.page.getByRole("alert").getByText("พบ 1 แห่งใน 2 แถวที่ไม่ตรงกับที่เคยเขียน การตรวจนี้ไม่ได้แก้ไขข้อมูลใด").waitFor();
  assert.ok(!(await clerk.text()).includes("ทุกแถวต่อกันครบ"));
  await clerk.sees("กู้คืนจากสำเนาสำรองล่าสุดที่ตรวจผ่าน");
  await clerk.sees("2 แถว ไม่ตรง 1 แห่ง");
  await clerk.can_be_read();
  await clerk.fits_a_phone("access-altered");
  await clerk.pictures("access-altered");
  await assert.rejects(office.does("verify"), { stdout: /row 1 of LAO 05570902's log does not continue the chain/ });

  // As it was, it is sound; and a row that is taken from the end, where none follows, is missed.
  await office.behind_its_back(`UPDATE log SET at = at + ${day} WHERE place = 1`);
  await reads_again();
  await clerk.sees("อ่านสมุดบันทึก 2 แถวแล้ว ทุกแถวต่อกันครบ");
  await office.behind_its_back("DROP TRIGGER log_is_not_deleted; DELETE FROM log WHERE place = 2");
  await reads_again();
  await clerk.page.getByRole("alert").getByText(/^พบ [1-9]\d* แห่งใน 1 แถวที่ไม่ตรงกับที่เคยเขียน/).waitFor();
  await clerk.leaves();
});
