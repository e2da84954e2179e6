//! The embedded table, unpacked: rows in the order of their codes, all text in one string.
//!
//! Owns the file's format (`README.md`, "The file"). Refuses to know what is searched
//! for. Called by the table above it and by the index beside it.

use std::ops::Range;

use super::Postcode;
use crate::thai;

const PLACES: &[u8] = include_bytes!("places.tis");

/// A piece of [`Places`]' one string.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    start: u32,
    len: u32,
}

/// A province or an amphoe, and what lies in it. Places are in code order, so that is a range.
#[derive(Debug)]
pub(super) struct PlaceRow {
    pub(super) code: u32,
    pub(super) name: Span,
    /// The place it lies in; a province lies in itself.
    pub(super) above: usize,
    pub(super) amphoes: Range<usize>,
    pub(super) tambons: Range<usize>,
}

#[derive(Debug)]
pub(super) struct TambonRow {
    pub(super) code: u32,
    pub(super) name: Span,
    pub(super) amphoe: usize,
    postcodes: (u16, u8),
}

/// A folded spelling of a place: the key it is found by. A place may have several.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spelling {
    pub(super) folded: Span,
    pub(super) at: u16,
}

#[derive(Debug, Default)]
pub(super) struct Places {
    text: String,
    pub(super) provinces: Vec<PlaceRow>,
    pub(super) amphoes: Vec<PlaceRow>,
    pub(super) tambons: Vec<TambonRow>,
    /// Runs of postcodes, each run shared by the tambons that have exactly these.
    postcodes: Vec<Postcode>,
}

/// Every spelling of every place, in the order of the table.
#[derive(Debug, Default)]
pub(super) struct Spellings {
    pub(super) provinces: Vec<Spelling>,
    pub(super) amphoes: Vec<Spelling>,
    pub(super) tambons: Vec<Spelling>,
}

impl Places {
    /// The rows, and what their places are found by.
    pub(super) fn read() -> (Self, Spellings) {
        let (mut places, mut spellings) = (Self::default(), Spellings::default());
        // The postcodes of the amphoe being read: its tambons have them unless they say otherwise.
        let mut usual = (0, 0);
        let mut line = String::new();
        for bytes in PLACES.split(|&b| b == b'\n') {
            line.clear();
            line.extend(bytes.iter().map(|&b| letter(b)));
            let mut fields = line.trim_start_matches('\t').split('\t');
            let (Some(number), Some(names)) = (fields.next(), fields.next()) else { continue };
            let Ok(number) = number.parse::<u32>() else { continue };
            let depth = line.len() - line.trim_start_matches('\t').len();
            let postcodes = fields.next().map(|run| places.add_postcodes(run));
            match depth {
                0 => places.add_province(number, names, &mut spellings.provinces),
                1 => {
                    usual = postcodes.unwrap_or_default();
                    places.add_amphoe(number, names, &mut spellings.amphoes);
                }
                _ => {
                    let postcodes = postcodes.unwrap_or(usual);
                    places.add_tambon(number, names, postcodes, &mut spellings.tambons);
                }
            }
        }
        (places, spellings)
    }

    fn add_province(&mut self, code: u32, names: &str, spellings: &mut Vec<Spelling>) {
        let at = self.provinces.len();
        let name = self.add_names(names, at, spellings);
        let (amphoe, tambon) = (self.amphoes.len(), self.tambons.len());
        self.provinces.push(PlaceRow {
            code,
            name,
            above: at,
            amphoes: amphoe..amphoe,
            tambons: tambon..tambon,
        });
    }

    fn add_amphoe(&mut self, number: u32, names: &str, spellings: &mut Vec<Spelling>) {
        let at = self.amphoes.len();
        let Some(province) = self.provinces.last_mut() else { return };
        province.amphoes.end = at + 1;
        let code = province.code * 100 + number;
        let name = self.add_names(names, at, spellings);
        let (above, tambon) = (self.provinces.len() - 1, self.tambons.len());
        self.amphoes.push(PlaceRow { code, name, above, amphoes: at..at + 1, tambons: tambon..tambon });
    }

    fn add_tambon(&mut self, number: u32, names: &str, postcodes: (u16, u8), spellings: &mut Vec<Spelling>) {
        let at = self.tambons.len();
        let Some(amphoe) = self.amphoes.last_mut() else { return };
        amphoe.tambons.end = at + 1;
        let code = amphoe.code * 100 + number;
        if let Some(province) = self.provinces.last_mut() {
            province.tambons.end = at + 1;
        }
        let name = self.add_names(names, at, spellings);
        let amphoe = self.amphoes.len() - 1;
        self.tambons.push(TambonRow { code, name, amphoe, postcodes });
    }

    /// `name=alias=alias`: the span of the name that is shown; the key of every one goes to `spellings`.
    fn add_names(&mut self, names: &str, at: usize, spellings: &mut Vec<Spelling>) -> Span {
        let mut names = names.split('=');
        let name = names.next().unwrap_or_default();
        let shown = self.add_text(name);
        let folded = thai::fold(name);
        // Nearly every name is its own folded form, and is then kept once.
        let key = if folded == name { shown } else { self.add_text(&folded) };
        spellings.push(Spelling { folded: key, at: at as u16 });
        for alias in names {
            let folded = self.add_text(&thai::fold(alias));
            spellings.push(Spelling { folded, at: at as u16 });
        }
        shown
    }

    fn add_text(&mut self, text: &str) -> Span {
        let start = self.text.len() as u32;
        self.text.push_str(text);
        Span { start, len: text.len() as u32 }
    }

    fn add_postcodes(&mut self, run: &str) -> (u16, u8) {
        let start = self.postcodes.len();
        self.postcodes.extend(run.split(',').filter_map(|code| code.parse().ok()).map(Postcode));
        (start as u16, (self.postcodes.len() - start) as u8)
    }

    pub(super) fn text(&self, span: Span) -> &str {
        let start = span.start as usize;
        self.text.get(start..start + span.len as usize).unwrap_or_default()
    }

    pub(super) fn postcodes_of(&self, tambon: &TambonRow) -> &[Postcode] {
        let (start, count) = (usize::from(tambon.postcodes.0), usize::from(tambon.postcodes.1));
        self.postcodes.get(start..start + count).unwrap_or_default()
    }
}

/// TIS-620: ASCII, and the Thai block in one byte a letter.
fn letter(byte: u8) -> char {
    match byte {
        0xa1..=0xfb => char::from_u32(0x0e00 + u32::from(byte - 0xa0)).unwrap_or(char::REPLACEMENT_CHARACTER),
        _ => char::from(byte),
    }
}
