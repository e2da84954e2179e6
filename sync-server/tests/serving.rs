//! Serving on real sockets: whom phones are told to believe, which address they are told, and what becomes of
//! a request that is cut off.

#![expect(clippy::unwrap_used, reason = "a test stops where it goes wrong")]
#![expect(dead_code, reason = "the village and the shelf are the story's too, and this needs a part of them")]

#[path = "story/shelf.rs"]
mod shelf;
#[path = "story/village.rs"]
mod village;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use sha2::{Digest, Sha256};
use shelf::Shelf;
use sync_server::keys::Keys;
use sync_server::office::Office;
use sync_server::routes::{self, House};
use sync_server::serve::{self, Bound, ServeFault, Wanted};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use village::{Phone, TAO, found_laos, hire};

const EVERYWHERE: &str = "0.0.0.0:0";
const HERE: &str = "127.0.0.1:0";

async fn bound(listen: &str, wanted: Wanted) -> Result<Bound, ServeFault> {
    let folder = tempfile::tempdir().unwrap();
    let keys = Keys::at(&folder.path().join("keys.json")).unwrap();
    let bound = serve::bind(listen.parse().unwrap(), &wanted, &keys.certificate).await;
    if let Ok(Bound { certificate: Some(pinned), .. }) = &bound {
        assert_eq!(pinned[..], Sha256::digest(&keys.certificate.shown)[..]);
    }
    bound
}

fn called(url: &str) -> Wanted {
    Wanted { public_url: Some(url.to_owned()), ..Wanted::default() }
}

#[tokio::test]
async fn links_pin_the_servers_own_certificate_whatever_its_address_is_called() {
    let named = bound(EVERYWHERE, called("https://office.example:8443/")).await.unwrap();
    assert_eq!(named.address, "https://office.example:8443");
    assert!(named.certificate.is_some(), "phones would see a certificate that nobody vouches for");
    let behind = Wanted { behind_proxy: true, ..called("https://office.example") };
    assert!(bound(EVERYWHERE, behind).await.unwrap().certificate.is_none(), "phones see the proxy's");
    match bound(EVERYWHERE, Wanted::default()).await {
        Ok(bound) => {
            let reached: SocketAddr = bound.address.strip_prefix("https://").unwrap().parse().unwrap();
            assert!(!reached.ip().is_loopback() && !reached.ip().is_unspecified(), "{reached}");
            assert!(bound.certificate.is_some());
        }
        // This machine reaches nobody, and says so.
        Err(fault) => assert!(matches!(fault, ServeFault::NoWayOut), "{fault}"),
    }
    // This machine's own address is for this machine.
    let own = bound(HERE, Wanted::default()).await.unwrap();
    assert!(own.address.starts_with("http://127.0.0.1:") && own.certificate.is_none());
    // And in plain HTTP behind something that speaks TLS.
    let named = bound(HERE, called("https://office.example")).await.unwrap();
    assert_eq!((named.address.as_str(), named.certificate), ("https://office.example", None));
}

#[tokio::test]
async fn an_address_that_no_phone_reaches_is_refused_in_a_sentence() {
    for (listen, url) in [
        (EVERYWHERE, "https://127.0.0.1:8443"),
        (EVERYWHERE, "https://[::1]:8443"),
        (EVERYWHERE, "https://localhost"),
        (EVERYWHERE, "https://0.0.0.0:8443"),
        (EVERYWHERE, "http://office.example"),
        (HERE, "http://office.example"),
        (HERE, "https://0.0.0.0"),
        (EVERYWHERE, "office.example"),
        (EVERYWHERE, "ftp://office.example"),
        (EVERYWHERE, "https://"),
        (EVERYWHERE, "สำนักงาน"),
    ] {
        let Err(fault) = bound(listen, called(url)).await else { panic!("{url}") };
        let said = fault.to_string();
        assert!(
            said.contains(url.trim_end_matches('/')) && said.contains("nothing was started"),
            "{url}: {said}"
        );
    }
    let nowhere = bound(EVERYWHERE, Wanted { behind_proxy: true, ..Wanted::default() }).await;
    assert!(matches!(nowhere, Err(ServeFault::NoPublicUrl)));
}

/// An office that serves until the sender is dropped.
async fn serving(shelf: &Shelf, bound: Bound) -> (Arc<Office>, tokio::sync::oneshot::Sender<()>) {
    let office = Arc::new(shelf.again().await);
    let (running, end) = tokio::sync::oneshot::channel::<()>();
    let house = House::of(Arc::clone(&office));
    tokio::spawn(bound.serve(routes::all(house), async move {
        let _ = end.await;
    }));
    (office, running)
}

async fn said(mut stream: impl AsyncRead + AsyncWrite + Unpin, request: &str) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    let read = stream.read_to_end(&mut answer);
    let _ = tokio::time::timeout(Duration::from_secs(20), read).await.unwrap();
    String::from_utf8_lossy(&answer).into_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_certificate_that_is_given_is_shown_and_not_pinned() {
    let folder = tempfile::tempdir().unwrap();
    let (cert, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let made = rcgen::generate_simple_self_signed(["office.example".to_owned()]).unwrap();
    std::fs::write(&cert, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let given = |cert: &std::path::Path, key: &std::path::Path| Wanted {
        tls: Some((cert.to_owned(), key.to_owned())),
        ..called("https://office.example")
    };
    let shown = bound(HERE, given(&cert, &key)).await.unwrap();
    assert_eq!((shown.address.as_str(), shown.certificate), ("https://office.example", None));
    let listening = shown.listening;
    let (_office, running) = serving(&Shelf::sqlite().await, shown).await;
    let mut roots = RootCertStore::empty();
    roots.add(made.cert.der().clone()).unwrap();
    let config = ClientConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(listening).await.unwrap();
    let name = ServerName::try_from("office.example").unwrap();
    let stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap();
    let answer =
        said(stream, "GET /healthz HTTP/1.1\r\nhost: office.example\r\nconnection: close\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200") && answer.ends_with("ok\n"), "{answer}");
    drop(running);

    // A key of another, a file that is none, and one that is not there.
    let other = folder.path().join("other.pem");
    let another = rcgen::generate_simple_self_signed(["office.example".to_owned()]).unwrap();
    std::fs::write(&other, another.signing_key.serialize_pem()).unwrap();
    for (cert, key) in [(&cert, &other), (&key, &key), (&folder.path().join("none.pem"), &key)] {
        let Err(fault) = bound(HERE, given(cert, key)).await else { panic!("{}", cert.display()) };
        assert!(matches!(fault, ServeFault::Certificate(_)), "{fault}");
        assert!(fault.to_string().contains("nothing was started"), "{fault}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_takes_for_ever_over_a_head_is_not_waited_for() {
    let mut bound = bound(HERE, Wanted::default()).await.unwrap();
    bound.patience = Duration::from_millis(300);
    let listening = bound.listening;
    let (_office, _running) = serving(&Shelf::sqlite().await, bound).await;
    for head in ["GET /healthz HTTP/1.1\r\nhost: he", "GET /healthz HTTP/1.1\r\nhost: here\r\n\r\n"] {
        let stream = TcpStream::connect(listening).await.unwrap();
        // It ends: else this waits in vain.
        let answer = said(stream, head).await;
        assert_eq!(answer.starts_with("HTTP/1.1 200"), head.ends_with("\r\n\r\n"), "{answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_is_cut_off_is_asked_for_again_and_a_quiet_connection_holds_up_no_end() {
    let shelf = Shelf::sqlite().await;
    let bound = bound(HERE, Wanted::default()).await.unwrap();
    let listening = bound.listening;
    let (office, running) = serving(&shelf, bound).await;
    found_laos(&office).await;
    office.note_address("http://127.0.0.1:1", None).await.unwrap();
    let surveyor = hire(&office, TAO, "อาสา ตัวอย่าง", &[]).await;
    let phone = Phone::enrol(&office, &surveyor, 1).await;
    for (what, head) in [
        ("push", "POST /api/v1/push HTTP/1.1\r\ncontent-type: application/json\r\n"),
        (
            "piece",
            "PATCH /api/v1/photos/0196a3c2-7d1e-7c55-9b0a-3f1d2c4b5a69 HTTP/1.1\r\ntus-resumable: 1.0.0\r\n\
             content-type: application/offset+octet-stream\r\nupload-offset: 0\r\n",
        ),
    ] {
        let mut stream = TcpStream::connect(listening).await.unwrap();
        let head = format!(
            "{head}host: here\r\nauthorization: Bearer {}\r\ncontent-length: 1000\r\n\r\n{{\"chan",
            phone.token
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        stream.shutdown().await.unwrap();
        let answer = said(stream, "").await;
        assert!(answer.starts_with("HTTP/1.1 408"), "{what}: {answer}");
        assert!(answer.contains("/problems/cut") && answer.contains("send it again"), "{what}: {answer}");
    }

    // Whoever holds a connection open and says nothing does not hold up the end.
    let _quiet = TcpStream::connect(listening).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    drop(running);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(TcpStream::connect(listening).await.is_err(), "nobody is let in any more");
}

/// More than the system keeps for somebody who does not read.
const LONG: usize = 64 * 1024 * 1024;

#[tokio::test]
async fn whoever_asks_and_reads_nothing_of_the_answer_is_let_go_of() {
    let mut bound = bound(HERE, Wanted::default()).await.unwrap();
    bound.patience = Duration::from_millis(300);
    let listening = bound.listening;
    let asked = Arc::new(tokio::sync::Notify::new());
    let told = Arc::clone(&asked);
    let routes = axum::Router::new().route(
        "/long",
        axum::routing::get(move || {
            let told = Arc::clone(&told);
            async move {
                // Told when it is dropped: when nobody writes it any more.
                struct Over(Arc<tokio::sync::Notify>);
                impl Drop for Over {
                    fn drop(&mut self) {
                        self.0.notify_one();
                    }
                }
                let over = Over(told);
                let pieces = (0..LONG / 65_536).map(move |_| {
                    let _still = &over;
                    Ok::<_, std::io::Error>(axum::body::Bytes::from_static(&[b'x'; 65_536]))
                });
                axum::body::Body::from_stream(futures_util::stream::iter(pieces))
            }
        }),
    );
    let running = tokio::spawn(bound.serve(routes, std::future::pending()));
    let mut idles = TcpStream::connect(listening).await.unwrap();
    let ask = b"GET /long HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n";
    idles.write_all(ask).await.unwrap();
    tokio::time::timeout(Duration::from_secs(60), asked.notified()).await.unwrap();
    // Whoever reads slowly, and does read, gets all of it.
    let mut reads = TcpStream::connect(listening).await.unwrap();
    reads.write_all(ask).await.unwrap();
    let (mut length, mut piece) = (0, vec![0; 4 * 1024 * 1024]);
    loop {
        match reads.read(&mut piece).await.unwrap() {
            0 => break,
            some => length += some,
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(length > LONG, "{length}");
    running.abort();
}

#[tokio::test]
async fn one_address_takes_no_more_than_its_share_and_the_others_are_served() {
    let of_all = bound(EVERYWHERE, called("https://office.example")).await.unwrap();
    assert_eq!(of_all.share, of_all.connections.div_ceil(2));
    let mut bound = bound(HERE, Wanted::default()).await.unwrap();
    assert_eq!(bound.share, bound.connections, "this machine's own is nobody's in particular");
    bound.share = 3;
    bound.patience = Duration::from_secs(60);
    let listening = bound.listening;
    let (_office, _running) = serving(&Shelf::sqlite().await, bound).await;
    let mut taken = dawdlers(listening, 3).await;
    let mut more = TcpStream::connect(listening).await.unwrap();
    let let_go = more.read(&mut [0; 16]).await;
    assert!(matches!(let_go, Ok(0) | Err(_)), "a fourth of it was let in");
    let other = tokio::net::TcpSocket::new_v4().unwrap();
    other.bind(SocketAddr::from(([127, 0, 0, 2], 0))).unwrap();
    let answer = said(other.connect(listening).await.unwrap(), ASKS).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // One of its own ends, and the next is served.
    drop(taken.pop());
    tokio::time::sleep(Duration::from_millis(200)).await;
    let answer = said(TcpStream::connect(listening).await.unwrap(), ASKS).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

const ASKS: &str = "GET /healthz HTTP/1.1\r\nhost: here\r\nconnection: close\r\n\r\n";

/// Connections of people who begin a request and do not end it.
async fn dawdlers(listening: SocketAddr, many: usize) -> Vec<TcpStream> {
    let mut all = Vec::new();
    for _ in 0..many {
        let mut stream = TcpStream::connect(listening).await.unwrap();
        stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: he").await.unwrap();
        all.push(stream);
    }
    // Each of them is in.
    tokio::time::sleep(Duration::from_millis(300)).await;
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_comes_when_all_connections_are_taken_waits_and_is_served_when_one_ends() {
    let mut bound = bound(HERE, Wanted::default()).await.unwrap();
    assert!(bound.connections > 8, "{} by this process's own limit", bound.connections);
    bound.connections = 4;
    bound.patience = Duration::from_secs(3);
    let listening = bound.listening;
    let (_office, running) = serving(&Shelf::sqlite().await, bound).await;

    let mut taken = dawdlers(listening, 4).await;
    let mut callers = tokio::task::JoinSet::new();
    for _ in 0..12 {
        let stream = TcpStream::connect(listening).await.unwrap();
        callers.spawn(async move { said(stream, ASKS).await });
    }
    let early = tokio::time::timeout(Duration::from_millis(500), callers.join_next()).await;
    assert!(early.is_err(), "a fifth connection was let in: {early:?}");
    // One goes, and the twelve are served, one after the other in its place.
    drop(taken.pop());
    let served = tokio::time::timeout(Duration::from_secs(2), async {
        while let Some(answer) = callers.join_next().await {
            let answer = answer.unwrap();
            assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
        }
    });
    served.await.unwrap();
    drop(taken);

    // Those who never go are let go of, and meanwhile nobody is refused.
    let taken = dawdlers(listening, 4).await;
    let answer = said(TcpStream::connect(listening).await.unwrap(), ASKS).await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    drop(taken);

    // Nor does a full house hold up the end.
    let _taken = dawdlers(listening, 4).await;
    drop(running);
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(TcpStream::connect(listening).await.is_err(), "nobody is let in any more");
}
