// What a report says as a file: its workbook as LibreOffice reads it, and its CSV, beside its page.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

const squeezed = (text) => text.replace(/\s+/g, " ").trim();
const trimmed = (rows) => rows.map((row) => row.map(squeezed));

// Every table of the page: its name, its heads and its cells.
export async function tables(clerk) {
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
function sheets(office, file) {
  const folder = `${file}.sheets`;
  execFileSync("soffice", [`-env:UserInstallation=file://${office.folder}/soffice`, "--headless", "--convert-to",
    "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1", "--outdir", folder, file], { stdio: "ignore" });
  const stem = `${basename(file, ".xlsx")}-`.length;
  return new Map(
    readdirSync(folder).map((name) => [name.slice(stem, -".csv".length), cells(readFileSync(`${folder}/${name}`, "utf8"))]),
  );
}

export async function takes(clerk, button, file) {
  const [down] = await Promise.all([clerk.page.waitForEvent("download"), clerk.presses(button)]);
  await down.saveAs(file);
  return down.suggestedFilename();
}

// Takes the report of this page out as a workbook and as a CSV, which say cell by cell what the page says; `period` is
// what its files are called after, a time or a disaster.
export async function says_the_same(clerk, kind, period) {
  const shown = await tables(clerk);
  assert.ok(shown.length > 0, kind);
  const file = `${clerk.office.folder}/${kind}-${period}`;
  assert.match(await takes(clerk, "ดาวน์โหลดสมุดงาน", `${file}.xlsx`), new RegExp(`^${kind}-0\\d+-${period}\\.xlsx$`));
  const read = sheets(clerk.office, `${file}.xlsx`);
  assert.equal(read.size, shown.length + 1 + (await empty(clerk)), kind);
  for (const [nth, table] of shown.entries()) {
    const sheet = [...read].find(([name]) => table.name.startsWith(name.replace(/^\d+ /, "").trimEnd()) && name !== "รายงาน");
    assert.ok(sheet, `${table.name} in ${[...read.keys()]}`);
    assert.deepEqual(trimmed(sheet[1]), trimmed(table.rows), `${kind}, table ${nth}`);
  }
  await takes(clerk, "ดาวน์โหลด CSV", `${file}.csv`);
  const csv = trimmed(cells(readFileSync(`${file}.csv`, "utf8"))).map((row) => row.join("|"));
  for (const row of trimmed(shown.flatMap((table) => table.rows))) {
    assert.ok(csv.includes(row.join("|")), `${kind}: ${row.join("|")}`);
  }
}

// Tables that the page shows as empty, and the workbook as a sheet of heads.
async function empty(clerk) {
  return clerk.page.getByText("ไม่มีข้อมูลในงวดนี้").count();
}
