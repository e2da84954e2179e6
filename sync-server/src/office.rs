//! The office: one installation of the server, whatever it keeps its things in.
//!
//! Owns the database, the photos, the keys and the time, and everything that commands and
//! routes do with them. What it answers is durable when it answers.
//!
//! Refuses to know HTTP and command lines. Called by `routes` and by the commands.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use register::bundle::MOST_BUNDLE_BYTES;
use register::change::{Change, ChangeId, DeviceId};
use register::clock::Stamp;
use register::decision::{Appearance, Decision, Ruling, Verdict};
use register::lao::{Directory, Lao, LaoCode, LaoKind};
use register::receipt::Receipt;
use register::record::{PersonId, PhotoHash, RecordId};
use register::seal::{SealedId, Signed};
use register::visit::Visit;
use register::wire::{
    Aside, Ask, Cursor, Enrol, Enrolled, EnrolmentLink, Lists, MOST_PHOTO_BYTES, Order, Page, Pulled, Pushed,
    Surveyor,
};
use serde_json::value::RawValue;
use uuid::Uuid;

use crate::bundles::SEALING;
use crate::db::{
    Db, DbFault, DeviceRow, EnrolmentRow, LogKind, PhotoRow, QuarantineRow, SurveyorRow, Tenant, Transaction,
    UploadRow, UserRole, UserRow,
};
use crate::digests::Shelf;
use crate::evidence::{Evidence, EvidenceFault};
use crate::intake::{self, Intake, IntakeFault, Outcome, Taken};
use crate::keys::{Keys, KeysFault};
use crate::log::{self, LogFault};

/// How long an enrolment link is good for.
const LINK_LIVES: Duration = Duration::from_secs(24 * 60 * 60);
/// How often a transaction that met another is begun again.
const TRIES: u32 = 12;

/// Where an office keeps its things.
pub struct Place {
    /// The database.
    pub db: Arc<dyn Db>,
    /// The photos.
    pub photos: Evidence,
    /// The key file.
    pub keys: PathBuf,
}

/// One installation of the server.
pub struct Office {
    db: Arc<dyn Db>,
    photos: Evidence,
    keys: Keys,
    epoch: String,
    /// Every LAO, as of a version of the list.
    laos: RwLock<(String, Arc<Directory>)>,
    shelf: Shelf,
}

/// Somebody who sends: a phone, and who holds it.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The phone.
    pub device: DeviceRow,
    /// Its holder.
    pub surveyor: SurveyorRow,
}

/// Why the office did not do what it was asked. Nothing of it was done.
#[derive(Debug, thiserror::Error)]
pub enum OfficeFault {
    /// The request says something that cannot be.
    #[error("{0}")]
    Refused(String),
    /// There is no such thing here.
    #[error("{0}")]
    Missing(String),
    /// It is over, or was used up.
    #[error("{0}")]
    Gone(String),
    /// It does not fit what is there now.
    #[error("{0}")]
    Conflict(String),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeysFault),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbFault),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogFault),
    /// The photos.
    #[error(transparent)]
    Evidence(#[from] EvidenceFault),
    /// Taking work in.
    #[error(transparent)]
    Intake(#[from] IntakeFault),
    /// No random bytes.
    #[error("this machine gives no random bytes; nothing was done, start it again")]
    NoChance,
}

/// What an office does with a request.
pub type Done<T> = Result<T, OfficeFault>;

impl Office {
    /// Opens an office, or founds one where there is none.
    ///
    /// # Errors
    /// When its place cannot be used, or the keys are another office's.
    pub async fn open(place: Place) -> Done<Self> {
        let Place { db, photos, keys: file } = place;
        let keys = Keys::at(&file)?;
        let public = keys.public().to_string();
        let mut tx = db.begin().await?;
        if tx.setting("epoch").await?.is_none() {
            // Another process may found this office in the same moment: it is waited for here, and
            // what it wrote is then seen below.
            tx.number("founding").await?;
        }
        match tx.setting("server_key").await? {
            None => tx.set("server_key", &public).await?,
            Some(pinned) if pinned == public => {}
            Some(_) => {
                return Err(OfficeFault::Refused(format!(
                    "{} holds the keys of another office than this database's; nothing was touched, name the \
                     right file with --keys",
                    file.display()
                )));
            }
        }
        let epoch = match tx.setting("epoch").await? {
            Some(epoch) => epoch,
            None => {
                let epoch = HEXLOWER.encode(&chance::<8>()?);
                tx.set("epoch", &epoch).await?;
                epoch
            }
        };
        tx.commit().await?;
        Ok(Self { db, photos, keys, epoch, laos: RwLock::default(), shelf: Shelf::default() })
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The database.
    pub fn db(&self) -> &Arc<dyn Db> {
        &self.db
    }

    /// The digests that were published.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// The photos.
    pub fn photos(&self) -> &Evidence {
        &self.photos
    }

    /// Every LAO, as the office was last told.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn laos(&self, tx: &mut dyn Transaction) -> Done<Arc<Directory>> {
        let version = tx.setting("laos").await?.unwrap_or_default();
        if let Ok(known) = self.laos.read()
            && known.0 == version
        {
            return Ok(Arc::clone(&known.1));
        }
        let directory = Arc::new(Directory::new(tx.tenants().await?.into_iter().map(|tenant| tenant.lao)));
        if let Ok(mut known) = self.laos.write() {
            *known = (version, Arc::clone(&directory));
        }
        Ok(directory)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ready(&self) -> Done<()> {
        self.db.look().await?.setting("epoch").await?;
        Ok(())
    }

    /// Adds a LAO, or says anew what it is.
    ///
    /// # Errors
    /// When what is said of it cannot be.
    pub async fn add_lao(&self, tenant: Tenant) -> Done<()> {
        let province = &tenant.lao.province;
        if province.len() != 2 || !province.bytes().all(|b| b.is_ascii_digit()) {
            return Err(OfficeFault::Refused(format!(
                "a province is two digits, such as 57, not {province:?}; nothing was added"
            )));
        }
        if tenant.lao.name.trim().is_empty() {
            return Err(OfficeFault::Refused("a LAO needs its name; nothing was added".to_owned()));
        }
        if tenant.lao.kind != LaoKind::CentralPlace && !tenant.serves.is_empty() {
            return Err(OfficeFault::Refused(
                "only a central place serves other LAOs; nothing was added".to_owned(),
            ));
        }
        let mut tx = self.db.begin().await?;
        let before = tx.tenants().await?;
        let known = |code: &LaoCode| before.iter().any(|t| t.lao.code == *code);
        if let Some(unknown) = tenant.serves.iter().find(|code| !known(code)) {
            return Err(OfficeFault::Missing(format!(
                "LAO {unknown}, which this central place is to serve, is not known here; nothing was added, \
                 add it first"
            )));
        }
        let changed = before.iter().find(|t| t.lao.code == tenant.lao.code).is_some_and(|t| *t != tenant);
        tx.put_tenant(&tenant).await?;
        tx.set("laos", &HEXLOWER.encode(&chance::<8>()?)).await?;
        tx.commit().await?;
        if changed {
            // Its kind or province decides how its people stand.
            self.rebuild_standings(&BTreeSet::from([tenant.lao.code])).await?;
        }
        Ok(())
    }

    /// Adds a surveyor; returns their id.
    ///
    /// # Errors
    /// When their LAO is not known.
    pub async fn add_surveyor(&self, mut surveyor: SurveyorRow) -> Done<String> {
        let mut tx = self.db.begin().await?;
        self.known(&mut *tx, surveyor.lao).await?;
        if surveyor.id.is_empty() {
            surveyor.id = format!("s-{:03}", tx.number("surveyor").await?);
        }
        tx.put_surveyor(&surveyor).await?;
        tx.commit().await?;
        Ok(surveyor.id)
    }

    async fn known(&self, tx: &mut dyn Transaction, lao: LaoCode) -> Done<Lao> {
        let laos = self.laos(tx).await?;
        laos.get(lao).cloned().ok_or_else(|| {
            OfficeFault::Missing(format!(
                "LAO {lao} is not known here; nothing was done, add it with `samruat-server lao add`"
            ))
        })
    }

    /// Adds somebody of the office; returns their id and a password that is good once.
    ///
    /// # Errors
    /// When their LAO is not known.
    pub async fn add_user(&self, lao: LaoCode, name: &str, role: UserRole) -> Done<(String, String)> {
        let password = grouped(&BASE32_NOPAD.encode(&chance::<10>()?));
        let secret = password.clone();
        // Hashing takes a while, by intent.
        let hash = tokio::task::spawn_blocking(move || password::hash(&secret))
            .await
            .ok()
            .flatten()
            .ok_or(OfficeFault::NoChance)?;
        let mut tx = self.db.begin().await?;
        self.known(&mut *tx, lao).await?;
        let id = format!("u-{:03}", tx.number("user").await?);
        let user =
            UserRow { id: id.clone(), lao, name: name.to_owned(), role, password: hash, one_time: true };
        tx.put_user(&user).await?;
        tx.commit().await?;
        Ok((id, password))
    }

    /// Offers an enrolment to a surveyor: one phone, within 24 hours.
    ///
    /// # Errors
    /// When there is no such surveyor, or no server to enrol with.
    pub async fn offer_enrolment(&self, surveyor: &str) -> Done<EnrolmentLink> {
        let mut tx = self.db.begin().await?;
        let row = tx.surveyor(surveyor).await?.ok_or_else(|| {
            OfficeFault::Missing(format!(
                "there is no surveyor {surveyor} here; no link was made, see `samruat-server surveyor add`"
            ))
        })?;
        let server = tx.setting("address").await?.ok_or_else(|| {
            OfficeFault::Missing(
                "this server has not been started yet, so a phone could not reach it; no link was made, run \
                 `samruat-server serve` once and try again"
                    .to_owned(),
            )
        })?;
        let certificate = tx.setting("certificate").await?.unwrap_or_default();
        let code = format!("{}-{}", row.lao, BASE32_NOPAD.encode(&chance::<10>()?));
        let offer = EnrolmentRow { surveyor: row.id, made_at: now(), used_by: None };
        tx.put_enrolment(row.lao, blake3::hash(code.as_bytes()).as_bytes(), &offer).await?;
        tx.commit().await?;
        Ok(EnrolmentLink {
            server,
            key: self.keys.public(),
            certificate: BASE64URL_NOPAD.decode(certificate.as_bytes()).ok().and_then(|b| b.try_into().ok()),
            code,
        })
    }

    /// Notes where phones reach this server, and which certificate it shows them.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn note_address(&self, address: &str, certificate: Option<[u8; 32]>) -> Done<()> {
        let mut tx = self.db.begin().await?;
        tx.set("address", address).await?;
        tx.set("certificate", &certificate.map(|c| BASE64URL_NOPAD.encode(&c)).unwrap_or_default()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Enrols the phone that holds this key. The same phone may ask again with the same code:
    /// an answer can get lost.
    ///
    /// # Errors
    /// When the code is not good, or not good any more.
    pub async fn enrol(&self, asked: &Signed<Enrol>) -> Done<Signed<Enrolled>> {
        let asked = asked.open_by(|enrol| enrol.key).map_err(|_| {
            OfficeFault::Refused(
                "this request is not signed by the key it names; no phone was enrolled, try again".to_owned(),
            )
        })?;
        let unknown = || {
            OfficeFault::Missing(
                "this code is not known here; no phone was enrolled, ask the office for a new link"
                    .to_owned(),
            )
        };
        let lao: LaoCode =
            asked.code.split('-').next().and_then(|lao| lao.parse().ok()).ok_or_else(unknown)?;
        let code = *blake3::hash(asked.code.as_bytes()).as_bytes();
        let token = format!("{lao}.{}", BASE64URL_NOPAD.encode(&chance::<24>()?));

        let mut tx = self.db.begin().await?;
        let mut offer = tx.enrolment(lao, &code).await?.ok_or_else(unknown)?;
        let surveyor = tx.surveyor(&offer.surveyor).await?.ok_or_else(unknown)?;
        let holder = self.known(&mut *tx, lao).await?;
        let at = now();
        let device = match offer.used_by {
            Some(key) if key == asked.key => {
                let devices = tx.devices(lao).await?;
                let mut device = devices.into_iter().find(|device| device.key == key).ok_or_else(unknown)?;
                device.token = *blake3::hash(token.as_bytes()).as_bytes();
                device
            }
            Some(_) => {
                return Err(OfficeFault::Gone(
                    "this code was used by another phone already; no phone was enrolled, ask the office for a \
                     new link"
                        .to_owned(),
                ));
            }
            None if at.saturating_sub(offer.made_at) > LINK_LIVES.as_millis() as u64 => {
                return Err(OfficeFault::Gone(
                    "this code is older than 24 hours; no phone was enrolled, ask the office for a new link"
                        .to_owned(),
                ));
            }
            None => DeviceRow {
                id: DeviceId::new(format!("d-{:02}", tx.number("device").await?)),
                lao,
                surveyor: surveyor.id.clone(),
                key: asked.key,
                token: *blake3::hash(token.as_bytes()).as_bytes(),
                label: asked.phone.clone(),
                enrolled_at: at,
                revoked_at: None,
            },
        };
        if device.revoked_at.is_some() {
            return Err(OfficeFault::Gone(
                "this phone was revoked; ask the office for a new link and enrol it anew".to_owned(),
            ));
        }
        offer.used_by = Some(asked.key);
        tx.put_enrolment(lao, &code, &offer).await?;
        tx.put_device(&device).await?;
        tx.commit().await?;
        let enrolled = Enrolled {
            key: asked.key,
            device: device.id,
            token,
            surveyor: said(&surveyor),
            lao: holder,
            recipient: self.keys.bundles.to_public().to_string(),
            at,
        };
        Ok(Signed::sign(enrolled, &self.keys.signing))
    }

    /// Who holds this bearer token.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn sender(&self, token: &str) -> Done<Option<Sender>> {
        let Some(lao) = token.split('.').next().and_then(|lao| lao.parse().ok()) else { return Ok(None) };
        let mut tx = self.db.look().await?;
        let Some(device) = tx.device_with(lao, blake3::hash(token.as_bytes()).as_bytes()).await? else {
            return Ok(None);
        };
        let Some(surveyor) = tx.surveyor(&device.surveyor).await? else { return Ok(None) };
        Ok(Some(Sender { device, surveyor }))
    }

    /// Revokes a phone: it reads nothing from now on, and what it still sends waits for a
    /// supervisor.
    ///
    /// # Errors
    /// When there is no such phone.
    pub async fn revoke(&self, device: &str) -> Done<()> {
        let mut tx = self.db.begin().await?;
        for tenant in tx.tenants().await? {
            for mut row in tx.devices(tenant.lao.code).await? {
                if row.id.as_str() == device {
                    row.revoked_at.get_or_insert(now());
                    tx.put_device(&row).await?;
                    tx.commit().await?;
                    return Ok(());
                }
            }
        }
        Err(OfficeFault::Missing(format!("there is no phone {device} here; nothing was revoked")))
    }

    /// The province that a sender surveys in.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn province(&self, sender: &Sender) -> Done<String> {
        let mut tx = self.db.look().await?;
        Ok(self.known(&mut *tx, sender.device.lao).await?.province)
    }

    /// A LAO's phones.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn phones(&self, lao: LaoCode) -> Done<Vec<DeviceRow>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        Ok(tx.devices(lao).await?)
    }

    /// Takes what a phone pushed. Each change is held when this returns, or set aside with
    /// its reason.
    ///
    /// # Errors
    /// When nothing was taken.
    pub async fn push(
        &self,
        sender: &Sender,
        changes: &[Box<RawValue>],
        pulled: Option<&Cursor>,
    ) -> Done<Pushed> {
        let mut aside = Vec::new();
        let mut sound = Vec::with_capacity(changes.len());
        for (at, raw) in changes.iter().enumerate() {
            match read(&sender.device, raw.get().as_bytes()) {
                Ok(change) => sound.push((at, change)),
                Err((change, reason)) => aside.push(Aside { at, change, reason }),
            }
        }
        let lao = sender.device.lao;
        let (receipt, cursor) = if sender.device.revoked_at.is_some() {
            (self.quarantine(sender, &sound).await?, None)
        } else {
            let (taken, receipt) = self.take(lao, sender, &sound).await?;
            aside.extend(taken.aside.into_iter().map(|(at, change, reason)| Aside {
                at,
                change: Some(change),
                reason,
            }));
            let had = pulled.filter(|cursor| cursor.epoch == self.epoch).map(|cursor| cursor.seq);
            let cursor = match taken.echo {
                Some((before, after)) if had == Some(before) => {
                    Some(Cursor { epoch: self.epoch.clone(), seq: after })
                }
                _ => None,
            };
            (receipt, cursor)
        };
        aside.sort_by_key(|aside| aside.at);
        let order = sender.device.revoked_at.map(|_| Order::Seal);
        let (lists, digest) = match &cursor {
            // Told where to go on from, the phone need not ask for a page.
            Some(_) => {
                let mut tx = self.db.look().await?;
                let lists = self.lists_in(&mut *tx, sender).await?.version;
                let province = self.known(&mut *tx, lao).await?.province;
                drop(tx);
                (Some(lists), Some(self.digest_version(&province).await?))
            }
            None => (None, None),
        };
        Ok(Pushed { receipt, aside, erased: BTreeSet::new(), pulled: cursor, lists, digest, order })
    }

    async fn take(
        &self,
        lao: LaoCode,
        sender: &Sender,
        changes: &[(usize, Change)],
    ) -> Done<(Taken, Signed<Receipt>)> {
        if changes.is_empty() {
            return Ok((Taken::default(), self.receipt(sender, BTreeSet::new(), BTreeSet::new())));
        }
        let mut locks = BTreeSet::from([lao]);
        for tried in 0..TRIES {
            let mut tx = self.db.begin().await?;
            let laos = self.laos(&mut *tx).await?;
            let with = Intake { keys: &self.keys, laos: &laos, now: now(), locks: locks.clone() };
            let outcome = match intake::take(&mut *tx, &with, lao, &sender.surveyor, changes).await {
                Ok(Outcome::Done(taken)) => {
                    let receipt = self.receipt(sender, taken.held.clone(), BTreeSet::new());
                    if taken.new == 0 {
                        return Ok((taken, receipt));
                    }
                    let filed = file_receipt(tx, lao, &receipt).await;
                    filed.map(|()| (taken, receipt)).map_err(IntakeFault::Db)
                }
                Ok(Outcome::Locks(more)) => {
                    locks = more;
                    continue;
                }
                Err(fault) => Err(fault),
            };
            match outcome {
                Err(IntakeFault::Db(DbFault::Busy)) => wait(tried).await,
                other => return Ok(other?),
            }
        }
        Err(DbFault::Busy.into())
    }

    /// Logs and applies a decision.
    async fn rule(&self, lao: LaoCode, decision: &Decision) -> Done<()> {
        let mut locks = BTreeSet::from([lao]);
        for tried in 0..TRIES {
            let mut tx = self.db.begin().await?;
            let laos = self.laos(&mut *tx).await?;
            let with = Intake { keys: &self.keys, laos: &laos, now: now(), locks: locks.clone() };
            let outcome = match intake::rule(&mut *tx, &with, lao, decision).await {
                Ok(Outcome::Done(())) => tx.commit().await.map_err(IntakeFault::Db),
                Ok(Outcome::Locks(more)) => {
                    locks = more;
                    continue;
                }
                Err(fault) => Err(fault),
            };
            match outcome {
                Err(IntakeFault::Db(DbFault::Busy)) => wait(tried).await,
                other => return Ok(other?),
            }
        }
        Err(DbFault::Busy.into())
    }

    /// Holds a revoked phone's work apart.
    async fn quarantine(&self, sender: &Sender, changes: &[(usize, Change)]) -> Done<Signed<Receipt>> {
        let lao = sender.device.lao;
        let ids: Vec<ChangeId> = changes.iter().map(|(_, change)| change.id()).collect();
        let mut tx = self.db.begin().await?;
        let logged = tx.logged(lao, &ids).await?;
        let mut rows = Vec::new();
        for (_, change) in changes.iter().filter(|(_, change)| !logged.contains(&change.id())) {
            let sealed = log::seal(&self.keys, change, &|_| None)?;
            rows.push(QuarantineRow {
                id: change.id(),
                record: change.edit().record,
                device: sender.device.id.clone(),
                at: now(),
                sealed: sealed.sealed,
                keys: sealed.keys,
            });
        }
        tx.quarantine(lao, &rows).await?;
        let receipt = self.receipt(sender, ids.into_iter().collect(), BTreeSet::new());
        file_receipt(tx, lao, &receipt).await?;
        Ok(receipt)
    }

    fn receipt(
        &self,
        sender: &Sender,
        changes: BTreeSet<ChangeId>,
        photos: BTreeSet<PhotoHash>,
    ) -> Signed<Receipt> {
        let receipt = Receipt::new(sender.device.id.clone(), now(), changes, photos);
        Signed::sign(receipt, &self.keys.signing)
    }

    /// A receipt for what of these is held.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn held(&self, sender: &Sender, ask: &Ask) -> Done<Signed<Receipt>> {
        let lao = sender.device.lao;
        let mut tx = self.db.look().await?;
        let ids: Vec<ChangeId> = ask.changes.iter().copied().collect();
        let mut changes = tx.logged(lao, &ids).await?;
        changes.extend(tx.held_apart(lao, &ids).await?);
        let hashes: Vec<PhotoHash> = ask.photos.iter().copied().collect();
        let photos: BTreeSet<PhotoHash> =
            tx.photos(lao, &hashes).await?.into_iter().map(|photo| photo.hash).collect();
        drop(tx);
        self.file(sender, changes, photos).await
    }

    /// A receipt for these, filed before it goes out.
    pub(crate) async fn file(
        &self,
        sender: &Sender,
        changes: BTreeSet<ChangeId>,
        photos: BTreeSet<PhotoHash>,
    ) -> Done<Signed<Receipt>> {
        let lao = sender.device.lao;
        let has_photos = !photos.is_empty();
        let receipt = self.receipt(sender, changes, photos);
        // The receipt of a change is filed with the change; of a photo, here.
        for tried in 0..TRIES {
            if !has_photos {
                break;
            }
            match file_receipt(self.db.begin().await?, lao, &receipt).await {
                Err(DbFault::Busy) => wait(tried).await,
                filed => {
                    filed?;
                    break;
                }
            }
        }
        Ok(receipt)
    }

    /// A page of the sender's area.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn pull(&self, sender: &Sender, from: Option<&Cursor>, most: u32) -> Done<Page> {
        let lao = sender.device.lao;
        let after = from.filter(|cursor| cursor.epoch == self.epoch).map_or(0, |cursor| cursor.seq);
        let mut tx = self.db.look().await?;
        // Read before the feed: what is committed meanwhile is then pulled once more, never skipped.
        let head = tx.head(lao).await?.map_or(0, |head| head.seq);
        let rows = tx.feed(lao, after, &sender.surveyor.moo, most).await?;
        let more = rows.len() as u32 == most;
        let next = if more { rows.last().map_or(head, |row| row.seq) } else { head };
        let ids: Vec<RecordId> = rows.iter().map(|row| row.id).collect();
        let keys: Vec<(LaoCode, RecordId)> = ids.iter().map(|id| (lao, *id)).collect();
        let mut changes: BTreeMap<RecordId, Vec<(u64, Box<RawValue>)>> = BTreeMap::new();
        for row in tx.history(lao, &ids).await? {
            let (Some(record), LogKind::Change) = (row.record, row.kind) else { continue };
            let change = log::change(&self.keys, lao, &row)?;
            let raw = RawValue::from_string(change.to_json()).map_err(|e| DbFault::Broken(e.to_string()))?;
            changes.entry(record).or_default().push((row.place, raw));
        }
        let mut people: BTreeMap<RecordId, BTreeMap<PersonId, register::wire::State>> = BTreeMap::new();
        for row in tx.people(&keys).await? {
            if let Some(standing) = row.standing {
                people.entry(row.who.record).or_default().insert(row.who.person, standing.state);
            }
        }
        let lists = self.lists_in(&mut *tx, sender).await?.version;
        let province = self.known(&mut *tx, lao).await?.province;
        drop(tx);
        let digest = if more { None } else { Some(self.digest_version(&province).await?) };
        let records = rows
            .iter()
            .map(|row| Pulled {
                record: row.id,
                changes: changes
                    .remove(&row.id)
                    .unwrap_or_default()
                    .into_iter()
                    .map(|(_, raw)| raw)
                    .collect(),
                people: people.remove(&row.id).unwrap_or_default(),
            })
            .collect();
        let next = Cursor { epoch: self.epoch.clone(), seq: next };
        Ok(Page { records, next, more, lists, digest })
    }

    /// The lists that a phone keeps.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn lists(&self, sender: &Sender) -> Done<Lists> {
        let mut tx = self.db.look().await?;
        self.lists_in(&mut *tx, sender).await
    }

    async fn lists_in(&self, tx: &mut dyn Transaction, sender: &Sender) -> Done<Lists> {
        let laos = self.laos(tx).await?;
        let own = self.known(tx, sender.device.lao).await?;
        let mut lists = Lists {
            version: String::new(),
            surveyor: said(&sender.surveyor),
            laos: laos.iter().filter(|lao| lao.province == own.province).cloned().collect(),
            digest_key: HEXLOWER.encode(self.digest_key(&own.province).secret()),
        };
        let json = serde_json::to_vec(&lists).map_err(|e| DbFault::Broken(e.to_string()))?;
        lists.version = HEXLOWER.encode(blake3::hash(&json).as_bytes().get(..8).unwrap_or_default());
        Ok(lists)
    }

    /// The key of a province's duplicate digest.
    pub fn digest_key(&self, province: &str) -> register::digest::DigestKey {
        register::digest::DigestKey::of_epoch(&self.keys.digest, province, 1)
    }

    /// Begins the upload of a record's photo or, where no record is named, of a bundle; or says
    /// that it is held already.
    ///
    /// # Errors
    /// When it is too large.
    pub async fn begin_upload(
        &self,
        sender: &Sender,
        hash: PhotoHash,
        record: Option<RecordId>,
        length: u64,
    ) -> Done<UploadRow> {
        let most = match record {
            Some(_) => MOST_PHOTO_BYTES,
            None => MOST_BUNDLE_BYTES as u64 + SEALING,
        };
        if length == 0 || length > most {
            return Err(OfficeFault::Refused(format!(
                "this has between 1 and {most} bytes, not {length}; nothing was begun, it is safe on the phone"
            )));
        }
        let lao = sender.device.lao;
        let at = now();
        let mut upload = UploadRow {
            id: Uuid::now_v7(),
            device: sender.device.id.clone(),
            hash,
            record,
            length,
            offset: 0,
            at,
        };
        let mut tx = self.db.begin().await?;
        let held = match record {
            Some(_) => !tx.photos(lao, &[hash]).await?.is_empty(),
            None => tx.delivered(lao, hash).await?.is_some(),
        };
        if held {
            upload.offset = length;
            return Ok(upload);
        }
        tx.put_upload(lao, &upload).await?;
        tx.commit().await?;
        Ok(upload)
    }

    /// How far an upload is.
    ///
    /// # Errors
    /// When there is none.
    pub async fn upload(&self, sender: &Sender, id: Uuid) -> Done<UploadRow> {
        let mut tx = self.db.look().await?;
        let upload = self.own_upload(&mut *tx, sender, id).await?;
        drop(tx);
        if upload.record.is_none() && upload.offset == upload.length {
            // It came whole, and the server ended before it could take it.
            self.finish_bundle(sender, &upload).await?;
        }
        Ok(upload)
    }

    /// Takes a bundle that has come whole.
    async fn finish_bundle(&self, sender: &Sender, upload: &UploadRow) -> Done<()> {
        let lao = sender.device.lao;
        let mut tx = self.db.look().await?;
        let sealed = tx.pieces(lao, upload.id).await?;
        drop(tx);
        let taken = if PhotoHash::of(&sealed) == upload.hash {
            self.deliver(lao, upload.hash, &sealed).await
        } else {
            Err(OfficeFault::Refused(
                "these bytes are not the bundle that was promised; they were dropped, it is safe where it is \
                 carried, begin its upload anew"
                    .to_owned(),
            ))
        };
        // What can never be taken is not kept; what could not be taken now is.
        if matches!(taken, Ok(()) | Err(OfficeFault::Refused(_))) {
            let mut tx = self.db.begin().await?;
            tx.drop_upload(lao, upload.id).await?;
            tx.commit().await?;
        }
        taken
    }

    async fn own_upload(&self, tx: &mut dyn Transaction, sender: &Sender, id: Uuid) -> Done<UploadRow> {
        let upload = tx.upload(sender.device.lao, id).await?;
        upload.filter(|upload| upload.device == sender.device.id).ok_or_else(|| {
            OfficeFault::Missing(
                "there is no such upload; the photo is safe on the phone, begin its upload anew".to_owned(),
            )
        })
    }

    /// Adds a piece to an upload. With the last one the photo is checked, sealed and held.
    ///
    /// # Errors
    /// When the piece is not the next one, or the whole is not what was promised.
    pub async fn grow_upload(&self, sender: &Sender, id: Uuid, offset: u64, piece: &[u8]) -> Done<UploadRow> {
        let lao = sender.device.lao;
        let mut tx = self.db.begin().await?;
        let mut upload = self.own_upload(&mut *tx, sender, id).await?;
        if offset != upload.offset {
            return Err(OfficeFault::Conflict(format!(
                "this piece begins at {offset} and {} bytes are here; nothing was added, go on from there",
                upload.offset
            )));
        }
        if upload.offset + piece.len() as u64 > upload.length {
            return Err(OfficeFault::Refused(format!(
                "this piece runs past the {} bytes that were promised; nothing was added",
                upload.length
            )));
        }
        if !piece.is_empty() {
            tx.grow_upload(lao, id, piece, now()).await?;
            upload.offset += piece.len() as u64;
        }
        if upload.offset < upload.length {
            tx.commit().await?;
            return Ok(upload);
        }
        let Some(record) = upload.record else {
            tx.commit().await?;
            self.finish_bundle(sender, &upload).await?;
            return Ok(upload);
        };
        let bytes = tx.pieces(lao, id).await?;
        if PhotoHash::of(&bytes) != upload.hash {
            tx.drop_upload(lao, id).await?;
            tx.commit().await?;
            return Err(OfficeFault::Refused(format!(
                "these bytes are not photo {}; they were dropped, the photo is safe on the phone, begin its \
                 upload anew",
                upload.hash
            )));
        }
        self.keep_in(&mut *tx, sender, upload.hash, record, &bytes).await?;
        tx.drop_upload(lao, id).await?;
        tx.commit().await?;
        Ok(upload)
    }

    /// Keeps a photo that came whole.
    pub(crate) async fn keep_photo(
        &self,
        sender: &Sender,
        hash: PhotoHash,
        record: RecordId,
        bytes: &[u8],
    ) -> Done<()> {
        let mut tx = self.db.begin().await?;
        self.keep_in(&mut *tx, sender, hash, record, bytes).await?;
        tx.commit().await?;
        Ok(())
    }

    async fn keep_in(
        &self,
        tx: &mut dyn Transaction,
        sender: &Sender,
        hash: PhotoHash,
        record: RecordId,
        bytes: &[u8],
    ) -> Done<()> {
        let lao = sender.device.lao;
        let (key, sealed) = self.photos.seal(&self.keys, lao, hash, bytes)?;
        let photo = PhotoRow {
            hash,
            length: bytes.len() as u64,
            key,
            device: sender.device.id.clone(),
            record,
            at: now(),
        };
        // Nobody sees the row before the bytes are on disk. Of two phones that send one photo the
        // first keeps it: the bytes of the second would not open with the key of the first.
        if tx.put_photo(lao, &photo).await? {
            self.photos.keep(lao, hash, sealed).await?;
        }
        Ok(())
    }

    /// Ends an upload that is not wanted any more.
    ///
    /// # Errors
    /// When there is none.
    pub async fn end_upload(&self, sender: &Sender, id: Uuid) -> Done<()> {
        let mut tx = self.db.begin().await?;
        self.own_upload(&mut *tx, sender, id).await?;
        tx.drop_upload(sender.device.lao, id).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Keeps a thumbnail.
    ///
    /// # Errors
    /// When it cannot be kept.
    pub async fn keep_thumbnail(&self, sender: &Sender, photo: PhotoHash, jpeg: &[u8]) -> Done<()> {
        let lao = sender.device.lao;
        let name = format!("samruat thumbnail v1 {lao} {photo}");
        let (mut kept, sealed) = self.keys.seal(name.as_bytes(), jpeg).ok_or(OfficeFault::NoChance)?;
        kept.extend(sealed);
        let mut tx = self.db.begin().await?;
        tx.put_thumbnail(lao, photo, &kept).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Joins two entries, or separates them; or restores a record that was withdrawn.
    ///
    /// # Errors
    /// When the user may not, or there is no such entry or record.
    pub async fn decide(&self, user: &str, what: Decide) -> Done<()> {
        let mut tx = self.db.look().await?;
        let user = tx.user(user).await?.ok_or_else(|| {
            OfficeFault::Missing(format!("there is no user {user} here; nothing was decided"))
        })?;
        if !matches!(user.role, UserRole::Supervisor | UserRole::Officer | UserRole::Committee) {
            return Err(OfficeFault::Refused(format!(
                "{} may not decide; a supervisor, an officer or the committee can. Nothing was decided",
                user.id
            )));
        }
        let verdict = match what {
            Decide::Join(left, right) => {
                let (left, right) =
                    (self.sides(&mut *tx, &user, &left).await?, self.sides(&mut *tx, &user, &right).await?);
                Verdict::Join { left, right }
            }
            Decide::Separate(left, right) => {
                let (left, right) =
                    (self.sides(&mut *tx, &user, &left).await?, self.sides(&mut *tx, &user, &right).await?);
                Verdict::Separate { left, right }
            }
            Decide::Restore(record) => self.restoring(&mut *tx, &user, record).await?,
        };
        drop(tx);
        let stamp = self.stamp().await?;
        let decision = Ruling::new(user.id.clone(), stamp, verdict).sign(&self.keys.signing);
        self.rule(user.lao, &decision).await
    }

    async fn stamp(&self) -> Done<Stamp> {
        let mut tx = self.db.begin().await?;
        let count = tx.number("decision").await?;
        tx.commit().await?;
        Ok(Stamp::new(now(), u32::try_from(count).unwrap_or(u32::MAX)))
    }

    /// Every appearance of an entry `lao/person`, or of one person of one record.
    async fn sides(&self, tx: &mut dyn Transaction, user: &UserRow, named: &str) -> Done<Vec<Appearance>> {
        let missing = || {
            OfficeFault::Missing(format!(
                "there is no entry {named:?} in the register; nothing was decided, name it as lao/person as \
                 the export has it"
            ))
        };
        let (lao, person) = named.split_once('/').ok_or_else(missing)?;
        let lao: LaoCode = lao.parse().map_err(|_| missing())?;
        let rows = match person.parse::<Appearance>() {
            Ok(_) => return Err(missing()),
            Err(_) => tx.entry(lao, person.parse().map_err(|_| missing())?).await?,
        };
        if rows.is_empty() {
            return Err(missing());
        }
        self.within_reach(tx, user, lao).await?;
        Ok(rows.into_iter().map(|row| row.who).collect())
    }

    /// A user decides on their own LAO's entries, and on those of LAOs of the same province
    /// that they are compared with.
    async fn within_reach(&self, tx: &mut dyn Transaction, user: &UserRow, lao: LaoCode) -> Done<()> {
        if lao == user.lao {
            return Ok(());
        }
        let laos = self.laos(tx).await?;
        let province = |code| laos.get(code).map(|lao| lao.province.clone());
        if province(lao).is_some() && province(lao) == province(user.lao) {
            return Ok(());
        }
        Err(OfficeFault::Refused(format!(
            "{} is of LAO {} and may not decide on entries of LAO {lao}; nothing was decided",
            user.id, user.lao
        )))
    }

    async fn restoring(&self, tx: &mut dyn Transaction, user: &UserRow, record: RecordId) -> Done<Verdict> {
        let key = (user.lao, record);
        let rows = tx.records(&[key]).await?;
        let row = rows.first().filter(|row| !row.visit.is_empty()).ok_or_else(|| {
            OfficeFault::Missing(format!(
                "there is no record {record} in LAO {}; nothing was decided",
                user.lao
            ))
        })?;
        let visit: Visit = serde_json::from_str(&row.visit).map_err(|e| DbFault::Broken(e.to_string()))?;
        let mut answers: BTreeSet<SealedId> = visit.withdrawn_by;
        for ruling in tx.rulings_on(&[key]).await? {
            let decision =
                Decision::read(ruling.json.as_bytes()).map_err(|e| DbFault::Broken(e.to_string()))?;
            if let Verdict::Withdraw { .. } = decision.ruling().verdict {
                answers.insert(decision.id());
            }
        }
        if answers.is_empty() {
            return Err(OfficeFault::Conflict(format!(
                "record {record} is not withdrawn; nothing was decided"
            )));
        }
        Ok(Verdict::Restore { lao: user.lao, record, answers })
    }

    /// Draws up anew how everybody in these LAOs stands.
    async fn rebuild_standings(&self, laos: &BTreeSet<LaoCode>) -> Done<()> {
        for lao in laos {
            let mut after = None;
            loop {
                let mut tx = self.db.look().await?;
                let rows = tx.records_after(*lao, after, 200).await?;
                drop(tx);
                let Some(last) = rows.last() else { break };
                after = Some(last.id);
                self.redraw(*lao, rows.iter().map(|row| row.id).collect()).await?;
            }
        }
        Ok(())
    }

    async fn redraw(&self, lao: LaoCode, records: Vec<RecordId>) -> Done<()> {
        let mut locks = BTreeSet::from([lao]);
        for tried in 0..TRIES {
            let mut tx = self.db.begin().await?;
            let laos = self.laos(&mut *tx).await?;
            let with = Intake { keys: &self.keys, laos: &laos, now: now(), locks: locks.clone() };
            match intake::redraw_records(&mut *tx, &with, lao, &records).await {
                Ok(Outcome::Done(())) => match tx.commit().await {
                    Err(DbFault::Busy) => wait(tried).await,
                    other => return Ok(other?),
                },
                Ok(Outcome::Locks(more)) => locks = more,
                Err(IntakeFault::Db(DbFault::Busy)) => wait(tried).await,
                Err(fault) => return Err(fault.into()),
            }
        }
        Err(DbFault::Busy.into())
    }
}

/// What a user of the office rules.
#[derive(Clone, Debug)]
pub enum Decide {
    /// These two entries are one person.
    Join(String, String),
    /// They are two.
    Separate(String, String),
    /// This record counts again.
    Restore(RecordId),
}

/// Files a receipt before it goes out, and makes all of the transaction so.
async fn file_receipt(
    mut tx: Box<dyn Transaction>,
    lao: LaoCode,
    receipt: &Signed<Receipt>,
) -> Result<(), DbFault> {
    let json = serde_json::to_string(receipt).map_err(|e| DbFault::Broken(e.to_string()))?;
    tx.put_receipt(lao, now(), &json).await?;
    tx.commit().await
}

/// Reads one pushed change and checks that its sender made it.
fn read(device: &DeviceRow, json: &[u8]) -> Result<Change, (Option<ChangeId>, String)> {
    let change = Change::read(json).map_err(|fault| (None, fault.to_string()))?;
    let id = Some(change.id());
    let edit = change.edit();
    if edit.author != device.id {
        return Err((
            id,
            format!(
                "author: this change was made by {} and sent by {}; it was not taken, the phone that made it \
                 must send it",
                edit.author, device.id
            ),
        ));
    }
    if edit.lao != device.lao {
        return Err((
            id,
            format!(
                "lao: this change is of LAO {} and this phone surveys for LAO {}; it was not taken and is safe \
                 on the phone",
                edit.lao, device.lao
            ),
        ));
    }
    let key = device.key.verifying().map_err(|fault| (id, fault.to_string()))?;
    change.verify(&key).map_err(|fault| (id, format!("signature: {fault}")))?;
    Ok(change)
}

fn said(surveyor: &SurveyorRow) -> Surveyor {
    Surveyor {
        id: surveyor.id.clone(),
        name: surveyor.name.clone(),
        roles: surveyor.roles.clone(),
        moo: surveyor.moo.clone(),
    }
}

/// Milliseconds since 1970, by this machine's clock.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

pub(crate) fn chance<const N: usize>() -> Done<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| OfficeFault::NoChance)?;
    Ok(bytes)
}

/// In fours, as people read and type it.
pub(crate) fn grouped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Longer each time, and never the same for two who met.
async fn wait(tried: u32) {
    let jitter = u64::from(chance::<1>().map_or(7, |[byte]| byte));
    tokio::time::sleep(Duration::from_millis((1 << tried.min(8)) + jitter / 8)).await;
}

pub(crate) mod password {
    //! Passwords of the office's people: argon2id.

    use argon2::Argon2;
    use argon2::password_hash::PasswordHasher;

    /// The hash that is kept; `None` where no random bytes are to be had.
    pub(crate) fn hash(password: &str) -> Option<String> {
        Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
    }
}
