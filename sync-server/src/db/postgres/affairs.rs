//! Affairs of the office on PostgreSQL.

use async_trait::async_trait;
use register::lao::LaoCode;

use super::Work;
use super::rows::{code, get, text};
use crate::db::Answer;
use crate::db::affairs::{Affair, Affairs};

#[async_trait]
impl Affairs for Work {
    async fn put_affair(&mut self, lao: LaoCode, affair: Affair, name: &str, json: &str) -> Answer<()> {
        self.run(
            "INSERT INTO affair (lao, kind, name, said) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (lao, kind, name) DO UPDATE SET said = EXCLUDED.said",
            &[&code(lao), &affair.as_str(), &name, &text(json)],
        )
        .await?;
        Ok(())
    }

    async fn drop_affair(&mut self, lao: LaoCode, affair: Affair, name: &str) -> Answer<()> {
        let sql = "DELETE FROM affair WHERE lao = $1 AND kind = $2 AND name = $3";
        self.run(sql, &[&code(lao), &affair.as_str(), &name]).await?;
        Ok(())
    }

    async fn affair(&mut self, lao: LaoCode, affair: Affair, name: &str) -> Answer<Option<String>> {
        let sql = "SELECT said FROM affair WHERE lao = $1 AND kind = $2 AND name = $3";
        let rows = self.rows(sql, &[&code(lao), &affair.as_str(), &name]).await?;
        rows.first().map(|row| get(row, 0)).transpose()
    }

    async fn affairs(&mut self, lao: LaoCode, affair: Affair) -> Answer<Vec<(String, String)>> {
        let sql = "SELECT name, said FROM affair WHERE lao = $1 AND kind = $2 ORDER BY name";
        let rows = self.rows(sql, &[&code(lao), &affair.as_str()]).await?;
        rows.iter().map(|row| Ok((get(row, 0)?, get(row, 1)?))).collect()
    }
}
