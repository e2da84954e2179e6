//! What the desks of the sample did to requests, and the meetings that ruled on them (domain.md 4.2).
//!
//! Owns how far each request went. The oldest went furthest: what the first meeting chose is closed, what the
//! second chose is with an agency, some are sent on to the central place, and of the others some wait at every
//! step. No step is older than what it follows, whatever day of a month it is now. Called by the sample.

use register::course::{
    Act, Funding, Grant, GrantForm, Meeting, MeetingId, Outcome, Seat, StepKey, Target, Votes, WhyForwarded,
};
use uuid::Uuid;

use super::{Asking, PAO, PLACE_NAME, Sample, TAO, TOWN, code_of};
use crate::db::UserRole::{self, Committee, Officer};
use crate::office::{Asked, Done, NewFact, NewStep, NewTask, OfficeFault};

/// Days from today of the meetings that were held, the oldest first; and of the next one.
pub(super) const HELD: [i64; 3] = [-19, -12, -9];
const NEXT: i64 = 6;
/// Requests that each of the first two meetings chose.
const CHOSEN: usize = 3;
/// Requests after those, which stand at every step.
const AT_EVERY_STEP: usize = 65;

/// A request's way: who took each step, how many days from today, and what it was.
type Way = Vec<(UserRole, i64, Act)>;

/// The meetings of a LAO.
struct Meetings {
    first: MeetingId,
    second: MeetingId,
    third: MeetingId,
    next: MeetingId,
}

impl Sample<'_> {
    /// What the desk of a LAO has done so far; the meetings whose names were put up, the oldest first.
    pub(super) async fn work_on(&mut self, code: &'static str) -> Done<[MeetingId; 2]> {
        let [first, second, third] = HELD;
        let begun = self.meeting(code, first, true).await?;
        let meetings = Meetings {
            first: begun.id,
            second: self.meeting(code, second, true).await?.id,
            third: self.meeting(code, third, true).await?.id,
            next: self.meeting(code, NEXT, false).await?.id,
        };
        // Whoever asked first is served first, and of them whom the flood struck.
        let mut requests = self.requests.remove(code).unwrap_or_default();
        requests.sort_by_key(|asking| asking.on);
        let is_struck = requests.iter().any(|asking| asking.struck);
        let (first_served, mut others): (Vec<Asking>, Vec<Asking>) =
            requests.into_iter().partition(|asking| asking.signed && asking.struck == is_struck);
        let mut first_served = first_served.into_iter();
        for (nth, asking) in first_served.by_ref().take(2 * CHOSEN).enumerate() {
            let way = match nth < CHOSEN {
                true => finished(nth, &asking, code, meetings.first),
                false => with_an_agency(nth, &asking, code, meetings.second),
            };
            self.go(code, &asking, way).await?;
        }
        others.extend(first_served);
        others.sort_by_key(|asking| asking.on);
        let mut others = others.into_iter();
        for (nth, asking) in others.by_ref().take(AT_EVERY_STEP).enumerate() {
            let way = way_of(nth, &asking, code, &meetings);
            self.go(code, &asking, way).await?;
            if nth == 1 {
                self.send_to_look(code, &asking).await?;
            }
        }
        // The municipality sent two on, of which one is answered; the TAO's waits for its answer. No central place
        // serves the PAO.
        let sent = match code {
            TOWN => 2,
            TAO => 1,
            _ => 0,
        };
        for asking in others.filter(|asking| asking.signed).take(sent) {
            self.go(code, &asking, sent_on()).await?;
        }
        let minutes = Some(format!("ที่ประชุมเห็นชอบให้ช่วยเหลือ {CHOSEN} เรื่องตามวาระ และมอบกองช่างดำเนินการ"));
        self.put(code, &Meeting { minutes, ..begun }).await?;
        Ok([meetings.first, meetings.second])
    }

    /// Takes a request its way, as far as it goes.
    async fn go(&self, code: &'static str, asking: &Asking, way: Way) -> Done<()> {
        let asked = Asked { lao: code_of(code)?, record: asking.record, request: asking.request };
        let (mut seen, mut last) = (0, asking.on);
        for (role, days, act) in way {
            let user = self.at_desk(code, role)?;
            // Nothing is done before it was asked for, and nothing before what it follows.
            last = last.max(self.day(days));
            let step = NewStep { key: StepKey::new(Uuid::now_v7()), seen, on: last, act };
            match self.office.step(&user.id, &asked, &step).await {
                Ok(stood) => seen = stood.course.steps().len(),
                // Somebody did not sign, or the step does not fit this one: it waits where it is.
                Err(OfficeFault::Step(_)) => break,
                Err(fault) => return Err(fault),
            }
        }
        Ok(())
    }

    /// Sends the mobile unit to look at something again.
    async fn send_to_look(&self, code: &'static str, asking: &Asking) -> Done<()> {
        let Some(phone) = self.phones.get(&(code, 0)) else { return Ok(()) };
        let task = NewTask {
            lao: code_of(code)?,
            record: asking.record,
            to: phone.sender.surveyor.id.clone(),
            facts: vec![NewFact {
                label: "ความเสียหายของบ้าน".to_owned(), field: None, claimed: None
            }],
            note: Some("ขอรูปถ่ายเพิ่ม".to_owned()),
            due: Some(self.day(5)),
            urgent: false,
        };
        self.office.give_task(&task).await?;
        Ok(())
    }

    async fn meeting(&self, code: &'static str, days: i64, held: bool) -> Done<Meeting> {
        let seats = [
            (Seat::Chair, "นายก ตัวอย่าง"),
            (Seat::LocalAdministration, "ผู้แทนท้องถิ่นจังหวัด ตัวอย่าง"),
            (Seat::Community, "ประชาคม หนึ่ง"),
            (Seat::Community, "ประชาคม สอง"),
            (Seat::Secretary, "ปลัด ตัวอย่าง"),
        ];
        let called = Meeting::called(MeetingId::new(Uuid::now_v7()), self.day(days), seats);
        let called = Meeting { place: Some("ห้องประชุม".to_owned()), ..called };
        let meeting = if held { called.held_by([0, 1, 2, 4]) } else { called };
        self.put(code, &meeting).await?;
        Ok(meeting)
    }

    async fn put(&self, code: &'static str, meeting: &Meeting) -> Done<()> {
        let officer = self.at_desk(code, Officer)?;
        self.office.put_meeting(&officer.id, officer.lao.code, meeting).await
    }
}

fn registered() -> (UserRole, i64, Act) {
    (Officer, -22, Act::Registered { number: None })
}

fn assigned() -> Act {
    Act::Assigned { agency: "กองช่าง".to_owned(), letter: None }
}

fn reported() -> Act {
    Act::AgencyReported {
        cause: "บ้านชำรุด".to_owned(),
        method: "มอบวัสดุซ่อมแซม".to_owned(),
        explained: "แจ้งผู้ร้องแล้ว".to_owned(),
        suggestion: "ไม่มี".to_owned(),
        grants: Vec::new(),
        nothing_given: false,
    }
}

/// What the committee chose to give; no two houses get the same. After a disaster it is by the criteria of one.
fn material(nth: usize, asking: &Asking) -> Grant {
    Grant {
        what: "วัสดุซ่อมแซมบ้าน".to_owned(),
        item: asking.struck.then(|| "5.1.5".to_owned()),
        kind: None,
        form: GrantForm::Goods,
        quantity: None,
        amount_baht: Some((4_000 + 500 * (nth as u64 % 7)).into()),
        person: None,
        funding: Some(Funding::AnnualBudget),
        on: None,
    }
}

/// Laid before a meeting that was held so many days from today. What lies in the declared zone was reported to the
/// district before \[S003:1313\].
fn laid_before(asking: &Asking, code: &str, (meeting, held): (MeetingId, i64), outcome: Outcome) -> Way {
    let in_zone = asking.struck && code == TAO;
    let report = Act::ReportedUp {
        to: "ที่ว่าการอำเภอตัวอย่าง (ก.ช.ภ.อ.)".to_owned(),
        letter: "ตย 0023/114".to_owned(),
    };
    let votes = Votes { yes: 4, no: 0, abstained: 0, casting: None };
    let mut way = vec![registered()];
    way.extend(in_zone.then_some((Officer, -21, report)));
    way.push((Officer, -20, Act::PutOnAgenda { meeting }));
    way.push((Committee, held, Act::Decided { meeting, outcome, votes }));
    way
}

fn approved(nth: usize, asking: &Asking) -> Outcome {
    Outcome::Approved { grants: vec![material(nth, asking)], beyond_criteria: false }
}

/// Helped, told and closed.
fn finished(nth: usize, asking: &Asking, code: &str, meeting: MeetingId) -> Way {
    let mut way = laid_before(asking, code, (meeting, HELD[0]), approved(nth, asking));
    way.extend([
        (Officer, -18, assigned()),
        (Officer, -6, reported()),
        (Officer, -5, Act::Summarised { memo: "ช่วยเหลือแล้ว".to_owned() }),
        (
            Officer,
            -4,
            Act::Recorded {
                result: "มอบวัสดุซ่อมแซมบ้านแล้ว".to_owned()
            },
        ),
    ]);
    way.extend((code != PAO).then_some((Officer, -4, Act::ReportedToCentralPlace { letter: None })));
    way.extend([
        (
            Officer,
            -3,
            Act::Told {
                how: "โทรศัพท์".to_owned(), what: "มอบวัสดุซ่อมแซมบ้านแล้ว".to_owned()
            },
        ),
        (Officer, -3, Act::Closed {}),
    ]);
    way
}

/// Chosen, and not done yet.
fn with_an_agency(nth: usize, asking: &Asking, code: &str, meeting: MeetingId) -> Way {
    let mut way = laid_before(asking, code, (meeting, HELD[1]), approved(nth, asking));
    way.push((Officer, -11, assigned()));
    way
}

/// More than the LAO can do.
fn sent_on() -> Way {
    let forwarded = Act::Forwarded {
        to: Target::CentralPlace,
        name: PLACE_NAME.to_owned(),
        why: WhyForwarded::BeyondCapacity,
        reason: "ต้องใช้เครื่องจักรหนักขุดลอกทางน้ำหลังหมู่บ้าน".to_owned(),
    };
    vec![registered(), (Officer, -7, forwarded)]
}

/// How far one request went: each of so many in a row stands elsewhere.
fn way_of(nth: usize, asking: &Asking, code: &str, meetings: &Meetings) -> Way {
    let decided = |outcome| laid_before(asking, code, (meetings.third, HELD[2]), outcome);
    let mut way = vec![registered()];
    match nth % 13 {
        0 => way.clear(),
        1 => {
            let what = "ความเสียหายของบ้าน".to_owned();
            way.push((Officer, -3, Act::SentForCheck { what, task: None }));
        }
        2 | 3 => {}
        4 => way.push((Officer, -2, Act::PutOnAgenda { meeting: meetings.next })),
        5 => way = decided(approved(nth, asking)),
        6 => {
            way = decided(approved(nth, asking));
            way.push((Officer, -8, assigned()));
        }
        // Late: sixteen days and more, and nobody has reminded them.
        7 => way.push((Officer, -18, assigned())),
        8 => {
            way = decided(approved(nth, asking));
            way.extend([
                (Officer, -8, assigned()),
                (Officer, -2, reported()),
                (Officer, -1, Act::Summarised { memo: "ช่วยเหลือแล้ว".to_owned() }),
            ]);
        }
        9 => {
            let answer = "แนะนำให้ติดต่อสำนักงานเกษตรอำเภอ".to_owned();
            way.push((Officer, -21, Act::Answered { answer }));
        }
        // Late too, and reminded.
        10 => way.extend([
            (Officer, -21, assigned()),
            (Officer, -5, Act::Reminded { letter: Some("ตย 52102/31".to_owned()) }),
        ]),
        // What a disaster needs at once is given first, and told to the meeting afterwards.
        11 => {
            let bag = Grant {
                what: "ถุงยังชีพ".to_owned(),
                item: Some("5.1.2".to_owned()),
                amount_baht: Some(700.into()),
                funding: Some(Funding::CentralReserve),
                ..material(nth, asking)
            };
            way.push((Officer, -22, Act::HelpedUrgently { grants: vec![bag], consent: None, area: None }));
        }
        _ => {
            way = decided(Outcome::Rejected {
                reason: "ได้รับความช่วยเหลือจากหน่วยงานอื่นครบแล้ว".to_owned()
            })
        }
    }
    way
}
