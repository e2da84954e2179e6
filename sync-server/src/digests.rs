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

/// Steps from one digest to the next that are kept, of one province.
const MOST_STEPS: usize = 16_384;
/// Fingerprints that come and go in all of them: a part of what the newest holds, for a way on that is longer
/// is no shorter than the digest itself; and of a small one so many.
const MOST_MOVES: (usize, usize) = (4, 1_000);
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

/// Longest way to the newest digest that goes along with another answer. It is in base64 there: a longer one
/// is cheaper by itself.
const MOST_ALONG: usize = 1_200;

/// What a phone is told of its province's digest with another answer.
#[derive(Debug)]
pub struct Offer {
    /// The newest.
    pub version: u64,
    /// What leads to it from the one that the phone has, where that is short.
    pub delta: Option<Vec<u8>>,
}

/// What was published of each province.
#[derive(Default)]
pub struct Shelf {
    published: Mutex<BTreeMap<String, Published>>,
    /// One is made at a time: a step leads from the newest only, and of two that were made from one before
    /// the second would lead from nowhere.
    making: tokio::sync::Mutex<()>,
}

/// The newest digest, and the way to it from those before, step by step: a phone that syncs once a day is a
/// thousand digests behind in a busy province, and fetches what changed in that day.
struct Published {
    newest: Arc<Digest>,
    steps: VecDeque<Delta>,
    moves: usize,
    made: Instant,
    took: Duration,
}

impl Published {
    fn first(newest: Arc<Digest>, took: Duration) -> Self {
        Self { newest, steps: VecDeque::new(), moves: 0, made: Instant::now(), took }
    }

    /// Goes on to a newer one. Without a step that leads there nothing leads there from before.
    fn goes_on(&mut self, newest: Arc<Digest>, step: Option<Delta>, took: Duration) {
        match step.filter(|step| step.from_version() == self.newest.version()) {
            Some(step) => {
                self.moves += step.changes();
                self.steps.push_back(step);
            }
            None => (self.moves, self.steps) = (0, VecDeque::new()),
        }
        let (part, few) = MOST_MOVES;
        while self.steps.len() > MOST_STEPS || self.moves > (newest.held() / part).max(few) {
            let Some(oldest) = self.steps.pop_front() else { break };
            self.moves -= oldest.changes();
        }
        (self.newest, self.made, self.took) = (newest, Instant::now(), took);
    }

    /// What leads from this version to the newest, where fewer than so many fingerprints come and go on the way.
    fn way_from(&self, version: u64, most: usize) -> Option<Delta> {
        let at = self.steps.binary_search_by_key(&version, Delta::from_version).ok()?;
        let steps = self.steps.range(at..);
        (steps.clone().map(Delta::changes).sum::<usize>() < most).then(|| Delta::joined(steps)).flatten()
    }
}

impl Shelf {
    fn newest(&self, province: &str) -> Option<(Arc<Digest>, bool)> {
        let shelf = self.published.lock().ok()?;
        let published = shelf.get(province)?;
        let rests = published.made.elapsed() < published.took * SHARE;
        Some((Arc::clone(&published.newest), rests))
    }

    /// Publishes a digest, unless somebody published one as new meanwhile.
    fn publish(&self, province: &str, digest: &Arc<Digest>, step: Option<Delta>, took: Duration) {
        let Ok(mut shelf) = self.published.lock() else { return };
        match shelf.get_mut(province) {
            None => drop(shelf.insert(province.to_owned(), Published::first(Arc::clone(digest), took))),
            Some(published) if published.newest.version() >= digest.version() => {}
            Some(published) => published.goes_on(Arc::clone(digest), step, took),
        }
    }

    /// What leads from this version to the newest, where it is shorter than so many fingerprints.
    fn way_from(&self, province: &str, version: u64, most: usize) -> Option<Delta> {
        self.published.lock().ok()?.get(province)?.way_from(version, most)
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
        Ok(match self.delta(province, have, &newest, usize::MAX) {
            Some(delta) if delta.len() < newest.to_bytes().len() => Parcel::Delta(delta),
            _ => Parcel::Base(newest),
        })
    }

    /// What a phone of this province is told beside an answer: which digest is the newest, and what leads
    /// to it from version `have`, where it said that it has that and the way is short.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn digest_offer(&self, province: &str, have: Option<u64>) -> Done<Offer> {
        let newest = self.newest_digest(province).await?;
        let version = newest.version();
        let have = have.filter(|have| *have != version);
        // Each takes a byte at least.
        let delta = have.and_then(|have| self.delta(province, have, &newest, MOST_ALONG));
        Ok(Offer { version, delta: delta.filter(|delta| delta.len() <= MOST_ALONG) })
    }

    /// What leads from a version to this newest one; there is none where a newer was published meanwhile.
    fn delta(&self, province: &str, have: u64, newest: &Digest, most: usize) -> Option<Vec<u8>> {
        let way = self.shelf().way_from(province, have, most)?;
        (way.to_version() == newest.version()).then(|| way.to_bytes())
    }

    async fn newest_digest(&self, province: &str) -> Done<Arc<Digest>> {
        let published = self.shelf().newest(province);
        if let Some((newest, true)) = &published {
            return Ok(Arc::clone(newest));
        }
        let _making = match (self.shelf().making.try_lock(), published) {
            (Ok(making), _) => making,
            // While the next is being made the one before is sent, as while it rests.
            (Err(_), Some((newest, _))) => return Ok(newest),
            (Err(_), None) => self.shelf().making.lock().await,
        };
        let published = self.shelf().newest(province);
        if let Some((newest, true)) = &published {
            return Ok(Arc::clone(newest));
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
        if let Some((newest, _)) = &published
            && newest.version() == version
        {
            return Ok(Arc::clone(newest));
        }
        let numbers = tx.numbers_of(&codes).await?;
        drop(tx);
        let key = self.digest_key(province);
        let before = published.map(|(before, _)| before);
        let built = tokio::task::spawn_blocking(move || {
            let digest = Digest::build(version, &key, numbers);
            let step = before.and_then(|before| Delta::between(&before, &digest).ok());
            (digest, step)
        });
        let (digest, step) = built.await.map_err(|e| DbFault::Broken(e.to_string()))?;
        let digest = Arc::new(digest);
        self.shelf().publish(province, &digest, step, began.elapsed());
        Ok(digest)
    }
}

#[cfg(test)]
#[path = "digests_tests.rs"]
mod tests;
