//! Lists that are not taken in yet, on SQLite.

use async_trait::async_trait;
use register::lao::LaoCode;
use register::record::ListId;
use rusqlite::{Row, params};
use uuid::Uuid;

use super::{Work, lao};
use crate::db::Answer;
use crate::db::lists::{ListRow, Lists};

fn row_of(row: &Row<'_>) -> Answer<ListRow> {
    Ok(ListRow {
        lao: lao(row, 0)?,
        id: ListId::new(Uuid::from_bytes(row.get(1)?)),
        at: row.get(2)?,
        filed: row.get(3)?,
        said: row.get(4)?,
    })
}

fn name(id: ListId) -> [u8; 16] {
    id.uuid().into_bytes()
}

#[async_trait]
impl Lists for Work {
    async fn put_list(&mut self, row: &ListRow) -> Answer<()> {
        self.run(
            "INSERT INTO name_list (lao, list, at, filed, said) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (lao, list) DO UPDATE SET at = ?3, filed = ?4, said = ?5",
            params![row.lao.as_u32(), name(row.id), row.at, row.filed, row.said],
        )?;
        Ok(())
    }

    async fn file_list(&mut self, lao: LaoCode, id: ListId, filed: u64) -> Answer<()> {
        let sql = "UPDATE name_list SET filed = ?3 WHERE lao = ?1 AND list = ?2";
        self.run(sql, params![lao.as_u32(), name(id), filed])?;
        Ok(())
    }

    async fn list(&mut self, lao: LaoCode, id: ListId) -> Answer<Option<ListRow>> {
        let sql = "SELECT lao, list, at, filed, said FROM name_list WHERE lao = ?1 AND list = ?2";
        self.one(sql, params![lao.as_u32(), name(id)], row_of)
    }

    async fn lists(&mut self, lao: Option<LaoCode>) -> Answer<Vec<ListRow>> {
        let sql =
            "SELECT lao, list, at, filed, said FROM name_list WHERE lao = ?1 OR ?1 IS NULL ORDER BY list";
        self.all(sql, [lao.map(LaoCode::as_u32)], row_of)
    }

    async fn put_sheet(&mut self, lao: LaoCode, id: ListId, sealed: &[u8]) -> Answer<()> {
        let sql = "INSERT INTO name_sheet (lao, list, sealed) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
        self.run(sql, params![lao.as_u32(), name(id), sealed])?;
        Ok(())
    }

    async fn sheet(&mut self, lao: LaoCode, id: ListId) -> Answer<Option<Vec<u8>>> {
        let sql = "SELECT sealed FROM name_sheet WHERE lao = ?1 AND list = ?2";
        self.one(sql, params![lao.as_u32(), name(id)], |row| Ok(row.get(0)?))
    }

    async fn drop_list(&mut self, lao: LaoCode, id: ListId) -> Answer<()> {
        for sql in [
            "DELETE FROM name_sheet WHERE lao = ?1 AND list = ?2",
            "DELETE FROM name_list WHERE lao = ?1 AND list = ?2",
        ] {
            self.run(sql, params![lao.as_u32(), name(id)])?;
        }
        Ok(())
    }
}
