// A request from the desk to "closed": an officer, a committee and a supervisor, each at their own
// computer, and two officers who do the same thing at one moment.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { id, number, Office, Phone, person, TOWN, visit } from "./office.mjs";

let office, chrome, officer, committee;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  officer = await office.hires(TOWN, "officer", "เจ้าหน้าที่ หนึ่ง");
  committee = await office.hires(TOWN, "committee", "กรรมการ หนึ่ง");
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา ใจดี")));
  await phone.sends(
    visit(TOWN, "9", 5, [person("สมหญิง", "ตัวอย่าง", { title: "นาง", sex: "female", national_id: number(21) })], {
      help_received: [{ from: "อบจ.", what: "วัสดุซ่อมแซมบ้าน", item: "5.1.5", amount_baht: 49500, on: "2026-04-11" }],
      damage: { kind: "storm", event_on: "2026-04-10", damaged_on: "2026-04-10" },
    }),
    visit(TOWN, "10", 5, [person("สมศรี", "ตัวอย่าง", { title: "นาง", sex: "female", national_id: number(22) })]),
  );
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

async function first(clerk) {
  await clerk.follows("คำขอ");
  await clerk.page.locator("tbody th a").first().click();
  await clerk.sees("เรื่องที่ขอ");
}

test("a request goes by the committee to the agency and comes back to whoever asked", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(officer);
  await clerk.follows("คำขอ");
  await clerk.sees("ที่ยังไม่เสร็จทั้งหมด (2)");
  await clerk.can_be_read();
  await clerk.page.locator("tbody tr", { hasText: "–" }).first().waitFor();
  await first(clerk);
  const request = clerk.page.url();
  await clerk.steps("ลงทะเบียนรับเรื่อง");
  await clerk.sees(/เลขรับ 1\/25/);
  await clerk.can_be_read();

  await clerk.follows("การประชุม");
  await clerk.fills("วันที่ประชุม", "ไม่ใช่วันที่");
  await clerk.presses("นัดประชุม");
  await clerk.sees("วันที่ประชุมอ่านไม่ออก");
  const today = new Date(Date.now() + 7 * 3600_000);
  const typed = `${today.getUTCDate()}/${today.getUTCMonth() + 1}/${today.getUTCFullYear() + 543}`;
  await clerk.fills("วันที่ประชุม", typed);
  await clerk.fills("ประธานกรรมการ", "นายก ตัวอย่าง");
  await clerk.page.getByLabel("กรรมการ (ผู้แทนประชาคม)").nth(0).fill("ประชาคม หนึ่ง");
  await clerk.page.getByLabel("กรรมการ (ผู้แทนประชาคม)").nth(1).fill("ประชาคม สอง");
  await clerk.fills("กรรมการและเลขานุการ", "ปลัด ตัวอย่าง");
  await clerk.can_be_read();
  await clerk.presses("นัดประชุม");
  await clerk.sees("นัดไว้");
  const meeting = clerk.page.url();
  await clerk.can_be_read();

  // From the meeting many are chosen at once; what is not registered yet is not offered.
  await clerk.follows("เลือกเรื่องเสนอเข้าวาระ");
  await clerk.page.getByLabel(/^เสนอเรื่องของ/).first().waitFor();
  assert.equal(await clerk.page.getByLabel(/^เสนอเรื่องของ/).count(), 1);
  await clerk.presses("เสนอเรื่องที่เลือกเข้าวาระ");
  await clerk.sees("ยังไม่ได้เลือกเรื่อง ไม่มีอะไรเปลี่ยน");
  await clerk.can_be_read();
  await clerk.fits_a_phone("choose");
  await clerk.page.getByLabel(/^เสนอเรื่องของ/).check();
  await clerk.presses("เสนอเรื่องที่เลือกเข้าวาระ");
  await clerk.sees("วาระ (1)");
  await clerk.page.goto(request);
  await clerk.sees("รอคณะกรรมการ");
  // One of four is no quorum.
  await clerk.page.goto(meeting);
  await clerk.page.getByLabel(/ปลัด ตัวอย่าง/).check();
  await clerk.page.getByLabel("ประธานในที่ประชุม").selectOption({ label: "ปลัด ตัวอย่าง" });
  await clerk.presses("บันทึกการประชุม");
  await clerk.sees("ไม่ครบองค์ประชุม");

  const member = await Clerk.at(chrome, office);
  await member.signs_in(committee);
  await member.page.goto(request);
  await member.steps("บันทึกมติ", { มติ: "เห็นชอบให้ช่วยเหลือ", เสียงเห็นด้วยกับมตินี้: "1", เสียงไม่เห็นด้วย: "0", สิ่งที่ให้: "สังกะสี 20 แผ่น" });
  await member.sees("ไม่ครบองค์ประชุม มา 1 คนจากกรรมการ 4 คน");
  assert.equal(await member.page.getByLabel("สิ่งที่ให้").first().inputValue(), "สังกะสี 20 แผ่น", "what was typed stays");

  await clerk.page.getByLabel(/นายก ตัวอย่าง/).check();
  await clerk.page.getByLabel(/ประชาคม หนึ่ง/).check();
  await clerk.presses("บันทึกการประชุม");
  await clerk.sees("ประธานกรรมการมาประชุม จึงต้องเป็นประธานในที่ประชุม");
  await clerk.page.getByLabel("ประธานในที่ประชุม").selectOption({ label: "นายก ตัวอย่าง" });
  await clerk.presses("บันทึกการประชุม");
  await clerk.sees("ประชุมแล้ว ครบองค์ประชุม");
  await clerk.pictures("meeting");

  // Ceilings warn, with the line of the law, and a second press gives all the same.
  await member.page.goto(request);
  await member.steps("บันทึกมติ", {
    มติ: "เห็นชอบให้ช่วยเหลือ", เสียงเห็นด้วยกับมตินี้: "3", เสียงไม่เห็นด้วย: "0",
    สิ่งที่ให้: "วัสดุซ่อมแซมบ้าน", ตามหลักเกณฑ์ข้อ: "5.1.5", "เป็นเงิน (บาท)": "49500",
  });
  await member.sees("โปรดอ่านข้อควรพิจารณา");
  assert.ok((await member.page.locator("section.due li").count()) > 0, "what the house had already is told");
  await member.can_be_read();
  // What is changed after that is weighed again.
  await member.page.getByLabel("เป็นเงิน (บาท)").first().fill("49000");
  await member.presses("บันทึก: บันทึกมติ");
  await member.sees("โปรดอ่านข้อควรพิจารณา");
  await member.presses("บันทึก: บันทึกมติ");
  await member.sees("คณะกรรมการเห็นชอบ");
  await member.can_be_read();
  await member.leaves();

  await clerk.page.goto(request);
  const agency_report = `${new URL(request).pathname}/agency-report`;
  assert.equal((await clerk.opens(agency_report)).status(), 404, "no agency has it yet");
  await clerk.page.goto(request);
  await clerk.steps("ส่งหน่วยงานดำเนินการ", { หน่วยงานที่รับเรื่อง: "กองช่าง" });
  await clerk.sees("รอรายงานผล");
  // The paper that goes along, for the agency to fill in.
  await clerk.follows("แบบรายงานผลของหน่วยงาน (พิมพ์)");
  const PARTS = ["มูลเหตุของปัญหา", "แนวทางและวิธีการแก้ไขปัญหา", "ผลการชี้แจงให้ผู้ร้องทราบ", "ข้อเสนอแนะ/ความเห็นของหน่วยงาน"];
  const paper = () => clerk.page.locator(".paper").innerText();
  for (const said of ["เทศบาลตำบลตัวอย่าง", "เลขรับ 1/25", "ขอวัสดุซ่อมแซมบ้าน", "กองช่าง", "โปรดรายงานผลภายใน 15 วัน", "ลงชื่อ", ...PARTS]) {
    assert.ok((await paper()).includes(said), said);
  }
  assert.equal(await clerk.page.locator(".room.empty").count(), 4, "what the agency writes is left to it");
  assert.ok(!(await clerk.holds_a_number()) && !/08\d{8}|สมหญิง/.test(await paper()), "nothing of who asked");
  await clerk.can_be_read();
  await clerk.fits_a_phone("agency-report");
  await printed(clerk, "agency-report-blank");
  await clerk.page.goto(request);
  await clerk.steps("บันทึกผลจากหน่วยงาน", {
    มูลเหตุของปัญหา: "พายุพัดหลังคา", แนวทางและวิธีการแก้ไขปัญหา: "มอบสังกะสี",
    ผลการชี้แจงให้ผู้ร้องทราบ: "แจ้งด้วยวาจา", "ข้อเสนอแนะ/ความเห็นของหน่วยงาน": "ไม่มี",
  });
  // Whether anything was given is asked: silence says nothing.
  await clerk.sees("ยังไม่ได้เลือกว่าหน่วยงานให้ความช่วยเหลืออย่างไร ยังไม่ได้บันทึก");
  await clerk.can_be_read();
  await clerk.page.getByLabel("ความช่วยเหลือที่หน่วยงานให้").selectOption("approved");
  await clerk.presses("บันทึก: บันทึกผลจากหน่วยงาน");
  await clerk.sees("หน่วยงานรายงานผลแล้ว");
  await clerk.follows("แบบรายงานผลของหน่วยงาน (พิมพ์)");
  for (const said of ["พายุพัดหลังคา", "มอบสังกะสี", "แจ้งด้วยวาจา", "หน่วยงานรายงานเมื่อวันที่", "ให้ตามที่คณะกรรมการเห็นชอบ", "วัสดุซ่อมแซมบ้าน"]) assert.ok((await paper()).includes(said), said);
  await clerk.can_be_read();
  await printed(clerk, "agency-report");
  await clerk.pictures("agency-report");
  await clerk.follows("แบบเปล่า");
  assert.ok(!(await paper()).includes("มอบสังกะสี"), "it can be had empty again");
  await clerk.page.goto(request);
  await clerk.steps("สรุปผล", { บันทึกสรุปผล: "ช่วยเหลือแล้ว" });
  await clerk.sees("สรุปผลแล้ว");
  await clerk.steps("บันทึกผลในทะเบียน", { ผลการช่วยเหลือ: "มอบสังกะสี 20 แผ่น" });
  await clerk.sees("บันทึกผลแล้ว");
  await clerk.steps("รายงานสถานที่กลาง");
  await clerk.steps("แจ้งผลให้ผู้ร้องทราบ", { วิธีแจ้งผู้ร้อง: "โทรศัพท์", ผลที่แจ้ง: "ได้รับความช่วยเหลือ" });
  await clerk.sees("แจ้งผู้ร้องแล้ว");
  await clerk.steps("ปิดเรื่อง");
  await clerk.page.locator(".status", { hasText: "ปิดเรื่อง" }).waitFor();
  await clerk.can_be_read();
  await clerk.pictures("request");

  // The memo that goes up to the superiors.
  await clerk.follows("บันทึกข้อความสรุปผล (พิมพ์)");
  for (const said of ["เรียน ผู้บังคับบัญชาตามลำดับ", "พายุพัดหลังคา", "49,000", "แจ้งผลให้ผู้ร้องทราบเมื่อ", "ลงชื่อ"]) await clerk.sees(said);
  assert.ok(!(await clerk.holds_a_number()));
  await clerk.can_be_read();
  await clerk.fits_a_phone();
  await printed(clerk, "memo");
  await clerk.pictures("memo");
  await clerk.follows("คำขอ");
  await clerk.sees("ที่ยังไม่เสร็จทั้งหมด (1)");
  await clerk.leaves();
});

test("of two officers who do the same at one moment, the second is told what the first one did", async () => {
  const [one, other] = [await Clerk.at(chrome, office), await Clerk.at(chrome, office)];
  await one.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ สอง"));
  await other.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ สาม"));
  await first(one);
  await other.page.goto(one.page.url());
  await one.steps("ลงทะเบียนรับเรื่อง");
  await one.sees(/เลขรับ 2\/25/);
  await other.steps("ลงทะเบียนรับเรื่อง");
  await other.sees("ระหว่างที่ท่านเปิดหน้านี้อยู่ เรื่องนี้เปลี่ยนไปแล้ว");
  await other.sees("เจ้าหน้าที่ สอง บันทึก “ลงทะเบียนรับเรื่อง”");
  assert.equal(await other.page.locator(".history > li").count(), 1, "nothing is doubled");
  // And by a double click, once.
  const form = one.page.locator("details.next", { hasText: "ส่งหน่วยงานดำเนินการ" }).first();
  await form.locator("summary").click();
  await form.getByLabel("หน่วยงานที่รับเรื่อง").fill("กองช่าง");
  await form.getByRole("button", { name: /^บันทึก/ }).dblclick();
  await one.sees("รอรายงานผล");
  await one.page.reload();
  assert.equal(await one.page.locator(".history > li").count(), 2);
  await one.leaves();
  await other.leaves();
});

test("a request that is made at the counter keeps to the signing of its way, and is in the register at once", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ เคาน์เตอร์"));
  await clerk.follows("คำขอ");
  await clerk.follows("รับคำขอที่ศูนย์");
  await clerk.can_be_read();
  const { page } = clerk;
  await page.getByLabel("ชื่อ", { exact: true }).fill("มาเอง");
  await page.getByLabel("นามสกุล").fill("ตัวอย่าง");
  await clerk.fills("เลขประจำตัวประชาชน (ถ้าไม่มีเว้นว่าง)", number(61));
  await clerk.fills("วันเกิด", "๒/๓/๒๔๙๗");
  await clerk.fills("หมู่ที่", "๕");
  await clerk.fills("บ้านเลขที่", "61");
  await clerk.fills("ตำบล", "570902");
  await page.getByLabel("เรื่อง", { exact: true }).fill("ขอเครื่องอุปโภคบริโภค");
  // Who comes in person signs, or says why not.
  await clerk.page.getByLabel("ลงชื่ออย่างไร").selectOption("not-required");
  await clerk.presses("รับคำขอ");
  await clerk.sees("ผู้ที่มาทางนี้ต้องลงลายมือชื่อ");
  assert.equal(await page.getByLabel("เรื่อง", { exact: true }).inputValue(), "ขอเครื่องอุปโภคบริโภค", "nothing is lost");
  await clerk.page.getByLabel("ลงชื่ออย่างไร").selectOption("refused");
  await clerk.presses("รับคำขอ");
  await clerk.sees("ต้องบันทึกเหตุด้วย");
  await clerk.page.getByLabel("ลงชื่ออย่างไร").selectOption("paper-photo");
  await page.getByRole("button", { name: "รับคำขอ" }).dblclick();
  await clerk.page.locator(".status", { hasText: "รอลงทะเบียน" }).waitFor();
  await clerk.can_be_read();
  await clerk.searches("มาเอง");
  await clerk.sees("พบ 1 คน");
  await clerk.sees("2 มี.ค. 2497");
  // A call needs no signature.
  await clerk.opens("/office/counter");
  await page.getByLabel("มาทาง").selectOption("hotline");
  await page.getByLabel("ชื่อ", { exact: true }).fill("โทรมา");
  await page.getByLabel("เรื่อง", { exact: true }).fill("ขอถุงยังชีพ");
  await clerk.page.getByLabel("ลงชื่ออย่างไร").selectOption("not-required");
  await clerk.presses("รับคำขอ");
  await clerk.page.locator(".status", { hasText: "รอลงทะเบียน" }).waitFor();
  await clerk.leaves();
  // And the log, with the office's own records in it, is sound.
  await office.does("verify");
});
test("a tambon is chosen from those that may be meant, and is not guessed where it is several", async () => {
  // The program that asks is npm's, byte for byte.
  const npm = createRequire(import.meta.url).resolve("htmx.org/package.json").replace("package.json", "");
  for (const [theirs, ours] of [["dist/htmx.min.js", "htmx.min.js"], ["LICENSE", "LICENSE"]]) {
    const bytes = readFileSync(new URL(`../../sync-server/src/console/assets/htmx/${ours}`, import.meta.url));
    assert.ok(bytes.equals(readFileSync(npm + theirs)), ours);
  }
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ตำบล"));
  await clerk.opens("/office/counter");
  const tambon = clerk.page.getByLabel(/^ตำบล/);
  const offered = clerk.page.locator("#tambon-list option");
  await tambon.pressSequentially("เวียง");
  await offered.first().waitFor({ state: "attached" });
  const all = () => offered.evaluateAll((options) => options.map((option) => option.value));
  assert.match((await all())[0], /^ต\.เวียง.* จ\.เชียงราย \d{5} \(57\d{4}\)$/, "of the LAO's own province first");
  await clerk.can_be_read();
  for (const [label, text] of Object.entries({ ชื่อ: "เรณู", นามสกุล: "ตำบลไหน", เรื่อง: "ขอถุงยังชีพ" })) {
    await clerk.page.getByLabel(label, { exact: true }).first().fill(text);
  }
  await tambon.fill("ในเมือง");
  await clerk.presses("รับคำขอ");
  await clerk.sees(/มีหลายตำบลที่อาจหมายถึง เลือกจากรายการ เช่น ต\.ในเมือง/);
  await tambon.fill("ไม่มีตำบลนี้แน่");
  await clerk.presses("รับคำขอ");
  await clerk.sees("ไม่พบตำบลนี้");
  await tambon.fill("");
  await tambon.pressSequentially("เวียงพางคำ");
  await clerk.page.waitForFunction(() => [...document.querySelectorAll("#tambon-list option")].some((option) => option.value.includes("เวียงพางคำ")));
  await tambon.fill((await all())[0]);
  await clerk.presses("รับคำขอ");
  await clerk.sees("ขั้นตอน");
  await clerk.sees(/ต\.เวียงพางคำ/);
  await clerk.leaves();
});

test("who asks for somebody else brings their power of attorney, and pictures of whatever they bring are kept", async () => {
  const clerk = await Clerk.at(chrome, office);
  const { page } = clerk;
  const hired = await office.hires(TOWN, "officer", "เจ้าหน้าที่ รับแทน");
  const own = await clerk.signs_in(hired);
  const [authority, evidence] = ["authority.jpg", "evidence.png"].map((name) => `${office.folder}/${name}`);
  await page.screenshot({ type: "jpeg", quality: 60, path: authority });
  await page.screenshot({ type: "png", path: evidence, clip: { x: 0, y: 0, width: 320, height: 240 } });
  await clerk.opens("/office/counter");
  await page.getByLabel("ชื่อ", { exact: true }).fill("นอนติดเตียง");
  await page.getByLabel("เรื่อง", { exact: true }).fill("ขอเตียงผู้ป่วย");
  await page.getByLabel("ลงชื่ออย่างไร").selectOption("paper-photo");
  await clerk.fills("ชื่อผู้ขอแทน", "บุตร ตัวอย่าง");
  await clerk.presses("รับคำขอ");
  await clerk.sees("ไม่ได้ทำเครื่องหมายว่าขอแทนผู้อื่น");
  await page.getByLabel("ขอแทนผู้อื่น มีใบมอบอำนาจ").check();
  await clerk.fills("เกี่ยวข้องเป็น", "บุตร");
  const chooses = (field, files) => page.getByLabel(field).setInputFiles(files);
  await chooses("รูปใบมอบอำนาจ", { name: "จดหมาย.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no picture") });
  await clerk.presses("รับคำขอ");
  await clerk.sees("ไฟล์ จดหมาย.jpg ไม่ใช่รูป JPEG หรือ PNG");
  await clerk.sees("รูปต้องเลือกใหม่");
  assert.equal(await page.getByLabel("ชื่อผู้ขอแทน").inputValue(), "บุตร ตัวอย่าง", "nothing is lost");
  await clerk.can_be_read();
  await clerk.pictures("counter-proxy");
  await chooses("รูปใบมอบอำนาจ", authority);
  // One picture that is chosen twice is one.
  await chooses("รูปหลักฐานอื่น", [evidence, evidence]);
  await clerk.presses("รับคำขอ");
  await clerk.page.locator(".status", { hasText: "รอลงทะเบียน" }).waitFor();
  await clerk.sees("บุตร ตัวอย่าง (บุตร)");
  await clerk.can_be_read();
  await clerk.pictures("course-proxy");
  assert.equal(await page.locator(".photos img").count(), 1);
  const small = page.locator(".photos img").first();
  await small.scrollIntoViewIfNeeded();
  await page.waitForFunction((img) => img.complete && img.naturalWidth > 0, await small.elementHandle());
  const shown = await page.request.get(office.address + (await page.getByRole("link", { name: "ดูใบมอบอำนาจ" }).getAttribute("href")));
  assert.equal(shown.status(), 200);
  assert.equal(shown.headers()["content-type"], "image/jpeg");
  await clerk.steps("ลงทะเบียนรับเรื่อง");

  // Without the power of attorney it is taken, and counts as unsigned.
  await clerk.opens("/office/counter");
  await page.getByLabel("ชื่อ", { exact: true }).fill("เพื่อนบ้าน");
  await page.getByLabel("เรื่อง", { exact: true }).fill("ขอถุงยังชีพ");
  await page.getByLabel("ขอแทนผู้อื่น มีใบมอบอำนาจ").check();
  await clerk.fills("ชื่อผู้ขอแทน", "คนข้างบ้าน");
  await clerk.presses("รับคำขอ");
  await clerk.sees("ผู้ขอแทนยังไม่มีรูปใบมอบอำนาจ");
  // They bring it later.
  await clerk.follows(/^แนบแบบคำร้องที่ลงชื่อหรือใบมอบอำนาจ/);
  await clerk.can_be_read();
  await clerk.fits_a_phone("request-mend");
  await page.getByLabel("ลงชื่ออย่างไร").selectOption("refused");
  await chooses("รูปใบมอบอำนาจ", authority);
  await clerk.presses("บันทึกการแก้ไข");
  await clerk.sees(/ต้องบันทึกเหตุด้วย ยังไม่ได้บันทึก สิ่งที่กรอกไว้ยังอยู่ รูปต้องเลือกใหม่/);
  await page.getByLabel("ลงชื่ออย่างไร").selectOption("");
  await chooses("รูปใบมอบอำนาจ", authority);
  await clerk.presses("บันทึกการแก้ไข");
  await clerk.page.locator(".status", { hasText: "รอลงทะเบียน" }).waitFor();
  await clerk.sees("บันทึกการแก้ไขคำขอแล้ว");
  await clerk.steps("ลงทะเบียนรับเรื่อง");

  // The session ends while the form is filled: its words come along, the picture is chosen again.
  await clerk.opens("/office/counter");
  await page.getByLabel("ชื่อ", { exact: true }).fill("พิมพ์ไว้นาน");
  await page.getByLabel("เรื่อง", { exact: true }).fill("ขอถุงยังชีพ");
  await chooses("รูปหลักฐานอื่น", { name: "ใหญ่.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(2_000_000, 7) });
  await clerk.context.clearCookies();
  await clerk.presses("รับคำขอ");
  await clerk.sees("หมดเวลาใช้งานระหว่างที่ท่านพิมพ์");
  await clerk.fills("รหัสผู้ใช้", hired.id);
  await clerk.fills("รหัสผ่าน", own);
  await clerk.presses("เข้าสู่ระบบ");
  await clerk.presses(/ส่งต่อ/);
  await clerk.sees("รูปที่เลือกไว้ไม่ได้มาด้วย");
  assert.equal(await page.getByLabel("ชื่อ", { exact: true }).inputValue(), "พิมพ์ไว้นาน");
  await clerk.presses("รับคำขอ");
  await clerk.page.locator(".status", { hasText: "รอลงทะเบียน" }).waitFor();
  await clerk.leaves();
  await office.does("verify");
});


// A request of this visit's only person, opened on its page.
async function asked_by(clerk, name) {
  await clerk.searches(name);
  await clerk.page.getByRole("link", { name: new RegExp(name) }).first().click();
  await clerk.page.getByRole("link", { name: "ขอวัสดุซ่อมแซมบ้าน" }).first().click();
  await clerk.sees("เรื่องที่ขอ");
}

const stands = (clerk, state) => clerk.page.locator(".status", { hasText: state }).waitFor();
const may = (clerk, step) => clerk.page.locator("details.next > summary").getByText(step, { exact: true }).count();

test("a phone looks at what is unclear, help in an emergency comes first, and an agency that keeps silent is reminded twice and told of", async () => {
  const unit = (await office.does("surveyor", "add", "--lao", TOWN, "--name", "หน่วย เคลื่อนที่", "--role", "mobile-unit", "--moo", "1")).trim();
  const [phone, looks] = [await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา หมู่หก"))),
    await Phone.enrolled(office, await office.link(unit))];
  const seen = visit(TOWN, "70", 6, [person("บุญมี", "รอหน่วยงาน", { national_id: number(70) })]);
  await phone.sends(seen);
  assert.match(await looks.does("sync"), /0 changes of others fetched/);
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ทวงถาม"));
  await asked_by(clerk, "บุญมี");
  const request = clerk.page.url();
  await clerk.steps("ลงทะเบียนรับเรื่อง", { วันที่ทำ: "13/4/2569" });
  await stands(clerk, "ลงทะเบียนแล้ว");

  // Somebody is sent to look: a day that cannot be read sends nobody, and what was typed stays.
  const what = "หลังคาเสียหายทั้งหลังหรือไม่";
  await clerk.steps("ให้ตรวจสอบข้อเท็จจริง", {
    วันที่ทำ: "14/4/2569", ให้ใครไปดู: "หน่วย เคลื่อนที่", "ภายในวันที่ (ถ้ามี)": "31/4/2569", ข้อเท็จจริงที่ให้ตรวจสอบ: what,
  });
  await clerk.sees("วันกำหนดอ่านไม่ออก ยังไม่ได้บันทึก");
  assert.equal(await clerk.page.getByLabel("ข้อเท็จจริงที่ให้ตรวจสอบ").inputValue(), what);
  assert.equal(await clerk.page.getByLabel("ให้ใครไปดู").inputValue(), unit);
  await clerk.can_be_read();
  await clerk.page.getByLabel("ภายในวันที่ (ถ้ามี)").fill("20/4/2569");
  await clerk.presses("บันทึก: ให้ตรวจสอบข้อเท็จจริง");
  await stands(clerk, "รอตรวจสอบข้อเท็จจริง");
  const steps = clerk.page.locator(".history > li");
  assert.match(await steps.last().innerText(), /ให้ตรวจสอบข้อเท็จจริง 14 เม\.ย\. 2569 โดย เจ้าหน้าที่ ทวงถาม[^]*หลังคาเสียหาย[^]*ส่งถึงโทรศัพท์\s+แล้ว/);
  await clerk.opens("/office");
  const waits = clerk.page.locator("dl", { hasText: "งานตรวจสอบที่ส่งถึงโทรศัพท์และยังไม่เสร็จ" });
  assert.match(await waits.innerText(), /งานตรวจสอบที่ส่งถึงโทรศัพท์และยังไม่เสร็จ\s+1 งาน/);

  // Everybody sees what is out there, with whom and by when; it is late since April.
  await clerk.follows("งานตรวจสอบข้อเท็จจริง");
  const out = clerk.page.getByRole("row", { name: new RegExp(what) });
  assert.match(await out.innerText(), /หน่วย เคลื่อนที่[^]*20 เม\.ย\. 2569[^]*เกินกำหนด[^]*เรียกงานกลับ/);
  await clerk.can_be_read();
  await clerk.fits_a_phone("tasks");

  // The record comes to that phone, whose village it is not of, and its answer ends the task.
  const [task] = (await office.does("task", "list", "--lao", TOWN)).trim().split(/\s+/);
  assert.match(await looks.does("sync"), /1 changes of others fetched/);
  await looks.sends({ ...seen, checks: [{ id: id(), task, by: unit, request: seen.requests[0].id, at: "2026-04-15T10:00:00+07:00",
    findings: [{ fact: "1", label: what, found: "confirmed" }], note: "ดูแล้วทั้งหลัง" }] });
  // Taken back a moment too late, it says so, and the answer stays.
  await clerk.presses("เรียกงานกลับ");
  await clerk.sees("งานนี้เสร็จหรือถูกเรียกกลับไปก่อนแล้ว");
  assert.match(await out.innerText(), /ตรวจแล้ว$/);
  await clerk.opens("/office");
  assert.match(await waits.innerText(), /งานตรวจสอบที่ส่งถึงโทรศัพท์และยังไม่เสร็จ\s+0 งาน/);
  await clerk.page.goto(request);
  // Whoever writes the result down has before them what the phone found.
  const found = clerk.page.locator("section[aria-labelledby=found]");
  assert.match(await found.innerText(), /15 เม\.ย\. 2569[^]*โดย หน่วย เคลื่อนที่[^]*หลังคาเสียหายทั้งหลังหรือไม่[^]*ตรง[^]*ดูแล้วทั้งหลัง/);
  await clerk.can_be_read();
  await clerk.pictures("request-checked");
  await clerk.steps("บันทึกผลการตรวจสอบ", { วันที่ทำ: "15/4/2569", ผลการตรวจสอบ: "หลังคาเสียหายทั้งหลัง" });
  await stands(clerk, "ลงทะเบียนแล้ว");

  // What is given at once says what it was, and may be written down later.
  const urgent = "ช่วยเหลือเบื้องต้นโดยฉับพลัน";
  await clerk.steps(urgent, { วันที่ทำ: "12/4/2569" });
  await clerk.sees("ยังไม่ได้ระบุความช่วยเหลือที่ให้");
  await clerk.page.locator("details.next[open]").getByLabel("สิ่งที่ให้").first().fill("ผ้าใบคลุมหลังคา");
  await clerk.page.locator("details.next[open]").getByLabel("เป็นเงิน (บาท)").first().fill("๑,๒๐๐");
  await clerk.page.locator("details.next[open]").getByLabel("วันที่ให้ (ถ้าไม่ใช่วันที่ทำ)").first().fill("11/4/2569");
  await clerk.presses(`บันทึก: ${urgent}`);
  await stands(clerk, "ช่วยเหลือเบื้องต้นแล้ว");
  assert.match(await steps.last().innerText(), /12 เม\.ย\. 2569[^]*ผ้าใบคลุมหลังคา \(สิ่งของ\).* 1,200 บาท.* ให้เมื่อ 11 เม\.ย\. 2569/);

  // Fifteen days to report, five after the first reminder, three after the second; none is sent before that.
  await clerk.steps("ส่งหน่วยงานดำเนินการ", { วันที่ทำ: "16/4/2569", หน่วยงานที่รับเรื่อง: "กองช่าง" });
  await stands(clerk, "รอหน่วยงานรายงานผล");
  const late = async (step, until, day, fields, state) => {
    await clerk.steps(step, { ...fields, วันที่ทำ: until });
    await clerk.sees(new RegExp(`ยังไม่ครบกำหนดที่หน่วยงานต้องรายงาน คือ ${until.replace(/^(\d+)\/5\/2569$/, "$1 พ\\.ค\\. 2569")}`));
    await clerk.page.locator("details.next[open]").getByLabel("วันที่ทำ").fill(day);
    await clerk.presses(`บันทึก: ${step}`);
    await stands(clerk, state);
    await clerk.sees(/หน่วยงานเกินกำหนดรายงาน \d+ วัน/);
  };
  // What is to be done follows from what was sent, however many days went by.
  await clerk.sees(/ทวงถามครั้งที่ ๑ ภายใน 6 พ\.ค\. 2569/);
  await late("ทวงถาม", "1/5/2569", "2/5/2569", { "เลขที่หนังสือ (ถ้ามี)": "ชร 52001/11" }, "ทวงถามครั้งที่ ๑");
  await clerk.sees(/ทวงถามครั้งที่ ๒ ภายใน 10 พ\.ค\. 2569/);
  await late("ทวงถาม", "7/5/2569", "8/5/2569", {}, "ทวงถามครั้งที่ ๒");
  assert.equal(await may(clerk, "ทวงถาม"), 0, "there is no third reminder");
  const memo = `กองช่างไม่รายงานผลหลังทวงถามสองครั้ง ขอให้สั่งการ ดู https://example.test/${"ab".repeat(70)}`;
  await late("เสนอผู้บริหาร", "11/5/2569", "12/5/2569", { ข้อความที่เสนอผู้บริหาร: memo }, "เสนอผู้บริหารแล้ว");
  await clerk.can_be_read();
  await clerk.fits_a_phone("request-late");
  await clerk.pictures("request-late");
  await clerk.follows("บันทึกข้อความสรุปผล (พิมพ์)");
  const paper = await clerk.page.locator(".paper").innerText();
  for (const said of [/2 พ\.ค\. 2569\s+ทวงถาม\s+เลขที่หนังสือ\s+ชร 52001\/11/, /8 พ\.ค\. 2569\s+ทวงถาม/, /12 พ\.ค\. 2569\s+เสนอผู้บริหาร/, /ผ้าใบคลุมหลังคา[^]*1,200/]) {
    assert.match(paper, said);
  }
  assert.ok(paper.includes(memo) && paper.includes("ยังไม่มีรายงานจากหน่วยงาน"), paper);
  await clerk.can_be_read();
  await printed(clerk, "memo-late");
  await clerk.follows("คำขอ");
  await clerk.page.locator("section.due li", { hasText: "กองช่าง" }).getByText(/หน่วยงานเกินกำหนดรายงาน \d+ วัน/).waitFor();

  // Whom it is given to then is for a supervisor to say.
  await clerk.page.goto(request);
  assert.equal(await may(clerk, "ส่งหน่วยงานดำเนินการ"), 0);
  const head = await Clerk.at(chrome, office);
  await head.signs_in(await office.hires(TOWN, "supervisor", "หัวหน้า สั่งการ"));
  await head.page.goto(request);
  await head.steps("ส่งหน่วยงานดำเนินการ", { วันที่ทำ: "13/5/2569", หน่วยงานที่รับเรื่อง: "สำนักปลัด" });
  await stands(head, "รอหน่วยงานรายงานผล");
  await head.sees(/สำนักปลัด \(ส่งหน่วยงานทันทีหลังลงทะเบียน\)/);
  assert.equal(await head.page.locator(".history > li").count(), 9);
  for (const one of [clerk, head]) await one.leaves();
  await office.does("verify");
});

test("help beyond the criteria waits for the permanent secretary, whose answer is written down and mended by a supervisor", async () => {
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา หมู่เจ็ด")));
  const seen = visit(TOWN, "80", 7, [person("คำแปง", "รอหนังสือ", { national_id: number(80) })]);
  seen.requests[0].area = "quality-of-life";
  await phone.sends(seen);
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ นอกเกณฑ์"));
  await asked_by(clerk, "คำแปง");
  const request = clerk.page.url();
  await clerk.steps("ลงทะเบียนรับเรื่อง");

  // Help at once that is of no disaster has somebody who agreed to it, and the next meeting hears of it.
  const urgent = "ช่วยเหลือเบื้องต้นโดยฉับพลัน";
  await clerk.steps(urgent, { สิ่งที่ให้: "ถุงยังชีพ" });
  await clerk.sees("กรณีเร่งด่วนที่ไม่ใช่สาธารณภัยต้องมีผู้ให้ความเห็นชอบ");
  await clerk.page.getByLabel("ผู้ให้ความเห็นชอบ (กรณีไม่ใช่สาธารณภัย)").fill("นายก ตัวอย่าง");
  await clerk.presses(`บันทึก: ${urgent}`);
  await stands(clerk, "ช่วยเหลือเบื้องต้นแล้ว");
  const owes = "ต้องรายงานคณะกรรมการในการประชุมครั้งถัดไป";
  await clerk.sees(owes);

  // A meeting of today, at which all of the two are.
  await clerk.follows("การประชุม");
  const today = new Date(Date.now() + 7 * 3600_000);
  await clerk.fills("วันที่ประชุม", `${today.getUTCDate()}/${today.getUTCMonth() + 1}/${today.getUTCFullYear() + 543}`);
  await clerk.fills("ประธานกรรมการ", "นายก นอกเกณฑ์");
  await clerk.fills("กรรมการและเลขานุการ", "ปลัด นอกเกณฑ์");
  await clerk.presses("นัดประชุม");
  await clerk.sees("นัดไว้");
  const meeting = clerk.page.url();
  await clerk.page.goto(request);
  await clerk.steps("เสนอคณะกรรมการ", { การประชุม: meeting.split("/").at(-1) });
  await stands(clerk, "รอคณะกรรมการ");
  await clerk.page.goto(meeting);
  await clerk.page.getByLabel(/นายก นอกเกณฑ์/).check();
  await clerk.page.getByLabel(/ปลัด นอกเกณฑ์/).check();
  await clerk.page.getByLabel("ประธานในที่ประชุม").selectOption({ label: "นายก นอกเกณฑ์" });
  await clerk.presses("บันทึกการประชุม");
  await clerk.sees("ประชุมแล้ว ครบองค์ประชุม");
  const member = await Clerk.at(chrome, office);
  await member.signs_in(await office.hires(TOWN, "committee", "กรรมการ นอกเกณฑ์"));
  await member.page.goto(request);
  const form = member.page.locator("details.next", { hasText: "บันทึกมติ" }).first();
  await form.locator("summary").click();
  await form.getByLabel(/^นอกเหนือหลักเกณฑ์/).check();
  await form.locator("summary").click();
  await member.steps("บันทึกมติ", { มติ: "เห็นชอบให้ช่วยเหลือ", เสียงเห็นด้วยกับมตินี้: "2", เสียงไม่เห็นด้วย: "0", สิ่งที่ให้: "สร้างบ้านใหม่ทั้งหลัง" });
  await stands(member, "รอความเห็นชอบจากปลัดกระทรวงมหาดไทย");
  await member.sees("เห็นชอบให้ช่วยเหลือนอกเหนือหลักเกณฑ์");
  assert.ok(!(await member.text()).includes(owes), "the meeting heard of it");

  // That is for a supervisor, in this order.
  const [seek, answer] = ["ขอความเห็นชอบจากปลัดกระทรวงมหาดไทย", "บันทึกหนังสือตอบจากปลัดกระทรวงมหาดไทย"];
  await clerk.page.goto(request);
  for (const step of [seek, answer, "ส่งหน่วยงานดำเนินการ"]) assert.equal(await may(clerk, step), 0, `${step} is not an officer's`);
  const head = await Clerk.at(chrome, office);
  await head.signs_in(await office.hires(TOWN, "supervisor", "หัวหน้า นอกเกณฑ์"));
  await head.page.goto(request);
  assert.equal(await may(head, answer), 0, "nobody answers what was not asked");
  await head.steps(seek, { เลขที่หนังสือ: "ชร 52001/๙๙" });
  await head.sees("ชร 52001/๙๙");
  await stands(head, "รอความเห็นชอบจากปลัดกระทรวงมหาดไทย");
  assert.equal(await may(head, seek), 0, "it is sought once");
  await head.steps(answer, { คำตอบ: "เห็นชอบ", เลขที่หนังสือ: "มท 0808/1" });
  await stands(head, "คณะกรรมการเห็นชอบ");
  await head.can_be_read();

  // The letter said no: what was written down is taken back in the open, and written anew.
  await head.steps("แก้ไขขั้นตอนที่บันทึกผิด", { เหตุผลที่แก้ไข: "อ่านหนังสือผิด" });
  await stands(head, "รอความเห็นชอบจากปลัดกระทรวงมหาดไทย");
  const wrong = head.page.locator(".history > li.taken-back").first();
  assert.match(await wrong.innerText(), /บันทึกหนังสือตอบ[^]*แก้ไขแล้ว ไม่นับ[^]*มท 0808\/1/);
  await head.steps(answer, { คำตอบ: "ไม่เห็นชอบ", เลขที่หนังสือ: "มท 0808/1" });
  await stands(head, "ไม่เห็นชอบ");
  assert.equal(await may(head, "ส่งหน่วยงานดำเนินการ"), 0);
  await head.can_be_read();
  await head.fits_a_phone("request-consent");
  await head.pictures("request-consent");
  await head.follows("บันทึกข้อความสรุปผล (พิมพ์)");
  const paper = await head.page.locator(".paper").innerText();
  assert.ok(!paper.includes("อ่านหนังสือผิด"), "what was taken back is not for the superiors");
  assert.match(paper, /บันทึกหนังสือตอบจากปลัดกระทรวงมหาดไทย\s+คำตอบ\s+ปลัดกระทรวงมหาดไทยไม่เห็นชอบ/);
  await printed(head, "memo-consent");
  for (const one of [clerk, member, head]) await one.leaves();
  await office.does("verify");
});
