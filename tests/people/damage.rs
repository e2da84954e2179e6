//! Damage: what happens to a person's second row, and now and then to the first.
//!
//! Owns each kind of damage to names, numbers, dates and addresses, and what it costs in
//! evidence. Refuses to know how often it happens: `habits` does. Called by `list`.

use crate::birth::Birth;
use crate::name;
use crate::national_id::PLACEHOLDERS;
use crate::row::Row;
use crate::slip::Slip;
use crate::trap::{Confusable, Lure, Trap};
use crate::{Chance, Household, Person, Sex, Village};
use std::sync::Arc;

/// A kind of damage. The order is the order in which damages befall one row: first what the
/// person changed, then what the hand did, then which field it landed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Damage {
    /// The given name was changed, as Thais do for luck.
    GivenChanged,
    /// The nickname stands for the given name.
    Nickname,
    /// A woman took her husband's family name, or her own back.
    FamilyByMarriage,
    /// Another title: the child grew up, the corporal is written as นาย, none at all.
    TitleDiffers,
    /// The man entered a temple: พระ, and often his Pali name for the family's.
    Ordained,
    /// A slip in the given or family name.
    Typing(Slip),
    /// Given and family name in each other's field.
    NamesSwapped,
    /// Both names in the first field.
    NamesInOneField,
    /// The title in front of the given name.
    TitleInFirst,
    /// No ID.
    IdMissing,
    /// One digit wrong; the check fails nine times in ten. Its weights are 13 to 2, so it is blind
    /// to the third digit (11), and rests 0 and 10 look alike.
    IdDigit,
    /// Two neighbouring digits in the wrong order.
    IdNeighbours,
    /// The right ID with dashes, spaces or Thai digits: no error, but not equal as text.
    IdWritten,
    /// The spreadsheet made it `1.00001E+12`.
    IdScientific,
    /// The spreadsheet ate a leading zero. It would eat all of them; but the four zeros of the
    /// office are our own making, so one is taken, as from a real number.
    IdZeroLost,
    /// The ID of someone in the same house.
    RelativesId,
    /// The valid ID of someone in another village.
    StrangersId,
    /// An ID that stands for none.
    PlaceholderId,
    /// Day and month in each other's place.
    BirthDayMonth,
    /// The year off by one or by ten.
    BirthYear,
    /// The era mistaken: 543 off, or พ.ศ. 25xx read as 19xx, 57 off.
    BirthEra,
    /// Only the year was asked: 1 January.
    BirthFirstOfJanuary,
    /// No birth date.
    BirthMissing,
    /// A birth date in the future: a century too late.
    BirthFuture,
    /// The other sex.
    SexWrong,
    /// No sex.
    SexMissing,
    /// Another house in another village.
    Moved,
    /// The same house, written otherwise.
    HouseWritten,
    /// No village.
    VillageMissing,
}

/// What damages may not befall twice in one row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Aspect {
    /// Which given name it is.
    Given,
    /// Which family name it is.
    Family,
    /// The title.
    Title,
    /// One slip; different slips go together.
    Spelling(Slip),
    /// Which field names stand in.
    Fields,
    /// Where the title stands.
    TitlePlace,
    /// The ID.
    Id,
    /// The birth date.
    Birth,
    /// The sex.
    Sex,
    /// House and village.
    Place,
}

/// What a damaged row can draw on.
#[derive(Debug, Clone, Copy)]
pub struct Scene<'a> {
    /// Whose row it is.
    pub person: &'a Person,
    /// Who lives with them.
    pub household: &'a Household,
    /// Someone of another village who is in the list too.
    pub stranger: Option<&'a (Arc<Village>, Person)>,
    /// The year of the survey.
    pub year: i32,
}

impl Damage {
    /// The name that stands in the truth file.
    pub fn name(self) -> &'static str {
        match self {
            Self::GivenChanged => "given-changed",
            Self::Nickname => "nickname",
            Self::FamilyByMarriage => "family-by-marriage",
            Self::TitleDiffers => "title-differs",
            Self::Ordained => "ordained",
            Self::Typing(slip) => slip.name(),
            Self::NamesSwapped => "names-swapped",
            Self::NamesInOneField => "names-in-one-field",
            Self::TitleInFirst => "title-in-first",
            Self::IdMissing => "id-missing",
            Self::IdDigit => "id-digit",
            Self::IdNeighbours => "id-neighbours",
            Self::IdWritten => "id-written",
            Self::IdScientific => "id-scientific",
            Self::IdZeroLost => "id-zero-lost",
            Self::RelativesId => "relatives-id",
            Self::StrangersId => "strangers-id",
            Self::PlaceholderId => "placeholder-id",
            Self::BirthDayMonth => "dob-day-month",
            Self::BirthYear => "dob-year",
            Self::BirthEra => "dob-era",
            Self::BirthFirstOfJanuary => "dob-january",
            Self::BirthMissing => "dob-missing",
            Self::BirthFuture => "dob-future",
            Self::SexWrong => "sex-wrong",
            Self::SexMissing => "sex-missing",
            Self::Moved => "moved",
            Self::HouseWritten => "house-written",
            Self::VillageMissing => "village-missing",
        }
    }

    /// What it damages.
    pub fn aspect(self) -> Aspect {
        match self {
            Self::GivenChanged | Self::Nickname => Aspect::Given,
            Self::FamilyByMarriage => Aspect::Family,
            Self::TitleDiffers | Self::Ordained => Aspect::Title,
            Self::Typing(slip) => Aspect::Spelling(slip),
            Self::NamesSwapped | Self::NamesInOneField => Aspect::Fields,
            Self::TitleInFirst => Aspect::TitlePlace,
            Self::IdMissing
            | Self::IdDigit
            | Self::IdNeighbours
            | Self::IdWritten
            | Self::IdScientific
            | Self::IdZeroLost
            | Self::RelativesId
            | Self::StrangersId
            | Self::PlaceholderId => Aspect::Id,
            Self::BirthDayMonth
            | Self::BirthYear
            | Self::BirthEra
            | Self::BirthFirstOfJanuary
            | Self::BirthMissing
            | Self::BirthFuture => Aspect::Birth,
            Self::SexWrong | Self::SexMissing => Aspect::Sex,
            Self::Moved | Self::HouseWritten | Self::VillageMissing => Aspect::Place,
        }
    }

    /// Befalls the row, and says so in it; `false`, and the row is as it was, where it cannot.
    pub fn befall(self, row: &mut Row, scene: Scene<'_>, chance: &mut Chance) -> bool {
        let done = self.change(row, scene, chance).is_some();
        if done {
            row.damages.push(self);
        }
        done
    }

    fn change(self, row: &mut Row, scene: Scene<'_>, chance: &mut Chance) -> Option<()> {
        match self {
            Self::GivenChanged => {
                let other = name::given_of(chance, scene.person.origin, scene.person.sex, 1995);
                replace(&mut row.first, other.to_string())?;
                row.evidence.given = 0;
            }
            Self::Nickname => {
                replace(&mut row.first, name::nickname(chance).to_owned())?;
                row.evidence.given = 0;
            }
            Self::FamilyByMarriage => {
                let grown = scene.year - scene.person.birth.year >= 18;
                if scene.person.sex != Sex::Female || !grown || row.last.is_empty() {
                    return None;
                }
                // Two names in three are of the village; the rest of somewhere else.
                let village = &scene.household.village;
                let family = if chance.happens(0.67) {
                    chance.pick_early(&village.families)
                } else {
                    name::family(chance)
                };
                replace(&mut row.last, family.to_string())?;
                let married = matches!(row.title.as_str(), "นางสาว" | "น.ส.");
                if chance.happens(0.7) {
                    row.title = if married { "นาง" } else { "นางสาว" }.to_owned();
                }
                row.evidence.family = 0;
            }
            Self::TitleDiffers => {
                let child = scene.year - scene.person.birth.year < 20;
                let others: &[&str] = match (scene.person.sex, child) {
                    (Sex::Male, true) => &["ด.ช.", "เด็กชาย", "นาย", "สามเณร", ""],
                    (Sex::Male, false) => &["นาย", "นาย", "จ.ส.อ.", "ส.ต.ท.", "อส.", "Mr.", ""],
                    (Sex::Female, true) => &["ด.ญ.", "เด็กหญิง", "นางสาว", "น.ส.", ""],
                    (Sex::Female, false) => &["นาง", "นาง", "นางสาว", "น.ส.", "นส.", "Mrs.", ""],
                };
                replace(&mut row.title, chance.pick(others).to_owned())?;
            }
            Self::Ordained => {
                let grown = scene.year - scene.person.birth.year >= 20;
                if scene.person.sex != Sex::Male || !grown {
                    return None;
                }
                replace(&mut row.title, "พระ".to_owned())?;
                if chance.happens(0.5) {
                    row.last = name::monks_name(chance);
                    row.evidence.family = 0;
                }
            }
            Self::Typing(slip) => {
                let first = row.last.is_empty() || chance.happens(0.55);
                let tries = [first, !first];
                tries.into_iter().find_map(|given| {
                    let (field, told) = if given {
                        (&mut row.first, &mut row.evidence.given)
                    } else {
                        (&mut row.last, &mut row.evidence.family)
                    };
                    *field = slip.mistype(field, chance)?;
                    // A name with two slips is still the name; it never stops telling something.
                    *told = (*told).min((*told).saturating_sub(1).max(2));
                    Some(())
                })?;
            }
            Self::NamesSwapped => {
                if row.last.is_empty() {
                    return None;
                }
                std::mem::swap(&mut row.first, &mut row.last);
            }
            Self::NamesInOneField => {
                if row.last.is_empty() {
                    return None;
                }
                row.first = format!("{} {}", row.first, row.last);
                row.last.clear();
            }
            Self::TitleInFirst => {
                if row.title.is_empty() {
                    return None;
                }
                let space = if chance.happens(0.3) { " " } else { "" };
                row.first = format!("{}{space}{}", row.title, row.first);
                if chance.happens(0.7) {
                    row.title.clear();
                }
            }
            Self::IdMissing => {
                replace(&mut row.cid, String::new())?;
                row.evidence.id = 0;
            }
            Self::IdDigit => {
                let mut digits = digits(&row.cid)?;
                let at = chance.below(digits.len());
                let other = chance.between(1, 9) as u8;
                let digit = digits.get_mut(at)?;
                *digit = b'0' + (*digit - b'0' + other) % 10;
                row.cid = text(&digits);
                row.evidence.id = row.evidence.id.min(6);
            }
            Self::IdNeighbours => {
                let mut digits = digits(&row.cid)?;
                let unequal: Vec<usize> =
                    (1..digits.len()).filter(|&i| digits.get(i) != digits.get(i - 1)).collect();
                if unequal.is_empty() {
                    return None;
                }
                let at = chance.pick(&unequal);
                digits.swap(at - 1, at);
                row.cid = text(&digits);
                row.evidence.id = row.evidence.id.min(6);
            }
            Self::IdWritten => {
                let digits = digits(&row.cid)?;
                row.cid = match chance.below(4) {
                    0 => grouped(&digits, "-"),
                    1 => grouped(&digits, " "),
                    2 => thai_digits(&text(&digits)),
                    _ => thai_digits(&grouped(&digits, " ")),
                };
            }
            Self::IdScientific => {
                digits(&row.cid)?;
                let number: u64 = row.cid.parse().ok()?;
                let power = number.checked_ilog10()?;
                // In whole numbers, since float powers are not the same on every machine.
                let unit = 10_u64.checked_pow(power)?;
                let mantissa = (u128::from(number) * 100_000 + u128::from(unit / 2)) / u128::from(unit);
                row.cid = format!("{}.{:05}E+{power:02}", mantissa / 100_000, mantissa % 100_000);
                row.evidence.id = 0;
            }
            Self::IdZeroLost => {
                digits(&row.cid)?;
                row.cid = row.cid.strip_prefix('0')?.to_owned();
                row.evidence.id = row.evidence.id.min(6);
            }
            Self::RelativesId => {
                // Typed most of all for children who have no number yet.
                let others: Vec<(u32, Option<crate::NationalId>)> = scene
                    .household
                    .members
                    .iter()
                    .filter(|other| other.number != row.person && other.id.is_some())
                    .map(|other| (other.number, other.id))
                    .collect();
                // Cards are mixed up most easily where the names are alike too.
                let namelike =
                    |number: u32| scene.person.confusable.iter().any(|c| c.with == Lure::Person(number));
                let alike = others.iter().find(|&&(number, _)| namelike(number)).copied();
                let (number, id) = match alike {
                    Some(alike) if chance.happens(0.7) => alike,
                    _ => chance.pick(&others),
                };
                row.cid = id?.to_string();
                row.confusable.push(Confusable { trap: Trap::RelativesId, with: Lure::Person(number) });
                row.evidence.id = 0;
            }
            Self::StrangersId => {
                digits(&row.cid)?;
                let (_, stranger) = scene.stranger?;
                row.cid = stranger.id?.to_string();
                let with = Lure::Person(stranger.number);
                row.confusable.push(Confusable { trap: Trap::StrangersId, with });
                row.evidence.id = 0;
            }
            Self::PlaceholderId => {
                let typed = chance.pick_early(&PLACEHOLDERS);
                row.cid = typed.to_owned();
                let with = Lure::Placeholder(typed);
                row.confusable.push(Confusable { trap: Trap::PlaceholderId, with });
                row.evidence.id = 0;
            }
            Self::BirthDayMonth => {
                let birth = row.birth.filter(|birth| birth.day <= 12 && birth.day != birth.month)?;
                row.birth = Some(Birth::new(birth.year, birth.day, birth.month));
                row.evidence.birth = row.evidence.birth.min(4);
            }
            Self::BirthYear => {
                let birth = row.birth?;
                let off = chance.pick(&[-1, 1, -1, 1, -10, 10]);
                let year = birth.year + off;
                row.birth = Some(Birth::new(year, birth.month, birth.day));
                row.evidence.birth = row.evidence.birth.min(4);
            }
            Self::BirthEra => {
                let birth = row.birth?;
                // In พ.ศ., taking 543 away would leave the right Christian year.
                let off = match (chance.happens(0.5), row.buddhist) {
                    (true, true) => 543,
                    (true, false) => -543,
                    (false, _) => -57,
                };
                row.birth = Some(Birth::new(birth.year + off, birth.month, birth.day));
                row.evidence.birth = row.evidence.birth.min(4);
            }
            Self::BirthFirstOfJanuary => {
                let birth = row.birth.filter(|birth| (birth.month, birth.day) != (1, 1))?;
                row.birth = Some(Birth::new(birth.year, 1, 1));
                row.evidence.birth = row.evidence.birth.min(2);
            }
            Self::BirthMissing => {
                row.birth.take()?;
                row.evidence.birth = 0;
            }
            Self::BirthFuture => {
                let birth = row.birth?;
                let year = birth.year + 100;
                if year <= scene.year {
                    return None;
                }
                row.birth = Some(Birth::new(year, birth.month, birth.day));
                row.evidence.birth = row.evidence.birth.min(4);
            }
            Self::SexWrong => {
                row.sex = Some(match row.sex? {
                    Sex::Male => Sex::Female,
                    Sex::Female => Sex::Male,
                });
            }
            Self::SexMissing => {
                row.sex.take()?;
            }
            Self::Moved => {
                let (village, _) = scene.stranger?;
                row.village = Some(Arc::clone(village));
                let part = if chance.happens(0.3) { chance.between(1, 9) } else { 0 };
                let plot = chance.between(1, 300);
                row.house = if part > 0 { format!("{plot}/{part}") } else { plot.to_string() };
                row.evidence.place = 0;
            }
            Self::HouseWritten => {
                row.house = house_otherwise(&row.house, &scene.household.village, chance);
                row.evidence.place = row.evidence.place.min(3);
            }
            Self::VillageMissing => {
                row.village.take()?;
                row.evidence.place = row.evidence.place.min(2);
            }
        }
        Some(())
    }
}

/// Puts another text; `None` when it would be the same.
fn replace(field: &mut String, with: String) -> Option<()> {
    (*field != with).then(|| *field = with)
}

/// The digits, when the text is a plain ID.
fn digits(cid: &str) -> Option<Vec<u8>> {
    (cid.len() == 13 && cid.bytes().all(|b| b.is_ascii_digit())).then(|| cid.bytes().collect())
}

fn text(digits: &[u8]) -> String {
    digits.iter().map(|&digit| char::from(digit)).collect()
}

/// As on the card: 1-2345-67890-12-3.
fn grouped(digits: &[u8], with: &str) -> String {
    let mut out = String::with_capacity(17);
    for (at, &digit) in digits.iter().enumerate() {
        if matches!(at, 1 | 5 | 10 | 12) {
            out.push_str(with);
        }
        out.push(char::from(digit));
    }
    out
}

fn thai_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c.to_digit(10) {
            Some(digit) => char::from_u32('๐' as u32 + digit).unwrap_or(c),
            None => c,
        })
        .collect()
}

/// The same house as other hands write it.
fn house_otherwise(house: &str, village: &Village, chance: &mut Chance) -> String {
    let months =
        ["ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."];
    let parts = house.split_once('/');
    // The spreadsheet takes 12/4 for the twelfth of April.
    if let Some((plot, part)) = parts
        && plot.parse::<u32>().is_ok_and(|day| day <= 30)
        && let Some(month) = part.parse::<usize>().ok().and_then(|month| months.get(month.checked_sub(1)?))
        && chance.happens(0.4)
    {
        return format!("{plot}-{month}");
    }
    match (chance.below(6), parts) {
        (0, Some((plot, part))) => format!("{plot}/0{part}"),
        (1, Some((plot, part))) => format!("{plot} / {part}"),
        (2, Some((plot, part))) => format!("{plot}-{part}"),
        (0, None) => format!("0{house}"),
        (1, None) => format!("{house} ม.{}", village.moo()),
        (2, None) => format!("{house} หมู่ที่ {}", village.moo()),
        (3, _) => format!("บ้านเลขที่ {house}"),
        (4, _) => format!("เลขที่ {house}"),
        _ => thai_digits(house),
    }
}

#[cfg(test)]
#[path = "damage_tests.rs"]
mod tests;
