//! Photos and carried bundles on their way in: tus 1.0 with `creation`, `creation-with-upload`, `termination`
//! and `expiration`, so that any stock client can send one and go on after a cut.

use axum::Router;
use axum::body::Bytes;
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, OriginalUri, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, get, post};
use chrono::DateTime;
use data_encoding::BASE64;
use register::record::{PhotoHash, RecordId};
use register::wire::{MOST_CHUNK_BYTES, MOST_PHOTO_BYTES};
use serde::Deserialize;
use uuid::Uuid;

use super::{Caller, Fault, House, unclear};
use crate::bundles;
use crate::db::UploadRow;
use crate::office::UPLOAD_WAITS;

const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const EXPIRES: HeaderName = HeaderName::from_static("upload-expires");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");

/// The routes under `/photos`.
pub fn routes() -> Router<House> {
    let one = MethodRouter::new().head(how_far).patch(grow).delete(end).options(what);
    Router::new()
        .route("/photos", post(begin).options(what))
        .route("/photos/{upload}", one)
        .route("/bundles", post(begin_bundle).options(what))
        .route("/bundles/{upload}", MethodRouter::new().head(how_far).patch(grow).delete(end).options(what))
        .layer(DefaultBodyLimit::max(MOST_CHUNK_BYTES))
        .layer(middleware::from_fn(version))
        // What was answered to a bundle is no upload: it is asked for as anything else is.
        .route("/bundles/{upload}", get(delivered))
}

/// Every answer says which version it is of; every question but OPTIONS must too.
async fn version(request: Request, next: Next) -> Response {
    let named = request.headers().get(RESUMABLE);
    let mut answer = if request.method() != Method::OPTIONS && named != Some(&VERSION) {
        let mut refusal = Fault::new(
            StatusCode::PRECONDITION_FAILED,
            "tus-version",
            "Photos are sent by tus 1.0.0, and the request must say so (Tus-Resumable: 1.0.0).",
        )
        .into_response();
        refusal.headers_mut().insert("tus-version", VERSION);
        refusal
    } else {
        next.run(request).await
    };
    answer.headers_mut().insert(RESUMABLE, VERSION);
    answer
}

async fn what() -> Response {
    (
        StatusCode::NO_CONTENT,
        [
            (HeaderName::from_static("tus-version"), VERSION),
            (
                HeaderName::from_static("tus-extension"),
                HeaderValue::from_static("creation,creation-with-upload,termination,expiration"),
            ),
            (HeaderName::from_static("tus-max-size"), HeaderValue::from(MOST_PHOTO_BYTES)),
        ],
    )
        .into_response()
}

fn refused(detail: impl Into<String>) -> Fault {
    Fault::new(StatusCode::BAD_REQUEST, "not-understood", detail)
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Fault> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .filter(|text| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()))
        .and_then(|text| text.parse().ok())
        .ok_or_else(|| refused(format!("{name} must say how many bytes. Nothing was taken.")))
}

/// `hash <base64>,record <base64>`.
fn named(headers: &HeaderMap, key: &str) -> Option<String> {
    let metadata = headers.get(METADATA)?.to_str().ok()?;
    let value = metadata.split(',').find_map(|pair| {
        let (name, value) = pair.trim().split_once(' ')?;
        (name == key).then_some(value)
    })?;
    String::from_utf8(BASE64.decode(value.trim().as_bytes()).ok()?).ok()
}

fn piece(piece: Result<Bytes, BytesRejection>) -> Result<Bytes, Fault> {
    super::body::whole(piece, || {
        Fault::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!("One request takes at most {MOST_CHUNK_BYTES} bytes of a photo. Nothing was taken."),
        )
    })
}

async fn begin(
    caller: Caller,
    State(house): State<House>,
    OriginalUri(address): OriginalUri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let length = number(&headers, &LENGTH)?;
    if length > MOST_PHOTO_BYTES {
        return Err(Fault::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!(
                "A photo has at most {MOST_PHOTO_BYTES} bytes. Nothing was begun; it is safe on the phone."
            ),
        ));
    }
    let hash: PhotoHash = named(&headers, "hash").and_then(|hash| hash.parse().ok()).ok_or_else(|| {
        refused(
            "Upload-Metadata must name the photo's hash (b3: and 64 hexadecimal digits). Nothing was begun.",
        )
    })?;
    let record: RecordId =
        named(&headers, "record").and_then(|record| record.parse().ok()).ok_or_else(|| {
            refused("Upload-Metadata must name the record that the photo belongs to. Nothing was begun.")
        })?;
    let body = piece(body)?;
    start(&caller, &house, &address, (hash, Some(record), length), body).await
}

/// A bundle that is carried for another phone.
async fn begin_bundle(
    caller: Caller,
    State(house): State<House>,
    OriginalUri(address): OriginalUri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let length = number(&headers, &LENGTH)?;
    let name = named(&headers, "bundle").and_then(|name| bundles::from_digits(&name)).ok_or_else(|| {
        refused("Upload-Metadata must name the bundle (64 hexadecimal digits). Nothing was begun.")
    })?;
    let body = piece(body)?;
    start(&caller, &house, &address, (name, None, length), body).await
}

/// Which answer a carrier's app reads; one that does not say so reads form 1.
#[derive(Deserialize)]
struct Reads {
    form: Option<u32>,
}

/// What was answered to a bundle that has come.
async fn delivered(
    caller: Caller,
    State(house): State<House>,
    Path(bundle): Path<String>,
    reads: Result<Query<Reads>, QueryRejection>,
) -> Result<Response, Fault> {
    let Query(reads) = reads.map_err(|e| unclear("query", &e.body_text()))?;
    let name = bundles::from_digits(&bundle).ok_or_else(|| {
        Fault::new(StatusCode::NOT_FOUND, "not-found", "A bundle is named by 64 hexadecimal digits.")
    })?;
    caller.may_read()?;
    let said = house.office.delivered(&caller.sender, name, reads.form.is_none_or(|form| form < 2)).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], said).into_response())
}

async fn start(
    caller: &Caller,
    house: &House,
    address: &axum::http::Uri,
    (hash, record, length): (PhotoHash, Option<RecordId>, u64),
    body: Bytes,
) -> Result<Response, Fault> {
    if body.len() as u64 > length {
        return Err(Fault::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "refused",
            format!("This piece runs past the {length} bytes that were promised. Nothing was begun."),
        ));
    }
    let mut upload = house.office.begin_upload(&caller.sender, hash, record, length).await?;
    if !body.is_empty() && upload.offset == 0 {
        upload = house.office.grow_upload(&caller.sender, upload.id, 0, &body).await?;
    }
    let place = format!("{}/{}", address.path().trim_end_matches('/'), upload.id);
    let place = HeaderValue::from_str(&place).map_err(|_| refused("This address cannot be answered."))?;
    let mut answer = (StatusCode::CREATED, [(header::LOCATION, place)]).into_response();
    answer.headers_mut().extend(stands(&upload));
    Ok(answer)
}

/// How far an upload is, and until when it waits for more.
fn stands(upload: &UploadRow) -> HeaderMap {
    let mut headers = HeaderMap::from_iter([(OFFSET, HeaderValue::from(upload.offset))]);
    let waits = upload.at.saturating_add(UPLOAD_WAITS.as_millis() as u64);
    let until = i64::try_from(waits).ok().and_then(DateTime::from_timestamp_millis);
    // As HTTP writes a date.
    let until = until.map(|until| until.format("%a, %d %b %Y %H:%M:%S GMT").to_string());
    if upload.offset < upload.length
        && let Some(Ok(until)) = until.map(HeaderValue::try_from)
    {
        headers.insert(EXPIRES, until);
    }
    headers
}

fn which(path: &str) -> Result<Uuid, Fault> {
    Uuid::try_parse(path).map_err(|_| {
        Fault::new(StatusCode::NOT_FOUND, "not-found", "There is no such upload; begin it anew.")
    })
}

async fn how_far(
    caller: Caller,
    State(house): State<House>,
    Path(upload): Path<String>,
) -> Result<Response, Fault> {
    let upload = house.office.upload(&caller.sender, which(&upload)?).await?;
    let mut headers = stands(&upload);
    headers.insert(LENGTH, HeaderValue::from(upload.length));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok((StatusCode::OK, headers).into_response())
}

async fn grow(
    caller: Caller,
    State(house): State<House>,
    Path(upload): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Response, Fault> {
    let kind = headers.get(header::CONTENT_TYPE).map(HeaderValue::as_bytes);
    if kind != Some(b"application/offset+octet-stream") {
        return Err(Fault::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "media-type",
            "A piece of a photo comes as application/offset+octet-stream. Nothing was taken.",
        ));
    }
    let offset = number(&headers, &OFFSET)?;
    let body = piece(body)?;
    let upload = house.office.grow_upload(&caller.sender, which(&upload)?, offset, &body).await?;
    Ok((StatusCode::NO_CONTENT, stands(&upload)).into_response())
}

async fn end(
    caller: Caller,
    State(house): State<House>,
    Path(upload): Path<String>,
) -> Result<Response, Fault> {
    house.office.end_upload(&caller.sender, which(&upload)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
