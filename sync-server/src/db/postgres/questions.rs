//! The questions, each one statement.
//!
//! What is read of several LAOs is asked once a LAO, all in one journey, so that Citus asks
//! one machine each. Lists go in as arrays.

use std::collections::{BTreeMap, BTreeSet};

use async_trait::async_trait;
use register::change::{ChangeId, DeviceId};
use register::course::{MeetingId, State as CourseState, StepKey};
use register::decision::Appearance;
use register::lao::LaoCode;
use register::national_id::NationalId;
use register::record::{PersonId, PhotoHash, RecordId, RequestId};
use tokio_postgres::Row;
use uuid::Uuid;

use super::rows::{
    COURSE, ERASED, ERASURE, LOG, PERSON, PHOTO, RECORD, STEP, TASK, big, code, get, text, whole,
};
use super::{Value, Work, rows};
use crate::db::{
    Answer, CardRow, CourseRow, DbFault, DeviceRow, EnrolmentRow, ErasedRow, ErasureRow, Head, LogKind,
    LogRow, PersonRow, PhotoRow, QuarantineRow, RecordRow, RulingRow, StandingRow, StepRow, SurveyorRow,
    TaskRow, Tenant, ThumbnailRow, Transaction, UploadRow, UserRow, WITHDRAWN, by_record, course_state,
    from_json, json,
};
use crate::keys::WRAPPED;

/// Records of several LAOs, LAO by LAO.
fn by_lao(which: &[(LaoCode, RecordId)]) -> Vec<(i32, Vec<Uuid>)> {
    let mut sorted: BTreeMap<i32, Vec<Uuid>> = BTreeMap::new();
    for (lao, record) in which {
        sorted.entry(code(*lao)).or_default().push(record.uuid());
    }
    sorted.into_iter().collect()
}

fn ids(ids: &[ChangeId]) -> Vec<&[u8]> {
    ids.iter().map(|id| id.as_bytes().as_slice()).collect()
}

fn all<T>(rows: &[Row], read: fn(&Row) -> Answer<T>) -> Answer<Vec<T>> {
    rows.iter().map(read).collect()
}

impl Work {
    async fn said<T: serde::de::DeserializeOwned>(
        &mut self,
        sql: &str,
        with: &[Value<'_>],
    ) -> Answer<Option<T>> {
        let rows = self.rows(sql, with).await?;
        rows.first().map(|row| from_json(get(row, 0)?)).transpose()
    }

    async fn of_each(&mut self, sql: &str, which: &[(LaoCode, RecordId)]) -> Answer<Vec<Row>> {
        let which = by_lao(which);
        let with: Vec<Vec<Value<'_>>> =
            which.iter().map(|(lao, records)| vec![lao as _, records as _]).collect();
        self.rows_each(sql, &with).await
    }

    fn head_of(row: &Row) -> Answer<Head> {
        Ok(Head {
            seq: whole(row, 0)?,
            length: whole(row, 1)?,
            chain: rows::bytes(row, 2)?,
            numbers: whole(row, 3)?,
        })
    }
}

#[async_trait]
impl Transaction for Work {
    async fn commit(mut self: Box<Self>) -> Answer<()> {
        if self.course.failed {
            return Err(DbFault::Broken("a question of this transaction had failed".to_owned()));
        }
        if self.course.begun {
            let (connection, course) = self.both()?;
            course.note(connection.batch_execute("COMMIT").await)?;
        }
        // Over: there is nothing to roll back.
        self.course.begun = false;
        Ok(())
    }

    async fn setting(&mut self, name: &str) -> Answer<Option<String>> {
        let rows = self.rows("SELECT value FROM setting WHERE name = $1", &[&name]).await?;
        rows.first().map(|row| get(row, 0)).transpose()
    }

    async fn set(&mut self, name: &str, value: &str) -> Answer<()> {
        self.run(
            "INSERT INTO setting (name, value) VALUES ($1, $2) \
             ON CONFLICT (name) DO UPDATE SET value = EXCLUDED.value",
            &[&name, &value],
        )
        .await?;
        Ok(())
    }

    async fn number(&mut self, kind: &str) -> Answer<u64> {
        // The row stays locked until this transaction ends, so no number is given twice.
        let rows = self
            .rows(
                "INSERT INTO counter (kind, last) VALUES ($1, 1) \
                 ON CONFLICT (kind) DO UPDATE SET last = counter.last + 1 RETURNING last",
                &[&kind],
            )
            .await?;
        let row = rows.first().ok_or_else(|| DbFault::Broken("a counter gave no number".to_owned()))?;
        whole(row, 0)
    }

    async fn tenants(&mut self) -> Answer<Vec<Tenant>> {
        all(&self.rows("SELECT said FROM lao ORDER BY lao", &[]).await?, |row| from_json(get(row, 0)?))
    }

    async fn put_tenant(&mut self, tenant: &Tenant) -> Answer<()> {
        self.run(
            "INSERT INTO lao (lao, said, chain) VALUES ($1, $2, $3) \
             ON CONFLICT (lao) DO UPDATE SET said = EXCLUDED.said",
            &[&code(tenant.lao.code), &json(tenant)?, &[0u8; 32].as_slice()],
        )
        .await?;
        Ok(())
    }

    async fn lock(&mut self, laos: &BTreeSet<LaoCode>) -> Answer<BTreeMap<LaoCode, Head>> {
        let mut heads = BTreeMap::new();
        // One by one, in order: nobody waits for somebody who waits for them. Citus locks rows
        // of one machine at a time anyway.
        for lao in laos {
            let rows = self
                .rows("SELECT seq, length, chain, numbers FROM lao WHERE lao = $1 FOR UPDATE", &[&code(*lao)])
                .await?;
            if let Some(row) = rows.first() {
                heads.insert(*lao, Self::head_of(row)?);
            }
        }
        Ok(heads)
    }

    async fn head(&mut self, lao: LaoCode) -> Answer<Option<Head>> {
        let rows =
            self.rows("SELECT seq, length, chain, numbers FROM lao WHERE lao = $1", &[&code(lao)]).await?;
        rows.first().map(Self::head_of).transpose()
    }

    async fn feeds(&mut self, laos: &BTreeSet<LaoCode>) -> Answer<BTreeMap<LaoCode, u64>> {
        let codes: Vec<i32> = laos.iter().copied().map(code).collect();
        let with: Vec<Vec<Value<'_>>> = codes.iter().map(|lao| vec![lao as _]).collect();
        let rows = self.rows_each("SELECT lao, seq FROM lao WHERE lao = $1", &with).await?;
        rows.iter().map(|row| Ok((rows::lao(row, 0)?, whole(row, 1)?))).collect()
    }

    async fn move_head(&mut self, lao: LaoCode, head: &Head) -> Answer<()> {
        self.run(
            "UPDATE lao SET seq = $2, length = $3, chain = $4, numbers = $5 WHERE lao = $1",
            &[&code(lao), &big(head.seq), &big(head.length), &head.chain.as_slice(), &big(head.numbers)],
        )
        .await?;
        Ok(())
    }

    async fn surveyor(&mut self, id: &str) -> Answer<Option<SurveyorRow>> {
        self.said("SELECT said FROM surveyor WHERE surveyor = $1", &[&text(id)]).await
    }

    async fn surveyor_of(&mut self, lao: LaoCode, id: &str) -> Answer<Option<SurveyorRow>> {
        let sql = "SELECT said FROM surveyor WHERE lao = $1 AND surveyor = $2";
        self.said(sql, &[&code(lao), &text(id)]).await
    }

    async fn surveyors(&mut self, lao: LaoCode) -> Answer<Vec<SurveyorRow>> {
        let sql = "SELECT said FROM surveyor WHERE lao = $1 ORDER BY surveyor";
        all(&self.rows(sql, &[&code(lao)]).await?, |row| from_json(get(row, 0)?))
    }

    async fn put_surveyor(&mut self, surveyor: &SurveyorRow) -> Answer<()> {
        self.run(
            "INSERT INTO surveyor (lao, surveyor, said) VALUES ($1, $2, $3) \
             ON CONFLICT (lao, surveyor) DO UPDATE SET said = EXCLUDED.said",
            &[&code(surveyor.lao), &surveyor.id, &json(surveyor)?],
        )
        .await?;
        Ok(())
    }

    async fn user(&mut self, id: &str) -> Answer<Option<UserRow>> {
        self.said("SELECT said FROM office_user WHERE office_user = $1", &[&text(id)]).await
    }

    async fn put_user(&mut self, user: &UserRow) -> Answer<()> {
        self.run(
            "INSERT INTO office_user (lao, office_user, said) VALUES ($1, $2, $3) \
             ON CONFLICT (lao, office_user) DO UPDATE SET said = EXCLUDED.said",
            &[&code(user.lao), &user.id, &json(user)?],
        )
        .await?;
        Ok(())
    }

    async fn enrolment(&mut self, lao: LaoCode, code: &[u8; 32]) -> Answer<Option<EnrolmentRow>> {
        let sql = if self.course.writes {
            "SELECT said FROM enrolment WHERE lao = $1 AND code = $2 FOR UPDATE"
        } else {
            "SELECT said FROM enrolment WHERE lao = $1 AND code = $2"
        };
        self.said(sql, &[&rows::code(lao), &code.as_slice()]).await
    }

    async fn put_enrolment(&mut self, lao: LaoCode, code: &[u8; 32], row: &EnrolmentRow) -> Answer<()> {
        self.run(
            "INSERT INTO enrolment (lao, code, said) VALUES ($1, $2, $3) \
             ON CONFLICT (lao, code) DO UPDATE SET said = EXCLUDED.said",
            &[&rows::code(lao), &code.as_slice(), &json(row)?],
        )
        .await?;
        Ok(())
    }

    async fn device_with(&mut self, lao: LaoCode, token: &[u8; 32]) -> Answer<Option<DeviceRow>> {
        self.said("SELECT said FROM device WHERE lao = $1 AND token = $2", &[&code(lao), &token.as_slice()])
            .await
    }

    async fn devices(&mut self, lao: LaoCode) -> Answer<Vec<DeviceRow>> {
        let rows = self.rows("SELECT said FROM device WHERE lao = $1 ORDER BY device", &[&code(lao)]).await?;
        all(&rows, |row| from_json(get(row, 0)?))
    }

    async fn put_device(&mut self, device: &DeviceRow) -> Answer<()> {
        self.run(
            "INSERT INTO device (lao, device, token, said) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (lao, device) DO UPDATE SET token = EXCLUDED.token, said = EXCLUDED.said",
            &[&code(device.lao), &device.id.as_str(), &device.token.as_slice(), &json(device)?],
        )
        .await?;
        Ok(())
    }

    async fn logged(&mut self, lao: LaoCode, which: &[ChangeId]) -> Answer<BTreeSet<ChangeId>> {
        if which.is_empty() {
            return Ok(BTreeSet::new());
        }
        let rows = self
            .rows("SELECT id FROM log WHERE lao = $1 AND id = ANY($2)", &[&code(lao), &ids(which)])
            .await?;
        rows.iter().map(rows::sealed_id).collect()
    }

    async fn append(&mut self, lao: LaoCode, rows: &[LogRow]) -> Answer<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let lao = code(lao);
        let place: Vec<i64> = rows.iter().map(|row| big(row.place)).collect();
        let kind: Vec<i16> = rows.iter().map(|row| i16::from(row.kind == LogKind::Decision)).collect();
        let id: Vec<&[u8]> = rows.iter().map(|row| row.id.as_bytes().as_slice()).collect();
        let record: Vec<Option<Uuid>> = rows.iter().map(|row| row.record.map(RecordId::uuid)).collect();
        let by: Vec<_> = rows.iter().map(|row| text(&row.by)).collect();
        let at: Vec<i64> = rows.iter().map(|row| big(row.at)).collect();
        let sealed: Vec<&[u8]> = rows.iter().map(|row| row.sealed.as_slice()).collect();
        let chain: Vec<&[u8]> = rows.iter().map(|row| row.chain.as_slice()).collect();
        let keys: Vec<&[u8]> = rows.iter().map(|row| row.keys.as_slice()).collect();
        self.run_all(&[
            (
                "INSERT INTO log (lao, place, kind, id, record, sent_by, at, sealed, chain) \
                 SELECT $1, r.place, r.kind, r.id, r.record, r.sent_by, r.at, r.sealed, r.chain \
                 FROM unnest($2::bigint[], $3::smallint[], $4::bytea[], $5::uuid[], $6::text[], $7::bigint[], \
                 $8::bytea[], $9::bytea[]) AS r (place, kind, id, record, sent_by, at, sealed, chain)",
                vec![&lao, &place, &kind, &id, &record, &by, &at, &sealed, &chain],
            ),
            (
                "INSERT INTO log_keys (lao, place, keys) \
                 SELECT $1, r.place, r.keys FROM unnest($2::bigint[], $3::bytea[]) AS r (place, keys)",
                vec![&lao, &place, &keys],
            ),
        ])
        .await
    }

    async fn history(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<LogRow>> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let records: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
        let rows = self
            .rows(
                &format!("{LOG} WHERE l.lao = $1 AND l.record = ANY($2) ORDER BY l.place"),
                &[&code(lao), &records],
            )
            .await?;
        all(&rows, rows::log)
    }

    async fn log_after(&mut self, lao: LaoCode, place: u64, most: u32) -> Answer<Vec<LogRow>> {
        let rows = self
            .rows(
                &format!("{LOG} WHERE l.lao = $1 AND l.place > $2 ORDER BY l.place LIMIT $3"),
                &[&code(lao), &big(place), &i64::from(most)],
            )
            .await?;
        all(&rows, rows::log)
    }

    async fn put_keys(&mut self, lao: LaoCode, keys: &[(u64, Vec<u8>)]) -> Answer<()> {
        let place: Vec<i64> = keys.iter().map(|(place, _)| big(*place)).collect();
        let keys: Vec<&[u8]> = keys.iter().map(|(_, keys)| keys.as_slice()).collect();
        self.run(
            "UPDATE log_keys SET keys = r.keys FROM unnest($2::bigint[], $3::bytea[]) AS r (place, keys) \
             WHERE log_keys.lao = $1 AND log_keys.place = r.place",
            &[&code(lao), &place, &keys],
        )
        .await?;
        Ok(())
    }

    async fn records(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<Vec<RecordRow>> {
        let rows = self.of_each(&format!("{RECORD} WHERE lao = $1 AND record = ANY($2)"), which).await?;
        all(&rows, rows::record)
    }

    async fn records_after(
        &mut self,
        lao: LaoCode,
        after: Option<RecordId>,
        most: u32,
    ) -> Answer<Vec<RecordRow>> {
        let (lao, most) = (code(lao), i64::from(most));
        let rows = match after {
            None => {
                self.rows(&format!("{RECORD} WHERE lao = $1 ORDER BY record LIMIT $2"), &[&lao, &most])
                    .await?
            }
            Some(after) => {
                let sql = format!("{RECORD} WHERE lao = $1 AND record > $2 ORDER BY record LIMIT $3");
                self.rows(&sql, &[&lao, &after.uuid(), &most]).await?
            }
        };
        all(&rows, rows::record)
    }

    async fn records_at(&mut self, lao: LaoCode, door: &str, most: u32) -> Answer<Vec<RecordId>> {
        let sql = "SELECT record FROM record WHERE lao = $1 AND door = $2 ORDER BY seq DESC LIMIT $3";
        all(&self.rows(sql, &[&code(lao), &text(door), &i64::from(most)]).await?, |row| {
            rows::record_id(row, 0)
        })
    }

    async fn put_records(&mut self, rows: &[RecordRow]) -> Answer<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let lao: Vec<i32> = rows.iter().map(|row| code(row.lao)).collect();
        let record: Vec<Uuid> = rows.iter().map(|row| row.id.uuid()).collect();
        let seq: Vec<i64> = rows.iter().map(|row| big(row.seq)).collect();
        let here_since: Vec<i64> = rows.iter().map(|row| big(row.here_since)).collect();
        let moo: Vec<Option<i64>> = rows.iter().map(|row| row.moo.map(i64::from)).collect();
        let surveyor: Vec<_> = rows.iter().map(|row| row.surveyor.as_deref().map(text)).collect();
        let changes: Vec<i64> = rows.iter().map(|row| i64::from(row.changes)).collect();
        let visit: Vec<_> = rows.iter().map(|row| text(&row.visit)).collect();
        let door: Vec<_> = rows.iter().map(|row| row.door.as_deref().map(text)).collect();
        self.run(
            "INSERT INTO record (lao, record, seq, here_since, moo, surveyor, changes, visit, door) \
             SELECT r.lao, r.record, r.seq, r.here_since, r.moo, r.surveyor, r.changes, r.visit, r.door \
             FROM unnest($1::integer[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], \
             $7::bigint[], $8::text[], $9::text[]) \
             AS r (lao, record, seq, here_since, moo, surveyor, changes, visit, door) \
             ON CONFLICT (lao, record) DO UPDATE \
             SET seq = EXCLUDED.seq, here_since = EXCLUDED.here_since, moo = EXCLUDED.moo, \
             surveyor = EXCLUDED.surveyor, changes = EXCLUDED.changes, visit = EXCLUDED.visit, \
             door = EXCLUDED.door",
            &[&lao, &record, &seq, &here_since, &moo, &surveyor, &changes, &visit, &door],
        )
        .await?;
        Ok(())
    }

    async fn drop_records(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<()> {
        let which = by_lao(which);
        let sql = "DELETE FROM record WHERE lao = $1 AND record = ANY($2)";
        let each: Vec<(&str, Vec<Value<'_>>)> =
            which.iter().map(|(lao, records)| (sql, vec![lao as _, records as _])).collect();
        self.run_all(&each).await
    }

    async fn naming(&mut self, lao: LaoCode, photo: PhotoHash) -> Answer<Vec<RecordId>> {
        let sql = "SELECT record FROM record WHERE lao = $1 AND position($2 in visit) > 0 ORDER BY record";
        all(&self.rows(sql, &[&code(lao), &photo.to_string()]).await?, |row| rows::record_id(row, 0))
    }

    async fn feed(
        &mut self,
        lao: LaoCode,
        after: u64,
        moo: &BTreeSet<u32>,
        most: u32,
    ) -> Answer<Vec<RecordRow>> {
        let (lao, after, most) = (code(lao), big(after), i64::from(most));
        let rows = if moo.is_empty() {
            let sql = format!("{RECORD} WHERE lao = $1 AND seq > $2 ORDER BY seq LIMIT $3");
            self.rows(&sql, &[&lao, &after, &most]).await?
        } else {
            let moo: Vec<i64> = moo.iter().copied().map(i64::from).collect();
            let sql = format!("{RECORD} WHERE lao = $1 AND seq > $2 AND moo = ANY($3) ORDER BY seq LIMIT $4");
            self.rows(&sql, &[&lao, &after, &moo, &most]).await?
        };
        all(&rows, rows::record)
    }

    async fn people(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<Vec<PersonRow>> {
        let sql = format!("{PERSON} WHERE lao = $1 AND record = ANY($2) ORDER BY record, person");
        all(&self.of_each(&sql, which).await?, rows::person)
    }

    async fn entry(&mut self, lao: LaoCode, person: PersonId) -> Answer<Vec<PersonRow>> {
        let sql = format!("{PERSON} WHERE lao = $1 AND entry = $2 ORDER BY record, person");
        all(&self.rows(&sql, &[&code(lao), &person.uuid()]).await?, rows::person)
    }

    async fn entries_after(
        &mut self,
        lao: LaoCode,
        after: Option<PersonId>,
        most: u32,
    ) -> Answer<Vec<(PersonId, Appearance)>> {
        let sql = |and: &str, most: &str| {
            format!(
                "SELECT p.entry, p.lao, p.record, p.person FROM (SELECT DISTINCT entry FROM person \
                 WHERE lao = $1 AND entry IS NOT NULL {and} ORDER BY entry LIMIT {most}) e \
                 JOIN person p ON p.lao = $1 AND p.entry = e.entry ORDER BY p.entry, p.record, p.person"
            )
        };
        let (lao, most) = (code(lao), i64::from(most));
        let rows = match after.map(PersonId::uuid) {
            None => self.rows(&sql("", "$2"), &[&lao, &most]).await?,
            Some(after) => self.rows(&sql("AND entry > $2", "$3"), &[&lao, &after, &most]).await?,
        };
        rows.iter().map(|row| Ok((PersonId::new(get(row, 0)?), rows::appearance(row, 1)?))).collect()
    }

    async fn put_people(&mut self, rows: &[PersonRow]) -> Answer<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let lao: Vec<i32> = rows.iter().map(|row| code(row.who.lao)).collect();
        let record: Vec<Uuid> = rows.iter().map(|row| row.who.record.uuid()).collect();
        let person: Vec<Uuid> = rows.iter().map(|row| row.who.person.uuid()).collect();
        let number: Vec<Option<i64>> = rows.iter().map(|row| row.number.map(|n| big(n.as_u64()))).collect();
        let found_by: Vec<_> = rows.iter().map(|row| text(&row.found_by)).collect();
        let entry: Vec<Option<Uuid>> =
            rows.iter().map(|row| row.standing.as_ref().map(|s| s.state.person.uuid())).collect();
        let standing = rows
            .iter()
            .map(|row| row.standing.as_ref().map(json).transpose())
            .collect::<Answer<Vec<Option<String>>>>()?;
        self.run(
            "INSERT INTO person (lao, record, person, number, found_by, entry, standing) \
             SELECT r.lao, r.record, r.person, r.number, r.found_by, r.entry, r.standing \
             FROM unnest($1::integer[], $2::uuid[], $3::uuid[], $4::bigint[], $5::text[], $6::uuid[], \
             $7::text[]) AS r (lao, record, person, number, found_by, entry, standing) \
             ON CONFLICT (lao, record, person) DO UPDATE \
             SET number = EXCLUDED.number, found_by = EXCLUDED.found_by, entry = EXCLUDED.entry, \
             standing = EXCLUDED.standing",
            &[&lao, &record, &person, &number, &found_by, &entry, &standing],
        )
        .await?;
        Ok(())
    }

    async fn drop_people(&mut self, who: &[Appearance]) -> Answer<()> {
        let who: Vec<(i32, Uuid, Uuid)> =
            who.iter().map(|who| (code(who.lao), who.record.uuid(), who.person.uuid())).collect();
        let sql = "DELETE FROM person WHERE lao = $1 AND record = $2 AND person = $3";
        let each: Vec<(&str, Vec<Value<'_>>)> =
            who.iter().map(|(lao, record, person)| (sql, vec![lao as _, record as _, person as _])).collect();
        self.run_all(&each).await
    }

    async fn cards(
        &mut self,
        lao: LaoCode,
        after: Option<(RecordId, PersonId)>,
        most: u32,
    ) -> Answer<Vec<CardRow>> {
        // No record has the nil UUID.
        let (record, person) =
            after.map_or((Uuid::nil(), Uuid::nil()), |(record, person)| (record.uuid(), person.uuid()));
        let rows = self
            .rows(
                "SELECT record, person, found_by FROM person \
                 WHERE lao = $1 AND (record, person) > ($2, $3) ORDER BY record, person LIMIT $4",
                &[&code(lao), &record, &person, &i64::from(most)],
            )
            .await?;
        all(&rows, rows::card)
    }

    async fn cards_since(
        &mut self,
        lao: LaoCode,
        after: u64,
    ) -> Answer<Vec<(RecordId, Vec<(PersonId, String)>)>> {
        let rows = self
            .rows(
                "SELECT f.record, p.person, p.found_by FROM ( \
                 SELECT record FROM record WHERE lao = $1 AND seq > $2 \
                 UNION SELECT record FROM erased WHERE lao = $1 AND seq > $2) f \
                 LEFT JOIN person p ON p.lao = $1 AND p.record = f.record ORDER BY f.record, p.person",
                &[&code(lao), &big(after)],
            )
            .await?;
        Ok(by_record(all(&rows, rows::card_of_record)?))
    }

    async fn lock_numbers(&mut self, numbers: &BTreeSet<NationalId>) -> Answer<()> {
        let numbers: Vec<i64> = numbers.iter().map(|number| big(number.as_u64())).collect();
        // A row that is there is locked and not written; a row that another is just writing is
        // waited for. What is asked next, as a statement of its own, sees what that one wrote.
        self.run(
            "INSERT INTO number_lock (number) SELECT n FROM unnest($1::bigint[]) AS r (n) ORDER BY n \
             ON CONFLICT (number) DO UPDATE SET number = EXCLUDED.number WHERE false",
            &[&numbers],
        )
        .await?;
        Ok(())
    }

    async fn with_numbers(&mut self, numbers: &[NationalId]) -> Answer<Vec<(NationalId, Appearance)>> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let numbers: Vec<i64> = numbers.iter().map(|number| big(number.as_u64())).collect();
        let rows = self
            .rows(
                "SELECT number, lao, record, person FROM number WHERE number = ANY($1) \
                 ORDER BY number, lao, record, person",
                &[&numbers],
            )
            .await?;
        all(&rows, |row| Ok((rows::national_id(get(row, 0)?)?, rows::appearance(row, 1)?)))
    }

    async fn put_numbers(&mut self, rows: &[(NationalId, Appearance)]) -> Answer<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let number: Vec<i64> = rows.iter().map(|(number, _)| big(number.as_u64())).collect();
        let lao: Vec<i32> = rows.iter().map(|(_, who)| code(who.lao)).collect();
        let record: Vec<Uuid> = rows.iter().map(|(_, who)| who.record.uuid()).collect();
        let person: Vec<Uuid> = rows.iter().map(|(_, who)| who.person.uuid()).collect();
        self.run(
            "INSERT INTO number (number, lao, record, person) \
             SELECT r.number, r.lao, r.record, r.person \
             FROM unnest($1::bigint[], $2::integer[], $3::uuid[], $4::uuid[]) AS r (number, lao, record, person) \
             ON CONFLICT DO NOTHING",
            &[&number, &lao, &record, &person],
        )
        .await?;
        Ok(())
    }

    async fn drop_numbers(&mut self, rows: &[(NationalId, Appearance)]) -> Answer<()> {
        let rows: Vec<(i64, i32, Uuid, Uuid)> = rows
            .iter()
            .map(|(number, who)| (big(number.as_u64()), code(who.lao), who.record.uuid(), who.person.uuid()))
            .collect();
        let sql = "DELETE FROM number WHERE number = $1 AND lao = $2 AND record = $3 AND person = $4";
        let each: Vec<(&str, Vec<Value<'_>>)> = rows
            .iter()
            .map(|(number, lao, record, person)| (sql, vec![number as _, lao as _, record as _, person as _]))
            .collect();
        self.run_all(&each).await
    }

    async fn forget_numbers(&mut self, numbers: &[NationalId]) -> Answer<()> {
        let numbers: Vec<i64> = numbers.iter().map(|number| big(number.as_u64())).collect();
        // Whoever waits for such a row makes it anew when this one is gone.
        self.run(
            "DELETE FROM number_lock WHERE number = ANY($1) \
             AND NOT EXISTS (SELECT 1 FROM number WHERE number.number = number_lock.number)",
            &[&numbers],
        )
        .await?;
        Ok(())
    }

    async fn numbers_of(&mut self, laos: &BTreeSet<LaoCode>) -> Answer<Vec<NationalId>> {
        let laos: Vec<i32> = laos.iter().map(|lao| code(*lao)).collect();
        let rows = self
            .rows(
                "SELECT DISTINCT number FROM person \
                 WHERE number IS NOT NULL AND standing IS NOT NULL AND lao = ANY($1) ORDER BY number",
                &[&laos],
            )
            .await?;
        all(&rows, |row| rows::national_id(get(row, 0)?))
    }

    async fn rulings_on(&mut self, which: &[(LaoCode, RecordId)]) -> Answer<Vec<RulingRow>> {
        let sql = "SELECT lao, record, id, said FROM ruling WHERE lao = $1 AND record = ANY($2) ORDER BY record, id";
        all(&self.of_each(sql, which).await?, rows::ruling)
    }

    async fn put_rulings(&mut self, rows: &[RulingRow]) -> Answer<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let lao: Vec<i32> = rows.iter().map(|row| code(row.lao)).collect();
        let record: Vec<Uuid> = rows.iter().map(|row| row.record.uuid()).collect();
        let id: Vec<&[u8]> = rows.iter().map(|row| row.id.as_bytes().as_slice()).collect();
        let said: Vec<&str> = rows.iter().map(|row| row.json.as_str()).collect();
        self.run(
            "INSERT INTO ruling (lao, record, id, said) SELECT r.lao, r.record, r.id, r.said \
             FROM unnest($1::integer[], $2::uuid[], $3::bytea[], $4::text[]) AS r (lao, record, id, said) \
             ON CONFLICT DO NOTHING",
            &[&lao, &record, &id, &said],
        )
        .await?;
        Ok(())
    }

    async fn quarantine(&mut self, lao: LaoCode, rows: &[QuarantineRow]) -> Answer<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let id: Vec<&[u8]> = rows.iter().map(|row| row.id.as_bytes().as_slice()).collect();
        let record: Vec<Uuid> = rows.iter().map(|row| row.record.uuid()).collect();
        let device: Vec<_> = rows.iter().map(|row| text(row.device.as_str())).collect();
        let at: Vec<i64> = rows.iter().map(|row| big(row.at)).collect();
        let sealed: Vec<&[u8]> = rows.iter().map(|row| row.sealed.as_slice()).collect();
        let keys: Vec<&[u8]> = rows.iter().map(|row| row.keys.as_slice()).collect();
        self.run(
            "INSERT INTO quarantine (lao, id, record, device, at, sealed, keys) \
             SELECT $1, r.id, r.record, r.device, r.at, r.sealed, r.keys \
             FROM unnest($2::bytea[], $3::uuid[], $4::text[], $5::bigint[], $6::bytea[], $7::bytea[]) \
             AS r (id, record, device, at, sealed, keys) ON CONFLICT DO NOTHING",
            &[&code(lao), &id, &record, &device, &at, &sealed, &keys],
        )
        .await?;
        Ok(())
    }

    async fn release(&mut self, lao: LaoCode, which: &[ChangeId]) -> Answer<()> {
        self.run("DELETE FROM quarantine WHERE lao = $1 AND id = ANY($2)", &[&code(lao), &ids(which)])
            .await?;
        Ok(())
    }

    async fn quarantined(&mut self, lao: LaoCode) -> Answer<Vec<QuarantineRow>> {
        let sql = "SELECT id, record, device, at, sealed, keys, refused FROM quarantine WHERE lao = $1 ORDER BY at, id";
        all(&self.rows(sql, &[&code(lao)]).await?, rows::quarantined)
    }

    async fn held_apart(&mut self, lao: LaoCode, which: &[ChangeId]) -> Answer<BTreeSet<ChangeId>> {
        if which.is_empty() {
            return Ok(BTreeSet::new());
        }
        let sql = "SELECT id FROM quarantine WHERE lao = $1 AND id = ANY($2)";
        self.rows(sql, &[&code(lao), &ids(which)]).await?.iter().map(rows::sealed_id).collect()
    }

    async fn put_keys_apart(&mut self, lao: LaoCode, keys: &[(ChangeId, Vec<u8>)]) -> Answer<()> {
        let id: Vec<&[u8]> = keys.iter().map(|(id, _)| id.as_bytes().as_slice()).collect();
        let keys: Vec<&[u8]> = keys.iter().map(|(_, keys)| keys.as_slice()).collect();
        self.run(
            "UPDATE quarantine SET keys = r.keys FROM unnest($2::bytea[], $3::bytea[]) AS r (id, keys) \
             WHERE quarantine.lao = $1 AND quarantine.id = r.id",
            &[&code(lao), &id, &keys],
        )
        .await?;
        Ok(())
    }

    async fn refuse(&mut self, lao: LaoCode, which: &[ChangeId], by: ChangeId) -> Answer<()> {
        self.run(
            "UPDATE quarantine SET refused = $3 WHERE lao = $1 AND id = ANY($2)",
            &[&code(lao), &ids(which), &by.as_bytes().as_slice()],
        )
        .await?;
        Ok(())
    }

    async fn put_erasure(&mut self, erasure: &ErasureRow) -> Answer<()> {
        self.run(
            "INSERT INTO erasure (lao, reference, at, made_by, reason, finished) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (lao, reference) DO UPDATE SET finished = EXCLUDED.finished",
            &[
                &code(erasure.lao),
                &erasure.reference,
                &big(erasure.at),
                &erasure.by,
                &text(&erasure.reason),
                &erasure.finished,
            ],
        )
        .await?;
        Ok(())
    }

    async fn erasures(&mut self, lao: LaoCode) -> Answer<Vec<ErasureRow>> {
        let sql = format!("{ERASURE} WHERE lao = $1 ORDER BY reference");
        all(&self.rows(&sql, &[&code(lao)]).await?, rows::erasure)
    }

    async fn unfinished_erasures(&mut self) -> Answer<Vec<ErasureRow>> {
        let sql = format!("{ERASURE} WHERE NOT finished ORDER BY lao, reference");
        all(&self.rows(&sql, &[]).await?, rows::erasure)
    }

    async fn put_erased(&mut self, rows: &[ErasedRow]) -> Answer<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let lao: Vec<i32> = rows.iter().map(|row| code(row.lao)).collect();
        let record: Vec<Uuid> = rows.iter().map(|row| row.record.uuid()).collect();
        let part: Vec<Uuid> = rows.iter().map(|row| row.part).collect();
        let kind: Vec<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
        let photo: Vec<Option<&[u8]>> =
            rows.iter().map(|row| row.photo.as_ref().map(|hash| hash.as_bytes().as_slice())).collect();
        let reference: Vec<&str> = rows.iter().map(|row| row.reference.as_str()).collect();
        let seq: Vec<i64> = rows.iter().map(|row| big(row.seq)).collect();
        self.run(
            "INSERT INTO erased (lao, record, part, kind, photo, reference, seq) \
             SELECT r.lao, r.record, r.part, r.kind, r.photo, r.reference, r.seq \
             FROM unnest($1::integer[], $2::uuid[], $3::uuid[], $4::text[], $5::bytea[], $6::text[], $7::bigint[]) \
             AS r (lao, record, part, kind, photo, reference, seq) ON CONFLICT (lao, record, part) DO UPDATE \
             SET photo = EXCLUDED.photo, reference = EXCLUDED.reference, seq = EXCLUDED.seq \
             WHERE erased.photo IS NULL AND EXCLUDED.photo IS NOT NULL",
            &[&lao, &record, &part, &kind, &photo, &reference, &seq],
        )
        .await?;
        Ok(())
    }

    async fn erased(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<ErasedRow>> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let records: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
        let sql = format!("{ERASED} WHERE lao = $1 AND record = ANY($2) ORDER BY record, part");
        all(&self.rows(&sql, &[&code(lao), &records]).await?, rows::erased)
    }

    async fn erased_by(&mut self, lao: LaoCode, reference: &str) -> Answer<Vec<ErasedRow>> {
        let sql = format!("{ERASED} WHERE lao = $1 AND reference = $2 ORDER BY record, part");
        all(&self.rows(&sql, &[&code(lao), &text(reference)]).await?, rows::erased)
    }

    async fn erased_between(&mut self, lao: LaoCode, after: u64, until: u64) -> Answer<BTreeSet<RecordId>> {
        let sql = "SELECT DISTINCT record FROM erased WHERE lao = $1 AND seq > $2 AND seq <= $3";
        let rows = self.rows(sql, &[&code(lao), &big(after), &big(until)]).await?;
        rows.iter().map(|row| rows::record_id(row, 0)).collect()
    }

    async fn erase_photos(&mut self, lao: LaoCode, record: RecordId, hashes: &[PhotoHash]) -> Answer<()> {
        if hashes.is_empty() {
            return Ok(());
        }
        let hashes: Vec<&[u8]> = hashes.iter().map(|hash| hash.as_bytes().as_slice()).collect();
        let (lao, record, nothing) = (code(lao), record.uuid(), [0u8; WRAPPED]);
        let nothing = nothing.as_slice();
        self.run_all(&[
            (
                "INSERT INTO photo (lao, hash, length, key, device, record, at) \
                 SELECT $1, r.hash, 0, $3, '', $4, 0 FROM unnest($2::bytea[]) AS r (hash) \
                 ON CONFLICT (lao, hash) DO UPDATE SET key = EXCLUDED.key",
                vec![&lao, &hashes, &nothing, &record],
            ),
            ("DELETE FROM thumbnail WHERE lao = $1 AND photo = ANY($2)", vec![&lao, &hashes]),
        ])
        .await
    }

    async fn uploads_of(
        &mut self,
        lao: LaoCode,
        records: &[RecordId],
        hashes: &[PhotoHash],
    ) -> Answer<Vec<Uuid>> {
        let records: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
        let hashes: Vec<&[u8]> = hashes.iter().map(|hash| hash.as_bytes().as_slice()).collect();
        // A bundle's record is nobody's, and its name no photo's.
        let lock = if self.course.writes { " FOR UPDATE" } else { "" };
        let sql = format!(
            "SELECT upload FROM upload WHERE lao = $1 AND record <> $4 \
             AND (record = ANY($2) OR hash = ANY($3)){lock}"
        );
        let rows = self.rows(&sql, &[&code(lao), &records, &hashes, &Uuid::nil()]).await?;
        all(&rows, |row| get(row, 0))
    }

    async fn uploads_by(&mut self, lao: LaoCode, device: &DeviceId) -> Answer<Vec<UploadRow>> {
        let sql = "SELECT upload, device, hash, record, length, arrived, at FROM upload \
                   WHERE lao = $1 AND device = $2";
        all(&self.rows(sql, &[&code(lao), &device.as_str()]).await?, rows::upload)
    }

    async fn put_upload(&mut self, lao: LaoCode, upload: &UploadRow) -> Answer<()> {
        self.run(
            "INSERT INTO upload (lao, upload, device, hash, record, length, arrived, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            &[
                &code(lao),
                &upload.id,
                &upload.device.as_str(),
                &upload.hash.as_bytes().as_slice(),
                &upload.record.map(RecordId::uuid).unwrap_or_default(),
                &big(upload.length),
                &big(upload.offset),
                &big(upload.at),
            ],
        )
        .await?;
        Ok(())
    }

    async fn upload(&mut self, lao: LaoCode, id: Uuid) -> Answer<Option<UploadRow>> {
        let lock = if self.course.writes { " FOR UPDATE" } else { "" };
        let sql = format!(
            "SELECT upload, device, hash, record, length, arrived, at FROM upload \
             WHERE lao = $1 AND upload = $2{lock}"
        );
        self.rows(&sql, &[&code(lao), &id]).await?.first().map(rows::upload).transpose()
    }

    async fn grow_upload(
        &mut self,
        lao: LaoCode,
        id: Uuid,
        sealed: &[u8],
        length: u64,
        at: u64,
    ) -> Answer<()> {
        let (lao, at, length) = (code(lao), big(at), big(length));
        self.run_all(&[
            (
                "INSERT INTO piece (lao, upload, starts, bytes) \
                 SELECT lao, upload, arrived, $3 FROM upload WHERE lao = $1 AND upload = $2",
                vec![&lao, &id, &sealed],
            ),
            (
                "UPDATE upload SET arrived = arrived + $3, at = $4 WHERE lao = $1 AND upload = $2",
                vec![&lao, &id, &length, &at],
            ),
        ])
        .await
    }

    async fn pieces(&mut self, lao: LaoCode, id: Uuid) -> Answer<Vec<(u64, Vec<u8>)>> {
        let sql = "SELECT starts, bytes FROM piece WHERE lao = $1 AND upload = $2 ORDER BY starts";
        all(&self.rows(sql, &[&code(lao), &id]).await?, |row| Ok((whole(row, 0)?, get(row, 1)?)))
    }

    async fn drop_upload(&mut self, lao: LaoCode, id: Uuid) -> Answer<()> {
        let lao = code(lao);
        self.run_all(&[
            ("DELETE FROM piece WHERE lao = $1 AND upload = $2", vec![&lao, &id]),
            ("DELETE FROM upload WHERE lao = $1 AND upload = $2", vec![&lao, &id]),
        ])
        .await
    }

    async fn drop_uploads_before(&mut self, at: u64) -> Answer<u64> {
        // The uploads first: one that a phone is adding to right now is waited for, and then stays.
        let sql = "DELETE FROM upload WHERE at < $1 RETURNING lao, upload";
        let gone = self.rows(sql, &[&big(at)]).await?;
        let gone = all(&gone, |row| Ok((get::<i32>(row, 0)?, get::<Uuid>(row, 1)?)))?;
        let sql = "DELETE FROM piece WHERE lao = $1 AND upload = $2";
        let pieces: Vec<(&str, Vec<Value<'_>>)> =
            gone.iter().map(|(lao, upload)| (sql, vec![lao as _, upload as _])).collect();
        self.run_all(&pieces).await?;
        Ok(gone.len() as u64)
    }

    async fn put_photo(&mut self, lao: LaoCode, photo: &PhotoRow) -> Answer<bool> {
        let new = self
            .run(
                "INSERT INTO photo (lao, hash, length, key, device, record, at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT DO NOTHING",
                &[
                    &code(lao),
                    &photo.hash.as_bytes().as_slice(),
                    &big(photo.length),
                    &photo.key,
                    &photo.device.as_str(),
                    &photo.record.uuid(),
                    &big(photo.at),
                ],
            )
            .await?;
        Ok(new > 0)
    }

    async fn photos(&mut self, lao: LaoCode, hashes: &[PhotoHash]) -> Answer<Vec<PhotoRow>> {
        if hashes.is_empty() {
            return Ok(Vec::new());
        }
        let hashes: Vec<&[u8]> = hashes.iter().map(|hash| hash.as_bytes().as_slice()).collect();
        let sql = format!("{PHOTO} WHERE lao = $1 AND hash = ANY($2)");
        all(&self.rows(&sql, &[&code(lao), &hashes]).await?, rows::photo)
    }

    async fn all_photos(&mut self, lao: LaoCode) -> Answer<Vec<PhotoRow>> {
        let sql = format!("{PHOTO} WHERE lao = $1 ORDER BY hash");
        all(&self.rows(&sql, &[&code(lao)]).await?, rows::photo)
    }

    async fn put_thumbnail(&mut self, lao: LaoCode, photo: PhotoHash, row: &ThumbnailRow) -> Answer<()> {
        self.run(
            "INSERT INTO thumbnail (lao, photo, sealed, record) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING",
            &[&code(lao), &photo.as_bytes().as_slice(), &row.sealed, &row.record.map(RecordId::uuid)],
        )
        .await?;
        Ok(())
    }

    async fn thumbnail(&mut self, lao: LaoCode, photo: PhotoHash) -> Answer<Option<ThumbnailRow>> {
        let sql = "SELECT sealed, record FROM thumbnail WHERE lao = $1 AND photo = $2";
        let rows = self.rows(sql, &[&code(lao), &photo.as_bytes().as_slice()]).await?;
        rows.first().map(rows::thumbnail).transpose()
    }

    async fn form_mark(&mut self, lao: LaoCode) -> Answer<Option<String>> {
        let rows = self.rows("SELECT mark FROM form WHERE lao = $1", &[&code(lao)]).await?;
        rows.first().map(|row| get(row, 0)).transpose()
    }

    async fn form(&mut self, lao: LaoCode) -> Answer<Option<String>> {
        let rows = self.rows("SELECT said FROM form WHERE lao = $1", &[&code(lao)]).await?;
        rows.first().map(|row| get(row, 0)).transpose()
    }

    async fn put_form(&mut self, lao: LaoCode, mark: &str, said: &str) -> Answer<()> {
        self.run(
            "INSERT INTO form (lao, mark, said) VALUES ($1, $2, $3) \
             ON CONFLICT (lao) DO UPDATE SET mark = EXCLUDED.mark, said = EXCLUDED.said",
            &[&code(lao), &mark, &said],
        )
        .await?;
        Ok(())
    }

    async fn put_task(&mut self, task: &TaskRow) -> Answer<()> {
        self.run(
            "INSERT INTO task (lao, task, record, surveyor, seq, state, said) VALUES ($1, $2, $3, $4, $5, $6, $7) \
             ON CONFLICT (lao, task) DO UPDATE SET state = EXCLUDED.state",
            &[
                &code(task.lao),
                &task.task.id.uuid(),
                &task.task.record.uuid(),
                &task.surveyor,
                &big(task.seq),
                &task.state.as_str(),
                &text(&json(&task.task)?),
            ],
        )
        .await?;
        Ok(())
    }

    async fn tasks(&mut self, lao: LaoCode) -> Answer<Vec<TaskRow>> {
        let sql = format!("{TASK} WHERE lao = $1 ORDER BY seq");
        all(&self.rows(&sql, &[&code(lao)]).await?, rows::task)
    }

    async fn open_tasks(&mut self, lao: LaoCode, surveyor: &str) -> Answer<Vec<TaskRow>> {
        let sql = format!("{TASK} WHERE lao = $1 AND surveyor = $2 AND state = 'open' ORDER BY seq");
        all(&self.rows(&sql, &[&code(lao), &text(surveyor)]).await?, rows::task)
    }

    async fn tasks_on(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<TaskRow>> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let records: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
        let sql = format!("{TASK} WHERE lao = $1 AND record = ANY($2) ORDER BY seq");
        all(&self.rows(&sql, &[&code(lao), &records]).await?, rows::task)
    }

    async fn drop_tasks(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<u64> {
        let records: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
        self.run("DELETE FROM task WHERE lao = $1 AND record = ANY($2)", &[&code(lao), &records]).await
    }

    async fn put_steps(&mut self, rows: &[StepRow]) -> Answer<()> {
        for row in rows {
            self.run(
                "INSERT INTO step (lao, record, request, nth, id, sheet, meeting, said) \
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                &[
                    &code(row.lao),
                    &row.record.uuid(),
                    &row.request.uuid(),
                    &i64::from(row.nth),
                    &row.id.as_bytes().as_slice(),
                    &row.sheet.uuid(),
                    &row.meeting.map(|meeting| meeting.uuid()),
                    &text(&row.json),
                ],
            )
            .await?;
        }
        Ok(())
    }

    async fn steps_on(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<StepRow>> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let records: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
        let sql = format!("{STEP} WHERE lao = $1 AND record = ANY($2) ORDER BY record, request, nth");
        all(&self.rows(&sql, &[&code(lao), &records]).await?, rows::step)
    }

    async fn step_with(&mut self, lao: LaoCode, sheet: StepKey) -> Answer<Option<StepRow>> {
        let sql = format!("{STEP} WHERE lao = $1 AND sheet = $2");
        self.rows(&sql, &[&code(lao), &sheet.uuid()]).await?.first().map(rows::step).transpose()
    }

    async fn steps_at(&mut self, lao: LaoCode, meeting: MeetingId) -> Answer<Vec<StepRow>> {
        let sql = format!("{STEP} WHERE lao = $1 AND meeting = $2 ORDER BY record, request, nth");
        all(&self.rows(&sql, &[&code(lao), &meeting.uuid()]).await?, rows::step)
    }

    async fn drop_steps(&mut self, lao: LaoCode, record: RecordId, request: RequestId) -> Answer<()> {
        self.run(
            "DELETE FROM step WHERE lao = $1 AND record = $2 AND request = $3",
            &[&code(lao), &record.uuid(), &request.uuid()],
        )
        .await?;
        Ok(())
    }

    async fn put_courses(&mut self, lao: LaoCode, records: &[RecordId], rows: &[CourseRow]) -> Answer<()> {
        if !records.is_empty() {
            let records: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
            self.run("DELETE FROM course WHERE lao = $1 AND record = ANY($2)", &[&code(lao), &records])
                .await?;
        }
        if rows.is_empty() {
            return Ok(());
        }
        let records: Vec<Uuid> = rows.iter().map(|row| row.record.uuid()).collect();
        let requests: Vec<Uuid> = rows.iter().map(|row| row.request.uuid()).collect();
        let states: Vec<&str> = rows.iter().map(|row| row.state.as_str()).collect();
        let said: Vec<String> =
            rows.iter().map(|row| Ok(text(&json(&row.said)?).into_owned())).collect::<Answer<_>>()?;
        self.run(
            "INSERT INTO course (lao, record, request, state, said) \
             SELECT $1::integer, * FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[])",
            &[&code(lao), &records, &requests, &states, &said],
        )
        .await?;
        Ok(())
    }

    async fn courses_on(&mut self, lao: LaoCode, records: &[RecordId]) -> Answer<Vec<CourseRow>> {
        if records.is_empty() {
            return Ok(Vec::new());
        }
        let records: Vec<Uuid> = records.iter().map(|record| record.uuid()).collect();
        let sql = format!("{COURSE} WHERE lao = $1 AND record = ANY($2) ORDER BY record, request");
        all(&self.rows(&sql, &[&code(lao), &records]).await?, rows::course)
    }

    async fn courses_in(&mut self, lao: LaoCode, states: &[CourseState]) -> Answer<Vec<CourseRow>> {
        let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
        let sql = format!("{COURSE} WHERE lao = $1 AND state = ANY($2) ORDER BY record, request");
        all(&self.rows(&sql, &[&code(lao), &states]).await?, rows::course)
    }

    async fn withdrawn_in(&mut self, lao: LaoCode, states: &[CourseState]) -> Answer<u64> {
        let states: Vec<&str> = states.iter().map(|state| state.as_str()).collect();
        let sql = "SELECT count(*) FROM course WHERE lao = $1 AND state = ANY($2) AND strpos(said, $3) > 0";
        let rows = self.rows(sql, &[&code(lao), &states, &WITHDRAWN]).await?;
        Ok(rows.first().map(|row| whole(row, 0)).transpose()?.unwrap_or(0))
    }

    async fn tally(&mut self, lao: LaoCode) -> Answer<BTreeMap<CourseState, u64>> {
        let sql = "SELECT state, count(*) FROM course WHERE lao = $1 GROUP BY state";
        let rows = self.rows(sql, &[&code(lao)]).await?;
        rows.iter().map(|row| Ok((course_state(get(row, 0)?)?, whole(row, 1)?))).collect()
    }

    async fn next_running(&mut self, lao: LaoCode, year: i32) -> Answer<u64> {
        let sql = "INSERT INTO running (lao, year, last) VALUES ($1, $2, 1) \
                   ON CONFLICT (lao, year) DO UPDATE SET last = running.last + 1 RETURNING last";
        let rows = self.rows(sql, &[&code(lao), &i64::from(year)]).await?;
        let next = rows.first().map(|row| whole(row, 0)).transpose()?;
        next.ok_or_else(|| DbFault::Broken("no number was given".to_owned()))
    }

    async fn last_running(&mut self, lao: LaoCode, year: i32) -> Answer<u64> {
        let sql = "SELECT last FROM running WHERE lao = $1 AND year = $2";
        let rows = self.rows(sql, &[&code(lao), &i64::from(year)]).await?;
        Ok(rows.first().map(|row| whole(row, 0)).transpose()?.unwrap_or(0))
    }

    async fn put_meeting(&mut self, lao: LaoCode, meeting: MeetingId, json: &str) -> Answer<()> {
        self.run(
            "INSERT INTO meeting (lao, meeting, said) VALUES ($1, $2, $3) \
             ON CONFLICT (lao, meeting) DO UPDATE SET said = EXCLUDED.said",
            &[&code(lao), &meeting.uuid(), &text(json)],
        )
        .await?;
        Ok(())
    }

    async fn meetings(&mut self, lao: LaoCode) -> Answer<Vec<(MeetingId, String)>> {
        let sql = "SELECT meeting, said FROM meeting WHERE lao = $1 ORDER BY meeting";
        let rows = self.rows(sql, &[&code(lao)]).await?;
        rows.iter().map(|row| Ok((MeetingId::new(get(row, 0)?), get(row, 1)?))).collect()
    }

    async fn put_standing(&mut self, lao: LaoCode, row: &StandingRow) -> Answer<()> {
        self.run(
            "INSERT INTO standing (lao, device, at, said) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (lao, device) DO UPDATE SET at = EXCLUDED.at, said = EXCLUDED.said",
            &[&code(lao), &row.device.as_str(), &big(row.at), &json(&row.standing)?],
        )
        .await?;
        Ok(())
    }

    async fn standing(&mut self, lao: LaoCode, device: &DeviceId) -> Answer<Option<StandingRow>> {
        let sql = "SELECT device, at, said FROM standing WHERE lao = $1 AND device = $2";
        self.rows(sql, &[&code(lao), &device.as_str()]).await?.first().map(rows::standing).transpose()
    }

    async fn standings(&mut self, lao: LaoCode) -> Answer<Vec<StandingRow>> {
        let sql = "SELECT device, at, said FROM standing WHERE lao = $1 ORDER BY device";
        all(&self.rows(sql, &[&code(lao)]).await?, rows::standing)
    }

    async fn put_delivered(&mut self, lao: LaoCode, bundle: PhotoHash, said: &str) -> Answer<()> {
        self.run(
            "INSERT INTO delivered (lao, bundle, said) VALUES ($1, $2, $3) \
             ON CONFLICT (lao, bundle) DO UPDATE SET said = excluded.said",
            &[&code(lao), &bundle.as_bytes().as_slice(), &said],
        )
        .await?;
        Ok(())
    }

    async fn delivered(&mut self, lao: LaoCode, bundle: PhotoHash) -> Answer<Option<String>> {
        let sql = "SELECT said FROM delivered WHERE lao = $1 AND bundle = $2";
        let rows = self.rows(sql, &[&code(lao), &bundle.as_bytes().as_slice()]).await?;
        rows.first().map(|row| get(row, 0)).transpose()
    }

    async fn put_receipt(&mut self, lao: LaoCode, at: u64, json: &str) -> Answer<()> {
        let (lao, at) = (code(lao), big(at));
        // Its place comes from the LAO's row, which stays locked: places are seen in order.
        self.run_all(&[
            ("UPDATE lao SET receipts = receipts + 1 WHERE lao = $1", vec![&lao]),
            (
                "INSERT INTO receipt (lao, place, at, said) SELECT lao, receipts, $2, $3 FROM lao WHERE lao = $1",
                vec![&lao, &at, &json],
            ),
        ])
        .await
    }

    async fn receipts_after(&mut self, lao: LaoCode, place: u64, most: u32) -> Answer<Vec<(u64, String)>> {
        let sql = "SELECT place, said FROM receipt WHERE lao = $1 AND place > $2 ORDER BY place LIMIT $3";
        let rows = self.rows(sql, &[&code(lao), &big(place), &i64::from(most)]).await?;
        all(&rows, |row| Ok((whole(row, 0)?, get(row, 1)?)))
    }
}
