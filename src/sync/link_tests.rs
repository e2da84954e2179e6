use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::Mutex;

use rustls::ServerConfig;
use rustls::crypto::ring::{default_provider, sign::any_supported_type};
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::{ClientHello, ResolvesServerCert};
use rustls::sign::CertifiedKey;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::*;

/// What a machine at the other end heard.
type Heard = Arc<Mutex<Vec<u8>>>;

/// A machine that says the same to whoever asks, and closes.
async fn machine(says: Vec<u8>, tls: Option<TlsAcceptor>) -> (SocketAddr, Heard) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let heard = Heard::default();
    let hears = Arc::clone(&heard);
    tokio::spawn(async move {
        loop {
            let Ok((stream, _)) = listener.accept().await else { return };
            match &tls {
                None => converse(stream, &says, &hears).await,
                Some(tls) => {
                    if let Ok(stream) = tls.accept(stream).await {
                        converse(stream, &says, &hears).await;
                    }
                }
            }
        }
    });
    (address, heard)
}

async fn converse(mut stream: impl AsyncRead + AsyncWrite + Unpin, says: &[u8], hears: &Heard) {
    let mut piece = [0; 4096];
    let Ok(read) = stream.read(&mut piece).await else { return };
    hears.lock().unwrap().extend_from_slice(&piece[..read]);
    let _ = stream.write_all(says).await;
    let _ = stream.shutdown().await;
}

fn says(status: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let head =
        format!("HTTP/1.1 {status}\r\n{headers}content-length: {}\r\nconnection: close\r\n\r\n", body.len());
    [head.as_bytes(), body].concat()
}

/// A certificate for this machine, and its key.
fn certificate() -> (CertificateDer<'static>, PrivateKeyDer<'static>) {
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    (made.cert.der().clone(), PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap())
}

#[derive(Debug)]
struct Shows(Arc<CertifiedKey>);

impl ResolvesServerCert for Shows {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// Shows a certificate, and signs with a key, whether they belong together or not.
fn acceptor(shown: &CertificateDer<'static>, key: &PrivateKeyDer<'static>, version: Version) -> TlsAcceptor {
    let key = CertifiedKey::new(vec![shown.clone()], any_supported_type(key).unwrap());
    let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
        .with_protocol_versions(&[match version {
            Version::Tls12 => &rustls::version::TLS12,
            Version::Tls13 => &rustls::version::TLS13,
        }])
        .unwrap()
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Shows(Arc::new(key))));
    TlsAcceptor::from(Arc::new(config))
}

#[derive(Clone, Copy, Debug)]
enum Version {
    Tls12,
    Tls13,
}

fn sha256(certificate: &CertificateDer<'_>) -> [u8; 32] {
    ring::digest::digest(&ring::digest::SHA256, certificate).as_ref().try_into().unwrap()
}

async fn ask(link: &Link) -> Result<Answer, SyncError> {
    link.send(&link.ask(Method::GET, "lists").unwrap()).await
}

fn to(address: SocketAddr) -> Link {
    Link::new(&format!("http://{address}"), None, Some("secret-token")).unwrap()
}

#[test]
fn plain_http_is_for_this_machine_alone() {
    let address = |server: &str| Link::new(server, None, None).map(|_| ());
    for fine in ["http://127.0.0.1:8420", "http://[::1]:8420", "http://localhost:8420", "https://lao.example"]
    {
        assert!(address(fine).is_ok(), "{fine}");
    }
    for wrong in [
        "http://192.0.2.7:8420",
        "http://lao.example",
        "http://127.0.0.1.lao.example",
        "http://localhost.lao.example",
        "http://127.0.0.1@192.0.2.7",
        "http://user:word@127.0.0.1",
        "ftp://127.0.0.1",
        "file:///etc/passwd",
        "127.0.0.1:8420",
        "",
    ] {
        assert!(matches!(address(wrong), Err(SyncError::Address(..))), "{wrong}");
    }
}

#[tokio::test]
async fn the_pinned_certificate_is_believed_and_no_other() {
    for version in [Version::Tls12, Version::Tls13] {
        let (shown, key) = certificate();
        let (address, heard) =
            machine(says("200 OK", "", b"{}"), Some(acceptor(&shown, &key, version))).await;
        let server = format!("https://{address}");
        let pinned = |sha256| Link::new(&server, sha256, Some("secret-token")).unwrap();

        assert_eq!(ask(&pinned(Some(sha256(&shown)))).await.unwrap().body, b"{}", "{version:?}");
        assert!(!heard.lock().unwrap().is_empty());
        heard.lock().unwrap().clear();

        let (other, _) = certificate();
        for link in [pinned(Some(sha256(&other))), pinned(None)] {
            let fault = ask(&link).await.err().unwrap();
            assert!(matches!(fault, SyncError::Stranger(_)), "{version:?}: {fault:?}");
        }
        assert!(heard.lock().unwrap().is_empty(), "not a byte of a request went to a stranger");
    }
}

#[tokio::test]
async fn whoever_shows_the_pinned_certificate_must_hold_its_key() {
    for version in [Version::Tls12, Version::Tls13] {
        let (shown, _) = certificate();
        let (_, another) = certificate();
        let (address, heard) =
            machine(says("200 OK", "", b"{}"), Some(acceptor(&shown, &another, version))).await;
        let link = Link::new(&format!("https://{address}"), Some(sha256(&shown)), Some("t")).unwrap();
        let fault = ask(&link).await.err().unwrap();
        assert!(matches!(fault, SyncError::Stranger(_)), "{version:?}: {fault:?}");
        assert!(heard.lock().unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_redirect_is_never_followed_and_the_token_stays_here() {
    let (elsewhere, heard) = machine(says("200 OK", "", b"{}"), None).await;
    for status in ["301 Moved", "302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let header = format!("location: http://{elsewhere}/api/v1/lists\r\n");
        let (address, _) = machine(says(status, &header, b""), None).await;
        assert!(matches!(ask(&to(address)).await, Err(SyncError::Refused(_))), "{status}");
    }
    assert!(heard.lock().unwrap().is_empty());
}

#[tokio::test]
async fn an_upload_on_another_server_is_refused() {
    let link = to("127.0.0.1:9".parse().unwrap());
    assert!(link.url("/api/v1/photos/1").is_ok());
    assert!(link.url("http://127.0.0.1:9/api/v1/photos/1").is_ok());
    for elsewhere in ["http://127.0.0.1:10/x", "https://127.0.0.1:9/x", "//192.0.2.7/x", "file:///x"] {
        assert!(matches!(link.url(elsewhere), Err(SyncError::Answer { .. })), "{elsewhere}");
    }
}

#[tokio::test]
async fn each_refusal_is_what_its_status_says() {
    let fault = async |status: &str, headers: &str, body: &[u8]| {
        let (address, _) = machine(says(status, headers, body), None).await;
        ask(&to(address)).await.err().unwrap()
    };
    let problem = |kind: &str, status| {
        serde_json::to_vec(&Problem {
            kind: format!("/problems/{kind}"),
            title: String::new(),
            status,
            detail: "in the server's words".to_owned(),
        })
        .unwrap()
    };
    let revoked = fault("403 Forbidden", "", &problem("revoked", 403)).await;
    assert!(revoked.is_revoked() && !revoked.is_passing());
    assert!(!fault("403 Forbidden", "", &problem("forbidden", 403)).await.is_revoked());
    let unknown = fault("401 Unauthorized", "", &problem("unauthenticated", 401)).await;
    assert!(matches!(unknown, SyncError::Unknown(detail) if detail == "in the server's words"));
    assert!(matches!(fault("426 Upgrade Required", "", b"").await, SyncError::Outdated(_)));
    let busy = fault("503 Service Unavailable", "retry-after: 7\r\n", b"").await;
    assert!(matches!(busy, SyncError::Busy(Some(wait)) if wait == Duration::from_secs(7)));
    assert!(matches!(fault("429 Too Many", "retry-after: soon\r\n", b"").await, SyncError::Busy(None)));
    // Whatever stands on the way may answer too, and its body may lie about the status.
    assert!(matches!(
        fault("502 Bad Gateway", "", b"<html>").await,
        SyncError::Refused(Problem { status: 502, .. })
    ));
    assert!(matches!(
        fault("500 Internal Server Error", "", &problem("odd", 200)).await,
        SyncError::Refused(Problem { status: 500, .. })
    ));
}

#[tokio::test]
async fn an_answer_that_is_cut_off_is_no_answer() {
    let whole = says("200 OK", "", &[b'x'; 5_000]);
    for length in [0, 5, 40, whole.len() - 1] {
        let (address, _) = machine(whole[..length].to_vec(), None).await;
        let fault = ask(&to(address)).await.err().unwrap();
        assert!(matches!(fault, SyncError::Unreachable { before_sending: false, .. }), "{length}: {fault:?}");
    }
}

#[tokio::test]
async fn an_answer_that_unpacks_without_end_is_refused() {
    let bomb = coding::pack(vec![0; MOST_ANSWER + 1]);
    let (address, _) = machine(says("200 OK", "content-encoding: samruat1\r\n", &bomb.bytes), None).await;
    assert!(matches!(ask(&to(address)).await, Err(SyncError::Answer { .. })));
}

#[tokio::test]
async fn a_server_that_is_not_there_got_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let fault = ask(&to(address)).await.err().unwrap();
    assert!(matches!(fault, SyncError::Unreachable { before_sending: true, .. }), "{fault:?}");
}

#[tokio::test]
async fn a_question_is_small_and_says_who_asks_and_how() {
    let (address, heard) = machine(says("200 OK", "", b"{}"), None).await;
    let link = to(address);
    let body = vec!["สมชาย สมปอง"; 50];
    link.send(&link.json("push", &body).unwrap()).await.unwrap();
    let heard = heard.lock().unwrap().clone();
    let end = heard.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let head = std::str::from_utf8(&heard[..end]).unwrap().to_lowercase();
    for line in [
        "post /api/v1/push http/1.1",
        "authorization: bearer secret-token",
        "samruat-protocol: 1",
        "accept-encoding: samruat1, zstd",
        "content-encoding: samruat1",
        "content-type: application/json",
    ] {
        assert!(head.lines().any(|has| has == line), "{line} is not in:\n{head}");
    }
    assert!(end < 260, "{end} bytes:\n{head}");
    let plain = coding::unpack(heard[end + 4..].to_vec(), Some("samruat1"), 10_000).unwrap();
    assert_eq!(serde_json::from_slice::<Vec<String>>(&plain).unwrap(), body);
    assert_eq!(link.carried().0, (heard.len() - end - 4) as u64);
}
