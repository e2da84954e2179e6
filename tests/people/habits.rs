//! Habits: every share and weight that makes a list what it is.
//!
//! Owns the numbers, one place, each with its reason. They are judgements of what Thai
//! village lists look like, not measurements; a harder or an easier list is made by
//! changing them, never by changing code. Called by everything that draws by weight.

use crate::damage::Damage;
use crate::household::HouseholdKind;
use crate::row::SexCode;
use crate::slip::Slip;
use crate::village::{VillageKind, VillageStyle};

/// Weights are relative to each other; shares are of one.
#[derive(Debug, Clone)]
pub struct Habits {
    /// The year of the survey; nobody is born after it.
    pub year: i32,

    // Who lives there.
    /// What kinds of villages there are.
    pub villages: Vec<(VillageKind, f64)>,
    /// Fewest and most people of a village.
    pub village_people: (i32, i32),
    /// What kinds of households there are.
    pub households: Vec<(HouseholdKind, f64)>,
    /// In a village of one name, the share of households that bear it.
    pub one_name_share: f64,
    /// Elsewhere, the share of households whose family name is not one of the village's own.
    pub outsiders: f64,
    /// Wives who kept their own family name. Since 2003 they may; unregistered marriage is common too.
    pub wife_keeps_name: f64,
    /// Houses numbered 123/4: built in the garden of 123.
    pub divided_houses: f64,
    /// Births that are twins.
    pub twins: f64,
    /// Twins whose names are one letter apart; the others share the first part.
    pub twins_nearly: f64,
    /// Later children who are named after the first: สมชาย, สมศักดิ์.
    pub siblings_akin: f64,
    /// Later children whose name is one letter from the first's.
    pub siblings_nearly: f64,
    /// Sons who bear their father's given name.
    pub father_and_son: f64,
    /// Households whose head has the name of someone in another village, made so on top of chance.
    pub namesakes: f64,
    /// Of those, born in the same year.
    pub namesakes_of_year: f64,
    /// Of those, born on the same day.
    pub namesakes_of_day: f64,
    /// People born before 1960 whose day was never written down: 1 January on the card.
    pub year_only_elders: f64,
    /// The same, for hill people and migrants of any age.
    pub year_only_hill: f64,
    /// Hill people and migrants who have no number at all.
    pub undocumented: f64,
    /// Hill people who have a family name.
    pub hill_family_name: f64,
    /// In a Thai village, households of migrants; in a border village ten times as many.
    pub migrants: f64,
    /// Households where a Westerner married in.
    pub westerners: f64,
    /// Men of working age listed by rank.
    pub ranks: f64,

    // How the list is written.
    /// Rows whose birth date is in พ.ศ.
    pub buddhist_era: f64,
    /// How sex is coded.
    pub sex_codes: Vec<(SexCode, f64)>,
    /// How villages are written.
    pub village_style: VillageStyle,
    /// Rows whose village follows another style.
    pub stray_village_style: f64,
    /// Titles written the other way: เด็กชาย for ด.ช., น.ส. for นางสาว.
    pub title_variants: f64,

    // What goes wrong.
    /// What befalls first rows, each on its own and with this probability.
    pub flaws: Vec<(Damage, f64)>,
    /// Fathers and sons of one name whose first row lacks the birth date.
    pub father_and_son_undated: f64,
    /// First rows of twins, near-named siblings, and fathers and sons of one name, on which a
    /// housemate's ID was typed, mostly the other's: the hardest trap for `same`.
    pub alike_share_id: f64,
    /// People who appear again.
    pub copies: f64,
    /// Of those, they who appear a third time.
    pub third_rows: f64,
    /// How many damages a copy has: none, one, … four.
    pub damage_counts: Vec<(usize, f64)>,
    /// Which damages copies have.
    pub damages: Vec<(Damage, f64)>,
    /// Copies that no honest clerk could match are damaged anew, but for this share. With 1.0
    /// about 1.1 % of true pairs are beyond evidence; truth there cannot be judged.
    pub beyond_evidence_kept: f64,
}

impl Default for Habits {
    fn default() -> Self {
        use Damage::*;
        Self {
            year: 2026,
            villages: vec![
                (VillageKind::Farming, 0.72),
                (VillageKind::OneName, 0.10),
                (VillageKind::Hill, 0.10),
                (VillageKind::Border, 0.08),
            ],
            village_people: (150, 900),
            // Mean size 3.1, near the national mean.
            households: vec![
                (HouseholdKind::Alone, 0.15),
                (HouseholdKind::Couple, 0.17),
                (HouseholdKind::Nuclear, 0.28),
                (HouseholdKind::ThreeGenerations, 0.18),
                // Parents at work in Bangkok: common in the north and north-east.
                (HouseholdKind::SkippedGeneration, 0.10),
                (HouseholdKind::LoneParent, 0.10),
                (HouseholdKind::Temple, 0.01),
                (HouseholdKind::Workers, 0.01),
            ],
            one_name_share: 0.75,
            outsiders: 0.25,
            wife_keeps_name: 0.30,
            divided_houses: 0.30,
            twins: 0.012,
            twins_nearly: 0.4,
            siblings_akin: 0.30,
            siblings_nearly: 0.04,
            father_and_son: 0.01,
            namesakes: 0.05,
            namesakes_of_year: 0.35,
            namesakes_of_day: 0.05,
            year_only_elders: 0.15,
            year_only_hill: 0.40,
            undocumented: 0.25,
            hill_family_name: 0.45,
            migrants: 0.015,
            westerners: 0.004,
            ranks: 0.02,

            buddhist_era: 0.35,
            sex_codes: vec![(SexCode::Digit, 0.5), (SexCode::Thai, 0.35), (SexCode::English, 0.15)],
            village_style: VillageStyle::Code,
            stray_village_style: 0.03,
            title_variants: 0.15,

            flaws: vec![
                (IdMissing, 0.03),
                (IdDigit, 0.003),
                (IdWritten, 0.01),
                (RelativesId, 0.003),
                (StrangersId, 0.0005),
                (PlaceholderId, 0.003),
                (BirthMissing, 0.02),
                (BirthFuture, 0.001),
                (SexMissing, 0.01),
                (SexWrong, 0.002),
                (TitleInFirst, 0.01),
                (HouseWritten, 0.02),
                (VillageMissing, 0.005),
            ],
            father_and_son_undated: 0.5,
            alike_share_id: 0.02,
            copies: 0.12,
            third_rows: 0.10,
            damage_counts: vec![(0, 0.22), (1, 0.36), (2, 0.24), (3, 0.12), (4, 0.06)],
            damages: vec![
                (Typing(Slip::ToneMark), 6.0),
                (Typing(Slip::SilentLetter), 7.0),
                (Typing(Slip::SameSound), 8.0),
                (Typing(Slip::VowelLength), 5.0),
                (Typing(Slip::SaraAi), 3.0),
                (Typing(Slip::RoHan), 3.0),
                (Typing(Slip::SaraAmInTwo), 3.0),
                (Typing(Slip::SaraEForAe), 3.0),
                (Typing(Slip::MarkOrder), 3.0),
                (Typing(Slip::Invisible), 2.0),
                (Typing(Slip::Space), 2.0),
                (Typing(Slip::NeighbourKey), 4.0),
                (Typing(Slip::Dropped), 5.0),
                (Typing(Slip::Doubled), 2.0),
                (Typing(Slip::Transposed), 3.0),
                (GivenChanged, 1.5),
                (Nickname, 0.5),
                (FamilyByMarriage, 5.0),
                (Ordained, 0.5),
                (TitleDiffers, 8.0),
                (TitleInFirst, 5.0),
                (NamesSwapped, 1.0),
                (NamesInOneField, 3.0),
                (IdMissing, 12.0),
                (IdDigit, 6.0),
                (IdNeighbours, 3.5),
                (IdWritten, 5.0),
                (IdScientific, 0.7),
                (IdZeroLost, 3.0),
                (RelativesId, 2.0),
                (StrangersId, 0.5),
                (PlaceholderId, 1.0),
                (BirthDayMonth, 2.0),
                (BirthYear, 3.0),
                (BirthEra, 2.0),
                (BirthFirstOfJanuary, 3.0),
                (BirthMissing, 4.0),
                (BirthFuture, 0.3),
                (SexWrong, 1.5),
                (SexMissing, 2.0),
                (Moved, 7.0),
                (HouseWritten, 6.0),
                (VillageMissing, 2.0),
            ],
            beyond_evidence_kept: 0.30,
        }
    }
}
