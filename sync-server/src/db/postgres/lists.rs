//! Lists that are not taken in yet, on PostgreSQL.

use async_trait::async_trait;
use register::lao::LaoCode;
use register::record::ListId;
use tokio_postgres::Row;
use uuid::Uuid;

use super::Work;
use super::rows::{big, code, get, lao, text, whole};
use crate::db::Answer;
use crate::db::lists::{ListRow, Lists};

fn row_of(row: &Row) -> Answer<ListRow> {
    Ok(ListRow {
        lao: lao(row, 0)?,
        id: ListId::new(get::<Uuid>(row, 1)?),
        at: whole(row, 2)?,
        filed: get::<Option<i64>>(row, 3)?.and_then(|filed| u64::try_from(filed).ok()),
        said: get(row, 4)?,
    })
}

#[async_trait]
impl Lists for Work {
    async fn put_list(&mut self, row: &ListRow) -> Answer<()> {
        self.run(
            "INSERT INTO name_list (lao, list, at, filed, said) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (lao, list) DO UPDATE \
             SET at = EXCLUDED.at, filed = EXCLUDED.filed, said = EXCLUDED.said",
            &[&code(row.lao), &row.id.uuid(), &big(row.at), &row.filed.map(big), &text(&row.said)],
        )
        .await?;
        Ok(())
    }

    async fn file_list(&mut self, lao: LaoCode, id: ListId, filed: u64) -> Answer<()> {
        let sql = "UPDATE name_list SET filed = $3 WHERE lao = $1 AND list = $2";
        self.run(sql, &[&code(lao), &id.uuid(), &big(filed)]).await?;
        Ok(())
    }

    async fn list(&mut self, lao: LaoCode, id: ListId) -> Answer<Option<ListRow>> {
        let sql = "SELECT lao, list, at, filed, said FROM name_list WHERE lao = $1 AND list = $2";
        let rows = self.rows(sql, &[&code(lao), &id.uuid()]).await?;
        rows.first().map(row_of).transpose()
    }

    async fn lists(&mut self, lao: Option<LaoCode>) -> Answer<Vec<ListRow>> {
        let sql = "SELECT lao, list, at, filed, said FROM name_list WHERE lao = $1 OR $1::INTEGER IS NULL \
                   ORDER BY list";
        let rows = self.rows(sql, &[&lao.map(code)]).await?;
        rows.iter().map(row_of).collect()
    }

    async fn put_sheet(&mut self, lao: LaoCode, id: ListId, sealed: &[u8]) -> Answer<()> {
        let sql = "INSERT INTO name_sheet (lao, list, sealed) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
        self.run(sql, &[&code(lao), &id.uuid(), &sealed]).await?;
        Ok(())
    }

    async fn sheet(&mut self, lao: LaoCode, id: ListId) -> Answer<Option<Vec<u8>>> {
        let sql = "SELECT sealed FROM name_sheet WHERE lao = $1 AND list = $2";
        let rows = self.rows(sql, &[&code(lao), &id.uuid()]).await?;
        rows.first().map(|row| get(row, 0)).transpose()
    }

    async fn drop_list(&mut self, lao: LaoCode, id: ListId) -> Answer<()> {
        for sql in [
            "DELETE FROM name_sheet WHERE lao = $1 AND list = $2",
            "DELETE FROM name_list WHERE lao = $1 AND list = $2",
        ] {
            self.run(sql, &[&code(lao), &id.uuid()]).await?;
        }
        Ok(())
    }
}
