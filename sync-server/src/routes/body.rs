//! Bodies: unpacked on the way in, within limits; packed on the way out, where asked for.

use std::io::Read;

use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use packing::{Effort, PackingFault, SAMRUAT, ZSTD};
use register::wire::MOST_PUSH_BYTES;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::time::{Instant, timeout_at};

use super::Fault;

/// Below this many bytes an answer is not worth packing.
const WORTH_PACKING: usize = 128;

/// How long a body may be silent, and how long all of it may take: eight megabytes over a village's line.
const SILENCE: Duration = Duration::from_secs(60);
const ALL_OF_IT: Duration = Duration::from_secs(20 * 60);

/// Waits for bodies, and not for ever.
pub(super) async fn patience(request: Request, next: Next) -> Response {
    next.run(
        request.map(|body| if body.is_end_stream() { body } else { waited_for(body, SILENCE, ALL_OF_IT) }),
    )
    .await
}

fn waited_for(body: Body, silence: Duration, all_of_it: Duration) -> Body {
    let end = Instant::now() + all_of_it;
    Body::from_stream(futures_util::stream::unfold(Some(body.into_data_stream()), move |rest| async move {
        let mut rest = rest?;
        match timeout_at(end.min(Instant::now() + silence), rest.next()).await {
            Ok(None) => None,
            Ok(Some(Ok(bytes))) => Some((Ok(bytes), Some(rest))),
            Ok(Some(Err(cut))) => Some((Err(cut), None)),
            Err(late) => Some((Err(axum::Error::new(late)), None)),
        }
    }))
}

/// A body of bytes, or why it is not there: too large, as this says it, or cut off.
pub(super) fn whole(
    body: Result<Bytes, BytesRejection>,
    too_large: impl FnOnce() -> Fault,
) -> Result<Bytes, Fault> {
    body.map_err(|why| match why {
        BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_)) => too_large(),
        _ => Fault::new(
            StatusCode::REQUEST_TIMEOUT,
            "cut",
            "The request was cut off before all of it was here. Nothing was taken; send it again.",
        ),
    })
}

/// A JSON body, packed or not.
pub struct Packed<T>(pub T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Packed<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let coding = request.headers().get(header::CONTENT_ENCODING).cloned();
        let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_json =
            kind.is_some_and(|kind| kind.split(';').next().unwrap_or_default().trim() == "application/json");
        if !is_json {
            return Err(Fault::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "media-type",
                "The body must be JSON and say so (Content-Type: application/json). Nothing was taken.",
            ));
        }
        let bytes = whole(Bytes::from_request(request, state).await, too_large)?;
        let clear = unpack(coding.as_ref(), &bytes)?;
        // Every body here has names for what it says; a list would be read without them.
        if !clear.trim_ascii_start().starts_with(b"{") {
            return Err(Fault::new(
                StatusCode::BAD_REQUEST,
                "not-understood",
                "The body is not an object in braces. Nothing was taken.",
            ));
        }
        serde_json::from_slice(&clear).map(Self).map_err(|error| {
            Fault::new(
                StatusCode::BAD_REQUEST,
                "not-understood",
                format!("The body is not what is expected here ({error}). Nothing was taken."),
            )
        })
    }
}

fn unpack(coding: Option<&HeaderValue>, bytes: &[u8]) -> Result<Vec<u8>, Fault> {
    let most = MOST_PUSH_BYTES;
    let opened = match coding.map(|coding| coding.to_str().unwrap_or("?")) {
        None | Some("identity") if bytes.len() > most => Err(PackingFault::TooLarge),
        None | Some("identity") => Ok(bytes.to_vec()),
        Some(SAMRUAT) => packing::open_samruat(bytes, most),
        Some(ZSTD) => packing::open_zstd(bytes, most),
        Some("gzip") => {
            let mut clear = Vec::new();
            // One byte more than is taken tells a body that is too large from one that just fits.
            match flate2::read::GzDecoder::new(bytes).take(most as u64 + 1).read_to_end(&mut clear) {
                Ok(length) if length > most => Err(PackingFault::TooLarge),
                Ok(_) => Ok(clear),
                Err(_) => Err(PackingFault::Damaged),
            }
        }
        Some(_) => {
            return Err(Fault::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "coding",
                "Bodies may be packed with gzip, zstd or samruat1. Nothing was taken.",
            ));
        }
    };
    opened.map_err(|fault| match fault {
        PackingFault::TooLarge => too_large(),
        PackingFault::Damaged => Fault::new(
            StatusCode::BAD_REQUEST,
            "not-understood",
            "The body cannot be unpacked. Nothing was taken; send it again.",
        ),
    })
}

fn too_large() -> Fault {
    Fault::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "The body is larger than is taken here. Nothing was taken; send it in smaller parts.",
    )
}

/// An answer, or a problem.
pub type Coded = Result<Response, Fault>;

/// Makes answers.
pub trait Coding: Sized {
    /// As JSON.
    ///
    /// # Errors
    /// Never for plain data.
    fn plain(answer: &impl Serialize) -> Coded;
    /// As JSON, packed if whoever asks can unpack it.
    ///
    /// # Errors
    /// Never for plain data.
    fn packed(headers: &HeaderMap, answer: &impl Serialize) -> Coded;
}

fn json(answer: &impl Serialize) -> Result<Vec<u8>, Fault> {
    serde_json::to_vec(answer).map_err(|error| {
        tracing::error!(%error, "an answer has no JSON form");
        Fault::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "broken",
            "The server cannot answer this now; try again later.",
        )
    })
}

const JSON: (header::HeaderName, HeaderValue) =
    (header::CONTENT_TYPE, HeaderValue::from_static("application/json"));

impl Coding for Coded {
    fn plain(answer: &impl Serialize) -> Coded {
        Ok(([JSON], json(answer)?).into_response())
    }

    fn packed(headers: &HeaderMap, answer: &impl Serialize) -> Coded {
        let clear = json(answer)?;
        let taken =
            headers.get(header::ACCEPT_ENCODING).and_then(|taken| taken.to_str().ok()).unwrap_or_default();
        let takes = |coding: &str| {
            taken.split(',').any(|part| part.split(';').next().unwrap_or_default().trim() == coding)
        };
        let packed = if clear.len() < WORTH_PACKING {
            None
        } else if takes(SAMRUAT) {
            packing::samruat(&clear, Effort::Server).map(|bytes| (SAMRUAT, bytes))
        } else if takes(ZSTD) {
            packing::zstd(&clear, Effort::Server).map(|bytes| (ZSTD, bytes))
        } else if takes("gzip") {
            let mut packed = Vec::new();
            let mut gzip = flate2::read::GzEncoder::new(clear.as_slice(), flate2::Compression::default());
            gzip.read_to_end(&mut packed).ok().map(|_| ("gzip", packed))
        } else {
            None
        };
        Ok(match packed {
            Some((coding, bytes)) => {
                ([JSON, (header::CONTENT_ENCODING, HeaderValue::from_static(coding))], bytes).into_response()
            }
            None => ([JSON], clear).into_response(),
        })
    }
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
