//! A PostgreSQL of a test's own.
//!
//! Owns a cluster in a temporary folder: made by `initdb`, reached by a socket in that folder
//! and by nothing else, stopped and gone when it is dropped. It never touches a PostgreSQL
//! that it did not start.
//!
//! Refuses to know what is kept in it. Called by tests, the kill harness and the load command.

use std::ffi::OsString;
use std::fs;
use std::io;
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The one user in it; nobody else can reach the socket.
const USER: &str = "samruat";
/// How long it may take to start.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why there is no PostgreSQL.
const NONE_HERE: &str = "no PostgreSQL was found here: initdb is neither in /usr/lib/postgresql/*/bin nor on the PATH; \
                         install Debian's package `postgresql` (apt-get install postgresql) and run this again";

/// Whether a commit is on disk when it returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disk {
    /// For tests of what is kept and answered: nothing is synced.
    Trusted,
    /// For measurements, and for whoever pulls the plug.
    Synced,
}

/// A running PostgreSQL. Dropping it stops it and removes all of it.
pub struct Cluster {
    folder: TempDir,
    programs: PathBuf,
    owner: Option<(u32, u32)>,
    process: Child,
}

impl Cluster {
    /// Makes and starts one.
    ///
    /// # Errors
    /// When there is no PostgreSQL on this machine, or it does not start; says what to do.
    pub fn start(disk: Disk) -> io::Result<Self> {
        Self::start_with(disk, &[])
    }

    /// Makes and starts one with further settings, each as `name=value`.
    ///
    /// # Errors
    /// As [`Cluster::start`].
    pub fn start_with(disk: Disk, settings: &[&str]) -> io::Result<Self> {
        let programs = programs().ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, NONE_HERE))?;
        let owner = owner()?;
        let folder = tempfile::Builder::new().prefix("samruat-pg").tempdir()?;
        if let Some((user, group)) = owner {
            chown(folder.path(), Some(user), Some(group))?;
        }
        let data = folder.path().join("data");
        let mut initdb = command(&programs, "initdb", owner);
        initdb.arg("--pgdata").arg(&data).args(["--username", USER, "--auth", "trust"]);
        // C.UTF-8: letters sort as their bytes do, and Thai letters are known as letters.
        initdb.args(["--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"]);
        finish(&mut initdb)?;

        let log = fs::File::create(folder.path().join("log"))?;
        let mut postgres = command(&programs, "postgres", owner);
        postgres.arg("-D").arg(&data).arg("-k").arg(folder.path());
        postgres.args(["-c", "listen_addresses="]);
        if disk == Disk::Trusted {
            postgres.args(["-c", "fsync=off", "-c", "full_page_writes=off"]);
        }
        for setting in settings {
            postgres.arg("-c").arg(setting);
        }
        postgres.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        let process = postgres.spawn()?;
        let mut cluster = Self { folder, programs, owner, process };
        cluster.wait()?;
        Ok(cluster)
    }

    fn wait(&mut self) -> io::Result<()> {
        let begun = Instant::now();
        loop {
            let asked = self.client("pg_isready").stdout(Stdio::null()).stderr(Stdio::null()).status()?;
            if asked.success() {
                return Ok(());
            }
            if self.process.try_wait()?.is_some() || begun.elapsed() > PATIENCE {
                let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
                return Err(io::Error::other(format!("PostgreSQL did not start; its log says:\n{log}")));
            }
            sleep(Duration::from_millis(20));
        }
    }

    /// A program of PostgreSQL that talks to this cluster.
    pub fn client(&self, program: &str) -> Command {
        let mut command = command(&self.programs, program, self.owner);
        command.arg("-h").arg(self.folder.path()).args(["-U", USER]);
        command
    }

    /// Makes an empty database; returns its address.
    ///
    /// # Errors
    /// When there is one of that name.
    pub fn database(&self, name: &str) -> io::Result<String> {
        finish(self.client("createdb").arg(name))?;
        Ok(self.url(name))
    }

    /// A database's address.
    pub fn url(&self, name: &str) -> String {
        format!("postgres:///{name}?host={}&user={USER}", self.folder.path().display())
    }

    /// Does something in a database, in SQL; returns what it answers, without headings.
    ///
    /// # Errors
    /// What PostgreSQL says against it.
    pub fn sql(&self, database: &str, sql: &str) -> io::Result<String> {
        let mut psql = self.client("psql");
        psql.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]);
        finish(&mut psql)
    }

    /// Milliseconds of processor time that all its processes took so far.
    pub fn cpu_ms(&self) -> u64 {
        let own = self.process.id();
        let mut ticks = 0;
        for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
            let Ok(stat) = fs::read_to_string(entry.path().join("stat")) else { continue };
            // The name is in brackets and may hold anything; the fields are counted after it.
            let Some((id, rest)) = stat.split_once(' ') else { continue };
            let Some((_, rest)) = rest.rsplit_once(") ") else { continue };
            let fields: Vec<u64> = rest.split(' ').skip(1).map(|field| field.parse().unwrap_or(0)).collect();
            let (Some(parent), Some(times)) = (fields.first(), fields.get(10..14)) else { continue };
            if id.parse() == Ok(own) {
                // Its own, and of those that ended.
                ticks += times.iter().sum::<u64>();
            } else if *parent == u64::from(own) {
                ticks += times.iter().take(2).sum::<u64>();
            }
        }
        // Linux counts a hundred a second, whatever it runs on.
        ticks * 10
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = command(&self.programs, "pg_ctl", self.owner);
        stop.arg("-D").arg(self.folder.path().join("data")).args(["-m", "immediate", "-w", "stop"]);
        let stopped = stop.stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !stopped.is_ok_and(|status| status.success()) {
            // Its folder goes away under it; nothing else is left to do.
            let _ = self.process.kill();
        }
        let _ = self.process.wait();
    }
}

/// PostgreSQL refuses to run as root; Debian's package makes a user for it.
fn owner() -> io::Result<Option<(u32, u32)>> {
    use std::os::unix::fs::MetadataExt;
    if fs::metadata("/proc/self")?.uid() != 0 {
        return Ok(None);
    }
    let users = fs::read_to_string("/etc/passwd")?;
    let postgres = users.lines().find_map(|line| {
        let mut fields = line.split(':');
        (fields.next()? == "postgres").then_some(())?;
        Some((fields.nth(1)?.parse().ok()?, fields.next()?.parse().ok()?))
    });
    let none = "PostgreSQL does not run as root, and there is no user `postgres`; install Debian's package \
                `postgresql`, which makes one, or run this as another user";
    postgres.map(Some).ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, none))
}

/// The folder with the newest PostgreSQL's programs.
fn programs() -> Option<PathBuf> {
    let version = |folder: &Path| -> u32 {
        let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        name.parse().unwrap_or(0)
    };
    let debian =
        fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten().map(|entry| entry.path());
    let newest =
        debian.filter(|folder| folder.join("bin/initdb").exists()).max_by_key(|folder| version(folder));
    let on_path = || {
        let path: OsString = std::env::var_os("PATH")?;
        std::env::split_paths(&path).find(|folder| folder.join("initdb").exists())
    };
    newest.map(|folder| folder.join("bin")).or_else(on_path)
}

fn command(programs: &Path, program: &str, owner: Option<(u32, u32)>) -> Command {
    let mut command = Command::new(programs.join(program));
    // Whatever the caller's environment says of other databases.
    for (name, _) in std::env::vars_os().filter(|(name, _)| name.to_string_lossy().starts_with("PG")) {
        command.env_remove(name);
    }
    command.current_dir("/");
    if let Some((user, group)) = owner {
        command.uid(user).gid(group);
    }
    command
}

fn finish(command: &mut Command) -> io::Result<String> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).trim_end().to_owned());
    }
    Err(io::Error::other(String::from_utf8_lossy(&output.stderr).into_owned()))
}
