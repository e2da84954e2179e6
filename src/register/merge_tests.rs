use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::samples::{Phone, history, household, phone};

fn merged(changes: &[&Change]) -> Merged {
    history(changes.iter().copied()).merge().unwrap()
}

fn phone_number(merged: &Merged) -> Option<String> {
    merged.record.as_ref().unwrap().people[0].phone.clone()
}

fn path(text: &str) -> FieldPath {
    text.parse().unwrap()
}

const PERSON: &str = "people/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70";

fn two_phones() -> (Change, Phone, Phone, History, History) {
    let (a, b) = (phone(1), phone(2));
    let made = a.makes(&household(), 1_000);
    let known = history([&made]);
    (made, a, b, known.clone(), known)
}

#[test]
fn a_record_comes_back_as_it_was_made() {
    let made = phone(1).makes(&household(), 1);
    let merged = merged(&[&made]);
    assert_eq!(merged.record, Some(household()));
    assert!(merged.lost.is_empty());
}

/// A signature and what it was given for are one field; the words above it are others.
#[test]
fn a_need_that_one_phone_edits_while_another_has_it_signed_is_not_signed_until_it_is_put_back() {
    use crate::record::{Signature, SignatureKind, Signed, WhyUnsigned};
    let mut asked = household();
    let request = json!({
        "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71", "person": asked.people[0].id,
        "subject": "ขอวัสดุซ่อมแซมบ้าน", "need": "สังกะสี ๒๐ แผ่น", "channel": "survey-team"
    });
    asked.requests.push(serde_json::from_value(request).unwrap());
    let (a, b) = (phone(1), phone(2));
    let made = a.makes(&asked, 1_000);
    let (mut on_a, mut on_b) = (history([&made]), history([&made]));
    let edited = a.edits(&mut on_a, 2_000, |r| r.requests[0].need = Some("สังกะสี ๒๐๐ แผ่น".into()));
    let signed = b.edits(&mut on_b, 3_000, |r| {
        let of = Some(r.requests[0].words());
        let (photo, reason, unknown) = (None, None, Default::default());
        r.requests[0].signature = Some(Signature { kind: SignatureKind::Drawn, photo, reason, of, unknown });
        assert_eq!(r.requests[0].signed(), Signed::Yes);
    });
    let both = merged(&[&signed, &made, &edited]);
    assert!(both.lost.is_empty(), "both are kept: {:?}", both.lost);
    let request = &both.record.unwrap().requests[0];
    assert_eq!(request.need.as_deref(), Some("สังกะสี ๒๐๐ แผ่น"));
    assert_eq!(request.signed(), Signed::No(WhyUnsigned::WordsChanged));

    on_a.take(signed.clone()).unwrap();
    let back = a.edits(&mut on_a, 4_000, |r| r.requests[0].need = Some("สังกะสี ๒๐ แผ่น".into()));
    let put_back = merged(&[&back, &signed, &made, &edited]).record.unwrap();
    assert_eq!(put_back.requests[0].signed(), Signed::Yes);
}

/// Contract section 4, row 7; domain.md 3.6 row 7.
#[test]
fn two_phones_that_edit_different_fields_both_keep_their_edit() {
    let (made, a, b, mut on_a, mut on_b) = two_phones();
    let one = a.edits(&mut on_a, 2_000, |r| r.people[0].phone = Some("0820000000".into()));
    let two = b.edits(&mut on_b, 2_000, |r| r.people[0].occupation = Some("ค้าขาย".into()));
    let merged = merged(&[&two, &made, &one]);
    let person = &merged.record.unwrap().people[0];
    assert_eq!(person.phone.as_deref(), Some("0820000000"));
    assert_eq!(person.occupation.as_deref(), Some("ค้าขาย"));
    assert!(merged.lost.is_empty());
}

/// Contract section 4, row 7.
#[test]
fn between_concurrent_edits_the_greater_stamp_wins_and_the_loser_is_kept() {
    let (made, a, b, mut on_a, mut on_b) = two_phones();
    let early = a.edits(&mut on_a, 2_000, |r| r.people[0].phone = Some("0820000000".into()));
    let late = b.edits(&mut on_b, 3_000, |r| r.people[0].phone = Some("0830000000".into()));
    let merged = merged(&[&late, &early, &made]);
    assert_eq!(phone_number(&merged).as_deref(), Some("0830000000"));
    let lost = &merged.lost[&path(&format!("{PERSON}/phone"))];
    assert_eq!(lost, &[Lost { value: "0820000000".into(), change: early.id() }]);
}

/// Contract section 4, row 7: "whatever the clocks say".
#[test]
fn an_edit_that_names_what_it_replaced_is_later_even_from_a_phone_ten_years_behind() {
    let (made, a, b, mut on_a, _) = two_phones();
    let ahead = a.edits(&mut on_a, 400_000_000_000, |r| r.people[0].phone = Some("0820000000".into()));
    let behind = b.edits(&mut on_a, 5, |r| r.people[0].phone = Some("0830000000".into()));
    let merged = merged(&[&behind, &ahead, &made]);
    assert_eq!(phone_number(&merged).as_deref(), Some("0830000000"));
    assert!(merged.lost.is_empty());
}

/// B edits what it saw win, with a clock far behind; the value that had lost before
/// must not win now just because B's stamp is small.
#[test]
fn an_edit_of_the_winner_stays_above_the_loser_it_never_saw() {
    let (made, a, b, mut on_a, mut on_b) = two_phones();
    let loser = a.edits(&mut on_a, 2_000, |r| r.people[0].phone = Some("0820000000".into()));
    let winner = b.edits(&mut on_b, 3_000, |r| r.people[0].phone = Some("0830000000".into()));
    let again = b.edits(&mut on_b, 1, |r| r.people[0].phone = Some("0840000000".into()));
    let merged = merged(&[&again, &loser, &winner, &made]);
    assert_eq!(phone_number(&merged).as_deref(), Some("0840000000"));
    assert_eq!(merged.lost[&path(&format!("{PERSON}/phone"))].len(), 1);
}

#[test]
fn an_edit_by_somebody_who_saw_both_values_ends_the_conflict() {
    let (made, a, b, mut on_a, mut on_b) = two_phones();
    let one = a.edits(&mut on_a, 2_000, |r| r.people[0].phone = Some("0820000000".into()));
    let two = b.edits(&mut on_b, 3_000, |r| r.people[0].phone = Some("0830000000".into()));
    on_a.take(two.clone()).unwrap();
    let settled = a.edits(&mut on_a, 4_000, |r| r.people[0].phone = Some("0850000000".into()));
    let merged = merged(&[&settled, &two, &one, &made]);
    assert_eq!(phone_number(&merged).as_deref(), Some("0850000000"));
    assert!(merged.lost.is_empty(), "{:?}", merged.lost);
}

/// Contract section 4, row 7: "or made one record id".
#[test]
fn one_record_made_on_two_phones_conflicts_only_where_it_differs() {
    let mut other = household();
    other.place.as_mut().unwrap().house_no = Some("123/5".into());
    let (a, b) = (phone(1).makes(&household(), 1_000), phone(2).makes(&other, 900));
    let merged = merged(&[&a, &b]);
    assert_eq!(merged.record, Some(household()));
    let fields: Vec<&str> = merged.lost.keys().map(FieldPath::as_str).collect();
    assert_eq!(fields, ["place/house_no"]);
}

#[test]
fn a_person_taken_out_is_gone_from_the_record_and_not_from_its_history() {
    let (made, a, _, mut on_a, _) = two_phones();
    let out = a.edits(&mut on_a, 2_000, |r| r.people.clear());
    let history = history([&made, &out]);
    assert!(history.merge().unwrap().record.unwrap().people.is_empty());
    assert_eq!(history.changes().count(), 2);
}

/// Never lose a word anyone wrote: who takes a person out did not know of the edit.
#[test]
fn a_person_taken_out_while_somebody_wrote_into_them_stays_and_the_removal_is_shown() {
    for (removed_at, written_at) in [(2_000, 3_000), (3_000, 2_000)] {
        let (made, a, b, mut on_a, mut on_b) = two_phones();
        let out = a.edits(&mut on_a, removed_at, |r| r.people.clear());
        let written = b.edits(&mut on_b, written_at, |r| r.people[0].phone = Some("0830000000".into()));
        let merged = merged(&[&made, &out, &written]);
        let record = merged.record.clone().unwrap();
        assert_eq!(record.people[0].phone.as_deref(), Some("0830000000"));
        assert_eq!(record.people[0].given_name.as_deref(), Some("สมชาย"));
        assert_eq!(merged.lost[&path(PERSON)][0].change, out.id());

        // Whoever has seen both may take the person out for good.
        let mut knows = history([&made, &out, &written]);
        let again = a.edits(&mut knows, 4_000, |r| r.people.clear());
        let merged = self::merged(&[&again, &written, &out, &made]);
        assert!(merged.record.unwrap().people.is_empty());
        assert!(merged.lost.is_empty(), "{:?}", merged.lost);
    }
}

/// A person once taken out and put back is as they were put back: a later removal that gives
/// way must not uncover what the first, uncontested one had taken away.
#[test]
fn a_removal_that_gives_way_uncovers_nothing_from_before_an_earlier_one() {
    let (a, b) = (phone(1), phone(2));
    let mut first = household();
    first.people[0].occupation = Some("ทำนา".into());
    // The first phone's clock is years ahead, so that its stamps would win against all others.
    let made = a.makes(&first, 400_000_000_000);
    let mut on_a = history([&made]);
    let out = a.edits(&mut on_a, 2_000, |r| r.people.clear());
    let back = a.edits(&mut on_a, 3_000, |r| {
        r.people = household().people;
        r.people[0].phone = Some("0820000000".into());
    });
    let mut on_b = on_a.clone();
    let out_again = a.edits(&mut on_a, 4_000, |r| r.people.clear());
    let written = b.edits(&mut on_b, 5_000, |r| r.people[0].phone = Some("0830000000".into()));

    let merged = merged(&[&made, &out, &back, &out_again, &written]);
    let person = &merged.record.as_ref().unwrap().people[0];
    assert_eq!(person.phone.as_deref(), Some("0830000000"), "the later edit named what it replaced");
    assert_eq!(person.occupation, None, "put back without it");
    let lost: Vec<(&str, ChangeId)> =
        merged.lost.iter().flat_map(|(path, lost)| lost.iter().map(|l| (path.as_str(), l.change))).collect();
    assert_eq!(lost, [(PERSON, out_again.id())]);
}

/// Who wrote into a person after one removal had given way is not lost to the next.
#[test]
fn a_second_removal_gives_way_as_the_first_did() {
    let (made, a, b, mut on_a, mut on_b) = two_phones();
    let out = a.edits(&mut on_a, 2_000, |r| r.people.clear());
    let written = b.edits(&mut on_b, 3_000, |r| r.people[0].phone = Some("0830000000".into()));
    let both = [&made, &out, &written];
    let (mut on_a, mut on_b) = (history(both), history(both));
    let out_again = a.edits(&mut on_a, 4_000, |r| r.people.clear());
    let written_again = b.edits(&mut on_b, 5_000, |r| r.people[0].phone = Some("0840000000".into()));
    let merged = merged(&[&made, &out, &written, &out_again, &written_again]);
    assert_eq!(phone_number(&merged).as_deref(), Some("0840000000"));
    assert_eq!(merged.lost.keys().map(FieldPath::as_str).collect::<Vec<_>>(), [PERSON]);
}

/// What a removal replaced stays replaced for whoever built on the removal, though it gave way.
#[test]
fn who_replaced_a_removal_that_gave_way_replaced_what_it_had_taken_too() {
    // The maker's stamp would win against all others.
    let made = phone(1).makes(&household(), 400_000_000_000);
    let (mut on_a, mut on_b) = (history([&made]), history([&made]));
    let out = phone(1).edits(&mut on_a, 2_000, |r| r.people.clear());
    let written = phone(2).edits(&mut on_b, 3_000, |r| r.people[0].occupation = Some("ค้าขาย".into()));
    let field = path(&format!("{PERSON}/phone"));
    assert_eq!(
        merged(&[&made, &out, &written]).heads[&field],
        BTreeSet::from([made.id(), out.id()]),
        "whoever edits it next names both"
    );

    // This phone names the removal alone, as one that never saw it give way does.
    let built_on = Edit::setting(
        &household(),
        phone(3).author(),
        Stamp::new(4_000, 0),
        Fields::from([(field.clone(), "0840000000".into())]),
        Replaced::from([(field.clone(), BTreeSet::from([out.id()]))]),
    );
    let merged = merged(&[&made, &out, &written, &built_on.sign(&phone(3).key)]);
    assert_eq!(phone_number(&merged).as_deref(), Some("0840000000"));
    assert!(!merged.lost.contains_key(&field), "{:?}", merged.lost);
}

/// Contract section 4, row 7: "between concurrent ones the greater stamp wins", also where
/// both replaced a value whose stamp was greater still, and whoever made them.
#[test]
fn between_concurrent_edits_of_a_value_from_the_future_the_greater_stamp_wins() {
    for (early, late) in [(1, 2), (2, 1)] {
        let made = phone(3).makes(&household(), 400_000_000_000);
        let (mut on_a, mut on_b) = (history([&made]), history([&made]));
        let early = phone(early).edits(&mut on_a, 2_000, |r| r.people[0].phone = Some("0820000000".into()));
        let late = phone(late).edits(&mut on_b, 3_000, |r| r.people[0].phone = Some("0830000000".into()));
        let merged = merged(&[&late, &early, &made]);
        assert_eq!(phone_number(&merged).as_deref(), Some("0830000000"));
        assert_eq!(merged.lost[&path(&format!("{PERSON}/phone"))][0].change, early.id());
    }
}

#[test]
fn an_edit_that_arrives_before_the_record_waits_for_it() {
    let (made, a, _, mut on_a, _) = two_phones();
    let edit = a.edits(&mut on_a, 2_000, |r| r.people[0].phone = Some("0820000000".into()));
    assert_eq!(merged(&[&edit]).record, None);
    assert_eq!(phone_number(&merged(&[&edit, &made])).as_deref(), Some("0820000000"));
}

#[test]
fn an_edit_of_the_round_alone_makes_no_record_and_stops_no_other() {
    let (made, a, _, mut on_a, _) = two_phones();
    let edit = a.edits(&mut on_a, 2_000, |r| r.round = "2569-05".parse().unwrap());
    assert_eq!(merged(&[&edit]).record, None);
    assert!(merged(&[&edit, &made]).record.is_some());
}

/// Contract section 2: of people who would not take part nothing is shown, not even what
/// somebody wrote who did not know yet.
#[test]
fn a_refusal_shows_nothing_that_another_phone_wrote_meanwhile() {
    let (made, a, b, mut on_a, mut on_b) = two_phones();
    let refused = a.edits(&mut on_a, 2_000, |r| {
        r.status = Status::Refused;
        r.refusal = Some(crate::record::Refusal {
            reason: "ไม่สะดวก".into(), unknown: Default::default()
        });
    });
    let written = b.edits(&mut on_b, 3_000, |r| r.people[0].phone = Some("0830000000".into()));
    assert!(merged(&[&made, &refused, &written]).record.unwrap().people.is_empty());
}

#[test]
fn a_change_of_another_record_is_not_taken() {
    let mut other = household();
    other.id = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5aff".parse().unwrap();
    let mut history = history([&phone(1).makes(&household(), 1)]);
    let refused = history.take(phone(1).makes(&other, 1)).unwrap_err();
    assert!(refused.to_string().contains("0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5aff"), "{refused}");
}

/// The supervisor's comment and the volunteer's answer are two fields of one review.
#[test]
fn a_comment_and_an_answer_that_cross_are_both_kept() {
    let (made, a, b, mut on_a, mut on_b) = two_phones();
    let sent_back = a.edits(&mut on_a, 2_000, |r| r.reviews.push(review()));
    on_b.take(sent_back.clone()).unwrap();
    let comment = a.edits(&mut on_a, 3_000, |r| r.reviews[0].comment = Some("ขอเบอร์ใหม่".into()));
    let answer = b.edits(&mut on_b, 2_500, |r| r.reviews[0].answer = Some("แก้แล้ว".into()));
    let merged = merged(&[&answer, &made, &comment, &sent_back]);
    let review = &merged.record.unwrap().reviews[0];
    assert_eq!((review.comment.as_deref(), review.answer.as_deref()), (Some("ขอเบอร์ใหม่"), Some("แก้แล้ว")));
    assert!(merged.lost.is_empty(), "{:?}", merged.lost);
}

#[test]
fn findings_that_two_wrote_are_one_list_or_the_other_and_the_one_that_lost_is_kept() {
    let (made, a, b, mut on_a, mut on_b) = two_phones();
    let first = a.edits(&mut on_a, 2_000, |r| r.checks.push(check(1)));
    on_b.take(first.clone()).unwrap();
    let finds = |value: &str| {
        let value = Some(value.to_owned());
        move |r: &mut Record| r.checks[0].findings[0].value = value
    };
    let left = a.edits(&mut on_a, 3_000, finds("สอง"));
    let right = b.edits(&mut on_b, 4_000, finds("สาม"));
    let merged = merged(&[&right, &left, &made, &first]);
    let findings = &merged.record.unwrap().checks[0].findings;
    assert_eq!(findings[0].value.as_deref(), Some("สาม"));
    let lost: Vec<&FieldPath> = merged.lost.keys().collect();
    assert_eq!(
        lost.iter().map(|path| path.as_str()).collect::<Vec<_>>(),
        ["checks/0196a3c2-7d1e-7c55-9b0c-000000000001/findings"]
    );
}

#[test]
fn an_edit_that_changes_nothing_is_no_edit() {
    let known = history([&phone(1).makes(&household(), 1)]);
    assert_eq!(known.edit(&household(), DeviceId::new("d-01"), Stamp::new(2, 0)).unwrap(), None);
}

#[test]
fn a_visit_that_became_a_refusal_shows_nothing_of_the_people() {
    let (made, a, _, mut on_a, _) = two_phones();
    let refused = a.edits(&mut on_a, 2_000, |r| {
        r.status = Status::Refused;
        r.refusal = Some(crate::record::Refusal {
            reason: "ไม่สะดวก".into(), unknown: Default::default()
        });
    });
    assert!(merged(&[&made, &refused]).record.unwrap().people.is_empty());
}

/// One step of a generated history: which device acts, what it edits, what its clock
/// says, and whom it hears from before.
#[derive(Clone, Debug)]
struct Step {
    device: usize,
    hears: usize,
    clock_ms: u64,
    act: u8,
    value: u8,
}

const DEVICES: usize = 4;

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Ten years either side of April 2026, so that clocks contradict what happened.
    let skewed = 1_460_000_000_000u64..2_100_000_000_000;
    let step = (0..DEVICES, 0..=DEVICES, skewed, 0u8..11, 0u8..3)
        .prop_map(|(device, hears, clock_ms, act, value)| Step { device, hears, clock_ms, act, value });
    prop::collection::vec(step, 1..14)
}

fn check(nth: u8) -> crate::record::Check {
    let id = format!("0196a3c2-7d1e-7c55-9b0c-{nth:012}");
    serde_json::from_value(json!({ "id": id, "findings": [{ "fact": "1", "found": "confirmed" }] })).unwrap()
}

fn review() -> crate::record::Review {
    let id = "0196a3c2-7d1e-7c55-9b0d-000000000001";
    serde_json::from_value(json!({ "id": id, "verdict": "sent-back", "comment": "โทรไม่ติด" })).unwrap()
}

/// Lives the steps through and returns every change made, in the order they were made.
fn live(steps: &[Step]) -> Vec<Change> {
    let made = phone(0).makes(&household(), 1_775_961_065_000);
    let mut changes = vec![made.clone()];
    let mut known: Vec<History> = vec![history([&made]); DEVICES];
    for step in steps {
        if step.hears < DEVICES {
            for change in known[step.hears].clone().changes() {
                known[step.device].take(change.clone()).unwrap();
            }
        }
        let history = &mut known[step.device];
        let mut record = history.merge().unwrap().record.unwrap();
        let text = Some(format!("ค่า {}", step.value));
        match step.act {
            0 => record.place.as_mut().unwrap().house_no = text,
            1 | 2 if !record.people.is_empty() => record.people[0].phone = text,
            3 if !record.people.is_empty() => record.people[0].given_name = text,
            4 => record.people.clear(),
            5 => record.people = household().people,
            6 => {
                record.withdraw = Some(crate::record::Withdrawal {
                    reason: format!("{}", step.value),
                    unknown: Default::default(),
                })
            }
            7 => record.checks = vec![check(step.value)],
            8 if !record.checks.is_empty() => record.checks[0].note = text,
            9 => match record.reviews.first_mut() {
                Some(review) => review.answer = text,
                None => record.reviews.push(review()),
            },
            _ => record.surveyor = text,
        }
        let device = phone(u8::try_from(step.device).unwrap() + 1);
        if let Some(edit) = history.edit(&record, device.id.clone(), Stamp::new(step.clock_ms, 0)).unwrap() {
            let change = edit.sign(&device.key);
            history.take(change.clone()).unwrap();
            changes.push(change);
        }
    }
    changes
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 10_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// Contract section 4: any order, any batching, any number of repeats.
    #[test]
    fn any_order_batching_and_repetition_gives_the_same_record_and_keeps_every_change(
        steps in steps(), order in any::<u64>(), cut in 0usize..14, repeats in 0usize..4,
    ) {
        let changes = live(&steps);
        let straight = history(&changes);
        let expected = straight.merge().unwrap();

        let mut shuffled = changes.clone();
        let mut state = order | 1;
        for at in (1..shuffled.len()).rev() {
            // A linear congruential step: proptest shrinks its seed with the rest.
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            shuffled.swap(at, usize::try_from(state >> 33).unwrap() % (at + 1));
        }
        // Two batches merged apart first, as two servers would, then together, then some again.
        let cut = cut.min(shuffled.len());
        let (first, second) = shuffled.split_at(cut);
        let mut arrived = history(first);
        let _ = arrived.merge().unwrap();
        for change in history(second).changes() {
            arrived.take(change.clone()).unwrap();
        }
        for change in shuffled.iter().take(repeats) {
            prop_assert!(!arrived.take(change.clone()).unwrap());
        }
        prop_assert_eq!(&arrived.merge().unwrap(), &expected);

        let kept: BTreeSet<ChangeId> = arrived.changes().map(Change::id).collect();
        let made: BTreeSet<ChangeId> = changes.iter().map(Change::id).collect();
        prop_assert_eq!(kept, made);
    }

    /// Whoever made the newest edit, knowing everything, sees it in the register.
    #[test]
    fn an_edit_that_saw_everything_always_shows(steps in steps(), clock_ms in 0u64..4_000_000_000_000) {
        let mut all = history(&live(&steps));
        phone(9).edits(&mut all, clock_ms, |r| {
            r.place.as_mut().unwrap().house_no = Some("สุดท้าย".into());
        });
        let merged = all.merge().unwrap();
        let house_no = merged.record.unwrap().place.unwrap().house_no;
        prop_assert_eq!(house_no.as_deref(), Some("สุดท้าย"));
        prop_assert!(!merged.lost.contains_key(&path("place/house_no")));
    }
}
