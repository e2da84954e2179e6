//! The screens, as Slint compiles them from the `.slint` files beside this one.
//!
//! Owns looks: colours, sizes, fonts, what a row of each kind looks like and how it is touched.
//! Refuses to know what a visit is, what may be answered and what comes next: the app puts
//! rows on a sheet and is told what was touched. It speaks with the globals that `app.slint`
//! exports and with nothing else.
//!
//! A crate of its own, so that a change to the app does not compile the screens again. Called
//! by the app's `view`.

// What Slint writes is not ours to tidy.
#[allow(
    clippy::all,
    clippy::allow_attributes,
    missing_docs,
    unused_qualifications,
    reason = "generated code"
)]
mod generated {
    slint::include_modules!();
}

pub use generated::*;
