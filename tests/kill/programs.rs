//! The real programs, each in a process of its own.

use std::io::{BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, bail, ensure};

/// The LAOs: code, name, kind.
pub const LAOS: [(&str, &str, &str); 2] =
    [("05700001", "อบต. ตัวอย่าง", "tao"), ("05700002", "อบจ. ตัวอย่าง", "pao")];

/// A run that takes longer hangs; `verify` reads thousands of photos after the longest runs.
const LONGEST: Duration = Duration::from_secs(600);

/// Where the programs are.
pub struct Programs {
    phone: PathBuf,
    disturbed: PathBuf,
    server: PathBuf,
}

impl Programs {
    /// In this folder, or beside this program; the phones that are disturbed may have one of their own.
    pub fn found(folder: Option<&Path>, disturbed: Option<&Path>) -> anyhow::Result<Self> {
        let own = std::env::current_exe()?;
        let folder = folder.or(own.parent()).context("no folder")?;
        let phone = folder.join("samruat");
        let disturbed = disturbed.unwrap_or(&phone).to_owned();
        let programs = Self { phone, disturbed, server: folder.join("samruat-server") };
        for program in [&programs.phone, &programs.disturbed, &programs.server] {
            ensure!(program.exists(), "{} is not there; run `cargo build --workspace`", program.display());
        }
        Ok(programs)
    }
}

/// One run of a program.
pub struct Run {
    child: Child,
    line: String,
}

/// How a run ended.
pub struct Ended {
    line: String,
    whole: bool,
    out: Vec<u8>,
    err: String,
}

impl Ended {
    /// Whether it did all that it was asked.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// What it printed, if it did all that it was asked.
    pub fn whole(self) -> anyhow::Result<Vec<u8>> {
        ensure!(self.whole, "{}: {}{}", self.line, self.err, String::from_utf8_lossy(&self.out));
        Ok(self.out)
    }
}

impl Run {
    fn of(mut command: Command) -> anyhow::Result<Self> {
        let line = format!("{command:?}");
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
        Ok(Self { child, line })
    }

    /// Waits for its end.
    pub fn wait(mut self) -> anyhow::Result<Ended> {
        let (mut out, mut err) = (self.child.stdout.take(), self.child.stderr.take());
        let reading = std::thread::spawn(move || {
            let mut text = Vec::new();
            if let Some(out) = &mut out {
                let _ = out.read_to_end(&mut text);
            }
            text
        });
        let complaining = std::thread::spawn(move || {
            let mut text = String::new();
            if let Some(err) = &mut err {
                let _ = err.read_to_string(&mut text);
            }
            text
        });
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait()? {
                break status;
            }
            if began.elapsed() > LONGEST {
                self.child.kill()?;
                bail!("{} hangs", self.line);
            }
            std::thread::sleep(Duration::from_millis(2));
        };
        let out = reading.join().map_err(|_| anyhow::anyhow!("a reader stopped"))?;
        let err = complaining.join().map_err(|_| anyhow::anyhow!("a reader stopped"))?;
        ensure!(!err.contains("panicked"), "{}: {err}", self.line);
        Ok(Ended { line: self.line, whole: status.success(), out, err })
    }

    /// Kills it; whether it was still running.
    pub fn kill(mut self) -> anyhow::Result<bool> {
        let was_running = self.child.try_wait()?.is_none();
        self.child.kill()?;
        self.child.wait()?;
        Ok(was_running)
    }
}

/// A phone.
pub struct Phone {
    program: PathBuf,
    data: PathBuf,
}

impl Phone {
    /// With this folder.
    pub fn new(programs: &Programs, is_disturbed: bool, data: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data)?;
        let program = if is_disturbed { &programs.disturbed } else { &programs.phone };
        Ok(Self { program: program.clone(), data: data.to_owned() })
    }

    /// Begins to do something.
    pub fn run(&self, line: &[&str]) -> anyhow::Result<Run> {
        let mut command = Command::new(&self.program);
        command.arg("--data").arg(&self.data).args(line);
        Run::of(command)
    }
}

/// The server.
pub struct Office {
    program: PathBuf,
    data: PathBuf,
    database_url: Option<String>,
    public: String,
    surveyors: Vec<String>,
    serving: Option<Child>,
}

impl Office {
    /// Founded, with its LAOs and one surveyor each; not serving yet.
    pub fn found(
        programs: &Programs,
        data: &Path,
        database_url: Option<&str>,
        public: &str,
    ) -> anyhow::Result<Self> {
        std::fs::create_dir_all(data)?;
        let mut office = Self {
            program: programs.server.clone(),
            data: data.to_owned(),
            database_url: database_url.map(str::to_owned),
            public: public.to_owned(),
            surveyors: Vec::new(),
            serving: None,
        };
        for (code, name, kind) in LAOS {
            office.say(&[
                "lao",
                "add",
                "--code",
                code,
                "--name",
                name,
                "--type",
                kind,
                "--province",
                "57",
            ])?;
            let line = ["surveyor", "add", "--lao", code, "--name", "อาสา ตัวอย่าง", "--role", "volunteer"];
            let id = String::from_utf8(office.say(&line)?)?;
            office.surveyors.push(id.trim().to_owned());
        }
        Ok(office)
    }

    fn command(&self) -> Command {
        let mut command = Command::new(&self.program);
        command.env("SAMRUAT_DATA", &self.data);
        if let Some(url) = &self.database_url {
            command.env("SAMRUAT_DATABASE_URL", url);
        }
        command
    }

    /// Does one of the server's commands.
    pub fn say(&self, line: &[&str]) -> anyhow::Result<Vec<u8>> {
        let mut command = self.command();
        command.args(line);
        Run::of(command)?.wait()?.whole()
    }

    /// Begins to serve; where.
    pub fn start(&mut self) -> anyhow::Result<String> {
        let mut command = self.command();
        command.args(["serve", "--listen", "127.0.0.1:0", "--public-url", &self.public]);
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
        // The public address first, then where it listens.
        let address = lines.find_map(|line| line.ok()?.strip_prefix("listening on ").map(str::to_owned));
        self.serving = Some(child);
        address.context("the server did not start")
    }

    /// Kills it, as a pulled plug would.
    pub fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.serving.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// An enrolment link for the surveyor of one of the LAOs.
    pub fn link(&self, lao: usize) -> anyhow::Result<String> {
        let surveyor = self.surveyors.get(lao).context("no such LAO")?;
        let said = String::from_utf8(self.say(&["enrol", "--surveyor", surveyor])?)?;
        Ok(said.lines().next().unwrap_or_default().to_owned())
    }

    /// The register's export.
    pub fn export(&self) -> anyhow::Result<Vec<u8>> {
        let file = self.data.join("register.jsonl");
        self.say(&["export", "register", "--format", "jsonl", "--out", &file.to_string_lossy()])?;
        Ok(std::fs::read(file)?)
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}
