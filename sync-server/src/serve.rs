//! Serving: from a listening socket to the routes, and to a quiet end.
//!
//! Owns TLS and when it is demanded: plain HTTP is for this machine alone. The certificate is the
//! server's own unless another is given (`--tls-cert`); phones pin the server's own through the enrolment
//! link, so that a laptop without a domain name is safe, and judge another as a browser does. Owns too
//! which address is written into links, how long a stranger may take over a greeting or a request's
//! head or over reading an answer, and how many connections are open at once: each is an open file of this
//! process, and one that has no more of them can neither answer nor write. Whoever comes when all are taken
//! waits in the system's queue until one is free; and no one address takes more than half of them.
//!
//! Called by the `serve` command and by tests on port 0.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, Uri};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio_io_timeout::TimeoutStream;
use tokio_rustls::TlsAcceptor;
use tower_service::Service;

use crate::keys::Certificate;

/// How long a stranger may take over the TLS greeting.
const GREETING: Duration = Duration::from_secs(10);
/// [`Bound::patience`], unless a test has less.
const HEAD: Duration = Duration::from_secs(60);
/// Open files that this process may have, where the system does not say: as few as any gives.
const FEW_OPEN_FILES: usize = 256;
/// Most connections, however many files may be open: each takes memory as well.
const MOST_CONNECTIONS: usize = 8_192;
/// How often it is said that all connections are taken, while they are.
const SAID_AGAIN: Duration = Duration::from_secs(60);
/// How long requests that run may take to end when the server is told to.
const GRACE: Duration = Duration::from_secs(20);

/// How the server is to be reached.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// Where phones reach it, where that is not where it listens.
    pub public_url: Option<String>,
    /// A certificate and its key, in PEM, that are shown instead of the server's own.
    pub tls: Option<(PathBuf, PathBuf)>,
    /// Something else stands before the server, and phones see that one's certificate.
    pub behind_proxy: bool,
}

/// A bound socket, and how it speaks.
pub struct Bound {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    /// Where phones reach it.
    pub address: String,
    /// Where it listens.
    pub listening: SocketAddr,
    /// SHA-256 of the certificate that phones pin.
    pub certificate: Option<[u8; 32]>,
    /// Whether something else stands before it.
    pub behind_proxy: bool,
    /// How long somebody may take over a request's head, be silent between two requests, and read nothing of an
    /// answer.
    pub patience: Duration,
    /// How many connections are open at once.
    pub connections: usize,
    /// How many of them one address may have. A whole village behind one router is one address, so it is many.
    pub share: usize,
}

/// Why the server does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeFault {
    /// The socket.
    #[error("{0} cannot be listened on ({1}); nothing was started, choose another address with --listen")]
    Listen(SocketAddr, io::Error),
    /// The certificate.
    #[error("the certificate cannot be used ({0}); nothing was started")]
    Certificate(String),
    /// No address to write into links.
    #[error(
        "this machine has no way to others now, so there is no address that phones could be given; nothing \
         was started, connect it to a network, or name the address with --public-url or a fixed --listen \
         address"
    )]
    NoWayOut,
    /// An address that no phone reaches.
    #[error(
        "phones cannot reach this server at {0} ({1}); nothing was started, name another with --public-url"
    )]
    Unreachable(String, &'static str),
    /// A proxy that nobody knows the address of.
    #[error("behind a proxy phones need its address; nothing was started, name it with --public-url")]
    NoPublicUrl,
}

/// Binds a socket. Off this machine's own addresses it speaks TLS, whatever is asked.
///
/// # Errors
/// When the address cannot be had, or phones could not reach what would be written into links.
pub async fn bind(listen: SocketAddr, wanted: &Wanted, own: &Certificate) -> Result<Bound, ServeFault> {
    let given = wanted.tls.as_ref().map(|(shown, key)| given(shown, key)).transpose()?;
    if wanted.behind_proxy && wanted.public_url.is_none() {
        return Err(ServeFault::NoPublicUrl);
    }
    let public = wanted.public_url.as_deref().map(|url| url.trim_end_matches('/').to_owned());
    if let Some(url) = &public {
        reachable(url, listen.ip().is_loopback() && !wanted.behind_proxy)?;
    }
    let listener = TcpListener::bind(listen).await.map_err(|e| ServeFault::Listen(listen, e))?;
    let listening = listener.local_addr().map_err(|e| ServeFault::Listen(listen, e))?;
    let is_own = given.is_none();
    let tls = match given {
        Some(given) => Some(given),
        None if listening.ip().is_loopback() => None,
        None => Some(self_made(own)?),
    };
    let address = match public {
        Some(url) => url,
        None => {
            let ip = if listening.ip().is_unspecified() { outward() } else { Some(listening.ip()) };
            let reached = SocketAddr::new(ip.ok_or(ServeFault::NoWayOut)?, listening.port());
            format!("{}://{reached}", if tls.is_some() { "https" } else { "http" })
        }
    };
    // Phones see the server's own certificate unless another is shown to them, here or by a proxy: whatever
    // the address is called, nobody vouches for it but the link.
    let pinned = tls.is_some() && is_own && !wanted.behind_proxy;
    let connections = connections_of(open_files().unwrap_or(FEW_OPEN_FILES));
    // Where everybody comes from one address, it is nobody's in particular.
    let is_one_address = listening.ip().is_loopback() || wanted.behind_proxy;
    Ok(Bound {
        address,
        listening,
        certificate: pinned.then(|| Sha256::digest(&own.shown).into()),
        behind_proxy: wanted.behind_proxy,
        patience: HEAD,
        connections,
        share: if is_one_address { connections } else { connections.div_ceil(2) },
        listener,
        tls,
    })
}

/// Whether phones could reach an address; those of this machine itself are for a server that nobody else
/// is to reach.
fn reachable(url: &str, is_for_this_machine: bool) -> Result<(), ServeFault> {
    let refused = |why| Err(ServeFault::Unreachable(url.to_owned(), why));
    let Ok(asked) = url.parse::<Uri>() else { return refused("it is no web address") };
    let Some(host) = asked.host().map(|host| host.trim_matches(['[', ']'])) else {
        return refused("it names no machine, as https://office.example does");
    };
    let ip = host.parse::<IpAddr>().ok();
    let is_here = host == "localhost" || ip.is_some_and(|ip| ip.is_loopback());
    match asked.scheme_str() {
        _ if ip.is_some_and(|ip| ip.is_unspecified()) => refused("it names every machine and none"),
        Some("http" | "https") if is_here && is_for_this_machine => Ok(()),
        Some("http" | "https") if is_here => refused("a phone would look for it in the phone itself"),
        Some("https") => Ok(()),
        Some("http") => refused("phones speak only TLS with another machine: https"),
        _ => refused("it begins with no https://"),
    }
}

/// The address by which this machine reaches others; `None` where it reaches nobody. Nothing is sent to
/// find it out.
fn outward() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    // An address for documentation: routed like any other, and never ours.
    socket.connect("192.0.2.1:9").ok()?;
    let ip = socket.local_addr().ok()?.ip();
    (!ip.is_loopback() && !ip.is_unspecified()).then_some(ip)
}

/// How many files this process may have open, as Linux says it.
fn open_files() -> Option<usize> {
    said_of_open_files(&std::fs::read_to_string("/proc/self/limits").ok()?)
}

fn said_of_open_files(limits: &str) -> Option<usize> {
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    match line.split_whitespace().next()? {
        "unlimited" => Some(usize::MAX),
        most => most.parse().ok(),
    }
}

/// How many connections there may be beside so many open files: whoever is answered may need another one, a
/// photo's or the database's.
fn connections_of(open_files: usize) -> usize {
    (open_files / 2).clamp(1, MOST_CONNECTIONS)
}

/// The certificate that an operator gave.
fn given(shown: &Path, key: &Path) -> Result<TlsAcceptor, ServeFault> {
    let unread = |file: &Path, why: String| ServeFault::Certificate(format!("{}: {why}", file.display()));
    let chain: Vec<_> = CertificateDer::pem_file_iter(shown)
        .and_then(Iterator::collect)
        .map_err(|e| unread(shown, e.to_string()))?;
    if chain.is_empty() {
        return Err(unread(shown, "it holds no certificate in PEM".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(key).map_err(|e| unread(key, e.to_string()))?;
    acceptor(chain, key)
}

fn self_made(own: &Certificate) -> Result<TlsAcceptor, ServeFault> {
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(own.key.to_vec()));
    acceptor(vec![CertificateDer::from(own.shown.clone())], key)
}

fn acceptor(
    shown: Vec<CertificateDer<'static>>,
    key: PrivateKeyDer<'static>,
) -> Result<TlsAcceptor, ServeFault> {
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(shown, key))
        .map_err(|e| ServeFault::Certificate(e.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

impl Bound {
    /// Serves until `end` comes, and then lets what runs come to its end.
    pub async fn serve(self, routes: Router, end: impl Future<Output = ()>) {
        let (told, ending) = watch::channel(false);
        // Held by every connection: when all are gone, so is the last reader.
        let mut end = std::pin::pin!(end);
        let mut places = Places::of(self.connections, self.share);
        loop {
            let (place, (stream, from)) = tokio::select! {
                () = &mut end => break,
                accepted = accept(&self.listener, &mut places) => match accepted {
                    Ok(accepted) => accepted,
                    // Out of file handles, most likely: it passes.
                    Err(_) => {
                        tokio::time::sleep(Duration::from_millis(100)).await;
                        continue;
                    }
                },
            };
            // It is let go of unheard, and asks again: phones do, later each time.
            let Some(share) = places.of_share(from.ip()) else { continue };
            let (tls, routes, ending) = (self.tls.clone(), routes.clone(), ending.clone());
            let patience = self.patience;
            let mut stream = TimeoutStream::new(stream);
            stream.set_write_timeout(Some(patience));
            let stream = Box::pin(stream);
            // One that dawdles over its greeting does not hold up the others.
            tokio::spawn(async move {
                let _held = (place, share);
                match tls {
                    None => talk(stream, from, patience, routes, ending).await,
                    Some(tls) => {
                        if let Ok(Ok(stream)) = tokio::time::timeout(GREETING, tls.accept(stream)).await {
                            talk(stream, from, patience, routes, ending).await;
                        }
                    }
                }
            });
        }
        drop(self.listener);
        drop(ending);
        let _ = told.send(true);
        // A phone that holds its connection open does not hold up the end for ever.
        let _ = tokio::time::timeout(GRACE, told.closed()).await;
    }
}

/// Places for connections.
struct Places {
    free: Arc<Semaphore>,
    most: usize,
    said: Option<Instant>,
    /// How many each address has, and how many it may have.
    shares: Arc<Mutex<BTreeMap<IpAddr, usize>>>,
    share: usize,
}

/// One of an address's places, until it is dropped.
struct Share {
    of: IpAddr,
    shares: Arc<Mutex<BTreeMap<IpAddr, usize>>>,
}

impl Drop for Share {
    fn drop(&mut self) {
        let Ok(mut shares) = self.shares.lock() else { return };
        if let Some(taken) = shares.get_mut(&self.of) {
            *taken -= 1;
            if *taken == 0 {
                shares.remove(&self.of);
            }
        }
    }
}

impl Places {
    fn of(most: usize, share: usize) -> Self {
        Self { free: Arc::new(Semaphore::new(most)), most, said: None, shares: Arc::default(), share }
    }

    /// One of this address's, if it has not all that it may have.
    fn of_share(&mut self, of: IpAddr) -> Option<Share> {
        let mut shares = self.shares.lock().ok()?;
        let taken = shares.entry(of).or_default();
        if *taken < self.share {
            *taken += 1;
            return Some(Share { of, shares: Arc::clone(&self.shares) });
        }
        drop(shares);
        if self.said.is_none_or(|said| said.elapsed() > SAID_AGAIN) {
            self.said = Some(Instant::now());
            tracing::warn!(
                "one address has {} connections open, all that it may have; more of it are let go of, and others \
                 are served",
                self.share
            );
        }
        None
    }

    /// One that is free, or the first that becomes so. `None` is never: nobody closes them.
    async fn take(&mut self) -> Option<OwnedSemaphorePermit> {
        if let Ok(place) = Arc::clone(&self.free).try_acquire_owned() {
            return Some(place);
        }
        if self.said.is_none_or(|said| said.elapsed() > SAID_AGAIN) {
            self.said = Some(Instant::now());
            tracing::warn!(
                "all {} connections are taken; whoever comes waits until one is free, and nothing is lost by \
                 that; a higher limit of open files (ulimit -n) makes room for more",
                self.most
            );
        }
        Arc::clone(&self.free).acquire_owned().await.ok()
    }
}

/// The next connection, once there is a place for it: until then it stays in the system's queue.
async fn accept(
    listener: &TcpListener,
    places: &mut Places,
) -> io::Result<(Option<OwnedSemaphorePermit>, (TcpStream, SocketAddr))> {
    let place = places.take().await;
    Ok((place, listener.accept().await?))
}

/// Answers one connection, until it or the server ends.
async fn talk(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    from: SocketAddr,
    patience: Duration,
    routes: Router,
    mut ending: watch::Receiver<bool>,
) {
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(from));
        // A router is always ready.
        routes.clone().call(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(patience)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = std::pin::pin!(connection);
    let is_over = tokio::select! {
        _ = connection.as_mut() => true,
        _ = ending.wait_for(|told| *told) => false,
    };
    if !is_over {
        connection.as_mut().graceful_shutdown();
        // Whoever went away in between is nobody's fault.
        let _ = connection.await;
    }
}

#[cfg(test)]
#[path = "serve_tests.rs"]
mod tests;
