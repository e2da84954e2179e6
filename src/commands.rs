//! The commands, one module each.
//!
//! Owns what they share: the form of their refusals. A command returns a sentence to be
//! printed to standard error, with exit code 1.

pub(crate) mod add;
pub(crate) mod check;
pub(crate) mod schema;
pub(crate) mod status;

/// What a command comes to: done, or a sentence that says what happened and what to do.
pub(crate) type Done = Result<(), Box<dyn std::error::Error>>;
