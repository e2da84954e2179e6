//! A phone: its key, its work signed beforehand, and its plain connection.

use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::TcpStream;

use anyhow::{Context, bail, ensure};
use ed25519_dalek::SigningKey;
use people::Population;
use register::change::DeviceId;
use register::seal::{PublicKey, Signed};
use register::wire::{Enrol, Enrolled, EnrolmentLink, PROTOCOL, Pushed};

use crate::household;

/// An enrolled phone.
pub struct Phone {
    key: SigningKey,
    server: PublicKey,
    device: DeviceId,
    lao: String,
    /// Its bearer token.
    pub token: String,
}

impl Phone {
    /// Enrols with a link.
    pub fn enrol(address: &str, link: &EnrolmentLink, nth: u64) -> anyhow::Result<Self> {
        let mut secret = [7; 32];
        secret[..8].copy_from_slice(&nth.to_le_bytes());
        let key = SigningKey::from_bytes(&secret);
        let ask = Enrol { code: link.code.clone(), key: PublicKey::of(&key), phone: None, before: None };
        let body = serde_json::to_vec(&Signed::sign(ask, &key))?;
        let answer = Connection::to(address)?.post("/api/v1/enrol", "", &body, false)?;
        let answer: Signed<Enrolled> = serde_json::from_slice(&answer)?;
        let answer = answer.open(&link.key).context("the answer is not the server's")?;
        Ok(Self {
            key,
            server: link.key,
            device: answer.device.clone(),
            lao: answer.lao.code.to_string(),
            token: answer.token.clone(),
        })
    }

    /// Makes and signs households, and packs them for the wire as the app does.
    pub fn sign(
        &self,
        people: &mut Population,
        households: usize,
        batch: usize,
        sender: usize,
    ) -> anyhow::Result<VecDeque<Vec<u8>>> {
        let mut pushes = VecDeque::new();
        // Whole batches: each push is alike.
        for _ in 0..households / batch {
            let mut changes = Vec::with_capacity(batch);
            while changes.len() < batch {
                changes.push(household::change(&self.lao, &self.device, &self.key, people, sender)?);
            }
            let body = format!("{{\"changes\":[{}]}}", changes.join(","));
            pushes.push_back(
                packing::samruat(body.as_bytes(), packing::Effort::Phone).context("no memory to pack in")?,
            );
        }
        Ok(pushes)
    }

    /// Whether the answer is a receipt for all of a push.
    pub fn check(&self, answer: &[u8], batch: usize) -> anyhow::Result<()> {
        let answer: Pushed = serde_json::from_slice(answer)?;
        let receipt = answer.receipt.open(&self.server).context("the receipt is not the server's")?;
        ensure!(answer.aside.is_empty(), "set aside: {:?}", answer.aside.first());
        ensure!(receipt.changes.len() == batch, "{} of {batch} are held", receipt.changes.len());
        Ok(())
    }
}

/// A connection that counts every byte that goes through it.
pub struct Connection {
    stream: TcpStream,
    host: String,
    /// Bytes both ways.
    pub bytes: u64,
}

impl Connection {
    /// To a server on this machine.
    pub fn to(address: &str) -> anyhow::Result<Self> {
        let host = address.strip_prefix("http://").context("plain HTTP on this machine")?.to_owned();
        let stream = TcpStream::connect(&host)?;
        stream.set_nodelay(true)?;
        Ok(Self { stream, host, bytes: 0 })
    }

    /// One push.
    pub fn push(&mut self, token: &str, body: &[u8]) -> anyhow::Result<Vec<u8>> {
        self.post("/api/v1/push", token, body, true)
    }

    /// One request, and its answer's body, unpacked.
    pub fn post(&mut self, path: &str, token: &str, body: &[u8], packed: bool) -> anyhow::Result<Vec<u8>> {
        let coding =
            if packed { "content-encoding: samruat1\r\naccept-encoding: samruat1, zstd\r\n" } else { "" };
        let head = format!(
            "POST {path} HTTP/1.1\r\nhost: {}\r\nauthorization: Bearer {token}\r\nsamruat-protocol: {PROTOCOL}\r\n\
             content-type: application/json\r\n{coding}content-length: {}\r\n\r\n",
            self.host,
            body.len()
        );
        self.stream.write_all(head.as_bytes())?;
        self.stream.write_all(body)?;
        self.bytes += (head.len() + body.len()) as u64;
        let mut got = Vec::new();
        let mut buffer = [0; 16_384];
        let (head, rest) = loop {
            let read = self.stream.read(&mut buffer)?;
            ensure!(read > 0, "the server closed the connection");
            got.extend_from_slice(buffer.get(..read).unwrap_or_default());
            if let Some(at) = got.windows(4).position(|four| four == b"\r\n\r\n") {
                let rest = got.split_off(at + 4);
                break (String::from_utf8(got)?.to_lowercase(), rest);
            }
        };
        let header = |name: &str| {
            head.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(str::trim)
        };
        let length: usize = header("content-length").context("an answer of no length")?.parse()?;
        let mut body = rest;
        while body.len() < length {
            let read = self.stream.read(&mut buffer)?;
            ensure!(read > 0, "the server closed the connection");
            body.extend_from_slice(buffer.get(..read).unwrap_or_default());
        }
        self.bytes += (head.len() + body.len()) as u64;
        if header("content-encoding") == Some(packing::SAMRUAT) {
            body = packing::open_samruat(&body, 64 << 20)?;
        }
        if !head.starts_with("http/1.1 200") {
            bail!("{} {}", head.lines().next().unwrap_or_default(), String::from_utf8_lossy(&body));
        }
        Ok(body)
    }
}
