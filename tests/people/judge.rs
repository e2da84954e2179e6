//! The judge: how well were duplicates found, where the truth is known.
//!
//! Owns the reading of a truth file and of a finder's pairs, and the arithmetic between
//! them. Refuses to know how pairs were found, and to guess: a pair it cannot look up in
//! the truth is an error. Called by the binary and by whoever tunes the finder.

use crate::row::Evidence;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::io::Read;

/// How many misses and false verdicts are kept as examples.
const EXAMPLES: usize = 10;

/// Something that kept the judge from judging.
#[derive(Debug, thiserror::Error)]
pub enum JudgeError {
    /// A file could not be read.
    #[error("the {file} file could not be read: {source}; check that it is whole UTF-8 CSV")]
    Read {
        /// Which file.
        file: &'static str,
        /// Why.
        source: csv::Error,
    },
    /// A column is missing.
    #[error("the {file} file has no column `{column}`; its first line must name it")]
    Column {
        /// Which file.
        file: &'static str,
        /// Which column.
        column: &'static str,
    },
    /// A field cannot be understood.
    #[error("line {line} of the {file} file says `{text}`, which {what}; correct it and judge again")]
    Field {
        /// Which file.
        file: &'static str,
        /// Where, from 1, the header being line 1.
        line: u64,
        /// What it says.
        text: String,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// What a finder said of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Verdict {
    Same,
    Review,
}

/// Found and missed pairs of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Found {
    /// Pairs there are.
    pub pairs: u64,
    /// Of those, called `same`.
    pub same: u64,
    /// Of those, called `review`.
    pub review: u64,
}

impl Found {
    fn add(&mut self, verdict: Option<Verdict>) {
        self.pairs += 1;
        self.same += u64::from(verdict == Some(Verdict::Same));
        self.review += u64::from(verdict == Some(Verdict::Review));
    }

    /// Pairs nobody pointed at.
    pub fn missed(self) -> u64 {
        self.pairs - self.same - self.review
    }

    /// The share called `same`; 0 of none.
    pub fn recall_same(self) -> f64 {
        ratio(self.same, self.pairs)
    }

    /// The share called `same` or `review`; 0 of none.
    pub fn recall(self) -> f64 {
        ratio(self.same + self.review, self.pairs)
    }
}

fn ratio(part: u64, of: u64) -> f64 {
    if of == 0 { 0.0 } else { part as f64 / of as f64 }
}

/// A pair shown as an example.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it is an example of.
    pub kind: String,
    /// How many pairs there are of that kind.
    pub of: u64,
    /// The two rows' ids.
    pub pair: [String; 2],
    /// The two rows as they stand in the list, when it was given.
    pub rows: [Option<String>; 2],
}

/// What came of a judgement.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Judgement {
    /// Rows of the list.
    pub rows: u64,
    /// True pairs, by what was said of them.
    pub found: Found,
    /// Of those, the pairs an honest clerk could decide; all of them when the truth does not say.
    pub decidable: Found,
    /// Verdicts `same` on two different people.
    pub false_same: u64,
    /// Verdicts `review` on two different people.
    pub false_review: u64,
    /// Pairs named more than once; each was judged by its first verdict.
    pub repeated: u64,
    /// True pairs by each damage their two rows have; a pair of two damages stands under both.
    pub by_damage: BTreeMap<String, Found>,
    /// True pairs by how many damages their two rows have together.
    pub by_count: BTreeMap<usize, Found>,
    /// False pairs by trap: (`same`, `review`).
    pub by_trap: BTreeMap<String, (u64, u64)>,
    /// Missed true pairs, one example of each of the commonest combinations of damages.
    pub misses: Vec<Example>,
    /// Different people called `same`, one example of each trap first.
    pub false_sames: Vec<Example>,
}

impl Judgement {
    /// The share of `same` verdicts that are right; 1 when there are none, for none was wrong.
    pub fn precision_same(&self) -> f64 {
        if self.found.same + self.false_same == 0 {
            1.0
        } else {
            ratio(self.found.same, self.found.same + self.false_same)
        }
    }

    /// False review pairs for every hundred rows: the work the office does for nothing.
    pub fn false_review_per_hundred(&self) -> f64 {
        ratio(self.false_review * 100, self.rows)
    }
}

/// One row's truth.
#[derive(Debug)]
struct TrueRow {
    unique_id: String,
    person: u32,
    damage: u32,
    traps: u32,
    evidence: Option<Evidence>,
}

/// Texts, each kept once.
#[derive(Debug, Default)]
struct Texts {
    numbers: HashMap<String, u32>,
    texts: Vec<String>,
}

impl Texts {
    fn number(&mut self, text: &str) -> u32 {
        if let Some(&number) = self.numbers.get(text) {
            return number;
        }
        let number = self.texts.len() as u32;
        self.numbers.insert(text.to_owned(), number);
        self.texts.push(text.to_owned());
        number
    }

    fn text(&self, number: u32) -> &str {
        self.texts.get(number as usize).map_or("", String::as_str)
    }
}

/// Which rows are one person.
#[derive(Debug, Default)]
pub struct Truth {
    rows: Vec<TrueRow>,
    by_id: HashMap<String, u32>,
    persons: Texts,
    damages: Texts,
    traps: Texts,
}

/// A CSV file and where its columns are.
struct Table<R> {
    file: &'static str,
    reader: csv::Reader<R>,
    record: csv::StringRecord,
    line: u64,
}

impl<R: Read> Table<R> {
    fn open(file: &'static str, input: R) -> Self {
        let reader = csv::ReaderBuilder::new().flexible(true).from_reader(input);
        Self { file, reader, record: csv::StringRecord::new(), line: 1 }
    }

    fn find(&mut self, column: &str) -> Result<Option<usize>, JudgeError> {
        let file = self.file;
        let headers = self.reader.headers().map_err(|source| JudgeError::Read { file, source })?;
        Ok(headers.iter().position(|h| h.trim_start_matches('\u{feff}') == column))
    }

    fn column(&mut self, column: &'static str) -> Result<usize, JudgeError> {
        let file = self.file;
        self.find(column)?.ok_or(JudgeError::Column { file, column })
    }

    fn step(&mut self) -> Result<bool, JudgeError> {
        self.line += 1;
        let file = self.file;
        self.reader.read_record(&mut self.record).map_err(|source| JudgeError::Read { file, source })
    }

    fn field(&self, column: usize) -> &str {
        self.record.get(column).unwrap_or("")
    }

    fn wrong(&self, column: usize, what: &'static str) -> JudgeError {
        JudgeError::Field { file: self.file, line: self.line, text: self.field(column).to_owned(), what }
    }
}

impl Truth {
    /// Reads a truth file: `unique_id,person`, and, if they are there, `damage`, `traps` and `evidence`.
    pub fn read(input: impl Read) -> Result<Self, JudgeError> {
        let mut table = Table::open("truth", input);
        let (id, person) = (table.column("unique_id")?, table.column("person")?);
        let (damage, traps) = (table.find("damage")?, table.find("traps")?);
        let evidence = table.find("evidence")?;
        let mut truth = Self::default();
        while table.step()? {
            let unique_id = table.field(id).to_owned();
            let number = truth.rows.len() as u32;
            if truth.by_id.insert(unique_id.clone(), number).is_some() {
                return Err(table.wrong(id, "names a row that was named before"));
            }
            let evidence = match evidence {
                Some(at) => {
                    let what = "is not five digits from 0 to 8";
                    Some(table.field(at).parse().map_err(|()| table.wrong(at, what))?)
                }
                None => None,
            };
            truth.rows.push(TrueRow {
                unique_id,
                person: truth.persons.number(table.field(person)),
                damage: truth.damages.number(damage.map_or("", |at| table.field(at))),
                traps: truth.traps.number(traps.map_or("", |at| table.field(at))),
                evidence,
            });
        }
        Ok(truth)
    }

    fn row(&self, number: u32) -> Option<&TrueRow> {
        self.rows.get(number as usize)
    }

    /// Judges a finder's `unique_id_l,unique_id_r,score,verdict`.
    pub fn judge(&self, pairs: impl Read) -> Result<Judgement, JudgeError> {
        let mut table = Table::open("pairs", pairs);
        let (left, right) = (table.column("unique_id_l")?, table.column("unique_id_r")?);
        let verdict_at = table.column("verdict")?;
        let mut judgement = Judgement { rows: self.rows.len() as u64, ..Judgement::default() };
        let mut seen: HashSet<(u32, u32)> = HashSet::new();
        let mut true_verdicts: HashMap<(u32, u32), Verdict> = HashMap::new();
        let mut false_sames: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
        while table.step()? {
            let look = |at| {
                let unknown = || table.wrong(at, "names a row the truth does not know");
                self.by_id.get(table.field(at)).copied().ok_or_else(unknown)
            };
            let (a, b) = (look(left)?, look(right)?);
            let verdict = match table.field(verdict_at) {
                "same" => Verdict::Same,
                "review" => Verdict::Review,
                _ => return Err(table.wrong(verdict_at, "is neither `same` nor `review`")),
            };
            if a == b {
                return Err(table.wrong(right, "pairs a row with itself"));
            }
            let pair = (a.min(b), a.max(b));
            if !seen.insert(pair) {
                judgement.repeated += 1;
                continue;
            }
            let (Some(one), Some(other)) = (self.row(pair.0), self.row(pair.1)) else { continue };
            if one.person == other.person {
                true_verdicts.insert(pair, verdict);
                continue;
            }
            let kind = self.trap_between(one, other);
            let count = judgement.by_trap.entry(kind.clone()).or_default();
            match verdict {
                Verdict::Same => {
                    judgement.false_same += 1;
                    count.0 += 1;
                    false_sames.entry(kind).or_default().push(pair);
                }
                Verdict::Review => {
                    judgement.false_review += 1;
                    count.1 += 1;
                }
            }
        }
        self.weigh_true_pairs(&mut judgement, &true_verdicts);
        judgement.false_sames = self.examples(false_sames);
        Ok(judgement)
    }

    fn weigh_true_pairs(&self, judgement: &mut Judgement, verdicts: &HashMap<(u32, u32), Verdict>) {
        let mut rows_of: Vec<Vec<u32>> = vec![Vec::new(); self.persons.texts.len()];
        for (number, row) in self.rows.iter().enumerate() {
            if let Some(rows) = rows_of.get_mut(row.person as usize) {
                rows.push(number as u32);
            }
        }
        let mut missed: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
        for rows in rows_of {
            for (nth, &b) in rows.iter().enumerate() {
                for &a in rows.iter().take(nth) {
                    let (Some(one), Some(other)) = (self.row(a), self.row(b)) else { continue };
                    let verdict = verdicts.get(&(a, b)).copied();
                    let decides = match (one.evidence, other.evidence) {
                        (Some(one), Some(other)) => one.decides(other),
                        _ => true,
                    };
                    judgement.found.add(verdict);
                    if decides {
                        judgement.decidable.add(verdict);
                    }
                    let damages = self.damages_of(one, other);
                    judgement.by_count.entry(damages.len()).or_default().add(verdict);
                    for &damage in &damages {
                        judgement.by_damage.entry(damage.to_owned()).or_default().add(verdict);
                    }
                    if damages.is_empty() {
                        judgement.by_damage.entry("none".to_owned()).or_default().add(verdict);
                    }
                    if !decides {
                        let beyond = "(beyond evidence)".to_owned();
                        judgement.by_damage.entry(beyond).or_default().add(verdict);
                    } else if verdict.is_none() {
                        let kind = if damages.is_empty() { "none".to_owned() } else { damages.join("+") };
                        missed.entry(kind).or_default().push((a, b));
                    }
                }
            }
        }
        judgement.misses = self.examples(missed);
    }

    /// What either row suffered, each once, in order.
    fn damages_of<'t>(&'t self, one: &TrueRow, other: &TrueRow) -> Vec<&'t str> {
        let mut damages: Vec<&str> = [one, other]
            .into_iter()
            .flat_map(|row| self.damages.text(row.damage).split('+'))
            .filter(|damage| !damage.is_empty())
            .collect();
        damages.sort_unstable();
        damages.dedup();
        damages
    }

    /// The trap that explains a false pair: a row that points to the other's person, or a
    /// placeholder on both; else whether they live together.
    fn trap_between(&self, one: &TrueRow, other: &TrueRow) -> String {
        let mut kinds: Vec<&str> = Vec::new();
        let mut housemates = false;
        for (from, to) in [(one, other), (other, one)] {
            for trap in self.traps.text(from.traps).split_whitespace() {
                let Some((kind, with)) = trap.split_once(':') else { continue };
                let mut theirs = self.traps.text(to.traps).split_whitespace();
                match kind {
                    "household" => housemates |= theirs.any(|other| other == trap),
                    "placeholder-id" if theirs.any(|other| other == trap) => kinds.push(kind),
                    _ if with == self.persons.text(to.person) => kinds.push(kind),
                    // Both rows carry the ID of one third person, each for a reason of its own.
                    "relatives-id" | "strangers-id" => {
                        let same_holder = |other: &str| {
                            other.split_once(':').is_some_and(|(kind, holder)| {
                                holder == with && matches!(kind, "relatives-id" | "strangers-id")
                            })
                        };
                        if theirs.any(same_holder) {
                            kinds.push(kind);
                        }
                    }
                    _ => {}
                }
            }
        }
        kinds.sort_unstable();
        kinds.dedup();
        match (kinds.is_empty(), housemates) {
            (false, _) => kinds.join("+"),
            (true, true) => "housemates".to_owned(),
            (true, false) => "chance".to_owned(),
        }
    }

    /// One example of each of the commonest kinds; then, while there is room, more of them.
    fn examples(&self, kinds: BTreeMap<String, Vec<(u32, u32)>>) -> Vec<Example> {
        let mut kinds: Vec<(String, Vec<(u32, u32)>)> = kinds.into_iter().collect();
        kinds.sort_by_key(|(_, pairs)| std::cmp::Reverse(pairs.len()));
        let most = kinds.first().map_or(0, |(_, pairs)| pairs.len()).min(EXAMPLES);
        let mut examples = Vec::new();
        for round in 0..most {
            for (kind, pairs) in &kinds {
                let Some(&(a, b)) = pairs.get(round) else { continue };
                let (Some(a), Some(b)) = (self.row(a), self.row(b)) else { continue };
                if examples.len() < EXAMPLES {
                    examples.push(Example {
                        kind: kind.clone(),
                        of: pairs.len() as u64,
                        pair: [a.unique_id.clone(), b.unique_id.clone()],
                        rows: [None, None],
                    });
                }
            }
        }
        examples
    }
}

impl Judgement {
    /// Looks up the rows of the examples in the list itself.
    pub fn show_rows(&mut self, people: impl Read) -> Result<(), JudgeError> {
        let mut table = Table::open("people", people);
        let id = table.column("unique_id")?;
        let mut wanted: HashMap<String, Vec<&mut Option<String>>> = HashMap::new();
        for example in self.misses.iter_mut().chain(&mut self.false_sames) {
            for (unique_id, row) in example.pair.iter().zip(&mut example.rows) {
                wanted.entry(unique_id.clone()).or_default().push(row);
            }
        }
        while table.step()? {
            for row in wanted.remove(table.field(id)).unwrap_or_default() {
                *row = Some(table.record.iter().collect::<Vec<_>>().join(" | "));
            }
        }
        Ok(())
    }
}

impl fmt::Display for Judgement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let percent = |share: f64| format!("{:.3} %", share * 100.0);
        writeln!(f, "rows                        {:>10}", self.rows)?;
        writeln!(f, "true pairs                  {:>10}", self.found.pairs)?;
        let same = self.found.same + self.false_same;
        writeln!(f, "verdicts same               {same:>10}  precision {}", percent(self.precision_same()))?;
        writeln!(f, "  of two people             {:>10}", self.false_same)?;
        writeln!(
            f,
            "recall of same              {:>10}  {}",
            self.found.same,
            percent(self.found.recall_same())
        )?;
        let pointed = self.found.same + self.found.review;
        writeln!(f, "recall of same and review   {pointed:>10}  {}", percent(self.found.recall()))?;
        let decidable = self.decidable;
        let pointed = decidable.same + decidable.review;
        writeln!(
            f,
            "  of {:>8} decidable     {pointed:>10}  {}",
            decidable.pairs,
            percent(decidable.recall())
        )?;
        writeln!(
            f,
            "false review pairs          {:>10}  {:.3} per hundred rows",
            self.false_review,
            self.false_review_per_hundred()
        )?;
        if self.repeated > 0 {
            writeln!(f, "pairs named again           {:>10}  the contract wants each once", self.repeated)?;
        }
        writeln!(f, "\ntrue pairs by damage              pairs      same    review    missed  same+review")?;
        let line = |f: &mut fmt::Formatter<'_>, name: &str, found: Found| {
            let (same, review, missed) = (found.same, found.review, found.missed());
            let recall = percent(found.recall());
            writeln!(f, "  {name:<26}{:>10}{same:>10}{review:>10}{missed:>10}  {recall:>11}", found.pairs)
        };
        for (name, &found) in &self.by_damage {
            line(f, name, found)?;
        }
        writeln!(f, "by number of damages")?;
        for (many, &found) in &self.by_count {
            line(f, &many.to_string(), found)?;
        }
        writeln!(f, "\nfalse pairs by trap                same    review")?;
        for (name, (same, review)) in &self.by_trap {
            writeln!(f, "  {name:<26}{same:>10}{review:>10}")?;
        }
        for (title, examples) in
            [("typical misses", &self.misses), ("different people called same", &self.false_sames)]
        {
            if examples.is_empty() {
                continue;
            }
            writeln!(f, "\n{title}")?;
            for Example { kind, of, pair, rows } in examples {
                writeln!(f, "  {kind} ({of} like it)")?;
                for (unique_id, row) in pair.iter().zip(rows) {
                    writeln!(f, "    {}", row.as_ref().unwrap_or(unique_id))?;
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
#[path = "judge_tests.rs"]
mod tests;
