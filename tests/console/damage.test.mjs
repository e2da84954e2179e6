// What a disaster did: on a map with signs that a grey print tells apart, in pictures house by house, and as
// files beside the papers.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { Office, Phone, TAO, TOWN, person, visit } from "./office.mjs";
import { says_the_same } from "./workbook.mjs";

let office, chrome, officer, event;

before(async () => {
  office = await Office.open();
  chrome = await browser();
  officer = await office.hires(TOWN, "officer", "เจ้าหน้าที่ ความเสียหาย");
  const page = await chrome.newPage({ viewport: { width: 900, height: 600 } });
  await page.setContent('<body style="margin:0;background:linear-gradient(#48a,#963)"><h1 style="font-size:90px">บ้านตัวอย่าง</h1>');
  await page.screenshot({ path: join(office.folder, "house.png") });
  await page.close();
  const hit = (items, more = {}) => ({
    damage: { kind: "storm", event_on: "2026-04-10", damaged_on: "2026-04-10", items },
    photos: [{ file: "house.png", kind: "damage" }],
    ...more,
  });
  const at = (made, lat, lon) => ({ ...made, place: { ...made.place, found_at: { lat, lon, accuracy_m: 6, fixed_at: "2026-04-12T09:30:58+07:00", source: "gps" } } });
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา ความเสียหาย")));
  await phone.sends(
    at(visit(TOWN, "1", 5, [person("หนึ่ง", "ตัวอย่าง")], hit([{ code: "5.1.5", extent: "whole", note: "พังทั้งหลัง" }])), 20.43, 99.88),
    at(visit(TOWN, "2", 5, [person("สอง", "ตัวอย่าง")], hit([{ code: "5.1.5", extent: "partial", note: "หลังคา" }], { requests: [] })), 20.432, 99.884),
    at(visit(TOWN, "3", 6, [person("สาม", "ตัวอย่าง")], hit([{ code: "5.1.15", note: "ครัว" }], { photos: [] })), 20.436, 99.878),
  );
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

const said_of_it = async (clerk) => {
  const field = (name) => clerk.page.locator(`[name="${name}"]`);
  await clerk.follows("สาธารณภัย");
  await field("title").fill("พายุตัวอย่าง");
  await field("kind").selectOption("storm");
  await field("from").fill("10/4/2569");
  await field("until").fill("11/4/2569");
  await clerk.presses("เพิ่มเหตุการณ์");
  await clerk.sees("แผนที่ความเสียหาย");
};

test("houses that a disaster struck stand on its map by signs of their own, and lead to their pages", async () => {
  const clerk = await Clerk.at(chrome, office);
  officer.password = await clerk.signs_in(officer);
  await said_of_it(clerk);
  event = clerk.page.url();
  await clerk.page.locator('#map[data-drawn="3"]').waitFor();
  await clerk.sees("มีพิกัด 3 จาก 3 หลัง");
  const signs = clerk.page.getByRole("region", { name: "บ้านที่ประสบภัยตามเครื่องหมายในแผนที่" }).locator("tbody tr");
  assert.deepEqual((await signs.allInnerTexts()).map((row) => row.split(/\s*\t\s*/).slice(1).join(" ")), ["1 1", "1 0", "1 1"]);
  const drawn = await clerk.page.locator(".legend svg").evaluateAll((all) => all.map((svg) => svg.innerHTML.replace(/#\w+/g, "")));
  assert.equal(new Set(drawn).size, drawn.length, "without their colours no two signs are one");
  await clerk.can_be_read();
  // A window that narrows shows all of it still; what somebody moved to stays as they have it.
  const scale = () => clerk.page.locator(".maplibregl-ctrl-scale").innerText();
  const drawn_wide = await scale();
  await clerk.page.setViewportSize({ width: 390, height: 800 });
  await clerk.page.waitForFunction((wide) => document.querySelector(".maplibregl-ctrl-scale").innerText !== wide, drawn_wide);
  await clerk.page.setViewportSize({ width: 1280, height: 800 });
  await clerk.page.waitForFunction((wide) => document.querySelector(".maplibregl-ctrl-scale").innerText === wide, drawn_wide);
  await clerk.fits_a_phone("damage-map");
  await clerk.pictures("damage-map");
  // Whoever is wholly struck stands alone in the middle once the others are taken away.
  await clerk.page.getByLabel("บ้านเสียหายทั้งหลัง").check();
  await clerk.page.waitForTimeout(1000);
  const places = await clerk.page.evaluate(() => fetch(document.getElementById("map").dataset.places).then((answer) => answer.json()));
  assert.deepEqual(places.houses.features.map(({ properties }) => [properties.sign, properties.requests]), [["whole", 1], ["partial", 0], ["other", 1]]);
  assert.match(places.houses.features[0].properties.said, /บ้านเลขที่ 1 หมู่ 5[^]*บ้านเสียหายทั้งหลัง[^]*พังทั้งหลัง/);
  assert.ok(!JSON.stringify(places).includes("หนึ่ง"), "nobody is named");
  const rules = await clerk.page.locator("section[aria-labelledby=routes]").innerText();
  for (const line of ["1303", "1315", "1203", "1307", "1366", "446", "1719"]) assert.ok(rules.includes(`S003:${line}`), line);
  await clerk.leaves();
});

test("its pictures hang house by house under where and what, without a name, on A4", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(officer);
  await clerk.page.goto(event);
  await clerk.follows("ภาพความเสียหาย (2 ภาพ)");
  await clerk.page.waitForFunction(() => [...document.querySelectorAll(".photos img")].length === 2
    && [...document.querySelectorAll(".photos img")].every((image) => image.naturalWidth > 50));
  const paper = await clerk.page.locator(".paper").innerText();
  assert.match(paper, /พายุตัวอย่าง[^]*บ้านเลขที่ 1 หมู่ 5[^]*พังทั้งหลัง[^]*บ้านเลขที่ 2 หมู่ 5[^]*หลังคา/);
  assert.ok(!paper.includes("ตัวอย่าง ตัวอย่าง") && !paper.includes("นายหนึ่ง") && !paper.includes("บ้านเลขที่ 3"));
  await clerk.can_be_read();
  await clerk.fits_a_phone();
  await printed(clerk, "damage-pictures");
  await clerk.pictures("damage-pictures");
  await clerk.leaves();
});

test("its papers are taken out as files that say the event, and its places have none of anybody", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(officer);
  await clerk.page.goto(`${event}/damage`);
  const takes = async (button) => {
    const [down] = await Promise.all([clerk.page.waitForEvent("download"), clerk.presses(button)]);
    assert.match(down.suggestedFilename(), /^damage-05570902-storm-2026-04-10\./);
    return readFileSync(await down.path());
  };
  const csv = (await takes("ดาวน์โหลด CSV")).toString();
  assert.match(csv, /พายุตัวอย่าง \(วาตภัย[^)]*\)+ 10 เม\.ย\. 2569 ถึง 11 เม\.ย\. 2569[^]*พังทั้งหลัง[^]*หลังคา[^]*ครัว/);
  const places = JSON.parse(await takes("GeoJSON"));
  assert.equal(places.features.length, 3);
  for (const kind of ["damage", "support", "progress"]) {
    await clerk.page.goto(`${event}/${kind}`);
    await says_the_same(clerk, kind, "storm-2026-04-10");
  }
  await clerk.page.goto(`${event}/support`);
  await clerk.can_be_read();
  await clerk.leaves();

  // What is another's is nowhere, for files too.
  const elsewhere = await Clerk.at(chrome, office);
  await elsewhere.signs_in(await office.hires(TAO, "officer", "เจ้าหน้าที่ ที่อื่น"));
  for (const way of ["", "/places", "/pictures", "/damage"]) {
    assert.equal((await elsewhere.page.goto(event + way)).status(), 404, way);
  }
  await elsewhere.context.close();
});
