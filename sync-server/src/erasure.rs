//! Lawful erasure: what of the register goes with a person, and that it stays gone.
//!
//! Owns the rule of what is whose, and carrying it out in one transaction. The unit is a
//! person as one LAO holds them: all their appearances in its records. With them go
//!
//! - their parts of every change, in the log and in quarantine, for good: the keys are
//!   destroyed, the sealed bytes stay, and the chain over them still verifies;
//! - their requests, those that name nobody included where they were the householder, and what the
//!   office did to them: of that the names of the steps stay, and the request's number is given to
//!   no other;
//! - fact checks that name them or such a request, and reviews of a field of any of these;
//! - the photos that these requests and checks name (a signature, a power of attorney), unless
//!   somebody else's or another record names them too, or they are a photo of the house or of
//!   damage as well;
//! - what central places said about these requests, in their logs;
//! - the photos that show their name hanging: when a posting hung, where, and who put it up stay
//!   written down, and the paper itself is drawn from the register without them;
//! - the office's tasks about the record, whosever: they repeat in words what was claimed, and
//!   can be given again;
//! - on a record on which nobody else ever stood, all of it: an address with one person in it
//!   names that person;
//! - the rows that were made of all this, which are made again from what is left.
//!
//! A photo that no request of theirs names stays with the family, for nobody can say from the
//! record who is on it; so does what others wrote about them in words that belong to the
//! household. Whoever must be rid of that erases the whole record.
//!
//! What stays is an [`ErasureRow`] and the names (UUIDs, hashes) of what went, so that whoever
//! sends it again is told to drop it, and what comes in later about an erased person is never
//! written down. `ledger` keeps the same outside the database, against old backups.
//!
//! And of help that was given to them its sums stay, and nobody in these (`outlay`): public money is accounted for.
//!
//! Refuses to know who may erase and when files go (`office`). Called there and by `intake`.

use std::collections::{BTreeMap, BTreeSet};

use register::change::Change;
use register::decision::{Appearance, Decision, Verdict};
use register::field::Part;
use register::lao::{LaoCode, LaoKind};
use register::merge::History;
use register::national_id::{NationalId, TypedId};
use register::posting::Posting;
use register::record::{PersonId, PhotoHash, Record, RecordId, RequestId};
use register::referral::SentOn;
use serde_json::Value;
use uuid::Uuid;

use crate::db::affairs::Affair;
use crate::db::desk::TypedRow;
use crate::db::{
    Answer, ErasedKind, ErasedRow, ErasureRow, Head, LogKind, QuarantineRow, Transaction, postings_of,
};
use crate::intake::{self, Intake, IntakeFault, Outcome};
use crate::keys::Keys;
use crate::log::{self, part_of_photo};

pub mod ledger;
mod outlay;

pub(crate) use outlay::outlays_of;

/// Rows of a log read at a time.
const PAGE: u32 = 500;
/// Photos of these kinds show one person or their papers; of others, the household's things.
const OF_ONE_PERSON: [&str; 4] = ["person", "document", "authority", "signed-paper"];

/// Whom or what an erasure is to take.
#[derive(Clone, Debug)]
pub(crate) enum Target {
    /// A record, with everybody on it.
    Record(RecordId),
    /// These people, record by record.
    People(BTreeMap<RecordId, BTreeSet<PersonId>>),
}

impl Target {
    fn records(&self) -> BTreeSet<RecordId> {
        match self {
            Self::Record(record) => BTreeSet::from([*record]),
            Self::People(people) => people.keys().copied().collect(),
        }
    }
}

/// What was erased of a record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gone {
    whole: bool,
    parts: BTreeSet<Uuid>,
    people: BTreeSet<PersonId>,
    householder: bool,
    /// By which erasure somebody on it went.
    reference: String,
}

impl Gone {
    /// Whether all of it went.
    pub(crate) fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether this part of a change of it went.
    pub(crate) fn covers(&self, part: Uuid) -> bool {
        self.whole || self.parts.contains(&part)
    }

    fn add(&mut self, row: &ErasedRow) {
        self.parts.insert(row.part);
        match row.kind {
            ErasedKind::Record => self.whole = true,
            ErasedKind::Person | ErasedKind::Householder => {
                self.people.insert(PersonId::new(row.part));
                self.householder |= row.kind == ErasedKind::Householder;
            }
            ErasedKind::Request
            | ErasedKind::Photo
            | ErasedKind::Check
            | ErasedKind::Review
            | ErasedKind::Proof => return,
        }
        self.reference.clone_from(&row.reference);
    }
}

/// What was erased of these records; those of which nothing was are left out.
pub(crate) async fn gone(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    records: &[RecordId],
) -> Answer<BTreeMap<RecordId, Gone>> {
    let mut gone: BTreeMap<RecordId, Gone> = BTreeMap::new();
    for row in tx.erased(lao, records).await? {
        gone.entry(row.record).or_default().add(&row);
    }
    Ok(gone)
}

/// What on a record is some people's, besides themselves, what an edit took out of it included.
#[derive(Default)]
pub(crate) struct Theirs {
    pub(crate) requests: BTreeSet<Uuid>,
    pub(crate) checks: BTreeSet<Uuid>,
    pub(crate) reviews: BTreeSet<Uuid>,
    /// Photos that nobody else's request or check names.
    pub(crate) photos: BTreeSet<PhotoHash>,
    /// One of them asks where a request names nobody.
    householder: Option<PersonId>,
    /// Nobody else ever stood on it.
    pub(crate) alone: bool,
}

impl Theirs {
    /// The members of lists that are theirs, photos apart.
    fn parts(&self) -> impl Iterator<Item = (Uuid, ErasedKind)> {
        let of =
            |parts: &BTreeSet<Uuid>, kind| parts.iter().map(move |part| (*part, kind)).collect::<Vec<_>>();
        let lists = [
            of(&self.requests, ErasedKind::Request),
            of(&self.checks, ErasedKind::Check),
            of(&self.reviews, ErasedKind::Review),
        ];
        lists.into_iter().flatten()
    }
}

/// Everything that a record's changes ever named.
#[derive(Default)]
struct Named {
    people: BTreeSet<PersonId>,
    /// For each request: who it ever said asks, and the photos it named.
    requests: BTreeMap<Uuid, (BTreeSet<PersonId>, BTreeSet<PhotoHash>)>,
    /// For each check: whom and which request it ever said it is about, and the photos it named.
    checks: BTreeMap<Uuid, (BTreeSet<Uuid>, BTreeSet<PhotoHash>)>,
    /// For each review: what the fields lie in that it was ever of.
    reviews: BTreeMap<Uuid, BTreeSet<Uuid>>,
    /// For each photo in the record's list: whether it is of one person's kind wherever it stands.
    photos: BTreeMap<PhotoHash, bool>,
}

impl Named {
    fn by(history: &History) -> Self {
        let mut named = Self::default();
        for (path, value) in history.changes().flat_map(|change| &change.edit().sets) {
            match path.part() {
                Part::Member("people", name) | Part::OfMember("people", name, _) => {
                    named.people.extend(name.parse::<PersonId>().ok());
                }
                Part::Member("requests", name) => {
                    if let Ok(name) = name.parse() {
                        named.requests.entry(name).or_default();
                    }
                }
                Part::OfMember("requests", name, field) => {
                    let Ok(name) = name.parse() else { continue };
                    let (people, photos) = named.requests.entry(name).or_default();
                    match field {
                        "person" => people.extend(value.as_str().and_then(|id| id.parse::<PersonId>().ok())),
                        "signature" => photos.extend(photo_in(value, "photo")),
                        "proxy" => photos.extend(photo_in(value, "authority_photo")),
                        _ => {}
                    }
                }
                Part::Member("checks", name) => {
                    if let Ok(name) = name.parse() {
                        named.checks.entry(name).or_default();
                    }
                }
                Part::OfMember("checks", name, field) => {
                    let Ok(name) = name.parse() else { continue };
                    let (about, photos) = named.checks.entry(name).or_default();
                    match field {
                        "person" | "request" => about.extend(value.as_str().and_then(uuid_in)),
                        "photos" => photos.extend(photos_in(value)),
                        _ => {}
                    }
                }
                Part::Member("reviews", name) => {
                    if let Ok(name) = name.parse() {
                        named.reviews.entry(name).or_default();
                    }
                }
                Part::OfMember("reviews", name, field) => {
                    let Ok(name) = name.parse() else { continue };
                    let of = named.reviews.entry(name).or_default();
                    if field == "field" {
                        of.extend(value.as_str().and_then(member_in));
                    }
                }
                Part::Member("photos", name) | Part::OfMember("photos", name, _) => {
                    let Some((hash, kind)) = name.rsplit_once(':') else { continue };
                    if let Ok(hash) = hash.parse() {
                        *named.photos.entry(hash).or_insert(true) &= OF_ONE_PERSON.contains(&kind);
                    }
                }
                _ => {}
            }
        }
        named
    }

    fn hashes(&self) -> BTreeSet<PhotoHash> {
        let asked = self.requests.values().flat_map(|(_, photos)| photos.iter());
        let checked = self.checks.values().flat_map(|(_, photos)| photos.iter());
        self.photos.keys().chain(asked).chain(checked).copied().collect()
    }
}

/// Whom these changes ever named and the record they come to does not: an edit took them off it, or it is a
/// refusal's now. What was written of them is still there.
pub(crate) fn parted(history: &History, left: Option<&Record>) -> BTreeSet<PersonId> {
    let mut named = BTreeSet::new();
    for path in history.changes().flat_map(|change| change.edit().sets.keys()) {
        if let Part::Member("people", name) | Part::OfMember("people", name, _) = path.part() {
            named.extend(name.parse::<PersonId>().ok());
        }
    }
    for person in left.into_iter().flat_map(|record| &record.people) {
        named.remove(&person.id);
    }
    named
}

fn uuid_in(text: &str) -> Option<Uuid> {
    text.parse().ok()
}

/// What a field lies in, as a part of the log.
fn member_in(path: &str) -> Option<Uuid> {
    log::about(&path.parse().ok()?)
}

fn photos_in(value: &Value) -> impl Iterator<Item = PhotoHash> {
    value.as_array().into_iter().flatten().filter_map(|hash| hash.as_str()?.parse().ok())
}

fn photo_in(value: &Value, field: &str) -> Option<PhotoHash> {
    value.get(field)?.as_str()?.parse().ok()
}

/// What is theirs on a record. A request is whose it is now, with all that has come; where it
/// names somebody who is gone, or nobody, it is the householder's. A check is of whom and of
/// what it names now, and a review of what its field lies in; where one says so no longer, of
/// all that it ever named. `gone` are parts that went before: they are in no history any more.
fn theirs(
    record: RecordId,
    history: &History,
    people: &BTreeSet<PersonId>,
    was_householder: bool,
    gone: &BTreeSet<Uuid>,
) -> Result<Theirs, IntakeFault> {
    let merged = history.merge().map_err(|e| IntakeFault::Record(record, e.to_string()))?;
    let merged = merged.record.as_ref();
    let named = Named::by(history);
    let householder = merged.and_then(|record| record.householder()).filter(|who| people.contains(who));
    let is_householder = was_householder || householder.is_some();
    let mut requests = BTreeSet::new();
    for (request, (asked_by, _)) in &named.requests {
        let now = merged.and_then(|record| record.requests.iter().find(|r| r.id.uuid() == *request));
        let stands = |who: &PersonId| merged.is_some_and(|record| record.people.iter().any(|p| p.id == *who));
        let is_theirs = match now {
            Some(now) => match now.person {
                Some(who) if people.contains(&who) => true,
                Some(who) if stands(&who) => false,
                _ => is_householder,
            },
            // It was taken out; what was written of it is still there.
            None if asked_by.is_empty() => is_householder,
            None => asked_by.iter().any(|who| people.contains(who)),
        };
        if is_theirs {
            requests.insert(*request);
        }
    }
    let mut going: BTreeSet<Uuid> = people.iter().map(|who| who.uuid()).collect();
    going.extend(gone);
    going.extend(&requests);
    let mut checks = BTreeSet::new();
    for (check, (ever, _)) in &named.checks {
        let now = merged.and_then(|record| record.checks.iter().find(|c| c.id.uuid() == *check));
        let now: BTreeSet<Uuid> = now
            .into_iter()
            .flat_map(|now| {
                now.person.map(PersonId::uuid).into_iter().chain(now.request.map(RequestId::uuid))
            })
            .collect();
        let about = if now.is_empty() { ever } else { &now };
        if about.iter().any(|part| going.contains(part)) {
            checks.insert(*check);
        }
    }
    let (mut photos, mut others) = (BTreeSet::new(), BTreeSet::new());
    let asked = named.requests.iter().map(|(id, (_, photos))| (requests.contains(id), photos));
    let checked = named.checks.iter().map(|(id, (_, photos))| (checks.contains(id), photos));
    for (is_theirs, named) in asked.chain(checked) {
        let side = if is_theirs { &mut photos } else { &mut others };
        side.extend(named.iter().copied());
    }
    photos.retain(|hash| !others.contains(hash) && named.photos.get(hash).is_none_or(|theirs| *theirs));
    going.extend(&checks);
    going.extend(photos.iter().map(|hash| part_of_photo(*hash)));
    let mut reviews = BTreeSet::new();
    for (review, ever) in &named.reviews {
        let now = merged.and_then(|record| record.reviews.iter().find(|r| r.id.uuid() == *review));
        let now = now.and_then(|review| review.field.as_deref());
        let is_theirs = match now {
            Some(field) => member_in(field).is_some_and(|part| going.contains(&part)),
            None => ever.iter().any(|part| going.contains(part)),
        };
        if is_theirs {
            reviews.insert(*review);
        }
    }
    let alone = named.people.is_subset(people);
    Ok(Theirs { requests, checks, reviews, photos, householder, alone })
}

/// What is theirs on a record of which all this was written: what would go with them.
pub(crate) fn theirs_of(
    record: RecordId,
    history: &History,
    people: &BTreeSet<PersonId>,
) -> Result<Theirs, IntakeFault> {
    theirs(record, history, people, false, &BTreeSet::new())
}

/// All that was ever written of these records, as far as it still opens.
pub(crate) async fn histories(
    tx: &mut dyn Transaction,
    keys: &Keys,
    lao: LaoCode,
    records: &[RecordId],
) -> Result<BTreeMap<RecordId, History>, IntakeFault> {
    let mut histories: BTreeMap<RecordId, History> = BTreeMap::new();
    for row in tx.history(lao, records).await?.into_iter().filter(|row| row.kind == LogKind::Change) {
        if let Some(change) = log::change(keys, lao, &row)? {
            // Its own record's, by the key of the map.
            let _ = histories.entry(change.edit().record).or_default().take(change);
        }
    }
    Ok(histories)
}

/// A record's changes as far as they still open, those of quarantine apart.
struct Files {
    history: History,
    apart: Vec<Change>,
}

impl Files {
    async fn read(
        tx: &mut dyn Transaction,
        keys: &Keys,
        lao: LaoCode,
        record: RecordId,
    ) -> Result<Self, IntakeFault> {
        let history = histories(tx, keys, lao, &[record]).await?.remove(&record).unwrap_or_default();
        let mut apart = Vec::new();
        for row in tx.quarantined(lao).await?.into_iter().filter(|row| row.record == record) {
            apart.extend(held_apart(keys, lao, &row)?);
        }
        Ok(Self { history, apart })
    }

    fn with_apart(&self) -> History {
        let mut all = self.history.clone();
        for change in &self.apart {
            let _ = all.take(change.clone());
        }
        all
    }
}

/// The change that is held apart, or what is left of it.
pub(crate) fn held_apart(
    keys: &Keys,
    lao: LaoCode,
    row: &QuarantineRow,
) -> Result<Option<Change>, log::LogFault> {
    let sealed = log::Sealed { sealed: row.sealed.clone(), keys: row.keys.clone() };
    log::left(keys, lao, row.id, &sealed)
}

/// What an erasure is about to take: rows to file, and what the reason must not say.
#[derive(Default)]
pub(crate) struct Plan {
    pub(crate) rows: Vec<ErasedRow>,
    /// Names and numbers of whoever goes.
    pub(crate) unspoken: BTreeSet<String>,
}

/// Finds all that goes with the target. The LAO's feed is locked.
pub(crate) async fn plan(
    tx: &mut dyn Transaction,
    keys: &Keys,
    lao: LaoCode,
    target: &Target,
    reference: &str,
) -> Result<Plan, IntakeFault> {
    let row = |record, part, kind, photo| {
        let reference = reference.to_owned();
        ErasedRow { lao, record, part, kind, photo, reference, seq: 0 }
    };
    let records: Vec<RecordId> = target.records().into_iter().collect();
    let before = gone(tx, lao, &records).await?;
    let mut plan = Plan::default();
    // Photos that go as far as each record knows.
    let mut photos: BTreeMap<RecordId, BTreeSet<PhotoHash>> = BTreeMap::new();
    for record in records {
        let before = before.get(&record);
        if before.is_some_and(Gone::is_whole) {
            continue;
        }
        let files = Files::read(tx, keys, lao, record).await?;
        let mut going: BTreeSet<PersonId> = before.map(|gone| gone.people.clone()).unwrap_or_default();
        let mut whole = matches!(target, Target::Record(_));
        let mut theirs = Theirs::default();
        let mut asked: &BTreeSet<PersonId> = &BTreeSet::new();
        if let Target::People(people) = target {
            asked = people.get(&record).unwrap_or(asked);
            if asked.is_subset(&going) {
                continue;
            }
            going.extend(asked);
            let householder = before.is_some_and(|gone| gone.householder);
            let parts = before.map(|gone| gone.parts.clone()).unwrap_or_default();
            theirs = self::theirs(record, &files.history, &going, householder, &parts)?;
            whole = theirs.alone;
        }
        let all = files.with_apart();
        plan.unspoken.extend(unspoken(&all, (!whole).then_some(&going)));
        if whole {
            plan.rows.push(row(record, Uuid::nil(), ErasedKind::Record, None));
            let mut hashes = Named::by(&all).hashes();
            let sent = tx
                .all_photos(lao)
                .await?
                .into_iter()
                .filter(|photo| photo.record == record && !photo.is_erased());
            hashes.extend(sent.map(|photo| photo.hash));
            photos.insert(record, hashes);
            continue;
        }
        for who in asked {
            let kind =
                if theirs.householder == Some(*who) { ErasedKind::Householder } else { ErasedKind::Person };
            plan.rows.push(row(record, who.uuid(), kind, None));
        }
        plan.rows.extend(theirs.parts().map(|(part, kind)| row(record, part, kind, None)));
        photos.insert(record, theirs.photos);
    }
    let hashes: BTreeSet<PhotoHash> = photos.values().flatten().copied().collect();
    let mut shared = BTreeSet::new();
    for hash in hashes {
        let stays = |record: &RecordId| photos.get(record).is_none_or(|going| !going.contains(&hash));
        if tx.naming(lao, hash).await?.iter().any(stays) {
            shared.insert(hash);
        }
    }
    for (record, hashes) in photos {
        for hash in hashes {
            let photo = Some(hash).filter(|hash| !shared.contains(hash));
            plan.rows.push(row(record, part_of_photo(hash), ErasedKind::Photo, photo));
        }
    }
    for (posting, hash, photo) in proofs(tx, lao, &plan.rows).await? {
        plan.rows.push(row(posting, part_of_photo(hash), ErasedKind::Proof, photo));
    }
    Ok(plan)
}

/// Photos of papers on which something hangs that goes, each under its posting's name; and its bytes, where nothing
/// else shows them. What another posting shows too, of which nothing goes, stays there and is shown under this no more.
async fn proofs(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    going: &[ErasedRow],
) -> Answer<Vec<(RecordId, PhotoHash, Option<PhotoHash>)>> {
    let whole: BTreeSet<RecordId> =
        going.iter().filter(|row| row.kind == ErasedKind::Record).map(|row| row.record).collect();
    let asked: BTreeSet<(RecordId, Uuid)> = going
        .iter()
        .filter(|row| row.kind == ErasedKind::Request)
        .map(|row| (row.record, row.part))
        .collect();
    let (mut theirs, mut others) = (BTreeSet::new(), BTreeSet::new());
    let postings = postings_of(tx, lao).await?;
    let gone = proofs_gone(tx, lao, postings.iter().map(|posting| RecordId::new(posting.id.uuid()))).await?;
    for posting in &postings {
        let names_them = posting.listed.iter().any(|listed| {
            whole.contains(&listed.record) || asked.contains(&(listed.record, listed.request.uuid()))
        });
        let side = if names_them { &mut theirs } else { &mut others };
        let of = RecordId::new(posting.id.uuid());
        let shown = posting.places.iter().flat_map(|place| &place.photos).map(|hash| (of, *hash));
        side.extend(shown.filter(|(of, hash)| !gone.contains(&(*of, part_of_photo(*hash)))));
    }
    let shared: BTreeSet<PhotoHash> = others.iter().map(|(_, hash)| *hash).collect();
    let photo = |hash: PhotoHash| Some(hash).filter(|hash| !shared.contains(hash));
    Ok(theirs.into_iter().map(|(posting, hash)| (posting, hash, photo(hash))).collect())
}

/// Which photos, as parts of the log, are shown under these postings no more: somebody was erased whose name hung there.
async fn proofs_gone(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    postings: impl Iterator<Item = RecordId>,
) -> Answer<BTreeSet<(RecordId, Uuid)>> {
    let rows = tx.erased(lao, &postings.collect::<Vec<_>>()).await?;
    let proofs = rows.into_iter().filter(|row| row.kind == ErasedKind::Proof);
    Ok(proofs.map(|row| (row.record, row.part)).collect())
}

/// Which of a posting's photos are shown under it no more.
pub(crate) async fn proofs_gone_of(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    posting: &Posting,
) -> Answer<BTreeSet<PhotoHash>> {
    let of = RecordId::new(posting.id.uuid());
    let gone = proofs_gone(tx, lao, std::iter::once(of)).await?;
    let all = posting.places.iter().flat_map(|place| place.photos.iter().copied());
    Ok(all.filter(|hash| gone.contains(&(of, part_of_photo(*hash)))).collect())
}

/// Names and numbers that these changes ever gave whoever goes; of everybody, where all do.
fn unspoken(history: &History, going: Option<&BTreeSet<PersonId>>) -> BTreeSet<String> {
    let mut said = BTreeSet::new();
    for (path, value) in history.changes().flat_map(|change| &change.edit().sets) {
        if let Part::OfMember("people", name, "given_name" | "family_name" | "national_id" | "other_id") =
            path.part()
            && going.is_none_or(|going| name.parse().is_ok_and(|id| going.contains(&id)))
            && let Some(text) = value.as_str()
        {
            said.insert(register::thai::fold(text));
        }
    }
    // A letter or two may stand in any sentence.
    said.retain(|text| text.chars().count() > 2);
    said
}

/// National IDs that these changes ever gave whoever goes; of everybody, where all do.
fn numbers_in(history: &History, going: Option<&BTreeSet<PersonId>>) -> BTreeSet<NationalId> {
    let sets = history.changes().flat_map(|change| &change.edit().sets);
    let given = sets.filter_map(|(path, value)| match path.part() {
        Part::OfMember("people", name, "national_id")
            if going.is_none_or(|going| name.parse().is_ok_and(|id| going.contains(&id))) =>
        {
            TypedId::read(value.as_str()).valid()
        }
        _ => None,
    });
    given.collect()
}

/// Full names that these changes ever gave whoever goes, folded, as lists write them; of everybody, where all do.
fn names_in(history: &History, going: Option<&BTreeSet<PersonId>>) -> BTreeSet<String> {
    let mut given: BTreeMap<&str, [BTreeSet<&str>; 2]> = BTreeMap::new();
    for (path, value) in history.changes().flat_map(|change| &change.edit().sets) {
        let (name, nth) = match path.part() {
            Part::OfMember("people", name, "given_name") => (name, 0),
            Part::OfMember("people", name, "family_name") => (name, 1),
            _ => continue,
        };
        if going.is_none_or(|going| name.parse().is_ok_and(|id| going.contains(&id))) {
            // A name that was not given yet is written as nothing.
            let [first, last] =
                given.entry(name).or_insert_with(|| [BTreeSet::from([""]), BTreeSet::from([""])]);
            let names = if nth == 0 { first } else { last };
            names.extend(value.as_str());
        }
    }
    let all = given.values().flat_map(|[first, last]| {
        first.iter().flat_map(move |one| last.iter().map(move |other| (one, other)))
    });
    let mut names: BTreeSet<String> = all.map(|(first, last)| folded(first, last)).collect();
    names.remove("");
    names
}

fn folded(given: &str, family: &str) -> String {
    register::thai::fold(format!("{given} {family}").trim())
}

/// Forgets under which name somebody was handed out whose number another person has still: that one's name stays.
async fn forget_handed(
    tx: &mut dyn Transaction,
    keys: &Keys,
    lao: LaoCode,
    held: &[(NationalId, Appearance)],
    went: &BTreeSet<String>,
) -> Answer<()> {
    let here = || held.iter().filter(|(_, who)| who.lao == lao);
    let records: BTreeSet<(LaoCode, RecordId)> = here().map(|(_, who)| (lao, who.record)).collect();
    let mut stand: BTreeMap<Appearance, String> = BTreeMap::new();
    for row in tx.records(&records.into_iter().collect::<Vec<_>>()).await? {
        for person in row.read()?.into_iter().flat_map(|visit| visit.record.people) {
            let name = |part: &Option<String>| part.clone().unwrap_or_default();
            let name = folded(&name(&person.given_name), &name(&person.family_name));
            stand.insert(Appearance { lao, record: row.id, person: person.id }, name);
        }
    }
    for (number, _) in here() {
        let whom = TypedRow::whom(keys, &number.to_string());
        let of_number = here().filter(|(of, _)| of == number);
        let stay: BTreeSet<&String> = of_number.filter_map(|(_, who)| stand.get(who)).collect();
        for row in tx.handed_of(lao, &[whom]).await? {
            let name = folded(&row.name, "");
            if went.contains(&name) && !stay.contains(&name) {
                tx.drop_handed(lao, &whom, Some(row.round)).await?;
            }
        }
    }
    Ok(())
}

/// Erases: files what goes, destroys it wherever it is, and makes the rows of the touched
/// records again. The LAO's feed is locked.
pub(crate) async fn carry_out(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    heads: &mut BTreeMap<LaoCode, Head>,
    erasure: &ErasureRow,
    mut rows: Vec<ErasedRow>,
) -> Result<Outcome<()>, IntakeFault> {
    let lao = erasure.lao;
    tx.put_erasure(erasure).await?;
    let (proofs, kept): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.kind == ErasedKind::Proof);
    let records: BTreeSet<RecordId> = kept.iter().map(|row| row.record).collect();
    for proof in proofs {
        tx.erase_photos(lao, proof.record, proof.photo.as_slice()).await?;
    }
    let head = heads.get_mut(&lao).ok_or(IntakeFault::UnknownLao(lao))?;
    file(tx, head, &mut rows).await?;
    let keys: Vec<(LaoCode, RecordId)> = records.iter().map(|record| (lao, *record)).collect();
    let mut numbers: BTreeSet<_> = tx.people(&keys).await?.into_iter().filter_map(|row| row.number).collect();
    let mut names = BTreeSet::new();
    for record in &records {
        let mut gone = gone(tx, lao, &[*record]).await?;
        if let Some(gone) = gone.get_mut(record) {
            let files = Files::read(tx, with.keys, lao, *record).await?;
            let (all, going) = (files.with_apart(), (!gone.whole).then_some(&gone.people));
            numbers.extend(numbers_in(&all, going));
            names.extend(names_in(&all, going));
            let more = more_of_theirs(*record, lao, gone, &files, &Arriving::default())?;
            file_more(tx, head, gone, more).await?;
        }
    }
    outlay::keep(tx, with, lao, heads, &records, &erasure.by).await?;
    destroy(tx, lao, &records).await?;
    forget_referrals(tx, with.keys, lao, &records).await?;
    tx.drop_tasks(lao, &records.iter().copied().collect::<Vec<_>>()).await?;
    let filed = intake::refile(tx, with, lao, heads, records).await?;
    if let Outcome::Done(_) = filed
        && !numbers.is_empty()
    {
        // Those that nobody stood under any more were not locked by what was drawn up.
        tx.lock_numbers(&numbers).await?;
        let numbers: Vec<_> = numbers.into_iter().collect();
        tx.forget_numbers(&numbers).await?;
        let held = tx.with_numbers(&numbers).await?;
        let is_here = |number: &_| held.iter().any(|(of, who)| of == number && who.lao == lao);
        let gone = numbers.iter().filter(|number| !is_here(number));
        let gone: Vec<_> = gone.map(|number| TypedRow::whom(with.keys, &number.to_string())).collect();
        tx.forget_typed(lao, &gone).await?;
        forget_handed(tx, with.keys, lao, &held, &names).await?;
    }
    Ok(filed.map(|_| ()))
}

/// The central places that serve a LAO: nothing is said there of a request while it goes.
pub(crate) async fn places_of(tx: &mut dyn Transaction, lao: LaoCode) -> Answer<BTreeSet<LaoCode>> {
    let tenants = tx.tenants().await?.into_iter();
    let serve = tenants.filter(|of| of.lao.kind == LaoKind::CentralPlace && of.serves.contains(&lao));
    Ok(serve.map(|of| of.lao.code).collect())
}

/// What central places said about requests that went with an erasure: of each place, what goes there, by
/// an erasure of its own, so that a restore repeats it and its log is verified by itself.
pub(crate) async fn said_elsewhere(
    tx: &mut dyn Transaction,
    erasure: &ErasureRow,
) -> Answer<Vec<(ErasureRow, Vec<ErasedRow>)>> {
    let went = tx.erased_by(erasure.lao, &erasure.reference).await?;
    let goes = |of: &SentOn| {
        let its = |row: &ErasedRow| match row.kind {
            ErasedKind::Record => row.record == of.record,
            ErasedKind::Request => (row.record, row.part) == (of.record, of.request.uuid()),
            _ => false,
        };
        of.from == erasure.lao && went.iter().any(its)
    };
    let mut elsewhere = Vec::new();
    for tenant in tx.tenants().await?.into_iter().filter(|of| of.lao.kind == LaoKind::CentralPlace) {
        let lao = tenant.lao.code;
        let reference = format!("{}-{lao}", erasure.reference);
        let said = tx.affairs(lao, Affair::Referral).await?;
        let said = said.iter().filter_map(|(name, _)| name.parse::<SentOn>().ok()).filter(goes);
        let rows: Vec<ErasedRow> = said
            .map(|of| ErasedRow {
                lao,
                record: of.record,
                part: of.request.uuid(),
                kind: ErasedKind::Request,
                photo: None,
                reference: reference.clone(),
                seq: 0,
            })
            .collect();
        if !rows.is_empty() {
            elsewhere.push((ErasureRow { lao, reference, ..erasure.clone() }, rows));
        }
    }
    Ok(elsewhere)
}

/// Takes out what a central place said about requests of these records that are gone. Rows of its log
/// from before each request had a key of its own there go whole: they are about nothing else.
async fn forget_referrals(
    tx: &mut dyn Transaction,
    keys: &Keys,
    lao: LaoCode,
    records: &BTreeSet<RecordId>,
) -> Result<(), IntakeFault> {
    let gone = gone(tx, lao, &records.iter().copied().collect::<Vec<_>>()).await?;
    let goes = |of: &SentOn| gone.get(&of.record).is_some_and(|gone| gone.covers(of.request.uuid()));
    let mut named = BTreeSet::new();
    for (name, _) in tx.affairs(lao, Affair::Referral).await? {
        if name.parse().is_ok_and(|of| goes(&of)) {
            tx.drop_affair(lao, Affair::Referral, &name).await?;
            named.insert(name);
        }
    }
    let mut place = 0;
    while !named.is_empty() {
        let rows = tx.log_after(lao, place, PAGE).await?;
        let Some(last) = rows.last() else { break };
        place = last.place;
        let mut destroyed = Vec::new();
        for row in rows.iter().filter(|row| row.kind == LogKind::Decision && row.record.is_none()) {
            let damaged = |what: String| log::LogFault::Damaged { lao, place: row.place, what };
            let json = log::open(keys, row.id, &row.sealed, &row.keys).map_err(damaged)?.json;
            let decision = json.and_then(|json| Decision::read(&json).ok());
            let is_about = decision.is_some_and(|decision| match &decision.ruling().verdict {
                Verdict::Referral { referral, .. } => named.contains(&referral.of.to_string()),
                _ => false,
            });
            if is_about {
                destroyed
                    .extend(log::destroy(&row.sealed, &row.keys, |_| true).map(|left| (row.place, left)));
            }
        }
        tx.put_keys(lao, &destroyed).await?;
    }
    Ok(())
}

/// Changes that arrive.
#[derive(Clone, Default)]
pub(crate) struct Arriving<'c> {
    /// Those that are taken.
    pub(crate) taken: Vec<&'c Change>,
    /// Those that are held apart until somebody judges them.
    pub(crate) apart: Vec<&'c Change>,
}

impl Arriving<'_> {
    /// Those of one record.
    fn of(&self, record: RecordId) -> Self {
        let mut of_it = self.clone();
        of_it.taken.retain(|change| change.edit().record == record);
        of_it.apart.retain(|change| change.edit().record == record);
        of_it
    }
}

/// What arrives of a record from which somebody was erased: what in it is theirs goes as well.
/// `gone` then knows of it. Returns whether there was any, so that older parts of it went too.
pub(crate) async fn extend(
    tx: &mut dyn Transaction,
    with: &Intake<'_>,
    lao: LaoCode,
    heads: &mut BTreeMap<LaoCode, Head>,
    gone: &mut BTreeMap<RecordId, Gone>,
    arriving: &Arriving<'_>,
) -> Result<bool, IntakeFault> {
    let head = heads.get_mut(&lao).ok_or(IntakeFault::UnknownLao(lao))?;
    let mut extended = BTreeSet::new();
    for (record, gone) in gone.iter_mut() {
        let arriving = arriving.of(*record);
        if arriving.taken.is_empty() && arriving.apart.is_empty() {
            continue;
        }
        let files = Files::read(tx, with.keys, lao, *record).await?;
        let more = more_of_theirs(*record, lao, gone, &files, &arriving)?;
        if file_more(tx, head, gone, more).await? {
            extended.insert(*record);
        }
    }
    if extended.is_empty() {
        return Ok(false);
    }
    let references: BTreeSet<&str> =
        extended.iter().filter_map(|r| Some(gone.get(r)?.reference.as_str())).collect();
    let mut erasures = tx.erasures(lao).await?;
    erasures.retain(|erasure| references.contains(erasure.reference.as_str()));
    let by = erasures.first().map(|erasure| erasure.by.clone()).unwrap_or_default();
    outlay::keep(tx, with, lao, heads, &extended, &by).await?;
    destroy(tx, lao, &extended).await?;
    for mut erasure in erasures {
        erasure.finished = false;
        tx.put_erasure(&erasure).await?;
    }
    Ok(true)
}

/// What of a record is an erased person's, or of an erased record, and is not known to be gone
/// yet, with what arrives. What is held apart is not judged yet: what it alone has goes, and it
/// cannot take from others what is theirs.
fn more_of_theirs(
    record: RecordId,
    lao: LaoCode,
    gone: &Gone,
    files: &Files,
    arriving: &Arriving<'_>,
) -> Result<Vec<ErasedRow>, IntakeFault> {
    let mut here = files.history.clone();
    for change in &arriving.taken {
        let _ = here.take((*change).clone());
    }
    let apart: Vec<&Change> = files.apart.iter().chain(arriving.apart.iter().copied()).collect();
    let mut all = here.clone();
    for change in &apart {
        let _ = all.take((*change).clone());
    }
    let row = |part, kind, photo| ErasedRow {
        lao,
        record,
        part,
        kind,
        photo,
        reference: gone.reference.clone(),
        seq: 0,
    };
    let photo = |hash: PhotoHash| row(part_of_photo(hash), ErasedKind::Photo, Some(hash));
    let mut more: Vec<ErasedRow> = Vec::new();
    if gone.whole {
        more.extend(Named::by(&all).hashes().into_iter().map(photo));
    } else {
        let mut theirs = theirs(record, &here, &gone.people, gone.householder, &gone.parts)?;
        if !apart.is_empty() {
            let named = Named::by(&here);
            let hashes = named.hashes();
            let apart = self::theirs(record, &all, &gone.people, gone.householder, &gone.parts)?;
            theirs.requests.extend(apart.requests.into_iter().filter(|id| !named.requests.contains_key(id)));
            theirs.checks.extend(apart.checks.into_iter().filter(|id| !named.checks.contains_key(id)));
            theirs.reviews.extend(apart.reviews.into_iter().filter(|id| !named.reviews.contains_key(id)));
            theirs.photos.extend(apart.photos.into_iter().filter(|hash| !hashes.contains(hash)));
        }
        more.extend(theirs.parts().map(|(part, kind)| row(part, kind, None)));
        more.extend(theirs.photos.into_iter().map(photo));
    }
    more.retain(|row| !gone.parts.contains(&row.part));
    Ok(more)
}

async fn file_more(
    tx: &mut dyn Transaction,
    head: &mut Head,
    gone: &mut Gone,
    mut more: Vec<ErasedRow>,
) -> Answer<bool> {
    for row in &mut more {
        // Another record may need the bytes.
        if let Some(hash) = row.photo
            && tx.naming(row.lao, hash).await?.iter().any(|record| *record != row.record)
        {
            row.photo = None;
        }
    }
    if more.is_empty() {
        return Ok(false);
    }
    file(tx, head, &mut more).await?;
    more.iter().for_each(|row| gone.add(row));
    Ok(true)
}

async fn file(tx: &mut dyn Transaction, head: &mut Head, rows: &mut [ErasedRow]) -> Answer<()> {
    head.seq += 1;
    rows.iter_mut().for_each(|row| row.seq = head.seq);
    tx.put_erased(rows).await
}

/// Whether a photo that comes for a record is not to be kept, for all of the record was erased
/// and no other names it. Then its name is noted: its phone is told that it is held, and drops it.
pub(crate) async fn turns_away(
    tx: &mut dyn Transaction,
    lao: LaoCode,
    record: RecordId,
    hash: PhotoHash,
) -> Answer<bool> {
    let Some(gone) = gone(tx, lao, &[record]).await?.remove(&record).filter(Gone::is_whole) else {
        return Ok(false);
    };
    if tx.naming(lao, hash).await?.iter().any(|other| *other != record) {
        return Ok(false);
    }
    if !tx.photos(lao, &[hash]).await?.is_empty() {
        return Ok(true);
    }
    let reference = gone.reference;
    let (part, photo) = (part_of_photo(hash), Some(hash));
    // Nobody needs to be told: the record was told of.
    tx.put_erased(&[ErasedRow { lao, record, part, kind: ErasedKind::Photo, photo, reference, seq: 0 }])
        .await?;
    tx.erase_photos(lao, record, &[hash]).await?;
    Ok(true)
}

/// Destroys all that is filed as gone of these records, wherever it is kept.
async fn destroy(tx: &mut dyn Transaction, lao: LaoCode, records: &BTreeSet<RecordId>) -> Answer<()> {
    let records: Vec<RecordId> = records.iter().copied().collect();
    let filed = tx.erased(lao, &records).await?;
    let gone = gone(tx, lao, &records).await?;
    let mut keys = Vec::new();
    for row in tx.history(lao, &records).await? {
        let Some(gone) = row.record.and_then(|record| gone.get(&record)) else { continue };
        keys.extend(
            log::destroy(&row.sealed, &row.keys, |part| gone.covers(part)).map(|left| (row.place, left)),
        );
    }
    tx.put_keys(lao, &keys).await?;
    let mut keys = Vec::new();
    for row in tx.quarantined(lao).await? {
        let Some(gone) = gone.get(&row.record) else { continue };
        keys.extend(
            log::destroy(&row.sealed, &row.keys, |part| gone.covers(part)).map(|left| (row.id, left)),
        );
    }
    tx.put_keys_apart(lao, &keys).await?;
    // What the office did to a request says what was asked and given.
    for row in tx.steps_on(lao, &records).await?.into_iter().filter(|row| row.nth == 1) {
        if gone.get(&row.record).is_some_and(|gone| gone.covers(row.request.uuid())) {
            tx.drop_steps(lao, row.record, row.request).await?;
        }
    }
    for record in &records {
        let hashes: Vec<PhotoHash> =
            filed.iter().filter(|row| row.record == *record).filter_map(|row| row.photo).collect();
        tx.erase_photos(lao, *record, &hashes).await?;
        let whole: &[RecordId] =
            if gone.get(record).is_some_and(Gone::is_whole) { std::slice::from_ref(record) } else { &[] };
        for upload in tx.uploads_of(lao, whole, &hashes).await? {
            tx.drop_upload(lao, upload).await?;
        }
    }
    Ok(())
}
