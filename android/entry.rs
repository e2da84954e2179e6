//! The window's beginning and end on Android.
//!
//! Owns the one function that Android's native activity calls, on a thread of its own. Called by the system.

#![expect(
    unsafe_code,
    reason = "the system finds this function by its name, and Rust calls giving one out unsafe"
)]

use std::rc::Rc;

use slint::android::AndroidApp;

use crate::phone::Phone;

/// Runs the app until its window is gone for good.
#[unsafe(no_mangle)]
fn android_main(app: AndroidApp) {
    let ended = slint::android::init(app).map_err(|fault| fault.to_string()).and_then(|()| {
        let phone = Phone::with_a_window().map_err(|cut| cut.to_string())?;
        samruat::run(Rc::new(phone)).map_err(|fault| fault.to_string())
    });
    if let Err(fault) = ended {
        // There is no window to say it in. The system's log is what a helper asks for.
        let _ =
            crate::line::far().map(|far| crate::phone::notice(&far, "เปิดแอปไม่ได้ ข้อมูลในเครื่องปลอดภัย", &fault));
    }
    // Slint takes one window in the life of a process. The next one begins with a fresh process; every answer
    // is on the disk by now, and a job that worked beside is called again by the system.
    std::process::exit(0);
}

/// A type error for the lane that is to catch one; nobody else sets this.
#[cfg(planted_fault)]
const PLANTED: u32 = "not a number";
