//! The people of the story: LAOs, surveyors with phones that sign, and the visits they make.
//!
//! Owns what a phone would do, without a phone's store: it keeps the changes it knows of, so
//! that its edits say what they replaced. Everything is the same at every telling; keys and
//! numbers are made up (office code 0000).

use std::collections::{BTreeMap, BTreeSet};

use ed25519_dalek::SigningKey;
use register::change::{Author, Change, ChangeId};
use register::clock::Stamp;
use register::lao::{Lao, LaoCode, LaoKind};
use register::merge::History;
use register::national_id::NationalId;
use register::record::{PersonId, Record, RecordId, Withdrawal};
use register::seal::{PublicKey, Signed};
use register::wire::{Cursor, Enrol, Pulled, Pushed, Role};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use sync_server::db::{SurveyorRow, Tenant};
use sync_server::office::{Has, Office, Sender};
use uuid::Uuid;

/// อบจ. of province 57.
pub const PAO: &str = "02570101";
/// เทศบาลตำบล in it.
pub const TOWN: &str = "05570902";
/// อบต. in it.
pub const TAO: &str = "06570903";
/// เทศบาล of province 50.
pub const FAR: &str = "05500101";

pub fn lao(code: &str) -> LaoCode {
    code.parse().unwrap()
}

pub async fn found_laos(office: &Office) {
    for (code, name, kind, province) in [
        (PAO, "อบจ.ตัวอย่าง", LaoKind::Pao, "57"),
        (TOWN, "เทศบาลตำบลตัวอย่าง", LaoKind::TambonMunicipality, "57"),
        (TAO, "อบต.ตัวอย่าง", LaoKind::Tao, "57"),
        (FAR, "เทศบาลเมืองไกล", LaoKind::Town, "50"),
    ] {
        let lao = Lao { code: lao(code), name: name.to_owned(), kind, province: province.to_owned() };
        office.add_lao(Tenant { lao, serves: BTreeSet::new() }).await.unwrap();
    }
}

/// A surveyor of these villages; none named means all.
pub async fn hire(office: &Office, code: &str, name: &str, moo: &[u32]) -> String {
    hire_as(office, code, name, moo, Role::Volunteer).await
}

/// One who may do something else.
pub async fn hire_as(office: &Office, code: &str, name: &str, moo: &[u32], role: Role) -> String {
    let row = SurveyorRow {
        id: String::new(),
        lao: lao(code),
        name: name.to_owned(),
        roles: BTreeSet::from([role]),
        moo: moo.iter().copied().collect(),
        kind: Some("อสม.".to_owned()),
        order: None,
        order_date: None,
        from: None,
        to: None,
    };
    office.add_surveyor(row).await.unwrap()
}

/// A phone in a surveyor's hand.
pub struct Phone {
    pub key: SigningKey,
    pub sender: Sender,
    pub token: String,
    ms: u64,
    known: BTreeMap<RecordId, History>,
}

impl Phone {
    /// Enrols a phone, as its holder would with the link that the office hands out.
    pub async fn enrol(office: &Office, surveyor: &str, secret: u8) -> Self {
        let link = office.offer_enrolment(surveyor).await.unwrap();
        Self::enrol_with(office, &link.code, secret).await
    }

    pub async fn enrol_with(office: &Office, code: &str, secret: u8) -> Self {
        let key = SigningKey::from_bytes(&[secret; 32]);
        let answer = office.enrol(&asking(code, &key)).await.unwrap();
        let enrolled = answer.open(&office.keys().public()).unwrap();
        assert_eq!(enrolled.key, PublicKey::of(&key));
        let sender = office.sender(&enrolled.token).await.unwrap().unwrap();
        assert_eq!(sender.device.id, enrolled.device);
        let token = enrolled.token.clone();
        Self { key, sender, token, ms: 1_770_000_000_000, known: BTreeMap::new() }
    }

    fn author(&self) -> Author {
        Author { device: self.sender.device.id.clone(), surveyor: Some(self.sender.surveyor.id.clone()) }
    }

    fn stamp(&mut self) -> Stamp {
        self.ms += 1_000;
        Stamp::new(self.ms, 0)
    }

    /// Sets this phone's clock.
    pub fn clock(&mut self, ms: u64) {
        self.ms = ms;
    }

    /// Captures a visit.
    pub fn makes(&mut self, record: &Record) -> Change {
        let stamp = self.stamp();
        let change = register::change::Edit::making(record, self.author(), stamp).sign(&self.key);
        self.learn(&change);
        change
    }

    /// Edits what it knows of a record.
    pub fn edits(&mut self, record: RecordId, edit: impl FnOnce(&mut Record)) -> Change {
        let stamp = self.stamp();
        let known = &self.known[&record];
        let mut wanted = known.merge().unwrap().record.unwrap();
        edit(&mut wanted);
        let change = known.edit(&wanted, self.author(), stamp).unwrap().unwrap().sign(&self.key);
        self.learn(&change);
        change
    }

    /// Takes back what it knows of a record.
    pub fn withdraws(&mut self, record: RecordId, reason: &str) -> Change {
        let reason = reason.to_owned();
        self.edits(record, |record| {
            record.withdraw = Some(Withdrawal { reason, unknown: Default::default() });
        })
    }

    /// The records that it knows.
    pub fn made(&self) -> Vec<RecordId> {
        self.known.keys().copied().collect()
    }

    /// Hears of a change that another made.
    pub fn learn(&mut self, change: &Change) {
        self.known.entry(change.edit().record).or_default().take(change.clone()).unwrap();
    }

    /// Pushes; everything must be taken, and the receipt must say so.
    pub async fn pushes(&self, office: &Office, changes: &[&Change]) -> Pushed {
        let pushed = office.push(&self.sender, &raw(changes), Has::default()).await.unwrap();
        assert_eq!(pushed.aside, [], "something was set aside");
        assert_eq!(receipted(office, &pushed), changes.iter().map(|c| c.id()).collect());
        pushed
    }

    /// Everything of its area after a place in the feed, by pages of so many.
    pub async fn pulls(&self, office: &Office, from: Option<Cursor>, most: u32) -> (Vec<Pulled>, Cursor) {
        let (mut all, mut from) = (Vec::new(), from);
        loop {
            let page =
                office.pull(&self.sender, Has { pulled: from.as_ref(), digest: None }, most).await.unwrap();
            assert!(page.records.len() <= most as usize);
            all.extend(page.records);
            if !page.more {
                return (all, page.next);
            }
            from = Some(page.next);
        }
    }
}

/// What a phone says that has pulled so far.
pub fn from(cursor: &Cursor) -> Has<'_> {
    Has { pulled: Some(cursor), digest: None }
}

/// An enrolment as a phone asks for it.
pub fn asking(code: &str, key: &SigningKey) -> Signed<Enrol> {
    let phone = Some("เครื่องทดสอบ".to_owned());
    let enrol = Enrol { code: code.to_owned(), key: PublicKey::of(key), phone, before: None };
    Signed::sign(enrol, key)
}

/// Changes as they travel.
pub fn raw(changes: &[&Change]) -> Vec<Box<RawValue>> {
    changes.iter().map(|change| RawValue::from_string(change.to_json()).unwrap()).collect()
}

/// What the receipt names, by the server's pinned key.
pub fn receipted(office: &Office, pushed: &Pushed) -> BTreeSet<ChangeId> {
    pushed.receipt.open(&office.keys().public()).unwrap().changes.clone()
}

/// A national ID of nobody.
pub fn number(nth: u64) -> NationalId {
    NationalId::completing(100_000_000_000 + nth).unwrap()
}

pub fn record_id(nth: u32) -> RecordId {
    RecordId::new(Uuid::from_u128(0x0196_a3c2_0000_7000_8000_0000_0000_0000 + u128::from(nth)))
}

pub fn person_id(nth: u32, at: u32) -> PersonId {
    PersonId::new(Uuid::from_u128(0x0196_a3c2_0001_7000_8000_0000_0000_0000 + u128::from(nth * 256 + at)))
}

/// Somebody of a visit.
pub fn somebody(number: Option<NationalId>, given: &str, family: &str) -> Value {
    json!({
        "national_id": number.map(|n| n.to_string()),
        "title": "นาย", "given_name": given, "family_name": family,
        "birth": { "date": "1954-03-02", "precision": "day" },
    })
}

/// A visit of the nth house; everybody in it asks for help and signs, the first is the head.
pub fn visit(nth: u32, code: &str, moo: u32, people: &[Value]) -> Record {
    let mut listed = Vec::new();
    let mut requests = Vec::new();
    for (at, person) in (0u32..).zip(people) {
        let mut person = person.clone();
        let id = person_id(nth, at).to_string();
        let asks = person.as_object_mut().unwrap().remove("asks").is_none();
        person["id"] = json!(id);
        person["head"] = json!(at == 0);
        listed.push(person);
        if asks {
            requests.push(json!({
                "id": Uuid::from_u128(0x0196_a3c2_0002_7000_8000_0000_0000_0000 + u128::from(nth * 256 + at)),
                "person": id, "area": "disaster", "subject": "ขอวัสดุซ่อมแซมบ้าน", "channel": "survey-team",
                "signature": { "kind": "drawn" },
            }));
        }
    }
    Record::from_value(json!({
        "id": record_id(nth), "lao": code, "round": "2569-04",
        "captured_at": format!("2026-04-12T{:02}:{:02}:{:02}+07:00", 8 + nth / 3600, nth / 60 % 60, nth % 60),
        "surveyor": "s-001", "status": "complete",
        "place": { "house_no": format!("{nth}/4"), "moo": moo, "tambon": "570903",
                   "found_at": { "lat": 20.4312, "lon": 99.8841, "accuracy_m": 6.5,
                                 "fixed_at": "2026-04-12T09:30:58+07:00", "source": "gps" } },
        "people": listed,
        "requests": requests,
    }))
    .unwrap()
}
