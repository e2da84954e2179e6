//! Rates: how often one phone may ask.
//!
//! No limit binds under fifty requests a second a phone (contract section 5).

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Instant;

use axum::http::StatusCode;

use super::Fault;

/// Requests a second that a phone may make for long.
const STEADY: f64 = 100.0;
/// Requests that it may make at once.
const BURST: f64 = 400.0;
/// Phones that are remembered; more than that, and the quietest are forgotten.
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
        self.spend(device)
    }

    /// Whether anybody may try a code now: all who try share one bucket.
    ///
    /// # Errors
    /// When codes were tried too often.
    pub fn may_enrol(&self) -> Result<(), Fault> {
        self.spend("enrol")
    }

    fn spend(&self, who: &str) -> Result<(), Fault> {
        let Ok(mut buckets) = self.buckets.lock() else { return Ok(()) };
        if buckets.len() > REMEMBERED {
            buckets.clear();
        }
        let now = Instant::now();
        let (left, last) = buckets.entry(who.to_owned()).or_insert((BURST, None));
        let since = last.map_or(0.0, |last| now.duration_since(last).as_secs_f64());
        *left = (*left + since * STEADY).min(BURST);
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
