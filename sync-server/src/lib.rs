//! The local office's server, as a library: the binary only reads the command line.
//!
//! Owns what the server does. Refuses to know who is the same person and how edits
//! combine: that is `register`'s. Called by the binary, the tests and the benches.

pub mod backup;
pub mod bundles;
pub mod cards;
pub mod console;
pub mod db;
pub mod demo;
pub mod digests;
pub mod erasure;
pub mod evidence;
pub mod export;
pub mod intake;
pub mod keys;
pub mod lists;
pub mod log;
pub mod metrics;
pub mod office;
pub mod openapi;
pub mod private;
pub mod projection;
pub mod routes;
pub mod serve;
pub mod verify;
pub mod whole;
pub mod workbook;
