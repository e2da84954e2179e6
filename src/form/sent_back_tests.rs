use chrono::DateTime;
use register::own;
use register::record::ReviewVerdict;
use serde_json::{Value, json};

use super::*;
use crate::form::Visit;
use crate::form::tests::around;
use crate::lines;

const SOMCHAI: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70";
const MALI: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71";
const ROOF: &str = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a72";

fn record_with(reviews: Value) -> Record {
    let record = json!({
        "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69", "lao": "05700001", "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "status": "complete",
        "place": { "house_no": "123/4", "moo": 5, "tambon": "570903" },
        "dwelling": { "families": 2 },
        "people": [
            { "id": SOMCHAI, "given_name": "สมชาย", "national_id": "1000000000009", "title": "พระ",
              "low_income": "yes", "farmer": { "kinds": ["crop"] }, "student": { "level": "primary" } },
            { "id": MALI, "given_name": "มาลี", "no_id_reason": "บัตรหาย จำเลขไม่ได้" },
        ],
        "requests": [{ "id": ROOF, "person": MALI, "area": "quality-of-life", "subject": "ขอสังกะสี",
                       "proxy": { "name": "สมหญิง" } }],
        "damage": { "kind": "storm", "items": [{ "code": "5.1.5", "extent": "partial" }, { "code": "5.1.16" }, {}] },
        "reviews": reviews,
    });
    Record::from_value(record).unwrap()
}

fn sent_back(nth: u32, field: Value) -> Value {
    json!({
        "id": format!("0196a3c2-7d1e-7c55-9b0f-0000{nth:08x}"), "at": format!("2026-04-15T10:0{nth}:00+07:00"),
        "verdict": "sent-back", "field": field, "comment": format!("ขอให้แก้ {nth}"),
    })
}

fn now() -> Moment {
    DateTime::parse_from_rfc3339("2026-04-16T09:00:00+07:00").unwrap().into()
}

#[test]
fn whatever_a_page_asks_can_be_sent_back_and_is_a_field_of_the_register() {
    let record = record_with(json!([]));
    let mut around = around(2);
    around.settings.sensitive = true;
    around.lao.kind = register::lao::LaoKind::Town;
    let parts = parts(&record, &around);
    let lines = || parts.iter().flat_map(|part| &part.lines);
    for line in lines() {
        let of_a_member = |part: &&str| ![SOMCHAI, MALI, ROOF].contains(part) && !part.starts_with("5.1.");
        let path: Vec<&str> = line.field.split('/').filter(of_a_member).collect();
        // Who asks is told to nobody by their name inside the machine.
        let path = path.join(".");
        assert!(path == "requests.person" || own::name_of(&path).is_some(), "{}", line.field);
        assert!(!line.label.is_empty(), "{line:?}");
    }
    // Nothing that is asked is left out: a new question of a page needs its field here.
    for part in &parts {
        let mut pages = vec![part.page];
        pages.extend(part.lines.iter().map(|line| line.page));
        for page in pages.into_iter().filter(|page| is_of_fields(*page)) {
            let mut asking = Asking::showing(&around, &record);
            crate::form::ask_page(&mut asking, page);
            for row in asking.sheet(page).rows {
                let is_question = !matches!(
                    row.kind,
                    RowKind::Heading | RowKind::Words | RowKind::Note | RowKind::Door | RowKind::Act
                );
                // A requester's telephone is asked once more, beside the request.
                let is_asked_elsewhere = matches!(page, Page::Request(_)) && row.id == "phone";
                if is_question && !is_asked_elsewhere {
                    let field = field_of(page, &row.id);
                    assert!(field.is_some(), "{} on {page}", row.id);
                    assert!(lines().any(|line| Some(&line.field) == field.as_ref()), "{field:?}");
                }
            }
        }
    }
}

fn is_of_fields(page: Page) -> bool {
    matches!(
        page,
        Page::Place
            | Page::Dwelling
            | Page::Person(_)
            | Page::PersonMore(_)
            | Page::Request(_)
            | Page::Damage
    )
}

#[test]
fn an_answer_is_called_as_its_page_calls_it_and_no_number_is_shown_whole() {
    let record = record_with(json!([]));
    let parts = parts(&record, &around(2));
    let line =
        |field: &str| parts.iter().flat_map(|part| &part.lines).find(|line| line.field == field).unwrap();
    let told = |field: &str| (line(field).label.as_str(), line(field).shown.as_str());
    assert_eq!(told("place/house_no"), ("บ้านเลขที่", "123/4"));
    assert_eq!(told(&format!("people/{SOMCHAI}/title")).1, "พระ");
    assert_eq!(told(&format!("people/{SOMCHAI}/phone")), ("โทรศัพท์", ""));
    assert_eq!(told("damage/items/5.1.5"), ("บ้านเสียหาย ต้องซ่อม", "บางส่วน"));
    let number = told(&format!("people/{SOMCHAI}/national_id"));
    assert!(!number.1.is_empty() && !number.1.replace(' ', "").contains("1000000000009"), "{number:?}");
}

#[test]
fn what_was_sent_back_leads_to_its_page_and_its_row_and_to_its_part_where_it_is_gone() {
    let record = record_with(json!([]));
    let page = |field: &str| {
        let asked = asked(Some(field), &record, &around(2));
        (asked.page.to_string(), asked.row, asked.words)
    };
    let told = |page: &str, row: &str, words: &str| (page.to_owned(), row.to_owned(), words.to_owned());
    let phone = format!("people/{MALI}/phone");
    let words = format!("{}: โทรศัพท์", lines::name("มาลี"));
    assert_eq!(page(&phone), told(&format!("person-more {MALI}"), "phone", &words));
    assert_eq!(page("place/house_no"), told("place", "house", "บ้านเลขที่"));
    assert_eq!(page("damage/items/5.1.16"), told("damage-item 1", "", "เครื่องนอน"));
    assert_eq!(page("damage/items/5.1.15"), told("damage", "", "ความเสียหาย"));
    assert_eq!(page("people"), told("people", "", "คนในบ้าน"));
    let gone = page(&format!("people/{ROOF}/phone"));
    assert_eq!(gone, told("people", "", "คนในบ้าน"));
    assert_eq!(page("no-such-thing"), told("review", "", ""));
    assert_eq!(asked(None, &record, &around(2)).page, Page::Review);
}

#[test]
fn what_was_sent_back_is_said_above_its_row_and_marks_it() {
    let record = record_with(json!([sent_back(1, json!(format!("people/{MALI}/phone")))]));
    let visit = |page: Page| Visit::resumed(record.clone(), &page.to_string()).sheet(&around(2)).rows;
    let mali = record.people[1].id;
    let rows = visit(Page::PersonMore(mali));
    let at = rows.iter().position(|row| row.id == "phone").unwrap();
    assert_eq!(rows[at - 2].label, format!("หัวหน้าทีมส่งกลับให้แก้: {}: โทรศัพท์", lines::name("มาลี")));
    assert_eq!(rows[at - 2].hint, "ขอให้แก้ 1");
    assert_eq!(rows[at - 1].label, "ตอบหัวหน้าทีม");
    let marked: Vec<&str> =
        rows.iter().filter(|row| row.remark.contains("ส่งกลับให้แก้")).map(|row| row.id.as_str()).collect();
    assert_eq!(marked, ["phone"]);
    let unmarked = visit(Page::PersonMore(record.people[0].id));
    assert!(unmarked.iter().all(|row| !row.remark.contains("ส่งกลับ") && !row.label.contains("ส่งกลับ")));
}

#[test]
fn a_page_begins_where_something_of_it_was_sent_back_and_is_not_answered() {
    let (name, sex) = (json!(format!("people/{MALI}/family_name")), json!(format!("people/{MALI}/sex")));
    let record = record_with(json!([sent_back(1, name), sent_back(2, sex), sent_back(3, json!("people"))]));
    let page = |page: Page| Visit::resumed(record.clone(), &page.to_string());
    let said = |at: usize| format!("said {}", record.reviews[at].id);
    let mut visit = page(Page::Person(record.people[1].id));
    let sheet = visit.sheet(&around(2));
    let at = |id: &str| sheet.rows.iter().position(|row| row.id == id).unwrap();
    assert_eq!(sheet.begins_at, said(0));
    assert_eq!((at(&said(0)) + 2, at(&said(1)) + 2), (at("family-name"), at("sex")), "{:#?}", sheet.rows);
    // What is answered is no place to begin at; the next one is.
    let row = format!("answer {}", record.reviews[0].id);
    visit.told(&around(2), &row, crate::form::Said::Wrote("ถามแล้ว"));
    assert_eq!(visit.sheet(&around(2)).begins_at, said(1));
    // A part as a whole has no row of its own: it is said at the top, where the page begins.
    let sheet = page(Page::People).sheet(&around(2));
    assert_eq!((sheet.rows[0].id.clone(), sheet.begins_at.as_str()), (said(2), ""));
    assert_eq!(page(Page::Person(record.people[0].id)).sheet(&around(2)).begins_at, "");
}

#[test]
fn one_that_was_sent_back_is_answered_by_its_mending_and_of_several_those_that_were() {
    let before = record_with(json!([sent_back(1, json!("place/house_no"))]));
    let mut record = before.clone();
    record.place.as_mut().unwrap().house_no = Some("124".to_owned());
    answer(&mut record, Some(&before), now());
    assert_eq!(record.reviews[0].answer.as_deref(), Some(MENDED));
    assert_eq!(record.reviews[0].answered_at, Some(now()));

    let phone = json!(format!("people/{MALI}/phone"));
    let mut record = record_with(json!([sent_back(1, json!("place/house_no")), sent_back(2, phone)]));
    let mut visit = Visit::resumed(record.clone(), &Page::PersonMore(record.people[1].id).to_string());
    let row = format!("answer {}", record.reviews[1].id);
    visit.told(&around(2), &row, crate::form::Said::Wrote("ไม่มีโทรศัพท์"));
    record = visit.record.clone();
    // While it is written it is not given, and its line stays.
    assert!(visit.sheet(&around(2)).rows.iter().any(|line| line.id == row && line.value == "ไม่มีโทรศัพท์"));
    answer(&mut record, Some(&record_with(json!([]))), now());
    let answers: Vec<Option<&str>> = record.reviews.iter().map(|review| review.answer.as_deref()).collect();
    assert_eq!(answers, [None, Some("ไม่มีโทรศัพท์")]);
    assert_eq!(record.reviews[1].answered_at, Some(now()));
    assert_eq!(record.open_reviews().len(), 1);
    assert!(record.reviews.iter().all(|review| review.verdict == Some(ReviewVerdict::SentBack)));
}

/// What comes of an edit of a record in which this field was sent back: the answer that it gives by itself.
fn answer_by_editing(field: Value, edit: impl Fn(&mut Record)) -> Option<String> {
    let before = record_with(json!([sent_back(1, field)]));
    let mut record = before.clone();
    edit(&mut record);
    answer(&mut record, Some(&before), now());
    assert_eq!(record.reviews[0].answer.is_some(), record.reviews[0].answered_at.is_some());
    record.reviews[0].answer.clone()
}

#[test]
fn only_what_was_sent_back_answers_when_it_is_mended() {
    let phone = || json!(format!("people/{MALI}/phone"));
    let mended = Some(MENDED.to_owned());
    let gives_phone = |record: &mut Record| record.people[1].phone = Some("0810000000".to_owned());
    let works = |record: &mut Record| record.people[1].occupation = Some("ทำนา".to_owned());
    assert_eq!(answer_by_editing(phone(), gives_phone), mended);
    assert_eq!(answer_by_editing(phone(), works), None, "another answer of hers");
    assert_eq!(answer_by_editing(phone(), |record| record.people[0].phone = Some("0810000000".into())), None);
    assert_eq!(answer_by_editing(phone(), |_| {}), None, "saved as it was");
    // Somebody who was taken out has no wrong number any more.
    assert_eq!(answer_by_editing(phone(), |record| drop(record.people.remove(1))), mended);
    // A part is mended by anything in it, and all of a record by anything at all.
    assert_eq!(answer_by_editing(json!("people"), works), mended);
    assert_eq!(answer_by_editing(json!(format!("people/{MALI}")), works), mended);
    assert_eq!(answer_by_editing(json!("place"), works), None);
    assert_eq!(answer_by_editing(json!(null), works), mended);
    assert_eq!(answer_by_editing(json!(null), |_| {}), None);
    // Things that were damaged are named by their item.
    let roof = |record: &mut Record| record.damage.as_mut().unwrap().items[0].note = Some("หลังคา".into());
    assert_eq!(answer_by_editing(json!("damage/items/5.1.5"), roof), mended);
    assert_eq!(answer_by_editing(json!("damage/items/5.1.16"), roof), None);
    assert_eq!(answer_by_editing(json!("no-such-thing"), roof), None);
}

#[test]
fn another_surveyors_edit_answers_only_what_they_wrote_an_answer_to() {
    let mut record = record_with(json!([sent_back(1, json!("place/house_no"))]));
    record.place.as_mut().unwrap().house_no = Some("124".to_owned());
    answer(&mut record, None, now());
    assert_eq!(record.open_reviews().len(), 1);
    record.reviews[0].answer = Some("ดูป้ายแล้ว".to_owned());
    answer(&mut record, None, now());
    assert_eq!((record.open_reviews().len(), record.reviews[0].answered_at), (0, Some(now())));
}

#[test]
fn the_last_page_says_that_what_is_neither_mended_nor_answered_stays_open_and_is_saved_all_the_same() {
    let before = record_with(json!([sent_back(1, json!("place/house_no"))]));
    let mut around = around(2);
    around.before = Some(std::sync::Arc::new(before.clone()));
    let row = format!("sent-back {}", before.reviews[0].id);
    let door = |visit: &Visit, around: &Around| {
        visit.sheet(around).rows.into_iter().find(|other| other.id == row).unwrap()
    };
    let mut visit = Visit::resumed(before, "review");
    let open = door(&visit, &around);
    assert_eq!((open.shown.as_str(), open.tone), ("ยังไม่ได้ตอบ", Tone::Notice));
    assert_eq!(open.hint, format!("ขอให้แก้ 1\n{STAYS_OPEN}"));
    assert!(visit.sheet(&around).main.unwrap().enabled);
    visit.record.place.as_mut().unwrap().house_no = Some("124".to_owned());
    let mended = door(&visit, &around);
    assert_eq!((mended.shown.as_str(), mended.hint.as_str(), mended.tone), (MENDED, "ขอให้แก้ 1", Tone::Good));
    // For a unit that mends it, it is not its own.
    around.before = None;
    assert_eq!(door(&visit, &around).shown, "ยังไม่ได้ตอบ");
}

#[test]
fn the_last_page_leads_to_all_that_was_sent_back_and_says_what_is_not_answered() {
    let mut back = sent_back(2, json!(null));
    back["comment"] = json!("ดูทั้งหมดอีกครั้ง");
    let record = record_with(json!([sent_back(1, json!("place/house_no")), back]));
    let mut visit = Visit::resumed(record.clone(), "review");
    let rows = visit.sheet(&around(2)).rows;
    assert!(rows.iter().any(|row| row.kind == RowKind::Note && row.hint == "ดูทั้งหมดอีกครั้ง"));
    let row = format!("sent-back {}", record.reviews[0].id);
    let door = rows.iter().find(|other| other.id == row).unwrap();
    assert_eq!((door.kind, door.shown.as_str()), (RowKind::Door, "ยังไม่ได้ตอบ"));
    visit.told(&around(2), &row, crate::form::Said::Touched(""));
    assert_eq!(visit.page, Page::Place);
}
