//! Requests go their course at the office: registered under running numbers, helped at once, ruled
//! on by a committee with a quorum, passed to agencies that are late, told and closed; two officers
//! at one request, a sheet sent twice, a record withdrawn, somebody erased.

use std::collections::BTreeSet;
use std::sync::Arc;

use chrono::NaiveDate;
use cluster::Cluster;
use picture::Kept;
use register::advice::Advice;
use register::aid::WarningKind;
use register::aid::{Money, Rate};
use register::calendar::Holidays;
use register::course::{
    Act, ActKind, Desk, Duty, Grant, GrantForm, Meeting, MeetingId, Member, Outcome, Refusal, Route, Seat,
    State, StepKey, Votes,
};
use register::deadline::{self, NextStep, Stage};
use register::decision::Appearance;
use register::event::{Event, EventId, Zone};
use register::lao::LaoKind;
use register::obstacle::{Issue, Obstacles};
use register::posting::{self, Listed, Place, Posting, PostingId, Site};
use register::record::{Check, DamageKind, Help, PhotoHash, Record, RequestId};
use register::report::{Cell, Kind, Period, Report};
use register::wire::Role;
use serde_json::json;
use sync_server::db::affairs::Affair;
use sync_server::db::{LogKind, UserRole};
use sync_server::export;
use sync_server::log;
use sync_server::office::{Asked, NewStep, Office, OfficeFault, Queued, SignIn, Stood, Visitor};
use uuid::Uuid;

use crate::chapters::head;
use crate::shelf::Shelf;
use crate::village::{PAO, Phone, TAO, found_laos, hire, hire_as, lao, number, record_id, somebody, visit};

/// Whoever works in it.
struct Cast {
    phone: Phone,
    pao: Phone,
    officer: String,
    colleague: String,
    supervisor: String,
    committee: String,
}

/// Tells all of it; returns how the requests stand, and what is reported of them.
pub async fn tell(shelf: &Shelf) -> (Vec<Queued>, Vec<Report>) {
    let office = &shelf.office;
    let mut cast = founding(office).await;
    what_arrives_waits_to_be_registered(office, &mut cast).await;
    a_sheet_is_one_step_and_whoever_is_second_hears_what_happened(office, &shelf.again().await, &cast).await;
    nobody_does_what_is_not_theirs(office, &cast).await;
    numbers_run_by_fiscal_year_without_a_gap(office, &cast).await;
    a_committee_rules_with_a_quorum_on_what_is_on_its_agenda(office, &cast).await;
    a_late_agency_is_on_the_board(office, &cast).await;
    an_office_says_itself_whether_it_reports_to_the_central_place(office).await;
    names_of_whom_the_committee_chose_hang_and_are_proven(office, &cast).await;
    closed_days_are_the_offices_own(office, &cast).await;
    rates_are_the_offices_own(office).await;
    the_form_of_problems_is_written_by_one_of_two_who_had_it_before_them(office).await;
    ceilings_count_what_another_lao_gave(office, &mut cast).await;
    an_edit_of_the_record_is_followed(office, &mut cast).await;
    what_was_taken_back_waits_for_nobody(office, &mut cast).await;
    what_the_field_unit_found_is_shown_with_the_request(office, &cast).await;
    a_zone_that_the_office_declares_reaches_its_requests(office, &mut cast).await;
    verify_sees_a_course_that_is_not_as_its_steps_say(office).await;
    an_office_from_before_there_were_courses_draws_them_up(shelf).await;
    whoever_is_erased_takes_their_course_along(office, &cast).await;
    for office in [office, &shelf.again().await] {
        let report = office.verify().await.unwrap();
        assert!(report.is_sound(), "{report}");
    }
    let queue = office.queue(lao(TAO), State::ALL).await.unwrap();
    let reports = reports_say_what_the_list_says(office, &queue).await;
    (queue, reports)
}

/// Every report of the fiscal year, and of April.
async fn reports_say_what_the_list_says(office: &Office, queue: &[Queued]) -> Vec<Report> {
    let (year, april) = ("2568".parse::<Period>().unwrap(), "2568-04".parse::<Period>().unwrap());
    let mut reports = Vec::new();
    let kinds = Kind::ALL.iter().filter(|kind| kind.is_for(LaoKind::Tao));
    for (kind, of) in kinds.flat_map(|kind| [(*kind, year), (*kind, april)]) {
        match office.report(lao(TAO), kind, of).await {
            Ok(report) => reports.push(report),
            Err(fault) => assert!(!kind.is_of(of), "{fault}"),
        }
    }
    let figures = |kind: Kind, table: usize, row: usize| -> Vec<String> {
        let report = reports.iter().find(|report| (report.kind, report.period) == (kind, year)).unwrap();
        let table = &report.tables[table];
        table.rows.iter().chain(&table.total).nth(row).unwrap().iter().map(Cell::written).collect()
    };
    let counted: Vec<&Queued> = queue.iter().filter(|queued| !queued.said.withdrawn).collect();
    let over = counted.iter().filter(|queued| queued.state.is_over()).count();
    assert_eq!(figures(Kind::Operations, 0, 1), ["ยื่นในงวดนี้", &counted.len().to_string()]);
    assert_eq!(figures(Kind::Operations, 0, 2), ["เสร็จในงวดนี้", &over.to_string()]);
    assert_eq!(figures(Kind::Operations, 0, 3), ["คงค้างเมื่อสิ้นงวด", &(counted.len() - over).to_string()]);
    // The PAO helped at once, and says so; what the TAO's committee approved nobody has given yet.
    let pao = office.report(lao(PAO), Kind::Given, year).await.unwrap();
    let row: Vec<String> = pao.tables[0].rows[0].iter().map(Cell::written).collect();
    assert_eq!(row[1..7], ["3 เม.ย. 2568", "สิ่งของ", "ไม่ระบุ", "40,000", "1", "1"].map(str::to_owned));
    assert_eq!((figures(Kind::Given, 0, 0)[4].as_str(), pao.tables[0].rows.len()), ("0", 1));
    reports.push(pao);
    assert!(!format!("{reports:?}").contains(&number(1).to_string()), "no report holds a national ID");
    // The same report is the same file, whoever writes it and when.
    let written = |report: &Report| {
        let mut bytes = Vec::new();
        export::report::workbook(report, tempfile::tempdir().unwrap().path(), &mut bytes).unwrap();
        bytes
    };
    assert!(reports.iter().all(|report| written(report) == written(report)));
    reports
}

fn day(month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, month, day).unwrap()
}

async fn founding(office: &Office) -> Cast {
    found_laos(office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let (tao, pao) = (hire(office, TAO, "สมศรี", &[]).await, hire(office, PAO, "สมปอง", &[]).await);
    let user = async |code, name, role| office.add_user(lao(code), name, role).await.unwrap().0;
    Cast {
        phone: Phone::enrol(office, &tao, 1).await,
        pao: Phone::enrol(office, &pao, 2).await,
        officer: user(TAO, "ชูใจ รับเรื่อง", UserRole::Officer).await,
        colleague: user(TAO, "ปิติ รับเรื่อง", UserRole::Officer).await,
        supervisor: user(TAO, "มานี หัวหน้า", UserRole::Supervisor).await,
        committee: user(TAO, "วีระ เลขานุการ", UserRole::Committee).await,
    }
}

/// A visit of April 2025, before any of these days.
fn visited(nth: u32, code: &str, who: u64) -> Record {
    let mut made =
        serde_json::to_value(visit(nth, code, 5, &[somebody(Some(number(who)), "สมชาย", "สมปอง")])).unwrap();
    made["captured_at"] = json!(format!("2025-04-01T09:{nth:02}:00+07:00"));
    made["round"] = json!("2568-04");
    Record::from_value(made).unwrap()
}

fn request(nth: u32) -> RequestId {
    RequestId::new(Uuid::from_u128(0x0196_a3c2_0002_7000_8000_0000_0000_0000 + u128::from(nth * 256)))
}

fn asked(nth: u32) -> Asked {
    Asked { lao: lao(TAO), record: record_id(nth), request: request(nth) }
}

fn sheet(nth: u128) -> StepKey {
    StepKey::new(Uuid::from_u128(0x0196_a3c2_0005_7000_8000_0000_0000_0000 + nth))
}

fn new(key: StepKey, seen: usize, on: NaiveDate, act: Act) -> NewStep {
    NewStep { key, seen, on, act }
}

fn registers() -> Act {
    Act::Registered { number: None }
}

/// Takes a step on a sheet of its own, at a screen that shows the request as it is.
async fn does(office: &Office, user: &str, nth: u32, on: NaiveDate, act: Act) -> Result<Stood, OfficeFault> {
    let seen = office.course(&asked(nth)).await.unwrap().course.steps().len();
    office.step(user, &asked(nth), &new(StepKey::new(Uuid::now_v7()), seen, on, act)).await
}

async fn states(office: &Office) -> Vec<(u32, State)> {
    let queue = office.queue(lao(TAO), State::ALL).await.unwrap();
    let nth = |queued: &Queued| (1..=20).find(|nth| record_id(*nth) == queued.asked.record).unwrap();
    let mut states: Vec<_> = queue.iter().map(|queued| (nth(queued), queued.state)).collect();
    states.sort();
    states
}

async fn what_arrives_waits_to_be_registered(office: &Office, cast: &mut Cast) {
    let mut unsigned = serde_json::to_value(visited(6, TAO, 6)).unwrap();
    unsigned["requests"][0].as_object_mut().unwrap().remove("signature");
    let mut made: Vec<_> = (1..=5).map(|nth| cast.phone.makes(&visited(nth, TAO, nth.into()))).collect();
    made.push(cast.phone.makes(&Record::from_value(unsigned).unwrap()));
    cast.phone.pushes(office, &made.iter().collect::<Vec<_>>()).await;
    let queue = office.queue(lao(TAO), &[State::Received]).await.unwrap();
    assert_eq!(
        queue.iter().map(|queued| queued.asked).collect::<Vec<_>>(),
        (1..=5).map(asked).collect::<Vec<_>>()
    );
    let first = &queue[0].said;
    assert_eq!(
        (first.subject.as_deref(), first.asked_on, first.steps),
        (Some("ขอวัสดุซ่อมแซมบ้าน"), day(4, 1), 0)
    );
    assert_eq!(
        office.tally(lao(TAO)).await.unwrap().into_iter().collect::<Vec<_>>(),
        [(State::Draft, 1), (State::Received, 5)]
    );
    let stood = office.course(&asked(1)).await.unwrap();
    assert_eq!(stood.request().unwrap().id, request(1));
    let unsigned = does(office, &cast.officer, 6, day(4, 2), registers()).await.unwrap_err();
    assert!(matches!(unsigned, OfficeFault::Step(Refusal::Unsigned(_))), "{unsigned}");
    let nobody = office.course(&Asked { request: request(9), ..asked(1) }).await;
    assert!(matches!(nobody, Err(OfficeFault::Missing(_))), "{nobody:?}");
}

async fn a_sheet_is_one_step_and_whoever_is_second_hears_what_happened(
    office: &Office,
    other: &Office,
    cast: &Cast,
) {
    let first = new(sheet(1), 0, day(4, 2), registers());
    let stood = office.step(&cast.officer, &asked(1), &first).await.unwrap();
    assert_eq!(stood.course.number().unwrap().to_string(), "1/2568");
    assert_eq!(stood.names[&cast.officer], "ชูใจ รับเรื่อง");
    // A double click is one step; the sheet does nothing else either.
    let before = head(office, TAO).await;
    let again = office.step(&cast.officer, &asked(1), &first).await.unwrap();
    assert_eq!(again.course, stood.course);
    for (user, asked, other) in [
        (&cast.officer, asked(2), first.clone()),
        (&cast.colleague, asked(1), first.clone()),
        (&cast.officer, asked(1), NewStep { on: day(4, 3), ..first.clone() }),
    ] {
        let used = office.step(user, &asked, &other).await;
        assert!(matches!(used, Err(OfficeFault::Conflict(_))), "{used:?}");
    }
    // Who comes second is told what was done meanwhile, and nothing is doubled.
    let second = new(sheet(2), 0, day(4, 2), Act::Answered { answer: "ยื่นที่อำเภอ".to_owned() });
    let told = office.step(&cast.colleague, &asked(1), &second).await.unwrap_err();
    assert!(matches!(told, OfficeFault::Meanwhile(_)), "{told}");
    let told = told.to_string();
    assert!(told.contains("ชูใจ รับเรื่อง บันทึก “ลงทะเบียนรับเรื่อง”") && told.contains("ยังไม่ได้บันทึก"), "{told}");
    assert_eq!(head(office, TAO).await, before, "nothing was written");

    // At one moment, at two processes: one of them is first, whichever.
    let (one, two) = (new(sheet(3), 0, day(4, 2), registers()), new(sheet(4), 0, day(4, 2), registers()));
    let two_at_once = (asked(2), asked(2));
    let both = tokio::join!(
        office.step(&cast.officer, &two_at_once.0, &one),
        other.step(&cast.colleague, &two_at_once.1, &two),
    );
    let (won, lost) = match both {
        (Ok(won), Err(lost)) | (Err(lost), Ok(won)) => (won, lost),
        both => panic!("{both:?}"),
    };
    assert!(matches!(lost, OfficeFault::Meanwhile(_)), "{lost}");
    assert_eq!(won.course.number().unwrap().to_string(), "2/2568");
    assert_eq!(office.course(&asked(2)).await.unwrap().course.steps().len(), 1);
}

async fn nobody_does_what_is_not_theirs(office: &Office, cast: &Cast) {
    let before = head(office, TAO).await;
    let (elsewhere, _) = office.add_user(lao(PAO), "สมใจ", UserRole::Officer).await.unwrap();
    let refused = does(office, &elsewhere, 3, day(4, 2), registers()).await;
    assert!(matches!(refused, Err(OfficeFault::Refused(_))), "{refused:?}");
    let unknown = does(office, "u-404", 3, day(4, 2), registers()).await;
    assert!(matches!(unknown, Err(OfficeFault::Missing(_))), "{unknown:?}");
    for role in [UserRole::Auditor, UserRole::Admin, UserRole::Committee] {
        let (user, _) = office.add_user(lao(TAO), "ผู้อื่น", role).await.unwrap();
        let refused = does(office, &user, 3, day(4, 2), registers()).await.unwrap_err();
        assert!(matches!(refused, OfficeFault::Step(Refusal::NotTheirDuty { .. })), "{refused}");
        assert!(refused.to_string().contains("ไม่มีหน้าที่"), "{refused}");
    }
    let future = NaiveDate::from_ymd_opt(2999, 1, 1).unwrap();
    let refused = does(office, &cast.officer, 3, future, registers()).await.unwrap_err();
    assert!(matches!(refused, OfficeFault::Step(Refusal::InTheFuture(_))), "{refused}");
    assert_eq!(head(office, TAO).await, before, "nothing was written");
}

async fn numbers_run_by_fiscal_year_without_a_gap(office: &Office, cast: &Cast) {
    let number = async |nth, on| {
        let stood = does(office, &cast.officer, nth, on, registers()).await.unwrap();
        stood.course.number().unwrap().to_string()
    };
    assert_eq!(number(3, day(9, 30)).await, "3/2568");
    assert_eq!(number(4, day(10, 1)).await, "1/2569");
    // A number that was taken back is given to nobody else.
    let back = Act::TakenBack { reason: "ลงผิดเรื่อง".to_owned() };
    let stood = does(office, &cast.officer, 4, day(10, 1), back).await.unwrap();
    assert_eq!((stood.course.state(), stood.course.number()), (State::Received, None));
    assert_eq!(number(5, day(10, 2)).await, "2/2569");
}

fn meeting(on: NaiveDate, present: u32) -> Meeting {
    let seats = [Seat::Chair, Seat::LocalAdministration, Seat::Government, Seat::Community, Seat::Secretary];
    Meeting {
        id: MeetingId::new(Uuid::from_u128(0x0196_a3c2_0006_7000_8000_0000_0000_0001)),
        on,
        place: Some("ห้องประชุม อบต.".to_owned()),
        order: Some("9/2568".to_owned()),
        committee: seats
            .iter()
            .map(|seat| Member { seat: *seat, name: format!("กรรมการ {seat}"), position: None })
            .collect(),
        present: (0..present).collect(),
        chair: (present > 0).then_some(0),
        minutes: None,
        cancelled: None,
    }
}

fn bag(baht: u64) -> Grant {
    Grant {
        what: "วัสดุซ่อมแซมบ้าน".to_owned(),
        item: Some("5.1.5".to_owned()),
        kind: None,
        form: GrantForm::Goods,
        quantity: None,
        amount_baht: Some(baht.into()),
        person: None,
        funding: None,
        on: None,
    }
}

async fn a_committee_rules_with_a_quorum_on_what_is_on_its_agenda(office: &Office, cast: &Cast) {
    let on = day(4, 10);
    let called = meeting(on, 0);
    let puts = || Act::PutOnAgenda { meeting: called.id };
    let unknown = does(office, &cast.officer, 1, day(4, 5), puts()).await.unwrap_err();
    assert!(matches!(unknown, OfficeFault::Step(Refusal::NoSuchMeeting)), "{unknown}");
    let (auditor, _) = office.add_user(lao(TAO), "ผู้ตรวจ", UserRole::Auditor).await.unwrap();
    let refused = office.put_meeting(&auditor, lao(TAO), &called).await;
    assert!(matches!(refused, Err(OfficeFault::Refused(_))), "{refused:?}");
    let crowded = Meeting { committee: vec![called.committee[0].clone(); 2], ..called.clone() };
    let refused = office.put_meeting(&cast.officer, lao(TAO), &crowded).await;
    assert!(matches!(refused, Err(OfficeFault::Step(Refusal::TooManyOf(Seat::Chair)))), "{refused:?}");
    office.put_meeting(&cast.officer, lao(TAO), &called).await.unwrap();
    let length = head(office, TAO).await.length;
    office.put_meeting(&cast.officer, lao(TAO), &called).await.unwrap();
    assert_eq!(head(office, TAO).await.length, length, "said twice, it is said once");

    // The second was put there first.
    does(office, &cast.officer, 2, day(4, 6), puts()).await.unwrap();
    does(office, &cast.officer, 1, day(4, 7), puts()).await.unwrap();
    let agenda = office.agenda(lao(TAO), called.id).await.unwrap();
    assert_eq!(agenda.iter().map(|queued| queued.asked).collect::<Vec<_>>(), [asked(2), asked(1)]);

    let rules = |outcome| {
        let votes = Votes { yes: 2, ..Votes::default() };
        Act::Decided { meeting: called.id, outcome, votes }
    };
    let approves = || rules(Outcome::Approved { grants: vec![bag(49_500)], beyond_criteria: false });
    let not_held = does(office, &cast.committee, 1, on, approves()).await.unwrap_err();
    assert!(matches!(not_held, OfficeFault::Step(Refusal::MeetingNotHeld)), "{not_held}");
    office.put_meeting(&cast.officer, lao(TAO), &meeting(on, 2)).await.unwrap();
    let too_few = does(office, &cast.committee, 1, on, approves()).await.unwrap_err();
    let expected = Refusal::NoQuorum { present: 2, members: 5 };
    assert!(matches!(&too_few, OfficeFault::Step(refusal) if *refusal == expected), "{too_few}");
    office.put_meeting(&cast.officer, lao(TAO), &meeting(on, 3)).await.unwrap();
    let clerk = does(office, &cast.supervisor, 1, on, approves()).await.unwrap_err();
    assert!(matches!(clerk, OfficeFault::Step(Refusal::NotTheirDuty { .. })), "the clerk executes");
    let stood = does(office, &cast.committee, 1, on, approves()).await.unwrap();
    assert_eq!(stood.course.state(), State::Approved);
    let rejected =
        rules(Outcome::Rejected { reason: "ไม่เข้าหลักเกณฑ์".to_owned() });
    does(office, &cast.committee, 2, on, rejected).await.unwrap();

    // Who was there is not changed after the ruling; the minutes are written.
    let smaller = office.put_meeting(&cast.officer, lao(TAO), &meeting(on, 2)).await;
    assert!(matches!(smaller, Err(OfficeFault::Step(Refusal::MeetingHasRuled))), "{smaller:?}");
    let minutes = Some("เรื่องที่ ๑/๒๕๖๘ เห็นชอบ".to_owned());
    let minuted = Meeting { minutes, ..meeting(on, 3) };
    office.put_meeting(&cast.officer, lao(TAO), &minuted).await.unwrap();
    assert_eq!(office.meetings(lao(TAO)).await.unwrap(), [minuted]);
    assert_eq!(office.agenda(lao(TAO), called.id).await.unwrap().len(), 2);
    assert!(office.meetings(lao(PAO)).await.unwrap().is_empty());
}

async fn a_late_agency_is_on_the_board(office: &Office, cast: &Cast) {
    let assigned = Act::Assigned { agency: "กองช่าง".to_owned(), letter: None };
    let stood = does(office, &cast.officer, 1, day(4, 11), assigned.clone()).await.unwrap();
    assert_eq!(stood.course.passed().unwrap().route, Route::Committee);
    let late = async |today| {
        let waits = office.queue(lao(TAO), &[State::Assigned, State::Reminder1]).await.unwrap();
        let thai = Holidays::thailand();
        waits.iter().map(|queued| queued.standing(today, &thai).unwrap().stage).collect::<Vec<_>>()
    };
    assert_eq!(late(day(4, 26)).await, [Stage::Report]);
    assert_eq!(late(day(4, 27)).await, [Stage::FirstReminder]);
    let early = does(office, &cast.officer, 1, day(4, 26), Act::Reminded { letter: None }).await.unwrap_err();
    assert!(matches!(early, OfficeFault::Step(Refusal::NotDueYet(_))), "{early}");
    does(office, &cast.officer, 1, day(4, 27), Act::Reminded { letter: None }).await.unwrap();
    assert_eq!(late(day(5, 2)).await, [Stage::FirstReminder]);
    assert_eq!(late(day(5, 3)).await, [Stage::SecondReminder]);
    let board = office.late(lao(TAO), day(5, 3), &Holidays::thailand()).await.unwrap();
    let board: Vec<_> = board.iter().map(|(queued, standing)| (queued.asked, standing.days_late)).collect();
    assert_eq!(board, [(asked(1), 7)]);
    assert!(office.late(lao(TAO), day(4, 26), &Holidays::thailand()).await.unwrap().is_empty());
    // The direct route has its clock at once.
    does(office, &cast.officer, 3, day(10, 1), assigned).await.unwrap();
    let queue = office.queue(lao(TAO), &[State::Assigned]).await.unwrap();
    assert_eq!((queue[0].asked, queue[0].said.agency.as_deref()), (asked(3), Some("กองช่าง")));
    let route = office.course(&asked(3)).await.unwrap().course.passed().unwrap().route;
    assert_eq!(route, Route::Direct);
    the_board_and_o_09_say_what_may_be_done(office, cast).await;
}

/// One was reminded once, the other never, and all days of both went by long ago.
async fn the_board_and_o_09_say_what_may_be_done(office: &Office, cast: &Cast) {
    let now = (chrono::Utc::now() + chrono::TimeDelta::hours(7)).date_naive();
    // The 24th day of the second.
    for today in [day(10, 25), now] {
        let board = office.late(lao(TAO), today, &Holidays::thailand()).await.unwrap();
        let next: Vec<_> = board.iter().map(|(queued, standing)| (queued.asked, standing.next)).collect();
        assert_eq!(next, [(asked(1), NextStep::SecondReminder), (asked(3), NextStep::FirstReminder)]);
        for (asked, _) in next {
            let desk = Desk { user: &cast.officer, duty: Duty::Officer, today, meeting: None };
            let open = office.course(&asked).await.unwrap().course.open(&desk);
            assert!(open.contains(&ActKind::Reminded) && !open.contains(&ActKind::Escalated), "{open:?}");
        }
    }
    let report = office.report(lao(TAO), Kind::Late, "2568".parse().unwrap()).await.unwrap();
    let told: Vec<String> = report.tables[0].rows.iter().map(|row| row[6].written()).collect();
    assert_eq!(told, [NextStep::SecondReminder, NextStep::FirstReminder].map(NextStep::in_thai));
}

/// Domain.md X-02: an อบต. does, unless it says otherwise.
async fn an_office_says_itself_whether_it_reports_to_the_central_place(office: &Office) {
    let owes = async || office.course(&asked(1)).await.unwrap().course.matter().reports_to_central_place;
    assert!(owes().await);
    office.set_settings(lao(TAO), r#"{ "reports_to_central_place": false }"#).await.unwrap();
    assert!(!owes().await);
    office.set_settings(lao(TAO), "{}").await.unwrap();
    assert!(owes().await);
}

async fn ceilings_count_what_another_lao_gave(office: &Office, cast: &mut Cast) {
    // What the agency reports that it gave takes the place of what was approved, and is not weighed against it;
    // anything else that is thought of is.
    let beyond = async |kind| {
        let weighed = office.ceilings(&asked(1), kind, &[bag(49_500)], day(5, 4)).await.unwrap().remove(0);
        let beyond = [WarningKind::OverCeiling, WarningKind::TimesExceeded];
        weighed.assessment.warnings.iter().any(|warning| beyond.contains(&warning.kind))
    };
    assert!(!beyond(ActKind::AgencyReported).await && beyond(ActKind::HelpedUrgently).await);
    // The PAO met the same person at the same door, and helped at once.
    let mut record = visited(11, PAO, 1);
    record.place = visited(1, PAO, 1).place;
    let made = cast.pao.makes(&record);
    cast.pao.pushes(office, &[&made]).await;
    let (pao, _) = office.add_user(lao(PAO), "สมใจ", UserRole::Officer).await.unwrap();
    let there = Asked { lao: lao(PAO), record: record_id(11), request: request(11) };
    let helps = Act::HelpedUrgently { grants: vec![bag(40_000)], consent: None, area: None };
    for (seen, act) in [(0, registers()), (1, helps)] {
        office.step(&pao, &there, &new(StepKey::new(Uuid::now_v7()), seen, day(4, 3), act)).await.unwrap();
    }
    let weighed =
        office.ceilings(&asked(1), ActKind::Decided, &[bag(20_000)], day(4, 10)).await.unwrap().remove(0);
    let kinds: BTreeSet<WarningKind> =
        weighed.assessment.warnings.iter().map(|warning| warning.kind).collect();
    assert!(kinds.contains(&WarningKind::OverCeiling), "{:?}", weighed.assessment);
    assert!(weighed.assessment.warnings.iter().any(|warning| warning.reason.contains("อบจ.ตัวอย่าง")));
    // Whoever decides reads of it where the person is shown, and on the paper of the meeting.
    let (reader, password) = office.add_user(lao(TAO), "ปิติ อ่าน", UserRole::Officer).await.unwrap();
    let SignIn::In(token) = office.sign_in(&reader, &password).await.unwrap() else { panic!("not let in") };
    let reader = office.visitor(&token).await.unwrap().unwrap();
    let who = asked(1);
    let person = visited(1, TAO, 1).people[0].id;
    let file = office.person_file(&reader, who.record, person).await.unwrap().unwrap();
    let told = |help: &[Help]| {
        help.iter().map(|help| (help.from.clone().unwrap(), help.on.unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(told(&file.elsewhere[0].help), [("อบจ.ตัวอย่าง".to_owned(), day(4, 3))]);
    let met = BTreeSet::from([Appearance { lao: lao(TAO), record: who.record, person }]);
    let held = office.held_elsewhere(lao(TAO), &met).await.unwrap();
    assert_eq!(held.values().next().unwrap()[0].help, file.elsewhere[0].help);
    let (own, password) = office.add_user(lao(PAO), "มานี อ่าน", UserRole::Officer).await.unwrap();
    let SignIn::In(token) = office.sign_in(&own, &password).await.unwrap() else { panic!("not let in") };
    let own = office.visitor(&token).await.unwrap().unwrap();
    let met_there = visited(11, PAO, 1).people[0].id;
    let file = office.person_file(&own, record_id(11), met_there).await.unwrap().unwrap();
    assert_eq!(told(&file.given), [("อบจ.ตัวอย่าง".to_owned(), day(4, 3))]);
    // So does what others had who live in the same house.
    let mut lodger = visited(12, TAO, 12);
    lodger.place = record.place.clone();
    let lodger = cast.phone.makes(&lodger);
    cast.phone.pushes(office, &[&lodger]).await;
    let weighed =
        office.ceilings(&asked(12), ActKind::Decided, &[bag(20_000)], day(4, 10)).await.unwrap().remove(0);
    let over = |kind| kind == WarningKind::OverCeiling;
    assert!(weighed.assessment.warnings.iter().any(|w| over(w.kind)), "{:?}", weighed.assessment);
    // Of another person in another house nothing is counted.
    let other =
        office.ceilings(&asked(2), ActKind::Decided, &[bag(20_000)], day(4, 10)).await.unwrap().remove(0);
    let over = |kind| matches!(kind, WarningKind::OverCeiling | WarningKind::OtherAgency);
    assert!(!other.assessment.warnings.iter().any(|warning| over(warning.kind)), "{:?}", other.assessment);
}

async fn an_edit_of_the_record_is_followed(office: &Office, cast: &mut Cast) {
    let signs = cast.phone.edits(record_id(6), |record| {
        record.requests[0].signature = Some(serde_json::from_value(json!({ "kind": "drawn" })).unwrap());
    });
    let withdraws = cast.phone.withdraws(record_id(5), "ซ้ำ");
    // Somebody had done something to both.
    let takes_out = [4, 2].map(|nth| cast.phone.edits(record_id(nth), |record| record.requests.clear()));
    cast.phone.pushes(office, &[&signs, &withdraws, &takes_out[0], &takes_out[1]]).await;
    assert_eq!(
        states(office).await,
        [
            (1, State::Reminder1),
            (2, State::Rejected),
            (3, State::Assigned),
            (4, State::Received),
            (5, State::Registered),
            (6, State::Received),
            (12, State::Received),
        ]
    );
    let said = |nth: u32| async move {
        let queue = office.queue(lao(TAO), State::ALL).await.unwrap();
        queue.into_iter().find(|queued| queued.asked == asked(nth)).unwrap().said
    };
    assert!(said(5).await.withdrawn && said(2).await.withdrawn && !said(6).await.withdrawn);
    let refused =
        does(office, &cast.officer, 5, day(10, 3), Act::Answered { answer: "แล้ว".to_owned() }).await;
    assert!(matches!(refused, Err(OfficeFault::Step(Refusal::Withdrawn))), "{refused:?}");
    let stood = office.course(&asked(2)).await.unwrap();
    assert!(stood.request().is_none() && stood.course.steps().len() == 3, "what was done stays to be read");
    office.decide(&cast.supervisor, sync_server::office::Decide::Restore(record_id(5))).await.unwrap();
    assert!(!said(5).await.withdrawn);
    does(office, &cast.officer, 5, day(10, 3), Act::Answered { answer: "แล้ว".to_owned() }).await.unwrap();
}

async fn what_was_taken_back_waits_for_nobody(office: &Office, cast: &mut Cast) {
    let made = cast.phone.makes(&visited(15, TAO, 15));
    cast.phone.pushes(office, &[&made]).await;
    let assigned = Act::Assigned { agency: "กองช่าง".to_owned(), letter: None };
    for act in [registers(), assigned] {
        does(office, &cast.officer, 15, day(10, 5), act).await.unwrap();
    }
    let (here, today, thai) = (lao(TAO), day(11, 1), Holidays::thailand());
    let is = |queued: &Queued| queued.asked == asked(15);
    let waits = async || {
        let open = office.queue(here, &[]).await.unwrap();
        let told = office.waiting(here).await.unwrap();
        assert_eq!(told, open.len() as u64, "the first page says what the list does");
        let late = office.late(here, today, &thai).await.unwrap();
        (open.len(), open.iter().any(is), late.iter().any(|(queued, _)| is(queued)))
    };
    let (clerk, password) = office.add_user(here, "ผู้ดูการเก็บ", UserRole::Supervisor).await.unwrap();
    let SignIn::In(token) = office.sign_in(&clerk, &password).await.unwrap() else { panic!("not let in") };
    let clerk = office.visitor(&token).await.unwrap().unwrap();
    // More than five years after anything was done about it.
    let is_over = async || {
        office.set_settings(here, r#"{ "retention_years": 5 }"#).await.unwrap();
        let later = NaiveDate::from_ymd_opt(2031, 1, 1).unwrap();
        let due = office.due_to_go(&clerk, later).await.unwrap().unwrap();
        office.set_settings(here, "{}").await.unwrap();
        due.people.iter().any(|(one, _)| one.met.0 == record_id(15))
    };
    let (many, is_open, is_late) = waits().await;
    assert!(is_open && is_late && !is_over().await);
    let back = cast.phone.withdraws(record_id(15), "บันทึกผิดบ้าน");
    cast.phone.pushes(office, &[&back]).await;
    assert_eq!(waits().await, (many - 1, false, false));
    assert!(is_over().await, "what waits for nobody is not kept for ever");
    // It is still found by its state, marked, and nothing is due of it.
    let assigned = office.queue(here, &[State::Assigned]).await.unwrap();
    assert!(assigned.iter().any(|queued| is(queued) && queued.said.withdrawn));
    assert_eq!(office.course(&asked(15)).await.unwrap().course.due(today, &thai), None);
}

// 4.5 lines 637-638 and 648-649 [S003:1313] [S003:1315]: the office says that a zone was declared, and the requests of
// that disaster are reported up before the committee gives.
async fn a_zone_that_the_office_declares_reaches_its_requests(office: &Office, cast: &mut Cast) {
    let mut made = serde_json::to_value(visited(14, TAO, 14)).unwrap();
    made["damage"] = json!({ "kind": "storm", "event_on": "2025-03-30", "damaged_on": "2025-03-30" });
    let made = cast.phone.makes(&Record::from_value(made).unwrap());
    cast.phone.pushes(office, &[&made]).await;
    let up = || Act::ReportedUp {
        to: "อำเภอแม่สาย".to_owned(), letter: "ชร 1/2568".to_owned()
    };
    does(office, &cast.officer, 14, day(4, 2), registers()).await.unwrap();
    let undeclared = does(office, &cast.supervisor, 14, day(4, 2), up()).await.unwrap_err();
    assert!(matches!(undeclared, OfficeFault::Step(Refusal::NoZone)), "{undeclared}");

    let (clerk, password) = office.add_user(lao(TAO), "วีระ สาธารณภัย", UserRole::Officer).await.unwrap();
    let SignIn::In(token) = office.sign_in(&clerk, &password).await.unwrap() else { panic!("not let in") };
    let clerk = office.visitor(&token).await.unwrap().unwrap();
    let mut event = Event {
        id: EventId::new(Uuid::now_v7()),
        kind: DamageKind::Storm,
        title: "พายุฤดูร้อน 2568".to_owned(),
        from: day(3, 29),
        until: Some(day(3, 31)),
        zone: None,
        done_on: None,
        reported: Vec::new(),
    };
    office.put_event(&clerk, &event, None).await.unwrap().unwrap();
    let undeclared = does(office, &cast.supervisor, 14, day(4, 2), up()).await.unwrap_err();
    assert!(matches!(undeclared, OfficeFault::Step(Refusal::NoZone)), "{undeclared}");
    let seen = event.clone();
    event.zone = Some(Zone {
        area: "หมู่ 5".to_owned(),
        from: day(3, 31),
        until: day(6, 30),
        by: "ผู้ว่าราชการจังหวัด".to_owned(),
        reference: "ประกาศ 1/2568".to_owned(),
    });
    office.put_event(&clerk, &event, Some(&seen)).await.unwrap().unwrap();
    let stood = does(office, &cast.supervisor, 14, day(4, 2), up()).await.unwrap();
    assert_eq!(stood.course.state(), State::ReportedUp);
    assert_eq!(stood.course.matter().declared.as_deref(), Some("หมู่ 5 ประกาศ 1/2568"));
    let declared = async |nth| office.course(&asked(nth)).await.unwrap().course.matter().declared.clone();
    // Of whom nobody wrote damage down, only the place can say whether they are in it: they may be.
    assert_eq!(office.course(&asked(1)).await.unwrap().record.damage, None, "the story needs one without");
    assert_eq!(declared(1).await.as_deref(), Some("หมู่ 5 ประกาศ 1/2568"));
    // Another disaster's request, one of no disaster and one that came when the zone was over may not.
    for (damage, area, came) in [
        (json!({ "kind": "flood" }), "disaster", "2025-04-02"),
        (json!(null), "quality-of-life", "2025-04-02"),
        (json!(null), "disaster", "2025-07-01"),
    ] {
        let edit = cast.phone.edits(record_id(14), |record| {
            record.damage = serde_json::from_value(damage).unwrap();
            record.requests[0].area = Some(area.parse().unwrap());
            record.captured_at = format!("{came}T09:00:00+07:00").parse().unwrap();
        });
        cast.phone.pushes(office, &[&edit]).await;
        assert_eq!(declared(14).await, None, "{area} {came}");
    }
}

async fn what_the_field_unit_found_is_shown_with_the_request(office: &Office, cast: &Cast) {
    let unit = hire_as(office, TAO, "สมนึก", &[], Role::MobileUnit).await;
    let mut unit = Phone::enrol(office, &unit, 3).await;
    let made = unit.makes(&visited(13, TAO, 13));
    unit.pushes(office, &[&made]).await;
    does(office, &cast.officer, 13, day(10, 3), registers()).await.unwrap();
    let looks = Act::SentForCheck {
        what: "หลังคาเสียหายจริงหรือไม่".to_owned(), task: None
    };
    does(office, &cast.officer, 13, day(10, 3), looks).await.unwrap();
    let is_checked = async || {
        let queue = office.queue(lao(TAO), State::ALL).await.unwrap();
        queue.into_iter().find(|queued| queued.asked == asked(13)).unwrap().said.is_checked
    };
    assert!(!is_checked().await);
    let check = json!({ "id": Uuid::from_u128(13), "request": request(13), "note": "เสียหายจริง" });
    let check: Check = serde_json::from_value(check).unwrap();
    let id = check.id;
    let found = unit.edits(record_id(13), |record| record.checks.push(check));
    unit.pushes(office, &[&found]).await;
    assert!(is_checked().await);
    let stood = office.course(&asked(13)).await.unwrap();
    assert_eq!(stood.checks().iter().map(|check| check.id).collect::<Vec<_>>(), [id]);
    let takes_up = Act::Checked { found: "เสียหายจริง".to_owned(), check: Some(id) };
    let stood = does(office, &cast.officer, 13, day(10, 4), takes_up).await.unwrap();
    assert_eq!((stood.course.state(), stood.checks().len()), (State::Registered, 0));
    assert!(!is_checked().await);
}

async fn verify_sees_a_course_that_is_not_as_its_steps_say(office: &Office) {
    let sound = async || office.verify().await.unwrap();
    let report = sound().await;
    assert!(report.is_sound(), "{report}");
    let tx = async || office.db().begin().await.unwrap();
    let rows = tx().await.courses_on(lao(TAO), &[record_id(3)]).await.unwrap();
    let mut altered = rows.clone();
    altered[0].state = State::Closed;
    for (rows, good) in [(&altered, false), (&rows, true)] {
        let mut tx = tx().await;
        tx.put_courses(lao(TAO), &[record_id(3)], rows).await.unwrap();
        tx.commit().await.unwrap();
        let report = sound().await;
        assert_eq!(report.is_sound(), good, "{report}");
        assert!(good || report.to_string().contains("stands otherwise than its steps say"), "{report}");
    }
    let steps = tx().await.steps_on(lao(TAO), &[record_id(3)]).await.unwrap();
    for (stay, good) in [(1, false), (steps.len(), true)] {
        let mut tx = tx().await;
        tx.drop_steps(lao(TAO), record_id(3), request(3)).await.unwrap();
        tx.put_steps(&steps[..stay]).await.unwrap();
        tx.commit().await.unwrap();
        let report = sound().await;
        assert_eq!(report.is_sound(), good, "{report}");
        assert!(good || report.to_string().contains("is not what the log says"), "{report}");
    }
}

async fn an_office_from_before_there_were_courses_draws_them_up(shelf: &Shelf) {
    let office = &shelf.office;
    let before = office.queue(lao(TAO), State::ALL).await.unwrap();
    let records: Vec<_> = before.iter().map(|queued| queued.asked.record).collect();
    let mut tx = office.db().begin().await.unwrap();
    tx.set("courses", "0").await.unwrap();
    tx.put_courses(lao(TAO), &records, &[]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(office.queue(lao(TAO), State::ALL).await.unwrap().is_empty());
    assert_eq!(shelf.again().await.queue(lao(TAO), State::ALL).await.unwrap(), before);
}

/// Names that hang since a day at three places.
fn hanging(nth: u128, listed: Vec<Listed>, from: NaiveDate) -> Posting {
    let mut places: Vec<Place> = Site::ALL.iter().map(|site| Place::to_be(*site, site.as_str())).collect();
    for place in &mut places {
        place.put_up = Some(from);
        place.by = Some("นายช่าง ตัวอย่าง".to_owned());
    }
    Posting {
        id: PostingId::new(Uuid::from_u128(0x0196_a3c2_0007_7000_8000_0000_0000_0000 + nth)),
        kind: deadline::Posting::Names,
        title: "ช่วยเหลือผู้ประสบวาตภัย".to_owned(),
        meeting: meeting(from, 0).id,
        listed,
        of: None,
        result: None,
        from,
        until: deadline::Posting::Names.last_day(from, &Holidays::weekends_only()),
        places,
        cancelled: None,
    }
}

async fn names_of_whom_the_committee_chose_hang_and_are_proven(office: &Office, cast: &Cast) {
    let (here, from) = (lao(TAO), day(4, 11));
    let listed = office.chosen(here, meeting(from, 0).id).await.unwrap();
    let one = Listed { record: record_id(1), request: request(1) };
    assert_eq!(listed, [one], "the second was put on the agenda too, and not chosen");
    let names = office.names(here, &listed).await.unwrap();
    assert_eq!(names.iter().map(|named| named.name.as_str()).collect::<Vec<_>>(), ["นายสมชาย สมปอง"]);
    let posting = hanging(1, listed, from);
    let before = head(office, TAO).await;
    let refused =
        async |user: &str, posting: &Posting| office.put_posting(user, here, posting).await.unwrap_err();
    let (auditor, _) = office.add_user(here, "ผู้ตรวจ", UserRole::Auditor).await.unwrap();
    assert!(matches!(refused(&auditor, &posting).await, OfficeFault::Refused(_)));
    let other = Listed { record: record_id(2), request: request(2) };
    let unchosen = Posting { listed: vec![one, other], ..posting.clone() };
    let said = refused(&cast.officer, &unchosen).await;
    assert!(matches!(said, OfficeFault::Posting(posting::Refusal::NotChosen)), "{said}");
    let short = Posting { until: day(4, 25), ..posting.clone() };
    let said = refused(&cast.officer, &short).await;
    assert!(matches!(said, OfficeFault::Posting(posting::Refusal::TooShort { .. })), "{said}");
    let early = hanging(1, vec![one], day(4, 9));
    let said = refused(&cast.officer, &early).await;
    assert!(
        matches!(said, OfficeFault::Posting(posting::Refusal::BeforeTheMeeting(on)) if on == day(4, 10)),
        "{said}"
    );
    let of_nothing = Posting {
        kind: deadline::Posting::Results,
        listed: Vec::new(),
        result: Some("มอบแล้ว".to_owned()),
        ..hanging(2, Vec::new(), from)
    };
    let said = refused(&cast.officer, &of_nothing).await;
    assert!(matches!(said, OfficeFault::Posting(posting::Refusal::NamesFirst)), "{said}");
    assert_eq!(head(office, TAO).await, before, "nothing was written");

    // The committee posts; said twice, it is said once, and it is logged as a decision.
    office.put_posting(&cast.committee, here, &posting).await.unwrap();
    let length = head(office, TAO).await.length;
    assert_eq!(length, before.length + 1);
    office.put_posting(&cast.committee, here, &posting).await.unwrap();
    assert_eq!(head(office, TAO).await.length, length);
    let results = Posting { of: Some(posting.id), from: day(5, 1), until: day(5, 16), ..of_nothing };
    let results = Posting { places: hanging(2, Vec::new(), day(5, 1)).places, ..results };
    // 4.4 line 626: the aid is given before its results hang.
    let said = refused(&cast.officer, &results).await;
    assert!(matches!(said, OfficeFault::Posting(posting::Refusal::NothingGiven)), "{said}");
    let second = hanging(3, vec![one], day(5, 1));
    office.put_posting(&cast.officer, here, &second).await.unwrap();

    // A photo of it hanging is sealed like any other, and read by its posting alone.
    let (clerk, password) = office.add_user(here, "ชูใจ ถ่ายรูป", UserRole::Officer).await.unwrap();
    let SignIn::In(token) = office.sign_in(&clerk, &password).await.unwrap() else { panic!("not let in") };
    let visitor = office.visitor(&token).await.unwrap().unwrap();
    let said = office.prove(&visitor, posting.id, 9, &shown()).await;
    assert!(matches!(said, Err(OfficeFault::Missing(_))), "{said:?}");
    office.prove(&visitor, posting.id, 1, &shown()).await.unwrap();
    office.prove(&visitor, posting.id, 1, &shown()).await.unwrap();
    let hash = PhotoHash::of(PHOTO);
    assert_eq!(office.proof(here, posting.id, hash).await.unwrap().as_deref(), Some(PHOTO));
    assert_eq!(office.proof(here, second.id, hash).await.unwrap(), None);
    assert_eq!(office.proof(lao(PAO), posting.id, hash).await.unwrap(), None);
    let shown: Vec<usize> = office
        .posting(here, posting.id)
        .await
        .unwrap()
        .unwrap()
        .places
        .iter()
        .map(|place| place.photos.len())
        .collect();
    assert_eq!(shown, [0, 1, 0]);
    let ids: Vec<PostingId> = office.postings(here).await.unwrap().iter().map(|posting| posting.id).collect();
    assert_eq!(ids, [second.id, posting.id], "the newest first");
    verify_sees_a_posting_that_is_not_as_the_log_says(office, posting.id).await;
}

async fn verify_sees_a_posting_that_is_not_as_the_log_says(office: &Office, id: PostingId) {
    let name = id.to_string();
    let mut tx = office.db().begin().await.unwrap();
    let said = tx.affair(lao(TAO), Affair::Posting, &name).await.unwrap().unwrap();
    tx.put_affair(lao(TAO), Affair::Posting, &name, &said.replace("วาตภัย", "อุทกภัย")).await.unwrap();
    tx.commit().await.unwrap();
    let report = office.verify().await.unwrap();
    assert!(report.to_string().contains("the postings, the closed days or other affairs of LAO"), "{report}");
    let mut tx = office.db().begin().await.unwrap();
    tx.put_affair(lao(TAO), Affair::Posting, &name, &said).await.unwrap();
    tx.commit().await.unwrap();
}

/// Begins as a JPEG does.
const PHOTO: &[u8] = b"\xff\xd8\xff a board with a paper on it";

/// As it is kept.
fn shown() -> Kept {
    let hash = PhotoHash::of(PHOTO);
    Kept { hash, source_hash: hash, jpeg: PHOTO.to_vec(), thumbnail: Vec::new(), taken_at: None, at: None }
}

async fn closed_days_are_the_offices_own(office: &Office, cast: &Cast) {
    let working = async |code, from| {
        let holidays = office.holidays(lao(code)).await.unwrap();
        deadline::Posting::Scholarships.last_day(from, &holidays)
    };
    let (from, before) = (day(7, 1), working(TAO, day(7, 1)).await);
    let refused = office.say_holiday(&cast.officer, lao(TAO), day(7, 3), Some("วันหยุดพิเศษ")).await;
    assert!(matches!(refused, Err(OfficeFault::Refused(_))), "{refused:?}");
    let nameless = office.say_holiday(&cast.supervisor, lao(TAO), day(7, 3), Some(" ")).await;
    assert!(matches!(nameless, Err(OfficeFault::Refused(_))), "{nameless:?}");
    assert_eq!(working(TAO, from).await, before);
    // Thursday 3 July is closed: the fifteenth working day comes a working day later.
    office.say_holiday(&cast.supervisor, lao(TAO), day(7, 3), Some("วันหยุดพิเศษ")).await.unwrap();
    let later = office.holidays(lao(TAO)).await.unwrap().working_day_from(before.succ_opt().unwrap());
    assert_eq!(working(TAO, from).await, later);
    assert_eq!(working(PAO, from).await, before, "another LAO's list is its own");
    // What comes with the program can be taken out, and said anew.
    let listed = office.holidays(lao(TAO)).await.unwrap();
    let (asarnha, _) = listed.iter().find(|(on, of)| *on > day(7, 3) && !of.offices_open).unwrap();
    office.say_holiday(&cast.supervisor, lao(TAO), asarnha, None).await.unwrap();
    assert!(office.holidays(lao(TAO)).await.unwrap().on(asarnha).is_none());
    office.say_holiday(&cast.supervisor, lao(TAO), day(7, 3), None).await.unwrap();
    office.say_holiday(&cast.supervisor, lao(TAO), day(7, 3), Some("วันหยุดพิเศษ")).await.unwrap();
    assert_eq!(office.holidays(lao(TAO)).await.unwrap().on(day(7, 3)).unwrap().name, "วันหยุดพิเศษ");
}

async fn rates_are_the_offices_own(office: &Office) {
    let signed_in = async |code, role| {
        let (user, password) = office.add_user(lao(code), "ผู้ตั้งอัตรา", role).await.unwrap();
        let SignIn::In(token) = office.sign_in(&user, &password).await.unwrap() else { panic!("not let in") };
        office.visitor(&token).await.unwrap().unwrap()
    };
    let rate: Rate = serde_json::from_value(serde_json::json!({
        "id": "0196a3c2-7d1e-7c55-9b0d-000000000001", "item": "5.1.5",
        "limit": { "baht": 60_000, "within": "event" }, "from": "2025-01-01", "source": "หนังสือตัวอย่าง 1/2568" }))
    .unwrap();
    let ceiling = async |code| {
        let rules = office.rules(lao(code)).await.unwrap();
        let item = rules.item("5.1.5", day(7, 1)).unwrap();
        rules.limits(item, None, day(7, 1))[0].0.money().unwrap()
    };
    let refused = office.put_rate(&signed_in(TAO, UserRole::Officer).await, &rate).await;
    assert!(matches!(refused, Err(OfficeFault::Refused(_))), "{refused:?}");
    let head = signed_in(TAO, UserRole::Supervisor).await;
    let nameless = Rate { source: String::new(), ..rate.clone() };
    assert!(office.put_rate(&head, &nameless).await.unwrap().is_err());
    let ruled = ceiling(TAO).await;
    office.put_rate(&head, &rate).await.unwrap().unwrap();
    assert_eq!(
        (ceiling(TAO).await, ceiling(PAO).await),
        (Money::baht(60_000), ruled),
        "another LAO's are its own"
    );
    // Struck out it is still read, and counts no longer; a new one is set beside it. Of two who strike it out at one
    // moment, each with a reason, one is told that the other was first.
    let strike = |why: &str| Rate { struck_out: Some(why.to_owned()), ..rate.clone() };
    let (one, other) = (strike("พิมพ์ผิด"), strike("ซ้ำกับฉบับก่อน"));
    let (first, second) = tokio::join!(office.put_rate(&head, &one), office.put_rate(&head, &other));
    let stands = match (first, second) {
        (Ok(Ok(())), Err(OfficeFault::Conflict(_))) => one,
        (Err(OfficeFault::Conflict(_)), Ok(Ok(()))) => other,
        both => panic!("one of two strikes it out: {both:?}"),
    };
    assert_eq!((ceiling(TAO).await, office.rates(lao(TAO)).await.unwrap()), (ruled, vec![stands.clone()]));
    // Said once more it is said already.
    office.put_rate(&head, &stands).await.unwrap().unwrap();
}

async fn the_form_of_problems_is_written_by_one_of_two_who_had_it_before_them(office: &Office) {
    let (user, password) = office.add_user(lao(TAO), "ผู้กรอกแบบ", UserRole::Officer).await.unwrap();
    let SignIn::In(token) = office.sign_in(&user, &password).await.unwrap() else { panic!("not let in") };
    let officer = office.visitor(&token).await.unwrap().unwrap();
    let period: Period = "2568".parse().unwrap();
    let form = |problem: &str| Obstacles {
        period,
        issues: vec![Issue { problem: problem.to_owned(), ..Issue::default() }],
    };
    let (one, other) = (form("ไม่มีรถ"), form("ไม่มีคน"));
    let (first, second) = tokio::join!(
        office.put_obstacles(&officer, &one, None),
        office.put_obstacles(&officer, &other, None)
    );
    let (stands, late) = match (first, second) {
        (Ok(Ok(())), Err(OfficeFault::Conflict(_))) => (one, other),
        (Err(OfficeFault::Conflict(_)), Ok(Ok(()))) => (other, one),
        both => panic!("one of two writes it: {both:?}"),
    };
    let (report, written) = office.problems(lao(TAO), period).await.unwrap();
    assert_eq!(written.as_ref(), Some(&stands));
    let cells: Vec<String> =
        report.tables.iter().flat_map(|table| &table.rows).flatten().map(Cell::written).collect();
    let is_on_the_page = cells.iter().any(|cell| cell.contains(&stands.issues[0].problem));
    assert!(is_on_the_page, "the page and the form are of one moment: {}", cells.join(" | "));
    // Whoever sees what stands now writes over it. The last words do not depend on who was first: the two databases
    // are compared by them.
    let last = form("ไม่มีเรือ");
    for (over, written) in [(&stands, &late), (&late, &last)] {
        office.put_obstacles(&officer, written, Some(over)).await.unwrap().unwrap();
        assert_eq!(office.obstacles(lao(TAO), period).await.unwrap().as_ref(), Some(written));
    }
    pages_of_one_disaster_share_its_drawing_until_it_is_said_anew(office, &officer).await;
    what_was_asked_of_the_centre_is_struck_out_by_one_of_two(office, &officer).await;
}

async fn pages_of_one_disaster_share_its_drawing_until_it_is_said_anew(office: &Office, officer: &Visitor) {
    let event: Event = serde_json::from_value(json!({
        "id": "0196a3c2-7d1e-7c55-9b0c-000000000001", "kind": "war", "title": "เหตุตัวอย่าง",
        "from": "2025-01-01", "until": "2025-01-02" }))
    .unwrap();
    office.put_event(officer, &event, None).await.unwrap().unwrap();
    let drawn = office.struck(lao(TAO), &event).await.unwrap();
    assert!(Arc::ptr_eq(&drawn, &office.struck(lao(TAO), &event).await.unwrap()));
    let said_anew = Event { reported: vec![day(1, 10)], ..event.clone() };
    // Of two who say it anew over one page, one is told that the other was first, and says it over what stands then.
    let (one, other) = (said_anew.clone(), Event { title: "เหตุอื่น".to_owned(), ..event.clone() });
    let (first, second) = tokio::join!(
        office.put_event(officer, &one, Some(&event)),
        office.put_event(officer, &other, Some(&event))
    );
    match (first, second) {
        (Ok(Ok(())), Err(OfficeFault::Conflict(_))) => {}
        (Err(OfficeFault::Conflict(_)), Ok(Ok(()))) => {
            office.put_event(officer, &one, Some(&other)).await.unwrap().unwrap();
        }
        both => panic!("one of two says it: {both:?}"),
    }
    // Sent twice it is said already, whatever its page showed; a page that is behind says nothing.
    office.put_event(officer, &said_anew, Some(&event)).await.unwrap().unwrap();
    let behind = office.put_event(officer, &other, Some(&event)).await;
    assert!(matches!(behind, Err(OfficeFault::Conflict(_))), "{behind:?}");
    assert!(!Arc::ptr_eq(&drawn, &office.struck(lao(TAO), &said_anew).await.unwrap()));
    assert_eq!(office.event(lao(TAO), said_anew.id).await.unwrap(), Some(said_anew));
}

async fn what_was_asked_of_the_centre_is_struck_out_by_one_of_two(office: &Office, officer: &Visitor) {
    let asked: Advice = serde_json::from_value(json!({
        "id": "0196a3c2-7d1e-7c55-9b0e-000000000001", "on": "2025-07-01", "channel": "phone", "topic": "other",
        "asked": "ศูนย์เปิดวันเสาร์หรือไม่", "answer": "เปิดวันจันทร์ถึงวันศุกร์" }))
    .unwrap();
    // Its form sent twice is one service; another text under its name is not written over it.
    office.put_advice(officer, &asked).await.unwrap().unwrap();
    office.put_advice(officer, &asked).await.unwrap().unwrap();
    let other = Advice { answer: "ปิด".to_owned(), ..asked.clone() };
    let over = office.put_advice(officer, &other).await;
    assert!(matches!(over, Err(OfficeFault::Conflict(_))), "{over:?}");
    let strike = |why: &str| Advice { struck_out: Some(why.to_owned()), ..asked.clone() };
    let (one, other) = (strike("พิมพ์ผิด"), strike("ซ้ำ"));
    let (first, second) = tokio::join!(office.put_advice(officer, &one), office.put_advice(officer, &other));
    let stands = match (first, second) {
        (Ok(Ok(())), Err(OfficeFault::Conflict(_))) => one,
        (Err(OfficeFault::Conflict(_)), Ok(Ok(()))) => other,
        both => panic!("one of two strikes it out: {both:?}"),
    };
    // Whoever would take the strike back is told so too.
    let back = office.put_advice(officer, &asked).await;
    assert!(matches!(back, Err(OfficeFault::Conflict(_))), "{back:?}");
    assert_eq!(office.advice(lao(TAO)).await.unwrap(), vec![stands]);
}

async fn whoever_is_erased_takes_their_course_along(office: &Office, cast: &Cast) {
    let (admin, _) = office.add_user(lao(TAO), "ผู้ดูแล", UserRole::Admin).await.unwrap();
    let third = [Listed { record: record_id(3), request: request(3) }];
    assert_eq!(office.names(lao(TAO), &third).await.unwrap()[0].name, "นายสมชาย สมปอง");
    office.erase(&admin, &record_id(3).to_string(), "คำขอใช้สิทธิลบ").await.unwrap();
    let named = office.names(lao(TAO), &third).await.unwrap();
    assert_eq!((named[0].person, named[0].name.as_str()), (None, ""), "a list has a gap where they were");
    let gone = office.course(&asked(3)).await;
    assert!(matches!(gone, Err(OfficeFault::Missing(_))), "{gone:?}");
    assert!(!states(office).await.iter().any(|(nth, _)| *nth == 3));
    let mut tx = office.db().look().await.unwrap();
    assert!(tx.steps_on(lao(TAO), &[record_id(3)]).await.unwrap().is_empty());
    let log = tx.log_after(lao(TAO), 0, 10_000).await.unwrap();
    let steps = log.iter().filter(|row| row.kind == LogKind::Decision && row.record == Some(record_id(3)));
    let opened: Vec<_> =
        steps.map(|row| log::open(office.keys(), row.id, &row.sealed, &row.keys).unwrap().json).collect();
    assert_eq!(opened, [None, None], "the rows stay, and say nothing");
    drop(tx);
    // Its number is given to nobody else.
    let stood = does(office, &cast.officer, 6, day(9, 30), registers()).await.unwrap();
    assert_eq!(stood.course.number().unwrap().to_string(), "5/2568");
    let open = stood.course.open(&Desk {
        user: &cast.officer,
        duty: Duty::Officer,
        today: day(9, 30),
        meeting: None,
    });
    assert!(open.contains(&ActKind::Assigned) && !open.contains(&ActKind::Decided), "{open:?}");
}

/// Backs the office up, restores it into the other database, and finds every course, number and
/// meeting there.
pub async fn is_carried_over(cluster: &Cluster, shelf: &Shelf, into_postgres: bool) {
    let restored = shelf.restored(into_postgres.then_some((cluster, "courses_over"))).await;
    let there = &restored.office;
    let told = async |office: &Office| {
        (
            office.queue(lao(TAO), State::ALL).await.unwrap(),
            office.meetings(lao(TAO)).await.unwrap(),
            office.postings(lao(TAO)).await.unwrap(),
            office.holidays(lao(TAO)).await.unwrap(),
        )
    };
    assert_eq!(told(there).await, told(&shelf.office).await);
    let stood = there.course(&asked(1)).await.unwrap();
    assert_eq!(stood.course, shelf.office.course(&asked(1)).await.unwrap().course);
    let posting = hanging(1, Vec::new(), day(4, 11)).id;
    let proof = there.proof(lao(TAO), posting, PhotoHash::of(PHOTO)).await.unwrap();
    assert_eq!(proof.as_deref(), Some(PHOTO));
    // Numbers go on where they were.
    let mut tx = there.db().begin().await.unwrap();
    assert_eq!(tx.next_running(lao(TAO), 2568).await.unwrap(), 6);
    drop(tx);
    let report = there.verify().await.unwrap();
    assert!(report.is_sound(), "{report}");
}
