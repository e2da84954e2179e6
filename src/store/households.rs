//! Households: what this phone knows of each, for a list to walk by and for a round's progress.
//!
//! Owns the narrow row that is kept of every visit, and gathering the rows of one household
//! over months and phones into one line. Which visits are one household's is the register's
//! (`register::household`); how far a visit has got is `stage`'s.
//!
//! Refuses to know what was answered: whoever opens a household reads its newest record.
//! Called by the app; the rows are written by `record`.

use std::collections::{BTreeMap, HashMap, HashSet};

use register::calendar::Round;
use register::household::{HouseOrder, HouseholdKey};
use register::lao::LaoCode;
use register::moment::Moment;
use register::name;
use register::record::{Place, Record, RecordId, Status};
use rusqlite::Connection;
use serde_json::Value;

use crate::drafts::{self, Draft};
use crate::enrolment::{identity, refuse_if_sealed};
use crate::fault::StoreError;
use crate::opening::Store;
use crate::record::{name_of, record_id};
use crate::stage::{Stage, Stages};

/// A household, as its visits and drafts say. Where they differ the newest that knows speaks.
#[derive(Clone, Debug, PartialEq)]
pub struct Household {
    /// Which; `None` where no house number tells it from others, so that each visit stands alone.
    pub key: Option<HouseholdKey>,
    /// House number as written; empty where none was.
    pub house_no: String,
    /// Village; 0 where none was written down.
    pub moo: u32,
    /// The official code; empty where none was written down.
    pub tambon: String,
    /// Community; empty where none was written down.
    pub community: String,
    /// The head of the household, or whoever is written down first: title and names.
    pub householder: String,
    /// How many people live there.
    pub people: u32,
    /// How many requests the newest visit brought.
    pub requests: u32,
    /// Where it was found: latitude, longitude.
    pub point: Option<(f64, f64)>,
    /// The newest visit; `None` where there is only a draft.
    pub newest: Option<Visit>,
    /// Drafts of it, the one saved last first: an edit of a visit, or a new one.
    pub drafts: Vec<RecordId>,
    /// Whether somebody was there in the round that was asked about, whatever came of it.
    pub visited: bool,
    /// Whether all who were there in that round were refused.
    pub refused: bool,
    /// Whether one of them was whoever holds this phone.
    pub mine: bool,
    /// How far it has got: its drafts, or else the visit of this phone's that is furthest from the office, or else
    /// its newest. A newer visit, of another family or another month, brings no older one there.
    pub stage: Stage,
    /// The visit that is at that stage; `None` where drafts speak.
    pub stands_at: Option<RecordId>,
    /// The visit that its surveyor is to mend, and why: it was set aside or sent back, and is not being edited.
    /// It stands beside drafts of other visits.
    pub to_mend: Option<(RecordId, Stage)>,
}

/// One visit in short.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Its record.
    pub record: RecordId,
    /// In which round.
    pub round: Round,
    /// When.
    pub captured_at: Moment,
    /// Nobody there would take part.
    pub refused: bool,
}

/// How far a round has come in one village, or in one community that lies in none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VillageProgress {
    /// The official code; empty where none was written down.
    pub tambon: String,
    /// Village; 0 where there is none.
    pub moo: u32,
    /// Community, where there is no village.
    pub community: String,
    /// Households that were ever visited.
    pub known: u32,
    /// Those visited in this round.
    pub visited: u32,
    /// Those of them where everybody who came was refused.
    pub refused: u32,
    /// Those of them that whoever holds this phone visited.
    pub mine: u32,
}

/// A draft in short, for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DraftInBrief {
    /// The record that it will be.
    pub id: RecordId,
    /// Where it was left.
    pub page: String,
    /// When it was saved, in milliseconds since 1970, by this device's time.
    pub saved_ms: u64,
    /// Whether it edits a record that is here, and is no new visit.
    pub edits: bool,
    /// Whether that record was sent back and is not answered yet: the answer may be in this draft.
    pub sent_back: bool,
    /// House number as written so far.
    pub house_no: String,
    /// Village; 0 so far as none was written down.
    pub moo: u32,
    /// Community, as far as it was written down.
    pub community: String,
    /// The head of the household, or whoever was written down first.
    pub householder: String,
    /// How many people were written down.
    pub people: u32,
}

impl Store {
    /// Every household that this phone knows of, by its visits and its drafts, in the order of
    /// villages and house numbers; and what this round has brought there.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn households(&self, round: &Round) -> Result<Vec<Household>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            households(c, round, &Stages::read(c)?)
        })
    }

    /// The tambons that visits were in, the commonest first: what the next one is likely in.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn usual_tambons(&self) -> Result<Vec<String>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            let mut query = c.prepare_cached(
                "SELECT tambon FROM visit WHERE tambon <> '' GROUP BY tambon ORDER BY count(*) DESC, tambon LIMIT 8",
            )?;
            let rows = query.query_map([], |row| row.get(0))?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
    }

    /// How far a round has come, village by village. Drafts do not count.
    ///
    /// # Errors
    /// When the database cannot be read, or the phone is locked.
    pub fn progress(&self, round: &Round) -> Result<Vec<VillageProgress>, StoreError> {
        self.read(|c| {
            refuse_if_sealed(c)?;
            Ok(progress(&households(c, round, &Stages::read(c)?)?))
        })
    }
}

/// Village by village, in order.
pub(crate) fn progress(households: &[Household]) -> Vec<VillageProgress> {
    let mut villages: BTreeMap<(&str, u32, &str), VillageProgress> = BTreeMap::new();
    for home in households.iter().filter(|home| home.newest.is_some()) {
        let community = if home.moo > 0 { "" } else { home.community.as_str() };
        let village =
            villages.entry((&home.tambon, home.moo, community)).or_insert_with(|| VillageProgress {
                tambon: home.tambon.clone(),
                moo: home.moo,
                community: community.to_owned(),
                ..VillageProgress::default()
            });
        village.known += 1;
        village.visited += u32::from(home.visited);
        village.refused += u32::from(home.refused);
        village.mine += u32::from(home.mine);
    }
    villages.into_values().collect()
}

/// Writes what a list shows of a visit; nothing where there is none that counts.
pub(crate) fn write_visit(
    connection: &Connection,
    number: i64,
    record: Option<&Record>,
) -> Result<(), StoreError> {
    let Some(record) = record else { return drop_visit(connection, number) };
    let none = Place::default();
    let place = record.place.as_ref().unwrap_or(&none);
    let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    let key = HouseholdKey::of(record.lao, place);
    let householder = record.householder().and_then(|id| record.people.iter().find(|person| person.id == id));
    let point = place.found_at.as_ref().and_then(|fix| fix.lat.zip(fix.lon));
    connection
        .prepare_cached(
            "INSERT INTO visit (record, id, household, round, captured_ms, refused, surveyor, tambon, moo,
                                community, house, householder, people, requests, sent_back, lat, lon,
                                is_survey)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)
             ON CONFLICT (record) DO UPDATE SET
                 household = excluded.household, round = excluded.round, captured_ms = excluded.captured_ms,
                 refused = excluded.refused, surveyor = excluded.surveyor, tambon = excluded.tambon,
                 moo = excluded.moo, community = excluded.community, house = excluded.house,
                 householder = excluded.householder, people = excluded.people,
                 requests = excluded.requests, sent_back = excluded.sent_back,
                 lat = excluded.lat, lon = excluded.lon, is_survey = excluded.is_survey",
        )?
        .execute(rusqlite::params![
            number,
            record.id.uuid().as_bytes(),
            key.as_ref().map_or("", HouseholdKey::as_str),
            record.round.to_string(),
            record.captured_at.unix_ms(),
            record.status == Status::Refused,
            record.surveyor.as_deref().unwrap_or_default(),
            text(&place.tambon),
            place.moo.unwrap_or_default(),
            text(&place.community),
            text(&place.house_no),
            householder.map(name_of).unwrap_or_default(),
            record.people.len(),
            record.requests.len(),
            is_sent_back(record),
            point.map(|(lat, _)| lat),
            point.map(|(_, lon)| lon),
            record.is_of_a_survey(),
        ])?;
    Ok(())
}

/// Whether a supervisor sent the record back and nobody has answered: the newest such review,
/// unless an acceptance came after it.
fn is_sent_back(record: &Record) -> bool {
    record.open_review().is_some()
}

/// Takes a visit off the list.
pub(crate) fn drop_visit(connection: &Connection, number: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM visit WHERE record = ?1")?.execute([number])?;
    Ok(())
}

/// A visit as it is kept for the list.
struct Row {
    number: i64,
    id: RecordId,
    household: String,
    round: String,
    captured_ms: i64,
    refused: bool,
    surveyor: String,
    tambon: String,
    moo: u32,
    community: String,
    house: String,
    householder: String,
    people: u32,
    requests: u32,
    sent_back: bool,
    point: Option<(f64, f64)>,
    /// A team was there; else a list or the office's counter made the house known.
    is_survey: bool,
}

fn rows(connection: &Connection) -> Result<Vec<Row>, StoreError> {
    let mut query = connection.prepare_cached(
        "SELECT record, id, household, round, captured_ms, refused, surveyor, tambon, moo, community, house,
                householder, people, requests, sent_back, lat, lon, is_survey
         FROM visit",
    )?;
    let mut rows = query.query([])?;
    let mut visits = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get_ref(1)?.as_blob().map_err(StoreError::unreadable("a record's id"))?;
        let (lat, lon): (Option<f64>, Option<f64>) = (row.get(15)?, row.get(16)?);
        visits.push(Row {
            number: row.get(0)?,
            id: record_id(id)?,
            household: row.get(2)?,
            round: row.get(3)?,
            captured_ms: row.get(4)?,
            refused: row.get(5)?,
            surveyor: row.get(6)?,
            tambon: row.get(7)?,
            moo: row.get(8)?,
            community: row.get(9)?,
            house: row.get(10)?,
            householder: row.get(11)?,
            people: row.get(12)?,
            requests: row.get(13)?,
            sent_back: row.get(14)?,
            point: lat.zip(lon),
            is_survey: row.get(17)?,
        });
    }
    // Oldest first, so that the newest that knows has the last word; two of one moment by their
    // ids, as in the register.
    visits.sort_unstable_by_key(|visit| (visit.captured_ms, visit.id));
    Ok(visits)
}

pub(crate) fn households(
    connection: &Connection,
    round: &Round,
    stages: &Stages,
) -> Result<Vec<Household>, StoreError> {
    let round = round.to_string();
    let visits = rows(connection)?;
    let mut homes: Vec<Household> = Vec::with_capacity(visits.len());
    let mut by_key: HashMap<String, usize> = HashMap::with_capacity(visits.len());
    let mut of_record: HashMap<RecordId, usize> = HashMap::new();
    for visit in visits {
        let new = homes.len();
        let at = match visit.household.is_empty() {
            true => new,
            false => *by_key.entry(visit.household.clone()).or_insert(new),
        };
        if stages.drafts.contains(&visit.id) {
            of_record.insert(visit.id, at);
        }
        if at == new {
            let key = Some(visit.household.clone()).filter(|key| !key.is_empty()).map(HouseholdKey::kept);
            homes.push(empty(key));
        }
        if let Some(home) = homes.get_mut(at) {
            take_visit(home, visit, &round, stages)?;
        }
    }
    if !stages.drafts.is_empty() {
        let lao = identity(connection)?.map(|identity| identity.lao.code);
        for draft in drafts::drafts(connection)? {
            take_draft(&draft, lao, &mut homes, &mut by_key, &of_record);
        }
    }
    homes.sort_by_cached_key(|home| {
        let house = HouseOrder::of(home.key.as_ref().map_or("", HouseholdKey::house));
        let newest = home.newest.as_ref().map(|visit| visit.record);
        (home.tambon.clone(), home.moo, home.community.clone(), house, newest, home.drafts.first().copied())
    });
    Ok(homes)
}

fn empty(key: Option<HouseholdKey>) -> Household {
    Household {
        key,
        house_no: String::new(),
        moo: 0,
        tambon: String::new(),
        community: String::new(),
        householder: String::new(),
        people: 0,
        requests: 0,
        point: None,
        newest: None,
        drafts: Vec::new(),
        visited: false,
        refused: false,
        mine: false,
        stage: Stage::Others,
        stands_at: None,
        to_mend: None,
    }
}

/// The next newer visit of a household.
fn take_visit(home: &mut Household, visit: Row, round: &str, stages: &Stages) -> Result<(), StoreError> {
    (home.house_no, home.moo, home.tambon) = (visit.house, visit.moo, visit.tambon);
    if !visit.community.is_empty() {
        home.community = visit.community;
    }
    // Nobody is written down where nobody would take part; who lived there is still known.
    if visit.people > 0 {
        (home.householder, home.people) = (visit.householder, visit.people);
    }
    home.requests = visit.requests;
    home.point = visit.point.or(home.point);
    if visit.round == round && visit.is_survey {
        home.refused = visit.refused && (home.refused || !home.visited);
        home.visited = true;
        home.mine |= stages.is_mine(visit.number, &visit.surveyor);
    }
    let stage = stages.of(visit.number, &visit.surveyor, visit.sent_back);
    // Stages are in the order of what needs a person most; of two the newer visit speaks.
    if home.stage >= Stage::Received || stage <= home.stage {
        (home.stage, home.stands_at) = (stage, Some(visit.id));
    }
    if matches!(stage, Stage::Rejected | Stage::SentBack)
        && !stages.drafts.contains(&visit.id)
        && home.to_mend.is_none_or(|(_, before)| stage <= before)
    {
        home.to_mend = Some((visit.id, stage));
    }
    home.newest = Some(Visit {
        record: visit.id,
        round: visit.round.parse().map_err(StoreError::unreadable("a record's round"))?,
        captured_at: Moment::in_thailand(visit.captured_ms).unwrap_or_default(),
        refused: visit.refused,
    });
    Ok(())
}

/// A draft stands with the household of the record that it edits, or of the place that was
/// written down in it; and alone until there is a house number.
fn take_draft(
    draft: &Draft,
    lao: Option<LaoCode>,
    homes: &mut Vec<Household>,
    by_key: &mut HashMap<String, usize>,
    of_record: &HashMap<RecordId, usize>,
) {
    let so_far = SoFar::of(draft);
    let key = lao.and_then(|lao| HouseholdKey::of(lao, &so_far.place));
    let at = match (of_record.get(&draft.id), &key) {
        (Some(at), _) => Some(*at),
        (None, Some(key)) => by_key.get(key.as_str()).copied(),
        (None, None) => None,
    };
    let at = at.unwrap_or_else(|| {
        by_key.extend(key.as_ref().map(|key| (key.as_str().to_owned(), homes.len())));
        let text = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
        homes.push(Household {
            house_no: text(&so_far.place.house_no),
            moo: so_far.place.moo.unwrap_or_default(),
            tambon: text(&so_far.place.tambon),
            community: text(&so_far.place.community),
            householder: so_far.householder.clone(),
            people: so_far.people,
            requests: so_far.requests,
            point: so_far.place.found_at.as_ref().and_then(|fix| fix.lat.zip(fix.lon)),
            ..empty(key)
        });
        homes.len() - 1
    });
    if let Some(home) = homes.get_mut(at) {
        home.drafts.push(draft.id);
        (home.stage, home.stands_at) = (Stage::Draft, None);
    }
}

/// What a draft holds so far, however little: what cannot be read yet is not there yet.
struct SoFar {
    place: Place,
    householder: String,
    people: u32,
    requests: u32,
}

impl SoFar {
    fn of(draft: &Draft) -> Self {
        let json: Value = serde_json::from_str(&draft.json).unwrap_or_default();
        let list = |name: &str| json.get(name).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let people = list("people");
        let head = people.iter().find(|person| person.get("head") == Some(&Value::Bool(true)));
        let word = |name: &str| head.or(people.first())?.get(name)?.as_str();
        let many = |list: &[Value]| u32::try_from(list.len()).unwrap_or(u32::MAX);
        Self {
            place: json
                .get("place")
                .and_then(|place| serde_json::from_value(place.clone()).ok())
                .unwrap_or_default(),
            householder: name::written(word("title"), word("given_name"), word("family_name")),
            people: many(people),
            requests: many(list("requests")),
        }
    }
}

/// Every draft in short, the one saved last first.
pub(crate) fn drafts_in_brief(connection: &Connection) -> Result<Vec<DraftInBrief>, StoreError> {
    let mut query = connection.prepare_cached("SELECT id FROM visit WHERE sent_back = 1")?;
    let ids = query.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let sent_back = ids.map(|id| record_id(&id?)).collect::<Result<HashSet<RecordId>, StoreError>>()?;
    let brief = |draft: Draft| {
        let SoFar { place, householder, people, .. } = SoFar::of(&draft);
        DraftInBrief {
            edits: draft.edits,
            sent_back: sent_back.contains(&draft.id),
            id: draft.id,
            page: draft.page,
            saved_ms: draft.saved_ms,
            house_no: place.house_no.unwrap_or_default(),
            moo: place.moo.unwrap_or_default(),
            community: place.community.unwrap_or_default(),
            householder,
            people,
        }
    };
    Ok(drafts::drafts(connection)?.into_iter().map(brief).collect())
}

/// Households with a record of whoever holds this phone that was sent back and is not being answered. The list has
/// those that the server set aside besides.
pub(crate) fn sent_back(connection: &Connection, stages: &Stages) -> Result<u64, StoreError> {
    let mut query =
        connection.prepare_cached("SELECT record, id, surveyor, household FROM visit WHERE sent_back = 1")?;
    let mut rows = query.query([])?;
    let mut count = 0;
    let mut counted = HashSet::new();
    while let Some(row) = rows.next()? {
        let id = record_id(&row.get::<_, Vec<u8>>(1)?)?;
        let stage = stages.of(row.get(0)?, &row.get::<_, String>(2)?, true);
        if stage != Stage::SentBack || stages.drafts.contains(&id) {
            continue;
        }
        let household: String = row.get(3)?;
        // Where no house number tells them from others, each visit stands alone.
        count += u64::from(household.is_empty() || counted.insert(household));
    }
    Ok(count)
}

#[cfg(test)]
#[path = "households_tests.rs"]
mod tests;
