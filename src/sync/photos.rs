//! Thumbnails, and then photos. Only a receipt makes a photo received; the end of an upload
//! does not.

use std::collections::BTreeSet;

use register::record::PhotoHash;
use register::wire::{Ask, MOST_THUMBNAIL_BYTES};
use reqwest::Method;
use store::WaitingPhoto;

use crate::event::{Event, Phase};
use crate::fault::SyncError;
use crate::run::Run;
use crate::upload::{Upload, Uploaded};

/// Photos for which one receipt is asked.
const PORTION: usize = 8;
/// Small pictures that one sync fetches.
const MOST_FETCHED: usize = 200;

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

    /// Small pictures of what the holder's open tasks are about. One that the server does not have
    /// yet, or has no more, is asked for again at the next sync.
    pub(crate) async fn thumbnails_of_tasks(&mut self) -> Result<(), SyncError> {
        if self.done.sealed {
            return Ok(());
        }
        let photos = self.store.thumbnails_lacking()?;
        let total = photos.len().min(MOST_FETCHED) as u64;
        for (done, hash) in (1..).zip(photos.into_iter().take(MOST_FETCHED)) {
            let request = self.link.ask(Method::GET, &format!("thumbnails/{hash}"))?;
            match self.link.send_again(&request).await {
                Ok(answer) if answer.body.len() <= MOST_THUMBNAIL_BYTES => {
                    self.store.keep_others_thumbnail(hash, &answer.body)?;
                }
                Ok(_) => return Err(SyncError::answer("a question after a thumbnail", "it is too large")),
                Err(fault) if fault.is_revoked() => return self.seal(),
                Err(fault) if fault.refusal().is_some_and(|problem| problem.status < 500) => {}
                Err(fault) => return Err(fault),
            }
            self.progress(Phase::TaskPhotos, done, total);
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
                match self.upload_photo(photo, done, total).await {
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

    async fn upload_photo(
        &mut self,
        photo: &WaitingPhoto,
        before: u64,
        total: u64,
    ) -> Result<Uploaded, SyncError> {
        let (store, hash) = (self.store, photo.hash);
        let upload = Upload {
            path: "photos",
            metadata: vec![("hash", hash.to_string()), ("record", photo.record.to_string())],
            bytes: &store.photo(hash)?,
            url: photo.upload_url.clone(),
            begun: &|url, offset| store.set_upload(hash, url, offset),
        };
        self.upload(upload, |at| (Phase::Photos, before + at, total)).await
    }

    fn set_photo_aside(&mut self, hash: PhotoHash, reason: &str) -> Result<(), SyncError> {
        self.store.set_photo_aside(hash, reason)?;
        self.done.aside += 1;
        self.tell(Event::Aside(format!("Photo {hash} was set aside: {reason}")));
        Ok(())
    }
}
