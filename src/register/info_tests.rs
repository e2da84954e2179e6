//! Contract section 6, sentence by sentence, and what a month says beside its sheets.

use serde_json::{Value, json};
use uuid::Uuid;

use super::*;
use crate::clock::Stamp;
use crate::decision::{Ruling, Verdict};
use crate::lao::LaoKind;
use crate::samples::{phone, read};

const TAO: &str = "57000003";
const TOWN: &str = "57000002";
const PAO: &str = "57000001";

fn lao(code: &str) -> Lao {
    let (name, kind) = match code {
        PAO => ("อบจ.ตัวอย่าง", LaoKind::Pao),
        TOWN => ("เทศบาลเมืองตัวอย่าง", LaoKind::Town),
        _ => ("อบต.ตัวอย่าง", LaoKind::Tao),
    };
    Lao { code: code.parse().unwrap(), name: name.to_owned(), kind, province: "57".to_owned() }
}

fn laos() -> Directory {
    Directory::new([PAO, TOWN, TAO].map(lao))
}

fn round(text: &str) -> Round {
    text.parse().unwrap()
}

fn id(kind: u32, nth: u32) -> String {
    Uuid::from_u128(0x0196_a3c2_0000_7000_8000_0000_0000_0000 + u128::from(kind * 100_000 + nth)).to_string()
}

fn person_id(nth: u32) -> PersonId {
    id(1, nth).parse().unwrap()
}

fn request_id(nth: u32) -> RequestId {
    id(2, nth).parse().unwrap()
}

fn number(nth: u64) -> String {
    NationalId::completing(100_000_000_000 + nth).unwrap().to_string()
}

/// Lays one object's fields over another's.
fn over(mut base: Value, more: Value) -> Value {
    if let (Some(base), Value::Object(more)) = (base.as_object_mut(), more) {
        base.extend(more);
    }
    base
}

/// Somebody with a number and a card, of whom the test says what it is about.
fn somebody(nth: u32, more: Value) -> Value {
    let base = json!({
        "id": id(1, nth), "national_id": number(nth.into()), "title": "นาย",
        "given_name": "สมชาย", "family_name": "สมปอง",
        "card_address": { "house_no": "123/4", "moo": 5, "tambon": "570903", "postcode": "57130" },
    });
    over(base, more)
}

/// A request of theirs, signed.
fn asks(nth: u32, person: u32, more: Value) -> Value {
    let base = json!({
        "id": id(2, nth), "person": id(1, person), "area": "disaster", "subject": format!("เรื่องที่ {nth}"),
        "channel": "survey-team", "signature": { "kind": "drawn" },
    });
    over(base, more)
}

fn refusing(reason: &str) -> Value {
    json!({ "signature": { "kind": "refused", "reason": reason } })
}

/// The nth visit, in a round: on the nth minute of its twelfth day.
fn visit(nth: u32, lao: &str, round: &str, people: &[Value], requests: &[Value]) -> Visit {
    let month: Round = round.parse().unwrap();
    let day = month.first_day().format("%Y-%m-12");
    let record = read(json!({
        "id": id(0, nth), "lao": lao, "round": round, "status": "complete",
        "captured_at": format!("{day}T{:02}:{:02}:00+07:00", nth / 60, nth % 60),
        "place": { "house_no": "9", "moo": 1, "tambon": "570903" },
        "people": people, "requests": requests,
    }));
    Visit { record, lost: BTreeMap::new(), withdrawn_by: BTreeSet::new() }
}

/// A visit to one person, who asks for one thing.
fn one(nth: u32, round: &str, more: Value) -> Visit {
    visit(nth, TAO, round, &[somebody(nth, more)], &[asks(nth, nth, json!({}))])
}

fn month_of(lao_code: &str, month: &str, visits: &[Visit]) -> Month {
    let added = Added::default();
    Month::draw(&lao(lao_code), round(month), visits.to_vec(), &[], &laos(), &added)
}

fn month(visits: &[Visit]) -> Month {
    month_of(TAO, "2569-04", visits)
}

fn people(month: &Month) -> Vec<PersonId> {
    month.lines.iter().map(|line| line.person).collect()
}

fn cells(row: &Row) -> Vec<String> {
    Column::ALL.map(|column| row.cell(column).into_owned()).into()
}

#[test]
fn the_first_sheets_headers_are_the_manuals_and_in_its_order() {
    let headers = Column::ALL.map(Column::header).join(", ");
    assert_eq!(
        headers,
        "เลขบัตรประจำตัวประชาชน, ชื่อ-นามสกุล, เพศ, เชื้อชาติ, สัญชาติ, ศาสนา, อาชีพ, หมู่โลหิต, วัน/เดือน/ปีเกิด (พ.ศ.), \
         สังกัดหน่วยงาน, เลขที่บ้าน, จังหวัด, อำเภอ, ตำบล, หมู่ที่, รหัสไปรษณีย์, เบอร์โทรศัพท์"
    );
}

#[test]
fn a_row_holds_what_the_record_says_in_the_words_of_the_office() {
    let said = json!({
        "sex": "female", "race": "ไทลื้อ", "nationality": "LA", "religion": "พุทธ", "occupation": "ทำนา",
        "blood_group": "O", "birth": { "date": "1954-03-02", "precision": "day" }, "phone": "0810000000",
    });
    let month = month(&[one(1, "2569-04", said)]);
    assert_eq!(
        cells(&month.lines[0].row),
        [
            &number(1),
            "สมชาย สมปอง",
            "หญิง",
            "ไทลื้อ",
            "ลาว",
            "พุทธ",
            "ทำนา",
            "O",
            "2/3/2497",
            "อบต.ตัวอย่าง",
            "123/4",
            "เชียงราย",
            "แม่สาย",
            "เกาะช้าง",
            "5",
            "57130",
            "0810000000",
        ]
    );
}

#[test]
fn a_cell_that_nobody_filled_is_empty() {
    let bare = json!({ "card_address": null, "family_name": null });
    let month = month(&[one(1, "2569-04", bare)]);
    let row = &month.lines[0].row;
    assert_eq!(row.name, "สมชาย");
    let filled: Vec<Column> =
        Column::ALL.into_iter().filter(|column| !row.cell(*column).is_empty()).collect();
    assert_eq!(filled, [Column::NationalId, Column::Name, Column::Affiliation]);
}

#[test]
fn a_birth_date_is_written_in_the_buddhist_era_as_far_as_it_is_known() {
    for (date, precision, written) in
        [("1954-03-02", "day", "2/3/2497"), ("1954-12", "month", "12/2497"), ("1954", "year", "2497")]
    {
        let born = json!({ "birth": { "date": date, "precision": precision } });
        assert_eq!(month(&[one(1, "2569-04", born)]).lines[0].row.born, written);
    }
}

#[test]
fn the_address_is_the_cards_and_not_where_somebody_was_found() {
    let far =
        json!({ "card_address": { "house_no": "7", "moo": 2, "tambon": "500101", "postcode": "50200" } });
    let row = &month(&[one(1, "2569-04", far)]).lines[0].row;
    let address = [&row.house_no, &row.province, &row.district, &row.subdistrict, &row.moo, &row.postcode];
    assert_eq!(address, ["7", "เชียงใหม่", "เมืองเชียงใหม่", "ศรีภูมิ", "2", "50200"]);
    // What is no code of a tambon is not lost.
    let odd = json!({ "card_address": { "tambon": "บ้านเก่า" } });
    assert_eq!(month(&[one(1, "2569-04", odd)]).lines[0].row.subdistrict, "บ้านเก่า");
}

#[test]
fn the_affiliation_is_the_laos_name_unless_another_is_set() {
    let visits = [one(1, "2569-04", json!({}))];
    assert_eq!(month(&visits).lines[0].row.affiliation, "อบต.ตัวอย่าง");
    let added = Added {
        affiliation: Some("กองสวัสดิการสังคม".to_owned()), ..Added::default()
    };
    let month = Month::draw(&lao(TAO), round("2569-04"), visits.to_vec(), &[], &laos(), &added);
    assert_eq!(month.lines[0].row.affiliation, "กองสวัสดิการสังคม");
}

#[test]
fn rows_stand_by_tambon_village_house_and_person() {
    let at = |tambon: &str, moo: u32, house: &str| json!({ "card_address": { "tambon": tambon, "moo": moo, "house_no": house } });
    let visits = [
        one(6, "2569-04", at("570904", 1, "1")),
        one(5, "2569-04", at("570903", 10, "1")),
        one(4, "2569-04", at("570903", 2, "10/2")),
        one(3, "2569-04", at("570903", 2, "10")),
        // Two in one house stand by their names as the export has them.
        one(2, "2569-04", at("570903", 2, "๙")),
        one(1, "2569-04", at("570903", 2, "9")),
    ];
    assert_eq!(people(&month(&visits)), [1, 2, 3, 4, 5, 6].map(person_id));
}

#[test]
fn whoever_is_to_be_entered_has_one_row_however_often_they_were_met() {
    let again =
        |nth: u32, more: Value| visit(nth, TAO, "2569-04", &[somebody(1, more)], &[asks(nth, 1, json!({}))]);
    let visits = [
        one(1, "2569-04", json!({ "occupation": "ทำนา", "phone": "0810000000" })),
        again(2, json!({ "phone": "0820000000" })),
    ];
    let month = month(&visits);
    assert_eq!(people(&month), [person_id(1)]);
    // Each cell from the newest record that has it.
    let row = &month.lines[0].row;
    assert_eq!([&row.occupation, &row.phone], ["ทำนา", "0820000000"]);
    assert_eq!(month.lines[0].requests.iter().map(|r| r.id).collect::<Vec<_>>(), [1, 2].map(request_id));
    assert_eq!(month.lines[0].at.record, id(0, 2).parse().unwrap());
}

#[test]
fn a_month_covers_records_of_its_round_and_earlier_and_none_of_later_ones() {
    let visits = [
        one(1, "2569-03", json!({})),
        one(2, "2569-04", json!({})),
        one(3, "2569-05", json!({})),
        // Known since March; what May says of them is not April's.
        visit(4, TAO, "2569-05", &[somebody(2, json!({ "phone": "0890000000" }))], &[]),
    ];
    assert_eq!(people(&month_of(TAO, "2569-03", &visits)), [person_id(1)]);
    let april = month(&visits);
    assert_eq!(people(&april), [person_id(2)]);
    assert_eq!(april.lines[0].row.phone, "");
    assert_eq!(april.unchanged, 1);
    assert_eq!(people(&month_of(TAO, "2569-05", &visits)), [2, 3].map(person_id));
    assert_eq!(people(&month_of(TAO, "2569-06", &visits)), []);
}

#[test]
fn a_row_that_reads_as_it_read_last_month_is_not_covered_again() {
    let visits = [
        one(1, "2569-03", json!({})),
        // The same answers, and nothing more is asked for.
        visit(2, TAO, "2569-04", &[somebody(1, json!({}))], &[]),
    ];
    let month = month(&visits);
    assert_eq!((month.lines.len(), month.unchanged), (0, 1));
    assert_eq!(month.readiness().count(), 0);
}

#[test]
fn a_changed_row_names_its_cells_and_a_new_request_is_a_change() {
    let moved = json!({
        "phone": "0820000000",
        "card_address": { "house_no": "7", "moo": 5, "tambon": "570903", "postcode": "57130" },
    });
    let visits = [
        one(1, "2569-03", json!({ "phone": "0810000000" })),
        one(2, "2569-03", json!({})),
        one(3, "2569-03", json!({})),
        visit(4, TAO, "2569-04", &[somebody(1, moved)], &[]),
        visit(5, TAO, "2569-04", &[somebody(2, json!({}))], &[asks(5, 2, json!({}))]),
        visit(6, TAO, "2569-04", &[somebody(3, json!({}))], &[asks(6, 3, refusing("ไม่สะดวก"))]),
        one(7, "2569-04", json!({ "card_address": { "tambon": "579999" } })),
    ];
    let month = month(&visits);
    let news: Vec<(PersonId, &News)> = month.lines.iter().map(|line| (line.person, &line.news)).collect();
    let cells = News::Changed {
        cells: BTreeMap::from([
            (Column::HouseNo, "123/4".to_owned()),
            (Column::Phone, "0810000000".to_owned()),
        ]),
        requests: BTreeSet::new(),
    };
    let request = News::Changed { cells: BTreeMap::new(), requests: BTreeSet::from([request_id(5)]) };
    assert_eq!(news, [(person_id(1), &cells), (person_id(2), &request), (person_id(7), &News::New)]);
    // Whoever asked again and would not sign stands as they stood.
    assert_eq!(month.unchanged, 1);
}

#[test]
fn the_second_sheet_holds_the_requests_of_the_firsts_people_that_were_not_refused() {
    let headers = AskedColumn::ALL.map(AskedColumn::header);
    let manual = ["ลำดับ", "จังหวัด", "อำเภอ", "อปท.", "เลขรับเรื่องช่วยเหลือ", "เรื่องขอความช่วยเหลือ"];
    assert_eq!(headers[..6], manual);
    let visits = [
        visit(
            1,
            TAO,
            "2569-04",
            &[somebody(1, json!({})), somebody(2, json!({ "card_address": null })), somebody(3, json!({}))],
            &[
                asks(1, 1, json!({ "subject": "=ขอ \"สังกะสี\"\nยี่สิบแผ่น" })),
                asks(2, 1, refusing("ไม่ประสงค์")),
                asks(3, 1, json!({ "subject": null, "need": "ผ้าห่ม" })),
                // Not signed, and not refused either: it stands, and the entry is flagged.
                asks(4, 2, json!({ "subject": " ", "signature": null })),
                asks(5, 3, refusing("ไม่ประสงค์")),
            ],
        ),
        one(6, "2569-03", json!({})),
    ];
    let added = Added {
        receipt_numbers: BTreeMap::from([(request_id(3), "57000003-2569-00017".to_owned())]),
        ..Added::default()
    };
    let month = Month::draw(&lao(TAO), round("2569-04"), visits.to_vec(), &[], &laos(), &added);
    let rows: Vec<String> = month
        .requests()
        .map(|asked| AskedColumn::ALL.map(|column| AskedColumn::cell(&asked, column).into_owned()).join("|"))
        .collect();
    let (first, second) = (number(1), number(2));
    assert_eq!(
        rows,
        [
            format!("1|เชียงราย|แม่สาย|อบต.ตัวอย่าง||สาธารณภัย|{second}|สมชาย สมปอง"),
            format!("1|เชียงราย|แม่สาย|อบต.ตัวอย่าง||=ขอ \"สังกะสี\"\nยี่สิบแผ่น|{first}|สมชาย สมปอง"),
            format!("2|เชียงราย|แม่สาย|อบต.ตัวอย่าง|57000003-2569-00017|ผ้าห่ม|{first}|สมชาย สมปอง"),
        ]
    );
    assert!(month.lines[0].flags.contains(&Flag::Unsigned));
    let unsigned: Vec<_> =
        month.unsigned.iter().map(|one| (one.request, one.at.person, one.name.as_str())).collect();
    assert_eq!(unsigned, [(request_id(4), person_id(2), "สมชาย สมปอง")], "a refusal waits for nobody's name");
}

#[test]
fn months_that_are_drawn_back_are_the_months_that_are_drawn_alone() {
    let visits = [
        one(1, "2568-11", json!({})),
        // Nobody was met in December and in March.
        one(2, "2569-01", json!({})),
        one(3, "2569-02", json!({ "national_id": number(1) })),
        one(4, "2569-02", json!({ "national_id": null })),
        one(5, "2569-04", json!({ "national_id": number(2), "phone": "0811111111" })),
    ];
    let (tao, laos, added) = (lao(TAO), laos(), Added::default());
    let back = Months::back(&tao, round("2569-04"), visits.to_vec(), &[], &laos, &added);
    let (mut alone, mut news) = (round("2569-04"), 0);
    for month in back.take(8) {
        assert_eq!(month, Month::draw(&tao, alone, visits.to_vec(), &[], &laos, &added), "{alone}");
        news += month.lines.len();
        alone = alone.previous();
    }
    assert!(news > 2, "the months tell of nobody");
    assert_eq!(alone, round("2568-08"));
}

fn left_out(month: &Month) -> Vec<(PersonId, String)> {
    let mut left: Vec<_> = month
        .left_out
        .iter()
        .map(|left| (left.person, LeftOutColumn::cell(left, LeftOutColumn::Reason).into_owned()))
        .collect();
    left.sort();
    left
}

#[test]
fn the_third_sheet_says_why_in_thai_for_everybody_left_out_who_asked_for_help() {
    let visits = [
        one(1, "2569-04", json!({})),
        one(2, "2569-04", json!({ "national_id": null, "no_id_reason": "บัตรหาย" })),
        one(3, "2569-04", json!({ "national_id": "1000000000001" })),
        visit(4, TAO, "2569-04", &[somebody(4, json!({}))], &[asks(4, 4, refusing("กลัวเสียสิทธิ"))]),
        // Another name under the first one's number.
        one(5, "2569-04", json!({ "national_id": number(1), "given_name": "มานี", "family_name": "มีนา" })),
        // They asked for nothing.
        visit(6, TAO, "2569-04", &[somebody(6, json!({})), somebody(7, json!({ "national_id": null }))], &[]),
    ];
    let month = month(&visits);
    assert_eq!(people(&month), [person_id(1)]);
    let reasons = [
        (2, "ไม่มีเลขบัตรประจำตัวประชาชน (บัตรหาย)"),
        (3, "เลขหลักสุดท้ายไม่เข้ากับ 12 หลักแรก มีตัวเลขผิดอย่างน้อยหนึ่งตัว โปรดเทียบกับบัตร"),
        (4, "ผู้ขอไม่ยินยอมลงลายมือชื่อ จึงไม่รับเรื่องไว้พิจารณา (กลัวเสียสิทธิ)"),
        (5, "เลขประจำตัวประชาชนเดียวกัน แต่ชื่อต่างกัน ใน อปท. เดียวกัน รอเจ้าหน้าที่วินิจฉัย"),
    ];
    assert_eq!(left_out(&month), reasons.map(|(nth, reason)| (person_id(nth), reason.to_owned())));
    // Whoever is to mend it finds the person, and the case.
    let cell = |nth: usize, column| LeftOutColumn::cell(&month.left_out[nth], column).into_owned();
    assert_eq!(cell(1, LeftOutColumn::NationalId), "1000000000001");
    assert_eq!(
        [LeftOutColumn::House, LeftOutColumn::Village, LeftOutColumn::Subdistrict, LeftOutColumn::Round]
            .map(|column| cell(0, column)),
        ["9", "1", "เกาะช้าง", "เม.ย. 2569"]
    );
    let Reason::Waiting { case: Some((pair, _)) } = &month.left_out[3].reason else { panic!("no case") };
    assert_eq!([pair.left().person, pair.right().person], [1, 5].map(person_id));
}

#[test]
fn whoever_is_left_out_stays_on_the_third_sheet_until_they_are_entered() {
    let visits = [
        one(1, "2569-03", json!({ "national_id": null })),
        visit(2, TAO, "2569-03", &[somebody(2, json!({}))], &[asks(2, 2, refusing("ไม่สะดวก"))]),
        visit(3, TAO, "2569-04", &[somebody(2, json!({}))], &[asks(3, 2, json!({}))]),
    ];
    assert_eq!(month_of(TAO, "2569-03", &visits).left_out.len(), 2);
    let april = month(&visits);
    assert_eq!(april.left_out.iter().map(|left| left.person).collect::<Vec<_>>(), [person_id(1)]);
    assert_eq!((people(&april), &april.lines[0].news), (vec![person_id(2)], &News::New));
    // The request that was refused stays out of INFO.
    assert_eq!(april.lines[0].requests.iter().map(|r| r.id).collect::<Vec<_>>(), [request_id(3)]);
}

/// A PAO's visit to whoever the TAO's nth visit met.
fn by_the_pao(nth: u32, round: &str, person: u32, more: Value) -> Visit {
    let met = over(somebody(person, json!({ "id": id(1, nth) })), more);
    visit(nth, PAO, round, &[met], &[asks(nth, nth, json!({}))])
}

#[test]
fn the_pao_is_excused_and_told_by_whom_and_whoever_it_had_entered_is_gone() {
    let visits = [
        by_the_pao(11, "2569-03", 1, json!({})),
        by_the_pao(12, "2569-04", 2, json!({})),
        by_the_pao(13, "2569-04", 3, json!({ "given_name": "มานี", "family_name": "มีนา" })),
        by_the_pao(14, "2569-04", 4, json!({})),
        one(1, "2569-04", json!({})),
        one(2, "2569-03", json!({})),
        one(3, "2569-03", json!({})),
    ];
    assert_eq!(people(&month_of(PAO, "2569-03", &visits)), [person_id(11)]);
    let april = month_of(PAO, "2569-04", &visits);
    assert_eq!(people(&april), [person_id(14)], "whom the PAO alone has found");
    let excused = "อบต.ตัวอย่าง บันทึกแล้ว อบจ. ไม่ต้องบันทึกซ้ำ";
    let waits = "เลขประจำตัวประชาชนเดียวกันกับ อปท. ในจังหวัด แต่ชื่อต่างกัน รอเจ้าหน้าที่วินิจฉัย";
    let reasons = [(1, excused), (2, excused), (13, waits)];
    assert_eq!(left_out(&april), reasons.map(|(nth, reason)| (person_id(nth), reason.to_owned())));
    // In March the TAO had not met them, and the PAO entered them.
    let [gone] = &april.gone[..] else { panic!("{:?}", april.gone) };
    assert_eq!((gone.row.national_id.as_str(), gone.at.person), (&*number(1), person_id(11)));
    assert_eq!(gone.why, WhyGone::LeftOut(Reason::Excused { by: vec![lao(TAO)] }));
    assert_eq!(people(&month(&visits)), [person_id(1)], "the TAO enters them all the same");
}

#[test]
fn two_who_turn_out_to_be_one_are_one_changed_row_and_the_other_is_gone() {
    // Two numbers in March. In April the second is met again, and the office rules that this is the
    // first.
    let visits = [
        one(1, "2569-03", json!({})),
        one(2, "2569-03", json!({ "phone": "0810000000" })),
        visit(3, TAO, "2569-04", &[somebody(3, json!({ "national_id": number(2) }))], &[]),
    ];
    let who = |nth: u32| Appearance {
        lao: TAO.parse().unwrap(),
        record: id(0, nth).parse().unwrap(),
        person: person_id(nth),
    };
    let verdict = Verdict::Join { left: vec![who(1)], right: vec![who(3)] };
    let decision = Ruling::new("u-001", Stamp::new(1_770_000_000_000, 0), verdict).sign(&phone(1).key);
    let drawn = |month: &str| {
        let decisions = std::slice::from_ref(&decision);
        Month::draw(&lao(TAO), round(month), visits.to_vec(), decisions, &laos(), &Added::default())
    };
    assert_eq!(people(&drawn("2569-03")), [1, 2].map(person_id));
    let april = drawn("2569-04");
    assert_eq!(people(&april), [person_id(1)]);
    let request = News::Changed { cells: BTreeMap::new(), requests: BTreeSet::from([request_id(1)]) };
    assert_eq!((&april.lines[0].row.national_id, &april.lines[0].news), (&number(2), &request));
    let [gone] = &april.gone[..] else { panic!("{:?}", april.gone) };
    assert_eq!(gone.why, WhyGone::Joined(person_id(1)));
    assert_eq!(gone.row.national_id, number(1));
}

#[test]
fn every_entry_of_the_month_says_what_it_needs_and_where_to_mend_it() {
    let visits = [
        one(1, "2569-04", json!({})),
        one(2, "2569-04", json!({ "given_name": null, "family_name": null })),
        one(3, "2569-04", json!({ "national_id": null })),
    ];
    let month = month(&visits);
    let said: Vec<(PersonId, String)> =
        month.readiness().map(|ready| (ready.at.person, ready.state.in_thai())).collect();
    let states = [(1, "พร้อมบันทึก"), (2, "ยังขาด ชื่อ-นามสกุล"), (3, "ไม่มีเลขบัตรประจำตัวประชาชน")];
    assert_eq!(said, states.map(|(nth, state)| (person_id(nth), state.to_owned())));
    for ready in month.readiness() {
        assert!(visits.iter().any(|visit| visit.record.id == ready.at.record));
    }
}

#[test]
fn a_month_is_the_same_whatever_order_its_visits_come_in() {
    let mut visits: Vec<Visit> = (1..=9)
        .map(|nth| {
            let round = ["2569-03", "2569-04", "2569-05"][nth as usize % 3];
            let number = if nth % 4 == 0 { json!(null) } else { json!(number(u64::from(nth) % 5)) };
            one(nth, round, json!({ "national_id": number }))
        })
        .collect();
    visits.push(by_the_pao(20, "2569-04", 1, json!({})));
    let told = (month(&visits), month_of(PAO, "2569-04", &visits));
    for at in 0..visits.len() {
        visits.rotate_left(at);
        visits.swap(0, at);
        assert_eq!((month(&visits), month_of(PAO, "2569-04", &visits)), told);
    }
}
