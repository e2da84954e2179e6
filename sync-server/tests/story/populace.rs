//! A register full of people, written straight into the tables that the projection writes.
//!
//! Owns how synthetic households (crate `people`) come to lie in an office's database as if
//! they had been surveyed: a record each, everybody on it with their card, number and standing.
//! There is no log behind them: it is for searching and reading, not for `verify`.

use std::sync::Arc;

use people::{Chance, Habits, Household, Population};
use register::entry::InfoStatus;
use register::lao::{Lao, LaoCode, LaoKind};
use register::record::Record;
use register::visit::Visit;
use register::wire::State;
use serde_json::{Value, json};
use sync_server::db::{Db, Head, PersonRow, RecordRow, Standing, Tenant};
use sync_server::projection::people_of;
use uuid::Uuid;

/// Households written at a time.
const BATCH: usize = 2_000;

/// People without end, always the same under one seed.
pub struct Populace {
    households: Population,
    chance: Chance,
    next: u128,
}

impl Populace {
    pub fn new(seed: u64, people: u32) -> Self {
        let households = Population::new(seed, people, Arc::new(Habits::default()));
        Self { households, chance: Chance::new(seed, 7), next: 0 }
    }

    /// So many people, or a few more, settle in this LAO; it is known to the office then. Each
    /// batch of records is handed on once it is written.
    pub async fn settle(
        &mut self,
        db: &dyn Db,
        lao: &Lao,
        people: usize,
        mut written: impl FnMut(Vec<Record>),
    ) {
        let mut tx = db.begin().await.unwrap();
        tx.put_tenant(&Tenant { lao: lao.clone(), serves: Default::default() }).await.unwrap();
        let mut head = tx.head(lao.code).await.unwrap().unwrap();
        let mut settled = 0;
        while settled < people {
            let mut batch = Vec::with_capacity(BATCH);
            while settled < people && batch.len() < BATCH {
                let Some(household) = self.households.next() else { break };
                settled += household.members.len();
                batch.push(self.visited(lao.code, &household));
            }
            if batch.is_empty() {
                break;
            }
            write(&mut *tx, &mut head, &batch).await;
            written(batch);
        }
        tx.move_head(lao.code, &head).await.unwrap();
        // The list of LAOs is another one now.
        tx.set("laos", &format!("{}", lao.code)).await.unwrap();
        tx.commit().await.unwrap();
    }

    fn visited(&mut self, lao: LaoCode, household: &Household) -> Record {
        let people: Vec<Value> = household
            .members
            .iter()
            .map(|member| {
                let phone = self.chance.happens(0.6).then(|| {
                    format!("0{}{:08}", self.chance.between(6, 9), self.chance.between(0, 99_999_999))
                });
                json!({
                    "id": self.id(), "national_id": member.id.map(|id| id.to_string()),
                    "title": member.title, "given_name": member.given.to_string(),
                    "family_name": member.family.map(|family| family.to_string()),
                    "birth": { "date": member.birth.iso(false), "precision": "day" }, "phone": phone,
                })
            })
            .collect();
        let community = self.chance.happens(0.1).then(|| household.village.name.clone());
        Record::from_value(json!({
            "id": self.id(), "lao": lao, "round": "2569-04", "status": "complete",
            "captured_at": "2026-04-12T09:31:05+07:00",
            "place": { "house_no": household.house.to_string(), "moo": household.village.moo(),
                       "community": community, "tambon": "570903" },
            "people": people,
        }))
        .unwrap()
    }

    fn id(&mut self) -> Uuid {
        self.next += 1;
        // As made on phones, one after another in time and of no order within a moment.
        let tail = self.chance.below(1 << 62) as u128;
        Uuid::from_u128((0x0196_a3c2 << 96) | (self.next << 80 << 4) | (7 << 76) | (2 << 62) | tail)
    }
}

/// Writes records that are new or changed, and moves the feed on.
pub async fn write(tx: &mut dyn sync_server::db::Transaction, head: &mut Head, records: &[Record]) {
    let mut rows = Vec::with_capacity(records.len());
    let mut people = Vec::new();
    for record in records {
        head.seq += 1;
        let visit =
            Visit { record: record.clone(), lost: Default::default(), withdrawn_by: Default::default() };
        rows.push(RecordRow {
            lao: record.lao,
            id: record.id,
            seq: head.seq,
            here_since: head.seq,
            moo: record.place.as_ref().and_then(|place| place.moo),
            surveyor: None,
            changes: 1,
            visit: serde_json::to_string(&visit).unwrap(),
            door: sync_server::db::door_of(record),
        });
        people.extend(people_of(record).map(|(who, (number, found_by))| {
            let state =
                State { person: who.person, status: InfoStatus::NoRequest, flags: Default::default() };
            let standing = Standing { state, holder: (who.record, who.person), linked: Default::default() };
            PersonRow { who, number, found_by, standing: Some(standing) }
        }));
    }
    tx.put_records(&rows).await.unwrap();
    tx.put_people(&people).await.unwrap();
}

/// The nth LAO of a province.
pub fn nth_lao(nth: u32) -> Lao {
    Lao {
        code: LaoCode::from_u32(6_570_000 + nth).unwrap(),
        name: format!("อบต. ที่ {nth}"),
        kind: LaoKind::Tao,
        province: "57".to_owned(),
    }
}
