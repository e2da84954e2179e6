//! O-13 and O-12: damage and needs listed by type, and the seven items of a request for support.
//!
//! Damage is of the time in which it happened; where nobody said when, in which it was written
//! down. A house is counted once for each disaster, however often it was visited: what was damaged is
//! as its newest visit tells, whoever lives there, what they asked for against it, what helped them
//! and its pictures are those of every visit; and what they asked for against a disaster where no damage
//! was told of, at the counter or a month later, is of the last one that had struck the house by then.
//! Neither report names anybody: the law asks for kinds,
//! places and numbers \[S003:1667\] \[S003:1783-1789\].

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::outlay::WHOSE;
use super::table::{Cell, Table};
use super::{Case, Gone, Held, House, Point, Report, Village, Within, day, days_of, house_of, or_unsaid};
use crate::address;
use crate::aid::{Money, RuleBook};
use crate::course::{Act, ActKind, Course, Given, Outcome};
use crate::event::{Event, EventId, When};
use crate::household::{HouseOrder, house_number};
use crate::outlay::Slice;
use crate::record::{
    Area, Damage, DamageItem, DamageKind, Extent, PersonId, Photo, PhotoKind, Place, Record, RecordId,
    Request, RequestId, Status,
};
use crate::spoken::Spoken;
use crate::statement::Helped;

/// A house that something happened to.
pub(super) struct Hit<'h> {
    /// The newest visit that tells of it.
    record: &'h Record,
    /// What was damaged, as that visit tells.
    damage: &'h Damage,
    house: House,
    of: Of,
    on: NaiveDate,
    /// Every visit that tells of it, the newest last.
    visits: Vec<&'h Record>,
    /// What the household asked for against it: at these visits, or where nothing was told of damage.
    asked: Vec<(RecordId, &'h Request)>,
}

/// Which disaster.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Of {
    /// What houses tell of where the office knows of none: a kind, and its day.
    Told(Option<DamageKind>, Option<NaiveDate>),
    /// One that the office knows of.
    Known(DamageKind, EventId),
}

impl Of {
    fn kind(self) -> Option<DamageKind> {
        match self {
            Self::Told(kind, _) => kind,
            Self::Known(kind, _) => Some(kind),
        }
    }
}

/// Whether what was asked for is against a disaster; where nobody said of what it is, it may be.
fn is_of_disaster(area: Option<Area>) -> bool {
    matches!(area, Some(Area::Disaster) | None)
}

impl<'h> Hit<'h> {
    /// The day by which ceilings, and names of items, are chosen.
    fn event_on(&self) -> NaiveDate {
        self.damage.event_on.unwrap_or(self.on)
    }

    fn is_dwelling(item: &DamageItem) -> bool {
        // 5.1.4 living costs of a house that is wholly damaged, 5.1.5 its repair, 5.1.7 rent.
        let code = item.code.as_deref().unwrap_or_default();
        ["5.1.4", "5.1.5", "5.1.7"].iter().any(|dwelling| is_under(code, dwelling))
    }

    /// How far its dwelling was damaged, where it was.
    fn dwelling(&self) -> Option<Extent> {
        let items = || self.damage.items.iter().filter(|item| Self::is_dwelling(item));
        let whole =
            |item: &DamageItem| item.extent == Some(Extent::Whole) || item.code.as_deref() == Some("5.1.4");
        items().next()?;
        Some(if items().any(whole) { Extent::Whole } else { Extent::Partial })
    }

    /// What the household needs against it, each once.
    fn needs(&self) -> BTreeSet<&'h str> {
        let needs = self.asked.iter().filter_map(|(_, request)| request.need.as_deref()).map(str::trim);
        needs.filter(|need| !need.is_empty()).collect()
    }

    /// Where it is, found at where the last visit that was sure of it stood.
    fn place(&self) -> Option<Place> {
        let found = |record: &&Record| {
            record.place.as_ref()?.found_at.clone().filter(|fix| fix.lat.is_some() && fix.lon.is_some())
        };
        let mut place = self.record.place.clone()?;
        place.found_at = self.visits.iter().rev().find_map(found).or(place.found_at);
        Some(place)
    }
}

/// Whether a code is this item, or a part of it: `5.1.12(1)` is under `5.1.12`.
fn is_under(code: &str, item: &str) -> bool {
    code.strip_prefix(item).is_some_and(|rest| rest.is_empty() || rest.starts_with(['(', '/']))
}

/// An item as lists name it.
fn called(item: &DamageItem, on: NaiveDate) -> String {
    let note = item.note.as_deref().map(str::trim).filter(|note| !note.is_empty());
    let Some(code) = item.code.as_deref() else { return note.unwrap_or("ไม่ระบุ").to_owned() };
    let name = RuleBook::thailand().item(code, on).map_or(String::new(), |item| format!(" {}", item.name));
    let note = note.map_or(String::new(), |note| format!(" ({note})"));
    format!("ข้อ {code}{name}{note}")
}

fn units(item: &DamageItem) -> f64 {
    item.quantity.as_ref().and_then(serde_json::Number::as_f64).filter(|many| *many > 0.0).unwrap_or(1.0)
}

/// Houses that were hit in a time.
pub(super) fn of_time(held: &Held, period: super::Period) -> Vec<Hit<'_>> {
    held.hits(|hit| period.contains(hit.on))
}

/// Houses that were hit in one disaster.
pub(super) fn of_event<'h>(held: &'h Held, event: &Event) -> Vec<Hit<'h>> {
    held.hits(|hit| hit.of == Of::Known(event.kind, event.id))
}

/// A house that a disaster struck, for a map and for its pictures. It names nobody.
#[derive(Clone, Debug, PartialEq)]
pub struct Struck {
    /// The newest visit that tells of it.
    pub record: RecordId,
    /// The day.
    pub on: NaiveDate,
    /// Where.
    pub place: Option<Place>,
    /// How far its dwelling was damaged, where it was.
    pub dwelling: Option<Extent>,
    /// What was damaged, each as lists name it.
    pub items: Vec<String>,
    /// Photos of the damage and of the house, visit by visit; none of a person or a paper.
    pub photos: Vec<(RecordId, Vec<Photo>)>,
    /// How much is asked for against it.
    pub requests: usize,
}

/// The houses that an event struck.
pub(super) fn struck(held: &Held, event: &Event) -> Vec<Struck> {
    let shows = |photo: &&Photo| matches!(photo.kind, Some(PhotoKind::Damage | PhotoKind::House));
    let photos = |record: &&Record| {
        let shown: Vec<Photo> = record.photos.iter().filter(shows).cloned().collect();
        (!shown.is_empty()).then_some((record.id, shown))
    };
    of_event(held, event)
        .iter()
        .map(|hit| Struck {
            record: hit.record.id,
            on: hit.on,
            place: hit.place(),
            dwelling: hit.dwelling(),
            items: hit.damage.items.iter().map(|item| called(item, hit.event_on())).collect(),
            photos: hit.visits.iter().filter_map(photos).collect(),
            requests: hit.asked.len(),
        })
        .collect()
}

impl Held {
    /// Houses that were hit, as far as is asked: each once for each disaster.
    fn hits<'h>(&'h self, is_asked: impl Fn(&Hit<'h>) -> bool) -> Vec<Hit<'h>> {
        let mut told: BTreeMap<House, Disasters<'h>> = BTreeMap::new();
        let mut asked: BTreeMap<House, Vec<(&'h Record, &'h Request)>> = BTreeMap::new();
        for record in self.visits.iter().map(|visit| &visit.record) {
            if record.damage.is_none() {
                let against = record.requests.iter().filter(|of| of.area == Some(Area::Disaster));
                let against: Vec<_> = against.map(|request| (record, request)).collect();
                if !against.is_empty() {
                    asked.entry(house_of(&self.lao, record)).or_default().extend(against);
                }
            }
            let damage = record.damage.as_ref().filter(|_| record.status == Status::Complete);
            let Some(damage) = damage else { continue };
            let of = self.disaster_of(record, damage);
            told.entry(house_of(&self.lao, record))
                .or_default()
                .entry(of)
                .or_default()
                .push((record, damage));
        }
        let mut hits = Vec::new();
        for (house, mut disasters) in told {
            let undated = part_undated(&mut disasters);
            let all = disasters.into_iter().chain(undated);
            let mut here: Vec<Hit<'h>> = all.filter_map(|(of, visits)| hit(&house, of, visits)).collect();
            for (record, request) in asked.remove(&house).unwrap_or_default() {
                let of = self.last_begun(&here, record.came_on());
                if let Some(hit) = of.and_then(|nth| here.get_mut(nth)) {
                    hit.asked.push((record.id, request));
                }
            }
            hits.extend(here);
        }
        hits.retain(is_asked);
        hits.sort_by_cached_key(|hit| {
            let place = hit.record.place.as_ref();
            let number = place.and_then(|place| house_number(place.house_no.as_deref()?));
            (hit.of.kind(), self.village(place), HouseOrder::of(&number.unwrap_or_default()), hit.record.id)
        });
        hits
    }

    /// Which of a house's disasters is the last that had begun on a day.
    fn last_begun(&self, of_a_house: &[Hit<'_>], on: NaiveDate) -> Option<usize> {
        let begun = |hit: &Hit<'_>| match hit.of {
            Of::Known(_, id) => self.events.iter().find(|event| event.id == id).map(|event| event.from),
            Of::Told(_, day) => day.or(Some(hit.on)),
        };
        let days = of_a_house.iter().enumerate().filter_map(|(nth, hit)| Some((begun(hit)?, nth)));
        days.filter(|(day, _)| *day <= on).max().map(|(_, nth)| nth)
    }

    /// The disaster that damage is of.
    fn disaster_of(&self, record: &Record, damage: &Damage) -> Of {
        let when = When::of(damage, record.captured_at.date_time().date_naive());
        match Event::holding(&self.events, damage.kind, when) {
            Some(event) => Of::Known(event.kind, event.id),
            None => Of::Told(damage.kind, damage.event_on),
        }
    }

    /// Everybody who lives there, as the register knows them.
    fn victims<'h>(&self, hits: impl Iterator<Item = &'h Hit<'h>>) -> BTreeSet<PersonId> {
        let of_visit = |record: &&'h Record| {
            let record: &'h Record = record;
            record.people.iter().map(|person| self.who(record.id, person.id))
        };
        hits.flat_map(|hit| hit.visits.iter().flat_map(of_visit)).collect()
    }

    /// Help that was given against a disaster on what was taken back since.
    fn gone_of(&self, of: Of) -> Vec<&Case> {
        if self.gone.is_empty() {
            return Vec::new();
        }
        let mut houses: BTreeMap<House, Vec<Hit<'_>>> = BTreeMap::new();
        self.hits(|_| true)
            .into_iter()
            .for_each(|hit| houses.entry(hit.house.clone()).or_default().push(hit));
        let is_of_it = |Gone { case, record }: &&Gone| match &record.damage {
            Some(damage) => is_of_disaster(case.area()) && self.disaster_of(record, damage) == of,
            None => {
                let here = houses.get(&case.house).filter(|_| case.area() == Some(Area::Disaster));
                let last = here.and_then(|here| here.get(self.last_begun(here, case.asked_on())?));
                last.is_some_and(|hit| hit.of == of)
            }
        };
        self.gone.iter().filter(is_of_it).map(|gone| &gone.case).collect()
    }

    /// Against which of the office's disasters each of these requests was helped, where it was against one.
    pub(super) fn disasters_of<'c>(
        &self,
        cases: impl Iterator<Item = &'c Case>,
    ) -> BTreeMap<(RecordId, RequestId), EventId> {
        let mut against = BTreeMap::new();
        let asked: BTreeSet<(RecordId, RequestId)> = cases.map(|case| (case.record, case.request)).collect();
        if asked.is_empty() || self.events.is_empty() {
            return against;
        }
        for hit in self.hits(|_| true) {
            let Of::Known(_, id) = hit.of else { continue };
            let of_it = hit.asked.iter().map(|(record, request)| (*record, request.id));
            against.extend(of_it.filter(|name| asked.contains(name)).map(|name| (name, id)));
        }
        for event in &self.events {
            let of_it = self
                .gone_of(Of::Known(event.kind, event.id))
                .into_iter()
                .map(|case| (case.record, case.request));
            against.extend(of_it.filter(|name| asked.contains(name)).map(|name| (name, event.id)));
        }
        against
    }

    /// What these houses asked for against a disaster.
    fn cases_of<'h>(&'h self, hits: &[&Hit<'_>]) -> impl Iterator<Item = &'h Case> {
        let of = hits.iter().flat_map(|hit| &hit.asked).map(|(record, request)| (*record, request.id));
        let asked: BTreeSet<_> = of.collect();
        self.cases.iter().filter(move |case| asked.contains(&(case.record, case.request)))
    }
}

/// Visits that tell of one disaster.
type Visits<'h> = Vec<(&'h Record, &'h Damage)>;
/// The disasters that visits to one house tell of.
type Disasters<'h> = BTreeMap<Of, Visits<'h>>;

/// Takes out what nobody dated. Of one house and one kind it is of the last disaster that the house told of until
/// then, or of the one in which the same day's damage was; what is of none stands alone, each day of damage.
fn part_undated<'h>(disasters: &mut Disasters<'h>) -> Vec<(Of, Visits<'h>)> {
    let kinds: Vec<Of> = disasters.keys().copied().filter(|of| matches!(of, Of::Told(_, None))).collect();
    let mut alone: BTreeMap<(Of, Option<NaiveDate>), Visits<'h>> = BTreeMap::new();
    for of in kinds {
        for (record, damage) in disasters.remove(&of).unwrap_or_default() {
            let written = record.captured_at.date_time().date_naive();
            let is_it = |(told, visits): &(&Of, &mut Visits<'h>)| {
                told.kind() == of.kind()
                    && match damage.damaged_on {
                        Some(on) => visits
                            .iter()
                            .any(|(_, other)| [other.damaged_on, other.event_on].contains(&Some(on))),
                        None => matches!(told, Of::Told(_, Some(on)) if *on <= written),
                    }
            };
            match disasters.iter_mut().rfind(is_it) {
                Some((_, visits)) => visits.push((record, damage)),
                None => alone.entry((of, damage.damaged_on)).or_default().push((record, damage)),
            }
        }
    }
    alone.into_iter().map(|((of, _), visits)| (of, visits)).collect()
}

/// A house as all its visits tell of one disaster. It happened when the newest that dates it says; where none
/// does, when it was first written down.
fn hit<'h>(house: &House, of: Of, mut visits: Visits<'h>) -> Option<Hit<'h>> {
    visits.sort_by_key(|(record, _)| (record.captured_at, record.id));
    let (record, damage) = *visits.last()?;
    let dated = visits.iter().rev().find_map(|(_, damage)| damage.damaged_on.or(damage.event_on));
    let written = visits.first().map(|(record, _)| record.captured_at.date_time().date_naive());
    let on = dated.or(written)?;
    let visits: Vec<&Record> = visits.into_iter().map(|(record, _)| record).collect();
    let all = visits.iter().flat_map(|record| record.requests.iter().map(|request| (record.id, request)));
    let asked = all.filter(|(_, request)| is_of_disaster(request.area)).collect();
    Some(Hit { record, damage, house: house.clone(), of, on, visits, asked })
}

/// The groups of one kind, in the order of the law's list.
fn by_kind<'a, 'h>(hits: &'a [Hit<'h>]) -> BTreeMap<Option<DamageKind>, Vec<&'a Hit<'h>>> {
    let mut kinds: BTreeMap<Option<DamageKind>, Vec<&Hit<'_>>> = BTreeMap::new();
    hits.iter().for_each(|hit| kinds.entry(hit.of.kind()).or_default().push(hit));
    kinds
}

pub(super) fn draw(held: &Held, hits: &[Hit<'_>], report: &mut Report) {
    let heads = [
        ("ประเภทภัย", 34),
        ("จำนวนครัวเรือน", 16),
        ("จำนวนคน", 12),
        ("บ้านเสียหายทั้งหลัง", 18),
        ("บ้านเสียหายบางส่วน", 18),
        ("รายการความเสียหาย", 18),
    ];
    let mut sums = Table::new("จำนวนตามประเภทภัย", heads);
    let kinds = by_kind(hits);
    for (kind, of) in &kinds {
        let houses: BTreeSet<&House> = of.iter().map(|hit| &hit.house).collect();
        let dwellings = |extent: Extent| of.iter().filter(|hit| hit.dwelling() == Some(extent)).count();
        sums.rows.push(vec![
            Cell::text(or_unsaid(*kind)),
            Cell::count(houses.len()),
            Cell::count(held.victims(of.iter().copied()).len()),
            Cell::count(dwellings(Extent::Whole)),
            Cell::count(dwellings(Extent::Partial)),
            Cell::count(of.iter().map(|hit| hit.damage.items.len()).sum()),
        ]);
    }
    sums.drawn = Some(1);
    report.tables.push(sums);
    for (kind, of) in &kinds {
        report.tables.push(list(held, or_unsaid(*kind), of));
    }
    report.points = hits.iter().filter_map(|hit| point(held, hit)).collect();
    report.notes.push("บัญชีนี้ไม่มีชื่อผู้ประสบภัย ดูรายบุคคลได้จากทะเบียน".to_owned());
}

/// Houses of one kind of disaster, as one walks from one to the next.
fn list(held: &Held, name: &str, hits: &[&Hit<'_>]) -> Table {
    let heads = [
        ("ลำดับ", 8),
        ("หมู่บ้าน/ชุมชน", 20),
        ("บ้านเลขที่", 12),
        ("วันที่เกิดความเสียหาย", 18),
        ("ความเสียหาย", 50),
        ("ความต้องการ", 36),
    ];
    let mut table = Table::new(name, heads);
    for (nth, hit) in hits.iter().enumerate() {
        let place = hit.record.place.as_ref();
        let items: Vec<String> = hit
            .damage
            .items
            .iter()
            .map(|item| {
                let extent = item.extent.map_or(String::new(), |extent| format!(" {}", extent.in_thai()));
                let many = item.quantity.as_ref().map_or(String::new(), |many| format!(" จำนวน {many}"));
                format!("{}{extent}{many}", called(item, hit.event_on()))
            })
            .collect();
        let needs: Vec<&str> = hit.needs().into_iter().collect();
        table.rows.push(vec![
            Cell::count(nth + 1),
            Cell::text(held.village(place).to_string()),
            Cell::text(place.and_then(|place| place.house_no.clone()).unwrap_or_default()),
            Cell::text(day(hit.on)),
            Cell::text(items.join("; ")),
            Cell::text(needs.join("; ")),
        ]);
    }
    table
}

fn point(held: &Held, hit: &Hit<'_>) -> Option<Point> {
    let fix = hit.place()?.found_at?;
    let items: Vec<String> = hit.damage.items.iter().map(|item| called(item, hit.event_on())).collect();
    Some(Point {
        lat: fix.lat?,
        lon: fix.lon?,
        said: vec![
            ("ประเภทภัย", or_unsaid(hit.of.kind()).to_owned()),
            ("วันที่เกิดความเสียหาย", day(hit.on)),
            ("หมู่บ้าน/ชุมชน", held.village(hit.record.place.as_ref()).to_string()),
            ("ความเสียหาย", items.join("; ")),
        ],
    })
}

/// Most needs that are told one by one.
const NEEDS: usize = 30;

/// The houses of one disaster, as a request for support tells it.
pub(super) struct Disaster<'a, 'h> {
    of: Of,
    kind: Option<DamageKind>,
    when: String,
    hits: Vec<&'a Hit<'h>>,
}

impl<'a, 'h> Disaster<'a, 'h> {
    /// Those of these houses: each that the office knows of, and of the others one for each kind and day.
    pub(super) fn each(held: &Held, hits: &'a [Hit<'h>]) -> Vec<Self> {
        let mut disasters: BTreeMap<Of, Vec<&Hit<'_>>> = BTreeMap::new();
        hits.iter().for_each(|hit| disasters.entry(hit.of).or_default().push(hit));
        let when = |of: Of| match of {
            Of::Known(_, id) => held.events.iter().find(|event| event.id == id).map(days_of),
            Of::Told(_, on) => on.map(day),
        };
        let of = |(of, hits): (Of, Vec<&'a Hit<'h>>)| Self {
            of,
            kind: of.kind(),
            when: when(of).unwrap_or("ไม่ระบุวันที่เกิดภัย".to_owned()),
            hits,
        };
        let mut each: Vec<Self> = disasters.into_iter().map(of).collect();
        each.sort_by_key(|disaster| disaster.kind);
        each
    }
}

/// O-12: one form for each disaster.
pub(super) fn support<'a, 'h: 'a>(
    held: &Held,
    disasters: impl IntoIterator<Item = Disaster<'a, 'h>>,
    until: NaiveDate,
    report: &mut Report,
) {
    for Disaster { of, kind, when, hits } in disasters {
        let heads = [("ลำดับ", 8), ("รายการ", 44), ("รายละเอียด", 70)];
        let mut table = Table::new(format!("{} {when}", or_unsaid(kind)), heads);
        let said = [
            // The words of the regulation [S003:1783-1789].
            ("ประเภทของภัยพิบัติกรณีฉุกเฉิน", or_unsaid(kind).to_owned()),
            ("วัน เดือน ปีที่เกิดภัยพิบัติกรณีฉุกเฉิน และวัน เดือน ปีที่เกิดความเสียหาย", days(&when, &hits)),
            ("สถานที่เกิดเหตุ (ถนน หมู่บ้าน ตำบล อำเภอ)", places(held, &hits)),
            (
                "จำนวนผู้ประสบภัยพิบัติโดยประมาณ",
                {
                    let houses: BTreeSet<&House> = hits.iter().map(|hit| &hit.house).collect();
                    let people = held.victims(hits.iter().copied()).len();
                    format!("{people} คน {} ครัวเรือน", houses.len())
                },
            ),
            ("ความเสียหายโดยประมาณ", damages(&hits)),
            ("การช่วยเหลือแก้ไขปัญหาความเดือดร้อนเฉพาะหน้าที่ได้ดำเนินการไปแล้ว", relief(held, of, until, &hits)),
            ("ความต้องการในการขอรับความช่วยเหลือหรือสนับสนุนการให้ความช่วยเหลือ", needs(&hits)),
        ];
        table.rows = said
            .into_iter()
            .enumerate()
            .map(|(nth, (item, said))| vec![Cell::count(nth + 1), Cell::text(item), Cell::text(said)])
            .collect();
        report.tables.push(table);
    }
    report.notes.push("ตัวเลขมาจากครัวเรือนที่สำรวจแล้ว มูลค่าความเสียหายไม่มีในทะเบียน ให้เจ้าหน้าที่กรอกก่อนส่ง".to_owned());
}

fn days(event: &str, hits: &[&Hit<'_>]) -> String {
    let (first, last) = (hits.iter().map(|hit| hit.on).min(), hits.iter().map(|hit| hit.on).max());
    let damaged = match (first, last) {
        (Some(first), Some(last)) if first == last => day(first),
        (Some(first), Some(last)) => format!("{} ถึง {}", day(first), day(last)),
        _ => String::new(),
    };
    format!("เกิดภัย {event}; เกิดความเสียหาย {damaged}")
}

fn places(held: &Held, hits: &[&Hit<'_>]) -> String {
    let line = |place: &Place| {
        let tambon = place.tambon.as_deref().and_then(address::tambon);
        let road = place.road.as_deref().map(str::trim).filter(|road| !road.is_empty());
        let parts = road
            .map(|road| if road.starts_with("ถนน") { road.to_owned() } else { format!("ถนน{road}") });
        let parts = parts.into_iter().chain([Within::of(Some(place)).to_string()]);
        let tambon = tambon.map(|tambon| format!("ต.{} อ.{}", tambon.name(), tambon.amphoe().name()));
        parts.chain(tambon).collect::<Vec<_>>().join(" ")
    };
    let places: BTreeSet<(Village, String)> = hits
        .iter()
        .filter_map(|hit| hit.record.place.as_ref())
        .map(|place| (held.village(Some(place)), line(place)))
        .collect();
    places.into_iter().map(|(_, line)| line).collect::<Vec<_>>().join("; ")
}

fn damages(hits: &[&Hit<'_>]) -> String {
    let dwellings = |extent: Extent| hits.iter().filter(|hit| hit.dwelling() == Some(extent)).count();
    let (whole, partial) = (dwellings(Extent::Whole), dwellings(Extent::Partial));
    let mut others: BTreeMap<String, usize> = BTreeMap::new();
    for hit in hits {
        for item in hit.damage.items.iter().filter(|item| !Hit::is_dwelling(item)) {
            let code = item.code.as_deref().unwrap_or_default();
            if !is_under(code, "5.1.12") && !is_under(code, "5.1.13") {
                let bare = DamageItem { note: None, ..item.clone() };
                let name = if item.code.is_some() {
                    called(&bare, hit.event_on())
                } else {
                    called(item, hit.event_on())
                };
                *others.entry(name).or_default() += 1;
            }
        }
    }
    let mut said = vec![format!("บ้านเรือนเสียหาย {} หลัง (ทั้งหลัง {whole} บางส่วน {partial})", whole + partial)];
    said.extend(others.into_iter().map(|(name, many)| format!("{name} {many} รายการ")));
    said.push(format!("ผู้บาดเจ็บ {} คน ผู้เสียชีวิต {} คน", people(hits, "5.1.12"), people(hits, "5.1.13")));
    said.push("มูลค่าความเสียหายโดยประมาณ ........................ บาท".to_owned());
    said.join("; ")
}

/// How many people's help under an item is asked for: 5.1.12 is for the injured, in three parts of
/// which one person may have several, 5.1.13 for funerals.
fn people(hits: &[&Hit<'_>], item: &str) -> f64 {
    let of_one = |hit: &&Hit<'_>| {
        let (mut named, mut unnamed) = (BTreeSet::new(), BTreeMap::<&str, f64>::new());
        for of in &hit.damage.items {
            match (of.code.as_deref(), of.person) {
                (Some(code), Some(person)) if is_under(code, item) => {
                    named.insert(person);
                }
                (Some(code), None) if is_under(code, item) => *unnamed.entry(code).or_default() += units(of),
                _ => {}
            }
        }
        // The family's help beside a funeral is no further death.
        unnamed.retain(|code, _| !code.contains('/'));
        named.len() as f64 + unnamed.into_values().fold(0.0, f64::max)
    };
    hits.iter().map(of_one).sum()
}

/// What was given at once for these houses, until the end of this day.
fn relief(held: &Held, of: Of, until: NaiveDate, hits: &[&Hit<'_>]) -> String {
    let mut given: BTreeMap<String, (u64, Money)> = BTreeMap::new();
    for case in held.cases_of(hits).chain(held.gone_of(of)) {
        for Given { on, step, grant } in case.course.given() {
            let is_urgent = step.act.kind() == ActKind::HelpedUrgently;
            if is_urgent && on <= until {
                let (times, baht) = given.entry(grant.what.trim().to_owned()).or_default();
                *times += 1;
                *baht = *baht + super::given::baht(grant.amount_baht.as_ref());
            }
        }
    }
    // What each of them had is not kept in words.
    let erased = match of {
        Of::Known(_, id) => held.erased_against(id, until).collect(),
        Of::Told(..) => Vec::new(),
    };
    for (slice, helped) in erased {
        if let Slice::Disaster { form, at_once: true, .. } = slice {
            let (times, baht) = given.entry(format!("{} ({WHOSE})", form.in_thai())).or_default();
            *times += helped.requests;
            *baht = *baht + Money::satangs(helped.satang);
        }
    }
    if given.is_empty() {
        return format!("ยังไม่มีบันทึกการช่วยเหลือเบื้องต้นโดยฉับพลัน ถึงวันที่ {}", day(until));
    }
    let told = given.into_iter().map(|(what, (times, baht))| format!("{what} {times} ราย {baht} บาท"));
    told.collect::<Vec<_>>().join("; ")
}

fn needs(hits: &[&Hit<'_>]) -> String {
    let mut needs: BTreeMap<&str, BTreeSet<&House>> = BTreeMap::new();
    for hit in hits {
        for need in hit.needs() {
            needs.entry(need).or_default().insert(&hit.house);
        }
    }
    if needs.is_empty() {
        return "ไม่มีผู้ระบุความต้องการ".to_owned();
    }
    let more = needs.len().saturating_sub(NEEDS);
    let told = needs.iter().take(NEEDS).map(|(need, houses)| match houses.len() {
        1 => format!("1 ครัวเรือน: {need}"),
        // The words are each household's own: twenty sheets for each of two are no twenty.
        many => format!("{many} ครัวเรือน ครัวเรือนละ: {need}"),
    });
    let mut told: Vec<String> = told.collect();
    if more > 0 {
        told.push(format!("และอื่น ๆ อีก {more} รายการ"));
    }
    told.join("; ")
}

/// Whether what was said last of whether help comes is that it does not come from here: what is written after that
/// ends the request and brings no help.
fn is_turned_down(course: &Course) -> bool {
    let said = course.counting().rev().find_map(|step| match &step.act {
        Act::Forwarded { .. } | Act::NotAccepted { .. } | Act::ConsentAnswered { given: false, .. } => {
            Some(true)
        }
        Act::Decided { outcome, .. } => match outcome {
            Outcome::Rejected { .. } | Outcome::BeyondCapacity { .. } => Some(true),
            Outcome::Approved { .. } => Some(false),
            Outcome::Noted {} => None,
        },
        Act::AgencyReported { nothing_given, .. } if *nothing_given => Some(true),
        Act::Assigned { .. } | Act::ConsentAnswered { given: true, .. } => Some(false),
        // Whom no committee heard yet it may help; one that ruled is only told of what was given at once.
        Act::PutOnAgenda { .. } if !course.was_ruled_on() => Some(false),
        _ => None,
    });
    said == Some(true)
}

/// O-16: village by village, how many were hit, what they asked for, and how far that has come. The
/// law gives no columns; these are what the register can answer for.
pub(super) fn progress(held: &Held, event: &Event, hits: &[Hit<'_>], report: &mut Report) {
    let gone = held.gone_of(Of::Known(event.kind, event.id));
    let erased: Helped = held.erased_against(event.id, NaiveDate::MAX).map(|(_, helped)| helped).sum();
    if hits.is_empty() && gone.is_empty() && erased == Helped::default() {
        return;
    }
    let heads = [
        ("หมู่บ้าน/ชุมชน", 22),
        ("ครัวเรือนที่ประสบภัย", 18),
        ("คน", 10),
        ("คำขอ", 10),
        ("ช่วยเหลือแล้ว", 14),
        ("อยู่ระหว่างดำเนินการ", 18),
        ("ไม่เห็นชอบ ส่งต่อ หรือปิดเรื่องโดยไม่มีการช่วยเหลือ", 24),
        ("เป็นเงิน (บาท)", 16),
    ];
    let mut table = Table::new("ความคืบหน้าตามหมู่บ้าน", heads);
    let mut villages: BTreeMap<Village, Vec<&Hit<'_>>> = BTreeMap::new();
    for hit in hits {
        villages.entry(held.village(hit.record.place.as_ref())).or_default().push(hit);
    }
    for (village, of) in villages {
        let houses: BTreeSet<&House> = of.iter().map(|hit| &hit.house).collect();
        let (mut asked, mut helped, mut under_way, mut elsewhere) = (0, 0, 0, 0);
        let mut baht = Money::default();
        for case in held.cases_of(&of) {
            asked += 1;
            let given = case.course.given();
            for Given { grant, .. } in &given {
                baht = baht + super::given::baht(grant.amount_baht.as_ref());
            }
            match case.course.state() {
                _ if !given.is_empty() => helped += 1,
                state if state.is_over() || is_turned_down(&case.course) => elsewhere += 1,
                _ => under_way += 1,
            }
        }
        table.rows.push(vec![
            Cell::text(village.to_string()),
            Cell::count(houses.len()),
            Cell::count(held.victims(of.iter().copied()).len()),
            Cell::count(asked),
            Cell::count(helped),
            Cell::count(under_way),
            Cell::count(elsewhere),
            Cell::Baht(baht),
        ]);
    }
    // They ask for nothing any more, and whether the house was struck is not said: what was paid was paid.
    let paid = |name: &str, baht: Money| {
        let none = std::iter::repeat_with(|| Cell::count(0)).take(6);
        std::iter::once(Cell::text(name)).chain(none).chain([Cell::Baht(baht)]).collect()
    };
    if !gone.is_empty() {
        let given = gone.iter().flat_map(|case| case.course.given());
        let baht = given.map(|given| super::given::baht(given.grant.amount_baht.as_ref())).sum();
        table.rows.push(paid("เรื่องที่ถอนหรือแก้ไขออกแล้ว", baht));
        report.notes.extend(super::still_told_of(gone.len()));
    }
    if erased != Helped::default() {
        table.rows.push(paid(WHOSE, Money::satangs(erased.satang)));
        report.notes.extend(super::outlay::told(erased));
    }
    table.drawn = Some(1);
    report.tables.push(table.summed());
    report.notes.push("ช่วยเหลือแล้วคือคำขอที่มีการมอบเงิน สิ่งของ หรือบริการแล้วอย่างน้อยหนึ่งครั้ง".to_owned());
}
