//! What offices did to the requests of a populace: courses at every step, as the log would have them.
//!
//! Owns how far each request is. Twenty in a row stand as in an office that keeps up with most of them: seven are
//! closed, and of the others one or two wait at each step, one agency is late and one was reminded. Rows are
//! written straight into the tables, and how the requests stand is drawn up from them when the office is opened.

use chrono::{Duration, NaiveDate};
use ed25519_dalek::SigningKey;
use register::calendar::{FiscalYear, Holidays};
use register::clock::Stamp;
use register::course::{
    Act, Grant, GrantForm, Meeting, MeetingId, Outcome, ReceiptNumber, Seat, StepKey, Votes,
};
use register::deadline::Posting as Kind;
use register::decision::{Decision, Ruling, Verdict};
use register::event::{Event, EventId};
use register::lao::LaoCode;
use register::posting::{Listed, Place, Posting, PostingId, Site};
use register::record::{DamageKind, Record};
use serde_json::json;
use sync_server::db::affairs::Affair;
use sync_server::db::{StepRow, Transaction};
use uuid::Uuid;

/// Requests whose ways are all different.
const IN_A_ROW: usize = 20;
/// Of them, one that an agency has.
pub const WITH_AN_AGENCY: usize = 8;
/// Meetings that were held, a month apart, the newest the last; each ruled on its share.
const HELD: usize = 12;
/// Steps that are written at a time.
const BATCH: usize = 1_000;
/// The day of the flood, before everybody was visited.
const FLOODED: &str = "2026-04-10";

/// What there is to be looked at.
#[derive(Clone, Copy)]
pub struct Worked {
    /// A meeting that was held.
    pub meeting: MeetingId,
    /// What hangs of it.
    pub posting: PostingId,
    /// The flood.
    pub event: EventId,
}

/// A record whose house was flooded.
pub fn flooded(record: Record) -> Record {
    let mut value = serde_json::to_value(&record).unwrap();
    value["damage"] = json!({
        "kind": "flood", "event_on": FLOODED, "damaged_on": FLOODED,
        "items": [{ "code": "5.1.5", "extent": "partial", "quantity": 1, "family": 1 }],
    });
    Record::from_value(value).unwrap()
}

/// Does an office's work of months on these records' requests.
pub async fn work(tx: &mut dyn Transaction, lao: LaoCode, records: &[Record], today: NaiveDate) -> Worked {
    let mut desk = Desk { lao, today, key: SigningKey::from_bytes(&[7; 32]), said: 0 };
    let ago = |days: i64| today - Duration::days(days);
    let mut held = Vec::new();
    for nth in 0..HELD {
        let on = ago(9 + 30 * (HELD - 1 - nth) as i64);
        held.push(desk.meets(tx, on, true).await);
    }
    let next = desk.meets(tx, today + Duration::days(6), false).await;

    let (mut steps, mut listed) = (Vec::new(), Vec::new());
    let requests = records.iter().flat_map(|record| record.requests.iter().map(move |asked| (record, asked)));
    for (nth, (record, asked)) in requests.enumerate() {
        let (at, on) = held[nth / IN_A_ROW % HELD];
        let way = way_of(nth, (at, on), next.0, ago);
        let is_chosen =
            way.iter().any(|(_, act)| matches!(act, Act::Decided { outcome: Outcome::Approved { .. }, .. }));
        if is_chosen && at == held[HELD - 1].0 {
            listed.push(Listed { record: record.id, request: asked.id });
        }
        for (at, (on, act)) in (1..).zip(way) {
            let (sheet, meeting) = (StepKey::new(Uuid::now_v7()), act.meeting());
            let (of, request) = (record.id, asked.id);
            let said = Verdict::Step { lao, record: of, request, key: sheet, on, act: Box::new(act) };
            let said = desk.says(said);
            let (id, json) = (said.id(), said.to_json());
            steps.push(StepRow { lao, record: of, request, nth: at, id, sheet, meeting, json });
        }
    }
    for some in steps.chunks(BATCH) {
        tx.put_steps(some).await.unwrap();
    }
    let posting = desk.posts(tx, held[HELD - 1], listed).await;
    Worked { meeting: held[HELD - 1].0, posting, event: desk.declares(tx).await }
}

struct Desk {
    lao: LaoCode,
    today: NaiveDate,
    key: SigningKey,
    said: u32,
}

impl Desk {
    fn says(&mut self, verdict: Verdict) -> Decision {
        self.said += 1;
        Ruling::new("u-01", Stamp::new(1_775_000_000_000, self.said), verdict).sign(&self.key)
    }

    async fn meets(&mut self, tx: &mut dyn Transaction, on: NaiveDate, held: bool) -> (MeetingId, NaiveDate) {
        let committee = [(Seat::Chair, "นายก"), (Seat::Community, "ประชาคม"), (Seat::Secretary, "ปลัด")];
        let called = Meeting::called(MeetingId::new(Uuid::now_v7()), on, committee);
        let meeting = if held { called.held_by(0..3) } else { called };
        let id = meeting.id;
        let said = self.says(Verdict::Meeting { lao: self.lao, meeting: Box::new(meeting) });
        tx.put_meeting(self.lao, id, &said.to_json()).await.unwrap();
        (id, on)
    }

    /// Names hang since the day after the meeting.
    async fn posts(
        &mut self,
        tx: &mut dyn Transaction,
        (meeting, on): (MeetingId, NaiveDate),
        listed: Vec<Listed>,
    ) -> PostingId {
        let from = on + Duration::days(1);
        let hangs = |site| Place {
            put_up: Some(from),
            by: Some("นายช่าง".to_owned()),
            ..Place::to_be(site, "ป้ายประกาศ")
        };
        let posting = Posting {
            id: PostingId::new(Uuid::now_v7()),
            kind: Kind::Names,
            title: "ช่วยเหลือผู้ประสบอุทกภัย".to_owned(),
            meeting,
            listed,
            of: None,
            result: None,
            from,
            until: Posting::least(Kind::Names, from, &Holidays::thailand()),
            places: [Site::Office, Site::CentralPlace, Site::Village].map(hangs).into(),
            cancelled: None,
        };
        let id = posting.id;
        let said = self.says(Verdict::Posting { lao: self.lao, posting: Box::new(posting) });
        tx.put_affair(self.lao, Affair::Posting, &id.to_string(), &said.to_json()).await.unwrap();
        id
    }

    async fn declares(&mut self, tx: &mut dyn Transaction) -> EventId {
        let from: NaiveDate = FLOODED.parse().unwrap();
        let event = Event {
            id: EventId::new(Uuid::now_v7()),
            kind: DamageKind::Flood,
            title: "อุทกภัย".to_owned(),
            from,
            until: Some(from + Duration::days(3)),
            zone: None,
            done_on: None,
            reported: vec![self.today.max(from)],
        };
        let id = event.id;
        let said = self.says(Verdict::Event { lao: self.lao, event: Box::new(event) });
        tx.put_affair(self.lao, Affair::Event, &id.to_string(), &said.to_json()).await.unwrap();
        id
    }
}

/// How far a request went.
fn way_of(
    nth: usize,
    (meeting, held): (MeetingId, NaiveDate),
    next: MeetingId,
    ago: impl Fn(i64) -> NaiveDate,
) -> Vec<(NaiveDate, Act)> {
    let number = |on: NaiveDate| Some(ReceiptNumber::new(FiscalYear::of(on), nth as u32 + 1));
    let came = |on: NaiveDate| (on, Act::Registered { number: number(on) });
    let to_agency = || Act::Assigned { agency: "กองช่าง".to_owned(), letter: None };
    let grant = || Grant {
        what: "วัสดุซ่อมแซมบ้าน".to_owned(),
        item: Some("5.1.5".to_owned()),
        kind: None,
        form: GrantForm::Goods,
        quantity: None,
        amount_baht: Some((4_000 + 500 * (nth as u64 % 7)).into()),
        person: None,
        funding: None,
        on: None,
    };
    let votes = Votes { yes: 3, no: 0, abstained: 0, casting: None };
    let ruled = |outcome: Outcome| {
        let begun = held - Duration::days(12);
        vec![
            came(begun),
            (begun, Act::PutOnAgenda { meeting }),
            (held, Act::Decided { meeting, outcome, votes }),
        ]
    };
    let chosen = || ruled(Outcome::Approved { grants: vec![grant()], beyond_criteria: false });
    let after = |days: i64| held + Duration::days(days);
    let reported = || Act::AgencyReported {
        cause: "น้ำท่วม".to_owned(),
        method: "มอบวัสดุ".to_owned(),
        explained: "แจ้งแล้ว".to_owned(),
        suggestion: "ไม่มี".to_owned(),
        grants: Vec::new(),
        nothing_given: false,
    };
    let check = || Act::SentForCheck {
        what: "ความเสียหายของบ้าน".to_owned(), task: None
    };
    let with = |mut way: Vec<(NaiveDate, Act)>, more: Vec<(NaiveDate, Act)>| {
        way.extend(more);
        way
    };
    match nth % IN_A_ROW {
        0 | 1 => Vec::new(),
        2 | 3 => vec![came(ago(4))],
        4 => vec![came(ago(4)), (ago(3), check())],
        5 | 6 => vec![came(ago(4)), (ago(2), Act::PutOnAgenda { meeting: next })],
        7 => chosen(),
        WITH_AN_AGENCY => vec![came(ago(6)), (ago(5), to_agency())],
        // Late; and late, and reminded.
        9 => vec![came(ago(22)), (ago(20), to_agency())],
        10 => {
            vec![came(ago(26)), (ago(25), to_agency()), (ago(9), Act::Reminded { letter: None })]
        }
        11 => with(chosen(), vec![(after(1), to_agency()), (after(7), reported())]),
        12 => vec![came(ago(8)), (ago(8), Act::Answered { answer: "แนะนำแล้ว".to_owned() })],
        _ => with(
            chosen(),
            vec![
                (after(1), to_agency()),
                (after(5), reported()),
                (after(6), Act::Summarised { memo: "ช่วยเหลือแล้ว".to_owned() }),
                (after(6), Act::Recorded { result: "มอบแล้ว".to_owned() }),
                (after(6), Act::ReportedToCentralPlace { letter: None }),
                (
                    after(7),
                    Act::Told {
                        how: "โทรศัพท์".to_owned(), what: "มอบแล้ว".to_owned()
                    },
                ),
                (after(7), Act::Closed {}),
            ],
        ),
    }
}
