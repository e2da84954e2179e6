//! What a mobile unit found when it checked facts in the field (domain.md 1.3, RQ-12).
//!
//! Owns how a check is shown: fact by fact, what was claimed, whether it is so, what is so instead, and the photos
//! that show it. A photo says by its caption which fact it is of.
//! Refuses to decide anything of it: whoever reads it does. Called by pages of a request, a person and a house.

use maud::{Markup, html};
use register::record::{Check, Photo, Record, captions_of_facts};
use register::spoken::Spoken;

use super::words::{self, NOTHING};
use super::{page, photo};

/// The checks of a visit that are about this, the newest first; `called` says who somebody of the team is.
pub(super) fn found(
    record: &Record,
    is_about: impl Fn(&Check) -> bool,
    called: impl Fn(&str) -> Option<String>,
) -> Markup {
    html! {
        @for check in record.checks.iter().rev().filter(|check| is_about(check)) {
            article {
                h3 {
                    "ตรวจข้อเท็จจริง " (check.at.map_or_else(|| NOTHING.to_owned(), words::moment))
                    @if let Some(by) = &check.by { " โดย " (called(by).unwrap_or_else(|| by.clone())) }
                }
                @let photos: Vec<Photo> = record.photos.iter().filter(|photo| check.photos.contains(&photo.hash)).cloned().collect();
                @let captions = captions(check);
                @let (of_facts, of_none): (Vec<Photo>, Vec<Photo>) = photos.into_iter().partition(|photo| captions.iter().any(|caption| shows(photo, caption)));
                @if !check.findings.is_empty() {
                    (page::table("ผลการตรวจข้อเท็จจริง", &heads(!of_facts.is_empty()), &html! {
                        @for (finding, caption) in check.findings.iter().zip(&captions) {
                            tr {
                                th scope="row" { (finding.label.as_deref().unwrap_or(&finding.fact)) }
                                td { (said(finding.claimed.as_deref())) }
                                td { strong { (finding.found.in_thai()) } }
                                td { (said(finding.value.as_deref())) }
                                td { (said(finding.note.as_deref())) }
                                @if !of_facts.is_empty() {
                                    @let of_it: Vec<Photo> = of_facts.iter().filter(|photo| shows(photo, caption)).cloned().collect();
                                    td { @if of_it.is_empty() { (NOTHING) } (photo::strip(record.id, &of_it)) }
                                }
                            }
                        }
                    }))
                }
                @if let Some(note) = &check.note { p { (said(Some(note))) } }
                @if let Some((lat, lon)) = check.place.as_ref().and_then(|fix| Some((fix.lat?, fix.lon?))) {
                    p.hint { "ตรวจที่พิกัด " (format!("{lat:.5}, {lon:.5}")) }
                }
                (photo::strip(record.id, &of_none))
            }
        }
    }
}

fn heads(has_photos: bool) -> Vec<&'static str> {
    let mut heads = vec!["ข้อเท็จจริง", "ที่แจ้งไว้", "ผล", "ที่เป็นจริง", "หมายเหตุ"];
    if has_photos {
        heads.push("รูป");
    }
    heads
}

/// What the photos of each finding's fact are captioned, as the phone did; nothing where a fact is not called
/// anything.
fn captions(check: &Check) -> Vec<String> {
    let labels: Vec<&str> =
        check.findings.iter().map(|finding| finding.label.as_deref().unwrap_or_default()).collect();
    let named = captions_of_facts(&labels).into_iter().zip(&check.findings);
    named.map(|(caption, finding)| if finding.label.is_some() { caption } else { String::new() }).collect()
}

/// Whether a photo was taken of the fact of this caption.
fn shows(photo: &Photo, caption: &str) -> bool {
    !caption.is_empty() && photo.caption.as_deref() == Some(caption)
}

/// What was typed in the field, as it is shown: whoever looked at a card may have typed its number.
fn said(text: Option<&str>) -> String {
    text.map_or_else(|| NOTHING.to_owned(), words::without_long_numbers)
}

#[cfg(test)]
#[path = "checks_tests.rs"]
mod tests;
