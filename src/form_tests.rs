use chrono::DateTime;
use register::lao::{Lao, LaoCode, LaoKind};
use register::record::{Nationality, PersonId, Registered, Sex, Signed, Status};
use register::wire::{FormSettings, Role, Surveyor};
use uuid::Uuid;

use super::*;
use crate::sheet::{Row, RowKind, Tone};

pub(super) fn around(number: u128) -> Around {
    let code: LaoCode = "05700001".parse().unwrap();
    Around {
        surveyor: Surveyor {
            id: "s-001".into(),
            name: "อาสา ตัวอย่าง".into(),
            roles: [Role::Volunteer].into(),
            moo: [5].into(),
        },
        lao: Lao {
            code, name: "อบต. ตัวอย่าง".into(), kind: LaoKind::Tao, province: "57".into()
        },
        settings: FormSettings::default(),
        now: DateTime::parse_from_rfc3339("2026-04-12T09:31:05+07:00").unwrap().into(),
        whereabouts: Whereabouts::default(),
        same_house: None,
        nearby: None,
        standing: Default::default(),
        usual_tambons: vec!["570903".into()],
        names: Default::default(),
        before: None,
        fresh: [Uuid::from_u128(number), Uuid::from_u128(number + 1)],
    }
}

/// A visit, and whoever answers its questions one after the other.
struct Visiting {
    visit: Visit,
    fresh: u128,
}

impl Visiting {
    fn begun() -> Self {
        Self { visit: Visit::new(RecordId::new(Uuid::from_u128(1)), &around(2)), fresh: 10 }
    }

    fn around(&self) -> Around {
        around(self.fresh)
    }

    fn rows(&self) -> Vec<Row> {
        self.visit.sheet(&self.around()).rows
    }

    fn row(&self, id: &str) -> Row {
        let rows = self.rows();
        let found = rows.iter().find(|row| row.id == id);
        found.unwrap_or_else(|| panic!("no {id} on {}: {rows:#?}", self.visit.page)).clone()
    }

    fn says(&mut self, row: &str, said: Said<'_>) -> Step {
        // Only what can be seen can be answered.
        if row != "main" && row != "side" {
            self.row(row);
        }
        let around = self.around();
        self.fresh += 10;
        self.visit.told(&around, row, said)
    }

    fn touches(&mut self, row: &str, choice: &str) -> Step {
        self.says(row, Said::Touched(choice))
    }

    /// Touches the choice of these words.
    fn chooses(&mut self, row: &str, words: &str) -> Step {
        let choices = self.row(row).choices;
        let choice = choices.iter().find(|choice| choice.label == words);
        let id = choice.unwrap_or_else(|| panic!("no {words} in {choices:?}")).id.clone();
        self.touches(row, &id)
    }

    fn writes(&mut self, row: &str, text: &str) {
        assert_eq!(self.says(row, Said::Wrote(text)), Step::Answered);
    }

    fn fills(&mut self, row: &str, filling: Filling) {
        assert!(matches!(self.touches(row, ""), Step::Way(..)), "{row} opens nothing");
        assert_eq!(self.says(row, Said::Filled(&filling)), Step::Answered);
    }

    fn next(&mut self) {
        self.visit.go_on().expect("a next page");
    }

    /// A visit up to the page of people, with nobody on it.
    fn at_people() -> Self {
        let mut visiting = Self::begun();
        visiting.touches("main", "");
        visiting.fills("house", Filling::Digits("123/4".into()));
        visiting.next();
        visiting.next();
        assert_eq!(visiting.visit.page, Page::People);
        visiting
    }

    fn with_somebody() -> Self {
        let mut visiting = Self::at_people();
        visiting.touches("add", "");
        visiting.fills("national-id", Filling::Digits("1000000000009".into()));
        visiting.chooses("title", "นาย");
        visiting.writes("given-name", "สมชาย");
        visiting.writes("family-name", "สมปอง");
        visiting.chooses("nationality", "ไทย");
        visiting.chooses("registered", "อยู่ในพื้นที่นี้");
        visiting
    }

    fn with_a_request() -> Self {
        let mut visiting = Self::with_somebody();
        visiting.visit.page = Page::Needs;
        visiting.touches("add", "");
        visiting.chooses("area", "สาธารณภัย");
        visiting.chooses("subject", "ขอวัสดุซ่อมแซมบ้าน");
        visiting.writes("facts", "พายุพัดหลังคาเสียหาย");
        visiting.writes("need", "สังกะสี ๒๐ แผ่น");
        visiting.fills("phone", Filling::Digits("0810000000".into()));
        visiting
    }

    fn record(&self) -> &Record {
        &self.visit.record
    }
}

fn photo(byte: u8, kind: register::record::PhotoKind) -> register::record::Photo {
    register::record::Photo {
        hash: register::record::PhotoHash::from_bytes([byte; 32]),
        kind: Some(kind),
        taken_at: None,
        at: None,
        source_hash: None,
        device: None,
        caption: None,
        unknown: Default::default(),
    }
}

#[test]
fn the_notice_stands_first_and_agreeing_to_it_is_written_down() {
    let mut visiting = Visiting::begun();
    assert!(visiting.record().notice.is_none());
    assert_eq!(visiting.touches("main", ""), Step::Page(Page::Place));
    assert!(visiting.record().notice.as_ref().is_some_and(|notice| notice.shown_at.is_some()));
}

#[test]
fn the_offices_own_notice_is_read_out_where_it_has_set_one() {
    let mut around = around(2);
    let notice = register::wire::NoticeText {
        version: "2569-1".into(), text: "ข้อความของศูนย์".into()
    };
    around.settings.notice = Some(notice);
    let mut visit = Visit::new(RecordId::new(Uuid::from_u128(1)), &around);
    assert_eq!(visit.sheet(&around).rows[0].label, "ข้อความของศูนย์");
    visit.told(&around, "main", Said::Touched(""));
    assert_eq!(visit.record.notice.unwrap().version.as_deref(), Some("2569-1"));
}

#[test]
fn a_refusal_keeps_place_time_and_reason_and_nothing_else() {
    let mut visiting = Visiting::with_a_request();
    visiting.visit.page = Page::Notice;
    assert_eq!(visiting.touches("side", ""), Step::Page(Page::Refusal));
    // Without a reason it cannot be saved.
    assert!(!visiting.visit.sheet(&visiting.around()).main.unwrap().enabled);
    assert_eq!(visiting.touches("main", ""), Step::Nothing);
    visiting.chooses("why", "ไม่สะดวกให้ข้อมูล");
    assert_eq!(visiting.touches("main", ""), Step::Save);

    let kept = Record::read(&visiting.visit.finished()).unwrap();
    assert_eq!(kept.status, Status::Refused);
    assert_eq!(kept.refusal.unwrap().reason, "ไม่สะดวกให้ข้อมูล");
    assert_eq!(kept.place.unwrap().house_no.as_deref(), Some("123/4"));
    assert!(kept.people.is_empty() && kept.requests.is_empty());
}

#[test]
fn a_refusal_of_which_nobody_has_said_why_is_resumed_where_it_was_left() {
    let mut visiting = Visiting::begun();
    visiting.touches("side", "");
    for page in [Page::Refusal, Page::Notice] {
        visiting.visit.page = page;
        let again = Visit::resumed(Record::read(&visiting.visit.draft()).unwrap(), &page.to_string());
        assert_eq!(again, visiting.visit, "left on {page}");
    }
    // It is kept only with its reason.
    assert!(Record::read(&visiting.visit.finished()).is_err());
}

#[test]
fn a_refusal_that_is_edited_opens_where_it_can_be_finished() {
    let mut visiting = Visiting::begun();
    visiting.touches("side", "");
    visiting.chooses("why", "ไม่สะดวกให้ข้อมูล");
    let kept = Record::read(&visiting.visit.finished()).unwrap();
    // Begun anew, or left on a page that a refusal does not have.
    for left in ["", "review", "place", "people"] {
        visiting.visit = Visit::resumed(kept.clone(), left);
        assert_eq!(visiting.visit.page, Page::Refusal, "left on {left:?}");
        assert_eq!(visiting.touches("main", ""), Step::Save);
    }
    assert!([Page::Review, Page::Place, Page::Signing].iter().all(|page| !page.is_in(&kept)));
    // Asked once more, they say the same: the reason is not to be found again.
    assert!(visiting.visit.go_back());
    visiting.touches("side", "");
    assert_eq!(visiting.record().refusal.as_ref().unwrap().reason, "ไม่สะดวกให้ข้อมูล");
}

#[test]
fn a_refusal_that_is_thought_better_of_goes_on_as_a_visit() {
    let mut visiting = Visiting::begun();
    visiting.touches("side", "");
    assert!(visiting.visit.go_back());
    visiting.touches("main", "");
    assert!(visiting.record().refusal.is_none());
}

#[test]
fn a_volunteer_of_one_village_need_not_name_it() {
    let mut visiting = Visiting::begun();
    visiting.touches("main", "");
    assert!(visiting.row("moo").choices[0].chosen);
    visiting.fills("house", Filling::Digits("9".into()));
    let place = visiting.record().place.as_ref().unwrap();
    assert_eq!(
        (place.moo, place.tambon.as_deref(), place.postcode.as_deref()),
        (Some(5), Some("570903"), Some("57130"))
    );
}

#[test]
fn a_place_outside_the_area_is_said_and_stops_nobody() {
    let mut visiting = Visiting::begun();
    visiting.touches("main", "");
    let mut around = visiting.around();
    around.whereabouts.outside = Some(true);
    let sheet = visiting.visit.sheet(&around);
    assert!(sheet.rows.iter().any(|row| row.id == "position" && row.hint.contains("นอกเขต")));
    assert!(sheet.main.unwrap().enabled);
}

#[test]
fn a_position_that_is_allowed_roughly_only_is_said_with_the_way_to_the_settings() {
    let mut visiting = Visiting::begun();
    visiting.touches("main", "");
    let mut around = visiting.around();
    let why = crate::trouble::Trouble::of_position(&crate::device::Hindrance::Roughly);
    around.whereabouts.roughly = Some(why.clone());
    let position = |around: &Around, visiting: &Visiting| {
        visiting.visit.sheet(around).rows.into_iter().find(|row| row.id == "position").unwrap()
    };
    let row = position(&around, &visiting);
    assert_eq!((row.tone, row.hint), (Tone::Notice, why.clone()));
    assert!(why.contains("การตั้งค่าของเครื่อง"), "{why}");
    // Switched off, it is not to be had at all.
    around.whereabouts.hindrance = Some("ปิดอยู่".to_owned());
    assert!(position(&around, &visiting).hint.starts_with("ปิดอยู่"));
}

#[test]
fn how_good_a_position_is_is_said_in_words_and_metres() {
    let mut visiting = Visiting::begun();
    visiting.touches("main", "");
    let fix = |metres: f64| register::record::Fix {
        lat: Some(20.4312),
        lon: Some(99.8841),
        accuracy_m: Some(metres),
        fixed_at: None,
        source: Some(register::record::FixSource::Gps),
        unknown: Default::default(),
    };
    visiting.says("position", Said::Filled(&Filling::Fix(fix(6.5))));
    assert!(visiting.row("position").label.contains("แม่นยำดี (6 เมตร)"));
    visiting.says("position", Said::Filled(&Filling::Fix(fix(120.0))));
    let row = visiting.row("position");
    assert!(row.label.contains("ยังไม่แม่นยำ (120 เมตร)") && row.hint.contains("กลางแจ้ง"), "{row:?}");
    assert_eq!(visiting.record().place.as_ref().unwrap().found_at.as_ref().unwrap().accuracy_m, Some(120.0));
}

#[test]
fn all_six_cells_of_registration_and_nationality_can_be_written_down() {
    for (registered, words) in [
        (Registered::Here, "อยู่ในพื้นที่นี้"),
        (Registered::Elsewhere, "อยู่ต่างพื้นที่"),
        (Registered::None, "ไม่มีทะเบียนบ้าน"),
    ] {
        for nationality in [Nationality::THAI, "MM".parse().unwrap()] {
            let mut visiting = Visiting::at_people();
            visiting.touches("add", "");
            visiting.chooses("registered", words);
            if nationality == Nationality::THAI {
                visiting.chooses("nationality", "ไทย");
            } else {
                assert!(matches!(visiting.chooses("nationality", "ไม่ใช่ไทย"), Step::Way(_, Way::Nationality)));
                visiting.says("nationality", Said::Filled(&Filling::Nationality(nationality)));
            }
            let person = &visiting.record().people[0];
            assert_eq!((person.registered, person.nationality), (Some(registered), Some(nationality)));
        }
    }
}

#[test]
fn a_title_says_a_sex_until_somebody_says_another() {
    let mut visiting = Visiting::at_people();
    visiting.touches("add", "");
    visiting.chooses("title", "นาง");
    assert_eq!(visiting.record().people[0].sex, Some(Sex::Female));
    visiting.chooses("title", "นาย");
    assert_eq!(visiting.record().people[0].sex, Some(Sex::Male));
    visiting.chooses("sex", "หญิง");
    visiting.chooses("title", "ด.ช.");
    assert_eq!(visiting.record().people[0].sex, Some(Sex::Female));
}

#[test]
fn the_second_of_a_family_begins_where_the_first_lives_and_may_be_changed() {
    let mut visiting = Visiting::with_somebody();
    visiting.next();
    visiting.touches("add", "");
    let second = visiting.record().people[1].clone();
    assert_eq!((second.nationality, second.registered), (Some(Nationality::THAI), Some(Registered::Here)));
    assert_eq!((second.head, visiting.record().people[0].head), (Some(false), Some(true)));
    // And the family's name is there to be touched.
    visiting.chooses("family-name", "สมปอง");
    assert_eq!(visiting.record().people[1].family_name.as_deref(), Some("สมปอง"));
}

#[test]
fn without_a_number_its_reason_and_another_document_are_asked() {
    let mut visiting = Visiting::at_people();
    visiting.touches("add", "");
    assert!(!visiting.rows().iter().any(|row| row.id == "no-id-reason"));
    visiting.fills("national-id", Filling::NoNumber);
    visiting.chooses("no-id-reason", "ไม่เคยมีบัตร");
    visiting.writes("other-id", "หนังสือเดินทาง AA000000");
    let person = &visiting.record().people[0];
    assert_eq!(person.no_id_reason.as_deref(), Some("ไม่เคยมีบัตร"));
    assert_eq!(person.other_id.as_deref(), Some("หนังสือเดินทาง AA000000"));
    // Who erases what they wrote of it is asked still.
    visiting.writes("no-id-reason", "ห");
    visiting.writes("no-id-reason", "");
    assert_eq!(visiting.row("national-id").shown, "ไม่มีเลขบัตร");
    visiting.writes("no-id-reason", "บัตรหาย");
    assert_eq!(visiting.record().people[0].no_id_reason.as_deref(), Some("บัตรหาย"));
    // A number that turns up after all takes the reason's place.
    visiting.fills("national-id", Filling::Digits("1000000000017".into()));
    assert_eq!(visiting.record().people[0].no_id_reason, None);
}

#[test]
fn a_number_that_fails_its_check_is_kept_as_typed_and_said() {
    let mut visiting = Visiting::at_people();
    visiting.touches("add", "");
    visiting.fills("national-id", Filling::Digits("1000000000001".into()));
    let row = visiting.row("national-id");
    assert_eq!(visiting.record().people[0].national_id.as_deref(), Some("1000000000001"));
    assert!(!row.remark.is_empty());
}

#[test]
fn race_religion_and_blood_group_are_asked_only_where_the_lao_wants_them() {
    let mut visiting = Visiting::with_somebody();
    visiting.touches("more", "");
    let asked = |rows: &[Row]| {
        rows.iter().filter(|row| ["race", "religion", "blood-group"].contains(&row.id.as_str())).count()
    };
    assert_eq!(asked(&visiting.rows()), 0);
    let mut around = visiting.around();
    around.settings.sensitive = true;
    assert_eq!(asked(&visiting.visit.sheet(&around).rows), 3);
}

// domain.md RQ-21: the lists are the LAO's.
#[test]
fn words_to_choose_from_are_those_that_the_lao_set() {
    let mut visiting = Visiting::with_somebody();
    visiting.touches("more", "");
    let mut around = visiting.around();
    around.settings.sensitive = true;
    let choices = |visiting: &Visiting, around: &Around, id: &str| {
        let rows = visiting.visit.sheet(around).rows;
        let row = rows.into_iter().find(|row| row.id == id).unwrap();
        row.choices.into_iter().map(|choice| choice.label).collect::<Vec<_>>()
    };
    assert_eq!(choices(&visiting, &around, "race"), ["ไทย"]);
    around.settings.races = vec!["ไทย".into(), "กะเหรี่ยง".into()];
    assert_eq!(choices(&visiting, &around, "race"), ["ไทย", "กะเหรี่ยง"]);

    visiting.visit.record.help_received.push(Default::default());
    visiting.visit.page = Page::HelpItem(0);
    assert!(choices(&visiting, &around, "what").contains(&"ถุงยังชีพ".to_owned()));
    around.settings.aids = vec!["ผ้าห่ม".into()];
    assert_eq!(choices(&visiting, &around, "what"), ["ผ้าห่ม"]);
}

#[test]
fn looking_at_the_page_of_details_makes_nobody_a_farmer_or_a_student() {
    let mut visiting = Visiting::with_somebody();
    let before = visiting.record().clone();
    visiting.touches("more", "");
    visiting.rows();
    visiting.chooses("welfare", "ไม่ทราบ");
    let person = visiting.record().people[0].clone();
    assert!(person.farmer.is_none() && person.student.is_none() && person.card_address.is_none());
    assert_ne!(before, *visiting.record());
}

#[test]
fn the_card_address_may_be_the_house_that_is_visited() {
    let mut visiting = Visiting::with_somebody();
    visiting.touches("more", "");
    visiting.touches("same-as-here", "same");
    let card = visiting.record().people[0].card_address.clone().unwrap();
    assert_eq!(
        (card.house_no.as_deref(), card.moo, card.tambon.as_deref()),
        (Some("123/4"), Some(5), Some("570903"))
    );
    assert!(visiting.row("same-as-here").choices[0].chosen);
}

#[test]
fn a_request_is_signed_by_its_requester_or_says_why_not() {
    let mut visiting = Visiting::with_a_request();
    let id = visiting.record().requests[0].id;
    assert_eq!(visiting.record().requests[0].person, Some(visiting.record().people[0].id));
    visiting.visit.page = Page::Signing;
    let ink = format!("ink {id}");
    assert!(matches!(visiting.touches(&ink, ""), Step::Way(_, Way::Ink(request)) if request == id));
    let drawing = photo(7, register::record::PhotoKind::Other);
    visiting.says(&ink, Said::Filled(&Filling::Photo(drawing)));
    assert_eq!(visiting.record().requests[0].signed(), Signed::Yes);
    // Refusing takes its place, and wants a reason.
    visiting.says(&format!("refuse {id}"), Said::Sure);
    assert!(matches!(visiting.record().requests[0].signed(), Signed::No(_)));
    visiting.chooses(&format!("why {id}"), "ไม่ได้บอกเหตุ");
    assert_eq!(visiting.record().requests[0].signed(), Signed::Refused);
}

/// domain.md 2.3, R-03.
#[test]
fn somebody_without_a_telephone_is_reached_another_way() {
    let mut visiting = Visiting::with_a_request();
    visiting.visit.page = Page::Request(visiting.record().requests[0].id);
    let lacks =
        |visiting: &Visiting| missing(visiting.record()).iter().any(|lack| lack.words.contains("โทรศัพท์"));
    let is_asked = |visiting: &Visiting| visiting.rows().iter().any(|row| row.id == "other-way");
    visiting.fills("phone", Filling::Digits("0810000000".into()));
    assert!(!lacks(&visiting) && !is_asked(&visiting));
    visiting.fills("phone", Filling::NoNumber);
    assert_eq!(visiting.row("phone").shown, "ไม่มีโทรศัพท์");
    assert!(lacks(&visiting), "nobody knows yet how to reach them");
    // A relative's number first, letter by letter.
    for written in ["0", "081", "081 ลูกสาว"] {
        visiting.writes("other-way", written);
        assert!(is_asked(&visiting), "it stays while it is written in: {written}");
    }
    visiting.writes("other-way", "โทรผู้ใหญ่บ้าน");
    assert!(!lacks(&visiting));
    // Nothing typed on the pad takes back nothing, and neither does saying it again.
    visiting.fills("phone", Filling::Digits(String::new()));
    visiting.fills("phone", Filling::NoNumber);
    assert_eq!(visiting.record().people[0].phone.as_deref(), Some("โทรผู้ใหญ่บ้าน"));
    visiting.writes("other-way", "");
    assert!(is_asked(&visiting) && lacks(&visiting));
    visiting.fills("phone", Filling::Digits("0810000000".into()));
    assert!(!is_asked(&visiting));
    assert_eq!(visiting.record().people[0].phone.as_deref(), Some("0810000000"));
}

#[test]
fn who_asks_for_another_must_show_the_power_of_attorney() {
    let mut visiting = Visiting::with_a_request();
    visiting.chooses("proxy", "ขอแทนคนอื่น");
    visiting.writes("proxy-name", "นางสมหญิง สมปอง");
    assert!(missing(visiting.record()).iter().any(|lack| lack.words.contains("ยังไม่ได้ลงชื่อ")));
    assert!(!visiting.row("authority").remark.is_empty());
    visiting
        .says("authority", Said::Filled(&Filling::Photo(photo(3, register::record::PhotoKind::Authority))));
    assert!(visiting.row("authority").remark.is_empty());
    let proxy = visiting.record().requests[0].proxy.clone().unwrap();
    assert_eq!(proxy.authority_photo, Some(register::record::PhotoHash::from_bytes([3; 32])));
}

#[test]
fn damage_is_asked_about_only_where_there_is_some() {
    let mut visiting = Visiting::with_somebody();
    visiting.visit.page = Page::Needs;
    assert!(!Page::order(visiting.record()).contains(&Page::Damage));
    visiting.chooses("damaged", "เสียหาย");
    visiting.next();
    assert_eq!(visiting.visit.page, Page::Damage);
    visiting.fills("kind", Filling::Word("วาตภัย (พายุ)".into()));
    visiting.fills("event-on", Filling::Date(chrono::NaiveDate::from_ymd_opt(2026, 4, 10).unwrap()));
    visiting.touches("add", "");
    visiting.chooses("what", "บ้านเสียหาย ต้องซ่อม");
    // What the criteria ask about it is said (domain.md 6.3).
    assert!(visiting.row("look").hint.contains("เป็นเจ้าของ"));
    visiting.chooses("extent", "บางส่วน");
    let damage = visiting.record().damage.clone().unwrap();
    assert_eq!(damage.items[0].code.as_deref(), Some("5.1.5"));
    assert_eq!(damage.damaged_on, damage.event_on);
}

#[test]
fn every_code_of_the_checklist_is_an_item_of_the_criteria() {
    let book = register::aid::RuleBook::thailand();
    for damage::Line { code, name, .. } in damage::CHECKLIST {
        assert!(book.items().iter().any(|item| item.code == code), "{name} has {code}");
    }
}

/// A damaged thing of a visit, being asked about.
fn damaged(what: &str) -> Visiting {
    let mut visiting = Visiting::with_somebody();
    visiting.visit.page = Page::Needs;
    visiting.chooses("damaged", "เสียหาย");
    visiting.next();
    visiting.touches("add", "");
    visiting.chooses("what", what);
    visiting
}

#[test]
fn what_the_ceilings_of_the_checklist_go_by_is_asked_in_their_own_words() {
    // domain.md 6.3, line by line: what is counted, and what is asked besides.
    for (what, counts, asks) in [
        ("บ้านพังทั้งหลัง", "จำนวนครอบครัว", &[][..]),
        ("บ้านเสียหาย ต้องซ่อม", "จำนวนหลัง", &["ค่าวัสดุซ่อมแซม"]),
        ("บ้านเช่าอยู่ไม่ได้", "จำนวนครอบครัว", &["ค่าเช่าต่อเดือน", "ต้องเช่าเป็นเวลา"]),
        ("เครื่องนุ่งห่ม", "จำนวนคน", &[]),
        ("เครื่องนอน", "จำนวนคน", &[]),
        ("มีคนบาดเจ็บ", "", &["เข้าโรงพยาบาล", "ออกโรงพยาบาล"]),
        ("มีคนบาดเจ็บจนถึงขั้นพิการ", "", &["เข้าโรงพยาบาล", "ออกโรงพยาบาล"]),
        ("ภัยหนาว ขาดเครื่องกันหนาว", "จำนวนคน", &["อุณหภูมิต่ำสุด", "หนาวติดต่อกัน"]),
        ("บ่อน้ำตื้น", "จำนวนบ่อ", &[]),
        ("ขาดแคลนน้ำสะอาดบริโภค", "จำนวนครอบครัว", &[]),
        ("พืชเสียหาย (ไร่)", "พื้นที่ที่เสียหาย (ไร่)", &[]),
        ("หิน ดิน ทราย ไม้ โคลน ทับถมแปลง (ไร่)", "พื้นที่ที่ถูกทับถม (ไร่)", &[]),
        ("ปศุสัตว์ตายหรือสูญหาย", "จำนวนที่ตายหรือสูญหาย", &["แปลงหญ้าอาหารสัตว์"]),
    ] {
        let visiting = damaged(what);
        let rows = visiting.rows();
        let label = |id: &str| rows.iter().find(|row| row.id == id).map_or("", |row| row.label.as_str());
        assert_eq!(label("quantity"), counts, "{what}");
        let asked: Vec<&str> =
            rows.iter().filter(|row| row.id.starts_with("asked-")).map(|row| row.label.as_str()).collect();
        assert_eq!(asked, asks, "{what}");
    }
}

#[test]
fn what_has_only_the_note_stands_there_behind_its_words_and_what_was_written_besides_stays() {
    let mut visiting = damaged("มีคนบาดเจ็บ");
    visiting.writes("note", "ขาหัก");
    let day = |day| Filling::Date(chrono::NaiveDate::from_ymd_opt(2026, 4, day).unwrap());
    visiting.fills("asked-0", day(10));
    visiting.fills("asked-1", day(14));
    let note =
        |visiting: &Visiting| visiting.record().damage.as_ref().unwrap().items[0].note.clone().unwrap();
    assert_eq!(note(&visiting), "ขาหัก, เข้าโรงพยาบาล 10 เมษายน 2569, ออกโรงพยาบาล 14 เมษายน 2569");
    assert_eq!(visiting.row("asked-0").shown, "10 เมษายน 2569");
    // Whoever opens it again finds the day that was said, and says another in its place.
    let Step::Way(_, Way::Date { value, .. }) = visiting.touches("asked-1", "") else { panic!("no day") };
    assert_eq!(value, chrono::NaiveDate::from_ymd_opt(2026, 4, 14));
    visiting.fills("asked-1", day(15));
    visiting.fills("asked-0", Filling::Nothing);
    assert_eq!(note(&visiting), "ขาหัก, ออกโรงพยาบาล 15 เมษายน 2569");

    visiting.chooses("what", "บ้านเช่าอยู่ไม่ได้");
    visiting.fills("asked-0", Filling::Digits("1800".into()));
    visiting.fills("asked-1", Filling::Digits("2".into()));
    assert!(note(&visiting).ends_with("ค่าเช่าต่อเดือน 1800 บาท, ต้องเช่าเป็นเวลา 2 เดือน"), "{}", note(&visiting));
    let Step::Way(_, Way::Number { value, .. }) = visiting.touches("asked-0", "") else { panic!("no pad") };
    assert_eq!(value, "1800");
}

#[test]
fn a_farm_whose_register_nobody_has_said_is_told_where_it_is_asked() {
    let mut visiting = damaged("พืชเสียหาย (ไร่)");
    assert!(visiting.row("register").hint.contains("ขึ้นทะเบียนไว้ที่"));
    let page = visiting.visit.page;
    visiting.visit.page = Page::PersonMore(visiting.record().people[0].id);
    visiting.chooses("farmer", "ปลูกพืช");
    visiting.touches("farmer-register", "0");
    visiting
        .fills("farmer-registered-on", Filling::Date(chrono::NaiveDate::from_ymd_opt(2025, 5, 1).unwrap()));
    visiting.visit.page = page;
    assert!(!visiting.rows().iter().any(|row| row.id == "register"));
}

#[test]
fn what_is_missing_is_named_and_leads_to_its_page_and_stops_nobody() {
    let mut visiting = Visiting::with_somebody();
    visiting.visit.record.people[0].nationality = None;
    visiting.visit.page = Page::Review;
    let lacking = missing(visiting.record());
    let at = lacking.iter().position(|lack| lack.words.contains("สัญชาติ")).unwrap();
    assert_eq!(
        visiting.touches(&format!("missing-{at}"), ""),
        Step::Page(Page::Person(visiting.record().people[0].id))
    );
    visiting.visit.page = Page::Review;
    assert_eq!(visiting.touches("main", ""), Step::Save);
}

#[test]
fn a_whole_visit_misses_nothing() {
    let mut visiting = Visiting::with_a_request();
    let id = visiting.record().requests[0].id;
    visiting.visit.page = Page::Signing;
    visiting.says(
        &format!("ink {id}"),
        Said::Filled(&Filling::Photo(photo(7, register::record::PhotoKind::Other))),
    );
    visiting.visit.page = Page::Place;
    let fix = register::record::Fix {
        lat: Some(20.4),
        lon: Some(99.8),
        accuracy_m: Some(8.0),
        fixed_at: None,
        source: Some(register::record::FixSource::Gps),
        unknown: Default::default(),
    };
    visiting.says("position", Said::Filled(&Filling::Fix(fix)));
    assert_eq!(missing(visiting.record()), []);
}

#[test]
fn every_page_can_be_left_and_come_back_to() {
    let mut visiting = Visiting::with_a_request();
    visiting.visit.page = Page::Needs;
    visiting.chooses("damaged", "เสียหาย");
    visiting.visit.page = Page::Damage;
    visiting.touches("add", "");
    visiting.visit.page = Page::Help;
    visiting.touches("add", "");
    let (person, request) = (visiting.record().people[0].id, visiting.record().requests[0].id);
    let mut pages = Page::order(visiting.record());
    pages.extend([
        Page::Person(person),
        Page::PersonMore(person),
        Page::Request(request),
        Page::DamageItem(0),
        Page::HelpItem(0),
    ]);
    for page in pages {
        visiting.visit.page = page;
        let record = Record::read(&visiting.visit.draft()).unwrap();
        assert_eq!(record.status, Status::Draft);
        let again = Visit::resumed(record, &page.to_string());
        assert_eq!(again, visiting.visit, "left on {page}");
    }
}

#[test]
fn a_page_of_somebody_who_is_gone_leads_to_the_people_who_are_there() {
    let visiting = Visiting::with_somebody();
    let gone = PersonId::new(Uuid::from_u128(999));
    let again = Visit::resumed(visiting.record().clone(), &Page::PersonMore(gone).to_string());
    assert_eq!(again.page, Page::People);
    assert_eq!(Visit::resumed(visiting.record().clone(), "a page of a later version").page, Page::Notice);
}

#[test]
fn going_back_and_forth_loses_nothing() {
    let mut visiting = Visiting::with_a_request();
    let before = visiting.record().clone();
    while visiting.visit.go_back() {}
    assert_eq!(visiting.visit.page, Page::Notice);
    while visiting.visit.go_on().is_some() {}
    assert_eq!(visiting.visit.page, Page::Review);
    assert_eq!(*visiting.record(), before);
}

#[test]
fn somebody_is_taken_out_only_when_that_is_meant() {
    let mut visiting = Visiting::with_a_request();
    visiting.visit.page = Page::Person(visiting.record().people[0].id);
    assert!(matches!(visiting.touches("remove", ""), Step::Way(_, Way::Sure { .. })));
    assert_eq!(visiting.record().people.len(), 1);
    visiting.says("remove", Said::Sure);
    assert!(visiting.record().people.is_empty() && visiting.record().requests.is_empty());
    assert_eq!(visiting.visit.page, Page::People);
}

#[test]
fn whoever_is_taken_out_is_named_in_no_help_and_no_damage_either() {
    let mut visiting = Visiting::with_a_request();
    let gone = visiting.record().people[0].id;
    let stays = PersonId::new(Uuid::from_u128(77));
    let record = &mut visiting.visit.record;
    let second = register::record::Person { id: stays, ..record.people[0].clone() };
    record.people.push(second);
    let help = |person| register::record::Help { person: Some(person), ..Default::default() };
    record.help_received = vec![help(gone), help(stays)];
    let item = |person| register::record::DamageItem { person: Some(person), ..Default::default() };
    let damage = register::record::Damage { items: vec![item(stays), item(gone)], ..Default::default() };
    record.damage = Some(damage);
    visiting.visit.page = Page::Person(gone);
    visiting.says("remove", Said::Sure);
    let record = visiting.record();
    let helped: Vec<Option<PersonId>> = record.help_received.iter().map(|help| help.person).collect();
    let items = &record.damage.as_ref().unwrap().items;
    let damaged: Vec<Option<PersonId>> = items.iter().map(|item| item.person).collect();
    assert_eq!((helped, damaged), (vec![None, Some(stays)], vec![Some(stays), None]));
}

#[test]
fn every_question_has_words_and_an_own_name_on_its_page() {
    let mut visiting = Visiting::with_a_request();
    visiting.visit.page = Page::Needs;
    visiting.chooses("damaged", "เสียหาย");
    let (person, request) = (visiting.record().people[0].id, visiting.record().requests[0].id);
    let mut pages = Page::order(visiting.record());
    pages.extend([Page::Person(person), Page::PersonMore(person), Page::Request(request)]);
    for page in pages {
        visiting.visit.page = page;
        let mut names = std::collections::BTreeSet::new();
        for row in visiting.rows() {
            let asks = !matches!(row.kind, RowKind::Heading | RowKind::Words | RowKind::Note);
            assert!(!asks || names.insert(row.id.clone()), "{} stands twice on {page}", row.id);
            assert!(!row.label.is_empty() || row.id == "same-as-here", "{row:?} on {page} has no words");
            // No English anywhere a volunteer looks.
            let latin = |text: &str| text.replace("INFO", "").chars().any(|c| c.is_ascii_alphabetic());
            assert!(!latin(&row.label) && !latin(&row.hint), "{row:?} on {page}");
        }
    }
}

#[test]
fn a_disaster_is_missing_its_kind_its_days_and_its_damage_until_they_are_said() {
    let mut visiting = Visiting::with_somebody();
    visiting.visit.page = Page::Needs;
    visiting.chooses("damaged", "เสียหาย");
    let lacking = |visiting: &Visiting| -> Vec<String> {
        let of_damage =
            missing(visiting.record()).into_iter().filter(|lack| lack.words.contains("ความเสียหาย"));
        of_damage.map(|lack| lack.words).collect()
    };
    assert_eq!(lacking(&visiting).len(), 4);
    visiting.next();
    visiting.fills("kind", Filling::Word("วาตภัย (พายุ)".into()));
    visiting.touches("add", "");
    assert_eq!(
        lacking(&visiting),
        ["ความเสียหาย: วันที่เกิดภัย", "ความเสียหาย: วันที่เสียหาย", "ความเสียหาย: รายการที่ยังไม่เลือก"]
    );
    visiting.chooses("what", "เครื่องครัว");
    visiting.visit.page = Page::Damage;
    // The day of the damage is that of the disaster until somebody says another.
    visiting.fills("event-on", Filling::Date(chrono::NaiveDate::from_ymd_opt(2026, 4, 10).unwrap()));
    assert_eq!(lacking(&visiting), Vec::<String>::new());
}

#[test]
fn a_house_without_a_number_is_called_so_and_misses_nothing() {
    let mut visiting = Visiting::begun();
    visiting.touches("main", "");
    let lacks_number =
        |visiting: &Visiting| missing(visiting.record()).iter().any(|lack| lack.words == "บ้านเลขที่");
    assert!(lacks_number(&visiting));
    visiting.fills("house", Filling::Digits(NO_HOUSE_NUMBER.into()));
    assert!(!lacks_number(&visiting));
    assert_eq!(visiting.row("house").shown, "ไม่มีบ้านเลขที่");
    let place = visiting.record().place.clone().unwrap();
    assert_eq!(house_in_words(&place), "บ้านไม่มีเลขที่ หมู่ 5");
    // The register takes it for no number: nobody else's house is the same.
    assert!(register::household::HouseholdKey::of(visiting.record().lao, &place).is_none());
}

#[test]
fn a_number_is_written_in_one_way_wherever_it_stands() {
    let mut visiting = Visiting::with_somebody();
    visiting.fills("national-id", Filling::Digits("1000000000001".into()));
    assert_eq!(visiting.row("national-id").shown, "1 0000 00000 00 1");
    visiting.fills("national-id", Filling::Digits("1000000000009".into()));
    assert_eq!(visiting.row("national-id").shown, "1 0000 00000 00 9");
    let read = in_words(visiting.record(), chrono::NaiveDate::from_ymd_opt(2026, 4, 12).unwrap());
    assert!(read.iter().any(|row| row.hint.contains("1 0000 xxxxx xx 9")), "{read:#?}");
    let mut visiting = Visiting::with_a_request();
    assert_eq!(visiting.row("phone").shown, "081-000-0000");
    visiting.fills("phone", Filling::Digits("0530000".into()));
    assert_eq!(visiting.row("phone").shown, "053-000-0");
}

#[test]
fn the_card_address_of_the_house_can_be_taken_back_and_follows_the_house() {
    let mut visiting = Visiting::with_somebody();
    visiting.touches("more", "");
    visiting.touches("same-as-here", "same");
    // A slip in the house's number is mended on the card that says the same.
    let person = visiting.record().people[0].id;
    visiting.visit.page = Page::Place;
    visiting.fills("house", Filling::Digits("123/5".into()));
    let card = visiting.record().people[0].card_address.clone().unwrap();
    assert_eq!(card.house_no.as_deref(), Some("123/5"));
    visiting.visit.page = Page::PersonMore(person);
    assert!(visiting.row("same-as-here").choices[0].chosen);
    visiting.touches("same-as-here", "same");
    assert_eq!(visiting.record().people[0].card_address, None);
    visiting.fills("card-house", Filling::Digits("9".into()));
    // And one of its own stays.
    visiting.visit.page = Page::Place;
    visiting.fills("house", Filling::Digits("123/6".into()));
    let card = visiting.record().people[0].card_address.clone().unwrap();
    assert_eq!((card.house_no.as_deref(), card.moo), (Some("9"), None));
}

#[test]
fn only_who_is_registered_here_begins_with_the_card_address_of_the_first() {
    let mut visiting = Visiting::with_somebody();
    visiting.touches("more", "");
    visiting.touches("same-as-here", "same");
    visiting.next();
    visiting.next();
    visiting.touches("add", "");
    let second = |visiting: &Visiting| visiting.record().people[1].card_address.clone();
    assert!(second(&visiting).is_some());
    visiting.chooses("registered", "อยู่ต่างพื้นที่");
    assert_eq!(second(&visiting), None);
    // Nor does anybody get the address of a first who is registered elsewhere.
    visiting.visit.record.people[0].registered = Some(Registered::Elsewhere);
    visiting.next();
    visiting.touches("add", "");
    assert_eq!(visiting.record().people[2].card_address, None);
}

#[test]
fn the_tambon_follows_the_village_until_somebody_says_another() {
    let mut visiting = Visiting::begun();
    visiting.touches("main", "");
    let mut around = visiting.around();
    around.surveyor.moo.clear();
    let village = |moo, name: &str, tambon: Option<&str>| register::wire::Village {
        moo,
        name: name.into(),
        tambon: tambon.map(str::to_owned),
        lat: None,
        lon: None,
    };
    around.settings.villages = vec![
        village(1, "บ้านเหนือ", Some("570901")),
        village(2, "บ้านใต้", Some("570902")),
        village(3, "บ้านกลาง", None),
    ];
    let tambon = |visit: &Visit| visit.record.place.as_ref().unwrap().tambon.clone().unwrap();
    let visit = &mut visiting.visit;
    let says = |visit: &mut Visit, row: &str, said: Said<'_>| drop(visit.told(&around, row, said));
    says(visit, "soi", Said::Wrote("1"));
    assert_eq!(tambon(visit), "570903");
    for (choice, expected) in [("0", "570901"), ("1", "570902"), ("2", "570903"), ("0", "570901")] {
        says(visit, "moo", Said::Touched(choice));
        assert_eq!(tambon(visit), expected);
    }
    let chosen = Filling::Tambon { code: "570904".into(), postcode: None };
    says(visit, "tambon", Said::Filled(&chosen));
    says(visit, "moo", Said::Touched("1"));
    assert_eq!(tambon(visit), "570904");
}

#[test]
fn of_villages_of_one_number_the_one_in_the_held_or_usual_tambon_is_meant() {
    let mut around = around(2);
    let village = |moo, tambon: &str| register::wire::Village {
        moo,
        name: "บ้านใต้".into(),
        tambon: Some(tambon.into()),
        lat: None,
        lon: None,
    };
    around.settings.villages =
        vec![village(5, "570901"), village(5, "570903"), village(5, "570904"), village(6, "570902")];
    let of =
        |around: &Around, moo, held| around.village_in(moo, held).and_then(|village| village.tambon.clone());
    assert_eq!(of(&around, 5, Some("570904")).as_deref(), Some("570904"), "the held one");
    assert_eq!(of(&around, 5, Some("570902")).as_deref(), Some("570903"), "the usual one");
    assert_eq!(of(&around, 6, Some("570904")).as_deref(), Some("570902"), "there is no other");
    around.usual_tambons.clear();
    assert_eq!(of(&around, 5, None), None, "nobody knows which");
    assert_eq!(of(&around, 7, Some("570904")), None);
}

#[test]
fn damage_that_was_written_down_is_taken_out_only_when_that_is_meant() {
    let mut visiting = Visiting::with_somebody();
    visiting.visit.page = Page::Needs;
    visiting.chooses("damaged", "เสียหาย");
    // Of which nothing was said: there is nothing to lose.
    visiting.chooses("damaged", "ไม่เสียหาย");
    assert_eq!(visiting.record().damage, None);
    visiting.chooses("damaged", "เสียหาย");
    visiting.next();
    visiting.touches("add", "");
    visiting.visit.page = Page::Needs;
    assert!(matches!(visiting.chooses("damaged", "ไม่เสียหาย"), Step::Way(_, Way::Sure { .. })));
    assert!(visiting.record().damage.is_some());
    visiting.says("damaged", Said::Sure);
    assert_eq!(visiting.record().damage, None);
}

#[test]
fn who_asks_for_themselves_after_all_is_asked_before_the_proxy_goes() {
    let mut visiting = Visiting::with_a_request();
    visiting.chooses("proxy", "ขอแทนคนอื่น");
    visiting.writes("proxy-name", "นางสมหญิง สมปอง");
    let Step::Way(row, Way::Sure { .. }) = visiting.chooses("proxy", "ขอเอง") else {
        panic!("it is not asked")
    };
    assert!(visiting.record().requests[0].proxy.is_some());
    visiting.says(&row, Said::Sure);
    assert_eq!(visiting.record().requests[0].proxy, None);
}

#[test]
fn somebody_belongs_to_any_of_the_families_that_the_house_has() {
    let mut visiting = Visiting::with_somebody();
    let person = visiting.visit.page;
    visiting.visit.page = Page::Dwelling;
    visiting.chooses("families", "6");
    visiting.visit.page = person;
    assert_eq!(visiting.row("family").choices.len(), 6);
    visiting.chooses("family", "6");
    assert_eq!(visiting.record().people[0].family, Some(6));
}

#[test]
fn words_that_are_touched_stand_beside_what_was_written() {
    let mut visiting = damaged("บ้านเสียหาย ต้องซ่อม");
    visiting.writes("note", "รั่วทั้งแถบ");
    visiting.chooses("note", "หลังคา");
    visiting.chooses("note", "ฝาบ้าน");
    assert_eq!(visiting.row("note").value, "รั่วทั้งแถบ, หลังคา, ฝาบ้าน");
    let chosen = |visiting: &Visiting| {
        let choices = visiting.row("note").choices;
        choices.into_iter().filter(|choice| choice.chosen).map(|choice| choice.label).collect::<Vec<_>>()
    };
    assert_eq!(chosen(&visiting), ["หลังคา", "ฝาบ้าน"]);
    visiting.chooses("note", "หลังคา");
    assert_eq!(visiting.row("note").value, "รั่วทั้งแถบ, ฝาบ้าน");
    visiting.writes("note", "");
    visiting.chooses("note", "พื้น");
    visiting.chooses("note", "พื้น");
    let note = visiting.record().damage.as_ref().unwrap().items[0].note.clone();
    assert_eq!((note, chosen(&visiting).len()), (None, 0));
}

// domain.md 4.1, T-08 and T-09.
#[test]
fn a_visit_that_is_finished_in_another_round_says_so_and_is_saved_all_the_same() {
    let mut visiting = Visiting::with_somebody();
    let at = |day: &str| {
        let now = DateTime::parse_from_rfc3339(&format!("{day}T09:00:00+07:00")).unwrap().into();
        Around { now, ..around(500) }
    };
    let note = |visit: &Visit, around: &Around| {
        visit.sheet(around).rows.into_iter().find(|row| row.id == "another-round")
    };
    visiting.visit.page = Page::Review;
    assert_eq!(note(&visiting.visit, &at("2026-04-30")), None);
    let said = note(&visiting.visit, &at("2026-05-03")).unwrap();
    assert!(
        said.label.contains("เมษายน 2569") && said.hint.contains("กำหนดส่งของรอบนั้นคือ 5 พ.ค. 2569"),
        "{said:?}"
    );
    let late = note(&visiting.visit, &at("2026-05-06")).unwrap();
    assert!(late.hint.contains("เลยกำหนดส่ง"), "{late:?}");
    assert_eq!(visiting.visit.told(&at("2026-05-06"), "main", Said::Touched("")), Step::Save);
    // A refusal is of its month too.
    visiting.visit.page = Page::Notice;
    visiting.touches("side", "");
    assert!(note(&visiting.visit, &at("2026-05-03")).is_some());
}

#[test]
fn a_title_that_begins_as_another_can_be_written_to_its_end() {
    let mut visiting = Visiting::at_people();
    visiting.touches("add", "");
    let mut typed = String::new();
    for letter in "นายแพทย์".chars() {
        typed.push(letter);
        visiting.writes("other-title", &typed);
    }
    assert_eq!(visiting.record().people[0].title.as_deref(), Some("นายแพทย์"));
    // What is touched needs no line.
    visiting.chooses("title", "นาย");
    assert!(!visiting.rows().iter().any(|row| row.id == "other-title"));
}

#[test]
fn a_question_that_nobody_answered_is_not_answered_with_none() {
    let mut visiting = Visiting::with_somebody();
    visiting.visit.page = Page::Needs;
    visiting.touches("add", "");
    visiting.visit.page = Page::Needs;
    visiting.chooses("damaged", "เสียหาย");
    visiting.visit.page = Page::Review;
    assert_eq!(visiting.row("sum-dwelling").hint, "ยังไม่ตอบ");
    assert_eq!(visiting.row("sum-damage").hint, "ยังไม่ตอบ");
    assert_eq!(visiting.row("sum-needs").hint, "(ยังไม่ใส่คำขอ)");
}

#[test]
fn whoever_judges_a_record_reads_what_the_criteria_go_by() {
    let mut visiting = Visiting::with_a_request();
    visiting.chooses("urgent", "ใช่");
    visiting.chooses("proxy", "ขอแทนคนอื่น");
    visiting.writes("proxy-name", "นางสมหญิง สมปอง");
    visiting.visit.page = Page::PersonMore(visiting.record().people[0].id);
    visiting.chooses("low-income", "ใช่");
    visiting.chooses("farmer", "ปลูกพืช");
    visiting.touches("same-as-here", "same");
    visiting.visit.page = Page::Needs;
    visiting.chooses("damaged", "เสียหาย");
    visiting.next();
    visiting.touches("add", "");
    visiting.chooses("what", "เครื่องครัว");
    visiting.chooses("extent", "บางส่วน");
    visiting.visit.page = Page::Help;
    visiting.touches("add", "");
    visiting.writes("what", "ถุงยังชีพ");
    visiting.fills("amount", Filling::Digits("1700".into()));
    let rows = in_words(visiting.record(), chrono::NaiveDate::from_ymd_opt(2026, 4, 12).unwrap());
    let read: Vec<String> = rows.iter().map(|row| format!("{}\n{}", row.label, row.hint)).collect();
    let read = read.join("\n");
    for words in [
        "ชาย",
        "สัญชาติไทย · มีทะเบียนบ้านอยู่ในพื้นที่",
        "ผู้มีรายได้น้อย: ใช่",
        "ปลูกพืช",
        "ที่อยู่ตามบัตร: ที่เดียวกับบ้านที่สำรวจ",
        "เร่งด่วน",
        "ขอแทนโดย นางสมหญิง สมปอง ยังไม่มีรูปใบมอบอำนาจ",
        "เครื่องครัว บางส่วน",
        "1,700 บาท",
    ] {
        assert!(read.contains(words), "no {words} in\n{read}");
    }
}

#[test]
fn a_signature_goes_only_when_that_is_meant_and_who_changes_what_is_signed_is_told() {
    let mut visiting = Visiting::with_a_request();
    let (id, page) = (visiting.record().requests[0].id, visiting.visit.page);
    assert!(!visiting.rows().iter().any(|row| row.id == "signed"));
    visiting.visit.page = Page::Signing;
    let drawing = photo(7, register::record::PhotoKind::Other);
    visiting.says(&format!("ink {id}"), Said::Filled(&Filling::Photo(drawing)));
    let refuse = format!("refuse {id}");
    assert!(matches!(visiting.touches(&refuse, ""), Step::Way(_, Way::Sure { .. })));
    assert_eq!(visiting.record().requests[0].signed(), Signed::Yes);
    visiting.visit.page = page;
    assert!(visiting.row("signed").hint.contains("ลงชื่อใหม่"));
    visiting.visit.page = Page::Signing;
    visiting.says(&refuse, Said::Sure);
    assert!(matches!(visiting.record().requests[0].signed(), Signed::No(_)));
}

#[test]
fn a_request_that_is_changed_after_it_was_signed_is_signed_anew_or_put_back() {
    let mut visiting = Visiting::with_a_request();
    let (id, page) = (visiting.record().requests[0].id, visiting.visit.page);
    visiting.writes("need", "สังกะสี 20 แผ่น");
    visiting.visit.page = Page::Signing;
    visiting.fills(&format!("ink {id}"), Filling::Photo(photo(7, register::record::PhotoKind::Other)));
    let lacks = |visiting: &Visiting| {
        let missing = missing(visiting.record()).into_iter();
        missing.filter(|lack| lack.page == Page::Signing).map(|lack| lack.words).collect::<Vec<_>>()
    };
    assert!(lacks(&visiting).is_empty());

    // What somebody signed for is not what is asked for now: the last page leads to where it is signed.
    visiting.visit.page = page;
    visiting.writes("need", "สังกะสี 200 แผ่น");
    assert!(visiting.row("signed").label.contains("ถูกแก้หลังลงชื่อแล้ว"));
    assert_eq!(lacks(&visiting).len(), 1);
    assert!(lacks(&visiting)[0].ends_with("แก้คำขอหลังลงชื่อแล้ว ต้องลงชื่อใหม่"), "{:?}", lacks(&visiting));
    visiting.visit.page = Page::Signing;
    assert!(visiting.row(&format!("state {id}")).hint.contains("ต้องลงชื่อใหม่"));
    assert_eq!(visiting.row(&format!("state {id}")).tone, Tone::Notice);

    // A wording that is put back is what was signed; facts and a corrected name are nobody's signature.
    visiting.visit.page = page;
    visiting.writes("need", "สังกะสี 20 แผ่น");
    visiting.writes("facts", "พายุ");
    assert!(lacks(&visiting).is_empty());
    visiting.visit.record.people[0].given_name = Some("สมไชย".to_owned());
    assert!(lacks(&visiting).is_empty());

    // Another paper is signed for what stands there now.
    visiting.writes("need", "สังกะสี 200 แผ่น");
    visiting.visit.page = Page::Signing;
    visiting
        .fills(&format!("paper {id}"), Filling::Photo(photo(8, register::record::PhotoKind::SignedPaper)));
    assert!(lacks(&visiting).is_empty());
    assert_eq!(visiting.record().requests[0].signed(), Signed::Yes);
}

/// Whose name stands above a signature is asking from then on, whoever is the head of the household later.
#[test]
fn a_request_that_named_nobody_is_its_signers() {
    let mut visiting = Visiting::with_a_request();
    let id = visiting.record().requests[0].id;
    visiting.visit.record.requests[0].person = None;
    visiting.visit.page = Page::Signing;
    visiting.fills(&format!("ink {id}"), Filling::Photo(photo(7, register::record::PhotoKind::Other)));
    assert_eq!(visiting.record().requests[0].person, Some(visiting.record().people[0].id));
    assert_eq!(visiting.record().requests[0].signed(), Signed::Yes);
}

#[test]
fn the_buttons_of_several_requests_say_whose_they_are() {
    let mut visiting = Visiting::with_a_request();
    visiting.next();
    visiting.touches("add", "");
    visiting.chooses("area", "สาธารณภัย");
    visiting.chooses("subject", "ขอถุงยังชีพ");
    visiting.visit.page = Page::Signing;
    let acts: Vec<Row> = visiting.rows().into_iter().filter(|row| row.kind == RowKind::Act).collect();
    let said: std::collections::BTreeSet<String> =
        acts.iter().map(|row| format!("{} {}", row.label, row.value)).collect();
    assert_eq!((acts.len(), said.len()), (6, 6), "{said:?}");
}

#[test]
fn a_volunteer_of_one_village_records_another_and_is_told_that_it_is_not_theirs() {
    let mut visiting = Visiting::begun();
    visiting.touches("main", "");
    let Step::Way(row, Way::Number { kind: Number::Count(99), .. }) = visiting.chooses("moo", "หมู่อื่น")
    else {
        panic!("no pad")
    };
    visiting.says(&row, Said::Filled(&Filling::Digits("6".into())));
    let moo = |visiting: &Visiting| visiting.record().place.as_ref().unwrap().moo;
    assert_eq!(moo(&visiting), Some(6));
    let shown = visiting.row("moo");
    let choices: Vec<(&str, bool)> =
        shown.choices.iter().map(|choice| (choice.label.as_str(), choice.chosen)).collect();
    assert_eq!(choices, [("หมู่ 5", false), ("หมู่ 6", true), ("หมู่อื่น", false)]);
    assert!(shown.remark.contains("ไม่ใช่หมู่บ้านที่คุณรับผิดชอบ บันทึกต่อได้"), "{}", shown.remark);
    // Whatever is answered next, it stays; and a pad that is closed with nothing in it takes it back.
    visiting.fills("house", Filling::Digits("9".into()));
    assert_eq!(moo(&visiting), Some(6));
    visiting.chooses("moo", "หมู่อื่น");
    visiting.says("moo", Said::Filled(&Filling::Digits(String::new())));
    assert_eq!(moo(&visiting), None);
}

#[test]
fn the_own_village_is_not_put_in_again_by_whatever_is_answered_after_it_was_taken_back() {
    let mut visiting = Visiting::begun();
    visiting.touches("main", "");
    visiting.fills("house", Filling::Digits("9".into()));
    visiting.chooses("moo", "หมู่ 5");
    visiting.writes("soi", "1");
    assert_eq!(visiting.record().place.as_ref().unwrap().moo, None);
    // A pad that is closed with nothing in it takes nothing that was touched.
    visiting.chooses("moo", "หมู่ 5");
    visiting.chooses("moo", "หมู่อื่น");
    visiting.says("moo", Said::Filled(&Filling::Digits(String::new())));
    assert_eq!(visiting.record().place.as_ref().unwrap().moo, Some(5));
}

#[test]
fn a_number_that_another_surveyor_holds_too_is_not_said_to_be_ones_own() {
    let around = around(2);
    let visit = |own: bool| store::Sighting {
        record: RecordId::new(Uuid::from_u128(if own { 1 } else { 2 })),
        person: PersonId::new(Uuid::from_u128(3)),
        own,
        lao: around.lao.code,
        name: "นายสมชาย สมปอง".into(),
        house_no: "9".into(),
        moo: 5,
        surveyor: Some("s-002".into()),
        captured_at: around.now,
    };
    let known =
        store::Known { known: store::Where::Own, visits: vec![visit(true), visit(false)], digest: None };
    // The record that is edited is the first of them: the other visit is meant.
    let row = known_in_words(&around, &known, known.visits.get(1)).unwrap();
    assert_eq!(row.label, "มีชื่อคนนี้ในทะเบียนแล้ว");
    assert!(row.hint.contains("สำรวจโดยผู้สำรวจรหัส s-002"), "{}", row.hint);
    let row = known_in_words(&around, &known, known.visits.first()).unwrap();
    assert_eq!(row.label, "คุณบันทึกคนนี้ไว้แล้ว");
    assert!(row.hint.contains("สำรวจโดยคุณ"), "{}", row.hint);
}
