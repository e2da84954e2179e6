// The round on a map: houses, villages and the boundary, drawn in the browser and by nobody else.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { browser, Clerk } from "./browser.mjs";
import { number, Office, Phone, person, TOWN, visit } from "./office.mjs";

let office, chrome, officer;

const at = (lat, lon) => ({ found_at: { lat, lon, accuracy_m: 6, fixed_at: "2026-04-12T09:30:58+07:00", source: "gps" } });
const here = (house, moo, place, more = {}) => {
  const made = visit(TOWN, house, moo, [person("ในแผนที่", `หลัง${house}`, { national_id: number(700 + Number(house)) })], more);
  return { ...made, place: { ...made.place, ...place } };
};

before(async () => {
  office = await Office.open();
  chrome = await browser();
  officer = await office.hires(TOWN, "officer", "เจ้าหน้าที่ แผนที่");
  const phone = await Phone.enrolled(office, await office.link(await office.surveyor(TOWN, "อาสา แผนที่")));
  await phone.sends(
    here("1", 5, at(20.43, 99.88)),
    here("2", 5, at(20.432, 99.884), { requests: [] }),
    here("3", 6, at(20.436, 99.878), { round: "2569-03", captured_at: "2026-03-12T09:31:05+07:00" }),
    here("4", 6, { found_at: undefined }),
  );
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

async function sets(settings) {
  await writeFile(`${office.folder}/settings.json`, JSON.stringify(settings));
  await office.does("settings", "set", "--lao", TOWN, "--file", `${office.folder}/settings.json`);
}

async function drawn(clerk, houses) {
  await clerk.page.locator(`#map[data-drawn="${houses}"]`).waitFor();
}

// What a dot says when somebody touches it.
async function touches(clerk, x, y) {
  const map = await clerk.page.locator("#map").boundingBox();
  await clerk.page.mouse.click(map.x + map.width * x, map.y + map.height * y);
  return clerk.page.locator(".maplibregl-popup-content");
}

test("the map's program is npm's, byte for byte", () => {
  const npm = createRequire(import.meta.url).resolve("maplibre-gl/package.json").replace("package.json", "");
  const ours = new URL("../../sync-server/src/console/assets/maplibre/", import.meta.url);
  for (const name of ["dist/maplibre-gl.mjs", "dist/maplibre-gl-worker.mjs", "dist/maplibre-gl.css", "LICENSE.txt"]) {
    assert.ok(readFileSync(npm + name).equals(readFileSync(new URL(name.split("/").at(-1), ours))), name);
  }
});

test("houses stand where they are, with their villages and the boundary, and lead to their pages", async () => {
  await sets({
    villages: [{ moo: 5, name: "บ้านป่ายาง", lat: 20.431, lon: 99.8815 }, { moo: 6, name: "บ้านใหม่" }],
    boundary: { type: "Polygon", coordinates: [[[99.87, 20.424], [99.89, 20.424], [99.89, 20.442], [99.87, 20.442], [99.87, 20.424]]] },
  });
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(officer);
  await clerk.opens("/office/map/2569-04");
  await drawn(clerk, 3);
  await clerk.sees("หมู่ 5 บ้านป่ายาง");
  await clerk.sees("มีพิกัด 3 จาก 4 ครัวเรือน");
  const row = (moo) => clerk.page.getByRole("row", { name: new RegExp(`^หมู่ ${moo}`) }).innerText();
  assert.match(await row(6), /หมู่ 6 บ้านใหม่\s+2\s+1\s+0/, "one of the two was there last month alone");
  await clerk.can_be_read();
  await clerk.fits_a_phone("map");
  await clerk.pictures("map");
  await clerk.leaves();
});

test("a dot that is touched says what it is, and a choice takes the others away", async () => {
  // One house alone stands in the middle.
  const lone = await Office.open();
  try {
    const phone = await Phone.enrolled(lone, await lone.link(await lone.surveyor(TOWN, "อาสา หลังเดียว")));
    await phone.sends(here("9", 5, at(20.43, 99.88)));
    const clerk = await Clerk.at(chrome, lone);
    await clerk.signs_in(await lone.hires(TOWN, "officer", "เจ้าหน้าที่ หลังเดียว"));
    await clerk.opens("/office/map/2569-04");
    await drawn(clerk, 1);
    await clerk.page.getByLabel("ยังไม่ได้สำรวจรอบนี้").check();
    // What is filtered away cannot be touched any more, as soon as the map drew itself anew.
    await clerk.page.waitForTimeout(1000);
    assert.equal(await (await touches(clerk, 0.5, 0.5)).count(), 0);
    await clerk.page.getByLabel("มีคำขอรอบนี้").check();
    await clerk.page.waitForTimeout(1000);
    const card = await touches(clerk, 0.5, 0.5);
    await card.getByText("บ้านเลขที่ 9 หมู่ 5").waitFor();
    await card.getByText("คำขอ 1 เรื่อง").waitFor();
    await clerk.pictures("map-house");
    await clerk.follows("เปิดหน้าครัวเรือน");
    await clerk.sees("คนที่พบในบ้านนี้ (1)");
    await clerk.leaves();
  } finally {
    await lone.close();
  }
});

test("pictures of the ground are asked for where the office said, and nowhere else", async () => {
  await sets({ map_tiles: "http://127.0.0.1:9/tiles/{z}/{x}/{y}.png" });
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ภาพพื้น"));
  const asked = clerk.page.waitForRequest((request) => request.url().startsWith("http://127.0.0.1:9/tiles/"));
  await clerk.opens("/office/map/2569-04");
  await asked;
  assert.ok(clerk.left.every((url) => url.startsWith("http://127.0.0.1:9/tiles/")), "nobody else is asked");
  const other = await clerk.page.evaluate(async () => {
    const told = new Promise((tell) => document.addEventListener("securitypolicyviolation", () => tell("kept in")));
    fetch("http://127.0.0.1:10/").catch(() => {});
    return told;
  });
  assert.equal(other, "kept in");
  await clerk.context.close();
  await sets({});
});

test("where nothing has a place yet, the page says so", async () => {
  const clerk = await Clerk.at(chrome, office);
  await clerk.signs_in(await office.hires(TOWN, "officer", "เจ้าหน้าที่ ว่างเปล่า"));
  await clerk.opens("/office/map/2568-01");
  await clerk.sees("ยังไม่มีบ้านหลังใดที่มีพิกัด");
  await clerk.sees("ยังไม่มีครัวเรือนในทะเบียน");
  await clerk.leaves();
});
