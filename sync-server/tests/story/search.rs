//! Whoever searches finds what a scan of everybody would find, in the same order, on both
//! stores, while people come, change and go.

use std::collections::{BTreeMap, BTreeSet};

use register::decision::Appearance;
use register::lao::LaoCode;
use register::record::{Record, RecordId};
use register::thai;
use sync_server::office::{Office, Search};

use crate::populace::{Populace, nth_lao, write};
use crate::shelf::Shelf;

/// People of each LAO.
const PEOPLE: [usize; 3] = [2_500, 400, 1_200];

/// What may be meant by a typed word.
enum Meant {
    Name(&'static str),
    Digits(&'static str),
    House(&'static str),
    Moo(u32),
}
use Meant::{Digits, House, Moo, Name};

/// What is typed, and what is meant by it.
fn queries() -> Vec<(&'static str, Vec<Meant>)> {
    vec![
        ("สม", vec![Name("สม")]),
        ("สมชาย", vec![Name("สมชาย")]),
        ("มชา", vec![Name("มชา")]),
        ("ก", vec![Name("ก")]),
        ("สม ทอง", vec![Name("สม"), Name("ทอง")]),
        ("ศรี บุญ จัน", vec![Name("ศรี"), Name("บุญ"), Name("จัน")]),
        ("ไม่มีใครชื่อนี้", vec![Name("ไม่มีใครชื่อนี้")]),
        ("123", vec![Digits("123")]),
        ("๑๒๓", vec![Digits("123")]),
        ("0000", vec![Digits("0000")]),
        ("0815", vec![Digits("0815")]),
        ("7", vec![House("7")]),
        ("12/1", vec![House("12/1")]),
        ("๑๒/๑", vec![House("12/1")]),
        ("บ้านเลขที่ 12", vec![House("12")]),
        ("เลขที่12", vec![House("12")]),
        ("ม.5", vec![Moo(5)]),
        ("หมู่ที่ ๕ สม", vec![Moo(5), Name("สม")]),
        ("หมู่05 บุญ 12", vec![Moo(5), Name("บุญ"), House("12")]),
        ("ม", vec![Name("ม")]),
        ("moo 3 100", vec![Moo(3), Digits("100")]),
        ("ม.1", vec![Moo(1)]),
        ("ม.14 14", vec![Moo(14), House("14")]),
    ]
}

/// Everybody's records.
type Everybody = BTreeMap<(LaoCode, RecordId), Record>;

/// Somebody as a scan compares them.
struct Compared {
    who: Appearance,
    name: String,
    community: String,
    house: String,
    moo: Option<u32>,
    numbers: [String; 3],
}

/// Everybody, by LAO, record and person.
fn compared(everybody: &Everybody) -> Vec<Compared> {
    let fold = |text: &Option<String>| thai::fold(text.as_deref().unwrap_or_default());
    let mut all = Vec::new();
    for ((lao, id), record) in everybody {
        let place = record.place.as_ref().unwrap();
        for person in &record.people {
            all.push(Compared {
                who: Appearance { lao: *lao, record: *id, person: person.id },
                name: fold(&person.given_name) + &fold(&person.family_name),
                community: fold(&place.community),
                house: thai::arabic_digits(place.house_no.as_deref().unwrap_or_default()),
                moo: place.moo,
                numbers: [fold(&person.national_id), fold(&person.other_id), fold(&person.phone)],
            });
        }
    }
    all.sort_by_key(|one| one.who);
    all
}

fn is_meant(meant: &Meant, one: &Compared) -> bool {
    let in_house = |no: &str| one.house == no || one.house.starts_with(&format!("{no}/"));
    match meant {
        Name(part) => one.name.contains(part) || one.community.contains(part),
        Digits(part) => in_house(part) || one.numbers.iter().any(|number| number.contains(part)),
        House(no) => in_house(no),
        Moo(moo) => one.moo == Some(*moo),
    }
}

fn scan(everybody: &[Compared], laos: &BTreeSet<LaoCode>, meant: &[Meant]) -> Vec<Appearance> {
    let found = everybody
        .iter()
        .filter(|one| laos.contains(&one.who.lao) && meant.iter().all(|meant| is_meant(meant, one)));
    found.map(|one| one.who).collect()
}

async fn searches_like_a_scan(office: &Office, everybody: &Everybody, all: &[LaoCode]) {
    let scopes: [BTreeSet<LaoCode>; 4] = [
        all.iter().copied().collect(),
        BTreeSet::from([all[1]]),
        BTreeSet::from([all[0], all[2]]),
        BTreeSet::from([nth_lao(404).code]),
    ];
    let compared = compared(everybody);
    let mut found_something = 0;
    for (typed, meant) in queries() {
        for laos in &scopes {
            let all_of_them = scan(&compared, laos, &meant);
            for most in [2, 60] {
                let search = Search { laos: laos.clone(), typed: typed.to_owned(), most };
                let found = office.search(&search).await.unwrap();
                let expected = &all_of_them[..most.min(all_of_them.len())];
                assert_eq!(found.more, all_of_them.len() > most, "{typed}");
                let whos: Vec<Appearance> = found.hits.iter().map(|hit| hit.who).collect();
                assert_eq!(whos, expected, "{typed}, at most {most}");
                for hit in &found.hits {
                    let record = &everybody[&(hit.who.lao, hit.who.record)];
                    assert!(record.people.contains(&hit.person));
                    assert_eq!((&hit.place, hit.standing.is_some()), (&record.place, true));
                }
                found_something += usize::from(!whos.is_empty());
            }
        }
    }
    assert!(found_something > 80, "{found_something}");
    // A whole number, however it is written.
    let numbered = everybody.values().flat_map(|record| &record.people).find(|p| p.national_id.is_some());
    let id = numbered.unwrap().national_id.clone().unwrap();
    let spaced = format!("{} {} {} {}-{}", &id[..1], &id[1..5], &id[5..10], &id[10..12], &id[12..]);
    for typed in [id.clone(), thai::thai_digits(&id), spaced] {
        let search = Search { laos: scopes[0].clone(), typed, most: 10 };
        let found = office.search(&search).await.unwrap();
        assert_eq!(found.hits.len(), 1);
        assert_eq!(found.hits[0].person.national_id.as_ref(), Some(&id));
    }
    for nothing in ["", "  ", "-"] {
        let search = Search { laos: scopes[0].clone(), typed: nothing.to_owned(), most: 10 };
        assert!(office.search(&search).await.unwrap().hits.is_empty(), "nothing typed finds nobody");
    }
}

/// Settles, searches, and searches again after what was found has changed.
pub async fn finds_what_a_scan_finds(shelf: &Shelf) {
    let (office, second) = (&shelf.office, shelf.again().await);
    let db = office.db();
    let mut populace = Populace::new(11, 10_000);
    let mut everybody = Everybody::new();
    let mut all = Vec::new();
    for (nth, people) in (0..).zip(PEOPLE) {
        let lao = nth_lao(nth);
        let mut keep = |batch: Vec<Record>| {
            everybody.extend(batch.into_iter().map(|record| ((record.lao, record.id), record)));
        };
        populace.settle(&**db, &lao, people, &mut keep).await;
        all.push(lao.code);
    }
    searches_like_a_scan(office, &everybody, &all).await;
    searches_like_a_scan(&second, &everybody, &all).await;
    // A few, then more than are worth putting beside the others, then nearly everybody.
    for (every, turn) in [(97, 0), (3, 1), (1, 2)] {
        for code in &all {
            let mut tx = db.begin().await.unwrap();
            let mut head = tx.head(*code).await.unwrap().unwrap();
            let mut changed = Vec::new();
            let mut gone = Vec::new();
            let of_lao = everybody.iter_mut().filter(|((lao, _), _)| lao == code);
            for (nth, (_, record)) in of_lao.enumerate().filter(|(nth, _)| nth % every == 0) {
                record.place.as_mut().unwrap().moo = Some(nth as u32 % 20);
                if turn < 2 && record.people.len() > 1 {
                    let person = record.people.pop().unwrap().id;
                    gone.push(Appearance { lao: record.lao, record: record.id, person });
                }
                record.people[0].given_name = Some(format!("สมชาย{turn}"));
                record.people[0].phone = Some("0815 12/1ß€".to_owned());
                changed.push(record.clone());
            }
            write(&mut *tx, &mut head, &changed).await;
            tx.drop_people(&gone).await.unwrap();
            tx.move_head(*code, &head).await.unwrap();
            tx.commit().await.unwrap();
        }
        searches_like_a_scan(office, &everybody, &all).await;
    }
    searches_like_a_scan(&second, &everybody, &all).await;
}
