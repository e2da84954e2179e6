use super::*;
use crate::birth::Birth;
use crate::national_id::TypedId;
use crate::roster::Typed;
use chrono::NaiveDate;
use proptest::prelude::*;

/// Somebody of a list of ten thousand, as typed.
fn somebody() -> Typed<'static> {
    Typed {
        unique_id: "1",
        cid: "1000000000009",
        title: "นาย",
        first: "สมชาย",
        last: "สมปองดี",
        dob: "1954-03-02",
        sex: "1",
        village: "57090305",
        house: "123/4",
        ..Typed::default()
    }
}

/// Another valid number.
const OTHER_ID: &str = "3000000012348";

fn read(typed: &Typed<'_>, then: impl FnOnce(&Profile<'_>)) {
    let today = NaiveDate::from_ymd_opt(2026, 4, 1).unwrap();
    let name = PersonName::read(Some(typed.title), Some(typed.first), Some(typed.last));
    let birth: Option<Birth> = typed.dob.parse().ok();
    then(&Profile {
        id: IdClue::read(&TypedId::read(Some(typed.cid))),
        born: birth.map(|birth| Born::new(birth, today)),
        sex: match typed.sex {
            "1" => Some(Sex::Male),
            "2" => Some(Sex::Female),
            _ => None,
        },
        village: Village::read(typed.village),
        house: House::read(typed.house),
        ..Profile::named(&name)
    });
}

fn weigh(a: Typed<'_>, b: Typed<'_>) -> Comparison {
    let mut comparison = None;
    read(&a, |a| {
        read(&b, |b| {
            let among = Frequencies::among(10_000);
            let there = compare(a, b, &among);
            let back = compare(b, a, &among);
            assert_eq!(there.points(), back.points(), "the same whichever comes first");
            assert_eq!(there.verdict(), back.verdict());
            comparison = Some(there);
        });
    });
    comparison.unwrap()
}

/// Somebody, and somebody again with these fields.
fn again(change: impl FnOnce(&mut Typed<'static>)) -> Comparison {
    let mut other = somebody();
    change(&mut other);
    weigh(somebody(), other)
}

fn reasons(comparison: &Comparison) -> Vec<Reason> {
    comparison.reasons().into_iter().map(|(reason, _)| reason).collect()
}

#[test]
fn the_other_id_of_these_tests_is_valid() {
    assert!(TypedId::read(Some(OTHER_ID)).valid().is_some());
}

#[test]
fn one_number_and_one_name_are_the_same() {
    let same = again(|_| {});
    assert_eq!(same.verdict(), Verdict::Same);
    assert!(same.score() >= 999, "{}", same.score());
    assert_eq!(again(|other| other.first = "สมชายย์").verdict(), Verdict::Same, "names that sound alike");
}

#[test]
fn points_are_the_sum_of_the_reasons() {
    let comparison = again(|other| other.last = "ใจดีมาก");
    let sum: Points = comparison.reasons().iter().map(|(_, points)| points).sum();
    assert_eq!(sum, comparison.points());
}

#[test]
fn reasons_are_told_in_both_languages() {
    let comparison = again(|other| other.first = "สมชายย์");
    assert!(reasons(&comparison).contains(&Reason::GivenSoundsAlike));
    assert_eq!(Reason::GivenSoundsAlike.to_string(), "given names that sound the same");
    assert_eq!(Reason::GivenSoundsAlike.in_thai(), "ชื่อออกเสียงเหมือนกัน");
}

#[test]
fn without_a_number_everything_else_makes_a_candidate_and_never_more() {
    assert_eq!(again(|other| other.cid = "").verdict(), Verdict::Review);
    let neither = Typed { cid: "", ..somebody() };
    assert_eq!(weigh(neither, neither).verdict(), Verdict::Review);
}

#[test]
fn an_invalid_number_never_says_same() {
    let wrong = Typed { cid: "1000000000001", ..somebody() };
    assert_eq!(weigh(wrong, wrong).verdict(), Verdict::Review);
}

#[test]
fn a_mistyped_number_is_evidence_for_and_another_valid_one_against() {
    let mistyped = again(|other| other.cid = "1000000000090");
    assert!(reasons(&mistyped).contains(&Reason::IdSlip));
    assert_eq!(mistyped.verdict(), Verdict::Review);
    let other = again(|other| other.cid = OTHER_ID);
    assert!(reasons(&other).contains(&Reason::DifferentIds));
    assert!(other.points() < mistyped.points() - 100);
}

#[test]
fn a_zero_that_the_spreadsheet_ate_is_put_back() {
    let zero = Typed { cid: "0000000012340", ..somebody() };
    let lost = Typed { cid: "000000012340", ..zero };
    assert!(reasons(&weigh(zero, lost)).contains(&Reason::IdZeroLost));
}

#[test]
fn a_made_up_number_weighs_little_and_never_says_same() {
    let made_up = Typed { cid: "1234567890121", ..somebody() };
    let stranger =
        Typed {
            cid: "1234567890121", first: "บุญมี", last: "ใจงาม", dob: "1980-07-09", ..somebody()
        };
    assert_eq!(weigh(made_up, stranger).verdict(), Verdict::Apart);
    assert_eq!(weigh(made_up, made_up).verdict(), Verdict::Review);
    assert!(reasons(&weigh(made_up, made_up)).contains(&Reason::PlaceholderId));
}

#[test]
fn a_number_that_a_crowd_carries_is_nobodys_own() {
    read(&somebody(), |somebody| {
        let crowd = Profile { id: somebody.id.map(|id| id.held_by(40, false)), ..*somebody };
        assert_eq!(compare(&crowd, &crowd, &Frequencies::among(10_000)).verdict(), Verdict::Review);
    });
}

#[test]
fn twins_are_two_people() {
    let twin = again(|other| {
        other.first = "สมศักดิ์";
        other.cid = OTHER_ID;
    });
    assert_eq!(twin.verdict(), Verdict::Apart, "{:?}", twin.reasons());
    assert!(twin.may_be_kin());
}

#[test]
fn a_twin_with_the_others_number_is_never_called_the_same() {
    let twin = again(|other| other.first = "สมชาติ");
    assert_ne!(twin.verdict(), Verdict::Same);
}

#[test]
fn father_and_son_of_one_name_are_two_people() {
    let son = |other: &mut Typed<'static>| other.dob = "1979-08-15";
    assert_eq!(
        again(|other| {
            son(other);
            other.cid = OTHER_ID;
        })
        .verdict(),
        Verdict::Apart
    );
    assert_eq!(
        again(|other| {
            son(other);
            other.cid = "";
        })
        .verdict(),
        Verdict::Apart
    );
    // The son's row with the father's number is for people to look at.
    assert_eq!(again(son).verdict(), Verdict::Review);
}

#[test]
fn namesakes_elsewhere_are_two_people() {
    let namesake = again(|other| {
        (other.dob, other.village, other.house, other.cid) = ("1951-10-20", "57090411", "7", "");
    });
    assert_eq!(namesake.verdict(), Verdict::Apart, "{:?}", namesake.reasons());
}

#[test]
fn a_relatives_number_alone_is_not_worth_a_look() {
    let relative = again(|other| {
        (other.title, other.sex, other.first, other.dob) = ("ด.ญ.", "2", "กนกวรรณ", "2015-11-30");
    });
    assert_eq!(relative.verdict(), Verdict::Apart, "{:?}", relative.reasons());
}

#[test]
fn a_woman_who_married_and_moved_is_a_candidate() {
    let before = Typed {
        title: "นางสาว", first: "กนกวรรณ", sex: "2", cid: "", ..somebody()
    };
    let after = Typed { title: "นาง", last: "ใจงาม", ..before };
    assert_eq!(weigh(before, after).verdict(), Verdict::Review);
    let numbered = Typed { cid: OTHER_ID, ..before };
    let moved = Typed { village: "57090411", house: "7", last: "ใจงาม", ..numbered };
    assert_eq!(weigh(numbered, moved).verdict(), Verdict::Same, "the number and the birth date carry it");
}

#[test]
fn names_in_each_others_field_are_seen() {
    let swapped = again(|other| {
        (other.first, other.last, other.cid) = ("สมปองดี", "สมชาย", "");
    });
    assert_eq!(swapped.verdict(), Verdict::Review);
    assert!(reasons(&swapped).contains(&Reason::NamesSwapped));
}

#[test]
fn the_first_of_january_is_a_year_and_no_day() {
    let year = again(|other| other.dob = "1954-01-01");
    assert!(reasons(&year).contains(&Reason::SameBirthYear));
    let both = Typed { dob: "1954-01-01", ..somebody() };
    assert!(reasons(&weigh(both, both)).contains(&Reason::SameBirthYear));
}

#[test]
fn a_date_in_the_future_says_nothing() {
    let future = again(|other| other.dob = "2031-08-09");
    assert!(future.reasons().contains(&(Reason::BirthInFuture, 0)));
    assert_eq!(future.verdict(), again(|other| other.dob = "").verdict(), "as if it had not been asked");
    assert_ne!(future.verdict(), Verdict::Apart);
}

#[test]
fn dates_go_wrong_in_known_ways() {
    for (dob, reason) in [
        ("1954-02-03", Reason::BirthSwapped),
        ("2497-03-02", Reason::BirthYearSlip),
        ("1411-03-02", Reason::BirthYearSlip),
        ("1897-03-02", Reason::BirthYearSlip),
        ("1955-03-02", Reason::BirthYearSlip),
        ("1954-03-12", Reason::BirthDigit),
        ("1974-03-02", Reason::BirthDigit),
        ("1954-03-19", Reason::OtherDayOfYear),
        ("1961-03-02", Reason::BirthDigit),
        ("1962-07-20", Reason::DifferentBirth),
        ("1981-07-20", Reason::GenerationApart),
    ] {
        let comparison = again(|other| other.dob = dob);
        if dob == "1961-03-02" {
            assert!(reasons(&comparison).contains(&Reason::SameAnniversary), "{dob}");
        } else {
            assert!(reasons(&comparison).contains(&reason), "{dob}: {:?}", comparison.reasons());
        }
    }
}

#[test]
fn one_house_has_many_writings() {
    let house = |typed| House::read(typed);
    for typed in
        ["123/4", "๑๒๓/๔", "123/04", "123 / 4", "123-4", "บ้านเลขที่ 123/4", "เลขที่ 123/4", "0123/4", "123/4 ม.5"]
    {
        assert_eq!(House::compare(house(typed), house("123/4")), Houses::Same, "{typed}");
    }
    assert_eq!(House::compare(house("12-เม.ย."), house("12/4")), Houses::Same);
    assert_eq!(House::compare(house("Apr-12"), house("4/12")), Houses::Apart);
    assert_eq!(House::compare(house("Apr-12"), house("12/4")), Houses::Same);
    assert_eq!(House::compare(house("123"), house("123/4")), Houses::OnePlot);
    assert_eq!(House::compare(house("124"), house("123")), Houses::Apart);
    assert_eq!(House::compare(house(" "), house("123")), Houses::Unknown);
}

#[test]
fn one_village_has_many_writings() {
    let of = |a, b| Village::compare(Village::read(a), Village::read(b));
    assert_eq!(of("57090305", "๕๗๐๙๐๓๐๕"), Villages::Same);
    assert_eq!(of("57090305", "57090306"), Villages::Apart);
    assert_eq!(of("57090305", "หมู่ 5"), Villages::Fitting);
    assert_eq!(of("57090305", "ม.5 บ้านสันทราย"), Villages::Fitting);
    assert_eq!(of("57090305", "ม.6 บ้านสันทราย"), Villages::Apart);
    assert_eq!(of("บ้านสันทราย", "ม.5 บ้านสันทราย"), Villages::Same);
    assert_eq!(of("บ้านสันทราย", "บ้านแม่คำ"), Villages::Apart);
    assert_eq!(of("บ้านสันทราย", "57090305"), Villages::Unknown);
    assert_eq!(of("บ้านม่วง", "ม่วง"), Villages::Same, "the ม of a name is no หมู่");
}

#[test]
fn two_slips_are_counted_and_short_words_have_none() {
    let slips = |a: &str, b: &str| {
        let [letters, _] = Word::new(a).differing_letters(&Word::new(b));
        spelling::slips(a, b, letters)
    };
    assert_eq!(slips("ประเสริฐ", "ประเสริท"), Some(1));
    assert_eq!(slips("ประเสริฐ", "ประสเริฐ"), Some(1), "two letters exchanged are one slip");
    assert_eq!(slips("ประเสริฐ", "ปะเสริท"), Some(2));
    assert_eq!(slips("ประเสริฐ", "ปะเสิท"), None);
    assert_eq!(slips("มา", "มี"), None);
}

#[test]
fn a_point_at_the_same_door_stands_for_a_house_that_cannot_be_read() {
    let nowhere = Typed { village: "", house: "", cid: "", ..somebody() };
    read(&nowhere, |a| {
        let at = |latitude: f64| Profile { point: Some(Point::new(99.8841, latitude)), ..*a };
        let among = Frequencies::among(10_000);
        let near = compare(&at(20.4312), &at(20.4313), &among);
        let far = compare(&at(20.4312), &at(20.9), &among);
        assert!(reasons(&near).contains(&Reason::SamePoint));
        assert!(near.points() > far.points());
    });
}

#[test]
fn the_score_is_the_chance_in_thousandths() {
    let at = |points| {
        let mut clues = [Clue::NONE; CLUES];
        clues[0] = Clue::new(Reason::AnyTwo, points, points);
        Comparison { clues, kin: false, verdict: Verdict::Review }.score()
    };
    assert_eq!(at(0), 500);
    assert_eq!(at(10), 666);
    assert_eq!(at(-10), 333);
    assert_eq!(at(400), 999);
    assert_eq!(at(-400), 0);
    for points in -200..200 {
        assert!(at(points) <= at(points + 1), "{points}");
    }
}

proptest! {
    /// Whatever is typed, nothing panics and the order of the two makes no difference.
    #[test]
    fn comparing_is_symmetric(a in proptest::array::uniform8("[ก-์0-9/ .-]{0,14}"), b in proptest::array::uniform8("[ก-์0-9/ .-]{0,14}")) {
        fn typed(fields: &[String; 8]) -> Typed<'_> {
            let [cid, title, first, last, dob, sex, village, house] = fields.each_ref().map(String::as_str);
            Typed { unique_id: "1", cid, title, first, last, dob, sex, village, house, ..Typed::default() }
        }
        weigh(typed(&a), typed(&b));
        weigh(typed(&a), somebody());
        let half = Typed { first: typed(&b).first, dob: "1954-03-02", ..somebody() };
        weigh(half, somebody());
    }
}
