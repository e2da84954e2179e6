//! Work without a window: when the system calls, the app's own engine sends and fetches.
//!
//! Owns that one job works at a time and none while the person looks at the app, whose worker syncs by itself; and
//! when the system last called, which the watchdog asks. Refuses to know what is sent. Called by `told`.

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use samruat::background::{self, Stop};
use samruat::device;

use crate::key::HardwareKey;
use crate::line::{self, Far};
use crate::phone;

/// When the system last called, in milliseconds since 1970.
const CALLED: &str = "called";

static WORKING: Mutex<Option<Arc<Stop>>> = Mutex::new(None);

fn working<T>(what: impl FnOnce(&mut Option<Arc<Stop>>) -> T) -> T {
    what(&mut WORKING.lock().unwrap_or_else(PoisonError::into_inner))
}

/// Sends and fetches, and comes back when that is over: whether it need not be tried again soon.
pub(crate) fn work(far: Far) -> bool {
    let Ok(folder) = phone::folder(&far) else { return false };
    was_called(&folder, SystemTime::now());
    if line::is_looked_at() {
        // Its worker tries again by itself, after pauses that grow. Told of a network it would try at once, fail,
        // and plan this job again: both pauses would be for nothing. The job stays with the system, which calls it
        // after pauses of its own, until nobody looks.
        return false;
    }
    // An app that is only out of sight may be frozen at any moment: it is no reason to leave the work to it. Its
    // store stays open beside this one.
    let stop = Arc::new(Stop::default());
    let is_first = working(|working| match working {
        Some(_) => false,
        None => {
            *working = Some(Arc::clone(&stop));
            true
        }
    });
    if !is_first {
        return true;
    }
    let secrets = HardwareKey::of(&folder, Some(Arc::clone(&far)));
    let outcome = background::send(&folder, &secrets, Arc::new(device::system_time), &stop);
    working(|working| *working = None);
    if let Some((title, words)) = outcome.word() {
        // Where the person wants no words in the bar, the app says it when it is opened.
        let _ = phone::notice(&far, &title, &words);
    }
    outcome.is_over()
}

/// The system wants it to stop, or the app was opened.
pub fn stop() {
    if let Some(stop) = working(|working| working.clone()) {
        stop.now();
    }
}

/// The system called now.
fn was_called(folder: &Path, now: SystemTime) {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
    // Where it cannot be written the watchdog may complain too early; it loses nothing.
    let _ = fs::create_dir_all(folder).and_then(|()| fs::write(folder.join(CALLED), since.to_string()));
}

/// The job is planned: from now on the system is to call.
pub(crate) fn is_planned(folder: &Path) {
    if !folder.join(CALLED).exists() {
        was_called(folder, SystemTime::now());
    }
}

/// For how long the system has not called; `None` where it never was to.
pub(crate) fn silence(folder: &Path, now: SystemTime) -> Option<Duration> {
    let called: u64 = fs::read_to_string(folder.join(CALLED)).ok()?.trim().parse().ok()?;
    let called = UNIX_EPOCH.checked_add(Duration::from_millis(called))?;
    // A clock that was set back is no silence.
    Some(now.duration_since(called).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn silence_is_counted_from_the_last_call_or_from_when_it_was_planned() {
        let dir = tempfile::TempDir::new().unwrap();
        let then = UNIX_EPOCH + Duration::from_secs(1_793_000_000);
        assert_eq!(silence(dir.path(), then), None);
        was_called(dir.path(), then);
        let later = Duration::from_secs(3 * 24 * 60 * 60);
        assert_eq!(silence(dir.path(), then + later), Some(later));
        is_planned(dir.path());
        assert_eq!(silence(dir.path(), then + later), Some(later));
        was_called(dir.path(), then + later);
        assert_eq!(silence(dir.path(), then + later), Some(Duration::ZERO));
        assert_eq!(silence(dir.path(), then), Some(Duration::ZERO));
    }

    #[test]
    fn a_file_that_says_nothing_is_no_silence() {
        let dir = tempfile::TempDir::new().unwrap();
        fs::write(dir.path().join(CALLED), "yesterday").unwrap();
        assert_eq!(silence(dir.path(), SystemTime::now()), None);
    }
}
