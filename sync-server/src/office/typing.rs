//! Typing: whoever of a month was entered into INFO by hand, so that nobody is entered twice and nobody
//! forgotten, however many type.
//!
//! Owns who said so, when, and whether what was typed is what stands there now. Whoever was typed is known by
//! their number, as INFO knows them: entries of the register are joined and parted. Refuses to know what is
//! typed (`register::info`). Called by the console, through `Office`, and by an erasure.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use register::calendar::Round;
use register::info::{Column, Line};
use register::lao::LaoCode;
use register::record::PersonId;

use super::{Done, Office, Visitor, now};
use crate::db::desk::{HandedRow, TypedRow};

/// Who of a month was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Typing {
    /// Those of its lines, by the name of their entry.
    pub of: BTreeMap<PersonId, Typed>,
    /// How many were typed who are on none of its lines any more.
    pub gone: usize,
}

/// Somebody who was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    /// Whose hand did it, by name.
    pub by: String,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// What stands there now is something else.
    pub is_outdated: bool,
}

impl Office {
    /// Who of these lines was typed.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn typed(&self, lao: LaoCode, round: Round, lines: &[&Line]) -> Done<Typing> {
        let rows = self.db.look().await?.typed(lao, round).await?;
        if rows.is_empty() {
            return Ok(Typing::default());
        }
        let names = self.names_of(rows.iter().map(|row| row.user.as_str()).collect::<BTreeSet<_>>()).await?;
        let mut left: BTreeMap<[u8; 32], TypedRow> = rows.into_iter().map(|row| (row.whom, row)).collect();
        let mut of = BTreeMap::new();
        for line in lines {
            let Some(row) = left.remove(&TypedRow::whom(&self.keys, &line.row.national_id)) else { continue };
            let by = names.get(&row.user).unwrap_or(&row.user).clone();
            let typed = Typed { by, at: row.at, is_outdated: row.mark != self.mark_of(line) };
            of.insert(line.person, typed);
        }
        Ok(Typing { of, gone: left.len() })
    }

    /// Says that the visitor typed somebody as their page had them, by its mark; `false` where the same was
    /// said before, by them or by somebody else.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn say_typed(
        &self,
        visitor: &Visitor,
        round: Round,
        line: &Line,
        mark: [u8; 32],
    ) -> Done<bool> {
        let whom = TypedRow::whom(&self.keys, &line.row.national_id);
        let row = TypedRow { whom, user: visitor.id.clone(), at: now(), mark };
        // What the page showed may be of before: then something else is to stand in INFO.
        let shown = if mark == self.mark_of(line) { self.stand_of(line) } else { Default::default() };
        let handed = HandedRow { whom, round, at: row.at, mark: shown, name: line.row.name.clone() };
        let mut tx = self.db.begin().await?;
        let is_new = tx.put_typed(visitor.lao.code, round, &row).await?;
        tx.put_handed(visitor.lao.code, &[handed]).await?;
        tx.commit().await?;
        Ok(is_new)
    }

    /// Says that nobody typed them.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn say_not_typed(&self, visitor: &Visitor, round: Round, line: &Line) -> Done<()> {
        let whom = TypedRow::whom(&self.keys, &line.row.national_id);
        let mut tx = self.db.begin().await?;
        tx.drop_typed(visitor.lao.code, round, &whom).await?;
        tx.drop_handed(visitor.lao.code, &whom, Some(round)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// What of a line is typed, as a mark that nobody reads anything from without the office's keys.
    pub fn mark_of(&self, line: &Line) -> [u8; 32] {
        let cells = Column::ALL.iter().map(|column| line.row.cell(*column));
        let asked = line.requests.iter().flat_map(|asked| {
            [&asked.lao, &asked.receipt_number, &asked.subject].map(|cell| Cow::Borrowed(cell.as_str()))
        });
        self.keys.mark([Cow::Borrowed("typed into INFO: what")].into_iter().chain(cells).chain(asked))
    }
}
