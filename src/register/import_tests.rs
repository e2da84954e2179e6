use chrono::NaiveDate;
use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::calendar::Round;
use crate::record::{Channel, Nationality, Record, Sex};

fn text(text: &str) -> Cell {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text.to_owned()) }
}

fn row(nth: u32, cells: &[&str]) -> Row {
    Row { row: nth, cells: cells.iter().map(|cell| text(cell)).collect() }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn today() -> NaiveDate {
    day(2026, 4, 20)
}

fn mapping(columns: &[Column]) -> Mapping {
    Mapping { columns: columns.iter().copied().map(Some).collect(), ..Mapping::default() }
}

fn read(mapping: &Mapping, cells: Vec<Cell>) -> Line {
    Reader::new(mapping, today(), "57", false).line(&Row { row: 2, cells })
}

/// One cell of one column, of somebody who has a name.
fn one(column: Column, cell: Cell) -> (Box<Said>, Vec<Remark>) {
    let line = read(&mapping(&[Column::FullName, column]), vec![text("นางสาวสมหญิง ตัวอย่าง"), cell]);
    (line.said.unwrap(), line.remarks)
}

fn birth(cell: Cell) -> Option<String> {
    one(Column::Birth, cell).0.person.born().map(|birth| birth.to_string())
}

#[test]
fn headings_are_known_by_info_s_words_and_by_those_that_lists_go_about_with() {
    let rows = [
        row(1, &["บัญชีรายชื่อผู้ประสบภัย อำเภอแม่สาย"]),
        row(
            3,
            &["ที่", "เลขบัตรประจำตัวประชาชน", "ชื่อ - นามสกุล", "เพศ", "วัน/เดือน/ปีเกิด", "เลขที่บ้าน", "หมู่ที่", "ตำบล"],
        ),
        row(4, &["1", "1000000000009", "นายสมชาย สมปอง"]),
    ];
    use Column::*;
    let known = vec![
        None,
        Some(NationalId),
        Some(FullName),
        Some(Sex),
        Some(Birth),
        Some(House),
        Some(Moo),
        Some(Tambon),
    ];
    assert_eq!(recognise(&rows), Some((3, known)));
    let others =
        row(1, &["CID", "คำนำหน้าชื่อ", "ชื่อ", "ชื่อสกุล", "ว/ด/ป เกิด", "บ้านเลขที่", "ม.", "เบอร์โทร (มือถือ) โทรศัพท์"]);
    let known = [NationalId, Title, GivenName, FamilyName, Birth, House, Moo, Phone].map(Some).to_vec();
    assert_eq!(recognise(&[others]), Some((1, known)));
    let long = row(1, &["เลขบัตรประจำตัวประชาชน 13 หลัก ของผู้ขอ", "ชื่อ-สกุล ผู้ขอความช่วยเหลือ"]);
    assert_eq!(recognise(&[long]).unwrap().1, [NationalId, FullName].map(Some).to_vec());
    assert_eq!(recognise(&[row(1, &["a", "b", "c"])]), None);
}

#[test]
fn a_heading_that_stands_twice_is_one_column() {
    let (_, columns) = recognise(&[row(1, &["ชื่อ-สกุล", "ที่อยู่", "ชื่อ-สกุล"])]).unwrap();
    assert_eq!(columns, vec![Some(Column::FullName), Some(Column::Address), None]);
}

#[test]
fn a_name_is_read_in_one_column_and_in_three_with_its_title_wherever_it_stands() {
    let whole =
        read(&mapping(&[Column::FullName]), vec![text("นายสมชาย  สมปอง ณ เชียงราย")]).said.unwrap().person;
    assert_eq!(whole.title.as_deref(), Some("นาย"));
    assert_eq!(whole.given_name.as_deref(), Some("สมชาย"));
    assert_eq!(whole.family_name.as_deref(), Some("สมปอง ณ เชียงราย"));
    assert_eq!(whole.sex, Some(Sex::Male));
    let three = mapping(&[Column::Title, Column::GivenName, Column::FamilyName]);
    let parted = read(&three, vec![text("น.ส."), text("สมหญิง"), text("ตัวอย่าง")]).said.unwrap().person;
    assert_eq!((parted.title.as_deref(), parted.given_name.as_deref()), (Some("น.ส."), Some("สมหญิง")));
    assert_eq!(parted.sex, Some(Sex::Female));
    let two = mapping(&[Column::GivenName, Column::FamilyName]);
    let parted = read(&two, vec![text("นางบุญมา"), text("ตัวอย่าง")]).said.unwrap().person;
    assert_eq!((parted.title.as_deref(), parted.given_name.as_deref()), (Some("นาง"), Some("บุญมา")));
}

#[test]
fn a_number_is_read_with_dashes_in_thai_digits_and_as_a_spreadsheet_s_number() {
    for typed in [
        text("1-0000-00000-00-9"),
        text("๑๐๐๐๐๐๐๐๐๐๐๐๙"),
        Cell::Number(1_000_000_000_009.0),
        text("'1000000000009"),
    ] {
        let (said, remarks) = one(Column::NationalId, typed);
        assert_eq!(said.person.national_id.as_deref(), Some("1000000000009"));
        assert_eq!(remarks, []);
    }
}

#[test]
fn a_wrong_number_never_blocks_and_stays_as_it_was_written() {
    let (said, remarks) = one(Column::NationalId, text("1-0000-00000-00-8"));
    assert_eq!(said.person.national_id.as_deref(), Some("1-0000-00000-00-8"));
    assert!(matches!(remarks[..], [Remark::Number(_)]));
    let (said, remarks) = one(Column::NationalId, text("1.00000E+12"));
    assert_eq!(said.person.national_id.as_deref(), Some("1.00000E+12"));
    assert!(remarks[0].to_string().contains("ปัดเป็น “1.00000E+12”"), "{}", remarks[0]);
    // A zero that was lost in front is not put back: another digit may be the one that is missing.
    let (said, _) = one(Column::NationalId, Cell::Number(123_456_789_012.0));
    assert_eq!(said.person.national_id.as_deref(), Some("123456789012"));
}

#[test]
fn a_birth_date_is_read_in_both_eras_as_text_as_a_day_and_as_a_count_of_days() {
    for cell in [
        text("2/3/2497"),
        text("๒ มี.ค. ๒๔๙๗"),
        text("2 มีนาคม 2497"),
        text("1954-03-02"),
        text("2497-03-02"),
        text("1954-03-02T00:00:00"),
        text("1954-03-02 00:00:00"),
        text("24970302"),
        text("02032497"),
        Cell::Number(24_970_302.0),
        Cell::Number(19_785.0),
        Cell::Day { day: day(1954, 3, 2) },
        // Typed as 2/3/2497 into a spreadsheet that counts in the Christian era.
        Cell::Day { day: day(2497, 3, 2) },
    ] {
        assert_eq!(birth(cell.clone()).as_deref(), Some("1954-03-02"), "{cell:?}");
    }
    for cell in
        [text("2497"), text("พ.ศ. 2497"), Cell::Number(2497.0), Cell::Number(1954.0), text("24970000")]
    {
        assert_eq!(birth(cell.clone()).as_deref(), Some("1954"), "{cell:?}");
    }
    for cell in [text("3/2497"), text("มี.ค. 2497"), text("24970300")] {
        assert_eq!(birth(cell.clone()).as_deref(), Some("1954-03"), "{cell:?}");
    }
}

#[test]
fn a_birth_date_that_cannot_be_is_kept_as_it_was_written() {
    for written in ["31/2/2497", "2/3/97", "ไม่ทราบ", "1/1/2570", "1/1/2380"] {
        let (said, remarks) = one(Column::Birth, text(written));
        assert_eq!(said.person.born(), None, "{written}");
        let kept = said.person.in_list.as_ref().unwrap();
        assert_eq!(kept.unread.get("birth").map(String::as_str), Some(written));
        assert!(remarks[0].to_string().contains(written));
    }
    // 29 February of a year that is none in the other era.
    assert_eq!(birth(Cell::Day { day: day(2496, 2, 29) }), None);
}

#[test]
fn an_address_is_read_from_its_parts_and_from_one_cell() {
    let parts = mapping(&[
        Column::FullName,
        Column::House,
        Column::Moo,
        Column::Tambon,
        Column::Amphoe,
        Column::Province,
    ]);
    let cells =
        ["นายสมชาย สมปอง", "123/4", "ม.๕", "ต.เวียงพางคำ", "อำเภอแม่สาย", "จ.เชียงราย"].map(text).to_vec();
    let said = read(&parts, cells).said.unwrap();
    let whole = one(Column::Address, text("123/4 หมู่ที่ 5 ต.เวียงพางคำ อ.แม่สาย จ.เชียงราย 57130")).0;
    for (said, postcode) in [(said, None), (whole, Some("57130"))] {
        let place = &said.place;
        assert_eq!(place.house_no.as_deref(), Some("123/4"));
        assert_eq!(place.moo, Some(5));
        assert_eq!(place.tambon.as_deref(), Some("570906"));
        assert_eq!(place.postcode.as_deref(), postcode);
        assert_eq!(said.person.card_address.as_ref().unwrap().tambon.as_deref(), Some("570906"));
    }
    let (said, remarks) = one(Column::Tambon, text("ตำบลที่ไม่มีในโลก"));
    assert_eq!(said.place.tambon, None);
    assert!(matches!(remarks[..], [Remark::Unread { column: Column::Tambon, .. }]));
    // A spreadsheet made a day of 12/4.
    let (said, remarks) = one(Column::House, Cell::Day { day: day(2026, 4, 12) });
    assert_eq!(said.place.house_no, None);
    assert_eq!(remarks.len(), 1);
}

#[test]
fn where_somebody_is_registered_says_nothing_of_where_they_live() {
    let mut mapping = mapping(&[Column::FullName, Column::House, Column::Moo]);
    mapping.address = AddressIs::Card;
    let said = read(&mapping, ["นายสมชาย สมปอง", "1", "2"].map(text).to_vec()).said.unwrap();
    assert_eq!(said.place, Place::default());
    assert_eq!(said.person.card_address.unwrap().moo, Some(2));
}

#[test]
fn what_somebody_asks_for_is_theirs_and_else_the_list_s() {
    let mut mapping = mapping(&[Column::FullName, Column::Need, Column::Area]);
    mapping.subject = Some("ช่วยเหลือผู้ประสบวาตภัย".to_owned());
    mapping.area = Some(Area::Disaster);
    let ask = |mapping: &Mapping, need: &str, area: &str| {
        read(mapping, ["นายสมชาย สมปอง", need, area].map(text).to_vec()).said.unwrap().asked
    };
    let asked = ask(&mapping, "สังกะสี ๒๐ แผ่น", "ด้านสาธารณภัย").unwrap();
    assert_eq!(asked.need.as_deref(), Some("สังกะสี ๒๐ แผ่น"));
    assert_eq!(asked.area, Some(Area::Disaster));
    assert_eq!(asked.subject, mapping.subject);
    assert!(ask(&mapping, "", "").is_some());
    mapping.asks = Asks::WhoSays;
    assert_eq!(ask(&mapping, "-", ""), None);
    mapping.asks = Asks::Nobody;
    assert_eq!(ask(&mapping, "สังกะสี", ""), None);
}

#[test]
fn a_row_without_a_name_and_a_number_is_a_fault_and_one_with_either_is_not() {
    let mapping = mapping(&[Column::FullName, Column::NationalId, Column::Note]);
    let line = |cells: [&str; 3]| read(&mapping, cells.map(text).to_vec());
    assert_eq!(line(["", "", "รวม 25 คน"]).said, Err(Fault::Nobody));
    assert_eq!(line(["-", "-", ""]).said, Err(Fault::Nobody));
    assert!(line(["นายสมชาย สมปอง", "", ""]).said.is_ok());
    let nameless = line(["", "1000000000009", ""]);
    assert!(nameless.said.is_ok());
    assert_eq!(nameless.remarks, vec![Remark::Nameless]);
    assert_eq!(line(["ก".repeat(501).as_str(), "", ""]).said, Err(Fault::TooLong(Column::FullName)));
}

#[test]
fn nationality_phone_and_sensitive_answers_are_read_as_far_as_they_may_be() {
    for (written, code) in
        [("ไทย", "TH"), ("พม่า", "MM"), ("เมียนมา", "MM"), ("la", "LA"), ("ไร้สัญชาติ", "stateless")]
    {
        let said = one(Column::Nationality, text(written)).0;
        assert_eq!(said.person.nationality, Some(code.parse::<Nationality>().unwrap()), "{written}");
    }
    assert_eq!(one(Column::Nationality, text("ดาวอังคาร")).0.person.nationality, None);
    // A spreadsheet takes the zero off.
    assert_eq!(one(Column::Phone, Cell::Number(810_000_000.0)).0.person.phone.as_deref(), Some("0810000000"));
    assert_eq!(one(Column::Phone, text("081-000-0000")).0.person.phone.as_deref(), Some("081-000-0000"));
    assert_eq!(one(Column::Religion, text("พุทธ")).0.person.religion, None, "nobody said that it may be kept");
    let mapping = mapping(&[Column::FullName, Column::Religion]);
    let row =
        Row { row: 2, cells: vec![text("นายสมชาย สมปอง"), text("พุทธ")] };
    let said = Reader::new(&mapping, today(), "57", true).line(&row).said.unwrap();
    assert_eq!(said.person.religion.as_deref(), Some("พุทธ"));
}

#[test]
fn a_mapping_that_names_nobody_or_the_same_twice_is_refused_in_a_sentence() {
    assert_eq!(mapping(&[Column::House]).fault(), Some(MappingFault::NobodyNamed));
    assert_eq!(
        mapping(&[Column::FullName, Column::FullName]).fault(),
        Some(MappingFault::Twice(Column::FullName))
    );
    assert_eq!(mapping(&[Column::FullName]).fault(), None);
}

const HOUSES: [Column; 4] = [Column::FullName, Column::NationalId, Column::House, Column::Moo];

fn houses(people: &[[&str; 4]]) -> (Vec<Line>, Vec<Vec<usize>>) {
    let mapping = mapping(&HOUSES);
    let rows: Vec<Row> = (2..).zip(people).map(|(nth, cells)| row(nth, cells)).collect();
    let lines = Reader::new(&mapping, today(), "57", false).lines(&rows);
    let together = households(&lines, "06570903".parse().unwrap());
    (lines, together)
}

#[test]
fn people_of_one_address_are_one_household_and_else_each_stands_alone() {
    let (_, together) = houses(&[
        ["นายสมชาย สมปอง", "", "123/4", "5"],
        ["นายอื่น ตัวอย่าง", "", "123/4", "6"],
        ["นางสมหญิง สมปอง", "", "๑๒๓/๔", "5"],
        // A house number without a village is a house in any of them.
        ["นายไร้ ที่อยู่", "", "123/4", ""],
        ["นายไร้ ที่อยู่", "", "123/4", ""],
        ["นายไม่มี บ้าน", "", "", ""],
    ]);
    assert_eq!(together, vec![vec![0, 2], vec![1], vec![3], vec![4], vec![5]]);
}

#[test]
fn somebody_who_stands_in_a_list_twice_is_met_twice_and_a_row_that_names_nobody_is_in_no_household() {
    let (_, together) = houses(&[
        ["นายสมชาย สมปอง", "1000000000009", "1", "5"],
        ["", "", "1", "5"],
        ["นายสมชาย สมปอง", "1000000000009", "1", "5"],
        ["นางสมหญิง สมปอง", "", "1", "5"],
    ]);
    assert_eq!(together, vec![vec![0, 3], vec![2]]);
}

fn captured(source: &Source) -> Captured<'_> {
    Captured {
        list: ListId::new(Uuid::from_u128(0x0196_a3c2_7d1e_7c55_9b0a_3f1d_2c4b_5a69)),
        source,
        lao: "06570903".parse().unwrap(),
        surveyor: "s-009",
        round: Round::of(today()),
        at: "2026-04-20T00:00:00+07:00".parse().unwrap(),
    }
}

#[test]
fn a_record_says_which_list_and_row_it_is_of_and_is_named_the_same_each_time() {
    let source =
        Source {
            agency: "ปภ. ตัวอย่าง".to_owned(), letter: Some("ชร 0021/1".to_owned()), ..Source::default()
        };
    let (lines, together) =
        houses(&[["นายสมชาย สมปอง", "1000000000009", "1", "5"], ["นางสมหญิง สมปอง", "", "1", "5"]]);
    let members: Vec<&Line> = together[0].iter().map(|at| &lines[*at]).collect();
    let captured = captured(&source);
    let made = record(&captured, &members).unwrap();
    assert_eq!(record(&captured, &members).unwrap(), made);
    assert_eq!(made.id, record_of(captured.list, 2));
    assert_eq!(made.id.uuid().get_version_num(), 7);
    assert_eq!(
        made.people.iter().map(|person| person.in_list.as_ref().unwrap().row).collect::<Vec<_>>(),
        [2, 3]
    );
    let from = made.from_list.as_ref().unwrap();
    assert_eq!((from.agency.as_deref(), from.letter.as_deref()), (Some("ปภ. ตัวอย่าง"), Some("ชร 0021/1")));
    assert!(made.requests.iter().all(|request| request.channel == Some(Channel::StateSurvey)));
    assert!(made.requests.iter().all(|request| request.signed() == crate::record::Signed::Yes));
    // Frozen: records that were taken in are found by these names.
    assert_eq!(made.id.to_string(), "0196a3c2-7d1e-7000-8002-d2c6aa4340ee");
    assert_ne!(made.id.uuid(), made.people[0].id.uuid());
    let rows = [1, 2, 16_383, 16_384, 1_048_576, 50_000_000];
    let named: Vec<_> = rows.iter().map(|row| record_of(captured.list, *row)).collect();
    assert!(named.is_sorted(), "what stands first in a list comes first");
}

#[test]
fn a_record_of_a_list_reads_as_any_other() {
    let source = Source { agency: "ปภ. ตัวอย่าง".to_owned(), ..Source::default() };
    let (lines, _) = houses(&[["นายสมชาย สมปอง", "1000000000009", "1", "5"]]);
    let made = record(&captured(&source), &[&lines[0]]).unwrap();
    let json = serde_json::to_string(&made).unwrap();
    assert_eq!(Record::read(&json).unwrap(), made);
}

#[test]
fn a_birth_that_cannot_be_read_is_kept_composed_as_every_text_is() {
    let mapping = mapping(&[Column::FullName, Column::Birth]);
    let cells = ["นายสมชาย สมปอง", "ก\u{e48}\u{e38}"].map(|text| Cell::Text(text.to_owned()));
    let line = Reader::new(&mapping, today(), "57", true).line(&Row { row: 7, cells: cells.into() });
    let made = record(&captured(&Source::default()), &[&line]).unwrap();
    let unread = &made.people[0].in_list.as_ref().unwrap().unread;
    assert_eq!(unread["birth"], "ก\u{e38}\u{e48}");
}

fn any_cell() -> impl Strategy<Value = Cell> {
    prop_oneof![
        Just(Cell::Empty),
        any::<f64>().prop_filter("numbers of a file are finite", |n| n.is_finite()).prop_map(Cell::Number),
        (0.0..3e13f64).prop_map(|n| Cell::Number(n.trunc())),
        ".{0,40}".prop_map(Cell::Text),
        "[0-9๐-๙/ .-]{0,14}".prop_map(Cell::Text),
        "[ก-๙0-9 ./]{0,30}".prop_map(Cell::Text),
        (-700_000i64..1_500_000)
            .prop_map(|days| Cell::Day { day: day(1970, 1, 1) + chrono::Duration::days(days) }),
    ]
}

proptest! {
    #[test]
    fn whatever_stands_in_a_row_is_read_or_refused_and_what_is_read_is_a_record(
        cells in prop::collection::vec(any_cell(), Column::ALL.len()),
    ) {
        let mut mapping = mapping(Column::ALL);
        mapping.subject = Some("ขอความช่วยเหลือ".to_owned());
        let line = Reader::new(&mapping, today(), "57", true).line(&Row { row: 7, cells: cells.clone() });
        let json = serde_json::to_string(&cells).unwrap();
        prop_assert_eq!(serde_json::from_str::<Vec<Cell>>(&json).unwrap(), cells);
        let source = Source { agency: "ปภ. ตัวอย่าง".to_owned(), ..Source::default() };
        if let Some(made) = record(&captured(&source), &[&line]) {
            let json = serde_json::to_string(&made).unwrap();
            prop_assert_eq!(Record::read(&json).unwrap(), made);
        }
    }
}
