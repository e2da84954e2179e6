//! The app's library for a phone's processor: built by the official NDK, and looked into.
//!
//! Owns what a library must offer, may need, and how it must lie for a phone to load it. Called by `main` and
//! `lanes`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use object::elf::{EM_386, EM_AARCH64, EM_ARM, EM_X86_64, PT_LOAD};
use object::read::elf::{ElfFile, FileHeader, ProgramHeader};
use object::{Endianness, Object, ObjectSection, ObjectSymbol};

use crate::archive::PAGE;
use crate::process::run;
use crate::tools::{MIN_SDK, Tools};

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

/// For phones that are small and slow to load from; lane (e) says the size.
pub(crate) const OPT_LEVEL: &str = "profile.release.opt-level=\"s\"";

/// Builds the app's library for a processor with the NDK.
pub(crate) fn build(tools: &Tools, abi: &str) -> Result<Library> {
    let (rust, ndk) = names(abi)?;
    let bin = tools.ndk()?;
    let clang = bin.join(format!("{ndk}{MIN_SDK}-clang"));
    let plain = rust.replace('-', "_");
    let target = crate::target().join("native");
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(crate::workspace());
    cargo.args(["build", "--locked", "--release", "-p", "samruat-android", "--lib", "--target", rust]);
    cargo.args(["--config", OPT_LEVEL, "--target-dir"]).arg(&target);
    cargo.env(format!("CARGO_TARGET_{}_LINKER", plain.to_uppercase()), &clang);
    cargo.env(format!("CC_{plain}"), &clang);
    cargo.env(format!("CXX_{plain}"), bin.join(format!("{ndk}{MIN_SDK}-clang++")));
    cargo.env(format!("AR_{plain}"), bin.join("llvm-ar"));
    cargo.env(format!("RANLIB_{plain}"), bin.join("llvm-ranlib"));
    // Pages of 16 KB, and nothing left open: what is missing is found here and not on a phone.
    cargo.env(
        format!("CARGO_TARGET_{}_RUSTFLAGS", plain.to_uppercase()),
        format!("-C link-arg=-Wl,-z,max-page-size={PAGE} -C link-arg=-Wl,--no-undefined"),
    );
    run(&format!("cargo build for {rust}"), &mut cargo)?;
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
