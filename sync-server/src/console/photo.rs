//! Photos: of a visit, small on pages and in full where somebody asks, which is written down; and how those that
//! come in a form are made ready to keep.

use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use data_encoding::BASE64;
use maud::{Markup, html};
use picture::{Kept, PictureFault};
use register::record::{Photo, PhotoHash, PhotoKind, RecordId};
use register::spoken::Spoken;
use serde_json::{Value, json};

use super::mishap::Mishap;
use super::words;
use crate::db::desk::Act;
use crate::office::{Looked, Visitor};
use crate::routes::House;

/// The photos of a visit in a row.
pub(super) fn strip(record: RecordId, photos: &[Photo]) -> Markup {
    row(record, photos, Some("lazy"))
}

/// The same for a page that is printed: a picture that is fetched when it is looked at is not on the paper.
pub(super) fn strip_on_paper(record: RecordId, photos: &[Photo]) -> Markup {
    row(record, photos, None)
}

fn row(record: RecordId, photos: &[Photo], loading: Option<&str>) -> Markup {
    html! {
        @if !photos.is_empty() {
            // On paper they are there to be looked at, not to be opened.
            ul.photos.whole[loading.is_none()] {
                @for photo in photos {
                    li {
                        a href={ "/office/records/" (record) "/photos/" (photo.hash) } {
                            img src={ "/office/records/" (record) "/thumbnails/" (photo.hash) } alt=""
                                width="160" height="120" loading=[loading];
                            span { (called(photo)) }
                        }
                    }
                }
            }
        }
    }
}

/// What a photo shows: its caption, and its kind where that says more.
fn called(photo: &Photo) -> String {
    let kind = photo.kind.map_or("รูป", |kind| kind.in_thai());
    match (photo.kind, photo.caption.as_deref().map(words::without_long_numbers)) {
        (_, None) => kind.to_owned(),
        (None | Some(PhotoKind::Other), Some(caption)) => caption,
        (Some(_), Some(caption)) => format!("{kind}: {caption}"),
    }
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, photo)): Path<(RecordId, PhotoHash)>,
) -> Result<Response, Mishap> {
    look(&house, &visitor, record, photo, false).await
}

pub(super) async fn show_small(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path((record, photo)): Path<(RecordId, PhotoHash)>,
) -> Result<Response, Mishap> {
    look(&house, &visitor, record, photo, true).await
}

async fn look(
    house: &House,
    visitor: &Visitor,
    record: RecordId,
    photo: PhotoHash,
    small: bool,
) -> Result<Response, Mishap> {
    let shown = house.office.photo_for(visitor, record, photo, small).await?;
    let shown = shown.ok_or_else(|| Mishap::missing(visitor))?;
    if shown.in_full {
        let looked = Looked { record: Some(record), told: Some(photo.to_string()), ..Looked::default() };
        house.office.note_access(visitor, Act::Photo, looked).await?;
    }
    Ok(picture(shown.bytes))
}

/// A picture as an address that holds all of it, for a file that asks no server; nothing where there is none.
pub(super) fn inside(bytes: &[u8]) -> String {
    if bytes.is_empty() {
        String::new()
    } else {
        format!("data:{};base64,{}", kind(bytes), BASE64.encode(bytes))
    }
}

fn kind(bytes: &[u8]) -> &'static str {
    if bytes.starts_with(b"\x89PNG") { "image/png" } else { "image/jpeg" }
}

/// A picture by itself.
pub(super) fn picture(bytes: Vec<u8>) -> Response {
    let kind = kind(&bytes);
    let mut answer = bytes.into_response();
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    // Browsers draw a picture that stands alone by a style of their own.
    let policy = HeaderValue::from_static("default-src 'none'; img-src 'self'; style-src 'unsafe-inline'");
    answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    answer
}

/// A picture that came in a form, as a record lists it.
pub(super) fn as_listed(picture: &Kept, kind: PhotoKind) -> Value {
    json!({
        "hash": picture.hash, "kind": kind, "source_hash": picture.source_hash,
        "taken_at": picture.taken_at, "at": picture.at,
    })
}

/// Pictures that came in a form, each with the name of its file, as they are kept; or what is wrong with one of
/// them, in words.
pub(super) async fn made_small(files: Vec<(String, Bytes)>) -> Result<Vec<Kept>, String> {
    let read = move || files.into_iter().map(of_file).collect();
    tokio::task::spawn_blocking(read).await.unwrap_or_else(|fault| {
        tracing::error!(%fault, "a picture in a form could not be looked at");
        Err("อ่านรูปไม่สำเร็จ".to_owned())
    })
}

fn of_file((name, bytes): (String, Bytes)) -> Result<Kept, String> {
    picture::keep(&bytes).map_err(|fault| match fault {
        PictureFault::Empty | PictureFault::NotAPicture(_) => format!("ไฟล์ {name} ไม่ใช่รูป JPEG หรือ PNG"),
        PictureFault::TooLarge(_) => format!("รูป {name} ใหญ่เกินไป ถ่ายใหม่ให้เล็กลง"),
        PictureFault::Damaged(_) => format!("รูป {name} เสีย เปิดอ่านไม่ได้"),
    })
}
