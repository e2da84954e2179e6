//! O-04: the figures of a month that go up to the central place, counted as every report counts; and
//! the columns in which every report that has them shows what help came to.

use super::given::{Gift, Sum};
use super::table::Cell;
use super::{Case, Held, Period};
use crate::aid::Money;
use crate::calendar::Round;
use crate::outlay::Slice;
use crate::record::Area;
use crate::statement::{Helped, OfArea, Statement};

impl Held {
    /// The figures of a month, as they stand now.
    pub fn statement(&self, month: Round) -> Statement {
        let period = Period::Month(month);
        let gifts = self.gifts(period);
        let many = |is: &dyn Fn(&&Case) -> bool| self.cases.iter().filter(is).count() as u64;
        let of_area = |area: Option<Area>| {
            let own = gifts.iter().filter(|gift: &&Gift<'_>| gift.case.area() == area);
            let came = many(&|case| case.came_in(period) && case.area() == area);
            OfArea { area, came, helped: Sum::of(own).helped() + self.erased(period, Slice::Area { area }) }
        };
        let areas = Area::ALL.iter().copied().map(Some).chain([None]).map(of_area);
        Statement {
            month,
            surveyed: self.visited(period) as u64,
            carried: many(&|case| case.is_carried_into(period)),
            came: many(&|case| case.came_in(period)),
            left: many(&|case| case.is_open_on(period.last_day())),
            helped: Sum::of(&gifts).helped() + self.erased(period, Slice::All {}),
            areas: areas.filter(|of| of.came > 0 || of.helped != Helped::default()).collect(),
        }
    }
}

/// Whom the numbers of people in them count (domain.md C-05): help is for whoever asks, or for the one of the household
/// whom it names, and nothing says who else there had of it.
pub const WHO_IS_COUNTED: &str = "จำนวนคนนับผู้ขอความช่วยเหลือ หรือสมาชิกในครัวเรือนที่ระบุว่าเป็นผู้รับ ไม่นับสมาชิกอื่นที่ได้รับด้วย";

/// The heads of what help came to.
pub(super) const HELP: [(&str, u16); 4] =
    [("เรื่องที่ช่วยแล้ว", 16), ("จำนวนคน", 12), ("จำนวนครัวเรือน", 16), ("งบประมาณ (บาท)", 16)];

/// What help came to, under them.
pub(super) fn of_help(helped: Helped) -> [Cell; 4] {
    [
        Cell::Count(helped.requests),
        Cell::Count(helped.people),
        Cell::Count(helped.houses),
        Cell::Baht(Money::satangs(helped.satang)),
    ]
}

impl Sum<'_> {
    pub(super) fn helped(&self) -> Helped {
        let told = Helped {
            requests: self.requests.len() as u64,
            people: self.people.len() as u64,
            houses: self.houses.len() as u64,
            satang: self.baht.satang(),
        };
        told + self.erased
    }
}
