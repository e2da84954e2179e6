//! The app bundle that stores take: the same parts as an APK in another order, put together by bundletool.
//!
//! Called by `main` and `lanes`.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;

use crate::archive::{self, Part};
use crate::native::Library;
use crate::process::run;
use crate::tools::Tools;
use crate::{java, resources};

/// Makes a bundle, not yet signed, of what fits together.
pub(crate) fn make(
    tools: &Tools,
    android: &Path,
    libraries: &[Library],
    work: &Path,
    out: &Path,
) -> Result<()> {
    let made = parts(tools, android, work)?;
    crate::fits(tools, &made.linked, &made.classes, libraries)?;
    put_together(tools, &made, libraries, work, out)
}

/// What a bundle is made of, but for its libraries.
pub(crate) struct Made {
    linked: resources::Linked,
    classes: PathBuf,
    dex: PathBuf,
}

pub(crate) fn parts(tools: &Tools, android: &Path, work: &Path) -> Result<Made> {
    let linked = resources::link(tools, android, work, resources::Form::Bundle)?;
    let classes = java::compile(tools, android, &linked.java, work)?;
    let dex = java::dex(tools, &classes, work)?;
    Ok(Made { linked, classes, dex })
}

/// Puts a bundle together, whatever its libraries are.
pub(crate) fn put_together(
    tools: &Tools,
    made: &Made,
    libraries: &[Library],
    work: &Path,
    out: &Path,
) -> Result<()> {
    let mut parts = archive::parts(&made.linked.package)?;
    for part in &mut parts {
        if part.name == "AndroidManifest.xml" {
            part.name = "manifest/AndroidManifest.xml".to_owned();
        }
    }
    parts.push(Part::deflated("dex/classes.dex", std::fs::read(&made.dex)?));
    for library in libraries {
        let name = format!("lib/{}/libsamruat_android.so", library.abi);
        parts.push(Part::deflated(&name, std::fs::read(&library.file)?));
    }
    let module = work.join("base.zip");
    archive::write(&module, parts)?;
    let config = work.join("bundle.json");
    // Libraries stay as they lie, at pages of 16 KB.
    std::fs::write(
        &config,
        r#"{"optimizations":{"uncompressNativeLibraries":{"enabled":true,"alignment":"PAGE_ALIGNMENT_16K"}}}"#,
    )?;
    let _ = std::fs::remove_file(out);
    let mut build = bundletool(tools)?;
    build.arg("build-bundle").arg(format!("--modules={}", module.display()));
    build.arg(format!("--output={}", out.display())).arg(format!("--config={}", config.display()));
    run("bundletool build-bundle", &mut build)?;
    Ok(())
}

/// What bundletool says of a bundle.
pub(crate) fn validate(tools: &Tools, bundle: &Path) -> Result<String> {
    let mut validate = bundletool(tools)?;
    validate.arg("validate").arg(format!("--bundle={}", bundle.display()));
    run("bundletool validate", &mut validate)
}

fn bundletool(tools: &Tools) -> Result<Command> {
    let mut java = Command::new(tools.of_the_jdk("java")?);
    java.arg("-jar").arg(tools.bundletool()?);
    Ok(java)
}
