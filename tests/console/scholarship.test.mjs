// Scholarships and aid of one meeting on two papers: which days count where they are working days, a day that is
// closed after the paper hangs, taking it down to the day, and calling one off.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { number, Office, Phone, person, TOWN, visit } from "./office.mjs";

let office, chrome, clerk;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา ใจดี")));
  const asks = (house, given, subject, nth) => {
    const seen = visit(TOWN, house, 5, [person(given, "ตัวอย่าง", { national_id: number(nth) })]);
    Object.assign(seen.requests[0], { area: "quality-of-life", subject });
    return seen;
  };
  await phone.sends(asks("9", "ทองดี", "ขอทุนการศึกษา", 21), asks("10", "คำมูล", "ขอเครื่องอุปโภค", 22));
  clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ทุน"));
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

const field = (name) => clerk.page.locator(`[name="${name}"]`);

// A request's page, found by its subject.
async function request(who, subject) {
  await who.opens("/office/requests");
  await who.follows(subject);
  await who.sees("เรื่องที่ขอ");
}

// A meeting of the past June at which both were approved.
async function meets() {
  for (const subject of ["ขอทุนการศึกษา", "ขอเครื่องอุปโภค"]) {
    await request(clerk, subject);
    await clerk.steps("ลงทะเบียนรับเรื่อง", { วันที่ทำ: "1/5/2569" });
    await clerk.sees(/เลขรับ/);
  }
  await clerk.follows("การประชุม");
  await clerk.fills("วันที่ประชุม", "1/6/2569");
  await clerk.fills("ประธานกรรมการ", "นายก ตัวอย่าง");
  await clerk.fills("กรรมการและเลขานุการ", "ปลัด ตัวอย่าง");
  await clerk.presses("นัดประชุม");
  await clerk.sees("นัดไว้");
  const meeting = clerk.page.url();
  for (const subject of ["ขอทุนการศึกษา", "ขอเครื่องอุปโภค"]) {
    await request(clerk, subject);
    await clerk.steps("เสนอคณะกรรมการ", { วันที่ทำ: "20/5/2569", การประชุม: meeting.split("/").at(-1) });
    await clerk.sees("รอคณะกรรมการ");
  }
  await clerk.page.goto(meeting);
  await clerk.page.getByLabel(/นายก ตัวอย่าง/).check();
  await clerk.page.getByLabel(/ปลัด ตัวอย่าง/).check();
  await clerk.page.getByLabel("ประธานในที่ประชุม").selectOption({ label: "นายก ตัวอย่าง" });
  await clerk.presses("บันทึกการประชุม");
  await clerk.sees("ประชุมแล้ว ครบองค์ประชุม");
  const member = await Clerk.at(chrome, office);
  await member.signs_in(await office.hires(TOWN, "committee", "กรรมการ ทุน"));
  for (const [subject, what] of [["ขอทุนการศึกษา", "ทุนการศึกษา"], ["ขอเครื่องอุปโภค", "ถุงยังชีพ"]]) {
    await request(member, subject);
    await member.steps("บันทึกมติ", {
      วันที่ทำ: "1/6/2569", มติ: "เห็นชอบให้ช่วยเหลือ", เสียงเห็นด้วยกับมตินี้: "2", เสียงไม่เห็นด้วย: "0", สิ่งที่ให้: what,
    });
    await member.sees("คณะกรรมการเห็นชอบ");
  }
  await member.leaves();
}

test("scholarships hang fifteen working days on a paper of their own, to the day, whatever is closed meanwhile", async () => {
  await meets();
  await clerk.follows("ปิดประกาศ");
  await clerk.page.getByRole("link", { name: /^ทำประกาศจาก/ }).click();
  await clerk.sees("รายชื่อที่จะปิด");
  // Both were chosen; the paper is to list the one.
  const box = (who) => clerk.page.getByRole("checkbox", { name: new RegExp(who) });
  assert.ok((await box("ทองดี").isChecked()) && (await box("คำมูล").isChecked()));
  await field("kind").selectOption("scholarships");
  await field("title").fill("ทุนการศึกษา ปี 2569");
  await field("from").fill("8/6/2569");
  await box("ทองดี").uncheck();
  await box("คำมูล").uncheck();
  await clerk.presses("ทำประกาศ");
  await clerk.sees("ยังไม่มีรายชื่อในประกาศ");
  assert.equal(await field("title").inputValue(), "ทุนการศึกษา ปี 2569", "what was typed stays");
  await box("ทองดี").check();
  await clerk.can_be_read();
  await clerk.presses("ทำประกาศ");
  await clerk.sees("ไม่น้อยกว่าสิบห้าวันทำการ");
  const posting = clerk.page.url();
  const paper = await clerk.page.locator(".paper").innerText();
  assert.ok(paper.includes("ทองดี") && !paper.includes("คำมูล") && !paper.includes("สถานที่กลาง"), "two places, one name");
  assert.equal(await clerk.page.locator('[name^="up-"]').count(), 2);

  // 8 June is a Monday: 15 working days after it end on 29 June.
  for (const nth of [0, 1]) {
    await field(`up-${nth}`).fill("8/6/2569");
    await field(`by-${nth}`).fill("นายช่าง ตัวอย่าง");
  }
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees("ต้องปิดถึงสิ้นวันที่ 29 มิ.ย. 2569");

  // A day of it is closed afterwards: it hangs a working day longer, and can be written on all the same.
  const admin = await Clerk.at(chrome, office);
  await admin.signs_in(await office.hires(TOWN, "admin", "ผู้ดูแล ทุน"));
  await admin.opens("/office/holidays?year=2569");
  await admin.fills("วันที่", "15/6/2569");
  await admin.fills("เป็นวันอะไร", "วันซ่อมอาคารสำนักงาน");
  await admin.presses("บันทึกวันหยุด");
  await admin.page.getByRole("row", { name: /วันซ่อมอาคารสำนักงาน/ }).waitFor();
  await admin.leaves();
  await clerk.page.goto(posting);
  await clerk.sees("ต้องปิดถึงสิ้นวันที่ 30 มิ.ย. 2569");
  assert.equal(await clerk.page.getByText("พิมพ์ใหม่แล้วปิดแทนใบเดิม").count(), 0, "its time is over: nobody hangs it anew");
  assert.match(await clerk.page.locator(".paper .span").innerText(), /ถึงวันที่ 30 มิถุนายน/, "the paper says so when it is printed anew");

  // The last day is whole: down on it is a day too early.
  await field("down-0").fill("30/6/2569");
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees(/ปลดได้ตั้งแต่วันที่ 1 ก\.ค\. 2569 \(ไม่น้อยกว่า ๑๕ วันทำการ\)/);
  await field("down-0").fill("1/7/2569");
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees("ครบกำหนดแล้ว ปลดได้");
  await field("down-1").fill("2/7/2569");
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees("ปลดแล้ว ครบกำหนด");
  await clerk.can_be_read();
  await clerk.pictures("scholarship");
  await printed(clerk, "scholarship");
});

test("what hangs is called off with a reason, comes down at once, and its names wait for another paper", async () => {
  await clerk.follows("ปิดประกาศ");
  await clerk.sees("(1 เรื่อง)");
  await clerk.page.getByRole("link", { name: /^ทำประกาศจาก/ }).click();
  await clerk.sees("(อยู่ในประกาศอื่นแล้ว)");
  const box = (who) => clerk.page.getByRole("checkbox", { name: new RegExp(who) });
  assert.ok(!(await box("ทองดี").isChecked()) && (await box("คำมูล").isChecked()), "what hangs already is not listed twice");
  await field("title").fill("ช่วยเหลือผู้มีรายได้น้อย");
  await field("from").fill("8/6/2569");
  await field("village").fill("ที่ทำการผู้ใหญ่บ้าน หมู่ 1");
  await clerk.presses("ทำประกาศ");
  await clerk.sees("มีชื่อผู้อยู่หมู่ 5 แต่ยังไม่มีที่ปิดประกาศของหมู่บ้านหรือชุมชนนั้น");
  const posting = clerk.page.url();
  for (const nth of [0, 1, 2]) {
    await field(`up-${nth}`).fill("8/6/2569");
    await field(`by-${nth}`).fill("นายช่าง ตัวอย่าง");
  }
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees("ครบกำหนดแล้ว ปลดได้");
  await field("cancelled").fill("พิมพ์ชื่อผิด");
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.sees("ยกเลิกเพราะ พิมพ์ชื่อผิด");
  assert.equal(await clerk.page.getByRole("link", { name: "ประกาศผลการดำเนินการ" }).count(), 0);
  await clerk.can_be_read();
  // It came down long before it would have had to hang out.
  for (const nth of [0, 1, 2]) await field(`down-${nth}`).fill("9/6/2569");
  await clerk.presses("บันทึกการปิดประกาศ");
  await clerk.page.waitForLoadState();
  assert.equal(await field("down-2").inputValue(), "9/6/2569");
  await clerk.sees("ยกเลิกเพราะ พิมพ์ชื่อผิด");
  await clerk.pictures("posting-off");

  await clerk.follows("ปิดประกาศ");
  await clerk.sees("(1 เรื่อง)");
  const row = clerk.page.getByRole("row", { name: /ช่วยเหลือผู้มีรายได้น้อย/ });
  assert.match(await row.innerText(), /ยกเลิก$/);
  await clerk.page.goto(posting);
  await clerk.leaves();
});
