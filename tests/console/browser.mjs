// The browser, and somebody who sits before it.
//
// Whatever page they come to is looked at as people who cannot see it would have it (axe), and
// nothing may leave this machine.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
export const PICTURES = fileURLToPath(new URL("../../target/console/", import.meta.url));
mkdirSync(PICTURES, { recursive: true });

export async function browser() {
  return chromium.launch({ executablePath: process.env.SAMRUAT_CHROMIUM, args: ["--no-sandbox", "--enable-unsafe-swiftshader"] });
}

const WAYS = new Set([
  "ทะเบียน", "ใครเป็นคนเดียวกัน", "อปท. อื่นบันทึกแล้ว", "แผนที่", "นำเข้าบัญชีรายชื่อ", "เรื่องผ่านสถานที่กลาง", "คำขอ", "งานตรวจสอบข้อเท็จจริง", "การประชุม",
  "ปิดประกาศ", "สาธารณภัย", "หลักเกณฑ์และอัตรา", "ข้อมูลข่าวสารและคำปรึกษา", "รอบเดือน", "รายงาน", "ทีมสำรวจและโทรศัพท์", "ผู้ใช้ระบบ", "ตั้งค่า", "วันหยุดราชการ",
  "บันทึกการเข้าดูข้อมูล", "ข้อมูลที่ครบกำหนดเก็บ", "ลบข้อมูลบุคคล",
]);

// What a clerk sees as a printer has it, on A4; returns how many sheets it takes. Every sheet has its
// number, the first one says whose it is and of which day, and not a letter of the page is lost.
export async function printed(clerk, name) {
  const file = `${PICTURES}${name}.pdf`;
  // A click is over when the new page begins. Nobody prints before all of it is there, and what stands
  // above each sheet is set by the page's last script.
  await clerk.page.waitForLoadState("load");
  const bytes = await clerk.page.pdf({ preferCSSPageSize: true, printBackground: true });
  writeFileSync(file, bytes);
  const boxes = [...bytes.toString("latin1").matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/g)];
  const sizes = boxes.map(([, width, height]) => [Number(width), Number(height)].map(Math.round).sort((a, b) => a - b));
  assert.ok(sizes.length > 0, name);
  for (const size of sizes) assert.deepEqual(size, [595, 842], `${name} is A4`);

  const sheets = read_sheets(file);
  assert.equal(sheets.length, sizes.length, name);
  const numbers = sheets.map((_, nth) => bare(`หน้า ${nth + 1} จาก ${sheets.length}`));
  for (const [nth, lines] of sheets.entries()) {
    assert.equal(lines.filter((line) => line === numbers[nth]).length, 1, `${name}: sheet ${nth + 1} has its number`);
  }
  // Every sheet after the first says above what it is a part of.
  const running = bare(await clerk.page.evaluate(() => [".lao", ".head h1", ".made"]
    .map((part) => document.querySelector(".paper")?.querySelector(part)?.textContent.trim()).filter(Boolean).join(" · ")));
  const texts = sheets.map((lines, nth) => {
    const text = lines.filter((line) => line !== numbers[nth]).join("");
    if (nth === 0) return text;
    assert.ok(running.includes("·") && text.includes(running), `${name}: sheet ${nth + 1} says ${running}`);
    return text.replace(running, "");
  });
  const lao = (await clerk.page.locator("header .brand").innerText()).split(" · ")[1];
  assert.ok(texts[0].includes(bare(lao)), `${name} says that it is of ${lao}`);
  assert.match(texts[0], new RegExp(`\\d+(${MONTHS.map(bare).join("|")})พ\\.ศ\\.25\\d\\d`), `${name} says its day`);

  // A row is whole on one sheet, under its heads; none here is taller than a sheet.
  const paper = await on_paper(clerk);
  for (const { heads, rows } of paper.tables) {
    for (const row of rows) {
      assert.ok(texts.some((text) => text.includes(row) && text.includes(heads)), `${name}: ${row} under ${heads}`);
    }
  }
  // A table that goes on overleaf says its heads there again; beside that, letter for letter it is the page.
  let whole = texts.join("");
  for (const heads of new Set(paper.tables.map((table) => table.heads))) {
    const [before, ...parts] = whole.split(heads);
    const own = paper.tables.filter((table) => table.heads === heads).length;
    whole = [before, ...parts.map((part, nth) => (nth < own ? heads + part : part))].join("");
  }
  assert.ok(paper.text.length > 0, name);
  assert.equal(lost(paper.text, whole), "", `${name}: letters that are on the page and not on paper`);
  assert.equal(lost(whole, paper.text), "", `${name}: letters that are on paper and not on the page`);
  const words = placed(file);
  const is_running = ({ word, middle, sheet }) => sheet > 0 && middle < (16 * 72) / 25.4 && running.includes(bare(word));
  assert.deepEqual(words.filter((word) => is_beyond_the_margins(word) && !is_running(word)).map(({ word }) => word), [], `${name}: what runs over the edge`);
  // Where anything is too wide, Chromium makes all of it smaller: the title would be less than 21 points high.
  assert.equal(Math.round(Math.max(...words.map(({ height }) => height))), 21, `${name} is as large as it was set`);
  assert.deepEqual(paper.cut, [], `${name}: what may be cut off, which a PDF's text does not tell`);
  return sizes.length;
}

const MONTHS = ["มกราคม", "กุมภาพันธ์", "มีนาคม", "เมษายน", "พฤษภาคม", "มิถุนายน", "กรกฎาคม", "สิงหาคม", "กันยายน", "ตุลาคม", "พฤศจิกายน", "ธันวาคม"];

// Without blanks, and with sara am in the two parts in which a PDF has it.
function bare(text) {
  return text.normalize("NFKD").replace(/\s+/g, "");
}

// The lines of each sheet. They stand in the order in which they were drawn, so a cell of several lines
// is one text; side by side, its lines would be torn apart by those of its neighbours.
function read_sheets(file) {
  const text = execFileSync("pdftotext", ["-raw", file, "-"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return text.split("\f").slice(0, -1).map((sheet) => sheet.split("\n").map(bare));
}

// What the page has for paper: all of its text, the heads and rows of its tables, and what would be cut
// off where it is too long: whatever hides what is beyond its box, and words of a picture beyond its edge.
async function on_paper(clerk) {
  await clerk.page.emulateMedia({ media: "print" });
  const paper = await clerk.page.locator("article.paper").evaluate((article) => ({
    text: article.innerText,
    tables: [...article.querySelectorAll("table")].map((table) => ({
      heads: table.tHead.innerText,
      rows: [...table.tBodies].flatMap((body) => [...body.rows].map((row) => row.innerText)),
    })),
    cut: [...article.querySelectorAll("*")]
      .filter((it) => {
        if (it.closest("svg") === null) return it.getClientRects().length > 0 && it.innerText !== "" && getComputedStyle(it).overflow !== "visible";
        if (it.localName !== "text") return false;
        const [box, { width }] = [it.getBBox(), it.ownerSVGElement.viewBox.baseVal];
        return box.x < 0 || box.x + box.width > width;
      })
      .map((it) => it.outerHTML.slice(0, 120)),
  }));
  await clerk.page.emulateMedia({ media: null });
  return { text: bare(paper.text), cut: paper.cut, tables: paper.tables.map(({ heads, rows }) => ({ heads: bare(heads), rows: rows.map(bare) })) };
}

// The letters of one text that another has not, or not as often.
function lost(of, from) {
  const left = new Map();
  for (const letter of from) left.set(letter, (left.get(letter) ?? 0) + 1);
  return [...of].filter((letter) => {
    const many = left.get(letter) ?? 0;
    left.set(letter, many - 1);
    return many <= 0;
  }).join("");
}

// Where each word stands on its sheet, in points. What is off the sheet is not read at all, so it is
// among the letters that are lost.
function placed(file) {
  const boxes = execFileSync("pdftotext", ["-bbox", file, "-"], { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 });
  return boxes.split("<page ").slice(1).flatMap((page, sheet) => {
    const [, wide, high] = page.match(/^width="([\d.]+)" height="([\d.]+)"/).map(Number);
    return [...page.matchAll(/<word xMin="(.+?)" yMin="(.+?)" xMax="(.+?)" yMax="(.+?)">(.*?)<\/word>/g)].map(([, ...said]) => {
      const [left, above, right, below] = said.slice(0, 4).map(Number);
      return { word: said[4], left, right, height: below - above, middle: (above + below) / 2, wide, high, sheet };
    });
  });
}

// Whether a word stands outside of the margins of paper.css, and is no number of a sheet.
function is_beyond_the_margins({ word, left, right, middle, wide, high }) {
  const [top, side, bottom] = [16, 14, 18].map((mm) => (mm * 72) / 25.4);
  if (middle > high - bottom && left > wide / 2 && /^(หน้า|จาก|\d+)$/.test(word)) return false;
  return left < side - 1 || right > wide - side + 1 || middle < top || middle > high - bottom;
}

export class Clerk {
  // Somebody at a computer of their own.
  static async at(browser, office, size = { width: 1280, height: 800 }) {
    const clerk = new Clerk();
    clerk.office = office;
    clerk.context = await browser.newContext({ viewport: size, locale: "th-TH" });
    // Machines that test are slow and shared; a page that never comes is found all the same.
    clerk.context.setDefaultTimeout(120_000);
    clerk.page = await clerk.context.newPage();
    clerk.left = [];
    clerk.errors = [];
    clerk.context.on("request", (request) => {
      const url = new URL(request.url());
      if (url.protocol !== "data:" && url.origin !== office.address) clerk.left.push(request.url());
    });
    clerk.page.on("pageerror", (error) => clerk.errors.push(String(error)));
    clerk.page.on("console", (line) => {
      // A page that says no is loaded as an error; everything else would be ours.
      if (line.type() === "error" && !line.text().includes("status of 4")) clerk.errors.push(line.text());
    });
    return clerk;
  }

  // Somebody of the sample province, signed in.
  static async of_sample(browser, office, role, lao = "เทศบาลตำบลตัวอย่าง") {
    const clerk = await Clerk.at(browser, office);
    const { id } = office.users.find((user) => user.role === role && user.lao === lao);
    await clerk.signs_in({ id, password: office.password });
    return clerk;
  }

  async opens(path) {
    return this.page.goto(this.office.address + path);
  }

  // Signs in; the first time, with a password of their own.
  async signs_in({ id, password }, own = "ข้าวเหนียวมะม่วงหวาน") {
    await this.opens("/office");
    await this.fills("รหัสผู้ใช้", id);
    await this.fills("รหัสผ่าน", password);
    await this.presses("เข้าสู่ระบบ");
    await this.page.getByRole("heading", { name: /ตั้งรหัสผ่านของท่านเอง|งานวันนี้/ }).waitFor();
    if (await this.page.getByRole("heading", { name: "ตั้งรหัสผ่านของท่านเอง" }).isVisible()) {
      await this.chooses(password, own);
    }
    await this.sees("งานวันนี้");
    return own;
  }

  async chooses(old, own) {
    await this.fills("รหัสผ่านปัจจุบัน", old);
    await this.fills(/^รหัสผ่านใหม่ อย่างน้อย/, own);
    await this.fills("รหัสผ่านใหม่อีกครั้ง", own);
    await this.presses("ใช้รหัสใหม่");
  }

  // Looks somebody up in the register.
  async searches(text) {
    await this.opens("/office/register");
    await this.fills("ค้นหาในทะเบียน", text);
    await this.presses("ค้นหา");
    await this.page.waitForURL(/\/office\/register\?for=/);
  }

  async fills(label, text) {
    await this.page.getByLabel(label, { exact: label === "รหัสผ่าน" }).first().fill(text);
  }

  async presses(name) {
    await this.page.getByRole("button", { name }).first().click();
  }

  // A page of the menu is reached from the first page, where all of them stand; what stands on this page, from it.
  async follows(name) {
    if (WAYS.has(name)) {
      await this.page.locator("nav").getByRole("link", { name: "หน้าแรก", exact: true }).click();
      await this.page.locator(".ways").getByRole("link", { name, exact: true }).click();
    } else {
      await this.page.getByRole("link", { name }).first().click();
    }
  }

  // Opens the form of a request's next step, fills it and sends it.
  async steps(name, fields = {}) {
    const form = this.page.locator("details.next").filter({ has: this.page.locator("summary", { hasText: name }) }).first();
    await form.locator("summary").click();
    for (const [label, text] of Object.entries(fields)) {
      const field = form.getByLabel(label, { exact: true }).first();
      if ((await field.evaluate((it) => it.tagName)) === "SELECT") await field.selectOption(text);
      else await field.fill(text);
    }
    await form.getByRole("button", { name: /^บันทึก/ }).click();
  }

  async sees(text) {
    await this.page.getByText(text).first().waitFor();
  }

  // All that the page holds, shown or folded away, without what stands between digits.
  async digits() {
    return (await this.page.content()).replace(/[\s-]/g, "");
  }

  // Whether any national ID stands on the page, alone or in its groups. The names of buttons are digits
  // and letters without end, so what stands between digits is left where it is.
  async holds_a_number() {
    return /\b\d{13}\b|\b\d-\d{4}-\d{5}-\d\d-\d\b/.test(await this.page.content());
  }

  async text() {
    return this.page.locator("body").innerText();
  }

  // What somebody who cannot see this page would stumble over.
  async can_be_read() {
    await this.page.evaluate(AXE);
    const found = await this.page.evaluate(async () => {
      const result = await window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21aa", "best-practice"] });
      return result.violations.map((fault) => `${fault.id}: ${fault.help} ${fault.nodes.map((n) => n.html).join(" ")}`);
    });
    assert.deepEqual(found, [], this.page.url());
  }

  // That nothing is wider than a narrow phone, and no figure of a table lies aside: what somebody
  // sees who enlarges the letters fourfold on a desk, too.
  async fits_a_phone(name) {
    const usual = this.page.viewportSize();
    for (const width of [390, 320]) {
      await this.page.setViewportSize({ width, height: 800 });
      const wide = () => this.page.evaluate(() => {
        const most = document.documentElement.clientWidth;
        const inside = (element) => element.closest(".scroll, .unseen, .skip, svg") !== null;
        return [...document.body.querySelectorAll("*")]
          .filter((element) => !inside(element) && element.getBoundingClientRect().right > most + 0.5)
          .map((element) => element.outerHTML.slice(0, 120));
      });
      // What draws itself anew once it hears of its new size, as a map does, has its time.
      let left = await wide();
      for (let tries = 0; left.length > 0 && tries < 50; tries += 1) {
        await this.page.waitForTimeout(100);
        left = await wide();
      }
      assert.deepEqual(left, [], `${this.page.url()} at ${width}`);
      const tables = await this.page.evaluate(() => [...document.querySelectorAll(".scroll")].flatMap((region) => {
        const edge = region.getBoundingClientRect().right + 0.5;
        return [...region.querySelectorAll("td, th, input, select, button, a")]
          .filter((it) => it.closest("thead") === null && it.closest(".unseen") === null && it.getBoundingClientRect().right > edge)
          .map((it) => it.outerHTML.slice(0, 120));
      }));
      assert.deepEqual(tables, [], `${this.page.url()} has a table of which something lies aside at ${width}`);
      const aside = await this.page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(aside <= width, `${this.page.url()} can be pushed aside at ${width}: ${aside}`);
    }
    if (name) {
      await this.page.setViewportSize({ width: 390, height: 800 });
      await this.pictures(`phone-${name}`);
    }
    await this.page.setViewportSize(usual);
  }

  async pictures(name) {
    await this.page.screenshot({ path: `${PICTURES}${name}.png`, fullPage: true });
  }

  async leaves() {
    assert.deepEqual(this.left, [], "nothing leaves this machine");
    assert.deepEqual(this.errors, []);
    await this.context.close();
  }
}
