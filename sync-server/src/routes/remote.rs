//! From where a request comes.
//!
//! Owns what is believed of it: the connection's own address, and behind a proxy what the proxy says.
//! Refuses to know what becomes of that (`rates`). Called by routes.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;

use super::House;

const FORWARDED: &str = "x-forwarded-for";

/// Whence somebody asks; `None` where that is this machine itself, or nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Remote(pub Option<IpAddr>);

impl Remote {
    /// As the parts of a request have it.
    pub fn of(parts: &Parts, behind_proxy: bool) -> Self {
        let Some(ConnectInfo(from)) = parts.extensions.get::<ConnectInfo<SocketAddr>>() else {
            return Self(None);
        };
        let is_proxy = behind_proxy || from.ip().is_loopback();
        // The last that is named there is whom the proxy saw; what stands before it anybody can write.
        let said = parts.headers.get_all(FORWARDED).iter().next_back();
        let said = said.and_then(|said| said.to_str().ok()?.rsplit(',').next()?.trim().parse().ok());
        match said {
            Some(said) if is_proxy => Self(Some(household(said))),
            _ if is_proxy => Self(None),
            _ => Self(Some(household(from.ip()))),
        }
    }
}

/// Whoever has one address of IPv6 has the other 2^64 of its net too.
fn household(ip: IpAddr) -> IpAddr {
    match ip.to_canonical() {
        IpAddr::V6(ip) => IpAddr::V6(Ipv6Addr::from_bits(ip.to_bits() >> 64 << 64)),
        ip => ip,
    }
}

impl FromRequestParts<House> for Remote {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Self::Rejection> {
        Ok(Self::of(parts, house.behind_proxy))
    }
}

#[cfg(test)]
#[path = "remote_tests.rs"]
mod tests;
