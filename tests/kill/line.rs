//! The line between phones and the server: it cuts, delays, repeats and truncates at any byte.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use people::Chance;

/// A listening line. The thread that it runs on ends with the program.
pub struct Line {
    /// Where phones dial.
    pub address: String,
    state: Arc<State>,
}

struct State {
    /// `host:port` of the server as it is now.
    server: Mutex<String>,
    misbehaves: AtomicBool,
    spoilt: AtomicU64,
}

/// What becomes of one connection.
#[derive(Clone, Copy, Default)]
struct Fate {
    /// Cut when so many bytes went up.
    up: Option<usize>,
    /// Cut when so many bytes came down.
    down: Option<usize>,
    /// Wait before each piece.
    delay_ms: u64,
    /// Say to the server again, afterwards, what the phone said.
    repeat: bool,
}

impl Line {
    /// Opens one that leads nowhere yet.
    pub fn open() -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}", listener.local_addr()?);
        let state = Arc::new(State {
            server: Mutex::default(),
            misbehaves: AtomicBool::new(true),
            spoilt: AtomicU64::new(0),
        });
        let shared = Arc::clone(&state);
        std::thread::spawn(move || {
            for (nth, phone) in (0u64..).zip(listener.incoming()) {
                let (Ok(phone), state) = (phone, Arc::clone(&shared)) else { continue };
                std::thread::spawn(move || carry(phone, &state, nth));
            }
        });
        Ok(Self { address, state })
    }

    /// Leads to a server from now on.
    pub fn lead_to(&self, server: String) {
        if let Ok(mut there) = self.state.server.lock() {
            *there = server;
        }
    }

    /// From now on everything gets through.
    pub fn behave(&self) {
        self.state.misbehaves.store(false, Ordering::Relaxed);
    }

    /// From now on a third of all connections are spoilt.
    pub fn misbehave(&self) {
        self.state.misbehaves.store(true, Ordering::Relaxed);
    }

    /// How many connections were spoilt.
    pub fn spoilt(&self) -> u64 {
        self.state.spoilt.load(Ordering::Relaxed)
    }
}

fn fate(nth: u64) -> Fate {
    let mut chance = Chance::new(nth, 99);
    match chance.below(12) {
        0 => Fate { up: Some(chance.below(400)), ..Fate::default() },
        1 => Fate { up: Some(chance.below(60_000)), ..Fate::default() },
        2 => Fate { down: Some(chance.below(600)), ..Fate::default() },
        3 => Fate { delay_ms: 20 + chance.below(60) as u64, ..Fate::default() },
        4 => Fate { repeat: true, ..Fate::default() },
        _ => Fate::default(),
    }
}

fn carry(phone: TcpStream, state: &State, nth: u64) {
    let there = state.server.lock().map(|there| there.clone()).unwrap_or_default();
    let Ok(server) = TcpStream::connect(&there) else { return };
    let fate = if state.misbehaves.load(Ordering::Relaxed) { fate(nth) } else { Fate::default() };
    if fate.up.is_some() || fate.down.is_some() || fate.delay_ms > 0 || fate.repeat {
        state.spoilt.fetch_add(1, Ordering::Relaxed);
    }
    let (Ok(phone_too), Ok(server_too)) = (phone.try_clone(), server.try_clone()) else { return };
    let down = std::thread::spawn(move || {
        pass(server_too, phone_too, fate.down, fate.delay_ms, false);
    });
    let said = pass(phone, server, fate.up, fate.delay_ms, fate.repeat);
    let _ = down.join();
    if fate.repeat
        && let Ok(mut again) = TcpStream::connect(&there)
    {
        let _ = again.set_read_timeout(Some(Duration::from_millis(500)));
        let _ = again.write_all(&said);
        let _ = again.read(&mut [0; 4096]);
    }
}

/// Passes bytes on until the end, or until so many; what was passed, if it is to be kept.
fn pass(mut from: TcpStream, mut to: TcpStream, most: Option<usize>, delay_ms: u64, keep: bool) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut passed = 0;
    let mut buffer = [0; 8192];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        if delay_ms > 0 {
            std::thread::sleep(Duration::from_millis(delay_ms));
        }
        let goes = most.map_or(read, |most| read.min(most - passed));
        let piece = buffer.get(..goes).unwrap_or_default();
        if to.write_all(piece).is_err() {
            break;
        }
        passed += goes;
        if keep {
            kept.extend_from_slice(piece);
        }
        if most == Some(passed) {
            let _ = from.shutdown(Shutdown::Both);
            let _ = to.shutdown(Shutdown::Both);
            return kept;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
    kept
}
