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
    request.signature = Some(Signature { kind, photo: None, reason, unknown: Unknown::default() });
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

#[test]
fn six_channels_of_nine_need_no_signature() {
    let without: Vec<&str> =
        Channel::ALL.iter().filter(|c| c.needs_no_signature()).map(|c| c.as_str()).collect();
    assert_eq!(without, WITHOUT_SIGNATURE);
    assert_eq!(Channel::ALL.len(), 9);
}
