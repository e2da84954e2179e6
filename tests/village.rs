//! Long stories of real phones and a real server: what happens to a village's work when phones
//! are away for a week, come back from an old backup, are lost, or send through somebody else;
//! when the server itself is restored; and what the office says to phones and hears back. Each is told on SQLite and on PostgreSQL.

#![expect(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

mod province;

#[path = "village/couriers.rs"]
mod couriers;
#[path = "village/crowd.rs"]
mod crowd;
#[path = "village/erased.rs"]
mod erased;
#[path = "village/neighbours.rs"]
mod neighbours;
#[path = "village/offline.rs"]
mod offline;
#[path = "village/restored.rs"]
mod restored;
#[path = "village/trust.rs"]
mod trust;
#[path = "village/word.rs"]
mod word;
