//! What one edit costs a phone in a large register: every byte of one sync, headers and bodies, both ways.
//!
//! Owns one measurement, with the app's own program and a relay that counts: two phones of one area have
//! pulled all that there is; one of them edits, and each of them syncs once. An edit of an answer, and one of
//! somebody's number, by which the province's duplicate digest moves. Called by `load`.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use people::Population;
use register::national_id::NationalId;
use register::wire::EnrolmentLink;
use serde_json::{Value, json};

use crate::household;
use crate::process::{Server, code};

/// A digest that was just made is not made anew at once: it is waited for.
const DIGEST_RESTS: Duration = Duration::from_secs(20);

/// What one sync carried.
#[derive(Clone, Copy)]
pub struct Carried {
    /// From the phone.
    pub up: u64,
    /// To it.
    pub down: u64,
}

/// One edit: what of, and what it cost the phone that made it, and another one of its area.
pub struct Cost {
    /// What was edited.
    pub what: &'static str,
    /// The phone that made it.
    pub own: Carried,
    /// The other one.
    pub others: Carried,
}

/// The app on a phone whose bytes are counted.
struct App<'a> {
    program: &'a Path,
    folder: tempfile::TempDir,
    relay: Relay,
}

impl<'a> App<'a> {
    fn enrolled(program: &'a Path, server: &Server, nth: usize) -> anyhow::Result<Self> {
        let relay = Relay::to(&server.address)?;
        let app = Self { program, folder: tempfile::tempdir()?, relay };
        let link: EnrolmentLink = server.link(nth)?.parse()?;
        app.run(&["enrol", &EnrolmentLink { server: app.relay.address.clone(), ..link }.to_string()])?;
        Ok(app)
    }

    fn run(&self, line: &[&str]) -> anyhow::Result<()> {
        let output = Command::new(self.program).arg("--data").arg(self.folder.path()).args(line).output();
        let output = output.with_context(|| format!("{} cannot be started", self.program.display()))?;
        ensure!(output.status.success(), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(())
    }

    fn syncs(&self) -> anyhow::Result<Carried> {
        self.relay.carried();
        self.run(&["sync"])?;
        Ok(self.relay.carried())
    }

    fn keeps(&self, record: &Value) -> anyhow::Result<()> {
        let file: PathBuf = self.folder.path().join("edited.jsonl");
        std::fs::write(&file, format!("{record}\n"))?;
        self.run(&["add", &file.to_string_lossy()])
    }
}

/// Two phones of the nth LAO, and the edits.
pub fn costs(
    program: &Path,
    server: &Server,
    nth: usize,
    people: &mut Population,
) -> anyhow::Result<Vec<Cost>> {
    let [own, other] = [App::enrolled(program, server, nth)?, App::enrolled(program, server, nth)?];
    let household = people.find(|household| household.members.len() >= household::MEMBERS);
    let household = household.context("there are no more people")?;
    let mut record = household::record(&code(nth), u64::from(household.number) + (1 << 42), &household);
    own.keeps(&record)?;
    own.syncs()?;
    std::thread::sleep(DIGEST_RESTS);
    for app in [&own, &other, &own, &other] {
        app.syncs()?;
    }
    let still = (own.syncs()?, other.syncs()?);
    let mut costs = vec![Cost { what: "nothing", own: still.0, others: still.1 }];
    record["dwelling"]["tenure"] = json!("renter");
    own.keeps(&record)?;
    costs.push(Cost { what: "an answer", own: own.syncs()?, others: other.syncs()? });
    let number = NationalId::completing(899_999_999_999).context("a number of twelve digits")?;
    record["people"][1]["national_id"] = json!(number.to_string());
    own.keeps(&record)?;
    costs.push(Cost { what: "somebody's number", own: own.syncs()?, others: other.syncs()? });
    // As many bytes as a sync with nothing in it, but for a digit that a number may have grown by.
    for (app, still) in [(&own, still.0), (&other, still.1)] {
        let after = app.syncs()?;
        ensure!(after.up + after.down <= still.up + still.down + 4, "something was left for a later sync");
    }
    Ok(costs)
}

/// A wire that counts what it carries.
struct Relay {
    address: String,
    up: Arc<AtomicU64>,
    down: Arc<AtomicU64>,
}

impl Relay {
    fn to(server: &str) -> anyhow::Result<Self> {
        let far = server.strip_prefix("http://").context("plain HTTP on this machine")?.to_owned();
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let address = format!("http://{}", listener.local_addr()?);
        let (up, down) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let counts = [Arc::clone(&up), Arc::clone(&down)];
        std::thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let (Ok(far), [up, down]) = (TcpStream::connect(&far), counts.clone()) else { continue };
                let (Ok(near_too), Ok(far_too)) = (near.try_clone(), far.try_clone()) else { continue };
                std::thread::spawn(move || pump(near, far, &up));
                std::thread::spawn(move || pump(far_too, near_too, &down));
            }
        });
        Ok(Self { address, up, down })
    }

    /// What it carried since it was last asked.
    fn carried(&self) -> Carried {
        Carried { up: self.up.swap(0, Ordering::SeqCst), down: self.down.swap(0, Ordering::SeqCst) }
    }
}

fn pump(mut from: TcpStream, mut to: TcpStream, count: &AtomicU64) {
    let mut piece = [0; 16_384];
    while let Ok(read) = from.read(&mut piece) {
        let Some(piece) = piece.get(..read).filter(|piece| !piece.is_empty()) else { break };
        // Counted first: whoever has it may ask at once.
        count.fetch_add(read as u64, Ordering::SeqCst);
        if to.write_all(piece).is_err() {
            break;
        }
    }
    let _ = to.shutdown(Shutdown::Write);
}
