//! The app bundle that stores take: the same parts as an APK in another order, put together by bundletool.
//!
//! Called by `main` and `lanes`.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::archive::{self, Part};
use crate::native::Library;
use crate::process::run;
use crate::tools::Tools;
use crate::{java, resources};

/// Makes a bundle, not yet signed.
pub(crate) fn make(
    tools: &Tools,
    android: &Path,
    libraries: &[Library],
    work: &Path,
    out: &Path,
) -> Result<()> {
    let linked = resources::link(tools, android, work, resources::Form::Bundle)?;
    let classes = java::compile(tools, android, &linked.java, work)?;
    let dex = java::dex(tools, &classes, work)?;
    let mut parts = archive::parts(&linked.package)?;
    for part in &mut parts {
        if part.name == "AndroidManifest.xml" {
            part.name = "manifest/AndroidManifest.xml".to_owned();
        }
    }
    parts.push(Part::deflated("dex/classes.dex", std::fs::read(dex)?));
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
