//! Whom an edit took off a visit, on SQLite.

use async_trait::async_trait;
use register::lao::LaoCode;
use register::record::{PersonId, RecordId};
use rusqlite::params;
use uuid::Uuid;

use super::Work;
use crate::db::Answer;
use crate::db::parted::Parted;

#[async_trait]
impl Parted for Work {
    async fn put_parted(
        &mut self,
        lao: LaoCode,
        records: &[RecordId],
        rows: &[(RecordId, PersonId)],
    ) -> Answer<()> {
        for record in records {
            let sql = "DELETE FROM parted WHERE lao = ?1 AND record = ?2";
            self.run(sql, params![lao.as_u32(), record.uuid().into_bytes()])?;
        }
        for (record, person) in rows {
            let sql = "INSERT INTO parted (lao, record, person) VALUES (?1, ?2, ?3)";
            self.run(sql, params![lao.as_u32(), record.uuid().into_bytes(), person.uuid().into_bytes()])?;
        }
        Ok(())
    }

    async fn parted(&mut self, lao: LaoCode) -> Answer<Vec<(RecordId, PersonId)>> {
        let sql = "SELECT record, person FROM parted WHERE lao = ?1 ORDER BY record, person";
        self.all(sql, [lao.as_u32()], |row| {
            let (record, person) = (Uuid::from_bytes(row.get(0)?), Uuid::from_bytes(row.get(1)?));
            Ok((RecordId::new(record), PersonId::new(person)))
        })
    }
}
