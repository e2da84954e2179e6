//! O-13 and O-12: damage and needs listed by type, and the seven items of a request for support.
//!
//! Damage is of the time in which it happened; where nobody said when, in which it was written
//! down. A house is counted once for each kind of disaster. Neither report names anybody: the law
//! asks for kinds, places and numbers \[S003:1667\] \[S003:1783-1789\].

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use super::table::{Cell, Table};
use super::{Held, House, Point, Report, Village, day, house_of, or_unsaid};
use crate::address;
use crate::aid::{Money, RuleBook};
use crate::course::{ActKind, State};
use crate::event::{Event, When};
use crate::household::{HouseOrder, house_number};
use crate::record::{
    Area, Damage, DamageItem, DamageKind, Extent, PersonId, Photo, PhotoKind, Place, Record, RecordId,
    Request, Status,
};
use crate::spoken::Spoken;

/// A house that something happened to.
pub(super) struct Hit<'h> {
    record: &'h Record,
    damage: &'h Damage,
    house: House,
    on: NaiveDate,
}

impl Hit<'_> {
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

    /// What the household needs against it.
    fn needs(&self) -> impl Iterator<Item = &str> {
        let of_disaster = |area: Option<Area>| matches!(area, Some(Area::Disaster) | None);
        let asked = self.record.requests.iter().filter(move |request| of_disaster(request.area));
        asked.filter_map(|request| request.need.as_deref()).map(str::trim).filter(|need| !need.is_empty())
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
    held.hits(|_, _, on| period.contains(on))
}

/// Houses that were hit in one disaster of those that the office goes through.
pub(super) fn of_event<'h>(held: &'h Held, event: &Event, among: &[Event]) -> Vec<Hit<'h>> {
    held.hits(|record, damage, _| {
        let when = When::of(damage, record.captured_at.date_time().date_naive());
        Event::holding(among, damage.kind, when).is_some_and(|holding| holding.id == event.id)
    })
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
    /// Photos of the damage and of the house; none of a person or a paper.
    pub photos: Vec<Photo>,
    /// How much is asked for against it.
    pub requests: usize,
}

/// The houses that an event struck.
pub(super) fn struck(held: &Held, event: &Event, among: &[Event]) -> Vec<Struck> {
    let shows = |photo: &&Photo| matches!(photo.kind, Some(PhotoKind::Damage | PhotoKind::House));
    let of_disaster = |request: &&Request| matches!(request.area, Some(Area::Disaster) | None);
    // Of a house that was visited again, and told of another day of the same disaster, the newest visit.
    let mut newest: BTreeMap<House, Hit<'_>> = BTreeMap::new();
    let mut walk = Vec::new();
    for hit in of_event(held, event, among) {
        let house = hit.house.clone();
        let written = |hit: &Hit<'_>| (hit.record.captured_at, hit.record.id);
        match newest.get(&house).map(written) {
            Some(before) if before >= written(&hit) => {}
            before => {
                if before.is_none() {
                    walk.push(house.clone());
                }
                newest.insert(house, hit);
            }
        }
    }
    walk.iter()
        .filter_map(|house| newest.get(house))
        .map(|hit| Struck {
            record: hit.record.id,
            on: hit.on,
            place: hit.record.place.clone(),
            dwelling: hit.dwelling(),
            items: hit.damage.items.iter().map(|item| called(item, hit.event_on())).collect(),
            photos: hit.record.photos.iter().filter(shows).cloned().collect(),
            requests: hit.record.requests.iter().filter(of_disaster).count(),
        })
        .collect()
}

impl Held {
    /// Houses that were hit, as far as is asked: of one door the newest visit, for each kind of
    /// disaster and its day.
    fn hits(&self, is_asked: impl Fn(&Record, &Damage, NaiveDate) -> bool) -> Vec<Hit<'_>> {
        let mut newest: BTreeMap<(Option<DamageKind>, Option<NaiveDate>, House), Hit<'_>> = BTreeMap::new();
        for record in self.visits.iter().map(|visit| &visit.record) {
            let Some(damage) = record.damage.as_ref().filter(|_| record.status == Status::Complete) else {
                continue;
            };
            let on = damage.damaged_on.or(damage.event_on);
            let on = on.unwrap_or_else(|| record.captured_at.date_time().date_naive());
            if !is_asked(record, damage, on) {
                continue;
            }
            let hit = Hit { record, damage, house: house_of(&self.lao, record), on };
            let key = (damage.kind, damage.event_on, hit.house.clone());
            let older = newest.get(&key).map(|hit| (hit.record.captured_at, hit.record.id));
            if older.is_none_or(|older| older < (record.captured_at, record.id)) {
                newest.insert(key, hit);
            }
        }
        let mut hits: Vec<Hit<'_>> = newest.into_values().collect();
        hits.sort_by_key(|hit| {
            let place = hit.record.place.as_ref();
            let number = place.and_then(|place| house_number(place.house_no.as_deref()?));
            (hit.damage.kind, Village::of(place), HouseOrder::of(&number.unwrap_or_default()), hit.record.id)
        });
        hits
    }

    /// Everybody who lives there, as the register knows them.
    fn victims<'h>(&self, hits: impl Iterator<Item = &'h Hit<'h>>) -> BTreeSet<PersonId> {
        hits.flat_map(|hit| hit.record.people.iter().map(|person| self.who(hit.record.id, person.id)))
            .collect()
    }
}

/// The groups of one kind, in the order of the law's list.
fn by_kind<'a, 'h>(hits: &'a [Hit<'h>]) -> BTreeMap<Option<DamageKind>, Vec<&'a Hit<'h>>> {
    let mut kinds: BTreeMap<Option<DamageKind>, Vec<&Hit<'_>>> = BTreeMap::new();
    hits.iter().for_each(|hit| kinds.entry(hit.damage.kind).or_default().push(hit));
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
        report.tables.push(list(or_unsaid(*kind), of));
    }
    report.points = hits.iter().filter_map(point).collect();
    report.notes.push("บัญชีนี้ไม่มีชื่อผู้ประสบภัย ดูรายบุคคลได้จากทะเบียน".to_owned());
}

/// Houses of one kind of disaster, as one walks from one to the next.
fn list(name: &str, hits: &[&Hit<'_>]) -> Table {
    let heads = [
        ("ลำดับ", 8),
        ("หมู่บ้าน/ชุมชน", 16),
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
        let needs: Vec<&str> = hit.needs().collect();
        table.rows.push(vec![
            Cell::count(nth + 1),
            Cell::text(Village::of(place).to_string()),
            Cell::text(place.and_then(|place| place.house_no.clone()).unwrap_or_default()),
            Cell::text(day(hit.on)),
            Cell::text(items.join("; ")),
            Cell::text(needs.join("; ")),
        ]);
    }
    table
}

fn point(hit: &Hit<'_>) -> Option<Point> {
    let fix = hit.record.place.as_ref()?.found_at.as_ref()?;
    let items: Vec<String> = hit.damage.items.iter().map(|item| called(item, hit.event_on())).collect();
    Some(Point {
        lat: fix.lat?,
        lon: fix.lon?,
        said: vec![
            ("ประเภทภัย", or_unsaid(hit.damage.kind).to_owned()),
            ("วันที่เกิดความเสียหาย", day(hit.on)),
            ("หมู่บ้าน/ชุมชน", Village::of(hit.record.place.as_ref()).to_string()),
            ("ความเสียหาย", items.join("; ")),
        ],
    })
}

/// Most needs that are told one by one.
const NEEDS: usize = 30;

/// The houses of one disaster, as a request for support tells it.
pub(super) struct Disaster<'a, 'h> {
    kind: Option<DamageKind>,
    when: String,
    hits: Vec<&'a Hit<'h>>,
}

impl<'a, 'h> Disaster<'a, 'h> {
    /// Those that houses tell of: one kind, on one day.
    pub(super) fn told_of(hits: &'a [Hit<'h>]) -> Vec<Self> {
        let mut days: BTreeMap<(Option<DamageKind>, Option<NaiveDate>), Vec<&Hit<'_>>> = BTreeMap::new();
        for hit in hits {
            days.entry((hit.damage.kind, hit.damage.event_on)).or_default().push(hit);
        }
        days.into_iter()
            .map(|((kind, event_on), hits)| {
                let when = event_on.map_or("ไม่ระบุวันที่เกิดภัย".to_owned(), day);
                Self { kind, when, hits }
            })
            .collect()
    }

    /// One that the office knows of, however its houses dated it; none where no house was hit.
    pub(super) fn known(event: &Event, hits: &'a [Hit<'h>]) -> Option<Self> {
        let when = match event.until {
            Some(until) if until != event.from => format!("{} ถึง {}", day(event.from), day(until)),
            _ => day(event.from),
        };
        (!hits.is_empty()).then(|| Self { kind: Some(event.kind), when, hits: hits.iter().collect() })
    }
}

/// O-12: one form for each disaster.
pub(super) fn support<'a, 'h: 'a>(
    held: &Held,
    disasters: impl IntoIterator<Item = Disaster<'a, 'h>>,
    until: NaiveDate,
    report: &mut Report,
) {
    for Disaster { kind, when, hits } in disasters {
        let heads = [("ลำดับ", 8), ("รายการ", 44), ("รายละเอียด", 70)];
        let mut table = Table::new(format!("{} {when}", or_unsaid(kind)), heads);
        let said = [
            // The words of the regulation [S003:1783-1789].
            ("ประเภทของภัยพิบัติกรณีฉุกเฉิน", or_unsaid(kind).to_owned()),
            ("วัน เดือน ปีที่เกิดภัยพิบัติกรณีฉุกเฉิน และวัน เดือน ปีที่เกิดความเสียหาย", days(&when, &hits)),
            ("สถานที่เกิดเหตุ (ถนน หมู่บ้าน ตำบล อำเภอ)", places(&hits)),
            (
                "จำนวนผู้ประสบภัยพิบัติโดยประมาณ",
                {
                    let houses: BTreeSet<&House> = hits.iter().map(|hit| &hit.house).collect();
                    let people = held.victims(hits.iter().copied()).len();
                    format!("{people} คน {} ครัวเรือน", houses.len())
                },
            ),
            ("ความเสียหายโดยประมาณ", damages(&hits)),
            ("การช่วยเหลือแก้ไขปัญหาความเดือดร้อนเฉพาะหน้าที่ได้ดำเนินการไปแล้ว", relief(held, until, &hits)),
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

fn places(hits: &[&Hit<'_>]) -> String {
    let line = |place: &Place| {
        let tambon = place.tambon.as_deref().and_then(address::tambon);
        let road = place.road.as_deref().map(str::trim).filter(|road| !road.is_empty());
        let parts = road
            .map(|road| if road.starts_with("ถนน") { road.to_owned() } else { format!("ถนน{road}") });
        let parts = parts.into_iter().chain([Village::of(Some(place)).to_string()]);
        let tambon = tambon.map(|tambon| format!("ต.{} อ.{}", tambon.name(), tambon.amphoe().name()));
        parts.chain(tambon).collect::<Vec<_>>().join(" ")
    };
    let places: BTreeSet<(Village, String)> = hits
        .iter()
        .filter_map(|hit| hit.record.place.as_ref())
        .map(|place| (Village::of(Some(place)), line(place)))
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
fn relief(held: &Held, until: NaiveDate, hits: &[&Hit<'_>]) -> String {
    let records: BTreeSet<_> = hits.iter().map(|hit| hit.record.id).collect();
    let mut given: BTreeMap<String, (usize, Money)> = BTreeMap::new();
    for case in held.cases.iter().filter(|case| records.contains(&case.record)) {
        for (step, grant) in case.course.given() {
            let is_urgent = step.act.kind() == ActKind::HelpedUrgently;
            if is_urgent && step.on <= until {
                let (times, baht) = given.entry(grant.what.trim().to_owned()).or_default();
                *times += 1;
                *baht = *baht + super::given::baht(grant.amount_baht.as_ref());
            }
        }
    }
    if given.is_empty() {
        return "ยังไม่มีบันทึกการช่วยเหลือ".to_owned();
    }
    let told = given.into_iter().map(|(what, (times, baht))| format!("{what} {times} ราย {baht} บาท"));
    told.collect::<Vec<_>>().join("; ")
}

fn needs(hits: &[&Hit<'_>]) -> String {
    let mut needs: BTreeMap<&str, BTreeSet<&House>> = BTreeMap::new();
    for hit in hits {
        hit.needs().for_each(|need| {
            needs.entry(need).or_default().insert(&hit.house);
        });
    }
    if needs.is_empty() {
        return "ไม่มีผู้ระบุความต้องการ".to_owned();
    }
    let more = needs.len().saturating_sub(NEEDS);
    let told = needs.iter().take(NEEDS).map(|(need, houses)| format!("{need} ({} ครัวเรือน)", houses.len()));
    let mut told: Vec<String> = told.collect();
    if more > 0 {
        told.push(format!("และอื่น ๆ อีก {more} รายการ"));
    }
    told.join("; ")
}

/// O-16: village by village, how many were hit, what they asked for, and how far that has come. The
/// law gives no columns; these are what the register can answer for.
pub(super) fn progress(held: &Held, hits: &[Hit<'_>], report: &mut Report) {
    if hits.is_empty() {
        return;
    }
    let heads = [
        ("หมู่บ้าน/ชุมชน", 22),
        ("ครัวเรือนที่ประสบภัย", 18),
        ("คน", 10),
        ("คำขอ", 10),
        ("ช่วยเหลือแล้ว", 14),
        ("อยู่ระหว่างดำเนินการ", 18),
        ("ไม่เห็นชอบหรือส่งต่อ", 18),
        ("เป็นเงิน (บาท)", 16),
    ];
    let mut table = Table::new("ความคืบหน้าตามหมู่บ้าน", heads);
    let mut villages: BTreeMap<Village, Vec<&Hit<'_>>> = BTreeMap::new();
    for hit in hits {
        villages.entry(Village::of(hit.record.place.as_ref())).or_default().push(hit);
    }
    for (village, of) in villages {
        let records: BTreeSet<_> = of.iter().map(|hit| hit.record.id).collect();
        let houses: BTreeSet<&House> = of.iter().map(|hit| &hit.house).collect();
        let (mut asked, mut helped, mut under_way, mut elsewhere) = (0, 0, 0, 0);
        let mut baht = Money::default();
        for case in held.cases.iter().filter(|case| records.contains(&case.record)) {
            asked += 1;
            let given = case.course.given();
            for (_, grant) in &given {
                baht = baht + super::given::baht(grant.amount_baht.as_ref());
            }
            match case.course.state() {
                _ if !given.is_empty() => helped += 1,
                State::Rejected | State::NotAccepted | State::Forwarded | State::BeyondCapacity => {
                    elsewhere += 1
                }
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
    table.drawn = Some(1);
    report.tables.push(table.summed());
    report.notes.push("ช่วยเหลือแล้วคือคำขอที่มีการมอบเงิน สิ่งของ หรือบริการแล้วอย่างน้อยหนึ่งครั้ง".to_owned());
}
