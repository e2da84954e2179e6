//! The eleven rows of contract section 4, every status in its order and every flag.
//! The law behind each is cited from `domain.md`.

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::case::Ground;
use crate::clock::Stamp;
use crate::decision::Ruling;
use crate::entry::{Flag, InfoStatus};
use crate::lao::Lao;
use crate::samples::{history, phone, read};

const PAO: &str = "57000001";
const TOWN: &str = "57000002";
const TAO: &str = "57000003";
const PAO_FAR: &str = "20000001";
const TAO_FAR: &str = "20000003";
const CENTRAL: &str = "57000009";

fn laos() -> Directory {
    let lao = |code: &str, kind, province: &str| Lao {
        code: code.parse().unwrap(),
        name: format!("อปท. {code}"),
        kind,
        province: province.to_owned(),
    };
    Directory::new([
        lao(PAO, LaoKind::Pao, "57"),
        lao(TOWN, LaoKind::Town, "57"),
        lao(TAO, LaoKind::Tao, "57"),
        lao(PAO_FAR, LaoKind::Pao, "20"),
        lao(TAO_FAR, LaoKind::Tao, "20"),
        lao(CENTRAL, LaoKind::CentralPlace, "57"),
    ])
}

const ID: &str = "1000000000009";
const OTHER_ID: &str = "1000000000017";
const BAD_ID: &str = "1000000000001";

/// A visit to one person, of whom the test says only what it is about.
#[derive(Clone, Debug)]
struct Meeting {
    n: u32,
    lao: &'static str,
    day: u32,
    id: Option<&'static str>,
    name: &'static str,
    born: Option<&'static str>,
    request: Option<Value>,
}

fn meets(n: u32, lao: &'static str) -> Meeting {
    Meeting {
        n,
        lao,
        day: n,
        id: Some(ID),
        name: "สมชาย สมปอง",
        born: Some("1954-03-02"),
        request: Some(json!({ "kind": "drawn" })),
    }
}

fn uuid(kind: u32, n: u32) -> String {
    format!("0196a3c2-7d1e-7c55-9b0{kind}-{n:012}")
}

impl Meeting {
    fn id(mut self, id: impl Into<Option<&'static str>>) -> Self {
        self.id = id.into();
        self
    }
    fn name(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }
    fn born(mut self, born: impl Into<Option<&'static str>>) -> Self {
        self.born = born.into();
        self
    }
    fn day(mut self, day: u32) -> Self {
        self.day = day;
        self
    }
    fn signature(mut self, signature: impl Into<Option<Value>>) -> Self {
        self.request = signature.into();
        self
    }

    fn json(&self) -> Value {
        let (given, family) = self.name.split_once(' ').unwrap_or((self.name, ""));
        let mut record = json!({
            "id": uuid(1, self.n), "lao": self.lao, "round": "2569-04", "status": "complete",
            "captured_at": format!("2026-04-{:02}T09:00:00+07:00", self.day),
            "place": { "house_no": self.n.to_string(), "moo": 5 },
            "people": [{
                "id": uuid(2, self.n), "national_id": self.id,
                "given_name": given, "family_name": family,
                "birth": self.born.map(|date| json!({ "date": date, "precision": "day" })),
            }],
        });
        if let Some(signature) = &self.request {
            record["requests"] = json!([{
                "id": uuid(3, self.n), "person": uuid(2, self.n),
                "channel": "survey-team", "signature": signature,
            }]);
        }
        record
    }

    fn visit(&self) -> Visit {
        visit(self.json())
    }

    fn who(&self) -> Appearance {
        Appearance {
            lao: self.lao.parse().unwrap(),
            record: uuid(1, self.n).parse().unwrap(),
            person: uuid(2, self.n).parse().unwrap(),
        }
    }
}

fn visit(json: Value) -> Visit {
    let made = phone(1).makes(&read(json), 1);
    Visit::of(&history([&made]).merge().unwrap()).unwrap()
}

fn decide(ms: u64, verdict: Verdict) -> Decision {
    Ruling::new("u-1", Stamp::new(ms, 0), verdict).sign(&phone(99).key)
}

fn join(ms: u64, a: &Meeting, b: &Meeting) -> Decision {
    decide(ms, Verdict::Join { left: vec![a.who()], right: vec![b.who()] })
}

fn separate(ms: u64, a: &Meeting, b: &Meeting) -> Decision {
    decide(ms, Verdict::Separate { left: vec![a.who()], right: vec![b.who()] })
}

fn register(meetings: &[Meeting]) -> Register {
    ruled(meetings, &[])
}

fn ruled(meetings: &[Meeting], decisions: &[Decision]) -> Register {
    let visits: Vec<Visit> = meetings.iter().map(Meeting::visit).collect();
    draw(&visits, decisions, &laos())
}

/// LAO, records and status of every entry.
fn outline(register: &Register) -> Vec<(String, usize, InfoStatus)> {
    register.entries.iter().map(|e| (e.lao.to_string(), e.records.len(), e.status)).collect()
}

fn of<'a>(register: &'a Register, meeting: &Meeting) -> &'a Entry {
    register.entries.iter().find(|e| e.appearances.contains(&meeting.who())).unwrap()
}

fn grounds(register: &Register) -> Vec<Ground> {
    register.cases.values().flatten().copied().collect()
}

// Row 1 -------------------------------------------------------------------------------

/// Row 1; domain.md 3.6 row 1.
#[test]
fn row_1_one_lao_one_number_and_names_that_agree_are_one_entry_with_every_visit() {
    let register = register(&[meets(1, TAO), meets(2, TAO).name("สมชายย์ สมปอง"), meets(3, TAO)]);
    assert_eq!(outline(&register), [(TAO.into(), 3, InfoStatus::Enter)]);
    assert_eq!(register.entries[0].requests.len(), 3);
    assert!(register.cases.is_empty());
}

/// Row 1; domain.md 11.3 rule 1: Thai digits and card grouping are the same number.
#[test]
fn row_1_a_number_typed_in_thai_digits_is_the_same_number() {
    let register = register(&[meets(1, TAO).id("๑๐๐๐๐๐๐๐๐๐๐๐๙"), meets(2, TAO).id("1 0000 00000 00 9")]);
    assert_eq!(outline(&register), [(TAO.into(), 2, InfoStatus::Enter)]);
}

/// Row 1, the second sense in which names agree.
#[test]
fn row_1_a_woman_who_took_another_family_name_is_one_entry() {
    let register = register(&[meets(1, TAO).name("สมหญิง สมปอง"), meets(2, TAO).name("สมหญิง แก้วมณี")]);
    assert_eq!(outline(&register), [(TAO.into(), 2, InfoStatus::Enter)]);
    assert_eq!(register.entries[0].shown.family_name.as_deref(), Some("แก้วมณี"));
}

// Row 2 -------------------------------------------------------------------------------

/// Row 2; domain.md 3.6 row 2.
#[test]
fn row_2_another_name_under_one_number_is_a_second_entry_for_review_and_one_case() {
    let (holder, other) = (meets(1, TAO), meets(2, TAO).name("สมหญิง ใจดี"));
    let register = register(&[holder.clone(), other.clone()]);
    assert_eq!(of(&register, &holder).status, InfoStatus::Enter);
    assert_eq!(of(&register, &other).status, InfoStatus::Review);
    assert_eq!(grounds(&register), [Ground::SameIdOtherName]);
}

/// Row 2: by `captured_at` as an instant, then record id; the holder's name decides.
#[test]
fn row_2_whoever_was_captured_first_holds_the_entry_whatever_arrived_first() {
    let (late, early) = (meets(1, TAO).day(20), meets(2, TAO).day(3).name("สมหญิง ใจดี"));
    let register = register(&[late.clone(), early.clone()]);
    assert_eq!(of(&register, &early).status, InfoStatus::Enter);
    assert_eq!(of(&register, &late).status, InfoStatus::Review);
}

#[test]
fn row_2_the_same_instant_in_two_time_zones_is_told_apart_by_record_id() {
    let (one, two) = (meets(1, TAO), meets(2, TAO).name("สมหญิง ใจดี"));
    let (mut a, mut b) = (one.json(), two.json());
    a["captured_at"] = "2026-04-05T09:00:00+07:00".into();
    b["captured_at"] = "2026-04-05T02:00:00Z".into();
    let register = draw(&[visit(b), visit(a)], &[], &laos());
    assert_eq!(of(&register, &one).status, InfoStatus::Enter);
    assert_eq!(of(&register, &two).status, InfoStatus::Review);
}

/// Row 2: "the rest form a second entry by the same rule".
#[test]
fn row_2_the_rest_group_by_their_own_first_holder() {
    let register = register(&[
        meets(1, TAO),
        meets(2, TAO).name("สมหญิง ใจดี"),
        meets(3, TAO).name("สมหญิง ใจดี"),
        meets(4, TAO),
        meets(5, TAO).name("อำนาจ แก้วมณี"),
    ]);
    let mut sizes: Vec<_> = register.entries.iter().map(|e| (e.records.len(), e.status)).collect();
    sizes.sort();
    assert_eq!(sizes, [(1, InfoStatus::Review), (2, InfoStatus::Review), (2, InfoStatus::Enter)]);
}

// Rows 3 and 4 ------------------------------------------------------------------------

/// Row 3; domain.md 3.1 [S003:679] and 3.6 row 3.
#[test]
fn row_3_a_pao_need_not_enter_whom_a_tao_of_its_province_enters() {
    let (tao, pao) = (meets(1, TAO), meets(2, PAO));
    let register = register(&[tao.clone(), pao.clone()]);
    assert_eq!(of(&register, &pao).status, InfoStatus::ExcusedPao);
    assert_eq!(of(&register, &tao).status, InfoStatus::Enter);
    assert_eq!(of(&register, &pao).linked, BTreeSet::from([TAO.parse().unwrap()]));
    assert_eq!(of(&register, &tao).linked, BTreeSet::from([PAO.parse().unwrap()]));
    assert_eq!(of(&register, &pao).person, of(&register, &tao).person);
    assert!(register.entries.iter().all(|e| e.flags.is_empty()));
    assert!(register.cases.is_empty());
}

/// Row 4; domain.md 3.6 row 4.
#[test]
fn row_4_it_is_the_same_when_the_pao_came_first() {
    let (pao, tao) = (meets(1, PAO), meets(2, TAO));
    let register = register(&[pao.clone(), tao.clone()]);
    assert_eq!(of(&register, &pao).status, InfoStatus::ExcusedPao);
    assert_eq!(of(&register, &tao).status, InfoStatus::Enter);
}

/// Row 3: "while at least one such non-PAO entry is itself enter; else it stands alone".
#[test]
fn row_3_a_pao_stands_alone_where_nobody_below_enters_the_person() {
    let (tao, pao) = (meets(1, TAO).signature(None), meets(2, PAO));
    let register = register(&[tao.clone(), pao.clone()]);
    assert_eq!(of(&register, &tao).status, InfoStatus::NoRequest);
    assert_eq!(of(&register, &pao).status, InfoStatus::Enter);
    assert_eq!(of(&register, &pao).linked.len(), 1, "the link stays");
}

#[test]
fn row_3_a_pao_is_excused_by_any_one_of_several_below() {
    let (tao, town, pao) = (meets(1, TAO).signature(None), meets(2, TOWN), meets(3, PAO));
    let register = register(&[tao, town, pao.clone()]);
    assert_eq!(of(&register, &pao).status, InfoStatus::ExcusedPao);
    assert!(!of(&register, &pao).flags.contains(&Flag::CrossArea), "an excused entry never carries the flag");
}

/// Row 3: "If the names differ: no link, the PAO's is `review`".
#[test]
fn row_3_a_pao_that_found_another_name_is_for_review_and_not_linked() {
    let (tao, pao) = (meets(1, TAO), meets(2, PAO).name("สมหญิง ใจดี"));
    let register = register(&[tao.clone(), pao.clone()]);
    assert_eq!(of(&register, &pao).status, InfoStatus::Review);
    assert_eq!(of(&register, &tao).status, InfoStatus::Enter);
    assert!(of(&register, &pao).linked.is_empty());
    assert_ne!(of(&register, &pao).person, of(&register, &tao).person);
    assert_eq!(grounds(&register), [Ground::PaoOtherName]);
}

#[test]
fn row_3_a_second_name_at_the_tao_does_not_put_an_agreeing_pao_under_review() {
    let pao = meets(3, PAO);
    let register = register(&[meets(1, TAO), meets(2, TAO).name("สมหญิง ใจดี"), pao.clone()]);
    assert_eq!(of(&register, &pao).status, InfoStatus::ExcusedPao);
}

/// Contract section 1: Pattaya counts as a municipality; a central place holds no entries.
#[test]
fn row_3_a_central_place_holds_no_entries_and_excuses_nobody() {
    let pao = meets(2, PAO);
    let register = register(&[meets(1, CENTRAL), pao.clone()]);
    assert_eq!(outline(&register), [(PAO.into(), 1, InfoStatus::Enter)]);
    let mut town = laos();
    town = Directory::new(town.iter().cloned().map(|mut lao| {
        if lao.kind == LaoKind::Town {
            lao.kind = LaoKind::Special;
        }
        lao
    }));
    let visits = [meets(1, TOWN).visit(), pao.visit()];
    assert_eq!(of(&draw(&visits, &[], &town), &pao).status, InfoStatus::ExcusedPao);
}

/// Row 3: excused only by an entry whose name agrees with the PAO's own. Here the town links
/// the two others, by a name and by a birth date, and only the TAO, of another name, enters.
#[test]
fn row_3_a_pao_is_not_excused_by_a_name_that_agrees_only_through_a_third() {
    let tao = meets(1, TAO).name("สมหญิง แก้วมณี").born(None);
    let town = meets(2, TOWN).name("สมหญิง แก้วมณี").born("1960-05-06").signature(None);
    let pao = meets(3, PAO).name("สมหญิง สมปอง").born("1960-05-06");
    let register = register(&[tao.clone(), town.clone(), pao.clone()]);
    assert_eq!(of(&register, &tao).status, InfoStatus::Enter);
    assert_eq!(of(&register, &town).status, InfoStatus::NoRequest);
    assert_eq!(of(&register, &pao).status, InfoStatus::Enter, "nobody else enters this name");
}

// Row 5 -------------------------------------------------------------------------------

/// Row 5; domain.md 3.6 row 5.
#[test]
fn row_5_two_laos_that_no_ruling_relates_keep_their_status_and_are_flagged() {
    for (a, b) in [(TAO, TOWN), (PAO, PAO_FAR), (PAO, TAO_FAR), (TAO, TAO_FAR)] {
        let (one, two) = (meets(1, a), meets(2, b));
        let register = register(&[one.clone(), two.clone()]);
        for meeting in [&one, &two] {
            let entry = of(&register, meeting);
            assert_eq!(entry.status, InfoStatus::Enter, "{a} {b}");
            assert_eq!(entry.flags, BTreeSet::from([Flag::CrossArea]), "{a} {b}");
            assert_eq!(entry.linked.len(), 1, "help given is visible across both");
        }
        assert_eq!(grounds(&register), [Ground::CrossArea]);
    }
}

/// Row 5 asks for the number only; a link asks for the name too.
#[test]
fn row_5_other_names_are_flagged_and_not_linked() {
    let (one, two) = (meets(1, TAO), meets(2, TOWN).name("สมหญิง ใจดี"));
    let register = register(&[one.clone(), two.clone()]);
    assert!(of(&register, &one).flags.contains(&Flag::CrossArea));
    assert!(of(&register, &two).linked.is_empty());
}

#[test]
fn row_5_the_case_closes_when_people_decide_and_the_flag_stays() {
    let (one, two) = (meets(1, TAO), meets(2, TOWN));
    for decision in [join(1, &one, &two), separate(1, &one, &two)] {
        let register = ruled(&[one.clone(), two.clone()], &[decision]);
        assert!(register.cases.is_empty());
        assert!(of(&register, &one).flags.contains(&Flag::CrossArea));
    }
}

// Row 6 -------------------------------------------------------------------------------

/// Row 6; domain.md 3.4 and 3.6 row 6.
#[test]
fn row_6_people_without_a_usable_number_are_never_joined_by_themselves() {
    for (id, status) in
        [(None, InfoStatus::NoId), (Some(BAD_ID), InfoStatus::InvalidId), (Some("-"), InfoStatus::NoId)]
    {
        let register = register(&[meets(1, TAO).id(id), meets(2, TAO).id(id), meets(3, PAO).id(id)]);
        assert_eq!(register.entries.len(), 3);
        assert!(register.entries.iter().all(|e| e.status == status && e.linked.is_empty()));
    }
}

/// Row 6: "a candidate never changes the status of an entry with a valid ID".
#[test]
fn row_6_somebody_alike_without_a_number_changes_nothing_for_who_has_one() {
    let alone = register(&[meets(1, TAO)]);
    let both = register(&[meets(1, TAO), meets(2, TAO).id(None)]);
    assert!(both.entries.contains(&alone.entries[0]));
}

// Row 7 is `merge`'s; here: that what lost is shown in the entry. -----------------------

/// Row 7; domain.md 3.6 row 7.
#[test]
fn row_7_a_value_that_lost_is_named_in_the_entry_and_in_the_export() {
    let made = phone(1).makes(&read(meets(1, TAO).json()), 1_000);
    let (mut on_a, mut on_b) = (history([&made]), history([&made]));
    let a = phone(1).edits(&mut on_a, 2_000, |r| r.people[0].phone = Some("0820000000".into()));
    let b = phone(2).edits(&mut on_b, 3_000, |r| r.people[0].phone = Some("0830000000".into()));
    let visit = Visit::of(&history([&made, &a, &b]).merge().unwrap()).unwrap();
    let register = draw(&[visit], &[], &laos());
    let line = serde_json::to_value(register.entries[0].export_line()).unwrap();
    assert_eq!(line["conflicts"], json!(["phone"]));
    assert_eq!(line["lost_values"], json!({ "phone": ["0820000000"] }));
    assert_eq!(register.entries[0].shown.phone.as_deref(), Some("0830000000"));
}

// Row 8 -------------------------------------------------------------------------------

/// Row 8; domain.md 3.6 row 8 [S003:738].
#[test]
fn row_8_a_second_request_by_one_person_is_no_duplicate() {
    let mut json = meets(1, TAO).json();
    let mut second = json["requests"][0].clone();
    second["id"] = uuid(4, 1).into();
    json["requests"].as_array_mut().unwrap().push(second);
    let register = draw(&[visit(json), meets(2, TAO).visit()], &[], &laos());
    assert_eq!(register.entries.len(), 1);
    assert_eq!(register.entries[0].requests.len(), 3);
}

#[test]
fn a_request_that_names_nobody_is_the_head_of_the_household_s() {
    let mut json = meets(1, TAO).json();
    json["requests"][0].as_object_mut().unwrap().remove("person");
    let mut head = json["people"][0].clone();
    head["id"] = uuid(5, 1).into();
    head["national_id"] = OTHER_ID.into();
    head["head"] = true.into();
    json["people"].as_array_mut().unwrap().push(head);
    let register = draw(&[visit(json)], &[], &laos());
    let asked: Vec<_> = register.entries.iter().map(|e| (e.national_id.clone(), e.status)).collect();
    assert!(asked.contains(&(TypedId::read(Some(OTHER_ID)), InfoStatus::Enter)));
    assert!(asked.contains(&(TypedId::read(Some(ID)), InfoStatus::NoRequest)));
}

// Row 9 -------------------------------------------------------------------------------

/// Row 9; domain.md RQ-08.
#[test]
fn row_9_a_join_makes_one_entry_and_a_separation_restores_both_exactly() {
    let (one, two) = (meets(1, TAO).id(None), meets(2, TAO).id(None));
    let meetings = [one.clone(), two.clone(), meets(3, PAO), meets(4, TAO)];
    let before = register(&meetings);
    let joined = ruled(&meetings, &[join(1, &one, &two)]);
    assert_eq!(joined.entries.len(), before.entries.len() - 1);
    assert_eq!(of(&joined, &one).records.len(), 2);
    let after = ruled(&meetings, &[join(1, &one, &two), separate(2, &two, &one)]);
    assert_eq!(after.entries, before.entries);
    let again = ruled(&meetings, &[join(1, &one, &two), separate(2, &one, &two), join(3, &two, &one)]);
    assert_eq!(again.entries, joined.entries);
}

#[test]
fn row_9_a_join_across_laos_links_two_entries() {
    let (one, two) = (meets(1, TAO).id(None), meets(2, TOWN));
    let register = ruled(&[one.clone(), two.clone()], &[join(1, &one, &two)]);
    assert_eq!(register.entries.len(), 2);
    assert_eq!(of(&register, &one).person, of(&register, &two).person);
    assert_eq!(of(&register, &one).linked.len(), 1);
}

#[test]
fn row_9_a_separation_divides_what_a_number_had_joined() {
    let (one, two) = (meets(1, TAO), meets(2, TAO));
    let register = ruled(&[one.clone(), two.clone()], &[separate(1, &one, &two)]);
    assert_eq!(of(&register, &one).status, InfoStatus::Enter);
    assert_eq!(of(&register, &two).status, InfoStatus::Review);
    assert!(register.cases.is_empty(), "people have decided");
}

#[test]
fn row_9_a_join_of_somebody_of_another_name_takes_them_out_of_review() {
    let (one, two) = (meets(1, TAO), meets(2, TAO).name("สมหญิง ใจดี"));
    let register = ruled(&[one.clone(), two.clone()], &[join(1, &one, &two)]);
    assert_eq!(outline(&register), [(TAO.into(), 2, InfoStatus::Enter)]);
}

#[test]
fn row_9_a_ruling_outlives_the_record_it_was_made_on() {
    let (one, two, three) = (meets(1, TAO), meets(2, TAO), meets(3, TAO).id(None));
    let both = decide(1, Verdict::Join { left: vec![one.who(), two.who()], right: vec![three.who()] });
    let gone = decide(2, withdraw(&one));
    let register = ruled(&[one, two.clone(), three.clone()], &[both, gone]);
    assert_eq!(of(&register, &two).appearances, of(&register, &three).appearances);
}

#[test]
fn row_9_two_people_kept_apart_are_not_joined_through_a_third() {
    let (a, b, c) = (meets(1, TAO).id(None), meets(2, TAO).id(None), meets(3, TAO).id(None));
    let decisions = [join(1, &a, &b), separate(3, &a, &c), join(2, &b, &c)];
    let register = ruled(&[a.clone(), b, c.clone()], &decisions);
    assert_ne!(of(&register, &a).appearances, of(&register, &c).appearances);
}

/// Row 9: one side of a separation is everybody it names, not only whoever came first.
#[test]
fn row_9_a_separation_keeps_everybody_of_one_side_from_everybody_of_the_other() {
    let [a, b, c, d] = [1, 2, 3, 4].map(|n| meets(n, TAO));
    let verdict = Verdict::Separate { left: vec![a.who(), b.who()], right: vec![c.who(), d.who()] };
    let register = ruled(&[a.clone(), b.clone(), c.clone(), d.clone()], &[decide(1, verdict)]);
    assert_eq!(of(&register, &a).appearances, [a.who(), b.who()]);
    assert_eq!(of(&register, &c).appearances, [c.who(), d.who()]);
    assert_eq!(of(&register, &c).status, InfoStatus::Review);
}

/// Row 9: links through others give way to a separation, and whoever was taken first keeps
/// the one who agrees with both.
#[test]
fn row_9_who_agrees_with_two_that_people_kept_apart_is_linked_with_the_first() {
    let (tao, town, pao) = (meets(1, TAO), meets(2, TOWN), meets(3, PAO));
    let meetings = [tao.clone(), town.clone(), pao.clone()];
    let register = ruled(&meetings, &[separate(1, &tao, &town)]);
    assert_eq!(of(&register, &pao).linked, BTreeSet::from([TAO.parse().unwrap()]));
    assert!(of(&register, &town).linked.is_empty());
    // Kept apart from the second of a pair, one is not linked with the first either.
    let register = ruled(&meetings, &[separate(1, &town, &pao)]);
    assert_eq!(of(&register, &tao).linked, BTreeSet::from([TOWN.parse().unwrap()]));
    assert!(of(&register, &pao).linked.is_empty());
}

/// Rows 3 and 9: people have said that the TAO enters this person, under another number.
#[test]
fn row_9_a_pao_is_excused_by_an_entry_that_people_joined_with_its_own() {
    let (tao, pao) = (meets(1, TAO), meets(2, PAO).id(OTHER_ID));
    let register = ruled(&[tao.clone(), pao.clone()], &[join(1, &tao, &pao)]);
    assert_eq!(of(&register, &pao).status, InfoStatus::ExcusedPao);
    assert_eq!(of(&register, &tao).status, InfoStatus::Enter);
}

/// Row 9: a join of some must not bring together two whom people kept apart, who come along
/// by their numbers.
#[test]
fn row_9_a_join_brings_nobody_together_with_whom_people_kept_them_apart() {
    let a = meets(1, TAO).id(None);
    let (b, x) = (meets(2, TAO), meets(3, TAO));
    let (c, y) = (meets(4, TAO).id(OTHER_ID), meets(5, TAO).id(OTHER_ID));
    let decisions = [join(1, &a, &b), join(2, &a, &c), separate(3, &x, &y)];
    let register = ruled(&[a.clone(), b, x.clone(), c, y.clone()], &decisions);
    assert_eq!(of(&register, &a).appearances, of(&register, &x).appearances);
    assert_ne!(of(&register, &x).appearances, of(&register, &y).appearances);
}

/// Row 2 after row 9: the first holder of a number now goes by another, and whoever held
/// the number second still waits for people to look.
#[test]
fn row_9_a_second_holder_keeps_its_case_when_the_first_is_joined_under_another_number() {
    let (first, second) = (meets(1, TAO), meets(2, TAO).name("สมหญิง ใจดี"));
    let same_as_first = meets(3, TAO).id(OTHER_ID);
    let decision = join(1, &first, &same_as_first);
    let register = ruled(&[first, second.clone(), same_as_first], &[decision]);
    assert_eq!(of(&register, &second).status, InfoStatus::Review);
    assert_eq!(grounds(&register), [Ground::SameIdOtherName]);
}

// Row 10 ------------------------------------------------------------------------------

fn withdraw(meeting: &Meeting) -> Verdict {
    Verdict::Withdraw {
        lao: meeting.lao.parse().unwrap(),
        record: uuid(1, meeting.n).parse().unwrap(),
        reason: "บันทึกผิดบ้าน".into(),
    }
}

fn restore(meeting: &Meeting, answers: impl IntoIterator<Item = SealedId>) -> Verdict {
    Verdict::Restore {
        lao: meeting.lao.parse().unwrap(),
        record: uuid(1, meeting.n).parse().unwrap(),
        answers: answers.into_iter().collect(),
    }
}

/// Row 10; domain.md 3.6 row 12 [S003:794].
#[test]
fn row_10_a_withdrawn_record_makes_no_entry_until_it_is_restored() {
    let one = meets(1, TAO);
    let before = register(&[one.clone(), meets(2, TAO)]);
    let gone = decide(5, withdraw(&one));
    let back = decide(1, restore(&one, [gone.id()]));
    let withdrawn = ruled(&[one.clone(), meets(2, TAO)], std::slice::from_ref(&gone));
    assert_eq!(outline(&withdrawn), [(TAO.into(), 1, InfoStatus::Enter)]);
    // The restoring names what it answers, so its own clock does not matter.
    assert_eq!(ruled(&[one.clone(), meets(2, TAO)], &[back, gone]), before);
}

#[test]
fn row_10_a_withdrawal_that_the_restoring_did_not_know_of_still_stands() {
    let one = meets(1, TAO);
    let (first, second) = (decide(1, withdraw(&one)), decide(2, withdraw(&one)));
    let back = decide(3, restore(&one, [first.id()]));
    assert!(ruled(&[one], &[first, second, back]).entries.is_empty());
}

#[test]
fn row_10_a_record_withdrawn_on_its_phone_can_be_restored_by_the_office() {
    let one = meets(1, TAO);
    let made = phone(1).makes(&read(one.json()), 1_000);
    let mut known = history([&made]);
    let gone = phone(1).edits(&mut known, 2_000, |r| {
        r.withdraw = Some(crate::record::Withdrawal {
            reason: "ผิดบ้าน".into(), unknown: Default::default()
        });
    });
    let visit = Visit::of(&known.merge().unwrap()).unwrap();
    assert!(draw(std::slice::from_ref(&visit), &[], &laos()).entries.is_empty());
    let back = decide(1, restore(&one, [gone.id()]));
    assert_eq!(draw(&[visit], &[back], &laos()).entries.len(), 1);
}

/// Row 4 of the ruling depends on what is below: taking it back gives the PAO its entry.
#[test]
fn row_10_withdrawing_the_tao_s_record_makes_the_pao_stand_alone_again() {
    let (tao, pao) = (meets(1, TAO), meets(2, PAO));
    let register = ruled(&[tao.clone(), pao.clone()], &[decide(1, withdraw(&tao))]);
    assert_eq!(outline(&register), [(PAO.into(), 1, InfoStatus::Enter)]);
}

// Row 11 ------------------------------------------------------------------------------

/// Row 11.
#[test]
fn row_11_two_valid_numbers_are_two_people_and_at_most_one_case() {
    let (one, two) = (meets(1, TAO), meets(2, TAO).id(OTHER_ID));
    let register = register(&[one.clone(), two.clone()]);
    assert_eq!(outline(&register).len(), 2);
    assert!(register.entries.iter().all(|e| e.status == InfoStatus::Enter && e.linked.is_empty()));
    assert_eq!(grounds(&register), [Ground::TwoIdsOneName]);
}

#[test]
fn row_11_one_name_and_another_birth_date_is_no_case() {
    let register = register(&[meets(1, TAO), meets(2, TAO).id(OTHER_ID).born("1980-01-05")]);
    assert!(register.cases.is_empty());
}

/// Row 11: two persons make one case, however many LAOs hold them.
#[test]
fn row_11_two_people_make_one_case_however_many_laos_hold_them() {
    let register = register(&[meets(1, TAO), meets(2, TAO).id(OTHER_ID), meets(3, PAO)]);
    assert_eq!(grounds(&register), [Ground::TwoIdsOneName]);
}

/// 1 January is what offices type where only the year is known: it is nobody's birthday.
#[test]
fn row_11_the_first_of_january_is_no_common_birthday() {
    let born = "1954-01-01";
    let register = register(&[meets(1, TAO).born(born), meets(2, TAO).id(OTHER_ID).born(born)]);
    assert!(register.cases.is_empty(), "{:?}", register.cases);
}

#[test]
fn row_11_nobody_has_the_name_of_somebody_else_who_was_not_asked_for_theirs() {
    let register = register(&[meets(1, TAO).name(""), meets(2, TAO).name("").id(OTHER_ID)]);
    assert!(register.cases.is_empty(), "{:?}", register.cases);
}

/// Row 9: people have decided, though not on this very pair of entries.
#[test]
fn row_11_the_case_closes_when_the_two_are_one_person_by_decision_and_number() {
    for (first, second) in [(1, 2), (2, 1)] {
        let (pao, tao, town) = (meets(first, PAO), meets(second, TAO), meets(3, TOWN).id(OTHER_ID));
        let decision = join(1, &tao, &town);
        let register = ruled(&[pao, tao, town], &[decision]);
        assert!(register.cases.is_empty(), "{:?}", register.cases);
    }
}

// Statuses in their order, and the other flag -------------------------------------------

/// Contract section 4: exactly one, the first that holds.
#[test]
fn statuses_hold_in_their_order() {
    // No number, refused a signature, and a PAO: the first word is "no number".
    let refused = json!({ "kind": "refused", "reason": "ไม่ประสงค์ลงชื่อ" });
    let no_id = meets(1, PAO).id(None).signature(refused.clone());
    // A broken number and refused.
    let invalid = meets(2, PAO).id(BAD_ID).signature(refused.clone());
    // Another's number and refused.
    let review = meets(4, TAO).name("สมหญิง ใจดี").signature(refused.clone());
    // Refused at the PAO, though a TAO enters: not excused but without a request.
    let no_request = meets(5, PAO).signature(refused);
    let register =
        register(&[no_id.clone(), invalid.clone(), meets(3, TAO), review.clone(), no_request.clone()]);
    assert_eq!(of(&register, &no_id).status, InfoStatus::NoId);
    assert_eq!(of(&register, &invalid).status, InfoStatus::InvalidId);
    assert_eq!(of(&register, &review).status, InfoStatus::Review);
    assert_eq!(of(&register, &no_request).status, InfoStatus::NoRequest);
    assert!(InfoStatus::NoId < InfoStatus::InvalidId && InfoStatus::ExcusedPao < InfoStatus::Enter);
}

/// domain.md R-09 [S003:197].
#[test]
fn one_signed_request_among_refused_ones_is_entered() {
    let refused = json!({ "kind": "refused", "reason": "ไม่ประสงค์ลงชื่อ" });
    let register = register(&[meets(1, TAO).signature(refused.clone()), meets(2, TAO)]);
    assert_eq!(register.entries[0].status, InfoStatus::Enter);
    let only_refused = self::register(&[meets(1, TAO).signature(refused)]);
    assert_eq!(only_refused.entries[0].status, InfoStatus::NoRequest);
    assert!(only_refused.entries[0].flags.is_empty(), "a refused request is not an unsigned one");
}

/// Contract sections 2 and 4; domain.md X-06.
#[test]
fn an_entry_whose_requests_are_all_unsigned_is_flagged_and_still_entered() {
    for (signature, flagged) in [
        (json!({ "kind": "drawn" }), false),
        (json!({ "kind": "paper-photo" }), false),
        (json!({ "kind": "not-required" }), true), // the survey team needs one
        (json!({ "kind": "refused" }), true),      // without the reason it must carry
        (json!(null), true),
    ] {
        let register = register(&[meets(1, TAO).signature(signature.clone())]);
        let entry = &register.entries[0];
        assert_eq!(entry.status, InfoStatus::Enter, "{signature}");
        assert_eq!(entry.flags.contains(&Flag::Unsigned), flagged, "{signature}");
        assert_eq!(entry.unsigned.len(), usize::from(flagged), "and it says why: {signature}");
    }
}

/// Contract section 2: a refused visit makes no entry.
#[test]
fn a_visit_where_nobody_would_take_part_makes_no_entry() {
    let mut json = meets(1, TAO).json();
    json["status"] = "refused".into();
    json["refusal"] = json!({ "reason": "ไม่สะดวก" });
    assert!(draw(&[visit(json)], &[], &laos()).entries.is_empty());
}

/// Contract section 4: shown fields come from the newest record that has them.
#[test]
fn shown_fields_come_from_the_newest_record_that_has_them() {
    let mut early = meets(1, TAO).json();
    early["people"][0]["phone"] = "0810000000".into();
    early["people"][0]["occupation"] = "ทำนา".into();
    let mut late = meets(2, TAO).json();
    late["people"][0]["occupation"] = "ค้าขาย".into();
    let register = draw(&[visit(late), visit(early)], &[], &laos());
    let shown = &register.entries[0].shown;
    assert_eq!(shown.phone.as_deref(), Some("0810000000"));
    assert_eq!(shown.occupation.as_deref(), Some("ค้าขาย"));
    assert_eq!(register.entries[0].first_captured_at.to_string(), "2026-04-01T09:00:00+07:00");
}

#[test]
fn the_person_is_the_smallest_id_of_all_linked_entries() {
    let (tao, pao) = (meets(7, TAO), meets(3, PAO));
    let register = register(&[tao.clone(), pao.clone()]);
    assert_eq!(of(&register, &tao).person, pao.who().person);
}

// The register is a function of sets ------------------------------------------------------

fn meetings() -> impl Strategy<Value = Vec<Meeting>> {
    let lao = prop::sample::select(vec![PAO, TOWN, TAO, PAO_FAR, TAO_FAR]);
    let id = prop::sample::select(vec![Some(ID), Some(ID), Some(OTHER_ID), Some(BAD_ID), None]);
    let name = prop::sample::select(vec!["สมชาย สมปอง", "สมชายย์ สมปอง", "สมหญิง ใจดี", "สมหญิง แก้วมณี"]);
    let signature = prop::sample::select(vec![
        Some(json!({ "kind": "drawn" })),
        Some(json!({ "kind": "refused", "reason": "ไม่" })),
        None,
    ]);
    prop::collection::vec((lao, id, name, 1u32..28, signature), 1..9).prop_map(|all| {
        let numbered = (1..).zip(all);
        numbered
            .map(|(n, (lao, id, name, day, signature))| {
                meets(n, lao).id(id).name(name).day(day).signature(signature)
            })
            .collect()
    })
}

/// Rulings over those meetings: what, when, on whom.
fn rulings() -> impl Strategy<Value = Vec<(u8, u64, usize, usize)>> {
    prop::collection::vec((0u8..4, 1u64..50, 0usize..9, 0usize..9), 0..7)
}

fn decisions(meetings: &[Meeting], rulings: &[(u8, u64, usize, usize)]) -> Vec<Decision> {
    rulings
        .iter()
        .filter_map(|&(kind, ms, a, b)| {
            let (a, b) = (&meetings[a % meetings.len()], &meetings[b % meetings.len()]);
            match kind {
                0 if a.n != b.n => Some(join(ms, a, b)),
                1 if a.n != b.n => Some(separate(ms, a, b)),
                2 => Some(decide(ms, withdraw(a))),
                _ => None,
            }
        })
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, max_global_rejects: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_of_visits_and_decisions_draws_the_same_register(
        meetings in meetings(), rulings in rulings(), turn in 0usize..9, mirrored: bool,
    ) {
        let decisions = decisions(&meetings, &rulings);
        let expected = ruled(&meetings, &decisions);
        let (mut meetings, mut decisions) = (meetings, decisions);
        let turn_by = turn % meetings.len();
        meetings.rotate_left(turn_by);
        if mirrored {
            meetings.reverse();
            decisions.reverse();
        }
        prop_assert_eq!(ruled(&meetings, &decisions), expected);
    }

    /// What must hold of every register, whatever went in.
    #[test]
    fn nobody_is_lost_doubled_or_joined_against_the_rules(meetings in meetings(), rulings in rulings()) {
        let decisions = decisions(&meetings, &rulings);
        let register = ruled(&meetings, &decisions);
        let gone: BTreeSet<RecordId> = decisions.iter().filter_map(|d| match &d.ruling().verdict {
            Verdict::Withdraw { record, .. } => Some(*record),
            _ => None,
        }).collect();
        let mut shown: Vec<Appearance> = register.entries.iter().flat_map(|e| e.appearances.clone()).collect();
        shown.sort();
        let mut expected: Vec<Appearance> =
            meetings.iter().map(Meeting::who).filter(|who| !gone.contains(&who.record)).collect();
        expected.sort();
        prop_assert_eq!(shown, expected, "everybody stands in exactly one entry");

        let mut keys: Vec<_> = register.entries.iter().map(|e| (e.lao, e.person)).collect();
        keys.dedup();
        prop_assert_eq!(keys.len(), register.entries.len(), "one LAO holds one person once");

        let laos = laos();
        for entry in &register.entries {
            if entry.status == InfoStatus::ExcusedPao {
                prop_assert_eq!(laos.get(entry.lao).unwrap().kind, LaoKind::Pao);
                prop_assert!(!entry.flags.contains(&Flag::CrossArea));
                let excuses = register.entries.iter().any(|below| {
                    laos.overlap(entry.lao, below.lao) == Overlap::PaoOver
                        && below.status == InfoStatus::Enter
                        && (below.national_id == entry.national_id || below.person == entry.person)
                });
                prop_assert!(excuses, "somebody below enters the person");
            }
        }
        // Without rulings, no two people without one common valid number share an entry.
        let alone = self::register(&meetings);
        for entry in alone.entries.iter().filter(|e| e.appearances.len() > 1) {
            prop_assert!(entry.national_id.valid().is_some());
        }
    }

    /// Row 9: separating restores both sides exactly.
    #[test]
    fn separating_what_was_joined_restores_the_register(meetings in meetings(), a in 0usize..9, b in 0usize..9) {
        let (a, b) = (meetings[a % meetings.len()].clone(), meetings[b % meetings.len()].clone());
        let before = register(&meetings);
        let same_entry = of(&before, &a).appearances == of(&before, &b).appearances;
        let same_person = of(&before, &a).person == of(&before, &b).person;
        prop_assume!(a.n != b.n && !same_entry && !same_person);
        let after = ruled(&meetings, &[join(1, &a, &b), separate(2, &a, &b)]);
        prop_assert_eq!(after.entries, before.entries);
    }
}
