//! Photos: what to show, and what was taken.

use register::record::{PhotoHash, PhotoKind, Record};
use register::spoken::Spoken;

use super::asking::Asking;
use crate::sheet::{Button, Row};

/// What may be photographed here, with the word that asks for it. Signed papers and powers of attorney are
/// photographed where they are asked for.
const KINDS: [(PhotoKind, &str, &str); 5] = [
    (PhotoKind::House, "house", "รูปบ้าน"),
    (PhotoKind::Damage, "damage", "รูปความเสียหาย"),
    (PhotoKind::Person, "person", "รูปคนหรือสภาพความเป็นอยู่"),
    (PhotoKind::Document, "document", "รูปเอกสาร เช่น ทะเบียนบ้าน ใบรับรองแพทย์"),
    (PhotoKind::Other, "other", "รูปอื่น"),
];

pub(super) fn ask(asking: &mut Asking<'_>) {
    asking.titled("ถ่ายรูป", "ถ้าถ่ายไม่ได้ ข้ามไปก่อนได้");
    let has_damage = asking.record.damage.is_some();
    for (kind, id, label) in KINDS {
        if kind == PhotoKind::Damage && !has_damage {
            continue;
        }
        let taken = of_kind(&asking.record, kind);
        asking.pictures(id, label, kind, &taken, keep);
    }
    asking.lay(Row::words("รูปจะส่งหลังข้อมูล เมื่อมีสัญญาณ"));
    asking.main(Some(Button::new("ต่อไป")));
}

/// The photos of a kind, each with its caption or its number.
fn of_kind(record: &Record, kind: PhotoKind) -> Vec<(PhotoHash, String)> {
    let of_kind = record.photos.iter().filter(|photo| photo.kind == Some(kind));
    of_kind
        .enumerate()
        .map(|(at, photo)| {
            let number = format!("รูป{} {}", kind.in_thai(), at + 1);
            (photo.hash, photo.caption.clone().unwrap_or(number))
        })
        .collect()
}

/// Puts a photo into the record, once.
pub(crate) fn keep(record: &mut Record, photo: &register::record::Photo) {
    if !record.photos.iter().any(|held| held.hash == photo.hash && held.kind == photo.kind) {
        record.photos.push(photo.clone());
    }
}

/// Takes a photo out of the record, wherever it stands. Its bytes stay on the phone.
pub(crate) fn take_out(record: &mut Record, hash: PhotoHash) {
    record.photos.retain(|photo| photo.hash != hash);
    for request in &mut record.requests {
        if let Some(proxy) = &mut request.proxy {
            proxy.authority_photo = proxy.authority_photo.filter(|held| *held != hash);
        }
        request.signature.take_if(|signature| signature.photo == Some(hash));
    }
}
