//! The phone's store.
pub mod picture;
