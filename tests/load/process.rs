//! The server as a process of its own, and what it costs.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, ensure};
use cluster::Cluster;
use register::wire::EnrolmentLink;

use crate::LAOS;
use crate::phone::Phone;

/// Clock ticks a second in /proc, on every Linux that anybody runs.
const TICKS: f64 = 100.0;

/// A running server; stopped when dropped.
pub struct Server {
    program: PathBuf,
    data: PathBuf,
    database: Option<(Cluster, String)>,
    child: Child,
    /// Open for as long as the server may say something.
    _out: BufReader<ChildStdout>,
    surveyors: Vec<String>,
    enrolled: AtomicU64,
    /// Where it is.
    pub address: String,
}

impl Server {
    /// Starts one, with eight LAOs of one province for the senders, and one more.
    pub fn start(program: &Path, data: &Path, cluster: Option<Cluster>) -> anyhow::Result<Self> {
        let database = match cluster {
            Some(cluster) => {
                let url = cluster.database("load")?;
                Some((cluster, url))
            }
            None => None,
        };
        let mut serve = Command::new(program);
        serve.args(["serve", "--listen", "127.0.0.1:0"]).stdout(Stdio::piped());
        place(&mut serve, data, database.as_ref().map(|(_, url)| url.as_str()));
        let mut child = serve.spawn().with_context(|| format!("{} cannot be started", program.display()))?;
        let mut address = String::new();
        let mut out = BufReader::new(child.stdout.take().context("no output")?);
        out.read_line(&mut address)?;
        let mut server = Self {
            program: program.to_owned(),
            data: data.to_owned(),
            database,
            child,
            _out: out,
            surveyors: Vec::new(),
            enrolled: AtomicU64::new(0),
            address: address.trim().to_owned(),
        };
        for nth in 0..=LAOS {
            let (code, name) = (code(nth), format!("อบต. ตัวอย่าง {nth}"));
            server.say(&[
                "lao",
                "add",
                "--code",
                &code,
                "--name",
                &name,
                "--type",
                "tao",
                "--province",
                "57",
            ])?;
            let id = server.say(&[
                "surveyor",
                "add",
                "--lao",
                &code,
                "--name",
                "อาสา ตัวอย่าง",
                "--role",
                "volunteer",
            ])?;
            server.surveyors.push(id.trim().to_owned());
        }
        Ok(server)
    }

    /// An enrolment link for the nth LAO.
    pub fn link(&self, nth: usize) -> anyhow::Result<String> {
        let surveyor = self.surveyors.get(nth).context("no such LAO")?;
        let said = self.say(&["enrol", "--surveyor", surveyor])?;
        Ok(said.lines().next().unwrap_or_default().to_owned())
    }

    /// Enrols a new phone for the nth LAO.
    pub fn enrol(&self, nth: usize) -> anyhow::Result<Phone> {
        let link: EnrolmentLink = self.link(nth)?.parse()?;
        Phone::enrol(&self.address, &link, self.enrolled.fetch_add(1, Ordering::Relaxed))
    }

    fn say(&self, line: &[&str]) -> anyhow::Result<String> {
        let mut command = Command::new(&self.program);
        command.args(line);
        place(&mut command, &self.data, self.database.as_ref().map(|(_, url)| url.as_str()));
        let output = command.output()?;
        ensure!(output.status.success(), "{line:?}: {}", String::from_utf8_lossy(&output.stderr));
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Processor time so far: the server's, and that of PostgreSQL's processes if there are any.
    pub fn cpu(&self) -> anyhow::Result<Duration> {
        let own = Duration::from_secs_f64(ticks_of(self.child.id())? / TICKS);
        let database = self.database.as_ref().map_or(0, |(cluster, _)| cluster.cpu_ms());
        Ok(own + Duration::from_millis(database))
    }
}

/// The nth LAO's code.
pub fn code(nth: usize) -> String {
    format!("057000{nth:02}")
}

fn place(command: &mut Command, data: &Path, database_url: Option<&str>) {
    command.env("SAMRUAT_DATA", data);
    if let Some(url) = database_url {
        command.env("SAMRUAT_DATABASE_URL", url);
    }
}

/// A process's ticks in user and kernel, those of its ended children too.
fn ticks_of(process: u32) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let (_, tail) = text.rsplit_once(')').context("no process")?;
    Ok(tail.split_whitespace().skip(11).take(4).filter_map(|field| field.parse::<f64>().ok()).sum())
}

/// Processor time of all children that this process waited for.
pub fn ticks_of_children() -> anyhow::Result<Duration> {
    let text = std::fs::read_to_string("/proc/self/stat")?;
    let (_, tail) = text.rsplit_once(')').context("no process")?;
    let ticks: f64 =
        tail.split_whitespace().skip(13).take(2).filter_map(|field| field.parse::<f64>().ok()).sum();
    Ok(Duration::from_secs_f64(ticks / TICKS))
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
