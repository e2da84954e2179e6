//! Where lines of scripts without spaces break: of ICU's word lists, the app for a phone keeps Thai's.
//!
//! Owns that choice: Slint breaks lines by `icu_segmenter`, which comes with the words of Chinese, Japanese, Khmer,
//! Burmese and Lao as well, 2.9 MB that nobody here reads. ICU's crate takes another folder of data by
//! `ICU4X_DATA_DIR`; this writes one from the crate's own files, by their own words, and refuses files that look
//! otherwise. Thai's list stays as it is, byte for byte, so lines break where they do on a desktop. Called by `native`.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::run;

const CRATE: &str = "icu_segmenter_data";
/// Chinese and Japanese.
const CHINESE: &str = "segmenter_dictionary_auto_v2.rs.data";
/// Burmese, Khmer, Lao and Thai.
const OTHERS: &str = "segmenter_dictionary_extended_v2.rs.data";

/// Writes the folder, and leaves alone what stands there already: cargo builds anew what a newer file is read into.
pub(crate) fn write(folder: &Path) -> Result<PathBuf> {
    let from = data_of_the_crate()?;
    fs::create_dir_all(folder)?;
    for entry in fs::read_dir(&from).with_context(|| format!("{} cannot be read", from.display()))? {
        let file = entry?.path();
        let name = file.file_name().context("a file has a name")?.to_string_lossy().into_owned();
        let text = fs::read_to_string(&file)?;
        let text = match name.as_str() {
            CHINESE => without_chinese(&text).with_context(|| changed(&file))?,
            OTHERS => with_thai_only(&text).with_context(|| changed(&file))?,
            _ => text,
        };
        let to = folder.join(&name);
        if fs::read_to_string(&to).ok().as_deref() != Some(text.as_str()) {
            fs::write(&to, text)?;
        }
    }
    Ok(folder.to_owned())
}

fn changed(file: &Path) -> String {
    format!("{} is not as android/package/breaks.rs knows it; look at what is new in {CRATE}", file.display())
}

/// Where the crate's own data lies, by the list of versions.
fn data_of_the_crate() -> Result<PathBuf> {
    let mut cargo = crate::lanes::cargo();
    cargo.args([
        "metadata",
        "--locked",
        "--format-version",
        "1",
        "--filter-platform",
        "aarch64-linux-android",
    ]);
    let said: serde_json::Value = serde_json::from_str(&run("cargo metadata", &mut cargo)?)?;
    let packages = said.get("packages").and_then(|packages| packages.as_array()).context("no packages")?;
    let manifest = packages
        .iter()
        .find(|package| package.get("name").is_some_and(|name| name == CRATE))
        .and_then(|package| package.get("manifest_path")?.as_str())
        .with_context(|| format!("{CRATE} is not among what the app is made of"))?;
    Ok(Path::new(manifest).with_file_name("data"))
}

/// Takes out what stands between two words that stand there once each, in this order.
fn replaced(text: &str, front: &str, back: &str, by: &str) -> Result<String> {
    let (before, rest) = text.split_once(front).with_context(|| format!("it has no {front:?}"))?;
    let (_, after) = rest.split_once(back).with_context(|| format!("it has no {back:?}"))?;
    if rest.contains(front) {
        bail!("it has {front:?} twice");
    }
    Ok(format!("{before}{front}{by}{back}{after}"))
}

/// No list, and no name under which one would be looked for.
fn without_chinese(text: &str) -> Result<String> {
    let text = replaced(text, r#"ZeroTrieSimpleAscii { store : b""#, r#"" , } ; const VALUES"#, "")?;
    replaced(&text, "DataStruct] = & [", "] ; unsafe { icu_provider", "")
}

fn with_thai_only(text: &str) -> Result<String> {
    /// The four by their names, in the order of their lists.
    const NAMES: &str = r"und\x1E\xC4bklt\x0B\x14\x1Burmesedict\x80hmerdict\x81aodict\x82haidict\x83";
    const THAI: &str = r"und\x1Ethaidict\x80";
    const LIST: &str = "icu::segmenter::provider::DictionaryBreakData::ZeroTrie {";
    if !text.contains(NAMES) {
        bail!("it names other lists than Burmese, Khmer, Lao and Thai");
    }
    let (front, back) = ("DataStruct] = &[", "];\n                unsafe { icu_provider");
    let (_, rest) = text.split_once(front).context("it has no lists")?;
    let (lists, _) = rest.split_once(back).context("its lists have no end")?;
    let lists: Vec<&str> = lists.split(LIST).skip(1).collect();
    let [_, _, _, thai] = lists.as_slice() else {
        bail!("it has {} lists and is meant to have 4", lists.len())
    };
    replaced(&text.replacen(NAMES, THAI, 1), front, back, &format!("\n{LIST}{thai}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a file says between two words.
    fn between<'t>(text: &'t str, front: &str, back: &str) -> &'t str {
        text.split_once(front).unwrap().1.split_once(back).unwrap().0
    }

    #[test]
    fn of_the_lists_thai_stays_byte_for_byte_and_nothing_else() {
        let folder = tempfile::TempDir::new().unwrap();
        write(folder.path()).unwrap();
        let whole = fs::read_to_string(data_of_the_crate().unwrap().join(OTHERS)).unwrap();
        let ours = fs::read_to_string(folder.path().join(OTHERS)).unwrap();
        // Thai's letters begin its list, and nobody else's.
        let letters = r#"b"\x01\x0E\0M\x0E\0""#;
        let thai = between(&whole, letters, "\n                ];");
        assert!(thai.len() > 200_000, "{}", thai.len());
        assert_eq!(between(&ours, letters, "\n                ];"), thai);
        assert_eq!(ours.matches("DictionaryBreakData::ZeroTrie {").count(), 1);
        assert!(ours.len() < thai.len() + 10_000);
        let chinese = fs::metadata(folder.path().join(CHINESE)).unwrap().len();
        assert!(chinese < 10_000, "{chinese}");
        // Everything else is as it was.
        for entry in fs::read_dir(data_of_the_crate().unwrap()).unwrap() {
            let file = entry.unwrap();
            let name = file.file_name().into_string().unwrap();
            let same = fs::read(file.path()).unwrap() == fs::read(folder.path().join(&name)).unwrap();
            assert_eq!(same, name != CHINESE && name != OTHERS, "{name}");
        }
    }

    #[test]
    fn what_stands_there_already_is_not_written_again() {
        let folder = tempfile::TempDir::new().unwrap();
        write(folder.path()).unwrap();
        let written = || fs::metadata(folder.path().join(OTHERS)).unwrap().modified().unwrap();
        let before = written();
        write(folder.path()).unwrap();
        assert_eq!(written(), before);
    }

    #[test]
    fn files_of_another_form_are_refused() {
        assert!(without_chinese("nothing").is_err());
        assert!(with_thai_only("nothing").is_err());
    }
}
