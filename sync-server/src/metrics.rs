//! What is counted for Prometheus: how much, how fast; never who.

use std::fmt::Write;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// Upper ends of the buckets of answering times, in milliseconds.
const BUCKETS_MS: [u64; 8] = [1, 5, 10, 50, 100, 500, 1_000, 5_000];

/// Counts since the server began.
#[derive(Default)]
pub struct Counts {
    answers: [AtomicU64; 6],
    took: [AtomicU64; 9],
    took_us: AtomicU64,
    changes: AtomicU64,
    aside: AtomicU64,
}

impl Counts {
    /// An answer went out.
    pub fn answered(&self, status: u16, took: Duration) {
        if let Some(class) = self.answers.get(usize::from(status / 100)) {
            class.fetch_add(1, Ordering::Relaxed);
        }
        let ms = took.as_millis() as u64;
        let bucket = BUCKETS_MS.iter().position(|upper| ms < *upper).unwrap_or(BUCKETS_MS.len());
        if let Some(bucket) = self.took.get(bucket) {
            bucket.fetch_add(1, Ordering::Relaxed);
        }
        self.took_us.fetch_add(took.as_micros() as u64, Ordering::Relaxed);
    }

    /// Changes were taken, and some set aside.
    pub fn took(&self, changes: usize, aside: usize) {
        self.changes.fetch_add(changes as u64, Ordering::Relaxed);
        self.aside.fetch_add(aside as u64, Ordering::Relaxed);
    }

    /// In Prometheus' text form.
    pub fn to_text(&self) -> String {
        let mut text = String::new();
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        // Writing into a String cannot fail.
        let _ = writeln!(
            text,
            "# HELP samruat_answers_total Answers by class of status.\n# TYPE samruat_answers_total counter"
        );
        for (class, count) in self.answers.iter().enumerate().skip(1) {
            let _ = writeln!(text, "samruat_answers_total{{class=\"{class}xx\"}} {}", read(count));
        }
        let _ = writeln!(
            text,
            "# HELP samruat_answer_seconds How long answers took.\n# TYPE samruat_answer_seconds histogram"
        );
        let mut so_far = 0;
        for (at, count) in self.took.iter().enumerate() {
            so_far += read(count);
            match BUCKETS_MS.get(at) {
                Some(upper) => {
                    let upper = *upper as f64 / 1000.0;
                    let _ = writeln!(text, "samruat_answer_seconds_bucket{{le=\"{upper}\"}} {so_far}");
                }
                None => {
                    let _ = writeln!(text, "samruat_answer_seconds_bucket{{le=\"+Inf\"}} {so_far}");
                }
            }
        }
        let _ = writeln!(text, "samruat_answer_seconds_sum {}", read(&self.took_us) as f64 / 1e6);
        let _ = writeln!(text, "samruat_answer_seconds_count {so_far}");
        for (name, help, count) in [
            ("samruat_changes_total", "Changes that were pushed and are held.", &self.changes),
            ("samruat_changes_aside_total", "Changes that were pushed and set aside.", &self.aside),
        ] {
            let _ = writeln!(text, "# HELP {name} {help}\n# TYPE {name} counter\n{name} {}", read(count));
        }
        text
    }
}
