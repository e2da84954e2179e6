//! Birth dates as the register office knows them and as lists spell them.
//!
//! Owns a plain date and its ISO spelling in either era. Refuses to know ages, the day
//! it is, and how a date is mistyped. Called by `population`, `row` and `damage`.

/// A date of birth in the Christian era. `year` may be absurd on purpose: 543 off, or in the future.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Birth {
    /// Christian year.
    pub year: i32,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31, within its month.
    pub day: u8,
}

impl Birth {
    /// This day, moved back to the month's last day where the month is shorter.
    pub fn new(year: i32, month: u8, day: u8) -> Self {
        let month = month.clamp(1, 12);
        let last = match month {
            2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        Self { year, month, day: day.clamp(1, last) }
    }

    /// ISO spelling in the Christian or the Buddhist era.
    pub fn iso(self, buddhist: bool) -> String {
        let year = if buddhist { self.year + 543 } else { self.year };
        format!("{year:04}-{:02}-{:02}", self.month, self.day)
    }
}

#[cfg(test)]
#[path = "birth_tests.rs"]
mod tests;
