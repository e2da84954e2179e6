use ed25519_dalek::SigningKey;

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
