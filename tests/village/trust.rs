//! Whom to believe, and who may read: a revoked phone, and a server without a domain name.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;

use sync::SyncError;

use crate::province::{Database, OURS, Phone, Province, block_on, household, on_both_databases, picture};

/// What the server answers to a plain question with this phone's token: its status and its body.
fn asks(phone: &Phone, path: &str) -> (u16, String) {
    let identity = phone.store.identity().unwrap().unwrap();
    let host = identity.server.strip_prefix("http://").unwrap();
    let mut line = TcpStream::connect(host).unwrap();
    let token = &identity.token;
    write!(
        line,
        "GET /api/v1/{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = Vec::new();
    line.read_to_end(&mut answer).unwrap();
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
}

fn samruat(phone: &Phone, arguments: &[&str]) -> (i32, String) {
    let said = Command::new(env!("CARGO_BIN_EXE_samruat"))
        .arg("--data")
        .arg(phone.dir.path())
        .args(arguments)
        .output()
        .unwrap();
    let text = [said.stdout, said.stderr].concat();
    (said.status.code().unwrap(), String::from_utf8(text).unwrap())
}

fn a_revoked_phone_reads_nothing_and_its_unsent_work_is_held_apart(database: Database) {
    let province = Province::on(database);
    let (mut phone, mut colleague) = (Phone::enrolled(&province), Phone::enrolled(&province));
    phone.keeps(1);
    phone.syncs();
    colleague.keeps(2);
    colleague.syncs();
    let reading = ["pull", "lists", "digest"];
    for path in reading {
        assert_eq!(asks(&phone, path).0, 200, "{path}");
    }
    let taken = picture(3, 300, 200);
    phone.keeps_with(3, &taken);
    let (export, head) = (province.export_bytes(), province.changes(OURS).len());

    let device = phone.store.identity().unwrap().unwrap().device;
    province.does(async |office| office.revoke(device.as_str()).await.unwrap());
    // From that moment, whatever it asks for, and before it knows.
    for path in reading {
        let (status, body) = asks(&phone, path);
        assert_eq!(status, 403, "{path}");
        assert!(!body.contains("สมปอง") && !body.contains("changes"), "{body}");
    }
    let done = phone.tries().unwrap();
    assert!(done.sealed && !done.is_complete());
    assert_eq!((done.left, done.pulled), (0, 0), "all that was unsent has left");

    // Held apart until a supervisor judges it: in no register and in no feed.
    assert_eq!((province.export_bytes(), province.changes(OURS).len()), (export.clone(), head));
    let apart = province.does(async |office| {
        let mut tx = office.db().look().await.unwrap();
        tx.quarantined(OURS.parse().unwrap()).await.unwrap()
    });
    assert_eq!(apart.iter().map(|row| row.record).collect::<Vec<_>>(), [household(3).id]);
    assert_eq!(apart[0].device, device);
    let photo = province.does(async |office| {
        let mut tx = office.db().look().await.unwrap();
        tx.photos(OURS.parse().unwrap(), &[taken.hash]).await.unwrap()
    });
    assert_eq!(photo.len(), 1, "its photo too");
    assert_eq!(colleague.syncs().pulled, 0);
    assert!(colleague.store.record(household(3).id).unwrap().is_none());
    // Sent again, it is held once.
    assert!(phone.tries().unwrap().sealed);
    province.verifies();

    // On the phone nothing can be read or written any more, by whatever way.
    assert!(phone.store.is_sealed().unwrap());
    assert!(phone.store.search("สมปอง", 5).is_err());
    assert!(phone.store.record(household(1).id).is_err());
    assert!(phone.store.keep(&household(4), &[]).is_err());
    let number = household(1).people[0].national_id.clone().unwrap();
    let (code, said) = samruat(&phone, &["check", &number]);
    assert_eq!(code, 1, "{said}");
    assert!(!said.contains("สมปอง"), "{said}");
    let (code, said) = samruat(&phone, &["status", "--json"]);
    assert_eq!(code, 0);
    assert!(said.contains("\"received\":2"), "numbers say nothing of anybody: {said}");
    assert_eq!(samruat(&phone, &["sync"]).0, 1);
    // One with nothing to send learns it when it asks.
    let device = colleague.store.identity().unwrap().unwrap().device;
    province.does(async |office| office.revoke(device.as_str()).await.unwrap());
    assert!(colleague.tries().unwrap().sealed);
}

fn a_revoked_phone_that_is_found_again_comes_back_with_its_drafts_by_one_link(database: Database) {
    let province = Province::on(database);
    let mut phone = Phone::enrolled(&province);
    phone.keeps(1);
    phone.syncs();
    // A visit that is half typed, its photo; a photo of a draft that was thrown away long ago; and what
    // the office set aside.
    let taken = picture(7, 300, 200);
    phone.store.keep_photo(&(&taken).into()).unwrap();
    let draft = serde_json::json!({ "photos": [{ "hash": taken.hash }], "half": "typed" }).to_string();
    phone.store.save_draft(household(7).id, &draft, "people").unwrap();
    phone.store.keep_photo(&(&picture(8, 300, 200)).into()).unwrap();
    let refused = phone.keeps(3);
    let waiting = phone.store.waiting(1, usize::MAX).unwrap();
    phone.store.set_aside(waiting[0].id, "not yet").unwrap();
    phone.keeps_with(2, &picture(2, 300, 200));

    let before = phone.store.identity().unwrap().unwrap();
    province.does(async |office| office.revoke(before.device.as_str()).await.unwrap());
    // Not before all has left that can; and the link is not spent by that.
    province.cable.will_be_cut([(u64::MAX, 0); 40]);
    assert!(phone.tries().is_err());
    province.cable.will_be_cut([]);
    phone.store.seal().unwrap();
    let link = province.link();
    let fault = block_on(sync::enrol(&phone.store, &link, None)).unwrap_err().to_string();
    assert!(fault.contains("sync it first"), "{fault}");
    let done = phone.tries().unwrap();
    assert!(done.sealed && done.left == 0, "{done:?}");
    assert_eq!(done.stays, 2, "the draft, and what was set aside");
    let (code, said) = samruat(&phone, &["sync"]);
    assert_eq!(code, 1);
    assert!(said.contains("2 drafts, fact checks and records that the office set aside stay"), "{said}");

    let mut phone = phone.enrols_with(&link);
    let after = phone.store.identity().unwrap().unwrap();
    assert!(after.device != before.device && after.key != before.key, "another phone, to the office");
    let drafts = phone.store.drafts().unwrap();
    assert_eq!((drafts[0].json.as_str(), drafts[0].page.as_str()), (draft.as_str(), "people"));
    assert_eq!(phone.store.photo(taken.hash).unwrap(), taken.jpeg);
    assert!(phone.store.record(refused).unwrap().is_some());

    // They go on under the new enrolment.
    let mut whole = serde_json::to_value(household(7)).unwrap();
    whole["status"] = "draft".into();
    whole["photos"] = serde_json::json!([{ "hash": taken.hash, "kind": "house" }]);
    phone.store.save_draft(household(7).id, &whole.to_string(), "review").unwrap();
    phone.store.complete(household(7).id).unwrap();
    let done = phone.syncs();
    assert_eq!((done.changes, done.photos, done.aside), (1, 1, 0));
    assert_eq!(province.records(), [household(1).id, household(7).id].map(|id| id.to_string()));
    assert!(phone.has_receipt_for(taken.hash));
    province.verifies();
}

const EVERYWHERE: [u8; 4] = [0, 0, 0, 0];

fn off_loopback_only_the_pinned_server_is_spoken_to(database: Database) {
    let province = Province::listening(EVERYWHERE, database);
    let link = province.link();
    assert!(link.certificate.is_some(), "it made its own certificate, and the link pins it");
    assert!(link.server.starts_with("https://"));
    let mut phone = Phone::fresh().enrols_with(&link.to_string().parse().unwrap());
    phone.keeps_with(1, &picture(1, 300, 200));
    phone.syncs();
    assert_eq!(phone.status(), (0, 0, 1, 0));

    // Another certificate than the link's, and one that is vouched for by nobody.
    let link = province.link();
    for certificate in [Some([7; 32]), None] {
        let other = register::wire::EnrolmentLink { certificate, ..link.clone() };
        let fault = block_on(sync::enrol(&Phone::fresh().store, &other, None)).unwrap_err();
        assert!(matches!(fault, SyncError::Stranger(_)), "{fault:?}");
    }
    // Without TLS nobody answers there; and to another machine it is not even tried.
    let plain = |server: String| {
        let plain = register::wire::EnrolmentLink { server, certificate: None, ..link.clone() };
        block_on(sync::enrol(&Phone::fresh().store, &plain, None)).unwrap_err()
    };
    let fault = plain(link.server.replacen("https", "http", 1));
    assert!(matches!(fault, SyncError::Unreachable { .. } | SyncError::Refused(_)), "{fault:?}");
    province.cable.carried();
    for server in ["http://192.0.2.1:8420", "http://samruat.example", "http://127.0.0.1.example:80"] {
        let fault = plain(server.to_owned());
        assert!(matches!(fault, SyncError::Address(..)), "{fault:?}");
    }
    // The code was not used up by any of that.
    Phone::fresh().enrols_with(&link);

    // Another machine takes the address over: the phone tells it nothing.
    let other = Province::listening(EVERYWHERE, Database::Sqlite);
    phone.keeps(2);
    other.stands_in_for(&province);
    let fault = phone.tries().unwrap_err();
    assert!(matches!(fault, SyncError::Stranger(_)), "{fault:?}");
    assert_eq!(phone.status(), (1, 0, 1, 0), "not even sent");
    province.stands_in_for(&province);
    phone.syncs();
    assert_eq!(province.records().len(), 2);
}

on_both_databases!(
    a_revoked_phone_reads_nothing_and_its_unsent_work_is_held_apart,
    a_revoked_phone_that_is_found_again_comes_back_with_its_drafts_by_one_link,
    off_loopback_only_the_pinned_server_is_spoken_to,
);
