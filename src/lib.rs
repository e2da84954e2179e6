//! The app: a village volunteer's whole day, with no signal.
//!
//! Owns what is asked on a visit (`form`), the screens and their order (`screens`), the one worker in the
//! background (`worker`), and everything that can go wrong in words that a volunteer understands
//! (`trouble`). Refuses to know how a device does what it does (`device`), how things look (`ui`), how they
//! are kept (`store`) and sent (`sync`).
//!
//! Called by `main` for a desktop, by `android/` for a phone, and by tests that drive either.
//!
//! ```text
//!  a tap ─→ view ─→ app ─→ screens ─→ form            a change of the visit
//!                    ↑        └─→ desk ─→ worker ─→ store ─→ sync
//!                    └──────────── news ─────┘
//! ```

mod app;
pub mod background;
mod desk;
pub mod device;
mod face;
mod form;
mod ground;
mod lines;
mod looks;
mod screens;
mod sheet;
mod trouble;
mod view;
mod worker;

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use slint::ComponentHandle;

pub use app::{App, StartError};
pub use looks::{Light, Looks};

thread_local! {
    /// The app of the thread that has the window: what wakes it comes from other threads.
    static RUNNING: RefCell<Option<Rc<App>>> = const { RefCell::new(None) };
}

/// Runs the app on a device until its window is closed.
///
/// # Errors
/// When there is no window or no thread to be had.
pub fn run(device: Rc<dyn device::Device>) -> Result<(), StartError> {
    let wake = Arc::new(|| {
        // An event loop that has ended has nobody to show anything to.
        let _ = slint::invoke_from_event_loop(|| {
            let running = RUNNING.with(|running| running.borrow().clone());
            if let Some(app) = running {
                app.catch_up();
            }
        });
    });
    let app = App::start(device, wake)?;
    RUNNING.with(|running| *running.borrow_mut() = Some(Rc::clone(&app)));
    let clock = slint::Timer::default();
    let ticking = Rc::downgrade(&app);
    clock.start(slint::TimerMode::Repeated, Duration::from_secs(1), move || {
        if let Some(app) = ticking.upgrade() {
            app.tick();
        }
    });
    let ended = app.window().run();
    RUNNING.with(|running| *running.borrow_mut() = None);
    Ok(ended?)
}
