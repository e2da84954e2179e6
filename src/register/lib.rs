//! The register: one house, one language, one truth for who is who.
//!
//! Owns what a household visit is, how edits to it combine, who is the same
//! person, what a family may still be given, and every Thai text, date and
//! address rule these need.
//!
//! Refuses to know files, sockets, databases, screens, the time of day and
//! chance: clocks, keys and identifiers come in as arguments. The same inputs
//! give the same register on a phone, on a laptop and on a server.
//!
//! Called by the phone's store and sync engine, and by the sync server.

pub mod address;
pub mod advice;
pub mod aid;
mod as_text;
pub mod birth;
pub mod boundary;
pub mod bundle;
pub mod calendar;
pub mod candidate;
pub mod case;
pub mod change;
pub mod clock;
mod countries;
pub mod course;
pub mod deadline;
pub mod decision;
pub mod digest;
pub mod draw;
pub mod entry;
pub mod event;
pub mod field;
#[cfg(test)]
mod golden;
mod hex;
pub mod household;
pub mod import;
pub mod info;
pub mod keeping;
pub mod lao;
pub mod ledger;
pub mod merge;
pub mod moment;
pub mod name;
pub mod national_id;
pub mod obstacle;
pub mod outlay;
pub mod own;
pub mod posting;
pub mod publication;
pub mod receipt;
pub mod record;
pub mod referral;
pub mod report;
pub mod roster;
pub mod sameness;
#[cfg(test)]
mod samples;
pub mod seal;
pub mod spoken;
pub mod statement;
pub mod survey;
pub mod thai;
pub mod visit;
pub mod wire;
pub mod wording;
