//! How the app looks to whoever holds it: text size, theme, digits, and whether pictures may be taken of it.
//!
//! Owns keeping it. It lies beside the store and not in it, because the lock screen is to be
//! readable too; there is nothing of anybody in it.

use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

const FILE: &str = "looks.json";

/// Under which light it is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Light {
    /// Indoors and in the shade.
    #[default]
    Day,
    /// In the sun: black on white, thick borders.
    Sun,
    /// At night.
    Night,
}

/// How it looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Looks {
    /// 0, 1, 2.
    pub size: u8,
    /// Under which light.
    pub light: Light,
    /// Whether digits are shown in Thai.
    pub thai_digits: bool,
    /// Whether pictures of the screen may show it.
    pub in_pictures: bool,
}

impl Looks {
    /// As they were kept; the usual ones where they were not or cannot be read.
    pub fn read(folder: &Path) -> Self {
        let kept = fs::read(folder.join(FILE)).ok();
        kept.and_then(|json| serde_json::from_slice(&json).ok()).unwrap_or_default()
    }

    /// Keeps them. Where that fails they hold until the app ends: nothing depends on it.
    pub fn keep(self, folder: &Path) {
        if let Ok(json) = serde_json::to_vec(&self) {
            let _ = fs::create_dir_all(folder).and_then(|()| fs::write(folder.join(FILE), json));
        }
    }

    /// A text as it is to be shown: in the digits that are wished, and ending its lines where a line may end.
    pub fn shown(self, text: &str) -> String {
        crate::lines::held_together(&self.digits(text))
    }

    /// A text in the digits that are wished.
    pub fn digits(self, text: &str) -> String {
        if self.thai_digits { register::thai::thai_digits(text) } else { text.to_owned() }
    }
}
