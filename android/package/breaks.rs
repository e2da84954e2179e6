//! Where lines of scripts without spaces break: of ICU's word lists, the app for a phone keeps Thai's.
//!
//! Owns that choice: Slint breaks lines by `icu_segmenter`, which comes with the words of Chinese, Japanese, Khmer,
//! Burmese and Lao as well, 2.9 MB that nobody here reads. ICU's crates take another folder of data by
//! `ICU4X_DATA_DIR`, all of them the same; this writes one from the crates' own files, by their own words, and refuses
//! files that look otherwise. Thai's list stays as it is, byte for byte, so lines break where they do on a desktop.
//! Called by `native`, and by the lane that checks the types.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::process::run;

/// Chinese and Japanese.
const CHINESE: &str = "segmenter_dictionary_auto_v2.rs.data";
/// Burmese, Khmer, Lao and Thai.
const OTHERS: &str = "segmenter_dictionary_extended_v2.rs.data";
/// What each crate begins with, besides its data: it names the other files.
const BEGINS: &str = "mod.rs";
/// What follows there on the names of files, and is the same in each crate.
const SAME_FRONT: &str = "/// Marks a type as a data provider.";
const SAME_BACK: &str = "pub use __make_provider as make_provider;\n";

/// Writes the folder, and leaves alone what stands there already: cargo builds anew what a newer file is read into.
pub(crate) fn write(folder: &Path) -> Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let (mut names, mut same, mut written) = (String::new(), None, BTreeSet::new());
    for from in data_of_the_crates()? {
        for entry in fs::read_dir(&from).with_context(|| format!("{} cannot be read", from.display()))? {
            let file = entry?.path();
            let name = file.file_name().context("a file has a name")?.to_string_lossy().into_owned();
            let text = fs::read_to_string(&file)?;
            let text = match name.as_str() {
                BEGINS => {
                    let (files, rest) = beginning(&text).with_context(|| changed(&file))?;
                    names.push_str(files);
                    if same.get_or_insert_with(|| rest.to_owned()) != rest {
                        bail!("{}", changed(&file));
                    }
                    continue;
                }
                CHINESE => without_chinese(&text).with_context(|| changed(&file))?,
                OTHERS => with_thai_only(&text).with_context(|| changed(&file))?,
                _ => text,
            };
            keep(&folder.join(&name), &text)?;
            if !written.insert(name) {
                bail!("{}", changed(&file));
            }
        }
    }
    // Each crate reads this one, and takes of it what is its own.
    keep(&folder.join(BEGINS), &format!("{names}{}", same.context("ICU has no data")?))?;
    Ok(folder.to_owned())
}

fn keep(file: &Path, text: &str) -> Result<()> {
    if fs::read_to_string(file).ok().as_deref() != Some(text) {
        fs::write(file, text)?;
    }
    Ok(())
}

fn changed(file: &Path) -> String {
    format!(
        "{} is not as android/package/breaks.rs knows it; look at what is new in its crate",
        file.display()
    )
}

/// The names of a crate's files, and what follows on them in every crate.
fn beginning(text: &str) -> Result<(&str, &str)> {
    let at = text.find(SAME_FRONT).with_context(|| format!("it has no {SAME_FRONT:?}"))?;
    let (names, rest) = text.split_at(at);
    let end = rest.find(SAME_BACK).with_context(|| format!("it has no {SAME_BACK:?}"))?;
    Ok((names, rest.split_at(end + SAME_BACK.len()).0))
}

/// Where the crates' own data lies.
fn data_of_the_crates() -> Result<Vec<PathBuf>> {
    Ok(crates_of_data()?.into_iter().map(|(_, data)| data).collect())
}

/// The crates of data, and where it lies, by the list of versions.
fn crates_of_data() -> Result<Vec<(String, PathBuf)>> {
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
    let of_icu = packages.iter().filter_map(|package| {
        let name = package.get("name")?.as_str()?;
        let is_data = name.starts_with("icu_") && name.ends_with("_data");
        let manifest = Path::new(package.get("manifest_path")?.as_str()?);
        is_data.then(|| (name.to_owned(), manifest.with_file_name("data")))
    });
    Ok(of_icu.collect())
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
        let from = data_of_the_crates().unwrap();
        let of_words = from.iter().find(|data| data.join(OTHERS).exists()).unwrap();
        let whole = fs::read_to_string(of_words.join(OTHERS)).unwrap();
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
        // Everything else is as it was, of each crate that reads the folder, and is named once.
        let begins = fs::read_to_string(folder.path().join(BEGINS)).unwrap();
        for file in from.iter().flat_map(|data| fs::read_dir(data).unwrap()) {
            let file = file.unwrap();
            let name = file.file_name().into_string().unwrap();
            if name != BEGINS {
                let same = fs::read(file.path()).unwrap() == fs::read(folder.path().join(&name)).unwrap();
                assert_eq!(same, name != CHINESE && name != OTHERS, "{name}");
                assert_eq!(begins.matches(&format!("include!(\"{name}\");")).count(), 1, "{name}");
            }
        }
        assert!(from.len() > 2, "{from:?}");
        assert_eq!(begins.matches("macro_rules! __make_provider").count(), 1);
    }

    /// All of ICU's crates read the one folder: with what one of them needs, the others did not build.
    #[test]
    fn each_of_icus_crates_builds_with_the_folder() {
        let (folder, reader) = (tempfile::TempDir::new().unwrap(), tempfile::TempDir::new().unwrap());
        // A crate of its own that needs them all, of the versions that the app is made of.
        let mut manifest =
            "[package]\nname = \"reader\"\nversion = \"0.1.0\"\nedition = \"2024\"\n[workspace]\n\
                            [lib]\npath = \"lib.rs\"\n[dependencies]\n"
                .to_owned();
        for (name, _) in crates_of_data().unwrap() {
            let name = name.trim_end_matches("_data");
            let with_data = "default-features = false, features = [\"compiled_data\"]";
            manifest.push_str(&format!("{name} = {{ version = \"*\", {with_data} }}\n"));
        }
        fs::write(reader.path().join("Cargo.toml"), manifest).unwrap();
        fs::write(reader.path().join("lib.rs"), "").unwrap();
        fs::copy(crate::workspace().join("Cargo.lock"), reader.path().join("Cargo.lock")).unwrap();
        let mut cargo = crate::lanes::cargo();
        cargo.current_dir(reader.path()).args(["check", "--offline", "--target-dir"]);
        cargo.arg(reader.path().join("target"));
        cargo.env("ICU4X_DATA_DIR", write(folder.path()).unwrap());
        run("cargo check of ICU's crates", &mut cargo).unwrap();
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
        assert!(beginning("nothing").is_err() && beginning(SAME_FRONT).is_err());
    }
}
