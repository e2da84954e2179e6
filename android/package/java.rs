//! Our Java: compiled against Android's classes, looked over, and made into what phones run.
//!
//! Owns the calls of `javac`, `javap` and D8, and comparing what Java has no body for with what Rust gives.
//! Called by `main` and `lanes`.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::run;
use crate::tools::{MIN_SDK, Tools};

/// All files of an ending in a folder, in the order of their names.
pub(crate) fn files(folder: &Path, ending: &str) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("{} cannot be read", folder.display()))?;
    for entry in entries {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, ending)?);
        } else if path.extension().is_some_and(|its| its == ending) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Compiles our Java with the names of our resources; where the classes lie.
pub(crate) fn compile(tools: &Tools, android: &Path, resources: &Path, work: &Path) -> Result<PathBuf> {
    let classes = work.join("classes");
    std::fs::create_dir_all(&classes)?;
    let mut sources = files(&android.join("java"), "java")?;
    sources.extend(files(resources, "java")?);
    let path = std::env::join_paths(tools.android_classes()?)?;
    let mut javac = Command::new(tools.of_the_jdk("javac")?);
    // Java 8: what every phone since Android 8 runs without more. Names in classes, no lines: the same bytes
    // whoever compiles.
    javac.args([
        "-encoding",
        "UTF-8",
        "-source",
        "8",
        "-target",
        "8",
        "-g:none",
        "-Xlint:-options",
        "-classpath",
    ]);
    javac.arg(path).arg("-d").arg(&classes).args(&sources);
    run("javac", &mut javac)?;
    Ok(classes)
}

/// Makes what phones run of the classes.
pub(crate) fn dex(tools: &Tools, classes: &Path, work: &Path) -> Result<PathBuf> {
    let out = work.join("dex");
    std::fs::create_dir_all(&out)?;
    let mut d8 = Command::new(tools.of_the_jdk("java")?);
    d8.arg("-cp").arg(tools.d8()?).args(["com.android.tools.r8.D8", "--release", "--min-api"]);
    d8.arg(MIN_SDK.to_string()).arg("--output").arg(&out);
    for jar in tools.android_classes()? {
        d8.arg("--lib").arg(jar);
    }
    d8.args(files(classes, "class")?);
    run("D8", &mut d8)?;
    Ok(out.join("classes.dex"))
}

/// What Java has no body for, by the names under which Rust has to give it.
pub(crate) fn natives(tools: &Tools, classes: &Path) -> Result<BTreeSet<String>> {
    let mut javap = Command::new(tools.of_the_jdk("javap")?);
    javap.args(["-p", "-classpath"]).arg(classes).args(files(classes, "class")?);
    Ok(natives_in(&run("javap", &mut javap)?))
}

/// The natives of what `javap` prints.
fn natives_in(listing: &str) -> BTreeSet<String> {
    let mut class = String::new();
    let mut natives = BTreeSet::new();
    for line in listing.lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        if !line.starts_with(' ') && line.ends_with('{') {
            let at = words.iter().position(|word| matches!(*word, "class" | "interface" | "enum"));
            class = at.and_then(|at| words.get(at + 1)).map(|name| (*name).to_owned()).unwrap_or_default();
        } else if words.contains(&"native") {
            let method = line.split('(').next().and_then(|front| front.split_whitespace().last());
            natives.insert(exported(&class, method.unwrap_or_default()));
        }
    }
    natives
}

/// The name that Java looks for.
fn exported(class: &str, method: &str) -> String {
    let plain = |name: &str| name.replace('_', "_1").replace('.', "_");
    format!("Java_{}_{}", plain(class), plain(method))
}

/// Whether Java and Rust name the same.
pub(crate) fn agree(java: &BTreeSet<String>, rust: &BTreeSet<String>) -> Result<()> {
    let without_a_body: Vec<&str> = java.difference(rust).map(String::as_str).collect();
    let that_nobody_calls: Vec<&str> = rust.difference(java).map(String::as_str).collect();
    if java.is_empty() {
        bail!("no native method was found in our Java; the comparison would prove nothing");
    }
    if !without_a_body.is_empty() {
        bail!("Java calls what Rust does not give: {}; add it to android/told.rs", without_a_body.join(", "));
    }
    if !that_nobody_calls.is_empty() {
        bail!(
            "Rust gives what Java does not call: {}; declare it in Told.java",
            that_nobody_calls.join(", ")
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(of: &[&str]) -> BTreeSet<String> {
        of.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn natives_are_read_with_the_class_that_they_are_in() {
        let listing = "Compiled from \"Told.java\"\nfinal class app.samruat.Told {\n  static final int DONE;\n  \
                       static native void noPosition(int, java.lang.String);\n  static native boolean work(app.samruat.Phone);\n  \
                       private app.samruat.Told();\n}\nclass app.samruat.Other_one {\n  native int two_words();\n}\n";
        let expected = names(&[
            "Java_app_samruat_Told_noPosition",
            "Java_app_samruat_Told_work",
            "Java_app_samruat_Other_1one_two_1words",
        ]);
        assert_eq!(natives_in(listing), expected);
    }

    #[test]
    fn a_native_without_rust_and_rust_without_a_native_are_each_named() {
        let both = names(&["Java_a_b", "Java_a_c"]);
        assert!(agree(&both, &both).is_ok());
        let fault = agree(&both, &names(&["Java_a_b"])).unwrap_err().to_string();
        assert!(fault.contains("Java_a_c") && fault.contains("told.rs"), "{fault}");
        let fault = agree(&names(&["Java_a_b"]), &both).unwrap_err().to_string();
        assert!(fault.contains("Java_a_c") && fault.contains("Told.java"), "{fault}");
        assert!(agree(&names(&[]), &names(&[])).is_err());
    }
}
