//! The document and the router: neither knows an address that the other does not.

use std::collections::BTreeSet;

use super::document;

/// The addresses in the router's own source, under `/api/v1`.
fn routed() -> BTreeSet<String> {
    let api = include_str!("routes.rs").split("let api =").nth(1).unwrap();
    let api = api.split("Router::new()\n        .nest").next().unwrap();
    let sources = [api, include_str!("routes/photos.rs")];
    let addresses = sources.iter().flat_map(|source| source.split(".route(\"").skip(1));
    addresses.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn what_is_served_is_described_and_what_is_described_is_served() {
    let document = document();
    let described: BTreeSet<String> = document["paths"].as_object().unwrap().keys().cloned().collect();
    assert!(routed().len() > 10);
    assert_eq!(described, routed());
}

#[test]
fn every_operation_says_what_a_busy_server_and_an_old_app_are_told() {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    for (path, operations) in paths {
        for (method, operation) in operations.as_object().unwrap() {
            for status in ["426", "429", "503"] {
                assert!(operation["responses"][status].is_object(), "{method} {path} {status}");
            }
        }
    }
}
