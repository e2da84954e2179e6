//! Posting: what hangs for people to read (domain.md 4.4): the names of those who will be helped,
//! and what came of it.
//!
//! Owns what a posting is, how long it must hang at which places, and what may no longer change
//! once it hangs. A posting names requests and no people: the names are drawn from the register
//! when the paper is, so that an erasure need not look for them here. Who put it up and took it
//! down, where and when, is written down place by place, with photos that show it.
//!
//! Days are counted by `deadline`, and by the office's own list of closed days where they are
//! working days. Refuses to know who was chosen (`course`), what people are called, and what today
//! is. Called by the office's server and the console.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use uuid::Uuid;

use crate::as_text::{as_text, closed_list};
use crate::calendar::Holidays;
use crate::calendar::written::{Form, write_date};
use crate::course::MeetingId;
use crate::deadline::Posting as Kind;
use crate::record::{NotAnId, PhotoHash, RecordId, RequestId, identifier};
use crate::spoken::Spoken;
use crate::wording::{Unwritten, is_short, is_written};

identifier!(
    /// Which posting.
    PostingId
);

/// Longest text of a posting, and most places and names of one.
const LONGEST: usize = 4_000;
const MOST_SITES: usize = 60;
const MOST_LISTED: usize = 5_000;
const MOST_PHOTOS: usize = 12;

/// One paper that hangs, at several places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Posting {
    /// Made by the office, never changed.
    pub id: PostingId,
    /// What it is.
    pub kind: Kind,
    /// What it is about, in words that name nobody: the project or the disaster.
    pub title: String,
    /// The meeting whose rulings it tells.
    pub meeting: MeetingId,
    /// The requests that were chosen there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub listed: Vec<Listed>,
    /// The posting of names whose results it tells, where it tells results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<PostingId>,
    /// What came of it, where it tells results.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<String>,
    /// The first day, as the paper says.
    #[schemars(with = "String")]
    pub from: NaiveDate,
    /// The last day, as the paper says.
    #[schemars(with = "String")]
    pub until: NaiveDate,
    /// Where it hangs or is to hang.
    pub places: Vec<Place>,
    /// Why it was called off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<String>,
}

/// A request on a posting.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Listed {
    /// On which record.
    pub record: RecordId,
    /// Which of its requests.
    pub request: RequestId,
}

/// One place where it hangs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Of which kind.
    pub site: Site,
    /// Which.
    pub name: String,
    /// Since when it hangs there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub put_up: Option<NaiveDate>,
    /// Who put it up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// When it was taken down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>")]
    pub taken_down: Option<NaiveDate>,
    /// Photos that show it hanging.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub photos: BTreeSet<PhotoHash>,
}

closed_list! {
    /// The kinds of place that the law names \[S003:1331\] \[S003:1370\] \[S003:2194\].
    pub enum Site {
        /// The LAO's office.
        Office = "office",
        /// The central place.
        CentralPlace = "central-place",
        /// A village's or community's office.
        Village = "village",
    }
}

/// The kinds of place at which something must hang. Scholarships are not posted at the central
/// place \[S003:2194\].
pub fn sites(kind: Kind) -> &'static [Site] {
    match kind {
        Kind::Names | Kind::Results => &[Site::Office, Site::CentralPlace, Site::Village],
        Kind::Scholarships => &[Site::Office, Site::Village],
    }
}

/// How far a posting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It hangs nowhere yet.
    Prepared,
    /// It hangs at some places and not at others.
    PartlyUp,
    /// It hangs everywhere, until the end of this day.
    Up(NaiveDate),
    /// It has hung everywhere for as long as it must; somewhere it hangs still.
    MayComeDown,
    /// It was taken down everywhere.
    Over,
    /// It was called off.
    Cancelled,
}

/// Why a posting cannot be as it is said. Nothing changes then.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each is the sentence above it")]
pub enum Refusal {
    #[error(transparent)]
    Unwritten(#[from] Unwritten),
    #[error("ยังไม่มีรายชื่อในประกาศ เลือกการประชุมที่คณะกรรมการเห็นชอบเรื่องแล้ว")]
    NobodyListed,
    #[error("มีเรื่องที่คณะกรรมการไม่ได้เห็นชอบในการประชุมนี้อยู่ในรายชื่อ เปิดหน้าใหม่แล้วทำอีกครั้ง")]
    NotChosen,
    #[error("รายการมากเกินไป แยกเป็นหลายประกาศ")]
    TooMany,
    #[error("ต้องปิดประกาศถึงวันที่ {} เป็นอย่างน้อย ({})", write_date(*least, Form::Short), how_long(*kind))]
    TooShort { least: NaiveDate, kind: Kind },
    #[error("ต้องมีที่ปิดประกาศคือ{} อย่างน้อยหนึ่งแห่ง", .0.in_thai())]
    NoPlace(Site),
    #[error("วันที่ปิดหรือปลดประกาศ ({}) ยังมาไม่ถึง", write_date(*.0, Form::Short))]
    InTheFuture(NaiveDate),
    #[error("ที่ “{0}” ต้องกรอกทั้งวันที่ปิดประกาศและผู้ปิด")]
    HalfSaid(String),
    #[error("ประกาศที่ “{0}” ปิดไว้ก่อนวันเริ่มที่พิมพ์ในประกาศ ตรวจวันที่อีกครั้ง")]
    BeforeItsDay(String),
    #[error("ประกาศที่ “{name}” ปลดได้ตั้งแต่วันที่ {} ({})", write_date(*first, Form::Short), how_long(*kind))]
    DownTooEarly { name: String, first: NaiveDate, kind: Kind },
    #[error("ประกาศนี้ปิดแล้ว จึงแก้ชื่อเรื่อง รายชื่อ และวันที่ในประกาศไม่ได้ หากผิดให้ยกเลิกแล้วทำประกาศใหม่")]
    HangsAlready,
    #[error("วันเริ่มปิดประกาศต้องไม่ก่อนวันประชุม คือ {}", write_date(*.0, Form::Short))]
    BeforeTheMeeting(NaiveDate),
    #[error("ไม่พบการประชุมนี้ เลือกการประชุมใหม่")]
    NoSuchMeeting,
    #[error("ผลการดำเนินการต้องอ้างถึงประกาศรายชื่อที่ปิดแล้วและไม่ได้ยกเลิก")]
    NamesFirst,
    #[error(
        "ยังไม่มีเรื่องใดในประกาศรายชื่อที่บันทึกว่าให้ความช่วยเหลือแล้ว จึงยังประกาศผลไม่ได้ บันทึกผลจากหน่วยงานของเรื่องที่ช่วยแล้วก่อน แล้วทำประกาศอีกครั้ง"
    )]
    NothingGiven,
    #[error("รูปหลักฐานที่ปิดประกาศแล้วลบไม่ได้")]
    PhotosStay,
}

fn how_long(kind: Kind) -> &'static str {
    match kind {
        Kind::Names | Kind::Results => "ไม่น้อยกว่า ๑๕ วัน",
        Kind::Scholarships => "ไม่น้อยกว่า ๑๕ วันทำการ",
    }
}

impl Place {
    /// A place where it is to hang.
    pub fn to_be(site: Site, name: impl Into<String>) -> Self {
        Self { site, name: name.into(), put_up: None, by: None, taken_down: None, photos: BTreeSet::new() }
    }

    /// Until the end of which day it must hang there, once it does: as long as the law says, and as
    /// long as the paper says.
    pub fn must_hang_until(&self, posting: &Posting, holidays: &Holidays) -> Option<NaiveDate> {
        Some(posting.kind.last_day(self.put_up?, holidays).max(posting.until))
    }
}

impl Posting {
    /// The earliest last day of a paper that is put up on a day.
    pub fn least(kind: Kind, from: NaiveDate, holidays: &Holidays) -> NaiveDate {
        kind.last_day(from, holidays)
    }

    /// The last day of it all: as the paper says, or as the place says where it was put up last.
    pub fn hangs_until(&self, holidays: &Holidays) -> NaiveDate {
        let places = self.places.iter().filter_map(|place| place.must_hang_until(self, holidays));
        places.max().unwrap_or(self.until).max(self.until)
    }

    /// Whether it hangs, or is to: what is over is not seen to any more.
    pub fn is_yet_to_hang(&self, today: NaiveDate, holidays: &Holidays) -> bool {
        match self.standing(today, holidays) {
            Standing::Prepared | Standing::PartlyUp | Standing::Up(_) => true,
            Standing::MayComeDown | Standing::Over | Standing::Cancelled => false,
        }
    }

    /// The last day of it all, where the paper that hangs names an earlier one: it is to be printed anew.
    pub fn outhangs_its_paper(&self, today: NaiveDate, holidays: &Holidays) -> Option<NaiveDate> {
        let last = self.hangs_until(holidays);
        (last > self.until && self.is_yet_to_hang(today, holidays)).then_some(last)
    }

    /// Whether it hangs or hung anywhere.
    pub fn was_put_up(&self) -> bool {
        self.places.iter().any(|place| place.put_up.is_some())
    }

    /// How far it is.
    pub fn standing(&self, today: NaiveDate, holidays: &Holidays) -> Standing {
        if self.cancelled.is_some() {
            return Standing::Cancelled;
        }
        if !self.was_put_up() {
            return Standing::Prepared;
        }
        let until: Option<Vec<NaiveDate>> =
            self.places.iter().map(|place| place.must_hang_until(self, holidays)).collect();
        match until.and_then(|until| until.into_iter().max()) {
            None => Standing::PartlyUp,
            Some(_) if self.places.iter().all(|place| place.taken_down.is_some()) => Standing::Over,
            Some(last) if today > last => Standing::MayComeDown,
            Some(last) => Standing::Up(last),
        }
    }

    /// Whether it can be as it says.
    ///
    /// # Errors
    /// Says what cannot be.
    pub fn check(&self, today: NaiveDate, holidays: &Holidays) -> Result<(), Refusal> {
        let least = Self::least(self.kind, self.from, holidays);
        if self.until < least {
            return Err(Refusal::TooShort { least, kind: self.kind });
        }
        self.check_the_rest(today, holidays)
    }

    /// All but whether the days that the paper says are enough.
    fn check_the_rest(&self, today: NaiveDate, holidays: &Holidays) -> Result<(), Refusal> {
        self.is_written()?;
        if self.kind != Kind::Results && self.listed.is_empty() {
            return Err(Refusal::NobodyListed);
        }
        if self.listed.len() > MOST_LISTED || self.places.len() > MOST_SITES {
            return Err(Refusal::TooMany);
        }
        let has = |site: &Site| self.places.iter().any(|place| place.site == *site);
        if let Some(site) = sites(self.kind).iter().find(|site| !has(site)) {
            return Err(Refusal::NoPlace(*site));
        }
        self.places.iter().try_for_each(|place| self.check_place(place, today, holidays))
    }

    fn is_written(&self) -> Result<(), Refusal> {
        let result = self.result.as_deref().unwrap_or_default();
        let needed = [("ชื่อเรื่องของประกาศ", self.title.as_str())]
            .into_iter()
            .chain((self.kind == Kind::Results).then_some(("ผลการดำเนินการ", result)))
            .chain(self.cancelled.as_deref().map(|why| ("เหตุที่ยกเลิก", why)))
            .chain(self.places.iter().map(|place| ("ชื่อสถานที่ปิดประกาศ", place.name.as_str())));
        for (field, text) in needed {
            is_written(field, text, LONGEST)?;
        }
        Ok(())
    }

    fn check_place(&self, place: &Place, today: NaiveDate, holidays: &Holidays) -> Result<(), Refusal> {
        let by = place.by.as_deref().map(str::trim).filter(|by| !by.is_empty());
        if place.put_up.is_some() != by.is_some() || (place.taken_down.is_some() && place.put_up.is_none()) {
            return Err(Refusal::HalfSaid(place.name.clone()));
        }
        is_short("ผู้ปิดประกาศ", by.unwrap_or_default(), LONGEST)?;
        if place.photos.len() > MOST_PHOTOS {
            return Err(Refusal::TooMany);
        }
        let days = [place.put_up, place.taken_down];
        if let Some(day) = days.into_iter().flatten().find(|day| *day > today) {
            return Err(Refusal::InTheFuture(day));
        }
        if place.put_up.is_some_and(|day| day < self.from) {
            return Err(Refusal::BeforeItsDay(place.name.clone()));
        }
        let (Some(down), Some(last)) = (place.taken_down, place.must_hang_until(self, holidays)) else {
            return Ok(());
        };
        // Not less than 15 days leaves all of the last one. What was called off may come down.
        let first = last.succ_opt().unwrap_or(last);
        if down < first && self.cancelled.is_none() {
            return Err(Refusal::DownTooEarly { name: place.name.clone(), first, kind: self.kind });
        }
        Ok(())
    }

    /// Whether it may be said anew like this. Once it hangs, what the paper says stays: only where
    /// it hangs, since when and until when, is written on.
    ///
    /// # Errors
    /// Says what cannot be.
    pub fn may_become(&self, new: &Self, today: NaiveDate, holidays: &Holidays) -> Result<(), Refusal> {
        // A day that was closed later makes no paper too short that was long enough when it was written: how long it
        // hangs is asked of each place, by the days as they are then.
        if (self.kind, self.from, self.until) == (new.kind, new.from, new.until) {
            new.check_the_rest(today, holidays)?;
        } else {
            new.check(today, holidays)?;
        }
        let kept = |place: &Place| {
            place.photos.is_empty()
                || new.places.iter().any(|of| of.name == place.name && of.photos.is_superset(&place.photos))
        };
        if !self.places.iter().all(kept) {
            return Err(Refusal::PhotosStay);
        }
        let paper = Self { places: Vec::new(), cancelled: None, ..self.clone() };
        let same_paper = paper == Self { places: Vec::new(), cancelled: None, ..new.clone() };
        if self.was_put_up() && !same_paper { Err(Refusal::HangsAlready) } else { Ok(()) }
    }
}

#[cfg(test)]
#[path = "posting_tests.rs"]
mod tests;
