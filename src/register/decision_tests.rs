use serde_json::{Value, json};

use super::*;
use crate::samples::phone;

const GOLDEN: &str = include_str!("golden/decision-v1.json");

fn who(n: u8) -> Appearance {
    format!("57000003/0196a3c2-7d1e-7c55-9b01-00000000000{n}/0196a3c2-7d1e-7c55-9b02-00000000000{n}")
        .parse()
        .unwrap()
}

fn join() -> Decision {
    let verdict = Verdict::Join { left: vec![who(1)], right: vec![who(2), who(3)] };
    Ruling::new("u-7", Stamp::new(1_775_961_065_000, 2), verdict).sign(&phone(99).key)
}

/// Decisions are kept for years: these bytes never move. A new form gets a new file.
#[test]
fn the_form_of_version_1_is_frozen() {
    assert_eq!(format!("{}\n", join().to_json()), GOLDEN);
    let read = Decision::read(GOLDEN.as_bytes()).unwrap();
    assert_eq!(read, join());
    read.verify(&phone(99).key.verifying_key()).unwrap();
}

#[test]
fn every_verdict_reads_back_as_it_was_signed() {
    let (lao, record) = (who(1).lao, who(1).record);
    for verdict in [
        Verdict::Separate { left: vec![who(1)], right: vec![who(2)] },
        Verdict::Withdraw { lao, record, reason: "บันทึกผิดบ้าน".into() },
        Verdict::Restore { lao, record, answers: [join().id()].into() },
        Verdict::Accept { changes: [join().id()].into() },
        Verdict::Refuse { changes: [join().id()].into() },
    ] {
        let signed = Ruling::new("u-7", Stamp::new(5, 0), verdict).sign(&phone(99).key);
        let read = Decision::read(signed.to_json().as_bytes()).unwrap();
        assert_eq!(read, signed);
        read.verify(&phone(99).key.verifying_key()).unwrap();
    }
}

#[test]
fn a_decision_that_was_altered_or_signed_by_another_is_not_the_server_s() {
    let altered = join().to_json().replace("u-7", "u-8");
    let altered = Decision::read(altered.as_bytes()).unwrap();
    assert!(altered.verify(&phone(99).key.verifying_key()).is_err());
    assert!(join().verify(&phone(1).key.verifying_key()).is_err());
}

fn fault(alter: impl FnOnce(&mut Value)) -> String {
    let mut json: Value = serde_json::from_str(GOLDEN).unwrap();
    alter(&mut json);
    Decision::read(json.to_string().as_bytes()).unwrap_err().to_string()
}

#[test]
fn what_is_not_a_decision_is_refused_with_the_field_and_the_reason() {
    for (message, wanted) in [
        (fault(|j| j["ruling"]["verdict"]["kind"] = "merge".into()), "ruling.verdict"),
        (fault(|j| j["ruling"]["stamp"] = "soon".into()), "ruling.stamp"),
        (fault(|j| j["ruling"]["verdict"]["left"] = json!(["nobody"])), "nobody"),
        (fault(|j| j["ruling"]["verdict"]["left"] = json!([])), "both sides"),
        (fault(|j| j["ruling"]["v"] = 2.into()), "form 2"),
        (fault(|j| j["signature"] = "00".into()), "signature"),
        (fault(|j| j["ruling"]["note"] = "x".into()), "note"),
    ] {
        assert!(message.contains(wanted), "{message}");
        assert!(message.contains("nothing has changed") || message.contains("try again"), "{message}");
    }
    assert!(Decision::read(b"{").is_err());
}
