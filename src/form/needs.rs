//! What they ask for: the smallest content of a request (domain.md 2.3), and whether a disaster
//! brought them to it.

use register::record::{
    Area, Channel, DistressCause, PersonId, PhotoHash, PhotoKind, Proxy, Record, Request, RequestId,
};
use register::spoken::Spoken;

use super::asking::{Asking, Said, Step, columns_for};
use super::page::Page;
use super::people;
use super::way::Way;
use crate::sheet::{Button, Choice, Row, RowKind, Sign, Tone};

/// Words that can be touched instead of written, by what the request is about. They are the items of
/// the criteria (domain.md 5.2, 5.3, 5.6), in a village's words.
fn subjects(area: Option<Area>) -> &'static [&'static str] {
    match area {
        Some(Area::Disaster) => &["ขอวัสดุซ่อมแซมบ้าน", "ขอถุงยังชีพ", "ขอเครื่องนุ่งห่มเครื่องนอน", "ขอเครื่องมือประกอบอาชีพ"],
        Some(Area::QualityOfLife) => {
            &["ขอเครื่องอุปโภคบริโภค", "ขอค่ารักษาพยาบาล", "ขอซ่อมแซมที่อยู่อาศัย", "ขอเงินทุนประกอบอาชีพ"]
        }
        Some(Area::Disease) => &["ขอยาและเวชภัณฑ์", "ขอเครื่องอุปโภคบริโภคระหว่างกักตัว"],
        Some(Area::PoorFarmer) => {
            &["ขอความช่วยเหลือพืชเสียหาย", "ขอความช่วยเหลือด้านปศุสัตว์", "ขอความช่วยเหลือด้านประมง"]
        }
        Some(Area::Other) => &["ขอทุนการศึกษา", "ขอช่วยเหลือค่าอุปกรณ์การเรียน"],
        None => &[],
    }
}

pub(super) fn find(record: &mut Record, id: RequestId) -> Option<&mut Request> {
    record.requests.iter_mut().find(|request| request.id == id)
}

/// What a request is called in a list.
pub(super) fn subject_of(request: &Request) -> String {
    match (&request.subject, request.area) {
        (Some(subject), _) => subject.clone(),
        (None, Some(area)) => area.in_thai().to_owned(),
        (None, None) => "(ยังไม่ใส่คำขอ)".to_owned(),
    }
}

/// Who asks, as they are called.
pub(super) fn requester_of(record: &Record, request: &Request) -> String {
    let id = record.requester(request);
    let person = record.people.iter().find(|person| Some(person.id) == id);
    person.map(people::name_of).unwrap_or_default()
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("คำขอ", "บ้านนี้ขอความช่วยเหลืออะไร");
    let requests: Vec<(RequestId, String, String)> = asking
        .record
        .requests
        .iter()
        .map(|request| (request.id, subject_of(request), requester_of(&asking.record, request)))
        .collect();
    for (id, subject, who) in &requests {
        asking.door(&id.to_string(), Sign::Pen, subject, who, Page::Request(*id));
    }
    let words = if requests.is_empty() {
        "มีคนขอความช่วยเหลือ"
    } else {
        "เพิ่มคำขอ"
    };
    if asking.touched("add") {
        let id = RequestId::new(asking.around.fresh[0]);
        asking.record.requests.push(empty(id, asking.record.householder()));
        asking.go(Step::Page(Page::Request(id)));
    }
    asking.lay(Row::act("add", Sign::Plus, words));
    ask_whether_damaged(asking);
    if requests.is_empty() {
        asking.lay(Row::words("ถ้าไม่มีใครขอ แตะต่อไปได้เลย"));
    }
    asking.main(Some(Button::new("ต่อไป")));
}

/// Whether there is damage is a question of its own: the damage page is there or it is not.
fn ask_whether_damaged(asking: &mut Asking<'_>) {
    let said = asking.said("damaged");
    match (said, &asking.record.damage) {
        (Some(Said::Touched("yes")), None) => {
            asking.record.damage = Some(Default::default());
            asking.answered();
        }
        (Some(Said::Touched("no")), Some(damage)) if *damage != Default::default() => {
            let way = Way::Sure {
                title: "ไม่เสียหาย".to_owned(),
                words: "รายละเอียดความเสียหายที่ตอบไว้จะออกจากบันทึก รูปถ่ายยังอยู่".to_owned(),
                yes: "ไม่เสียหาย".to_owned(),
            };
            asking.go(Step::Way("damaged".to_owned(), way));
        }
        (Some(Said::Touched("no") | Said::Sure), _) => {
            asking.record.damage = None;
            asking.answered();
        }
        _ => {}
    }
    let damaged = asking.record.damage.is_some();
    let (yes, no) = ("เสียหาย", "ไม่เสียหาย");
    asking.lay(Row {
        columns: columns_for(&[yes, no]),
        choices: vec![Choice::new("yes", yes).chosen(damaged), Choice::new("no", no).chosen(!damaged)],
        ..Row::new(RowKind::OneOf, "damaged", "เสียหายจากภัยพิบัติหรือไม่")
    });
}

fn empty(id: RequestId, person: Option<PersonId>) -> Request {
    Request {
        id,
        person,
        area: None,
        subject: None,
        facts: None,
        need: None,
        distress_cause: None,
        urgent: None,
        channel: Some(Channel::SurveyTeam),
        signature: None,
        proxy: None,
        unknown: Default::default(),
    }
}

pub(super) fn ask_one(asking: &mut Asking<'_>, id: RequestId) {
    let Some(request) = find(&mut asking.record, id).cloned() else { return };
    asking.titled(&subject_of(&request), "คำขอ");
    super::signing::warn_of_signed(asking, &request);
    let people: Vec<(PersonId, String)> =
        asking.record.people.iter().map(|person| (person.id, people::name_of(person))).collect();
    if people.len() > 1 {
        let answers: Vec<(PersonId, &str)> = people.iter().map(|(id, name)| (*id, name.as_str())).collect();
        asking
            .one_of("who", "ใครขอ", 1, &answers, |record| find(record, id).map(|r| &mut r.person));
    }
    let areas: Vec<(Area, &str)> = Area::ALL.iter().map(|area| (*area, area.in_thai())).collect();
    asking.one_of("area", "ด้านใด", 1, &areas, |record| find(record, id).map(|r| &mut r.area));
    let area = find(&mut asking.record, id).and_then(|request| request.area);
    asking.writing("subject", "ขออะไร", false, subjects(area), |record| {
        find(record, id).map(|r| &mut r.subject)
    });
    asking.writing(
        "facts",
        "เกิดอะไรขึ้น (ข้อเท็จจริง)",
        true,
        &[],
        |record| find(record, id).map(|r| &mut r.facts),
    );
    asking.writing("need", "ต้องการอะไร เท่าไร", true, &[], |record| {
        find(record, id).map(|r| &mut r.need)
    });
    if area == Some(Area::QualityOfLife) {
        let causes: Vec<(DistressCause, &str)> =
            DistressCause::ALL.iter().map(|cause| (*cause, cause.in_thai())).collect();
        asking.one_of(
            "cause",
            "เดือดร้อนเพราะเหตุใด",
            1,
            &causes,
            |record| find(record, id).map(|r| &mut r.distress_cause),
        );
    }
    asking.yes_or_no("urgent", "เร่งด่วนหรือไม่", |record| {
        find(record, id).map(|r| &mut r.urgent)
    });
    ask_phone(asking, id);
    ask_proxy(asking, id);
    asking.sure(
        "remove",
        Sign::Bin,
        "เอาคำขอนี้ออก",
        "คำขอนี้จะออกจากบันทึก",
        |record| {
            record.requests.retain(|request| request.id != id);
        },
    );
    if asking.is_sure("remove") {
        asking.go(Step::Page(Page::Needs));
    }
    asking.main(Some(Button::new("เสร็จคำขอนี้")));
}

/// A requester must be reachable (domain.md 2.3, R-03).
fn ask_phone(asking: &mut Asking<'_>, id: RequestId) {
    let who = asking.record.requests.iter().find(|request| request.id == id);
    let Some(who) = who.and_then(|request| asking.record.requester(request)) else { return };
    asking.phone(
        "โทรศัพท์ผู้ขอ",
        "เบอร์หรือช่องทางที่ติดต่อได้",
        |record| people::find(record, who).map(|person| &mut person.phone),
    );
}

/// Somebody who asks for another brings a power of attorney, and it is photographed.
fn ask_proxy(asking: &mut Asking<'_>, id: RequestId) {
    let said = asking.said("proxy");
    if let Some(request) = find(&mut asking.record, id) {
        match (said, &request.proxy) {
            (Some(Said::Touched("yes")), None) => {
                request.proxy = Some(Proxy::default());
                asking.answered();
            }
            (Some(Said::Touched("no")), Some(proxy)) if *proxy != Proxy::default() => {
                asking.go(Step::Way("no-proxy".to_owned(), no_proxy()));
            }
            (Some(Said::Touched("no")), _) => {
                request.proxy = None;
                asking.answered();
            }
            _ => {}
        }
    }
    if asking.is_sure("no-proxy") {
        if let Some(request) = find(&mut asking.record, id) {
            request.proxy = None;
        }
        asking.answered();
    }
    let proxy = find(&mut asking.record, id).and_then(|request| request.proxy.clone());
    asking.lay(Row {
        columns: 2,
        choices: vec![
            Choice::new("no", "ขอเอง").chosen(proxy.is_none()),
            Choice::new("yes", "ขอแทนคนอื่น").chosen(proxy.is_some()),
        ],
        ..Row::new(RowKind::OneOf, "proxy", "ผู้ให้ข้อมูลขอเองหรือขอแทน")
    });
    let Some(proxy) = proxy else { return };
    fn held(record: &mut Record, id: RequestId) -> Option<&mut Proxy> {
        find(record, id).and_then(|request| request.proxy.as_mut())
    }
    asking.writing("proxy-name", "ชื่อผู้ขอแทน", false, &[], |record| {
        held(record, id).map(|p| &mut p.name)
    });
    asking.writing(
        "proxy-relation",
        "เกี่ยวข้องเป็นอะไรกัน",
        false,
        &["บุตร", "คู่สมรส", "ญาติ", "เพื่อนบ้าน"],
        |record| held(record, id).map(|p| &mut p.relation),
    );
    let shown: Vec<(PhotoHash, String)> =
        proxy.authority_photo.iter().map(|hash| (*hash, "ใบมอบอำนาจ".to_owned())).collect();
    asking.pictures(
        "authority",
        "รูปใบมอบอำนาจ",
        PhotoKind::Authority,
        &shown,
        |record, photo| {
            if let Some(proxy) = held(record, id) {
                proxy.authority_photo = Some(photo.hash);
            }
        },
    );
    if proxy.authority_photo.is_none() {
        asking.with_remark(Tone::Notice, "ต้องมีรูปใบมอบอำนาจ คำขอจึงนับว่าลงชื่อแล้ว");
    }
    if proxy != Proxy::default() {
        asking.sure("no-proxy", Sign::Bin, NO_PROXY, NO_PROXY_WORDS, |_| {});
    }
}

const NO_PROXY: &str = "ไม่ได้ขอแทน";
const NO_PROXY_WORDS: &str = "ชื่อผู้ขอแทนและรูปใบมอบอำนาจจะออกจากคำขอนี้";

fn no_proxy() -> Way {
    Way::Sure { title: NO_PROXY.to_owned(), words: NO_PROXY_WORDS.to_owned(), yes: NO_PROXY.to_owned() }
}
