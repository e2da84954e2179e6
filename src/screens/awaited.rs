//! Photos on their way into a draft, from the tap that opens the camera until the draft that names them is
//! on the disk; and leaving a draft's page meanwhile.
//!
//! Owns the order in which that happens: expected on the disk before the camera opens; kept, while what the
//! camera gave stays where it is; and only when the draft that names the photo is saved is the file removed
//! and the photo expected no more. Wherever the app is killed, the next start finds the photo in its draft,
//! or its file. Several may be on their way at once, and their author on another page by then. Whoever leaves
//! the page goes when all of that is over, and is asked first where the draft could not be saved. Whoever is done
//! waits for a photo that was chosen and is still being copied, or gives it up: it is theirs to say.
//!
//! Refuses to know what a draft is. Called by `capture` and `tasks`, each for its own drafts.

use std::collections::VecDeque;
use std::path::PathBuf;

use register::record::{Fix, Photo, PhotoKind, RecordId};
use store::PendingPhoto;

use crate::desk::Desk;
use crate::device::{FromDevice, Ticket, in_thailand};
use crate::face::Question;
use crate::sheet::{Row, Tone};
use crate::trouble::Trouble;
use crate::worker::{Came, Command, NewPhoto, News, Unkept};

/// How a photo comes that was there already, as it is written down.
const CHOSEN: &str = "chosen";

/// For which answer a photo is expected, as it is written down before the camera opens.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Answer {
    /// The row that opened the camera.
    pub row: String,
    /// What the photo shows.
    pub kind: PhotoKind,
    /// The page of that row; empty where there are none, or where an older version of the app wrote it down.
    pub page: String,
    /// Whether it is a picture that was there already: it was not taken when it was asked for, nor there.
    pub is_chosen: bool,
    /// Where the phone was when the camera was opened. It stands on the disk with the rest, for the camera's picture
    /// may come to another life of the app, or be kept at home.
    pub at: Option<Fix>,
}

impl Answer {
    /// As it was written down.
    pub(crate) fn read(written: &str) -> Self {
        let mut lines = written.split('\n');
        let mut line = || lines.next().unwrap_or_default();
        let (answer, page, how, at) = (line(), line(), line(), line());
        let (row, kind) = answer.rsplit_once(' ').unwrap_or((answer, ""));
        Self {
            row: row.to_owned(),
            kind: kind.parse().unwrap_or(PhotoKind::Other),
            page: page.to_owned(),
            is_chosen: how == CHOSEN,
            at: serde_json::from_str(at).ok(),
        }
    }

    /// For a row of a page; how it comes is added when it is asked for.
    pub(crate) fn of(row: String, kind: PhotoKind, page: String) -> Self {
        Self { row, kind, page, is_chosen: false, at: None }
    }

    fn written(&self) -> String {
        let at = self.at.as_ref().and_then(|at| serde_json::to_string(at).ok()).unwrap_or_default();
        let how = if self.is_chosen { CHOSEN } else { "" };
        format!("{} {}\n{}\n{how}\n{at}", self.row, self.kind, self.page)
    }

    /// What is known of its photo besides its bytes. A camera's was taken when and where it was asked for, however
    /// much later it is kept; of one that was there already, only what stands in it.
    pub(crate) fn about(&self, desk: &Desk, asked_ms: u64) -> NewPhoto {
        NewPhoto {
            kind: self.kind,
            taken_at: (!self.is_chosen).then(|| in_thailand(asked_ms)),
            at: self.at.clone().filter(|_| !self.is_chosen),
            device: device(desk),
        }
    }
}

/// One of them.
struct OnItsWay {
    pending: PendingPhoto,
    /// What the camera gave; `None` while it is open, and while what was chosen is being copied.
    file: Option<PathBuf>,
    /// It could not be kept when that was tried.
    is_unkept: bool,
}

impl OnItsWay {
    fn ticket(&self) -> Ticket {
        Ticket(self.pending.id.number())
    }

    fn is_being_kept(&self) -> bool {
        self.file.is_some() && !self.is_unkept
    }

    fn keep(&self, desk: &mut Desk) {
        if let Some(file) = &self.file {
            let about = Answer::read(&self.pending.answer).about(desk, self.pending.asked_ms);
            desk.order(Command::KeepPhoto(self.ticket(), file.clone(), about));
        }
    }
}

/// The photos of one draft.
pub(crate) struct Awaited {
    draft: RecordId,
    /// It is being written down that these are expected; whether each is chosen and not taken.
    to_expect: VecDeque<bool>,
    on_their_way: Vec<OnItsWay>,
    /// The draft names these, and is not known to be on the disk yet: whoever saves it says so of them.
    came: Vec<Came>,
    /// Their author leaves the page, as soon as everything is on the disk.
    is_left: bool,
    /// A camera or a chooser stands over the app.
    stands_over: bool,
}

impl Awaited {
    pub(crate) fn of(draft: RecordId) -> Self {
        Self {
            draft,
            to_expect: VecDeque::new(),
            on_their_way: Vec::new(),
            came: Vec::new(),
            is_left: false,
            stands_over: false,
        }
    }

    /// Their author leaves the page once everything is on the disk. The draft is to be saved after this, or is
    /// thrown away.
    pub(crate) fn leave(&mut self) {
        self.is_left = true;
    }

    /// Their author does something else on the page first.
    pub(crate) fn stay(&mut self) {
        self.is_left = false;
    }

    /// Whether their author is leaving.
    pub(crate) fn is_left(&self) -> bool {
        self.is_left
    }

    /// Leaves the page, whatever is on its way.
    pub(crate) fn go_away(&mut self, desk: &mut Desk) {
        self.is_left = false;
        desk.stop_looking();
        desk.back();
    }

    /// A save is over, or a photo came: whoever leaves may be able to now. Says whether they are asked instead
    /// if they leave what could not be saved; `unsaved` says why it could not.
    pub(crate) fn goes_on_leaving(&mut self, desk: &mut Desk, unsaved: Option<&Trouble>) -> bool {
        if !self.is_left || self.is_keeping() {
            return false;
        }
        match unsaved {
            Some(trouble) => {
                self.is_left = false;
                desk.ask(leaves_unsaved(trouble));
                return true;
            }
            None if self.came.is_empty() => self.go_away(desk),
            None => {}
        }
        false
    }

    /// Opens the camera, or the pictures that there are, once it is written down for which answer. The draft
    /// must have been ordered to be saved before.
    pub(crate) fn expect(&mut self, desk: &mut Desk, answer: &Answer, chooses: bool) {
        // A second tap before the camera opens is the same wish.
        if self.to_expect.is_empty() {
            let at = if chooses { None } else { desk.last_position() };
            let answer = Answer { is_chosen: chooses, at, ..answer.clone() };
            desk.order(Command::ExpectPhoto(self.draft, answer.written()));
            self.to_expect.push_back(chooses);
        }
    }

    /// Photos that the draft names since it was last known to be on the disk.
    pub(crate) fn came(&self) -> Vec<Came> {
        self.came.clone()
    }

    /// Whether one is being kept just now.
    pub(crate) fn is_keeping(&self) -> bool {
        self.on_their_way.iter().any(OnItsWay::is_being_kept)
    }

    /// Whether everything that was taken or chosen stands in the draft. What is chosen comes back before it is
    /// copied: a draft that ended meanwhile would take along that it is expected.
    pub(crate) fn is_all_there(&self) -> bool {
        self.to_expect.is_empty() && self.on_their_way.is_empty()
    }

    /// Whether a camera or a chooser is open or about to be, or what was chosen is being copied.
    pub(crate) fn is_awaited(&self) -> bool {
        !self.to_expect.is_empty() || self.on_their_way.iter().any(|photo| photo.file.is_none())
    }

    /// Whether a camera or a chooser stands over the app, or is about to. What was chosen is copied when that is gone.
    pub(crate) fn stands_over(&self) -> bool {
        self.stands_over || !self.to_expect.is_empty()
    }

    /// Whoever is done waits no longer for what the camera or the chooser did not bring yet.
    pub(crate) fn give_up(&mut self, desk: &mut Desk) {
        for photo in self.on_their_way.extract_if(.., |photo| photo.file.is_none()) {
            desk.let_photo_go(photo.ticket());
            desk.order(Command::PhotoDone(photo.pending.id, None));
        }
    }

    /// Whether nothing is on its way: no camera is open or about to open, nothing is being kept or saved.
    pub(crate) fn is_idle(&self) -> bool {
        self.to_expect.is_empty() && self.on_their_way.is_empty() && self.came.is_empty()
    }

    /// Those that could not be kept are tried again.
    pub(crate) fn try_again(&mut self, desk: &mut Desk) {
        for photo in self.on_their_way.iter_mut().filter(|photo| photo.is_unkept) {
            photo.is_unkept = false;
            photo.keep(desk);
        }
    }

    /// Those that could not be kept are not wanted any more.
    pub(crate) fn let_unkept_go(&mut self, desk: &mut Desk) {
        for photo in self.on_their_way.extract_if(.., |photo| photo.is_unkept) {
            desk.order(Command::PhotoDone(photo.pending.id, photo.file));
        }
    }

    /// The draft was thrown away, and what came for it with it.
    pub(crate) fn let_what_came_go(&mut self, desk: &mut Desk) {
        for Came { id, file } in self.came.drain(..) {
            desk.order(Command::PhotoDone(id, Some(file)));
        }
    }

    /// Those that are expected for the draft since before this page was opened: where what the camera gave is there
    /// still, it is kept now; where it is still being copied, it is waited for.
    pub(crate) fn take_up(&mut self, desk: &mut Desk, expected: &[PendingPhoto]) {
        for pending in expected {
            let is_known = self.on_their_way.iter().any(|photo| photo.pending.id == pending.id)
                || self.came.iter().any(|came| came.id == pending.id);
            if is_known {
                continue;
            }
            let ticket = Ticket(pending.id.number());
            // Asked first: what is whole in between is told, and what was whole before is found.
            let is_coming = desk.device.is_photo_coming(ticket);
            let file = desk.device.leftover_photo(ticket);
            if file.is_some() || is_coming {
                let photo = OnItsWay { pending: pending.clone(), file, is_unkept: false };
                photo.keep(desk);
                self.on_their_way.push(photo);
            }
        }
    }

    /// What is to be known of them, for the top of a sheet.
    pub(crate) fn rows(&self) -> Vec<Row> {
        let mut rows = Vec::new();
        if self.is_keeping() {
            rows.push(Row::note("keeping", Tone::Plain, "กำลังเก็บรูป…"));
        }
        if self.on_their_way.iter().any(|photo| photo.file.is_none()) {
            rows.push(
                Row::note("awaited", Tone::Plain, WAITING)
                    .hint("รูปยังมาไม่ถึง สำรวจต่อได้เลย")
                    .choice("give-up", GIVE_UP),
            );
        }
        if self.on_their_way.iter().any(|photo| photo.is_unkept) {
            rows.push(
                Row::note("unkept", Tone::Wrong, "รูปที่ถ่ายไว้ยังเก็บไม่ได้")
                    .hint("รูปยังอยู่ในเครื่อง")
                    .choice("again", "ลองเก็บรูปอีกครั้ง")
                    .choice("drop", GIVE_UP),
            );
        }
        rows
    }

    /// A row of [`Awaited::rows`] was touched.
    pub(crate) fn touched(&mut self, desk: &mut Desk, what: &str) {
        match what {
            "give-up" => self.give_up(desk),
            "drop" => self.let_unkept_go(desk),
            _ => self.try_again(desk),
        }
    }

    /// What the worker tells; a photo that is kept is to stand in the draft now, which is then to be saved
    /// with what [`Awaited::came`].
    pub(crate) fn news(&mut self, desk: &mut Desk, news: &News) -> Option<(Answer, Photo)> {
        match news {
            News::Expected(Ok(pending)) if pending.draft == self.draft => {
                let chooses = self.to_expect.pop_front()?;
                let photo = OnItsWay { pending: pending.clone(), file: None, is_unkept: false };
                let ticket = photo.ticket();
                self.on_their_way.push(photo);
                self.stands_over = true;
                if chooses {
                    desk.device.choose_photo(ticket);
                } else {
                    desk.device.take_photo(ticket);
                }
                None
            }
            News::Expected(Err(trouble)) => {
                self.to_expect.pop_front()?;
                desk.trouble(trouble);
                None
            }
            News::Photo(ticket, kept) => self.kept(desk, *ticket, kept),
            News::Stands(id) => {
                self.came.retain(|came| came.id != *id);
                None
            }
            _ => None,
        }
    }

    fn kept(
        &mut self,
        desk: &mut Desk,
        ticket: Ticket,
        kept: &Result<Box<Photo>, Unkept>,
    ) -> Option<(Answer, Photo)> {
        let is_it = |photo: &OnItsWay| photo.ticket() == ticket && photo.is_being_kept();
        let at = self.on_their_way.iter().position(is_it)?;
        match kept {
            Ok(kept) => {
                let OnItsWay { pending, file, .. } = self.on_their_way.remove(at);
                let answer = Answer::read(&pending.answer);
                self.came.extend(file.map(|file| Came { id: pending.id, file }));
                Some((answer, (**kept).clone()))
            }
            Err(Unkept::NoPicture(trouble)) => {
                let photo = self.on_their_way.remove(at);
                desk.order(Command::PhotoDone(photo.pending.id, photo.file));
                desk.trouble(trouble);
                None
            }
            Err(Unkept::NotWanted(_)) => {
                let photo = self.on_their_way.remove(at);
                desk.order(Command::PhotoDone(photo.pending.id, photo.file));
                None
            }
            Err(Unkept::NotNow(trouble)) => {
                if let Some(photo) = self.on_their_way.get_mut(at) {
                    photo.is_unkept = true;
                }
                desk.trouble(trouble);
                None
            }
        }
    }

    /// What the device tells.
    pub(crate) fn device_tells(&mut self, desk: &mut Desk, news: &FromDevice) {
        if matches!(news, FromDevice::Seen | FromDevice::Photo(..)) {
            self.stands_over = false;
        }
        // Whoever was told to make room in the phone comes back from there.
        if *news == FromDevice::Seen {
            self.try_again(desk);
        }
        let FromDevice::Photo(ticket, file) = news else { return };
        let is_it = |photo: &OnItsWay| photo.ticket() == *ticket && photo.file.is_none();
        let Some(at) = self.on_their_way.iter().position(is_it) else { return };
        match file {
            Ok(file) => {
                if let Some(photo) = self.on_their_way.get_mut(at) {
                    photo.file = Some(file.clone());
                    photo.keep(desk);
                }
            }
            Err(hindrance) => {
                let photo = self.on_their_way.remove(at);
                desk.order(Command::PhotoDone(photo.pending.id, None));
                if let Some(trouble) = Trouble::of_camera(hindrance) {
                    desk.trouble(&trouble);
                }
            }
        }
    }
}

/// A photo is awaited that was chosen or is being taken.
pub(crate) const WAITING: &str = "กำลังรอรูป…";
/// Gives it up.
pub(crate) const GIVE_UP: &str = "ไม่ใช้รูปนี้";

/// Whether to leave what could not be saved.
fn leaves_unsaved(trouble: &Trouble) -> Question {
    Question {
        title: trouble.happened.clone(),
        words: "ถ้าออกจากหน้านี้ คำตอบล่าสุดจะหายไป".to_owned(),
        safe: trouble.safe.clone(),
        tone: Tone::Wrong,
        yes: "ออกโดยไม่บันทึก".to_owned(),
        no: "อยู่หน้านี้ต่อ".to_owned(),
        is_grave: true,
        ..Question::default()
    }
}

/// What is known of a picture that is drawn here and now.
pub(crate) fn drawn_now(desk: &Desk, kind: PhotoKind) -> NewPhoto {
    NewPhoto { kind, taken_at: Some(desk.now()), at: desk.last_position(), device: device(desk) }
}

fn device(desk: &Desk) -> Option<String> {
    desk.identity().map(|identity| identity.device.to_string())
}

#[cfg(test)]
#[path = "awaited_tests.rs"]
mod tests;
