//! What leads a phone on from the digest that it has, whichever process it asks: of two on one database, of
//! one that was started anew, of an office that was restored.

use std::collections::BTreeSet;

use cluster::Cluster;
use register::change::Change;
use register::digest::{Answer, Delta, Digest};
use register::lao::{Lao, LaoKind};
use register::national_id::NationalId;
use register::record::Record;
use sync_server::db::digests::WholeDigest;
use sync_server::db::{Tenant, UserRole};
use sync_server::digests::Parcel;
use sync_server::office::{Decide, Office, now};

use crate::shelf::Shelf;
use crate::village::{Phone, TAO, found_laos, hire, lao, number, record_id, somebody, visit};

const PROVINCE: &str = "57";

/// Tells all of it.
pub async fn tell(shelf: &Shelf, restored_into: Option<(&Cluster, &str)>) {
    let office = &shelf.office;
    found_laos(office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let writer = hire(office, TAO, "สมศรี", &[]).await;
    let mut writer = Phone::enrol(office, &writer, 1).await;
    // So many that the fifty who come after them do not make it another size.
    let many: Vec<Change> = (1..=700).map(|nth| writer.makes(&home(nth))).collect();
    for some in many.chunks(100) {
        writer.pushes(office, &some.iter().collect::<Vec<_>>()).await;
    }

    let mut phone = Held::default();
    assert_eq!(phone.asks(office).await, "base");
    let first = phone.clone();
    either_process_leads_on(shelf, &mut writer, &mut phone).await;
    two_at_one_moment_go_one_way(shelf, &mut writer, &mut phone).await;
    one_that_was_started_anew_leads_on_from_long_ago(shelf, &first, &phone).await;
    what_is_too_old_or_damaged_is_made_anew(shelf, &mut writer, &mut phone).await;
    whoever_counts_no_more_is_not_held_and_is_again_when_restored(office, &mut writer, &mut phone).await;
    a_lao_takes_its_numbers_along_into_another_province(office, &mut phone).await;
    a_restored_office_takes_no_later_digest_for_its_own(shelf, &mut writer, phone, restored_into).await;
}

fn home(nth: u32) -> Record {
    visit(nth, TAO, 5, &[somebody(Some(held(nth)), "สมชาย", "สมปอง")])
}

fn held(nth: u32) -> NationalId {
    number(nth.into())
}

/// The digest that a phone has.
#[derive(Clone, Default)]
struct Held(Option<Digest>);

impl Held {
    fn version(&self) -> u64 {
        self.0.as_ref().unwrap().version()
    }

    /// Asks as a phone does, and says what came.
    async fn asks(&mut self, office: &Office) -> &'static str {
        match office.digest(PROVINCE, self.0.as_ref().map(Digest::version)).await.unwrap() {
            Parcel::Current => "current",
            Parcel::Delta(delta) => {
                self.0.as_mut().unwrap().apply(&Delta::read(&delta).unwrap()).unwrap();
                "delta"
            }
            Parcel::Base(base) => {
                self.0 = Some(Digest::read(base.to_bytes()).unwrap());
                "base"
            }
        }
    }

    /// Asks until it knows this number: what was just made rests for a moment. What it is led on by is never the
    /// whole digest.
    async fn learns(&mut self, office: &Office, nth: u32) {
        while !self.knows(office, nth) {
            assert_ne!(self.asks(office).await, "base", "it has one");
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    fn knows(&self, office: &Office, nth: u32) -> bool {
        let answer = self.0.as_ref().unwrap().answer(&office.digest_key(PROVINCE), held(nth));
        answer.unwrap() == Answer::Elsewhere
    }
}

async fn either_process_leads_on(shelf: &Shelf, writer: &mut Phone, phone: &mut Held) {
    let (one, other) = (&shelf.office, &shelf.again().await);
    assert_eq!(phone.asks(other).await, "current", "another process has what the first one published");
    for turn in 0..10 {
        // One that does not seem to be held: one in 217 does.
        let nth = (1_000 + 100 * turn..).find(|nth| !phone.knows(one, *nth)).unwrap();
        let made = writer.makes(&home(nth));
        writer.pushes(one, &[&made]).await;
        let (asked_first, then) = if turn % 2 == 0 { (one, other) } else { (other, one) };
        let before = phone.clone();
        phone.learns(asked_first, nth).await;
        assert_eq!(phone.asks(then).await, "current", "whoever has the newest is not sent one from before");
        let mut late = before;
        assert_eq!(late.asks(then).await, "delta");
        assert_eq!(late.0, phone.0);
    }
}

async fn two_at_one_moment_go_one_way(shelf: &Shelf, writer: &mut Phone, phone: &mut Held) {
    let (one, other) = (&shelf.office, &shelf.again().await);
    let mut there = phone.clone();
    for nth in 3_000..3_030 {
        let made = writer.makes(&home(nth));
        writer.pushes(one, &[&made]).await;
        let (here, elsewhere) = tokio::join!(phone.asks(one), there.asks(other));
        assert!(here != "base" && elsewhere != "base", "{nth}: {here}, {elsewhere}");
        if phone.version() == there.version() {
            assert_eq!(phone.0, there.0);
        }
    }
    phone.learns(other, 3_029).await;
    there.learns(one, 3_029).await;
    assert!(phone.asks(one).await != "base" && there.asks(one).await != "base");
    assert_eq!(phone.0, there.0);
}

async fn one_that_was_started_anew_leads_on_from_long_ago(shelf: &Shelf, first: &Held, phone: &Held) {
    let anew = shelf.again().await;
    let mut back = first.clone();
    assert_eq!(back.asks(&anew).await, "delta", "it was away for all of the above");
    assert_eq!(back.0, phone.0);
    let mut tx = anew.db().look().await.unwrap();
    assert_eq!(tx.newest_digest(PROVINCE).await.unwrap(), Some(phone.version()));
    let whole = tx.whole_digest(PROVINCE).await.unwrap().unwrap();
    assert_eq!(whole.version, first.version(), "steps lead from there to the newest");
}

async fn what_is_too_old_or_damaged_is_made_anew(shelf: &Shelf, writer: &mut Phone, phone: &mut Held) {
    let office = &shelf.office;
    assert_eq!(office.forget_old_digests().await.unwrap(), 0, "all of it is of today");
    let mut tx = office.db().begin().await.unwrap();
    assert!(tx.forget_digests(now() + 1).await.unwrap() > 2);
    tx.commit().await.unwrap();
    assert_eq!(phone.asks(&shelf.again().await).await, "current", "the same numbers have the same version");
    let made = writer.makes(&home(4_000));
    writer.pushes(office, &[&made]).await;
    phone.learns(office, 4_000).await;

    let mut tx = office.db().begin().await.unwrap();
    let damaged = WholeDigest { version: phone.version(), bytes: b"no digest".to_vec(), at: now() };
    assert!(tx.publish_whole(PROVINCE, Some(phone.version()), &damaged).await.unwrap());
    let late = tx.publish_whole(PROVINCE, Some(phone.version() - 1), &damaged).await.unwrap();
    assert!(!late, "what is the newest no longer is not led on from");
    tx.commit().await.unwrap();
    let mut new = Held::default();
    assert_eq!(new.asks(&shelf.again().await).await, "base");
    assert_eq!(new.0, phone.0);
    let made = writer.makes(&home(4_100));
    writer.pushes(office, &[&made]).await;
    new.learns(&shelf.again().await, 4_100).await;
}

async fn whoever_counts_no_more_is_not_held_and_is_again_when_restored(
    office: &Office,
    writer: &mut Phone,
    phone: &mut Held,
) {
    let (user, _) = office.add_user(lao(TAO), "หัวหน้า", UserRole::Supervisor).await.unwrap();
    let withdrawn = writer.withdraws(record_id(10), "บันทึกซ้ำ");
    writer.pushes(office, &[&withdrawn]).await;
    while phone.knows(office, 10) {
        assert_ne!(phone.asks(office).await, "base", "it has one");
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    office.decide(&user, Decide::Restore(record_id(10))).await.unwrap();
    phone.learns(office, 10).await;
}

async fn a_lao_takes_its_numbers_along_into_another_province(office: &Office, phone: &mut Held) {
    // Its phones fetch the whole digest: of the province that it leaves little is left.
    for (province, is_held) in [("50", false), (PROVINCE, true)] {
        let known = Lao {
            code: lao(TAO),
            name: "อบต.ตัวอย่าง".to_owned(),
            kind: LaoKind::Tao,
            province: province.to_owned(),
        };
        office.add_lao(Tenant { lao: known, serves: BTreeSet::new() }).await.unwrap();
        let before = phone.version();
        while phone.knows(office, 1) != is_held {
            phone.asks(office).await;
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
        assert!(phone.version() > before, "a phone takes no digest of before");
    }
}

async fn a_restored_office_takes_no_later_digest_for_its_own(
    shelf: &Shelf,
    writer: &mut Phone,
    mut phone: Held,
    restored_into: Option<(&Cluster, &str)>,
) {
    let restored = shelf.restored(restored_into).await;
    // Here somebody came after the backup; there somebody else did: as many, so that only the life tells them apart.
    let made = writer.makes(&home(5_000));
    writer.pushes(&shelf.office, &[&made]).await;
    phone.asks(&shelf.office).await;
    phone.learns(&shelf.office, 5_000).await;
    let other = hire(&restored.office, TAO, "สมศักดิ์", &[]).await;
    let mut other = Phone::enrol(&restored.office, &other, 2).await;
    let made = other.makes(&home(5_001));
    other.pushes(&restored.office, &[&made]).await;
    assert_ne!(phone.asks(&restored.office).await, "current");
    assert!(phone.knows(&restored.office, 5_001) && !phone.knows(&restored.office, 5_000));
}
