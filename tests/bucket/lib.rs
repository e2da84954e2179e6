//! An S3 service of a test's own.
//!
//! Owns a real S3 server (`s3s-fs`) on a free port of this machine, over a temporary folder,
//! with one bucket and one pair of keys; both are gone when it is dropped. It never reaches
//! another service.
//!
//! Refuses to know what is kept in it. Called by tests.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;

use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// The bucket that is there.
pub const NAME: &str = "samruat";
/// Who may use it.
pub const ACCESS_KEY: &str = "a-test";
/// And by what.
pub const SECRET_KEY: &str = "a-secret-of-a-test";

/// A running service.
pub struct Bucket {
    folder: TempDir,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Bucket {
    /// Starts one.
    ///
    /// # Errors
    /// When no port or no folder is to be had.
    pub async fn start() -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("samruat-s3").tempdir()?;
        std::fs::create_dir(folder.path().join(NAME))?;
        let files = FileSystem::new(folder.path()).map_err(|e| io::Error::other(format!("{e:?}")))?;
        let mut service = S3ServiceBuilder::new(files);
        service.set_auth(SimpleAuth::from_single(ACCESS_KEY, SECRET_KEY));
        let listener = TcpListener::bind((std::net::Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let serving = tokio::spawn(serve(listener, service.build()));
        Ok(Self { folder, address, serving })
    }

    /// Where it is: `http://127.0.0.1:…`.
    pub fn endpoint(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The folder that the objects of the bucket lie in, each a file of its name.
    pub fn objects(&self) -> PathBuf {
        self.folder.path().join(NAME)
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn serve(listener: TcpListener, service: S3Service) {
    while let Ok((socket, _)) = listener.accept().await {
        let service = service.clone();
        tokio::spawn(async move {
            let http = hyper_util::server::conn::auto::Builder::new(hyper_util::rt::TokioExecutor::new());
            // Whoever hung up has what they wanted.
            let _ = http.serve_connection(TokioIo::new(socket), service).await;
        });
    }
}
