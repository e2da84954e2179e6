//! The console's questions on SQLite.

use async_trait::async_trait;
use register::calendar::Round;
use register::lao::LaoCode;
use register::record::{PersonId, RecordId};
use rusqlite::{Row, params};
use uuid::Uuid;

use super::{Work, from_json};
use crate::db::desk::{AccessRow, Act, Desk, HandedRow, PressRow, SessionRow, Tries, TypedRow, round};
use crate::db::{Answer, UserRow};

const ACCESS: &str = "SELECT id, at, office_user, act, record, person, told, why FROM access";

fn access(row: &Row<'_>) -> Answer<AccessRow> {
    let uuid =
        |at: usize| -> Answer<Option<Uuid>> { Ok(row.get::<_, Option<[u8; 16]>>(at)?.map(Uuid::from_bytes)) };
    Ok(AccessRow {
        id: uuid(0)?.unwrap_or_default(),
        at: row.get(1)?,
        user: row.get(2)?,
        act: Act::read(row.get_ref(3)?.as_str()?)?,
        record: uuid(4)?.map(RecordId::new),
        person: uuid(5)?.map(PersonId::new),
        told: row.get(6)?,
        why: row.get(7)?,
    })
}

fn typed_row(row: &Row<'_>) -> Answer<TypedRow> {
    Ok(TypedRow { whom: row.get(0)?, user: row.get(1)?, at: row.get(2)?, mark: row.get(3)? })
}

const HANDED: &str = "SELECT whom, round, at, mark, name FROM handed";

fn handed_row(row: &Row<'_>) -> Answer<HandedRow> {
    let of = round(row.get_ref(1)?.as_str()?)?;
    Ok(HandedRow { whom: row.get(0)?, round: of, at: row.get(2)?, mark: row.get(3)?, name: row.get(4)? })
}

#[async_trait]
impl Desk for Work {
    async fn users(&mut self, lao: LaoCode) -> Answer<Vec<UserRow>> {
        let sql = "SELECT said FROM office_user WHERE lao = ?1 ORDER BY office_user";
        self.all(sql, [lao.as_u32()], |row| from_json(row.get_ref(0)?.as_str()?))
    }

    async fn touch_session(&mut self, lao: LaoCode, token: &[u8; 32], seen: u64) -> Answer<()> {
        self.run(
            "UPDATE session SET seen = ?3 WHERE lao = ?1 AND token = ?2",
            params![lao.as_u32(), token, seen],
        )?;
        Ok(())
    }

    async fn put_session(&mut self, lao: LaoCode, session: &SessionRow) -> Answer<()> {
        self.run(
            "INSERT INTO session (lao, token, office_user, since, seen) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (lao, token) DO UPDATE SET seen = ?5",
            params![lao.as_u32(), session.token, session.user, session.since, session.seen],
        )?;
        Ok(())
    }

    async fn session(&mut self, lao: LaoCode, token: &[u8; 32]) -> Answer<Option<SessionRow>> {
        self.one(
            "SELECT token, office_user, since, seen FROM session WHERE lao = ?1 AND token = ?2",
            params![lao.as_u32(), token],
            |row| {
                Ok(SessionRow {
                    token: row.get(0)?,
                    user: row.get(1)?,
                    since: row.get(2)?,
                    seen: row.get(3)?,
                })
            },
        )
    }

    async fn drop_session(&mut self, lao: LaoCode, token: &[u8; 32]) -> Answer<()> {
        self.run("DELETE FROM session WHERE lao = ?1 AND token = ?2", params![lao.as_u32(), token])?;
        Ok(())
    }

    async fn drop_sessions_of(&mut self, lao: LaoCode, user: &str) -> Answer<()> {
        self.run("DELETE FROM session WHERE lao = ?1 AND office_user = ?2", params![lao.as_u32(), user])?;
        Ok(())
    }

    async fn forget_before(&mut self, at: u64) -> Answer<()> {
        self.run("DELETE FROM session WHERE seen < ?1", [at])?;
        self.run("DELETE FROM press WHERE at < ?1", [at])?;
        Ok(())
    }

    async fn tries(&mut self, lao: LaoCode, user: &str) -> Answer<Tries> {
        let found = self.one(
            "SELECT many, last FROM tries WHERE lao = ?1 AND office_user = ?2",
            params![lao.as_u32(), user],
            |row| Ok(Tries { many: row.get(0)?, last: row.get(1)? }),
        )?;
        Ok(found.unwrap_or_default())
    }

    async fn put_tries(&mut self, lao: LaoCode, user: &str, tries: Tries) -> Answer<()> {
        self.run(
            "INSERT INTO tries (lao, office_user, many, last) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (lao, office_user) DO UPDATE SET many = ?3, last = ?4",
            params![lao.as_u32(), user, tries.many, tries.last],
        )?;
        Ok(())
    }

    async fn put_access(&mut self, lao: LaoCode, row: &AccessRow) -> Answer<()> {
        self.run(
            "INSERT INTO access (lao, id, at, office_user, act, record, person, told, why) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                lao.as_u32(),
                row.id.into_bytes(),
                row.at,
                row.user,
                row.act.as_str(),
                row.record.map(|record| record.uuid().into_bytes()),
                row.person.map(|person| person.uuid().into_bytes()),
                row.told,
                row.why
            ],
        )?;
        Ok(())
    }

    async fn accesses(
        &mut self,
        lao: LaoCode,
        of: Option<PersonId>,
        before: Option<Uuid>,
        most: u32,
    ) -> Answer<Vec<AccessRow>> {
        let before = before.unwrap_or(Uuid::max()).into_bytes();
        match of {
            None => self.all(
                &format!("{ACCESS} WHERE lao = ?1 AND id < ?2 ORDER BY id DESC LIMIT ?3"),
                params![lao.as_u32(), before, most],
                access,
            ),
            Some(person) => self.all(
                &format!("{ACCESS} WHERE lao = ?1 AND person = ?2 AND id < ?3 ORDER BY id DESC LIMIT ?4"),
                params![lao.as_u32(), person.uuid().into_bytes(), before, most],
                access,
            ),
        }
    }

    async fn claim(&mut self, lao: LaoCode, press: &PressRow) -> Answer<bool> {
        let written = self.run(
            "INSERT INTO press (lao, press, office_user, at, led_to) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT DO NOTHING",
            params![lao.as_u32(), press.press.into_bytes(), press.user, press.at, press.led_to],
        )?;
        Ok(written == 1)
    }

    async fn press(&mut self, lao: LaoCode, press: Uuid) -> Answer<Option<PressRow>> {
        self.one(
            "SELECT press, office_user, at, led_to FROM press WHERE lao = ?1 AND press = ?2",
            params![lao.as_u32(), press.into_bytes()],
            |row| {
                Ok(PressRow {
                    press: Uuid::from_bytes(row.get(0)?),
                    user: row.get(1)?,
                    at: row.get(2)?,
                    led_to: row.get(3)?,
                })
            },
        )
    }

    async fn settle(&mut self, lao: LaoCode, press: Uuid, led_to: Option<&str>) -> Answer<()> {
        match led_to {
            Some(led_to) => self.run(
                "UPDATE press SET led_to = ?3 WHERE lao = ?1 AND press = ?2",
                params![lao.as_u32(), press.into_bytes(), led_to],
            )?,
            None => self.run(
                "DELETE FROM press WHERE lao = ?1 AND press = ?2",
                params![lao.as_u32(), press.into_bytes()],
            )?,
        };
        Ok(())
    }

    async fn typed(&mut self, lao: LaoCode, round: Round) -> Answer<Vec<TypedRow>> {
        self.all(
            "SELECT whom, office_user, at, mark FROM typed WHERE lao = ?1 AND round = ?2",
            params![lao.as_u32(), round.to_string()],
            typed_row,
        )
    }

    async fn put_typed(&mut self, lao: LaoCode, round: Round, row: &TypedRow) -> Answer<bool> {
        let written = self.run(
            "INSERT INTO typed (lao, round, whom, office_user, at, mark) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (lao, round, whom) DO UPDATE SET office_user = ?4, at = ?5, mark = ?6 \
             WHERE typed.mark <> ?6",
            params![lao.as_u32(), round.to_string(), row.whom, row.user, row.at, row.mark],
        )?;
        Ok(written == 1)
    }

    async fn drop_typed(&mut self, lao: LaoCode, round: Round, whom: &[u8; 32]) -> Answer<()> {
        self.run(
            "DELETE FROM typed WHERE lao = ?1 AND round = ?2 AND whom = ?3",
            params![lao.as_u32(), round.to_string(), whom],
        )?;
        Ok(())
    }

    async fn typed_of(&mut self, lao: LaoCode, whom: &[[u8; 32]]) -> Answer<Vec<(Round, TypedRow)>> {
        let mut found = Vec::new();
        for whom in whom {
            found.extend(self.all(
                "SELECT whom, office_user, at, mark, round FROM typed WHERE lao = ?1 AND whom = ?2",
                params![lao.as_u32(), whom],
                |row| Ok((round(row.get_ref(4)?.as_str()?)?, typed_row(row)?)),
            )?);
        }
        found.sort_by_key(|(_, row)| std::cmp::Reverse(row.at));
        Ok(found)
    }

    async fn forget_typed(&mut self, lao: LaoCode, whom: &[[u8; 32]]) -> Answer<()> {
        for whom in whom {
            self.run("DELETE FROM typed WHERE lao = ?1 AND whom = ?2", params![lao.as_u32(), whom])?;
            self.drop_handed(lao, whom, None).await?;
        }
        Ok(())
    }

    async fn handed(&mut self, lao: LaoCode) -> Answer<Vec<HandedRow>> {
        self.all(&format!("{HANDED} WHERE lao = ?1"), [lao.as_u32()], handed_row)
    }

    async fn handed_of(&mut self, lao: LaoCode, whom: &[[u8; 32]]) -> Answer<Vec<HandedRow>> {
        let sql = format!("{HANDED} WHERE lao = ?1 AND whom = ?2");
        let mut found = Vec::new();
        for whom in whom {
            found.extend(self.all(&sql, params![lao.as_u32(), whom], handed_row)?);
        }
        Ok(found)
    }

    async fn put_handed(&mut self, lao: LaoCode, rows: &[HandedRow]) -> Answer<()> {
        for row in rows {
            self.run(
                "INSERT INTO handed (lao, whom, round, at, mark, name) VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
                 ON CONFLICT (lao, whom, round) DO UPDATE SET at = ?4, mark = ?5, name = ?6",
                params![lao.as_u32(), row.whom, row.round.to_string(), row.at, row.mark, row.name],
            )?;
        }
        Ok(())
    }

    async fn drop_handed(&mut self, lao: LaoCode, whom: &[u8; 32], round: Option<Round>) -> Answer<()> {
        let sql = "DELETE FROM handed WHERE lao = ?1 AND whom = ?2 AND (round = ?3 OR ?3 IS NULL)";
        self.run(sql, params![lao.as_u32(), whom, round.map(|round| round.to_string())])?;
        Ok(())
    }
}
