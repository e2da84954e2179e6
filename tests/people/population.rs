//! A population: household after household until there are enough people.
//!
//! Owns how families come about: who marries whom, how old mothers are, what children
//! are called, who is a twin and who a namesake. Nothing is remembered but one village
//! and a few thousand earlier people, so a million people need no more memory than ten.
//!
//! Refuses to know rows and damage. Called by `list`, by the demo and the load tests.

use crate::birth::Birth;
use crate::household::{House, HouseholdKind};
use crate::name::{self, Family, Given, Origin};
use crate::national_id::MOST_PEOPLE;
use crate::trap::{Confusable, Lure, Trap};
use crate::village::VillageKind;
use crate::{Chance, Habits, Household, NationalId, Person, Sex, Village};
use std::sync::Arc;

/// How many earlier people are remembered as strangers to be taken for.
const STRANGERS: usize = 4_096;

/// An endless or bounded row of households.
#[derive(Debug)]
pub struct Population {
    habits: Arc<Habits>,
    chance: Chance,
    seed: u64,
    people_left: u32,
    next_person: u32,
    next_household: u32,
    village: Arc<Village>,
    village_left: u32,
    house: House,
    strangers: Vec<(Arc<Village>, Person)>,
}

/// Members who will be taken for each other, before they have numbers.
type Alike = (Trap, usize, usize);

impl Population {
    /// `people` people under this seed; no more than [`MOST_PEOPLE`], the numbers there are.
    pub fn new(seed: u64, people: u32, habits: Arc<Habits>) -> Self {
        let mut chance = Chance::new(seed, 0);
        let village = Arc::new(Village::found(&mut chance, &habits, 0));
        let mut population = Self {
            habits,
            chance,
            seed,
            people_left: people.min(MOST_PEOPLE),
            next_person: 0,
            next_household: 0,
            village,
            village_left: 0,
            house: House { plot: 0, part: 0 },
            strangers: Vec::new(),
        };
        population.village_left = population.village_size();
        population
    }

    /// Someone of another village than this one, who is already in the list.
    pub fn stranger(&self, chance: &mut Chance, to: &Village) -> Option<&(Arc<Village>, Person)> {
        (0..8)
            .filter_map(|_| self.strangers.get(chance.below(self.strangers.len())))
            .find(|(village, _)| village.number != to.number)
    }

    fn village_size(&mut self) -> u32 {
        let (fewest, most) = self.habits.village_people;
        u32::try_from(self.chance.between(fewest, most)).unwrap_or(1)
    }

    fn next_house(&mut self) -> House {
        let House { plot, part } = self.house;
        self.house = if plot > 0 && self.chance.happens(self.habits.divided_houses) {
            House { plot, part: part + 1 }
        } else {
            // Not every plot has people in the list.
            House { plot: plot + 1 + self.chance.below(3) as u16, part: 0 }
        };
        self.house
    }

    fn origin(&mut self) -> Origin {
        let migrants = match self.village.kind {
            VillageKind::Hill if self.chance.happens(0.85) => return Origin::Hill,
            VillageKind::Border => self.habits.migrants * 10.0,
            _ => self.habits.migrants,
        };
        if self.chance.happens(migrants) { Origin::Migrant } else { Origin::Thai }
    }

    fn family(&mut self, origin: Origin) -> Option<Family> {
        match origin {
            Origin::Thai => Some(self.village.family(&mut self.chance, &self.habits)),
            Origin::Hill if self.chance.happens(self.habits.hill_family_name) => {
                Some(self.village.family(&mut self.chance, &self.habits))
            }
            Origin::Hill | Origin::Migrant => None,
            Origin::Western => Some(name::western_family(&mut self.chance)),
        }
    }

    /// A person; number and ID come last, when it is known who is in the list.
    fn person(&mut self, origin: Origin, sex: Sex, born: i32, family: Option<Family>) -> Person {
        let given = name::given_of(&mut self.chance, origin, sex, born);
        self.named_person(origin, sex, born, family, given)
    }

    fn named_person(
        &mut self,
        origin: Origin,
        sex: Sex,
        born: i32,
        family: Option<Family>,
        given: Given,
    ) -> Person {
        let born = born.min(self.habits.year - 1);
        let unknown = match origin {
            Origin::Hill | Origin::Migrant => self.habits.year_only_hill,
            Origin::Thai if born < 1960 => self.habits.year_only_elders,
            _ => 0.0,
        };
        let year_only = self.chance.happens(unknown);
        let birth = if year_only {
            Birth::new(born, 1, 1)
        } else {
            Birth::new(born, self.chance.between(1, 12) as u8, self.chance.between(1, 31) as u8)
        };
        let title = self.title(origin, sex, born);
        Person {
            number: 0,
            id: None,
            origin,
            sex,
            title,
            given,
            family,
            birth,
            year_only,
            confusable: Vec::new(),
        }
    }

    fn title(&mut self, origin: Origin, sex: Sex, born: i32) -> &'static str {
        let age = self.habits.year - born;
        match sex {
            Sex::Male if age < 15 => "ด.ช.",
            Sex::Female if age < 15 => "ด.ญ.",
            Sex::Male if origin == Origin::Thai && age < 60 && self.chance.happens(self.habits.ranks) => self
                .chance
                .pick(&["จ.ส.อ.", "ส.อ.", "ด.ต.", "ร.ต.อ.", "ร.ต.", "พ.จ.อ.", "ว่าที่ ร.ต.", "อส.ทพ."]),
            Sex::Male => "นาย",
            Sex::Female => "นางสาว",
        }
    }

    /// A husband and wife, the elder partner born in that year.
    fn couple(&mut self, origin: Origin, born: i32) -> [Person; 2] {
        // Nobody is a husband in a list before he is twenty, nor a wife before she is eighteen.
        let born = born.min(self.habits.year - 20);
        let family = self.family(origin);
        let his = if origin == Origin::Thai && self.chance.happens(self.habits.westerners) {
            Origin::Western
        } else {
            origin
        };
        let his_family = if his == origin { family } else { self.family(his) };
        let husband = self.person(his, Sex::Male, born, his_family);
        let keeps = self.chance.happens(self.habits.wife_keeps_name);
        let hers = if keeps { self.family(origin) } else { his_family };
        let younger = (born + self.chance.between(-2, 8)).min(self.habits.year - 18);
        let mut wife = self.person(origin, Sex::Female, younger, hers);
        // Whoever kept her name often kept นางสาว.
        if wife.title == "นางสาว" && !(keeps && self.chance.happens(0.5)) {
            wife.title = "นาง";
        }
        [husband, wife]
    }

    /// Children of a mother born in `mother`, put behind their parents in `home`.
    fn children(
        &mut self,
        home: &mut Vec<Person>,
        alike: &mut Vec<Alike>,
        (origin, family, father): (Origin, Option<Family>, Option<usize>),
        (mother, many): (i32, i32),
    ) {
        let mut born = mother + self.chance.between(17, 28);
        let first = home.len();
        let most = first + usize::try_from(many).unwrap_or(0);
        while home.len() < most && born < self.habits.year {
            let sex = self.sex();
            let nth = home.len();
            let father_given = father.and_then(|at| home.get(at)).map(|father| father.given);
            // The first brother or sister of the same sex, whose name calls for one like it.
            let elder = home.iter().enumerate().skip(first).find(|(_, child)| child.sex == sex);
            let elder = elder.map(|(at, child)| (at, child.given));
            let mut child = self.person(origin, sex, born, family);
            if let (Some(given), Sex::Male, Some(father)) = (father_given, sex, father)
                && self.chance.happens(self.habits.father_and_son)
            {
                child.given = given;
                alike.push((Trap::FatherAndSon, father, nth));
            } else if let Some((elder, given)) = elder {
                if self.chance.happens(self.habits.siblings_nearly) {
                    child.given = name::nearly(&mut self.chance, given, sex);
                    alike.push((Trap::SiblingAlike, elder, nth));
                } else if self.chance.happens(self.habits.siblings_akin) {
                    child.given = name::akin(&mut self.chance, given, sex);
                }
            }
            let twin = self.chance.happens(self.habits.twins).then(|| {
                let mut twin = child.clone();
                twin.given = if self.chance.happens(self.habits.twins_nearly) {
                    name::nearly(&mut self.chance, child.given, sex)
                } else {
                    name::akin(&mut self.chance, child.given, sex)
                };
                twin
            });
            home.push(child);
            if let Some(twin) = twin {
                alike.push((Trap::Twin, nth, home.len()));
                home.push(twin);
            }
            born += self.chance.between(1, 6);
        }
    }

    fn sex(&mut self) -> Sex {
        if self.chance.happens(0.5) { Sex::Male } else { Sex::Female }
    }

    fn settle(&mut self, kind: HouseholdKind, alike: &mut Vec<Alike>) -> Vec<Person> {
        let year = self.habits.year;
        let mut home = Vec::with_capacity(6);
        let origin = match kind {
            HouseholdKind::Workers => Origin::Migrant,
            HouseholdKind::Temple => Origin::Thai,
            _ => self.origin(),
        };
        match kind {
            HouseholdKind::Alone => {
                let born = year - self.chance.between(25, 92);
                let sex = self.sex();
                let family = self.family(origin);
                let mut alone = self.person(origin, sex, born, family);
                if alone.title == "นางสาว" && self.chance.happens(0.6) {
                    alone.title = "นาง";
                }
                home.push(alone);
            }
            HouseholdKind::Couple => {
                let born = year - self.chance.between(22, 88);
                home.extend(self.couple(origin, born));
            }
            HouseholdKind::Nuclear => {
                let born = year - self.chance.between(24, 64);
                home.extend(self.couple(origin, born));
                self.children_of_last_couple(&mut home, alike, origin);
            }
            HouseholdKind::ThreeGenerations => {
                let born = year - self.chance.between(52, 85);
                let [grandfather, grandmother] = self.couple(origin, born);
                let mother_of = grandmother.birth.year;
                let family = grandfather.family;
                home.extend([grandfather, grandmother]);
                let born = mother_of + self.chance.between(18, 32);
                let [mut husband, mut wife] = self.couple(origin, born);
                // In the north the son-in-law moves in; either of the two is the child of the house.
                if self.chance.happens(0.5) {
                    husband.family = family;
                } else {
                    wife.family = family;
                }
                home.extend([husband, wife]);
                self.children_of_last_couple(&mut home, alike, origin);
            }
            HouseholdKind::SkippedGeneration => {
                let born = year - self.chance.between(50, 80);
                let [grandfather, grandmother] = self.couple(origin, born);
                let missing_mother = grandmother.birth.year + self.chance.between(17, 30);
                let own = grandfather.family;
                if self.chance.happens(0.6) {
                    home.push(grandfather);
                }
                home.push(grandmother);
                let family = if self.chance.happens(0.5) { own } else { self.family(origin) };
                let many = self.chance.between(1, 3);
                self.children(&mut home, alike, (origin, family, None), (missing_mother, many));
            }
            HouseholdKind::LoneParent => {
                let born = year - self.chance.between(22, 60);
                let [father, mother] = self.couple(origin, born);
                let his = self.chance.happens(0.25);
                let family = if self.chance.happens(0.6) { father.family } else { mother.family };
                let mother_of = mother.birth.year;
                home.push(if his { father } else { mother });
                let many = self.chance.between(1, 3);
                let father = his.then_some(0);
                self.children(&mut home, alike, (origin, family, father), (mother_of, many));
            }
            HouseholdKind::Temple => {
                for _ in 0..self.chance.between(1, 8) {
                    let born = year - self.chance.between(11, 80);
                    let family = self.family(origin);
                    let mut monk = self.person(origin, Sex::Male, born, family);
                    monk.title = if born > year - 20 { "สามเณร" } else { "พระ" };
                    home.push(monk);
                }
            }
            HouseholdKind::Workers => {
                for _ in 0..self.chance.between(2, 9) {
                    let born = year - self.chance.between(18, 50);
                    let sex = self.sex();
                    home.push(self.person(origin, sex, born, None));
                }
            }
        }
        home
    }

    fn children_of_last_couple(&mut self, home: &mut Vec<Person>, alike: &mut Vec<Alike>, origin: Origin) {
        let Some(father) = home.len().checked_sub(2) else { return };
        let Some([husband, wife]) = home.get(father..) else { return };
        let (family, mother) = (husband.family, wife.birth.year);
        let most = if origin == Origin::Thai { 3 } else { 5 };
        let many = self.chance.between(1, most);
        self.children(home, alike, (origin, family, Some(father)), (mother, many));
    }

    /// Gives the head, and whoever shares the head's family name, the name of a stranger.
    fn make_namesake(&mut self, home: &mut [Person]) {
        let mut chance = self.chance.clone();
        let Some(head) = home.first() else { return };
        // A head given another name would no longer be alike to the child named so for it.
        if head.origin != Origin::Thai || !head.confusable.is_empty() {
            return;
        }
        let found = (0..16).filter_map(|_| self.stranger(&mut chance, &self.village)).find(|(_, s)| {
            s.origin == Origin::Thai && s.sex == head.sex && (s.birth.year - head.birth.year).abs() <= 3
        });
        let found = found.map(|(_, stranger)| stranger.clone());
        self.chance = chance;
        let Some(stranger) = found else { return };
        let own = head.family;
        for member in home.iter_mut().filter(|member| member.family == own) {
            member.family = stranger.family;
        }
        let draw = self.chance.unit();
        let Habits { namesakes_of_day, namesakes_of_year, .. } = *self.habits;
        let Some(head) = home.first_mut() else { return };
        head.given = stranger.given;
        let trap = if draw < namesakes_of_day {
            (head.birth, head.year_only) = (stranger.birth, stranger.year_only);
            Trap::NamesakeOfDay
        } else if draw < namesakes_of_day + namesakes_of_year {
            head.birth = Birth::new(stranger.birth.year, head.birth.month, head.birth.day);
            if head.birth == stranger.birth { Trap::NamesakeOfDay } else { Trap::NamesakeOfYear }
        } else {
            Trap::Namesake
        };
        head.confusable.push(Confusable { trap, with: Lure::Person(stranger.number) });
    }

    fn number(&mut self, home: &mut [Person], alike: &[Alike]) {
        for person in home.iter_mut() {
            person.number = self.next_person;
            self.next_person += 1;
            let foreign = matches!(person.origin, Origin::Hill | Origin::Migrant);
            if foreign && self.chance.happens(self.habits.undocumented) {
                continue;
            }
            // Class by how the person came into the register: at birth since 1984 (1, 2), in the
            // first registration (3, 4), later (5), as an alien (6, 7, 8), without status (0).
            let classes: &[(u8, f64)] = match person.origin {
                Origin::Thai if person.birth.year >= 1984 => &[(1, 0.92), (2, 0.06), (8, 0.02)],
                Origin::Thai => &[(3, 0.84), (4, 0.04), (5, 0.10), (8, 0.02)],
                Origin::Hill => &[(0, 0.12), (5, 0.40), (6, 0.14), (7, 0.10), (8, 0.24)],
                Origin::Migrant => &[(0, 0.55), (6, 0.30), (7, 0.15)],
                Origin::Western => &[(6, 0.4), (8, 0.6)],
            };
            let class = self.chance.weighted(classes).unwrap_or(1);
            let sequence = NationalId::sequence_of(person.number, self.seed);
            person.id = Some(NationalId::synthetic(class, sequence));
        }
        for &(trap, one, other) in alike {
            let (Some(a), Some(b)) = (home.get(one), home.get(other)) else { continue };
            let (to_a, to_b) = (Lure::Person(a.number), Lure::Person(b.number));
            if let Some(a) = home.get_mut(one) {
                a.confusable.push(Confusable { trap, with: to_b });
            }
            if let Some(b) = home.get_mut(other) {
                b.confusable.push(Confusable { trap, with: to_a });
            }
        }
    }

    /// Remembers one in ten, for good or until another takes the place.
    fn remember(&mut self, home: &[Person]) {
        for person in home {
            if !self.chance.happens(0.1) {
                continue;
            }
            let known = (Arc::clone(&self.village), person.clone());
            if self.strangers.len() < STRANGERS {
                self.strangers.push(known);
            } else {
                let at = self.chance.below(STRANGERS);
                if let Some(place) = self.strangers.get_mut(at) {
                    *place = known;
                }
            }
        }
    }
}

impl Iterator for Population {
    type Item = Household;

    fn next(&mut self) -> Option<Household> {
        if self.people_left == 0 {
            return None;
        }
        if self.village_left == 0 {
            let number = self.village.number + 1;
            self.village = Arc::new(Village::found(&mut self.chance, &self.habits, number));
            self.village_left = self.village_size();
            self.house = House { plot: 0, part: 0 };
        }
        let kind = self.chance.weighted(&self.habits.households).unwrap_or(HouseholdKind::Alone);
        let house = self.next_house();
        let mut alike = Vec::new();
        let mut members = self.settle(kind, &mut alike);
        members.truncate(self.people_left as usize);
        let father_and_son = alike.iter().any(|&(_, one, _)| one == 0);
        if !father_and_son && self.chance.happens(self.habits.namesakes) {
            self.make_namesake(&mut members);
        }
        self.number(&mut members, &alike);
        self.remember(&members);
        let many = members.len() as u32;
        self.people_left -= many;
        self.village_left = self.village_left.saturating_sub(many);
        let number = self.next_household;
        self.next_household += 1;
        Some(Household { number, village: Arc::clone(&self.village), house, members })
    }
}

#[cfg(test)]
#[path = "population_tests.rs"]
mod tests;
