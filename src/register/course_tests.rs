use proptest::prelude::*;
use serde_json::{Number, json};

use super::*;
use crate::clock::Stamp;
use crate::deadline::NextStep;
use crate::decision::{Decision, Ruling, Verdict};
use crate::lao::LaoKind;
use crate::record::{Channel, Record};
use crate::samples::phone;
use crate::spoken::Spoken;
use crate::wording::Unwritten;

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// A day of June 2026 (พ.ศ. 2569).
fn june(of: u32) -> NaiveDate {
    day(2026, 6, of)
}

const MEETING: &str = "0196a3c2-7d1e-7c55-9b0a-000000000001";

fn meeting_id() -> MeetingId {
    MEETING.parse().unwrap()
}

/// A TAO's committee of eight (domain.md 1.2), with so many of them there.
fn meeting(on: NaiveDate, present: u32) -> Meeting {
    let seats = [
        Seat::Chair,
        Seat::LocalAdministration,
        Seat::Government,
        Seat::Government,
        Seat::Community,
        Seat::Community,
        Seat::Secretary,
        Seat::AssistantSecretary,
    ];
    Meeting {
        id: meeting_id(),
        on,
        place: None,
        order: Some("12/2569".to_owned()),
        committee: seats
            .iter()
            .enumerate()
            .map(|(at, seat)| Member {
                seat: *seat, name: format!("กรรมการ {at}"), position: None
            })
            .collect(),
        present: (0..present).collect(),
        chair: (present > 0).then_some(0),
        minutes: None,
        cancelled: None,
    }
}

/// A signed walk-in request for a disaster, to a town: nothing is declared.
fn matter() -> Matter {
    Matter {
        person: None,
        area: Some(Area::Disaster),
        channel: Some(Channel::WalkIn),
        signed: Signed::Yes,
        urgent: false,
        zone: None,
        declared: None,
        asked_on: june(1),
        reports_to_central_place: false,
        withdrawn: false,
    }
}

fn of_area(area: Area) -> Matter {
    Matter { area: Some(area), ..matter() }
}

fn grant() -> Grant {
    Grant {
        what: "ถุงยังชีพ".to_owned(),
        item: Some("5.1.2".to_owned()),
        kind: None,
        form: GrantForm::Goods,
        quantity: Some(Number::from(1)),
        amount_baht: Some(Number::from(700)),
        person: None,
        funding: Some(Funding::CentralReserve),
        on: None,
    }
}

fn number(number: u32) -> Option<ReceiptNumber> {
    Some(ReceiptNumber::new(FiscalYear::of(june(1)), number))
}

fn text(what: &str) -> String {
    what.to_owned()
}

/// One act of each kind that the law's words fill, on whose content no guard stands.
fn act(kind: ActKind) -> Act {
    match kind {
        ActKind::Registered => Act::Registered { number: number(1) },
        ActKind::NotAccepted => Act::NotAccepted {
            reason: text("ไม่ประสงค์ลงชื่อ"), told: text("แจ้งด้วยวาจา")
        },
        ActKind::Answered => Act::Answered { answer: text("ยื่นที่อำเภอ") },
        ActKind::SentForCheck => Act::SentForCheck {
            what: text("หลังคาเสียหายจริงหรือไม่"), task: None
        },
        ActKind::Checked => Act::Checked { found: text("เสียหายจริง"), check: None },
        ActKind::HelpedUrgently => {
            Act::HelpedUrgently {
                grants: vec![grant()], consent: Some(text("นายก อบต.")), area: None
            }
        }
        ActKind::PutOnAgenda => Act::PutOnAgenda { meeting: meeting_id() },
        ActKind::Decided => decided(Outcome::Approved { grants: vec![grant()], beyond_criteria: false }),
        ActKind::ConsentSought => Act::ConsentSought { letter: text("ชร 1/2569") },
        ActKind::ConsentAnswered => Act::ConsentAnswered { given: true, letter: text("มท 1/2569") },
        ActKind::ReportedUp => Act::ReportedUp { to: text("อำเภอ"), letter: text("ชร 2/2569") },
        ActKind::Assigned => Act::Assigned { agency: text("กองช่าง"), letter: None },
        ActKind::Forwarded => Act::Forwarded {
            to: Target::CentralPlace,
            name: text("สถานที่กลางอำเภอ"),
            why: WhyForwarded::BeyondCapacity,
            reason: text("เกินงบประมาณ"),
        },
        ActKind::Reminded => Act::Reminded { letter: None },
        ActKind::Escalated => {
            Act::Escalated { memo: text("ทวงถามแล้วสองครั้ง") }
        }
        ActKind::AgencyReported => Act::AgencyReported {
            cause: text("พายุ"),
            method: text("ซ่อมหลังคา"),
            explained: text("ผู้ร้องทราบแล้ว"),
            suggestion: text("ควรตัดต้นไม้"),
            grants: Vec::new(),
            nothing_given: false,
        },
        ActKind::Summarised => Act::Summarised { memo: text("ซ่อมแล้ว") },
        ActKind::Recorded => {
            Act::Recorded { result: text("ได้รับความช่วยเหลือ") }
        }
        ActKind::ReportedToCentralPlace => Act::ReportedToCentralPlace { letter: None },
        ActKind::Told => {
            Act::Told { how: text("โทรศัพท์"), what: text("ซ่อมแล้ว") }
        }
        ActKind::Closed => Act::Closed {},
        ActKind::TakenBack => {
            Act::TakenBack { reason: text("บันทึกผิดเรื่อง") }
        }
    }
}

fn decided(outcome: Outcome) -> Act {
    Act::Decided { meeting: meeting_id(), outcome, votes: Votes { yes: 5, no: 1, ..Votes::default() } }
}

fn step(on: NaiveDate, act: Act) -> Step {
    Step { by: "u-1".to_owned(), stamp: Stamp::default(), on, act }
}

/// The desk of whoever may do this, on that day, with a meeting of six of eight on it.
fn at(on: NaiveDate, duty: Duty) -> (Meeting, NaiveDate, Duty) {
    (meeting(on, 6), on, duty)
}

/// Takes an act on a day, at the desk of whoever does such things.
fn does(course: &mut Course, on: NaiveDate, act: Act) -> Result<(), Refusal> {
    let duty = match act.kind() {
        ActKind::Decided => Duty::Committee,
        _ => Duty::Supervisor,
    };
    let (meeting, today, duty) = at(on, duty);
    course.take(step(on, act), &Desk { user: "u-1", duty, today, meeting: Some(&meeting) })
}

/// A course that went through these kinds of act, one a day from 2 June on.
fn through(matter: Matter, kinds: &[ActKind]) -> Course {
    let mut course = Course::begun(matter);
    for (days, kind) in kinds.iter().enumerate() {
        does(&mut course, june(2 + days as u32), act(*kind)).unwrap();
    }
    course
}

/// That this act is refused on 20 June, and changes nothing.
#[track_caller]
fn refused(course: &Course, act: Act) -> Refusal {
    let mut after = course.clone();
    let refusal = does(&mut after, june(20), act).unwrap_err();
    assert_eq!(after, *course, "a refused step changes nothing");
    let sentence = refusal.to_string();
    assert!(crate::thai::is_composed(&sentence) && !sentence.is_empty());
    refusal
}

use ActKind as K;

// domain.md 4.2 line 584, "DRAFT ─sign─> RECEIVED ─register─> REGISTERED"; lines 597 and 599.
#[test]
fn a_signed_request_is_received_and_registered_under_its_number() {
    let mut course = Course::begun(matter());
    assert_eq!(course.state(), State::Received);
    does(&mut course, june(2), Act::Registered { number: number(17) }).unwrap();
    assert_eq!(course.state(), State::Registered);
    assert_eq!(course.number().unwrap().to_string(), "17/2569");
    assert_eq!(
        refused(&course, act(K::Registered)),
        Refusal::NotFromHere { state: State::Registered, act: K::Registered }
    );
}

// Line 597: "signature present; proxy needs power of attorney" [S003:196-197].
#[test]
fn what_nobody_signed_or_a_proxy_brings_without_authority_is_not_registered() {
    for (why, line) in [
        (WhyUnsigned::NotAsked, "S003:196"),
        (WhyUnsigned::ChannelNeedsOne, "S003:196"),
        (WhyUnsigned::ProxyWithoutAuthority, "S003:197"),
        (WhyUnsigned::WordsChanged, "S003:196"),
    ] {
        let course = Course::begun(Matter { signed: Signed::No(why), ..matter() });
        assert_eq!(course.state(), State::Draft);
        let refusal = refused(&course, act(K::Registered));
        assert_eq!(refusal, Refusal::Unsigned(why));
        assert_eq!(refusal.reference(), Some(line));
        // Nor is it turned away: whoever may still sign is asked to.
        assert_eq!(refused(&course, act(K::NotAccepted)), Refusal::SignatureNotRefused);
    }
}

// Line 597, of what was registered already: nobody rules on words that nobody signed [S003:196].
#[test]
fn words_that_were_changed_since_they_were_signed_come_before_nobody_and_what_was_begun_goes_on() {
    let changed = |kinds: &[K]| {
        let matter_now = Matter { signed: Signed::No(WhyUnsigned::WordsChanged), ..matter() };
        Course::of(matter_now, through(matter(), kinds).counting().cloned())
    };
    let registered = changed(&[K::Registered]);
    for kind in [K::PutOnAgenda, K::ReportedUp, K::Assigned, K::Forwarded] {
        let refusal = refused(&registered, act(kind));
        assert_eq!(refusal, Refusal::Unsigned(WhyUnsigned::WordsChanged), "{kind:?}");
    }
    for kind in [K::SentForCheck, K::HelpedUrgently] {
        does(&mut registered.clone(), june(20), act(kind)).unwrap();
    }
    does(&mut changed(&[K::Registered, K::PutOnAgenda]), june(20), act(K::Decided)).unwrap();
    // Help that was given at once is told to the meeting whatever is written since.
    does(&mut changed(&[K::Registered, K::HelpedUrgently]), june(20), act(K::PutOnAgenda)).unwrap();
}

// Line 598: NOT_ACCEPTED, "do not take for consideration, inform, record reason" [S003:197].
#[test]
fn whoever_will_not_sign_is_told_and_the_reason_is_written_down() {
    for signed in [Signed::Refused, Signed::No(WhyUnsigned::RefusalWithoutReason)] {
        let course = Course::begun(Matter { signed, ..matter() });
        assert_ne!(refused(&course, act(K::Registered)).reference(), None);
        for (reason, told) in [("", "วาจา"), ("ไม่ประสงค์", " ")] {
            let act = Act::NotAccepted { reason: text(reason), told: text(told) };
            assert!(matches!(refused(&course, act), Refusal::Unwritten(Unwritten::Missing(_))));
        }
        let course = through(Matter { signed, ..matter() }, &[K::NotAccepted]);
        assert_eq!(course.state(), State::NotAccepted);
        assert!(course.state().is_over());
    }
    let signed = Course::begun(matter());
    assert_eq!(refused(&signed, act(K::NotAccepted)), Refusal::SignatureNotRefused);
}

// Contract section 2 and domain.md X-06: the channels have their own rules for a signature.
#[test]
fn a_request_by_post_needs_no_signature_and_one_at_the_counter_does() {
    let record = |channel: &str| {
        Record::from_value(json!({
            "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69", "lao": "05090901", "round": "2569-04",
            "captured_at": "2026-04-12T23:31:05+07:00", "status": "complete",
            "people": [{ "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70" }],
            "requests": [{ "id": "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71", "area": "disaster",
                           "channel": channel, "signature": { "kind": "not-required" } }],
            "damage": { "zone": " " }
        }))
        .unwrap()
    };
    for channel in Channel::ALL {
        let record = record(channel.as_str());
        let matter = Matter::of(&record, &record.requests[0], LaoKind::Tao.reports_to_central_place());
        let expected = if channel.needs_no_signature() { State::Received } else { State::Draft };
        assert_eq!(Course::begun(matter.clone()).state(), expected, "{channel}");
        // The rest of what a course begins with.
        assert_eq!(matter.person, Some(record.people[0].id));
        assert_eq!((matter.asked_on, matter.zone), (day(2026, 4, 12), None));
        assert!(matter.reports_to_central_place);
    }
    for (kind, reports) in [
        (LaoKind::Pao, false),
        (LaoKind::City, false),
        (LaoKind::Town, false),
        (LaoKind::TambonMunicipality, true),
        (LaoKind::Tao, true),
    ] {
        assert_eq!(kind.reports_to_central_place(), reports);
    }
}

// Lines 586 and 600: REGISTERED ─can answer─> ANSWERED ─> CLOSED [S003:183].
#[test]
fn what_can_be_answered_is_answered_and_closed() {
    let course = through(matter(), &[K::Registered, K::Answered]);
    assert_eq!(course.state(), State::Answered);
    assert_eq!(through(matter(), &[K::Registered, K::Answered, K::Closed]).state(), State::Closed);
    // Nothing follows the end.
    let closed = through(matter(), &[K::Registered, K::Answered, K::Closed]);
    for kind in K::ALL.iter().filter(|kind| **kind != K::TakenBack) {
        assert!(matches!(refused(&closed, act(*kind)), Refusal::NotFromHere { .. }), "{kind}");
    }
    assert!(matches!(refused(&Course::begun(matter()), act(K::Answered)), Refusal::NotFromHere { .. }));
    // What was helped at once is recorded and told [S003:1303]; an answer would end it unheard.
    for kinds in [
        &[K::Registered, K::HelpedUrgently][..],
        &[K::Registered, K::HelpedUrgently, K::SentForCheck, K::Checked],
    ] {
        let refusal = refused(&through(matter(), kinds), act(K::Answered));
        assert!(matches!(refusal, Refusal::NotFromHere { .. }), "{kinds:?}");
    }
}

// Lines 587 and 601: REGISTERED ─need facts─> FACT_CHECK ─> REGISTERED [S003:183] [S003:204].
#[test]
fn a_fact_check_comes_back_to_the_desk() {
    let course = through(matter(), &[K::Registered, K::SentForCheck]);
    assert_eq!(course.state(), State::FactCheck);
    assert!(matches!(refused(&course, act(K::PutOnAgenda)), Refusal::NotFromHere { .. }));
    assert_eq!(through(matter(), &[K::Registered, K::SentForCheck, K::Checked]).state(), State::Registered);
    assert!(matches!(refused(&Course::begun(matter()), act(K::SentForCheck)), Refusal::NotFromHere { .. }));
}

// Line 601 [S003:187]: what the field unit found is shown with the request that it was asked about.
#[test]
fn a_check_of_the_request_or_by_its_task_is_shown_until_a_step_takes_it_up() {
    let id = |nth: u32| format!("0196a3c2-7d1e-7c55-9b0a-0000000001{nth:02}");
    let record = Record::from_value(json!({
        "id": id(0), "lao": "05090901", "round": "2569-04", "captured_at": "2026-04-12T23:31:05+07:00",
        "status": "complete", "requests": [{ "id": id(1) }, { "id": id(2) }],
        "checks": [{ "id": id(3), "request": id(1) }, { "id": id(4), "task": id(9) }, { "id": id(5), "request": id(2) }]
    }))
    .unwrap();
    let mut course = through(matter(), &[K::Registered]);
    let shown = |course: &Course| -> Vec<String> {
        course.checks_in(&record, record.requests[0].id).iter().map(|check| check.id.to_string()).collect()
    };
    assert_eq!(shown(&course), [id(3)]);
    does(
        &mut course,
        june(3),
        Act::SentForCheck {
            what: text("จริงหรือไม่"), task: Some(id(9).parse().unwrap())
        },
    )
    .unwrap();
    assert_eq!(shown(&course), [id(3), id(4)]);
    does(&mut course, june(4), Act::Checked { found: text("จริง"), check: Some(id(4).parse().unwrap()) })
        .unwrap();
    assert_eq!(shown(&course), [id(3)]);
}

// Line 588, "urgent─> IMMEDIATE_AID ─> (still recorded)"; 4.5 line 645 [S003:1303]; RQ-13.
#[test]
fn help_in_a_disaster_is_given_without_the_committee_and_still_recorded() {
    for zone in [None, Some(text("เขตที่ 1"))] {
        let matter = Matter { zone, ..matter() };
        let course = through(matter.clone(), &[K::Registered, K::HelpedUrgently]);
        assert_eq!(course.state(), State::ImmediateAid);
        assert!(course.was_helped_urgently());
        // Aid first, written down later: it keeps its own earlier day, and is registered all the same.
        let mut early = Course::begun(matter.clone());
        does(&mut early, day(2026, 5, 30), act(K::HelpedUrgently)).unwrap();
        assert_eq!(early.state(), State::Received);
        does(&mut early, june(2), act(K::Registered)).unwrap();
        assert_eq!(early.state(), State::ImmediateAid);
        assert_eq!(early.grants().count(), 1);
        // It is recorded, and recovery may follow.
        let kinds = [K::Registered, K::HelpedUrgently, K::Recorded, K::Told];
        assert_eq!(through(matter.clone(), &kinds).state(), State::Notified);
        assert_eq!(
            through(matter, &[K::Registered, K::HelpedUrgently, K::PutOnAgenda]).state(),
            State::Committee
        );
    }
    let nothing = Act::HelpedUrgently { grants: Vec::new(), consent: None, area: None };
    assert_eq!(refused(&through(matter(), &[K::Registered]), nothing), Refusal::NothingGiven);
}

// 4.5 line 646 [S003:1305] and 5.10: disease, farmers and the rest wait for the committee.
#[test]
fn outside_a_disaster_help_waits_for_the_committee() {
    for area in [Area::Disease, Area::PoorFarmer, Area::Other] {
        let course = through(of_area(area), &[K::Registered]);
        let refusal = refused(&course, act(K::HelpedUrgently));
        assert_eq!((refusal.clone(), refusal.reference()), (Refusal::CommitteeFirst, Some("S003:1305")));
        let approved = through(of_area(area), &[K::Registered, K::PutOnAgenda, K::Decided]);
        assert_eq!(approved.state(), State::Approved);
    }
    let unknown = through(Matter { area: None, ..matter() }, &[K::Registered]);
    assert_eq!(refused(&unknown, act(K::HelpedUrgently)), Refusal::AreaUnknown);
}

// 4.1 T-23 line 576 and 5.10 [S003:1982-1984]: an urgent social case needs a consent, and the next
// meeting hears of it.
#[test]
fn urgent_help_to_a_poor_family_needs_a_consent_and_is_reported_to_the_next_meeting() {
    let course = through(of_area(Area::QualityOfLife), &[K::Registered]);
    let alone = Act::HelpedUrgently { grants: vec![grant()], consent: Some(text(" ")), area: None };
    let refusal = refused(&course, alone);
    assert_eq!((refusal.clone(), refusal.reference()), (Refusal::ConsentMissing, Some("S003:1984")));
    let mut course = through(of_area(Area::QualityOfLife), &[K::Registered, K::HelpedUrgently]);
    assert!(course.owes_a_report_to_the_committee());
    for kind in [K::Summarised, K::Recorded] {
        assert_eq!(refused(&course, act(kind)).reference(), Some("S003:1982"));
    }
    // By way of an agency too.
    let kinds = [K::Registered, K::HelpedUrgently, K::Assigned, K::AgencyReported];
    let by_agency = through(of_area(Area::QualityOfLife), &kinds);
    assert_eq!(refused(&by_agency, act(K::Summarised)), Refusal::ReportToMeetingFirst);
    for (mut course, back) in [(course.clone(), State::ImmediateAid), (by_agency, State::AgencyReported)] {
        does(&mut course, june(10), act(K::PutOnAgenda)).unwrap();
        does(&mut course, june(10), decided(Outcome::Noted {})).unwrap();
        assert_eq!(course.state(), back);
        assert!(!course.owes_a_report_to_the_committee());
        does(&mut course, june(11), act(K::Summarised)).unwrap();
    }
    does(&mut course, june(10), act(K::PutOnAgenda)).unwrap();
    does(&mut course, june(10), act(K::Decided)).unwrap();
    assert!(!course.owes_a_report_to_the_committee(), "a ruling is a report");
    let disaster = through(matter(), &[K::Registered, K::HelpedUrgently, K::PutOnAgenda]);
    let on = june(10);
    assert_eq!(does(&mut disaster.clone(), on, decided(Outcome::Noted {})), Err(Refusal::NothingToNote));
}

// T-23 [S003:1982]: what the meeting is owed is no business of a later edit of the record.
#[test]
fn the_next_meeting_hears_of_urgent_help_whatever_area_the_record_has_by_then() {
    let helped = |area| {
        let mut course = through(of_area(Area::QualityOfLife), &[K::Registered]);
        let consent = Some(text("นายก อบต."));
        does(&mut course, june(5), Act::HelpedUrgently { grants: vec![grant()], consent, area }).unwrap();
        course.steps().to_vec()
    };
    let owes = |matter, steps| Course::of(matter, steps).owes_a_report_to_the_committee();
    let kept = helped(Some(Area::QualityOfLife));
    for area in Area::ALL {
        assert!(owes(of_area(*area), kept.clone()), "{area}");
    }
    assert!(owes(Matter { area: None, ..matter() }, kept.clone()));
    // What was help in a disaster is owed to nobody afterwards either; from before it was kept, the record says.
    assert!(!owes(of_area(Area::QualityOfLife), helped(Some(Area::Disaster))));
    assert!(owes(of_area(Area::QualityOfLife), helped(None)) && !owes(matter(), helped(None)));
    let json = serde_json::to_value(&kept[1].act).unwrap();
    assert_eq!(json["area"], "quality-of-life");
    assert_eq!(serde_json::to_value(act(K::HelpedUrgently)).unwrap().get("area"), None);
}

// Lines 589-590 and 602-603: collect ─> COMMITTEE ─within capacity─> ASSIGNED [S003:229-231].
#[test]
fn the_committee_s_route_leads_over_approval_to_an_agency() {
    let course = through(matter(), &[K::Registered, K::PutOnAgenda]);
    assert_eq!((course.state(), course.meeting()), (State::Committee, Some(meeting_id())));
    assert!(matches!(refused(&course, act(K::Assigned)), Refusal::NotFromHere { .. }));
    assert_eq!(refused(&course, act(K::PutOnAgenda)), Refusal::OnThisAgenda);
    let desk =
        Desk { user: "u-1", duty: Duty::Officer, today: june(20), meeting: Some(&meeting(june(19), 0)) };
    let late = course.may(&step(june(20), act(K::PutOnAgenda)), &desk);
    assert_eq!(late, Err(Refusal::AfterTheMeeting(june(19))), "its day has passed");
    let held = Desk { meeting: Some(&meeting(june(19), 6)), ..desk };
    assert_eq!(course.may(&step(june(19), act(K::PutOnAgenda)), &held), Err(Refusal::OnThisAgenda));
    let course = through(matter(), &[K::Registered, K::PutOnAgenda, K::Decided, K::Assigned]);
    assert_eq!(course.state(), State::Assigned);
    assert_eq!(course.passed().unwrap().route, Route::Committee);
}

// Line 611, X-01: the agency may be told right after registering [S003:199].
#[test]
fn the_direct_route_gives_the_agency_its_15_days_at_once_and_is_told_apart() {
    let course = through(matter(), &[K::Registered, K::Assigned]);
    let passed = course.passed().unwrap();
    assert_eq!((passed.route, passed.agency.as_str()), (Route::Direct, "กองช่าง"));
    assert_eq!(passed.report, AgencyReport::passed_on(june(3)));
}

// Lines 591 and 604: beyond capacity ─> FORWARDED_CENTRAL ─> AGENCY_REPORTED [S003:233]; the direct
// way [S003:200] [S003:346]; 4.5 line 640, beyond finances [S003:1366].
#[test]
fn what_the_lao_cannot_do_goes_to_the_central_place() {
    let mut course = through(matter(), &[K::Registered, K::PutOnAgenda]);
    does(&mut course, june(4), decided(Outcome::BeyondCapacity { reason: text("ถนนทั้งสาย") })).unwrap();
    assert_eq!(course.state(), State::BeyondCapacity);
    assert!(matches!(refused(&course, act(K::Assigned)), Refusal::NotFromHere { .. }));
    does(&mut course, june(5), act(K::Forwarded)).unwrap();
    assert_eq!(course.state(), State::Forwarded);
    // No clock runs: the 15 days are an agency's of the LAO (domain.md 4.7).
    assert_eq!(course.due(june(30), &Holidays::thailand()), None);
    does(&mut course, june(6), act(K::AgencyReported)).unwrap();
    assert_eq!(through(matter(), &[K::Registered, K::Forwarded]).state(), State::Forwarded);
    let finances = Act::Forwarded {
        to: Target::OtherAgency,
        name: text("จังหวัด"),
        why: WhyForwarded::BeyondFinances,
        reason: text("งบประมาณไม่พอ"),
    };
    let mut course = through(matter(), &[K::Registered, K::PutOnAgenda, K::Decided]);
    does(&mut course, june(5), finances).unwrap();
    assert_eq!(course.state(), State::Forwarded);
    let silent = Act::Forwarded {
        to: Target::CentralPlace,
        name: text("สถานที่กลาง"),
        why: WhyForwarded::BeyondCapacity,
        reason: text(""),
    };
    assert!(matches!(
        refused(&through(matter(), &[K::Registered]), silent),
        Refusal::Unwritten(Unwritten::Missing(_))
    ));
}

// Lines 605-608: AGENCY_REPORTED ─> SUMMARISED ─> RECORDED ─> NOTIFIED ─> CLOSED.
#[test]
fn a_result_is_summed_up_recorded_and_told_in_that_order() {
    let all = [K::Registered, K::Assigned, K::AgencyReported, K::Summarised, K::Recorded, K::Told, K::Closed];
    let states = [
        State::Registered,
        State::Assigned,
        State::AgencyReported,
        State::Summarised,
        State::Recorded,
        State::Notified,
        State::Closed,
    ];
    for many in 1..=all.len() {
        let course = through(matter(), &all[..many]);
        assert_eq!(course.state(), states[many - 1]);
        // No step of it can be left out.
        for later in &all[(many + 1).min(all.len())..] {
            if many != 1 || *later != K::AgencyReported {
                assert!(
                    matches!(refused(&course, act(*later)), Refusal::NotFromHere { .. }),
                    "{later} after {many}"
                );
            }
        }
    }
}

// Line 605, and 2.5 [S003:235-238]: all four parts.
#[test]
fn an_agency_s_report_has_all_of_its_four_parts() {
    let course = through(matter(), &[K::Registered, K::Assigned]);
    for missing in 0..4 {
        let part = |at| if at == missing { text("  ") } else { text("มี") };
        let act = Act::AgencyReported {
            cause: part(0),
            method: part(1),
            explained: part(2),
            suggestion: part(3),
            grants: Vec::new(),
            nothing_given: false,
        };
        assert!(matches!(refused(&course, act), Refusal::Unwritten(Unwritten::Missing(_))));
    }
}

// 4.5 line 646 [S003:1305]: what an agency gave on the direct route no committee approved.
#[test]
fn an_agency_may_not_have_given_what_no_committee_approved() {
    let gave = || Act::AgencyReported {
        cause: text("พายุ"),
        method: text("ซ่อม"),
        explained: text("แจ้งแล้ว"),
        suggestion: text("ไม่มี"),
        grants: vec![grant()],
        nothing_given: false,
    };
    let direct = through(matter(), &[K::Registered, K::Assigned]);
    assert_eq!(refused(&direct, gave()).reference(), Some("S003:1305"));
    let mut approved = through(matter(), &[K::Registered, K::PutOnAgenda, K::Decided, K::Assigned]);
    assert_eq!(approved.grants().map(|(on, _)| on).collect::<Vec<_>>(), [june(4)]);
    // Before it is taken, the report is weighed against what it does not take the place of.
    assert_eq!(approved.grants_beside(K::AgencyReported).count(), 0);
    assert_eq!(approved.grants_beside(K::HelpedUrgently).count(), 1);
    does(&mut approved, june(20), gave()).unwrap();
    assert_eq!(approved.grants().map(|(on, _)| on).collect::<Vec<_>>(), [june(20)], "it is the same help");
    let mut central = through(matter(), &[K::Registered, K::Forwarded]);
    does(&mut central, june(20), gave()).unwrap();
}

// 4.4: aid is given or it is not; of two answers, and of what was approved, a report says which [S003:235-238].
#[test]
fn an_agency_that_gave_nothing_gave_nothing_of_what_was_approved() {
    let says = |nothing_given, grants: Vec<Grant>| {
        let Act::AgencyReported { cause, method, explained, suggestion, .. } = act(K::AgencyReported) else {
            panic!("no report")
        };
        Act::AgencyReported { cause, method, explained, suggestion, grants, nothing_given }
    };
    let approved = through(matter(), &[K::Registered, K::PutOnAgenda, K::Decided, K::Assigned]);
    assert_eq!(approved.approved().map(|step| step.on), Some(june(4)));
    let after = |act: Act| {
        let mut course = approved.clone();
        does(&mut course, june(20), act).unwrap();
        let days = course.given().iter().map(|given| given.on).collect::<Vec<_>>();
        assert_eq!(course.approved(), None, "it was reported on");
        assert_eq!(course.grants().map(|(on, _)| on).collect::<Vec<_>>(), days);
        assert_eq!(course.grants_beside(K::HelpedUrgently).count(), days.len());
        days
    };
    assert_eq!(after(says(false, Vec::new())), [june(20)], "all that was approved");
    assert_eq!(after(says(false, vec![grant(), grant()])), [june(20); 2]);
    assert_eq!(after(says(true, Vec::new())), []);
    assert_eq!(refused(&approved, says(true, vec![grant()])), Refusal::NothingAndSomething);
    // Help that was given at once stays given.
    let kinds = [K::Registered, K::HelpedUrgently, K::PutOnAgenda, K::Decided, K::Assigned];
    let mut helped = through(matter(), &kinds);
    does(&mut helped, june(20), says(true, Vec::new())).unwrap();
    assert_eq!((helped.given().len(), helped.grants().count()), (1, 1));
    // Taken back, what was approved stands again.
    does(&mut helped, june(20), act(K::TakenBack)).unwrap();
    assert_eq!(helped.grants().count(), 2);
    // The wire's form from before says what it said.
    let json = serde_json::to_value(says(false, Vec::new())).unwrap();
    assert_eq!(json.get("nothing_given"), None);
    let json = serde_json::to_value(says(true, Vec::new())).unwrap();
    assert_eq!(serde_json::from_value::<Act>(json).unwrap(), says(true, Vec::new()));
}

// 2.7 C-02 [S003:855]: the day is that of the aid.
#[test]
fn help_is_of_the_day_on_which_it_was_given_which_is_none_before_it_is_written_down() {
    let on = |on| vec![Grant { on: Some(on), ..grant() }];
    let helps = |on_day| Act::HelpedUrgently { grants: on(on_day), consent: None, area: None };
    let mut course = through(matter(), &[K::Registered]);
    let late = Refusal::GivenAfterTheStep { given: june(21), step: june(20) };
    assert_eq!(refused(&course, helps(june(21))), late);
    does(&mut course, june(20), helps(day(2026, 5, 28))).unwrap();
    let days =
        |course: &Course| course.given().iter().map(|given| (given.on, given.step.on)).collect::<Vec<_>>();
    assert_eq!(days(&course), [(day(2026, 5, 28), june(20))]);
    assert_eq!(course.grants().map(|(on, _)| on).collect::<Vec<_>>(), [day(2026, 5, 28)]);
    // What is approved is not given yet.
    let laid = through(matter(), &[K::Registered, K::PutOnAgenda]);
    let mut early = laid.clone();
    let approves = decided(Outcome::Approved { grants: on(june(5)), beyond_criteria: false });
    assert_eq!(does(&mut early, june(5), approves), Err(Refusal::NotGivenYet));
    let mut reported = through(matter(), &[K::Registered, K::PutOnAgenda, K::Decided, K::Assigned]);
    let mut report = act(K::AgencyReported);
    if let Act::AgencyReported { grants, .. } = &mut report {
        *grants = on(june(12));
    }
    does(&mut reported, june(20), report).unwrap();
    assert_eq!(days(&reported), [(june(12), june(20))]);
    assert_eq!(serde_json::to_value(grant()).unwrap().get("on"), None, "the wire's form from before");
}

// 4.5 lines 646-647 [S003:1305] [S003:1307]: the committee, and beyond the criteria the Permanent Secretary, say yes
// before help is given.
#[test]
fn a_report_names_no_day_of_giving_before_the_committee_s_ruling_or_the_consent_beyond_the_criteria() {
    let says = |course: &Course, days: &[NaiveDate]| {
        let mut report = act(K::AgencyReported);
        if let Act::AgencyReported { grants, .. } = &mut report {
            *grants = days.iter().map(|on| Grant { on: Some(*on), ..grant() }).collect();
        }
        does(&mut course.clone(), june(20), report)
    };
    // Ruled on the 4th.
    let ruled = through(matter(), &[K::Registered, K::PutOnAgenda, K::Decided, K::Assigned]);
    let refusal = says(&ruled, &[june(12), june(3)]).unwrap_err();
    assert_eq!(refusal, Refusal::GivenBeforeTheRuling { given: june(3), ruling: june(4) });
    assert_eq!(refusal.reference(), Some("S003:1305"));
    assert!(
        refusal.to_string().contains("3 มิ.ย. 2569") && refusal.to_string().contains("4 มิ.ย. 2569"),
        "{refusal}"
    );
    assert_eq!(says(&ruled, &[june(4)]), Ok(()));
    // Consented to on the 9th.
    let mut beyond = through(matter(), &[K::Registered, K::PutOnAgenda]);
    let outcome = Outcome::Approved { grants: vec![grant()], beyond_criteria: true };
    for (on, act) in [
        (june(4), decided(outcome)),
        (june(5), act(K::ConsentSought)),
        (june(9), act(K::ConsentAnswered)),
        (june(10), act(K::Assigned)),
    ] {
        does(&mut beyond, on, act).unwrap();
    }
    let refusal = says(&beyond, &[june(8)]).unwrap_err();
    assert_eq!(refusal, Refusal::GivenBeforeTheConsent { given: june(8), consent: june(9) });
    assert_eq!(refusal.reference(), Some("S003:1307"));
    assert_eq!(says(&beyond, &[june(9)]), Ok(()));
    // What another agency gave waited for no committee of ours.
    assert_eq!(says(&through(matter(), &[K::Registered, K::Forwarded]), &[june(1)]), Ok(()));
}

// T-23 [S003:1982] and line 607 [S003:242]: whoever hears of help or sums it up does so once it was given.
#[test]
fn nothing_tells_of_urgent_help_on_a_day_before_it() {
    let mut helped = through(of_area(Area::QualityOfLife), &[K::Registered]);
    does(&mut helped, june(10), act(K::HelpedUrgently)).unwrap();
    does(&mut helped, june(5), act(K::PutOnAgenda)).unwrap();
    let (early, late) = (meeting(june(8), 6), meeting(june(10), 6));
    let noted = |meeting: &Meeting| {
        let desk = Desk { user: "u-1", duty: Duty::Committee, today: june(20), meeting: Some(meeting) };
        helped.clone().take(step(meeting.on, decided(Outcome::Noted {})), &desk)
    };
    assert_eq!(noted(&early), Err(Refusal::NotedBeforeTheHelp { given: june(10), meeting: june(8) }));
    assert_eq!(noted(&late), Ok(()));
    let mut helped = through(matter(), &[K::Registered]);
    does(&mut helped, june(10), act(K::HelpedUrgently)).unwrap();
    for kind in [K::Summarised, K::Recorded] {
        assert_eq!(does(&mut helped, june(9), act(kind)), Err(Refusal::BeforeTheHelp(june(10))));
    }
    // Of help that came first it is the day on which it was given that counts.
    let grants = vec![Grant { on: Some(june(3)), ..grant() }];
    let mut early = through(matter(), &[K::Registered]);
    does(&mut early, june(10), Act::HelpedUrgently { grants, consent: None, area: None }).unwrap();
    does(&mut early, june(4), act(K::Recorded)).unwrap();
}

// T-23 [S003:1982]: the next meeting is the one after the help, and what is helped is recorded wherever it stood.
#[test]
fn a_meeting_heard_of_no_help_that_came_after_it_and_what_it_noted_is_recorded() {
    let mut course = through(of_area(Area::QualityOfLife), &[K::Registered, K::PutOnAgenda]);
    does(&mut course, june(10), act(K::HelpedUrgently)).unwrap();
    assert_eq!(course.state(), State::Committee);
    let ruled = |on: NaiveDate, outcome| {
        let mut course = course.clone();
        let meeting = meeting(on, 6);
        let desk = Desk { user: "u-1", duty: Duty::Committee, today: june(20), meeting: Some(&meeting) };
        course.take(step(on, decided(outcome)), &desk).unwrap();
        course
    };
    let rejected = || Outcome::Rejected { reason: text("เกินเกณฑ์") };
    assert!(ruled(june(8), rejected()).owes_a_report_to_the_committee());
    assert!(!ruled(june(10), rejected()).owes_a_report_to_the_committee());
    let mut noted = ruled(june(12), Outcome::Noted {});
    assert_eq!(noted.state(), State::ImmediateAid, "it was helped while it was on the agenda");
    does(&mut noted, june(13), act(K::Recorded)).unwrap();
}

// 4.5 lines 637-638 [S003:1313] [S003:1315]: advance money first, and then what it did not meet.
#[test]
fn what_the_district_answered_may_come_before_the_committee_until_it_has_ruled() {
    let matter = Matter { zone: Some(text("หมู่ 5")), ..matter() };
    let mut course = through(matter, &[K::Registered, K::ReportedUp, K::AgencyReported]);
    does(&mut course, june(10), act(K::PutOnAgenda)).unwrap();
    does(&mut course, june(10), act(K::Decided)).unwrap();
    assert_eq!(course.state(), State::Approved);
    for (on, kind) in [(11, K::Assigned), (12, K::AgencyReported)] {
        does(&mut course, june(on), act(kind)).unwrap();
    }
    assert!(matches!(refused(&course, act(K::PutOnAgenda)), Refusal::NotFromHere { .. }));
}

// X-01 and 4.5 line 646 [S003:199] [S003:1305]: the direct route gives no help, and ends in no blind alley either.
#[test]
fn what_an_agency_was_asked_at_once_may_come_before_the_committee_once_it_reported() {
    let nothing = || {
        let mut report = act(K::AgencyReported);
        if let Act::AgencyReported { nothing_given, .. } = &mut report {
            *nothing_given = true;
        }
        report
    };
    let mut course = through(matter(), &[K::Registered, K::Assigned]);
    does(&mut course, june(10), nothing()).unwrap();
    assert!(!course.was_ruled_on());
    does(&mut course, june(11), act(K::PutOnAgenda)).unwrap();
    does(&mut course, june(11), act(K::Decided)).unwrap();
    assert!(course.given().is_empty(), "what was reported before is no report of what was approved since");
    assert_eq!((course.state(), course.grants().count()), (State::Approved, 1));
    does(&mut course, june(12), act(K::Assigned)).unwrap();
    assert_eq!(course.passed().unwrap().route, Route::Committee);
    does(&mut course, june(13), act(K::AgencyReported)).unwrap();
    assert_eq!(course.given().iter().map(|given| given.on).collect::<Vec<_>>(), [june(13)]);
    // Once a committee has ruled it is done.
    assert!(course.was_ruled_on());
    assert!(matches!(refused(&course, act(K::PutOnAgenda)), Refusal::NotFromHere { .. }));
    // A meeting that took note of urgent help has not ruled on what was asked.
    let kinds = [K::Registered, K::HelpedUrgently, K::Assigned, K::AgencyReported, K::PutOnAgenda];
    let mut noted = through(of_area(Area::QualityOfLife), &kinds);
    does(&mut noted, june(6), decided(Outcome::Noted {})).unwrap();
    assert_eq!((noted.state(), noted.was_ruled_on()), (State::AgencyReported, false));
    does(&mut noted, june(7), act(K::PutOnAgenda)).unwrap();
    // What was sent on or went by the committee's route goes on from its report.
    for kinds in [
        &[K::Registered, K::Forwarded, K::AgencyReported][..],
        &[K::Registered, K::PutOnAgenda, K::Decided, K::Assigned, K::AgencyReported],
    ] {
        let reported = through(matter(), kinds);
        assert!(matches!(refused(&reported, act(K::PutOnAgenda)), Refusal::NotFromHere { .. }));
    }
}

// Line 607: "result in the register, then report to the central place" [S003:242]; X-02.
#[test]
fn a_tambon_s_result_is_reported_to_the_central_place_before_it_is_closed() {
    let kinds = [K::Registered, K::Assigned, K::AgencyReported, K::Summarised, K::Recorded, K::Told];
    let mut course = through(Matter { reports_to_central_place: true, ..matter() }, &kinds);
    let refusal = refused(&course, act(K::Closed));
    assert_eq!((refusal.clone(), refusal.reference()), (Refusal::CentralPlaceFirst, Some("S003:242")));
    does(&mut course, june(20), act(K::ReportedToCentralPlace)).unwrap();
    assert_eq!(course.state(), State::Notified);
    assert_eq!(refused(&course, act(K::ReportedToCentralPlace)), Refusal::ReportedToCentralPlaceAlready);
    does(&mut course, june(21), act(K::Closed)).unwrap();
    // Others may report as well.
    let mut town = through(matter(), &kinds[..5]);
    does(&mut town, june(20), act(K::ReportedToCentralPlace)).unwrap();
    assert_eq!(town.state(), State::Recorded);
    // What was answered on the spot has no result to report.
    let tambon = Matter { reports_to_central_place: true, ..matter() };
    assert_eq!(through(tambon, &[K::Registered, K::Answered, K::Closed]).state(), State::Closed);
}

// Line 592 and 4.1 T-01 to T-04 [S003:240]: what is said to come next is what may be done.
#[test]
fn what_is_to_be_done_about_a_late_agency_is_what_the_course_offers_however_late_it_is() {
    let thai = Holidays::thailand();
    let offered = |course: &Course, today| {
        let desk = Desk { user: "u-1", duty: Duty::Officer, today, meeting: None };
        let open = course.open(&desk);
        [K::Reminded, K::Escalated].map(|kind| open.contains(&kind))
    };
    // Passed on 3 June; nobody sent anything, and 15, 5 and 3 days went by.
    let mut course = through(matter(), &[K::Registered, K::Assigned]);
    for (today, next, may) in [
        (june(18), NextStep::Wait, [false, false]),
        (june(19), NextStep::FirstReminder, [true, false]),
        (june(27), NextStep::FirstReminder, [true, false]),
    ] {
        assert_eq!((course.due(today, &thai).unwrap().next, offered(&course, today)), (next, may), "{today}");
    }
    does(&mut course, june(20), act(K::Reminded)).unwrap();
    for (today, next, runs) in [(25, NextStep::SecondReminder, true), (30, NextStep::SecondReminder, false)] {
        let standing = course.due(june(today), &thai).unwrap();
        assert_eq!((standing.next, standing.runs), (next, runs), "{today}");
        assert_eq!(offered(&course, june(today)), [!runs, false], "{today}");
    }
    does(&mut course, june(26), act(K::Reminded)).unwrap();
    for (today, runs) in [(29, true), (30, false)] {
        let standing = course.due(june(today), &thai).unwrap();
        assert_eq!((standing.next, standing.runs), (NextStep::Executive, runs), "{today}");
        assert_eq!(offered(&course, june(today)), [false, !runs], "{today}");
    }
    does(&mut course, june(30), act(K::Escalated)).unwrap();
    assert_eq!(course.due(june(30), &thai).unwrap().next, NextStep::Wait, "the executive has it");
    assert_eq!(offered(&course, june(30)), [false, false]);
}

// Line 592 and 4.1 T-01 to T-04 [S003:240]: 15 days, 5 days, 3 days, the executive.
#[test]
fn a_late_agency_is_reminded_for_5_days_then_for_3_and_then_submitted_to_the_executive() {
    let mut course = through(matter(), &[K::Registered, K::Assigned]);
    // Passed on 3 June: 15 days are the 18th.
    let due = |course: &Course, on| {
        let standing = course.due(on, &Holidays::thailand()).unwrap();
        (standing.stage, standing.due.map(|due| due.on))
    };
    assert_eq!(due(&course, june(18)), (Stage::Report, Some(june(18))));
    let early = does(&mut course, june(18), act(K::Reminded)).unwrap_err();
    assert_eq!((early.clone(), early.reference()), (Refusal::NotDueYet(june(18)), Some("S003:240")));
    does(&mut course, june(19), act(K::Reminded)).unwrap();
    assert_eq!(course.state(), State::Reminder1);
    assert_eq!(due(&course, june(19)), (Stage::FirstReminder, Some(june(24))));
    assert_eq!(does(&mut course, june(24), act(K::Reminded)), Err(Refusal::NotDueYet(june(24))));
    assert!(matches!(refused(&course, act(K::Escalated)), Refusal::NotFromHere { .. }));
    does(&mut course, june(25), act(K::Reminded)).unwrap();
    assert_eq!(course.state(), State::Reminder2);
    assert_eq!(due(&course, june(25)), (Stage::SecondReminder, Some(june(28))));
    assert_eq!(does(&mut course, june(28), act(K::Escalated)), Err(Refusal::NotDueYet(june(28))));
    does(&mut course, june(29), act(K::Escalated)).unwrap();
    assert_eq!(course.state(), State::Escalated);
    assert_eq!(due(&course, june(30)), (Stage::Executive, None));
    // It may still report, at any stage.
    does(&mut course, june(30), act(K::AgencyReported)).unwrap();
    assert_eq!(course.due(june(30), &Holidays::thailand()), None);
}

// 1.6 line 189: "decides after 2nd reminder" [S003:240] is the clerk or director.
#[test]
fn after_the_second_reminder_a_supervisor_may_give_it_to_another_agency() {
    let mut course = through(matter(), &[K::Registered, K::Assigned]);
    for (on, kind) in [(19, K::Reminded), (25, K::Reminded), (29, K::Escalated)] {
        does(&mut course, june(on), act(kind)).unwrap();
    }
    let desk = Desk { user: "u-1", duty: Duty::Officer, today: june(30), meeting: None };
    let refusal = course.may(&step(june(30), act(K::Assigned)), &desk).unwrap_err();
    assert_eq!((refusal.clone(), refusal.reference()), (Refusal::SupervisorDecides, Some("S003:240")));
    does(&mut course, june(30), Act::Assigned { agency: text("กองสวัสดิการ"), letter: None }).unwrap();
    let passed = course.passed().unwrap();
    assert_eq!((passed.agency.as_str(), passed.report), ("กองสวัสดิการ", AgencyReport::passed_on(june(30))));
}

// domain.md 4 line 548 and 4.1: calendar days over holidays, month ends and years; the fiscal year.
#[test]
fn deadlines_count_over_holidays_month_ends_and_new_years() {
    let thai = Holidays::thailand();
    for (passed, due, working) in [
        // Songkran: the day stays, the next working day is told beside it.
        (day(2026, 3, 30), day(2026, 4, 14), day(2026, 4, 16)),
        // Over the end of February, of a common and of a leap year.
        (day(2026, 2, 16), day(2026, 3, 3), day(2026, 3, 4)),
        (day(2028, 2, 15), day(2028, 3, 1), day(2028, 3, 1)),
        // Over New Year, พ.ศ. 2569 to 2570, and on a Sunday.
        (day(2026, 12, 17), day(2027, 1, 1), day(2027, 1, 4)),
        (day(2026, 6, 13), day(2026, 6, 28), day(2026, 6, 29)),
    ] {
        let mut course = Course::begun(Matter { asked_on: passed, ..matter() });
        let number = Some(ReceiptNumber::new(FiscalYear::of(passed), 1));
        does(&mut course, passed, Act::Registered { number }).unwrap();
        does(&mut course, passed, act(K::Assigned)).unwrap();
        let standing = course.due(passed, &thai).unwrap().due.unwrap();
        assert_eq!((standing.on, standing.working_day), (due, working), "{passed}");
        assert_eq!(does(&mut course, due, act(K::Reminded)), Err(Refusal::NotDueYet(due)));
        does(&mut course, due.succ_opt().unwrap(), act(K::Reminded)).unwrap();
    }
}

// Line 599 [S003:198] with domain.md 5.2: the register's year is the fiscal year.
#[test]
fn the_register_s_numbers_are_of_the_fiscal_year_of_the_day() {
    let september = day(2026, 9, 30);
    let october = day(2026, 10, 1);
    let (of_2569, of_2570) = (FiscalYear::of(september), FiscalYear::of(october));
    assert_eq!((of_2569.to_string().as_str(), of_2570.to_string().as_str()), ("2569", "2570"));
    for (on, year, good) in [
        (september, of_2569, true),
        (september, of_2570, false),
        (october, of_2570, true),
        (october, of_2569, false),
    ] {
        let mut course = Course::begun(matter());
        let taken = does(&mut course, on, Act::Registered { number: Some(ReceiptNumber::new(year, 9)) });
        assert_eq!(taken.is_ok(), good, "{on} {year}");
        assert!(good || taken.unwrap_err().reference() == Some("S003:198"));
    }
    for (text, reads) in [("17/2569", true), ("1/2400", true)] {
        assert_eq!(text.parse::<ReceiptNumber>().is_ok(), reads);
        assert_eq!(text.parse::<ReceiptNumber>().unwrap().to_string(), text);
    }
    for text in [
        "",
        "17",
        "0/2569",
        "017/2569",
        "17/569",
        "17/2026",
        "-1/2569",
        "17/2569 ",
        "๑๗/๒๕๖๙",
        "9999999999/2569",
    ] {
        assert!(text.parse::<ReceiptNumber>().is_err(), "{text}");
    }
}

// 4.5 line 647 [S003:1307]: beyond the criteria, the Permanent Secretary consents BEFORE the aid.
#[test]
fn help_beyond_the_criteria_waits_for_the_permanent_secretary() {
    let beyond = || decided(Outcome::Approved { grants: vec![grant()], beyond_criteria: true });
    let mut course = through(matter(), &[K::Registered, K::PutOnAgenda]);
    does(&mut course, june(4), beyond()).unwrap();
    assert_eq!(course.state(), State::AwaitsConsent);
    for kind in [K::Assigned, K::Forwarded] {
        assert_eq!(refused(&course, act(kind)).reference(), Some("S003:1307"));
    }
    assert_eq!(refused(&course, act(K::ConsentAnswered)).reference(), Some("S003:1307"));
    does(&mut course, june(5), act(K::ConsentSought)).unwrap();
    assert_eq!(refused(&course, act(K::ConsentSought)), Refusal::ConsentSoughtAlready);
    assert_eq!(refused(&course, act(K::Assigned)), Refusal::PermanentSecretaryFirst);
    let mut denied = course.clone();
    does(&mut course, june(8), act(K::ConsentAnswered)).unwrap();
    assert_eq!(course.state(), State::Approved);
    does(&mut course, june(9), act(K::Assigned)).unwrap();
    does(&mut denied, june(8), Act::ConsentAnswered { given: false, letter: text("มท 2/2569") }).unwrap();
    assert_eq!((denied.state(), denied.grants().count()), (State::Rejected, 0));
    assert!(matches!(refused(&denied, act(K::Assigned)), Refusal::NotFromHere { .. }));
    does(&mut denied, june(9), act(K::Summarised)).unwrap();
    // Helped at once meanwhile, the next meeting is to hear of it although the rest was denied (T-23).
    let mut poor = through(of_area(Area::QualityOfLife), &[K::Registered, K::PutOnAgenda]);
    does(&mut poor, june(4), beyond()).unwrap();
    does(&mut poor, june(5), act(K::ConsentSought)).unwrap();
    does(&mut poor, june(6), act(K::HelpedUrgently)).unwrap();
    does(&mut poor, june(8), Act::ConsentAnswered { given: false, letter: text("มท 3/2569") }).unwrap();
    assert_eq!(refused(&poor, act(K::Summarised)), Refusal::ReportToMeetingFirst);
    does(&mut poor, june(9), act(K::PutOnAgenda)).unwrap();
    does(&mut poor, june(9), decided(Outcome::Noted {})).unwrap();
    assert_eq!(poor.state(), State::Rejected);
    does(&mut poor, june(10), act(K::Summarised)).unwrap();
}

// 4.5 lines 637-638, 648-649 [S003:1313] [S003:1315]: a declared zone is reported up first; without one
// the LAO's committee decides.
#[test]
fn in_a_declared_zone_the_state_s_money_is_asked_for_first() {
    let declared = Matter { zone: Some(text("ประกาศจังหวัด 1/2569")), ..matter() };
    let mut course = through(declared.clone(), &[K::Registered, K::PutOnAgenda]);
    let refusal = does(&mut course, june(4), act(K::Decided)).unwrap_err();
    assert_eq!((refusal.clone(), refusal.reference()), (Refusal::ReportUpFirst, Some("S003:1313")));
    does(&mut course, june(4), act(K::ReportedUp)).unwrap();
    assert_eq!(course.state(), State::ReportedUp);
    // The advance money came, or did not and the committee gives what it can.
    does(&mut course.clone(), june(20), act(K::AgencyReported)).unwrap();
    does(&mut course, june(6), act(K::PutOnAgenda)).unwrap();
    does(&mut course, june(6), act(K::Decided)).unwrap();
    assert_eq!(course.state(), State::Approved);
    let refusal = refused(&through(matter(), &[K::Registered]), act(K::ReportedUp));
    assert_eq!((refusal.clone(), refusal.reference()), (Refusal::NoZone, Some("S003:1315")));
    // Where the office says that a zone was declared, and the record not whether it is in it, both ways are open.
    let perhaps =
        Matter { declared: Some(text("หมู่ 1 ถึง 3 ประกาศ 1/2569")), ..matter() };
    let mut outside = through(perhaps.clone(), &[K::Registered, K::PutOnAgenda]);
    does(&mut outside.clone(), june(4), act(K::ReportedUp)).unwrap();
    does(&mut outside, june(4), act(K::Decided)).unwrap();
    assert_eq!(outside.state(), State::Approved);
    let fire = Matter { area: Some(Area::Other), ..perhaps };
    assert_eq!(refused(&through(fire, &[K::Registered]), act(K::ReportedUp)), Refusal::NoZone);
    // A zone does not bind what is no disaster (line 655: a fire that is none is the committee's [S003:1337]).
    let fire = Matter { area: Some(Area::Other), ..declared };
    assert_eq!(through(fire, &[K::Registered, K::PutOnAgenda, K::Decided]).state(), State::Approved);
}

// 4.4 line 627: REJECTED; its result is summed up, recorded and told like any other.
#[test]
fn a_rejected_request_is_summed_up_recorded_and_told() {
    let mut course = through(matter(), &[K::Registered, K::PutOnAgenda]);
    let silent = decided(Outcome::Rejected { reason: text("") });
    assert!(matches!(does(&mut course, june(4), silent), Err(Refusal::Unwritten(Unwritten::Missing(_)))));
    does(&mut course, june(4), decided(Outcome::Rejected { reason: text("ไม่เข้าหลักเกณฑ์") })).unwrap();
    assert_eq!(course.state(), State::Rejected);
    for (on, kind) in [(5, K::Summarised), (6, K::Recorded), (7, K::Told), (8, K::Closed)] {
        does(&mut course, june(on), act(kind)).unwrap();
    }
    assert_eq!(course.state(), State::Closed);
    let nothing = decided(Outcome::Approved { grants: Vec::new(), beyond_criteria: false });
    let mut course = through(matter(), &[K::Registered, K::PutOnAgenda]);
    assert_eq!(does(&mut course, june(4), nothing), Err(Refusal::NothingGiven));
}

/// What a meeting with so many of eight there makes of these votes.
fn ruled(present: u32, votes: Votes) -> Result<(), Refusal> {
    let course = through(matter(), &[K::Registered, K::PutOnAgenda]);
    let meeting = meeting(june(5), present);
    let desk = Desk { user: "u-9", duty: Duty::Committee, today: june(5), meeting: Some(&meeting) };
    let outcome = Outcome::Approved { grants: vec![grant()], beyond_criteria: false };
    course.may(&step(june(5), Act::Decided { meeting: meeting_id(), outcome, votes }), &desk)
}

// domain.md 1.2 line 104 [S003:1189]: at least half of all members.
#[test]
fn less_than_half_of_the_members_decide_nothing() {
    let votes = Votes { yes: 3, ..Votes::default() };
    assert_eq!(ruled(4, votes), Ok(()));
    let refusal = ruled(3, votes).unwrap_err();
    assert_eq!(
        (refusal.clone(), refusal.reference()),
        (Refusal::NoQuorum { present: 3, members: 8 }, Some("S003:1189"))
    );
    assert!(refusal.to_string().contains("ไม่ครบองค์ประชุม มา 3 คนจากกรรมการ 8 คน"));
    assert_eq!(ruled(0, votes), Err(Refusal::MeetingNotHeld));
    // Of seven, four are half; three are not.
    let mut seven = meeting(june(5), 3);
    seven.committee.pop();
    assert!(!seven.has_quorum());
    seven.present.insert(3);
    assert!(seven.has_quorum());
}

// Line 104 [S003:1193-1195]: the majority, and the chair's casting vote where they are even.
#[test]
fn the_majority_decides_and_the_chair_where_they_are_even() {
    let votes = |yes, no, abstained, casting| Votes { yes, no, abstained, casting };
    assert_eq!(ruled(6, votes(3, 2, 1, None)), Ok(()));
    assert_eq!(ruled(6, votes(2, 3, 0, None)).unwrap_err().reference(), Some("S003:1193-1195"));
    assert_eq!(ruled(6, votes(3, 3, 0, None)), Err(Refusal::NotCarried { yes: 3, no: 3 }));
    assert_eq!(ruled(6, votes(3, 3, 0, Some(true))), Ok(()));
    assert_eq!(ruled(6, votes(3, 3, 0, Some(false))), Err(Refusal::NotCarried { yes: 3, no: 3 }));
    assert_eq!(ruled(6, votes(4, 2, 0, Some(true))), Err(Refusal::NoTieToBreak));
    assert_eq!(ruled(6, votes(5, 2, 0, None)), Err(Refusal::MoreVotesThanMembers { votes: 7, present: 6 }));
    assert_eq!(ruled(6, votes(0, 0, 6, Some(true))), Err(Refusal::NobodyVoted));
    assert!(ruled(6, votes(u32::MAX, u32::MAX, u32::MAX, None)).is_err());
}

// Line 104: an absent chair's place is taken by one whom the members elect; 1.2: the seats.
#[test]
fn a_meeting_has_the_regulation_s_seats_and_somebody_who_presides() {
    assert_eq!(meeting(june(5), 5).check(), Ok(()));
    assert_eq!(meeting(june(5), 0).check(), Ok(()));
    let is = |alter: &dyn Fn(&mut Meeting)| {
        let mut meeting = meeting(june(5), 5);
        alter(&mut meeting);
        meeting.check()
    };
    assert_eq!(is(&|m| m.chair = Some(2)), Err(Refusal::ChairPresides));
    assert_eq!(is(&|m| m.chair = None), Err(Refusal::NobodyPresides));
    let chair_is_away = |m: &mut Meeting| {
        m.present.remove(&0);
    };
    assert_eq!(is(&chair_is_away), Err(Refusal::NobodyPresides));
    assert_eq!(
        is(&|m| {
            chair_is_away(m);
            m.chair = Some(2);
        }),
        Ok(())
    );
    assert_eq!(
        is(&|m| {
            m.present.insert(8);
        }),
        Err(Refusal::NotOfTheCommittee)
    );
    assert_eq!(is(&|m| m.committee.clear()), Err(Refusal::NoCommittee));
    assert_eq!(is(&|m| m.committee[3].name.clear()), Err(Refusal::NoCommittee));
    assert_eq!(is(&|m| m.committee[0].seat = Seat::Community), Err(Refusal::NoChairAppointed));
    for seat in Seat::ALL {
        let more = is(&|m| {
            let member = Member { seat: *seat, name: text("อีกคน"), position: None };
            m.committee.extend(vec![member; seat.most() + 1]);
        });
        let refusal = more.unwrap_err();
        assert_eq!((refusal.clone(), refusal.reference()), (Refusal::TooManyOf(*seat), Some("S003:96-140")));
    }
}

// Line 104: who was there decides whether a ruling holds, so it stands once there is one.
#[test]
fn who_was_at_a_meeting_that_ruled_is_not_changed_any_more() {
    let held = meeting(june(5), 5);
    let minuted =
        Meeting { minutes: Some(text("ประชุมเวลา ๑๐ น.")), ..held.clone() };
    assert_eq!(held.may_become(&minuted, true), Ok(()));
    assert_eq!(held.may_become(&meeting(june(5), 3), true), Err(Refusal::MeetingHasRuled));
    assert_eq!(held.may_become(&meeting(june(6), 5), true), Err(Refusal::MeetingHasRuled));
    assert_eq!(held.may_become(&meeting(june(6), 3), false), Ok(()));
    assert!(held.is_open() && !minuted.is_open());
}

// Line 602 [S003:229]: what a meeting rules on stands on its agenda.
#[test]
fn only_what_is_on_a_meeting_s_agenda_is_ruled_on_and_on_its_day() {
    let mut course = through(matter(), &[K::Registered, K::PutOnAgenda]);
    let other: MeetingId = "0196a3c2-7d1e-7c55-9b0a-000000000002".parse().unwrap();
    let outcome = || Outcome::Rejected { reason: text("ไม่เข้าหลักเกณฑ์") };
    let votes = Votes { yes: 5, ..Votes::default() };
    let of_other = Act::Decided { meeting: other, outcome: outcome(), votes };
    assert_eq!(does(&mut course, june(5), of_other), Err(Refusal::NotOnThisAgenda));
    // A meeting that nobody knows, and one of another day.
    let desk = Desk { user: "u-9", duty: Duty::Committee, today: june(9), meeting: None };
    let decides = |on| step(on, Act::Decided { meeting: meeting_id(), outcome: outcome(), votes });
    assert_eq!(course.may(&decides(june(5)), &desk), Err(Refusal::NoSuchMeeting));
    let held = meeting(june(5), 6);
    let desk = Desk { meeting: Some(&held), ..desk };
    assert_eq!(course.may(&decides(june(6)), &desk), Err(Refusal::NotTheMeetingsDay(june(5))));
    assert_eq!(course.may(&decides(june(5)), &desk), Ok(()));
    // What a meeting did not come to is put on the next one's agenda.
    let put = |on| Act::PutOnAgenda { meeting: on };
    let next = Meeting { id: other, ..meeting(june(12), 0) };
    let desk = Desk { duty: Duty::Officer, meeting: Some(&next), ..desk };
    assert_eq!(course.may(&step(june(9), put(other)), &desk), Ok(()));
    let today = meeting(june(9), 0);
    let same = Desk { meeting: Some(&today), ..desk };
    assert_eq!(course.may(&step(june(9), put(meeting_id())), &same), Err(Refusal::OnThisAgenda));
    for closed in [
        Meeting { minutes: Some(text("แล้ว")), ..next.clone() },
        Meeting { cancelled: Some(text("ฝนตก")), ..next.clone() },
    ] {
        let desk = Desk { meeting: Some(&closed), ..desk };
        assert_eq!(course.may(&step(june(9), put(other)), &desk), Err(Refusal::MeetingClosed));
    }
}

// domain.md 1.6, lines 180-190: who may do what.
#[test]
fn each_duty_does_its_own_and_no_other() {
    let at = |course: &Course, duty| course.open(&Desk { user: "u-1", duty, today: june(20), meeting: None });
    let received = Course::begun(matter());
    assert_eq!(at(&received, Duty::Officer), [K::Registered, K::HelpedUrgently]);
    for duty in [Duty::Committee, Duty::Auditor, Duty::Admin] {
        assert!(at(&received, duty).is_empty(), "{duty}");
    }
    let committee = through(matter(), &[K::Registered, K::PutOnAgenda]);
    assert_eq!(at(&committee, Duty::Committee), [K::Decided]);
    assert!(!at(&committee, Duty::Supervisor).contains(&K::Decided), "the clerk executes [S003:1305]");
    let mut beyond = committee.clone();
    let outcome = Outcome::Approved { grants: vec![grant()], beyond_criteria: true };
    does(&mut beyond, june(5), decided(outcome)).unwrap();
    assert!(at(&beyond, Duty::Supervisor).contains(&K::ConsentSought));
    assert!(!at(&beyond, Duty::Officer).contains(&K::ConsentSought));
    // Whoever looks on or sets things up takes no step of any kind.
    for kind in K::ALL {
        for duty in [Duty::Auditor, Duty::Admin] {
            let desk = Desk { user: "u-1", duty, today: june(20), meeting: None };
            let refusal = received.may(&step(june(20), act(*kind)), &desk).unwrap_err();
            assert_eq!(refusal, Refusal::NotTheirDuty { duty, act: *kind });
        }
    }
}

// [DERIVED]: a mistake is taken back and stays to be read.
#[test]
fn a_mistake_is_taken_back_and_what_was_before_stands_again() {
    let mut course = through(matter(), &[K::Registered, K::Answered, K::Closed]);
    let before = through(matter(), &[K::Registered, K::Answered]);
    does(&mut course, june(20), act(K::TakenBack)).unwrap();
    assert_eq!((course.state(), course.steps().len()), (before.state(), 4));
    assert_eq!(
        course.open(&Desk { user: "u-1", duty: Duty::Officer, today: june(20), meeting: None }),
        [K::Closed, K::TakenBack]
    );
    assert_eq!([0, 1, 2, 3].map(|at| course.counts(at)), [true, true, false, false]);
    // One after another, to the beginning.
    does(&mut course, june(21), act(K::TakenBack)).unwrap();
    does(&mut course, june(21), act(K::TakenBack)).unwrap();
    assert_eq!((course.state(), course.number()), (State::Received, None));
    assert_eq!(refused(&course, act(K::TakenBack)), Refusal::NothingToTakeBack);
    // A clock that was set by mistake runs no longer; a reminder taken back is not sent.
    let mut late = through(matter(), &[K::Registered, K::Assigned]);
    does(&mut late, june(19), act(K::Reminded)).unwrap();
    does(&mut late, june(19), act(K::TakenBack)).unwrap();
    assert_eq!(late.passed().unwrap().report, AgencyReport::passed_on(june(3)));
    let mut turned_away = through(Matter { signed: Signed::Refused, ..matter() }, &[K::NotAccepted]);
    does(&mut turned_away, june(20), act(K::TakenBack)).unwrap();
    assert_eq!(turned_away.state(), State::Draft);
    assert!(matches!(refused(&turned_away, Act::TakenBack { reason: text("") }), Refusal::NothingToTakeBack));
}

#[test]
fn an_officer_takes_back_their_own_and_only_the_committee_its_rulings() {
    let course = through(matter(), &[K::Registered]);
    let back = |user, duty| {
        let mut course = course.clone();
        course.take(step(june(20), act(K::TakenBack)), &Desk { user, duty, today: june(20), meeting: None })
    };
    assert_eq!(back("u-1", Duty::Officer), Ok(()));
    assert_eq!(back("u-2", Duty::Officer), Err(Refusal::AnothersStep));
    assert_eq!(back("u-2", Duty::Supervisor), Ok(()));
    assert!(matches!(back("u-2", Duty::Committee), Err(Refusal::NotTheirDuty { .. })));
    let mut ruled = through(matter(), &[K::Registered, K::PutOnAgenda, K::Decided]);
    assert!(matches!(refused(&ruled, act(K::TakenBack)), Refusal::NotTheirDuty { .. }));
    let desk = Desk { user: "u-8", duty: Duty::Committee, today: june(20), meeting: None };
    ruled.take(step(june(20), act(K::TakenBack)), &desk).unwrap();
    assert_eq!(ruled.state(), State::Committee);
}

#[test]
fn a_step_is_of_a_day_that_has_come_and_after_the_one_before() {
    let course = through(matter(), &[K::Registered, K::SentForCheck]);
    let desk = Desk { user: "u-1", duty: Duty::Officer, today: june(20), meeting: None };
    let on = |on| course.may(&step(on, act(K::Checked)), &desk);
    assert_eq!(on(june(21)), Err(Refusal::InTheFuture(june(21))));
    assert_eq!(on(june(2)), Err(Refusal::BeforeTheLast(june(3))));
    assert_eq!(on(june(3)), Ok(()));
    let begun = Course::begun(matter());
    assert_eq!(
        begun.may(&step(day(2026, 5, 31), act(K::Registered)), &desk),
        Err(Refusal::BeforeTheLast(june(1)))
    );
}

#[test]
fn what_was_withdrawn_goes_no_further_and_a_long_text_is_refused() {
    let course = through(matter(), &[K::Registered]);
    let withdrawn = Course::of(Matter { withdrawn: true, ..matter() }, course.steps().to_vec());
    assert_eq!(withdrawn.state(), State::Registered);
    assert_eq!(refused(&withdrawn, act(K::Answered)), Refusal::Withdrawn);
    let long = Act::Answered { answer: "ก".repeat(4_001) };
    assert!(matches!(refused(&course, long), Refusal::Unwritten(Unwritten::TooLong(..))));
    for amount in [-1.0, -0.01] {
        let grant = Grant { amount_baht: Number::from_f64(amount), ..grant() };
        let act = Act::HelpedUrgently { grants: vec![grant], consent: None, area: None };
        assert_eq!(refused(&course, act), Refusal::NotAnAmount);
    }
}

// A step that is in the log counts, whatever became of its record since.
#[test]
fn steps_that_were_taken_count_though_the_request_was_edited_since() {
    let course = through(matter(), &[K::Registered, K::HelpedUrgently, K::Assigned]);
    let edited = Matter { signed: Signed::No(WhyUnsigned::NotAsked), area: Some(Area::Other), ..matter() };
    let again = Course::of(edited, course.steps().to_vec());
    assert_eq!((again.state(), again.number()), (course.state(), course.number()));
    assert_eq!(again.passed(), course.passed());
}

#[test]
fn every_state_act_and_duty_has_its_own_thai_name() {
    let names = |names: Vec<&'static str>| {
        let many = names.len();
        assert_eq!(names.into_iter().collect::<std::collections::BTreeSet<_>>().len(), many);
    };
    names(State::ALL.iter().map(Spoken::in_thai).collect());
    names(ActKind::ALL.iter().map(Spoken::in_thai).collect());
    names(Duty::ALL.iter().map(Spoken::in_thai).collect());
    names(Seat::ALL.iter().map(Spoken::in_thai).collect());
    names(Funding::ALL.iter().map(Spoken::in_thai).collect());
    for kind in K::ALL {
        assert_eq!(act(*kind).kind(), *kind);
    }
}

/// Steps are kept for years: these bytes never move.
#[test]
fn the_form_of_every_step_and_of_a_meeting_is_frozen() {
    let signed = |verdict| Ruling::new("u-7", Stamp::new(1_775_961_065_000, 2), verdict).sign(&phone(99).key);
    let lao = "05090901".parse().unwrap();
    let (record, request) = (
        "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69".parse().unwrap(),
        "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71".parse().unwrap(),
    );
    let key: StepKey = "0196a3c2-7d1e-7c55-9b0a-000000000009".parse().unwrap();
    let mut acts: Vec<Act> = K::ALL.iter().map(|kind| act(*kind)).collect();
    acts.push(decided(Outcome::Rejected {
        reason: text("ไม่เข้าหลักเกณฑ์")
    }));
    acts.push(decided(Outcome::BeyondCapacity { reason: text("เกินงบ") }));
    acts.push(decided(Outcome::Noted {}));
    let mut lines: Vec<String> = acts
        .iter()
        .map(|act| {
            let verdict =
                Verdict::Step { lao, record, request, key, on: june(2), act: Box::new(act.clone()) };
            let decision = signed(verdict);
            let read = Decision::read(decision.to_json().as_bytes()).unwrap();
            assert_eq!(read, decision);
            read.verify(&phone(99).key.verifying_key()).unwrap();
            let step = Step::of(&read).unwrap();
            assert_eq!((&step.act, step.on, step.by.as_str()), (act, june(2), "u-7"));
            decision.to_json()
        })
        .collect();
    let meeting =
        Meeting {
            place: Some(text("ห้องประชุม")), minutes: Some(text("รายงาน")), ..meeting(june(5), 6)
        };
    let decision = signed(Verdict::Meeting { lao, meeting: Box::new(meeting) });
    assert_eq!(Decision::read(decision.to_json().as_bytes()).unwrap(), decision);
    assert_eq!(Step::of(&decision), None);
    lines.push(decision.to_json());
    crate::golden::same_as("step-v1.json", include_str!("golden/step-v1.json"), &(lines.join("\n") + "\n"));
}

fn any_matter() -> impl Strategy<Value = Matter> {
    let signed = prop_oneof![
        6 => Just(Signed::Yes),
        1 => Just(Signed::Refused),
        1 => Just(Signed::No(WhyUnsigned::NotAsked)),
    ];
    let area = proptest::option::of(proptest::sample::select(Area::ALL));
    (area, signed, any::<bool>(), any::<bool>(), any::<bool>()).prop_map(
        |(area, signed, zone, tambon, withdrawn)| Matter {
            area,
            signed,
            zone: zone.then(|| text("เขต")),
            reports_to_central_place: tambon,
            withdrawn: withdrawn && tambon && zone,
            ..matter()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    /// No sequence of steps panics, a refused step changes nothing, what was taken folds to the same
    /// course again, and what a desk is offered is what the guards let through.
    #[test]
    fn any_steps_at_any_desks_leave_a_course_that_folds_to_itself(
        matter in any_matter(),
        steps in proptest::collection::vec(
            (proptest::sample::select(K::ALL), proptest::sample::select(Duty::ALL), 0u64..9, 0u32..9, any::<bool>()),
            0..60,
        ),
    ) {
        let mut course = Course::begun(matter.clone());
        let mut today = june(1);
        for (kind, duty, days, present, beyond) in steps {
            today = today.checked_add_days(chrono::Days::new(days)).unwrap();
            let meeting = meeting(today, present);
            let duty = if beyond { if kind == K::Decided { Duty::Committee } else { Duty::Supervisor } } else { duty };
            let desk = Desk { user: "u-1", duty, today, meeting: Some(&meeting) };
            let mut doing = act(kind);
            if let Act::Decided { outcome: Outcome::Approved { beyond_criteria, .. }, .. } = &mut doing {
                *beyond_criteria = beyond;
            }
            if let Act::Registered { number } = &mut doing {
                *number = Some(ReceiptNumber::new(FiscalYear::of(today), 1));
            }
            let before = course.clone();
            let open = course.open(&desk);
            match course.take(step(today, doing), &desk) {
                Ok(()) => {
                    prop_assert!(open.contains(&kind), "{kind} was taken and not offered");
                    prop_assert_eq!(course.steps().len(), before.steps().len() + 1);
                }
                Err(refusal) => {
                    prop_assert_eq!(&course, &before);
                    prop_assert!(!refusal.to_string().is_empty());
                }
            }
            let _ = course.due(today, &Holidays::weekends_only());
        }
        let again = Course::of(matter, course.steps().to_vec());
        prop_assert_eq!(again, course);
    }
}
