//! What pages bring a phone: all of each record of its villages, whatever came between, and of a record that
//! it has, only what is new.

use std::collections::{BTreeMap, BTreeSet};

use people::Chance;
use register::change::{Change, ChangeId};
use register::record::RecordId;
use register::wire::{Cursor, Page};
use serde_json::json;
use sync_server::office::{Has, Office};

use crate::shelf::Shelf;
use crate::village::{Phone, TAO, found_laos, from, hire, lao, number, raw, record_id, somebody, visit};

/// Tells all of it.
pub async fn tell(shelf: &Shelf) {
    let office = &shelf.office;
    found_laos(office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let writer = hire(office, TAO, "สมศรี", &[]).await;
    let mut writer = Phone::enrol(office, &writer, 1).await;
    what_changes_again_comes_alone(office, &mut writer).await;
    what_comes_into_a_village_comes_whole(office, &mut writer).await;
    whoever_moves_a_record_to_their_village_is_sent_what_was_done_where_it_was(office, &mut writer).await;
    the_way_to_the_newest_digest_comes_along(office, &mut writer).await;
    no_phone_lacks_a_change_whatever_came_between(office, &mut writer).await;
}

/// A phone, and what pages brought it.
struct Keeper {
    phone: Phone,
    cursor: Option<Cursor>,
    has: BTreeMap<RecordId, BTreeSet<ChangeId>>,
}

impl Keeper {
    async fn hired(office: &Office, moo: &[u32], secret: u8) -> Self {
        let surveyor = hire(office, TAO, "สมหมาย", moo).await;
        let phone = Phone::enrol(office, &surveyor, secret).await;
        Self { phone, cursor: None, has: BTreeMap::new() }
    }

    /// A visit of their own.
    fn captures(&mut self, nth: u32, moo: u32) -> Change {
        let mut visit = home(nth, moo);
        visit.surveyor = Some(self.phone.sender.surveyor.id.clone());
        self.phone.makes(&visit)
    }

    /// Takes one page; how many changes it brought of each record.
    async fn page(&mut self, office: &Office, most: u32) -> (Page, BTreeMap<RecordId, usize>) {
        let has = Has { pulled: self.cursor.as_ref(), digest: None };
        let page = office.pull(&self.phone.sender, has, most).await.unwrap();
        let mut brought = BTreeMap::new();
        for pulled in &page.records {
            let changes = pulled.changes.iter().map(|raw| Change::read(raw.get().as_bytes()).unwrap().id());
            let has = self.has.entry(pulled.record).or_default();
            brought.insert(pulled.record, pulled.changes.len());
            has.extend(changes);
        }
        self.cursor = Some(page.next.clone());
        (page, brought)
    }

    async fn all(&mut self, office: &Office, most: u32) -> BTreeMap<RecordId, usize> {
        let mut all = BTreeMap::new();
        loop {
            let (page, brought) = self.page(office, most).await;
            all.extend(brought);
            if !page.more {
                return all;
            }
        }
    }

    async fn given(&mut self, office: &Office, moo: &[u32]) {
        let mut row = self.phone.sender.surveyor.clone();
        row.moo = moo.iter().copied().collect();
        let mut tx = office.db().begin().await.unwrap();
        tx.put_surveyor(&row).await.unwrap();
        tx.commit().await.unwrap();
        self.phone.sender = office.sender(&self.phone.token).await.unwrap().unwrap();
        assert_eq!(self.phone.sender.surveyor.moo, row.moo);
    }
}

fn home(nth: u32, moo: u32) -> register::record::Record {
    visit(nth, TAO, moo, &[somebody(Some(number(nth.into())), "สมชาย", "สมปอง")])
}

async fn what_changes_again_comes_alone(office: &Office, writer: &mut Phone) {
    let made = [writer.makes(&home(1, 5)), writer.makes(&home(2, 5))];
    writer.pushes(office, &[&made[0], &made[1]]).await;
    let mut near = Keeper::hired(office, &[5], 2).await;
    let mut whole = Keeper::hired(office, &[], 3).await;
    for keeper in [&mut near, &mut whole] {
        assert_eq!(keeper.all(office, 1).await, [(record_id(1), 1), (record_id(2), 1)].into());
    }
    let of_before = Cursor { log: None, ..near.cursor.clone().unwrap() };
    for families in 2..4 {
        let edited = writer
            .edits(record_id(1), |record| record.dwelling.get_or_insert_default().families = Some(families));
        writer.pushes(office, &[&edited]).await;
        for keeper in [&mut near, &mut whole] {
            let page = keeper.page(office, 10).await;
            assert_eq!(page.1, [(record_id(1), 1)].into(), "only what it lacks");
            assert!(!page.0.records[0].people.is_empty());
        }
    }
    // An app that is older says nothing of the log, and is sent all of the record.
    let page = office.pull(&near.phone.sender, from(&of_before), 10).await.unwrap();
    assert_eq!(page.records.iter().map(|pulled| pulled.changes.len()).collect::<Vec<_>>(), [3]);
    assert_eq!(page.next.log, None);
    // So is one that says what no server said: it begins at the start.
    let odd = Cursor { log: Some("many".to_owned()), ..near.cursor.clone().unwrap() };
    let page = office.pull(&near.phone.sender, from(&odd), 10).await.unwrap();
    assert_eq!(page.records.iter().map(|pulled| pulled.changes.len()).collect::<Vec<_>>(), [1, 3]);
    // And past what it sent itself it goes on as it would have by a page.
    let own = near.phone.makes(&home(3, 5));
    let pushed =
        office.push(&near.phone.sender, &raw(&[&own]), from(near.cursor.as_ref().unwrap())).await.unwrap();
    near.cursor = pushed.pulled;
    writer.learn(&own);
    let edited =
        writer.edits(record_id(3), |record| record.dwelling.get_or_insert_default().families = Some(2));
    writer.pushes(office, &[&edited]).await;
    assert_eq!(near.all(office, 10).await, [(record_id(3), 1)].into());
    assert_eq!(whole.all(office, 10).await, [(record_id(3), 2)].into());
}

async fn what_comes_into_a_village_comes_whole(office: &Office, writer: &mut Phone) {
    let mut near = Keeper::hired(office, &[9], 4).await;
    assert!(near.all(office, 10).await.is_empty());
    let moves = writer.edits(record_id(2), |record| record.place.as_mut().unwrap().moo = Some(9));
    writer.pushes(office, &[&moves]).await;
    // With something of its village before it, so that it comes on a page of its own.
    let made = writer.makes(&home(10, 9));
    writer.pushes(office, &[&made]).await;
    let again =
        writer.edits(record_id(2), |record| record.dwelling.get_or_insert_default().families = Some(3));
    writer.pushes(office, &[&again]).await;
    assert_eq!(near.all(office, 1).await, [(record_id(10), 1), (record_id(2), 3)].into());
    // Whoever is given the village later has to have all of it too, the moment they are.
    near.given(office, &[5]).await;
    let brought = near.all(office, 2).await;
    assert_eq!(brought, [(record_id(1), 3), (record_id(3), 2)].into());
    near.given(office, &[9]).await;
    let edited =
        writer.edits(record_id(2), |record| record.dwelling.get_or_insert_default().families = Some(4));
    writer.pushes(office, &[&edited]).await;
    assert_eq!(near.all(office, 1).await, [(record_id(10), 1), (record_id(2), 4)].into());
}

/// A volunteer wrote the wrong village; somebody worked on the record there before they put it right.
async fn whoever_moves_a_record_to_their_village_is_sent_what_was_done_where_it_was(
    office: &Office,
    writer: &mut Phone,
) {
    let mut near = Keeper::hired(office, &[5], 7).await;
    near.all(office, 100).await;
    let own = near.captures(20, 9);
    let pushed =
        office.push(&near.phone.sender, &raw(&[&own]), from(near.cursor.as_ref().unwrap())).await.unwrap();
    near.cursor = pushed.pulled;
    writer.learn(&own);
    let there =
        writer.edits(record_id(20), |record| record.dwelling.get_or_insert_default().families = Some(2));
    writer.pushes(office, &[&there]).await;
    assert!(near.all(office, 100).await.is_empty(), "it is of another village");
    let moves = near.phone.edits(record_id(20), |record| record.place.as_mut().unwrap().moo = Some(5));
    let pushed =
        office.push(&near.phone.sender, &raw(&[&moves]), from(near.cursor.as_ref().unwrap())).await.unwrap();
    assert_eq!((pushed.aside, pushed.pulled), (Vec::new(), None), "there is something to pull");
    assert_eq!(near.all(office, 100).await, [(record_id(20), 3)].into());
    writer.learn(&moves);
    let again =
        writer.edits(record_id(20), |record| record.dwelling.get_or_insert_default().families = Some(3));
    writer.pushes(office, &[&again]).await;
    assert_eq!(near.all(office, 100).await, [(record_id(20), 1)].into());
}

async fn the_way_to_the_newest_digest_comes_along(office: &Office, writer: &mut Phone) {
    let sender = &writer.sender.clone();
    // So many that one more does not make it another size.
    let many: Vec<Change> = (30..70).map(|nth| writer.makes(&home(nth, 7))).collect();
    writer.pushes(office, &many.iter().collect::<Vec<_>>()).await;
    let start = office.pull(sender, Has::default(), 1_000).await.unwrap();
    let (Some(have), None) = (start.digest, start.delta) else { panic!("nothing was said to be held") };
    let same = Has { pulled: Some(&start.next), digest: Some(have) };
    let page = office.pull(sender, same, 10).await.unwrap();
    assert_eq!((page.digest, page.delta), (Some(have), None), "it has the newest");
    let made = writer.makes(&home(21, 5));
    let pushed = loop {
        // A digest that was just made rests for a moment.
        let pushed = office.push(sender, &raw(&[&made]), same).await.unwrap();
        let now = office.pull(sender, same, 10).await.unwrap();
        if now.digest != Some(have) {
            break (pushed, now);
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    };
    let delta = register::digest::Delta::read(&pushed.1.delta.unwrap()).unwrap();
    let sync_server::digests::Parcel::Base(newest) = office.digest("57", None).await.unwrap() else {
        panic!()
    };
    let sync_server::digests::Parcel::Delta(asked) = office.digest("57", Some(have)).await.unwrap() else {
        panic!()
    };
    assert_eq!(delta.to_bytes(), asked, "as if it had been asked for");
    assert_eq!(Some(newest.version()), pushed.1.digest);
    // What nobody published leads nowhere, and a page that others follow says nothing of it.
    let other = Has { pulled: None, digest: Some(have + 1_000) };
    assert_eq!(office.pull(sender, other, 1_000).await.unwrap().delta, None);
    let first = office.pull(sender, Has { pulled: None, digest: Some(have) }, 1).await.unwrap();
    assert_eq!((first.more, first.digest, first.delta), (true, None, None));
}

async fn no_phone_lacks_a_change_whatever_came_between(office: &Office, writer: &mut Phone) {
    let mut truth: BTreeMap<RecordId, BTreeSet<ChangeId>> = BTreeMap::new();
    for row in office.db().look().await.unwrap().log_after(lao(TAO), 0, 10_000).await.unwrap() {
        truth.entry(row.record.unwrap()).or_default().insert(row.id);
    }
    let mut keepers = [Keeper::hired(office, &[5], 8).await, Keeper::hired(office, &[5, 9], 9).await];
    let mut chance = Chance::new(7, 7);
    let mut next = 100;
    let (mut whole_pulls, mut partly) = (0, 0);
    for step in 0..600 {
        let known: Vec<RecordId> = truth.keys().copied().filter(|id| *id != record_id(10)).collect();
        let some = known[chance.below(known.len())];
        let moo = 5 + chance.below(5) as u32;
        let one = chance.below(2);
        let change = match chance.below(11) {
            0 => {
                next += 1;
                Some(writer.makes(&home(next, moo)))
            }
            1..3 => Some(writer.edits(some, |record| {
                record.dwelling.get_or_insert_default().families = Some(10 + step);
            })),
            3 => Some(writer.edits(some, |record| {
                record.place.as_mut().unwrap().moo = Some(moo);
                record.dwelling.get_or_insert_default().families = Some(10 + step);
            })),
            4 => Some(writer.edits(some, |record| {
                record.withdraw = match record.withdraw {
                    None => Some(serde_json::from_value(json!({ "reason": "ซ้ำ" })).unwrap()),
                    Some(_) => None,
                };
            })),
            5 => {
                next += 1;
                let keeper = &mut keepers[one];
                let own = keeper.captures(next, moo);
                sends(office, keeper, writer, &mut truth, &own).await;
                None
            }
            6 => {
                // Their own, as they know it: of another's work on it they may have heard nothing.
                let keeper = &mut keepers[one];
                let theirs = keeper.phone.made();
                if let Some(mine) = theirs.get(chance.below(theirs.len().max(1))) {
                    let own = keeper.phone.edits(*mine, |record| {
                        record.place.as_mut().unwrap().moo = Some(moo);
                        record.dwelling.get_or_insert_default().families = Some(10 + step);
                    });
                    sends(office, keeper, writer, &mut truth, &own).await;
                }
                None
            }
            7 if chance.below(4) == 0 => {
                let moo: &[u32] = [&[5][..], &[5, 9], &[9], &[6, 7, 8], &[]][chance.below(5)];
                keepers[one].given(office, moo).await;
                None
            }
            _ => None,
        };
        if let Some(change) = change {
            writer.pushes(office, &[&change]).await;
            truth.entry(change.edit().record).or_default().insert(change.id());
            continue;
        }
        let keeper = &mut keepers[one];
        let (page, brought) = keeper.page(office, [1, 2, 3, 100][chance.below(4)]).await;
        for (record, many) in brought {
            assert_eq!(keeper.has[&record], truth[&record], "step {step}, {record}");
            partly += usize::from(many < truth[&record].len());
        }
        if page.more {
            continue;
        }
        whole_pulls += 1;
        let moo = &keeper.phone.sender.surveyor.moo;
        let ids: Vec<_> = truth.keys().map(|record| (lao(TAO), *record)).collect();
        for row in office.db().look().await.unwrap().records(&ids).await.unwrap() {
            if moo.is_empty() || row.moo.is_some_and(|at| moo.contains(&at)) {
                assert_eq!(keeper.has.get(&row.id), truth.get(&row.id), "step {step}, {}", row.id);
            }
        }
    }
    assert!(whole_pulls > 20 && partly > 10, "{whole_pulls} pulls to the end, {partly} records in part");
}

/// A phone sends its own work, and goes on from where the answer says.
async fn sends(
    office: &Office,
    keeper: &mut Keeper,
    writer: &mut Phone,
    truth: &mut BTreeMap<RecordId, BTreeSet<ChangeId>>,
    own: &Change,
) {
    let has = Has { pulled: keeper.cursor.as_ref(), digest: None };
    let pushed = office.push(&keeper.phone.sender, &raw(&[own]), has).await.unwrap();
    keeper.cursor = pushed.pulled.or(keeper.cursor.take());
    // Of another village by now, and never theirs: their supervisor is asked.
    if !pushed.aside.is_empty() {
        return;
    }
    let record = own.edit().record;
    keeper.has.entry(record).or_default().insert(own.id());
    truth.entry(record).or_default().insert(own.id());
    writer.learn(own);
}
