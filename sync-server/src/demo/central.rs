//! The central place of the sample, which serves the municipality and the TAO (domain.md 4.7).
//!
//! Owns that what they sent on to it stands at three stages: answered, asked of an agency, and waiting; that
//! somebody came to the place itself; that one of its LAOs handed last month's figures in and the other owes them;
//! and that the year's results were published. Called by the sample.

use std::collections::BTreeSet;

use register::calendar::{FiscalYear, Round};
use register::lao::{Lao, LaoKind};
use register::publication::{Publication, PublicationId};
use register::record::{Channel, Record, RequestId};
use register::referral::{Coordinated, TakenIn};
use register::report::Period;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{DESK_OF_PLACE, PLACE, PLACE_NAME, Sample, TAO, TOWN, code_of};
use crate::db::{DbFault, Tenant, UserRole};
use crate::office::{Done, OfficeFault, Passed, Visitor};

impl Sample<'_> {
    /// Founds it, with whoever sits there.
    pub(super) async fn found_place(&mut self) -> Done<()> {
        let lao = Lao {
            code: code_of(PLACE)?,
            name: PLACE_NAME.to_owned(),
            kind: LaoKind::CentralPlace,
            province: "57".to_owned(),
        };
        let serves = BTreeSet::from([code_of(TOWN)?, code_of(TAO)?]);
        self.office.add_lao(Tenant { lao, serves }).await?;
        for (role, name) in DESK_OF_PLACE {
            let seated = self.employ(PLACE, role, name).await?;
            self.desks.insert((PLACE, role), seated);
        }
        Ok(())
    }

    /// What it did so far.
    pub(super) async fn coordinate(&mut self) -> Done<()> {
        let place = self.at_desk(PLACE, UserRole::Officer)?;
        let (town, sent_on) = (code_of(TOWN)?, self.office.sent_on(&place).await?);
        let mut of_town = sent_on.iter().filter(|passed| passed.of.from == town);
        if let Some(answered) = of_town.next() {
            self.agency(&place, answered, -5, "ขอเครื่องจักรขุดลอกทางน้ำ", false).await?;
            self.agency(&place, answered, -2, "อนุมัติแล้ว จะเข้าพื้นที่ภายในสัปดาห์หน้า", true).await?;
        }
        if let Some(asked) = of_town.next() {
            self.agency(&place, asked, -3, "ขอเครื่องจักรขุดลอกทางน้ำ", false).await?;
        }
        self.take_in_at_place(&place).await?;

        let last = Round::of(self.today).previous();
        self.office.hand_in(&self.at_desk(TOWN, UserRole::Officer)?, last, |_| true).await?;
        let published = Publication {
            id: PublicationId::new(Uuid::now_v7()),
            of: Period::Year(FiscalYear::of(last.first_day())),
            on: self.day(-1),
            at: "ป้ายประกาศหน้าสถานที่กลาง".to_owned(),
            struck_out: None,
        };
        self.office.put_publication(&place, &published).await?.map_err(refused)
    }

    /// Something that the place said to an agency, or heard from it, so many days from today.
    async fn agency(&self, place: &Visitor, of: &Passed, days: i64, said: &str, ends: bool) -> Done<()> {
        let agency = "โครงการชลประทานจังหวัด".to_owned();
        let step = Coordinated { on: self.day(days), agency, said: said.to_owned(), ends };
        self.office.coordinate(place, of, step).await?.map_err(refused)
    }

    /// Somebody of the TAO brought theirs to the place.
    async fn take_in_at_place(&mut self, place: &Visitor) -> Done<()> {
        let on = self.day(-1);
        let (who, request) = (self.id(), self.id());
        let somebody = json!({
            "id": who.to_string(), "title": "นาง", "given_name": "บุญมา", "family_name": "เดินทางมา",
            "no_id_reason": "ไม่ได้นำบัตรมา", "sex": "female", "birth": { "date": "1949", "precision": "year" },
            "nationality": "TH", "registered": "here", "family": 1, "head": true, "phone": "0800000000"
        });
        let mut record = self.record(TAO, 2, "41/2", Round::of(on), vec![somebody]);
        // Nobody stood before the house, and nobody looked at it.
        record["captured_at"] = json!(format!("{on}T10:20:00+07:00"));
        record["place"]["found_at"] = Value::Null;
        record["dwelling"] = Value::Null;
        record["requests"] = json!([{
            "id": request.to_string(), "person": who.to_string(), "area": "disaster", "subject": "ขอถุงยังชีพ",
            "facts": "น้ำท่วมบ้าน ของใช้เสียหาย", "need": "ถุงยังชีพ", "channel": Channel::CentralPlace,
            "signature": { "kind": "paper-photo" }
        }]);
        let record = Record::from_value(record)
            .map_err(|e| OfficeFault::Db(DbFault::Broken(format!("a sample record is wrong ({e})"))))?;
        let to_check = Some("ความเสียหายของบ้านและจำนวนคนในครอบครัว".to_owned());
        let taken_in = TakenIn { on, channel: Channel::CentralPlace, to_check };
        let asked = (record, RequestId::new(request));
        self.office.take_in_for_lao(place, asked, &[], taken_in).await?.map(drop).map_err(refused)
    }
}

/// Why what the place said may not be said.
fn refused(unsaid: impl std::fmt::Display) -> OfficeFault {
    OfficeFault::Refused(format!("the sample's central place cannot say that ({unsaid})"))
}
