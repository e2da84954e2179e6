//! What the store costs a phone: `cargo bench -p store --bench store`.
//!
//! First tables by percentile, for a list that follows the finger must never stutter and so
//! the slow ones count: searches over 100,000 people, whether a number is known and who is
//! alike among them, and the households of a phone that has just been started. Then, by divan,
//! a durable save, the taking of a page and the trying of a PIN. A word after `--` chooses:
//! `-- search`, `-- households`, or part of a benchmark's name.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use divan::{Bencher, black_box};
use ed25519_dalek::SigningKey;
use people::name::{family, given};
use people::{Chance, Sex};
use register::calendar::Round;
use register::change::{Author, DeviceId, Edit};
use register::clock::Stamp;
use register::national_id::NationalId;
use register::record::{Record, RecordId};
use register::seal::PublicKey;
use register::wire::{Cursor, Page, Pulled, Surveyor};
use serde_json::json;
use serde_json::value::RawValue;
use store::{FileSecrets, Identity, Store, StoreError};
use tempfile::TempDir;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const PEOPLE: u32 = 100_000;
const A_HOUSEHOLD: u32 = 4;

const HOUSEHOLDS: u32 = 10_000;
/// Of these, this phone's own.
const OWN: u32 = 1_000;

/// A table that is printed.
type Table = fn() -> Outcome<()>;

fn main() {
    let named: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let tables: [(&str, Table); 2] = [("search", searches), ("households", lists)];
    for (name, table) in tables {
        // Whoever names one bench is not made to wait for the tables.
        if (named.is_empty() || named.iter().any(|word| name.contains(word.as_str())))
            && let Err(error) = table()
        {
            eprintln!("{name} could not be measured: {error}");
        }
    }
    divan::main();
}

/// One line of a table: the median, the slowest of a hundred, and the slowest.
fn line(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: usize| times.get(times.len() * share / 100).copied().unwrap_or_default();
    let slowest = times.last().copied().unwrap_or_default();
    println!("| {what} | {:.2?} | {:.2?} | {:.2?} |", at(50), at(99), slowest);
}

fn timed<T, E>(run: impl FnOnce() -> Result<T, E>) -> Result<Duration, E> {
    let since = Instant::now();
    black_box(run()?);
    Ok(since.elapsed())
}

fn id(number: u32) -> Outcome<RecordId> {
    Ok(format!("0196a3c2-7d1e-7c55-9b0a-0000{number:08x}").parse()?)
}

/// In each of the twelve villages, house by house.
fn house(number: u32) -> String {
    format!("{}/{}", number / 12 + 1, number % 30)
}

/// A household of four, with the answers that a visit brings.
fn household(number: u32, chance: &mut Chance) -> Outcome<Record> {
    let surname = family(chance).to_string();
    let people = (0..A_HOUSEHOLD)
        .map(|at| {
            let sex = if at % 2 == 0 { Sex::Male } else { Sex::Female };
            let digits = 100_000_000_000 + u64::from(number * A_HOUSEHOLD + at);
            let born = (1930 + chance.below(90), 1 + chance.below(12), 1 + chance.below(28));
            json!({
                "id": format!("0196a3c2-7d1e-7c55-9b0b-{at:04x}{number:08x}"),
                "national_id": NationalId::completing(digits).map(|id| id.to_string()),
                "title": if at % 2 == 0 { "นาย" } else { "นาง" },
                "given_name": given(chance, sex).to_string(), "family_name": surname,
                "sex": if at % 2 == 0 { "male" } else { "female" },
                "birth": { "date": format!("{:04}-{:02}-{:02}", born.0, born.1, born.2), "precision": "day" },
                "nationality": "TH",
                "registered": "here", "family": 1, "head": at == 0, "occupation": "ทำนา",
                "phone": format!("08{:08}", number % 100_000_000),
                "low_income": "yes", "welfare_register": "unknown", "destitute": false
            })
        })
        .collect::<Vec<_>>();
    let record = json!({
        "id": id(number)?, "lao": "05090901", "round": "2569-04",
        "captured_at": "2026-04-12T09:31:05+07:00", "surveyor": "s-001", "status": "complete",
        "place": { "house_no": house(number), "moo": number % 12 + 1,
                   "tambon": "570903", "postcode": "57130",
                   "found_at": { "lat": 20.0 + f64::from(number) * 0.000_1, "lon": 99.8841, "accuracy_m": 6.5,
                                 "source": "gps" } },
        "dwelling": { "tenure": "owner", "regular": true, "families": 1, "main_occupation": "ทำนา" },
        "people": people
    });
    Ok(Record::from_value(record)?)
}

/// A page of other phones' households, from this number on.
fn page(first: u32, households: u32, chance: &mut Chance) -> Outcome<Page> {
    let author = Author { device: DeviceId::new("d-02"), surveyor: Some("s-002".into()) };
    let key = SigningKey::from_bytes(&[2; 32]);
    let mut records = Vec::new();
    for number in first..first + households {
        let record = household(number, chance)?;
        let change = Edit::making(&record, author.clone(), Stamp::new(u64::from(number), 0)).sign(&key);
        records.push(Pulled {
            record: record.id,
            changes: vec![RawValue::from_string(change.to_json())?],
            people: Default::default(),
        });
    }
    let next = Cursor { epoch: "e".into(), seq: u64::from(first + households) };
    Ok(Page { records, next, more: true, lists: String::new(), digest: None, erased: Default::default() })
}

fn phone() -> Outcome<(TempDir, Store)> {
    let dir = TempDir::new()?;
    let store = Store::open(dir.path(), &FileSecrets::within(dir.path()))?;
    let lao =
        json!({ "code": "05090901", "name": "เทศบาล", "kind": "tambon-municipality", "province": "57" });
    store.enrol(&Identity {
        device: DeviceId::new("d-01"),
        key: SigningKey::from_bytes(&[1; 32]),
        token: "token".into(),
        server: "http://127.0.0.1:1".into(),
        server_key: PublicKey::of(&SigningKey::from_bytes(&[3; 32])),
        certificate: None,
        recipient: "age1synthetic".into(),
        surveyor: Surveyor {
            id: "s-001".into(),
            name: "สมใจ".into(),
            roles: BTreeSet::new(),
            moo: BTreeSet::new(),
        },
        lao: serde_json::from_value(lao)?,
    })?;
    Ok((dir, store))
}

/// Some letters of a text, from one place on.
fn piece(text: &str, from: usize, letters: usize) -> String {
    text.chars().skip(from).take(letters).collect()
}

fn searches() -> Outcome<()> {
    let (dir, store) = phone()?;
    let mut chance = Chance::new(31, 0);
    for first in (0..PEOPLE / A_HOUSEHOLD).step_by(250) {
        store.take_page(&page(first, 250, &mut chance)?)?;
    }
    let bytes: u64 =
        std::fs::read_dir(dir.path())?.flatten().filter_map(|f| Some(f.metadata().ok()?.len())).sum();
    println!("{PEOPLE} people, {} households, {} MB on the disk", PEOPLE / A_HOUSEHOLD, bytes / 1_000_000);
    println!("\n| what is typed | median | 99 of 100 | slowest |\n|---|---|---|---|");
    let mut names = || (given(&mut chance, Sex::Female).to_string(), family(&mut chance).to_string());
    let mut typed: Vec<(&str, Vec<String>)> = Vec::new();
    let mut each = |what, mut word: Box<dyn FnMut(u32) -> String + '_>| {
        typed.push((what, (0..1000).map(&mut word).collect()));
    };
    let pairs: Vec<(String, String)> = (0..1000).map(|_| names()).collect();
    let pair = |at: u32| pairs.get(at as usize).cloned().unwrap_or_default();
    each("one letter", Box::new(|at| piece(&pair(at).0, at as usize % 3, 1)));
    each("two letters", Box::new(|at| piece(&pair(at).0, at as usize % 3, 2)));
    each("two letters that nobody has", Box::new(|at| format!("{}ฬ", piece("ฏฎฑฐฌฒ", at as usize % 6, 1))));
    each("three letters", Box::new(|at| piece(&pair(at).0, 1, 3)));
    each("a given name", Box::new(|at| pair(at).0));
    each("given and family name", Box::new(|at| format!("{} {}", pair(at).0, pair(at).1)));
    each("a name and two letters", Box::new(|at| format!("{} {}", pair(at).0, piece(&pair(at).1, 0, 2))));
    each("a house", Box::new(|at| house(at * 24)));
    each("four digits of an ID", Box::new(|at| format!("{:04}", at * 7 % 10_000)));
    each(
        "a whole ID",
        Box::new(|at| {
            NationalId::completing(100_000_000_000 + u64::from(at * 97))
                .map(|id| id.to_string())
                .unwrap_or_default()
        }),
    );
    for (what, words) in typed {
        let mut times = Vec::with_capacity(words.len());
        for word in &words {
            times.push(timed(|| store.search(word, 50))?);
        }
        line(what, times);
    }
    let mut times = Vec::new();
    for at in 0..1000 {
        let Some(id) = NationalId::completing(100_000_000_000 + at * 197) else { continue };
        times.push(timed(|| store.known(id))?);
    }
    line("is a number known (half of them are)", times);
    let (mut times, mut found) = (Vec::new(), 0);
    for at in 0..1000 {
        // Everybody's second is somebody who is here, met in their house or elsewhere, without
        // a number; of every third only the year of birth is known.
        let (number, mut other) = (at * 24, Chance::new(u64::from(at), 1));
        let mut person = household(number, &mut other)?;
        if at % 2 == 0 {
            person = store.record(id(number)?)?.ok_or("a household is missing")?.record;
        }
        let place = person.place.clone().filter(|_| at % 4 < 2);
        let mut person = person.people.swap_remove(at as usize % 4);
        (person.national_id, person.phone) = (None, None);
        person.id = format!("0196a3c2-7d1e-7c55-9b0d-0000{at:08x}").parse()?;
        if at % 3 == 0 {
            person.birth = person.born().map(|birth| register::birth::Birth::year_only(birth.year()).into());
        }
        times.push(timed(|| {
            let similar = store.similar(&person, place.as_ref(), 5);
            found += usize::from(similar.as_ref().is_ok_and(|similar| !similar.is_empty()));
            similar
        })?);
    }
    line("who is alike", times);
    println!("\nsomebody alike was found for {found} of 1000, of whom 500 are here");
    Ok(())
}

/// What a list of households and a home screen cost a phone.
fn lists() -> Outcome<()> {
    let (dir, store) = phone()?;
    let mut chance = Chance::new(31, 0);
    for first in (OWN..HOUSEHOLDS).step_by(250) {
        store.take_page(&page(first, 250.min(HOUSEHOLDS - first), &mut chance)?)?;
    }
    for number in 0..OWN {
        store.keep(&household(number, &mut chance)?, &[])?;
    }
    let round: Round = "2569-04".parse()?;
    println!("\n{} households, {OWN} of them this phone's own", store.households(&round)?.len());
    drop(store);
    println!("\n| what is read | median | 99 of 100 | slowest |\n|---|---|---|---|");
    let secrets = FileSecrets::within(dir.path());
    let (mut open, mut cold, mut warm) = (Vec::new(), Vec::new(), Vec::new());
    let (mut cold_home, mut home, mut stages) = (Vec::new(), Vec::new(), Vec::new());
    let ids: Vec<RecordId> = (0..20).map(|at| id(at * 450)).collect::<Outcome<_>>()?;
    for _ in 0..50 {
        let since = Instant::now();
        let store = Store::open(dir.path(), &secrets)?;
        open.push(since.elapsed());
        cold.push(timed(|| store.households(&round))?);
        warm.push(timed(|| store.households(&round))?);
        home.push(timed(|| store.home(&round))?);
        stages.push(timed(|| store.stages(&ids))?);
        drop(store);
        let store = Store::open(dir.path(), &secrets)?;
        cold_home.push(timed(|| store.home(&round))?);
    }
    line("opening the store", open);
    line("all households, just started", cold);
    line("all households again", warm);
    line("the home screen, just started", cold_home);
    line("the home screen again", home);
    line("the stages of twenty records", stages);
    Ok(())
}

/// A household of four, durable when it returns.
#[divan::bench(sample_count = 200, sample_size = 1)]
fn keeping_a_household_of_four(bencher: Bencher<'_, '_>) {
    let Ok((_dir, store)) = phone() else { return };
    let (mut chance, number) = (Chance::new(7, 0), Cell::new(0));
    bencher
        .with_inputs(|| {
            number.set(number.get() + 1);
            household(number.get(), &mut chance)
        })
        .bench_local_values(|record| -> Result<_, StoreError> {
            record.map_or(Ok(None), |record| store.keep(&record, &[]).map(Some))
        });
}

/// The first 200 households, after which a phone is of use.
#[divan::bench(sample_count = 25, sample_size = 1)]
fn taking_a_page_of_200_households(bencher: Bencher<'_, '_>) {
    let Ok((_dir, store)) = phone() else { return };
    let (mut chance, first) = (Chance::new(7, 0), Cell::new(0));
    bencher
        .with_inputs(|| {
            first.set(first.get() + 200);
            page(first.get(), 200, &mut chance)
        })
        .bench_local_values(|page| page.map(|page| store.take_page(&page).map_err(|e| e.to_string())).ok());
}

/// One number among a hundred visits.
#[divan::bench]
fn asking_for_a_number(bencher: Bencher<'_, '_>) {
    let Ok((_dir, store)) = phone() else { return };
    let taken =
        page(0, 100, &mut Chance::new(7, 0)).map(|page| store.take_page(&page).map_err(|e| e.to_string()));
    black_box(taken).ok();
    let Some(id) = NationalId::completing(100_000_000_007) else { return };
    bencher.bench_local(|| store.known(black_box(id)).map_err(|e| e.to_string()));
}

/// A PIN, as often as a person tries one.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn trying_a_pin(bencher: Bencher<'_, '_>) {
    let Ok((_dir, store)) = phone() else { return };
    if store.set_pin("271828").is_err() {
        return;
    }
    bencher.bench_local(|| store.try_pin(black_box("271828"), 0).map_err(|e| e.to_string()));
}
