//! The manifest and the resources: compiled and linked by aapt2, and read back.
//!
//! Owns what a phone is to be told of the app: its name, its versions, what it asks to be allowed. Called by
//! `main` and `lanes`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::process::run;
use crate::tools::{MIN_SDK, TARGET_SDK, Tools};

/// Everything that the app asks to be allowed; the manifest says why, beside each.
const PERMISSIONS: [&str; 9] = [
    "ACCESS_COARSE_LOCATION",
    "ACCESS_FINE_LOCATION",
    "ACCESS_NETWORK_STATE",
    "FOREGROUND_SERVICE",
    "FOREGROUND_SERVICE_DATA_SYNC",
    "INTERNET",
    "POST_NOTIFICATIONS",
    "RECEIVE_BOOT_COMPLETED",
    "WAKE_LOCK",
];
/// What the files say that the manifest names: the network's, which certificates and no line without TLS; and what goes
/// along to a cloud or another phone, which is nothing.
const FILES: [(&str, &str); 3] = [
    (
        "res/xml/network.xml",
        "E: network-security-config, E: base-config, A: cleartextTrafficPermitted=false, E: trust-anchors, \
         E: certificates, A: src=\"system\"",
    ),
    ("res/xml/backup.xml", "E: full-backup-content, {nothing}"),
    (
        "res/xml/extraction.xml",
        "E: data-extraction-rules, E: cloud-backup, {nothing}, E: device-transfer, {nothing}",
    ),
];
/// Every door of the app, and who may come in by it: one that is not named here is a door too many.
const DOORS: [&str; 4] = [
    "activity .MainActivity exported=true",
    "provider .Files exported=false authorities=app.samruat.files grantUriPermissions=true",
    // Only the system may call it.
    "service .SyncJob exported=false permission=android.permission.BIND_JOB_SERVICE",
    // What it does, for which Android asks since 14: data goes to the office and comes from there.
    "service .Sending exported=false foregroundServiceType=0x00000001",
];
/// What of a door decides who may come in, and what a service may do unseen.
const OF_A_DOOR: [&str; 7] = [
    "exported",
    "permission",
    "readPermission",
    "writePermission",
    "authorities",
    "grantUriPermissions",
    "foregroundServiceType",
];
/// Every place where an app keeps something.
const PLACES: [&str; 5] = ["root", "file", "database", "sharedpref", "external"];
/// What the app is called under its picture.
const LABEL: &str = "สำรวจ";

/// For what they are linked.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Form {
    Apk,
    Bundle,
}

/// What aapt2 made.
pub(crate) struct Linked {
    /// The package without code.
    pub(crate) package: PathBuf,
    /// The folder with the names of the resources, as Java.
    pub(crate) java: PathBuf,
}

/// The version of the app, from its `Cargo.toml`, and as Android counts it.
fn version() -> Result<(String, u32)> {
    let version = env!("CARGO_PKG_VERSION");
    let parts: Vec<u32> = version.split('.').map(str::parse).collect::<Result<_, _>>()?;
    let [major, minor, patch] = parts.as_slice() else {
        bail!("{version} is not a version of three numbers")
    };
    Ok((version.to_owned(), major * 1_000_000 + minor * 1_000 + patch + 1))
}

/// Compiles and links manifest and resources.
pub(crate) fn link(tools: &Tools, android: &Path, work: &Path, form: Form) -> Result<Linked> {
    let aapt2 = tools.aapt2()?;
    let compiled = work.join("resources.zip");
    let mut compile = Command::new(&aapt2);
    compile.arg("compile").arg("--dir").arg(android.join("res")).arg("-o").arg(&compiled);
    run("aapt2 compile", &mut compile)?;
    let java = work.join("names");
    std::fs::create_dir_all(&java)?;
    let package = work.join("resources.apk");
    let (name, code) = version()?;
    let mut link = Command::new(&aapt2);
    link.arg("link").arg("-I").arg(tools.android_resources()?);
    link.arg("--manifest").arg(android.join("AndroidManifest.xml"));
    link.args(["--min-sdk-version", &MIN_SDK.to_string(), "--target-sdk-version", &TARGET_SDK.to_string()]);
    link.args(["--version-name", &name, "--version-code", &code.to_string()]);
    link.arg("--java").arg(&java).arg("-o").arg(&package).arg(&compiled);
    if form == Form::Bundle {
        link.arg("--proto-format");
    }
    run("aapt2 link", &mut link)?;
    Ok(Linked { package, java })
}

/// Whether a package that aapt2 linked tells a phone what we mean to tell it.
pub(crate) fn tells_what_is_meant(tools: &Tools, package: &Path) -> Result<()> {
    is_as_meant(&badging(tools, package)?, &said_in(tools, package, "AndroidManifest.xml")?)?;
    for (file, meant) in FILES {
        says(file, &said_in(tools, package, file)?, meant)?;
    }
    Ok(())
}

/// What a phone would be told, read back from the package.
fn badging(tools: &Tools, package: &Path) -> Result<String> {
    let mut dump = Command::new(tools.aapt2()?);
    dump.args(["dump", "badging"]).arg(package);
    run("aapt2 dump", &mut dump)
}

/// A file of XML as it stands in the package.
fn said_in(tools: &Tools, package: &Path, file: &str) -> Result<String> {
    let mut dump = Command::new(tools.aapt2()?);
    dump.args(["dump", "xmltree", "--file", file]).arg(package);
    run("aapt2 dump", &mut dump)
}

/// Whether a file says what is meant, and nothing more.
fn says(file: &str, said: &str, meant: &str) -> Result<()> {
    // Elements and attributes in their order, without the lines on which they stand and the way they were written.
    let words = |line: &str| {
        line.split(" (line=").next().and_then(|line| line.split(" (Raw:").next()).map(str::to_owned)
    };
    let lines = said.lines().map(str::trim).filter(|line| line.starts_with("E: ") || line.starts_with("A: "));
    let said: Vec<String> = lines.filter_map(words).collect();
    let nothing = PLACES.map(|place| format!("E: exclude, A: domain=\"{place}\", A: path=\".\""));
    let meant = meant.replace("{nothing}", &nothing.join(", "));
    let said = said.join(", ");
    if said != meant {
        bail!("{file} says {said:?} in the package and is meant to say {meant:?}");
    }
    Ok(())
}

/// Whether a phone is told what we mean to tell it.
fn is_as_meant(badging: &str, manifest: &str) -> Result<()> {
    let line = |front: &str| badging.lines().find_map(|line| line.strip_prefix(front)).map(unquoted);
    let expect = |what: &str, said: Option<String>, meant: &str| match said {
        Some(said) if said == meant => Ok(()),
        said => bail!("{what} is {said:?} in the package and is meant to be {meant:?}"),
    };
    expect("the oldest Android", line("sdkVersion:"), &MIN_SDK.to_string())?;
    expect("the Android it is made for", line("targetSdkVersion:"), &TARGET_SDK.to_string())?;
    expect("the app's name", line("application-label:"), LABEL)?;
    let asked: BTreeSet<String> = badging
        .lines()
        .filter_map(|line| line.strip_prefix("uses-permission: name="))
        .map(|name| unquoted(name).replace("android.permission.", ""))
        .collect();
    let meant: BTreeSet<String> = PERMISSIONS.iter().map(|name| (*name).to_owned()).collect();
    if asked != meant {
        let more: Vec<_> = asked.difference(&meant).collect();
        let less: Vec<_> = meant.difference(&asked).collect();
        bail!(
            "the package asks for {more:?}, which it is not to, and does not ask for {less:?}, which it needs"
        );
    }
    for (attribute, value, why) in [
        ("allowBackup", "false", "nothing is backed up"),
        ("usesCleartextTraffic", "false", "TLS only"),
        ("extractNativeLibs", "false", "the library is read where it lies"),
    ] {
        let said = manifest.lines().find(|line| line.contains(&format!(":{attribute}(")));
        let said = said.with_context(|| format!("the manifest does not say {attribute}: {why}"))?;
        if !said.contains(&format!("={value}")) && !said.contains(&format!("=\"{value}\"")) {
            bail!("the manifest says {}: it is meant to be {value}, {why}", said.trim());
        }
    }
    for (attribute, why) in [
        ("debuggable", "whoever has the phone could look into the app"),
        ("testOnly", "no phone installs it from a store"),
    ] {
        let said = manifest.lines().find(|line| line.contains(&format!(":{attribute}(")));
        if let Some(said) = said.filter(|said| !said.contains("=false")) {
            bail!("the manifest says {}: {why}", said.trim());
        }
    }
    let found = doors(manifest);
    if found != DOORS {
        bail!("the doors of the package are {found:?} and are meant to be {DOORS:?}");
    }
    for named in ["dataExtractionRules", "fullBackupContent", "networkSecurityConfig"] {
        if !manifest.contains(&format!(":{named}(")) {
            bail!("the manifest does not name {named}");
        }
    }
    Ok(())
}

/// What others may call, with who may, as it stands in a manifest.
fn doors(manifest: &str) -> Vec<String> {
    let mut elements: Vec<(&str, BTreeMap<&str, &str>)> = Vec::new();
    for line in manifest.lines().map(str::trim) {
        if let Some(element) = line.strip_prefix("E: ") {
            elements.push((element.split(' ').next().unwrap_or_default(), BTreeMap::new()));
        } else if let Some((attribute, value)) =
            line.strip_prefix("A: ").and_then(|said| said.split_once('='))
            && let Some((_, attributes)) = elements.last_mut()
        {
            // A name by its number, and a text with what it was written from behind it.
            let name =
                attribute.rsplit(':').next().and_then(|name| name.split('(').next()).unwrap_or_default();
            let value = value.split(" (Raw:").next().unwrap_or_default();
            attributes.insert(name, value.trim_matches('"'));
        }
    }
    let is_door =
        |kind: &str| matches!(kind, "activity" | "activity-alias" | "provider" | "receiver" | "service");
    elements
        .into_iter()
        .filter(|(kind, _)| is_door(kind))
        .map(|(kind, attributes)| {
            let name = attributes.get("name").copied().unwrap_or_default();
            let mut door = format!("{kind} {}", name.strip_prefix("app.samruat").unwrap_or(name));
            for attribute in OF_A_DOOR {
                if let Some(value) = attributes.get(attribute) {
                    door += &format!(" {attribute}={value}");
                }
            }
            door
        })
        .collect()
}

fn unquoted(text: &str) -> String {
    text.trim().trim_matches('\'').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn badging() -> String {
        let mut lines = vec!["package: name='app.samruat' versionCode='1'".to_owned()];
        lines.push("sdkVersion:'26'".to_owned());
        lines.push("targetSdkVersion:'36'".to_owned());
        lines.extend(PERMISSIONS.map(|name| format!("uses-permission: name='android.permission.{name}'")));
        lines.push(format!("application-label:'{LABEL}'"));
        lines.join("\n")
    }

    const MANIFEST: &str = r#"
      E: application (line=27)
        A: http://schemas.android.com/apk/res/android:allowBackup(0x01010280)=false
        A: http://schemas.android.com/apk/res/android:usesCleartextTraffic(0x1)=false
        A: http://schemas.android.com/apk/res/android:extractNativeLibs(0x1)=false
        A: :dataExtractionRules(0x1)=@0x1
        A: :fullBackupContent(0x1)=@0x1
        A: :networkSecurityConfig(0x1)=@0x1
          E: activity (line=43)
            A: http://schemas.android.com/apk/res/android:name(0x01010003)=".MainActivity" (Raw: ".MainActivity")
            A: http://schemas.android.com/apk/res/android:exported(0x01010010)=true
              E: meta-data (line=50)
                A: http://schemas.android.com/apk/res/android:name(0x01010003)="android.app.lib_name"
          E: provider (line=86)
            A: http://schemas.android.com/apk/res/android:name(0x01010003)="app.samruat.Files" (Raw: ".Files")
            A: http://schemas.android.com/apk/res/android:exported(0x01010010)=false
            A: http://schemas.android.com/apk/res/android:authorities(0x01010018)="app.samruat.files" (Raw: "app.samruat.files")
            A: http://schemas.android.com/apk/res/android:grantUriPermissions(0x0101001b)=true
          E: service (line=92)
            A: http://schemas.android.com/apk/res/android:name(0x01010003)=".SyncJob" (Raw: ".SyncJob")
            A: http://schemas.android.com/apk/res/android:permission(0x1)="android.permission.BIND_JOB_SERVICE" (Raw: "x")
            A: http://schemas.android.com/apk/res/android:exported(0x01010010)=false
          E: service (line=97)
            A: http://schemas.android.com/apk/res/android:name(0x01010003)=".Sending" (Raw: ".Sending")
            A: http://schemas.android.com/apk/res/android:exported(0x01010010)=false
            A: http://schemas.android.com/apk/res/android:foregroundServiceType(0x01010599)=0x00000001"#;

    #[test]
    fn a_door_that_is_wider_than_meant_or_one_more_and_an_app_to_look_into_are_each_caught() {
        let android = "A: http://schemas.android.com/apk/res/android";
        for (from, to) in [
            (format!("{android}:exported(0x01010010)=false"), format!("{android}:exported(0x01010010)=true")),
            ("android.permission.BIND_JOB_SERVICE".to_owned(), "android.permission.INTERNET".to_owned()),
            ("0x00000001".to_owned(), "0x00000008".to_owned()),
            ("E: meta-data (line=50)".to_owned(), "E: receiver (line=50)".to_owned()),
            ("=@0x1\n".to_owned(), format!("=@0x1\n{android}:debuggable(0x0101000f)=true\n")),
        ] {
            let wrong = MANIFEST.replacen(&from, &to, 1);
            assert_ne!(wrong, MANIFEST, "{from}");
            assert!(is_as_meant(&badging(), &wrong).is_err(), "{to}");
        }
    }

    #[test]
    fn what_is_meant_passes() {
        is_as_meant(&badging(), MANIFEST).unwrap();
    }

    const NETWORK: &str = "E: network-security-config (line=4)\n    T: '\n      '\n    E: base-config (line=5)\n      \
        A: cleartextTrafficPermitted=false (Raw: \"false\")\n        E: trust-anchors (line=6)\n            \
        E: certificates (line=7)\n              A: src=\"system\" (Raw: \"system\")";

    #[test]
    fn a_line_without_tls_and_a_certificate_of_anybodys_are_each_caught() {
        let (file, meant) = FILES[0];
        says(file, NETWORK, meant).unwrap();
        let open = NETWORK.replace("Permitted=false", "Permitted=true");
        let anybodys =
            format!("{NETWORK}\n            E: certificates (line=8)\n              A: src=\"user\"");
        for wrong in [open, anybodys] {
            let fault = says(file, &wrong, meant).unwrap_err().to_string();
            assert!(fault.contains("network.xml"), "{fault}");
        }
    }

    #[test]
    fn one_permission_more_or_less_is_named() {
        let more = badging() + "\nuses-permission: name='android.permission.READ_CONTACTS'";
        assert!(is_as_meant(&more, MANIFEST).unwrap_err().to_string().contains("READ_CONTACTS"));
        let less = badging().replace("uses-permission: name='android.permission.INTERNET'\n", "");
        assert!(is_as_meant(&less, MANIFEST).unwrap_err().to_string().contains("INTERNET"));
    }

    #[test]
    fn another_name_another_android_and_a_backup_are_each_caught() {
        for (from, to) in [(LABEL, "Survey"), ("'36'", "'33'"), ("'26'", "'21'")] {
            assert!(is_as_meant(&badging().replace(from, to), MANIFEST).is_err(), "{to}");
        }
        let backed_up = MANIFEST.replace("allowBackup(0x01010280)=false", "allowBackup(0x01010280)=true");
        assert!(is_as_meant(&badging(), &backed_up).is_err());
        assert!(is_as_meant(&badging(), &MANIFEST.replace(":networkSecurityConfig", ":other")).is_err());
    }
}
