//! The counter: requests that reach the office itself, and no phone.
//!
//! Owns taking one in. The office writes it as a phone would: a record, signed with the office's
//! own key as that of a device of each LAO, the counter, which nobody holds in a hand. So the log,
//! the register, the feed to the village's phones and `verify` know nothing special of it.
//!
//! Refuses to know what a request must have (`register::record`) and what becomes of it
//! (`requests`). Called by the console, through `Office`.

use data_encoding::BASE64URL_NOPAD;
use picture::Kept;
use register::change::{Author, DeviceId, Edit};
use register::clock::Stamp;
use register::lao::{LaoCode, LaoKind};
use register::record::{Record, RecordId};
use register::seal::PublicKey;
use serde_json::value::RawValue;

use super::looking::Looked;
use super::sessions::Visitor;
use super::{Done, Has, Name, Office, OfficeFault, Sender, chance, now};
use crate::db::desk::Act;
use crate::db::{DbFault, DeviceRow, SurveyorRow};

/// What the counter is called among surveyors and phones.
const COUNTER: &str = "เคาน์เตอร์ศูนย์ช่วยเหลือประชาชน";

impl Office {
    /// Takes in a record that was written down at the counter, with the pictures that it names.
    ///
    /// # Errors
    /// When it is of another LAO, a central place's, which keeps no register, or was not taken.
    pub async fn take_in(&self, visitor: &Visitor, record: Record, pictures: &[&Kept]) -> Done<RecordId> {
        if record.lao != visitor.lao.code || visitor.lao.kind == LaoKind::CentralPlace {
            return Err(OfficeFault::Refused(format!(
                "{} takes nothing in for LAO {}; nothing was kept",
                visitor.id, record.lao
            )));
        }
        let looked = taken_in(&record);
        let id = self.put_in_register(record, pictures).await?;
        self.note_access(visitor, Act::TakeIn, looked).await?;
        Ok(id)
    }

    /// Puts a record into the register of its LAO, with its pictures: they are kept first, so that no request is
    /// in the register whose evidence is lost.
    pub(super) async fn put_in_register(&self, mut record: Record, pictures: &[&Kept]) -> Done<RecordId> {
        // Sent again, it is there: what was done to it since is not written over.
        let is_there = !self.db.look().await?.records(&[(record.lao, record.id)]).await?.is_empty();
        if is_there {
            return Ok(record.id);
        }
        let sender = self.counter(record.lao).await?;
        record.surveyor = Some(sender.surveyor.id.clone());
        let author = Author { device: sender.device.id.clone(), surveyor: Some(sender.surveyor.id.clone()) };
        let change = Edit::making(&record, author, Stamp::new(now(), 0)).sign(&self.keys.signing);
        let raw = RawValue::from_string(change.to_json()).map_err(|e| DbFault::Broken(e.to_string()))?;
        self.keep_pictures(&sender, record.id, pictures).await?;
        let pushed = self.push(&sender, &[raw], Has::default()).await?;
        if let Some(aside) = pushed.aside.first() {
            return Err(OfficeFault::Refused(format!(
                "the request was not taken ({aside:?}); nothing was kept"
            )));
        }
        Ok(record.id)
    }

    /// Keeps pictures of a record, and how they look small.
    pub(super) async fn keep_pictures(
        &self,
        sender: &Sender,
        record: RecordId,
        pictures: &[&Kept],
    ) -> Done<()> {
        for picture in pictures {
            self.keep_photo(sender, picture.hash, record, &picture.jpeg).await?;
            self.keep_thumbnail(sender, record, picture.hash, &picture.thumbnail).await?;
        }
        Ok(())
    }

    /// The counter of a LAO, founded when first it is asked for.
    pub(super) async fn counter(&self, lao: LaoCode) -> Done<Sender> {
        let key: PublicKey = self.keys.public();
        let mut tx = self.db.look().await?;
        let found = tx.devices(lao).await?.into_iter().find(|device| device.key == key);
        if let Some(device) = found
            && let Some(surveyor) = tx.surveyor(&device.surveyor).await?
        {
            return Ok(Sender { device, surveyor, standing: None });
        }
        drop(tx);
        let surveyor = SurveyorRow::new(lao, COUNTER);
        let surveyor = self.add_surveyor(surveyor).await?;
        // A token that nobody is told: the counter asks nothing over the network.
        let token = BASE64URL_NOPAD.encode(&chance::<24>()?);
        let mut tx = self.db.begin().await?;
        let device = DeviceRow {
            id: DeviceId::new(self.name(&mut *tx, Name::Phone).await?),
            lao,
            surveyor: surveyor.clone(),
            key,
            token: *blake3::hash(token.as_bytes()).as_bytes(),
            label: Some(COUNTER.to_owned()),
            enrolled_at: now(),
            revoked_at: None,
        };
        tx.put_device(&device).await?;
        let surveyor = tx.surveyor(&surveyor).await?;
        tx.commit().await?;
        let surveyor = surveyor.ok_or_else(|| DbFault::Broken("the counter has no holder".to_owned()))?;
        Ok(Sender { device, surveyor, standing: None })
    }

    /// Whether this phone is the counter: it is nobody's, and cannot be lost.
    pub fn is_counter(&self, device: &DeviceRow) -> bool {
        device.key == self.keys.public()
    }
}

/// What is written down of one who took a record in.
pub(super) fn taken_in(record: &Record) -> Looked {
    let told = Some(format!("people={}", record.people.len()));
    Looked { record: Some(record.id), told, ..Looked::default() }
}
