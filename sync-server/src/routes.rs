//! What the server answers over HTTP: phones under `/api/v1` (contract section 7), the office's
//! own pages under `/office` (`console`).
//!
//! Owns addresses, headers, limits and the form of errors. Refuses to decide anything: each
//! route reads a request, asks the office, and writes its answer.
//!
//! Called by `serve` and by tests on port 0.

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post, put};
use register::record::{PhotoHash, RecordId};
use register::wire::{
    Ask, Cursor, Enrol, MOST_CHANGES, MOST_THUMBNAIL_BYTES, PROTOCOL, PROTOCOL_HEADER, Problem, Push,
};
use serde::Deserialize;

use crate::console;
use crate::digests::Parcel;
use crate::office::{Has, Office};

mod body;
mod caller;
pub mod photos;
pub mod problem;
mod rates;
mod remote;

pub use body::{Coded, Coding, Packed};
pub use caller::Caller;
pub use problem::Fault;
pub use rates::Rates;
pub use remote::Remote;

/// Largest JSON body, packed.
const MOST_PACKED: usize = 8 * 1024 * 1024;
/// Most records of one page.
const MOST_RECORDS: u32 = 500;

/// What every route works with.
#[derive(Clone)]
pub struct House {
    /// The office.
    pub office: Arc<Office>,
    /// Who may ask how often.
    pub rates: Arc<Rates>,
    /// What is counted for `/metrics`.
    pub counts: Arc<crate::metrics::Counts>,
    /// Whether something else stands before the server, which says who asks.
    pub behind_proxy: bool,
}

impl House {
    /// A house for an office.
    pub fn of(office: Arc<Office>) -> Self {
        Self { office, rates: Arc::default(), counts: Arc::default(), behind_proxy: false }
    }
}

/// Every route.
pub fn all(house: House) -> Router {
    let api = Router::new()
        .route("/enrol", post(enrol))
        .route("/push", post(push))
        .route("/pull", get(pull))
        .route("/receipts", post(receipts))
        .route("/lists", get(lists))
        .route("/team", get(team))
        .route("/digest", get(digest))
        .route("/thumbnails/{photo}", put(keep_thumbnail).get(thumbnail))
        .route("/schema/record", get(record_schema))
        .route("/schema/change", get(change_schema))
        .route("/openapi.json", get(openapi))
        .layer(DefaultBodyLimit::max(MOST_PACKED))
        .merge(photos::routes())
        .layer(middleware::from_fn(protocol));
    let (console, _) = console::open(&house);
    Router::new()
        .nest("/api/v1", api)
        .merge(console)
        .route("/", get(|| async { Redirect::to("/office") }))
        .route("/enrol", get(enrol_page))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
        .fallback(|asked: Uri| async move {
            if asked.path().starts_with("/office") {
                return console::nowhere().into_response();
            }
            Fault::new(StatusCode::NOT_FOUND, "not-found", "There is nothing at this address.")
                .into_response()
        })
        .method_not_allowed_fallback(|| async {
            Fault::new(StatusCode::METHOD_NOT_ALLOWED, "method", "This address does not answer that method.")
        })
        .layer(middleware::from_fn(body::patience))
        .layer(middleware::from_fn_with_state(house.clone(), count))
        .with_state(house)
}

/// Answers this protocol and two back.
async fn protocol(request: Request, next: Next) -> Response {
    let named = request.headers().get(PROTOCOL_HEADER);
    let spoken = match named {
        None => Some(PROTOCOL),
        Some(named) => named.to_str().ok().and_then(|named| named.trim().parse::<u32>().ok()),
    };
    match spoken {
        Some(spoken) if spoken <= PROTOCOL && spoken + 2 >= PROTOCOL && spoken > 0 => {
            let mut answer = next.run(request).await;
            answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
            answer
        }
        _ => Fault::new(
            StatusCode::UPGRADE_REQUIRED,
            "protocol",
            "This server does not speak that version of the protocol. Nothing was taken, everything is safe on \
             the phone; update the app, or ask the office to update the server.",
        )
        .into_response(),
    }
}

async fn count(State(house): State<House>, request: Request, next: Next) -> Response {
    let method = request.method().clone();
    // The pattern and not the address: an address can hold names and numbers.
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "none".to_owned(), |path| path.as_str().to_owned());
    let began = std::time::Instant::now();
    let answer = next.run(request).await;
    let (status, took) = (answer.status().as_u16(), began.elapsed());
    house.counts.answered(status, took);
    tracing::info!(%method, route, status, took_ms = took.as_secs_f64() * 1000.0, "answered");
    answer
}

async fn enrol(
    from: Remote,
    State(house): State<House>,
    Packed(asked): Packed<register::seal::Signed<Enrol>>,
) -> Coded {
    house.rates.may_enrol(from)?;
    let answer = house.office.enrol(&asked).await?;
    Coded::plain(&answer)
}

async fn push(
    caller: Caller,
    State(house): State<House>,
    headers: HeaderMap,
    Packed(push): Packed<Push>,
) -> Coded {
    if push.changes.len() > MOST_CHANGES {
        return Err(Fault::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!(
                "One push holds at most {MOST_CHANGES} changes. Nothing was taken; send them in smaller parts."
            ),
        ));
    }
    let has = Has { pulled: push.pulled.as_ref(), digest: push.digest };
    let answer = house.office.push(&caller.sender, &push.changes, has).await?;
    house.counts.took(push.changes.len() - answer.aside.len(), answer.aside.len());
    Coded::packed(&headers, &answer)
}

#[derive(Deserialize)]
struct From {
    epoch: Option<String>,
    seq: Option<u64>,
    log: Option<String>,
    digest: Option<u64>,
    limit: Option<u32>,
}

async fn pull(
    caller: Caller,
    State(house): State<House>,
    headers: HeaderMap,
    from: Result<Query<From>, axum::extract::rejection::QueryRejection>,
) -> Coded {
    caller.may_read()?;
    let Query(from) = from.map_err(|e| unclear("query", &e.body_text()))?;
    let cursor = match (from.epoch, from.seq) {
        (Some(epoch), Some(seq)) => Some(Cursor { epoch, seq: seq.min(i64::MAX as u64), log: from.log }),
        _ => None,
    };
    let most = from.limit.unwrap_or(200).clamp(1, MOST_RECORDS);
    let has = Has { pulled: cursor.as_ref(), digest: from.digest };
    let page = house.office.pull(&caller.sender, has, most).await?;
    Coded::packed(&headers, &page)
}

async fn receipts(
    caller: Caller,
    State(house): State<House>,
    headers: HeaderMap,
    Packed(ask): Packed<Ask>,
) -> Coded {
    if ask.changes.len() + ask.photos.len() > MOST_CHANGES {
        return Err(Fault::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "too-large",
            format!("Ask for at most {MOST_CHANGES} receipts at a time."),
        ));
    }
    let answer = house.office.held(&caller.sender, &ask).await?;
    Coded::packed(&headers, &answer)
}

async fn lists(caller: Caller, State(house): State<House>, headers: HeaderMap) -> Coded {
    caller.may_read()?;
    let lists = house.office.lists(&caller.sender).await?;
    let tag = format!("\"{}\"", lists.version);
    if headers.get(header::IF_NONE_MATCH).is_some_and(|have| have.as_bytes() == tag.as_bytes()) {
        return Ok(StatusCode::NOT_MODIFIED.into_response());
    }
    let mut answer = Coded::packed(&headers, &lists)?;
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        answer.headers_mut().insert(header::ETAG, tag);
    }
    Ok(answer)
}

#[derive(Deserialize)]
struct Having {
    have: Option<u64>,
}

/// Says whether the body is a whole digest or what leads to it.
const DIGEST: header::HeaderName = header::HeaderName::from_static("samruat-digest");

async fn digest(
    caller: Caller,
    State(house): State<House>,
    having: Result<Query<Having>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Fault> {
    caller.may_read()?;
    let Query(having) = having.map_err(|e| unclear("query", &e.body_text()))?;
    let province = house.office.province(&caller.sender).await?;
    let (kind, bytes) = match house.office.digest(&province, having.have).await? {
        Parcel::Current => ("current", Vec::new()),
        Parcel::Delta(delta) => ("delta", delta),
        Parcel::Base(digest) => ("base", digest.to_bytes().to_vec()),
    };
    let kind = (DIGEST, HeaderValue::from_static(kind));
    Ok(([kind, (header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"))], bytes)
        .into_response())
}

async fn team(caller: Caller, State(house): State<House>, headers: HeaderMap) -> Coded {
    caller.may_read()?;
    if !caller.sender.is_supervisor() {
        return Err(Fault::new(
            StatusCode::FORBIDDEN,
            "role",
            "Only a supervisor is told how the LAO's phones stand. Nothing is wrong with this phone.",
        ));
    }
    Coded::packed(&headers, &house.office.team(&caller.sender).await?)
}

#[derive(Deserialize)]
struct Of {
    record: RecordId,
}

async fn thumbnail(
    caller: Caller,
    State(house): State<House>,
    photo: Result<Path<String>, axum::extract::rejection::PathRejection>,
) -> Result<Response, Fault> {
    caller.may_read()?;
    let jpeg = house.office.thumbnail(&caller.sender, named(photo)?).await?;
    Ok(([(header::CONTENT_TYPE, "image/jpeg")], jpeg).into_response())
}

fn named(photo: Result<Path<String>, axum::extract::rejection::PathRejection>) -> Result<PhotoHash, Fault> {
    let Path(photo) = photo.map_err(|e| unclear("path", &e.body_text()))?;
    photo.parse().map_err(|e: register::record::photo::NotAPhotoHash| unclear("path", &e.to_string()))
}

async fn keep_thumbnail(
    caller: Caller,
    State(house): State<House>,
    photo: Result<Path<String>, axum::extract::rejection::PathRejection>,
    of: Result<Query<Of>, axum::extract::rejection::QueryRejection>,
    jpeg: Result<axum::body::Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Response, Fault> {
    let photo = named(photo)?;
    let Query(of) = of.map_err(|e| unclear("query", &e.body_text()))?;
    let jpeg = body::whole(jpeg, too_large)?;
    if jpeg.len() > MOST_THUMBNAIL_BYTES {
        return Err(too_large());
    }
    if !jpeg.starts_with(&[0xff, 0xd8]) {
        return Err(Fault::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "not-a-photo",
            "A thumbnail is a JPEG picture; this is not. Nothing was kept.",
        ));
    }
    house.office.keep_thumbnail(&caller.sender, of.record, photo, &jpeg).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn unclear(name: &'static str, why: &str) -> Fault {
    Fault::new(
        StatusCode::BAD_REQUEST,
        name,
        format!("The address says something that cannot be understood ({why}). Nothing was taken."),
    )
}

fn too_large() -> Fault {
    Fault::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        format!("A thumbnail has at most {MOST_THUMBNAIL_BYTES} bytes. Nothing was kept."),
    )
}

async fn record_schema() -> Coded {
    Coded::plain(&register::record::schema())
}

async fn change_schema() -> Coded {
    Coded::plain(&register::change::schema())
}

async fn openapi() -> Coded {
    Coded::plain(&crate::openapi::document())
}

/// Whoever opens an enrolment link in a browser is told what it is for. On a phone one tap goes on to the app: its
/// part behind the # never comes here, so the page itself puts it into the app's own kind of link.
async fn enrol_page() -> Response {
    let page = "<!doctype html><html lang=\"th\"><meta charset=\"utf-8\"><title>สำรวจ</title>\
                <meta name=\"viewport\" content=\"width=device-width\">\
                <p>ลิงก์นี้ใช้ลงทะเบียนโทรศัพท์ในแอปสำรวจ เปิดแอป แล้วสแกนหรือวางลิงก์ทั้งบรรทัด</p>\
                <p><a id=\"app\" hidden>เปิดแอปสำรวจ</a></p>\
                <script>if (location.protocol === 'https:' && location.hash) { \
                const app = document.getElementById('app'); \
                app.href = 'samruat:' + location.href.slice('https:'.length); app.hidden = false; }</script></html>";
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page).into_response()
}

async fn ready(State(house): State<House>) -> Result<&'static str, Fault> {
    house.office.ready().await?;
    Ok("ready\n")
}

async fn metrics(State(house): State<House>) -> Response {
    let text = house.counts.to_text();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}

/// A problem as JSON, for those who write one outside a route.
pub fn problem(problem: &Problem) -> String {
    serde_json::to_string(problem).unwrap_or_default()
}
