//! Whether two entries are one person: what they have in common, weighed and explained.
//!
//! Two entries are one person when that explains them better than the next best story.
//! There are two other stories: they are **strangers**, who agree on nothing but by chance,
//! so that a rare agreement counts for more than a common one; or they are **kin**, who share
//! a house and a family name, may be twins or bear one name as father and son, so that
//! house and family name count for nothing. Every clue is a likelihood ratio against either
//! story, in whole points ([`Points`]); the score is the sum against the better of the two.
//!
//! Refuses to know lists, files and decisions: it compares two [`Profile`]s, gives the same
//! answer whichever comes first, and joins nobody. A number that passes is evidence, never
//! proof, and a wrong one never decides. Called by `roster` for whole lists and by the
//! register for the candidates of one entry.

mod birth;
mod number;
mod place;
mod rarity;
mod reason;
mod spelling;

pub use birth::{Births, Born};
pub use number::{IdClue, Numbers};
pub use place::{House, Houses, Village, Villages};
pub use rarity::{Frequencies, Points};
pub use reason::Reason;

pub(crate) use place::{door, key_of, mixed, part as part_of_door};
pub(crate) use rarity::rarity_at_home;

use geo::{Distance, Haversine, Point};

use crate::name::{Likeness, Parts, PersonName, Word, names_agree};
use crate::record::Sex;

/// One part of a name, and what it is worth to share it.
#[derive(Clone, Copy, Debug)]
pub struct NameClue<'a> {
    /// The word.
    pub word: &'a Word,
    /// How rare this spelling is.
    pub spelling: Points,
    /// How rare all the spellings that sound like it are.
    pub sound: Points,
    /// How rare they are in the village of the entry.
    pub at_home: Points,
}

/// What is known of one person, as far as it tells people apart.
#[derive(Clone, Copy, Debug)]
pub struct Profile<'a> {
    /// The number, where one was typed that can be compared.
    pub id: Option<IdClue>,
    /// Given name.
    pub given: NameClue<'a>,
    /// Family name.
    pub family: NameClue<'a>,
    /// Birth date.
    pub born: Option<Born>,
    /// How rare the birth day is, and the birth year.
    pub born_rarity: (Points, Points),
    /// Sex, where the typed one and the title do not contradict each other.
    pub sex: Option<Sex>,
    /// Village.
    pub village: Option<Village>,
    /// How rare the village is.
    pub village_rarity: Points,
    /// House number.
    pub house: Option<House>,
    /// Phone number.
    pub phone: Option<u64>,
    /// Where the house was found: longitude, latitude.
    pub point: Option<Point>,
    /// A key for everybody who lives in the house, sorted; the entry's own among them.
    pub household: &'a [u64],
}

/// How rare a name, a day, a year and a village are where nobody has counted.
pub(crate) const TYPICAL_GIVEN: Points = 90;
pub(crate) const TYPICAL_FAMILY: Points = 120;
pub(crate) const TYPICAL_BIRTH: (Points, Points) = (145, 61);
pub(crate) const TYPICAL_VILLAGE: Points = 80;

impl<'a> Profile<'a> {
    /// Somebody of this name of whom nothing else is known; the other fields are set after.
    pub fn named(name: &'a PersonName) -> Self {
        let clue = |word: &'a Word, typical| {
            let rare = if word.is_empty() { 0 } else { typical };
            NameClue { word, spelling: rare + 10, sound: rare, at_home: rare }
        };
        Self {
            id: None,
            given: clue(&name.given, TYPICAL_GIVEN),
            family: clue(&name.family, TYPICAL_FAMILY),
            born: None,
            born_rarity: TYPICAL_BIRTH,
            sex: None,
            village: None,
            village_rarity: TYPICAL_VILLAGE,
            house: None,
            phone: None,
            point: None,
            household: &[],
        }
    }

    fn name(&self) -> Parts<'a> {
        Parts { given: self.given.word, family: self.family.word }
    }
}

/// What one clue says: so many points that the two are one person and not strangers, and
/// not kin.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Clue {
    reason: Option<Reason>,
    strangers: Points,
    kin: Points,
}

impl Clue {
    const NONE: Self = Self { reason: None, strangers: 0, kin: 0 };

    fn new(reason: Reason, strangers: Points, kin: Points) -> Self {
        Self { reason: Some(reason), strangers, kin }
    }
}

/// How many clues two entries can give: one of any two, number, given and family name,
/// birth, sex, place, phone, household.
const CLUES: usize = 9;

/// What two entries have in common, weighed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Comparison {
    clues: [Clue; CLUES],
    /// The next best story is that they are kin.
    kin: bool,
    verdict: Verdict,
}

/// What is to be done about two entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Two people, as far as can be seen.
    Apart,
    /// Worth a look.
    Review,
    /// Equal valid numbers, names that agree, and nothing that contradicts them.
    Same,
}

impl Verdict {
    /// The word in a list of pairs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Apart => "apart",
            Self::Review => "review",
            Self::Same => "same",
        }
    }
}

/// From here on a pair is worth a look. Below even odds, for a person overlooked costs more
/// than a minute of a clerk's; of all the pairs above it a few in a hundred are two people.
const WORTH_A_LOOK: Points = -24;

/// From here on equal numbers and agreeing names need no second look. A number and a name
/// that a father and a son may share stay below, until a birth date speaks for them.
const BEYOND_DOUBT: Points = 110;

impl Comparison {
    /// Points that the two are one person rather than anything else: 0 is even odds, ten
    /// more double them.
    pub fn points(&self) -> Points {
        self.clues.iter().map(|clue| if self.kin { clue.kin } else { clue.strangers }).sum()
    }

    /// The chance that the two are one person, in thousandths: 0 to 999, for nothing is certain.
    pub fn score(&self) -> u16 {
        let points = self.points().clamp(-200, 200);
        // Odds of 2^(points/10), as a fraction of 2^40: whole doublings are shifts, and
        // between them the line is straight.
        let (whole, tenths) = (points.div_euclid(10), points.rem_euclid(10) as u64);
        let odds = ((10 + tenths) << (20 + whole)) / 10;
        (odds * 1000 / (odds + (1 << 20))) as u16
    }

    /// What is to be done about the two.
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// Every reason with its points, the heaviest first. Their sum is [`Self::points`].
    pub fn reasons(&self) -> Vec<(Reason, Points)> {
        let mut reasons: Vec<_> = self
            .clues
            .iter()
            .filter_map(|clue| Some((clue.reason?, if self.kin { clue.kin } else { clue.strangers })))
            .collect();
        reasons.sort_by_key(|&(reason, points)| (-points.abs(), reason));
        reasons
    }

    /// Whether the next best story is that the two are kin, rather than strangers.
    pub fn may_be_kin(&self) -> bool {
        self.kin
    }
}

/// Weighs two entries of one list or register.
pub fn compare(a: &Profile<'_>, b: &Profile<'_>, among: &Frequencies) -> Comparison {
    let births = Born::compare(a.born, b.born);
    let numbers = IdClue::compare(a.id, b.id);
    let villages = Villages::of(a, b);
    let houses = House::compare(a.house, b.house);
    let shared = shared_household(a, b);
    let names = Names::compare(a, b);
    // Kin live together; or their household is in the list twice.
    let roof = villages != Villages::Apart && houses != Houses::Apart;
    let kin_possible = roof || shared > 0 || a.phone.is_some() && a.phone == b.phone;
    let housemates = a.household.len().max(b.household.len()).clamp(4, 64) as u64;

    let [given, family] = names.clues(a, b, births, villages == Villages::Same);
    let clues = [
        // One entry in five is half of a pair, so that a tenth of a pair falls on each; of
        // kin there is one fewer than live in the house.
        Clue::new(Reason::AnyTwo, -among.one_in_all() - 23, -rarity::ten_log2(housemates - 1) - 23),
        number_clue(numbers, a, b, among),
        given,
        family,
        birth_clue(births, a, b),
        sex_clue(a, b, names.given.is_alike()),
        place_clue(villages, houses, a, b),
        phone_clue(a, b),
        match shared {
            0 => Clue::NONE,
            1 => Clue::new(Reason::SharedHousehold, 40, 0),
            _ => Clue::new(Reason::SharedHousehold, 80, 0),
        },
    ];
    let sum = |of: fn(&Clue) -> Points| clues.iter().map(of).sum::<Points>();
    let (strangers, kin) = (sum(|clue| clue.strangers), sum(|clue| clue.kin));
    let kin_is_next = kin_possible && kin < strangers;
    let points = if kin_is_next { kin } else { strangers };
    let verdict = if points < WORTH_A_LOOK {
        Verdict::Apart
    } else if numbers == Numbers::Same
        && points >= BEYOND_DOUBT
        && names.tell_from_twin(a, b, among)
        && agree(a, b)
    {
        Verdict::Same
    } else {
        Verdict::Review
    };
    Comparison { clues, kin: kin_is_next, verdict }
}

/// Contract section 4: equal valid numbers whose names agree; and no births a generation apart.
///
/// Where the names do not agree, the register always makes a case of one number on two names
/// (contract section 4, row 2), for its entries are the office's own. A list is only a list:
/// there the pair is worth a look when everything else says so.
fn agree(a: &Profile<'_>, b: &Profile<'_>) -> bool {
    let trusted = a.id.zip(b.id).is_some_and(|(a, b)| a.is_trusted() && b.is_trusted());
    trusted
        && Born::compare(a.born, b.born) != Births::GenerationApart
        && names_agree(a.name(), a.born.map(Born::birth), b.name(), b.born.map(Born::birth))
}

/// An equal number is chance only where it was typed for a stranger's or read off a wrong
/// card: one in a thousand numbers. In a house numbers are taken for each other more often.
fn number_clue(numbers: Numbers, a: &Profile<'_>, b: &Profile<'_>, among: &Frequencies) -> Clue {
    let holders = a.id.zip(b.id).map_or(2, |(a, b)| a.holders().max(b.holders()));
    let disputed = a.id.zip(b.id).is_some_and(|(a, b)| a.is_disputed() || b.is_disputed());
    let alone = among.one_in_all() + 100;
    match numbers {
        Numbers::Silent => Clue::NONE,
        Numbers::Placeholder => {
            let shared_by_chance = among.rarity(holders as usize, 0).clamp(0, 30);
            Clue::new(Reason::PlaceholderId, shared_by_chance, 0)
        }
        // The more entries carry it, the likelier it is nobody's own.
        Numbers::Same => {
            let crowd = 20 * holders.saturating_sub(3) as Points;
            Clue::new(Reason::SameId, alone - crowd, 82 - crowd)
        }
        Numbers::SameWrong => Clue::new(Reason::SameId, alone - 40, 60),
        Numbers::ZeroLost => Clue::new(Reason::IdZeroLost, alone - 20, 90),
        Numbers::Slip => Clue::new(Reason::IdSlip, 130, 60),
        Numbers::ValidSlip => Clue::new(Reason::IdSlip, 40, 20),
        // A number that is on somebody else's row too may be somebody else's.
        Numbers::Different if disputed => Clue::new(Reason::DisputedIds, -15, -15),
        Numbers::Different => Clue::new(Reason::DifferentIds, -105, -105),
        Numbers::Unlike => Clue::new(Reason::UnlikeIds, -30, -30),
    }
}

/// How the words of two names lie to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    Same,
    SoundAlike,
    OneSlip,
    TwoSlips,
    Different,
    OneMissing,
    NeitherThere,
}

impl Words {
    fn compare(a: &Word, b: &Word) -> Self {
        if a.is_empty() || b.is_empty() {
            return if a.is_empty() && b.is_empty() { Self::NeitherThere } else { Self::OneMissing };
        }
        // One list keeps one copy of a word.
        if std::ptr::eq(a, b) {
            return Self::Same;
        }
        match a.likeness(b) {
            Likeness::Same => Self::Same,
            Likeness::SoundsAlike => Self::SoundAlike,
            Likeness::Slip | Likeness::OneLetter => Self::OneSlip,
            Likeness::Different => {
                let [letters, sounds] = a.differing_letters(b);
                match spelling::slips(a.folded(), b.folded(), letters) {
                    Some(1) => Self::OneSlip,
                    Some(_) => Self::TwoSlips,
                    None if spelling::slips(a.sound(), b.sound(), sounds).is_some() => Self::TwoSlips,
                    None => Self::Different,
                }
            }
        }
    }

    fn is_alike(self) -> bool {
        matches!(self, Self::Same | Self::SoundAlike | Self::OneSlip)
    }
}

/// Which fields of two names were laid beside each other, and what came of it.
#[derive(Clone, Copy, Debug)]
struct Names {
    given: Words,
    family: Words,
    arrangement: Arrangement,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Arrangement {
    Straight,
    Swapped,
    RunTogether,
}

impl Names {
    fn compare(a: &Profile<'_>, b: &Profile<'_>) -> Self {
        let straight = Self {
            given: Words::compare(a.given.word, b.given.word),
            family: Words::compare(a.family.word, b.family.word),
            arrangement: Arrangement::Straight,
        };
        if straight.given.is_alike() || straight.family.is_alike() {
            return straight;
        }
        let (a, b) = (a.name(), b.name());
        let letters = |name: Parts<'_>| name.given.folded().len() + name.family.folded().len();
        if letters(a) == letters(b)
            && a.given.folded().bytes().chain(a.family.folded().bytes()).eq(b
                .given
                .folded()
                .bytes()
                .chain(b.family.folded().bytes()))
            && letters(a) > 0
        {
            return Self { given: Words::Same, family: Words::Same, arrangement: Arrangement::RunTogether };
        }
        // One of the two was typed without a slip, or this would be chance.
        let one_is_heard = a.given.sound() == b.family.sound() || a.family.sound() == b.given.sound();
        if one_is_heard {
            let (given, family) = (Words::compare(a.given, b.family), Words::compare(a.family, b.given));
            if given.is_alike() && family.is_alike() {
                return Self { given, family, arrangement: Arrangement::Swapped };
            }
        }
        straight
    }

    /// A slip in the given name makes a name that nobody bears; two names that are each borne
    /// by others may be those of twins, one of whom was given the other's number.
    fn tell_from_twin(&self, a: &Profile<'_>, b: &Profile<'_>, among: &Frequencies) -> bool {
        match self.given {
            Words::OneSlip => a.given.spelling.max(b.given.spelling) >= among.rarity(1, 0),
            Words::TwoSlips | Words::Different => false,
            _ => true,
        }
    }

    fn clues(&self, a: &Profile<'_>, b: &Profile<'_>, births: Births, neighbours: bool) -> [Clue; 2] {
        let given = shared_word(self.given, &a.given, &b.given, neighbours);
        let family = shared_word(self.family, &a.family, &b.family, neighbours);
        match self.arrangement {
            Arrangement::Straight => [
                given_clue(self.given, given, births),
                family_clue(self.family, family, a.sex == Some(Sex::Male) && b.sex == Some(Sex::Male)),
            ],
            Arrangement::Swapped => {
                let given = shared_word(self.given, &a.given, &b.family, neighbours);
                let family = shared_word(self.family, &a.family, &b.given, neighbours);
                [Clue::new(Reason::NamesSwapped, given + family - 60, 20), Clue::NONE]
            }
            Arrangement::RunTogether => {
                let rarest = a.given.sound.max(b.given.sound);
                [Clue::new(Reason::NamesRunTogether, rarest + 60, 60), Clue::NONE]
            }
        }
    }
}

/// What chance has against two words being this near each other.
fn shared_word(words: Words, a: &NameClue<'_>, b: &NameClue<'_>, neighbours: bool) -> Points {
    // A misspelling is rarer than the name it misspells; two names that are both frequent
    // and near each other are two names.
    let rarer = a.spelling.max(b.spelling);
    let by_sound = a.sound.min(b.sound);
    let everywhere = match words {
        Words::Same | Words::NeitherThere => rarer.min(by_sound + 10) - 3,
        // One spelling in a dozen is another one of a few dozen.
        Words::SoundAlike => (rarer - 75).min(by_sound - 2),
        // One in fifteen has a slip, and there are a hundred slips to make.
        Words::OneSlip => (rarer - 100).min(by_sound - 10),
        _ => return 0,
    };
    if neighbours { everywhere.min(a.at_home.min(b.at_home)) } else { everywhere }
}

fn given_clue(words: Words, chance: Points, births: Births) -> Clue {
    // Twins are called alike, and other brothers and sisters often enough.
    let twins = births == Births::SameDay;
    match words {
        Words::Same => Clue::new(Reason::SameGiven, chance, chance.min(70)),
        Words::SoundAlike => Clue::new(Reason::GivenSoundsAlike, chance, chance.min(60)),
        Words::OneSlip => Clue::new(Reason::GivenSlip, chance, chance.clamp(-20, if twins { 0 } else { 30 })),
        Words::TwoSlips => Clue::new(Reason::GivenTwoSlips, 0, if twins { -35 } else { -15 }),
        Words::Different => Clue::new(Reason::DifferentGiven, -50, -48),
        Words::OneMissing | Words::NeitherThere => Clue::NONE,
    }
}

fn family_clue(words: Words, chance: Points, men: bool) -> Clue {
    match words {
        Words::Same => Clue::new(Reason::SameFamily, chance, 0),
        Words::SoundAlike => Clue::new(Reason::FamilySoundsAlike, chance, 0),
        Words::OneSlip => Clue::new(Reason::FamilySlip, chance, 0),
        Words::TwoSlips => Clue::new(Reason::FamilyTwoSlips, 25, 0),
        // Women take their husband's, and may take their own back.
        Words::Different if men => Clue::new(Reason::DifferentFamily, -65, -45),
        Words::Different => Clue::new(Reason::DifferentFamily, -40, -25),
        Words::OneMissing => Clue::new(Reason::OneFamilyMissing, -25, -20),
        // Whole villages have none.
        Words::NeitherThere => Clue::new(Reason::NoFamily, chance.min(20), 0),
    }
}

fn birth_clue(births: Births, a: &Profile<'_>, b: &Profile<'_>) -> Clue {
    let day = a.born_rarity.0.min(b.born_rarity.0);
    let year = a.born_rarity.1.min(b.born_rarity.1);
    match births {
        Births::Unknown => Clue::NONE,
        Births::SameDay => Clue::new(Reason::SameBirth, day - 2, 76),
        Births::DayAndMonthSwapped => Clue::new(Reason::BirthSwapped, day - 60, 60),
        Births::YearSlipped => Clue::new(Reason::BirthYearSlip, day - 75, 50),
        Births::OneDigit => Clue::new(Reason::BirthDigit, day - 105, 25),
        Births::SameYear => Clue::new(Reason::SameBirthYear, year - 5, 45),
        Births::SameMonth => Clue::new(Reason::OtherDayOfYear, 10, 5),
        Births::YearOnly => Clue::new(Reason::OtherDayOfYear, -28, -30),
        Births::SameAnniversary => Clue::new(Reason::SameAnniversary, 10, 10),
        Births::Impossible => Clue::new(Reason::BirthInFuture, 0, 0),
        Births::Different => Clue::new(Reason::DifferentBirth, -60, -60),
        Births::GenerationApart => Clue::new(Reason::GenerationApart, -80, -85),
    }
}

fn sex_clue(a: &Profile<'_>, b: &Profile<'_>, same_given: bool) -> Clue {
    match a.sex.zip(b.sex).map(|(a, b)| a == b) {
        None => Clue::NONE,
        // The given name has said it already.
        Some(true) if same_given => Clue::new(Reason::SameSex, 0, 0),
        Some(true) => Clue::new(Reason::SameSex, 9, 9),
        Some(false) if same_given => Clue::new(Reason::DifferentSex, -30, -40),
        Some(false) => Clue::new(Reason::DifferentSex, -50, -50),
    }
}

fn place_clue(villages: Villages, houses: Houses, a: &Profile<'_>, b: &Profile<'_>) -> Clue {
    let village = a.village_rarity.min(b.village_rarity);
    // Of two hundred houses one; the number alone is of some hundred different ones.
    const HOUSE_IN_VILLAGE: Points = 70;
    const HOUSE_NUMBER: Points = 65;
    match (villages, houses) {
        (Villages::Same, Houses::Same) => Clue::new(Reason::SameHouse, village + HOUSE_IN_VILLAGE - 4, -4),
        (Villages::Same, Houses::OnePlot) => Clue::new(Reason::SamePlot, village + 10, -5),
        (Villages::Same, Houses::Apart) => Clue::new(Reason::SameVillage, village - 45, 0),
        (Villages::Same, Houses::Unknown) => Clue::new(Reason::SameVillage, village - 3, 0),
        (Villages::Fitting, Houses::Same) => Clue::new(Reason::HouseFits, HOUSE_NUMBER + 10, 0),
        (Villages::Unknown, Houses::Same) => Clue::new(Reason::HouseFits, HOUSE_NUMBER - 3, 0),
        (Villages::Apart, Houses::Same) => Clue::new(Reason::HouseFits, HOUSE_NUMBER - 70, 0),
        (Villages::Unknown | Villages::Fitting, Houses::OnePlot | Houses::Unknown) => point_clue(a, b),
        _ => match point_clue(a, b) {
            near if near.strangers > 0 => near,
            _ => Clue::new(Reason::OtherPlace, -35, -20),
        },
    }
}

/// Two points that a phone took of one house lie within its error; a village is wider.
fn point_clue(a: &Profile<'_>, b: &Profile<'_>) -> Clue {
    const AT_THE_DOOR: f64 = 40.0;
    const IN_THE_VILLAGE: f64 = 2_000.0;
    // Whole metres, so that the last bit of a sine decides nothing.
    match a.point.zip(b.point).map(|(a, b)| Haversine.distance(a, b).round()) {
        Some(metres) if metres <= AT_THE_DOOR => Clue::new(Reason::SamePoint, 120, 0),
        Some(metres) if metres > IN_THE_VILLAGE => Clue::new(Reason::OtherPlace, -30, -20),
        _ => Clue::NONE,
    }
}

fn phone_clue(a: &Profile<'_>, b: &Profile<'_>) -> Clue {
    match a.phone.zip(b.phone) {
        // A household has one phone, and a village head lends his.
        Some((a, b)) if a == b => Clue::new(Reason::SamePhone, 80, 5),
        _ => Clue::NONE,
    }
}

/// Others who live with the one and with the other, where these are two houses.
fn shared_household(a: &Profile<'_>, b: &Profile<'_>) -> usize {
    if std::ptr::eq(a.household, b.household) {
        return 0;
    }
    let both = a.household.iter().filter(|key| b.household.binary_search(key).is_ok()).count();
    // The two themselves, where they are called the same.
    both.saturating_sub(1)
}

impl Villages {
    fn of(a: &Profile<'_>, b: &Profile<'_>) -> Self {
        Village::compare(a.village, b.village)
    }
}

#[cfg(test)]
#[path = "sameness_tests.rs"]
mod tests;
