//! What the camera said about a picture: which way is up, when, and where.
//!
//! Owns reading EXIF, of which no word is trusted: what is missing, contradicts itself or
//! lies outside the Earth is left out, and never stops a picture from being kept.
//! Refuses to guess: a time without an offset is no moment. Called by `picture` alone.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use exif::{Exif, In, Rational, Reader, Tag, Value};
use register::moment::Moment;
use register::record::{Fix, FixSource, Unknown};

/// How a picture must be turned to stand upright: first by quarters clockwise, then mirrored
/// left to right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Turn {
    /// Quarter turns clockwise, 0 to 3.
    pub quarters: u8,
    /// Whether left and right change places after that.
    pub mirrored: bool,
}

/// What the camera said, as far as it can be believed.
#[derive(Debug, Default, PartialEq)]
pub struct Said {
    /// Which way is up.
    pub turn: Turn,
    /// When.
    pub taken_at: Option<Moment>,
    /// Where.
    pub at: Option<Fix>,
}

impl Said {
    /// Reads an EXIF block; nothing, or nonsense, says nothing.
    pub fn read(block: Option<&[u8]>) -> Self {
        let Some(exif) = block.and_then(|block| Reader::new().read_raw(block.to_vec()).ok()) else {
            return Self::default();
        };
        let satellites = satellite_time(&exif);
        Self {
            turn: turn(&exif),
            taken_at: taken_at(&exif, satellites).map(Moment::from),
            at: position(&exif, satellites),
        }
    }
}

fn turn(exif: &Exif) -> Turn {
    let said = exif.get_field(Tag::Orientation, In::PRIMARY).and_then(|field| field.value.get_uint(0));
    let (quarters, mirrored) = match said {
        Some(2) => (0, true),
        Some(3) => (2, false),
        Some(4) => (2, true),
        Some(5) => (1, true),
        Some(6) => (1, false),
        Some(7) => (3, true),
        Some(8) => (3, false),
        _ => (0, false),
    };
    Turn { quarters, mirrored }
}

/// The time on the camera's clock, with the offset that it named, or that its distance from
/// the satellites' time gives.
fn taken_at(exif: &Exif, satellites: Option<DateTime<Utc>>) -> Option<DateTime<FixedOffset>> {
    let local = local_time(text(exif, Tag::DateTimeOriginal)?)?;
    let named =
        [Tag::OffsetTimeOriginal, Tag::OffsetTime].into_iter().find_map(|tag| offset(text(exif, tag)?));
    let offset = named.or_else(|| offset_between(local, satellites?))?;
    local.and_local_timezone(offset).single()
}

/// `2026:04:12 09:31:05`. Some phones write the year of the Buddhist era.
fn local_time(written: &str) -> Option<NaiveDateTime> {
    let (date, time) = written.trim().split_once(' ')?;
    let date = date_of(date)?;
    let [hour, minute, second] = numbers(time, ':')?;
    date.and_hms_opt(hour, minute, second)
}

fn date_of(written: &str) -> Option<NaiveDate> {
    let [year, month, day] = numbers(written, ':')?;
    let year = if (2400..3000).contains(&year) { year - 543 } else { year };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day).filter(|_| (1900..2200).contains(&year))
}

/// `+07:00`.
fn offset(written: &str) -> Option<FixedOffset> {
    let written = written.trim();
    let (sign, rest) = match written.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_once(':')?;
    let (hours, minutes): (i32, i32) = (number(hours)?.try_into().ok()?, number(minutes)?.try_into().ok()?);
    if hours > 14 || minutes > 59 {
        return None;
    }
    FixedOffset::east_opt(sign * (hours * 3600 + minutes * 60))
}

/// Offsets are whole quarters of an hour; a receiver's time lags by seconds.
fn offset_between(local: NaiveDateTime, satellites: DateTime<Utc>) -> Option<FixedOffset> {
    const QUARTER: i64 = 15 * 60;
    let apart = (local - satellites.naive_utc()).num_seconds();
    let offset = (apart + QUARTER / 2).div_euclid(QUARTER) * QUARTER;
    if (apart - offset).abs() > 120 || offset.abs() > 14 * 3600 {
        return None;
    }
    FixedOffset::east_opt(i32::try_from(offset).ok()?)
}

fn satellite_time(exif: &Exif) -> Option<DateTime<Utc>> {
    let date = date_of(text(exif, Tag::GPSDateStamp)?)?;
    let [hour, minute, second] = three(exif, Tag::GPSTimeStamp)?;
    let whole = |number: f64, below: f64| (0.0..below).contains(&number).then_some(number as u32);
    Some(date.and_hms_opt(whole(hour, 24.0)?, whole(minute, 60.0)?, whole(second, 60.0)?)?.and_utc())
}

fn position(exif: &Exif, satellites: Option<DateTime<Utc>>) -> Option<Fix> {
    let lat = degrees(exif, Tag::GPSLatitude, Tag::GPSLatitudeRef, ["N", "S"], 90.0)?;
    let lon = degrees(exif, Tag::GPSLongitude, Tag::GPSLongitudeRef, ["E", "W"], 180.0)?;
    // What cameras write that have not found themselves yet.
    if lat == 0.0 && lon == 0.0 {
        return None;
    }
    let accuracy_m = exif
        .get_field(Tag::GPSHPositioningError, In::PRIMARY)
        .and_then(|field| match &field.value {
            Value::Rational(numbers) => numbers.first().and_then(quotient),
            _ => None,
        })
        .filter(|metres| *metres > 0.0);
    Some(Fix {
        lat: Some(lat),
        lon: Some(lon),
        accuracy_m,
        fixed_at: satellites.map(|time| Moment::from(time.fixed_offset())),
        source: Some(FixSource::Gps),
        unknown: Unknown::default(),
    })
}

/// Degrees, minutes and seconds on one side of the Earth, to seven places (a centimetre).
fn degrees(exif: &Exif, tag: Tag, side: Tag, [plus, minus]: [&str; 2], most: f64) -> Option<f64> {
    let [degrees, minutes, seconds] = three(exif, tag)?;
    let whole = degrees + minutes / 60.0 + seconds / 3600.0;
    let sign = match text(exif, side)?.trim() {
        named if named == plus => 1.0,
        named if named == minus => -1.0,
        _ => return None,
    };
    (minutes < 60.0 && seconds < 60.0 && whole <= most).then(|| sign * (whole * 1e7).round() / 1e7)
}

/// Three fractions. Some cameras leave the last as nothing over nothing.
fn three(exif: &Exif, tag: Tag) -> Option<[f64; 3]> {
    let Value::Rational(fractions) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    let [first, second, third] = fractions.as_slice() else { return None };
    let third = if (third.num, third.denom) == (0, 0) { Some(0.0) } else { quotient(third) };
    Some([quotient(first)?, quotient(second)?, third?])
}

fn quotient(fraction: &Rational) -> Option<f64> {
    (fraction.denom != 0).then(|| f64::from(fraction.num) / f64::from(fraction.denom))
}

fn text(exif: &Exif, tag: Tag) -> Option<&str> {
    let Value::Ascii(parts) = &exif.get_field(tag, In::PRIMARY)?.value else { return None };
    std::str::from_utf8(parts.first()?).ok()
}

fn numbers(written: &str, between: char) -> Option<[u32; 3]> {
    let mut parts = written.splitn(3, between).map(number);
    Some([parts.next()??, parts.next()??, parts.next()??])
}

/// Digits and nothing else; `parse` alone would take a sign.
fn number(written: &str) -> Option<u32> {
    written.bytes().all(|digit| digit.is_ascii_digit()).then(|| written.parse().ok())?
}
