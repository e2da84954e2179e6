// What the office sets, whom it tells of themselves, and how it parts with what it holds: settings,
// own data on paper, what is due to go, an erasure, and the log read again.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { Office, Phone, TOWN, number, person, visit } from "./office.mjs";

let office, chrome, admin, supervisor;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  admin = await office.hires(TOWN, "admin", "ผู้ดูแล ระบบ");
  supervisor = await office.hires(TOWN, "supervisor", "หัวหน้า ศูนย์");
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

const field = (clerk, name) => clerk.page.locator(`[name="${name}"]`);

test("each part of the settings is set by itself, refused in a sentence, and reaches phones", async () => {
  const clerk = await Clerk.at(chrome, office);
  admin.password = await clerk.signs_in(admin);
  await clerk.follows("ตั้งค่า");
  await clerk.can_be_read();
  await clerk.fits_a_phone("settings");
  await clerk.pictures("settings");

  await field(clerk, "version").fill("2569-1");
  await clerk.presses("บันทึกคำชี้แจงก่อนถาม");
  await clerk.sees("กรอกทั้งฉบับที่และข้อความ ยังไม่ได้บันทึก");
  assert.equal(await field(clerk, "version").inputValue(), "2569-1", "what was typed stays");
  await field(clerk, "text").fill("ศูนย์ขอเก็บข้อมูลเพื่อช่วยเหลือท่าน");
  await clerk.presses("บันทึกคำชี้แจงก่อนถาม");
  await clerk.sees("บันทึกคำชี้แจงแล้ว");

  await clerk.page.getByLabel("หมู่ที่ แถวที่ 1").fill("๕");
  await clerk.page.getByLabel("ชื่อหมู่บ้าน แถวที่ 1").fill("บ้านป่ายาง");
  await clerk.page.getByLabel("พิกัด แถวที่ 1").fill("20.431, 99.8815");
  await clerk.page.getByLabel("หมู่ที่ แถวที่ 2").fill("5");
  await clerk.page.getByLabel("ชื่อหมู่บ้าน แถวที่ 2").fill("บ้านใหม่");
  await clerk.presses("บันทึกหมู่บ้าน");
  await clerk.sees("ไม่ซ้ำกันในตำบลเดียวกัน (รายการที่ 2) ยังไม่ได้บันทึก");
  await clerk.can_be_read();
  await clerk.page.getByLabel("หมู่ที่ แถวที่ 2").fill("6");
  await clerk.presses("บันทึกหมู่บ้าน");
  await clerk.sees("บันทึกหมู่บ้านแล้ว");

  const file = clerk.page.locator('input[name="file"]');
  await file.setInputFiles({ name: "x.geojson", mimeType: "application/geo+json", buffer: Buffer.from("{}") });
  await clerk.presses("บันทึกเขตของ อปท.");
  await clerk.sees("ในไฟล์ไม่มีพื้นที่");
  const ring = [[99.87, 20.424], [99.89, 20.424], [99.89, 20.442], [99.87, 20.442], [99.87, 20.424]];
  const area = { type: "FeatureCollection", features: [{ type: "Feature", properties: {}, geometry: { type: "Polygon", coordinates: [ring] } }] };
  await file.setInputFiles({ name: "x.geojson", mimeType: "application/geo+json", buffer: Buffer.from(JSON.stringify(area)) });
  await clerk.presses("บันทึกเขตของ อปท.");
  await clerk.sees("บันทึกเขตแล้ว");

  await field(clerk, "until").fill("๓๒");
  await clerk.presses("บันทึกรอบสำรวจ");
  await clerk.sees("วันที่ต้องเป็น 1 ถึง 31 ยังไม่ได้บันทึก");
  await field(clerk, "until").fill("๒๕");
  await clerk.presses("บันทึกรอบสำรวจ");
  await clerk.sees("โทรศัพท์จะบอกวันใหม่");
  await field(clerk, "aids").fill("ถุงยังชีพ\nผ้าห่ม");
  await field(clerk, "races").fill("ไทย");
  await field(clerk, "occupations").fill("ทำนา\nรับจ้าง\n\nค้าขาย");
  await clerk.presses("บันทึกรายการให้เลือก");
  await clerk.sees("บันทึกรายการแล้ว");
  await field(clerk, "tiles").fill("ftp://x");
  await clerk.presses("บันทึกภาพพื้นหลังแผนที่");
  await clerk.sees("ที่อยู่ภาพแผนที่ต้องขึ้นต้นด้วย https://");
  await clerk.page.getByLabel("ให้โทรศัพท์ถามเชื้อชาติ").check();
  await clerk.presses("บันทึกคำถามที่อ่อนไหว");
  await clerk.sees("โทรศัพท์จะเปลี่ยนคำถาม");

  // Every part is what it was set to: none undid another. The command line reads the same.
  const set = JSON.parse(await office.does("settings", "show", "--lao", TOWN));
  assert.deepEqual(set.notice, { version: "2569-1", text: "ศูนย์ขอเก็บข้อมูลเพื่อช่วยเหลือท่าน" });
  assert.equal(set.sensitive, true);
  assert.deepEqual(set.villages.map(({ moo, name }) => [moo, name]), [[5, "บ้านป่ายาง"], [6, "บ้านใหม่"]]);
  assert.equal(set.boundary.type, "MultiPolygon");
  assert.deepEqual(set.occupations, ["ทำนา", "รับจ้าง", "ค้าขาย"]);
  assert.deepEqual([set.aids, set.races, set.survey_until], [["ถุงยังชีพ", "ผ้าห่ม"], ["ไทย"], 25]);
  assert.equal(set.map_tiles, undefined);
  await clerk.leaves();
});

test("somebody is told of themselves on paper once it is said for whom, and nothing of the neighbour", async () => {
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา หนึ่ง")));
  const clerk = await Clerk.at(chrome, office);
  await clerk.opens("/office");
  await clerk.page.screenshot({ type: "jpeg", quality: 60, path: `${office.folder}/house.jpg` });
  await phone.sends(visit(TOWN, "9", 5, [person("ฟ้าใส", "ตัวอย่าง", { national_id: number(41), phone: "0812345678" }), person("เพื่อนร่วมบ้าน", "ตัวอย่าง", { phone: "0899999999" })],
    { photos: [{ file: "house.jpg", kind: "house" }] }));
  supervisor.password = await clerk.signs_in(supervisor);
  await clerk.searches("ฟ้าใส");
  await clerk.page.getByRole("link", { name: /ฟ้าใส/ }).first().click();
  await clerk.follows("ข้อมูลทั้งหมดของเจ้าตัว สำหรับมอบให้เจ้าตัว");
  assert.ok(!(await clerk.holds_a_number()), "nothing is shown before it is said for whom");
  await clerk.can_be_read();
  await clerk.presses("เปิดเอกสาร");
  await clerk.sees("เลือกก่อนว่ามอบให้ใคร");
  await clerk.page.getByLabel("มอบให้").selectOption("self");
  await clerk.presses("เปิดเอกสาร");
  await clerk.sees("ข้อมูลส่วนบุคคลที่ศูนย์ช่วยเหลือประชาชนเก็บรวบรวมไว้");
  const told = await clerk.page.locator(".paper").innerText();
  assert.match(told, /0812345678/);
  assert.ok(!told.includes("เพื่อนร่วมบ้าน") && !told.includes("0899999999"), told);
  await clerk.can_be_read();
  await clerk.fits_a_phone("own");
  await clerk.pictures("own");
  await printed(clerk, "own");
  // The same as one file: it holds its pictures and asks nobody for anything.
  const waits = clerk.page.waitForEvent("download");
  await clerk.presses("ดาวน์โหลดเป็นไฟล์เดียว");
  const whole = readFileSync(await (await waits).path(), "utf8");
  const elsewhere = await clerk.page.context().newPage();
  await elsewhere.setContent(whole);
  // Opening the page was a look of its own, which the file tells of.
  const words = async (page) => (await page.locator("article.own").textContent()).replace(/\s+/g, " ").split("ใครเปิดดูข้อมูลนี้")[0];
  assert.equal(await words(elsewhere), await words(clerk.page), "the file says what the page says");
  assert.ok(await elsewhere.locator("article.own img").evaluate((it) => it.naturalWidth > 0), "and shows its picture");
  await elsewhere.close();
  const addresses = [...whole.matchAll(/(?:src|href)="([^"]*)"|url\(([^)]*)\)/g)].map(([, one, other]) => one ?? other);
  assert.ok(addresses.every((address) => address.startsWith("data:image/")), addresses.join(" ").slice(0, 300));
  assert.equal(addresses.length, await clerk.page.locator("article.own img").count());
  assert.equal(addresses.length, 1);
  await clerk.leaves();
});

test("nothing goes by itself: a time is set, a supervisor reads who is due, an administrator erases by code", async () => {
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา สอง")));
  await phone.sends(
    { ...visit(TOWN, "70", 5, [person("นานมาแล้ว", "ตัวอย่าง")]), captured_at: "2015-04-12T09:00:00+07:00", round: "2558-04" },
    visit(TOWN, "71", 5, [person("ขอให้ลบ", "ตัวอย่าง", { phone: "0877777777" })]),
  );
  const clerk = await Clerk.at(chrome, office);
  supervisor.password = await clerk.signs_in(supervisor);
  await clerk.follows("ข้อมูลที่ครบกำหนดเก็บ");
  await clerk.sees("ยังไม่ได้ตั้งระยะเวลาเก็บข้อมูล");
  await clerk.searches("ขอให้ลบ");
  await clerk.page.getByRole("link", { name: /ขอให้ลบ/ }).first().click();
  const code = (await clerk.page.getByText("รหัสในทะเบียน").innerText()).split(" ").at(-1);

  const keeper = await Clerk.at(chrome, office);
  admin.password = await keeper.signs_in(admin);
  await keeper.follows("ตั้งค่า");
  await field(keeper, "years").fill("๑๐");
  await keeper.presses("บันทึกระยะเวลาเก็บข้อมูล");
  await clerk.page.goto(`${office.address}/office/keeping`);
  await clerk.sees("นานมาแล้ว");
  assert.equal(await clerk.page.locator("tbody tr").count(), 1, "nobody else is due");
  await clerk.can_be_read();
  await clerk.fits_a_phone("keeping");
  await clerk.pictures("keeping");
  await printed(clerk, "keeping");
  const list = await clerk.page.locator("#list-code").innerText();

  await keeper.follows("ลบข้อมูลบุคคล");
  await keeper.sees("1 คนไม่มีข้อมูลใหม่มาแล้วเกิน 10 ปี");
  assert.ok(!(await keeper.page.locator("main").innerText()).includes("นานมาแล้ว"), "whoever erases reads no names");
  await keeper.can_be_read();
  await field(keeper, "code").fill(code);
  await field(keeper, "reason").fill("เจ้าตัวขอให้ลบ คือ ขอให้ลบ");
  await keeper.presses("ลบข้อมูล");
  await keeper.sees("ทำเครื่องหมายว่าตรวจแล้วก่อน");
  await keeper.page.getByLabel("ตรวจแล้วว่าลบได้ตามกฎหมาย").check();
  await keeper.presses("ลบข้อมูล");
  await keeper.sees("เหตุผลต้องไม่มีชื่อหรือเลข");
  await field(keeper, "reason").fill("เจ้าตัวแจ้งความประสงค์");
  await keeper.presses("ลบข้อมูล");
  await keeper.sees("ลบไปแล้ว 1 ครั้ง");
  await keeper.page.getByText("ลบทั้งหมดที่ครบกำหนด").click();
  // By the code of the list that the supervisor read, and no other.
  await keeper.page.getByLabel("รหัสของบัญชีที่หัวหน้าศูนย์ตรวจ").fill("1234");
  await keeper.page.getByLabel(/^หัวหน้าศูนย์ตรวจรายชื่อ/).check();
  await keeper.presses("ลบ 1 คน");
  await keeper.sees("รหัสนี้ไม่ใช่รหัสของบัญชีตอนนี้");
  await keeper.can_be_read();
  await keeper.page.getByLabel("รหัสของบัญชีที่หัวหน้าศูนย์ตรวจ").fill(list);
  await keeper.page.getByLabel(/^หัวหน้าศูนย์ตรวจรายชื่อ/).check();
  await keeper.presses("ลบ 1 คน");
  await keeper.sees("ลบไปแล้ว 2 ครั้ง");
  await keeper.sees("ครบกำหนดเก็บ 10 ปี");
  await keeper.can_be_read();
  await keeper.pictures("erasures");
  await printed(keeper, "erasures");
  for (const gone of ["ขอให้ลบ", "นานมาแล้ว"]) {
    await clerk.searches(gone);
    assert.equal(await clerk.page.getByRole("link", { name: new RegExp(gone) }).count(), 0, gone);
  }

  // The log holds after it, and whoever watches can see that.
  await clerk.follows("บันทึกการเข้าดูข้อมูล");
  await clerk.presses("ตรวจสมุดบันทึก");
  await clerk.sees("ทุกแถวต่อกันครบ ลายเซ็นถูกต้อง");
  await clerk.can_be_read();
  await clerk.pictures("access");
  await clerk.leaves();
  await keeper.leaves();
});
