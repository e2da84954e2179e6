//! The lanes: each checks one thing without a phone, says what it proved, and is then given a fault that it
//! must catch. A lane that catches nothing, or lacks a tool, fails.
//!
//! Owns which lanes there are and what each proves. Called by `main`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::archive::{self, Part};
use crate::breaks;
use crate::native::{self, Library};
use crate::process;
use crate::sysroot::TARGET;
use crate::tools::Tools;
use crate::{bundle, emulation, java, link, resources, signing};

/// Says what was proved.
pub(crate) fn proved(lane: char, words: &str) {
    println!("({lane}) {words}");
}

/// A fault was planted: whether it was caught, and by which words.
pub(crate) fn caught(lane: char, planted: &str, tried: Result<()>, by: &str) -> Result<()> {
    match tried {
        Ok(()) => bail!("({lane}) does not catch {planted}: it proves nothing"),
        Err(fault) => {
            let words = format!("{fault:#}");
            if !words.contains(by) {
                bail!("({lane}) fails on {planted} for another reason than {by}:\n{words}");
            }
            println!("    planted: {planted}; caught");
            Ok(())
        }
    }
}

/// Those that are quick, in the order in which they run, and all of them.
const QUICK: [char; 3] = ['b', 'c', 'p'];
const ALL: [char; 7] = ['a', 'b', 'c', 'p', 'd', 'e', 'f'];

/// A lane's letter.
pub(crate) fn letter(word: &str) -> Result<char, String> {
    let is_it = |letter: &&char| word.parse() == Ok(**letter);
    ALL.iter().find(is_it).copied().ok_or_else(|| {
        let letters: Vec<String> = ALL.iter().map(char::to_string).collect();
        format!("{word} is no lane; there are {}", letters.join(", "))
    })
}

/// Runs the lanes that are quick, or all of them, or those that were named.
pub(crate) fn run(full: bool, named: &[char], library: Option<&Path>) -> Result<()> {
    let tools = Tools::of_the_environment();
    let chosen: &[char] = match (named, full) {
        ([], true) => &ALL,
        ([], false) => &QUICK,
        (named, _) => named,
    };
    let library = match library {
        Some(library) => library.to_owned(),
        None if chosen.contains(&'b') || chosen.contains(&'p') => host_library()?,
        None => PathBuf::new(),
    };
    let mut linked = None;
    for lane in ALL.iter().filter(|lane| chosen.contains(lane)) {
        match lane {
            'a' => types(&tools)?,
            'b' => code(&tools, &library)?,
            'c' => words(&tools)?,
            'p' => packing(&tools, &library)?,
            'd' => under_java()?,
            'e' => linked = Some(link::run(&tools)?),
            _ => {
                let linked = match linked.take() {
                    Some(linked) => linked,
                    None => link::linked_last(&tools)?,
                };
                emulation::run(&tools, &linked)?;
            }
        }
    }
    let mut left: Vec<String> = Vec::new();
    for lane in ALL.iter().filter(|lane| !chosen.contains(lane)) {
        left.push(format!("({lane})"));
    }
    if !left.is_empty() {
        println!(
            "Not run: {}; `check --full` runs all, and (d) is also `cargo test -p samruat-android`.",
            left.join(", ")
        );
    }
    println!("Not checked here, and by nobody but a phone: README.md in android/ has the list.");
    Ok(())
}

/// The JNI layer, as a desktop's cargo builds it.
fn host_library() -> Result<PathBuf> {
    let mut cargo = cargo();
    // With the app beside it: as the whole workspace is built, and nothing of it twice.
    cargo.args(["build", "--locked", "-p", "samruat-android", "-p", "samruat", "--lib"]);
    process::run("cargo build of the JNI layer", &mut cargo)?;
    let target = crate::target();
    let debug = target.parent().unwrap_or(&target).join("debug");
    Ok(debug.join("libsamruat_android.so"))
}

/// The cargo that runs this.
pub(crate) fn cargo() -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo.current_dir(crate::workspace());
    cargo
}

/// A copy of `android/`'s Java, resources and manifest, to plant something in.
fn copy_to(folder: &Path) -> Result<()> {
    let from = crate::android();
    fs::copy(from.join("AndroidManifest.xml"), folder.join("AndroidManifest.xml"))?;
    for name in ["java", "res"] {
        copy_folder(&from.join(name), &folder.join(name))?;
    }
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let name = path.file_name().context("a file has a name")?;
        if path.is_dir() {
            copy_folder(&path, &to.join(name))?;
        } else {
            fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

/// Puts other words in the place of some, in a copy.
fn plant(file: &Path, of: &str, by: &str) -> Result<()> {
    let before = fs::read_to_string(file)?;
    if !before.contains(of) {
        bail!("{} has no {of:?} to plant a fault at", file.display());
    }
    fs::write(file, before.replacen(of, by, 1))?;
    Ok(())
}

/// (a) The whole app with Slint's official window, type-checked for a phone's processor.
fn types(tools: &Tools) -> Result<()> {
    check_types(tools, false)?;
    proved(
        'a',
        "the app with Slint's official Android window type-checks for aarch64-linux-android; its C is not compiled",
    );
    caught('a', "a type error behind cfg(target_os = \"android\")", check_types(tools, true), "E0308")
}

fn check_types(tools: &Tools, planted: bool) -> Result<()> {
    let target = crate::target().join("types");
    // At one place for all runs: what was built by another compiler is built anew.
    let compiler = stand_in_compiler(&target)?;
    let mut cargo = for_a_phone(tools, "rustc", &crate::workspace())?;
    cargo.args(["--profile", "check", "--locked", "--target", TARGET, "-p", "samruat-android", "--lib"]);
    cargo.arg("--target-dir").arg(&target);
    // The app for a phone is made with its own folder of ICU's data.
    cargo.env("ICU4X_DATA_DIR", breaks::write(&target.join("breaks"))?);
    // Skia's bindings as their documentation is made from: types without the library.
    cargo.env("DOCS_RS", "1");
    cargo.env("CC_aarch64_linux_android", &compiler).env("AR_aarch64_linux_android", "ar");
    if planted {
        cargo.args(["--", "--cfg", "planted_fault"]);
    }
    process::run("cargo", &mut cargo)?;
    Ok(())
}

/// A cargo that builds for a phone's processor, and for Slint's Java what it asks for.
pub(crate) fn for_a_phone(tools: &Tools, command: &str, workspace: &Path) -> Result<Command> {
    let installed = Command::new("rustup").args(["target", "list", "--installed"]).output();
    let is_installed =
        installed.is_ok_and(|said| String::from_utf8_lossy(&said.stdout).lines().any(|line| line == TARGET));
    let mut cargo;
    if is_installed {
        cargo = self::cargo();
        cargo.arg(command);
    } else {
        let rustc = tools.rust_with_source()?;
        let bin = rustc.parent().unwrap_or(Path::new("/"));
        let usr = bin.parent().unwrap_or(Path::new("/"));
        cargo = Command::new(bin.join("cargo"));
        cargo.env("LD_LIBRARY_PATH", usr.join("lib").join("x86_64-linux-gnu"));
        // Debian's compiler has no ready library for a phone: it is built from its source.
        cargo.env("RUSTC", &rustc).env("RUSTC_BOOTSTRAP", "1").env_remove("RUSTUP_TOOLCHAIN");
        cargo.args([command, "-Z", "build-std=std,panic_unwind"]);
    }
    cargo.current_dir(workspace).env("CARGO_INCREMENTAL", "0");
    let jars = tools.android_classes()?;
    cargo.env("ANDROID_JAR", jars.first().context("a jar with Android's classes")?);
    cargo.env("ANDROID_D8_JAR", tools.d8()?);
    let javac = fs::canonicalize(tools.of_the_jdk("javac")?)?;
    if let Some(home) = javac.parent().and_then(Path::parent) {
        cargo.env("JAVA_HOME", home);
    }
    Ok(cargo)
}

/// Where Rust is only type-checked, nothing that a C compiler would write is read: this writes empty files,
/// and leaves questions about the compiler to the machine's own.
fn stand_in_compiler(folder: &Path) -> Result<PathBuf> {
    const SCRIPT: &str = "#!/bin/sh\n\
        for a in \"$@\"; do case \"$a\" in -E|--version|-dumpversion|-dumpmachine|-dM|-v|-print-*) exec cc \"$@\";; esac; done\n\
        out=\n\
        while [ $# -gt 0 ]; do case \"$1\" in -o) out=$2; shift;; -MF) : > \"$2\"; shift;; esac; shift; done\n\
        [ -n \"$out\" ] || exit 1\n\
        : > \"$out\"\n";
    fs::create_dir_all(folder)?;
    let file = folder.join("clang");
    process::program(&file, SCRIPT)?;
    Ok(file)
}

/// (b) Our Java against Android's signatures, D8, and natives against what Rust gives.
fn code(tools: &Tools, library: &Path) -> Result<()> {
    let work = tempfile::TempDir::new()?;
    let (natives, dex, classes) = code_of(tools, &crate::android(), library, work.path())?;
    proved(
        'b',
        &format!(
            "{classes} classes of ours compile against Android's signatures, and D8 makes {dex} bytes of them"
        ),
    );
    proved(
        'b',
        &format!("{natives} native methods of Java and {natives} functions of Rust are the same ones"),
    );
    let (told, phone) = ("java/app/samruat/Told.java", "java/app/samruat/Phone.java");
    for (planted, file, of, by, words) in [
        (
            "a native method that Rust does not give",
            told,
            "static native void stop();",
            "static native void stop();\n    static native void planted(int any);",
            "Java_app_samruat_Told_planted",
        ),
        (
            "a function of Rust that Java does not declare",
            told,
            "static native void linked(String link);",
            "static void linked(String link) {}",
            "Java_app_samruat_Told_linked",
        ),
        (
            "a call that Android does not have",
            phone,
            "activity.moveTaskToBack(true);",
            "activity.moveTaskToTheMoon(true);",
            "moveTaskToTheMoon",
        ),
    ] {
        let copy = tempfile::TempDir::new()?;
        copy_to(copy.path())?;
        plant(&copy.path().join(file), of, by)?;
        let work = tempfile::TempDir::new()?;
        caught('b', planted, code_of(tools, copy.path(), library, work.path()).map(drop), words)?;
    }
    Ok(())
}

fn code_of(tools: &Tools, android: &Path, library: &Path, work: &Path) -> Result<(usize, u64, usize)> {
    let linked = resources::link(tools, android, work, resources::Form::Apk)?;
    let classes = java::compile(tools, android, &linked.java, work)?;
    let natives = java::natives(tools, &classes)?;
    java::agree(&natives, &native::gives_to_java(library)?)?;
    let dex = java::dex(tools, &classes, work)?;
    Ok((natives.len(), fs::metadata(dex)?.len(), java::files(&classes, "class")?.len()))
}

/// (c) Manifest and resources, linked, and what a phone would be told of the app.
fn words(tools: &Tools) -> Result<()> {
    words_of(tools, &crate::android())?;
    proved(
        'c',
        "manifest and resources link; name, permissions, versions and who may come in by which door are as meant, and each \
         file that the manifest names: no backup, TLS only, no certificate but the system's",
    );
    let manifest = "AndroidManifest.xml";
    for (planted, file, of, by, words) in [
        (
            "a permission that nobody needs",
            manifest,
            "<uses-feature",
            "<uses-permission android:name=\"android.permission.READ_CONTACTS\"/>\n  <uses-feature",
            "READ_CONTACTS",
        ),
        ("a backup", manifest, "allowBackup=\"false\"", "allowBackup=\"true\"", "allowBackup"),
        (
            "a provider of our files that anybody may open",
            manifest,
            "android:authorities=\"app.samruat.files\"\n        android:exported=\"false\"",
            "android:authorities=\"app.samruat.files\"\n        android:exported=\"true\"",
            "provider .Files exported=true",
        ),
        (
            "a job that anybody may call",
            manifest,
            "android:permission=\"android.permission.BIND_JOB_SERVICE\"",
            "",
            "service .SyncJob exported=false\"",
        ),
        (
            "an app that can be looked into",
            manifest,
            "android:hasCode=\"true\"",
            "android:hasCode=\"true\"\n      android:debuggable=\"true\"",
            "debuggable",
        ),
        ("another name", "res/values/strings.xml", "สำรวจ", "Survey", "the app's name"),
        ("a resource that is not there", manifest, "@xml/extraction", "@xml/nowhere", "nowhere"),
        (
            "a network without TLS",
            "res/xml/network.xml",
            "cleartextTrafficPermitted=\"false\"",
            "cleartextTrafficPermitted=\"true\"",
            "network.xml says",
        ),
        (
            "a certificate that anybody put on the phone",
            "res/xml/network.xml",
            "<certificates src=\"system\"/>",
            "<certificates src=\"system\"/><certificates src=\"user\"/>",
            "network.xml says",
        ),
        (
            "a database that goes along in a backup",
            "res/xml/backup.xml",
            "<exclude domain=\"database\" path=\".\"/>",
            "",
            "backup.xml says",
        ),
        (
            "a database that goes along to another phone",
            "res/xml/extraction.xml",
            "<device-transfer>\n    <exclude domain=\"root\" path=\".\"/>",
            "<device-transfer>\n    <include domain=\"root\" path=\".\"/>",
            "extraction.xml says",
        ),
    ] {
        let copy = tempfile::TempDir::new()?;
        copy_to(copy.path())?;
        plant(&copy.path().join(file), of, by)?;
        caught('c', planted, words_of(tools, copy.path()), words)?;
    }
    Ok(())
}

fn words_of(tools: &Tools, android: &Path) -> Result<()> {
    let work = tempfile::TempDir::new()?;
    let linked = resources::link(tools, android, work.path(), resources::Form::Apk)?;
    resources::tells_what_is_meant(tools, &linked.package)
}

/// (p) Packing and signing, with a library that only looks like one: an APK and a bundle from end to end.
fn packing(tools: &Tools, desktops: &Path) -> Result<()> {
    let work = tempfile::TempDir::new()?;
    let library = work.path().join("libsamruat_android.so");
    fs::write(&library, vec![0x7f; 123_457])?;
    let at = |name: &str| -> Result<PathBuf> {
        let folder = work.path().join(name);
        fs::create_dir_all(&folder)?;
        Ok(folder)
    };
    let (one, two) = (at("one")?, at("two")?);
    let pack = |folder: &Path| -> Result<PathBuf> {
        let linked = resources::link(tools, &crate::android(), folder, resources::Form::Apk)?;
        let classes = java::compile(tools, &crate::android(), &linked.java, folder)?;
        let mut parts = archive::parts(&linked.package)?;
        parts.push(Part::deflated("classes.dex", fs::read(java::dex(tools, &classes, folder)?)?));
        parts.push(Part::stored("lib/arm64-v8a/libsamruat_android.so", fs::read(&library)?));
        let out = folder.join("unsigned.apk");
        archive::write(&out, parts)?;
        Ok(out)
    };
    let (first, second) = (pack(&one)?, pack(&two)?);
    if fs::read(&first)? != fs::read(second)? {
        bail!("(p) the same input was packed into other bytes");
    }
    let key = signing::key(tools, work.path())?;
    let signed = work.path().join("signed.apk");
    signing::sign_apk(tools, &key, &first, &signed)?;
    archive::is_aligned(&archive::contents(&signed)?)?;
    let said = signing::verify_apk(tools, &signed)?;
    if !said.contains("v2 scheme (APK Signature Scheme v2): true") {
        bail!("(p) apksigner does not find the signature:\n{said}");
    }
    let bundled = work.path().join("unverified.aab");
    let libraries = [Library { abi: "arm64-v8a".to_owned(), file: library }];
    let bundling = at("bundle")?;
    let made = bundle::parts(tools, &crate::android(), &bundling)?;
    bundle::put_together(tools, &made, &libraries, &bundling, &bundled)?;
    bundle::validate(tools, &bundled)?;
    proved(
        'p',
        "twice packed is twice the same bytes; signed, its library still begins at a page of 16 KB; apksigner and bundletool accept it",
    );
    let mut bytes = fs::read(&signed)?;
    let middle = bytes.len() / 2;
    if let Some(byte) = bytes.get_mut(middle) {
        *byte ^= 1;
    }
    let broken = work.path().join("broken.apk");
    fs::write(&broken, bytes)?;
    caught(
        'p',
        "one bit turned after signing",
        signing::verify_apk(tools, &broken).map(drop),
        "apksigner verify",
    )?;
    // The JNI layer as a desktop's cargo built it lies as a phone's would, and needs what no phone has.
    let wrong = [Library { abi: "arm64-v8a".to_owned(), file: desktops.to_owned() }];
    let (apk, aab) = (at("wrong")?, at("wrong-bundle")?);
    caught(
        'p',
        "a library of a desktop in an APK",
        crate::unsigned_apk(tools, &crate::android(), &wrong, &apk, &apk.join("wrong.apk")),
        "and not for arm64-v8a",
    )?;
    caught(
        'p',
        "a library of a desktop in a bundle",
        bundle::make(tools, &crate::android(), &wrong, &aab, &aab.join("wrong.aab")),
        "and not for arm64-v8a",
    )?;
    for (planted, file, of, by, words) in [
        (
            "an APK whose Java calls what its library has not",
            "java/app/samruat/Told.java",
            "static native void stop();",
            "static native void stop();\n    static native void planted(int any);",
            "Java_app_samruat_Told_planted",
        ),
        (
            "an APK that lets its data be backed up",
            "AndroidManifest.xml",
            "allowBackup=\"false\"",
            "allowBackup=\"true\"",
            "allowBackup",
        ),
    ] {
        let (copy, work) = (tempfile::TempDir::new()?, tempfile::TempDir::new()?);
        copy_to(copy.path())?;
        plant(&copy.path().join(file), of, by)?;
        let out = work.path().join("wrong.apk");
        caught('p', planted, crate::unsigned_apk(tools, copy.path(), &wrong, work.path(), &out), words)?;
    }
    let fault = native::is_loadable(desktops, "x86_64");
    if std::env::consts::ARCH == "x86_64" {
        caught('p', "a library that needs or lies as no phone has it", fault, "cannot go to a phone")?;
    }
    let mut contents = archive::contents(&signed)?;
    for content in &mut contents {
        content.begins += 4;
    }
    caught('p', "a library at the wrong place", archive::is_aligned(&contents), "no multiple of")
}

/// (d) The JNI layer under a desktop's Java, with fakes of Android.
fn under_java() -> Result<()> {
    let said = under_java_of(None)?;
    let passed =
        said.lines().find_map(|line| line.strip_prefix("test result: ok. ")).context("no test has run")?;
    let passed = passed.split(';').next().unwrap_or_default();
    proved('d', &format!("every call of Device over JNI, answered, refused and thrown at: {passed}"));
    let (files, phone) = ("java/app/samruat/Files.java", "java/app/samruat/Phone.java");
    for (planted, file, of, by, words) in [
        (
            "a provider that gives out hidden files",
            files,
            "&& hidden(parts.get(1)).matches(\"[A-Za-z0-9_-][A-Za-z0-9._-]*\")",
            "",
            "a_file_is_handed_over_readable_and_nothing_else_of_ours_is",
        ),
        (
            "a camera that is not given the right to write",
            phone,
            "Intent.FLAG_GRANT_READ_URI_PERMISSION | Intent.FLAG_GRANT_WRITE_URI_PERMISSION",
            "Intent.FLAG_GRANT_READ_URI_PERMISSION",
            "the_camera_writes_a_whole_photo_into_our_own_file_and_nowhere_else",
        ),
    ] {
        let copy = tempfile::TempDir::new()?;
        copy_to(copy.path())?;
        plant(&copy.path().join(file), of, by)?;
        caught(
            'd',
            planted,
            under_java_of(Some(&copy.path().join("java"))).map(drop),
            &format!("{words} ... FAILED"),
        )?;
    }
    Ok(())
}

fn under_java_of(java: Option<&Path>) -> Result<String> {
    let mut test = cargo();
    test.args(["test", "--locked", "-p", "samruat-android", "-p", "samruat", "--test", "jvm"]);
    if let Some(java) = java {
        test.env("SAMRUAT_PLANTED_JAVA", java);
    }
    process::run("the JNI layer under a desktop's Java", &mut test)
}
