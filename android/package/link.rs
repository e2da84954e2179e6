//! Lane (e): the whole app linked for a phone's processor, without an NDK.
//!
//! Owns what a library for Android may take and from where, and the one place where cargo is given another
//! renderer than the app has: Skia is not to be had from a registry, so Slint's own Android backend, with its
//! keyboard, is linked with the software renderer behind Skia's calls (`drawing`). What comes out is named
//! `unverified-sysroot`, is looked into, packed and signed with a key of its own, and never handed out.
//! Called by `lanes`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::lanes::{caught, for_a_phone, proved};
use crate::native::{self, Build, Import, Library};
use crate::process::run as run_tool;
use crate::sysroot::{self, Offers, Sysroot, TARGET};
use crate::tools::{MIN_SDK, Tools};
use crate::{archive, bundle, java, resources, signing};

/// What the app takes from Android, and nothing else.
const NEEDS: [&str; 5] = ["libandroid.so", "libc.so", "libdl.so", "liblog.so", "libm.so"];
const ABI: &str = "arm64-v8a";
const LIBRARY: &str = "libsamruat_android.so";
/// What zstd asks whether it is there, so that somebody may watch it work; no Android has it, and it works without.
const WATCHERS: [&str; 4] = [
    "ZSTD_trace_compress_begin",
    "ZSTD_trace_compress_end",
    "ZSTD_trace_decompress_begin",
    "ZSTD_trace_decompress_end",
];

/// What was linked, for the lane that runs it.
pub(crate) struct Linked {
    pub(crate) sysroot: Sysroot,
    /// The app's library.
    pub(crate) library: PathBuf,
    /// The same, linked with relocations that a desktop's loader reads.
    pub(crate) plain: PathBuf,
    /// The app's command line, of the same code.
    pub(crate) program: PathBuf,
}

impl Linked {
    /// Where it lies, with a sysroot that is made anew.
    fn at(tools: &Tools, folder: &Path) -> Result<Self> {
        let out = folder.join("unverified-sysroot");
        fs::create_dir_all(&out)?;
        Ok(Self {
            sysroot: Sysroot::make(tools.cross()?, &folder.join("sysroot"))?,
            library: out.join(LIBRARY),
            plain: out.join(LIBRARY).with_added_extension(sysroot::PLAIN),
            program: out.join("samruat"),
        })
    }
}

fn folder() -> PathBuf {
    crate::target().join("link")
}

/// What was linked last, for lane (f) by itself.
pub(crate) fn linked_last(tools: &Tools) -> Result<Linked> {
    let linked = Linked::at(tools, &folder())?;
    for file in [&linked.library, &linked.plain, &linked.program] {
        if !file.is_file() {
            bail!("{} is not there; lane (e) links it: name both, as --lane e --lane f", file.display());
        }
    }
    Ok(linked)
}

pub(crate) fn run(tools: &Tools) -> Result<Linked> {
    let folder = folder();
    let linked = Linked::at(tools, &folder)?;
    let workspace = workspace_without_skia(&folder)?;
    let built = build(tools, &linked.sysroot, &workspace, &folder)?;
    for (file, place) in [
        (&linked.library, built.clone()),
        (&linked.program, built.clone()),
        (&linked.plain, built.join("deps")),
    ] {
        let name = file.file_name().context("a file has a name")?;
        fs::copy(place.join(name), file).with_context(|| format!("cargo has not made {}", file.display()))?;
    }
    let offers = sysroot::committed()?;
    looks_right(&linked.library, &offers)?;
    let imports = native::takes(&linked.library)?.1;
    let may_be_missing = imports.iter().filter(|import| import.from.is_none()).count();
    proved(
        'e',
        &format!(
            "the whole app with Slint's own Android window and its keyboard links for {TARGET}, drawn by the software \
             renderer in Skia's place; nothing is undefined, its parts begin at pages of 16 KB, it needs {}, takes {} \
             names that Android {MIN_SDK} has and asks for {may_be_missing} that may be missing",
            NEEDS.join(", "),
            imports.len() - may_be_missing
        ),
    );
    let natives = gives_what_java_calls(tools, &linked.library)?;
    proved('e', &format!("its {natives} functions for Java are the ones that our Java calls"));
    let (packed_ones, plain_ones) =
        (native::relocations(&linked.library)?, native::relocations(&linked.plain)?);
    if packed_ones != (native::Relocations { many: plain_ones.many, are_packed: true })
        || plain_ones.are_packed
    {
        bail!("its relocations are {packed_ones:?} and those of its plain twin {plain_ones:?}");
    }
    proved(
        'e',
        &format!(
            "what is put right when it is loaded, {} places, is packed as Android reads it",
            packed_ones.many
        ),
    );
    native::names_nothing_of_here(&linked.library)?;
    proved('e', "it names no place of the machine on which it was built");
    let lines = packed(tools, &linked.library)?;
    proved(
        'e',
        "packed by the app's own packer; apksigner accepts the APK, bundletool the bundle; both are named \
         unverified-sysroot",
    );
    for line in lines {
        println!("    {line}");
    }
    plant(&linked, &offers)?;
    Ok(linked)
}

/// The workspace as it is, beside a list of versions of its own: cargo strikes from it what only Skia needs, and
/// that is no change for the app.
fn workspace_without_skia(folder: &Path) -> Result<PathBuf> {
    let (real, shown) = (crate::workspace(), folder.join("workspace"));
    let _ = fs::remove_dir_all(&shown);
    fs::create_dir_all(&shown)?;
    for name in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(real.join(name), shown.join(name))?;
    }
    for name in ["android", "src", "sync-server", "tests", "ui"] {
        #[cfg(unix)]
        std::os::unix::fs::symlink(real.join(name), shown.join(name))?;
        #[cfg(not(unix))]
        bail!("{name} cannot be shown at another place on this system; lane (e) is for Debian");
    }
    Ok(shown)
}

/// Builds the library as `apk` does, and the command line; where they lie.
fn build(tools: &Tools, sysroot: &Sysroot, workspace: &Path, folder: &Path) -> Result<PathBuf> {
    let folder = std::path::absolute(folder)?;
    let drawing = crate::android().join("package").join("drawing");
    let build = Build { rust: TARGET, workspace, target: &folder };
    let cargo = |command: &str| -> Result<Command> {
        let mut cargo = for_a_phone(tools, command, workspace)?;
        let drawing = drawing.display().to_string();
        cargo.arg("--config").arg(format!("patch.crates-io.i-slint-renderer-skia.path={drawing:?}"));
        sysroot.environment(&mut cargo)?;
        build.prepare(&mut cargo, &[("CC", sysroot.compiler())])?;
        Ok(cargo)
    };
    let mut library = cargo("rustc")?;
    build.library(&mut library);
    run_tool(&format!("cargo rustc for {TARGET}"), &mut library)?;
    let mut program = cargo("build")?;
    // Both are named, so that what both are made of is made once.
    program.args(["-p", "samruat-android", "-p", "samruat", "--no-default-features", "--bin", "samruat"]);
    run_tool(&format!("cargo build for {TARGET}"), &mut program)?;
    let before = fs::read_to_string(crate::workspace().join("Cargo.lock"))?;
    only_less(&before, &fs::read_to_string(workspace.join("Cargo.lock"))?)?;
    Ok(folder.join(TARGET).join("release"))
}

/// Whether a list of versions has nothing that ours has not.
fn only_less(ours: &str, theirs: &str) -> Result<()> {
    let packages = |list: &str| -> BTreeSet<String> {
        let named = list.split("[[package]]").skip(1).map(|package| {
            let word = |front: &str| {
                package.lines().find(|line| line.starts_with(front)).unwrap_or_default().to_owned()
            };
            format!("{} {} {}", word("name = "), word("version = "), word("checksum = "))
        });
        named.filter(|package| !package.contains("\"i-slint-renderer-skia\"")).collect()
    };
    match packages(theirs).difference(&packages(ours)).next() {
        None => Ok(()),
        Some(other) => bail!("what was linked is not what the app is made of: {other} is not in Cargo.lock"),
    }
}

/// Whether a phone could load it, as far as its file says.
fn looks_right(library: &Path, offers: &BTreeMap<String, Offers>) -> Result<()> {
    native::is_loadable(library, ABI)?;
    let (mut needed, imports) = native::takes(library)?;
    needed.sort();
    if needed != NEEDS {
        bail!("it needs {needed:?} and is meant to need {NEEDS:?}");
    }
    are_known(&imports, offers)?;
    // Which window it has: that of Slint's backend, whose keyboard is this class.
    const KEYBOARD: &[u8] = b"SlintAndroidJavaHelper";
    if !fs::read(library)?.windows(KEYBOARD.len()).any(|window| window == KEYBOARD) {
        bail!("it has not the keyboard of Slint's own window: what was linked is not the app");
    }
    Ok(())
}

/// Whether everything that is taken is on the list, under the version by which a phone has it, and there in the
/// oldest Android that the app is for.
fn are_known(imports: &[Import], offers: &BTreeMap<String, Offers>) -> Result<()> {
    if imports.is_empty() {
        bail!("it takes nothing from anywhere; the comparison would prove nothing");
    }
    for Import { name, from, is_optional } in imports {
        if *is_optional && WATCHERS.contains(&name.as_str()) {
            continue;
        }
        let offered = offers.iter().find_map(|(library, offers)| Some((library, offers.get(name)?)));
        let Some((library, offer)) = offered else {
            bail!(
                "it takes {name}, which is not in android/package/bionic/symbols; see which Android has it first"
            )
        };
        if offer.since > MIN_SDK && !is_optional {
            bail!("it takes {name}, which is there since Android {} only", offer.since);
        }
        if offer.since > MIN_SDK {
            continue;
        }
        let meant = (format!("{library}.so"), sysroot::version(library, offer.since));
        match from {
            Some(from) if *from == meant => {}
            None if *is_optional => {}
            other => bail!("it takes {name} from {other:?}; a phone has it in {meant:?}"),
        }
    }
    Ok(())
}

/// Whether our Java finds each function that it calls.
fn gives_what_java_calls(tools: &Tools, library: &Path) -> Result<usize> {
    let work = tempfile::TempDir::new()?;
    let linked = resources::link(tools, &crate::android(), work.path(), resources::Form::Apk)?;
    let natives = java::natives(tools, &java::compile(tools, &crate::android(), &linked.java, work.path())?)?;
    java::agree(&natives, &native::gives_to_java(library)?)?;
    Ok(natives.len())
}

/// Packs and signs it, and says what is in it.
fn packed(tools: &Tools, library: &Path) -> Result<Vec<String>> {
    let out = library.parent().context("a file lies in a folder")?;
    let work = tempfile::TempDir::new()?;
    let libraries = [Library { abi: ABI.to_owned(), file: library.to_owned() }];
    let (unsigned, apk) = (work.path().join("unsigned.apk"), out.join("samruat-unverified-sysroot.apk"));
    crate::unsigned_apk(tools, &crate::android(), &libraries, work.path(), &unsigned)?;
    // A key that dies with this folder: nobody can hand out by mistake what it signed.
    let key = signing::thrown_away(tools, work.path())?;
    signing::sign_apk(tools, &key, &unsigned, &apk)?;
    let contents = archive::contents(&apk)?;
    archive::is_aligned(&contents)?;
    let said = signing::verify_apk(tools, &apk)?;
    if !said.contains("v2 scheme (APK Signature Scheme v2): true") {
        bail!("apksigner does not find the signature:\n{said}");
    }
    let aab = out.join("samruat-unverified-sysroot.aab");
    let bundled = work.path().join("bundle");
    fs::create_dir_all(&bundled)?;
    bundle::make(tools, &crate::android(), &libraries, &bundled, &aab)?;
    bundle::validate(tools, &aab)?;
    let mut lines = vec![format!("{:>9} APK, whole, for {ABI}", fs::metadata(&apk)?.len())];
    lines.extend(sizes(&contents, library)?);
    Ok(lines)
}

/// What is in the APK, the library's parts too, by size.
fn sizes(contents: &[archive::Content], library: &Path) -> Result<Vec<String>> {
    let of = |is_it: &dyn Fn(&str) -> bool| -> u64 {
        contents.iter().filter(|content| is_it(&content.name)).map(|content| content.packed).sum()
    };
    let (so, dex) = (of(&|name| name.ends_with(".so")), of(&|name| name.ends_with(".dex")));
    let rest = of(&|_| true) - so - dex;
    let fonts = fonts()?;
    let sections = native::sections(library)?;
    let part = |names: &[&str]| -> u64 {
        sections.iter().filter(|(name, _)| names.contains(&name.as_str())).map(|(_, size)| size).sum()
    };
    let code = part(&[".text", ".plt"]);
    let unwinding = part(&[".eh_frame", ".eh_frame_hdr", ".gcc_except_table"]);
    let data = part(&[".rodata"]);
    Ok(vec![
        format!(
            "{so:>9} the library: {code} code, {data} read-only data (of which {fonts} our fonts), \
             {unwinding} for unwinding, {} else",
            so.saturating_sub(code + data + unwinding)
        ),
        format!("{dex:>9} our Java, deflated (Slint's is within the library)"),
        format!("{rest:>9} manifest, resources, icons, signatures of files"),
    ])
}

/// How large our fonts are; they lie in the library as they are.
fn fonts() -> Result<u64> {
    let mut size = 0;
    for font in java::files(&crate::workspace().join("ui").join("fonts"), "ttf")? {
        size += fs::metadata(font)?.len();
    }
    Ok(size)
}

fn plant(linked: &Linked, offers: &BTreeMap<String, Offers>) -> Result<()> {
    const WINDOW: &str = "void ANativeActivity_onCreate(void) {}\n";
    let work = tempfile::TempDir::new()?;
    let tried = |name: &str, c: &str, more: &[&str]| -> Result<()> {
        let library = work.path().join(name);
        linked.sysroot.link(&format!("{WINDOW}{c}"), &[&["-shared"], more].concat(), &library)?;
        native::is_loadable(&library, ABI)?;
        are_known(&native::takes(&library)?.1, offers)
    };
    // As it is linked, nothing is wrong with it: what is caught below is what was planted.
    tried("right.so", "void* malloc(unsigned long); void* any(void) { return malloc(1); }", &[])
        .context("(e) finds a fault where none was planted")?;
    let undefined = "void planted(void); void any(void) { planted(); }";
    caught(
        'e',
        "a function that no library has",
        tried("undefined.so", undefined, &[]),
        "undefined symbol: planted",
    )?;
    caught(
        'e',
        "an import that nobody has looked at",
        tried("unknown.so", undefined, &["-Wl,--unresolved-symbols=ignore-all"]),
        "it takes planted, which is not in",
    )?;
    caught(
        'e',
        "parts at pages of 4 KB",
        tried("pages.so", "", &["-Wl,-z,max-page-size=4096"]),
        "phones with pages of 16 KB need",
    )?;
    let (_, imports) = native::takes(&linked.library)?;
    let name = imports.iter().find(|import| !import.is_optional).context("it takes nothing")?.name.clone();
    let mut newer = offers.clone();
    for offer in newer.values_mut().filter_map(|offers| offers.get_mut(&name)) {
        offer.since = MIN_SDK + 1;
    }
    caught(
        'e',
        "a name that the oldest phones do not have",
        are_known(&imports, &newer),
        "which is there since Android",
    )?;
    let mut fewer = offers.clone();
    for offers in fewer.values_mut() {
        offers.remove(&name);
    }
    caught('e', "a name of the app's that is not on the list", are_known(&imports, &fewer), "which is not in")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_zstd_asks_for_must_be_optional() {
        let import = |is_optional| Import { name: WATCHERS[0].to_owned(), from: None, is_optional };
        assert!(are_known(&[import(true)], &BTreeMap::new()).is_ok());
        assert!(are_known(&[import(false)], &BTreeMap::new()).is_err());
    }

    #[test]
    fn a_package_that_the_app_does_not_have_is_named() {
        let ours = "version = 4\n[[package]]\nname = \"a\"\nversion = \"1\"\nchecksum = \"x\"\n\n\
                    [[package]]\nname = \"b\"\nversion = \"1\"\nchecksum = \"y\"\n";
        let fewer = "version = 4\n[[package]]\nname = \"a\"\nversion = \"1\"\nchecksum = \"x\"\n";
        assert!(only_less(ours, fewer).is_ok());
        let drawing = "[[package]]\nname = \"i-slint-renderer-skia\"\nversion = \"1.18.1\"\n";
        assert!(only_less(ours, &format!("{fewer}{drawing}")).is_ok());
        let other = fewer.replace("version = \"1\"", "version = \"2\"");
        assert!(only_less(ours, &other).unwrap_err().to_string().contains("version = \"2\""));
    }
}
