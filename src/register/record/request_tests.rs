use serde_json::json;

use super::*;

fn request(
    kind: SignatureKind,
    channel: Option<Channel>,
    proxy: Option<Proxy>,
    reason: Option<&str>,
) -> Request {
    let reason = reason.map(str::to_owned);
    let id = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a71";
    let mut request: Request = serde_json::from_value(json!({ "id": id })).unwrap();
    request.channel = channel;
    request.proxy = proxy;
    request.signature = Some(Signature { kind, photo: None, reason, of: None, unknown: Unknown::default() });
    request
}

fn proxy(authority_photo: Option<PhotoHash>) -> Option<Proxy> {
    Some(Proxy { name: Some("สมศรี".to_owned()), authority_photo, ..Proxy::default() })
}

/// Contract section 2: `not-required` on these channels only.
const WITHOUT_SIGNATURE: [&str; 6] =
    ["post", "hotline", "phone", "online", "information-system", "state-survey"];

/// Contract sections 2 and 4, the whole table: kind, channel, proxy and reason.
#[test]
fn every_signature_on_every_channel_counts_as_the_contract_says() {
    let channels: Vec<Option<Channel>> = Channel::ALL.iter().copied().map(Some).chain([None]).collect();
    let proxies = [None, proxy(None), proxy(Some(PhotoHash::of(b"power of attorney")))];
    for &kind in SignatureKind::ALL {
        for &channel in &channels {
            for proxy in &proxies {
                for reason in [None, Some(" "), Some("ไม่สะดวกลงชื่อ")] {
                    let unauthorised = proxy.as_ref().is_some_and(|p| p.authority_photo.is_none());
                    let needs_none = channel.is_some_and(|c| WITHOUT_SIGNATURE.contains(&c.as_str()));
                    let expected = match kind.as_str() {
                        "refused" if reason == Some("ไม่สะดวกลงชื่อ") => {
                            Signed::Refused
                        }
                        "refused" => Signed::No(WhyUnsigned::RefusalWithoutReason),
                        _ if unauthorised => Signed::No(WhyUnsigned::ProxyWithoutAuthority),
                        "drawn" | "paper-photo" => Signed::Yes,
                        _ if needs_none => Signed::Yes,
                        _ => Signed::No(WhyUnsigned::ChannelNeedsOne),
                    };
                    let request = request(kind, channel, proxy.clone(), reason);
                    assert_eq!(request.signed(), expected, "{request:?}");
                }
            }
        }
    }
}

#[test]
fn a_request_that_nobody_was_asked_to_sign_is_unsigned_on_every_channel() {
    for &channel in Channel::ALL {
        let mut request = request(SignatureKind::Drawn, Some(channel), None, None);
        request.signature = None;
        assert_eq!(request.signed(), Signed::No(WhyUnsigned::NotAsked));
    }
}

/// A request for the words of which somebody put their name to it.
fn signed_for_its_words() -> Request {
    let mut request = request(SignatureKind::Drawn, Some(Channel::SurveyTeam), None, None);
    request.person = Some("0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a70".parse().unwrap());
    request.area = Some(Area::Disaster);
    request.subject = Some("ขอวัสดุซ่อมแซมบ้าน".to_owned());
    request.need = Some("สังกะสี ๒๐ แผ่น".to_owned());
    let of = Some(request.words());
    request.signature.as_mut().unwrap().of = of;
    assert_eq!(request.signed(), Signed::Yes);
    request
}

const CHANGED: Signed = Signed::No(WhyUnsigned::WordsChanged);

#[test]
fn who_asks_for_what_and_how_much_is_what_was_signed_and_nothing_else_is() {
    let signed = signed_for_its_words();
    let changed = |change: &dyn Fn(&mut Request)| {
        let mut request = signed.clone();
        change(&mut request);
        request.signed()
    };
    let another = "0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a72".parse().unwrap();
    assert_eq!(changed(&|r| r.person = Some(another)), CHANGED);
    assert_eq!(changed(&|r| r.person = None), CHANGED);
    assert_eq!(changed(&|r| r.subject = Some("ขอถุงยังชีพ".to_owned())), CHANGED);
    assert_eq!(changed(&|r| r.need = Some("สังกะสี ๒๐๐ แผ่น".to_owned())), CHANGED);
    assert_eq!(changed(&|r| r.need = None), CHANGED);
    // What was asked for does not become what is needed, nor one word the end of another.
    assert_eq!(changed(&|r| std::mem::swap(&mut r.subject, &mut r.need)), CHANGED);
    assert_eq!(
        changed(&|r| {
            r.subject = Some("ขอวัสดุซ่อมแซมบ้าน สังกะสี".to_owned());
            r.need = Some("๒๐ แผ่น".to_owned());
        }),
        CHANGED
    );
    for (what, change) in [
        ("facts", Box::new(|r: &mut Request| r.facts = Some("พายุ".to_owned())) as Box<dyn Fn(&mut Request)>),
        ("urgent", Box::new(|r| r.urgent = Some(true))),
        ("cause", Box::new(|r| r.distress_cause = Some(DistressCause::Hardship))),
        ("the area of what has a subject", Box::new(|r| r.area = Some(Area::Other))),
        ("blanks and line ends", Box::new(|r| r.need = Some(" สังกะสี\n๒๐  แผ่น ".to_owned()))),
    ] {
        assert_eq!(changed(&*change), Signed::Yes, "{what}");
    }
    // One letter, composed or not.
    let mut request = signed.clone();
    request.need = Some("café".to_owned());
    request.signature.as_mut().unwrap().of = Some(request.words());
    request.need = Some("cafe\u{301}".to_owned());
    assert_eq!(request.signed(), Signed::Yes);
}

#[test]
fn where_nothing_is_said_of_what_the_area_is_what_was_signed() {
    let mut request = signed_for_its_words();
    request.subject = None;
    assert_eq!(request.signed(), CHANGED);
    request.signature.as_mut().unwrap().of = Some(request.words());
    assert_eq!(request.signed(), Signed::Yes);
    request.area = Some(Area::PoorFarmer);
    assert_eq!(request.signed(), CHANGED);
    // Where nobody had said it either, whoever says it since changes no word that was signed.
    request.area = None;
    request.signature.as_mut().unwrap().of = Some(request.words());
    request.area = Some(Area::PoorFarmer);
    assert_eq!(request.signed(), Signed::Yes);
    request.subject = Some("ขอถุงยังชีพ".to_owned());
    assert_eq!(request.signed(), CHANGED);
}

#[test]
fn a_wording_that_is_put_back_is_what_was_signed() {
    let signed = signed_for_its_words();
    let mut request = signed.clone();
    request.need = Some("สังกะสี ๓๐ แผ่น".to_owned());
    assert_eq!(request.signed(), CHANGED);
    request.need.clone_from(&signed.need);
    assert_eq!(request.signed(), Signed::Yes);
}

#[test]
fn a_signature_that_names_no_words_stands_for_the_request_as_it_is_and_so_does_a_refusal() {
    let mut request = signed_for_its_words();
    let of = request.signature.as_mut().unwrap().of.take();
    request.need = Some("สังกะสี ๓๐ แผ่น".to_owned());
    assert_eq!(request.signed(), Signed::Yes);
    // Who would not sign has signed for no words.
    let refusal = Signature {
        kind: SignatureKind::Refused,
        photo: None,
        reason: Some("ไม่สะดวก".to_owned()),
        of,
        unknown: Unknown::default(),
    };
    request.signature = Some(refusal);
    assert_eq!(request.signed(), Signed::Refused);
}

#[test]
fn signed_words_are_written_as_no_photo_is_and_read_back() {
    let words = signed_for_its_words().words();
    let written = serde_json::to_value(words).unwrap();
    assert!(written.as_str().unwrap().parse::<PhotoHash>().is_err());
    assert_eq!(serde_json::from_value::<WordsHash>(written).unwrap(), words);
    for wrong in ["", "b3:00", "words:", "words:zz"] {
        assert!(wrong.parse::<WordsHash>().is_err(), "{wrong}");
    }
    // What was signed on a phone of one version is weighed by a server of another: these bytes never move.
    assert_eq!(words.to_string(), "words:2d1f69e2b11ca84bc6cfb208d7d36b45213d00c4c9826e1daaa9277eb0accfc0");
}

#[test]
fn six_channels_of_nine_need_no_signature() {
    let without: Vec<&str> =
        Channel::ALL.iter().filter(|c| c.needs_no_signature()).map(|c| c.as_str()).collect();
    assert_eq!(without, WITHOUT_SIGNATURE);
    assert_eq!(Channel::ALL.len(), 9);
}
