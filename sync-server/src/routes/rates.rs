//! Rates: how often one phone may ask, and one of the desk may search.
//!
//! No limit binds under fifty requests a second a phone (contract section 5). At a desk a search a second is
//! more than anybody types for long; whoever asks oftener is a script that lists the register.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use axum::http::StatusCode;

use super::Fault;

/// How often something may be done.
struct Pace {
    /// So often a second for long.
    steady: f64,
    /// So often at once.
    burst: f64,
}

const PHONE: Pace = Pace { steady: 100.0, burst: 400.0 };
const SEARCH: Pace = Pace { steady: 1.0, burst: 60.0 };
/// Who is remembered; where there are more, all begin anew.
const REMEMBERED: usize = 20_000;

/// Who asked how often.
#[derive(Default)]
pub struct Rates {
    buckets: Mutex<BTreeMap<String, (f64, Option<Instant>)>>,
}

impl Rates {
    /// Whether this phone may ask now.
    ///
    /// # Errors
    /// When it asked too often.
    pub fn may_ask(&self, device: &str) -> Result<(), Fault> {
        self.spend(device, &PHONE)
    }

    /// Whether this user of the desk may search now.
    pub fn may_search(&self, user: &str) -> bool {
        self.spend(&format!("search {user}"), &SEARCH).is_ok()
    }

    /// Whether anybody may try a code now: all who try share one bucket.
    ///
    /// # Errors
    /// When codes were tried too often.
    pub fn may_enrol(&self) -> Result<(), Fault> {
        self.spend("enrol", &PHONE)
    }

    fn spend(&self, who: &str, pace: &Pace) -> Result<(), Fault> {
        let Ok(mut buckets) = self.buckets.lock() else { return Ok(()) };
        if buckets.len() > REMEMBERED {
            buckets.clear();
        }
        let now = Instant::now();
        let (left, last) = buckets.entry(who.to_owned()).or_insert((pace.burst, None));
        let since = last.map_or(0.0, |last| now.duration_since(last).as_secs_f64());
        *left = (*left + since * pace.steady).min(pace.burst);
        *last = Some(now);
        if *left < 1.0 {
            return Err(Fault::new(
                StatusCode::TOO_MANY_REQUESTS,
                "busy",
                "This phone asks more often than the server can answer. Nothing is lost; it goes on by itself in \
                 a moment.",
            )
            .after(1));
        }
        *left -= 1.0;
        Ok(())
    }
}
