//! `package`: makes the Android app's APK and AAB, and checks them.
//!
//! Owns the order of the steps; each tool is a module's. Refuses to fetch anything: what is missing is
//! named with what to install. Called by people with an SDK (`apk`, `aab`) and by `tests/run` (`check`).
//!
//! ```text
//!  native (cargo) ─┐
//!  java (javac, D8) ├─→ archive (zip) ─→ signing ─→ an APK
//!  resources (aapt2)┘         └────────→ bundle ─→ an AAB
//!  lanes: each of these tried, and a fault planted that it must catch
//!  sysroot ─→ link, emulation: the slow lanes that need a phone's code, without an NDK
//! ```

mod archive;
mod breaks;
mod bundle;
mod emulation;
mod java;
mod lanes;
mod link;
mod native;
mod process;
mod resources;
mod signing;
mod sysroot;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use clap::{Parser, Subcommand};

use crate::archive::Part;
use crate::native::Library;
use crate::resources::Linked;
use crate::tools::Tools;

/// Makes the Android app's packages, and checks them.
#[derive(Parser)]
#[command(name = "package", version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// An APK, signed: to put on a phone.
    Apk(Packing),
    /// An app bundle, signed: for a store.
    Aab(Packing),
    /// Everything that can be checked without a phone.
    Check {
        /// The slow lanes, too: the whole app compiled and linked for a phone's processor, and its store and sync run.
        #[arg(long)]
        full: bool,
        /// Only these, by their letters; (f) alone runs what (e) linked last.
        #[arg(long, value_name = "LETTER", value_parser = lanes::letter)]
        lane: Vec<char>,
        /// The JNI layer as this machine's cargo built it; built where none is named.
        #[arg(long, value_name = "FILE", env = "SAMRUAT_ANDROID_LIBRARY")]
        library: Option<PathBuf>,
    },
}

#[derive(clap::Args)]
struct Packing {
    /// For which processors.
    #[arg(long, value_name = "ABI", default_values = ["arm64-v8a", "armeabi-v7a", "x86_64"])]
    abi: Vec<String>,
    /// A library that is built already, and for which processor: ABI=FILE.
    #[arg(long, value_name = "ABI=FILE")]
    library: Vec<String>,
    /// Where to put it; in `target/android` where nothing is said.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Apk(packing) => apk(&packing),
        Command::Aab(packing) => aab(&packing),
        Command::Check { full, lane, library } => lanes::run(full, &lane, library.as_deref()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("{fault:#}");
            ExitCode::FAILURE
        }
    }
}

/// The folder `android/`.
fn android() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map(Path::to_path_buf).unwrap_or_default()
}

/// The top of the workspace.
fn workspace() -> PathBuf {
    android().parent().map(Path::to_path_buf).unwrap_or_default()
}

/// Where what is made lies.
fn target() -> PathBuf {
    let named = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    named.unwrap_or_else(|| workspace().join("target")).join("android")
}

fn libraries(tools: &Tools, packing: &Packing) -> Result<Vec<Library>> {
    if packing.library.is_empty() {
        return packing.abi.iter().map(|abi| native::build(tools, abi)).collect();
    }
    let mut libraries = Vec::new();
    for named in &packing.library {
        let (abi, file) =
            named.split_once('=').context("write a library as arm64-v8a=libsamruat_android.so")?;
        libraries.push(Library { abi: abi.to_owned(), file: PathBuf::from(file) });
    }
    Ok(libraries)
}

fn apk(packing: &Packing) -> Result<()> {
    let tools = Tools::of_the_environment();
    let libraries = libraries(&tools, packing)?;
    let work = tempfile::TempDir::new()?;
    let unsigned = work.path().join("unsigned.apk");
    unsigned_apk(&tools, &android(), &libraries, work.path(), &unsigned)?;
    let out = packing.out.clone().unwrap_or_else(|| target().join("samruat.apk"));
    make_room(&out)?;
    let key = signing::key(&tools, &target())?;
    signing::sign_apk(&tools, &key, &unsigned, &out)?;
    let contents = archive::contents(&out)?;
    archive::is_aligned(&contents)?;
    println!("{}", out.display());
    for line in archive::table(&contents) {
        println!("{line}");
    }
    if key.is_for_trying_only {
        println!("Signed with a key for trying it out; name SAMRUAT_KEYSTORE for one to hand out.");
    }
    Ok(())
}

/// An APK that lacks its signature only: the same bytes for the same input.
fn unsigned_apk(tools: &Tools, android: &Path, libraries: &[Library], work: &Path, out: &Path) -> Result<()> {
    let linked = resources::link(tools, android, work, resources::Form::Apk)?;
    let classes = java::compile(tools, android, &linked.java, work)?;
    fits(tools, &linked, &classes, libraries)?;
    let dex = java::dex(tools, &classes, work)?;
    let mut parts = archive::parts(&linked.package)?;
    parts.push(Part::deflated("classes.dex", std::fs::read(&dex)?));
    for library in libraries {
        let name = format!("lib/{}/libsamruat_android.so", library.abi);
        parts.push(Part::stored(&name, std::fs::read(&library.file)?));
    }
    archive::write(out, parts)
}

/// Whether what is to be packed fits together: a phone is told what we mean, finds each function that our Java calls,
/// and can load the library. Of the very files that go into the package, whoever packs it.
fn fits(tools: &Tools, linked: &Linked, classes: &Path, libraries: &[Library]) -> Result<()> {
    resources::tells_what_is_meant(tools, &linked.package)?;
    let natives = java::natives(tools, classes)?;
    for library in libraries {
        java::agree(&natives, &native::gives_to_java(&library.file)?)?;
        native::is_loadable(&library.file, &library.abi)?;
    }
    Ok(())
}

fn aab(packing: &Packing) -> Result<()> {
    let tools = Tools::of_the_environment();
    let libraries = libraries(&tools, packing)?;
    let work = tempfile::TempDir::new()?;
    let out = packing.out.clone().unwrap_or_else(|| target().join("samruat.aab"));
    make_room(&out)?;
    bundle::make(&tools, &android(), &libraries, work.path(), &out)?;
    let key = signing::key(&tools, &target())?;
    if key.is_for_trying_only {
        bail!(
            "{} is made and not signed: a store takes it by your own key only; name SAMRUAT_KEYSTORE, \
             SAMRUAT_KEY_ALIAS and SAMRUAT_KEYSTORE_PASSWORD",
            out.display()
        );
    }
    signing::sign_bundle(&tools, &key, &out)?;
    println!("{}", out.display());
    Ok(())
}

fn make_room(out: &Path) -> Result<()> {
    let folder = out.parent().unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))
}
