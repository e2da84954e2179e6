//! Names, put together from name parts the way Thai names are.
//!
//! Owns given names by sex and generation, names that are alike, family and clan names,
//! names of hill people, Shan, Burmese and Westerners in Thai letters, nicknames and
//! monks' names. About 4,900 given and 196,000 family names can come out.
//!
//! Refuses to know who bears a name and how it is mistyped. Called by `population`,
//! `damage` and the demo.

mod parts;

use crate::Chance;
use parts::*;
use std::fmt;

/// Sex, as the register knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    /// ชาย
    Male,
    /// หญิง
    Female,
}

/// Where a person's name comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Origin {
    /// Thai, of any family.
    Thai,
    /// Hill people: Lahu and Akha names, often without a family name.
    Hill,
    /// Shan and Burmese migrants, without a family name.
    Migrant,
    /// Westerners who married here.
    Western,
}

/// A given name in its parts, so that names that sound alike can be made from it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Given([&'static str; 3]);

/// A family name in its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Family([&'static str; 3]);

impl fmt::Display for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| f.write_str(part))
    }
}

impl fmt::Display for Family {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| f.write_str(part))
    }
}

type Lists = (&'static [&'static str], &'static [&'static str]);

fn lists(sex: Sex, old: bool) -> Lists {
    match (sex, old) {
        (Sex::Male, true) => (&MEN_OLD_FIRST, &MEN_OLD_SECOND),
        (Sex::Male, false) => (&MEN_NEW_FIRST, &MEN_NEW_SECOND),
        (Sex::Female, true) => (&WOMEN_OLD_FIRST, &WOMEN_OLD_SECOND),
        (Sex::Female, false) => (&WOMEN_NEW_FIRST, &WOMEN_NEW_SECOND),
    }
}

fn whole(sex: Sex) -> &'static [&'static str] {
    match sex {
        Sex::Male => &MEN_WHOLE,
        Sex::Female => &WOMEN_WHOLE,
    }
}

/// A Thai given name of any generation.
pub fn given(chance: &mut Chance, sex: Sex) -> Given {
    let born = chance.between(1940, 2025);
    given_in(chance, sex, born)
}

/// A Thai given name as parents chose in that year: short and homely long ago, long and
/// learned today, with twenty years in which both were heard.
pub fn given_in(chance: &mut Chance, sex: Sex, born: i32) -> Given {
    let old = chance.happens((f64::from(1995 - born) / 20.0).clamp(0.02, 0.98));
    if old && chance.happens(0.25) {
        return Given([chance.pick_early(whole(sex)), "", ""]);
    }
    loop {
        let (first, second) = lists(sex, old);
        let (first, second) = (chance.pick_early(first), chance.pick_early(second));
        // ภัทรภัทร is nobody's name.
        if first != second {
            return Given([first, second, ""]);
        }
    }
}

/// A given name of this origin; [`given_in`] for Thais.
pub fn given_of(chance: &mut Chance, origin: Origin, sex: Sex, born: i32) -> Given {
    match (origin, sex) {
        (Origin::Thai, _) => given_in(chance, sex, born),
        (Origin::Hill, Sex::Male) => {
            Given([chance.pick_early(&HILL_MEN_FIRST), chance.pick_early(&HILL_SECOND), ""])
        }
        (Origin::Hill, Sex::Female) => {
            Given([chance.pick_early(&HILL_WOMEN_FIRST), chance.pick_early(&HILL_SECOND), ""])
        }
        (Origin::Migrant, _) if chance.happens(0.5) => {
            let (one, two) = (chance.pick(&BURMESE), chance.pick(&BURMESE));
            let three = if chance.happens(0.6) { chance.pick(&BURMESE) } else { "" };
            Given([one, two, three])
        }
        (Origin::Migrant, Sex::Male) => {
            Given([chance.pick_early(&SHAN_MEN_FIRST), chance.pick_early(&SHAN_SECOND), ""])
        }
        (Origin::Migrant, Sex::Female) => Given(["นาง", chance.pick_early(&SHAN_SECOND), ""]),
        (Origin::Western, Sex::Male) => Given([chance.pick(&WESTERN_MEN), "", ""]),
        (Origin::Western, Sex::Female) => Given([chance.pick(&WESTERN_WOMEN), "", ""]),
    }
}

/// Another name with the same first part, as parents give brothers and sisters: สมชาย, สมศักดิ์.
/// A name of one piece gives another of its first letter.
pub fn akin(chance: &mut Chance, like: Given, sex: Sex) -> Given {
    for _ in 0..12 {
        let Given([first, second, third]) = like;
        let other = if second.is_empty() {
            let initial = first.chars().next();
            let alike: Vec<&str> =
                whole(sex).iter().copied().filter(|n| n.chars().next() == initial).collect();
            if alike.len() < 2 {
                break;
            }
            Given([chance.pick(&alike), "", ""])
        } else if !third.is_empty() {
            Given([first, second, chance.pick(&BURMESE)])
        } else if HILL_SECOND.contains(&second) {
            Given([first, chance.pick(&HILL_SECOND), ""])
        } else {
            let old = lists(sex, true).0.contains(&first);
            Given([first, chance.pick_early(lists(sex, old).1), ""])
        };
        if other != like {
            return other;
        }
    }
    given_in(chance, sex, 1970)
}

/// Another name one letter away, as สมชาย is from สมชัย; [`akin`] where there is none.
pub fn nearly(chance: &mut Chance, like: Given, sex: Sex) -> Given {
    let Given([first, second, third]) = like;
    // The piece to exchange, and the list it came from; a Burmese syllable is left alone.
    let (piece, list) = if second.is_empty() {
        (first, whole(sex))
    } else if third.is_empty() {
        let seconds = [lists(sex, true).1, lists(sex, false).1, &HILL_SECOND[..]];
        (second, seconds.into_iter().find(|list| list.contains(&second)).unwrap_or(&[]))
    } else {
        (third, &[][..])
    };
    let near: Vec<&str> = list.iter().copied().filter(|other| one_letter_apart(other, piece)).collect();
    match (near.is_empty(), second.is_empty()) {
        (true, _) => akin(chance, like, sex),
        (false, true) => Given([chance.pick(&near), "", ""]),
        (false, false) => Given([first, chance.pick(&near), ""]),
    }
}

/// Whether one letter put in, taken out or exchanged makes one the other.
pub fn one_letter_apart(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let head = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let tail = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take(a.len().min(b.len()) - head)
        .take_while(|(x, y)| x == y)
        .count();
    a != b && a.len().max(b.len()) - head - tail == 1
}

/// A Thai family name.
pub fn family(chance: &mut Chance) -> Family {
    loop {
        // Short names are old and shared by many; the law of 1913 and later made new ones longer.
        let family = if chance.happens(0.45) {
            Family([chance.pick_early(&FAMILY_FIRST), chance.pick_early(&FAMILY_SECOND), ""])
        } else {
            Family([chance.pick(&FAMILY_FIRST), chance.pick(&FAMILY_SECOND), chance.pick(&FAMILY_THIRD)])
        };
        let Family([first, second, third]) = family;
        if first != second && second != third {
            return family;
        }
    }
}

/// A Chinese or Hmong clan name: แซ่ลี.
pub fn clan(chance: &mut Chance) -> Family {
    Family(["แซ่", chance.pick_early(&CLANS), ""])
}

/// A Western family name in Thai letters.
pub fn western_family(chance: &mut Chance) -> Family {
    Family([chance.pick(&WESTERN_FAMILIES), "", ""])
}

/// A nickname.
pub fn nickname(chance: &mut Chance) -> &'static str {
    chance.pick(&NICKNAMES)
}

/// The Pali name a monk takes, which lists write where the family name should stand.
pub fn monks_name(chance: &mut Chance) -> String {
    format!("{}{}", chance.pick(&PALI_FIRST), chance.pick(&PALI_SECOND))
}

/// A village's name without its บ้าน.
pub fn village(chance: &mut Chance) -> String {
    format!("{}{}", chance.pick_early(&VILLAGE_FIRST), chance.pick_early(&VILLAGE_SECOND))
}

#[cfg(test)]
#[path = "name_tests.rs"]
mod tests;
