//! Who belongs to the office: surveyors and their phones, and the people of the desk.
//!
//! Owns enrolment links and what becomes of them, tokens, and revoking a phone. Refuses to
//! know what a phone sends (`taking`). Called by commands and routes, through `Office`.

use std::time::Duration;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD};
use register::change::DeviceId;
use register::lao::LaoCode;
use register::seal::Signed;
use register::wire::{Enrol, Enrolled, EnrolmentLink};

use super::pulling::said;
use super::sessions::one_time_password;
use super::{Done, Name, Office, OfficeFault, Sender, chance, now};
use crate::db::{DeviceRow, EnrolmentRow, SurveyorRow, Transaction, UserRole, UserRow};

/// How long an enrolment link is good for.
const LINK_LIVES: Duration = Duration::from_secs(24 * 60 * 60);

impl Office {
    /// Adds a surveyor; returns their id.
    ///
    /// # Errors
    /// When their LAO is not known.
    pub async fn add_surveyor(&self, mut surveyor: SurveyorRow) -> Done<String> {
        let mut tx = self.db.begin().await?;
        self.known(&mut *tx, surveyor.lao).await?;
        if surveyor.id.is_empty() {
            surveyor.id = self.name(&mut *tx, Name::Surveyor).await?;
        }
        tx.put_surveyor(&surveyor).await?;
        tx.commit().await?;
        Ok(surveyor.id)
    }

    /// Adds somebody of the office; returns their id and a password that is good once.
    ///
    /// # Errors
    /// When their LAO is not known.
    pub async fn add_user(&self, lao: LaoCode, name: &str, role: UserRole) -> Done<(String, String)> {
        let (password, hash) = one_time_password().await?;
        let mut tx = self.db.begin().await?;
        self.known(&mut *tx, lao).await?;
        let id = self.name(&mut *tx, Name::User).await?;
        let user = UserRow {
            id: id.clone(),
            lao,
            name: name.to_owned(),
            role,
            password: hash,
            one_time: true,
            left_at: None,
        };
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
        let surveyor = tx.surveyor_of(lao, &offer.surveyor).await?.ok_or_else(unknown)?;
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
            None => {
                let id = match self.enrolled_before(&mut *tx, lao, asked).await? {
                    Some(known) => known,
                    None => DeviceId::new(self.name(&mut *tx, Name::Phone).await?),
                };
                DeviceRow {
                    id,
                    lao,
                    surveyor: surveyor.id.clone(),
                    key: asked.key,
                    token: *blake3::hash(token.as_bytes()).as_bytes(),
                    label: asked.phone.clone(),
                    enrolled_at: at,
                    revoked_at: None,
                }
            }
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

    /// What the phone of this key was called when it was enrolled here before: in this life of
    /// the server, or in one that ended with a backup being restored. The server believes its
    /// own signature, and whoever asks has proved that they hold the key.
    async fn enrolled_before(
        &self,
        tx: &mut dyn Transaction,
        lao: LaoCode,
        asked: &Enrol,
    ) -> Done<Option<DeviceId>> {
        let before = asked.before.as_deref().map(serde_json::from_str::<Signed<Enrolled>>);
        let Some(Ok(before)) = before else { return Ok(None) };
        let said = before.open(&self.keys.public());
        let Some(said) = said.ok().filter(|said| said.key == asked.key && said.lao.code == lao) else {
            return Ok(None);
        };
        match tx.devices(lao).await?.into_iter().find(|device| device.id == said.device) {
            Some(device) if device.revoked_at.is_some() => Err(OfficeFault::Gone(
                "this phone was revoked; it was not enrolled, let it sync once so that what is unsent leaves it, \
                 and enrol it then"
                    .to_owned(),
            )),
            Some(device) if device.key != asked.key => Err(OfficeFault::Conflict(format!(
                "another phone is called {} by now, so this one cannot be again; it was not enrolled and all that \
                 it holds is safe there",
                said.device
            ))),
            _ => Ok(Some(said.device.clone())),
        }
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
        let Some(surveyor) = tx.surveyor_of(lao, &device.surveyor).await? else { return Ok(None) };
        Ok(Some(Sender { device, surveyor, standing: None }))
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
}
