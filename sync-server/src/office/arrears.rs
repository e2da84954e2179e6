//! Arrears: who of earlier months is to be entered into INFO still, or anew, and who is to be taken out of it.
//!
//! A month is drawn up from what is known now: somebody whose number was mended in May is ready in April's sheet,
//! which was entered long ago. Owns telling those from whoever was handed out as they stand, in a workbook or to be
//! typed. Refuses to know what stands in a sheet (`register::info`). Called by the console, through `Office`.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use register::calendar::Round;
use register::decision::Appearance;
use register::info::{Column, Line, Month, Reason};
use register::lao::LaoCode;

use super::{Done, Office, Visitor, now};
use crate::db::desk::{HandedRow, TypedRow};

/// Months before the one that is due whose sheets are looked through.
const BACK: usize = 6;

/// What earlier months still owe INFO.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrears {
    /// Whether anybody was ever handed out; before that nobody knows what stands in INFO.
    pub is_known: bool,
    /// Who waits, month by month, the newest first.
    pub waiting: Vec<(Round, Vec<Owed>)>,
    /// Who was handed out and is to stand in no sheet any more.
    pub gone: Vec<Gone>,
}

/// Somebody who was handed out and is not to be entered now.
#[derive(Clone, Debug, PartialEq)]
pub struct Gone {
    /// As they were handed out last.
    pub row: HandedRow,
    /// Why they are left out; `None` where nobody has their number any more, so that they are to be taken out of INFO.
    pub reason: Option<Reason>,
}

/// Somebody who is to be entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Where they were met last.
    pub at: Appearance,
    /// Their name.
    pub name: String,
    /// They were handed out, and read otherwise since.
    pub is_changed: bool,
}

impl Office {
    /// What the months before this one still owe; of this one, what came since it was handed out.
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub async fn arrears(&self, lao: LaoCode, due: Round) -> Done<Arrears> {
        let mut rows = self.db.look().await?.handed(lao).await?;
        let was_handed = rows.iter().any(|row| row.round == due);
        // Of a later month nothing is said here; of several the last one is what stands in INFO.
        rows.retain(|row| row.round <= due);
        rows.sort_by_key(|row| row.round);
        let handed: BTreeMap<[u8; 32], HandedRow> = rows.into_iter().map(|row| (row.whom, row)).collect();
        let mut arrears = Arrears { is_known: !handed.is_empty(), ..Arrears::default() };
        let mut met: BTreeSet<[u8; 32]> = BTreeSet::new();
        for (back, month) in self.months_back(lao, due, BACK).await?.into_iter().enumerate() {
            let mut waiting = Vec::new();
            for line in &month.lines {
                let whom = TypedRow::whom(&self.keys, &line.row.national_id);
                // What a later sheet says of them is what is to stand in INFO.
                if !met.insert(whom) || (back == 0 && !was_handed) {
                    continue;
                }
                let before = handed.get(&whom);
                if before.is_none_or(|row| row.mark != self.stand_of(line)) {
                    let name = line.row.name.clone();
                    waiting.push(Owed { at: line.at, name, is_changed: before.is_some() });
                }
            }
            if back == 0 {
                let whom = |number: &String| TypedRow::whom(&self.keys, number);
                let entered: BTreeSet<[u8; 32]> = month.entered.iter().map(whom).collect();
                let others: BTreeMap<[u8; 32], &Reason> =
                    month.others.iter().map(|(number, reason)| (whom(number), reason)).collect();
                let gone = handed.values().filter(|row| !entered.contains(&row.whom));
                let reason = |row: &HandedRow| others.get(&row.whom).map(|reason| Reason::clone(reason));
                arrears.gone = gone.map(|row| Gone { row: row.clone(), reason: reason(row) }).collect();
                arrears.gone.sort_by(|a, b| (a.row.round, &a.row.name).cmp(&(b.row.round, &b.row.name)));
            }
            if !waiting.is_empty() {
                arrears.waiting.push((month.round, waiting));
            }
        }
        Ok(arrears)
    }

    /// How somebody stands, as a mark: of what was said of them. What the office adds, its own name and the number
    /// under which it registered a request, is no news of anybody.
    pub(super) fn stand_of(&self, line: &Line) -> [u8; 32] {
        let said = Column::ALL.iter().filter(|column| **column != Column::Affiliation);
        let cells = said.map(|column| line.row.cell(*column));
        let asked = line.requests.iter().map(|asked| Cow::Borrowed(asked.subject.as_str()));
        self.keys.mark([Cow::Borrowed("handed out to INFO: what")].into_iter().chain(cells).chain(asked))
    }

    /// Notes that all of a month was handed out, as it stands.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn hand_out(&self, month: &Month) -> Done<()> {
        let at = now();
        let row = |line: &Line| HandedRow {
            whom: TypedRow::whom(&self.keys, &line.row.national_id),
            round: month.round,
            at,
            mark: self.stand_of(line),
            name: line.row.name.clone(),
        };
        let rows: Vec<HandedRow> = month.lines.iter().map(row).collect();
        let mut tx = self.db.begin().await?;
        tx.put_handed(month.lao, &rows).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Says that somebody who is to stand in no sheet any more was taken out of INFO.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn say_taken_out(&self, visitor: &Visitor, whom: [u8; 32]) -> Done<()> {
        let mut tx = self.db.begin().await?;
        tx.drop_handed(visitor.lao.code, &whom, None).await?;
        tx.commit().await?;
        Ok(())
    }
}
