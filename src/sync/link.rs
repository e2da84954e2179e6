//! The link to the server: one request out, one answer back.
//!
//! Owns the address and whether it may be used at all, headers, time-outs that fit the size
//! of what is sent, and reading answers and problems within bounds. A redirect is never
//! followed: the token is for one server. Refuses to know what is asked and why.

use std::net::IpAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use register::wire::{PROTOCOL, PROTOCOL_HEADER, Problem};
use reqwest::header::{
    ACCEPT_ENCODING, AUTHORIZATION, CONTENT_ENCODING, CONTENT_TYPE, HeaderMap, HeaderValue, RETRY_AFTER,
};
use reqwest::{Client, Method, Url};
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::Identity;

use crate::coding::{self, ASKED, Packed};
use crate::fault::SyncError;
use crate::trust;

/// To find the server and shake hands.
const CONNECTING: Duration = Duration::from_secs(15);
/// For an answer to begin, beside what sending takes.
const ANSWERING: Duration = Duration::from_secs(40);
/// Between two pieces of an answer.
const SILENCE: Duration = Duration::from_secs(40);
/// The slowest link that is waited for, in bytes a second.
const SLOWEST: u64 = 1_000;
/// Largest answer, on the wire and unpacked: a digest of ten million people, or 200 households
/// that each say a great deal.
const MOST_ANSWER: usize = 64 * 1024 * 1024;

/// The way to one server.
pub struct Link {
    client: Client,
    base: Url,
    token: Option<HeaderValue>,
    sent: AtomicU64,
    received: AtomicU64,
}

/// A question to the server.
pub(crate) struct Request {
    method: Method,
    url: Url,
    headers: HeaderMap,
    body: Vec<u8>,
}

/// What came back with a success.
pub(crate) struct Answer {
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Link {
    /// The way to the server that this phone is enrolled with.
    ///
    /// # Errors
    /// When its address may not be used: plain HTTP to another machine.
    pub fn to(identity: &Identity) -> Result<Self, SyncError> {
        Self::new(&identity.server, identity.certificate, Some(&identity.token))
    }

    pub(crate) fn new(
        server: &str,
        certificate: Option<[u8; 32]>,
        token: Option<&str>,
    ) -> Result<Self, SyncError> {
        let wrong = |why| SyncError::Address(server.to_owned(), why);
        let base = Url::parse(&format!("{server}/api/v1/")).map_err(|_| wrong("it is no web address"))?;
        let here = is_loopback(&base);
        match base.scheme() {
            "https" => {}
            "http" if here => {}
            "http" => return Err(wrong("without https anybody on the way could read along")),
            _ => return Err(wrong("it is no web address")),
        }
        if !base.username().is_empty() || base.password().is_some() {
            return Err(wrong("it carries a password"));
        }
        let tls = trust::client_config(certificate).map_err(|_| wrong("it cannot be reached safely"))?;
        let mut client = Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(CONNECTING)
            .pool_max_idle_per_host(1);
        if here {
            client = client.no_proxy();
        }
        let client = client.build().map_err(|error| SyncError::link(&error))?;
        let token = match token {
            None => None,
            Some(token) => {
                let mut value = HeaderValue::try_from(format!("Bearer {token}"))
                    .map_err(|_| wrong("its token is damaged"))?;
                value.set_sensitive(true);
                Some(value)
            }
        };
        Ok(Self { client, base, token, sent: AtomicU64::new(0), received: AtomicU64::new(0) })
    }

    /// Bytes of bodies that went over this link so far, as they travelled: sent, received.
    pub fn carried(&self) -> (u64, u64) {
        (self.sent.load(Ordering::Relaxed), self.received.load(Ordering::Relaxed))
    }

    /// A path under `/api/v1/`, or what the server itself called a `Location`, as long as it
    /// is on the same server: the token is for no other.
    pub(crate) fn url(&self, path: &str) -> Result<Url, SyncError> {
        let url = self.base.join(path).map_err(|error| SyncError::answer("an upload", error))?;
        if url.origin() == self.base.origin() {
            Ok(url)
        } else {
            Err(SyncError::answer("an upload", "it names another server"))
        }
    }

    /// A question without a body.
    pub(crate) fn ask(&self, method: Method, path: &str) -> Result<Request, SyncError> {
        Ok(Request { method, url: self.url(path)?, headers: HeaderMap::new(), body: Vec::new() })
    }

    /// A question in JSON.
    pub(crate) fn json(&self, path: &str, body: &impl Serialize) -> Result<Request, SyncError> {
        let plain = serde_json::to_vec(body).map_err(|error| SyncError::answer("a question", error))?;
        let Packed { bytes, coding } = coding::pack(plain);
        let mut request = self.ask(Method::POST, path)?.body("application/json", bytes);
        if let Some(coding) = coding {
            request.headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
        }
        Ok(request)
    }

    /// Asks once. A refusal is an error.
    pub(crate) async fn send(&self, request: &Request) -> Result<Answer, SyncError> {
        let Request { method, url, headers, body } = request;
        let allowance = ANSWERING + Duration::from_secs(body.len() as u64 / SLOWEST);
        let mut builder = self
            .client
            .request(method.clone(), url.clone())
            .headers(headers.clone())
            .header(ACCEPT_ENCODING, ASKED)
            .header(PROTOCOL_HEADER, PROTOCOL);
        if let Some(token) = &self.token {
            builder = builder.header(AUTHORIZATION, token.clone());
        }
        if !body.is_empty() {
            builder = builder.body(body.clone());
        }
        let silent = || SyncError::Unreachable { reason: "it is silent".to_owned(), before_sending: false };
        let mut response = tokio::time::timeout(allowance, builder.send())
            .await
            .map_err(|_| silent())?
            .map_err(|error| SyncError::link(&error))?;
        self.sent.fetch_add(body.len() as u64, Ordering::Relaxed);
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = Vec::new();
        while let Some(piece) = tokio::time::timeout(SILENCE, response.chunk())
            .await
            .map_err(|_| silent())?
            .map_err(|error| SyncError::link(&error))?
        {
            self.received.fetch_add(piece.len() as u64, Ordering::Relaxed);
            if body.len() + piece.len() > MOST_ANSWER {
                return Err(SyncError::answer("a question", "it is larger than any answer may be"));
            }
            body.extend_from_slice(&piece);
        }
        let coding = headers.get(CONTENT_ENCODING).and_then(|value| value.to_str().ok());
        let unpacked = coding::unpack(body, coding, MOST_ANSWER);
        if status.is_success() {
            let body = unpacked.map_err(|reason| SyncError::answer("a question", reason))?;
            return Ok(Answer { headers, body });
        }
        Err(SyncError::of(problem(status.as_u16(), &unpacked.unwrap_or_default()), retry_after(&headers)))
    }

    /// Asks, and asks again where only the link failed. For questions that change nothing
    /// when they are asked twice.
    pub(crate) async fn send_again(&self, request: &Request) -> Result<Answer, SyncError> {
        let mut pause = Duration::from_millis(300);
        for _ in 0..2 {
            match self.send(request).await {
                Err(fault) if fault.is_passing() => {
                    tokio::time::sleep(fault.told_to_wait().unwrap_or(pause)).await;
                    pause *= 4;
                }
                other => return other,
            }
        }
        self.send(request).await
    }
}

impl Request {
    pub(crate) fn header(mut self, name: &'static str, value: impl Into<HeaderValue>) -> Self {
        self.headers.insert(name, value.into());
        self
    }

    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        self.url.query_pairs_mut().append_pair(name, value);
        self
    }

    pub(crate) fn body(mut self, kind: &'static str, bytes: Vec<u8>) -> Self {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        self.body = bytes;
        self
    }
}

impl Answer {
    pub(crate) fn read<T: DeserializeOwned>(&self, what: &'static str) -> Result<T, SyncError> {
        serde_json::from_slice(&self.body).map_err(|error| SyncError::answer(what, error))
    }

    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    pub(crate) fn number(&self, name: &str) -> Option<u64> {
        self.text(name)?.parse().ok()
    }
}

/// What the server said, or what its status alone says: something on the way may have answered.
fn problem(status: u16, body: &[u8]) -> Problem {
    let mut problem: Problem = serde_json::from_slice(body).unwrap_or_else(|_| Problem {
        kind: "about:blank".to_owned(),
        title: String::new(),
        status,
        detail: format!("it answered with status {status} and no reason"),
    });
    problem.status = status;
    problem
}

fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

/// Whether it is this machine. A name is believed only when it can be no other.
fn is_loopback(url: &Url) -> bool {
    let host = url.host_str().unwrap_or_default();
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
#[path = "link_tests.rs"]
mod tests;
