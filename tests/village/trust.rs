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
    off_loopback_only_the_pinned_server_is_spoken_to,
);
