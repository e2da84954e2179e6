//! Lane (f): what lane (e) linked, run on this machine.
//!
//! Owns the way a file for Android's processor runs here: an emulator of the processor, and libraries by the names
//! of Android's that pass each call on to a desktop's C library of that processor (`bionic/emulated.c`,
//! `bionic/differs.c`). The files are those that were linked; the library's twin, since no desktop's loader reads relocations
//! that are packed for Android. What that proves is the app's own code for
//! that processor: its store, its pictures, its signatures and its sync. It proves nothing of Android's C library,
//! of Java, or of the window. Called by `lanes`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::lanes::{caught, proved};
use crate::link::Linked;
use crate::process::{program, run as run_tool};
use crate::sysroot::{self, Offers};
use crate::tools::{Emulation, Tools};

/// A thousand households: four phones, so many of each in so many rounds.
const HOUSEHOLDS: &str = "25";
const ROUNDS: &str = "10";
const KILLS: &str = "10";

pub(crate) fn run(tools: &Tools, linked: &Linked) -> Result<()> {
    let stage = Stage::set(tools.emulation()?, linked)?;
    stage.library_loads(linked, &linked.plain)?;
    proved(
        'f',
        "the app's library, that of (e) but for how its relocations are written, is loaded by an emulated processor: \
         each name that it takes is bound and its functions are there; the desktop's C library stands behind \
         Android's names",
    );
    caught(
        'f',
        "a library that lacks the window's beginning",
        stage.library_loads(linked, &stage.folder.join("libc.so")),
        "ANativeActivity_onCreate",
    )?;
    let said =
        stage.kill(&stage.phone, &["--households", HOUSEHOLDS, "--rounds", ROUNDS, "--kills", KILLS])?;
    proved('f', &format!("`samruat` of the same code, emulated, against the real server: {}", said.trim()));
    let forgets = stage.folder.join("forgets");
    program(&forgets, &format!("#!/bin/sh\n{FORGETS}exec '{}' \"$@\"\n", stage.phone.display()))?;
    caught(
        'f',
        "a phone that keeps all but the last line",
        stage.kill(&forgets, &["--kills", "1"]).map(drop),
        "is not that of an undisturbed run",
    )
}

/// `samruat --data FOLDER add FILE`, and the last line is lost.
const FORGETS: &str =
    "if [ \"$3\" = add ]; then sed '$d' \"$4\" > \"$4.less\"; set -- \"$1\" \"$2\" add \"$4.less\"; fi\n";

/// What a file for Android needs to run here.
struct Stage {
    folder: PathBuf,
    emulation: Emulation,
    /// The command line, emulated, as a program of this machine.
    phone: PathBuf,
    /// Loads a library and looks for names in it, emulated.
    loader: PathBuf,
}

impl Stage {
    fn set(emulation: Emulation, linked: &Linked) -> Result<Self> {
        let folder = crate::target().join("emulation");
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder)?;
        let stage = Self { phone: folder.join("phone"), loader: folder.join("loader"), folder, emulation };
        let mut libraries = sysroot::committed()?;
        // The others ask it what is really there.
        let c = libraries.remove("libc").context("there is no list of libc's names")?;
        stage.library(linked, "libc", &c)?;
        for (name, offers) in libraries {
            stage.library(linked, &name, &offers)?;
        }
        linked.sysroot.link(LOADER, &["-pie", "-ldl"], &stage.loader)?;
        program(
            &stage.phone,
            &format!("#!/bin/sh\nexec {} '{}' \"$@\"\n", stage.line(), linked.program.display()),
        )?;
        Ok(stage)
    }

    /// The line of the shell that a program's name comes after.
    fn line(&self) -> String {
        let system = self.emulation.system.join("lib");
        format!(
            "'{}' '{}' --library-path '{}:{}'",
            self.emulation.emulator.display(),
            system.join("ld-linux-aarch64.so.1").display(),
            self.folder.display(),
            system.display()
        )
    }

    /// A library of Android's, by its name, that jumps to what is really there.
    fn library(&self, linked: &Linked, name: &str, offers: &Offers) -> Result<()> {
        let sources = crate::android().join("package").join("bionic");
        let own = sources.join("differs.c");
        let differs = if name == "libc" { given(&fs::read_to_string(&own)?) } else { Vec::new() };
        let work = self.folder.join("made").join(name);
        fs::create_dir_all(&work)?;
        fs::write(work.join("names.h"), jumps(offers, &differs))?;
        let versions = work.join("versions");
        let more = if name == "libc" { &["emulation_real", "emulation_absent"][..] } else { &[] };
        fs::write(&versions, sysroot::versions(name, offers, more))?;
        let mut clang = linked.sysroot.clang_for_emulation();
        clang.args(["-w", "-O1", "-fno-builtin", "-ffreestanding", "-shared", "-nostdlib", "-I"]).arg(&work);
        clang.arg(sources.join("emulated.c"));
        if name == "libc" {
            clang.arg(&own);
        } else {
            clang.arg(self.folder.join("libc.so"));
        }
        for file in ["libc.so.6", "ld-linux-aarch64.so.1"] {
            clang.arg(self.emulation.system.join("lib").join(file));
        }
        clang.arg(format!("-Wl,-soname,{name}.so,--version-script,{}", versions.display()));
        run_tool(
            &format!("clang of an emulated {name}"),
            clang.arg("-o").arg(self.folder.join(format!("{name}.so"))),
        )?;
        Ok(())
    }

    /// Whether the emulated processor loads a library whole and finds in it what Android and our Java look for.
    fn library_loads(&self, linked: &Linked, library: &Path) -> Result<()> {
        let mut names: Vec<String> = crate::native::gives_to_java(&linked.library)?.into_iter().collect();
        names.insert(0, "ANativeActivity_onCreate".to_owned());
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("exec {} \"$0\" \"$@\"", self.line()));
        shell.arg(&self.loader).arg(library).args(&names);
        run_tool("the emulated loader", &mut shell)?;
        Ok(())
    }

    /// Runs the harness of `tests/kill` with emulated phones, and desktops for those that nobody disturbs.
    fn kill(&self, phone: &Path, how: &[&str]) -> Result<String> {
        let mut cargo = crate::lanes::cargo();
        cargo.args(["build", "--locked", "-p", "kill", "-p", "samruat", "-p", "sync-server", "--bins"]);
        run_tool("cargo build of the server and of a desktop's phones", &mut cargo)?;
        let programs = crate::target().parent().context("no folder")?.join("debug");
        let mut kill = Command::new(programs.join("kill"));
        // What a run leaves behind whose export is another lies with the rest of what is made here.
        kill.env("TMPDIR", &self.folder);
        kill.arg("--programs").arg(&programs).arg("--phone").arg(phone).args(how);
        run_tool("kill", &mut kill)
    }
}

/// Which names a source gives by itself.
fn given(source: &str) -> Vec<String> {
    let begins =
        |line: &str| Some(line.strip_prefix("GIVES(")?.split_once(", ")?.1.split_once(')')?.0.to_owned());
    source.lines().filter_map(begins).collect()
}

/// Names that jump, without those that another source gives.
fn jumps(offers: &Offers, differs: &[String]) -> String {
    let names: Vec<&String> = offers
        .iter()
        .filter(|(name, offer)| offer.is_everywhere() && !offer.is_data && !differs.contains(name))
        .map(|(name, _)| name)
        .collect();
    let quoted: Vec<String> = names.iter().map(|name| format!("\"{name}\"")).collect();
    let jumps: Vec<String> =
        names.iter().enumerate().map(|(at, name)| format!("\"jump {name}, {at}\\n\"")).collect();
    format!("#define NAMES {}\n#define JUMPS {}\n", quoted.join(", "), jumps.join(" "))
}

/// Loads a library as Android would, all names at once, and looks for some.
const LOADER: &str = "#include <dlfcn.h>\n#include <stdio.h>\n\
    int main(int count, char** words) {\n\
      void* library = dlopen(words[1], RTLD_NOW);\n\
      if (!library) { fprintf(stderr, \"%s\\n\", dlerror()); return 1; }\n\
      for (int at = 2; at < count; at++)\n\
        if (!dlsym(library, words[at])) { fprintf(stderr, \"%s\\n\", dlerror()); return 1; }\n\
      return 0;\n\
    }\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_differs_is_found_by_the_word_that_each_of_its_lines_begins_with() {
        let source =
            "GIVES(int*, __errno)(void) { return 0; }\nstatic int other;\nGIVES(const char*, a_b)(int c) {\n";
        assert_eq!(given(source), ["__errno", "a_b"]);
    }

    #[test]
    fn every_function_jumps_but_those_that_differ() {
        let offers = sysroot::committed().unwrap();
        let differs = fs::read_to_string(crate::android().join("package/bionic/differs.c")).unwrap();
        let libc = offers.get("libc").unwrap();
        let jumps = jumps(libc, &given(&differs));
        assert!(jumps.contains("\"read\"") && jumps.contains("\"jump read, "));
        assert!(!jumps.contains("\"getaddrinfo\"") && !jumps.contains("\"environ\""));
    }
}
