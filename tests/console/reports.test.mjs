// Reports: chosen, read, printed on A4, and taken out as files that say the same as the page.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { Office } from "./office.mjs";
import { says_the_same, tables, takes } from "./workbook.mjs";

let office, chrome;
const TOWN_NAME = "เทศบาลตำบลตัวอย่าง";

before(async () => {
  office = await Office.sample();
  chrome = await browser();
});

after(async () => {
  await chrome?.close();
  await office?.close();
});

const sits = (role, lao) => Clerk.of_sample(chrome, office, role, lao);

// The month of two days ago, in Thailand: in it an agency of the sample reported that it helped.
function month_of_help() {
  const at = new Date(Date.now() + 7 * 3600_000 - 2 * 86400_000);
  return `${at.getUTCFullYear() + 543}-${String(at.getUTCMonth() + 1).padStart(2, "0")}`;
}

// The sample's last month, in which the flood was.
async function last_month(clerk) {
  await clerk.follows("รายงาน");
  return clerk.page.locator("#period option").nth(1).getAttribute("value");
}

// Every report that a LAO has, and a time of which the sample has something to tell in it.
async function papers(clerk) {
  const month = await last_month(clerk);
  const year = await clerk.page.locator("#period option").nth(19).getAttribute("value");
  return { operations: month, given: month_of_help(), damage: month, support: month, "left-out": month, late: month, year, problems: year };
}

test("a report is chosen, read and printed on A4, and every one of them can be read by everybody", async () => {
  const clerk = await sits("Officer");
  const all = await papers(clerk);
  const { late: month, year } = all;
  assert.match(month, /^25\d\d-\d\d$/);
  assert.match(year, /^25\d\d$/);
  await clerk.can_be_read();
  await clerk.pictures("reports");
  await clerk.page.getByLabel("รายงาน", { exact: true }).selectOption("year");
  await clerk.page.getByLabel("เดือนหรือปีงบประมาณ").selectOption(month);
  await clerk.presses("เปิดรายงาน");
  await clerk.sees("สรุปประจำปีทำได้เฉพาะปีงบประมาณ");
  await clerk.page.getByLabel("เดือนหรือปีงบประมาณ").selectOption(year);
  await clerk.presses("เปิดรายงาน");
  await clerk.page.waitForURL(`**/office/reports/year/${year}`);
  await clerk.page.getByRole("heading", { name: "รายเดือน" }).waitFor();

  for (const [kind, period] of Object.entries(all)) {
    await clerk.opens(`/office/reports/${kind}/${period}`);
    await clerk.sees(TOWN_NAME);
    const head = await clerk.page.locator(".paper .head").innerText();
    assert.match(head, /จัดทำเมื่อวันที่ \d+ \S+ พ\.ศ\. 25\d\d/, kind);
    assert.ok((await tables(clerk)).length > 0, `${kind} has something to tell in the sample`);
    assert.ok(!(await clerk.holds_a_number()), `${kind} holds no national ID`);
    await clerk.can_be_read();
    await clerk.pictures(`report-${kind}`);
    await printed(clerk, `report-${kind}`);
  }
  await clerk.leaves();
});

test("a workbook and a CSV say cell by cell what the page says", async () => {
  const clerk = await sits("Officer");
  for (const [kind, period] of Object.entries(await papers(clerk))) {
    await clerk.opens(`/office/reports/${kind}/${period}`);
    await says_the_same(clerk, kind, period);
  }
  await clerk.leaves();
});

test("damaged houses come out as points without a name, and only for whom takes lists out", async () => {
  const clerk = await sits("Officer");
  const month = await last_month(clerk);
  await clerk.opens(`/office/reports/damage/${month}`);
  await takes(clerk, "ดาวน์โหลดพิกัด", `${office.folder}/damage.geojson`);
  const points = JSON.parse(readFileSync(`${office.folder}/damage.geojson`, "utf8")).features;
  assert.ok(points.length > 3, `${points.length}`);
  for (const point of points) {
    assert.deepEqual(Object.keys(point.properties).sort(), ["ความเสียหาย", "ประเภทภัย", "วันที่เกิดความเสียหาย", "หมู่บ้าน/ชุมชน"]);
    assert.ok(point.geometry.coordinates.every(Number.isFinite));
  }
  await clerk.leaves();
  const auditor = await sits("Auditor");
  await auditor.opens(`/office/reports/left-out/${month}`);
  await auditor.sees("บัญชีนี้มีชื่อบุคคล");
  assert.ok(!(await auditor.text()).includes("ดาวน์โหลด"), "whoever looks on takes nothing out");
  await auditor.opens("/office/access");
  await auditor.sees(/เดือน\S+ 25\d\d ไฟล์ geojson/);
  await auditor.sees(/เดือน\S+ 25\d\d \d+ คน/);
  assert.ok(!/\w=\w/.test(await auditor.page.locator("tbody").innerText()), "a program's words are not a clerk's");
  await auditor.leaves();
});
