//! The work: which households each phone captures and edits in each round.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use anyhow::Context;
use people::{Household, Population};
use serde_json::{Value, json};

use crate::programs::LAOS;

/// Everything that is to be captured, made as it is asked for and always the same.
pub struct Work {
    folder: PathBuf,
    phones: usize,
    /// How many a phone captures in a round.
    at_a_time: usize,
    households: Mutex<(Population, Vec<Household>)>,
    written: Mutex<BTreeMap<(usize, usize), String>>,
}

impl Work {
    /// Work from a seed; its files lie in a folder.
    pub fn in_folder(folder: &Path, seed: u64, phones: usize, at_a_time: usize) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let population = Population::new(seed, u32::MAX, std::sync::Arc::default());
        Ok(Self {
            folder: folder.to_owned(),
            phones,
            at_a_time,
            households: Mutex::new((population, Vec::new())),
            written: Mutex::default(),
        })
    }

    /// The file that a phone adds in a round: new households, one with a photo, and an edit
    /// of one that it captured the round before.
    pub fn file(&self, round: usize, phone: usize) -> anyhow::Result<String> {
        let mut written = self.written.lock().ok().context("a thread stopped")?;
        if let Some(file) = written.get(&(round, phone)) {
            return Ok(file.clone());
        }
        let mut lines = Vec::new();
        for at in 0..self.at_a_time {
            let mut record = self.record(round, phone, at)?;
            if at == 0 {
                let name = format!("photo-{round}-{phone}.jpg");
                std::fs::write(self.folder.join(&name), photo(round, phone)?)?;
                record["photos"] = json!([{ "file": name, "kind": "house" }]);
            }
            lines.push(record);
        }
        if let Some(before) = round.checked_sub(1) {
            let mut record = self.record(before, phone, 1)?;
            record["dwelling"] = json!({ "tenure": "renter", "families": 1 + round % 3 });
            lines.push(record);
        }
        let text: Vec<String> = lines.iter().map(Value::to_string).collect();
        let file = self.folder.join(format!("round-{round}-phone-{phone}.jsonl"));
        std::fs::write(&file, text.join("\n"))?;
        let file = file.to_string_lossy().into_owned();
        written.insert((round, phone), file.clone());
        Ok(file)
    }

    /// A household; the TAO's phones and the PAO's meet the same ones now and then.
    fn record(&self, round: usize, phone: usize, at: usize) -> anyhow::Result<Value> {
        // Phones 0 and 1 share what they see at their third door.
        let seen_by = if at == 2 { phone / 2 * 2 } else { phone };
        let number = (round * self.phones + seen_by) * self.at_a_time + at;
        let household = self.household(number)?;
        let (lao, _, _) = LAOS.get(phone % 2).context("no such LAO")?;
        let id = |kind: u128, nth: usize| {
            let value = (0x0196_a3c2_7d1e_u128 << 80)
                | (0x7000_u128 << 64)
                | (0x8000_u128 << 48)
                | (kind << 40)
                | (((round * self.phones + phone) * self.at_a_time + at) * 16 + nth) as u128;
            uuid::Uuid::from_u128(value).to_string()
        };
        let people: Vec<Value> = household
            .members
            .iter()
            .take(4)
            .enumerate()
            .map(|(nth, person)| {
                json!({
                    "id": id(1, nth), "national_id": person.id.map(|id| id.to_string()), "title": person.title,
                    "given_name": person.given.to_string(),
                    "family_name": person.family.as_ref().map(ToString::to_string),
                    "birth": { "date": person.birth.iso(false), "precision": "day" }, "head": nth == 0,
                })
            })
            .collect();
        Ok(json!({
            "id": id(0, 0), "lao": lao, "round": "2569-04", "status": "complete",
            "captured_at": format!("2026-04-{:02}T09:{:02}:{:02}+07:00", 1 + round % 28, phone, at),
            "place": { "house_no": household.house.to_string(), "moo": household.village.moo() },
            "people": people,
            "requests": [{
                "id": id(2, 0), "area": "disaster", "need": "สังกะสี ๒๐ แผ่น", "channel": "survey-team",
                "signature": { "kind": "drawn" },
            }],
        }))
    }

    fn household(&self, number: usize) -> anyhow::Result<Household> {
        let mut households = self.households.lock().ok().context("a thread stopped")?;
        let (population, made) = &mut *households;
        while made.len() <= number {
            made.push(population.next().context("there are no more people")?);
        }
        made.get(number).cloned().context("there are no more people")
    }
}

/// A photo that no other is like, of some hundred kilobytes.
fn photo(round: usize, phone: usize) -> anyhow::Result<Vec<u8>> {
    let mut state = (round * 31 + phone) as u32;
    let grain = image::RgbImage::from_fn(480, 360, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(state >> 24) as u8, (state >> 16) as u8, 90])
    });
    let mut jpeg = std::io::Cursor::new(Vec::new());
    grain.write_to(&mut jpeg, image::ImageFormat::Jpeg)?;
    Ok(jpeg.into_inner())
}
