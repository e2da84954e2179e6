//! What a receiver said, as the app knows positions.
//!
//! Owns which of them are worth passing on: one that is old, has no radius or lies nowhere is not. Which of
//! the rest is the best, the app says. Pure; called by `told`.

use chrono::DateTime;
use register::record::{Fix, FixSource};
use samruat::device::thailand;

/// A position that is older was somewhere else, as likely as not: volunteers ride.
const OLDEST_MS: i64 = 60_000;

/// As Java passes it on.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Said {
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    /// In metres; below zero where it is not known.
    pub(crate) accuracy: f32,
    /// By the satellites' time where they were heard, milliseconds since 1970; zero where they were not.
    pub(crate) fixed_at: i64,
    /// Milliseconds since, by the phone's own count, which no wrong clock moves.
    pub(crate) age: i64,
}

/// The position; `None` for one that is of no use.
pub(crate) fn fix(said: Said) -> Option<Fix> {
    let Said { lat, lon, accuracy, fixed_at, age } = said;
    let is_somewhere = lat.is_finite() && lon.is_finite() && lat.abs() <= 90.0 && lon.abs() <= 180.0;
    // Where nothing was heard yet, some phones say the point south of Ghana.
    let is_nowhere = lat == 0.0 && lon == 0.0;
    if !is_somewhere || is_nowhere || age > OLDEST_MS || !accuracy.is_finite() || accuracy <= 0.0 {
        return None;
    }
    let fixed_at = DateTime::from_timestamp_millis(fixed_at).filter(|_| fixed_at > 0);
    Some(Fix {
        lat: Some(lat),
        lon: Some(lon),
        // A hundredth of a metre; the rest of the digits is noise of the narrower number.
        accuracy_m: Some((f64::from(accuracy) * 100.0).round() / 100.0),
        fixed_at: fixed_at.map(|at| at.with_timezone(&thailand()).into()),
        source: Some(FixSource::Gps),
        unknown: Default::default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAID: Said =
        Said { lat: 20.4312, lon: 99.8841, accuracy: 6.3, fixed_at: 1_793_000_000_000, age: 900 };

    #[test]
    fn a_fresh_position_comes_with_its_radius_and_the_satellites_time() {
        let fix = fix(SAID).unwrap();
        assert_eq!((fix.lat, fix.lon, fix.accuracy_m), (Some(20.4312), Some(99.8841), Some(6.3)));
        let at = fix.fixed_at.unwrap();
        assert_eq!(at.unix_ms(), 1_793_000_000_000);
        assert!(at.to_string().ends_with("+07:00"), "{at}");
    }

    #[test]
    fn what_is_old_nowhere_or_without_a_radius_is_not_passed_on() {
        for said in [
            Said { age: 60_001, ..SAID },
            Said { lat: 0.0, lon: 0.0, ..SAID },
            Said { lat: f64::NAN, ..SAID },
            Said { lon: 181.0, ..SAID },
            Said { accuracy: -1.0, ..SAID },
            Said { accuracy: 0.0, ..SAID },
            Said { accuracy: f32::INFINITY, ..SAID },
        ] {
            assert_eq!(fix(said), None, "{said:?}");
        }
    }

    #[test]
    fn a_receiver_without_a_clock_gives_a_place_without_a_time() {
        assert_eq!(fix(Said { fixed_at: 0, ..SAID }).unwrap().fixed_at, None);
    }
}
