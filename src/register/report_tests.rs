//! What a month and a year come to, counted by hand beside it.

use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::advice::{Advice, AdviceId, Topic};
use crate::clock::Stamp;
use crate::course::{Act, Funding, Grant, GrantForm, MeetingId, Outcome, Target, Votes, WhyForwarded};
use crate::decision::{Ruling, Verdict};
use crate::lao::LaoKind;
use crate::obstacle::{Issue, Obstacles};
use crate::record::{Area, Channel};
use crate::referral::{Coordinated, TakenIn};
use crate::samples::{phone, read};
use crate::statement::{Helped, OfArea, Statement};

const TAO: &str = "57000003";

fn lao() -> Lao {
    let name = "อบต.ตัวอย่าง".to_owned();
    Lao { code: TAO.parse().unwrap(), name, kind: LaoKind::Tao, province: "57".to_owned() }
}

fn id(kind: u32, nth: u32) -> Uuid {
    Uuid::from_u128(0x0196_a3c2_0000_7000_8000_0000_0000_0000 + u128::from(kind * 100_000 + nth))
}

fn on(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, month, day).unwrap()
}

/// A visit of April to one person, who asks for one thing; the test says what it is about.
fn visit(nth: u32, number: &str, more: Value) -> Visit {
    let mut record = json!({
        "id": id(0, nth).to_string(), "lao": TAO, "round": "2569-04", "status": "complete",
        "captured_at": format!("2026-04-12T09:{nth:02}:00+07:00"),
        "place": { "house_no": format!("{nth}"), "moo": 1, "tambon": "570903", "road": "สายเก่า",
                   "found_at": { "lat": 20.0 + f64::from(nth), "lon": 99.0 } },
        "people": [{ "id": id(1, nth).to_string(), "national_id": number, "given_name": "สมชาย", "family_name": "สมปอง",
                     "head": true }],
        "requests": [{ "id": id(2, nth).to_string(), "person": id(1, nth).to_string(), "area": "disaster",
                       "subject": "ขอวัสดุ", "need": "สังกะสี", "channel": "survey-team", "signature": { "kind": "drawn" } }],
    });
    for (field, value) in more.as_object().unwrap() {
        match value {
            Value::Object(inside) if record[field].is_object() => {
                inside.iter().for_each(|(name, value)| record[field][name] = value.clone());
            }
            _ => record[field] = value.clone(),
        }
    }
    Visit { record: read(record), lost: BTreeMap::new(), withdrawn_by: BTreeSet::new() }
}

fn ask(nth: u32, more: Value) -> Value {
    let mut request = json!({ "id": id(2, nth).to_string(), "area": "disaster", "channel": "walk-in",
                              "signature": { "kind": "drawn" } });
    more.as_object().unwrap().iter().for_each(|(field, value)| request[field] = value.clone());
    request
}

fn step(on: NaiveDate, act: Act) -> Step {
    let ms = on.and_hms_opt(3, 0, 0).unwrap().and_utc().timestamp_millis();
    Step { by: "u-001".to_owned(), stamp: Stamp::new(ms.try_into().unwrap(), 0), on, act }
}

fn grant(what: &str, form: GrantForm, baht: f64, funding: Option<Funding>) -> Grant {
    let amount_baht = serde_json::Number::from_f64(baht);
    Grant {
        what: what.to_owned(),
        item: None,
        kind: None,
        form,
        quantity: None,
        amount_baht,
        person: None,
        funding,
        on: None,
    }
}

fn urgent(on: NaiveDate, grants: Vec<Grant>) -> Step {
    step(on, Act::HelpedUrgently { grants, consent: None, area: None })
}

fn registered(on: NaiveDate) -> Step {
    step(on, Act::Registered { number: None })
}

fn answered(on: NaiveDate) -> Step {
    step(on, Act::Answered { answer: "ได้".to_owned() })
}

fn decided(on: NaiveDate, outcome: Outcome) -> Step {
    step(on, Act::Decided { meeting: MeetingId::new(id(3, 1)), outcome, votes: Votes::default() })
}

fn assigned(on: NaiveDate) -> Step {
    step(on, Act::Assigned { agency: "กองช่าง".to_owned(), letter: None })
}

fn reported(on: NaiveDate, grants: Vec<Grant>) -> Step {
    let said = || "ตามรายงาน".to_owned();
    step(
        on,
        Act::AgencyReported {
            cause: said(),
            method: said(),
            explained: said(),
            suggestion: said(),
            grants,
            nothing_given: false,
        },
    )
}

/// Steps of the nth visit's own request.
type Steps = Vec<(u32, Vec<Step>)>;

fn held_with(visits: Vec<Visit>, steps: Steps, decisions: &[Decision]) -> Held {
    Held::gather(&lao(), visits, decisions, &Directory::new([lao()]), by_request(steps), Vec::new())
}

fn by_request(steps: Steps) -> BTreeMap<(RecordId, RequestId), Vec<Step>> {
    steps
        .into_iter()
        .map(|(nth, steps)| ((RecordId::new(id(0, nth)), RequestId::new(id(2, nth))), steps))
        .collect()
}

fn held(visits: Vec<Visit>, steps: Steps) -> Held {
    held_with(visits, steps, &[])
}

fn period(text: &str) -> Period {
    text.parse().unwrap()
}

fn drawn(held: &Held, kind: Kind, of: &str) -> Report {
    held.report(kind, period(of), on(6, 30), &Holidays::weekends_only())
}

/// A table as lines, its sum last.
fn lines(report: &Report, name: &str) -> Vec<String> {
    let table = report.tables.iter().find(|table| table.name.starts_with(name));
    let table = table.unwrap_or_else(|| panic!("no table {name} in {:?}", report.tables));
    let line = |row: &Vec<Cell>| {
        assert_eq!(row.len(), table.columns.len(), "{row:?}");
        row.iter().map(Cell::written).collect::<Vec<_>>().join("|")
    };
    table.rows.iter().chain(&table.total).map(line).collect()
}

#[test]
fn a_period_is_a_month_or_a_fiscal_year_and_is_read_as_it_is_written() {
    let (month, year) = (period("2567-02"), period("2569"));
    assert_eq!(
        (month.first_day(), month.last_day()),
        (day_of(2024, 2, 1), day_of(2024, 2, 29)),
        "a leap year"
    );
    assert_eq!((year.first_day(), year.last_day()), (day_of(2025, 10, 1), day_of(2026, 9, 30)));
    assert_eq!((month.to_string(), year.to_string()), ("2567-02".to_owned(), "2569".to_owned()));
    assert_eq!(month.in_thai(), "เดือนกุมภาพันธ์ 2567");
    assert_eq!(year.in_thai(), "ปีงบประมาณ พ.ศ. 2569");
    let months: Vec<String> = year.months().map(|month| month.to_string()).collect();
    assert_eq!((months.len(), months[0].as_str(), months[11].as_str()), (12, "2568-10", "2569-09"));
    assert!(year.contains(day_of(2025, 10, 1)) && !year.contains(day_of(2026, 10, 1)));
    for wrong in ["", "2026", "256", "2569-13", "25690", "2569-4", "๒๕๖๙"] {
        assert!(wrong.parse::<Period>().is_err(), "{wrong}");
    }
}

fn day_of(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// Three came in April, one of which was over in it; one came in March and was over in May.
fn spring() -> Held {
    let march =
        visit(1, "1000000000009", json!({ "captured_at": "2026-03-30T09:00:00+07:00", "round": "2569-03" }));
    let walk_in = json!([ask(4, json!({ "area": "poor-farmer" }))]);
    held(
        vec![
            march,
            visit(2, "1000000000017", json!({})),
            visit(3, "1000000000025", json!({ "place": { "moo": 2 } })),
            visit(
                4,
                "2000000123451",
                json!({ "place": { "moo": null, "community": "ริมน้ำ" }, "requests": walk_in }),
            ),
            visit(5, "3000000543211", json!({ "status": "refused", "refusal": { "reason": "ไม่สะดวก" } })),
        ],
        vec![
            (1, vec![registered(on(4, 1)), answered(on(5, 4)), step(on(5, 5), Act::Closed {})]),
            (2, vec![registered(on(4, 13)), answered(on(4, 14)), step(on(4, 20), Act::Closed {})]),
            (3, vec![registered(on(4, 20)), assigned(on(5, 2))]),
        ],
    )
}

#[test]
fn what_was_carried_over_and_came_in_is_what_is_finished_and_left() {
    let held = spring();
    assert_eq!(
        lines(&drawn(&held, Kind::Operations, "2569-04"), "ภาพรวม"),
        ["ยกมาจากงวดก่อน|1", "ยื่นในงวดนี้|3", "เสร็จในงวดนี้|1", "คงค้างเมื่อสิ้นงวด|3"]
    );
    assert_eq!(
        lines(&drawn(&held, Kind::Operations, "2569-05"), "ภาพรวม"),
        ["ยกมาจากงวดก่อน|3", "ยื่นในงวดนี้|0", "เสร็จในงวดนี้|1", "คงค้างเมื่อสิ้นงวด|2"]
    );
    assert_eq!(
        lines(&drawn(&held, Kind::Operations, "2569"), "ภาพรวม"),
        ["ยกมาจากงวดก่อน|0", "ยื่นในงวดนี้|4", "เสร็จในงวดนี้|2", "คงค้างเมื่อสิ้นงวด|2"]
    );
}

#[test]
fn a_month_is_told_by_village_area_state_way_and_what_was_done() {
    let report = drawn(&spring(), Kind::Operations, "2569-04");
    assert_eq!(
        lines(&report, "เรื่องที่ยื่นในงวด รายหมู่บ้าน"),
        ["หมู่ 1|1|0|0|0|0|0|1", "หมู่ 2|1|0|0|0|0|0|1", "ชุมชนริมน้ำ|0|0|0|1|0|0|1", "รวม|2|0|0|1|0|0|3"]
    );
    // The agency was told in May: in April it was not.
    assert_eq!(
        lines(&report, "เรื่องที่ยื่นในงวด อยู่ในขั้นใด"),
        [
            "รอลงทะเบียน|0|0|0|1|0|0|1",
            "ลงทะเบียนแล้ว|1|0|0|0|0|0|1",
            "ปิดเรื่อง|1|0|0|0|0|0|1",
            "รวม|2|0|0|1|0|0|3"
        ]
    );
    let done = lines(&report, "การดำเนินการในงวด");
    assert_eq!(done[0], "ลงทะเบียนรับเรื่อง|3", "of March too: by the day on which it was done");
    assert_eq!((done[3].as_str(), done[12].as_str()), ("ตอบข้อซักถาม|1", "ส่งหน่วยงานดำเนินการ|0"));
    assert_eq!(lines(&report, "ช่องทางที่ยื่น"), ["มาด้วยตนเอง|1", "ทีมสำรวจ|2", "รวม|3"]);
    assert_eq!(
        lines(&report, "การสำรวจ"),
        ["หมู่ 1|3|2|1", "หมู่ 2|1|1|0", "ชุมชนริมน้ำ|1|0|0", "รวม|5|3|1"],
        "the house of March is known, and so is the one that came to the counter; one would not take part"
    );
    assert!(report.points.is_empty());
}

// Two tambons of one LAO may each have a village 3; a PAO has one in every tambon of its province.
#[test]
fn a_village_of_one_number_in_two_tambons_is_two_in_every_report() {
    let flood = json!({ "kind": "storm", "event_on": "2026-04-10", "items": [{ "code": "5.1.5" }] });
    let at = |nth: u32, tambon: &str, number: &str| {
        visit(nth, number, json!({ "place": { "moo": 3, "tambon": tambon }, "damage": flood }))
    };
    let here = || {
        let (one, other) = (at(1, "570908", "1000000000009"), at(2, "570903", "1000000000017"));
        vec![one, other, at(3, "570908", "1000000000025")]
    };
    let bag = || grant("ถุงยังชีพ", GrantForm::Goods, 700.0, None);
    let steps = || (1..=3).map(|nth| (nth, vec![urgent(on(4, 12), vec![bag()])])).collect();
    let mut held = held(here(), steps());
    held.events = vec![declared()];
    let called = |code: &str| format!("หมู่ 3 ตำบล{}", crate::address::tambon(code).unwrap().name());
    let (first, second) = (called("570903"), called("570908"));
    let row = |village: &str, figures: &str| format!("{village}|{figures}");
    let operations = drawn(&held, Kind::Operations, "2569-04");
    assert_eq!(
        lines(&operations, "เรื่องที่ยื่นในงวด รายหมู่บ้าน")[..2],
        [row(&first, "1|0|0|0|0|0|1"), row(&second, "2|0|0|0|0|0|2")]
    );
    assert_eq!(lines(&operations, "การสำรวจ")[..2], [row(&first, "1|1|0"), row(&second, "2|2|0")]);
    let given = drawn(&held, Kind::Given, "2569-04");
    assert_eq!(lines(&given, "รายหมู่บ้าน")[..2], [row(&first, "1|1|1|700"), row(&second, "2|2|2|1,400")]);
    let progress = held.report_of(&declared(), Kind::Progress, on(6, 30));
    assert_eq!(
        lines(&progress, "ความคืบหน้า")[..2],
        [row(&first, "1|1|1|1|0|0|700"), row(&second, "2|2|2|2|0|0|1,400")]
    );
    let damage = held.report_of(&declared(), Kind::Damage, on(6, 30));
    let listed = lines(&damage, "วาตภัย");
    let order = [row("1", &first), row("2", &second), row("3", &second)];
    assert!(listed.iter().zip(&order).all(|(line, begins)| line.starts_with(begins.as_str())), "{listed:?}");
    let said: Vec<&str> = damage.points.iter().map(|point| point.said[2].1.as_str()).collect();
    assert_eq!(said, [&first, &second, &second]);
    let support = lines(&held.report_of(&declared(), Kind::Support, on(6, 30)), "วาตภัย");
    assert!(!support[2].contains("หมู่ 3 ตำบล") && support[2].matches(" ต.").count() == 2, "{}", support[2]);
}

#[test]
fn a_step_that_was_taken_back_was_never_taken_and_a_withdrawn_record_counts_nowhere() {
    let back = |reason: &str| Act::TakenBack { reason: reason.to_owned() };
    let mut withdrawn = visit(2, "1000000000017", json!({ "withdraw": { "reason": "ซ้ำ" } }));
    let change = phone(1).makes(&withdrawn.record, 1);
    withdrawn.withdrawn_by = BTreeSet::from([change.id()]);
    let visits = vec![visit(1, "1000000000009", json!({})), withdrawn];
    let steps = vec![
        (1, vec![registered(on(4, 13)), assigned(on(4, 14)), step(on(5, 1), back("ผิดเรื่อง"))]),
        (2, vec![registered(on(4, 13))]),
    ];
    let report = drawn(&held(visits.clone(), steps.clone()), Kind::Operations, "2569-04");
    assert_eq!(lines(&report, "ภาพรวม")[1], "ยื่นในงวดนี้|1");
    assert_eq!(lines(&report, "การดำเนินการในงวด")[12], "ส่งหน่วยงานดำเนินการ|0");
    let withdrawn = |report: &Report| report.notes.iter().any(|note| note.contains("ถอนแล้ว 1 เรื่อง"));
    assert!(withdrawn(&report), "{:?}", report.notes);
    let may = drawn(&held(visits.clone(), steps.clone()), Kind::Operations, "2569-05");
    assert!(!withdrawn(&may), "it came in April: {:?}", may.notes);

    // The office answers the withdrawal: it counts again, with what was done about it.
    let verdict = Verdict::Restore {
        lao: TAO.parse().unwrap(),
        record: RecordId::new(id(0, 2)),
        answers: BTreeSet::from([change.id()]),
    };
    let restored = Ruling::new("u-001", Stamp::new(2, 0), verdict).sign(&phone(9).key);
    let report = drawn(&held_with(visits, steps, &[restored]), Kind::Operations, "2569-04");
    assert_eq!(lines(&report, "ภาพรวม")[1], "ยื่นในงวดนี้|2");
    assert_eq!(lines(&report, "การดำเนินการในงวด")[0], "ลงทะเบียนรับเรื่อง|2");
    assert_eq!(lines(&report, "การสำรวจ"), ["หมู่ 1|2|2|0", "รวม|2|2|0"], "its house was visited");
}

// Money that was paid was paid: reports of what was given do not change because a request was taken back.
#[test]
fn help_that_was_given_is_told_of_after_its_record_is_withdrawn_or_its_request_edited_out() {
    let storm = json!({ "kind": "storm", "event_on": "2026-04-10", "items": [{ "code": "5.1.5" }] });
    let mut withdrawn = visit(2, "1000000000017", json!({ "withdraw": { "reason": "ซ้ำ" }, "damage": storm }));
    withdrawn.withdrawn_by = BTreeSet::from([phone(1).makes(&withdrawn.record, 1).id()]);
    // The third record has its request no longer; the fourth was withdrawn before anybody was helped.
    let mut unhelped = visit(4, "2000000123451", json!({ "withdraw": { "reason": "ซ้ำ" } }));
    unhelped.withdrawn_by = BTreeSet::from([phone(1).makes(&unhelped.record, 1).id()]);
    let edited = visit(3, "1000000000025", json!({ "damage": storm, "requests": [] }));
    let visits = vec![visit(1, "1000000000009", json!({ "damage": storm })), withdrawn, edited, unhelped];
    let paid = |baht| vec![urgent(on(4, 12), vec![grant("เงิน", GrantForm::Money, baht, None)])];
    let steps = vec![
        (1, paid(100.0)),
        (2, paid(20.0)),
        (3, paid(3.0)),
        (4, vec![registered(on(4, 13))]),
        (5, paid(9.0)),
    ];
    let mut held = held(visits, steps);
    held.events = vec![declared()];
    let told = "รวมความช่วยเหลือที่ให้ไปแล้วก่อนถอนหรือแก้ไขเรื่องออกจากทะเบียน 2 เรื่อง".to_owned();
    let given = drawn(&held, Kind::Given, "2569-04");
    assert_eq!(lines(&given, "การให้ความช่วยเหลือ").pop().unwrap(), "รวม||||123|2|3|");
    assert!(given.notes.contains(&told), "{:?}", given.notes);
    let may = drawn(&held, Kind::Given, "2569-05");
    assert!(!may.notes.contains(&told), "nothing of it was given in May");
    let year = drawn(&held, Kind::Year, "2569");
    assert_eq!(lines(&year, "รายเดือน").pop().unwrap(), "รวม|2|1|3|2|3|123");
    assert!(year.notes.contains(&told), "{:?}", year.notes);
    assert_eq!(held.statement("2569-04".parse().unwrap()).helped.satang, 12_300);
    let progress = held.report_of(&declared(), Kind::Progress, on(6, 30));
    assert_eq!(
        lines(&progress, "ความคืบหน้า"),
        ["หมู่ 1|2|2|1|1|0|0|100", "เรื่องที่ถอนหรือแก้ไขออกแล้ว|0|0|0|0|0|0|23", "รวม|2|2|1|1|0|0|123"]
    );
    assert!(progress.notes.contains(&told), "{:?}", progress.notes);
    let support = lines(&held.report_of(&declared(), Kind::Support, on(6, 30)), "วาตภัย");
    assert!(support[5].ends_with("|เงิน 3 ราย 123 บาท"), "what was done already was done: {support:?}");
}

// What an edit took out says no area any more: it is of that in which it was helped.
#[test]
fn help_on_a_request_that_was_edited_out_is_told_in_the_area_in_which_it_was_given() {
    let given = vec![grant("เงิน", GrantForm::Money, 100.0, None)];
    let helped = Act::HelpedUrgently { grants: given, consent: None, area: Some(Area::QualityOfLife) };
    let edited = visit(1, "1000000000009", json!({ "requests": [] }));
    let held = held(vec![edited], vec![(1, vec![step(on(4, 12), helped)])]);
    let area = Area::QualityOfLife.in_thai();
    assert_eq!(lines(&drawn(&held, Kind::Given, "2569-04"), "ตามด้าน")[0], format!("{area}|1|0|1|100"));
    assert_eq!(lines(&drawn(&held, Kind::Year, "2569"), "รายด้าน")[1], format!("{area}|0|1|0|1|100"));
    let areas = held.statement("2569-04".parse().unwrap()).areas;
    assert_eq!(areas.iter().map(|of| of.area).collect::<Vec<_>>(), [Some(Area::QualityOfLife)]);
}

// People are counted by who they are: help on a record and on the duplicate of it that was withdrawn had one person.
#[test]
fn whoever_was_helped_on_a_duplicate_that_was_withdrawn_is_counted_once() {
    let withdrawn = |nth: u32, number: &str, name: &str| {
        let people = json!([{ "id": id(1, nth).to_string(), "national_id": number, "given_name": name,
                              "family_name": "สมปอง", "head": true }]);
        let mut visit = visit(
            nth,
            number,
            json!({ "withdraw": { "reason": "ซ้ำ" }, "place": { "house_no": "1" }, "people": people }),
        );
        visit.withdrawn_by = BTreeSet::from([phone(1).makes(&visit.record, 1).id()]);
        visit
    };
    let paid = |baht| vec![urgent(on(4, 12), vec![grant("เงิน", GrantForm::Money, baht, None)])];
    let helped = |others: &[Visit], decisions: &[Decision]| {
        let visits = std::iter::once(visit(1, "1000000000009", json!({}))).chain(others.iter().cloned());
        let held = held_with(visits.collect(), (1..=3).map(|nth| (nth, paid(100.0))).collect(), decisions);
        held.statement("2569-04".parse().unwrap()).helped
    };
    let twice = [withdrawn(2, "1000000000009", "สมชาย"), withdrawn(3, "1000000000009", "สมชาย")];
    let of = helped(&twice, &[]);
    assert_eq!((of.requests, of.people, of.houses, of.satang), (3, 1, 1, 30_000));
    // Another name or another number is another person, and so is whoever the office said is.
    assert_eq!(helped(&[withdrawn(2, "1000000000009", "มานี")], &[]).people, 2);
    assert_eq!(helped(&[withdrawn(2, "1000000000017", "สมชาย")], &[]).people, 2);
    let who = |nth| vec![format!("{TAO}/{}/{}", id(0, nth), id(1, nth)).parse().unwrap()];
    let apart = Verdict::Separate { left: who(1), right: who(2) };
    let apart = Ruling::new("u-001", Stamp::new(2, 0), apart).sign(&phone(9).key);
    assert_eq!(helped(&twice[..1], &[apart]).people, 2);
    let joined = Verdict::Join { left: who(1), right: who(2) };
    let joined = Ruling::new("u-001", Stamp::new(2, 0), joined).sign(&phone(9).key);
    assert_eq!(helped(&[withdrawn(2, "1000000000017", "มานี")], &[joined]).people, 1);
}

/// Two were helped at once, one of them met twice; one by an agency; one was only approved.
fn helped() -> Held {
    let (visits, steps) = helped_ones();
    held(visits, steps)
}

fn helped_ones() -> (Vec<Visit>, Steps) {
    let bag = || grant("ถุงยังชีพ", GrantForm::Goods, 700.0, Some(Funding::CentralReserve));
    let money = |baht| grant("เงินช่วยเหลือ", GrantForm::Money, baht, Some(Funding::AnnualBudget));
    let approved = |baht| Outcome::Approved { grants: vec![money(baht)], beyond_criteria: false };
    let told = json!([{ "from": "อบจ.", "what": "ถุงยังชีพ", "amount_baht": 500, "on": "2026-04-02" },
                      { "from": "อบจ.", "what": "ถุงยังชีพ", "amount_baht": 500, "on": "2026-03-31" }]);
    (
        vec![
            visit(1, "1000000000009", json!({ "help_received": told })),
            // The same person, and the same house, a second time.
            visit(2, "1000000000009", json!({ "place": { "house_no": "1" }, "help_received": told })),
            visit(3, "1000000000025", json!({ "place": { "moo": 2 } })),
            visit(4, "2000000123451", json!({})),
            visit(5, "3000000543211", json!({})),
        ],
        vec![
            (1, vec![registered(on(4, 13)), urgent(on(4, 12), vec![bag()])]),
            (2, vec![registered(on(4, 13)), urgent(on(4, 12), vec![bag()])]),
            (3, vec![registered(on(4, 13)), assigned(on(4, 14)), reported(on(4, 20), vec![money(1200.5)])]),
            (4, vec![registered(on(4, 13)), decided(on(4, 15), approved(9000.0))]),
            // The agency reports and names nothing: what was approved was given, in May.
            (
                5,
                vec![
                    registered(on(4, 13)),
                    decided(on(4, 15), approved(3000.0)),
                    assigned(on(4, 16)),
                    reported(on(5, 3), vec![]),
                ],
            ),
        ],
    )
}

/// What is held where these visits are gone, with everything that was done about them.
fn without(gone: &[u32], (mut visits, mut steps): (Vec<Visit>, Steps)) -> (Vec<Visit>, Steps) {
    visits.retain(|visit| !gone.iter().any(|nth| visit.record.id == RecordId::new(id(0, *nth))));
    steps.retain(|(nth, _)| !gone.contains(nth));
    (visits, steps)
}

fn requests_of(nths: &[u32]) -> BTreeSet<(RecordId, RequestId)> {
    nths.iter().map(|nth| (RecordId::new(id(0, *nth)), RequestId::new(id(2, *nth)))).collect()
}

// [S003:1412]: money that was paid is accounted for, whoever had it. domain.md 8: and nobody is told of by it.
#[test]
fn what_was_given_to_somebody_who_was_erased_since_stays_in_every_sum_and_nobody_in_it() {
    // One whose house and person another visit tells of still, one who was helped in April, one in May.
    let gone = [1, 3, 5];
    let before = helped();
    let outlays = before.outlay_of(&requests_of(&gone));
    let periods: Vec<String> = outlays.iter().map(|outlay| outlay.of.to_string()).collect();
    assert_eq!(periods, ["2569-04", "2569-05", "2569"]);
    let (visits, steps) = without(&gone, helped_ones());
    let after = held(visits, steps).with_outlays(outlays.clone());
    for month in ["2569-04", "2569-05", "2569-06"] {
        let (was, is) = (before.statement(month.parse().unwrap()), after.statement(month.parse().unwrap()));
        let helped = |of: &Statement| of.areas.iter().map(|of| (of.area, of.helped)).collect::<Vec<_>>();
        assert_eq!((was.helped, helped(&was)), (is.helped, helped(&is)), "{month}");
    }
    for of in ["2569-04", "2569-05", "2569"] {
        let (was, is) = (drawn(&before, Kind::Given, of), drawn(&after, Kind::Given, of));
        for table in ["การให้ความช่วยเหลือ", "ตามแหล่งงบประมาณ", "ตามด้าน", "รายหมู่บ้าน"]
        {
            assert_eq!(lines(&was, table).pop(), lines(&is, table).pop(), "{of} {table}");
        }
        assert_eq!(lines(&was, "ตามแหล่งงบประมาณ"), lines(&is, "ตามแหล่งงบประมาณ"), "{of}");
        assert_eq!(lines(&was, "ตามด้าน"), lines(&is, "ตามด้าน"), "{of}");
    }
    let april = drawn(&after, Kind::Given, "2569-04");
    assert_eq!(
        lines(&april, "การให้ความช่วยเหลือ"),
        [
            "1|12 เม.ย. 2569|สิ่งของ|งบกลาง ประเภทเงินสำรองจ่าย|700|1|1|12 เม.ย. 2569",
            "2|เม.ย. 2569 (ผู้ที่ลบข้อมูลส่วนบุคคลแล้ว)|สิ่งของ|งบกลาง ประเภทเงินสำรองจ่าย|700|0|0|–",
            "3|เม.ย. 2569 (ผู้ที่ลบข้อมูลส่วนบุคคลแล้ว)|เงิน|งบประมาณรายจ่ายประจำปี|1,200.50|1|1|–",
            "รวม||||2,600.50|2|2|",
        ],
        "who is told of still is counted where they are"
    );
    assert_eq!(
        lines(&april, "รายหมู่บ้าน"),
        ["หมู่ 1|1|1|1|700", "ผู้ที่ลบข้อมูลส่วนบุคคลแล้ว|2|1|1|1,900.50", "รวม|3|2|2|2,600.50"]
    );
    assert!(april.notes.iter().any(|note| note.contains("แก่ผู้ที่ลบข้อมูลส่วนบุคคลแล้ว")), "{:?}", april.notes);
    let help = |held: &Held, table: &str| {
        let rows = lines(&drawn(held, Kind::Year, "2569"), table).into_iter();
        rows.map(|row| row.rsplitn(5, '|').take(4).map(str::to_owned).collect::<Vec<_>>()).collect::<Vec<_>>()
    };
    assert_eq!(help(&before, "รายเดือน"), help(&after, "รายเดือน"));
    assert_eq!(help(&before, "รายด้าน"), help(&after, "รายด้าน"));

    // Nothing of a record, a request or a person is in it, nor a day or a village.
    let said = serde_json::to_string(&outlays).unwrap();
    let names = (0..3).flat_map(|kind| (1..6).map(move |nth| id(kind, nth).to_string()));
    assert!(names.into_iter().all(|name| !said.contains(&name)), "{said}");
    assert!(!said.contains("2026-") && !said.contains("570903"), "{said}");
    // Erased one after the other it is the same.
    let first = before.outlay_of(&requests_of(&[1]));
    let (visits, steps) = without(&[1], helped_ones());
    let then = held(visits, steps).outlay_of(&requests_of(&[3, 5]));
    let of = |all: &[Outlay], period: Period| all.iter().find(|outlay| outlay.of == period).cloned();
    for outlay in &outlays {
        let sum = match (of(&first, outlay.of), of(&then, outlay.of)) {
            (Some(one), Some(other)) => one.and(&other),
            (one, other) => one.or(other).unwrap(),
        };
        assert_eq!(sum, *outlay);
    }
    assert!(before.outlay_of(&requests_of(&[4])).is_empty(), "it was approved and not given");
}

// domain.md O-12, O-16: a disaster's money is told of whoever was erased.
#[test]
fn what_was_given_against_a_disaster_to_somebody_who_was_erased_since_is_told_of_it_still() {
    let storm = json!({ "kind": "storm", "event_on": "2026-04-10", "items": [{ "code": "5.1.5" }] });
    let all = || {
        let visits = vec![
            visit(1, "1000000000009", json!({ "damage": storm })),
            visit(2, "1000000000017", json!({ "damage": storm })),
        ];
        let bag = grant("ถุงยังชีพของสมชาย", GrantForm::Goods, 700.0, None);
        let money = grant("เงิน", GrantForm::Money, 49_500.25, None);
        let agencys = vec![registered(on(4, 13)), assigned(on(4, 14)), reported(on(5, 3), vec![money])];
        (
            visits,
            vec![
                (1, vec![urgent(on(4, 12), vec![bag.clone()])]),
                (2, [vec![urgent(on(4, 12), vec![bag])], agencys].concat()),
            ],
        )
    };
    let of = |(visits, steps): (Vec<Visit>, Steps)| {
        let mut held = held(visits, steps);
        held.events = vec![declared()];
        held
    };
    let outlays = of(all()).outlay_of(&requests_of(&[2]));
    let after = of(without(&[2], all())).with_outlays(outlays.clone());
    let progress = after.report_of(&declared(), Kind::Progress, on(6, 30));
    assert_eq!(
        lines(&progress, "ความคืบหน้า"),
        ["หมู่ 1|1|1|1|1|0|0|700", "ผู้ที่ลบข้อมูลส่วนบุคคลแล้ว|0|0|0|0|0|0|50,200.25", "รวม|1|1|1|1|0|0|50,900.25"]
    );
    let support = lines(&after.report_of(&declared(), Kind::Support, on(6, 30)), "วาตภัย");
    assert!(
        support[5].ends_with("ถุงยังชีพของสมชาย 1 ราย 700 บาท; สิ่งของ (ผู้ที่ลบข้อมูลส่วนบุคคลแล้ว) 1 ราย 700 บาท"),
        "{support:?}"
    );
    assert!(!serde_json::to_string(&outlays).unwrap().contains("สมชาย"));
}

#[test]
fn help_is_told_as_the_covidhelp_table_has_it_and_approved_is_not_given() {
    let report = drawn(&helped(), Kind::Given, "2569-04");
    let heads: Vec<&str> = report.tables[0].columns.iter().map(|column| &*column.name).collect();
    assert_eq!(
        heads.join("|"),
        "ลำดับ|วันที่ให้ความช่วยเหลือ|ประเภทความช่วยเหลือ|แหล่งงบประมาณ|งบประมาณ (บาท)|จำนวนคน|จำนวนครัวเรือน|วันที่บันทึกข้อมูล"
    );
    assert_eq!(
        lines(&report, "การให้ความช่วยเหลือ"),
        [
            "1|12 เม.ย. 2569|สิ่งของ|งบกลาง ประเภทเงินสำรองจ่าย|1,400|1|1|12 เม.ย. 2569",
            "2|20 เม.ย. 2569|เงิน|งบประมาณรายจ่ายประจำปี|1,200.50|1|1|20 เม.ย. 2569",
            "รวม||||2,600.50|2|2|",
        ],
        "two requests of one person in one house are one person and one house"
    );
    assert_eq!(lines(&report, "รายหมู่บ้าน"), ["หมู่ 1|2|1|1|1,400", "หมู่ 2|1|1|1|1,200.50", "รวม|3|2|2|2,600.50"]);
    assert_eq!(
        lines(&report, "ความช่วยเหลือที่ครัวเรือนแจ้ง"),
        ["อบจ.|1|1|500"],
        "told at two visits, had once; March is another month"
    );
    assert!(report.notes.iter().any(|note| note == WHO_IS_COUNTED), "{:?}", report.notes);
    let may = drawn(&helped(), Kind::Given, "2569-05");
    assert_eq!(
        lines(&may, "การให้ความช่วยเหลือ"),
        ["1|3 พ.ค. 2569|เงิน|งบประมาณรายจ่ายประจำปี|3,000|1|1|3 พ.ค. 2569", "รวม||||3,000|1|1|"]
    );
    let bars = report.tables[1].bars();
    assert_eq!(bars.iter().map(|bar| bar.share).fold(0.0, f64::max), 1.0);
    assert_eq!(
        (bars[1].name.as_str(), bars[1].figure.written()),
        ("งบกลาง ประเภทเงินสำรองจ่าย", "1,400".to_owned())
    );
}

// C-05, C-06 [S003:854-855]: help that one of the household asked for may be for others there.
#[test]
fn whoever_help_names_is_counted_beside_whoever_asked_and_their_house_once() {
    let people = json!([{ "id": id(1, 1).to_string(), "given_name": "สมชาย", "head": true },
                        { "id": id(1, 71).to_string(), "given_name": "มานี" },
                        { "id": id(1, 72).to_string(), "given_name": "ปิติ" }]);
    let clothes = |to: Option<u32>| {
        let person = to.map(|nth| PersonId::new(id(1, nth)));
        Grant { person, ..grant("ผ้าห่ม", GrantForm::Goods, 300.0, None) }
    };
    let given = vec![clothes(None), clothes(Some(71)), clothes(Some(72)), clothes(Some(71))];
    let visits = vec![visit(1, "1000000000009", json!({ "people": people }))];
    let held = held(visits, vec![(1, vec![urgent(on(4, 12), given)])]);
    let of = held.statement("2569-04".parse().unwrap()).helped;
    assert_eq!((of.requests, of.people, of.houses, of.satang), (1, 3, 1, 120_000));
    assert_eq!(
        lines(&drawn(&held, Kind::Given, "2569-04"), "การให้ความช่วยเหลือ").pop().unwrap(),
        "รวม||||1,200|3|1|"
    );
}

// C-02 [S003:855]: the day is that of the aid, whenever somebody wrote it down.
#[test]
fn help_is_of_the_day_on_which_it_was_given_though_the_agency_reports_it_a_month_later() {
    let money = grant("เงินช่วยเหลือ", GrantForm::Money, 1200.5, Some(Funding::AnnualBudget));
    let given = Grant { on: Some(on(4, 28)), ..money };
    let steps = vec![(1, vec![registered(on(4, 13)), assigned(on(4, 14)), reported(on(5, 3), vec![given])])];
    let held = held(vec![visit(1, "1000000000009", json!({}))], steps);
    assert_eq!(
        lines(&drawn(&held, Kind::Given, "2569-04"), "การให้ความช่วยเหลือ")[0],
        "1|28 เม.ย. 2569|เงิน|งบประมาณรายจ่ายประจำปี|1,200.50|1|1|3 พ.ค. 2569"
    );
    assert_eq!(held.statement("2569-04".parse().unwrap()).helped.satang, 120_050);
    assert_eq!(held.statement("2569-05".parse().unwrap()).helped.satang, 0);
}

// A household's telling is not undone by a later visit at which nobody would say anything.
#[test]
fn what_a_household_told_of_stays_though_nobody_would_take_part_at_the_next_visit() {
    let told = json!([{ "from": "อบจ.", "what": "ถุงยังชีพ", "amount_baht": 500, "on": "2026-04-02" }]);
    let refusal = json!({ "place": { "house_no": "1" }, "round": "2569-05", "status": "refused", "requests": [],
                          "captured_at": "2026-05-10T09:00:00+07:00", "refusal": { "reason": "ไม่สะดวก" } });
    let visits =
        vec![visit(1, "1000000000009", json!({ "help_received": told })), visit(2, "1000000000017", refusal)];
    let report = drawn(&held(visits.clone(), Vec::new()), Kind::Given, "2569-04");
    assert_eq!(lines(&report, "ความช่วยเหลือที่ครัวเรือนแจ้ง"), ["อบจ.|1|1|500"]);
    // Nor by whoever asks at the counter, or a list, where nobody asked what they had.
    let counter = json!({ "place": { "house_no": "1" }, "captured_at": "2026-04-20T09:00:00+07:00",
                          "requests": [ask(3, json!({}))] });
    let listed = json!({ "place": { "house_no": "1" }, "captured_at": "2026-04-21T09:00:00+07:00", "requests": [],
                         "from_list": { "list": id(4, 1).to_string() } });
    let visits =
        [visits, vec![visit(3, "1000000000025", counter), visit(4, "2000000123451", listed)]].concat();
    let report = drawn(&held(visits, Vec::new()), Kind::Given, "2569-04");
    assert_eq!(lines(&report, "ความช่วยเหลือที่ครัวเรือนแจ้ง"), ["อบจ.|1|1|500"]);
}

// domain.md 4.2 [S003:197], 4.5 [S003:1307] [S003:1313].
#[test]
fn what_nobody_would_sign_waits_until_it_is_written_down_and_what_went_up_is_told() {
    let refused = json!([ask(1, json!({ "signature": { "kind": "refused", "reason": "ไม่ไว้ใจ" } }))]);
    let visits = |refused: &Value| {
        vec![visit(1, "1000000000009", json!({ "requests": refused })), visit(2, "1000000000017", json!({}))]
    };
    let letter = || "ชร 1/2569".to_owned();
    let steps = vec![(
        2,
        vec![
            registered(on(4, 13)),
            step(on(4, 14), Act::ConsentSought { letter: letter() }),
            step(on(4, 20), Act::ConsentAnswered { given: true, letter: letter() }),
            step(on(4, 21), Act::ReportedUp { to: "อำเภอ".to_owned(), letter: letter() }),
        ],
    )];
    let done = |steps: Steps| {
        lines(&drawn(&held(visits(&refused), steps), Kind::Operations, "2569-04"), "การดำเนินการในงวด")
    };
    let waiting = done(steps.clone());
    assert_eq!(waiting[1], "ไม่รับเรื่องไว้พิจารณา (ผู้ร้องไม่ยินยอมลงชื่อ)|0");
    assert_eq!(waiting[2], "ผู้ร้องไม่ยินยอมลงชื่อ รอบันทึกไม่รับเรื่อง (ยื่นในงวด)|1");
    assert_eq!(
        waiting[9..12].iter().map(|row| row.ends_with("|1")).collect::<Vec<_>>(),
        [true; 3],
        "{waiting:?}"
    );
    let not_accepted = Act::NotAccepted {
        reason: "ไม่ไว้ใจ".to_owned(), told: "แจ้งด้วยวาจา".to_owned()
    };
    let written = done(steps.into_iter().chain([(1, vec![step(on(4, 15), not_accepted)])]).collect());
    assert!(written[1].ends_with("|1") && written[2].ends_with("|0"), "{written:?}");
}

#[test]
fn a_year_adds_its_months_up_and_counts_somebody_who_was_helped_twice_once() {
    let mut visits = vec![visit(1, "1000000000009", json!({}))];
    visits.push(visit(2, "1000000000009", json!({ "place": { "house_no": "1" } })));
    let money = || grant("เงิน", GrantForm::Money, 1000.0, None);
    let steps = vec![
        (1, vec![registered(on(4, 13)), urgent(on(4, 30), vec![money()])]),
        (2, vec![registered(on(4, 13)), urgent(on(5, 1), vec![money()])]),
    ];
    let report = drawn(&held(visits, steps), Kind::Year, "2569");
    let months = lines(&report, "รายเดือน");
    assert_eq!(months.len(), 13);
    assert_eq!(months[6], "เม.ย. 2569|1|2|1|1|1|1,000");
    assert_eq!(months[7], "พ.ค. 2569|0|0|1|1|1|1,000");
    assert_eq!(months[8], "มิ.ย. 2569|0|0|0|0|0|0", "it runs: nothing was counted in it yet");
    assert_eq!(months[9], "ก.ค. 2569|–|–|–|–|–|–", "it is to come");
    assert_eq!(months[12], "รวม|1|2|2|1|1|2,000", "one person in one house, helped in two months");
    assert!(
        report.notes.iter().any(|note| note.contains("ครัวเรือนที่สำรวจหลายเดือนนับครั้งเดียว")),
        "{:?}",
        report.notes
    );
    let areas = lines(&report, "รายด้าน");
    assert!(report.notes.iter().any(|note| note == WHO_IS_COUNTED), "{:?}", report.notes);
    assert_eq!(areas[0], "สาธารณภัย|2|2|1|1|2,000");
    assert_eq!(areas.len(), 7);
}

/// A storm over three houses: one newly visited, one with two injured; and a fire.
fn storm() -> Held {
    let storm = |items: Value| json!({ "damage": { "kind": "storm", "event_on": "2026-04-10", "damaged_on": "2026-04-11", "items": items } });
    let roof = json!([{ "code": "5.1.5", "extent": "partial", "note": "หลังคา" }]);
    let whole = json!([{ "code": "5.1.5", "extent": "whole" }, { "code": "5.1.12(1)", "quantity": 2 },
                       { "code": "5.1.12(3)", "quantity": 2 }, { "code": "5.1.11" }]);
    let mut earlier = storm(json!([{ "code": "5.1.5", "extent": "whole" }]));
    earlier["place"] = json!({ "house_no": "2" });
    let fire =
        json!({ "damage": { "kind": "fire", "damaged_on": "2026-04-20", "items": [] }, "requests": [] });
    let march = json!({ "damage": { "kind": "storm", "event_on": "2026-03-31", "items": [] } });
    held(
        vec![
            visit(1, "1000000000009", earlier),
            visit(2, "1000000000017", storm(roof)),
            visit(10, "1000000000025", storm(whole)),
            visit(4, "2000000123451", fire),
            visit(5, "3000000543211", march),
        ],
        vec![(2, vec![urgent(on(4, 11), vec![grant("ถุงยังชีพ", GrantForm::Goods, 700.0, None)])])],
    )
}

#[test]
fn damage_is_listed_by_type_a_house_once_with_its_newest_finding_and_nobodys_name() {
    let report = drawn(&storm(), Kind::Damage, "2569-04");
    assert_eq!(lines(&report, "จำนวนตามประเภทภัย"), ["อัคคีภัย (ไฟไหม้)|1|1|0|0|0", "วาตภัย (พายุ)|2|3|1|1|5"]);
    let listed = lines(&report, "วาตภัย");
    assert_eq!(listed[0], "1|หมู่ 1|2|11 เม.ย. 2569|ข้อ 5.1.5 ค่าวัสดุซ่อมแซมที่อยู่อาศัยประจำ (หลังคา) บางส่วน|สังกะสี");
    assert!(
        listed[1].starts_with("2|หมู่ 1|10|11 เม.ย. 2569|ข้อ 5.1.5 ค่าวัสดุซ่อมแซมที่อยู่อาศัยประจำ ทั้งหมด; "),
        "{listed:?}"
    );
    assert_eq!(listed.len(), 2, "the earlier visit to house 2 is the same house; March is another month");
    assert_eq!(report.points.len(), 3);
    let said = format!("{report:?}");
    assert!(!said.contains("สมชาย") && !said.contains("1000000000009"), "{said}");
    let told: Vec<&str> = report.points[0].said.iter().map(|(name, _)| *name).collect();
    assert_eq!(told, ["ประเภทภัย", "วันที่เกิดความเสียหาย", "หมู่บ้าน/ชุมชน", "ความเสียหาย"]);
}

#[test]
fn a_request_for_support_has_the_seven_items_of_the_regulation() {
    let report = drawn(&storm(), Kind::Support, "2569-04");
    assert_eq!(report.tables.len(), 2, "a form for each disaster");
    let storm = lines(&report, "วาตภัย");
    assert_eq!(storm.len(), 7);
    assert_eq!(storm[0], "1|ประเภทของภัยพิบัติกรณีฉุกเฉิน|วาตภัย (พายุ)");
    assert!(storm[1].ends_with("|เกิดภัย 10 เม.ย. 2569; เกิดความเสียหาย 11 เม.ย. 2569"), "{}", storm[1]);
    assert!(storm[2].ends_with("|ถนนสายเก่า หมู่ 1 ต.เกาะช้าง อ.แม่สาย"), "{}", storm[2]);
    assert!(storm[3].ends_with("|3 คน 2 ครัวเรือน"), "{}", storm[3]);
    assert!(storm[4].contains("บ้านเรือนเสียหาย 2 หลัง (ทั้งหลัง 1 บางส่วน 1)"), "{}", storm[4]);
    assert!(storm[4].contains("ผู้บาดเจ็บ 2 คน ผู้เสียชีวิต 0 คน"), "two injured under two items: {}", storm[4]);
    assert!(storm[5].ends_with("|ถุงยังชีพ 1 ราย 700 บาท"), "{}", storm[5]);
    assert!(storm[6].ends_with("|2 ครัวเรือน ครัวเรือนละ: สังกะสี"), "{}", storm[6]);
    let fire = lines(&report, "อัคคีภัย");
    assert!(
        fire[5].ends_with("|ยังไม่มีบันทึกการช่วยเหลือเบื้องต้นโดยฉับพลัน ถึงวันที่ 30 เม.ย. 2569")
            && fire[6].ends_with("ไม่มีผู้ระบุความต้องการ"),
        "{fire:?}"
    );
}

/// A storm as the office says it.
fn declared() -> Event {
    serde_json::from_value(json!({ "id": id(5, 1).to_string(), "kind": "storm", "title": "พายุ เมษายน",
                                   "from": "2026-04-10", "until": "2026-04-12" }))
    .unwrap()
}

/// House 7, as it was met on a day of April: how it is damaged, by whom it is told, and what else.
fn met(nth: u32, day: u32, number: &str, damage: Value, more: Value) -> Visit {
    let mut all = json!({ "captured_at": format!("2026-04-{day:02}T09:00:00+07:00"), "place": { "house_no": "7" },
                          "damage": damage, "requests": [] });
    more.as_object().unwrap().iter().for_each(|(field, value)| all[field] = value.clone());
    visit(nth, number, all)
}

/// Met at once after the storm, with what cannot wait, and ten days later, when the house had come down.
fn revisited(second_time: &str) -> Held {
    let told =
        |extent: &str| json!([{ "code": "5.1.5", "extent": extent }, { "code": "5.1.12(1)", "quantity": 2 }]);
    let first = json!({ "kind": "storm", "event_on": "2026-04-10", "items": told("partial") });
    let mut second = json!({ "kind": "storm", "items": told("whole") });
    if !second_time.is_empty() {
        second["event_on"] = json!(second_time);
    }
    let request = |nth: u32, area: &str, need: &str| {
        json!({ "id": id(2, nth).to_string(), "area": area, "need": need, "channel": "survey-team",
                                 "signature": { "kind": "drawn" } })
    };
    let picture = json!([{ "hash": format!("b3:{}", "a".repeat(64)), "kind": "damage" }]);
    let asked = json!([request(1, "disaster", "สังกะสี"), request(90, "quality-of-life", "รถเข็น")]);
    let visits = vec![
        met(1, 12, "1000000000009", first, json!({ "requests": asked, "photos": picture })),
        met(2, 22, "1000000000017", second, json!({ "place": { "house_no": "7", "found_at": Value::Null } })),
    ];
    let mut steps =
        by_request(vec![(1, vec![urgent(on(4, 12), vec![grant("ถุงยังชีพ", GrantForm::Goods, 700.0, None)])])]);
    let other = (RecordId::new(id(0, 1)), RequestId::new(id(2, 90)));
    steps.insert(other, vec![urgent(on(4, 12), vec![grant("เงินสงเคราะห์", GrantForm::Money, 3000.0, None)])]);
    Held::gather(&lao(), visits, &[], &Directory::new([lao()]), steps, vec![declared()])
}

// domain.md 7, O-12, O-13, O-16: a house that is visited again is one house, and nothing that it told is lost.
#[test]
fn a_house_that_was_met_twice_is_one_house_with_its_newest_damage_and_all_that_was_asked_and_given() {
    for second_time in ["2026-04-10", "2026-04-11", ""] {
        let held = revisited(second_time);
        let of = |kind: Kind| held.report_of(&declared(), kind, on(6, 30));
        let damage = of(Kind::Damage);
        assert_eq!(lines(&damage, "จำนวนตามประเภทภัย"), ["วาตภัย (พายุ)|1|2|1|0|2"], "{second_time}");
        let listed = lines(&damage, "วาตภัย");
        assert_eq!(listed.len(), 1, "{second_time} {listed:?}");
        assert!(listed[0].contains("ทั้งหมด") && listed[0].ends_with("|สังกะสี"), "{listed:?}");
        assert_eq!(damage.points.len(), 1, "where the first visit stood: the second had no fix");
        let support = lines(&of(Kind::Support), "วาตภัย");
        assert!(support[3].ends_with("|2 คน 1 ครัวเรือน"), "{support:?}");
        assert!(
            support[4].contains("1 หลัง (ทั้งหลัง 1 บางส่วน 0)") && support[4].contains("ผู้บาดเจ็บ 2 คน"),
            "{support:?}"
        );
        assert!(support[5].ends_with("|ถุงยังชีพ 1 ราย 700 บาท"), "of the disaster alone: {support:?}");
        assert!(support[6].ends_with("|1 ครัวเรือน: สังกะสี"), "{support:?}");
        let progress = lines(&of(Kind::Progress), "ความคืบหน้า");
        assert_eq!(
            progress[0], "หมู่ 1|1|2|1|1|0|0|700",
            "what is asked of another area is no progress of this"
        );
        let struck = held.struck(&declared());
        assert_eq!(struck.len(), 1);
        assert_eq!((struck[0].record, struck[0].requests), (RecordId::new(id(0, 2)), 1));
        assert_eq!(struck[0].dwelling, Some(crate::record::Extent::Whole));
        let pictured: Vec<RecordId> = struck[0].photos.iter().map(|(record, _)| *record).collect();
        assert_eq!(pictured, [RecordId::new(id(0, 1))]);
        assert!(struck[0].place.as_ref().unwrap().found_at.is_some());
    }
}

// Damage is surveyed once; its owner asks at the counter, or on the visit of the next month.
#[test]
fn what_a_struck_house_asks_where_no_damage_is_told_of_is_of_the_disaster_that_had_struck_it() {
    let storm = json!({ "kind": "storm", "event_on": "2026-04-10", "items": [{ "code": "5.1.5" }] });
    let at_the_counter = |nth: u32, house: &str, on: &str, area: &str| {
        let asked = json!([ask(nth, json!({ "area": area, "need": "ผ้าห่ม" }))]);
        let came = format!("{on}T09:00:00+07:00");
        visit(
            nth,
            "1000000000017",
            json!({ "place": { "house_no": house }, "captured_at": came, "requests": asked }),
        )
    };
    let visits = vec![
        met(1, 12, "1000000000009", storm, json!({})),
        at_the_counter(2, "7", "2026-05-04", "disaster"),
        at_the_counter(3, "7", "2026-05-04", "quality-of-life"),
        at_the_counter(4, "7", "2026-04-09", "disaster"),
        at_the_counter(5, "8", "2026-05-04", "disaster"),
    ];
    let bag = || vec![urgent(on(5, 5), vec![grant("ผ้าห่ม", GrantForm::Goods, 300.0, None)])];
    let steps = || (2..=5).map(|nth| (nth, bag())).collect::<Steps>();
    let mut held = held(visits, steps());
    held.events = vec![declared()];
    let of = |held: &Held, kind: Kind| held.report_of(&declared(), kind, on(6, 30));
    let progress = |held: &Held| lines(&of(held, Kind::Progress), "ความคืบหน้า").remove(0);
    assert_eq!(
        progress(&held),
        "หมู่ 1|1|1|1|1|0|0|300",
        "neither of another area, nor before it, nor elsewhere"
    );
    let support = lines(&of(&held, Kind::Support), "วาตภัย");
    assert!(support[5].ends_with("|ผ้าห่ม 1 ราย 300 บาท"), "{support:?}");
    assert!(support[6].ends_with("|1 ครัวเรือน: ผ้าห่ม"), "{support:?}");
    assert_eq!(held.struck(&declared())[0].requests, 1);

    // Another disaster strikes the house before it asks: then it is against that one.
    let flood = json!({ "kind": "flood", "event_on": "2026-04-28", "items": [{ "code": "5.1.5" }] });
    let again = met(6, 29, "1000000000009", flood, json!({}));
    held.visits.push(again);
    assert_eq!(progress(&held), "หมู่ 1|1|1|0|0|0|0|0");
    let all = lines(&drawn(&held, Kind::Support, "2569-04"), "อุทกภัย");
    assert!(all[6].ends_with("|1 ครัวเรือน: ผ้าห่ม"), "{all:?}");
}

#[test]
fn without_an_event_of_the_office_what_nobody_dated_is_of_the_disaster_that_the_house_told_of_before() {
    let mut held = revisited("");
    held.events.clear();
    let damage = drawn(&held, Kind::Damage, "2569-04");
    assert_eq!(lines(&damage, "จำนวนตามประเภทภัย"), ["วาตภัย (พายุ)|1|2|1|0|2"]);
    assert_eq!(drawn(&held, Kind::Support, "2569-04").tables.len(), 1, "one disaster, one form");
    // Two days that were both told are two disasters.
    let mut told_apart = revisited("2026-04-20");
    told_apart.events.clear();
    assert_eq!(drawn(&told_apart, Kind::Support, "2569-04").tables.len(), 2);
}

// A list may be surveyed years before it is brought: what it asks comes in when it does.
#[test]
fn what_a_list_asks_comes_in_with_the_list_and_not_when_it_was_surveyed() {
    let old =
        json!({ "captured_at": "2020-04-01T00:00:00+07:00", "from_list": { "list": id(4, 1).to_string() } });
    let held = held(vec![visit(1, "1000000000001", old)], vec![]);
    let of = |period: &str| lines(&drawn(&held, Kind::Operations, period), "ภาพรวม");
    let told = |carried, came, left| {
        let many = [carried, came, 0, left];
        let rows = ["ยกมาจากงวดก่อน", "ยื่นในงวดนี้", "เสร็จในงวดนี้", "คงค้างเมื่อสิ้นงวด"];
        rows.iter().zip(many).map(|(row, many)| format!("{row}|{many}")).collect::<Vec<String>>()
    };
    assert_eq!(of("2569-04"), told(0, 1, 1));
    assert_eq!(of("2569"), told(0, 1, 1));
    assert_eq!(of("2563"), told(0, 0, 0), "nobody had heard of it then");
    assert_eq!(of("2569-05"), told(1, 0, 1));
}

#[test]
fn late_agencies_are_told_by_today_and_the_latest_first() {
    let steps = vec![
        (1, vec![registered(on(4, 13)), assigned(on(4, 13))]),
        (2, vec![registered(on(4, 13)), assigned(on(6, 14))]),
        (3, vec![registered(on(4, 13)), assigned(on(6, 15))]),
        (4, vec![registered(on(4, 13)), assigned(on(4, 13)), reported(on(6, 1), vec![])]),
    ];
    let visits = (1..=4).map(|nth| visit(nth, "1000000000009", json!({}))).collect();
    let report = drawn(&held(visits, steps), Kind::Late, "2569-01");
    assert_eq!(
        lines(&report, "หน่วยงาน"),
        [
            "|ขอวัสดุ|สาธารณภัย|กองช่าง|13 เม.ย. 2569|63|ทวงถามครั้งที่ ๑|3 พ.ค. 2569",
            "|ขอวัสดุ|สาธารณภัย|กองช่าง|14 มิ.ย. 2569|1|ทวงถามครั้งที่ ๑|4 ก.ค. 2569",
        ],
        "the third has today, the fourth has reported"
    );
}

#[test]
fn who_is_not_in_info_is_named_without_a_number_and_the_problem_form_has_its_five_columns() {
    let visits = vec![visit(1, "1000000000001", json!({}))];
    let directory = Directory::new([lao()]);
    let month = Month::draw(&lao(), "2569-04".parse().unwrap(), visits, &[], &directory, &Default::default());
    let report = left_out(&lao(), &month);
    let listed = lines(&report, "ยังไม่บันทึก");
    assert!(listed[0].starts_with("สมชาย สมปอง|1|1|เกาะช้าง|เม.ย. 2569|เลขหลักสุดท้าย"), "{listed:?}");
    assert!(!format!("{report:?}").contains("1000000000001"));
    assert!(Kind::LeftOut.names_people() && !Kind::Damage.names_people());

    let whose = &lao();
    let form = problems(whose, period("2569"), None);
    assert_eq!(lines(&form, "ประเด็นปัญหา"), ["เชียงราย|1.|1.||", "|2.|2.||", "|3.|3.||"]);
    assert_eq!(form.tables[0].columns.len(), 5);
    // What was written stands in its rows; a fourth issue gets a fourth row.
    let issue = |problem: &str, mending: &str| Issue {
        problem: problem.to_owned(),
        mending: mending.to_owned(),
        ..Issue::default()
    };
    let issues = vec![issue("ไม่มีรถ", "ขอยืม"), issue("ข", ""), issue("ค", ""), issue("ง", "")];
    let written = Obstacles { period: period("2569"), issues };
    assert_eq!(written.check(), Ok(()));
    let form = problems(whose, period("2569"), Some(&written));
    assert_eq!(
        lines(&form, "ประเด็นปัญหา"),
        ["เชียงราย|1. ไม่มีรถ|1. ขอยืม||", "|2. ข|2.||", "|3. ค|3.||", "|4. ง|4.||"]
    );
    assert!(form.notes.is_empty());
    let nameless = Obstacles { issues: vec![issue(" ", "ขอยืม")], ..written.clone() };
    assert_eq!(nameless.check().unwrap_err().to_string(), "ยังไม่ได้กรอกประเด็นปัญหา");
    let numbered =
        Obstacles { issues: vec![issue("โทร 0812345678 ไม่ติด", "")], ..written.clone() };
    assert!(numbered.check().unwrap_err().to_string().starts_with("มีเลขหลายหลักติดกันในประเด็นปัญหา"));
    let many = Obstacles { issues: vec![issue("ก", ""); 21], ..written };
    assert_eq!(many.check().unwrap_err().to_string(), "กรอกได้ไม่เกิน 20 ประเด็น");
}

#[test]
fn every_report_of_an_empty_register_is_drawn_and_has_no_picture() {
    let nothing = held(Vec::new(), Vec::new());
    for kind in Kind::ALL.iter().filter(|kind| **kind != Kind::LeftOut) {
        for of in ["2569-04", "2569"].map(period).into_iter().filter(|of| kind.is_of(*of)) {
            let report = nothing.report(*kind, of, on(6, 30), &Holidays::weekends_only());
            assert!(report.tables.iter().all(|table| table.bars().is_empty()), "{kind}");
        }
    }
    assert!(!Kind::Year.is_of(period("2569-04")) && !Kind::LeftOut.is_of(period("2569")));
}

// O-16: what is under way is what help may still come of.
#[test]
fn a_request_that_ended_without_help_is_not_under_way() {
    let storm = json!({ "kind": "storm", "event_on": "2026-04-10", "items": [{ "code": "5.1.5" }] });
    let visits: Vec<Visit> =
        (1..=6).map(|nth| visit(nth, "1000000000009", json!({ "damage": storm }))).collect();
    let nothing = || Act::AgencyReported {
        cause: "ก".to_owned(),
        method: "ข".to_owned(),
        explained: "ค".to_owned(),
        suggestion: "ง".to_owned(),
        grants: Vec::new(),
        nothing_given: true,
    };
    let memo = || Act::Summarised { memo: "สรุป".to_owned() };
    let heard = || Act::PutOnAgenda { meeting: MeetingId::new(id(9, 1)) };
    let rejected =
        || Outcome::Rejected { reason: "ไม่เข้าหลักเกณฑ์".to_owned() };
    let begun = |more: Vec<Step>| [vec![registered(on(4, 13))], more].concat();
    let steps = vec![
        (1, begun(vec![answered(on(4, 14)), step(on(4, 15), Act::Closed {})])),
        (2, begun(vec![assigned(on(4, 14)), step(on(4, 20), nothing()), step(on(4, 21), memo())])),
        (3, begun(vec![decided(on(4, 14), rejected()), step(on(4, 21), memo())])),
        (4, begun(vec![assigned(on(4, 14))])),
        // What is put on an agenda again is under way once more when it is approved.
        (
            5,
            begun(vec![
                decided(on(4, 14), rejected()),
                decided(on(4, 20), Outcome::Approved { grants: Vec::new(), beyond_criteria: false }),
            ]),
        ),
        // An agency that was asked at once gave nothing: the committee may yet.
        (6, begun(vec![assigned(on(4, 14)), step(on(4, 20), nothing()), step(on(4, 21), heard())])),
    ];
    let mut held = held(visits, steps);
    held.events = vec![declared()];
    let progress = lines(&held.report_of(&declared(), Kind::Progress, on(6, 30)), "ความคืบหน้า");
    assert_eq!(progress[0], "หมู่ 1|6|1|6|0|3|3|0");
}

#[test]
fn what_was_passed_on_counts_as_passed_on() {
    let forwarded = Act::Forwarded {
        to: Target::CentralPlace,
        name: "สถานที่กลาง".to_owned(),
        why: WhyForwarded::BeyondCapacity,
        reason: "เกินขีดความสามารถ".to_owned(),
    };
    let beyond = Outcome::BeyondCapacity { reason: "งบไม่พอ".to_owned() };
    let steps =
        vec![(1, vec![registered(on(4, 13)), decided(on(4, 15), beyond), step(on(4, 16), forwarded)])];
    let report = drawn(&held(vec![visit(1, "1000000000009", json!({}))], steps), Kind::Operations, "2569-04");
    let done = lines(&report, "การดำเนินการในงวด");
    assert_eq!(done[8], "คณะกรรมการเห็นว่าเกินขีดความสามารถ|1");
    assert_eq!(done[13], "ส่งต่อสถานที่กลางหรือหน่วยงานอื่น|1");
    assert_eq!(done[6], "คณะกรรมการเห็นชอบ|0");
}

#[test]
fn what_goes_up_to_the_central_place_is_what_the_reports_count() {
    let of = helped().statement("2569-04".parse().unwrap());
    let helped_in_april = Helped { requests: 3, people: 2, houses: 2, satang: 260_050 };
    let all = OfArea { area: Some(Area::Disaster), came: 5, helped: helped_in_april };
    let (surveyed, helped_then) = (4, helped_in_april);
    let month = "2569-04".parse().unwrap();
    let stated =
        Statement { month, surveyed, carried: 0, came: 5, left: 5, helped: helped_then, areas: vec![all] };
    assert_eq!(of, stated);
    assert_eq!(of.finished(), 0);
    let may = helped().statement("2569-05".parse().unwrap());
    assert_eq!((may.carried, may.came, may.surveyed, may.helped.people), (5, 0, 0, 1));
    let sum = lines(&drawn(&helped(), Kind::Given, "2569-04"), "การให้ความช่วยเหลือ").pop().unwrap();
    assert_eq!(sum, "รวม||||2,600.50|2|2|", "the same month, as another report tells it");
}

#[test]
fn a_central_place_adds_up_what_was_reported_and_says_who_did_not() {
    let place =
        Lao { kind: LaoKind::CentralPlace, name: "สถานที่กลาง".to_owned(), ..lao() };
    let other = Lao { code: "57000004".parse().unwrap(), name: "ทต.อื่น".to_owned(), ..lao() };
    let months = ["2569-04", "2569-05"]
        .map(|month| Reported { statement: helped().statement(month.parse().unwrap()), on: Some(on(6, 2)) });
    let served = [
        Served { lao: lao(), statements: months.to_vec() },
        Served { lao: other.clone(), statements: Vec::new() },
    ];
    let did =
        |on, ends| Coordinated {
            on, agency: "ชลประทาน ".to_owned(), said: "ขอเครื่องจักร".to_owned(), ends
        };
    let brought = |on, channel, to_check: Option<&str>| Taken {
        of: other.code,
        taken_in: Some(TakenIn { on, channel, to_check: to_check.map(str::to_owned) }),
        sent_on: None,
        steps: vec![did(on, false)],
    };
    let taken = [
        Taken {
            of: lao().code,
            taken_in: None,
            sent_on: Some(on(4, 20)),
            steps: vec![did(on(4, 21), false), did(on(5, 4), true)],
        },
        Taken { of: other.code, taken_in: None, sent_on: Some(on(5, 2)), steps: Vec::new() },
        brought(on(4, 9), Channel::CentralPlace, None),
        brought(on(4, 9), Channel::Phone, Some("ยังไม่ทราบเลขที่บ้าน")),
        brought(on(5, 9), Channel::CentralPlace, None),
    ];
    let asked = |struck_out: Option<&str>| Advice {
        id: AdviceId::new(id(4, 1)),
        on: on(4, 3),
        channel: Channel::Phone,
        topic: Topic::OfficialInformation,
        asked: "ขอดูแผน".to_owned(),
        answer: "อยู่ที่เว็บไซต์".to_owned(),
        taken_over_by: None,
        struck_out: struck_out.map(str::to_owned),
    };
    let advice = [asked(None), asked(Some("บันทึกซ้ำ"))];
    let april = central(&place, period("2569-04"), &served, &taken, &advice, on(6, 30));
    assert_eq!(
        lines(&april, "ผลการดำเนินงานของ อปท."),
        ["อบต.ตัวอย่าง|4|5|3|2|2|2,600.50", "รวม|4|5|3|2|2|2,600.50"]
    );
    assert_eq!(lines(&april, "รายด้าน"), ["สาธารณภัย|5|3|2|2|2,600.50", "รวม|5|3|2|2|2,600.50"]);
    assert_eq!(
        lines(&april, "เรื่องเกินขีดความสามารถ"),
        ["อบต.ตัวอย่าง|1|1|0", "ทต.อื่น|0|0|0", "รวม|1|1|0"],
        "the answer came in May"
    );
    assert_eq!(lines(&april, "เรื่องที่ประชาชนยื่นที่สถานที่กลาง"), ["อบต.ตัวอย่าง|0|0|0", "ทต.อื่น|1|1|1", "รวม|1|1|1"]);
    assert_eq!(lines(&april, "หน่วยงานที่ประสาน"), ["ชลประทาน|3"]);
    assert_eq!(lines(&april, "การให้ข้อมูลข่าวสาร")[0], format!("{}|1|0", Topic::OfficialInformation.in_thai()));
    assert!(april.notes.iter().any(|note| note == WHO_IS_COUNTED), "{:?}", april.notes);
    assert_eq!(april.notes[0], "ยังไม่ได้รับรายงานและไม่มีในยอด: ทต.อื่น");
    let year = central(&place, period("2569"), &served, &taken, &advice, on(6, 30));
    assert_eq!(lines(&year, "ผลการดำเนินงานของ อปท.")[0], "อบต.ตัวอย่าง|4|5|4|3|3|5,600.50");
    assert_eq!(lines(&year, "เรื่องเกินขีดความสามารถ")[0], "อบต.ตัวอย่าง|1|1|1");
    assert_eq!(year.notes[0], "ยังไม่ได้รับรายงานและไม่มีในยอด: อบต.ตัวอย่าง (6 เดือน) ทต.อื่น (8 เดือน)");
    let early = central(&place, period("2569-04"), &served, &taken, &advice, on(4, 30));
    assert!(!early.notes[0].contains("ยังไม่ได้รับ"), "the month is not over");
    // Handed in while it ran, a month is reported, and more may have come of it: that is told beside who reported none.
    let told = |day: NaiveDate, of: &str| {
        let mut served = served.clone();
        served[0].statements[0].on = Some(day);
        let report = central(&place, period(of), &served, &taken, &advice, on(6, 30));
        let note = report.notes.into_iter().find(|note| note.starts_with("ส่งก่อนสิ้นเดือน"));
        note.map(|note| note.rsplit(": ").next().unwrap().to_owned())
    };
    assert_eq!(told(on(4, 30), "2569-04").as_deref(), Some("อบต.ตัวอย่าง"), "its last day is not over");
    assert_eq!(told(on(4, 3), "2569").as_deref(), Some("อบต.ตัวอย่าง (1 เดือน)"));
    assert_eq!(told(on(5, 1), "2569-04"), None);
    assert!(Kind::Central.is_for(LaoKind::CentralPlace) && !Kind::Central.is_for(LaoKind::Tao));
    assert!(!Kind::Year.is_for(LaoKind::CentralPlace), "it holds no register");
}
