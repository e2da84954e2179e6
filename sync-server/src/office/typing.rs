//! Typing: whoever of a month was entered into INFO by hand, so that nobody is entered twice and nobody
//! forgotten, however many type.
//!
//! Owns who said so, when, and whether what was typed is what stands there now. Refuses to know what is
//! typed (`register::info`). Called by the console, through `Office`.

use std::collections::{BTreeMap, BTreeSet};

use register::calendar::Round;
use register::info::{Column, Line};
use register::lao::LaoCode;
use register::record::PersonId;

use super::{Done, Office, Visitor, now};
use crate::db::desk::TypedRow;

/// Whose key marks are made with: it leads to no other of the office's keys.
const MARK: &str = "samruat 2026-11-27 what was typed into INFO";

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
    /// Who of these was typed, by the name of their entry.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn typed(
        &self,
        lao: LaoCode,
        round: Round,
        lines: &[&Line],
    ) -> Done<BTreeMap<PersonId, Typed>> {
        let rows = self.db.look().await?.typed(lao, round).await?;
        let names = self.names_of(rows.iter().map(|row| row.user.as_str()).collect::<BTreeSet<_>>()).await?;
        let by_person: BTreeMap<PersonId, TypedRow> = rows.into_iter().map(|row| (row.person, row)).collect();
        let typed = lines.iter().filter_map(|line| {
            let row = by_person.get(&line.person)?;
            let by = names.get(&row.user).unwrap_or(&row.user).clone();
            let typed = Typed { by, at: row.at, is_outdated: row.mark != self.mark_of(line) };
            Some((line.person, typed))
        });
        Ok(typed.collect())
    }

    /// Says that the visitor typed somebody as their page had them, by its mark; or that nobody did.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn say_typed(
        &self,
        visitor: &Visitor,
        round: Round,
        person: PersonId,
        mark: Option<[u8; 32]>,
    ) -> Done<()> {
        let lao = visitor.lao.code;
        let mut tx = self.db.begin().await?;
        match mark {
            Some(mark) => {
                let row = TypedRow { person, user: visitor.id.clone(), at: now(), mark };
                tx.put_typed(lao, round, &row).await?;
            }
            None => tx.drop_typed(lao, round, person).await?,
        }
        tx.commit().await?;
        Ok(())
    }

    /// What of a line is typed, as a mark that nobody reads anything from without the office's keys.
    pub fn mark_of(&self, line: &Line) -> [u8; 32] {
        let mut hasher = blake3::Hasher::new_keyed(&blake3::derive_key(MARK, self.keys.digest.as_slice()));
        let cells = Column::ALL.iter().map(|column| line.row.cell(*column));
        let asked = line.requests.iter().flat_map(|asked| {
            [&asked.lao, &asked.receipt_number, &asked.subject].map(|cell| cell.as_str().into())
        });
        for cell in cells.chain(asked) {
            // Its length first: two cells never read as one.
            hasher.update(&(cell.len() as u64).to_le_bytes()).update(cell.as_bytes());
        }
        *hasher.finalize().as_bytes()
    }
}
