//! What hangs at the boards of the sample (domain.md 4.4).
//!
//! Owns three papers of each LAO: names of the first meeting, which hung as long as they must and came down; what
//! came of them, which hangs since; and names of the second meeting, which hang too, with a photo that shows it.
//! What the third meeting chose waits to be put up. Called by the sample.

use chrono::{Duration, NaiveDate};
use register::course::MeetingId;
use register::deadline::Posting as Kind;
use register::lao::LaoKind;
use register::posting::{Listed, Place, Posting, PostingId, Site};
use uuid::Uuid;

use super::courses::HELD;
use super::{PLACE_NAME, Sample, ground, picture};
use crate::db::UserRole;
use crate::office::{Done, OfficeFault, Visitor};

/// Since when, in days from today, results hang of what came down the day before.
const RESULTS: i64 = -1;

impl Sample<'_> {
    /// Puts up whom the two meetings chose, and what came of the first.
    pub(super) async fn post(&self, code: &'static str, [first, second]: [MeetingId; 2]) -> Done<()> {
        let officer = self.at_desk(code, UserRole::Officer)?;
        let lao = officer.lao.code;
        // The day after each meeting.
        let [since_first, since_second, _] = HELD.map(|held| self.day(held + 1));
        let chosen = self.office.chosen(lao, first).await?;
        let came = self.office.came_of(lao, &chosen).await?;
        let names = self.paper(&officer, Kind::Names, first, since_first).await?;
        let mut over = Posting { listed: chosen, ..names };
        for place in &mut over.places {
            place.taken_down = Some(over.until + Duration::days(1));
        }
        self.say(&officer, &over).await?;

        let result = format!(
            "ให้ความช่วยเหลือแล้ว {} เรื่อง จาก {} เรื่อง รวมเป็นเงิน {} บาท",
            came.helped, came.listed, came.baht
        );
        let results = self.paper(&officer, Kind::Results, first, self.day(RESULTS)).await?;
        self.say(&officer, &Posting { of: Some(over.id), result: Some(result), ..results }).await?;

        let names = self.paper(&officer, Kind::Names, second, since_second).await?;
        let up = Posting { listed: self.office.chosen(lao, second).await?, ..names };
        self.say(&officer, &up).await?;
        let photo = ::picture::keep(&picture::board()).map_err(|fault| {
            OfficeFault::Refused(format!("the sample's picture of a board is none ({fault})"))
        })?;
        self.office.prove(&officer, up.id, 0, &photo).await
    }

    /// A paper that hangs at its three places since a day, as long as it must.
    async fn paper(
        &self,
        officer: &Visitor,
        kind: Kind,
        meeting: MeetingId,
        from: NaiveDate,
    ) -> Done<Posting> {
        let holidays = self.office.holidays(officer.lao.code).await?;
        let hangs = |site, name: &str, by: &str| Place {
            put_up: Some(from),
            by: Some(by.to_owned()),
            ..Place::to_be(site, name)
        };
        let village = format!("ที่ทำการผู้ใหญ่บ้าน หมู่ 1 {}", ground::village(1));
        Ok(Posting {
            id: PostingId::new(Uuid::now_v7()),
            kind,
            title: title(officer.lao.kind).to_owned(),
            meeting,
            listed: Vec::<Listed>::new(),
            of: None,
            result: None,
            from,
            until: Posting::least(kind, from, &holidays),
            places: vec![
                hangs(Site::Office, &officer.lao.name, "นายช่าง ตัวอย่าง"),
                hangs(Site::CentralPlace, PLACE_NAME, "เจ้าหน้าที่ กลาง ตัวอย่าง"),
                hangs(Site::Village, &village, "ผู้ใหญ่บ้าน ตัวอย่าง"),
            ],
            cancelled: None,
        })
    }

    async fn say(&self, officer: &Visitor, posting: &Posting) -> Done<()> {
        self.office.put_posting(&officer.id, officer.lao.code, posting).await
    }
}

/// What a paper is about: whom the flood struck, and at the PAO, which it did not strike, whoever asked.
fn title(kind: LaoKind) -> &'static str {
    match kind {
        LaoKind::Pao => "ส่งเสริมและพัฒนาคุณภาพชีวิต",
        _ => "ช่วยเหลือผู้ประสบอุทกภัย",
    }
}
