//! The console's questions on PostgreSQL.

use async_trait::async_trait;
use register::calendar::Round;
use register::lao::LaoCode;
use register::record::{PersonId, RecordId};
use tokio_postgres::Row;
use uuid::Uuid;

use super::Work;
use super::rows::{big, bytes, code, get, whole};
use crate::db::desk::{AccessRow, Act, Desk, HandedRow, PressRow, SessionRow, Tries, TypedRow, round};
use crate::db::{Answer, UserRow, from_json};

const ACCESS: &str = "SELECT id, at, office_user, act, record, person, told, why FROM access";

fn access(row: &Row) -> Answer<AccessRow> {
    let act: String = get(row, 3)?;
    Ok(AccessRow {
        id: get(row, 0)?,
        at: whole(row, 1)?,
        user: get(row, 2)?,
        act: Act::read(&act)?,
        record: get::<Option<Uuid>>(row, 4)?.map(RecordId::new),
        person: get::<Option<Uuid>>(row, 5)?.map(PersonId::new),
        told: get(row, 6)?,
        why: get(row, 7)?,
    })
}

fn typed_row(row: &Row) -> Answer<TypedRow> {
    Ok(TypedRow { whom: bytes(row, 0)?, user: get(row, 1)?, at: whole(row, 2)?, mark: bytes(row, 3)? })
}

const HANDED: &str = "SELECT whom, round, at, mark, name FROM handed";

fn handed_row(row: &Row) -> Answer<HandedRow> {
    let of = round(get(row, 1)?)?;
    Ok(HandedRow {
        whom: bytes(row, 0)?,
        round: of,
        at: whole(row, 2)?,
        mark: bytes(row, 3)?,
        name: get(row, 4)?,
    })
}

#[async_trait]
impl Desk for Work {
    async fn users(&mut self, lao: LaoCode) -> Answer<Vec<UserRow>> {
        let sql = "SELECT said FROM office_user WHERE lao = $1 ORDER BY office_user";
        let rows = self.rows(sql, &[&code(lao)]).await?;
        rows.iter().map(|row| from_json(get::<&str>(row, 0)?)).collect()
    }

    async fn touch_session(&mut self, lao: LaoCode, token: &[u8; 32], seen: u64) -> Answer<()> {
        let sql = "UPDATE session SET seen = $3 WHERE lao = $1 AND token = $2";
        self.run(sql, &[&code(lao), &token.as_slice(), &big(seen)]).await?;
        Ok(())
    }

    async fn put_session(&mut self, lao: LaoCode, session: &SessionRow) -> Answer<()> {
        self.run(
            "INSERT INTO session (lao, token, office_user, since, seen) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (lao, token) DO UPDATE SET seen = EXCLUDED.seen",
            &[&code(lao), &session.token.as_slice(), &session.user, &big(session.since), &big(session.seen)],
        )
        .await?;
        Ok(())
    }

    async fn session(&mut self, lao: LaoCode, token: &[u8; 32]) -> Answer<Option<SessionRow>> {
        let sql = "SELECT token, office_user, since, seen FROM session WHERE lao = $1 AND token = $2";
        let rows = self.rows(sql, &[&code(lao), &token.as_slice()]).await?;
        let read = |row: &Row| -> Answer<SessionRow> {
            Ok(SessionRow {
                token: bytes(row, 0)?,
                user: get(row, 1)?,
                since: whole(row, 2)?,
                seen: whole(row, 3)?,
            })
        };
        rows.first().map(read).transpose()
    }

    async fn drop_session(&mut self, lao: LaoCode, token: &[u8; 32]) -> Answer<()> {
        self.run("DELETE FROM session WHERE lao = $1 AND token = $2", &[&code(lao), &token.as_slice()])
            .await?;
        Ok(())
    }

    async fn drop_sessions_of(&mut self, lao: LaoCode, user: &str) -> Answer<()> {
        self.run("DELETE FROM session WHERE lao = $1 AND office_user = $2", &[&code(lao), &user]).await?;
        Ok(())
    }

    async fn forget_before(&mut self, at: u64) -> Answer<()> {
        self.run("DELETE FROM session WHERE seen < $1", &[&big(at)]).await?;
        self.run("DELETE FROM press WHERE at < $1", &[&big(at)]).await?;
        Ok(())
    }

    async fn tries(&mut self, lao: LaoCode, user: &str) -> Answer<Tries> {
        // Whoever tries at the same moment waits here, and counts on from what was counted.
        self.run(
            "INSERT INTO tries (lao, office_user, many, last) VALUES ($1, $2, 0, 0) ON CONFLICT DO NOTHING",
            &[&code(lao), &user],
        )
        .await?;
        let sql = "SELECT many, last FROM tries WHERE lao = $1 AND office_user = $2 FOR UPDATE";
        let rows = self.rows(sql, &[&code(lao), &user]).await?;
        let read = |row: &Row| -> Answer<Tries> {
            Ok(Tries { many: u32::try_from(whole(row, 0)?).unwrap_or(u32::MAX), last: whole(row, 1)? })
        };
        Ok(rows.first().map(read).transpose()?.unwrap_or_default())
    }

    async fn put_tries(&mut self, lao: LaoCode, user: &str, tries: Tries) -> Answer<()> {
        self.run(
            "INSERT INTO tries (lao, office_user, many, last) VALUES ($1, $2, $3, $4) \
             ON CONFLICT (lao, office_user) DO UPDATE SET many = EXCLUDED.many, last = EXCLUDED.last",
            &[&code(lao), &user, &i64::from(tries.many), &big(tries.last)],
        )
        .await?;
        Ok(())
    }

    async fn put_access(&mut self, lao: LaoCode, row: &AccessRow) -> Answer<()> {
        self.run(
            "INSERT INTO access (lao, id, at, office_user, act, record, person, told, why) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            &[
                &code(lao),
                &row.id,
                &big(row.at),
                &row.user,
                &row.act.as_str(),
                &row.record.map(|record| record.uuid()),
                &row.person.map(|person| person.uuid()),
                &row.told,
                &row.why,
            ],
        )
        .await?;
        Ok(())
    }

    async fn accesses(
        &mut self,
        lao: LaoCode,
        of: Option<PersonId>,
        before: Option<Uuid>,
        most: u32,
    ) -> Answer<Vec<AccessRow>> {
        let (before, most) = (before.unwrap_or(Uuid::max()), i64::from(most));
        let rows = match of {
            None => {
                let sql = format!("{ACCESS} WHERE lao = $1 AND id < $2 ORDER BY id DESC LIMIT $3");
                self.rows(&sql, &[&code(lao), &before, &most]).await?
            }
            Some(person) => {
                let sql =
                    format!("{ACCESS} WHERE lao = $1 AND person = $2 AND id < $3 ORDER BY id DESC LIMIT $4");
                self.rows(&sql, &[&code(lao), &person.uuid(), &before, &most]).await?
            }
        };
        rows.iter().map(access).collect()
    }

    async fn claim(&mut self, lao: LaoCode, press: &PressRow) -> Answer<bool> {
        let sql = "INSERT INTO press (lao, press, office_user, at, led_to) VALUES ($1, $2, $3, $4, $5) \
                   ON CONFLICT DO NOTHING RETURNING press";
        let with = (code(lao), press.press, big(press.at));
        Ok(!self.rows(sql, &[&with.0, &with.1, &press.user, &with.2, &press.led_to]).await?.is_empty())
    }

    async fn press(&mut self, lao: LaoCode, press: Uuid) -> Answer<Option<PressRow>> {
        let sql = "SELECT press, office_user, at, led_to FROM press WHERE lao = $1 AND press = $2";
        let read = |row: &Row| -> Answer<PressRow> {
            Ok(PressRow { press: get(row, 0)?, user: get(row, 1)?, at: whole(row, 2)?, led_to: get(row, 3)? })
        };
        self.rows(sql, &[&code(lao), &press]).await?.first().map(read).transpose()
    }

    async fn settle(&mut self, lao: LaoCode, press: Uuid, led_to: Option<&str>) -> Answer<()> {
        match led_to {
            Some(led_to) => {
                let sql = "UPDATE press SET led_to = $3 WHERE lao = $1 AND press = $2";
                self.run(sql, &[&code(lao), &press, &led_to]).await?;
            }
            None => {
                let sql = "DELETE FROM press WHERE lao = $1 AND press = $2";
                self.run(sql, &[&code(lao), &press]).await?;
            }
        }
        Ok(())
    }

    async fn typed(&mut self, lao: LaoCode, round: Round) -> Answer<Vec<TypedRow>> {
        let sql = "SELECT whom, office_user, at, mark FROM typed WHERE lao = $1 AND round = $2";
        self.rows(sql, &[&code(lao), &round.to_string()]).await?.iter().map(typed_row).collect()
    }

    async fn put_typed(&mut self, lao: LaoCode, round: Round, row: &TypedRow) -> Answer<bool> {
        let sql = "INSERT INTO typed (lao, round, whom, office_user, at, mark) \
                   VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (lao, round, whom) \
                   DO UPDATE SET office_user = EXCLUDED.office_user, at = EXCLUDED.at, mark = EXCLUDED.mark \
                   WHERE typed.mark <> EXCLUDED.mark RETURNING at";
        let (whom, at, mark) = (row.whom.as_slice(), big(row.at), row.mark.as_slice());
        let with = (code(lao), round.to_string());
        Ok(!self.rows(sql, &[&with.0, &with.1, &whom, &row.user, &at, &mark]).await?.is_empty())
    }

    async fn drop_typed(&mut self, lao: LaoCode, round: Round, whom: &[u8; 32]) -> Answer<()> {
        let sql = "DELETE FROM typed WHERE lao = $1 AND round = $2 AND whom = $3";
        self.run(sql, &[&code(lao), &round.to_string(), &whom.as_slice()]).await?;
        Ok(())
    }

    async fn typed_of(&mut self, lao: LaoCode, whom: &[[u8; 32]]) -> Answer<Vec<(Round, TypedRow)>> {
        let whom: Vec<&[u8]> = whom.iter().map(<[u8; 32]>::as_slice).collect();
        let sql = "SELECT whom, office_user, at, mark, round FROM typed \
                   WHERE lao = $1 AND whom = ANY($2) ORDER BY at DESC";
        let read = |row: &Row| Ok((round(get(row, 4)?)?, typed_row(row)?));
        self.rows(sql, &[&code(lao), &whom]).await?.iter().map(read).collect()
    }

    async fn forget_typed(&mut self, lao: LaoCode, whom: &[[u8; 32]]) -> Answer<()> {
        let whom: Vec<&[u8]> = whom.iter().map(<[u8; 32]>::as_slice).collect();
        self.run("DELETE FROM typed WHERE lao = $1 AND whom = ANY($2)", &[&code(lao), &whom]).await?;
        self.run("DELETE FROM handed WHERE lao = $1 AND whom = ANY($2)", &[&code(lao), &whom]).await?;
        Ok(())
    }

    async fn handed(&mut self, lao: LaoCode) -> Answer<Vec<HandedRow>> {
        let sql = format!("{HANDED} WHERE lao = $1");
        self.rows(&sql, &[&code(lao)]).await?.iter().map(handed_row).collect()
    }

    async fn handed_of(&mut self, lao: LaoCode, whom: &[[u8; 32]]) -> Answer<Vec<HandedRow>> {
        let whom: Vec<&[u8]> = whom.iter().map(<[u8; 32]>::as_slice).collect();
        let sql = format!("{HANDED} WHERE lao = $1 AND whom = ANY($2)");
        self.rows(&sql, &[&code(lao), &whom]).await?.iter().map(handed_row).collect()
    }

    async fn put_handed(&mut self, lao: LaoCode, rows: &[HandedRow]) -> Answer<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let whom: Vec<&[u8]> = rows.iter().map(|row| row.whom.as_slice()).collect();
        let of: Vec<String> = rows.iter().map(|row| row.round.to_string()).collect();
        let at: Vec<i64> = rows.iter().map(|row| big(row.at)).collect();
        let mark: Vec<&[u8]> = rows.iter().map(|row| row.mark.as_slice()).collect();
        let name: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
        let sql = "INSERT INTO handed (lao, whom, round, at, mark, name) \
                   SELECT $1::integer, * \
                   FROM unnest($2::bytea[], $3::text[], $4::bigint[], $5::bytea[], $6::text[]) \
                   ON CONFLICT (lao, whom, round) DO UPDATE \
                   SET at = EXCLUDED.at, mark = EXCLUDED.mark, name = EXCLUDED.name";
        self.run(sql, &[&code(lao), &whom, &of, &at, &mark, &name]).await?;
        Ok(())
    }

    async fn drop_handed(&mut self, lao: LaoCode, whom: &[u8; 32], round: Option<Round>) -> Answer<()> {
        let sql = "DELETE FROM handed WHERE lao = $1 AND whom = $2 AND (round = $3 OR $3 IS NULL)";
        self.run(sql, &[&code(lao), &whom.as_slice(), &round.map(|round| round.to_string())]).await?;
        Ok(())
    }
}
