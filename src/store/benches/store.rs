//! What the store costs a phone: `cargo bench -p store --bench store`.
//!
//! First tables by percentile, for a list that follows the finger must never stutter and so
//! the slow ones count: searches over 100,000 people, whether a number is known and who is
//! alike among them, and the households of a phone that has just been started. Then, by divan,
//! a durable save, the taking of a page and the trying of a PIN. A word after `--` chooses:
//! `-- search`, `-- households`, or part of a benchmark's name.

mod phone;

use std::cell::Cell;
use std::time::{Duration, Instant};

use divan::{Bencher, black_box};
use people::name::{family, given};
use people::{Chance, Sex};
use phone::{A_HOUSEHOLD, Outcome, fill, house, household, id, page, phone};
use register::calendar::Round;
use register::national_id::NationalId;
use register::record::RecordId;
use store::{FileSecrets, Store, StoreError};

const PEOPLE: u32 = 100_000;

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

/// Some letters of a text, from one place on.
fn piece(text: &str, from: usize, letters: usize) -> String {
    text.chars().skip(from).take(letters).collect()
}

fn searches() -> Outcome<()> {
    let (dir, store) = phone()?;
    let mut chance = Chance::new(31, 0);
    fill(&store, 0, PEOPLE / A_HOUSEHOLD, &mut chance)?;
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
    fill(&store, OWN, HOUSEHOLDS, &mut chance)?;
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
