// Reports: chosen, read, printed on A4, and taken out as files that say the same as the page.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { after, before, test } from "node:test";
import { browser, Clerk, printed } from "./browser.mjs";
import { Office } from "./office.mjs";

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

const squeezed = (text) => text.replace(/\s+/g, " ").trim();

// Every table of the page: its name, its heads and its cells.
async function tables(clerk) {
  return clerk.page.locator(".paper section").evaluateAll((sections) =>
    sections
      .filter((section) => section.querySelector("table"))
      .map((section) => ({
        name: section.querySelector("h2").textContent,
        rows: [...section.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => cell.textContent)),
      })),
  );
}

// The text of a CSV's cells.
function cells(csv) {
  const rows = [[""]];
  let quoted = false;
  for (let at = csv.startsWith("\ufeff") ? 1 : 0; at < csv.length; at += 1) {
    const c = csv[at];
    const row = rows.at(-1);
    if (quoted && c === '"' && csv[at + 1] === '"') (row[row.length - 1] += '"'), (at += 1);
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === ",") row.push("");
    else if (!quoted && c === "\n") rows.push([""]);
    else if (c !== "\r" || quoted) row[row.length - 1] += c;
  }
  return rows.filter((row) => row.length > 1 || row[0] !== "");
}

// Every sheet of a workbook, as LibreOffice reads it.
function sheets(file) {
  const folder = `${file}.sheets`;
  execFileSync("soffice", [`-env:UserInstallation=file://${office.folder}/soffice`, "--headless", "--convert-to",
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1", "--outdir", folder, file], { stdio: "ignore" });
  const stem = `${basename(file, ".xlsx")}-`.length;
  return new Map(
    readdirSync(folder).map((name) => [name.slice(stem, -".csv".length), cells(readFileSync(`${folder}/${name}`, "utf8"))]),
  );
}

async function takes(clerk, button, file) {
  const [down] = await Promise.all([clerk.page.waitForEvent("download"), clerk.presses(button)]);
  await down.saveAs(file);
  return down.suggestedFilename();
}

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

test("a report is chosen, read and printed on A4, and every one of them can be read by everybody", async () => {
  const clerk = await sits("Officer");
  const month = await last_month(clerk);
  const year = await clerk.page.locator("#period option").nth(19).getAttribute("value");
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

  const papers = { operations: month, given: month_of_help(), damage: month, support: month, "left-out": month, late: month, year, problems: year };
  for (const [kind, period] of Object.entries(papers)) {
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
  const month = await last_month(clerk);
  for (const kind of ["operations", "given", "damage", "support", "left-out"]) {
    const period = kind === "given" ? month_of_help() : month;
    await clerk.opens(`/office/reports/${kind}/${period}`);
    const shown = await tables(clerk);
    assert.ok(shown.length > 0, kind);
    const file = `${office.folder}/${kind}.xlsx`;
    assert.match(await takes(clerk, "ดาวน์โหลดสมุดงาน", file), new RegExp(`^${kind}-05\\d+-${period}\\.xlsx$`));
    const read = sheets(file);
    assert.equal(read.size, shown.length + 1 + (await empty(clerk)), kind);
    for (const [nth, table] of shown.entries()) {
      const sheet = [...read].find(([name]) => table.name.startsWith(name.replace(/^\d+ /, "").trimEnd()) && name !== "รายงาน");
      assert.ok(sheet, `${table.name} in ${[...read.keys()]}`);
      const trimmed = (rows) => rows.map((row) => row.map(squeezed));
      assert.deepEqual(trimmed(sheet[1]), trimmed(table.rows), `${kind}, table ${nth}`);
    }
    await takes(clerk, "ดาวน์โหลด CSV", `${office.folder}/${kind}.csv`);
    const csv = cells(readFileSync(`${office.folder}/${kind}.csv`, "utf8")).map((row) => row.map(squeezed).join("|"));
    for (const row of shown.flatMap((table) => table.rows)) {
      assert.ok(csv.includes(row.map(squeezed).join("|")), `${kind}: ${row.join("|")}`);
    }
  }
  await clerk.leaves();
});

// Tables that the page shows as empty, and the workbook as a sheet of heads.
async function empty(clerk) {
  return clerk.page.getByText("ไม่มีข้อมูลในงวดนี้").count();
}

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
  await auditor.sees(`report=damage period=${month} form=geojson`);
  await auditor.sees(new RegExp(`report=left-out period=${month} people=`));
  await auditor.leaves();
});
