//! A table of a report: heads, rows, and which column is better seen than read.

use std::borrow::Cow;

use crate::aid::Money;

/// What stands where there is nothing to say yet.
pub(super) const NOTHING: &str = "–";

/// One table.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What it is.
    pub name: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its rows, each with a cell for every column.
    pub rows: Vec<Vec<Cell>>,
    /// The sum of them, where they can be summed.
    pub total: Option<Vec<Cell>>,
    /// The column of figures that a picture may be drawn of, by what stands in the first one.
    pub drawn: Option<usize>,
}

/// One column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its head.
    pub name: Cow<'static, str>,
    /// How wide it stands open, in characters.
    pub width: u16,
}

/// One cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Words.
    Text(String),
    /// So many.
    Count(u64),
    /// So much money.
    Baht(Money),
}

/// One bar of a picture: what it is of, what is written at its end, and how long it is, as a
/// share of the longest.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar<'t> {
    /// What it is of.
    pub name: String,
    /// Its figure.
    pub figure: &'t Cell,
    /// From 0 to 1.
    pub share: f64,
}

impl Table {
    /// An empty one with these columns, each with its width.
    pub(super) fn new<N: Into<Cow<'static, str>>>(
        name: impl Into<String>,
        columns: impl IntoIterator<Item = (N, u16)>,
    ) -> Self {
        let columns = columns.into_iter().map(|(name, width)| Column { name: name.into(), width }).collect();
        Self { name: name.into(), columns, rows: Vec::new(), total: None, drawn: None }
    }

    /// Ends it with a row in which every column of figures is summed.
    pub(super) fn summed(mut self) -> Self {
        let sum = |column: usize| {
            let cells = || self.rows.iter().filter_map(|row| row.get(column));
            match cells().next()? {
                Cell::Text(_) => None,
                Cell::Count(_) => {
                    let counts = cells().map(|cell| if let Cell::Count(many) = cell { *many } else { 0 });
                    Some(Cell::Count(counts.sum()))
                }
                Cell::Baht(_) => {
                    let sums =
                        cells().map(|cell| if let Cell::Baht(sum) = cell { *sum } else { Money::default() });
                    Some(Cell::Baht(sums.sum()))
                }
            }
        };
        let blank =
            |column: usize| Cell::Text(if column == 0 { "รวม".to_owned() } else { String::new() });
        let total = (0..self.columns.len()).map(|column| sum(column).unwrap_or_else(|| blank(column)));
        self.total = Some(total.collect());
        self
    }

    /// The bars of its picture; none where a picture would say nothing.
    pub fn bars(&self) -> Vec<Bar<'_>> {
        let Some(column) = self.drawn else { return Vec::new() };
        let figures: Vec<(String, &Cell)> =
            self.rows.iter().filter_map(|row| Some((row.first()?.written(), row.get(column)?))).collect();
        let longest = figures.iter().map(|(_, cell)| cell.size()).max().unwrap_or(0);
        if longest == 0 {
            return Vec::new();
        }
        figures
            .into_iter()
            .map(|(name, figure)| Bar { name, figure, share: figure.size() as f64 / longest as f64 })
            .collect()
    }
}

impl Cell {
    /// Words.
    pub(super) fn text(words: impl Into<String>) -> Self {
        Self::Text(words.into())
    }

    /// So many.
    pub(super) fn count(many: usize) -> Self {
        Self::Count(many as u64)
    }

    /// As people read it.
    pub fn written(&self) -> String {
        match self {
            Self::Text(words) => words.clone(),
            Self::Count(many) => Money::baht(*many).to_string(),
            Self::Baht(sum) => sum.to_string(),
        }
    }

    /// Whether it is a figure.
    pub fn is_figure(&self) -> bool {
        !matches!(self, Self::Text(_))
    }

    /// How much, for comparing with others of its column.
    fn size(&self) -> u64 {
        match self {
            Self::Text(_) => 0,
            Self::Count(many) => *many,
            Self::Baht(sum) => sum.satang(),
        }
    }
}
