//! O-04: the figures of a month that go up to the central place, counted as every report counts.

use super::given::{Gift, Sum};
use super::{Case, Held, Period};
use crate::calendar::Round;
use crate::record::Area;
use crate::statement::{Helped, OfArea, Statement};

impl Held {
    /// The figures of a month, as they stand now.
    pub fn statement(&self, month: Round) -> Statement {
        let period = Period::Month(month);
        let gifts = self.gifts(period);
        let many = |is: &dyn Fn(&&Case) -> bool| self.cases.iter().filter(is).count() as u64;
        let of_area = |area: Option<Area>| {
            let mut sum = Sum::default();
            gifts.iter().filter(|gift: &&Gift<'_>| gift.case.area() == area).for_each(|gift| sum.add(gift));
            let came = many(&|case| case.came_in(period) && case.area() == area);
            OfArea { area, came, helped: sum.helped() }
        };
        let areas = Area::ALL.iter().copied().map(Some).chain([None]).map(of_area);
        Statement {
            month,
            surveyed: self.visited(period) as u64,
            carried: many(&|case| case.is_carried_into(period)),
            came: many(&|case| case.came_in(period)),
            left: many(&|case| case.is_open_on(period.last_day())),
            helped: Sum::of(&gifts).helped(),
            areas: areas.filter(|of| of.came > 0 || of.helped != Helped::default()).collect(),
        }
    }
}

impl Sum<'_> {
    fn helped(&self) -> Helped {
        Helped {
            requests: self.requests.len() as u64,
            people: self.people.len() as u64,
            houses: self.houses.len() as u64,
            satang: self.baht.satang(),
        }
    }
}
