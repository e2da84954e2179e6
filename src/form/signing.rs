//! Signing: each request by its requester, with a finger, on paper, or not at all and why
//! (domain.md 2.3, R-07 and R-09).

use register::record::{
    PhotoHash, PhotoKind, Record, RequestId, Signature, SignatureKind, Signed, WhyUnsigned,
};

use super::asking::{Asking, Said, Step};
use super::needs::{find, requester_of, subject_of};
use super::way::{Filling, Way};
use crate::sheet::{Button, Row, RowKind, Sign, Tone};

const REFUSES: &str = "ไม่ยินยอมลงชื่อ";
const WHY_NOT: [&str; 3] = ["ไม่ได้บอกเหตุ", "ขอปรึกษาครอบครัวก่อน", "เปลี่ยนใจ ไม่ขอแล้ว"];

/// How a request is signed, in words.
pub(super) fn in_words(signed: Signed) -> (&'static str, Tone) {
    match signed {
        Signed::Yes => ("ลงชื่อแล้ว", Tone::Good),
        Signed::Refused => ("ไม่ยินยอมลงชื่อ จะไม่รับไว้พิจารณา", Tone::Notice),
        Signed::No(why) => (why_unsigned(why), Tone::Notice),
    }
}

fn why_unsigned(why: WhyUnsigned) -> &'static str {
    match why {
        WhyUnsigned::NotAsked => "ยังไม่ได้ลงชื่อ",
        WhyUnsigned::ChannelNeedsOne => "ช่องทางนี้ต้องลงชื่อ",
        WhyUnsigned::ProxyWithoutAuthority => "ขอแทน แต่ยังไม่มีรูปใบมอบอำนาจ",
        WhyUnsigned::RefusalWithoutReason => "ไม่ยินยอมลงชื่อ แต่ยังไม่ใส่เหตุผล",
        WhyUnsigned::WordsChanged => "แก้คำขอหลังลงชื่อแล้ว ต้องลงชื่อใหม่",
    }
}

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("ลงลายมือชื่อ", "ผู้ขอลงชื่อในแต่ละคำขอ");
    let requests: Vec<RequestId> = asking.record.requests.iter().map(|request| request.id).collect();
    for id in requests {
        ask_one(asking, id);
    }
    asking.main(Some(Button::new("ต่อไป")));
}

/// Whether somebody put their name to it, in the app or on paper.
fn is_by_hand(signature: Option<&Signature>) -> bool {
    signature.is_some_and(|signature| signature.kind.is_by_hand())
}

/// A signature is bound to the words above it: whoever is about to change them is told, and whoever has.
pub(super) fn warn_of_signed(asking: &mut Asking<'_>, request: &register::record::Request) {
    if !is_by_hand(request.signature.as_ref()) {
        return;
    }
    let (said, hint) = match request.signed() {
        Signed::No(WhyUnsigned::WordsChanged) => {
            ("คำขอนี้ถูกแก้หลังลงชื่อแล้ว", "ให้ผู้ขอลงชื่อใหม่ในหน้าลงลายมือชื่อ หรือแก้กลับเป็นคำเดิมที่ลงชื่อไว้")
        }
        _ => ("คำขอนี้ลงชื่อแล้ว", "ถ้าแก้ผู้ขอ เรื่องที่ขอ หรือสิ่งที่ต้องการ ต้องให้ผู้ขอลงชื่อใหม่ในหน้าลงลายมือชื่อ"),
    };
    asking.lay(Row::note("signed", Tone::Notice, said).hint(hint));
}

/// What was signed by hand names the words that it was given for, and whose they are: who stood for whoever is the
/// head of the household would be somebody else when another is.
fn sign(record: &mut Record, id: RequestId, kind: SignatureKind, photo: Option<PhotoHash>) {
    let whose =
        record.requests.iter().find(|request| request.id == id).and_then(|request| record.requester(request));
    let Some(request) = find(record, id) else { return };
    let mut signature = Signature { kind, photo, reason: None, of: None, unknown: Default::default() };
    if is_by_hand(Some(&signature)) {
        request.person = whose.or(request.person);
        signature.of = Some(request.words());
    }
    request.signature = Some(signature);
}

fn ask_one(asking: &mut Asking<'_>, id: RequestId) {
    let Some(request) = find(&mut asking.record, id).cloned() else { return };
    let who = requester_of(&asking.record, &request);
    let row = |what: &str| format!("{what} {id}");
    let (ink, paper, refuse, why) = (row("ink"), row("paper"), row("refuse"), row("why"));
    match asking.said(&ink) {
        Some(Said::Touched(_)) => asking.go(Step::Way(ink.clone(), Way::Ink(id))),
        Some(Said::Filled(Filling::Photo(photo))) => {
            let hash = photo.hash;
            sign(&mut asking.record, id, SignatureKind::Drawn, Some(hash));
            asking.answered();
        }
        _ => {}
    }
    match asking.said(&paper) {
        Some(Said::Touched(_)) => asking.go(Step::Way(paper.clone(), Way::Camera(PhotoKind::SignedPaper))),
        Some(Said::Filled(Filling::Photo(photo))) => {
            let hash = photo.hash;
            sign(&mut asking.record, id, SignatureKind::PaperPhoto, Some(hash));
            asking.answered();
        }
        _ => {}
    }
    let held = find(&mut asking.record, id).and_then(|request| request.signature.clone());
    if asking.touched(&refuse) && is_by_hand(held.as_ref()) {
        let way = Way::Sure {
            title: REFUSES.to_owned(),
            words: "คำขอนี้ลงชื่อแล้ว ลายมือชื่อที่ลงไว้จะหายไป".to_owned(),
            yes: REFUSES.to_owned(),
        };
        asking.go(Step::Way(refuse.clone(), way));
    } else if asking.touched(&refuse) || asking.is_sure(&refuse) {
        sign(&mut asking.record, id, SignatureKind::Refused, None);
        asking.answered();
    }
    let said_why = match asking.said(&why) {
        Some(Said::Wrote(text)) => Some(text.to_owned()),
        Some(Said::Touched(at)) => {
            at.parse().ok().and_then(|at: usize| WHY_NOT.get(at)).map(|why| (*why).to_owned())
        }
        _ => None,
    };
    if let Some(reason) = said_why
        && let Some(signature) = find(&mut asking.record, id).and_then(|request| request.signature.as_mut())
    {
        signature.reason = Some(reason).filter(|reason| !reason.trim().is_empty());
        asking.answered();
    }
    let Some(request) = find(&mut asking.record, id).cloned() else { return };
    let (state, tone) = in_words(request.signed());
    let mut note =
        Row::note(format!("state {id}"), tone, subject_of(&request)).hint(format!("{who}\n{state}"));
    note.sign = if tone == Tone::Good { Sign::Tick } else { Sign::Pen };
    asking.lay(note);
    let again = request.signature.as_ref().is_some_and(|signature| signature.kind != SignatureKind::Refused);
    let stands = again && request.signed() != Signed::No(WhyUnsigned::WordsChanged);
    // Of several, each button says whose it is to whoever only hears it.
    let several = asking.record.requests.len() > 1;
    let whose = if several { format!("{} {who}", subject_of(&request)) } else { String::new() };
    let mine = |row: Row| Row { value: whose.clone(), ..row };
    asking.lay(mine(
        Row::act(
            ink,
            Sign::Pen,
            if again {
                "ลงชื่อใหม่ในเครื่อง"
            } else {
                "ลงชื่อในเครื่อง"
            },
        )
        .tone(if stands { Tone::Plain } else { Tone::Good }),
    ));
    asking.lay(mine(Row::act(paper, Sign::Camera, "ถ่ายรูปกระดาษที่ลงชื่อ")));
    let refused =
        request.signature.as_ref().is_some_and(|signature| signature.kind == SignatureKind::Refused);
    if refused {
        let reason = request.signature.and_then(|signature| signature.reason).unwrap_or_default();
        let choices = WHY_NOT
            .iter()
            .enumerate()
            .map(|(at, why)| crate::sheet::Choice::new(at.to_string(), *why).chosen(reason == *why))
            .collect();
        asking.lay(Row {
            value: reason,
            choices,
            hint: "แจ้งผู้ขอว่า ถ้าไม่ลงชื่อ คำขอนี้จะไม่ได้รับการพิจารณา".to_owned(),
            ..Row::new(RowKind::Writing, why, "เหตุที่ไม่ลงชื่อ")
        });
    } else {
        asking.lay(mine(Row::act(refuse, Sign::Cross, REFUSES)));
    }
}

/// What was asked for in requests that were changed after they were signed, by whomever.
pub(crate) fn to_be_signed_anew(record: &Record) -> Vec<String> {
    let changed =
        record.requests.iter().filter(|request| request.signed() == Signed::No(WhyUnsigned::WordsChanged));
    changed.map(subject_of).collect()
}

/// The words above a signature: who asks for what. They are what it is bound to.
pub(crate) fn what_is_signed(record: &Record, request: &register::record::Request) -> String {
    let who = requester_of(record, request);
    let need = request.need.as_deref().map(|need| format!("\n{need}")).unwrap_or_default();
    format!("ข้าพเจ้า {who}\n{}{need}", subject_of(request))
}
