use ed25519_dalek::SigningKey;
use proptest::prelude::*;

use super::*;

fn link() -> EnrolmentLink {
    EnrolmentLink {
        server: "https://192.0.2.7:8420".into(),
        key: PublicKey::of(&SigningKey::from_bytes(&[7; 32])),
        certificate: Some([9; 32]),
        code: "K7QM-2XHD".into(),
    }
}

#[test]
fn an_enrolment_link_reads_back_as_what_was_written() {
    assert_eq!(link().to_string().parse(), Ok(link()));
    let plain = EnrolmentLink { certificate: None, ..link() };
    assert_eq!(format!("  {plain}\n").parse(), Ok(plain));
}

/// Links as an office's server may make them: any address, with or without its own certificate.
fn any_link() -> impl Strategy<Value = EnrolmentLink> {
    let server = "https?://[a-z0-9.-]{1,24}(:[0-9]{1,5})?(/[a-z]{1,6}){0,2}(/enrol)?";
    let certificate = prop::option::of(any::<[u8; 32]>());
    (server, any::<[u8; 32]>(), certificate, "[A-Za-z0-9=_-]{1,24}").prop_map(
        |(server, key, certificate, code)| EnrolmentLink {
            server,
            key: PublicKey::from_bytes(key),
            certificate,
            code,
        },
    )
}

proptest! {
    #[test]
    fn any_enrolment_link_reads_back_as_what_was_written(link in any_link()) {
        prop_assert_eq!(link.to_string().parse(), Ok(link));
    }

    /// A later office may say more in its links; a phone that is not updated still enrols.
    #[test]
    fn parts_of_a_link_that_are_not_known_are_ignored_wherever_they_stand(
        link in any_link(),
        parts in prop::collection::vec(("([abd-jl-suw-z][a-z]{0,5}|[cktv][a-z]{1,5})(=[A-Za-z0-9=_%-]{0,12})?|", 0..8_usize), 1..5),
    ) {
        let text = link.to_string();
        let (address, said) = text.split_once('#').unwrap();
        let mut said: Vec<&str> = said.split('&').collect();
        for (part, at) in &parts {
            said.insert(*at % (said.len() + 1), part);
        }
        prop_assert_eq!(format!("{address}#{}", said.join("&")).parse(), Ok(link));
    }
}

#[test]
fn a_link_sends_neither_code_nor_key_to_whoever_answers_at_its_address() {
    let text = link().to_string();
    assert_eq!(text.split('#').next(), Some("https://192.0.2.7:8420/enrol"));
}

#[test]
fn a_link_that_was_cut_says_what_is_missing() {
    let whole = link().to_string();
    for end in 0..whole.len() {
        let cut: Result<EnrolmentLink, _> = whole[..end].parse();
        // Cut within its last part, the certificate's mark, it must not pass for one without.
        let passes = cut.as_ref().is_ok_and(|cut| !whole[..end].contains("&t=") && cut.certificate.is_none());
        assert!(cut.is_err() || passes, "{end}: {cut:?}");
    }
    let error = "https://192.0.2.7/enrol#v=1&k=AAAA&c=X".parse::<EnrolmentLink>().unwrap_err();
    assert!(error.to_string().contains("the server's key is missing or cut"), "{error}");
}

#[test]
fn a_receipt_opens_with_the_key_that_signed_it_and_with_no_other() {
    let (ours, other) = (SigningKey::from_bytes(&[1; 32]), SigningKey::from_bytes(&[2; 32]));
    let receipt = Receipt::new(DeviceId::new("d-01"), 1, Default::default(), Default::default());
    let signed = Signed::sign(receipt.clone(), &ours);
    assert_eq!(signed.open(&PublicKey::of(&ours)), Ok(&receipt));
    assert!(signed.open(&PublicKey::of(&other)).is_err());

    let altered = serde_json::to_string(&signed).unwrap().replace("\"at\":1", "\"at\":2");
    let altered: Signed<Receipt> = serde_json::from_str(&altered).unwrap();
    assert!(altered.open(&PublicKey::of(&ours)).is_err());
}

#[test]
fn a_cursor_reads_whole_numbers_however_they_are_written_and_no_others() {
    let read = |seq: &str| serde_json::from_str::<Cursor>(&format!(r#"{{"epoch":"a","seq":{seq}}}"#));
    for (written, seq) in [("7", 7), ("7.0", 7), ("1e3", 1000), ("18446744073709551615", u64::MAX)] {
        assert_eq!(read(written).unwrap().seq, seq, "{written}");
    }
    for written in ["-1", "7.5", "1e300", "\"7\"", "null"] {
        assert!(read(written).is_err(), "{written}");
    }
}

/// Before there were settings, tasks and a team, lists were just this.
const OLDER_LISTS: &str = r#"{"version":"0123456789abcdef","surveyor":{"id":"s-017","name":"สมใจ","roles":["volunteer"]},
    "laos":[{"code":"05090901","name":"เวียงพางคำ","kind":"tambon-municipality","province":"57"}],"digest_key":"00"}"#;

#[test]
fn lists_of_an_older_server_read_and_whoever_has_none_of_the_new_is_sent_nothing_of_it() {
    let lists: Lists = serde_json::from_str(OLDER_LISTS).unwrap();
    assert!(lists.form.is_empty() && lists.tasks.is_empty() && lists.team.is_empty());
    let written = serde_json::to_value(&lists).unwrap();
    assert_eq!(written, serde_json::from_str::<serde_json::Value>(OLDER_LISTS).unwrap());
}

#[test]
fn how_a_phone_stands_reads_back_as_it_was_written_and_nothing_else_does() {
    let standing = Standing { drafts: 1, waiting: 3, photos: 2 };
    assert_eq!(standing.to_string(), "drafts=1;waiting=3;photos=2");
    for text in [
        "drafts=1;waiting=3;photos=2",
        " photos=2; waiting=3;drafts=1",
        "drafts=1;waiting=3;photos=2;later=x",
    ] {
        assert_eq!(text.parse(), Ok(standing), "{text}");
    }
    for text in [
        "",
        "drafts=1",
        "drafts=1;waiting=3;photos=-2",
        "drafts=+1;waiting=3;photos=2",
        "1;3;2",
        "drafts=1;waiting=3;photos=9999999999",
    ] {
        assert_eq!(text.parse::<Standing>(), Err(NotAStanding), "{text}");
    }
}
