//! Thumbnails, and then photos by the tus protocol, resumed from the server's own offset.
//!
//! Owns how much a cut can cost: one piece of [`CHUNK`]. Only a receipt makes a photo
//! received; the end of an upload does not.

use std::collections::BTreeSet;
use std::time::Duration;

use data_encoding::BASE64;
use register::record::PhotoHash;
use register::wire::Ask;
use reqwest::Method;
use reqwest::header::HeaderValue;
use store::WaitingPhoto;

use crate::event::{Event, Phase};
use crate::fault::SyncError;
use crate::run::Run;

/// A piece of a photo: some seconds on the slowest link.
const CHUNK: usize = 64 * 1024;
/// Photos for which one receipt is asked.
const PORTION: usize = 8;
/// Times in a row that an upload may be cut, out of step or gone without a byte of progress.
const TRIES: u32 = 5;

const TUS: &str = "tus-resumable";
const TUS_VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const OFFSET: &str = "upload-offset";

/// How an upload ended.
enum Uploaded {
    Whole,
    /// The server would not have it, and why.
    Refused(String),
}

impl<E: FnMut(Event)> Run<'_, E> {
    pub(crate) async fn thumbnails(&mut self) -> Result<(), SyncError> {
        let photos: Vec<_> =
            self.store.photos_waiting()?.into_iter().filter(|photo| !photo.thumbnail_sent).collect();
        let total = photos.len() as u64;
        for (done, photo) in (0..).zip(photos) {
            self.progress(Phase::Thumbnails, done, total);
            let thumbnail = self.store.thumbnail(photo.hash)?;
            if thumbnail.is_empty() {
                continue;
            }
            let request = self
                .link
                .ask(Method::PUT, &format!("thumbnails/{}", photo.hash))?
                .query("record", &photo.record.to_string())
                .body("image/jpeg", thumbnail);
            match self.link.send_again(&request).await {
                Ok(_) => self.store.thumbnail_sent(photo.hash)?,
                Err(fault) if fault.is_revoked() => return self.seal(),
                // A small picture that the server will not have must not keep the large one back.
                Err(fault) => match fault.refusal() {
                    Some(problem) if problem.status < 500 => {
                        let reason = problem.detail.clone();
                        self.tell(Event::Aside(format!(
                            "The server did not take the thumbnail of {}: {reason}",
                            photo.hash
                        )));
                    }
                    _ => return Err(fault),
                },
            }
            self.progress(Phase::Thumbnails, done + 1, total);
        }
        Ok(())
    }

    pub(crate) async fn photos(&mut self) -> Result<(), SyncError> {
        let photos = self.store.photos_waiting()?;
        let total = photos.iter().map(|photo| photo.length).sum();
        let mut done = 0;
        for portion in photos.chunks(PORTION) {
            let mut whole = BTreeSet::new();
            for photo in portion {
                match self.upload(photo, done, total).await {
                    Ok(Uploaded::Whole) => {
                        whole.insert(photo.hash);
                    }
                    Ok(Uploaded::Refused(reason)) => self.set_photo_aside(photo.hash, &reason)?,
                    Err(fault) if fault.is_revoked() => {
                        self.seal()?;
                        return Ok(());
                    }
                    Err(SyncError::Store(fault @ store::StoreError::NoPhoto(_)))
                    | Err(SyncError::Store(fault @ store::StoreError::DamagedPhoto(_))) => {
                        self.set_photo_aside(photo.hash, &fault.to_string())?;
                    }
                    Err(fault) => {
                        // What is there already should not have to be asked for again; the
                        // first fault is the one to tell of.
                        let _ = self.confirm_photos(&whole).await;
                        return Err(fault);
                    }
                }
                done += photo.length;
                self.progress(Phase::Photos, done, total);
            }
            let held = self.confirm_photos(&whole).await?;
            for lost in whole.difference(&held) {
                // The upload ended and the photo is not held: it begins anew at the next sync.
                self.store.set_upload(*lost, "", 0)?;
                self.tell(Event::Aside(format!("The server does not confirm photo {lost} yet")));
            }
        }
        Ok(())
    }

    /// Photos that this phone's records name and other phones took.
    pub(crate) async fn ask_for_others_photos(&mut self) -> Result<(), SyncError> {
        let photos = self.store.photos_to_ask_for()?;
        for portion in photos.chunks(500) {
            let ask = Ask { photos: portion.iter().copied().collect(), ..Ask::default() };
            let signed = match self.ask_for_receipt(&ask).await {
                Err(fault) if fault.is_revoked() => return self.seal(),
                other => other?,
            };
            let said = self.verified(&signed)?;
            self.keep_receipt(&signed, said)?;
        }
        Ok(())
    }

    async fn upload(&mut self, photo: &WaitingPhoto, before: u64, total: u64) -> Result<Uploaded, SyncError> {
        let bytes = self.store.photo(photo.hash)?;
        let length = bytes.len() as u64;
        let mut url = photo.upload_url.clone();
        // What the server has, where it said so just now.
        let mut known: Option<u64> = None;
        let (mut tries, mut furthest) = (0, 0);
        loop {
            let step = if url.is_empty() {
                self.begin(photo, length).await
            } else if let Some(offset) = known {
                if offset == length {
                    return Ok(Uploaded::Whole);
                }
                self.piece(&url, &bytes, offset).await
            } else {
                self.ask_offset(&url).await
            };
            let fault = match step {
                Ok(Step::Begun { url: begun, offset }) => {
                    self.store.set_upload(photo.hash, &begun, offset)?;
                    (url, known) = (begun, Some(offset));
                    continue;
                }
                Ok(Step::At(offset)) if offset <= length => {
                    if offset > furthest {
                        (tries, furthest) = (0, offset);
                    }
                    known = Some(offset);
                    self.progress(Phase::Photos, before + offset, total);
                    continue;
                }
                Ok(Step::At(_)) => SyncError::answer("an upload", "it has more of a photo than there is"),
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

    async fn begin(&self, photo: &WaitingPhoto, length: u64) -> Result<Step, SyncError> {
        let metadata = format!(
            "hash {},record {}",
            BASE64.encode(photo.hash.to_string().as_bytes()),
            BASE64.encode(photo.record.to_string().as_bytes())
        );
        let metadata =
            HeaderValue::try_from(metadata).map_err(|error| SyncError::answer("an upload", error))?;
        let request = self
            .link
            .ask(Method::POST, "photos")?
            .header(TUS, TUS_VERSION)
            .header("upload-length", length)
            .header("upload-metadata", metadata);
        let answer = self.link.send(&request).await?;
        let location =
            answer.text("location").ok_or_else(|| SyncError::answer("an upload", "it names no place"))?;
        let url = self.link.url(location)?.to_string();
        Ok(Step::Begun { url, offset: answer.number(OFFSET).unwrap_or(0).min(length) })
    }

    async fn ask_offset(&self, url: &str) -> Result<Step, SyncError> {
        let request = self.link.ask(Method::HEAD, url)?.header(TUS, TUS_VERSION);
        offset_of(&self.link.send(&request).await?)
    }

    async fn piece(&self, url: &str, bytes: &[u8], offset: u64) -> Result<Step, SyncError> {
        let start = usize::try_from(offset).unwrap_or(usize::MAX).min(bytes.len());
        let end = (start + CHUNK).min(bytes.len());
        let piece = bytes.get(start..end).unwrap_or_default().to_vec();
        let request = self
            .link
            .ask(Method::PATCH, url)?
            .header(TUS, TUS_VERSION)
            .header(OFFSET, offset)
            .body("application/offset+octet-stream", piece);
        offset_of(&self.link.send(&request).await?)
    }

    fn set_photo_aside(&mut self, hash: PhotoHash, reason: &str) -> Result<(), SyncError> {
        self.store.set_photo_aside(hash, reason)?;
        self.done.aside += 1;
        self.tell(Event::Aside(format!("Photo {hash} was set aside: {reason}")));
        Ok(())
    }
}

/// What one request of an upload came to.
enum Step {
    Begun { url: String, offset: u64 },
    At(u64),
}

fn offset_of(answer: &crate::link::Answer) -> Result<Step, SyncError> {
    answer.number(OFFSET).map(Step::At).ok_or_else(|| SyncError::answer("an upload", "it names no offset"))
}
