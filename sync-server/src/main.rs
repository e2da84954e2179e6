//! The command line of the office's server.
fn main() {}
