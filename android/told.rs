//! What Android tells: each `native` method of `Told.java`, one function here under its name.
//!
//! Owns taking Java's words apart and passing them on. Nothing that goes wrong here may go on into Java: an
//! error ends as nothing told, a panic as a Java exception that the system writes down. A tool compares these
//! names with Java's in both directions.
//!
//! Called by Java only.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jni::errors::ThrowRuntimeExAndDefault;
use jni::objects::{JClass, JObject, JString};
use jni::sys::{jboolean, jdouble, jfloat, jint, jlong};
use jni::{Env, EnvUnowned, jni_mangle};
use samruat::device::{FromDevice, Hindrance};

use crate::request::Request;
use crate::spot::{self, Said};
use crate::{job, line, phone};

fn words(env: &mut Env<'_>, string: &JString<'_>) -> String {
    if string.is_null() { String::new() } else { string.try_to_string(env).unwrap_or_default() }
}

/// A window opened on this phone.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn arrived<'l>(mut env: EnvUnowned<'l>, _: JClass<'l>, phone: JObject<'l>) {
    let told = env.with_env(|env| -> Result<(), jni::errors::Error> {
        line::connect(Arc::new(env.new_global_ref(&phone)?));
        // The app takes over: its worker sends what the job was at.
        job::stop();
        Ok(())
    });
    told.resolve::<ThrowRuntimeExAndDefault>();
}

/// The window is gone.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn left<'l>(mut env: EnvUnowned<'l>, _: JClass<'l>, phone: JObject<'l>) {
    let told = env.with_env(|env| -> Result<(), jni::errors::Error> {
        line::disconnect(env, &phone);
        Ok(())
    });
    told.resolve::<ThrowRuntimeExAndDefault>();
}

/// An answer to what was asked under this number.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn answered<'l>(
    mut env: EnvUnowned<'l>,
    _: JClass<'l>,
    request: jint,
    how: jint,
    what: JString<'l>,
) {
    let told = env.with_env(|env| -> Result<(), jni::errors::Error> {
        let Some(asked) = Request::of(request) else { return Ok(()) };
        let what = words(env, &what);
        let folder = line::far()
            .ok_or_else(|| Hindrance::Failed("the window is gone".to_owned()))
            .and_then(|far| phone::folder(&far).map_err(|cut| Hindrance::Failed(cut.0)));
        let given = match (phone::hindrance(how, what), folder) {
            (None, Ok(folder)) => arrived_at(asked, &folder),
            (None, Err(hindrance)) => Err(hindrance),
            (Some(hindrance), folder) => {
                // Half a photo that nobody wanted is not to lie there in the clear.
                let _ = folder.map(|folder| std::fs::remove_file(asked.place(&folder)));
                Err(hindrance)
            }
        };
        // A code takes a moment to read, and this is the thread that draws Android's own windows.
        let pass_on = move || line::tell(phone::answer(asked, given));
        if std::thread::Builder::new().name("answer".into()).spawn(pass_on).is_err() {
            line::tell(phone::answer(asked, Err(Hindrance::Failed("the system gives no thread".to_owned()))));
        }
        Ok(())
    });
    told.resolve::<ThrowRuntimeExAndDefault>();
}

/// The file of an answer, if it is there and anything is in it.
fn arrived_at(asked: Request, folder: &Path) -> Result<PathBuf, Hindrance> {
    let place = asked.place(folder);
    match std::fs::metadata(&place) {
        Ok(file) if file.len() > 0 => Ok(place),
        Ok(_) => Err(Hindrance::Failed("the file is empty".to_owned())),
        Err(fault) => Err(Hindrance::Failed(fault.to_string())),
    }
}

/// Where the file that was chosen is to be copied; nothing where the camera wrote it there already.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn place<'l>(
    mut env: EnvUnowned<'l>,
    _: JClass<'l>,
    folder: JString<'l>,
    request: jint,
) -> JString<'l> {
    let told = env.with_env(|env| -> Result<JString<'l>, jni::errors::Error> {
        let asked = Request::of(request).filter(|asked| !asked.is_written_by_the_camera());
        let folder = words(env, &folder);
        match asked {
            Some(asked) => env.new_string(asked.place(Path::new(&folder)).to_string_lossy()),
            None => Ok(JString::null()),
        }
    });
    told.resolve::<ThrowRuntimeExAndDefault>()
}

/// A position.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn position<'l>(
    mut env: EnvUnowned<'l>,
    _: JClass<'l>,
    lat: jdouble,
    lon: jdouble,
    accuracy: jfloat,
    fixed_at: jlong,
    age: jlong,
    mock: jboolean,
) {
    let told = env.with_env(|_| -> Result<(), jni::errors::Error> {
        if let Some(fix) = spot::fix(Said { lat, lon, accuracy, fixed_at, age }) {
            line::tell(FromDevice::Position { fix, mock });
        }
        Ok(())
    });
    told.resolve::<ThrowRuntimeExAndDefault>();
}

/// There is no position to be had.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn no_position<'l>(mut env: EnvUnowned<'l>, _: JClass<'l>, how: jint, why: JString<'l>) {
    let told = env.with_env(|env| -> Result<(), jni::errors::Error> {
        let why = words(env, &why);
        if let Some(hindrance) = phone::hindrance(how, why) {
            line::tell(FromDevice::NoPosition(hindrance));
        }
        Ok(())
    });
    told.resolve::<ThrowRuntimeExAndDefault>();
}

/// The network came or went, or begins to lead anywhere.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn network<'l>(mut env: EnvUnowned<'l>, _: JClass<'l>, kind: jint, works: jboolean) {
    let told = env.with_env(|_| -> Result<(), jni::errors::Error> {
        line::tell_network(phone::network(kind), works);
        Ok(())
    });
    told.resolve::<ThrowRuntimeExAndDefault>();
}

/// Another app handed over a file.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn handed<'l>(mut env: EnvUnowned<'l>, _: JClass<'l>, how: jint, what: JString<'l>) {
    let told = env.with_env(|env| -> Result<(), jni::errors::Error> {
        let what = words(env, &what);
        let file = PathBuf::from(&what);
        line::tell(FromDevice::Handed(phone::hindrance(how, what).map_or(Ok(file), Err)));
        Ok(())
    });
    told.resolve::<ThrowRuntimeExAndDefault>();
}

/// A link was opened.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn linked<'l>(mut env: EnvUnowned<'l>, _: JClass<'l>, link: JString<'l>) {
    let told = env.with_env(|env| -> Result<(), jni::errors::Error> {
        let link = words(env, &link);
        line::tell(FromDevice::Linked(link));
        Ok(())
    });
    told.resolve::<ThrowRuntimeExAndDefault>();
}

/// The app is seen, or not any more.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn seen<'l>(mut env: EnvUnowned<'l>, _: JClass<'l>, seen: jboolean) {
    let told = env.with_env(|_| -> Result<(), jni::errors::Error> {
        line::tell_seen(seen);
        Ok(())
    });
    told.resolve::<ThrowRuntimeExAndDefault>();
}

/// Sends and fetches without a window; whether it need not try again soon.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn work<'l>(mut env: EnvUnowned<'l>, _: JClass<'l>, phone: JObject<'l>) -> jboolean {
    let told = env.with_env(|env| -> Result<jboolean, jni::errors::Error> {
        let far = Arc::new(env.new_global_ref(&phone)?);
        Ok(job::work(far))
    });
    told.resolve::<ThrowRuntimeExAndDefault>()
}

/// The system wants the work to stop.
#[jni_mangle("app.samruat.Told")]
pub extern "system" fn stop<'l>(mut env: EnvUnowned<'l>, _: JClass<'l>) {
    let told = env.with_env(|_| -> Result<(), jni::errors::Error> {
        job::stop();
        Ok(())
    });
    told.resolve::<ThrowRuntimeExAndDefault>();
}
