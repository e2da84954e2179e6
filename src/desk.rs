//! What every screen works with: the worker, the device, who holds the phone, where it is, and where
//! the app goes next.
//!
//! Owns what is true for the app as a whole. Refuses to know any screen: one is handed in to be
//! shown, and is told the rest. Called by `screens`, and by `app` between them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::time::Duration;

use chrono::NaiveDate;
use register::calendar::Round;
use register::moment::Moment;
use register::record::Fix;
use register::wire::{Lists, Role};
use store::Identity;
use sync::{Done, Event, Phase};

use crate::device::{Device, FromDevice, Hindrance};
use crate::face::Question;
use crate::form::{Filling, Whereabouts};
use crate::ground::Boundary;
use crate::looks::Looks;
use crate::screens::Screen;
use crate::trouble::Trouble;
use crate::worker::{Command, News, Who, Worker};

/// Who walks has left a place after so many milliseconds.
const POSITION_LASTS_MS: u64 = 10_000;

/// A position that is to be known roughly only is moved by Android so far and more, and says so.
const ROUGH_M: f64 = 1_000.0;

/// Whoever comes back after so many milliseconds says the PIN again: the phone may be in other hands.
const STAYS_OPEN_MS: u64 = 5 * 60_000;

/// Where the app goes next.
pub(crate) enum Move {
    /// A screen comes on top.
    Onto(Box<dyn Screen>),
    /// A screen comes in the place of all.
    OnlyThis(Box<dyn Screen>),
    /// The one below comes on top again.
    Back,
    /// The one on top has an answer for the one below it.
    Filled(Box<Filling>),
}

/// How syncing stands.
#[derive(Clone, Debug, Default)]
pub struct Syncing {
    /// Whether a sync is under way.
    pub now: bool,
    /// How far it is: what, so much, of so much.
    pub progress: Option<(Phase, u64, u64)>,
    /// Why it is trying again, or what was set aside.
    pub word: Option<String>,
    /// What the last one came to.
    pub last: Option<Result<Done, Trouble>>,
}

/// What every screen works with.
pub struct Desk {
    /// The device.
    pub device: Rc<dyn Device>,
    worker: Worker,
    looks: Looks,
    looks_changed: bool,
    /// Who this phone is; nobody before the worker has said.
    pub who: Who,
    /// A question over everything; and whether it is only word of something, after which the app goes on.
    pub question: Option<(Question, bool)>,
    /// Where the phone is.
    pub whereabouts: Whereabouts,
    /// Positions of the last seconds and the newest one before, each with what the device's clock said then: the
    /// window may stand still meanwhile.
    recent: Vec<(Fix, u64)>,
    /// When it began to look for them, by the same clock.
    looks_since: u64,
    boundary: Boundary,
    /// How syncing stands.
    pub syncing: Syncing,
    /// Photos that the check at the start found missing before the office had them.
    pub lost_photos: usize,
    /// Photos that nobody wants any more, and that may come all the same.
    unwanted: BTreeSet<crate::device::Ticket>,
    /// Whether somebody opened the app with its PIN, and it was not locked since.
    is_open: bool,
    /// Since when nobody sees it, by the device's clock; `None` where it is seen, or a camera or a chooser of its
    /// own stands over it.
    hidden_since: Option<u64>,
    /// The question that stood over everything when it was locked.
    set_aside: Option<(Question, bool)>,
    /// Files that other apps handed over, in their order, until a screen takes them.
    handed: Vec<PathBuf>,
    /// All of those that this life of the app was told of: one that lay there at its start may be told twice.
    ever_handed: BTreeSet<PathBuf>,
    /// A link that was opened, until a screen takes it.
    linked: Option<String>,
    /// Syncs that end until the one is over that the person asked for.
    sends: u8,
    moves: Vec<Move>,
    /// Photos and enrolments that go on beside the other commands.
    beside: usize,
    ordered: u64,
    next_ticket: u64,
}

impl Desk {
    pub(crate) fn new(worker: Worker, device: Rc<dyn Device>, looks: Looks) -> Self {
        Self {
            device,
            worker,
            looks,
            looks_changed: false,
            who: Who::default(),
            question: None,
            whereabouts: Whereabouts::default(),
            recent: Vec::new(),
            looks_since: 0,
            boundary: Boundary::default(),
            syncing: Syncing::default(),
            lost_photos: 0,
            unwanted: BTreeSet::new(),
            is_open: false,
            hidden_since: None,
            set_aside: None,
            handed: Vec::new(),
            ever_handed: BTreeSet::new(),
            linked: None,
            sends: 0,
            moves: Vec::new(),
            beside: 0,
            ordered: 0,
            next_ticket: 0,
        }
    }

    /// Gives the worker something to do.
    pub fn order(&mut self, command: Command) {
        match command {
            Command::Settle(_) => self.ordered = 0,
            Command::KeepPhoto(..) | Command::Enrol(_) => {
                self.beside += 1;
                self.ordered += 1;
            }
            Command::Sync => {
                self.syncing.now = true;
                self.syncing.word = None;
                self.ordered += 1;
            }
            _ => self.ordered += 1,
        }
        self.worker.order(command);
    }

    pub(crate) fn news(&self) -> Option<News> {
        self.worker.news()
    }

    pub(crate) fn next_news(&self, patience: Duration) -> Option<News> {
        self.worker.next_news(patience)
    }

    pub(crate) fn is_busy(&self) -> bool {
        self.beside > 0 || self.syncing.now
    }

    pub(crate) fn ordered_since_settled(&self) -> u64 {
        self.ordered
    }

    /// A surveyor as they are called.
    pub(crate) fn surveyor_named(&self, id: &str) -> String {
        crate::form::surveyor_named(&self.names(), id)
    }

    /// Surveyors' names by their code, as far as this phone is told.
    pub(crate) fn names(&self) -> BTreeMap<String, String> {
        let team = self.lists().into_iter().flat_map(|lists| lists.team.iter());
        let own = self.identity().map(|identity| &identity.surveyor);
        team.map(|phone| (phone.surveyor.clone(), phone.name.clone()))
            .chain(own.map(|own| (own.id.clone(), own.name.clone())))
            .collect()
    }

    /// A ticket for the device that no other question has.
    pub fn ticket(&mut self) -> crate::device::Ticket {
        self.next_ticket += 1;
        crate::device::Ticket(self.next_ticket)
    }

    /// Nobody wants that photo any more, whenever it comes.
    pub(crate) fn let_photo_go(&mut self, ticket: crate::device::Ticket) {
        self.unwanted.insert(ticket);
        self.device.let_photo_go(ticket);
    }

    /// A screen comes on top of this one.
    pub fn onto(&mut self, screen: impl Screen + 'static) {
        self.moves.push(Move::Onto(Box::new(screen)));
    }

    /// A screen comes in the place of all.
    pub fn only(&mut self, screen: impl Screen + 'static) {
        self.moves.push(Move::OnlyThis(Box::new(screen)));
    }

    /// The screen below comes on top again.
    pub fn back(&mut self) {
        self.moves.push(Move::Back);
    }

    /// An answer for the screen below this one.
    pub fn filled(&mut self, filling: Filling) {
        self.moves.push(Move::Filled(Box::new(filling)));
    }

    pub(crate) fn is_moving(&self) -> bool {
        !self.moves.is_empty()
    }

    /// The files that other apps handed over, each once.
    pub fn take_handed(&mut self) -> Vec<PathBuf> {
        std::mem::take(&mut self.handed)
    }

    fn is_handed(&mut self, file: &Path) {
        if self.ever_handed.insert(file.to_owned()) {
            self.handed.push(file.to_owned());
        }
    }

    /// The link that was opened, once.
    pub fn take_linked(&mut self) -> Option<String> {
        self.linked.take()
    }

    /// Sends now, because the person says so: also when they put the device away meanwhile.
    pub fn send_now(&mut self) {
        // One that is under way may have passed by what waits: another follows it.
        self.sends = if self.syncing.now { 2 } else { 1 };
        self.device.sending(true);
        self.order(Command::Sync);
    }

    /// Whether the sync that the person asked for is not over yet.
    pub(crate) fn is_sending(&self) -> bool {
        self.sends > 0
    }

    pub(crate) fn moves(&mut self) -> Vec<Move> {
        std::mem::take(&mut self.moves)
    }

    /// Tells of a trouble, over everything.
    pub fn trouble(&mut self, trouble: &Trouble) {
        self.question = Some((Question::from(trouble), true));
    }

    /// Says a word over everything.
    pub fn say(&mut self, question: Question) {
        self.question = Some((question, true));
    }

    /// Asks something over everything; the screen on top is told the answer.
    pub fn ask(&mut self, question: Question) {
        self.question = Some((question, false));
    }

    /// How it looks.
    pub fn looks(&self) -> Looks {
        self.looks
    }

    /// Looks this way from now on.
    pub fn look(&mut self, looks: Looks) {
        self.looks = looks;
        self.looks_changed = true;
        looks.keep(&self.device.folder());
    }

    pub(crate) fn looks_changed(&mut self) -> bool {
        std::mem::take(&mut self.looks_changed)
    }

    /// Who this phone is, once it is enrolled.
    pub fn identity(&self) -> Option<&Identity> {
        self.who.identity.as_ref()
    }

    /// What the office set, as far as it is known.
    pub fn lists(&self) -> Option<&Lists> {
        self.who.lists.as_ref()
    }

    /// Whether whoever holds the phone has this role.
    pub fn has_role(&self, role: Role) -> bool {
        let of_lists = self.lists().map(|lists| &lists.surveyor);
        let surveyor = of_lists.or_else(|| self.identity().map(|identity| &identity.surveyor));
        surveyor.is_some_and(|surveyor| surveyor.roles.contains(&role))
    }

    /// Now, by the device.
    pub fn now(&self) -> Moment {
        self.device.now()
    }

    /// Today, by the device.
    pub fn today(&self) -> NaiveDate {
        self.now().date_time().date_naive()
    }

    /// The round of today.
    pub fn round(&self) -> Round {
        Round::of(self.today())
    }

    /// The device's clock: milliseconds since 1970.
    fn clock(&self) -> u64 {
        (self.device.clock())()
    }

    /// A file of the app's own, to hand over or to write into.
    pub fn file(&self, name: &str) -> PathBuf {
        let folder = self.device.folder().join("files");
        // Whoever writes there says so if it could not be made.
        let _ = std::fs::create_dir_all(&folder);
        folder.join(name)
    }

    /// Begins to look for the position, from nothing.
    pub fn look_for_position(&mut self) {
        self.whereabouts = Whereabouts { looking: true, ..Whereabouts::default() };
        self.recent.clear();
        self.looks_since = self.clock();
        self.device.watch_position(true);
    }

    /// Looks for the position where nobody does and nothing hinders it.
    pub fn go_on_looking(&mut self) {
        if !self.whereabouts.looking && self.whereabouts.hindrance.is_none() {
            self.look_for_position();
        }
    }

    /// Where the phone is now: `None` where the newest position is of some time ago, when it may have been
    /// elsewhere. Several receivers tell at once, and some only roughly: the best of the last seconds.
    pub fn here(&self) -> Option<Fix> {
        let now = self.clock();
        // The newest of those that are as good as each other.
        let recent = self.recent.iter().rev().filter(|(_, at)| is_of_now(*at, now));
        recent.min_by(|(a, _), (b, _)| radius(a).total_cmp(&radius(b))).map(|(fix, _)| fix.clone())
    }

    /// Where the phone was last, since it began to look: it says itself when that was.
    pub fn last_position(&self) -> Option<Fix> {
        self.here().or_else(|| self.recent.last().map(|(fix, _)| fix.clone()))
    }

    /// Whether somebody opened the app with its PIN.
    pub(crate) fn is_open(&self) -> bool {
        self.is_open
    }

    /// The app is seen no more, or again; `awaits` whether a camera or a chooser of its own is what hides it. Says
    /// whether the PIN is to be said now: its author was away for long.
    pub(crate) fn locks(&mut self, news: &FromDevice, awaits: bool) -> bool {
        let now = self.clock();
        match news {
            FromDevice::Hidden if awaits => self.hidden_since = None,
            FromDevice::Hidden => self.hidden_since = self.hidden_since.or(Some(now)),
            FromDevice::Seen => {
                // A clock that was set back meanwhile opens nothing.
                let was_long =
                    self.hidden_since.take().is_some_and(|then| now.abs_diff(then) > STAYS_OPEN_MS);
                if was_long && self.is_open {
                    self.is_open = false;
                    self.set_aside = self.question.take();
                    return true;
                }
            }
            _ => {}
        }
        false
    }

    /// It was opened again: what was asked when it was locked is asked still.
    pub(crate) fn goes_on_asking(&mut self) {
        if let Some(question) = self.set_aside.take() {
            self.question = Some(question);
        }
    }

    /// What a page asked beneath the lock is asked when that is opened, or the lock would be told the answer; what it
    /// only says is said over it. `over` is what stood over the lock before.
    pub(crate) fn asks_later(&mut self, over: Option<(Question, bool)>) {
        match self.question.take() {
            Some((asked, false)) => (self.set_aside, self.question) = (Some((asked, false)), over),
            word => self.question = word.or(over),
        }
    }

    /// Stops looking.
    pub fn stop_looking(&mut self) {
        self.whereabouts.looking = false;
        self.recent.clear();
        self.device.watch_position(false);
    }

    pub(crate) fn tick(&mut self) {
        if self.whereabouts.looking {
            self.whereabouts.since_s = self.clock().saturating_sub(self.looks_since) / 1_000;
        }
    }

    pub(crate) fn device_tells(&mut self, news: &FromDevice) {
        match news {
            FromDevice::Position { fix, mock } => self.take_position(fix, *mock),
            // Positions come all the same, if only rough ones.
            FromDevice::NoPosition(hindrance @ Hindrance::Roughly) => {
                self.whereabouts.roughly = Some(Trouble::of_position(hindrance));
            }
            FromDevice::NoPosition(hindrance) => {
                self.whereabouts.hindrance = Some(Trouble::of_position(hindrance));
                if matches!(hindrance, Hindrance::NotAllowed | Hindrance::Absent) {
                    self.whereabouts.looking = false;
                }
            }
            FromDevice::Network(crate::device::Network::Free | crate::device::Network::Metered)
                if self.identity().is_some() =>
            {
                self.order(Command::Sync);
            }
            FromDevice::Handed(Ok(file)) => self.is_handed(file),
            FromDevice::Handed(Err(hindrance)) => {
                if let Some(trouble) = Trouble::of_file(hindrance) {
                    self.trouble(&trouble);
                }
            }
            FromDevice::Photo(ticket, Ok(file)) if self.unwanted.remove(ticket) => {
                self.order(Command::PhotoDone(store::PendingId::of(ticket.0), Some(file.clone())));
            }
            // None came of it after all.
            FromDevice::Photo(ticket, Err(_)) if self.unwanted.remove(ticket) => {}
            FromDevice::Linked(link) => self.linked = Some(link.clone()),
            // The app was killed while the scanner or the chooser stood over it: who asked is gone, what they
            // asked for is not.
            FromDevice::Link(ticket, Ok(link)) if self.is_of_an_earlier_life(*ticket) => {
                self.linked = Some(link.clone());
            }
            FromDevice::File(ticket, Ok(file)) if self.is_of_an_earlier_life(*ticket) => {
                self.is_handed(file);
            }
            _ => {}
        }
    }

    /// Whether a question was asked before the app was killed and began anew: answers come before anything else is
    /// asked.
    fn is_of_an_earlier_life(&self, ticket: crate::device::Ticket) -> bool {
        ticket.0 > self.next_ticket
    }

    /// The best position stays until a better one comes.
    fn take_position(&mut self, fix: &Fix, mock: bool) {
        let now = self.clock();
        let here = &mut self.whereabouts;
        here.hindrance = None;
        if radius(fix) < ROUGH_M {
            // It was allowed in the settings meanwhile.
            here.roughly = None;
        }
        here.mock |= mock;
        self.recent.retain(|(_, at)| is_of_now(*at, now));
        self.recent.push((fix.clone(), now));
        if here.best.as_ref().is_none_or(|best| radius(fix) <= radius(best)) {
            here.best = Some(fix.clone());
            here.outside = self.boundary.is_outside(fix);
        }
    }

    pub(crate) fn take_news(&mut self, news: &News) {
        match news {
            News::Who(who) => {
                self.who = Who {
                    identity: who.identity.clone(),
                    lists: who.lists.clone(),
                    is_sealed: who.is_sealed,
                    has_pin: who.has_pin,
                    usual_tambons: who.usual_tambons.clone(),
                };
                // There is nothing that a PIN would open.
                self.is_open &= !who.is_sealed;
                let boundary = self.who.lists.as_ref().and_then(|lists| lists.form.boundary.as_ref());
                self.boundary = Boundary::read(boundary);
            }
            // Whoever chose a PIN just now need not say it.
            News::Pin(Ok(store::Tried::Open)) | News::PinSet(Ok(())) => self.is_open = true,
            News::Opened { lost_photos } => self.lost_photos = *lost_photos,
            News::Photo(..) => self.beside = self.beside.saturating_sub(1),
            News::Enrolled(enrolled) => {
                self.beside = self.beside.saturating_sub(1);
                if enrolled.is_ok() {
                    self.order(Command::Who);
                }
            }
            News::SyncBegins => {
                self.syncing.now = true;
                self.syncing.word = None;
            }
            News::Syncing(event) => match event {
                Event::Progress { phase, done, total } => {
                    self.syncing.progress = Some((*phase, *done, *total));
                }
                Event::Trying(_) => self.syncing.word = Some("สัญญาณขาดหาย กำลังลองใหม่".to_owned()),
                // Nothing of what is open may be seen any longer, and nothing more can be kept.
                Event::Sealed => self.order(Command::Who),
                Event::Aside(_) => {
                    self.syncing.word = Some("ศูนย์ยังไม่รับบางรายการ ดูเหตุผลในรายชื่อบ้าน".to_owned());
                }
                _ => {}
            },
            News::Kept(_, Ok(_)) => self.device.has_work(),
            News::Synced(done) => {
                if self.sends == 1 {
                    self.device.sending(false);
                }
                self.sends = self.sends.saturating_sub(1);
                // A locked phone has nothing that another try would send; the office's word reaches it by the
                // regular one.
                let is_left = match done {
                    Ok(done) => done.left > 0 && !done.sealed,
                    Err(_) => true,
                };
                if is_left && self.identity().is_some() {
                    self.device.has_work();
                }
                self.syncing.now = false;
                self.syncing.progress = None;
                // That it tries again is true no more; what was set aside is.
                if done.as_ref().map_or(0, |done| done.aside) == 0 {
                    self.syncing.word = None;
                }
                self.syncing.last = Some(done.clone());
                // Lists, tasks and who holds this phone may be others now.
                self.order(Command::Who);
            }
            _ => {}
        }
    }
}

/// Whether a position of that time is of now. Where the clock was set since, nobody knows.
fn is_of_now(at: u64, now: u64) -> bool {
    now.abs_diff(at) <= POSITION_LASTS_MS
}

/// How far the true place may lie from it, in metres.
fn radius(fix: &Fix) -> f64 {
    fix.accuracy_m.unwrap_or(f64::INFINITY)
}
