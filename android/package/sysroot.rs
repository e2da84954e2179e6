//! What stands in for the NDK's sysroot, where only a check is linked.
//!
//! Owns the folder that a compiler and a linker are pointed at: our declarations in the place of bionic's, the
//! kernel's own, what begins a library, what gives a thread variables of its own, the part of LLVM that unwinds, and libraries that offer the names of
//! `bionic/symbols` and nothing behind them. Refuses to make anything for a phone: what is linked against it
//! names itself `unverified-sysroot`. Called by `link` and `emulation`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::archive::PAGE;
use crate::native::Compiler;
use crate::process::run;
use crate::tools::{CrossTools, MIN_SDK};

/// The processor that is checked.
pub(crate) const TARGET: &str = "aarch64-linux-android";
/// How a library is named that was linked once more, with relocations that a desktop's loader reads.
pub(crate) const PLAIN: &str = "plain";

/// The processor and the Android, as clang calls them.
fn android() -> String {
    format!("{TARGET}{MIN_SDK}")
}

/// A name that a library of Android offers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct Offer {
    /// The first Android that has it. Code may ask whether a newer one is there; no stub has it, as no NDK for the
    /// oldest Android would.
    pub(crate) since: u32,
    /// It is no function.
    pub(crate) is_data: bool,
}

/// What a library of Android offers, as far as this app may use it.
pub(crate) type Offers = BTreeMap<String, Offer>;

/// The committed lists, by the library's name without its ending.
pub(crate) fn committed() -> Result<BTreeMap<String, Offers>> {
    let folder = crate::android().join("package").join("bionic").join("symbols");
    let mut libraries = BTreeMap::new();
    for entry in fs::read_dir(&folder).with_context(|| format!("{} cannot be read", folder.display()))? {
        let path = entry?.path();
        let name = path.file_stem().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let text = fs::read_to_string(&path)?;
        libraries.insert(name, offers(&text).with_context(|| path.display().to_string())?);
    }
    Ok(libraries)
}

/// Reads a list: a name, the Android that first had it, and `data` where it is no function; a line each.
fn offers(text: &str) -> Result<Offers> {
    let mut offers = Offers::new();
    for line in text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut words = line.split_whitespace();
        let (Some(name), Some(since)) = (words.next(), words.next()) else {
            bail!("{line:?} is not a name and the Android that first had it")
        };
        let since = since.parse().with_context(|| format!("{line:?} names no Android"))?;
        let is_data = words.next() == Some("data");
        if offers.insert(name.to_owned(), Offer { since, is_data }).is_some() {
            bail!("{name} stands there twice");
        }
    }
    Ok(offers)
}

/// Under which version a library gives a name: a phone looks for both.
pub(crate) fn version(library: &str, since: u32) -> String {
    let of_c = matches!(library, "libc" | "libdl" | "libm");
    match since {
        ..=23 if of_c => "LIBC".to_owned(),
        24 | 25 if of_c => "LIBC_N".to_owned(),
        _ if of_c => "LIBC_O".to_owned(),
        _ => library.to_uppercase(),
    }
}

/// The source of a library that offers these names and has nothing behind them.
fn stub(offers: &Offers) -> String {
    let everywhere = offers.iter().filter(|(_, offer)| offer.is_everywhere());
    let each = everywhere.map(|(name, offer)| match offer.is_data {
        true => format!("void* {name}[64];\n"),
        false => format!("void {name}(void) {{}}\n"),
    });
    each.collect()
}

/// Which name a library gives under which version, for the linker; and names that only its neighbours know.
pub(crate) fn versions(library: &str, offers: &Offers, more: &[&str]) -> String {
    let mut versions = BTreeMap::<String, Vec<&str>>::new();
    for (name, offer) in offers.iter().filter(|(_, offer)| offer.is_everywhere()) {
        versions.entry(version(library, offer.since)).or_default().push(name);
    }
    if !more.is_empty() {
        versions.insert("EMULATION".to_owned(), more.to_vec());
    }
    let each = versions.into_iter().map(|(version, names)| {
        // What is in no list is nobody else's.
        let rest = if version.ends_with('C') || version.starts_with("LIB") && !version.contains('_') {
            " local: *;"
        } else {
            ""
        };
        format!("{version} {{ global: {};{rest} }};\n", names.join("; "))
    });
    each.collect()
}

/// The folder, made.
pub(crate) struct Sysroot {
    folder: PathBuf,
    tools: CrossTools,
}

impl Offer {
    /// Whether the oldest phones have it.
    pub(crate) fn is_everywhere(&self) -> bool {
        self.since <= MIN_SDK
    }
}

impl Sysroot {
    /// Makes it anew.
    pub(crate) fn make(tools: CrossTools, folder: &Path) -> Result<Self> {
        let sysroot = Self { folder: folder.to_owned(), tools };
        // Where it is named in what cargo remembers, it is the same from run to run.
        let _ = fs::remove_dir_all(folder);
        fs::create_dir_all(sysroot.libraries())?;
        sysroot.unwinder()?;
        sysroot.beginning()?;
        sysroot.own_variables()?;
        for (library, offers) in committed()? {
            sysroot.library(&library, &offers, &sysroot.libraries())?;
        }
        sysroot.linker()?;
        Ok(sysroot)
    }

    fn libraries(&self) -> PathBuf {
        self.folder.join("lib")
    }

    /// What the compiler is told of the processor and of where declarations lie.
    fn flags(&self, target: &str) -> Vec<OsString> {
        let mut flags: Vec<OsString> = vec![format!("--target={target}").into()];
        // Processors of 2016 have no instructions for it, and the C library no functions in their place.
        flags.extend(["-nostdlibinc", "-mno-outline-atomics", "-fPIC"].map(OsString::from));
        let own = crate::android().join("package").join("bionic").join("include");
        let kernel = self.tools.llvm_sources.join("libc").join("include");
        for folder in [own, kernel.join("aarch64-linux-any"), kernel.join("any-linux-any")] {
            flags.push("-isystem".into());
            flags.push(folder.into());
        }
        flags
    }

    /// The compiler of C for the phone's processor, by the name that the NDK's has.
    pub(crate) fn compiler(&self) -> Compiler {
        Compiler {
            name: format!("{}-clang", android()),
            program: self.tools.clang.clone(),
            flags: self.flags(&android()).iter().map(|flag| flag.to_string_lossy().into_owned()).collect(),
        }
    }

    /// What else builds C for it.
    pub(crate) fn environment(&self, command: &mut Command) -> Result<()> {
        let plain = TARGET.replace('-', "_");
        command.env(format!("AR_{plain}"), &self.tools.ar);
        command.env(format!("RANLIB_{plain}"), &self.tools.ranlib);
        command.env(format!("CARGO_TARGET_{}_LINKER", plain.to_uppercase()), self.folder.join("linker"));
        // Behind those of Debian's compiler of Rust, where cargo is that one.
        let mut libraries: Vec<PathBuf> = Vec::new();
        for (name, value) in command.get_envs() {
            if name == "LD_LIBRARY_PATH" {
                libraries.extend(value.iter().flat_map(std::env::split_paths));
            }
        }
        libraries.extend(std::env::split_paths(&self.tools.libraries));
        command.env("LD_LIBRARY_PATH", std::env::join_paths(libraries)?);
        Ok(())
    }

    fn clang(&self) -> Command {
        self.clang_for(&android())
    }

    fn clang_for(&self, target: &str) -> Command {
        let mut clang = Command::new(&self.tools.clang);
        clang.env("LD_LIBRARY_PATH", &self.tools.libraries).args(self.flags(target));
        clang
    }

    /// The compiler for the same processor on a desktop, with Android's declarations: for what stands between.
    pub(crate) fn clang_for_emulation(&self) -> Command {
        let mut clang = self.clang_for("aarch64-linux-gnu");
        clang.arg(format!("--ld-path={}", self.tools.lld.display()));
        clang
    }

    /// LLVM's unwinder, which the NDK has and Rust's library asks for.
    fn unwinder(&self) -> Result<()> {
        let source = self.tools.llvm_sources.join("libunwind");
        let mut objects = Vec::new();
        for (file, how) in [
            ("libunwind.cpp", &["-std=c++17", "-fno-exceptions", "-fno-rtti"][..]),
            ("UnwindLevel1.c", &["-std=c99", "-fexceptions"]),
            ("UnwindLevel1-gcc-ext.c", &["-std=c99", "-fexceptions"]),
            ("UnwindRegistersRestore.S", &[]),
            ("UnwindRegistersSave.S", &[]),
        ] {
            let object = self.folder.join(file).with_extension("o");
            let mut clang = self.clang();
            clang.args(how).args(["-O2", "-fvisibility=hidden", "-funwind-tables", "-DNDEBUG"]);
            clang.args(["-D_LIBUNWIND_IS_NATIVE_ONLY", "-c"]).arg(source.join("src").join(file));
            clang.arg("-I").arg(source.join("include")).arg("-o").arg(&object);
            run("clang of the unwinder", &mut clang)?;
            objects.push(object);
        }
        self.archive("libunwind.a", &objects)
    }

    /// What begins a library, and a program.
    fn beginning(&self) -> Result<()> {
        for what in ["library", "program"] {
            let source = crate::android().join("package").join("bionic").join(format!("{what}.c"));
            let mut clang = self.clang();
            clang.args(["-O2", "-c"]).arg(source).arg("-o").arg(self.folder.join(format!("{what}.o")));
            run(&format!("clang of what begins a {what}"), &mut clang)?;
        }
        Ok(())
    }

    /// What gives a thread its own variables of C: Rust's ready library for a phone has it, Debian's has not.
    fn own_variables(&self) -> Result<()> {
        let source = crate::android().join("package").join("bionic").join("emutls.c");
        let object = self.folder.join("emutls.o");
        run(
            "clang of threads' own variables",
            self.clang().args(["-O2", "-c"]).arg(source).arg("-o").arg(&object),
        )?;
        self.archive("libemutls.a", &[object])
    }

    fn archive(&self, name: &str, objects: &[PathBuf]) -> Result<()> {
        let mut ar = Command::new(&self.tools.ar);
        ar.env("LD_LIBRARY_PATH", &self.tools.libraries);
        ar.arg("rcs").arg(self.libraries().join(name)).args(objects);
        run(&format!("ar of {name}"), &mut ar)?;
        Ok(())
    }

    /// A library that offers these names.
    pub(crate) fn library(&self, name: &str, offers: &Offers, into: &Path) -> Result<()> {
        let (c, map) = (self.folder.join(format!("{name}.c")), self.folder.join(format!("{name}.map")));
        fs::write(&c, stub(offers))?;
        fs::write(&map, versions(name, offers, &[]))?;
        let mut clang = self.clang();
        // Names of functions that the compiler knows, without their shapes.
        clang.args(["-w", "-fno-builtin", "-shared", "-nostdlib"]).arg(&c);
        clang.arg(format!("--ld-path={}", self.tools.lld.display()));
        clang.arg(format!("-Wl,-soname,{name}.so,--version-script,{}", map.display()));
        run("clang of a stub", clang.arg("-o").arg(into.join(format!("{name}.so"))))?;
        Ok(())
    }

    /// The linker as cargo calls it, told what the NDK's is told for the real one. A library whose relocations are
    /// packed for Android it links once more, as a desktop's loader reads them: that one is for lane (f), and lies
    /// beside it as [`PLAIN`].
    fn linker(&self) -> Result<()> {
        let script = format!(
            "#!/bin/sh\nbegins=program packed=\n\
             for a do case $a in -shared) begins=library ;; *--pack-dyn-relocs=android) packed=yes ;; esac; done\n\
             set -- '{clang}' --target={TARGET}{MIN_SDK} --ld-path='{lld}' -nostdlib -Wl,-z,max-page-size={PAGE} \
             -Wl,--no-undefined,--error-limit=0 '{folder}'/$begins.o -L'{libraries}' \"$@\" -lemutls\n\
             [ -n \"$packed\" ] || exec \"$@\"\n\"$@\" || exit\nbefore=\n\
             for a do shift; [ \"$before\" = -o ] && a=$a.{PLAIN}; before=$a; set -- \"$@\" \"$a\"; done\n\
             exec \"$@\" -Wl,--pack-dyn-relocs=none\n",
            clang = self.tools.clang.display(),
            lld = self.tools.lld.display(),
            folder = self.folder.display(),
            libraries = self.libraries().display(),
        );
        crate::process::program(&self.folder.join("linker"), &script)
    }

    /// Links some C as the app is linked, with what a lane plants.
    pub(crate) fn link(&self, c: &str, more: &[&str], out: &Path) -> Result<()> {
        let source = out.with_extension("c");
        fs::write(&source, c)?;
        let object = out.with_extension("o");
        run("clang", self.clang().args(["-w", "-c"]).arg(&source).arg("-o").arg(&object))?;
        let mut linker = Command::new(self.folder.join("linker"));
        linker.env("LD_LIBRARY_PATH", &self.tools.libraries).arg(object).arg("-o").arg(out);
        run("the linker", linker.args(more).arg("-lc"))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_says_what_is_there_since_when_and_what_is_no_function() {
        let list = offers("# libc\nread 21\nenviron 21 data\ngetifaddrs 24\n").unwrap();
        assert_eq!(list.len(), 3);
        assert!(list["environ"].is_data && !list["read"].is_data);
        assert_eq!(list["getifaddrs"].since, 24);
        for wrong in ["read", "read soon", "read 21\nread 21"] {
            assert!(offers(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_name_is_offered_under_the_version_by_which_a_phone_has_it() {
        let list = offers("read 21\ngetifaddrs 24\nenviron 21 data\ngetrandom 28\n").unwrap();
        assert_eq!(stub(&list), "void* environ[64];\nvoid getifaddrs(void) {}\nvoid read(void) {}\n");
        let script = "LIBC { global: environ; read; local: *; };\nLIBC_N { global: getifaddrs; };\n";
        assert_eq!(versions("libc", &list, &[]), script);
        assert_eq!(version("libandroid", 24), "LIBANDROID");
    }

    #[test]
    fn every_committed_list_is_in_order_and_is_of_a_library_that_the_app_needs() {
        let libraries = committed().unwrap();
        assert_eq!(libraries.keys().collect::<Vec<_>>(), ["libandroid", "libc", "libdl", "liblog", "libm"]);
        for (library, offers) in libraries {
            assert!(!offers.is_empty(), "{library}");
        }
    }
}
