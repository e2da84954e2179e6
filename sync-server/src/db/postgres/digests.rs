//! The duplicate digests that were published, on PostgreSQL.

use async_trait::async_trait;

use super::Work;
use super::rows::{big, get, whole};
use crate::db::Answer;
use crate::db::digests::{DigestStep, Digests, WholeDigest};

#[async_trait]
impl Digests for Work {
    async fn newest_digest(&mut self, province: &str) -> Answer<Option<u64>> {
        let rows = self.rows("SELECT newest FROM digest WHERE province = $1", &[&province]).await?;
        rows.first().map(|row| whole(row, 0)).transpose()
    }

    async fn whole_digest(&mut self, province: &str) -> Answer<Option<WholeDigest>> {
        let rows =
            self.rows("SELECT version, bytes, at FROM digest WHERE province = $1", &[&province]).await?;
        let Some(row) = rows.first() else { return Ok(None) };
        Ok(Some(WholeDigest { version: whole(row, 0)?, bytes: get(row, 1)?, at: whole(row, 2)? }))
    }

    async fn digest_steps(&mut self, province: &str, from: u64) -> Answer<Vec<Vec<u8>>> {
        let sql =
            "SELECT bytes FROM digest_step WHERE province = $1 AND leads_from >= $2 ORDER BY leads_from";
        self.rows(sql, &[&province, &big(from)]).await?.iter().map(|row| get(row, 0)).collect()
    }

    async fn publish_whole(
        &mut self,
        province: &str,
        newest: Option<u64>,
        digest: &WholeDigest,
    ) -> Answer<bool> {
        let (version, bytes, at) = (big(digest.version), &digest.bytes, big(digest.at));
        let written = match newest {
            None => {
                let sql = "INSERT INTO digest (province, version, bytes, at, newest) VALUES ($1, $2, $3, $4, $2) \
                           ON CONFLICT DO NOTHING";
                self.run(sql, &[&province, &version, bytes, &at]).await?
            }
            Some(newest) => {
                let sql = "UPDATE digest SET version = $2, bytes = $3, at = $4, newest = $2 \
                           WHERE province = $1 AND newest = $5";
                self.run(sql, &[&province, &version, bytes, &at, &big(newest)]).await?
            }
        };
        if written > 0 {
            self.run("DELETE FROM digest_step WHERE province = $1", &[&province]).await?;
        }
        Ok(written > 0)
    }

    async fn publish_step(&mut self, province: &str, step: &DigestStep) -> Answer<bool> {
        // Whoever writes this row at the same moment is waited for, and then another is the newest.
        let sql = "UPDATE digest SET newest = $3 WHERE province = $1 AND newest = $2";
        let goes_on = self.run(sql, &[&province, &big(step.from), &big(step.to)]).await? > 0;
        if goes_on {
            let sql = "INSERT INTO digest_step (province, leads_from, bytes, at) VALUES ($1, $2, $3, $4)";
            self.run(sql, &[&province, &big(step.from), &step.bytes, &big(step.at)]).await?;
        }
        Ok(goes_on)
    }

    async fn keep_whole(&mut self, province: &str, digest: &WholeDigest) -> Answer<()> {
        let sql = "UPDATE digest SET version = $2, bytes = $3, at = $4 WHERE province = $1 AND version < $2";
        self.run(sql, &[&province, &big(digest.version), &digest.bytes, &big(digest.at)]).await?;
        Ok(())
    }

    async fn forget_steps(&mut self, province: &str, before: u64) -> Answer<()> {
        let sql = "DELETE FROM digest_step WHERE province = $1 AND leads_from < $2";
        self.run(sql, &[&province, &big(before)]).await?;
        Ok(())
    }

    async fn forget_digests(&mut self, before: u64) -> Answer<u64> {
        // In the order in which whoever publishes locks them.
        let whole = self.run("DELETE FROM digest WHERE at < $1", &[&big(before)]).await?;
        let steps = self.run("DELETE FROM digest_step WHERE at < $1", &[&big(before)]).await?;
        Ok(steps + whole)
    }
}
