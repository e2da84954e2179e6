//! The way to the database: in clear on this machine only, by TLS anywhere else.

use std::net::IpAddr;
use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore};
use tokio_postgres::Config;
use tokio_postgres::config::{Host, SslMode};
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::db::{Answer, DbFault};

/// Whether TLS is spoken. Off this machine it must be, and no setting turns it off.
pub(super) fn is_guarded(config: &mut Config) -> bool {
    let here = config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => {
            name == "localhost" || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
        }
        #[cfg(unix)]
        Host::Unix(_) => true,
    }) && config.get_hostaddrs().iter().all(IpAddr::is_loopback);
    if !here {
        config.ssl_mode(SslMode::Require);
    }
    config.get_ssl_mode() == SslMode::Require
}

/// TLS that trusts whom this machine trusts; `SSL_CERT_FILE` names others.
pub(super) fn tls() -> Answer<MakeRustlsConnect> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    if roots.is_empty() {
        return Err(DbFault::Address(
            "it is on another machine, and this one trusts no certificate; name a file of trusted ones in \
             SSL_CERT_FILE"
                .to_owned(),
        ));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|e| DbFault::Broken(e.to_string()))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(MakeRustlsConnect::new(config))
}

#[cfg(test)]
#[path = "way_tests.rs"]
mod tests;
