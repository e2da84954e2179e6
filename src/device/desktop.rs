//! A desktop as a device: for developers, demonstrations and offices with a webcam-less computer.
//!
//! Its camera is a folder of pictures, taken one after the other; its position is the one it was
//! started with, or none; what it hands over lies in a folder. Each says plainly what it is.
//!
//! Called by `main`, and by tests that drive a whole phone.

use std::cell::{Cell, RefCell};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use register::record::{Fix, FixSource};
use store::{FileSecrets, Secrets};
use uuid::Uuid;

use super::{Device, FromDevice, Hindrance, Network, Tell, Ticket};

/// A desktop.
pub struct Desktop {
    folder: PathBuf,
    pictures: Option<PathBuf>,
    position: Option<(f64, f64)>,
    next_picture: Cell<usize>,
    tell: RefCell<Option<Tell>>,
}

impl Desktop {
    /// A desktop that keeps the app's things in this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, pictures: None, position: None, next_picture: Cell::new(0), tell: RefCell::default() }
    }

    /// Its camera takes the pictures of this folder, one after the other.
    #[must_use]
    pub fn with_pictures(self, pictures: Option<PathBuf>) -> Self {
        Self { pictures, ..self }
    }

    /// It stands here.
    #[must_use]
    pub fn at(self, position: Option<(f64, f64)>) -> Self {
        Self { position, ..self }
    }

    fn say(&self, news: FromDevice) {
        if let Some(tell) = &*self.tell.borrow() {
            tell(news);
        }
    }

    /// The next picture of the folder. A copy: whoever takes a photo may remove its file.
    fn picture(&self) -> Result<PathBuf, Hindrance> {
        let folder = self.pictures.as_ref().ok_or(Hindrance::Absent)?;
        let failed = |e: std::io::Error| Hindrance::Failed(e.to_string());
        let mut pictures: Vec<PathBuf> = fs::read_dir(folder)
            .map_err(failed)?
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .filter(|path| path.is_file())
            .collect();
        pictures.sort();
        let at = self.next_picture.get();
        let picture = pictures.get(at % pictures.len().max(1)).ok_or(Hindrance::Absent)?;
        self.next_picture.set(at + 1);
        let copy = self.folder.join(format!("camera-{at}"));
        fs::create_dir_all(&self.folder).map_err(failed)?;
        fs::copy(picture, &copy).map_err(failed)?;
        Ok(copy)
    }
}

impl Device for Desktop {
    fn tell(&self, tell: Tell) {
        *self.tell.borrow_mut() = Some(tell);
    }

    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn folder(&self) -> PathBuf {
        self.folder.clone()
    }

    fn secrets(&self) -> Box<dyn Secrets + Send> {
        Box::new(FileSecrets::within(&self.folder))
    }

    fn take_photo(&self, ticket: Ticket) {
        self.say(FromDevice::Photo(ticket, self.picture()));
    }

    fn choose_photo(&self, ticket: Ticket) {
        self.say(FromDevice::Photo(ticket, self.picture()));
    }

    fn watch_position(&self, on: bool) {
        if !on {
            return;
        }
        match self.position {
            None => self.say(FromDevice::NoPosition(Hindrance::Absent)),
            Some((lat, lon)) => {
                let fix = Fix {
                    lat: Some(lat),
                    lon: Some(lon),
                    accuracy_m: Some(8.0),
                    fixed_at: Some(self.now()),
                    source: Some(FixSource::Map),
                    unknown: Default::default(),
                };
                self.say(FromDevice::Position { fix, mock: false });
            }
        }
    }

    fn network(&self) -> Network {
        Network::Free
    }

    fn room(&self) -> Option<u64> {
        None
    }

    fn read_code(&self, ticket: Ticket) {
        self.say(FromDevice::Link(ticket, Err(Hindrance::Absent)));
    }

    fn choose_file(&self, ticket: Ticket) {
        let mut files: Vec<PathBuf> = fs::read_dir(self.folder.join("in"))
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok().map(|entry| entry.path()))
            .collect();
        files.sort();
        self.say(FromDevice::File(ticket, files.into_iter().next().ok_or(Hindrance::Absent)));
    }

    fn hand_over(&self, file: &Path) -> Result<String, Hindrance> {
        let failed = |e: std::io::Error| Hindrance::Failed(e.to_string());
        let out = self.folder.join("out");
        fs::create_dir_all(&out).map_err(failed)?;
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
        let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let place = out.join(format!("{since}-{name}"));
        fs::copy(file, &place).map_err(failed)?;
        Ok(place.display().to_string())
    }
}
