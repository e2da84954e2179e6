//! `samruat schema`, as an office or another program calls it.

#![expect(clippy::unwrap_used, reason = "a test stops where it goes wrong")]

use std::process::Command;

fn samruat(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_samruat")).args(arguments).output().unwrap()
}

#[test]
fn the_schema_is_printed_as_the_register_publishes_it() {
    let output = samruat(&["schema"]);
    assert!(output.status.success());
    let printed: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(printed, register::record::schema());
    let required: Vec<&str> =
        printed["required"].as_array().unwrap().iter().map(|field| field.as_str().unwrap()).collect();
    assert_eq!(required, ["id", "lao", "round", "captured_at", "status"]);
}

#[test]
fn a_wrong_command_line_exits_with_2() {
    assert_eq!(samruat(&["shema"]).status.code(), Some(2));
    assert_eq!(samruat(&["--at", "here"]).status.code(), Some(2));
}
