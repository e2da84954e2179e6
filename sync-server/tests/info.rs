//! The month as offices get it: two LAOs that met the same people, drawn up on both databases, and
//! the workbook of `export info` read back by another program (LibreOffice, from Debian:
//! `libreoffice-calc-nogui`), cell for cell. What is expected is written out here and comes from
//! nothing of ours.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops where it goes wrong")]
#![expect(dead_code, reason = "the village and the shelf are the story's too, and this needs a part of them")]

#[path = "story/shelf.rs"]
mod shelf;
#[path = "story/village.rs"]
mod village;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

use cluster::{Cluster, Disk};
use register::record::{Record, RequestId};
use serde_json::{Value, json};
use sync_server::export;
use sync_server::office::Office;

use shelf::Shelf;
use village::{PAO, Phone, TAO, found_laos, hire, lao, number, somebody, visit};

/// Somebody with a card from this village, of whom the test says more.
fn with_card(nth: u64, given: &str, family: &str, moo: u32, house: &str, more: Value) -> Value {
    let mut person = somebody(Some(number(nth)), given, family);
    person["card_address"] =
        json!({ "house_no": house, "moo": moo, "tambon": "570908", "postcode": "57130" });
    for (field, value) in more.as_object().unwrap() {
        person[field] = value.clone();
    }
    person
}

fn in_round(mut record: Record, round: &str) -> Record {
    record.round = round.parse().unwrap();
    record
}

/// What two LAOs found in three months.
fn found() -> Vec<(&'static str, Record)> {
    let everything = json!({
        "sex": "female", "race": "ไทลื้อ", "nationality": "TH", "religion": "พุทธ", "occupation": "ทำนา, รับจ้าง",
        "blood_group": "AB", "phone": "0810000000", "birth": { "date": "1954-03-02", "precision": "day" },
    });
    let stranger = json!({
        "national_id": "0000000000892", "given_name": "อ่อง", "family_name": null, "nationality": "MM", "sex": "male",
        "title": null, "card_address": null, "birth": { "date": "1990", "precision": "year" },
    });
    let met = |phone: Option<&str>, more: Value| {
        let mut more = more;
        more["birth"] = json!(null);
        more["phone"] = json!(phone);
        with_card(1, "สมชาย", "สมปอง", 5, "123/4", more)
    };
    let mut asking = visit(
        3,
        TAO,
        2,
        &[
            with_card(2, "น้ำผึ้ง", "ใจดี", 12, "7", everything),
            with_card(3, "ก้อง", "ใจดี", 12, "10", json!({ "birth": null })),
            with_card(9, "", "", 0, "", stranger),
        ],
    );
    asking.requests[0].subject = Some("=SUM(1,2) \"หลังคา\"\nกับผนัง".to_owned());
    asking.requests[1].subject = Some("ขอถุงยังชีพ; ผ้าห่ม".to_owned());
    let mut again = asking.requests[0].clone();
    again.id = "0196a3c2-0002-7000-8000-00000000ffff".parse::<RequestId>().unwrap();
    again.subject = Some("ขอรถเข็น".to_owned());
    asking.requests.push(again);
    let mut left = visit(
        4,
        TAO,
        2,
        &[
            json!({ "given_name": "ไม่มีบัตร", "no_id_reason": "บัตรหาย", "other_id": "AB0012345", "phone": "0830000000" }),
            json!({ "given_name": "เลขผิด", "family_name": "สักตัว", "national_id": "1000000000001" }),
            with_card(5, "ไม่ลงชื่อ", "สักคน", 5, "1", json!({})),
            json!({ "given_name": "ไม่ขอ", "asks": false }),
        ],
    );
    left.requests[2].signature =
        serde_json::from_value(json!({ "kind": "refused", "reason": "ไม่สะดวก" })).unwrap();
    vec![
        (TAO, in_round(visit(1, TAO, 5, &[met(Some("0810000001"), json!({}))]), "2569-03")),
        (TAO, visit(2, TAO, 5, &[met(Some("0820000000"), json!({ "asks": false }))])),
        (TAO, asking),
        (TAO, left),
        (TAO, in_round(visit(5, TAO, 5, &[with_card(6, "เดิม", "ทุกอย่าง", 5, "2", json!({}))]), "2569-03")),
        (TAO, in_round(visit(6, TAO, 5, &[with_card(7, "ทีหลัง", "เดือนหน้า", 5, "3", json!({}))]), "2569-05")),
        (PAO, in_round(visit(7, PAO, 5, &[met(None, json!({}))]), "2569-04")),
        (PAO, visit(8, PAO, 5, &[with_card(8, "อบจ", "พบคนเดียว", 1, "๙/๑", json!({ "birth": null }))])),
    ]
}

/// Every sheet of the TAO's April.
fn of_the_tao() -> BTreeMap<&'static str, Vec<String>> {
    let ids = [number(1), number(2), number(3), number(5)].map(|number| number.to_string());
    let [somchai, namphueng, kong, unsigned] = ids.each_ref();
    let place = "เชียงราย|แม่สาย|อบต.ตัวอย่าง|";
    BTreeMap::from([
        (
            "INFO",
            vec![
                "เลขบัตรประจำตัวประชาชน|ชื่อ-นามสกุล|เพศ|เชื้อชาติ|สัญชาติ|ศาสนา|อาชีพ|หมู่โลหิต|วัน/เดือน/ปีเกิด (พ.ศ.)|สังกัดหน่วยงาน|\
                 เลขที่บ้าน|จังหวัด|อำเภอ|ตำบล|หมู่ที่|รหัสไปรษณีย์|เบอร์โทรศัพท์"
                    .to_owned(),
                "0000000000892|อ่อง|ชาย||เมียนมา||||2533|อบต.ตัวอย่าง|||||||".to_owned(),
                format!("{somchai}|สมชาย สมปอง||||||||อบต.ตัวอย่าง|123/4|เชียงราย|แม่สาย|บ้านด้าย|5|57130|0820000000"),
                format!(
                    "{namphueng}|น้ำผึ้ง ใจดี|หญิง|ไทลื้อ|ไทย|พุทธ|ทำนา, รับจ้าง|AB|2/3/2497|อบต.ตัวอย่าง|7|เชียงราย|แม่สาย|\
                     บ้านด้าย|12|57130|0810000000"
                ),
                format!("{kong}|ก้อง ใจดี||||||||อบต.ตัวอย่าง|10|เชียงราย|แม่สาย|บ้านด้าย|12|57130|"),
            ],
        ),
        (
            "คำขอ",
            vec![
                "ลำดับ|จังหวัด|อำเภอ|อปท.|เลขรับเรื่องช่วยเหลือ|เรื่องขอความช่วยเหลือ|เลขบัตรประจำตัวประชาชน|ชื่อ-นามสกุล".to_owned(),
                format!("1|{place}|ขอวัสดุซ่อมแซมบ้าน|0000000000892|อ่อง"),
                format!("1|{place}|ขอวัสดุซ่อมแซมบ้าน|{somchai}|สมชาย สมปอง"),
                format!("1|{place}|=SUM(1,2) \"หลังคา\"\nกับผนัง|{namphueng}|น้ำผึ้ง ใจดี"),
                format!("2|{place}|ขอรถเข็น|{namphueng}|น้ำผึ้ง ใจดี"),
                format!("1|{place}|ขอถุงยังชีพ; ผ้าห่ม|{kong}|ก้อง ใจดี"),
            ],
        ),
        (
            "ยังไม่บันทึก",
            vec![
                "เลขบัตรประจำตัวประชาชน|เลขเอกสารอื่น|ชื่อ-นามสกุล|พบที่บ้านเลขที่|หมู่ที่/ชุมชน|ตำบล|เบอร์โทรศัพท์|เดือนที่สำรวจ|เหตุผล".to_owned(),
                "|AB0012345|ไม่มีบัตร|4/4|2|เกาะช้าง|0830000000|เม.ย. 2569|ไม่มีเลขบัตรประจำตัวประชาชน (บัตรหาย)".to_owned(),
                "1000000000001||เลขผิด สักตัว|4/4|2|เกาะช้าง||เม.ย. 2569|เลขหลักสุดท้ายไม่เข้ากับ 12 หลักแรก มีตัวเลขผิดอย่างน้อยหนึ่งตัว โปรดเทียบกับบัตร"
                    .to_owned(),
                format!(
                    "{unsigned}||ไม่ลงชื่อ สักคน|4/4|2|เกาะช้าง||เม.ย. 2569|ผู้ขอไม่ยินยอมลงลายมือชื่อ จึงไม่รับเรื่องไว้พิจารณา (ไม่สะดวก)"
                ),
            ],
        ),
    ])
}

/// Every sheet of the PAO's April, but for the headers.
fn of_the_pao() -> BTreeMap<&'static str, Vec<String>> {
    let (alone, excused) = (number(8), number(1));
    BTreeMap::from([
        (
            "INFO",
            vec![format!("{alone}|อบจ พบคนเดียว||||||||กองสวัสดิการสังคม|๙/๑|เชียงราย|แม่สาย|บ้านด้าย|1|57130|")],
        ),
        ("คำขอ", vec![format!("1|เชียงราย|แม่สาย|อบจ.ตัวอย่าง||ขอวัสดุซ่อมแซมบ้าน|{alone}|อบจ พบคนเดียว")]),
        (
            "ยังไม่บันทึก",
            vec![format!(
                "{excused}||สมชาย สมปอง|7/4|5|เกาะช้าง||เม.ย. 2569|อบต.ตัวอย่าง บันทึกแล้ว อบจ. ไม่ต้องบันทึกซ้ำ"
            )],
        ),
    ])
}

/// Two LAOs survey, and their phones send it.
async fn survey(office: &Office) {
    found_laos(office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let mut phones = BTreeMap::new();
    for (code, secret) in [(TAO, 1), (PAO, 2)] {
        let surveyor = hire(office, code, "สมศรี", &[]).await;
        phones.insert(code, Phone::enrol(office, &surveyor, secret).await);
    }
    for (code, record) in found() {
        let phone = phones.get_mut(code).unwrap();
        let change = phone.makes(&record);
        phone.pushes(office, &[&change]).await;
    }
    office.set_settings(lao(PAO), r#"{ "affiliation": "กองสวัสดิการสังคม" }"#).await.unwrap();
}

async fn workbook(office: &Office, code: &str, month: &str) -> Vec<u8> {
    let month = office.info(lao(code), month.parse().unwrap()).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut bytes = Vec::new();
    export::info(&month, folder.path(), &mut bytes).unwrap();
    bytes
}

/// Where a shelf's office is, for the command line.
fn run(place: &[String], arguments: &[&str]) -> Output {
    command(place, arguments).output().unwrap()
}

fn command(place: &[String], arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_samruat-server"));
    command.args(place).args(arguments);
    for name in ["SAMRUAT_DATA", "SAMRUAT_DATABASE_URL", "SAMRUAT_PHOTOS", "SAMRUAT_KEYS"] {
        command.env_remove(name);
    }
    command
}

/// `samruat-server serve`, until it is dropped.
struct Serving(Child);

impl Serving {
    fn start(place: &[String]) -> Self {
        let mut child =
            command(place, &["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped()).spawn().unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut address).unwrap();
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        Self(child)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A workbook as LibreOffice reads it: each sheet's text, as CSV in which text stands in quotes and
/// numbers do not.
fn opened(workbook: &Path) -> BTreeMap<String, String> {
    let folder = tempfile::tempdir().unwrap();
    let home = folder.path().join("home");
    let filter = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,true,true,false,false,false,-1";
    let done = Command::new("soffice")
        .args(["--headless", "--norestore", &format!("-env:UserInstallation=file://{}", home.display())])
        .args(["--convert-to", filter, "--outdir"])
        .arg(folder.path().join("out"))
        .arg(workbook)
        .output()
        .unwrap_or_else(|e| {
            panic!("LibreOffice cannot be started ({e}); install libreoffice-calc-nogui, as tests/run does")
        });
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(done.status.success(), "{said}");
    let stem = format!("{}-", workbook.file_stem().unwrap().to_str().unwrap());
    let mut sheets = BTreeMap::new();
    for file in std::fs::read_dir(folder.path().join("out")).unwrap_or_else(|_| panic!("{said}")) {
        let path = file.unwrap().path();
        let name = path.file_stem().unwrap().to_str().unwrap().strip_prefix(&stem).unwrap().to_owned();
        sheets.insert(name, std::fs::read_to_string(path).unwrap());
    }
    sheets
}

fn cells(csv: &str) -> Vec<String> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
    reader.records().map(|row| row.unwrap().iter().collect::<Vec<_>>().join("|")).collect()
}

/// The cells that stand in no quotes, and are not empty.
fn unquoted(csv: &str) -> Vec<String> {
    let (mut found, mut cell, mut quotes) = (Vec::new(), String::new(), 0);
    for c in csv.chars() {
        match c {
            '"' => quotes += 1,
            ',' | '\n' if quotes % 2 == 0 => {
                let whole = std::mem::take(&mut cell);
                found.extend(Some(whole).filter(|whole| quotes == 0 && !whole.is_empty()));
                quotes = 0;
            }
            _ => cell.push(c),
        }
    }
    found
}

/// The months of both LAOs by the command line, read back; returns the workbooks' bytes.
fn reads_as_it_should(place: &[String]) -> Vec<Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let _serving = Serving::start(place);
    let mut all = Vec::new();
    for (code, skip, expected) in [(TAO, 0, of_the_tao()), (PAO, 1, of_the_pao())] {
        let out = folder.path().join(format!("info_{code}.xlsx"));
        let named = out.to_str().unwrap();
        let done = run(place, &["export", "info", "--lao", code, "--month", "2569-04", "--out", named]);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        let sheets = opened(&out);
        let read: BTreeMap<&str, Vec<String>> = sheets
            .iter()
            .map(|(name, csv)| (name.as_str(), cells(csv).into_iter().skip(skip).collect()))
            .collect();
        assert_eq!(read, expected);
        // IDs, telephones and postcodes are text; the running number alone is a number.
        for (name, csv) in &sheets {
            let numbers: Vec<&str> = match name.as_str() {
                "คำขอ" => expected[&**name].iter().filter_map(|row| row.split('|').next()).collect(),
                _ => Vec::new(),
            };
            assert_eq!(
                unquoted(csv),
                numbers.into_iter().filter(|cell| *cell != "ลำดับ").collect::<Vec<_>>(),
                "{name}"
            );
        }
        all.push(std::fs::read(&out).unwrap());
    }
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2, "nothing is left beside them");
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_workbook_reads_in_another_program_as_it_should_on_sqlite() {
    let shelf = Shelf::sqlite().await;
    survey(&shelf.office).await;
    let place = ["--data".to_owned(), shelf.folder().to_str().unwrap().to_owned()];
    let by_command = reads_as_it_should(&place);
    // Whoever draws it up, and however often: the same bytes.
    for (code, bytes) in [TAO, PAO].into_iter().zip(&by_command) {
        for office in [&shelf.office, &shelf.again().await] {
            assert!(
                workbook(office, code, "2569-04").await == *bytes,
                "the same month came out in other bytes"
            );
        }
    }
    assert!(workbook(&shelf.office, TAO, "2569-03").await != by_command[0]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_workbook_is_the_same_on_postgresql_byte_for_byte() {
    let cluster = Cluster::start(Disk::Trusted).unwrap();
    let (here, there) = (Shelf::sqlite().await, Shelf::postgres(&cluster, "info").await);
    for shelf in [&here, &there] {
        survey(&shelf.office).await;
    }
    for code in [TAO, PAO] {
        for month in ["2569-03", "2569-04", "2569-05"] {
            let (a, b) =
                (workbook(&here.office, code, month).await, workbook(&there.office, code, month).await);
            assert!(a == b, "{code} {month} came out in other bytes");
        }
    }
    let keys = there.folder().join("keys.json").to_str().unwrap().to_owned();
    let photos = there.folder().join("photos").to_str().unwrap().to_owned();
    let url = cluster.url("info");
    let place = ["--database-url", &url, "--keys", &keys, "--photos", &photos].map(str::to_owned);
    let by_command = reads_as_it_should(&place);
    assert!(by_command[0] == workbook(&here.office, TAO, "2569-04").await, "the command's is another");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_month_that_cannot_be_is_refused_and_the_file_that_was_there_stays() {
    let shelf = Shelf::sqlite().await;
    survey(&shelf.office).await;
    let place = ["--data".to_owned(), shelf.folder().to_str().unwrap().to_owned()];
    let out = shelf.folder().join("info.xlsx");
    std::fs::write(&out, "last month's").unwrap();
    let named = out.to_str().unwrap();
    for (lao, month, status, says) in [
        ("09999999", "2569-04", 1, "LAO 09999999 is not known here"),
        (TAO, "2569-13", 2, "a year has no month 13"),
        (TAO, "2026-04", 2, "is not a year of the Buddhist era"),
    ] {
        let done = run(&place, &["export", "info", "--lao", lao, "--month", month, "--out", named]);
        let said = String::from_utf8_lossy(&done.stderr);
        assert_eq!(done.status.code(), Some(status), "{said}");
        assert!(said.contains(says), "{said}");
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "last month's");
    }
    let nowhere = shelf.folder().join("nowhere/info.xlsx");
    let done = run(
        &place,
        &["export", "info", "--lao", TAO, "--month", "2569-04", "--out", nowhere.to_str().unwrap()],
    );
    assert_eq!(done.status.code(), Some(1));
    // A device or a socket is not replaced by a file, whoever may do so: `/dev/null` stays what it is.
    let special = shelf.folder().join("special");
    let _open = std::os::unix::net::UnixListener::bind(&special).unwrap();
    let done = run(
        &place,
        &["export", "info", "--lao", TAO, "--month", "2569-04", "--out", special.to_str().unwrap()],
    );
    assert_eq!(done.status.code(), Some(1));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(said.contains("no ordinary file"), "{said}");
    assert!(!std::fs::metadata(&special).unwrap().is_file());
    // A month in which nobody was met has its headers, and whoever is still left out.
    let done = run(&place, &["export", "info", "--lao", TAO, "--month", "2569-02", "--out", named]);
    assert!(done.status.success());
    let sheets = opened(&out);
    assert!(sheets.values().all(|csv| cells(csv).len() == 1), "{sheets:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_register_is_written_in_each_form_and_says_the_same_in_all() {
    let shelf = Shelf::sqlite().await;
    survey(&shelf.office).await;
    let place = ["--data".to_owned(), shelf.folder().to_str().unwrap().to_owned()];
    let written = |format: &str, lao: Option<&str>| {
        let out = shelf.folder().join(format!("register.{format}"));
        let mut arguments = vec!["export", "register", "--format", format, "--out", out.to_str().unwrap()];
        arguments.extend(lao.into_iter().flat_map(|lao| ["--lao", lao]));
        let done = run(&place, &arguments);
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        out
    };
    let register = shelf.office.register().await.unwrap();
    for lao in [None, Some(PAO)] {
        let mut lines = Vec::new();
        export::jsonl(&register, lao.map(village::lao), &mut lines).unwrap();
        assert_eq!(std::fs::read(written("jsonl", lao)).unwrap(), lines);

        let count = lines.iter().filter(|byte| **byte == b'\n').count();
        let csv = std::fs::read_to_string(written("csv", lao)).unwrap();
        let table = cells(csv.strip_prefix('\u{feff}').unwrap());
        assert_eq!(table.len(), count + 1);
        let sheets = opened(&written("xlsx", lao));
        assert_eq!(sheets.keys().collect::<Vec<_>>(), ["register"]);
        assert_eq!(cells(&sheets["register"]), table);

        let points: Value = serde_json::from_slice(&std::fs::read(written("geojson", lao)).unwrap()).unwrap();
        let points = points["features"].as_array().unwrap();
        assert_eq!(points.len(), count);
        assert!(points.iter().all(|point| point["geometry"]["coordinates"] == json!([99.8841, 20.4312])));
    }
}
