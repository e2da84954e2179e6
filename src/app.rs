//! The app while it runs: one stack of screens, and everything they work with.
//!
//! Owns who is on top, and the way everything takes: what the person did goes to the screen on top,
//! what the worker and the device tell goes to all of them, and then the one on top is shown. Over all of
//! them lies the PIN when whoever holds the phone was away for long; what goes on beneath it goes on.
//!
//! Refuses to know what any screen is for. Called by `run`, and by tests that drive a whole phone.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::mpsc;
use std::time::Duration;

use slint::ComponentHandle;

use crate::desk::{Desk, Move};
use crate::device::{Device, FromDevice};
use crate::face::{Face, Told};
use crate::looks::{Light, Looks};
use crate::screens::{Screen, opening::Opening, pin::Pin};
use crate::view::View;
use crate::worker::{Command, News, Wake, Worker};

/// How long a test waits for what it started before it says that nothing comes.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why the app could not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// No window.
    #[error("no window can be opened here ({0}); nothing was changed, start it where there is a display")]
    Window(#[from] slint::PlatformError),
    /// No thread.
    #[error("the system gives no thread ({0}); nothing was changed, close other programs and start again")]
    Thread(#[from] std::io::Error),
}

/// The app.
pub struct App {
    view: View,
    inner: RefCell<Inner>,
    from_device: mpsc::Receiver<FromDevice>,
}

struct Inner {
    desk: Desk,
    stack: Vec<Box<dyn Screen>>,
    /// What lies over the stack until the app is opened again: no screen beneath moves it away.
    lock: Option<Pin>,
    settled: u64,
}

impl Inner {
    /// Who is told what the person does, and is shown.
    fn top(&mut self) -> Option<(&mut dyn Screen, &mut Desk)> {
        let top: &mut dyn Screen = match &mut self.lock {
            Some(lock) => lock,
            None => self.stack.last_mut()?.as_mut(),
        };
        Some((top, &mut self.desk))
    }

    /// Tells every screen of the stack, the one on top first. What they ask beneath the lock waits for it.
    fn tell_stack(&mut self, tell: impl Fn(&mut dyn Screen, &mut Desk)) {
        let over = self.lock.is_some().then(|| self.desk.question.take());
        for screen in self.stack.iter_mut().rev() {
            tell(screen.as_mut(), &mut self.desk);
        }
        if let Some(over) = over {
            self.desk.asks_later(over);
        }
    }
}

impl App {
    /// Starts the app on a device. `wake` is called, from any thread, when [`App::catch_up`] is to be.
    ///
    /// # Errors
    /// When there is no window or no thread to be had.
    pub fn start(device: Rc<dyn Device>, wake: Wake) -> Result<Rc<Self>, StartError> {
        let view = View::new()?;
        let (tell, from_device) = mpsc::channel();
        let waking = wake.clone();
        device.tell(std::sync::Arc::new(move |news| {
            if tell.send(news).is_ok() {
                waking();
            }
        }));
        let folder = device.folder();
        let looks = Looks::read(&folder);
        let worker = Worker::start(folder, device.secrets(), device.clock(), wake)?;
        view.look(looks, device.text_scale());
        device_looks(&*device, looks);
        let desk = Desk::new(worker, device, looks);
        let inner = Inner { desk, stack: vec![Box::new(Opening::default())], lock: None, settled: 0 };
        let app = Rc::new(Self { view, inner: RefCell::new(inner), from_device });
        app.wire();
        app.show();
        Ok(app)
    }

    /// The window.
    pub fn window(&self) -> &ui::App {
        self.view.window()
    }

    /// Takes all news that there are, and shows what comes of them.
    pub fn catch_up(&self) {
        let mut any = false;
        while let Ok(news) = self.from_device.try_recv() {
            self.device_tells(&news);
            any = true;
        }
        while let Some(news) = self.next_news() {
            self.news(&news);
            any = true;
        }
        if any {
            self.show();
        }
    }

    /// A second went by.
    pub fn tick(&self) {
        {
            let mut inner = self.inner.borrow_mut();
            inner.desk.tick();
            if let Some((top, desk)) = inner.top() {
                top.tick(desk);
            }
        }
        self.show();
    }

    /// Waits until everything that was begun is done; what a screen begins then, too. For tests and for an
    /// app that is told to end.
    pub fn settle(&self) {
        loop {
            while let Ok(news) = self.from_device.try_recv() {
                self.device_tells(&news);
            }
            self.show();
            let number = {
                let mut inner = self.inner.borrow_mut();
                inner.settled += 1;
                let number = inner.settled;
                inner.desk.order(Command::Settle(number));
                number
            };
            loop {
                let news = self.inner.borrow().desk.next_news(PATIENCE);
                let Some(news) = news else { return };
                self.news(&news);
                self.show();
                if matches!(news, News::Settled(settled) if settled == number) {
                    break;
                }
            }
            // A photo, an enrolment or a sync goes on beside the others.
            while self.inner.borrow().desk.is_busy() {
                let news = self.inner.borrow().desk.next_news(PATIENCE);
                let Some(news) = news else { return };
                self.news(&news);
                self.show();
            }
            let quiet = self.inner.borrow().desk.ordered_since_settled() == 0;
            if quiet {
                return;
            }
        }
    }

    /// What the person did.
    pub fn told(&self, told: Told) {
        {
            let mut inner = self.inner.borrow_mut();
            let is_first = inner.stack.len() == 1 || inner.lock.is_some();
            let Some((top, desk)) = inner.top() else { return };
            // A question over everything is answered before anything else; the way back is a no.
            let told = match told {
                Told::Back if desk.question.is_some() => Told::Answered(false),
                told => told,
            };
            let was_word =
                matches!(told, Told::Answered(_)) && desk.question.take().is_some_and(|(_, is_word)| is_word);
            let goes_back = told == Told::Back;
            if !was_word {
                top.told(desk, told);
            }
            if is_first && goes_back && !desk.is_moving() {
                desk.device.leave();
            }
        }
        self.show();
    }

    /// What lies before the person now.
    pub fn face(&self) -> Option<Face> {
        let inner = self.inner.borrow();
        match &inner.lock {
            Some(lock) => Some(lock.face(&inner.desk)),
            None => inner.stack.last().map(|top| top.face(&inner.desk)),
        }
    }

    fn next_news(&self) -> Option<News> {
        self.inner.borrow().desk.news()
    }

    fn device_tells(&self, news: &FromDevice) {
        let mut inner = self.inner.borrow_mut();
        let awaits = inner.stack.iter().any(|screen| screen.awaits_device());
        if inner.desk.locks(news, awaits) {
            inner.lock = Some(Pin::over());
        }
        inner.desk.device_tells(news);
        inner.tell_stack(|screen, desk| screen.device_tells(desk, news));
    }

    fn news(&self, news: &News) {
        if let News::Picture(hash, size, Ok(bytes)) = news {
            self.view.take_picture(*hash, *size, bytes);
        }
        let mut inner = self.inner.borrow_mut();
        let Inner { desk, lock, .. } = &mut *inner;
        let was_in_use = desk.identity().is_some() && !desk.who.is_sealed;
        desk.take_news(news);
        // Whatever was open shows what is locked away now; what was saved of it stays.
        if was_in_use && desk.who.is_sealed {
            desk.question = None;
            desk.only(Opening::sealed());
        }
        if let Some(lock) = lock {
            lock.news(desk, news);
        }
        if desk.is_open() && lock.take().is_some() {
            desk.goes_on_asking();
        }
        inner.tell_stack(|screen, desk| screen.news(desk, news));
    }

    /// Moves as the screens said, and shows the one on top.
    fn show(&self) {
        let mut inner = self.inner.borrow_mut();
        let Inner { desk, stack, lock, .. } = &mut *inner;
        loop {
            let moves = desk.moves();
            if moves.is_empty() {
                break;
            }
            for next in moves {
                match next {
                    Move::Onto(screen) => {
                        stack.push(screen);
                        arrive(stack, desk);
                    }
                    Move::OnlyThis(screen) => {
                        // Whatever was locked is gone.
                        *lock = None;
                        stack.clear();
                        stack.push(screen);
                        arrive(stack, desk);
                    }
                    Move::Back => {
                        if stack.len() > 1 {
                            stack.pop();
                        }
                        arrive(stack, desk);
                    }
                    Move::Filled(filling) => {
                        if stack.len() > 1 {
                            stack.pop();
                        }
                        if let Some(top) = stack.last_mut() {
                            top.filled(desk, *filling);
                        }
                    }
                }
            }
        }
        if desk.looks_changed() {
            self.view.look(desk.looks(), desk.device.text_scale());
            device_looks(&*desk.device, desk.looks());
        }
        match (lock, stack.last()) {
            (Some(lock), _) => self.view.lay(&lock.face(desk)),
            (None, Some(top)) => self.view.lay(&top.face(desk)),
            (None, None) => {}
        }
        self.view.ask(desk.question.as_ref().map(|(question, _)| question));
        for (hash, size) in self.view.wanted() {
            desk.order(Command::Picture(hash, size));
        }
    }

    fn wire(self: &Rc<Self>) {
        let window = self.view.window();
        let tell = |make: fn(String, String) -> Told| {
            let app = Rc::downgrade(self);
            move |a: slint::SharedString, b: slint::SharedString| {
                if let Some(app) = app.upgrade() {
                    app.told(make(a.into(), b.into()));
                }
            }
        };
        let say = |told: Told| {
            let app = Rc::downgrade(self);
            move || {
                if let Some(app) = app.upgrade() {
                    app.told(told.clone());
                }
            }
        };
        let name = |make: fn(String) -> Told| {
            let app = Rc::downgrade(self);
            move |a: slint::SharedString| {
                if let Some(app) = app.upgrade() {
                    app.told(make(a.into()));
                }
            }
        };
        let sheet = window.global::<ui::Sheet>();
        sheet.on_tapped(tell(Told::Touched));
        sheet.on_typed(tell(Told::Wrote));
        sheet.on_main_tapped(say(Told::Main));
        sheet.on_side_tapped(say(Told::Side));
        sheet.on_back_tapped(say(Told::Back));
        let pad = window.global::<ui::Pad>();
        pad.on_pressed(name(Told::Key));
        pad.on_tapped(tell(Told::Touched));
        pad.on_main_tapped(say(Told::Main));
        pad.on_side_tapped(say(Told::Side));
        pad.on_back_tapped(say(Told::Back));
        let finder = window.global::<ui::Finder>();
        finder.on_typed(name(|text| Told::Wrote(String::new(), text)));
        finder.on_sieved(name(Told::Sieved));
        finder.on_chosen(name(Told::Chose));
        finder.on_main_tapped(say(Told::Main));
        finder.on_side_tapped(say(Told::Side));
        finder.on_back_tapped(say(Told::Back));
        let photo = window.global::<ui::PhotoView>();
        photo.on_tapped(tell(Told::Touched));
        photo.on_back_tapped(say(Told::Back));
        window.global::<ui::About>().on_back_tapped(say(Told::Back));
        window.global::<ui::Stage>().on_went_back(say(Told::Back));
        let ink = window.global::<ui::Ink>();
        ink.on_cleared(say(Told::InkCleared));
        ink.on_done(say(Told::InkDone));
        ink.on_up(say(Told::InkUp));
        ink.on_back_tapped(say(Told::Back));
        let app = Rc::downgrade(self);
        ink.on_down(move |x, y, width, height| {
            if let Some(app) = app.upgrade() {
                app.told(Told::InkDown(x, y, width, height));
            }
        });
        let app = Rc::downgrade(self);
        ink.on_moved(move |x, y| {
            if let Some(app) = app.upgrade() {
                app.told(Told::InkMoved(x, y));
            }
        });
        let app = Rc::downgrade(self);
        window.global::<ui::Asking>().on_answered(move |yes| {
            if let Some(app) = app.upgrade() {
                app.told(Told::Answered(yes));
            }
        });
    }
}

/// What the device has to do with how the app looks.
fn device_looks(device: &dyn Device, looks: Looks) {
    device.bars_over(looks.light == Light::Night);
    device.hide(!looks.in_pictures);
}

/// A screen came to be on top: it may have to ask for what it shows.
fn arrive(stack: &mut [Box<dyn Screen>], desk: &mut Desk) {
    if let Some(top) = stack.last_mut() {
        top.arrive(desk);
    }
}
