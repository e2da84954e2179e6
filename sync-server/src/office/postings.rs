//! Postings: names of those who will be helped, and results, that hang for people to read
//! (domain.md 4.4).
//!
//! Owns who may post, that a list is made of what the committee chose at a meeting and of nothing
//! else, drawing the names from the register when the paper is, and the photos that show it hang.
//! Refuses to know how long it must hang and where (`register::posting`). Called by the console.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use async_trait::async_trait;
use picture::Kept;
use register::aid::Money;
use register::clock::Stamp;
use register::course::{Course, Meeting, MeetingId};
use register::deadline;
use register::decision::{Ruling, Verdict};
use register::lao::LaoCode;
use register::name;
use register::posting::{Listed, Posting, PostingId, Refusal};
use register::record::{PersonId, PhotoHash, Place, RecordId};

use super::affairs::Stands;
use super::closed_days::holidays_in;
use super::drawings::{AsOf, Drawings};
use super::requests::{Queued, today};
use super::sessions::Visitor;
use super::turn::Turn;
use super::{Done, Office, OfficeFault};
use crate::db::affairs::Affair;
use crate::db::{Answer, PhotoRow, Transaction, posting_said, postings_of};
use crate::erasure;
use crate::intake::{self, Intake, IntakeFault, Outcome};

/// LAOs of which it is kept what their committees chose.
pub(super) const KEPT: usize = 32;
/// What the committee of a LAO chose at each of its meetings.
pub(super) type Choices = Drawings<LaoCode, Vec<(Meeting, Vec<Listed>)>>;

/// Somebody on a list.
#[derive(Clone, Debug, PartialEq)]
pub struct Named {
    /// Who, as the register names them; `None` where it knows them no longer.
    pub person: Option<PersonId>,
    /// What they are called.
    pub name: String,
    /// Where they live.
    pub place: Option<Place>,
}

/// What came of the requests on a list, so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CameOf {
    /// How many there are.
    pub listed: usize,
    /// How many were given something.
    pub helped: usize,
    /// Worth in all.
    pub baht: Money,
}

impl Office {
    /// A LAO's postings, the newest first.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn postings(&self, lao: LaoCode) -> Done<Vec<Posting>> {
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let mut postings = postings_of(&mut *tx, lao).await?;
        postings.sort_by_key(|posting| std::cmp::Reverse((posting.from, posting.id)));
        Ok(postings)
    }

    /// One of them.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn posting(&self, lao: LaoCode, id: PostingId) -> Done<Option<Posting>> {
        let mut tx = self.db.look().await?;
        Ok(posting_in(&mut *tx, lao, id).await?)
    }

    /// What the committee chose at a meeting, in the order in which it was put on the agenda, and
    /// nothing that was withdrawn since.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn chosen(&self, lao: LaoCode, meeting: MeetingId) -> Done<Vec<Listed>> {
        let stands = self
            .laid_before(lao, meeting)
            .await?
            .into_iter()
            .filter(|(queued, course)| !queued.said.withdrawn && course.was_chosen_at(meeting));
        let listed = |(queued, _): (Queued, Course)| Listed {
            record: queued.asked.record,
            request: queued.asked.request,
        };
        Ok(stands.map(listed).collect())
    }

    /// What the committee chose at each of its meetings, the earliest first: as it was gathered for another page, where
    /// nothing has moved since.
    ///
    /// # Errors
    /// When the LAO is not known.
    pub async fn chosen_at_each(&self, lao: LaoCode) -> Done<Arc<Vec<(Meeting, Vec<Listed>)>>> {
        let mut tx = self.db.look().await?;
        let as_of = AsOf::now(&mut *tx, lao, String::new()).await?;
        drop(tx);
        let gathering = async {
            let mut chosen = Vec::new();
            for meeting in self.meetings(lao).await? {
                let listed = self.chosen(lao, meeting.id).await?;
                chosen.push((meeting, listed));
            }
            Ok(chosen)
        };
        self.choices.of(lao, as_of, gathering).await
    }

    /// Says a posting, or says it anew: prepared, put up, taken down, called off.
    ///
    /// # Errors
    /// When the user may not, or it cannot be as it is said ([`OfficeFault::Posting`]). Nothing was
    /// written then.
    pub async fn put_posting(&self, user: &str, lao: LaoCode, posting: &Posting) -> Done<()> {
        self.hang(user, lao, Says::All { posting, seen: None }).await
    }

    /// Says a posting anew over what a page showed of it.
    ///
    /// # Errors
    /// As [`Office::put_posting`]; and when it was said otherwise meanwhile ([`OfficeFault::Conflict`]). Nothing was
    /// written then.
    pub async fn put_posting_over(
        &self,
        user: &str,
        lao: LaoCode,
        posting: &Posting,
        seen: &Posting,
    ) -> Done<()> {
        self.hang(user, lao, Says::All { posting, seen: Some(seen) }).await
    }

    async fn hang(&self, user: &str, lao: LaoCode, says: Says<'_>) -> Done<()> {
        let user = self.user_of(user, lao).await?;
        if !user.role.acts() {
            return Err(OfficeFault::Refused(format!(
                "{} may not post lists; an officer, a supervisor or the committee can. Nothing was written",
                user.id
            )));
        }
        let (by, stamp, today) = (user.id, self.stamp().await?, today()?);
        self.in_turn(lao, &Hanging { lao, by: &by, stamp, says, today }).await?
    }

    /// Who is on a list, each once, in its order, as the register knows them now.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn names(&self, lao: LaoCode, listed: &[Listed]) -> Done<Vec<Named>> {
        let mut met = BTreeSet::new();
        let mut names = self.name_of_each(lao, listed).await?;
        // One person with two requests is one name.
        names.retain(|named| named.person.is_none_or(|who| met.insert(who)));
        Ok(names)
    }

    /// Who asks in each request of a list, in its order, as the register knows them now.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn name_of_each(&self, lao: LaoCode, listed: &[Listed]) -> Done<Vec<Named>> {
        let mut tx = self.db.look().await?;
        let keys: BTreeSet<(LaoCode, RecordId)> = listed.iter().map(|listed| (lao, listed.record)).collect();
        let keys: Vec<_> = keys.into_iter().collect();
        let mut visits = BTreeMap::new();
        for row in tx.records(&keys).await? {
            visits.extend(row.read()?.map(|visit| (row.id, visit)));
        }
        let mut standing = BTreeMap::new();
        for row in tx.people(&keys).await? {
            let who = row.standing.map_or(row.who.person, |standing| standing.state.person);
            standing.insert((row.who.record, row.who.person), who);
        }
        let mut names = Vec::new();
        for Listed { record, request } in listed {
            let person = visits.get(record).and_then(|visit| {
                let asked = visit.record.requests.iter().find(|asked| asked.id == *request)?;
                let id = visit.record.requester(asked)?;
                visit.record.people.iter().find(|person| person.id == id)
            });
            let who = person.map(|person| standing.get(&(*record, person.id)).copied().unwrap_or(person.id));
            let called = person.map(|of| {
                name::written(of.title.as_deref(), of.given_name.as_deref(), of.family_name.as_deref())
            });
            let place = person.and_then(|_| visits.get(record)?.record.place.clone());
            names.push(Named { person: who, name: called.unwrap_or_default(), place });
        }
        Ok(names)
    }

    /// What came of the requests on a list, so far.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn came_of(&self, lao: LaoCode, listed: &[Listed]) -> Done<CameOf> {
        let mut tx = self.db.look().await?;
        Ok(came_of_in(&mut *tx, lao, listed).await?)
    }

    /// Keeps a photo that shows a posting at one of its places: as every photo is kept, so without whatever
    /// the camera wrote into it of whoever held it.
    ///
    /// # Errors
    /// When there is no such posting or place.
    pub async fn prove(&self, visitor: &Visitor, id: PostingId, place: usize, photo: &Kept) -> Done<()> {
        let lao = visitor.lao.code;
        let user = self.user_of(&visitor.id, lao).await?;
        if !user.role.acts() {
            return Err(OfficeFault::Refused(format!("{} may not post lists; nothing was kept", user.id)));
        }
        let stands = self.posting(lao, id).await?;
        let with_it = with_photo(stands.clone(), id, place, photo.hash)?;
        // Asked before anything is stored, by the rule of the turn: a day that was closed since makes no paper too short.
        if let Some(stands) = stands {
            let holidays = self.holidays(lao).await?;
            stands.may_become(&with_it, today()?, &holidays).map_err(OfficeFault::Posting)?;
        }
        let sender = self.counter(lao).await?;
        // It belongs to no record: the posting's own name stands where a photo names its record.
        self.keep_photo(&sender, photo.hash, RecordId::new(id.uuid()), &photo.jpeg).await?;
        // Storing it takes a while, in which others write on the posting: it joins what stands then.
        self.hang(&visitor.id, lao, Says::Photo { id, place, photo: photo.hash }).await
    }

    /// Which of a posting's photos went when somebody was erased whose name hung there.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn proofs_gone(&self, lao: LaoCode, posting: &Posting) -> Done<BTreeSet<PhotoHash>> {
        let all: BTreeSet<PhotoHash> =
            posting.places.iter().flat_map(|place| place.photos.iter().copied()).collect();
        let mut tx = self.db.look().await?;
        let rows = tx.photos(lao, &all.into_iter().collect::<Vec<_>>()).await?;
        let mut gone = erasure::proofs_gone_of(&mut *tx, lao, posting).await?;
        gone.extend(rows.into_iter().filter(PhotoRow::is_erased).map(|row| row.hash));
        Ok(gone)
    }

    /// A photo of a posting.
    ///
    /// # Errors
    /// When the database cannot be asked, or it does not open.
    pub async fn proof(&self, lao: LaoCode, id: PostingId, photo: PhotoHash) -> Done<Option<Vec<u8>>> {
        let mut tx = self.db.look().await?;
        let Some(posting) = posting_in(&mut *tx, lao, id).await? else { return Ok(None) };
        let gone = erasure::proofs_gone_of(&mut *tx, lao, &posting).await?;
        if gone.contains(&photo) || !posting.places.iter().any(|place| place.photos.contains(&photo)) {
            return Ok(None);
        }
        let row = tx.photos(lao, &[photo]).await?.into_iter().find(|row: &PhotoRow| !row.is_erased());
        drop(tx);
        let Some(row) = row else { return Ok(None) };
        Ok(Some(self.photos.read(&self.keys, lao, photo, &row.key).await?))
    }
}

async fn posting_in(tx: &mut dyn Transaction, lao: LaoCode, id: PostingId) -> Answer<Option<Posting>> {
    tx.affair(lao, Affair::Posting, &id.to_string()).await?.map(|json| posting_said(&json)).transpose()
}

/// What came of the requests on a list, so far.
async fn came_of_in(tx: &mut dyn Transaction, lao: LaoCode, listed: &[Listed]) -> Answer<CameOf> {
    let mut came = CameOf { listed: listed.len(), ..CameOf::default() };
    let records: BTreeSet<RecordId> = listed.iter().map(|listed| listed.record).collect();
    let rows = tx.steps_on(lao, &records.into_iter().collect::<Vec<_>>()).await?;
    let mut steps = intake::steps_by_request(&rows)?;
    for Listed { record, request } in listed {
        let course = Course::of(intake::nobodys(), steps.remove(&(*record, *request)).unwrap_or_default());
        let given = course.given();
        came.helped += usize::from(!given.is_empty());
        let baht = given.iter().filter_map(|given| Money::written(given.grant.amount_baht.as_ref()?));
        came.baht = came.baht + baht.sum();
    }
    Ok(came)
}

/// What the committee chose at a meeting, and still stands.
async fn chosen_in(tx: &mut dyn Transaction, lao: LaoCode, meeting: MeetingId) -> Answer<BTreeSet<Listed>> {
    let courses = intake::courses_about(tx, lao, meeting).await?;
    let chosen = courses.into_iter().filter(|(_, course)| course.was_chosen_at(meeting));
    Ok(chosen.map(|((record, request), _)| Listed { record, request }).collect())
}

/// A posting with a photo more at one of its places.
fn with_photo(posting: Option<Posting>, id: PostingId, place: usize, photo: PhotoHash) -> Done<Posting> {
    let missing = || {
        OfficeFault::Missing(format!(
            "there is no place {place} of posting {id}; it says what it said before"
        ))
    };
    let mut posting = posting.ok_or_else(missing)?;
    posting.places.get_mut(place).ok_or_else(missing)?.photos.insert(photo);
    Ok(posting)
}

/// What is said of a posting.
#[derive(Clone, Copy)]
enum Says<'a> {
    /// All of it; over what a page showed of it, where it was on one.
    All { posting: &'a Posting, seen: Option<&'a Posting> },
    /// That a photo shows it at one of its places, and nothing else.
    Photo { id: PostingId, place: usize, photo: PhotoHash },
}

impl Says<'_> {
    fn of(&self) -> PostingId {
        match self {
            Self::All { posting, .. } => posting.id,
            Self::Photo { id, .. } => *id,
        }
    }

    /// What it comes to over what stands.
    fn over(&self, before: Option<&Posting>) -> Done<Posting> {
        match *self {
            Self::Photo { id, place, photo } => with_photo(before.cloned(), id, place, photo),
            Self::All { posting, seen } => {
                if seen.is_some() {
                    let stands = Stands::of_what_was_seen(before, seen, posting);
                    stands.or_conflict(format_args!("posting {}", posting.id))?;
                }
                Ok(posting.clone())
            }
        }
    }
}

/// A posting that is said.
struct Hanging<'a> {
    lao: LaoCode,
    by: &'a str,
    stamp: Stamp,
    says: Says<'a>,
    today: chrono::NaiveDate,
}

impl Hanging<'_> {
    /// Why it may not be said so.
    async fn refused(
        &self,
        tx: &mut dyn Transaction,
        before: Option<&Posting>,
        new: &Posting,
    ) -> Result<Option<Refusal>, IntakeFault> {
        let holidays = holidays_in(tx, self.lao).await?;
        let may = match before {
            Some(before) => before.may_become(new, self.today, &holidays),
            None => new.check(self.today, &holidays),
        };
        if let Err(refusal) = may {
            return Ok(Some(refusal));
        }
        // What is called off tells no ruling any more. Where nothing is told anew the ruling need not be asked for
        // again, but before it hangs for the first time: it may have been taken back since.
        let says_the_same = |before: &Posting| {
            (&before.listed, before.of, before.from) == (&new.listed, new.of, new.from)
                && (before.was_put_up() || !new.was_put_up())
        };
        if new.cancelled.is_some() || before.is_some_and(says_the_same) {
            return Ok(None);
        }
        // What hangs tells a ruling [S003:1331], so it hangs after it.
        let meetings = tx.meetings(self.lao).await?;
        let meeting = meetings.iter().find(|(id, _)| *id == new.meeting);
        match meeting.map(|(_, json)| intake::meeting_said(json)).transpose()? {
            None => return Ok(Some(Refusal::NoSuchMeeting)),
            Some(meeting) if new.from < meeting.on => return Ok(Some(Refusal::BeforeTheMeeting(meeting.on))),
            Some(_) => {}
        }
        if new.kind == deadline::Posting::Results {
            let names = match new.of {
                Some(of) => posting_in(tx, self.lao, of).await?,
                None => None,
            };
            let told = names.filter(|names| {
                names.kind != deadline::Posting::Results && names.was_put_up() && names.cancelled.is_none()
            });
            let Some(names) = told else { return Ok(Some(Refusal::NamesFirst)) };
            // The aid is given and the project ends before its results hang (domain.md 4.4) \[S003:1370\].
            let came = came_of_in(tx, self.lao, &names.listed).await?;
            return Ok((came.helped == 0).then_some(Refusal::NothingGiven));
        }
        let chosen = chosen_in(tx, self.lao, new.meeting).await?;
        Ok((!new.listed.iter().all(|listed| chosen.contains(listed))).then_some(Refusal::NotChosen))
    }
}

#[async_trait]
impl Turn for Hanging<'_> {
    type Out = Done<()>;

    async fn take(
        &self,
        tx: &mut dyn Transaction,
        with: &Intake<'_>,
    ) -> Result<Outcome<Self::Out>, IntakeFault> {
        let mut heads = tx.lock(&with.locks).await?;
        let before = posting_in(tx, self.lao, self.says.of()).await?;
        let new = match self.says.over(before.as_ref()) {
            Ok(new) => new,
            Err(fault) => return Ok(Outcome::Nothing(Err(fault))),
        };
        if before.as_ref() == Some(&new) {
            return Ok(Outcome::Nothing(Ok(())));
        }
        if let Some(refusal) = self.refused(tx, before.as_ref(), &new).await? {
            return Ok(Outcome::Nothing(Err(OfficeFault::Posting(refusal))));
        }
        // Only here is it known what stands, so here it is signed.
        let verdict = Verdict::Posting { lao: self.lao, posting: Box::new(new) };
        let decision = Ruling::new(self.by.to_owned(), self.stamp, verdict).sign(&with.keys.signing);
        intake::say(tx, with, self.lao, &mut heads, &decision).await?;
        Ok(Outcome::Done(Ok(())))
    }
}
