//! The screens, one controller each.
//!
//! Owns what the app shows and when. Each screen makes a plain face of what it knows, is told what
//! the person did and what the worker and the device tell, and says where the app goes next. None
//! speaks with Slint, with the store or with the network: they can be tested by telling and looking.

use crate::desk::Desk;
use crate::device::FromDevice;
use crate::face::{Face, Told};
use crate::form::Filling;
use crate::worker::News;

pub(crate) mod awaited;
pub(crate) mod capture;
pub(crate) mod courier;
pub(crate) mod date;
pub(crate) mod drafts;
pub(crate) mod finders;
pub(crate) mod help;
pub(crate) mod home;
pub(crate) mod households;
pub(crate) mod identity_number;
pub(crate) mod join;
pub(crate) mod number;
pub(crate) mod opening;
pub(crate) mod photo;
pub(crate) mod pin;
pub(crate) mod record;
pub(crate) mod settings;
pub(crate) mod signature;
pub(crate) mod syncing;
pub(crate) mod tasks;
pub(crate) mod team;

/// A screen.
pub(crate) trait Screen {
    /// What lies before the person now.
    fn face(&self, desk: &Desk) -> Face;

    /// The person did something.
    fn told(&mut self, desk: &mut Desk, told: Told);

    /// It came to be on top, for the first time or again.
    fn arrive(&mut self, _desk: &mut Desk) {}

    /// The screen that it opened came back with an answer.
    fn filled(&mut self, _desk: &mut Desk, _filling: Filling) {}

    /// The worker tells something.
    fn news(&mut self, _desk: &mut Desk, _news: &News) {}

    /// The device tells something.
    fn device_tells(&mut self, _desk: &mut Desk, _news: &FromDevice) {}

    /// Whether a camera or a chooser that it opened is awaited.
    fn awaits_device(&self) -> bool {
        false
    }

    /// A second went by.
    fn tick(&mut self, _desk: &mut Desk) {}
}
