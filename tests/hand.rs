//! A hand that holds a phone: the real app in a window without a display, touched and read by what its
//! parts are called, as a person would.
//!
//! The window draws real pixels with the software renderer. The device under it is this file's own: a camera
//! that takes the pictures it was given, a clock that can be set, a place, and permissions that can be refused.
//! Nothing in it stands for code of ours.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::allow_attributes,
    dead_code,
    reason = "a test stops where it goes wrong, and uses what it needs"
)]

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use i_slint_backend_testing::{
    AccessibleRole, ElementHandle, ElementQuery, TestingBackend, TestingBackendOptions, mock_elapsed_time,
};
use register::record::{Fix, FixSource};
use samruat::App;
use samruat::device::{Background, Battery, Clock, Device, FromDevice, Hindrance, Network, Tell, Ticket};
use slint::platform::{Key, PointerEventButton, WindowEvent};
use slint::{ComponentHandle, PhysicalSize};
use store::{FileSecrets, Secrets, SecretsError};
use tempfile::TempDir;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Screens that a page has at most, one below the other.
const LONGEST_PAGE: usize = 100;
/// The button that goes further down a page.
const FURTHER: &str = "ดูต่อด้านล่าง";

/// A phone's screen, in the units that Android calls dp.
pub const SCREEN: (u32, u32) = (360, 800);

/// How the app looks, set at once and not by its settings.
#[derive(Clone, Copy)]
pub struct Look {
    pub size: i32,
    pub light: ui::Look,
}

/// The device in the hand.
pub struct Pocket {
    folder: PathBuf,
    tell: RefCell<Option<Tell>>,
    /// What the camera gives next.
    pub camera: RefCell<VecDeque<Result<Vec<u8>, Hindrance>>>,
    /// What it left when the app was killed.
    pub leftover: RefCell<Option<PathBuf>>,
    /// Where it is; nowhere, and why.
    pub place: RefCell<Result<Fix, Hindrance>>,
    pub mock: Cell<bool>,
    /// What a code that is read says.
    pub code: RefCell<Result<String, Hindrance>>,
    /// The file that is chosen next.
    pub file: RefCell<Result<PathBuf, Hindrance>>,
    /// What was handed over.
    pub handed: RefCell<Vec<PathBuf>>,
    /// The time, where it is not the true one: milliseconds since 1970, or 0.
    time: Arc<AtomicU64>,
    /// How much later it is than that, in milliseconds.
    later: Arc<AtomicU64>,
    /// What is left in the battery.
    pub battery: Cell<Option<Battery>>,
    /// Room left, where it can be told.
    pub room: Cell<Option<u64>>,
    /// Whether the system lets the app send while nobody looks.
    pub background: Cell<Background>,
    /// Whether it can keep the app out of pictures of the screen.
    pub can_hide: Cell<bool>,
    /// What else the app asked of it, in its order.
    pub asked: RefCell<Vec<String>>,
    /// Whether a photo that was chosen is being copied to where an app that began anew finds it.
    pub copies: Cell<bool>,
    /// How often the camera was opened.
    pub opened: Cell<u32>,
    /// Where the camera keeps what it takes: a storage of its own.
    roll: TempDir,
}

impl Pocket {
    fn new(folder: PathBuf) -> Self {
        Self {
            folder,
            tell: RefCell::default(),
            camera: RefCell::default(),
            leftover: RefCell::default(),
            place: RefCell::new(Ok(fix(20.4312, 99.8841, 6.5))),
            mock: Cell::new(false),
            code: RefCell::new(Err(Hindrance::LeftOff)),
            file: RefCell::new(Err(Hindrance::LeftOff)),
            handed: RefCell::default(),
            time: Arc::default(),
            later: Arc::default(),
            battery: Cell::default(),
            room: Cell::default(),
            background: Cell::default(),
            can_hide: Cell::new(false),
            asked: RefCell::default(),
            copies: Cell::new(false),
            opened: Cell::new(0),
            roll: TempDir::new().unwrap(),
        }
    }

    /// From now on it is always this time.
    pub fn stands_at(&self, time: &str) {
        let time = DateTime::parse_from_rfc3339(time).unwrap().timestamp_millis();
        self.time.store(u64::try_from(time).unwrap(), Ordering::SeqCst);
    }

    /// Seconds go by on its clock.
    pub fn seconds_go_by(&self, seconds: u32) {
        self.later.fetch_add(u64::from(seconds) * 1_000, Ordering::SeqCst);
    }

    /// It is carried to another place while it looks where it is.
    pub fn moves_to(&self, place: Fix) {
        *self.place.borrow_mut() = Ok(place.clone());
        self.say(FromDevice::Position { fix: place, mock: self.mock.get() });
    }

    /// A camera that stood open gives this photo.
    pub fn camera_gives(&self, ticket: Ticket, photo: &[u8]) {
        let file = self.roll.path().join(format!("taken-{}", ticket.0));
        std::fs::write(&file, photo).unwrap();
        self.say(FromDevice::Photo(ticket, Ok(file)));
    }

    /// How many files of the camera lie about.
    pub fn taken(&self) -> usize {
        std::fs::read_dir(self.roll.path()).unwrap().count()
    }

    /// The one file of the camera that lies about.
    pub fn newest_taken(&self) -> PathBuf {
        std::fs::read_dir(self.roll.path()).unwrap().next().unwrap().unwrap().path()
    }

    pub fn say(&self, news: FromDevice) {
        let tell = self.tell.borrow().clone();
        tell.unwrap()(news);
    }
}

/// The key file of a phone, and word of the key that it lost: what was in it then.
struct Keyring(PathBuf);

impl Keyring {
    fn lost(&self) -> PathBuf {
        self.0.join("lost-key")
    }
}

impl Secrets for Keyring {
    fn database_key(&self) -> Result<Zeroizing<[u8; 32]>, SecretsError> {
        let key = self.0.join("key");
        match (std::fs::read(self.lost()), std::fs::read(&key)) {
            (Ok(lost), Ok(now)) if lost == now => Err(SecretsError::Lost(key)),
            _ => FileSecrets::within(&self.0).database_key(),
        }
    }
}

/// A position.
pub fn fix(lat: f64, lon: f64, accuracy_m: f64) -> Fix {
    Fix {
        lat: Some(lat),
        lon: Some(lon),
        accuracy_m: Some(accuracy_m),
        fixed_at: None,
        source: Some(FixSource::Gps),
        unknown: Default::default(),
    }
}

impl Device for Pocket {
    fn tell(&self, tell: Tell) {
        *self.tell.borrow_mut() = Some(tell);
    }

    fn clock(&self) -> Clock {
        let (time, later) = (Arc::clone(&self.time), Arc::clone(&self.later));
        Arc::new(move || {
            let time = match time.load(Ordering::SeqCst) {
                0 => u64::try_from(Utc::now().timestamp_millis()).unwrap(),
                time => time,
            };
            time + later.load(Ordering::SeqCst)
        })
    }

    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn folder(&self) -> PathBuf {
        self.folder.clone()
    }

    fn secrets(&self) -> Box<dyn Secrets + Send> {
        Box::new(Keyring(self.folder.clone()))
    }

    fn take_photo(&self, ticket: Ticket) {
        self.opened.set(self.opened.get() + 1);
        // A camera that has nothing more to give stays open: the app may be killed meanwhile.
        let Some(taken) = self.camera.borrow_mut().pop_front() else { return };
        let photo = taken.map(|bytes| {
            let file = self.roll.path().join(format!("taken-{}", ticket.0));
            std::fs::write(&file, bytes).unwrap();
            file
        });
        self.say(FromDevice::Photo(ticket, photo));
    }

    fn choose_photo(&self, ticket: Ticket) {
        self.take_photo(ticket);
    }

    fn leftover_photo(&self, ticket: Ticket) -> Option<PathBuf> {
        let taken = self.roll.path().join(format!("taken-{}", ticket.0));
        self.leftover.borrow_mut().take().or_else(|| taken.exists().then_some(taken))
    }

    fn is_photo_coming(&self, _ticket: Ticket) -> bool {
        self.copies.get()
    }

    fn watch_position(&self, on: bool) {
        if on {
            match self.place.borrow().clone() {
                Ok(fix) => self.say(FromDevice::Position { fix, mock: self.mock.get() }),
                Err(hindrance) => self.say(FromDevice::NoPosition(hindrance)),
            }
        }
    }

    fn network(&self) -> Network {
        Network::Free
    }

    fn room(&self) -> Option<u64> {
        self.room.get()
    }

    fn battery(&self) -> Option<Battery> {
        self.battery.get()
    }

    fn background(&self) -> Background {
        self.background.get()
    }

    fn has_work(&self) {
        self.asked.borrow_mut().push("has work".to_owned());
    }

    fn sending(&self, on: bool) {
        self.asked.borrow_mut().push(format!("sending {on}"));
    }

    fn can_hide(&self) -> bool {
        self.can_hide.get()
    }

    fn hide(&self, on: bool) {
        self.asked.borrow_mut().push(format!("hide {on}"));
    }

    fn bars_over(&self, dark: bool) {
        self.asked.borrow_mut().push(format!("bars over {}", if dark { "dark" } else { "light" }));
    }

    fn leave(&self) {
        self.asked.borrow_mut().push("leave".to_owned());
    }

    fn read_code(&self, ticket: Ticket) {
        let code = self.code.borrow().clone();
        self.say(FromDevice::Link(ticket, code));
    }

    fn choose_file(&self, ticket: Ticket) {
        let file = self.file.borrow().clone();
        self.say(FromDevice::File(ticket, file));
    }

    fn hand_over(&self, file: &Path) -> Result<String, Hindrance> {
        self.handed.borrow_mut().push(file.to_owned());
        Ok(String::new())
    }
}

/// What is shown as a person reads it: signs that only tell where a line may not end are no words.
fn as_read(shown: &str) -> String {
    shown.replace('\u{2060}', "").replace(['\u{a0}', '\u{202f}'], " ")
}

/// A hand with a phone in it.
pub struct Hand {
    dir: Rc<TempDir>,
    pub device: Rc<Pocket>,
    app: Rc<App>,
    /// How often something was touched: digits of a pad do not count, nor letters of a keyboard.
    taps: Cell<u32>,
}

/// The app without a display, once in each thread.
fn without_a_display() {
    let options = TestingBackendOptions {
        mock_time: true,
        renderer_name: Some("software".into()),
        ..TestingBackendOptions::default()
    };
    // A second phone in one test finds it there.
    let _ = slint::platform::set_platform(Box::new(TestingBackend::new(options)));
}

impl Hand {
    /// A phone with nothing on it, switched on.
    pub fn with_a_new_phone() -> Self {
        Self::with(Rc::new(TempDir::new().unwrap()))
    }

    /// As that, with its storage in this folder.
    pub fn with_a_new_phone_in(folder: &Path) -> Self {
        Self::with(Rc::new(TempDir::new_in(folder).unwrap()))
    }

    fn with(dir: Rc<TempDir>) -> Self {
        without_a_display();
        let device = Rc::new(Pocket::new(dir.path().join("phone")));
        let app = App::start(Rc::clone(&device) as Rc<dyn Device>, Arc::new(|| {})).unwrap();
        app.window().window().set_size(PhysicalSize::new(SCREEN.0, SCREEN.1));
        app.window().show().unwrap();
        let hand = Self { dir, device, app, taps: Cell::new(0) };
        hand.waits();
        hand
    }

    /// The app is killed, whatever it does, and started again on the same phone.
    pub fn kills_and_starts(self) -> Self {
        let dir = Rc::clone(&self.dir);
        drop(self);
        Self::with(dir)
    }

    /// A phone whose app was ended by the system in another process: what it left lies in this folder, and what its
    /// camera left in this file.
    pub fn starts_on(phone: &Path, camera: &Path) -> Self {
        let dir = Rc::new(TempDir::new().unwrap());
        std::fs::rename(phone, dir.path().join("phone")).unwrap();
        Self::with_left_by_the_camera(dir, camera.to_owned())
    }

    /// As that, and what sealed the store's key is gone.
    pub fn loses_its_key_and_starts(self) -> Self {
        let keyring = Keyring(self.folder());
        std::fs::copy(self.folder().join("key"), keyring.lost()).unwrap();
        self.kills_and_starts()
    }

    /// As that, while the camera was open and has taken a photo.
    pub fn kills_in_the_camera(self, photo: &[u8]) -> Self {
        let dir = Rc::clone(&self.dir);
        drop(self);
        let file = dir.path().join("left-by-the-camera");
        std::fs::write(&file, photo).unwrap();
        Self::with_left_by_the_camera(dir, file)
    }

    fn with_left_by_the_camera(dir: Rc<TempDir>, file: PathBuf) -> Self {
        without_a_display();
        let device = Rc::new(Pocket::new(dir.path().join("phone")));
        *device.leftover.borrow_mut() = file.exists().then_some(file);
        let app = App::start(Rc::clone(&device) as Rc<dyn Device>, Arc::new(|| {})).unwrap();
        app.window().window().set_size(PhysicalSize::new(SCREEN.0, SCREEN.1));
        app.window().show().unwrap();
        let hand = Self { dir, device, app, taps: Cell::new(0) };
        hand.waits();
        hand
    }

    /// The folder that the app keeps its things in.
    pub fn folder(&self) -> PathBuf {
        self.device.folder.clone()
    }

    /// Waits until everything that was begun is done and shown.
    pub fn waits(&self) {
        self.app.settle();
        // Longer than any delay by which a tap is told from a swipe.
        mock_elapsed_time(Duration::from_millis(300));
        self.app.settle();
    }

    /// Seconds go by.
    pub fn waits_seconds(&self, seconds: u32) {
        for _ in 0..seconds {
            self.device.seconds_go_by(1);
            self.app.tick();
        }
        self.waits();
    }

    pub fn taps(&self) -> u32 {
        self.taps.get()
    }

    /// Everything on the screen that a screen reader would stop at, in its order.
    fn all(&self, names: impl Fn(&str) -> bool + 'static) -> Vec<ElementHandle> {
        // The cheap questions first: this is asked thousands of times.
        let speaks =
            |element: &ElementHandle| !matches!(element.accessible_role(), None | Some(AccessibleRole::None));
        let fits = move |element: &ElementHandle| {
            element.accessible_label().is_some_and(|label| names(&as_read(&label))) && speaks(element)
        };
        let all =
            ElementQuery::from_root(self.app.window()).match_descendants().match_predicate(fits).find_all();
        all.into_iter()
            .filter(|element| element.size().width > 0.0 && element.computed_opacity() > 0.0)
            .collect()
    }

    fn label(element: &ElementHandle) -> String {
        element.accessible_label().map(|label| as_read(&label)).unwrap_or_default()
    }

    /// Everything of this name on the screen, what can be touched before what can only be read.
    fn found(&self, label: &str) -> Vec<ElementHandle> {
        let wanted = label.to_owned();
        let mut found = self.all(move |label| label == wanted);
        found.sort_by_key(|element| match element.accessible_role() {
            Some(AccessibleRole::Button | AccessibleRole::RadioButton | AccessibleRole::Checkbox) => 0,
            Some(AccessibleRole::TextInput) => 1,
            _ => 2,
        });
        found
    }

    /// Everything that a screen reader would say of what is on the screen, in its order.
    pub fn reads(&self) -> Vec<String> {
        let mut said: Vec<String> = Vec::new();
        for element in self.all(|label| !label.is_empty()) {
            let value =
                element.accessible_value().map(|value| format!(" {}", as_read(&value))).unwrap_or_default();
            let words = format!("{}{value}", Self::label(&element));
            if !said.contains(&words) {
                said.push(words);
            }
        }
        said
    }

    /// Everything on the page, from its top to its end.
    pub fn reads_all(&self) -> Vec<String> {
        self.goes_to_the_top();
        let mut said = self.reads();
        while self.goes_further() {
            for words in self.reads() {
                if !said.contains(&words) {
                    said.push(words);
                }
            }
        }
        said
    }

    /// Goes further down the page by its own button; whether there was any further.
    fn goes_further(&self) -> bool {
        let further =
            self.found(FURTHER).into_iter().find(|further| further.accessible_enabled() != Some(false));
        let Some(further) = further else { return false };
        further.mock_single_click(PointerEventButton::Left);
        mock_elapsed_time(Duration::from_millis(300));
        true
    }

    /// Whether anything of the page lies further down.
    pub fn can_go_further(&self) -> bool {
        self.found(FURTHER).iter().any(|further| further.accessible_enabled() != Some(false))
    }

    /// Whether what is called so can be read where the page lies, without going anywhere on it.
    pub fn is_in_view(&self, words: &str) -> bool {
        // Where a page begins is known a few moments after it came: its rows come to be when they are looked at.
        for _ in 0..8 {
            self.reads();
            mock_elapsed_time(Duration::from_millis(50));
        }
        let page = ElementHandle::find_by_element_id(self.app.window(), "Roll::view").next();
        let (top, end) = page.map_or((0.0, SCREEN.1 as f32), |page| {
            let top = page.absolute_position().y;
            (top, top + page.size().height)
        });
        let lies = |element: &ElementHandle| (element.absolute_position().y, element.size().height);
        let wanted = words.to_owned();
        self.all(move |label| label.starts_with(&wanted))
            .iter()
            .map(lies)
            .any(|(at, height)| at >= top && at + height <= end)
    }

    /// From the top of the page down to what is called so.
    pub fn goes_down_to(&self, words: &str) {
        // Where the page begins by itself is over by then.
        self.is_in_view(words);
        self.goes_to_the_top();
        while !self.is_in_view(words) && self.goes_further() {}
    }

    /// The ink and the ground of a button that cannot be touched now.
    pub fn sleeping(&self) -> (slint::Color, slint::Color) {
        let theme = self.app.window().global::<ui::Theme>();
        (theme.get_faint(), theme.get_asleep())
    }

    /// Back to the top of the page, as a finger pulls it down.
    pub fn goes_to_the_top(&self) {
        let position = slint::LogicalPosition::new(SCREEN.0 as f32 / 2.0, SCREEN.1 as f32 / 2.0);
        let window = self.app.window().window();
        window.dispatch_event(WindowEvent::PointerScrolled { position, delta_x: 0.0, delta_y: 20_000.0 });
        mock_elapsed_time(Duration::from_millis(600));
    }

    /// To the end of the page.
    pub fn goes_to_the_end(&self) {
        while self.goes_further() {}
    }

    /// Looks for it where the page stands, then from its top down to its end.
    fn looks_for(&self, sees: impl Fn(&Self) -> bool) -> bool {
        if sees(self) {
            return true;
        }
        self.goes_to_the_top();
        for _ in 0..LONGEST_PAGE {
            if sees(self) {
                return true;
            }
            if !self.goes_further() {
                return false;
            }
        }
        // A question that lies over a page takes the touches that are meant for it.
        panic!("the page goes on and on: is a question open?\n{}", self.reads().join("\n"));
    }

    /// Whether something with these words is shown.
    pub fn sees(&self, words: &str) -> bool {
        self.looks_for(|hand| hand.reads().iter().any(|label| label.contains(words)))
    }

    /// Waits for nothing: it is there, or the test stops and says what is.
    pub fn must_see(&self, words: &str) {
        assert!(self.sees(words), "no {words} in\n{}", self.reads_all().join("\n"));
    }

    pub fn must_not_see(&self, words: &str) {
        assert!(!self.sees(words), "{words} in\n{}", self.reads().join("\n"));
    }

    fn one(&self, label: &str, role: Option<AccessibleRole>) -> ElementHandle {
        let fits = |element: &ElementHandle| role.is_none_or(|role| element.accessible_role() == Some(role));
        let found = |hand: &Self| hand.found(label).into_iter().find(fits);
        self.looks_for(|hand| found(hand).is_some());
        found(self).unwrap_or_else(|| panic!("no {label} in\n{}", self.reads_all().join("\n")))
    }

    /// The whole name of what is called so, or of the first whose name begins so: rows say more than that.
    fn whole_label(&self, words: &str) -> String {
        let name = |hand: &Self| {
            let wanted = words.to_owned();
            let mut names: Vec<String> =
                hand.all(move |label| label.starts_with(&wanted)).iter().map(Self::label).collect();
            names.sort_by_key(|name| name != words);
            names.into_iter().next()
        };
        // What is called so and no more, wherever it stands, before what only begins so.
        if !self.looks_for(|hand| !hand.found(words).is_empty()) {
            self.looks_for(|hand| name(hand).is_some());
        }
        name(self).unwrap_or_else(|| panic!("no {words} in\n{}", self.reads_all().join("\n")))
    }

    /// Touches what has these words, or begins with them.
    pub fn taps_on(&self, words: &str) {
        self.taps.set(self.taps.get() + 1);
        self.touches(words);
    }

    /// Touches what is called so, and does not wait for what comes of it.
    pub fn begins(&self, words: &str) {
        let element = self.one(&self.whole_label(words), None);
        self.brings_into_view(&element);
        element.mock_single_click(PointerEventButton::Left);
    }

    /// Opens the camera by touching what is called so, takes this photo, and comes back while it is still made
    /// ready: whatever is touched next by [`Hand::begins`] is touched before the photo stands anywhere.
    pub fn takes_a_photo_and_goes_on(&self, photo: Vec<u8>, words: &str) {
        let opened = self.device.opened.get();
        self.device.camera.borrow_mut().push_back(Ok(photo));
        self.begins(words);
        while self.device.opened.get() == opened {
            self.app.catch_up();
            std::thread::sleep(Duration::from_millis(1));
        }
        // What the camera gave is handed to the worker; what the worker says of it is not listened to yet.
        self.app.catch_up();
    }

    /// Touches the first with these words below that question.
    pub fn taps_below(&self, question: &str, words: &str) {
        self.taps.set(self.taps.get() + 1);
        let asked = self.one(question, None);
        let line = asked.absolute_position().y;
        // The answers of a question at the very end of the screen lie below it.
        if line > SCREEN.1 as f32 / 2.0 {
            self.goes_further();
        }
        let line = asked.absolute_position().y;
        let mut below = self.found(words);
        below.retain(|element| element.absolute_position().y > line);
        below.sort_by(|a, b| a.absolute_position().y.total_cmp(&b.absolute_position().y));
        let element = below.first().unwrap_or_else(|| panic!("no {words} below {question}")).clone();
        self.brings_into_view(&element);
        element.mock_single_click(PointerEventButton::Left);
        self.waits();
    }

    fn touches(&self, words: &str) {
        let label = self.whole_label(words);
        let element = self.one(&label, None);
        assert_ne!(element.accessible_enabled(), Some(false), "{label:?} cannot be touched now");
        self.brings_into_view(&element);
        element.mock_single_click(PointerEventButton::Left);
        self.waits();
    }

    /// Goes down the page by its own button until the middle of the element can be touched.
    fn brings_into_view(&self, element: &ElementHandle) {
        // What was scrolled up beneath the head of the page is not touched through it.
        let page = ElementHandle::find_by_element_id(self.app.window(), "Roll::view").next();
        let top = page.map_or(0.0, |page| page.absolute_position().y);
        if element.absolute_position().y + element.size().height / 2.0 < top {
            self.goes_to_the_top();
        }
        for _ in 0..40 {
            let middle = element.absolute_position().y + element.size().height / 2.0;
            let further = self.found(FURTHER).into_iter().find(|f| f.accessible_enabled() != Some(false));
            let below = further.as_ref().map_or(SCREEN.1 as f32, |further| further.absolute_position().y);
            if middle < below || !self.goes_further() {
                return;
            }
        }
    }

    /// Whether the answer with these words is chosen.
    pub fn is_chosen(&self, words: &str) -> bool {
        self.one(words, None).accessible_checked() == Some(true)
    }

    pub fn can_tap(&self, words: &str) -> bool {
        self.one(&self.whole_label(words), None).accessible_enabled() != Some(false)
    }

    /// What stands in a line.
    pub fn reads_line(&self, label: &str) -> String {
        self.one(label, Some(AccessibleRole::TextInput)).accessible_value().unwrap_or_default().into()
    }

    /// Writes in the line with this label, letter by letter, as a keyboard does.
    pub fn writes(&self, label: &str, text: &str) {
        let line = self.one(label, Some(AccessibleRole::TextInput));
        self.brings_into_view(&line);
        line.mock_single_click(PointerEventButton::Left);
        for letter in text.chars() {
            self.types(letter.into());
        }
        self.waits();
    }

    fn types(&self, text: slint::SharedString) {
        let window = self.app.window().window();
        window.dispatch_event(WindowEvent::KeyPressed { text: text.clone() });
        window.dispatch_event(WindowEvent::KeyReleased { text });
    }

    /// Presses digits on our own pad.
    pub fn presses(&self, digits: &str) {
        for digit in digits.chars() {
            // The last of a number that is whole may have closed the pad.
            self.one(&digit.to_string(), Some(AccessibleRole::Button))
                .mock_single_click(PointerEventButton::Left);
            self.app.settle();
            mock_elapsed_time(Duration::from_millis(50));
        }
        self.waits();
    }

    /// Draws something that a person would call a signature.
    pub fn signs(&self) {
        let paper = self.one("ช่องลงลายมือชื่อ", None);
        let (at, size) = (paper.absolute_position(), paper.size());
        let window = self.app.window().window();
        let point = |part: (f32, f32)| {
            slint::LogicalPosition::new(at.x + size.width * part.0, at.y + size.height * part.1)
        };
        let button = PointerEventButton::Left;
        window.dispatch_event(WindowEvent::PointerPressed { position: point((0.2, 0.6)), button });
        for part in [(0.3, 0.3), (0.4, 0.6), (0.5, 0.3), (0.7, 0.6), (0.8, 0.4)] {
            window.dispatch_event(WindowEvent::PointerMoved { position: point(part) });
        }
        window.dispatch_event(WindowEvent::PointerReleased { position: point((0.8, 0.4)), button });
        self.waits();
    }

    /// The system's way back.
    pub fn goes_back(&self) {
        self.types(Key::Back.into());
        self.waits();
    }

    /// What is on the screen, as it is drawn.
    pub fn picture(&self) -> image::RgbaImage {
        mock_elapsed_time(Duration::from_millis(500));
        let shot = self.app.window().window().take_snapshot().unwrap();
        image::RgbaImage::from_raw(shot.width(), shot.height(), shot.as_bytes().to_vec()).unwrap()
    }

    /// Looks this way from now on.
    pub fn looks(&self, look: Look) {
        let theme = self.app.window().global::<ui::Theme>();
        theme.set_size(look.size);
        theme.set_look(look.light);
        mock_elapsed_time(Duration::from_millis(300));
    }

    /// Everything that can be touched on this page is as large as a finger, lies on the screen and on nothing else.
    pub fn must_be_touchable(&self) {
        self.goes_to_the_top();
        loop {
            let touchable = |element: &ElementHandle| {
                matches!(
                    element.accessible_role(),
                    Some(AccessibleRole::Button | AccessibleRole::RadioButton | AccessibleRole::Checkbox)
                ) && element.accessible_enabled() != Some(false)
            };
            let all: Vec<ElementHandle> = self.all(|_| true).into_iter().filter(touchable).collect();
            let areas: Vec<(String, [f32; 4])> = all
                .iter()
                .map(|element| {
                    let (at, size) = (element.absolute_position(), element.size());
                    (Self::label(element), [at.x, at.y, at.x + size.width, at.y + size.height])
                })
                .collect();
            for (at, (name, [left, top, right, below])) in areas.iter().enumerate() {
                assert!(
                    right - left >= 47.9 && below - top >= 47.9,
                    "{name} is {} by {}",
                    right - left,
                    below - top
                );
                assert!(
                    *left >= -0.5 && *right <= SCREEN.0 as f32 + 0.5,
                    "{name} lies beside the screen: {left} to {right}"
                );
                for (other, [l, t, r, b]) in areas.iter().skip(at + 1) {
                    // One thing may be named once for each of the parts that it is made of.
                    if other == name && (l - left).abs() < 0.5 && (t - top).abs() < 0.5 {
                        continue;
                    }
                    let apart =
                        r <= &(left + 0.5) || l >= &(right - 0.5) || b <= &(top + 0.5) || t >= &(below - 0.5);
                    // What is scrolled away lies beneath the bars and cannot be touched there.
                    let hidden = other == FURTHER
                        || name == FURTHER
                        || *t < 60.0
                        || *top < 60.0
                        || *below > 700.0
                        || *b > 700.0;
                    assert!(apart || hidden, "{name} and {other} lie on each other");
                }
            }
            if !self.goes_further() {
                return;
            }
        }
    }

    /// The store, opened beside the app.
    pub fn store(&self) -> store::Store {
        store::Store::open(&self.folder(), &FileSecrets::within(&self.folder())).unwrap()
    }

    /// Enrols with a link, and chooses the PIN 135790.
    pub fn enrols(&self, link: &str) {
        self.writes("ลิงก์ลงทะเบียน", link);
        self.taps_on("ลงทะเบียน");
        self.must_see("เลือกรหัส 6 ตัว");
        self.presses("135790");
        self.presses("135790");
        self.must_see("สำรวจบ้านใหม่");
    }

    /// Opens the app with its PIN.
    pub fn unlocks(&self) {
        self.must_see("ใส่รหัสเปิดแอป");
        self.presses("135790");
    }
}
