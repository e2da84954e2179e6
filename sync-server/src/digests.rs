//! The duplicate digests that phones fetch: one a province, and the small way from an older
//! one to the newest.
//!
//! Owns when a digest is made anew: when somebody asks and the province holds other
//! numbers than before, but never so often that making them would be most of what the server
//! does. A digest's version is how often the numbers of its LAOs have changed, in a later life of the server
//! beyond all that were in the lives before, and an edit that touches no number costs no phone anything.
//!
//! What was published lies in the database, one digest whole and the steps from each to the next, and here a
//! copy of it: whichever process a phone asks, and after whichever restart, it is led on from what it has. Only
//! what leads on from the newest is published; of two processes that do so at once the second takes over
//! what the first one did.
//!
//! Refuses to know what is in one (`register::digest`). Called by the office for `/digest`.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use register::digest::{Delta, Digest, DigestError};
use register::lao::LaoCode;

use crate::db::digests::{DigestStep, WholeDigest};
use crate::db::{Answer, DbFault, Transaction};
use crate::office::{Done, Office, now};

/// Steps from one digest to the next that are kept, of one province.
const MOST_STEPS: usize = 16_384;
/// Fingerprints that come and go in all of them: a part of what the newest holds, for a way on that is longer
/// is no shorter than the digest itself; and of a small one so many.
const MOST_MOVES: (usize, usize) = (4, 1_000);
/// Steps that are kept no longer are taken out of the database so many at a time.
const TIDIED: usize = 256;
/// How long anything stays in the database: a number that was erased is no more in it after that. Whatever
/// phone was away for longer fetches the newest whole.
const KEPT: Duration = Duration::from_secs(62 * 24 * 60 * 60);
/// A digest is made at most this part of the time.
const SHARE: u32 = 20;
/// How often another process may be quicker.
const TRIES: usize = 3;
/// A second of a life of the server has so many versions: more than numbers of a province ever change.
const A_LIFE: u64 = 1 << 32;
/// A way on that is longer is put together beside whatever else is asked.
const MANY_MOVES: usize = 1_000;

/// The setting that says how much a province's versions are greater than the counts of its LAOs come to.
fn left_behind(province: &str) -> String {
    format!("digest versions of {province}")
}

/// A LAO is said to lie in another province than before: its numbers are counted there from now on, and the versions of
/// the one that it leaves go on from where they were.
pub(crate) async fn leaves(tx: &mut dyn Transaction, lao: LaoCode, province: &str) -> Answer<()> {
    let counted = tx.lock(&BTreeSet::from([lao])).await?.get(&lao).map_or(0, |head| head.numbers);
    let name = left_behind(province);
    let before: u64 = tx.setting(&name).await?.and_then(|said| said.parse().ok()).unwrap_or_default();
    tx.set(&name, &(before + counted + 1).to_string()).await
}

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
    steps: VecDeque<Arc<Delta>>,
    moves: usize,
    /// Steps that are no longer kept here and may lie in the database still.
    untidy: usize,
    /// The one that lies in the database whole: its version, and since when.
    whole: (u64, u64),
    made: Instant,
    took: Duration,
}

impl Published {
    /// One to which no step leads.
    fn first(newest: Arc<Digest>, at: u64, took: Duration) -> Self {
        let whole = (newest.version(), at);
        Self { newest, steps: VecDeque::new(), moves: 0, untidy: 0, whole, made: Instant::now(), took }
    }

    /// Goes on to a newer one by steps that lead there.
    fn goes_on(&mut self, newest: Arc<Digest>, steps: Vec<Delta>, took: Duration) {
        self.moves += steps.iter().map(Delta::changes).sum::<usize>();
        self.steps.extend(steps.into_iter().map(Arc::new));
        let (part, few) = MOST_MOVES;
        while self.steps.len() > MOST_STEPS || self.moves > (newest.held() / part).max(few) {
            let Some(oldest) = self.steps.pop_front() else { break };
            self.moves -= oldest.changes();
            self.untidy += 1;
        }
        (self.newest, self.made, self.took) = (newest, Instant::now(), took);
    }

    /// What leads from this version to the newest, where fewer than so many fingerprints come and go on the way.
    fn way_from(&self, version: u64, most: usize) -> Option<Way> {
        let at = self.steps.binary_search_by_key(&version, |step| step.from_version()).ok()?;
        let steps: Vec<_> = self.steps.range(at..).cloned().collect();
        let moves = steps.iter().map(|step| step.changes()).sum();
        (moves < most).then_some(Way { steps, moves })
    }

    /// From which version on steps are kept.
    fn oldest(&self) -> u64 {
        self.steps.front().map_or(self.newest.version(), |step| step.from_version())
    }

    /// Whether what lies in the database should be put in order: too many steps that are kept no longer, or
    /// one kept whole that is to be forgotten soon.
    fn is_untidy(&self, at: u64) -> bool {
        self.untidy >= TIDIED || at.saturating_sub(self.whole.1) > KEPT.as_millis() as u64 / 2
    }
}

/// The steps from one digest to the newest.
struct Way {
    steps: Vec<Arc<Delta>>,
    moves: usize,
}

impl Way {
    /// All of them as one.
    fn joined(&self) -> Option<Delta> {
        Delta::joined(self.steps.iter().map(Arc::as_ref))
    }
}

impl Shelf {
    /// Asks or changes what was published of a province.
    fn of<T>(&self, province: &str, what: impl FnOnce(&mut Published) -> T) -> Option<T> {
        self.published.lock().ok()?.get_mut(province).map(what)
    }

    /// The newest, and whether it was made a moment ago.
    fn newest(&self, province: &str) -> Option<(Arc<Digest>, bool)> {
        self.of(province, |it| (Arc::clone(&it.newest), it.made.elapsed() < it.took * SHARE))
    }

    /// Takes this in the place of all before, or forgets what was there.
    fn put(&self, province: &str, published: Option<Published>) {
        let Ok(mut shelf) = self.published.lock() else { return };
        match published {
            Some(published) => drop(shelf.insert(province.to_owned(), published)),
            None => drop(shelf.remove(province)),
        }
    }

    /// What leads from this version to the newest, where it is shorter than so many fingerprints.
    fn way_from(&self, province: &str, version: u64, most: usize) -> Option<Way> {
        self.of(province, |it| it.way_from(version, most)).flatten()
    }
}

/// What a digest is after those of these steps that lead on from it.
fn led_on(mut from: Digest, steps: &[Delta]) -> Result<Digest, DigestError> {
    let at = steps.partition_point(|step| step.from_version() < from.version());
    if let Some(way) = Delta::joined(steps.get(at..).unwrap_or_default()) {
        from.apply(&way)?;
    }
    Ok(from)
}

impl Office {
    /// What a phone of this province needs, which has a digest of version `have`.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn digest(&self, province: &str, have: Option<u64>) -> Done<Parcel> {
        let newest = self.newest_digest(province, have).await?;
        let Some(have) = have else { return Ok(Parcel::Base(newest)) };
        if have == newest.version() {
            return Ok(Parcel::Current);
        }
        Ok(match self.delta(province, have, &newest, usize::MAX).await? {
            Some(delta) if delta.len() < newest.to_bytes().len() => Parcel::Delta(delta),
            _ => Parcel::Base(newest),
        })
    }

    /// What a phone of this province is told beside an answer: which digest is the newest, and what leads
    /// to it from version `have`, where it said that it has that and the way is short. Nothing where the database
    /// does not answer: that is no reason to keep back what it is told beside.
    pub async fn digest_offer(&self, province: &str, have: Option<u64>) -> Option<Offer> {
        match self.offered(province, have).await {
            Ok(offer) => Some(offer),
            Err(fault) => {
                tracing::warn!("a phone was told nothing of its province's duplicate digest: {fault}");
                None
            }
        }
    }

    async fn offered(&self, province: &str, have: Option<u64>) -> Done<Offer> {
        let newest = self.newest_digest(province, have).await?;
        let version = newest.version();
        let delta = match have.filter(|have| *have != version) {
            // Each takes a byte at least.
            Some(have) => self.delta(province, have, &newest, MOST_ALONG).await?,
            None => None,
        };
        Ok(Offer { version, delta: delta.filter(|delta| delta.len() <= MOST_ALONG) })
    }

    /// Forgets what was published so long ago that no phone is led on by it any more; returns how many digests and steps.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_digests(&self) -> Done<u64> {
        let mut tx = self.db().begin().await?;
        let forgotten = tx.forget_digests(now().saturating_sub(KEPT.as_millis() as u64)).await?;
        tx.commit().await?;
        Ok(forgotten)
    }

    /// What leads from a version to this newest one; there is none where a newer was published meanwhile.
    async fn delta(&self, province: &str, have: u64, newest: &Digest, most: usize) -> Done<Option<Vec<u8>>> {
        let Some(way) = self.shelf().way_from(province, have, most) else { return Ok(None) };
        let way = if way.moves < MANY_MOVES {
            way.joined()
        } else {
            let joined = tokio::task::spawn_blocking(move || way.joined());
            joined.await.map_err(|e| DbFault::Broken(e.to_string()))?
        };
        Ok(way.filter(|way| way.to_version() == newest.version()).map(|way| way.to_bytes()))
    }

    /// The newest, as new at least as what a phone has: it may have it from another process.
    async fn newest_digest(&self, province: &str, have: Option<u64>) -> Done<Arc<Digest>> {
        let is_enough = |newest: &Digest| have.is_none_or(|have| have <= newest.version());
        let published = self.shelf().newest(province);
        if let Some((newest, true)) = &published
            && is_enough(newest)
        {
            return Ok(Arc::clone(newest));
        }
        let _making = match (self.shelf().making.try_lock(), published) {
            (Ok(making), _) => making,
            // While the next is being made the one before is sent, as while it rests.
            (Err(_), Some((newest, _))) if is_enough(&newest) => return Ok(newest),
            (Err(_), _) => self.shelf().making.lock().await,
        };
        // Whoever made it while this one waited made it for both.
        if let Some((newest, true)) = self.shelf().newest(province)
            && is_enough(&newest)
        {
            return Ok(newest);
        }
        let began = Instant::now();
        for _ in 0..TRIES {
            let mut tx = self.db().look().await?;
            let published = self.catch_up(&mut *tx, province).await?;
            let before = match self.shelf().newest(province) {
                Some((newest, true)) => return Ok(newest),
                before => before.map(|(before, _)| before),
            };
            let laos = self.laos(&mut *tx).await?;
            let codes: BTreeSet<_> =
                laos.iter().filter(|lao| lao.province == province).map(|lao| lao.code).collect();
            let left: Option<u64> =
                tx.setting(&left_behind(province)).await?.and_then(|said| said.parse().ok());
            let mut version = self.life() * A_LIFE + left.unwrap_or_default();
            for code in &codes {
                version += tx.head(*code).await?.map_or(0, |head| head.numbers);
            }
            if let Some(before) = &before
                && before.version() >= version
            {
                return Ok(Arc::clone(before));
            }
            let numbers = tx.numbers_of(&codes).await?;
            drop(tx);
            let (key, held) = (self.digest_key(province), before.clone());
            let built = tokio::task::spawn_blocking(move || {
                let digest = Digest::build(version, &key, numbers);
                let step = held.and_then(|held| Delta::between(&held, &digest).ok());
                (Arc::new(digest), step)
            });
            let (digest, step) = built.await.map_err(|e| DbFault::Broken(e.to_string()))?;
            match self.publish(province, published, &digest, step, began).await {
                Ok(true) => return Ok(digest),
                Ok(false) => {}
                // Nothing can be written: a phone is told as much as could be published, and it is not tried again at once.
                Err(fault) => {
                    tracing::warn!("a province's duplicate digest was not published: {fault}");
                    let rests = |it: &mut Published| (it.made, it.took) = (Instant::now(), began.elapsed());
                    self.shelf().of(province, rests);
                    return Ok(before.unwrap_or(digest));
                }
            }
        }
        let mut tx = self.db().look().await?;
        self.catch_up(&mut *tx, province).await?;
        let newest = self.shelf().newest(province).map(|(newest, _)| newest);
        newest.ok_or_else(|| DbFault::Busy.into())
    }

    /// Takes over what another process published, or this one before it was started anew. Returns
    /// the version of the newest in the database, be it readable or not.
    async fn catch_up(&self, tx: &mut dyn Transaction, province: &str) -> Done<Option<u64>> {
        let published = tx.newest_digest(province).await?;
        let held = self.shelf().newest(province).map(|(held, _)| held);
        if held.as_ref().map(|held| held.version()) == published {
            return Ok(published);
        }
        let Some(newest) = published else {
            self.shelf().put(province, None);
            return Ok(None);
        };
        let steps = tx.digest_steps(province, held.as_ref().map_or(0, |held| held.version())).await?;
        let steps: Result<Vec<_>, _> = steps.iter().map(|step| Delta::read(step)).collect();
        let steps = steps.unwrap_or_default();
        let follows =
            |held: &Arc<Digest>| steps.first().is_some_and(|step| step.from_version() == held.version());
        let held = held.filter(follows);
        let whole = if held.is_some() { None } else { tx.whole_digest(province).await? };
        let read = tokio::task::spawn_blocking(move || {
            let from = match (&held, &whole) {
                (Some(held), _) => Ok(Digest::clone(held)),
                (None, Some(whole)) => Digest::read(&whole.bytes),
                (None, None) => return None,
            };
            let digest = from.and_then(|from| led_on(from, &steps)).ok()?;
            (digest.version() == newest).then(|| (Arc::new(digest), steps, whole))
        });
        match read.await.map_err(|e| DbFault::Broken(e.to_string()))? {
            Some((digest, steps, None)) => {
                self.shelf().of(province, |it| it.goes_on(digest, steps, it.took));
            }
            Some((digest, steps, Some(whole))) => {
                let mut read = Published::first(Arc::clone(&digest), whole.at, Duration::ZERO);
                read.whole.0 = whole.version;
                read.goes_on(digest, steps, Duration::ZERO);
                self.shelf().put(province, Some(read));
            }
            None => {
                tracing::warn!(
                    "the duplicate digest that was published of a province does not read; it is made anew, \
                     and phones fetch it whole"
                );
                self.shelf().put(province, None);
            }
        }
        Ok(published)
    }

    /// Publishes one that leads on from the newest in the database, where that is the newest still.
    async fn publish(
        &self,
        province: &str,
        newest: Option<u64>,
        digest: &Arc<Digest>,
        step: Option<Delta>,
        began: Instant,
    ) -> Done<bool> {
        let at = now();
        let whole = || WholeDigest { version: digest.version(), bytes: digest.to_bytes().to_vec(), at };
        let mut tx = self.db().begin().await?;
        let leads_on = match &step {
            Some(step) => {
                let (from, to) = (step.from_version(), step.to_version());
                tx.publish_step(province, &DigestStep { from, to, bytes: step.to_bytes(), at }).await?
            }
            None => tx.publish_whole(province, newest, &whole()).await?,
        };
        if !leads_on {
            return Ok(false);
        }
        tx.commit().await?;
        let took = began.elapsed();
        let Some(step) = step else {
            self.shelf().put(province, Some(Published::first(Arc::clone(digest), at, took)));
            return Ok(true);
        };
        let untidy = self.shelf().of(province, |it| {
            it.goes_on(Arc::clone(digest), vec![step], took);
            it.is_untidy(at).then(|| (it.oldest(), it.whole))
        });
        if let Some((oldest, (version, since))) = untidy.flatten() {
            let is_old = version < oldest || at.saturating_sub(since) > KEPT.as_millis() as u64 / 2;
            if let Err(fault) = self.tidy(province, oldest, is_old.then(whole)).await {
                tracing::warn!("old steps of a province's duplicate digest were not put in order: {fault}");
            }
        }
        Ok(true)
    }

    /// Takes the steps before this version out of the database; where none leads on from the one that is kept whole
    /// any more, or it grows old, this one is kept in its place.
    async fn tidy(&self, province: &str, oldest: u64, whole: Option<WholeDigest>) -> Done<()> {
        let mut tx = self.db().begin().await?;
        if let Some(whole) = &whole {
            tx.keep_whole(province, whole).await?;
        }
        tx.forget_steps(province, oldest).await?;
        tx.commit().await?;
        self.shelf().of(province, |it| {
            it.untidy = 0;
            if let Some(whole) = whole {
                it.whole = (whole.version, whole.at);
            }
        });
        Ok(())
    }
}

#[cfg(test)]
#[path = "digests_tests.rs"]
mod tests;
