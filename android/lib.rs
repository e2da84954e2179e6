//! Android under the app.
//!
//! Owns everything that only Android has: its Java, the way to it (`line`, `told`), what the app asks of
//! a phone (`phone`), the key that the phone's hardware keeps (`key`), and work without a window (`job`).
//! Refuses to know what a visit is, what is sent and how it looks: those are the app's and the store's.
//! Java makes the calls of Android and decides nothing; what an answer means is said here, where it is
//! tested under a desktop's Java.
//!
//! Called by Android: `android_main` for the window, `told` for everything else.
//!
//! ```text
//!  Android ─→ MainActivity, SyncJob ─→ Told (Java) ─→ told ─→ line ─→ the app
//!  the app ─→ phone ─→ line ─→ Phone (Java) ─→ Android
//! ```

mod code;
#[cfg(target_os = "android")]
mod entry;
pub mod job;
pub mod key;
pub mod line;
pub mod phone;
pub mod request;
mod spot;
pub mod told;
