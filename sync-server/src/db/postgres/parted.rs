//! Whom an edit took off a visit, on PostgreSQL.

use async_trait::async_trait;
use register::lao::LaoCode;
use register::record::{PersonId, RecordId};
use uuid::Uuid;

use super::Work;
use super::rows::{code, get};
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
        if !records.is_empty() {
            let records: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
            let sql = "DELETE FROM parted WHERE lao = $1 AND record = ANY($2)";
            self.run(sql, &[&code(lao), &records]).await?;
        }
        if !rows.is_empty() {
            let records: Vec<Uuid> = rows.iter().map(|(record, _)| record.uuid()).collect();
            let people: Vec<Uuid> = rows.iter().map(|(_, person)| person.uuid()).collect();
            let sql = "INSERT INTO parted (lao, record, person) \
                       SELECT $1::integer, * FROM unnest($2::uuid[], $3::uuid[])";
            self.run(sql, &[&code(lao), &records, &people]).await?;
        }
        Ok(())
    }

    async fn parted(&mut self, lao: LaoCode) -> Answer<Vec<(RecordId, PersonId)>> {
        let sql = "SELECT record, person FROM parted WHERE lao = $1 ORDER BY record, person";
        let rows = self.rows(sql, &[&code(lao)]).await?;
        let named = rows
            .iter()
            .map(|row| Ok((RecordId::new(get::<Uuid>(row, 0)?), PersonId::new(get::<Uuid>(row, 1)?))));
        named.collect()
    }
}
