//! The device under the app: camera, position, files, network, secrets, time and chance.
//!
//! Owns the one list of what the app asks of a device and what a device tells the app. Refuses to
//! know how any device does it: `desktop` is this folder's, Android's is in `android/`.
//!
//! What takes a person's time (a camera, a chooser) is asked for with a ticket and answered later,
//! maybe after the app was killed meanwhile.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use register::moment::Moment;
pub use register::moment::thailand;
use register::record::Fix;
use store::Secrets;
use uuid::Uuid;

pub mod desktop;

/// Which question an answer is to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// What links this device to the world now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// None.
    #[default]
    None,
    /// One that is paid for by what goes over it.
    Metered,
    /// Any other.
    Free,
}

/// How much is left in the battery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Battery {
    /// Of a hundred.
    pub percent: u8,
    /// Whether it is being charged.
    pub charging: bool,
}

/// Whether the device lets the app send while nobody looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Background {
    /// It does not say, or there is no such thing here.
    #[default]
    Unknown,
    /// It does.
    Works,
    /// The person or the system forbade it.
    Forbidden,
    /// It does so rarely, to save the battery.
    Saving,
    /// It should, and has not called the app for so long.
    Silent(Duration),
}

/// Why the device did not do what it was asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The person said no when the system asked.
    NotAllowed,
    /// The person allowed it roughly only: a position that may be some kilometres off.
    Roughly,
    /// It is switched off in the system's settings.
    SwitchedOff,
    /// This device has none.
    Absent,
    /// The person went back without doing it.
    LeftOff,
    /// What came is not what was asked for, or nothing came; in the system's words.
    Failed(String),
}

/// What a device tells the app.
#[derive(Clone, Debug, PartialEq)]
pub enum FromDevice {
    /// A photo was taken or chosen: where its file lies, which the app may read and remove.
    Photo(Ticket, Result<PathBuf, Hindrance>),
    /// A position, better or worse than the ones before.
    Position {
        /// The position.
        fix: Fix,
        /// Whether a program made it up.
        mock: bool,
    },
    /// There is no position to be had.
    NoPosition(Hindrance),
    /// A QR code was read.
    Link(Ticket, Result<String, Hindrance>),
    /// A file was chosen.
    File(Ticket, Result<PathBuf, Hindrance>),
    /// Another app handed over a file that nobody asked for, now or before the app began; the app may read and
    /// remove it.
    Handed(Result<PathBuf, Hindrance>),
    /// A link was opened that nobody asked for.
    Linked(String),
    /// The network came or went.
    Network(Network),
    /// The app is no longer seen.
    Hidden,
    /// The app is seen again.
    Seen,
}

/// Where a device tells what it has to tell: from any thread.
pub type Tell = Arc<dyn Fn(FromDevice) + Send + Sync>;

/// The device's own time, for whoever works on another thread: milliseconds since 1970.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// What the system's own clock says.
pub fn system_time() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Milliseconds since 1970, as clocks in Thailand show them.
pub fn in_thailand(ms: u64) -> Moment {
    let ms = i64::try_from(ms).unwrap_or(i64::MAX);
    Moment::in_thailand(ms).or_else(|| Moment::in_thailand(0)).unwrap_or_default()
}

/// A device.
pub trait Device {
    /// From now on it tells this.
    fn tell(&self, tell: Tell);

    /// The device's own time, for the worker.
    fn clock(&self) -> Clock {
        Arc::new(system_time)
    }

    /// The device's own time, as clocks in Thailand show it.
    fn now(&self) -> Moment {
        in_thailand((self.clock())())
    }

    /// A fresh identifier, in the order of time.
    fn fresh(&self) -> Uuid;

    /// Where the app may keep its things.
    fn folder(&self) -> PathBuf;

    /// Who keeps the store's key.
    fn secrets(&self) -> Box<dyn Secrets + Send>;

    /// Takes a photo.
    fn take_photo(&self, ticket: Ticket);

    /// Chooses a photo that is there.
    fn choose_photo(&self, ticket: Ticket);

    /// What the camera left for a photo that was expected when the app ended.
    fn leftover_photo(&self, _ticket: Ticket) -> Option<PathBuf> {
        None
    }

    /// Whether a photo that was chosen is still being copied to where [`Device::leftover_photo`] finds it.
    fn is_photo_coming(&self, _ticket: Ticket) -> bool {
        false
    }

    /// Nobody wants that photo any more: what came of it so far goes.
    fn let_photo_go(&self, _ticket: Ticket) {}

    /// Begins to look for the position, or stops.
    fn watch_position(&self, on: bool);

    /// What links it to the world now.
    fn network(&self) -> Network;

    /// Room left for what the app keeps, in bytes; `None` where it cannot be told.
    fn room(&self) -> Option<u64>;

    /// Reads a QR code.
    fn read_code(&self, ticket: Ticket);

    /// Chooses a file: a bundle to carry, receipts to take.
    fn choose_file(&self, ticket: Ticket);

    /// Hands a file to whatever the person picks: Bluetooth, a chat, a memory card.
    ///
    /// # Errors
    /// When there is nothing to hand it to.
    fn hand_over(&self, file: &std::path::Path) -> Result<String, Hindrance>;

    /// How much is left in the battery; `None` where that cannot be told.
    fn battery(&self) -> Option<Battery> {
        None
    }

    /// Whether it lets the app send while nobody looks.
    fn background(&self) -> Background {
        Background::Unknown
    }

    /// Something waits to be sent: where the device calls apps that nobody looks at, it is to call this one.
    fn has_work(&self) {}

    /// The person asked to send now, or that is over: until then the app goes on when it is put away.
    fn sending(&self, _on: bool) {}

    /// Whether it can keep the app out of pictures of the screen.
    fn can_hide(&self) -> bool {
        false
    }

    /// Keeps the app out of pictures of the screen, or lets it be seen there.
    fn hide(&self, _on: bool) {}

    /// The system's own bars lie over the app, whose ground is dark now, or light.
    fn bars_over(&self, _dark: bool) {}

    /// The person goes back from the first screen.
    fn leave(&self) {}

    /// How much larger than usual the system wants text.
    fn text_scale(&self) -> f32 {
        1.0
    }
}

impl fmt::Debug for dyn Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a device")
    }
}
