// An office for the browser: the real server on a port of its own, in a folder that is gone
// afterwards, and phones that are the real app, driven by its command line.

import { execFile, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);
const SERVER = process.env.SAMRUAT_SERVER;
const PHONE = process.env.SAMRUAT_PHONE;

export const TOWN = "05570902";
export const TAO = "06570903";
export const PAO = "02570101";
const LAOS = [
  [TOWN, "เทศบาลตำบลตัวอย่าง", "tambon-municipality"],
  [TAO, "อบต. ตัวอย่าง", "tao"],
  [PAO, "อบจ. ตัวอย่าง", "pao"],
];

export class Office {
  // Three LAOs of one province, and nobody in them.
  static async open() {
    const office = await Office.founded();
    for (const [code, name, type] of LAOS) {
      await office.does("lao", "add", "--code", code, "--name", name, "--type", type, "--province", "57");
    }
    await office.starts("serve");
    return office;
  }

  // The sample province, as whoever tries it out has it.
  static async sample() {
    const office = await Office.founded();
    const said = await office.starts("demo");
    const words = said.map((line) => line.split(" "));
    office.password = words.find(([what]) => what === "password")[1];
    office.users = words.filter(([what]) => what === "user").map(([, id, role, ...lao]) => ({ id, role, lao: lao.join(" ") }));
    office.links = words.filter(([what]) => what === "enrol").map(([, link]) => link);
    return office;
  }

  static async founded() {
    const office = new Office();
    office.folder = await mkdtemp(join(tmpdir(), "samruat-console-"));
    office.data = ["--data", join(office.folder, "office")];
    return office;
  }

  // Starts the server, and returns what it said until it listened.
  async starts(task) {
    this.server = spawn(SERVER, [...this.data, task, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "pipe", "pipe"] });
    let complaint = "";
    this.server.stderr.on("data", (some) => (complaint += some));
    const said = [];
    await new Promise((listens, fail) => {
      createInterface({ input: this.server.stdout }).on("line", (line) => {
        said.push(line);
        if (line.startsWith("listening on ")) listens();
      });
      this.server.once("exit", () => fail(new Error(`the server did not start: ${complaint}`)));
    });
    this.address = said.at(-2);
    return said;
  }

  // Something at the office's command line; it must come out well.
  async does(...words) {
    return (await run(SERVER, [...this.data, ...words])).stdout;
  }

  // Somebody of the desk: their id and the password that they were given.
  async hires(lao, role, name) {
    const said = await this.does("user", "add", "--lao", lao, "--name", name, "--role", role);
    const [id, password] = said.trim().split(/\s+/);
    return { id, password };
  }

  async surveyor(lao, name, role = "volunteer") {
    return (await this.does("surveyor", "add", "--lao", lao, "--name", name, "--role", role)).trim();
  }

  async link(surveyor) {
    return (await this.does("enrol", "--surveyor", surveyor)).split("\n")[0];
  }

  async stops() {
    const ended = new Promise((end) => this.server.once("exit", end));
    this.server.kill("SIGTERM");
    await ended;
  }

  // Something done to the database behind the server's back, while it is down.
  async behind_its_back(sql) {
    await this.stops();
    try {
      await run("sqlite3", ["-bail", join(this.data[1], "samruat.db"), sql]);
    } finally {
      await this.starts("serve");
    }
  }

  async close() {
    await this.stops();
    await rm(this.folder, { recursive: true, force: true });
  }
}

let phones = 0;

export class Phone {
  // A phone that enrols by this link, as its holder would.
  static async enrolled(office, link) {
    const phone = new Phone();
    phones += 1;
    phone.data = join(office.folder, `phone-${phones}`);
    phone.files = office.folder;
    await phone.does("enrol", link);
    return phone;
  }

  async does(...words) {
    return (await run(PHONE, ["--data", this.data, ...words])).stdout;
  }

  // Captures these visits.
  async keeps(...records) {
    const file = join(this.files, `visits-${Math.random()}.jsonl`);
    await writeFile(file, records.map((record) => JSON.stringify(record)).join("\n"));
    await this.does("add", file);
  }

  // Captures these visits and sends them.
  async sends(...records) {
    await this.keeps(...records);
    await this.does("sync");
  }
}

let made = 0;

// A name as a phone makes them, different each time.
export function id() {
  made += 1;
  return `0196a3c2-0000-7000-8000-${made.toString(16).padStart(12, "0")}`;
}

// A national ID of nobody: its office is 0000.
export function number(nth) {
  const twelve = `10000${String(nth).padStart(7, "0")}`;
  const sum = [...twelve].reduce((sum, digit, at) => sum + Number(digit) * (13 - at), 0);
  return twelve + ((11 - (sum % 11)) % 10);
}

export function person(given, family, more = {}) {
  return {
    id: id(),
    title: "นาย",
    given_name: given,
    family_name: family,
    sex: "male",
    birth: { date: "1954-03-02", precision: "day" },
    nationality: "TH",
    registered: "here",
    head: true,
    phone: "0810000000",
    ...more,
  };
}

// A visit to a house; everybody asks for something and signs on paper.
export function visit(lao, house, moo, people, more = {}) {
  return {
    id: id(),
    lao,
    round: "2569-04",
    captured_at: "2026-04-12T09:31:05+07:00",
    status: "complete",
    place: {
      house_no: house,
      moo,
      tambon: "570903",
      postcode: "57130",
      found_at: { lat: 20.4312, lon: 99.8841, accuracy_m: 6.5, fixed_at: "2026-04-12T09:30:58+07:00", source: "gps" },
    },
    dwelling: { tenure: "owner", regular: true, families: 1 },
    people,
    requests: people.map((who) => ({
      id: id(),
      person: who.id,
      area: "disaster",
      subject: "ขอวัสดุซ่อมแซมบ้าน",
      facts: "พายุพัดหลังคาเสียหาย",
      need: "สังกะสี 20 แผ่น",
      channel: "survey-team",
      signature: { kind: "drawn" },
    })),
    ...more,
  };
}
