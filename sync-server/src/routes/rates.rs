//! Rates: how often one phone may ask, one of the desk may search, and one address may guess.
//!
//! No limit binds under fifty requests a second a phone (contract section 5). At a desk a search a second is
//! more than anybody types for long; whoever asks oftener is a script that lists the register. From one
//! address codes are tried, and tokens that nobody has, as often as an office that enrols its volunteers
//! needs: what is beyond that is turned away before the database is asked. A phone that was let in lately is
//! never turned away for what its neighbours guess.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::time::Instant;

use axum::http::StatusCode;

use super::{Fault, Remote};

/// How often something may be done.
struct Pace {
    /// So often a second for long.
    steady: f64,
    /// So often at once.
    burst: f64,
}

const PHONE: Pace = Pace { steady: 100.0, burst: 400.0 };
const SEARCH: Pace = Pace { steady: 1.0, burst: 60.0 };
const STRANGER: Pace = Pace { steady: 1.0, burst: 120.0 };
/// Who is remembered; where there are more, all begin anew.
const REMEMBERED: usize = 20_000;

/// Who asked how often.
#[derive(Default)]
pub struct Rates {
    buckets: Mutex<BTreeMap<String, (f64, Option<Instant>)>>,
    /// Hashes of tokens that phones were let in with.
    let_in: Mutex<BTreeSet<[u8; 32]>>,
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

    /// Whether a code may be tried now: each address has a bucket of its own, and all of whom nobody knows
    /// the address share one.
    ///
    /// # Errors
    /// When codes were tried too often.
    pub fn may_enrol(&self, from: Remote) -> Result<(), Fault> {
        match from.0 {
            Some(ip) => self.spend(&format!("enrol {ip}"), &STRANGER),
            None => self.spend("enrol", &PHONE),
        }
    }

    /// Whether it may be looked up whose token this is.
    ///
    /// # Errors
    /// When too many were guessed from there, and no phone was let in with this one.
    pub fn may_knock(&self, from: Remote, token: &str) -> Result<(), Fault> {
        let Some(ip) = from.0 else { return Ok(()) };
        let is_known = || self.let_in.lock().is_ok_and(|known| known.contains(&hashed(token)));
        if self.left(&guesses(ip), &STRANGER, 0.0) || is_known() { Ok(()) } else { Err(too_often()) }
    }

    /// Notes that nobody has the token that somebody came with.
    pub fn guessed(&self, from: Remote) {
        if let Some(ip) = from.0 {
            self.left(&guesses(ip), &STRANGER, 1.0);
        }
    }

    /// Notes that a phone was let in with this token.
    pub fn let_in(&self, token: &str) {
        if let Ok(mut known) = self.let_in.lock() {
            if known.len() > REMEMBERED {
                known.clear();
            }
            known.insert(hashed(token));
        }
    }

    fn spend(&self, who: &str, pace: &Pace) -> Result<(), Fault> {
        if self.left(who, pace, 1.0) { Ok(()) } else { Err(too_often()) }
    }

    /// Whether there is one left, of which so much is taken.
    fn left(&self, who: &str, pace: &Pace, takes: f64) -> bool {
        let Ok(mut buckets) = self.buckets.lock() else { return true };
        if buckets.len() > REMEMBERED {
            buckets.clear();
        }
        let now = Instant::now();
        let (left, last) = buckets.entry(who.to_owned()).or_insert((pace.burst, None));
        let since = last.map_or(0.0, |last| now.duration_since(last).as_secs_f64());
        *left = (*left + since * pace.steady).min(pace.burst);
        *last = Some(now);
        if *left < 1.0 {
            return false;
        }
        *left -= takes;
        true
    }
}

fn guesses(ip: std::net::IpAddr) -> String {
    format!("guess {ip}")
}

fn hashed(token: &str) -> [u8; 32] {
    *blake3::hash(token.as_bytes()).as_bytes()
}

fn too_often() -> Fault {
    Fault::new(
        StatusCode::TOO_MANY_REQUESTS,
        "busy",
        "This phone, or somebody at its address, asks more often than the server can answer. Nothing is lost; it \
         goes on by itself in a moment.",
    )
    .after(1)
}

#[cfg(test)]
#[path = "rates_tests.rs"]
mod tests;
