//! The one background worker: commands in, news out.
//!
//! Owns the thread on which everything happens that takes longer than a frame: the store, pictures,
//! and the sync engine on the runtime that the thread brings along. A command is answered in the
//! order in which it came, except that a sync goes on beside the others and that of several saves
//! of one draft only the newest is written.
//!
//! Refuses to know screens: whoever reads the news shows them. Called by the app.

use std::collections::{BTreeSet, VecDeque};
use std::io::Write as _;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use register::calendar::Round;
use register::change::DeviceId;
use register::moment::Moment;
use register::national_id::NationalId;
use register::record::{
    Check, Fix, Help, Person, PersonId, Photo, PhotoHash, PhotoKind, Place, Record, RecordId, Review, TaskId,
    Withdrawal,
};
use register::wire::{EnrolmentLink, Lists};
use store::{
    BundleId, CarriedBundle, Draft, Held, Hit, Home, Household, Identity, KeptPhoto, Known, PendingId,
    PendingPhoto, Secrets, SecretsError, Similar, Store, StoreError, Tried,
};
use sync::courier::Brought;
use sync::{Done, Event, Link, Pace, SyncError};
use tokio::sync::mpsc as channel;

use crate::device::{Clock, Ticket};
use crate::trouble::Trouble;

/// What the worker is to do.
#[derive(Debug)]
pub enum Command {
    /// Puts a store whose key is lost aside, and begins a new one.
    BeginAnew,
    /// Reads who this phone is and what the office set.
    Who,
    /// Tries a PIN.
    TryPin(String),
    /// Sets the PIN.
    SetPin(String),
    /// Makes this the phone that the link is for.
    Enrol(EnrolmentLink),
    /// Reads what the home screen shows.
    Home(Round),
    /// Reads the list of households.
    Households(Round),
    /// Finds people.
    Search(String),
    /// Saves a draft.
    SaveDraft(RecordId, String, String),
    /// Saves a draft that names photos that came for it; only then are they expected no more, and their
    /// files removed.
    SaveWithPhotos(RecordId, String, String, Vec<Came>),
    /// Saves a fact check as far as it is made, with photos that came for it.
    SaveCheck(TaskId, String, Vec<Came>),
    /// Reads every fact check that is being made.
    Checks,
    /// Reads a draft.
    Draft(RecordId),
    /// Begins to edit a record that is here, or goes on with that.
    EditAsDraft(RecordId),
    /// Whoever edited a record has left it: a draft in which nothing was changed goes.
    LeaveDraft(RecordId),
    /// Throws a draft away, because its author says so.
    DiscardDraft(RecordId),
    /// A draft becomes a record, as it is now: it is saved first, with photos that came for it, and what cannot be
    /// saved is not completed.
    Complete(RecordId, String, String, Vec<Came>),
    /// Reads a record.
    Record(RecordId),
    /// Reads a record as it was when the draft that edits it was begun.
    EditedFrom(RecordId),
    /// Changes a record at once, without a draft, as it stands when this is done.
    Amend(RecordId, Amendment),
    /// Asks where a number is held.
    Known(PersonId, NationalId),
    /// Asks who is like somebody without a number.
    Similar(Box<Person>, Option<Box<Place>>),
    /// Writes down that a photo is expected for this answer of a draft, before the camera opens.
    ExpectPhoto(RecordId, String),
    /// Photos that were expected when the app ended.
    ExpectedPhotos,
    /// Photos that are expected for this draft.
    ExpectedOf(RecordId),
    /// Makes a photo ready and keeps it. The file stays until the draft that names the photo is saved, or
    /// nothing will come of it.
    KeepPhoto(Ticket, PathBuf, NewPhoto),
    /// Makes a drawing ready and keeps it, as a photo.
    KeepDrawing(Ticket, Vec<u8>, NewPhoto),
    /// Nothing will come of an expected photo; its file, where there is one, is removed.
    PhotoDone(PendingId, Option<PathBuf>),
    /// Reads a photo, or its small picture.
    Picture(PhotoHash, Size),
    /// Syncs, at once.
    Sync,
    /// Writes everything that waits into a sealed bundle.
    Bundle(PathBuf),
    /// Takes somebody's bundle along.
    Carry(PathBuf),
    /// Takes in files that other apps handed over, whichever of the two each is; the files are removed.
    TakeIn(Vec<PathBuf>),
    /// What is carried here.
    Carried,
    /// Lets a carried bundle go.
    LetGo(BundleId),
    /// Sends one that the office would not have again at the next sync.
    TryAgain(BundleId),
    /// Writes down what came back for carried bundles.
    Receipts(PathBuf),
    /// Takes receipts that were brought.
    Take(PathBuf),
    /// Writes what helps whoever helps, with nobody's name in it.
    Diagnose(PathBuf, String),
    /// Says so when everything before it is done.
    Settle(u64),
}

/// A photo that came for a draft.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// Which was expected.
    pub id: PendingId,
    /// What the camera gave.
    pub file: PathBuf,
}

/// A change to a record that is one thing and no edit of what others wrote.
#[derive(Debug)]
pub enum Amendment {
    /// A supervisor's word.
    Review(Box<Review>),
    /// It is taken back.
    Withdraw(Withdrawal),
    /// What was found on site.
    Check(Box<Checked>),
}

/// What was found on site, and what was done there.
#[derive(Debug)]
pub struct Checked {
    /// The task that it answers.
    pub task: TaskId,
    /// The findings.
    pub check: Check,
    /// Photos that were taken.
    pub photos: Vec<Photo>,
    /// Help that was given on the spot.
    pub help: Option<Help>,
}

impl Amendment {
    fn task(&self) -> Option<TaskId> {
        match self {
            Self::Check(checked) => Some(checked.task),
            Self::Review(_) | Self::Withdraw(_) => None,
        }
    }

    fn change(self, record: &mut Record) {
        match self {
            Self::Review(mut review) => {
                // It is said of all that was said before, whatever a clock showed when that was: what is older than
                // an acceptance is closed by it, and what is younger is not.
                let newest = record.reviews.iter().filter_map(|other| other.at).max();
                review.at = review.at.max(newest.and_then(Moment::just_after));
                record.reviews.push(*review);
            }
            Self::Withdraw(withdrawal) => record.withdraw = Some(withdrawal),
            Self::Check(checked) => {
                record.checks.push(checked.check);
                for photo in &checked.photos {
                    crate::form::keep_photo(record, photo);
                }
                record.help_received.extend(checked.help);
            }
        }
    }
}

/// Why a photo is not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unkept {
    /// What the camera gave is none: it was let go.
    NoPicture(Trouble),
    /// Not now; what the camera gave is there still.
    NotNow(Trouble),
    /// Its draft was thrown away meanwhile: nobody needs to be told.
    NotWanted(Trouble),
}

impl Unkept {
    /// What a person is told of it.
    pub fn trouble(&self) -> &Trouble {
        let (Self::NoPicture(trouble) | Self::NotNow(trouble) | Self::NotWanted(trouble)) = self;
        trouble
    }
}

/// How large a picture is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Size {
    /// As it is kept.
    Whole,
    /// For a list.
    Small,
}

/// A bundle of this phone's own that was written, and what is in it.
#[derive(Clone, Debug)]
pub struct Bundled {
    /// The file.
    pub file: PathBuf,
    /// Changes in it.
    pub changes: usize,
    /// Photos in it.
    pub photos: usize,
    /// Changes and photos after which it asks: the office's server was restored since it received them.
    pub asked: usize,
    /// Photos that go in a later one.
    pub photos_left: usize,
    /// Photos that cannot be read any more, and were left out.
    pub photos_damaged: usize,
}

/// What is carried here for others.
#[derive(Clone, Debug, Default)]
pub struct Carried {
    /// The bundles.
    pub bundles: Vec<CarriedBundle>,
    /// Whose those were that arrived.
    pub owners: BTreeSet<DeviceId>,
}

/// What came of several files that other apps handed over.
#[derive(Clone, Debug, Default)]
pub struct TookIn {
    /// The files.
    pub files: usize,
    /// Those of them that are carried now.
    pub bundles: usize,
    /// What the receipts in the others came to; `None` where none of them was receipts.
    pub receipts: Option<Brought>,
    /// The rest, and why each is not taken in.
    pub untaken: Vec<Untaken>,
}

/// A file that was handed over among several, and was not taken in.
#[derive(Clone, Debug)]
pub struct Untaken {
    /// The how-many-th of them it is, from 1.
    pub place: usize,
    /// How long it is, where that can be told.
    pub bytes: u64,
    /// Why it was not.
    pub trouble: Trouble,
}

/// What is known of a photo besides its bytes.
#[derive(Clone, Debug)]
pub struct NewPhoto {
    /// What it shows.
    pub kind: PhotoKind,
    /// When it was taken, where it does not say itself and that is known.
    pub taken_at: Option<Moment>,
    /// Where, where it does not say itself and that is known.
    pub at: Option<Fix>,
    /// By which phone.
    pub device: Option<String>,
}

/// What the worker tells.
#[derive(Debug)]
pub enum News {
    /// The store is open.
    Opened {
        /// Photos that the check at the start found missing before the office had them.
        lost_photos: usize,
    },
    /// It cannot be opened. Where its key is lost, a new one can be begun beside it
    /// ([`Command::BeginAnew`]).
    Closed {
        /// Why.
        trouble: Trouble,
        /// Its key is lost.
        lost_key: bool,
    },
    /// Who this phone is and what the office set.
    Who(Box<Who>),
    /// A PIN was tried.
    Pin(Result<Tried, Trouble>),
    /// A PIN was set.
    PinSet(Result<(), Trouble>),
    /// The link was used.
    Enrolled(Result<(), Trouble>),
    /// What the home screen shows.
    Home(Result<Box<Home>, Trouble>),
    /// The list of households.
    Households(Result<Vec<Household>, Trouble>),
    /// People who were sought, and by what.
    Found(String, Result<Vec<Hit>, Trouble>),
    /// A draft was saved, or not.
    Saved(RecordId, Result<(), Trouble>),
    /// A photo that was expected stands in its draft for good.
    Stands(PendingId),
    /// A fact check was saved, or not.
    CheckSaved(TaskId, Result<(), Trouble>),
    /// Fact checks that are being made.
    Checks(Result<Vec<Draft>, Trouble>),
    /// A draft.
    Draft(RecordId, Result<Option<Draft>, Trouble>),
    /// A draft is gone.
    Discarded(RecordId, Result<(), Trouble>),
    /// A draft became a record, or an edit was kept.
    Kept(RecordId, Result<Kept, Trouble>),
    /// A record.
    Record(RecordId, Result<Option<Box<Held>>, Trouble>),
    /// A record as it was when its draft was begun.
    EditedFrom(RecordId, Result<Option<Box<Record>>, Trouble>),
    /// Where a number is held.
    Known(PersonId, NationalId, Result<Known, Trouble>),
    /// Who is like somebody.
    Similar(PersonId, Result<Vec<Similar>, Trouble>),
    /// It is written down that a photo is expected.
    Expected(Result<PendingPhoto, Trouble>),
    /// Photos that were expected when the app ended.
    StillExpected(Vec<PendingPhoto>),
    /// Photos that are expected for a draft.
    ExpectedOf(RecordId, Vec<PendingPhoto>),
    /// A photo is kept, or not.
    Photo(Ticket, Result<Box<Photo>, Unkept>),
    /// A drawing is kept, or not.
    Drawing(Ticket, Result<Box<Photo>, Trouble>),
    /// A picture that was asked for.
    Picture(PhotoHash, Size, Result<Vec<u8>, Trouble>),
    /// A sync begins.
    SyncBegins,
    /// A sync goes on.
    Syncing(Event),
    /// A sync is over.
    Synced(Result<Done, Trouble>),
    /// A bundle was written.
    Bundled(Result<Bundled, Trouble>),
    /// A bundle is carried.
    Carrying(Result<BundleId, Trouble>),
    /// Several files that other apps handed over were taken in, or not.
    TookIn(TookIn),
    /// What is carried here.
    Carried(Result<Carried, Trouble>),
    /// Receipts were written for others.
    Receipts(Result<PathBuf, Trouble>),
    /// Receipts were taken, and what they came to.
    Taken(Result<Brought, Trouble>),
    /// The diagnostics are written.
    Diagnosed(Result<PathBuf, Trouble>),
    /// Everything before is done.
    Settled(u64),
}

/// What is worth a word of a record that was kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Why the record that was edited is withdrawn: somebody did that meanwhile, and it counts for nothing.
    pub withdrawn: Option<String>,
}

/// Who this phone is.
#[derive(Debug, Default)]
pub struct Who {
    /// `None` before it is enrolled.
    pub identity: Option<Identity>,
    /// What the office set; `None` before the first sync.
    pub lists: Option<Lists>,
    /// Whether the office locked it.
    pub is_sealed: bool,
    /// Whether a PIN was set.
    pub has_pin: bool,
    /// Tambons that this phone's visits were in, the commonest first.
    pub usual_tambons: Vec<String>,
}

/// Called whenever there is news: it wakes whoever reads them.
pub type Wake = Arc<dyn Fn() + Send + Sync>;

/// The worker, as the app holds it.
pub struct Worker {
    commands: channel::UnboundedSender<Command>,
    news: mpsc::Receiver<News>,
    thread: Option<JoinHandle<()>>,
}

impl Worker {
    /// Starts it. The first news is that the store is open, or why not.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(
        folder: PathBuf,
        secrets: Box<dyn Secrets + Send>,
        clock: Clock,
        wake: Wake,
    ) -> std::io::Result<Self> {
        let (commands, mut orders) = channel::unbounded_channel();
        let (tell, news) = mpsc::channel();
        let thread = std::thread::Builder::new().name("worker".into()).spawn(move || {
            let tell = Teller { tell, wake };
            let opened = || {
                let now = Arc::clone(&clock);
                Store::open_at(&folder, &*secrets, Box::new(move || now()))
            };
            let store = match opened() {
                Err(StoreError::Secrets(SecretsError::Lost(key))) => {
                    let trouble = Trouble::from(&StoreError::Secrets(SecretsError::Lost(key.clone())));
                    tell.tell(News::Closed { trouble, lost_key: true });
                    if !is_told_to_begin_anew(&mut orders, &tell) {
                        return;
                    }
                    store::begin_anew(&folder, &key).and_then(|_| opened())
                }
                opened => opened,
            };
            match store {
                Err(fault) => tell.tell(News::closed(&fault)),
                Ok(store) => work(&Arc::new(store), orders, &tell, &clock),
            }
        })?;
        Ok(Self { commands, news, thread: Some(thread) })
    }

    /// Gives it something to do.
    pub fn order(&self, command: Command) {
        // A worker that ended has said why; there is nobody left to do this.
        let _ = self.commands.send(command);
    }

    /// The next piece of news, if there is one now.
    pub fn news(&self) -> Option<News> {
        self.news.try_recv().ok()
    }

    /// The next piece of news, waited for.
    pub fn next_news(&self, patience: Duration) -> Option<News> {
        self.news.recv_timeout(patience).ok()
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // The thread ends when nobody can order any more; what it was told before is done first.
        let (nobody, _) = channel::unbounded_channel();
        drop(std::mem::replace(&mut self.commands, nobody));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl News {
    fn closed(fault: &StoreError) -> Self {
        Self::Closed { trouble: Trouble::from(fault), lost_key: false }
    }
}

/// Waits for the one order that can be done where the store's key is lost; whether it came.
fn is_told_to_begin_anew(orders: &mut channel::UnboundedReceiver<Command>, tell: &Teller) -> bool {
    while let Some(order) = orders.blocking_recv() {
        match order {
            Command::BeginAnew => return true,
            Command::Settle(number) => tell.tell(News::Settled(number)),
            _ => {}
        }
    }
    false
}

#[derive(Clone)]
struct Teller {
    tell: mpsc::Sender<News>,
    wake: Wake,
}

impl Teller {
    fn tell(&self, news: News) {
        if self.tell.send(news).is_ok() {
            (self.wake)();
        }
    }
}

type Syncing = Pin<Box<dyn Future<Output = Result<Done, Trouble>>>>;

fn work(store: &Arc<Store>, orders: channel::UnboundedReceiver<Command>, tell: &Teller, clock: &Clock) {
    tell.tell(News::Opened { lost_photos: store.found_at_start().lost_photos.len() });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    match runtime {
        Ok(runtime) => {
            runtime.block_on(Bench { store, tell, clock, syncing: None, wanted: false }.run(orders));
        }
        Err(fault) => {
            tell.tell(News::closed(&StoreError::NoChance(fault.to_string())));
        }
    }
}

/// Where the worker works.
struct Bench<'w> {
    store: &'w Arc<Store>,
    tell: &'w Teller,
    clock: &'w Clock,
    syncing: Option<Syncing>,
    /// Somebody asked to sync while a sync was under way: what they did since is to go too.
    wanted: bool,
}

impl Bench<'_> {
    async fn run(mut self, mut orders: channel::UnboundedReceiver<Command>) {
        let mut waiting: VecDeque<Command> = VecDeque::new();
        loop {
            while let Ok(command) = orders.try_recv() {
                waiting.push_back(command);
            }
            if let Some(command) = waiting.pop_front() {
                if !is_outdated(&command, &waiting) {
                    self.obey(command);
                }
                // A sync gets on between commands.
                tokio::task::yield_now().await;
                if waiting.is_empty() {
                    continue;
                }
            }
            if !waiting.is_empty() {
                continue;
            }
            let next_try = self.next_try();
            tokio::select! {
                biased;
                command = orders.recv() => match command {
                    Some(command) => waiting.push_back(command),
                    None => return,
                },
                done = over(&mut self.syncing) => {
                    self.syncing = None;
                    self.tell.tell(News::Synced(done));
                    if std::mem::take(&mut self.wanted) {
                        self.sync();
                    }
                }
                () = tokio::time::sleep(next_try.unwrap_or(NEVER)), if next_try.is_some() => self.sync(),
            }
        }
    }

    /// How long until the engine wants to try again; `None` while it syncs, or where its last run came to
    /// its end: what is to be fetched, and what is carried for others, is tried again as is what is to be sent.
    fn next_try(&self) -> Option<Duration> {
        if self.syncing.is_some() {
            return None;
        }
        let pace = Pace::of(self.store).ok()?;
        // Only after a failure: what was never tried is tried when the app says so. This is asked after every
        // command, so nothing is counted.
        if pace.failures() == 0 {
            return None;
        }
        // By the engine's own clock, which wrote down when to try.
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
        let now = u64::try_from(now.as_millis()).ok()?;
        Some(Duration::from_millis(pace.next_try(now).saturating_sub(now)))
    }

    fn sync(&mut self) {
        if self.syncing.is_some() {
            self.wanted = true;
            return;
        }
        self.tell.tell(News::SyncBegins);
        let (store, tell) = (Arc::clone(self.store), self.tell.clone());
        self.syncing = Some(Box::pin(async move {
            let identity = store.identity().map_err(|fault| Trouble::from(&fault))?;
            let identity = identity.ok_or_else(|| Trouble::from(&StoreError::NotEnrolled))?;
            let link = Link::to(&identity).map_err(|fault| Trouble::from(&fault))?;
            let done = sync::sync(&store, &link, |event| tell.tell(News::Syncing(event))).await;
            done.map_err(|fault| Trouble::from(&fault))
        }));
    }

    fn enrol(&self, link: EnrolmentLink) {
        let (store, tell) = (Arc::clone(self.store), self.tell.clone());
        // Beside the others: a server that does not answer must not hold up a screen.
        tokio::task::spawn_blocking(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let enrolled = match runtime {
                Ok(runtime) => {
                    runtime.block_on(sync::enrol(&store, &link, None)).map_err(|fault| Trouble::from(&fault))
                }
                Err(fault) => Err(Trouble::from(&StoreError::NoChance(fault.to_string()))),
            };
            tell.tell(News::Enrolled(enrolled.map(drop)));
        });
    }

    fn obey(&mut self, command: Command) {
        let store = self.store;
        let news = match command {
            // Said where a key is lost; a store that is open has its own.
            Command::BeginAnew => return,
            Command::Who => match who(store) {
                Ok(who) => News::Who(Box::new(who)),
                Err(fault) => News::closed(&fault),
            },
            Command::TryPin(pin) => News::Pin(say(store.try_pin(&pin, (self.clock)()))),
            Command::SetPin(pin) => News::PinSet(say(store.set_pin(&pin))),
            Command::Enrol(link) => return self.enrol(link),
            Command::Home(round) => News::Home(say(store.home(&round)).map(Box::new)),
            Command::Households(round) => News::Households(say(store.households(&round))),
            Command::Search(typed) => {
                let found = say(store.search(&typed, 100));
                News::Found(typed, found)
            }
            Command::SaveDraft(id, json, page) => News::Saved(id, say(store.save_draft(id, &json, &page))),
            Command::SaveWithPhotos(id, json, page, came) => {
                News::Saved(id, self.save(id, &json, &page, came))
            }
            Command::SaveCheck(task, json, came) => {
                let saved = store.save_check(task, &json);
                if saved.is_ok() {
                    self.let_go(came);
                }
                News::CheckSaved(task, say(saved))
            }
            Command::Checks => News::Checks(say(store.checks())),
            Command::Draft(id) => News::Draft(id, say(store.draft(id))),
            Command::EditAsDraft(id) => News::Draft(id, say(store.edit_as_draft(id)).map(Some)),
            Command::LeaveDraft(id) => {
                // One that cannot go now stays, as it would if its author had changed something.
                let _ = store.leave_draft(id);
                return;
            }
            Command::DiscardDraft(id) => News::Discarded(id, say(store.discard_draft(id))),
            Command::Complete(id, json, page, came) => {
                let saved = self.save(id, &json, &page, came);
                self.tell.tell(News::Saved(id, saved.clone()));
                News::Kept(id, saved.and_then(|()| say(completed(store, id))))
            }
            Command::EditedFrom(id) => {
                News::EditedFrom(id, say(store.edited_from(id)).map(|record| record.map(Box::new)))
            }
            Command::Record(id) => News::Record(id, say(store.record(id)).map(|held| held.map(Box::new))),
            Command::Amend(id, amendment) => {
                let task = amendment.task();
                let kept = store.amend(id, task, |record| amendment.change(record));
                News::Kept(id, say(kept.map(|_| Kept::default())))
            }
            Command::Known(person, number) => News::Known(person, number, say(store.known(number))),
            Command::Similar(person, place) => {
                let similar = say(store.similar(&person, place.as_deref(), 3));
                News::Similar(person.id, similar)
            }
            Command::ExpectPhoto(draft, answer) => {
                News::Expected(say(store.expect_photo(draft, &answer)).map(|id| PendingPhoto {
                    id,
                    draft,
                    answer,
                    asked_ms: (self.clock)(),
                }))
            }
            // One that cannot be read now is asked for again at the next start.
            Command::ExpectedPhotos => News::StillExpected(store.pending_photos().unwrap_or_default()),
            Command::ExpectedOf(draft) => {
                let mut pending = store.pending_photos().unwrap_or_default();
                pending.retain(|photo| photo.draft == draft);
                News::ExpectedOf(draft, pending)
            }
            Command::KeepPhoto(ticket, file, about) => return self.keep_photo(ticket, file, about),
            Command::KeepDrawing(ticket, png, about) => {
                let kept = keep(&png, about, |photo| {
                    store.keep_photo(photo).map_err(|fault| Unkept::NotNow(Trouble::from(&fault)))
                });
                let kept = kept.map_err(|unkept| unkept.trouble().clone());
                News::Drawing(ticket, kept.map(Box::new))
            }
            Command::PhotoDone(id, file) => {
                if let Some(file) = file {
                    let _ = std::fs::remove_file(file);
                }
                // Should it stay written down, the next start finds no file for it.
                let _ = store.drop_pending(id);
                return;
            }
            Command::Picture(hash, size) => {
                let bytes = match size {
                    Size::Whole => store.photo(hash),
                    Size::Small => store.thumbnail(hash),
                };
                News::Picture(hash, size, say(bytes))
            }
            Command::Sync => return self.sync(),
            Command::Bundle(file) => News::Bundled(bundle(store, file)),
            Command::Carry(file) => News::Carrying(carry(store, &file)),
            Command::TakeIn(files) => take_in_all(store, &files),
            Command::Carried => News::Carried(carried(store)),
            Command::LetGo(id) => match say(store.let_bundle_go(id)) {
                Ok(()) => News::Carried(carried(store)),
                Err(trouble) => News::Carried(Err(trouble)),
            },
            Command::TryAgain(id) => match say(store.try_bundle_again(id)) {
                Ok(()) => News::Carried(carried(store)),
                Err(trouble) => News::Carried(Err(trouble)),
            },
            Command::Receipts(file) => News::Receipts(receipts(store, file)),
            Command::Take(file) => News::Taken(take(store, &file)),
            Command::Diagnose(file, words) => News::Diagnosed(diagnose(store, file, &words)),
            Command::Settle(number) => News::Settled(number),
        };
        self.tell.tell(news);
    }

    fn save(&self, id: RecordId, json: &str, page: &str, came: Vec<Came>) -> Result<(), Trouble> {
        say(self.store.save_draft(id, json, page))?;
        self.let_go(came);
        Ok(())
    }

    /// The draft that names these photos is on the disk, and they are, sealed: nobody is to find the clear
    /// ones, and nobody waits for them.
    fn let_go(&self, came: Vec<Came>) {
        for Came { id, file } in came {
            // The file first: a start between the two finds none, and expects the photo no more.
            let _ = std::fs::remove_file(file);
            let _ = self.store.drop_pending(id);
            self.tell.tell(News::Stands(id));
        }
    }

    /// A picture takes up to a second and more: it is made ready beside the others.
    fn keep_photo(&self, ticket: Ticket, file: PathBuf, about: NewPhoto) {
        let (store, tell) = (Arc::clone(self.store), self.tell.clone());
        tokio::task::spawn_blocking(move || {
            let kept = match read_at_most(&file, picture::MOST_SOURCE_BYTES as u64) {
                Ok(Ok(bytes)) => keep(&bytes, about, |photo| {
                    store.keep_expected(PendingId::of(ticket.0), photo).map_err(|fault| match fault {
                        StoreError::NotExpected(_) => Unkept::NotWanted(Trouble::from(&fault)),
                        _ => Unkept::NotNow(Trouble::of_unkept_photo(&fault)),
                    })
                }),
                Ok(Err(length)) => {
                    let megabytes = format!("{} MB", length / 1_000_000);
                    let fault = picture::PictureFault::TooLarge(megabytes);
                    Err(Unkept::NoPicture(Trouble::from(&fault)))
                }
                Err(fault) => Err(Unkept::NotNow(Trouble::of_taken_file(fault))),
            };
            tell.tell(News::Photo(ticket, kept.map(Box::new)));
        });
    }
}

/// Longer than any app runs: a branch that is not taken still needs a time.
const NEVER: Duration = Duration::from_secs(60 * 60 * 24 * 365);

/// A sync that is under way; never ends where there is none.
async fn over(syncing: &mut Option<Syncing>) -> Result<Done, Trouble> {
    match syncing {
        Some(syncing) => syncing.await,
        None => std::future::pending().await,
    }
}

/// A save of a draft that is saved again right after, and a search whose words are typed on.
fn is_outdated(command: &Command, waiting: &VecDeque<Command>) -> bool {
    match command {
        Command::SaveDraft(id, ..) => {
            // Only up to what must see it: a completion takes what was saved before it.
            waiting
                .iter()
                .take_while(|next| {
                    !matches!(
                        next,
                        Command::Complete(..)
                            | Command::LeaveDraft(_)
                            | Command::ExpectPhoto(..)
                            | Command::Settle(_)
                    )
                })
                .any(|next| {
                    matches!(next, Command::SaveDraft(other, ..) | Command::SaveWithPhotos(other, ..) if other == id)
                })
        }
        Command::SaveCheck(task, ..) => waiting
            .iter()
            .take_while(|next| {
                !matches!(next, Command::Amend(..) | Command::ExpectPhoto(..) | Command::Settle(_))
            })
            .any(|next| matches!(next, Command::SaveCheck(other, ..) if other == task)),
        Command::Search(_) => waiting.iter().any(|next| matches!(next, Command::Search(_))),
        _ => false,
    }
}

fn say<T>(result: Result<T, StoreError>) -> Result<T, Trouble> {
    result.map_err(|fault| Trouble::from(&fault))
}

/// A draft becomes a record.
fn completed(store: &Store, id: RecordId) -> Result<Kept, StoreError> {
    store.complete(id)?;
    // It is kept: that it cannot be read at this moment takes nothing back.
    let held = store.record(id).ok().flatten();
    Ok(Kept { withdrawn: held.and_then(|held| held.record.withdraw).map(|withdrawn| withdrawn.reason) })
}

fn who(store: &Store) -> Result<Who, StoreError> {
    let is_sealed = store.is_sealed()?;
    Ok(Who {
        identity: store.identity()?,
        lists: if is_sealed { None } else { store.lists()? },
        is_sealed,
        has_pin: store.has_pin()?,
        usual_tambons: if is_sealed { Vec::new() } else { store.usual_tambons()? },
    })
}

/// Makes a picture ready, and has it put where it is kept.
fn keep(
    bytes: &[u8],
    about: NewPhoto,
    put: impl FnOnce(&KeptPhoto<'_>) -> Result<(), Unkept>,
) -> Result<Photo, Unkept> {
    let kept = picture::keep(bytes).map_err(|fault| Unkept::NoPicture(Trouble::from(&fault)))?;
    put(&KeptPhoto::from(&kept))?;
    Ok(Photo {
        hash: kept.hash,
        kind: Some(about.kind),
        taken_at: kept.taken_at.or(about.taken_at),
        at: kept.at.or(about.at),
        source_hash: Some(kept.source_hash),
        device: about.device,
        caption: None,
        unknown: Default::default(),
    })
}

/// A file's bytes; or its length, where it is too long to be what is wanted: not a byte of it is then read,
/// for a phone has no room for whatever another app hands over.
fn read_at_most(file: &std::path::Path, most: u64) -> std::io::Result<Result<Vec<u8>, u64>> {
    let length = std::fs::metadata(file)?.len();
    if length > most { Ok(Err(length)) } else { std::fs::read(file).map(Ok) }
}

/// What a courier carries, there or back.
fn read_carried(file: &std::path::Path) -> Result<Vec<u8>, Trouble> {
    let read = read_at_most(file, sync::courier::MOST_SEALED_BYTES).map_err(Trouble::of_own_file)?;
    read.map_err(|_| Trouble::from(&SyncError::NotABundle))
}

/// Writes a file that is handed over. One of before by this name may still be on its way, by Bluetooth for minutes:
/// whoever has that open reads it to its end.
fn write_whole(file: &std::path::Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut draft = file.as_os_str().to_owned();
    draft.push(".draft");
    let draft = PathBuf::from(draft);
    let written = std::fs::File::create(&draft)
        .and_then(|mut out| out.write_all(bytes).and_then(|()| out.sync_all()))
        .and_then(|()| std::fs::rename(&draft, file));
    if written.is_err() {
        // Half of it is of no use, and takes the room that was missing.
        let _ = std::fs::remove_file(&draft);
    }
    written
}

fn bundle(store: &Store, file: PathBuf) -> Result<Bundled, Trouble> {
    let made = sync::courier::bundle(store).map_err(|fault| Trouble::from(&fault))?;
    write_whole(&file, &made.sealed).map_err(Trouble::of_own_file)?;
    let sync::courier::Made { changes, photos, asked, photos_left, photos_damaged, .. } = made;
    Ok(Bundled { file, changes, photos, asked, photos_left, photos_damaged })
}

fn carry(store: &Store, file: &std::path::Path) -> Result<BundleId, Trouble> {
    let sealed = read_carried(file)?;
    sync::courier::carry(store, &sealed).map_err(|fault| Trouble::from(&fault))
}

fn carried(store: &Store) -> Result<Carried, Trouble> {
    let bundles = say(store.carried())?;
    let owners = sync::courier::owners(store, &bundles).map_err(|fault| Trouble::from(&fault))?;
    Ok(Carried { bundles, owners })
}

fn receipts(store: &Store, file: PathBuf) -> Result<PathBuf, Trouble> {
    let receipts = sync::courier::receipts(store).map_err(|fault| Trouble::from(&fault))?;
    write_whole(&file, receipts.as_bytes()).map_err(Trouble::of_own_file)?;
    Ok(file)
}

fn take(store: &Store, file: &std::path::Path) -> Result<Brought, Trouble> {
    let brought = String::from_utf8(read_carried(file)?).map_err(Trouble::of_own_file)?;
    sync::courier::take(store, &brought).map_err(|fault| Trouble::from(&fault))
}

/// One says what came of it as if it had been chosen; of several it is said once for all.
fn take_in_all(store: &Store, files: &[PathBuf]) -> News {
    if let [file] = files {
        return take_in(store, file);
    }
    let mut took = TookIn { files: files.len(), ..TookIn::default() };
    for (before, file) in files.iter().enumerate() {
        let bytes = std::fs::metadata(file).map_or(0, |file| file.len());
        match take_in(store, file) {
            News::Carrying(Ok(_)) => took.bundles += 1,
            News::Taken(Ok(brought)) => {
                took.receipts = Some(took.receipts.unwrap_or_default().and(brought));
            }
            News::Carrying(Err(trouble)) | News::Taken(Err(trouble)) => {
                took.untaken.push(Untaken { place: before + 1, bytes, trouble });
            }
            _ => {}
        }
    }
    News::TookIn(took)
}

/// What is said where there is no room now, or the store is busy. The file is whole, and somebody's only way to the office:
/// the next start of the app takes it in.
fn waits(fault: &SyncError) -> Option<Trouble> {
    match fault {
        SyncError::Store(fault @ (StoreError::Full | StoreError::Busy)) => {
            Some(Trouble::of_a_file_that_waits(fault))
        }
        _ => None,
    }
}

fn take_in(store: &Store, file: &std::path::Path) -> News {
    let news = match read_carried(file) {
        Err(trouble) => News::Carrying(Err(trouble)),
        Ok(bytes) if sync::courier::is_bundle(&bytes) => {
            let carried = sync::courier::carry(store, &bytes);
            if let Some(waits) = carried.as_ref().err().and_then(waits) {
                return News::Carrying(Err(waits));
            }
            News::Carrying(carried.map_err(|fault| Trouble::from(&fault)))
        }
        Ok(bytes) => match String::from_utf8(bytes) {
            Ok(brought) => {
                let taken = sync::courier::take(store, &brought);
                if let Some(waits) = taken.as_ref().err().and_then(waits) {
                    return News::Taken(Err(waits));
                }
                News::Taken(taken.map_err(|fault| Trouble::from(&fault)))
            }
            Err(_) => News::Carrying(Err(Trouble::from(&SyncError::NotABundle))),
        },
    };
    // It was a copy of the app's own.
    let _ = std::fs::remove_file(file);
    news
}

fn diagnose(store: &Store, file: PathBuf, words: &str) -> Result<PathBuf, Trouble> {
    let status = say(store.status())?;
    let pace = say(store.pace())?;
    let found = store.found_at_start();
    let text = format!("{words}\nstatus: {status:?}\npace: {pace}\nfound at start: {found}\n");
    write_whole(&file, text.as_bytes()).map_err(Trouble::of_own_file)?;
    Ok(file)
}

#[cfg(test)]
#[path = "worker_tests.rs"]
mod tests;
