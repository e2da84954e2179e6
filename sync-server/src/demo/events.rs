//! The flood of last month, as the offices that it struck declared it (domain.md 4.5).
//!
//! Owns that the TAO lies in a declared zone, as its volunteers wrote down house by house, and the municipality in
//! none, so that both ways of helping are there to be seen; and that its progress was reported each time that it
//! was due, so that the next report is what waits. Called by the sample.

use chrono::Duration;
use register::calendar::BuddhistYear;
use register::calendar::written::{Form, write_month};
use register::event::{Event, EventId, Zone};
use register::record::DamageKind;
use register::spoken::Spoken;
use uuid::Uuid;

use super::{Sample, TAO, TOWN};
use crate::db::UserRole;
use crate::office::{Done, OfficeFault};

/// What the declared zone is called, on the province's paper and on what volunteers write.
pub(super) const ZONE: &str = "ตำบลตัวอย่าง";
/// The water was gone after so many days.
const DAYS: i64 = 3;
/// So long the declaration holds.
const DECLARED: i64 = 90;

impl Sample<'_> {
    /// Declares it.
    pub(super) async fn declare_flood(&self) -> Done<()> {
        let from = self.flooded_on();
        let zone = Zone {
            area: ZONE.to_owned(),
            from,
            until: from + Duration::days(DECLARED),
            by: "ผู้ว่าราชการจังหวัดและ ก.ช.ภ.จ.".to_owned(),
            reference: format!("ประกาศจังหวัดตัวอย่าง ที่ 7/{}", BuddhistYear::of(from)),
        };
        for (code, zone) in [(TOWN, None), (TAO, Some(zone))] {
            let visitor = self.at_desk(code, UserRole::Officer)?;
            let holidays = self.office.holidays(visitor.lao.code).await?;
            let mut event = Event {
                id: EventId::new(Uuid::now_v7()),
                kind: DamageKind::Flood,
                title: format!("{} {}", DamageKind::Flood.in_thai(), write_month(from, Form::Full)),
                from,
                until: Some((from + Duration::days(DAYS)).min(self.today)),
                zone,
                done_on: None,
                reported: Vec::new(),
            };
            event.reported = event.reports(self.today, &holidays).missed.iter().map(|due| due.on).collect();
            self.office
                .put_event(&visitor, &event, None)
                .await?
                .map_err(|unsaid| OfficeFault::Refused(format!("a sample flood cannot be ({unsaid})")))?;
        }
        Ok(())
    }
}
