//! Uploads by the tus protocol, resumed from the server's own offset: photos, and bundles
//! that are carried for others.
//!
//! Owns how much a cut can cost: one piece of [`CHUNK`]. Refuses to know what is uploaded.

use std::time::Duration;

use data_encoding::BASE64;
use reqwest::Method;
use reqwest::header::HeaderValue;
use store::StoreError;

use crate::event::{Event, Phase};
use crate::fault::SyncError;
use crate::link::{Answer, Link};
use crate::run::Run;

/// A piece of an upload: some seconds on the slowest link.
const CHUNK: usize = 64 * 1024;
/// Times in a row that an upload may be cut, out of step or gone without getting further.
const TRIES: u32 = 5;

const TUS: &str = "tus-resumable";
const TUS_VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const OFFSET: &str = "upload-offset";

/// What is to be uploaded.
pub(crate) struct Upload<'a> {
    /// Where uploads of its kind are begun.
    pub(crate) path: &'static str,
    /// What the server is told of it.
    pub(crate) metadata: Vec<(&'static str, String)>,
    pub(crate) bytes: &'a [u8],
    /// Where it was begun before; empty where it was not.
    pub(crate) url: String,
    /// Writes down where it was begun, and how far the server says that it is.
    pub(crate) begun: &'a dyn Fn(&str, u64) -> Result<(), StoreError>,
}

/// How an upload ended.
pub(crate) enum Uploaded {
    Whole,
    /// The server would not have it, and why.
    Refused(String),
}

/// What one request of an upload came to.
enum Step {
    Begun { url: String, offset: u64 },
    At(u64),
}

impl<E: FnMut(Event)> Run<'_, E> {
    /// Uploads; `progress` says what a screen is told when so much has gone.
    pub(crate) async fn upload(
        &mut self,
        upload: Upload<'_>,
        progress: impl Fn(u64) -> (Phase, u64, u64),
    ) -> Result<Uploaded, SyncError> {
        let Upload { path, metadata, bytes, mut url, begun } = upload;
        let length = bytes.len() as u64;
        // What the server has, where it said so just now.
        let mut known: Option<u64> = None;
        let (mut tries, mut furthest) = (0, 0);
        loop {
            let step = if url.is_empty() {
                begin(self.link, path, &metadata, length).await
            } else if let Some(offset) = known {
                if offset == length {
                    return Ok(Uploaded::Whole);
                }
                piece(self.link, &url, bytes, offset).await
            } else {
                ask_offset(self.link, &url).await
            };
            let fault = match step {
                Ok(Step::Begun { url: place, offset }) => {
                    begun(&place, offset)?;
                    (url, known) = (place, Some(offset));
                    continue;
                }
                Ok(Step::At(offset)) if offset <= length => {
                    if offset > furthest {
                        (tries, furthest) = (0, offset);
                    }
                    known = Some(offset);
                    let (phase, done, total) = progress(offset);
                    self.progress(phase, done, total);
                    continue;
                }
                Ok(Step::At(_)) => SyncError::answer("an upload", "it has more than there is"),
                Err(fault) => fault,
            };
            tries += 1;
            match fault.refusal().map(|problem| problem.status) {
                // Out of step, or another request of ours still hangs there: ask where it stands.
                Some(409 | 423) => known = None,
                // Gone: begin anew.
                Some(404 | 410) if !url.is_empty() => (url, known) = (String::new(), None),
                Some(403) => return Err(fault),
                Some(status @ 400..500) if status != 408 => {
                    let reason = fault.refusal().map(|problem| problem.detail.clone());
                    return Ok(Uploaded::Refused(reason.unwrap_or_default()));
                }
                _ if fault.is_passing() => known = None,
                _ => return Err(fault),
            }
            if tries >= TRIES {
                return Err(fault);
            }
            self.tell(Event::Trying(fault.to_string()));
            let pause = Duration::from_millis(100 << tries);
            tokio::time::sleep(fault.told_to_wait().unwrap_or(pause)).await;
        }
    }
}

async fn begin(link: &Link, path: &str, metadata: &[(&str, String)], length: u64) -> Result<Step, SyncError> {
    let pairs: Vec<String> =
        metadata.iter().map(|(name, value)| format!("{name} {}", BASE64.encode(value.as_bytes()))).collect();
    let metadata =
        HeaderValue::try_from(pairs.join(",")).map_err(|error| SyncError::answer("an upload", error))?;
    let request = link
        .ask(Method::POST, path)?
        .header(TUS, TUS_VERSION)
        .header("upload-length", length)
        .header("upload-metadata", metadata);
    let answer = link.send(&request).await?;
    let place = answer.text("location").ok_or_else(|| SyncError::answer("an upload", "it names no place"))?;
    let url = link.url(place)?.to_string();
    Ok(Step::Begun { url, offset: answer.number(OFFSET).unwrap_or(0).min(length) })
}

async fn ask_offset(link: &Link, url: &str) -> Result<Step, SyncError> {
    offset_of(&link.send(&link.ask(Method::HEAD, url)?.header(TUS, TUS_VERSION)).await?)
}

async fn piece(link: &Link, url: &str, bytes: &[u8], offset: u64) -> Result<Step, SyncError> {
    let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
    let end = (start + CHUNK).min(bytes.len());
    let request = link
        .ask(Method::PATCH, url)?
        .header(TUS, TUS_VERSION)
        .header(OFFSET, offset)
        .body("application/offset+octet-stream", bytes.get(start..end).unwrap_or_default().to_vec());
    offset_of(&link.send(&request).await?)
}

fn offset_of(answer: &Answer) -> Result<Step, SyncError> {
    answer.number(OFFSET).map(Step::At).ok_or_else(|| SyncError::answer("an upload", "it names no offset"))
}
