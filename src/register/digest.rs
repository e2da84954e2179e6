//! The duplicate digest: "held elsewhere in the province, or not known", without the numbers.
//!
//! Owns one compact set of keyed fingerprints, its frozen bytes, and the small deltas between
//! its versions. A held number is always found; so is one in 217 of all others, or fewer.
//!
//! Refuses to know who holds a number, where, and why; who may fetch a digest, and whether its
//! bytes are genuine (they travel signed; the check in them guards against damage, not forgers).
//!
//! Called by the server, which publishes a digest and its deltas, and by the phone's store,
//! which keeps them and asks while offline.
//!
//! # Shape
//!
//! Every number is hashed with the key and scaled into 256 places a bucket; the places taken, in
//! order, are all that is kept: the low 8 bits of each as a byte, and the bucket it falls in as
//! bits. There are 0.85 to 1.0625 buckets a person, so a person costs 9.85 to 10.1 bits and at most
//! 0.46 % of absent numbers hit a taken place. Nothing depends on the order of arrival, on chance,
//! or on what was held before: **a digest that took deltas has, byte for byte, the bytes of one
//! built anew**, so two phones at one version always answer alike, wrong answers included.
//!
//! That is why it is not a filter from a library. One million people, 2 cores, release:
//!
//! |                           | bytes a person | false hits | look-up | build  | deltas |
//! |---------------------------|----------------|------------|---------|--------|--------|
//! | this digest               | 1.24           | 0.43 %     | 0.3 µs  | 0.14 s | in place, the bytes of a rebuild |
//! | `xorf` 0.13 binary fuse 8 | 1.13           | 0.39 %     | 0.007 µs | 0.06 s | none: a list beside it, which answers differently from a rebuild |
//! | `qfilter` 0.3.1           | 2.65 (1.34 just before it doubles) | 0.18 % | 0.018 µs | 0.04 s | in place, but its sizes are powers of two |
//!
//! (The libraries' look-up and build are without the keyed hash, which costs 0.1 µs a number.)
//!
//! # What the key protects, and what it does not
//!
//! Without the key the bytes say how many people are held and nothing else: a copied file, a
//! backup or a recorded transfer tells nobody anything. **Whoever holds the key can ask about any
//! number**, and thirteen digits can be tried one after another in hours. Every enrolled phone
//! holds the key, so a lost phone is a lost key; what then remains is this:
//!
//! - It says *that* a number is held, never where, for what, or whose it is.
//! - The false hits are deniability, and it is thin. Of all 10¹² possible numbers about four
//!   thousand hit for each person held; but of the seventy million in use, a finder of a million
//!   people's digest would get some three hundred thousand false hits beside the million true ones.
//! - Deltas tell a key holder between which two versions a number came or went.
//! - A number falsely hit under one key is seldom hit under the next: who keeps the digests *and
//!   keys* of two epochs can strike out nearly every false hit among the numbers in use.
//!
//! So the key is one province's and one epoch's ([`DigestKey::of_epoch`]): a new epoch when a phone
//! that held the key is lost, not by habit. A new epoch begins with a new base.

use std::collections::BTreeMap;
use std::fmt;

use crate::national_id::NationalId;

/// The first bytes of a digest; the last one is the number of the format.
const DIGEST_MARK: [u8; 8] = *b"samdigs\x01";
/// The first bytes of a delta; the last one is the number of the format.
const DELTA_MARK: [u8; 8] = *b"samdelt\x01";

/// Mark, version, key mark, buckets, fingerprints, check.
const DIGEST_HEADER: usize = 48;
/// Mark, key mark, buckets, and the version and check of both ends.
const DELTA_HEADER: usize = 56;

/// Look-up starts counting buckets at the nearest multiple of this many.
const STRIDE: u64 = 256;

/// People over buckets, at most: keeps false hits under 1 in (256 × 0.85).
const FULLEST: (u64, u64) = (20, 17);

/// No header can claim more than this; it is far beyond all thirteen-digit numbers.
const MOST_BUCKETS: u64 = 1 << 44;

/// The secret with which numbers are hashed. It is never written into a digest.
#[derive(Clone)]
pub struct DigestKey {
    secret: [u8; 32],
    mark: u64,
}

impl DigestKey {
    /// A key from its 32 bytes, as a phone gets it at enrolment.
    pub fn new(secret: [u8; 32]) -> Self {
        let mark = first_eight(blake3::keyed_hash(&secret, b"samruat duplicate digest: key mark"));
        Self { secret, mark }
    }

    /// The key of one province's epoch, from a secret only the server holds: knowing one
    /// epoch's key says nothing of another's.
    pub fn of_epoch(server_secret: &[u8; 32], province: &str, epoch: u64) -> Self {
        let mut hasher = blake3::Hasher::new_keyed(server_secret);
        hasher.update(b"samruat duplicate digest: epoch key");
        hasher.update(&epoch.to_le_bytes());
        hasher.update(province.as_bytes());
        Self::new(*hasher.finalize().as_bytes())
    }

    /// The 32 bytes, to hand to an enrolled phone and to nobody else.
    pub fn secret(&self) -> &[u8; 32] {
        &self.secret
    }

    /// Where a number falls among the places of this many buckets.
    ///
    /// One hash serves every size: hashing anew for another size would strike out false hits,
    /// as a change of key does.
    fn fingerprint(&self, id: NationalId, buckets: u64) -> u64 {
        let hash = first_eight(blake3::keyed_hash(&self.secret, &id.as_u64().to_le_bytes()));
        ((u128::from(hash) * u128::from(buckets << 8)) >> 64) as u64
    }
}

impl fmt::Debug for DigestKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DigestKey(mark {:016x})", self.mark)
    }
}

fn first_eight(hash: blake3::Hash) -> u64 {
    hash.as_bytes().first_chunk().map_or(0, |&eight| u64::from_le_bytes(eight))
}

/// What a digest says of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Surely not held when the digest was made.
    NotKnown,
    /// Held elsewhere in the province, unless it is one of the few false hits: a reason to
    /// look closer, never a reason to turn somebody away.
    Elsewhere,
}

/// The fingerprints of everybody held, at one version.
#[derive(Clone, PartialEq, Eq)]
pub struct Digest {
    bytes: Vec<u8>,
    version: u64,
    key_mark: u64,
    buckets: u64,
    /// Fingerprints, each once; a little fewer than people, since some share one.
    held: usize,
    check: u64,
    /// How many fingerprints lie before each bucket that is a multiple of [`STRIDE`].
    before: Vec<u64>,
}

impl Digest {
    /// The digest of these numbers. The same numbers, key and version give the same bytes,
    /// in any order, with any repeats, on any machine.
    pub fn build(version: u64, key: &DigestKey, ids: impl IntoIterator<Item = NationalId>) -> Self {
        let mut ids: Vec<NationalId> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let buckets = buckets_for(ids.len() as u64);
        let mut fingerprints: Vec<u64> = ids.into_iter().map(|id| key.fingerprint(id, buckets)).collect();
        fingerprints.sort_unstable();
        fingerprints.dedup();
        Self::assemble(version, key.mark, buckets, &fingerprints)
    }

    /// From fingerprints that ascend, each below `buckets` × 256.
    fn assemble(version: u64, key_mark: u64, buckets: u64, fingerprints: &[u64]) -> Self {
        let held = fingerprints.len();
        let bits = held + buckets as usize;
        let mut bytes = Vec::with_capacity(DIGEST_HEADER + held + bits.div_ceil(8));
        bytes.extend(DIGEST_MARK);
        for number in [version, key_mark, buckets, held as u64, 0] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(fingerprints.iter().map(|&fingerprint| fingerprint as u8));
        // A bucket is a 1 for each of its fingerprints, and a 0.
        let buckets_at = bytes.len();
        bytes.resize(buckets_at + bits.div_ceil(8), 0);
        for (nth, fingerprint) in fingerprints.iter().enumerate() {
            let bit = (fingerprint >> 8) as usize + nth;
            if let Some(byte) = bytes.get_mut(buckets_at + bit / 8) {
                *byte |= 1 << (bit % 8);
            }
        }
        let check = check_of(&bytes);
        bytes[DIGEST_HEADER - 8..DIGEST_HEADER].copy_from_slice(&check.to_le_bytes());
        let before = before_each_stride(buckets, fingerprints.iter().copied());
        Self { bytes, version, key_mark, buckets, held, check, before }
    }

    /// Reads a digest, trusting nothing in it; what it takes in memory is bounded by what was given.
    pub fn read(bytes: &[u8]) -> Result<Self, DigestError> {
        let mut reader = Reader { rest: bytes };
        if reader.mark()? != DIGEST_MARK {
            return Err(DigestError::Format);
        }
        let (version, key_mark) = (reader.number()?, reader.number()?);
        let (buckets, held, check) = (reader.number()?, reader.number()?, reader.number()?);
        if !is_bucket_count(buckets) || held > most_people(buckets) {
            return Err(DigestError::Damaged("its sizes cannot be"));
        }
        // Neither sum can overflow: buckets are bounded, and what they hold with them.
        if reader.rest.len() as u64 != held + (held + buckets).div_ceil(8) {
            return Err(DigestError::Damaged("it is cut short or has something after its end"));
        }
        let digest = Self {
            bytes: bytes.to_vec(),
            version,
            key_mark,
            buckets,
            held: held as usize,
            check,
            before: Vec::new(),
        };
        let mut next_free = 0;
        for fingerprint in digest.fingerprints() {
            if fingerprint < next_free || fingerprint >> 8 >= buckets {
                return Err(DigestError::Damaged("its fingerprints are out of order"));
            }
            next_free = fingerprint + 1;
        }
        if digest.bits_set() != held {
            return Err(DigestError::Damaged("it holds more or fewer than it says"));
        }
        if check_of(bytes) != check {
            return Err(DigestError::Damaged("its check does not fit its bytes"));
        }
        let before = before_each_stride(buckets, digest.fingerprints());
        Ok(Self { before, ..digest })
    }

    /// The frozen bytes, to store or send; [`Digest::read`] gives the same digest back.
    pub fn to_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many fingerprints it has: a few fewer than people.
    pub fn held(&self) -> usize {
        self.held
    }

    /// The version these fingerprints are of.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// Whether the number is held, as far as this digest knows. The wrong key is an error and
    /// not an answer: it would say `NotKnown` of people who are held.
    pub fn answer(&self, key: &DigestKey, id: NationalId) -> Result<Answer, DigestError> {
        if key.mark != self.key_mark {
            return Err(DigestError::WrongKey);
        }
        Ok(match self.holds(key.fingerprint(id, self.buckets)) {
            true => Answer::Elsewhere,
            false => Answer::NotKnown,
        })
    }

    fn holds(&self, fingerprint: u64) -> bool {
        let (bucket, low) = (fingerprint >> 8, fingerprint as u8);
        let Some(&before) = self.before.get((bucket / STRIDE) as usize) else { return false };
        // Bits before the bucket: a 0 for each bucket before it, a 1 for each fingerprint before it.
        let mut at = (bucket - bucket % STRIDE + before) as usize;
        let mut zeros_to_pass = bucket % STRIDE;
        while zeros_to_pass > 0 {
            let zeros = !self.word(at / 64) & (u64::MAX << (at % 64));
            if u64::from(zeros.count_ones()) < zeros_to_pass {
                zeros_to_pass -= u64::from(zeros.count_ones());
                at = (at / 64 + 1) * 64;
            } else {
                let mut left = zeros;
                for _ in 1..zeros_to_pass {
                    left &= left - 1;
                }
                at = at / 64 * 64 + left.trailing_zeros() as usize + 1;
                zeros_to_pass = 0;
            }
        }
        let first = at - bucket as usize;
        let ones = (at..).take_while(|&bit| self.word(bit / 64) >> (bit % 64) & 1 == 1).count();
        self.lows().get(first..first + ones).is_some_and(|lows| lows.contains(&low))
    }

    /// The fingerprints in order: the nth 1 among the bits stands behind its bucket's number of 0s.
    fn fingerprints(&self) -> impl Iterator<Item = u64> {
        let words = self.bucket_bits().len().div_ceil(8);
        let ones = (0..words).flat_map(|word| {
            let mut left = self.word(word);
            std::iter::from_fn(move || {
                let bit = (left != 0).then(|| word * 64 + left.trailing_zeros() as usize);
                left &= left.wrapping_sub(1);
                bit
            })
        });
        ones.zip(self.lows()).enumerate().map(|(nth, (bit, &low))| ((bit - nth) as u64) << 8 | u64::from(low))
    }

    fn lows(&self) -> &[u8] {
        &self.bytes[DIGEST_HEADER..DIGEST_HEADER + self.held]
    }

    fn bucket_bits(&self) -> &[u8] {
        &self.bytes[DIGEST_HEADER + self.held..]
    }

    fn bits_set(&self) -> u64 {
        self.bucket_bits().iter().map(|byte| u64::from(byte.count_ones())).sum()
    }

    /// Sixty-four of the bucket bits; those past the end are 0.
    fn word(&self, nth: usize) -> u64 {
        let bits = self.bucket_bits().get(nth * 8..).unwrap_or_default();
        match bits.first_chunk() {
            Some(&eight) => u64::from_le_bytes(eight),
            None => bits.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
        }
    }

    /// Moves this digest on to the delta's version; the bytes are then those of a digest built
    /// anew at that version. A delta already taken changes nothing. On an error nothing changed.
    pub fn apply(&mut self, delta: &Delta) -> Result<(), DigestError> {
        if delta.key_mark != self.key_mark || delta.buckets != self.buckets {
            return Err(DigestError::OtherDigest);
        }
        if delta.to.version < self.version || delta.to == self.end() {
            return Ok(());
        }
        if delta.from.version > self.version {
            return Err(DigestError::Gap { held: self.version, from: delta.from.version });
        }
        if delta.from != self.end() {
            return Err(DigestError::OtherDigest);
        }
        let mut removes = delta.removes.iter().peekable();
        let mut fingerprints: Vec<u64> =
            self.fingerprints().filter(|held| removes.next_if_eq(&held).is_none()).collect();
        fingerprints.extend(&delta.adds);
        // Two runs in order: a stable sort merges them.
        fingerprints.sort();
        // The check below says whether this is the digest meant; these two, whether it is one at all.
        let ascends = fingerprints.windows(2).all(|pair| pair[0] < pair[1]);
        if !ascends || fingerprints.len() as u64 > most_people(self.buckets) {
            return Err(DigestError::OtherDigest);
        }
        let moved = Self::assemble(delta.to.version, self.key_mark, self.buckets, &fingerprints);
        if moved.check != delta.to.check {
            return Err(DigestError::OtherDigest);
        }
        *self = moved;
        Ok(())
    }

    fn end(&self) -> End {
        End { version: self.version, check: self.check }
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "Digest(version {}, {} fingerprints, check {:016x}, {} bytes)",
            self.version,
            self.held,
            self.check,
            self.bytes.len()
        )
    }
}

/// How many buckets so many people get: the least number of the form (4 to 7) × 2ᵏ that they do
/// not overfill. Few sizes, so that deltas can go on for long: until the people grow by an
/// eighth to a quarter, or shrink as much.
fn buckets_for(people: u64) -> u64 {
    let (most, per) = FULLEST;
    let needed = (people * per).div_ceil(most).max(4);
    needed.next_multiple_of(1 << (needed.ilog2() - 2))
}

fn most_people(buckets: u64) -> u64 {
    let (most, per) = FULLEST;
    buckets * most / per
}

fn is_bucket_count(buckets: u64) -> bool {
    (4..=MOST_BUCKETS).contains(&buckets) && buckets.trailing_zeros() + 2 >= buckets.ilog2()
}

fn before_each_stride(buckets: u64, fingerprints: impl Iterator<Item = u64>) -> Vec<u64> {
    let mut before = Vec::with_capacity(buckets.div_ceil(STRIDE) as usize);
    let mut seen = 0;
    for fingerprint in fingerprints {
        while before.len() as u64 * STRIDE <= fingerprint >> 8 {
            before.push(seen);
        }
        seen += 1;
    }
    before.resize(buckets.div_ceil(STRIDE) as usize, seen);
    before
}

/// The check of a digest's bytes, its own eight left out.
fn check_of(bytes: &[u8]) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(bytes.get(..DIGEST_HEADER - 8).unwrap_or_default());
    hasher.update(bytes.get(DIGEST_HEADER..).unwrap_or_default());
    first_eight(hasher.finalize())
}

/// One version of one digest, to the byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct End {
    version: u64,
    check: u64,
}

/// What moves a digest from one version to a later one, in about four bytes a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delta {
    key_mark: u64,
    buckets: u64,
    from: End,
    to: End,
    removes: Vec<u64>,
    adds: Vec<u64>,
}

impl Delta {
    /// The delta from an older digest to a newer one of the same key. There is none where the
    /// key or the number of buckets changed: then the new base itself must be fetched.
    pub fn between(old: &Digest, new: &Digest) -> Result<Self, DigestError> {
        if old.key_mark != new.key_mark || old.buckets != new.buckets || old.version >= new.version {
            return Err(DigestError::NoDelta { from: old.version, to: new.version });
        }
        let (mut removes, mut adds) = (Vec::new(), Vec::new());
        let (mut olds, mut news) = (old.fingerprints().peekable(), new.fingerprints().peekable());
        loop {
            match (olds.peek().copied(), news.peek().copied()) {
                (None, None) => break,
                (Some(_), None) => removes.extend(olds.by_ref()),
                (None, Some(_)) => adds.extend(news.by_ref()),
                (Some(gone), Some(come)) if gone < come => removes.extend(olds.next()),
                (Some(gone), Some(come)) if come < gone => adds.extend(news.next()),
                (Some(_), Some(_)) => {
                    olds.next();
                    news.next();
                }
            }
        }
        Ok(Self {
            key_mark: old.key_mark,
            buckets: old.buckets,
            from: old.end(),
            to: new.end(),
            removes,
            adds,
        })
    }

    /// One delta in the place of these, each of which begins where the one before it ends: the same that
    /// lies [`between`](Delta::between) the first digest and the last. `None` where one does not follow.
    pub fn joined<'d>(steps: impl IntoIterator<Item = &'d Self>) -> Option<Self> {
        let mut steps = steps.into_iter();
        let first = steps.next()?;
        let mut all = Self { removes: Vec::new(), adds: Vec::new(), ..*first };
        // Whether it comes; what comes and goes, or goes and comes, is where it was.
        let mut moved: BTreeMap<u64, bool> = BTreeMap::new();
        let mut moves = |step: &Self| {
            let gone = step.removes.iter().map(|fingerprint| (*fingerprint, false));
            for (fingerprint, comes) in gone.chain(step.adds.iter().map(|fingerprint| (*fingerprint, true))) {
                if moved.remove(&fingerprint).is_none() {
                    moved.insert(fingerprint, comes);
                }
            }
        };
        moves(first);
        for step in steps {
            if (step.key_mark, step.buckets, step.from) != (all.key_mark, all.buckets, all.to) {
                return None;
            }
            all.to = step.to;
            moves(step);
        }
        for (fingerprint, comes) in moved {
            if comes { all.adds.push(fingerprint) } else { all.removes.push(fingerprint) }
        }
        Some(all)
    }

    /// The version a digest must have to take this delta.
    pub fn from_version(&self) -> u64 {
        self.from.version
    }

    /// The version a digest has after it.
    pub fn to_version(&self) -> u64 {
        self.to.version
    }

    /// How many fingerprints come and go.
    pub fn changes(&self) -> usize {
        self.removes.len() + self.adds.len()
    }

    /// The frozen bytes, to store or send; [`Delta::read`] gives the same delta back.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(DELTA_HEADER + 8 + 5 * self.changes());
        bytes.extend(DELTA_MARK);
        for number in
            [self.key_mark, self.buckets, self.from.version, self.from.check, self.to.version, self.to.check]
        {
            bytes.extend(number.to_le_bytes());
        }
        for list in [&self.removes, &self.adds] {
            push_small(&mut bytes, list.len() as u64);
            let mut next_free = 0;
            for &fingerprint in list {
                push_small(&mut bytes, fingerprint - next_free);
                next_free = fingerprint + 1;
            }
        }
        bytes
    }

    /// Reads a delta, trusting nothing in it; what it takes in memory is bounded by what was given.
    pub fn read(bytes: &[u8]) -> Result<Self, DigestError> {
        let mut reader = Reader { rest: bytes };
        if reader.mark()? != DELTA_MARK {
            return Err(DigestError::Format);
        }
        let (key_mark, buckets) = (reader.number()?, reader.number()?);
        let from = End { version: reader.number()?, check: reader.number()? };
        let to = End { version: reader.number()?, check: reader.number()? };
        if !is_bucket_count(buckets) || from.version >= to.version {
            return Err(DigestError::Damaged("its sizes or versions cannot be"));
        }
        let removes = reader.ascending(buckets << 8)?;
        let adds = reader.ascending(buckets << 8)?;
        if !reader.rest.is_empty() {
            return Err(DigestError::Damaged("it has something after its end"));
        }
        Ok(Self { key_mark, buckets, from, to, removes, adds })
    }
}

/// Seven bits a byte, low ones first; the high bit says that more follow.
fn push_small(bytes: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Takes numbers off bytes that may hold anything.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    const SHORT: DigestError = DigestError::Damaged("it is cut short");

    fn mark(&mut self) -> Result<[u8; 8], DigestError> {
        let (&eight, rest) = self.rest.split_first_chunk().ok_or(DigestError::Format)?;
        self.rest = rest;
        Ok(eight)
    }

    fn number(&mut self) -> Result<u64, DigestError> {
        let (&eight, rest) = self.rest.split_first_chunk().ok_or(Self::SHORT)?;
        self.rest = rest;
        Ok(u64::from_le_bytes(eight))
    }

    /// The other side of [`push_small`]. A number has one spelling only.
    fn small(&mut self) -> Result<u64, DigestError> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let (&byte, rest) = self.rest.split_first().ok_or(Self::SHORT)?;
            self.rest = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                if byte == 0 && shift > 0 {
                    break;
                }
                return Ok(number);
            }
        }
        Err(DigestError::Damaged("a number in it is not written as we write it"))
    }

    fn ascending(&mut self, places: u64) -> Result<Vec<u64>, DigestError> {
        let count = self.small()?;
        // Each takes a byte at least: a longer list than there are bytes is a lie.
        if count > self.rest.len() as u64 {
            return Err(Self::SHORT);
        }
        let mut list = Vec::with_capacity(count as usize);
        let mut next_free = 0u64;
        for _ in 0..count {
            let fingerprint = next_free.saturating_add(self.small()?);
            if fingerprint >= places {
                return Err(DigestError::Damaged("a fingerprint in it is too large"));
            }
            list.push(fingerprint);
            next_free = fingerprint + 1;
        }
        Ok(list)
    }
}

/// Why a digest or a delta cannot be used. In every case the base heals it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DigestError {
    /// Another kind of file, or a format of a later version of this program.
    #[error(
        "this is no duplicate digest that this version can read; update the app, then fetch the base again"
    )]
    Format,
    /// Bytes that contradict themselves; how.
    #[error("the duplicate digest is damaged ({0}); fetch the base again")]
    Damaged(&'static str),
    /// Asked with another key than it was made with.
    #[error("the duplicate digest was made with another key; fetch the key and the base again")]
    WrongKey,
    /// A delta that begins after the version held.
    #[error(
        "version {held} of the duplicate digest is held and this delta begins at {from}; \
         fetch the deltas between them, or the base"
    )]
    Gap {
        /// The version held.
        held: u64,
        /// Where the delta begins.
        from: u64,
    },
    /// A delta of another epoch, another size or another history.
    #[error("this delta does not belong to the duplicate digest held here; fetch the base")]
    OtherDigest,
    /// Two digests between which no delta leads.
    #[error(
        "no delta leads from version {from} of the duplicate digest to {to}: \
         the key or the size changed, or the second is not newer; fetch the base"
    )]
    NoDelta {
        /// The version of the older digest.
        from: u64,
        /// The version of the newer one.
        to: u64,
    },
}

#[cfg(test)]
#[path = "digest_tests.rs"]
mod tests;
