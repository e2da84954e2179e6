//! Where the sample's villages are, what they are called, and what its offices set for their phones.
//!
//! Owns the ground: each LAO is a patch of its own, the PAO's lies around them, and no place of it is a real one.
//! Called by the sample.

use register::lao::LaoKind;
use serde_json::{Value, json};

use super::{LAOS, Sample, VILLAGES, WORK, Whose, code_of};
use crate::office::Done;

/// What villages are called, from the first on.
const NAMES: [&str; VILLAGES as usize] =
    ["บ้านริมน้ำ", "บ้านท่าเรือ", "บ้านทุ่งล่าง", "บ้านกลาง", "บ้านดอน", "บ้านเชิงเขา"];
/// The last day of a month on which teams survey, as the offices set it.
const SURVEY_UNTIL: u32 = 28;
/// Years after which an office is shown whom it heard nothing new of.
const YEARS_KEPT: u32 = 10;

impl Whose {
    /// The middle of a village, as latitude and longitude.
    pub(super) fn village_at(&self, moo: u32) -> (f64, f64) {
        let (lat, lon) = self.at;
        (lat + f64::from(moo) * 0.01, lon + f64::from(moo % 3) * 0.015)
    }

    /// Around its villages; the PAO's is around everybody's.
    fn boundary(&self) -> Value {
        let (lat, lon) = self.at;
        let ring = match self.kind {
            LaoKind::Pao => vec![
                [99.825, 20.365],
                [99.890, 20.358],
                [99.962, 20.366],
                [99.958, 20.440],
                [99.945, 20.512],
                [99.862, 20.516],
                [99.828, 20.470],
                [99.825, 20.365],
            ],
            _ => vec![
                [lon - 0.009, lat + 0.002],
                [lon + 0.018, lat - 0.001],
                [lon + 0.039, lat + 0.004],
                [lon + 0.041, lat + 0.048],
                [lon + 0.036, lat + 0.069],
                [lon - 0.008, lat + 0.071],
                [lon - 0.010, lat + 0.052],
                [lon - 0.009, lat + 0.002],
            ],
        };
        json!({ "type": "Polygon", "coordinates": [ring] })
    }

    /// All that it set.
    fn settings(&self) -> Value {
        let villages: Vec<Value> = (1..)
            .zip(NAMES)
            .map(|(moo, name)| {
                let (lat, lon) = self.village_at(moo);
                json!({ "moo": moo, "name": name, "tambon": self.tambon, "lat": lat, "lon": lon })
            })
            .collect();
        json!({
            "villages": villages, "boundary": self.boundary(), "occupations": WORK,
            "helpers": ["อบจ. ตัวอย่าง", "เหล่ากาชาดจังหวัด"],
            "aids": ["ถุงยังชีพ", "วัสดุซ่อมแซมบ้าน", "เมล็ดพันธุ์ข้าว"],
            "survey_until": SURVEY_UNTIL, "retention_years": YEARS_KEPT,
        })
    }
}

/// What a village is called.
pub(super) fn village(moo: u32) -> &'static str {
    let nth = moo.checked_sub(1).and_then(|nth| usize::try_from(nth).ok());
    nth.and_then(|nth| NAMES.get(nth)).copied().unwrap_or_default()
}

impl Sample<'_> {
    /// Says where everything is.
    pub(super) async fn lay_out(&self) -> Done<()> {
        for whose in &LAOS {
            self.office.set_settings(code_of(whose.code)?, &whose.settings().to_string()).await?;
        }
        Ok(())
    }
}
