// The browser, and somebody who sits before it.
//
// Whatever page they come to is looked at as people who cannot see it would have it (axe), and
// nothing may leave this machine.

import assert from "node:assert/strict";
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
  "ทะเบียน", "ใครเป็นคนเดียวกัน", "อปท. อื่นบันทึกแล้ว", "แผนที่", "นำเข้าบัญชีรายชื่อ", "เรื่องที่ อปท. ส่งต่อมา", "คำขอ", "การประชุม",
  "ปิดประกาศ", "สาธารณภัย", "ข้อมูลข่าวสารและคำปรึกษา", "รอบเดือน", "รายงาน", "ทีมสำรวจและโทรศัพท์", "ผู้ใช้ระบบ", "ตั้งค่า", "วันหยุดราชการ",
  "บันทึกการเข้าดูข้อมูล", "ข้อมูลที่ครบกำหนดเก็บ", "ลบข้อมูลบุคคล",
]);

// What a clerk sees as a printer has it, on A4; returns how many sheets it takes.
export async function printed(clerk, name) {
  const bytes = await clerk.page.pdf({ preferCSSPageSize: true, printBackground: true });
  writeFileSync(`${PICTURES}${name}.pdf`, bytes);
  const boxes = [...bytes.toString("latin1").matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/g)];
  const sizes = boxes.map(([, width, height]) => [Number(width), Number(height)].map(Math.round).sort((a, b) => a - b));
  assert.ok(sizes.length > 0, name);
  for (const size of sizes) assert.deepEqual(size, [595, 842], `${name} is A4`);
  return sizes.length;
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

  // That nothing but a table, which scrolls by itself, is wider than a narrow phone: what somebody
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
