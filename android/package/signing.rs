//! The key and the signature.
//!
//! Owns which key is used: the one that the environment names, to hand out; one made on the spot, to try
//! out. Called by `main` and `lanes`.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process::run;
use crate::tools::{MIN_SDK, Tools};

/// A key in a store of Java's.
pub(crate) struct Key {
    store: PathBuf,
    alias: String,
    password: String,
    /// Nobody but this machine knows it: a phone takes it by hand, and no store does.
    pub(crate) is_for_trying_only: bool,
}

/// Debug keys have had this password since the first SDK; it guards nothing.
const OPEN: &str = "android";

/// The key of the environment, or one made here.
pub(crate) fn key(tools: &Tools, folder: &Path) -> Result<Key> {
    if let Some(store) = env::var_os("SAMRUAT_KEYSTORE") {
        let named = |name: &str| {
            env::var(name).with_context(|| format!("SAMRUAT_KEYSTORE is named and {name} is not"))
        };
        return Ok(Key {
            store: PathBuf::from(store),
            alias: named("SAMRUAT_KEY_ALIAS")?,
            password: named("SAMRUAT_KEYSTORE_PASSWORD")?,
            is_for_trying_only: false,
        });
    }
    thrown_away(tools, folder)
}

/// One made in this folder, whatever the environment names.
pub(crate) fn thrown_away(tools: &Tools, folder: &Path) -> Result<Key> {
    let store = folder.join("trying.keystore");
    if !store.is_file() {
        std::fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
        let mut keytool = Command::new(tools.of_the_jdk("keytool")?);
        keytool.args([
            "-genkeypair",
            "-keyalg",
            "RSA",
            "-keysize",
            "2048",
            "-validity",
            "10000",
            "-alias",
            "trying",
        ]);
        keytool.args(["-dname", "CN=for trying it out", "-storepass", OPEN, "-keypass", OPEN, "-keystore"]);
        run("keytool", keytool.arg(&store))?;
    }
    Ok(Key { store, alias: "trying".to_owned(), password: OPEN.to_owned(), is_for_trying_only: true })
}

/// Signs an APK. It keeps where every file begins.
pub(crate) fn sign_apk(tools: &Tools, key: &Key, unsigned: &Path, out: &Path) -> Result<()> {
    let mut sign = Command::new(tools.apksigner()?);
    sign.arg("sign").arg("--ks").arg(&key.store).args([
        "--ks-key-alias",
        &key.alias,
        "--ks-pass",
        "env:PASSWORD",
    ]);
    // Not on the command line, where everybody on the machine reads it.
    sign.env("PASSWORD", &key.password);
    sign.args(["--min-sdk-version", &MIN_SDK.to_string(), "--v1-signing-enabled", "false"]);
    sign.args(["--v4-signing-enabled", "false", "--out"]).arg(out).arg(unsigned);
    run("apksigner", &mut sign)?;
    Ok(())
}

/// What apksigner says of the signature.
pub(crate) fn verify_apk(tools: &Tools, apk: &Path) -> Result<String> {
    let mut verify = Command::new(tools.apksigner()?);
    verify.args(["verify", "--verbose", "--min-sdk-version", &MIN_SDK.to_string()]).arg(apk);
    run("apksigner verify", &mut verify)
}

/// Signs a bundle, as stores want it.
pub(crate) fn sign_bundle(tools: &Tools, key: &Key, bundle: &Path) -> Result<()> {
    let mut sign = Command::new(tools.of_the_jdk("jarsigner")?);
    sign.arg("-keystore").arg(&key.store).args(["-storepass:env", "PASSWORD"]).env("PASSWORD", &key.password);
    run("jarsigner", sign.arg(bundle).arg(&key.alias))?;
    Ok(())
}
