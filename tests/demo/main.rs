//! `cargo demo`: the sample province with its console, and a phone that is enrolled to it.
//!
//! Owns starting both as anybody would, by their command lines: it knows of them what they print.
//! Where there is no display it says so and drives the phone by command through the same story.
//! Everything lies in a folder that is gone afterwards. Ends when it is told to, or the server does.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitCode, Stdio};

use anyhow::{Context, ensure};
use serde_json::json;

fn main() -> anyhow::Result<ExitCode> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    println!("Building the server and the app; the first time takes some minutes.");
    let built = Command::new(&cargo)
        .args(["build", "--quiet", "--locked", "--workspace", "--bins"])
        .status()
        .context("cargo could not be started; nothing was built")?;
    ensure!(built.success(), "the server or the app could not be built; see above");
    let programs = beside()?;
    let folder =
        tempfile::tempdir().context("no folder could be made for the sample; nothing was started")?;
    let mut server = Server::start(&programs, folder.path(), std::env::args().skip(1))?;
    println!("\nThe console: {}\nEverybody's password there: {}", server.console, server.password);
    for user in &server.users {
        println!("    {user}");
    }
    let phone = folder.path().join("phone");
    let link = server.links.get(1).context("the sample printed no link for a phone")?;
    samruat(&programs, &phone, &["enrol", link])?;
    samruat(&programs, &phone, &["sync"])?;
    if has_display() {
        println!(
            "\nThe phone is enrolled as a volunteer of village 1; its window opens. Close it when you are done."
        );
        let shown = Command::new(programs.join("samruat")).arg("--data").arg(&phone).status();
        if !shown.is_ok_and(|shown| shown.success()) {
            println!("The window could not be opened; the phone goes on by command.");
            tell(&programs, folder.path(), &phone)?;
        }
    } else {
        println!("\nThere is no display here, so the phone is driven by command.");
        tell(&programs, folder.path(), &phone)?;
    }
    println!("\nThe console stays up at {} until you press Ctrl+C.", server.console);
    server.process.wait().context("the server cannot be waited for")?;
    Ok(ExitCode::SUCCESS)
}

/// Where cargo put what it built: beside this program.
fn beside() -> anyhow::Result<PathBuf> {
    let this = std::env::current_exe().context("where this program lies is not known")?;
    Ok(this.parent().context("this program lies nowhere")?.to_owned())
}

fn has_display() -> bool {
    cfg!(any(windows, target_os = "macos"))
        || ["DISPLAY", "WAYLAND_DISPLAY"]
            .iter()
            .any(|name| std::env::var_os(name).is_some_and(|display| !display.is_empty()))
}

/// The sample's server.
struct Server {
    process: Child,
    console: String,
    password: String,
    users: Vec<String>,
    links: Vec<String>,
}

impl Server {
    fn start(programs: &Path, folder: &Path, options: impl Iterator<Item = String>) -> anyhow::Result<Self> {
        let mut process = Command::new(programs.join("samruat-server"))
            .arg("demo")
            .arg("--data")
            .arg(folder.join("office"))
            .args(options)
            .stdout(Stdio::piped())
            .spawn()
            .context("the server could not be started")?;
        let said = process.stdout.take().context("the server says nothing")?;
        let mut this = Self {
            process,
            console: String::new(),
            password: String::new(),
            users: Vec::new(),
            links: Vec::new(),
        };
        for line in BufReader::new(said).lines() {
            let line = line.context("what the server says cannot be read")?;
            match line.split_once(' ') {
                Some(("console", address)) => this.console = address.to_owned(),
                Some(("password", password)) => this.password = password.to_owned(),
                Some(("user", user)) => this.users.push(user.to_owned()),
                Some(("enrol", link)) => this.links.push(link.to_owned()),
                Some(("listening", _)) => return Ok(this),
                _ => {}
            }
        }
        anyhow::bail!("the server ended before it listened; see above")
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It is a sample: nothing of it is kept.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Does something on the phone; what it says is shown.
fn samruat(programs: &Path, phone: &Path, task: &[&str]) -> anyhow::Result<()> {
    let shown = if task.first() == Some(&"enrol") { "enrol …".to_owned() } else { task.join(" ") };
    println!("$ samruat {shown}");
    let done = Command::new(programs.join("samruat"))
        .arg("--data")
        .arg(phone)
        .args(task)
        .status()
        .context("the app could not be started")?;
    ensure!(done.success(), "the phone could not do `{shown}`; see above");
    Ok(())
}

/// A volunteer's visit, from the door to the office's receipt.
fn tell(programs: &Path, folder: &Path, phone: &Path) -> anyhow::Result<()> {
    let person = "0196a3c2-00df-7000-8000-000000000002";
    let visit = json!({
        "id": "0196a3c2-00df-7000-8000-000000000001", "lao": "05570902", "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "status": "complete",
        "place": { "house_no": "999", "moo": 1, "tambon": "570902", "postcode": "57130" },
        "people": [{
            "id": person, "title": "นาง", "given_name": "มาใหม่", "family_name": "จากโทรศัพท์",
            "national_id": "1000000000009", "sex": "female", "head": true,
            "birth": { "date": "1954-03-02", "precision": "day" }, "nationality": "TH", "registered": "here"
        }],
        "requests": [{
            "id": "0196a3c2-00df-7000-8000-000000000003", "person": person, "area": "disaster",
            "subject": "ขอวัสดุซ่อมแซมบ้าน", "channel": "survey-team", "signature": { "kind": "drawn" }
        }]
    });
    let file = folder.join("visit.jsonl");
    std::fs::write(&file, visit.to_string()).context("the visit could not be written down")?;
    let file = file.to_string_lossy();
    for task in [&["add", &file][..], &["status", "--json"], &["sync"], &["status", "--json"]] {
        samruat(programs, phone, task)?;
    }
    println!("The office has it: look for มาใหม่ in the console's register.");
    Ok(())
}
