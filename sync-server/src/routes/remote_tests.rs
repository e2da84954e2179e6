use axum::http::Request;

use super::*;

fn remote(from: &str, forwarded: Option<&str>, behind_proxy: bool) -> Option<IpAddr> {
    let mut request = Request::builder();
    if let Some(forwarded) = forwarded {
        request = request.header(FORWARDED, forwarded);
    }
    let (mut parts, ()) = request.body(()).unwrap().into_parts();
    parts.extensions.insert(ConnectInfo(from.parse::<SocketAddr>().unwrap()));
    Remote::of(&parts, behind_proxy).0
}

#[test]
fn a_stranger_does_not_choose_whence_they_ask() {
    let ip = |text: &str| Some(text.parse::<IpAddr>().unwrap());
    assert_eq!(remote("203.0.113.7:50000", None, false), ip("203.0.113.7"));
    assert_eq!(remote("203.0.113.7:50000", Some("198.51.100.1"), false), ip("203.0.113.7"));
    // Behind a proxy, its own word is the last.
    assert_eq!(remote("192.168.1.2:50000", Some("198.51.100.1, 203.0.113.7"), true), ip("203.0.113.7"));
    assert_eq!(remote("127.0.0.1:50000", Some("203.0.113.7"), false), ip("203.0.113.7"));
    assert_eq!(remote("127.0.0.1:50000", None, false), None, "this machine itself");
    assert_eq!(remote("192.168.1.2:50000", Some("no address"), true), None);
    // One household has a whole net of IPv6.
    assert_eq!(
        remote("[2001:db8:0:7::1]:50000", None, false),
        remote("[2001:db8:0:7::2]:50000", None, false)
    );
    assert_eq!(remote("[::ffff:203.0.113.7]:50000", None, false), ip("203.0.113.7"));
}
