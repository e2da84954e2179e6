//! The duplicate digests that were published, on SQLite.

use async_trait::async_trait;
use rusqlite::params;

use super::Work;
use crate::db::Answer;
use crate::db::digests::{DigestStep, Digests, WholeDigest};

#[async_trait]
impl Digests for Work {
    async fn newest_digest(&mut self, province: &str) -> Answer<Option<u64>> {
        self.one("SELECT newest FROM digest WHERE province = ?1", [province], |row| Ok(row.get(0)?))
    }

    async fn whole_digest(&mut self, province: &str) -> Answer<Option<WholeDigest>> {
        self.one("SELECT version, bytes, at FROM digest WHERE province = ?1", [province], |row| {
            Ok(WholeDigest { version: row.get(0)?, bytes: row.get(1)?, at: row.get(2)? })
        })
    }

    async fn digest_steps(&mut self, province: &str, from: u64) -> Answer<Vec<Vec<u8>>> {
        let sql =
            "SELECT bytes FROM digest_step WHERE province = ?1 AND leads_from >= ?2 ORDER BY leads_from";
        self.all(sql, params![province, from], |row| Ok(row.get(0)?))
    }

    async fn publish_whole(
        &mut self,
        province: &str,
        newest: Option<u64>,
        digest: &WholeDigest,
    ) -> Answer<bool> {
        let WholeDigest { version, bytes, at } = digest;
        let written = match newest {
            None => self.run(
                "INSERT INTO digest (province, version, bytes, at, newest) VALUES (?1, ?2, ?3, ?4, ?2) \
                 ON CONFLICT DO NOTHING",
                params![province, version, bytes, at],
            )?,
            Some(newest) => self.run(
                "UPDATE digest SET version = ?2, bytes = ?3, at = ?4, newest = ?2 \
                 WHERE province = ?1 AND newest = ?5",
                params![province, version, bytes, at, newest],
            )?,
        };
        if written > 0 {
            self.run("DELETE FROM digest_step WHERE province = ?1", [province])?;
        }
        Ok(written > 0)
    }

    async fn publish_step(&mut self, province: &str, step: &DigestStep) -> Answer<bool> {
        let sql = "UPDATE digest SET newest = ?3 WHERE province = ?1 AND newest = ?2";
        let goes_on = self.run(sql, params![province, step.from, step.to])? > 0;
        if goes_on {
            let sql = "INSERT INTO digest_step (province, leads_from, bytes, at) VALUES (?1, ?2, ?3, ?4)";
            self.run(sql, params![province, step.from, step.bytes, step.at])?;
        }
        Ok(goes_on)
    }

    async fn keep_whole(&mut self, province: &str, digest: &WholeDigest) -> Answer<()> {
        let sql = "UPDATE digest SET version = ?2, bytes = ?3, at = ?4 WHERE province = ?1 AND version < ?2";
        self.run(sql, params![province, digest.version, digest.bytes, digest.at])?;
        Ok(())
    }

    async fn forget_steps(&mut self, province: &str, before: u64) -> Answer<()> {
        let sql = "DELETE FROM digest_step WHERE province = ?1 AND leads_from < ?2";
        self.run(sql, params![province, before])?;
        Ok(())
    }

    async fn forget_digests(&mut self, before: u64) -> Answer<u64> {
        let whole = self.run("DELETE FROM digest WHERE at < ?1", [before])?;
        let steps = self.run("DELETE FROM digest_step WHERE at < ?1", [before])?;
        Ok((steps + whole) as u64)
    }
}
