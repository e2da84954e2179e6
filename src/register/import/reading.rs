//! What a row of a list says of somebody.
//!
//! Owns how each column's cell is read: text, or what a spreadsheet made of it. What cannot be read
//! is kept as it stands and remarked on; nothing of it refuses the row. Called by the server.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Days, NaiveDate};
use rayon::iter::ParallelIterator;
use rayon::slice::ParallelSlice;
use uuid::Uuid;

use super::{AddressIs, Asked, Asks, Cell, Column, Fault, LONGEST, Line, Mapping, Remark, Row, Said};
use crate::address::{self, Area as Near, ProvinceCode};
use crate::birth::Birth;
use crate::calendar::of_either_era;
use crate::calendar::written::{month_named, read_date, read_year};
use crate::name;
use crate::national_id::TypedId;
use crate::record::{Area, CardAddress, InList, Nationality, Person, PersonId, Place, Unknown};
use crate::roster;
use crate::spoken::Spoken;
use crate::thai::{arabic_digits, fold, nfc};

/// Rows that one processor reads in one go: enough of them that looking a tambon up once for each go costs
/// nothing beside the rows.
const AT_A_TIME: usize = 4_096;
/// Nobody is older.
const OLDEST: i32 = 125;
/// What stands where there is nothing.
const NOTHING: [&str; 7] = ["-", "–", "—", "ไม่มี", "n/a", "null", "."];
/// Nationalities as lists write them, beside the names that the console has.
const NATIONALITIES: [(&str, &[u8; 2]); 8] = [
    ("th", b"TH"),
    ("thai", b"TH"),
    ("thailand", b"TH"),
    ("พม่า", b"MM"),
    ("ลาว", b"LA"),
    ("เขมร", b"KH"),
    ("กัมพูชา", b"KH"),
    ("myanmar", b"MM"),
];

/// Reads the rows of one list.
#[derive(Clone)]
pub struct Reader<'a> {
    mapping: &'a Mapping,
    today: NaiveDate,
    near: Option<ProvinceCode>,
    sensitive: bool,
    /// Tambons that were looked for, by what was written.
    tambons: HashMap<String, Option<String>>,
}

/// A row while it is read.
struct Reading<'r> {
    cells: BTreeMap<Column, &'r Cell>,
    remarks: Vec<Remark>,
    unread: BTreeMap<String, String>,
}

impl Reading<'_> {
    fn cell(&self, column: Column) -> &Cell {
        self.cells.get(&column).copied().unwrap_or(&Cell::Empty)
    }

    /// What a cell says, as text is kept.
    fn text(&self, column: Column) -> Option<String> {
        kept(&self.cell(column).written())
    }

    /// Keeps what was written, composed as every text of a record is: else it would read back otherwise.
    fn cannot_read(&mut self, column: Column, written: String) {
        let written = nfc(&written);
        self.unread.insert(column.as_str().to_owned(), written.clone());
        self.remarks.push(Remark::Unread { column, written });
    }

    /// What a reading makes of a cell's text; where it makes nothing, it is kept as it stands.
    fn take<T>(&mut self, column: Column, read: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = self.text(column)?;
        let value = read(&text);
        if value.is_none() {
            self.cannot_read(column, text);
        }
        value
    }
}

/// Text as it is kept: composed, blanks made one, and nothing where it says that there is nothing.
fn kept(text: &str) -> Option<String> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty()).collect();
    let text = nfc(&words.join(" "));
    let says_nothing = NOTHING.contains(&text.to_lowercase().as_str());
    (!text.is_empty() && !says_nothing).then_some(text)
}

impl<'a> Reader<'a> {
    /// Reads by this mapping, on this day, for an office of this province. `sensitive` is whether
    /// race, religion and blood group may be kept.
    pub fn new(mapping: &'a Mapping, today: NaiveDate, province: &str, sensitive: bool) -> Self {
        let near = address::province(province).map(|province| province.code());
        Self { mapping, today, near, sensitive, tambons: HashMap::new() }
    }

    /// Reads a list's rows, those above its headings left out: on as many processors as there are, for no
    /// row turns on another.
    pub fn lines(&self, rows: &[Row]) -> Vec<Line> {
        let begins = self.mapping.head.map_or(0, |head| head + 1);
        let read = |rows: &[Row]| -> Vec<Line> {
            let mut reader = self.clone();
            rows.iter().filter(|row| row.row >= begins).map(|row| reader.line(row)).collect()
        };
        rows.par_chunks(AT_A_TIME).flat_map_iter(read).collect()
    }

    /// Reads one.
    pub fn line(&mut self, row: &Row) -> Line {
        let mut remarks = Vec::new();
        let said = self.said(row, &mut remarks);
        Line { row: row.row, said, remarks }
    }

    fn said(&mut self, row: &Row, remarks: &mut Vec<Remark>) -> Result<Box<Said>, Fault> {
        if self.mapping.leaves_out(row.row) {
            return Err(Fault::LeftOut);
        }
        let named = self.mapping.columns.iter().zip(&row.cells);
        let cells: BTreeMap<Column, &Cell> = named
            .filter_map(|(column, cell)| Some(((*column)?, cell)))
            .filter(|(_, cell)| !cell.is_empty())
            .collect();
        for (column, cell) in &cells {
            if let Cell::Text(text) = cell
                && text.chars().count() > LONGEST
            {
                return Err(Fault::TooLong(*column));
            }
        }
        let mut reading = Reading { cells, remarks: Vec::new(), unread: BTreeMap::new() };
        let mut person = Person::new(PersonId::new(Uuid::nil()));
        person.national_id = number(&mut reading);
        names(&mut reading, &mut person);
        let nameless = person.given_name.is_none() && person.family_name.is_none();
        match (nameless, &person.national_id) {
            (true, None) => return Err(Fault::Nobody),
            (true, Some(_)) => reading.remarks.push(Remark::Nameless),
            (false, _) => {}
        }
        let typed = reading.text(Column::Sex).unwrap_or_default();
        let title = person.title.as_deref().unwrap_or_default();
        person.sex = roster::sex_of(&typed, title, "");
        if person.sex.is_none() && !typed.is_empty() {
            reading.cannot_read(Column::Sex, typed);
        }
        person.birth = self.birth(&mut reading).map(Into::into);
        person.nationality = reading.take(Column::Nationality, nationality);
        person.occupation = reading.text(Column::Occupation);
        person.phone = phone(&reading);
        if self.sensitive {
            person.race = reading.text(Column::Race);
            person.religion = reading.text(Column::Religion);
            person.blood_group = reading.text(Column::BloodGroup);
        }
        let place = self.place(&mut reading);
        if self.mapping.address != AddressIs::Home {
            person.card_address = card_of(&place);
        }
        // Where somebody is registered says nothing of where they live.
        let place = if self.mapping.address == AddressIs::Card { Place::default() } else { place };
        let asked = self.asked(&mut reading);
        let note = reading.text(Column::Note);
        person.in_list = Some(InList { row: row.row, note, unread: reading.unread, unknown: Unknown::new() });
        *remarks = reading.remarks;
        Ok(Box::new(Said { person, place, asked }))
    }

    /// A birth date, in either era, as text or as a spreadsheet's day; nobody is born tomorrow.
    fn birth(&self, reading: &mut Reading<'_>) -> Option<Birth> {
        let cell = reading.cell(Column::Birth).clone();
        let read = match &cell {
            Cell::Empty => return None,
            Cell::Day { day } => of_our_era(*day).map(Birth::day),
            Cell::Number(number) => numbered(*number),
            Cell::Text(text) => born(&kept(text)?),
        };
        let year = self.today.year();
        let known = read.filter(|birth| {
            let is_past = birth.full().map_or(birth.year() <= year, |day| day <= self.today);
            is_past && birth.year() >= year - OLDEST
        });
        if known.is_none() {
            reading.cannot_read(Column::Birth, cell.written());
        }
        known
    }

    fn place(&mut self, reading: &mut Reading<'_>) -> Place {
        let mut place = Place {
            house_no: match reading.cell(Column::House).clone() {
                // A spreadsheet makes a day of 12/4.
                day @ Cell::Day { .. } => {
                    reading.cannot_read(Column::House, day.written());
                    None
                }
                _ => reading.text(Column::House),
            },
            moo: reading.take(Column::Moo, moo).filter(|moo| *moo > 0),
            community: reading.text(Column::Community),
            soi: reading.text(Column::Soi),
            road: reading.text(Column::Road),
            postcode: reading.take(Column::Postcode, |text| {
                let digits = arabic_digits(text);
                (digits.len() == 5 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
            }),
            ..Place::default()
        };
        let mut named = [Column::Tambon, Column::Amphoe, Column::Province].map(|column| reading.text(column));
        if let Some(whole) = reading.text(Column::Address) {
            let parts = Parts::of(&whole);
            place.house_no = place.house_no.or(parts.house);
            place.moo = place.moo.or(parts.moo);
            place.soi = place.soi.or(parts.soi);
            place.road = place.road.or(parts.road);
            place.postcode = place.postcode.or(parts.postcode);
            for (named, part) in named.iter_mut().zip([parts.tambon, parts.amphoe, parts.province]) {
                *named = named.take().or(part);
            }
            if place.house_no.is_none() || (named[0].is_none() && self.mapping.tambon.is_none()) {
                reading.cannot_read(Column::Address, whole);
            }
        }
        place.tambon = match named {
            [None, ..] => self.mapping.tambon.clone(),
            [Some(tambon), amphoe, province] => {
                let found = self.tambon(&tambon, amphoe.as_deref(), province.as_deref());
                if found.is_none() {
                    let written: Vec<String> =
                        [Some(tambon), amphoe, province].into_iter().flatten().collect();
                    reading.cannot_read(Column::Tambon, written.join(" "));
                }
                found
            }
        };
        place
    }

    /// The code of a tambon: by its digits, or by a name that stands once in what is named around
    /// it, and where nothing is, in the office's own province.
    fn tambon(&mut self, tambon: &str, amphoe: Option<&str>, province: Option<&str>) -> Option<String> {
        if let Some(known) = address::tambon(tambon) {
            return Some(known.code().to_string());
        }
        let asked = [Some(tambon), amphoe, province].map(|name| name.map(bare));
        let key = asked.iter().map(|name| name.as_deref().unwrap_or_default()).collect::<Vec<_>>().join("|");
        if let Some(known) = self.tambons.get(&key) {
            return known.clone();
        }
        let [Some(tambon), amphoe, province] = &asked else { return None };
        let typed: Vec<&str> = [Some(tambon), amphoe.as_ref(), province.as_ref()]
            .into_iter()
            .flatten()
            .map(String::as_str)
            .collect();
        let found = address::find(&typed.join(" "), self.near.map(Near::Province), 200);
        let is_named =
            |name: &str, wanted: Option<&String>| wanted.is_none_or(|wanted| fold(name) == fold(wanted));
        let fits: Vec<_> = found
            .into_iter()
            .filter(|found| {
                is_named(found.name(), Some(tambon))
                    && is_named(found.amphoe().name(), amphoe.as_ref())
                    && is_named(found.province().name(), province.as_ref())
            })
            .collect();
        let at_home: Vec<_> =
            fits.iter().filter(|found| Some(found.province().code()) == self.near).copied().collect();
        let code = match (fits.as_slice(), at_home.as_slice()) {
            ([only], _) => Some(only.code().to_string()),
            (_, [only]) if province.is_none() => Some(only.code().to_string()),
            _ => None,
        };
        self.tambons.insert(key, code.clone());
        code
    }

    fn asked(&self, reading: &mut Reading<'_>) -> Option<Asked> {
        let area = reading.take(Column::Area, area);
        let [subject, facts, need] =
            [Column::Subject, Column::Facts, Column::Need].map(|column| reading.text(column));
        let says = subject.is_some() || need.is_some() || facts.is_some();
        match self.mapping.asks {
            Asks::Nobody => return None,
            Asks::WhoSays if !says => return None,
            Asks::WhoSays | Asks::Everybody => {}
        }
        let (area, subject) = (area.or(self.mapping.area), subject.or_else(|| self.mapping.subject.clone()));
        Some(Asked { area, subject, facts, need })
    }
}

/// The number, as it is kept: the thirteen digits where they are right, and else as it stands.
fn number(reading: &mut Reading<'_>) -> Option<String> {
    let typed = reading.text(Column::NationalId)?;
    let lower = typed.to_ascii_lowercase();
    if let Some((front, power)) = lower.split_once('e')
        && front.starts_with(|c: char| c.is_ascii_digit())
        && power.trim_start_matches('+').parse::<u32>().is_ok_and(|power| power >= 11)
    {
        reading.remarks.push(Remark::Rounded(typed.clone()));
        return Some(typed);
    }
    // The mark that makes a spreadsheet leave digits alone.
    let typed = typed.trim_start_matches('\'').to_owned();
    match TypedId::read(Some(&typed)) {
        TypedId::Valid(id) => Some(id.to_string()),
        TypedId::Invalid { fault, .. } => {
            reading.remarks.push(Remark::Number(fault));
            Some(typed)
        }
        TypedId::Missing => None,
    }
}

/// Title and names: each in its own column, or together.
fn names(reading: &mut Reading<'_>, person: &mut Person) {
    let whole =
        reading.text(Column::FullName).or_else(|| reading.text(Column::GivenName)).unwrap_or_default();
    let (titles, rest) = name::parted(&whole);
    person.title = reading.text(Column::Title).or_else(|| titles.map(str::to_owned));
    let family = reading.text(Column::FamilyName);
    let (given, family) = match rest.split_once(' ') {
        Some((given, rest)) if family.is_none() => (given, Some(rest.trim().to_owned())),
        // The family name in both.
        Some((given, rest)) if family.as_deref().is_some_and(|family| fold(family) == fold(rest)) => {
            (given, family)
        }
        _ => (rest, family),
    };
    person.given_name = Some(given.to_owned()).filter(|given| !given.is_empty());
    person.family_name = family.filter(|family| !family.is_empty());
}

fn nationality(text: &str) -> Option<Nationality> {
    let wanted = fold(text);
    let stateless = ["ไร้สัญชาติ", "ไม่มีสัญชาติ", "stateless"].iter().any(|name| fold(name) == wanted);
    if stateless {
        return Some(Nationality::Stateless);
    }
    let known = NATIONALITIES.iter().find(|(name, _)| fold(name) == wanted);
    known
        .map(|(_, code)| Nationality::Country(**code))
        .or_else(|| Nationality::often_met().find(|nation| fold(&nation.in_thai()) == wanted))
        .or_else(|| text.to_ascii_uppercase().parse().ok())
}

fn area(text: &str) -> Option<Area> {
    let wanted = fold(text);
    let wanted = wanted.strip_prefix("ด้าน").unwrap_or(&wanted);
    Area::ALL.iter().copied().find(|area| {
        let name = fold(area.in_thai());
        name == wanted || name.strip_prefix("ด้าน") == Some(wanted) || area.as_str() == text
    })
}

/// A telephone number; of one that a spreadsheet made a number, the zero before it is written again.
fn phone(reading: &Reading<'_>) -> Option<String> {
    let text = reading.text(Column::Phone)?;
    match reading.cell(Column::Phone) {
        Cell::Number(_) if matches!(text.len(), 8 | 9) => Some(format!("0{text}")),
        _ => Some(text),
    }
}

/// หมู่ 5, ม.5, ๕, 5.
fn moo(text: &str) -> Option<u32> {
    let digits = arabic_digits(text);
    let number = ["หมู่ที่", "หมู่", "ม."].iter().find_map(|marker| digits.strip_prefix(marker)).unwrap_or(&digits);
    number.trim().parse().ok().filter(|moo| *moo < 1000)
}

fn card_of(place: &Place) -> Option<CardAddress> {
    let card = CardAddress {
        house_no: place.house_no.clone(),
        moo: place.moo,
        tambon: place.tambon.clone(),
        postcode: place.postcode.clone(),
        unknown: Unknown::new(),
    };
    (card != CardAddress::default()).then_some(card)
}

/// A day that a spreadsheet keeps in the Christian era, whichever was meant.
fn of_our_era(day: NaiveDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(of_either_era(day.year()), day.month(), day.day())
}

/// A number where a birth date should be: a year, eight digits, or a spreadsheet's count of days.
fn numbered(number: f64) -> Option<Birth> {
    /// The day before the first that spreadsheets count, as they count since 1 March 1900.
    const BEFORE_THE_FIRST: Option<NaiveDate> = NaiveDate::from_ymd_opt(1899, 12, 30);
    if !(0.0..1e9).contains(&number) {
        return None;
    }
    match number.trunc() as u32 {
        year @ 1800..3000 => i32::try_from(year).ok().map(of_either_era).map(Birth::year_only),
        days @ 3000..400_000 => {
            BEFORE_THE_FIRST?.checked_add_days(Days::new(days.into())).and_then(of_our_era).map(Birth::day)
        }
        digits @ 1_000_000.. => eight_digits(&format!("{digits:08}")),
        _ => None,
    }
}

/// 24970302 as cards have it, where zeros stand for what is not known; or 02032497.
fn eight_digits(digits: &str) -> Option<Birth> {
    if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    let is_year = |year: u32| (1850..2100).contains(&year) || (2393..2643).contains(&year);
    let (first, last) = (number(0, 4)?, number(4, 8)?);
    let (year, month, day) = match (is_year(first), is_year(last)) {
        (true, _) => (first, number(4, 6)?, number(6, 8)?),
        (false, true) => (last, number(2, 4)?, number(0, 2)?),
        (false, false) => return None,
    };
    let year = of_either_era(i32::try_from(year).ok()?);
    match (month, day) {
        (0, _) => Some(Birth::year_only(year)),
        (month, 0) => format!("{year:04}-{month:02}").parse().ok(),
        (month, day) => NaiveDate::from_ymd_opt(year, month, day).map(Birth::day),
    }
}

/// A birth date as people write it.
fn born(text: &str) -> Option<Birth> {
    let arabic = arabic_digits(text);
    // The time of day that a database wrote after it.
    let day = arabic.split_once(['T']).map_or(arabic.as_str(), |(day, _)| day);
    let day = day
        .split_once(" 0")
        .map_or(day, |(day, time)| if time.contains(':') { day } else { arabic.as_str() });
    if let Ok(date) = read_date(day) {
        return Some(Birth::day(date));
    }
    if let Ok(year) = read_year(day) {
        return Some(Birth::year_only(year));
    }
    if let Some(birth) = eight_digits(day) {
        return Some(birth);
    }
    // A month and a year: 3/2497, มี.ค. 2497.
    let (month, year) = day.rsplit_once(['/', '-', ' '])?;
    let year = read_year(year).ok()?;
    let month = month.trim().parse().ok().or_else(|| month_named(month))?;
    format!("{year:04}-{month:02}").parse().ok()
}

/// A name of a place without the word before it.
fn bare(name: &str) -> String {
    const MARKERS: [&str; 11] =
        ["กิ่งอำเภอ", "ตำบล", "แขวง", "อำเภอ", "เขต", "จังหวัด", "ต.", "อ.", "จ.", "กทม.", "กทม"];
    let name = name.trim();
    if name.starts_with("กทม") {
        return "กรุงเทพมหานคร".to_owned();
    }
    let rest = MARKERS.iter().find_map(|marker| name.strip_prefix(marker)).map(str::trim);
    rest.filter(|rest| !rest.is_empty()).unwrap_or(name).to_owned()
}

/// The parts of an address that stands in one cell: 123/4 ม.5 ซ.สุขใจ ถ.ริมน้ำ ต.เวียงพางคำ อ.แม่สาย จ.เชียงราย 57130
#[derive(Default)]
struct Parts {
    house: Option<String>,
    moo: Option<u32>,
    soi: Option<String>,
    road: Option<String>,
    tambon: Option<String>,
    amphoe: Option<String>,
    province: Option<String>,
    postcode: Option<String>,
}

/// What a word of an address begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    House,
    Moo,
    Soi,
    Road,
    Tambon,
    Amphoe,
    Province,
}

/// The words by which the parts of an address are told, the longer first.
const WORDS: [(&str, Part); 20] = [
    ("บ้านเลขที่", Part::House),
    ("เลขที่", Part::House),
    ("หมู่ที่", Part::Moo),
    ("หมู่", Part::Moo),
    ("ม.", Part::Moo),
    ("ตรอก", Part::Soi),
    ("ซอย", Part::Soi),
    ("ซ.", Part::Soi),
    ("ถนน", Part::Road),
    ("ถ.", Part::Road),
    ("ตำบล", Part::Tambon),
    ("แขวง", Part::Tambon),
    ("ต.", Part::Tambon),
    ("กิ่งอำเภอ", Part::Amphoe),
    ("อำเภอ", Part::Amphoe),
    ("เขต", Part::Amphoe),
    ("อ.", Part::Amphoe),
    ("จังหวัด", Part::Province),
    ("จ.", Part::Province),
    ("กทม", Part::Province),
];

impl Parts {
    fn of(whole: &str) -> Self {
        let mut parts = Self::default();
        // What stands first, before any word, is the house.
        let mut at = Some(Part::House);
        for word in whole.split([' ', ',']).filter(|word| !word.is_empty()) {
            let told = WORDS.iter().find(|(marker, _)| word.starts_with(marker));
            let rest = match told {
                Some(("กทม", part)) => {
                    at = Some(*part);
                    "กรุงเทพมหานคร"
                }
                Some((marker, part)) => {
                    at = Some(*part);
                    word.strip_prefix(marker).unwrap_or_default()
                }
                None => word,
            };
            let arabic = arabic_digits(rest);
            let is_postcode = arabic.len() == 5 && arabic.bytes().all(|b| b.is_ascii_digit());
            if told.is_none() && is_postcode && at != Some(Part::House) {
                parts.postcode = Some(arabic);
                at = None;
            } else if let (Some(part), false) = (at, rest.is_empty()) {
                parts.put(part, rest);
            }
        }
        parts
    }

    fn put(&mut self, part: Part, word: &str) {
        let into = match part {
            Part::Moo => {
                self.moo = self.moo.or_else(|| moo(word));
                return;
            }
            Part::House => &mut self.house,
            Part::Soi => &mut self.soi,
            Part::Road => &mut self.road,
            Part::Tambon => &mut self.tambon,
            Part::Amphoe => &mut self.amphoe,
            Part::Province => &mut self.province,
        };
        match into {
            None => *into = Some(word.to_owned()),
            Some(said) => {
                said.push(' ');
                said.push_str(word);
            }
        }
    }
}
