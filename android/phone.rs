//! A phone as the app's device.
//!
//! Owns what each question of the app is in Android's terms and what each answer means. Refuses to make a
//! call of Android itself (that is Java's) and to know what is captured. What a person takes their time for
//! is answered through `told`.
//!
//! Called by the app through `Device`.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use jni::{JValue, jni_sig, jni_str};
use samruat::device::{Background, Battery, Device, FromDevice, Hindrance, Network, Tell, Ticket};
use store::Secrets;
use uuid::Uuid;

use crate::job;
use crate::key::HardwareKey;
use crate::line::{self, Cut, Far};
use crate::request::{Kind, Request};

/// The app has sizes of its own on top of the system's; both together must still fit a narrow screen.
const TEXT_SCALES: std::ops::RangeInclusive<f32> = 0.85..=1.3;

/// The phone under the app.
pub struct Phone {
    folder: PathBuf,
}

impl Phone {
    /// The phone whose window has opened.
    ///
    /// # Errors
    /// In the system's words, when there is no window, or no folder for the app.
    pub fn with_a_window() -> Result<Self, Cut> {
        let folder = folder(&far()?)?;
        clear_away(&folder.join("in"));
        let phone = Self { folder };
        phone.plan(false);
        Ok(phone)
    }

    /// Asks Android something that it answers later, or says at once why it does not.
    fn ask(&self, kind: Kind, ticket: Ticket) {
        let asked = Request { kind, ticket };
        let begun = asked.number().ok_or_else(|| Cut("too many questions".to_owned())).and_then(|number| {
            let place = asked.place(&self.folder);
            // A file of the same number from another life of the app is not this one's.
            let _ = fs::remove_file(&place);
            if asked.is_written_by_the_camera() {
                let within = place.parent().unwrap_or(&self.folder);
                fs::create_dir_all(within).map_err(|fault| Cut(fault.to_string()))?;
            }
            begin(kind, number, &place)
        });
        if let Err(Cut(words)) = begun {
            line::tell(answer(asked, Err(Hindrance::Failed(words))));
        }
    }

    fn plan(&self, soon: bool) {
        job::is_planned(&self.folder);
        // Where the system takes no job, the app sends while it is open; the watchdog says the rest.
        let _ = call_bool(jni_str!("schedule"), soon);
    }
}

/// Clears away what others handed over and nobody took in for days. What came in just now, maybe for an app that was
/// killed meanwhile, stays.
fn clear_away(folder: &Path) {
    const FORGOTTEN: Duration = Duration::from_secs(7 * 24 * 60 * 60);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let age =
            entry.metadata().and_then(|file| file.modified()).map(|then| then.elapsed().unwrap_or_default());
        if age.is_ok_and(|age| age > FORGOTTEN) {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// What others handed over and nobody took in before the app ended, in the order in which it came. Java names it, and
/// what is not whole otherwise.
fn left_by_others(folder: &Path) -> Vec<PathBuf> {
    let mut left: Vec<(u64, PathBuf)> = fs::read_dir(folder)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let came = entry.file_name().to_str()?.strip_prefix("handed-")?.parse().ok()?;
            Some((came, entry.path()))
        })
        .collect();
    left.sort();
    left.into_iter().map(|(_, file)| file).collect()
}

/// Where a file is copied to until it is whole; Java's copying has the same name for it.
fn part(place: &Path) -> PathBuf {
    let mut name = place.as_os_str().to_owned();
    name.push(".part");
    name.into()
}

fn far() -> Result<Far, Cut> {
    line::far().ok_or_else(|| Cut("there is no window".to_owned()))
}

/// Where the app keeps its things on this phone.
///
/// # Errors
/// As [`line::speak`].
pub(crate) fn folder(far: &Far) -> Result<PathBuf, Cut> {
    line::speak(|env| {
        let folder =
            line::call(env, far, jni_str!("folder"), &jni_sig!(() -> JString), &[])?.into_object()?;
        Ok(PathBuf::from(line::text(env, &folder)?))
    })
}

/// What an answer of Android's is, as the app knows it.
pub(crate) fn answer(asked: Request, given: Result<PathBuf, Hindrance>) -> FromDevice {
    match asked.kind {
        Kind::Camera | Kind::Gallery => FromDevice::Photo(asked.ticket, given),
        Kind::File => FromDevice::File(asked.ticket, given),
        Kind::Code => {
            let read = given.and_then(|file| {
                let photo = fs::read(&file).map_err(|fault| Hindrance::Failed(fault.to_string()));
                // It shows a secret: the link of one phone.
                let _ = fs::remove_file(&file);
                crate::code::read(&photo?).map_err(Hindrance::Failed)
            });
            FromDevice::Link(asked.ticket, read)
        }
    }
}

fn begin(kind: Kind, number: i32, place: &Path) -> Result<(), Cut> {
    let far = far()?;
    line::speak(|env| {
        let number = JValue::Int(number);
        match kind {
            Kind::Camera | Kind::Code => {
                let place = env.new_string(place.to_string_lossy())?;
                let with = [number, JValue::Object(&place)];
                line::call(env, &far, jni_str!("takePhoto"), &jni_sig!((jint, JString)), &with)?;
            }
            Kind::Gallery => {
                line::call(env, &far, jni_str!("choosePhoto"), &jni_sig!((jint)), &[number])?;
            }
            Kind::File => {
                line::call(env, &far, jni_str!("chooseFile"), &jni_sig!((jint)), &[number])?;
            }
        }
        Ok(())
    })
}

fn call_int(name: &jni::strings::JNIStr) -> Result<i32, Cut> {
    let far = far()?;
    line::speak(|env| line::call(env, &far, name, &jni_sig!(() -> jint), &[])?.i())
}

fn call(name: &jni::strings::JNIStr) -> Result<(), Cut> {
    let far = far()?;
    line::speak(|env| line::call(env, &far, name, &jni_sig!(()), &[])?.v())
}

fn switch(name: &jni::strings::JNIStr, on: bool) -> Result<(), Cut> {
    let far = far()?;
    line::speak(|env| line::call(env, &far, name, &jni_sig!((jboolean)), &[JValue::Bool(on)])?.v())
}

fn call_bool(name: &jni::strings::JNIStr, with: bool) -> Result<bool, Cut> {
    let far = far()?;
    line::speak(|env| {
        line::call(env, &far, name, &jni_sig!((jboolean) -> jboolean), &[JValue::Bool(with)])?.z()
    })
}

/// The network as Java numbers it.
pub(crate) fn network(kind: i32) -> Network {
    match kind {
        1 => Network::Metered,
        2 => Network::Free,
        _ => Network::None,
    }
}

/// How something went, as Java numbers it; `words` are the system's.
pub(crate) fn hindrance(how: i32, words: String) -> Option<Hindrance> {
    match how {
        0 => None,
        1 => Some(Hindrance::LeftOff),
        2 => Some(Hindrance::NotAllowed),
        3 => Some(Hindrance::SwitchedOff),
        4 => Some(Hindrance::Absent),
        6 => Some(Hindrance::Roughly),
        _ => Some(Hindrance::Failed(words)),
    }
}

impl Device for Phone {
    fn tell(&self, tell: Tell) {
        line::listen(tell);
        for file in left_by_others(&self.folder.join("in")) {
            line::tell(FromDevice::Handed(Ok(file)));
        }
        // Without it the app asks when it is opened; nothing else depends on it.
        let _ = call(jni_str!("watchNetwork"));
    }

    fn fresh(&self) -> Uuid {
        Uuid::now_v7()
    }

    fn folder(&self) -> PathBuf {
        self.folder.clone()
    }

    fn secrets(&self) -> Box<dyn Secrets + Send> {
        Box::new(HardwareKey::of(&self.folder, line::far()))
    }

    fn take_photo(&self, ticket: Ticket) {
        self.ask(Kind::Camera, ticket);
    }

    fn choose_photo(&self, ticket: Ticket) {
        self.ask(Kind::Gallery, ticket);
    }

    fn leftover_photo(&self, ticket: Ticket) -> Option<PathBuf> {
        [Kind::Camera, Kind::Gallery].into_iter().find_map(|kind| {
            let place = Request { kind, ticket }.place(&self.folder);
            // A camera that was opened and left makes its file, and writes nothing into it.
            fs::metadata(&place).is_ok_and(|file| file.len() > 0).then_some(place)
        })
    }

    fn is_photo_coming(&self, ticket: Ticket) -> bool {
        part(&Request { kind: Kind::Gallery, ticket }.place(&self.folder)).exists()
    }

    fn let_photo_go(&self, ticket: Ticket) {
        for kind in [Kind::Camera, Kind::Gallery] {
            let place = Request { kind, ticket }.place(&self.folder);
            // A copy that loses its beginning is not put where it belongs.
            let _ = fs::remove_file(part(&place));
            let _ = fs::remove_file(place);
        }
    }

    fn watch_position(&self, on: bool) {
        if let Err(Cut(words)) = switch(jni_str!("watchPosition"), on) {
            line::tell(FromDevice::NoPosition(Hindrance::Failed(words)));
        }
    }

    fn network(&self) -> Network {
        call_int(jni_str!("network")).map(network).unwrap_or_default()
    }

    fn room(&self) -> Option<u64> {
        let far = far().ok()?;
        let room =
            line::speak(|env| line::call(env, &far, jni_str!("room"), &jni_sig!(() -> jlong), &[])?.j());
        u64::try_from(room.ok()?).ok()
    }

    fn read_code(&self, ticket: Ticket) {
        self.ask(Kind::Code, ticket);
    }

    fn choose_file(&self, ticket: Ticket) {
        self.ask(Kind::File, ticket);
    }

    fn hand_over(&self, file: &Path) -> Result<String, Hindrance> {
        let failed = |fault: std::io::Error| Hindrance::Failed(fault.to_string());
        let files = self.folder.join("files");
        let name = file.file_name().ok_or(Hindrance::Absent)?;
        let ours = files.join(name);
        if file != ours {
            fs::create_dir_all(&files).map_err(failed)?;
            fs::copy(file, &ours).map_err(failed)?;
        }
        let how = far().and_then(|far| {
            line::speak(|env| {
                let (path, title) = (env.new_string(ours.to_string_lossy())?, env.new_string("ส่งไฟล์ด้วย")?);
                let with: [JValue<'_>; 2] = [JValue::Object(&path), JValue::Object(&title)];
                line::call(env, &far, jni_str!("handOver"), &jni_sig!((JString, JString) -> jint), &with)?.i()
            })
        });
        match how {
            Ok(how) => match hindrance(how, String::new()) {
                None => Ok(name.to_string_lossy().into_owned()),
                Some(hindrance) => Err(hindrance),
            },
            Err(Cut(words)) => Err(Hindrance::Failed(words)),
        }
    }

    fn battery(&self) -> Option<Battery> {
        let said = call_int(jni_str!("battery")).ok()?;
        let percent = u8::try_from(said.checked_rem_euclid(1000)?).ok().filter(|_| said >= 0)?;
        Some(Battery { percent: percent.min(100), charging: said >= 1000 })
    }

    fn background(&self) -> Background {
        match call_int(jni_str!("background")) {
            Ok(1) => Background::Forbidden,
            Ok(2) => Background::Saving,
            Ok(_) => match job::silence(&self.folder, SystemTime::now()) {
                Some(silence) if silence > Duration::ZERO => Background::Silent(silence),
                _ => Background::Works,
            },
            Err(_) => Background::Unknown,
        }
    }

    fn has_work(&self) {
        self.plan(true);
    }

    fn sending(&self, on: bool) {
        // Where the system does not let us, it is sent all the same while the app is seen.
        let _ = switch(jni_str!("sending"), on);
    }

    fn can_hide(&self) -> bool {
        true
    }

    fn hide(&self, on: bool) {
        // The window was hidden when it opened: what fails here leaves it so.
        let _ = switch(jni_str!("hideFromPictures"), on);
    }

    fn bars_over(&self, dark: bool) {
        // Without it they stay as they are when the window opens: for the light of day.
        let _ = switch(jni_str!("barsOver"), dark);
    }

    fn leave(&self) {
        let _ = call(jni_str!("leave"));
    }

    fn text_scale(&self) -> f32 {
        let scale = far().and_then(|far| {
            line::speak(|env| line::call(env, &far, jni_str!("textScale"), &jni_sig!(() -> jfloat), &[])?.f())
        });
        let scale = scale.ok().filter(|scale| scale.is_finite()).unwrap_or(1.0);
        scale.clamp(*TEXT_SCALES.start(), *TEXT_SCALES.end())
    }
}

/// Says a word in the system's bar.
pub(crate) fn notice(far: &Far, title: &str, words: &str) -> Result<bool, Cut> {
    line::speak(|env| {
        let (title, words) = (env.new_string(title)?, env.new_string(words)?);
        let with: [JValue<'_>; 2] = [JValue::Object(&title), JValue::Object(&words)];
        line::call(env, far, jni_str!("notice"), &jni_sig!((JString, JString) -> jboolean), &with)?.z()
    })
}
