//! Serving: from a listening socket to the routes, and to a quiet end.
//!
//! Owns TLS and when it is demanded: plain HTTP is for this machine alone. The certificate
//! is the server's own unless another is given; phones pin it through the enrolment link, so
//! that a laptop without a domain name is safe.
//!
//! Called by the `serve` command and by tests on port 0.

use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::serve::Listener;
use rustls::ServerConfig;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use sha2::{Digest, Sha256};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

use crate::keys::Certificate;

/// How long a stranger may take over the TLS greeting.
const GREETING: Duration = Duration::from_secs(10);
/// How long requests that run may take to end when the server is told to.
const GRACE: Duration = Duration::from_secs(20);

/// A bound socket, and how it speaks.
pub struct Bound {
    listener: TcpListener,
    tls: Option<TlsAcceptor>,
    /// Where phones reach it.
    pub address: String,
    /// SHA-256 of the certificate it shows.
    pub certificate: Option<[u8; 32]>,
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
    /// Serving itself.
    #[error("serving stopped ({0}); everything acknowledged is safe, start it again")]
    Stopped(io::Error),
}

/// Binds a socket. Off this machine's own addresses it speaks TLS, whatever is asked.
///
/// # Errors
/// When the address cannot be had.
pub async fn bind(
    listen: SocketAddr,
    public: Option<String>,
    certificate: &Certificate,
) -> Result<Bound, ServeFault> {
    let listener = TcpListener::bind(listen).await.map_err(|e| ServeFault::Listen(listen, e))?;
    let own = listener.local_addr().map_err(|e| ServeFault::Listen(listen, e))?;
    let tls = if own.ip().is_loopback() { None } else { Some(acceptor(certificate)?) };
    let scheme = if tls.is_some() { "https" } else { "http" };
    let reached = SocketAddr::new(if own.ip().is_unspecified() { outward() } else { own.ip() }, own.port());
    // Behind a proxy with a certificate of its own there is nothing of ours to pin.
    let pinned = tls.is_some() && public.is_none();
    Ok(Bound {
        address: public
            .map_or_else(|| format!("{scheme}://{reached}"), |url| url.trim_end_matches('/').to_owned()),
        certificate: pinned.then(|| Sha256::digest(&certificate.shown).into()),
        listener,
        tls,
    })
}

/// The address by which this machine reaches others. Nothing is sent to find it out.
fn outward() -> IpAddr {
    let asked = UdpSocket::bind("0.0.0.0:0").and_then(|socket| {
        // An address for documentation: routed like any other, and never ours.
        socket.connect("192.0.2.1:9")?;
        socket.local_addr()
    });
    asked.map_or(IpAddr::from([127, 0, 0, 1]), |address| address.ip())
}

fn acceptor(certificate: &Certificate) -> Result<TlsAcceptor, ServeFault> {
    let shown = vec![CertificateDer::from(certificate.shown.clone())];
    let key = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(certificate.key.to_vec()));
    let config = ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .with_safe_default_protocol_versions()
        .and_then(|builder| builder.with_no_client_auth().with_single_cert(shown, key))
        .map_err(|e| ServeFault::Certificate(e.to_string()))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

impl Bound {
    /// Serves until `end` comes, and then lets what runs come to its end.
    ///
    /// # Errors
    /// When serving itself fails.
    pub async fn serve(
        self,
        routes: Router,
        end: impl Future<Output = ()> + Send + 'static,
    ) -> Result<(), ServeFault> {
        let (told, mut late) = tokio::sync::watch::channel(false);
        let end = async move {
            end.await;
            let _ = told.send(true);
        };
        let served = async {
            match self.tls {
                None => axum::serve(self.listener, routes).with_graceful_shutdown(end).await,
                Some(tls) => {
                    let greeted = Greeted::over(self.listener, tls);
                    axum::serve(greeted, routes).with_graceful_shutdown(end).await
                }
            }
        };
        // A phone that holds its connection open does not hold up the end for ever.
        let overdue = async {
            let _ = late.wait_for(|told| *told).await;
            tokio::time::sleep(GRACE).await;
        };
        tokio::select! {
            served = served => served.map_err(ServeFault::Stopped),
            () = overdue => Ok(()),
        }
    }
}

/// Connections whose TLS greeting is done: one that dawdles does not hold up the others.
struct Greeted {
    address: SocketAddr,
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
}

impl Greeted {
    fn over(listener: TcpListener, tls: TlsAcceptor) -> Self {
        let address = listener.local_addr().unwrap_or_else(|_| SocketAddr::from(([0, 0, 0, 0], 0)));
        let (done, ready) = mpsc::channel(64);
        tokio::spawn(async move {
            loop {
                tokio::select! {
                    () = done.closed() => return,
                    accepted = listener.accept() => match accepted {
                        Ok((stream, from)) => {
                            let (tls, done) = (tls.clone(), done.clone());
                            tokio::spawn(async move {
                                if let Ok(Ok(stream)) = tokio::time::timeout(GREETING, tls.accept(stream)).await {
                                    let _ = done.send((stream, from)).await;
                                }
                            });
                        }
                        // Out of file handles, most likely: it passes.
                        Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
                    },
                }
            }
        });
        Self { address, ready }
    }
}

impl Listener for Greeted {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(greeted) => greeted,
            // The accepting task ends with us, never before.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}
