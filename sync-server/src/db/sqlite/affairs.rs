//! Affairs of the office on SQLite.

use async_trait::async_trait;
use register::lao::LaoCode;
use rusqlite::params;

use super::Work;
use crate::db::Answer;
use crate::db::affairs::{Affair, Affairs};

#[async_trait]
impl Affairs for Work {
    async fn put_affair(&mut self, lao: LaoCode, affair: Affair, name: &str, json: &str) -> Answer<()> {
        self.run(
            "INSERT INTO affair (lao, kind, name, said) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (lao, kind, name) DO UPDATE SET said = ?4",
            params![lao.as_u32(), affair.as_str(), name, json],
        )?;
        Ok(())
    }

    async fn drop_affair(&mut self, lao: LaoCode, affair: Affair, name: &str) -> Answer<()> {
        let sql = "DELETE FROM affair WHERE lao = ?1 AND kind = ?2 AND name = ?3";
        self.run(sql, params![lao.as_u32(), affair.as_str(), name])?;
        Ok(())
    }

    async fn affair(&mut self, lao: LaoCode, affair: Affair, name: &str) -> Answer<Option<String>> {
        let sql = "SELECT said FROM affair WHERE lao = ?1 AND kind = ?2 AND name = ?3";
        self.one(sql, params![lao.as_u32(), affair.as_str(), name], |row| Ok(row.get(0)?))
    }

    async fn affairs(&mut self, lao: LaoCode, affair: Affair) -> Answer<Vec<(String, String)>> {
        let sql = "SELECT name, said FROM affair WHERE lao = ?1 AND kind = ?2 ORDER BY name";
        self.all(sql, params![lao.as_u32(), affair.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}
