//! The duplicate digests that phones fetch: one a province, and the small way from an older
//! one to the newest.
//!
//! Owns when a digest is made anew: when somebody asks and the province holds other
//! numbers than before, but never so often that making them would be most of what the server
//! does. A digest's version is how often the numbers of its LAOs have changed, so that two
//! servers on one database publish the same bytes under the same version without talking to
//! each other, and an edit that touches no number costs no phone anything.
//!
//! Refuses to know what is in one (`register::digest`). Called by the office for `/digest`.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use register::digest::{Delta, Digest};

use crate::db::DbFault;
use crate::office::{Done, Office};

/// Older digests that are kept, to make deltas from.
const KEPT: usize = 24;
/// A digest is made at most this part of the time.
const SHARE: u32 = 20;

/// What to send a phone.
#[derive(Debug)]
pub enum Parcel {
    /// It has the newest.
    Current,
    /// What leads from what it has to the newest.
    Delta(Vec<u8>),
    /// The newest, whole.
    Base(Arc<Digest>),
}

/// What was published of each province.
#[derive(Default)]
pub struct Shelf(Mutex<BTreeMap<String, Published>>);

struct Published {
    newest_first: VecDeque<Arc<Digest>>,
    made: Instant,
    took: Duration,
}

impl Shelf {
    fn newest(&self, province: &str) -> Option<(Arc<Digest>, bool)> {
        let shelf = self.0.lock().ok()?;
        let published = shelf.get(province)?;
        let rests = published.made.elapsed() < published.took * SHARE;
        Some((Arc::clone(published.newest_first.front()?), rests))
    }

    fn publish(&self, province: &str, digest: &Arc<Digest>, took: Duration) {
        let Ok(mut shelf) = self.0.lock() else { return };
        let published = shelf.entry(province.to_owned()).or_insert_with(|| Published {
            newest_first: VecDeque::new(),
            made: Instant::now(),
            took,
        });
        published.newest_first.push_front(Arc::clone(digest));
        published.newest_first.truncate(KEPT);
        (published.made, published.took) = (Instant::now(), took);
    }

    fn of_version(&self, province: &str, version: u64) -> Option<Arc<Digest>> {
        let shelf = self.0.lock().ok()?;
        shelf.get(province)?.newest_first.iter().find(|digest| digest.version() == version).cloned()
    }
}

impl Office {
    /// What a phone of this province needs, which has a digest of version `have`.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn digest(&self, province: &str, have: Option<u64>) -> Done<Parcel> {
        let newest = self.newest_digest(province).await?;
        let Some(have) = have else { return Ok(Parcel::Base(newest)) };
        if have == newest.version() {
            return Ok(Parcel::Current);
        }
        let older = self.shelf().of_version(province, have);
        Ok(match older.and_then(|older| Delta::between(&older, &newest).ok()).map(|delta| delta.to_bytes()) {
            Some(delta) if delta.len() < newest.to_bytes().len() => Parcel::Delta(delta),
            _ => Parcel::Base(newest),
        })
    }

    /// The version that a phone of this province would be sent.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn digest_version(&self, province: &str) -> Done<u64> {
        Ok(self.newest_digest(province).await?.version())
    }

    async fn newest_digest(&self, province: &str) -> Done<Arc<Digest>> {
        let published = self.shelf().newest(province);
        if let Some((newest, true)) = published {
            return Ok(newest);
        }
        let began = Instant::now();
        let mut tx = self.db().look().await?;
        let laos = self.laos(&mut *tx).await?;
        let codes: std::collections::BTreeSet<_> =
            laos.iter().filter(|lao| lao.province == province).map(|lao| lao.code).collect();
        let mut version = 0;
        for code in &codes {
            version += tx.head(*code).await?.map_or(0, |head| head.numbers);
        }
        if let Some((newest, _)) = published
            && newest.version() == version
        {
            return Ok(newest);
        }
        let numbers = tx.numbers_of(&codes).await?;
        drop(tx);
        let key = self.digest_key(province);
        let built = tokio::task::spawn_blocking(move || Digest::build(version, &key, numbers)).await;
        let digest = Arc::new(built.map_err(|e| DbFault::Broken(e.to_string()))?);
        self.shelf().publish(province, &digest, began.elapsed());
        Ok(digest)
    }
}
