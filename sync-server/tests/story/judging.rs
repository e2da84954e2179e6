//! A lost phone's work is judged: let in, it is as if the phone had never been lost; kept out, it
//! is held as it was.

use std::collections::BTreeSet;

use register::change::Change;
use serde_json::json;
use sync_server::db::UserRole;
use sync_server::export;
use sync_server::office::{Judge, Office, OfficeFault, Which};

use crate::chapters::head;
use crate::shelf::Shelf;
use crate::village::{
    PAO, Phone, TAO, found_laos, hire, lao, number, raw, receipted, record_id, somebody, visit,
};

/// The same work at two offices; at the second the phone was revoked before it could send it.
pub async fn tell(kept: &Shelf, lost: &Shelf) {
    let (phone, mut colleague, _) = founding(&kept.office).await;
    let work = works(&kept.office, phone, &mut colleague, false).await;
    let expected = export(&kept.office).await;

    let (phone, mut colleague, user) = founding(&lost.office).await;
    let office = &lost.office;
    let mut sender = phone.sender.clone();
    let token = phone.token.clone();
    let again = works(office, phone, &mut colleague, true).await;
    sender.device = office.sender(&token).await.unwrap().unwrap().device;
    assert_eq!(again, work, "the very same changes");
    assert_ne!(export(office).await, expected);
    let apart = office.apart(lao(TAO)).await.unwrap();
    let named: BTreeSet<_> = apart.iter().map(|apart| apart.change).collect();
    assert_eq!(named, work.iter().map(Change::id).collect());
    assert!(apart.iter().all(|apart| apart.device == sender.device.id && !apart.refused && apart.at > 0));

    let (elsewhere, _) = office.add_user(lao(PAO), "หัวหน้า", UserRole::Supervisor).await.unwrap();
    let (auditor, _) = office.add_user(lao(TAO), "ผู้ตรวจ", UserRole::Auditor).await.unwrap();
    let all = || Which::Phone(sender.device.id.clone());
    for (user, which, wanted) in [
        (elsewhere.as_str(), all(), "nothing of phone"),
        (auditor.as_str(), all(), "may not decide"),
        ("u-404", all(), "no user"),
        (user.as_str(), Which::Changes(BTreeSet::new()), "nothing that was named"),
        (user.as_str(), Which::Changes(BTreeSet::from([work[0].id(), made_up()])), "no change"),
    ] {
        let fault = office.judge(user, Judge::Accept, which).await.unwrap_err().to_string();
        assert!(fault.contains(wanted), "{fault}");
    }
    assert_eq!(office.apart(lao(TAO)).await.unwrap(), apart, "nothing was decided");

    // One is kept out for good, and stays held.
    let spoilt = work.last().unwrap().id();
    let one = || Which::Changes(BTreeSet::from([spoilt]));
    assert_eq!(office.judge(&user, Judge::Refuse, one()).await.unwrap(), 1);
    let before = head(office, TAO).await;
    for judge in [Judge::Accept, Judge::Refuse] {
        let again = office.judge(&user, judge, one()).await;
        assert!(matches!(again, Err(OfficeFault::Conflict(_))), "{again:?}");
    }
    assert_eq!(head(office, TAO).await, before);

    assert_eq!(office.judge(&user, Judge::Accept, all()).await.unwrap(), work.len() - 1);
    assert_eq!(export(office).await, expected, "as if it had never been revoked");
    let left = office.apart(lao(TAO)).await.unwrap();
    assert_eq!(left.iter().map(|apart| (apart.change, apart.refused)).collect::<Vec<_>>(), [(spoilt, true)]);
    let decisions = head(office, TAO).await.length - before.length - (work.len() as u64 - 1);
    assert_eq!(decisions, 1, "the decision is in the log");
    // Whoever sends it again has its receipt, and nothing moves.
    let pushed = office.push(&sender, &raw(&work.iter().collect::<Vec<_>>()), None).await.unwrap();
    assert_eq!(receipted(office, &pushed), work.iter().map(Change::id).collect());
    assert_eq!(export(office).await, expected);
    assert_eq!(office.apart(lao(TAO)).await.unwrap(), left);
    for office in [office, &lost.again().await] {
        let report = office.verify().await.unwrap();
        assert!(report.is_sound(), "{report}");
    }
}

async fn founding(office: &Office) -> (Phone, Phone, String) {
    found_laos(office).await;
    office.note_address("http://127.0.0.1:8420", None).await.unwrap();
    let surveyor = hire(office, TAO, "สมศรี", &[]).await;
    let (user, _) = office.add_user(lao(TAO), "หัวหน้า", UserRole::Supervisor).await.unwrap();
    (Phone::enrol(office, &surveyor, 1).await, Phone::enrol(office, &surveyor, 2).await, user)
}

/// A household is met, its phone may be lost, and then more comes from it; what the last change
/// says no export shows. Returns what came after.
async fn works(office: &Office, mut phone: Phone, colleague: &mut Phone, is_lost: bool) -> Vec<Change> {
    let first = phone.makes(&visit(1, TAO, 5, &[somebody(Some(number(1)), "สมชาย", "สมปอง")]));
    phone.pushes(office, &[&first]).await;
    colleague.learn(&first);
    let theirs =
        colleague.edits(record_id(1), |record| record.people[0].phone = Some("0810000001".to_owned()));
    colleague.pushes(office, &[&theirs]).await;
    if is_lost {
        office.revoke(phone.sender.device.id.as_str()).await.unwrap();
        phone.sender = office.sender(&phone.token).await.unwrap().unwrap();
    }
    let edit = phone.edits(record_id(1), |record| {
        record.people[0].phone = Some("0810000002".to_owned());
        record.people[0].national_id = Some(number(2).to_string());
    });
    let mut more =
        serde_json::to_value(visit(2, TAO, 5, &[somebody(Some(number(2)), "สมชาย", "สมปอง")])).unwrap();
    more["place"]["road"] = json!("ในเมือง");
    let more = phone.makes(&register::record::Record::from_value(more).unwrap());
    let spoilt =
        phone.edits(record_id(2), |record| record.place.as_mut().unwrap().soi = Some("ซอย ๑".to_owned()));
    phone.pushes(office, &[&edit, &more, &spoilt]).await;
    vec![edit, more, spoilt]
}

fn made_up() -> register::change::ChangeId {
    register::change::ChangeId::from_bytes([7; 32])
}

async fn export(office: &Office) -> Vec<u8> {
    let mut out = Vec::new();
    export::jsonl(&office.register().await.unwrap(), None, &mut out).unwrap();
    out
}
