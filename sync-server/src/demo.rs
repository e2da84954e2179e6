//! The sample province: a PAO, a municipality, a TAO and their central place with three thousand
//! people who do not exist, for whoever wants to see what an office is like.
//!
//! Owns the story that is told there: last month's round is done, this month's is half done; a flood
//! came through three villages; some people stand twice, some without a number, some are the PAO's
//! and a municipality's at once; requests wait at every step, and one agency is late. Phones sign
//! and push it all as real ones do, one of them after it was lost. What the offices themselves did
//! and said stands in the parts: where their villages are (`ground`), the disaster (`events`), requests
//! and meetings (`courses`), what hangs (`postings`), the central place (`central`), and the other
//! papers that an office keeps (`papers`).
//!
//! Every day of it is counted from today, so that it is a sample of the present whenever it is made.
//! Refuses to be poured into an office that has any LAO. Called by the `demo` command.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{Duration, NaiveDate};
use ed25519_dalek::SigningKey;
use people::{Chance, Habits, Household, Population};
use register::calendar::{BuddhistYear, Round};
use register::change::{Author, Change, Edit};
use register::clock::Stamp;
use register::lao::{Lao, LaoCode, LaoKind};
use register::record::{PhotoHash, Record, RecordId, RequestId};
use register::seal::{PublicKey, Signed};
use register::wire::{Enrol, Role};
use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::db::{DbFault, SurveyorRow, Tenant, UserRole};
use crate::office::{Done, Has, NewPassword, Office, OfficeFault, Sender, SignIn, Visitor, chance, today};

mod central;
mod courses;
mod events;
mod ground;
mod papers;
mod picture;
mod postings;

/// People of the province.
const PEOPLE: u32 = 3_000;
/// Everybody's password at the desk. It opens nothing but the sample.
pub const PASSWORD: &str = "samruat-demo";
/// The setting that says that this office is the sample.
const MARK: &str = "demo";
/// Changes of one push.
const PUSH: usize = 100;

const PAO: &str = "02570101";
const TOWN: &str = "05570902";
const TAO: &str = "06570903";
const PLACE: &str = "09570001";
/// What the central place is called, as whoever sends something on to it names it.
const PLACE_NAME: &str = "สถานที่กลางอำเภอตัวอย่าง";
/// An LAO of the sample.
struct Whose {
    code: &'static str,
    name: &'static str,
    kind: LaoKind,
    /// Where its villages lie.
    tambon: &'static str,
    at: (f64, f64),
}

const LAOS: [Whose; 3] = [
    Whose {
        code: PAO, name: "อบจ. ตัวอย่าง", kind: LaoKind::Pao, tambon: "570901", at: (20.43, 99.88)
    },
    Whose {
        code: TOWN,
        name: "เทศบาลตำบลตัวอย่าง",
        kind: LaoKind::TambonMunicipality,
        tambon: "570902",
        at: (20.40, 99.85),
    },
    Whose {
        code: TAO, name: "อบต. ตัวอย่าง", kind: LaoKind::Tao, tambon: "570903", at: (20.37, 99.91)
    },
];
impl Whose {
    fn of(code: &str) -> &'static Self {
        let [pao, ..] = &LAOS;
        LAOS.iter().find(|whose| whose.code == code).unwrap_or(pao)
    }
}

/// Roles of the desk, each once in every LAO.
const DESK: [(UserRole, &str); 5] = [
    (UserRole::Supervisor, "หัวหน้าศูนย์ ตัวอย่าง"),
    (UserRole::Officer, "เจ้าหน้าที่ ตัวอย่าง"),
    (UserRole::Committee, "กรรมการ ตัวอย่าง"),
    (UserRole::Auditor, "ผู้ตรวจสอบ ตัวอย่าง"),
    (UserRole::Admin, "ผู้ดูแลระบบ ตัวอย่าง"),
];
/// Roles of the central place's desk: it has no committee, for it decides nothing.
const DESK_OF_PLACE: [(UserRole, &str); 4] = [
    (UserRole::Supervisor, "ท้องถิ่นอำเภอ ตัวอย่าง"),
    (UserRole::Officer, "เจ้าหน้าที่ กลาง ตัวอย่าง"),
    (UserRole::Auditor, "ผู้ตรวจสอบ กลาง ตัวอย่าง"),
    (UserRole::Admin, "ผู้ดูแลระบบ กลาง ตัวอย่าง"),
];
/// What people live from. Whoever is met again lives from the same.
const WORK: [&str; 5] = ["ทำนา", "รับจ้างทั่วไป", "ค้าขาย", "ทำสวน", "ไม่ได้ประกอบอาชีพ"];
/// Villages of each LAO.
const VILLAGES: u32 = 6;

/// Somebody of the desk, for whoever is to sign in.
pub struct Seatholder {
    /// Whose.
    pub lao: String,
    /// What they may do.
    pub role: UserRole,
    /// Their id; the password is [`PASSWORD`].
    pub id: String,
}

/// Makes the sample, once; says who sits at its desks. The office must know its address already,
/// for phones enrol by it.
///
/// # Errors
/// When the office is not the sample's, or cannot be written.
pub async fn set_up(office: &Office) -> Done<Vec<Seatholder>> {
    let mut tx = office.db().look().await?;
    let (made, tenants) = (tx.setting(MARK).await?, tx.tenants().await?);
    drop(tx);
    if made.is_none() {
        if !tenants.is_empty() {
            return Err(OfficeFault::Refused(
                "this office has LAOs of its own, and sample people are not mixed with real ones; nothing was \
                 added, name an empty folder with --data"
                    .to_owned(),
            ));
        }
        Sample::new(office).await?.tell().await?;
        let mut tx = office.db().begin().await?;
        tx.set(MARK, "1").await?;
        tx.commit().await?;
    }
    let mut seats = Vec::new();
    let laos = LAOS.iter().map(|whose| (whose.code, whose.name));
    for (code, name) in laos.chain([(PLACE, PLACE_NAME)]) {
        let mut tx = office.db().look().await?;
        for user in tx.users(code_of(code)?).await? {
            seats.push(Seatholder { lao: name.to_owned(), role: user.role, id: user.id });
        }
    }
    Ok(seats)
}

fn code_of(code: &str) -> Done<LaoCode> {
    code.parse().map_err(|_| OfficeFault::Refused(format!("{code} is no LAO code; nothing was added")))
}

/// A phone of the sample, and what it still has to push.
struct Phone {
    sender: Sender,
    key: SigningKey,
    waiting: Vec<Change>,
}

/// A request that nobody refused to sign for.
struct Asking {
    record: RecordId,
    request: RequestId,
    /// The day on which they asked.
    on: NaiveDate,
    /// Whether it is against the flood.
    struck: bool,
    /// Whether it is signed.
    signed: bool,
}

/// The sample on its way.
struct Sample<'o> {
    office: &'o Office,
    chance: Chance,
    today: NaiveDate,
    /// By LAO and village; village 0 is the mobile unit's.
    phones: BTreeMap<(&'static str, u32), Phone>,
    /// Who sits at the desks, by LAO and role.
    desks: BTreeMap<(&'static str, UserRole), Visitor>,
    /// Requests in the order in which they were made, by LAO.
    requests: BTreeMap<&'static str, Vec<Asking>>,
    photos: Vec<(&'static str, u32, RecordId, Vec<u8>)>,
    made: u64,
}

impl<'o> Sample<'o> {
    async fn new(office: &'o Office) -> Done<Self> {
        let mut sample = Self {
            office,
            chance: Chance::new(2569, 5),
            today: today()?,
            phones: BTreeMap::new(),
            desks: BTreeMap::new(),
            requests: BTreeMap::new(),
            photos: Vec::new(),
            made: 0,
        };
        for Whose { code, name, kind, .. } in LAOS {
            let lao = Lao { code: code_of(code)?, name: name.to_owned(), kind, province: "57".to_owned() };
            office.add_lao(Tenant { lao, serves: BTreeSet::new() }).await?;
            for (role, called) in DESK {
                let seated = sample.employ(code, role, called).await?;
                sample.desks.insert((code, role), seated);
            }
            for moo in 0..=VILLAGES {
                let phone = sample.hire(code, moo).await?;
                sample.phones.insert((code, moo), phone);
            }
        }
        sample.found_place().await?;
        Ok(sample)
    }

    /// Somebody who sits at a desk, with the sample's password.
    async fn employ(&self, code: &str, role: UserRole, name: &str) -> Done<Visitor> {
        let (id, given) = self.office.add_user(code_of(code)?, name, role).await?;
        let visitor = match self.office.sign_in(&id, &given).await? {
            SignIn::In(token) => self.office.visitor(&token).await?,
            SignIn::Wrong { .. } | SignIn::Locked { .. } => None,
        };
        let visitor =
            visitor.ok_or_else(|| OfficeFault::Gone(format!("{id} of the sample did not get in")))?;
        if self.office.choose_password(&visitor, &given, PASSWORD).await? == NewPassword::Taken {
            self.office.sign_out(&visitor).await?;
        }
        Ok(visitor)
    }

    /// Who sits at a desk.
    fn at_desk(&self, code: &'static str, role: UserRole) -> Done<Visitor> {
        let seated = self.desks.get(&(code, role)).cloned();
        seated.ok_or_else(|| OfficeFault::Gone(format!("nobody of the sample sits at {code}'s desk")))
    }

    /// A day so many days from today.
    fn day(&self, from_today: i64) -> NaiveDate {
        self.today + Duration::days(from_today)
    }

    /// A surveyor of a village with their phone; of village 0 the mobile unit, which goes everywhere.
    async fn hire(&mut self, code: &str, moo: u32) -> Done<Phone> {
        let sex = if self.chance.happens(0.5) { people::Sex::Female } else { people::Sex::Male };
        let name = format!("{} ตัวอย่าง", people::name::given(&mut self.chance, sex));
        let role = if moo == 0 { Role::MobileUnit } else { Role::Volunteer };
        let surveyor = SurveyorRow {
            roles: BTreeSet::from([role]),
            moo: (moo > 0).then_some(moo).into_iter().collect(),
            // Some were appointed by an order; the others wait for one.
            order: (moo % 3 != 2).then(|| format!("{}/{}", 40 + moo, BuddhistYear::of(self.today))),
            order_date: (moo % 3 != 2).then(|| Round::of(self.today).previous().first_day()),
            kind: Some(if moo == 0 { "หน่วยเคลื่อนที่" } else { "อสม." }.to_owned()),
            ..SurveyorRow::new(code_of(code)?, name)
        };
        let surveyor = self.office.add_surveyor(surveyor).await?;
        let link = self.office.offer_enrolment(&surveyor).await?;
        let key = SigningKey::from_bytes(&chance::<32>()?);
        let enrol = Enrol {
            code: link.code,
            key: PublicKey::of(&key),
            phone: Some("เครื่องตัวอย่าง".to_owned()),
            before: None,
        };
        let enrolled = self.office.enrol(&Signed::sign(enrol, &key)).await?;
        let token = enrolled.open(&self.office.keys().public()).map(|said| said.token.clone());
        let sender = match token {
            Ok(token) => self.office.sender(&token).await?,
            Err(_) => None,
        };
        let sender = sender.ok_or_else(|| OfficeFault::Gone("a sample phone did not enrol".to_owned()))?;
        Ok(Phone { sender, key, waiting: Vec::new() })
    }

    /// The whole story.
    async fn tell(mut self) -> Done<()> {
        let rounds = [Round::of(self.today).previous(), Round::of(self.today)];
        let households: Vec<Household> = Population::new(57, PEOPLE, Arc::new(Habits::default())).collect();
        for (nth, household) in households.iter().enumerate() {
            // Of seven households three are the municipality's, three the TAO's, one is the PAO's.
            let code = match nth % 7 {
                0..=2 => TOWN,
                3..=5 => TAO,
                _ => PAO,
            };
            let moo = household.village.number % VILLAGES + 1;
            self.visit(code, moo, household, rounds[0], 0)?;
            // This round is half done: the first villages, and nearly all of one more.
            if moo <= VILLAGES / 2 || (moo == VILLAGES / 2 + 1 && self.chance.happens(0.8)) {
                self.visit(code, moo, household, rounds[1], 1)?;
            }
            // The PAO surveys on its own too, and meets whom the others hold.
            if code != PAO && self.chance.happens(0.06) {
                self.visit(PAO, moo, household, rounds[0], 2)?;
            }
            // Somebody is met again in another house, without their card or with a wrong digit.
            if self.chance.happens(0.02) {
                self.again(code, moo, household, rounds[1])?;
            }
        }
        self.push().await?;
        self.send_photos().await?;
        self.lose_a_phone(&households).await?;
        // The ground and the disaster first: what is done to a request afterwards goes by them.
        self.lay_out().await?;
        self.declare_flood().await?;
        for code in [PAO, TOWN, TAO] {
            let held = self.work_on(code).await?;
            self.post(code, held).await?;
        }
        self.write_papers().await?;
        self.coordinate().await
    }

    fn id(&mut self) -> Uuid {
        self.made += 1;
        // In the form of a phone's own, and the same at every telling.
        Uuid::from_u128(0x0196_a3c2_00de_7000_8000_0000_0000_0000 + u128::from(self.made))
    }

    /// A visit to a household in a round; `nth` tells one telling of it from another.
    fn visit(
        &mut self,
        code: &'static str,
        moo: u32,
        household: &Household,
        round: Round,
        nth: u32,
    ) -> Done<()> {
        let people: Vec<Value> =
            household.members.iter().enumerate().map(|(at, member)| self.somebody(member, at == 0)).collect();
        let mut record = self.record(code, moo, &household.house.to_string(), round, people);
        if self.chance.happens(0.02) {
            record["status"] = json!("refused");
            record["refusal"] = json!({ "reason": "ไม่สะดวกให้ข้อมูล" });
            for gone in ["people", "dwelling"] {
                record[gone] = Value::Null;
            }
            return self.write(code, moo, record);
        }
        let flooded = moo <= 3 && code != PAO && self.chance.happens(0.45);
        if flooded && nth == 0 {
            self.flood(code, moo, &mut record);
        } else if self.chance.happens(0.25) {
            self.ask(&mut record, false);
        }
        self.write(code, moo, record)
    }

    fn somebody(&mut self, member: &people::Person, head: bool) -> Value {
        let class = member.id.map(|id| id.to_string());
        // Some left their card at home.
        let shown = class.filter(|_| self.chance.happens(0.94));
        let precision = if member.year_only { "year" } else { "day" };
        let date = member.birth.iso(false);
        let date = if member.year_only { date.get(..4).unwrap_or(&date).to_owned() } else { date };
        let thai = matches!(member.id.map(|id| id.to_string().chars().next()), Some(Some('1'..='5' | '8')));
        json!({
            "id": self.id().to_string(),
            "national_id": shown,
            "no_id_reason": shown.is_none().then_some("ไม่ได้พกบัตร"),
            "title": member.title,
            "given_name": member.given.to_string(),
            "family_name": member.family.map(|family| family.to_string()),
            "sex": if member.sex == people::Sex::Male { "male" } else { "female" },
            "birth": { "date": date, "precision": precision },
            "nationality": if thai { "TH" } else { "unknown" },
            "registered": if member.number.is_multiple_of(10) { "elsewhere" } else { "here" },
            "family": 1, "head": head, "breadwinner": head,
            "occupation": WORK.get(member.number as usize % WORK.len()),
            "phone": head.then(|| format!("08{:08}", member.number)),
            "low_income": if member.number % 5 < 2 { "yes" } else { "unknown" },
            "destitute": false
        })
    }

    fn record(
        &mut self,
        code: &'static str,
        moo: u32,
        house: &str,
        round: Round,
        people: Vec<Value>,
    ) -> Value {
        let whose = Whose::of(code);
        let days = (self.today.min(round.last_day()) - round.first_day()).num_days().max(0);
        let on = round.first_day() + Duration::days(i64::from(self.chance.between(0, days as i32)));
        let at = format!("{on}T{:02}:{:02}:00+07:00", self.chance.between(8, 16), self.chance.between(0, 59));
        let near = |chance: &mut Chance| (chance.unit() - 0.5) * 0.012;
        let (lat, lon) = whose.village_at(moo);
        let (lat, lon) = (lat + near(&mut self.chance), lon + near(&mut self.chance));
        json!({
            "id": self.id().to_string(), "lao": code, "round": round.to_string(), "captured_at": at,
            "status": "complete",
            "place": {
                "house_no": house, "moo": moo, "tambon": whose.tambon, "postcode": "57130",
                "found_at": { "lat": lat, "lon": lon, "accuracy_m": 7.0, "fixed_at": at, "source": "gps" }
            },
            "dwelling": { "tenure": "owner", "regular": true, "families": 1, "main_occupation": "ทำนา" },
            "people": people,
            "notice": { "version": "2569-1", "shown_at": at }
        })
    }

    /// The day of the flood, the first of last month: whatever day it is now, teams went out after it.
    fn flooded_on(&self) -> NaiveDate {
        Round::of(self.today).previous().first_day()
    }

    /// The flood of last month: what was lost, a photo of it, and a request.
    fn flood(&mut self, code: &'static str, moo: u32, record: &mut Value) {
        let on = self.flooded_on();
        let zone = (code == TAO).then_some(events::ZONE);
        record["damage"] = json!({
            "kind": "flood", "event_on": on.to_string(), "damaged_on": on.to_string(), "zone": zone,
            "items": [{ "code": "5.1.5", "extent": "partial", "quantity": 1, "family": 1, "note": "น้ำท่วมพื้นบ้าน" }]
        });
        // A few houses went with the water, and some fields.
        if self.chance.happens(0.08) {
            record["damage"]["items"][0] = json!({ "code": "5.1.5", "extent": "whole", "quantity": 1, "family": 1, "note": "บ้านพังทั้งหลัง" });
        }
        if self.chance.happens(0.3) {
            record["help_received"] = json!([
                { "from": "อบจ.", "what": "ถุงยังชีพ", "item": "5.1.2", "quantity": 1, "amount_baht": 700,
                  "on": (on + Duration::days(3)).to_string(), "family": 1 }
            ]);
        }
        if self.chance.happens(0.6) {
            let picture = picture::flooded(self.chance.below(1_000) as u32);
            record["photos"] = json!([{ "hash": PhotoHash::of(&picture).to_string(), "kind": "damage" }]);
            if let Some(id) = record["id"].as_str().and_then(|id| id.parse().ok()) {
                self.photos.push((code, moo, id, picture));
            }
        }
        self.ask(record, true);
    }

    /// A request of the household's head, as people ask.
    fn ask(&mut self, record: &mut Value, flood: bool) {
        let asks = [
            ("disaster", "ขอวัสดุซ่อมแซมบ้าน", "น้ำท่วมพื้นและฝาบ้าน", "กระเบื้องและไม้ฝา"),
            ("quality-of-life", "ขอเครื่องอุปโภคบริโภค", "รายได้ไม่พอเลี้ยงครอบครัว", "ข้าวสารและของใช้จำเป็น"),
            ("quality-of-life", "ขอซ่อมแซมบ้านผู้สูงอายุ", "หลังคารั่ว ไม่มีผู้ดูแล", "สังกะสี"),
            ("poor-farmer", "ขอเมล็ดพันธุ์ข้าว", "นาเสียหายทั้งแปลง", "เมล็ดพันธุ์ข้าว"),
        ];
        let nth = if flood { 0 } else { 1 + self.chance.below(3) };
        let Some((area, subject, facts, need)) = asks.get(nth) else { return };
        let refused = self.chance.happens(0.03);
        let signature = if refused {
            json!({ "kind": "refused", "reason": "ขอปรึกษาครอบครัวก่อน" })
        } else if self.chance.happens(0.95) {
            json!({ "kind": "drawn" })
        } else {
            Value::Null
        };
        let (id, signed) = (self.id(), signature.is_object());
        record["requests"] = json!([{
            "id": id.to_string(), "person": record["people"][0]["id"], "area": area, "subject": subject,
            "facts": facts, "need": need, "urgent": flood && self.chance.happens(0.1), "channel": "survey-team",
            "signature": signature
        }]);
        let lao = LAOS.iter().map(|whose| whose.code).find(|code| record["lao"] == *code);
        let said = |field: &str| record[field].as_str();
        let on = said("captured_at").and_then(|at| at.get(..10)?.parse().ok());
        if let (Some(lao), Some(record), Some(on)) = (lao, said("id").and_then(|id| id.parse().ok()), on)
            && !refused
        {
            let asking = Asking { record, request: RequestId::new(id), on, struck: flood, signed };
            self.requests.entry(lao).or_default().push(asking);
        }
    }

    /// Somebody of a household once more, in a house of their own: without a number, or with one
    /// digit of another's hand.
    fn again(&mut self, code: &'static str, moo: u32, household: &Household, round: Round) -> Done<()> {
        let Some(member) = household.members.first() else { return Ok(()) };
        let mut who = self.somebody(member, true);
        if self.chance.happens(0.6) {
            who["national_id"] = Value::Null;
            who["no_id_reason"] = json!("บัตรหาย จำเลขไม่ได้");
        } else {
            let near = people::name::nearly(&mut self.chance, member.given, member.sex);
            who["given_name"] = json!(near.to_string());
        }
        let house = format!("{}/9", household.house.plot);
        let record = self.record(code, moo, &house, round, vec![who]);
        self.write(code, moo, record)
    }

    /// The volunteer of the village writes a record.
    fn write(&mut self, code: &'static str, moo: u32, mut record: Value) -> Done<()> {
        let Some(phone) = self.phones.get_mut(&(code, moo)) else { return Ok(()) };
        record["surveyor"] = json!(phone.sender.surveyor.id);
        let record = Record::from_value(record)
            .map_err(|e| OfficeFault::Db(DbFault::Broken(format!("a sample record is wrong ({e})"))))?;
        let author = Author {
            device: phone.sender.device.id.clone(),
            surveyor: Some(phone.sender.surveyor.id.clone()),
        };
        let stamp = Stamp::new(u64::try_from(record.captured_at.unix_ms()).unwrap_or_default(), 0);
        phone.waiting.push(Edit::making(&record, author, stamp).sign(&phone.key));
        Ok(())
    }

    async fn push(&mut self) -> Done<()> {
        for phone in self.phones.values_mut() {
            for some in std::mem::take(&mut phone.waiting).chunks(PUSH) {
                let raw: Vec<Box<RawValue>> =
                    some.iter().filter_map(|change| RawValue::from_string(change.to_json()).ok()).collect();
                let pushed = self.office.push(&phone.sender, &raw, Has::default()).await?;
                if let Some(aside) = pushed.aside.first() {
                    return Err(OfficeFault::Refused(format!("a sample record was set aside: {aside:?}")));
                }
            }
        }
        Ok(())
    }

    async fn send_photos(&mut self) -> Done<()> {
        for (code, moo, record, picture) in std::mem::take(&mut self.photos) {
            let Some(phone) = self.phones.get(&(code, moo)) else { continue };
            let hash = PhotoHash::of(&picture);
            let upload =
                self.office.begin_upload(&phone.sender, hash, Some(record), picture.len() as u64).await?;
            if upload.offset == 0 {
                self.office.grow_upload(&phone.sender, upload.id, 0, &picture).await?;
            }
        }
        Ok(())
    }

    /// The municipality's last village loses its phone; what it sends after that is held apart until somebody
    /// judges it.
    async fn lose_a_phone(&mut self, households: &[Household]) -> Done<()> {
        let Some(household) = households.first() else { return Ok(()) };
        let Some(phone) = self.phones.get(&(TOWN, VILLAGES)) else { return Ok(()) };
        let lost = phone.sender.device.id.clone();
        self.office.revoke(lost.as_str()).await?;
        let revoked = self.office.phones(code_of(TOWN)?).await?.into_iter().find(|device| device.id == lost);
        let mut who: Vec<Value> =
            household.members.iter().take(1).map(|member| self.somebody(member, true)).collect();
        who.iter_mut().for_each(|who| who["national_id"] = Value::Null);
        let record = self.record(TOWN, VILLAGES, "66/1", Round::of(self.today), who);
        self.write(TOWN, VILLAGES, record)?;
        if let (Some(phone), Some(revoked)) = (self.phones.get_mut(&(TOWN, VILLAGES)), revoked) {
            phone.sender.device = revoked;
        }
        self.push().await
    }
}

/// A new enrolment link for each LAO, for a phone that wants to take part: its holder is the
/// volunteer of village 1.
///
/// # Errors
/// When the office cannot be asked.
pub async fn links(office: &Office) -> Done<Vec<String>> {
    let mut links = Vec::new();
    for Whose { code, .. } in LAOS {
        let lao = code_of(code)?;
        let mut tx = office.db().look().await?;
        let team = tx.surveyors(lao).await?;
        drop(tx);
        if let Some(volunteer) = team.iter().find(|surveyor| surveyor.moo.contains(&1)) {
            links.push(office.offer_enrolment(&volunteer.id).await?.to_string());
        }
    }
    Ok(links)
}
