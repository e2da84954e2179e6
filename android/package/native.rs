//! The app's library for a phone's processor: built by the official NDK, and looked into.
//!
//! Owns how it is built, every flag of it, for lane (e) too; what a library must offer, may need, and how it must lie
//! for a phone to load it. Called by `main`, `link` and `lanes`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use object::elf::{EM_386, EM_AARCH64, EM_ARM, EM_X86_64, PT_LOAD};
use object::read::elf::{ElfFile, FileHeader, ProgramHeader};
use object::{Endianness, Object, ObjectSection, ObjectSymbol};

use crate::archive::PAGE;
use crate::breaks;
use crate::process::{program, run};
use crate::tools::{MIN_SDK, Ndk, Tools};

/// A library for a processor.
pub(crate) struct Library {
    /// The processor, as Android calls it.
    pub(crate) abi: String,
    pub(crate) file: PathBuf,
}

/// Libraries of Android that any app may use and every phone has.
const OF_ANDROID: [&str; 12] = [
    "libEGL.so",
    "libGLESv2.so",
    "libGLESv3.so",
    "libandroid.so",
    "libc.so",
    "libc++_shared.so",
    "libdl.so",
    "libjnigraphics.so",
    "liblog.so",
    "libm.so",
    "libvulkan.so",
    "libz.so",
];

/// The processor as Rust and as the NDK's compilers call it.
fn names(abi: &str) -> Result<(&'static str, &'static str)> {
    Ok(match abi {
        "arm64-v8a" => ("aarch64-linux-android", "aarch64-linux-android"),
        "armeabi-v7a" => ("armv7-linux-androideabi", "armv7a-linux-androideabi"),
        "x86_64" => ("x86_64-linux-android", "x86_64-linux-android"),
        other => {
            bail!("{other} is no processor that the app is made for; say arm64-v8a, armeabi-v7a or x86_64")
        }
    })
}

/// How it is optimised, for phones that are small and slow to load from; lane (e) says the size.
const PROFILE: [&str; 4] = [
    "profile.release.opt-level=\"z\"",
    "profile.release.lto=\"fat\"",
    "profile.release.codegen-units=1",
    "profile.release.strip=\"symbols\"",
];
/// Whom a volunteer would wait for if it were as small as can be: pictures, drawing, letters, ciphers, what packs,
/// and databases.
const SWIFT: [&str; 32] = [
    "aes",
    "argon2",
    "blake3",
    "chacha20poly1305",
    "curve25519-dalek",
    "ed25519-dalek",
    "fdeflate",
    "harfrust",
    "i-slint-core",
    "i-slint-renderer-software",
    "image",
    "jpeg-encoder",
    "libsqlite3-sys",
    "miniz_oxide",
    "openssl-sys",
    "packing",
    "parley",
    "picture",
    "png",
    "poly1305",
    "register",
    "ring",
    "rxing",
    "sha2",
    "skrifa",
    "store",
    "swash",
    "tiny-skia",
    "zeno",
    "zstd-sys",
    "zune-core",
    "zune-jpeg",
];
/// How the library is linked: at pages of 16 KB; nothing left open, so that what is missing is found here and not on a
/// phone; functions that are the same once, where nobody asks which is which; and what is put right when it is loaded
/// packed as Android reads it since Android 6.
const LINKING: [&str; 4] =
    ["-z,max-page-size=16384", "--no-undefined", "--icf=safe", "--pack-dyn-relocs=android"];
/// For C: nothing unwinds through it, Rust's own calls back from it catch what they throw.
const C: [&str; 3] =
    ["-fno-unwind-tables", "-fno-asynchronous-unwind-tables", "-Wno-unused-command-line-argument"];
/// What OpenSSL is built without: SQLCipher asks it for AES, SHA, HMAC, a key out of a secret and chance, and its own
/// tables would keep all else in the library, since they name it. The app's TLS is not OpenSSL's.
const NOT_OF_OPENSSL: &str = "no-aria no-argon2 no-bf no-blake2 no-cast no-chacha no-cmac no-cmp no-cms no-ct no-des no-dh \
     no-dsa no-dtls no-ec no-gost no-http no-lms no-md4 no-mdc2 no-ml-dsa no-ml-kem no-nextprotoneg no-ocb no-ocsp \
     no-poly1305 no-psk no-quic no-rc2 no-rc4 no-rfc3779 no-rmd160 no-scrypt no-siphash no-siv no-slh-dsa no-sm2 no-sm3 \
     no-sm4 no-srp no-srtp no-tls no-ts no-ui-console no-whirlpool";
/// The one date that is written into what is built.
const DATE: &str = "315532800";

/// A compiler of C for a phone's processor.
pub(crate) struct Compiler {
    /// As the NDK calls it: `cc` reads from the name that it need not be told the processor.
    pub(crate) name: String,
    pub(crate) program: PathBuf,
    pub(crate) flags: Vec<String>,
}

/// How the app is built for a phone: `apk`, `aab` and lane (e) say everything here that is said to cargo, to the
/// compilers and to the linker, but for where those are.
pub(crate) struct Build<'a> {
    /// The processor, as Rust calls it.
    pub(crate) rust: &'a str,
    /// Where the workspace is seen.
    pub(crate) workspace: &'a Path,
    /// Where cargo puts what it makes.
    pub(crate) target: &'a Path,
}

impl Build<'_> {
    /// Tells cargo how, and where. Of the same commit, at any place and on any day, the same comes out.
    pub(crate) fn prepare(&self, cargo: &mut Command, compilers: &[(&str, Compiler)]) -> Result<()> {
        for line in PROFILE {
            cargo.args(["--config", line]);
        }
        for name in SWIFT {
            cargo.args(["--config", &format!("profile.release.package.{name}.opt-level=\"s\"")]);
        }
        cargo.args(["--release", "--target", self.rust, "--target-dir"]).arg(self.target);
        let places = self.places()?;
        let remaps = places.iter().map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display()));
        cargo.env("CARGO_ENCODED_RUSTFLAGS", remaps.collect::<Vec<_>>().join("\u{1f}"));
        cargo.env("SOURCE_DATE_EPOCH", DATE);
        cargo.env("ICU4X_DATA_DIR", breaks::write(&self.target.join("breaks"))?);
        let tools = self.target.join("tools");
        std::fs::create_dir_all(&tools)?;
        let plain = self.rust.replace('-', "_");
        for (variable, compiler) in compilers {
            program(&tools.join(&compiler.name), &script(compiler, &places))?;
            cargo.env(format!("{variable}_{plain}"), &compiler.name);
        }
        let (perl, said) = (tools.join("perl-of-openssl"), perl_of_openssl());
        if std::fs::read_to_string(&perl).ok().as_ref() != Some(&said) {
            self.forget_openssl()?;
            program(&perl, &said)?;
        }
        cargo.env("OPENSSL_SRC_PERL", perl);
        // Called by their names alone: a compiler's place would stand in what OpenSSL says of itself.
        let path = std::env::var_os("PATH").unwrap_or_default();
        cargo.env("PATH", std::env::join_paths(std::iter::once(tools).chain(std::env::split_paths(&path)))?);
        Ok(())
    }

    /// Cargo does not know that what builds OpenSSL reads that script: what was built by another goes.
    fn forget_openssl(&self) -> Result<()> {
        for kept in ["build", ".fingerprint"] {
            let folder = self.target.join(self.rust).join("release").join(kept);
            for entry in std::fs::read_dir(&folder).into_iter().flatten() {
                let entry = entry?;
                if entry.file_name().to_string_lossy().starts_with("openssl-sys-") {
                    std::fs::remove_dir_all(entry.path())
                        .with_context(|| format!("{} cannot be removed", entry.path().display()))?;
                }
            }
        }
        Ok(())
    }

    /// Tells cargo to build the library, by `rustc`: for Rust it is a library as well, and cargo would not optimise it
    /// as a whole for that.
    pub(crate) fn library(&self, cargo: &mut Command) {
        cargo.args(["-p", "samruat-android", "--lib", "--crate-type", "cdylib", "--"]);
        for flag in LINKING {
            cargo.args(["-C", &format!("link-arg=-Wl,{flag}")]);
        }
    }

    /// The places of this machine that would be written into what is built, and what is written for them. The later,
    /// the nearer.
    fn places(&self) -> Result<Vec<(PathBuf, &'static str)>> {
        let mut places = here()?;
        places.push((self.workspace.to_owned(), "/samruat"));
        Ok(places)
    }
}

/// Places of this machine, and what stands in what is built for them.
fn here() -> Result<Vec<(PathBuf, &'static str)>> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("cargo has no home")?;
    Ok(vec![
        (home, "/cargo"),
        (crate::workspace(), "/samruat"),
        (std::path::absolute(crate::target())?, "/samruat/target/android"),
    ])
}

/// Whether a library names no place of the machine on which it was built.
pub(crate) fn names_nothing_of_here(file: &Path) -> Result<()> {
    let bytes = read(file)?;
    for (place, _) in here()? {
        let place = place.display().to_string();
        if let Some(at) = bytes.windows(place.len()).position(|window| window == place.as_bytes()) {
            let words: Vec<u8> =
                bytes.iter().skip(at).take(160).take_while(|byte| **byte > 31).copied().collect();
            bail!("{} names {}, a place on this machine", file.display(), String::from_utf8_lossy(&words));
        }
    }
    Ok(())
}

/// The compiler, as whatever builds C calls it.
fn script(compiler: &Compiler, places: &[(PathBuf, &str)]) -> String {
    let maps = places.iter().map(|(from, to)| format!("-ffile-prefix-map={}={to}", from.display()));
    let flags = compiler.flags.iter().cloned().chain(C.map(str::to_owned)).chain(maps);
    let flags: Vec<String> = flags.map(|flag| format!("'{flag}'")).collect();
    format!(
        "#!/bin/sh\n\
         # OpenSSL writes down where it would look for its modules; there are none, and its place is nobody's business.\n\
         for a do\n    shift\n    case $a in\n    \
         -DMODULESDIR=*) a='-DMODULESDIR=\"/nowhere\"' ;;\n    \
         -DENGINESDIR=*) a='-DENGINESDIR=\"/nowhere\"' ;;\n    esac\n    set -- \"$@\" \"$a\"\ndone\n\
         exec '{}' {} \"$@\"\n",
        compiler.program.display(),
        flags.join(" ")
    )
}

/// Perl, as what builds OpenSSL calls it: that knows no other way to leave an algorithm out.
fn perl_of_openssl() -> String {
    let perl = ["OPENSSL_SRC_PERL", "PERL"].into_iter().find_map(|name| std::env::var(name).ok());
    format!(
        "#!/bin/sh\n\
         case $1 in\n    */Configure) set -- \"$@\" {NOT_OF_OPENSSL} ;;\nesac\n\
         exec '{}' \"$@\"\n",
        perl.as_deref().unwrap_or("perl")
    )
}

/// Builds the app's library for a processor with the NDK.
pub(crate) fn build(tools: &Tools, abi: &str) -> Result<Library> {
    let (rust, ndk) = names(abi)?;
    let Ndk { home, bin } = tools.ndk()?;
    let (workspace, target) = (crate::workspace(), std::path::absolute(crate::target())?.join("native"));
    let compiler = |name: String| Compiler { program: bin.join(&name), name, flags: Vec::new() };
    let (clang, clangs) = (format!("{ndk}{MIN_SDK}-clang"), format!("{ndk}{MIN_SDK}-clang++"));
    let build = Build { rust, workspace: &workspace, target: &target };
    let mut cargo = crate::lanes::cargo();
    cargo.args(["rustc", "--locked"]);
    let plain = rust.replace('-', "_");
    cargo.env(format!("CARGO_TARGET_{}_LINKER", plain.to_uppercase()), bin.join(&clang));
    cargo.env(format!("AR_{plain}"), bin.join("llvm-ar"));
    cargo.env(format!("RANLIB_{plain}"), bin.join("llvm-ranlib"));
    // Skia, where nobody offers it ready for a processor, is built from its source by this.
    cargo.env("ANDROID_NDK", home);
    build.prepare(&mut cargo, &[("CC", compiler(clang)), ("CXX", compiler(clangs))])?;
    build.library(&mut cargo);
    run(&format!("cargo rustc for {rust}"), &mut cargo)?;
    Ok(Library { abi: abi.to_owned(), file: target.join(rust).join("release").join("libsamruat_android.so") })
}

/// What a library gives to Java, by name.
pub(crate) fn gives_to_java(file: &Path) -> Result<BTreeSet<String>> {
    let bytes = read(file)?;
    let library =
        object::File::parse(&*bytes).with_context(|| format!("{} is no library", file.display()))?;
    let given = library.dynamic_symbols().filter(|symbol| symbol.is_definition());
    Ok(given
        .filter_map(|symbol| symbol.name().ok().map(str::to_owned))
        .filter(|name| name.starts_with("Java_"))
        .collect())
}

fn read(file: &Path) -> Result<Vec<u8>> {
    std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))
}

/// Whether a phone with this processor can load it.
pub(crate) fn is_loadable(file: &Path, abi: &str) -> Result<()> {
    let bytes = read(file)?;
    look_into(&bytes, abi).with_context(|| format!("{} cannot go to a phone", file.display()))
}

/// As [`is_loadable`], of bytes.
pub(crate) fn look_into(bytes: &[u8], abi: &str) -> Result<()> {
    match abi {
        "armeabi-v7a" => look(&ElfFile::<object::elf::FileHeader32<Endianness>>::parse(bytes)?, abi),
        _ => look(&ElfFile::<object::elf::FileHeader64<Endianness>>::parse(bytes)?, abi),
    }
}

fn look<'data, Elf>(library: &ElfFile<'data, Elf>, abi: &str) -> Result<()>
where
    Elf: FileHeader<Endian = Endianness>,
{
    let endian = library.endian();
    let machine = library.elf_header().e_machine(endian);
    let meant = match abi {
        "arm64-v8a" => EM_AARCH64,
        "armeabi-v7a" => EM_ARM,
        "x86_64" => EM_X86_64,
        "x86" => EM_386,
        other => bail!("{other} is no processor that the app is made for"),
    };
    if machine != meant {
        bail!("it is for {:?} and not for {abi}", library.architecture());
    }
    for segment in library.elf_program_headers() {
        let align: u64 = segment.p_align(endian).into();
        // Processors of 32 bits have no larger pages than 4 KB.
        if segment.p_type(endian) == PT_LOAD && abi != "armeabi-v7a" && align < PAGE {
            bail!("a part of it begins at a multiple of {align}; phones with pages of 16 KB need {PAGE}");
        }
    }
    let needed: Vec<String> = needed(library)?;
    if let Some(unknown) = needed.iter().find(|name| !OF_ANDROID.contains(&name.as_str())) {
        bail!("it needs {unknown}, which no phone has");
    }
    let has_entry = library
        .dynamic_symbols()
        .any(|symbol| symbol.is_definition() && symbol.name() == Ok("ANativeActivity_onCreate"));
    if !has_entry {
        bail!("it has no ANativeActivity_onCreate, by which Android opens the window");
    }
    Ok(())
}

/// Something that a library takes from another.
pub(crate) struct Import {
    pub(crate) name: String,
    /// From which, by its name and version; none is named where it only may be there.
    pub(crate) from: Option<(String, String)>,
    /// It works without, too.
    pub(crate) is_optional: bool,
}

/// The libraries that a library for 64 bits needs, and what it takes from them.
pub(crate) fn takes(file: &Path) -> Result<(Vec<String>, Vec<Import>)> {
    let bytes = read(file)?;
    let library = ElfFile::<object::elf::FileHeader64<Endianness>>::parse(&*bytes)?;
    let (endian, sections) = (library.endian(), library.elf_section_table());
    let versions = sections.versions(endian, library.data())?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let mut imports = Vec::new();
    for symbol in library.dynamic_symbols().filter(ObjectSymbol::is_undefined) {
        let name = symbol.name()?.to_owned();
        if name.is_empty() {
            continue;
        }
        let mut from = None;
        if let Some(versions) = &versions {
            let version = versions.version(versions.version_index(endian, symbol.index()))?;
            from = version.map(|version| (text(version.file().unwrap_or_default()), text(version.name())));
        }
        imports.push(Import { name, from, is_optional: symbol.is_weak() });
    }
    imports.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((needed(&library)?, imports))
}

/// The places of a library that are put right when it is loaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Relocations {
    pub(crate) many: u64,
    /// As Android reads them; else as ELF has them.
    pub(crate) are_packed: bool,
}

/// What a library for 64 bits says of where it is put right.
pub(crate) fn relocations(file: &Path) -> Result<Relocations> {
    /// Packed ones lie in a part of this kind, and begin with this and how many they are.
    const PACKED: u32 = 0x6000_0002;
    const BEGINS: &[u8] = b"APS2";
    /// Each of the others takes so much.
    const PLAIN: u64 = 24;
    let bytes = read(file)?;
    let library = ElfFile::<object::elf::FileHeader64<Endianness>>::parse(&*bytes)?;
    let endian = library.endian();
    for section in library.sections() {
        if section.name()? != ".rela.dyn" {
            continue;
        }
        let (data, header) = (section.data()?, section.elf_section_header());
        if header.sh_type.get(endian) != PACKED {
            return Ok(Relocations { many: data.len() as u64 / PLAIN, are_packed: false });
        }
        let said = data.strip_prefix(BEGINS).context("packed relocations begin as no Android reads them")?;
        // Seven bits a byte, the low ones first; the last byte has its high bit clear.
        let length = said.iter().take_while(|byte| **byte >= 0x80).count() + 1;
        let many = said.iter().take(length).rev().fold(0, |many, byte| many << 7 | u64::from(byte & 0x7f));
        return Ok(Relocations { many, are_packed: true });
    }
    bail!("{} says of no place that it is to be put right", file.display())
}

/// The parts of a library and how large each is.
pub(crate) fn sections(file: &Path) -> Result<Vec<(String, u64)>> {
    let bytes = read(file)?;
    let library = object::File::parse(&*bytes)?;
    let mut sections = Vec::new();
    for section in library.sections() {
        // Such as are only made when it is loaded take no place in the file.
        let size = section.file_range().map_or(0, |(_, size)| size);
        sections.push((section.name()?.to_owned(), size));
    }
    Ok(sections)
}

/// The libraries that it names.
fn needed<'data, Elf>(library: &ElfFile<'data, Elf>) -> Result<Vec<String>>
where
    Elf: FileHeader<Endian = Endianness>,
{
    use object::read::elf::Dyn;
    let (endian, data) = (library.endian(), library.data());
    let sections = library.elf_section_table();
    let Some((entries, link)) = sections.dynamic(endian, data)? else {
        bail!("it says nothing of what it needs")
    };
    let strings = sections.strings(endian, data, link)?;
    let mut names = Vec::new();
    for entry in entries {
        if entry.tag32(endian) == Some(object::elf::DT_NEEDED) {
            let name = entry.string(endian, strings)?;
            names.push(String::from_utf8_lossy(name).into_owned());
        }
    }
    Ok(names)
}
