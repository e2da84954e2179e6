//! The JNI layer under a desktop's Java: our own Java, compiled as it stands, over fake classes of Android,
//! with the real Rust under it. Every call of `Device`, what Android answers when all is well, what it answers
//! when it is refused, and what it throws.
//!
//! What this proves is that Rust, JNI and our Java fit together and decide rightly. That Android behaves as the
//! fakes do, it cannot prove: `README.md` has the list for a real phone.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops where it goes wrong")]

#[expect(unused_macros, unused_imports, reason = "one database is enough for a job that knows none")]
#[path = "../../tests/province.rs"]
mod province;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::mpsc::{self, Receiver};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Duration;

use jni::errors::Result as JniResult;
use jni::objects::{JObject, JString, JValueOwned};
use jni::strings::{JNIStr, JNIString};
use jni::{Env, InitArgsBuilder, JNIVersion, JValue, JavaVM, NativeMethod, jni_sig, jni_str};
use province::{Database, Province, block_on, household};
use samruat::device::{Background, Battery, Device, FromDevice, Hindrance, Network, Ticket};
use samruat_android::key::HardwareKey;
use samruat_android::phone::Phone;
use samruat_android::request::{Kind, Request};
use samruat_android::{line, told};
use store::{Secrets, SecretsError};
use tempfile::TempDir;

const FINE: &str = "android.permission.ACCESS_FINE_LOCATION";
const COARSE: &str = "android.permission.ACCESS_COARSE_LOCATION";
/// What a receiver says: latitude, longitude, accuracy, time, age, and whether a program made it up.
const HERE: &str = "20.4312 99.8841 6.5 1793000000000 900 true";

/// Compiles our Java with the fakes, once, and starts Java with it.
fn java() -> &'static JavaVM {
    static JAVA: OnceLock<(JavaVM, TempDir)> = OnceLock::new();
    &JAVA
        .get_or_init(|| {
            let here = Path::new(env!("CARGO_MANIFEST_DIR"));
            let classes = TempDir::new().unwrap();
            let mut sources = Vec::new();
            gather(&here.join("fakes"), &mut sources);
            // The packer's check plants faults in a copy of our Java, to see that they are caught here.
            let ours =
                std::env::var_os("SAMRUAT_PLANTED_JAVA").map_or_else(|| here.join("java"), PathBuf::from);
            gather(&ours, &mut sources);
            // The real one loads a library of a phone.
            sources.retain(|source| !source.ends_with("java/app/samruat/Library.java"));
            let javac = Command::new("javac")
                .args([
                    "-encoding",
                    "UTF-8",
                    "-nowarn",
                    "-Xlint:-options",
                    "-source",
                    "8",
                    "-target",
                    "8",
                    "-d",
                ])
                .arg(classes.path())
                .args(&sources)
                .output()
                .expect("no javac: install Debian's default-jdk-headless");
            assert!(javac.status.success(), "{}", String::from_utf8_lossy(&javac.stderr));
            let args = InitArgsBuilder::new()
                .version(JNIVersion::V1_8)
                .option(format!("-Djava.class.path={}", classes.path().display()))
                // A wrong call of JNI ends the test here, as it would end the app there.
                .option("-Xcheck:jni")
                .build()
                .unwrap();
            let vm = JavaVM::new(args).unwrap();
            vm.attach_current_thread(|env| -> JniResult<()> {
                give_natives(env)?;
                env.call_static_method(jni_str!("fake/FakeKeyStore"), jni_str!("install"), jni_sig!(()), &[])?
                    .v()
            })
            .unwrap();
            (vm, classes)
        })
        .0
}

fn gather(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            gather(&path, into);
        } else if path.extension().is_some_and(|ending| ending == "java") {
            into.push(path);
        }
    }
}

/// Android finds these by their exported names; here they are in a program and not in a library.
#[expect(
    unsafe_code,
    reason = "Java is given addresses of functions; the signatures beside them are Told.java's"
)]
fn give_natives(env: &mut Env<'_>) -> JniResult<()> {
    let class = env.find_class(jni_str!("app/samruat/Told"))?;
    let native = |name: &'static JNIStr, sig: &'static JNIStr, at: *mut std::ffi::c_void| {
        // SAFETY: each function has the arguments that its signature names; a wrong one is caught by the
        // tests of that call, under -Xcheck:jni.
        unsafe { NativeMethod::from_raw_parts(name, sig, at) }
    };
    let all = [
        native(jni_str!("arrived"), jni_str!("(Lapp/samruat/Phone;)V"), told::arrived as *mut _),
        native(jni_str!("left"), jni_str!("(Lapp/samruat/Phone;)V"), told::left as *mut _),
        native(jni_str!("answered"), jni_str!("(IILjava/lang/String;)V"), told::answered as *mut _),
        native(jni_str!("place"), jni_str!("(Ljava/lang/String;I)Ljava/lang/String;"), told::place as *mut _),
        native(jni_str!("position"), jni_str!("(DDFJJZ)V"), told::position as *mut _),
        native(jni_str!("noPosition"), jni_str!("(ILjava/lang/String;)V"), told::no_position as *mut _),
        native(jni_str!("network"), jni_str!("(IZ)V"), told::network as *mut _),
        native(jni_str!("handed"), jni_str!("(ILjava/lang/String;)V"), told::handed as *mut _),
        native(jni_str!("linked"), jni_str!("(Ljava/lang/String;)V"), told::linked as *mut _),
        native(jni_str!("seen"), jni_str!("(Z)V"), told::seen as *mut _),
        native(jni_str!("work"), jni_str!("(Lapp/samruat/Phone;)Z"), told::work as *mut _),
        native(jni_str!("stop"), jni_str!("()V"), told::stop as *mut _),
    ];
    // SAFETY: as above.
    unsafe { env.register_native_methods(&class, &all) }
}

/// A phone that is not there, with the app's window open on it. One at a time: there is one Java.
struct World {
    folder: TempDir,
    phone: Phone,
    news: Receiver<FromDevice>,
    _alone: MutexGuard<'static, ()>,
}

/// Speaks with Java; whatever it threw stops the test.
fn speak<T>(what: impl FnOnce(&mut Env<'_>) -> JniResult<T>) -> T {
    java();
    line::speak(what).unwrap()
}

fn set(name: &str, value: &str) {
    speak(|env| {
        let (name, value) = (env.new_string(name)?, env.new_string(value)?);
        let with: [JValue<'_>; 2] = [JValue::Object(&name), JValue::Object(&value)];
        env.call_static_method(jni_str!("fake/World"), jni_str!("set"), jni_sig!((JString, JString)), &with)?
            .v()
    });
}

fn get(name: &str) -> String {
    speak(|env| {
        let name = env.new_string(name)?;
        let with: [JValue<'_>; 1] = [JValue::Object(&name)];
        let said = env
            .call_static_method(
                jni_str!("fake/World"),
                jni_str!("get"),
                jni_sig!((JString) -> JString),
                &with,
            )?
            .into_object()?;
        env.cast_local::<JString>(said)?.try_to_string(env)
    })
}

/// Calls something of a fake that takes texts.
fn tells(class: &str, method: &str, with: &[&str]) {
    speak(|env| {
        let texts: Vec<JString<'_>> =
            with.iter().map(|text| env.new_string(text)).collect::<JniResult<_>>()?;
        let values: Vec<JValue<'_>> = texts.iter().map(|text| JValue::Object(text)).collect();
        let sig = format!("({})V", "Ljava/lang/String;".repeat(with.len()));
        let sig = jni::signature::RuntimeMethodSignature::from_str(sig)?;
        env.call_static_method(
            JNIString::from(class),
            JNIString::from(method),
            sig.method_signature(),
            &values,
        )?
        .v()
    });
}

fn call_activity(method: &'static JNIStr) {
    speak(|env| {
        let activity = activity(env)?;
        env.call_method(&activity, method, jni_sig!(()), &[])?.v()
    });
}

fn activity<'local>(env: &mut Env<'local>) -> JniResult<JObject<'local>> {
    env.call_static_method(
        jni_str!("fake/World"),
        jni_str!("activity"),
        jni_sig!(() -> android.app.Activity),
        &[],
    )
    .and_then(JValueOwned::into_object)
}

impl World {
    /// A phone where everything is allowed and there.
    fn where_all_is_well() -> Self {
        let world = Self::with(&[]);
        for (fact, value) in [
            (FINE, "yes"),
            (COARSE, "yes"),
            ("network", "free"),
            ("receivers", "gps network"),
            ("receivers on", "gps network"),
        ] {
            set(fact, value);
        }
        world
    }

    fn with(facts: &[(&str, &str)]) -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = TempDir::new().unwrap();
        java();
        tells("fake/World", "clear", &[]);
        set("folder", &folder.path().join("app").to_string_lossy());
        for (fact, value) in facts {
            set(fact, value);
        }
        Self::opened(folder, alone)
    }

    fn opened(folder: TempDir, alone: MutexGuard<'static, ()>) -> Self {
        speak(|env| {
            let window = env.new_object(jni_str!("app/samruat/MainActivity"), jni_sig!(()), &[])?;
            let files = env.new_object(jni_str!("app/samruat/Files"), jni_sig!(()), &[])?;
            env.call_static_method(
                jni_str!("fake/World"),
                jni_str!("opens"),
                jni_sig!((android.app.Activity, android.content.ContentProvider)),
                &[JValue::Object(&window), JValue::Object(&files)],
            )?
            .v()
        });
        let phone = Phone::with_a_window().unwrap();
        let (tell, news) = mpsc::channel();
        phone.tell(Arc::new(move |told| tell.send(told).unwrap_or_default()));
        let world = Self { folder, phone, news, _alone: alone };
        // The window is seen as soon as it opens.
        assert_eq!(world.hears(), FromDevice::Seen);
        world
    }

    fn app(&self) -> PathBuf {
        self.folder.path().join("app")
    }

    /// The system ends the app and begins it anew; the window of before is gone.
    fn killed_and_opened(self) -> Self {
        let Self { folder, phone, news, _alone } = self;
        tells("fake/World", "closes", &[]);
        drop((phone, news));
        Self::opened(folder, _alone)
    }

    /// A window opens where none is.
    fn opened_again(self) -> Self {
        let Self { folder, phone, news, _alone } = self;
        drop((phone, news));
        Self::opened(folder, _alone)
    }

    fn hears(&self) -> FromDevice {
        self.news.recv_timeout(Duration::from_secs(20)).expect("the app is told nothing")
    }

    fn hears_nothing(&self) {
        let told = self.news.recv_timeout(Duration::from_millis(200));
        assert!(told.is_err(), "{told:?}");
    }

    /// What was opened for a result comes back.
    fn comes_back(&self, code: i32, address: Option<&str>) {
        let request: i32 = get("request").parse().unwrap();
        comes_back(request, code, address);
    }

    /// A photo, as large as nothing and yet one.
    fn photo(&self) -> Vec<u8> {
        let mut jpeg = std::io::Cursor::new(Vec::new());
        image::RgbImage::from_pixel(64, 48, image::Rgb([90, 120, 60]))
            .write_to(&mut jpeg, image::ImageFormat::Jpeg)
            .unwrap();
        jpeg.into_inner()
    }

    fn writes(&self, address: &str, bytes: &[u8]) {
        speak(|env| {
            let address = env.new_string(address)?;
            let bytes = env.byte_array_from_slice(bytes)?;
            let with: [JValue<'_>; 2] = [JValue::Object(&address), JValue::Object(&bytes)];
            env.call_static_method(
                jni_str!("fake/World"),
                jni_str!("writes"),
                jni_sig!((JString, [jbyte])),
                &with,
            )?
            .v()
        });
    }

    fn reads(&self, address: &str, mode: &str) -> String {
        speak(|env| {
            let (address, mode) = (env.new_string(address)?, env.new_string(mode)?);
            let with: [JValue<'_>; 2] = [JValue::Object(&address), JValue::Object(&mode)];
            let sig = jni_sig!((JString, JString) -> JString);
            let read = env
                .call_static_method(jni_str!("fake/World"), jni_str!("reads"), sig, &with)?
                .into_object()?;
            env.cast_local::<JString>(read)?.try_to_string(env)
        })
    }

    /// Another app's file of these bytes, at this address.
    fn holds(&self, address: &str, bytes: &[u8]) {
        let file = self.folder.path().join("of-another-app");
        std::fs::write(&file, bytes).unwrap();
        set(&format!("content {address}"), &file.to_string_lossy());
    }

    fn job_runs(&self) -> String {
        set("job", "");
        speak(|env| {
            let job = env.new_object(jni_str!("app/samruat/SyncJob"), jni_sig!(()), &[])?;
            let began = env
                .call_method(
                    &job,
                    jni_str!("onStartJob"),
                    jni_sig!((android.app.job.JobParameters) -> jboolean),
                    &[JValue::Object(&JObject::null())],
                )?
                .z()?;
            assert!(began);
            Ok(())
        });
        let mut said = String::new();
        for _ in 0..600 {
            said = get("job");
            if !said.is_empty() {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        said
    }
}

/// As what our provider gives a file out.
fn type_of(address: &str) -> String {
    speak(|env| {
        let address = env.new_string(address)?;
        let sig = jni_sig!((JString) -> JString);
        let said = env
            .call_static_method(jni_str!("fake/World"), jni_str!("type"), sig, &[JValue::Object(&address)])?
            .into_object()?;
        env.cast_local::<JString>(said)?.try_to_string(env)
    })
}

fn comes_back(request: i32, code: i32, address: Option<&str>) {
    speak(|env| {
        let address = match address {
            Some(address) => env.new_string(address)?,
            None => JString::null(),
        };
        let with: [JValue<'_>; 3] = [JValue::Int(request), JValue::Int(code), JValue::Object(&address)];
        env.call_static_method(
            jni_str!("fake/World"),
            jni_str!("comesBack"),
            jni_sig!((jint, jint, JString)),
            &with,
        )?
        .v()
    });
}

const DONE: i32 = -1;
const CANCELLED: i32 = 0;

#[test]
fn the_camera_writes_a_whole_photo_into_our_own_file_and_nowhere_else() {
    let world = World::where_all_is_well();
    world.phone.take_photo(Ticket(7));
    assert_eq!(get("opened"), "android.media.action.IMAGE_CAPTURE");
    let output = get("output");
    assert_eq!(output, "content://app.samruat.files/camera/photo-7");
    // To read and to write, and only that file.
    assert_eq!(get("granted"), format!("3 {output}"));
    let photo = world.photo();
    world.writes(&output, &photo);
    world.comes_back(DONE, None);
    let FromDevice::Photo(Ticket(7), Ok(file)) = world.hears() else { panic!("no photo") };
    assert_eq!(std::fs::read(&file).unwrap(), photo);
}

#[test]
fn many_photos_in_a_row_come_each_to_its_own_answer() {
    let world = World::where_all_is_well();
    for number in 1..=20 {
        world.phone.take_photo(Ticket(number));
        world.writes(&get("output"), format!("photo {number}").as_bytes());
        world.comes_back(DONE, None);
    }
    let mut seen: Vec<(u64, String)> = (1..=20)
        .map(|_| {
            let FromDevice::Photo(ticket, Ok(file)) = world.hears() else { panic!("no photo") };
            (ticket.0, std::fs::read_to_string(file).unwrap())
        })
        .collect();
    seen.sort();
    assert_eq!(seen, (1..=20).map(|number| (number, format!("photo {number}"))).collect::<Vec<_>>());
}

#[test]
fn a_camera_that_is_left_missing_refused_or_empty_is_each_told_apart() {
    let world = World::where_all_is_well();
    world.phone.take_photo(Ticket(1));
    world.writes(&get("output"), b"half a photo");
    world.comes_back(CANCELLED, None);
    assert_eq!(world.hears(), FromDevice::Photo(Ticket(1), Err(Hindrance::LeftOff)));
    assert_eq!(world.phone.leftover_photo(Ticket(1)), None, "what nobody wanted stays");
    for (how, expected) in [("absent", Hindrance::Absent), ("refused", Hindrance::NotAllowed)] {
        set("opening", how);
        world.phone.take_photo(Ticket(2));
        assert_eq!(world.hears(), FromDevice::Photo(Ticket(2), Err(expected)));
    }
    set("opening", "broken");
    world.phone.take_photo(Ticket(3));
    let FromDevice::Photo(_, Err(Hindrance::Failed(words))) = world.hears() else {
        panic!("it did not fail")
    };
    assert!(words.contains("the system is unwell"), "{words}");
    set("opening", "");
    world.phone.take_photo(Ticket(4));
    // It says that all is well, and wrote nothing.
    world.comes_back(DONE, None);
    assert!(matches!(world.hears(), FromDevice::Photo(Ticket(4), Err(Hindrance::Failed(_)))));
}

#[test]
fn a_photo_that_was_taken_while_the_app_was_killed_is_found_by_its_number() {
    let world = World::where_all_is_well();
    world.phone.take_photo(Ticket(5));
    let (output, request) = (get("output"), get("request"));
    let photo = world.photo();
    let world = world.killed_and_opened();
    world.writes(&output, &photo);
    comes_back(request.parse().unwrap(), DONE, None);
    // The answer comes to an app that did not ask; it finds the photo when it looks for what it expected.
    assert!(matches!(world.hears(), FromDevice::Photo(Ticket(5), Ok(_))));
    let left = world.phone.leftover_photo(Ticket(5)).unwrap();
    assert_eq!(std::fs::read(left).unwrap(), photo);
    assert_eq!(world.phone.leftover_photo(Ticket(6)), None);
}

#[test]
fn a_photo_of_an_earlier_life_is_not_taken_for_a_new_one() {
    let world = World::where_all_is_well();
    world.phone.take_photo(Ticket(9));
    world.writes(&get("output"), b"of before");
    world.phone.take_photo(Ticket(9));
    assert_eq!(world.phone.leftover_photo(Ticket(9)), None);
    world.comes_back(DONE, None);
    assert!(matches!(world.hears(), FromDevice::Photo(Ticket(9), Err(Hindrance::Failed(_)))));
}

#[test]
fn a_chosen_photo_is_copied_whole_or_not_at_all() {
    let world = World::where_all_is_well();
    let photo = world.photo();
    world.holds("content://gallery/1", &photo);
    world.phone.choose_photo(Ticket(3));
    assert_eq!(get("opened"), "android.intent.action.GET_CONTENT");
    world.comes_back(DONE, Some("content://gallery/1"));
    let FromDevice::Photo(Ticket(3), Ok(file)) = world.hears() else { panic!("no photo") };
    assert_eq!(std::fs::read(&file).unwrap(), photo);
    // Also after the app was killed in the gallery.
    let world = world.killed_and_opened();
    assert_eq!(world.phone.leftover_photo(Ticket(3)), Some(file));
    set("content content://gallery/2", "throws");
    world.phone.choose_photo(Ticket(4));
    world.comes_back(DONE, Some("content://gallery/2"));
    let FromDevice::Photo(Ticket(4), Err(Hindrance::Failed(words))) = world.hears() else {
        panic!("no refusal")
    };
    assert!(words.contains("not for you"), "{words}");
    let parts = std::fs::read_dir(world.app().join("in")).unwrap();
    assert!(parts.map(|part| part.unwrap().path()).all(|part| !part.ends_with(".part")));
    world.phone.choose_photo(Ticket(5));
    world.comes_back(DONE, None);
    assert!(matches!(world.hears(), FromDevice::Photo(Ticket(5), Err(Hindrance::Failed(_)))));
    world.phone.choose_photo(Ticket(6));
    world.comes_back(CANCELLED, None);
    assert_eq!(world.hears(), FromDevice::Photo(Ticket(6), Err(Hindrance::LeftOff)));
}

#[test]
fn a_chosen_photo_that_is_half_copied_is_known_to_come_until_nobody_wants_it() {
    let world = World::where_all_is_well();
    world.phone.choose_photo(Ticket(9));
    assert!(!world.phone.is_photo_coming(Ticket(9)));
    let part = world.app().join("in").join("photo-9.part");
    std::fs::create_dir_all(part.parent().unwrap()).unwrap();
    std::fs::write(&part, b"half a photo").unwrap();
    let world = world.killed_and_opened();
    assert!(world.phone.is_photo_coming(Ticket(9)));
    assert_eq!(world.phone.leftover_photo(Ticket(9)), None);
    world.phone.let_photo_go(Ticket(9));
    assert!(!world.phone.is_photo_coming(Ticket(9)) && !part.exists());
}

#[test]
fn a_chosen_file_comes_to_whoever_asked() {
    let world = World::where_all_is_well();
    world.holds("content://downloads/7", b"age-encryption.org/v1 sealed");
    world.phone.choose_file(Ticket(11));
    assert_eq!(get("opened"), "android.intent.action.OPEN_DOCUMENT");
    world.comes_back(DONE, Some("content://downloads/7"));
    let FromDevice::File(Ticket(11), Ok(file)) = world.hears() else { panic!("no file") };
    assert_eq!(std::fs::read(file).unwrap(), b"age-encryption.org/v1 sealed");
    set("opening", "absent");
    world.phone.choose_file(Ticket(12));
    assert_eq!(world.hears(), FromDevice::File(Ticket(12), Err(Hindrance::Absent)));
}

#[test]
fn a_photographed_code_is_read_and_its_photo_does_not_stay() {
    let world = World::where_all_is_well();
    let link = "https://samruat.example/enrol#k1=abc";
    let code = qrcode::QrCode::new(link).unwrap();
    let (side, colours) = (code.width(), code.to_colors());
    let picture = image::GrayImage::from_fn(900, 900, |x, y| {
        let module = |at: u32| (at as usize / 20).checked_sub(4).filter(|at| *at < side);
        let dark = matches!((module(x), module(y)), (Some(x), Some(y)) if colours[y * side + x] == qrcode::Color::Dark);
        image::Luma([if dark { 20 } else { 220 }])
    });
    let mut jpeg = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut jpeg, image::ImageFormat::Jpeg).unwrap();
    world.phone.read_code(Ticket(2));
    world.writes(&get("output"), &jpeg.into_inner());
    world.comes_back(DONE, None);
    assert_eq!(world.hears(), FromDevice::Link(Ticket(2), Ok(link.to_owned())));
    let left: Vec<_> = std::fs::read_dir(world.app().join("camera")).unwrap().collect();
    assert!(left.is_empty(), "{left:?}");
    // A photo of something else.
    world.phone.read_code(Ticket(3));
    world.writes(&get("output"), &world.photo());
    world.comes_back(DONE, None);
    assert!(matches!(world.hears(), FromDevice::Link(Ticket(3), Err(Hindrance::Failed(_)))));
}

#[test]
fn the_position_comes_with_its_radius_its_time_and_whether_a_program_made_it_up() {
    let world = World::where_all_is_well();
    world.phone.watch_position(true);
    assert_eq!(get("listens to"), "gps network");
    tells("android/location/LocationManager", "hears", &["gps", HERE]);
    let FromDevice::Position { fix, mock: false } = world.hears() else { panic!("no position") };
    assert_eq!((fix.lat, fix.lon, fix.accuracy_m), (Some(20.4312), Some(99.8841), Some(6.5)));
    assert_eq!(fix.fixed_at.unwrap().unix_ms(), 1_793_000_000_000);
    tells("android/location/LocationManager", "hears", &["gps", "20.4 99.8 5 1793000000000 900 mock"]);
    assert!(matches!(world.hears(), FromDevice::Position { mock: true, .. }));
    // A place by the masts around comes with the phone's own time, which is no satellites'.
    tells("android/location/LocationManager", "hears", &["network", HERE]);
    let FromDevice::Position { fix, .. } = world.hears() else { panic!("no position") };
    assert_eq!((fix.lat, fix.fixed_at), (Some(20.4312), None));
    // Old, or without a radius: of no use.
    tells("android/location/LocationManager", "hears", &["network", "20.4 99.8 5 1793000000000 600000 true"]);
    tells("android/location/LocationManager", "hears", &["network", "20.4 99.8 - 1793000000000 10 true"]);
    world.hears_nothing();
    world.phone.watch_position(false);
    assert_eq!(get("listens to"), "");
}

#[test]
fn the_last_known_position_is_told_at_once_while_it_is_fresh() {
    let world = World::where_all_is_well();
    set("last gps", HERE);
    world.phone.watch_position(true);
    assert!(matches!(world.hears(), FromDevice::Position { .. }));
}

#[test]
fn the_place_is_asked_for_when_it_is_needed_and_a_refusal_is_told() {
    let world = World::with(&[("receivers", "gps network"), ("receivers on", "gps network")]);
    assert_eq!(get("asked for"), "", "nothing is asked for before it is needed");
    world.phone.watch_position(true);
    assert_eq!(get("asked for"), format!("{FINE} {COARSE}"));
    let answers = || {
        speak(|env| {
            let request = JValue::Int(0x4001);
            let (class, method) = (jni_str!("fake/World"), jni_str!("answersThePermission"));
            env.call_static_method(class, method, jni_sig!((jint)), &[request])?.v()
        });
    };
    answers();
    assert_eq!(world.hears(), FromDevice::NoPosition(Hindrance::NotAllowed));
    // Roughly is better than not at all: without the satellites, and it is said.
    set(COARSE, "yes");
    answers();
    assert_eq!(world.hears(), FromDevice::NoPosition(Hindrance::Roughly));
    assert_eq!(get("listens to"), "network");
    // Where the page is opened again the exact one is asked for once more, and then no more.
    for asked in [format!("{FINE} {COARSE}"), String::new()] {
        world.phone.watch_position(false);
        set("asked for", "");
        world.phone.watch_position(true);
        assert_eq!(get("asked for"), asked);
        if !asked.is_empty() {
            answers();
        }
        assert_eq!(world.hears(), FromDevice::NoPosition(Hindrance::Roughly));
        assert_eq!(get("listens to"), "network");
    }
    // Allowed in the settings meanwhile, while it listened.
    set(FINE, "yes");
    answers();
    assert_eq!(get("listens to"), "gps network");
    world.hears_nothing();
}

#[test]
fn receivers_that_are_off_or_missing_are_told_apart() {
    let world = World::where_all_is_well();
    set("receivers on", "");
    world.phone.watch_position(true);
    assert_eq!(world.hears(), FromDevice::NoPosition(Hindrance::SwitchedOff));
    world.phone.watch_position(false);
    set("receivers", "passive");
    world.phone.watch_position(true);
    assert_eq!(world.hears(), FromDevice::NoPosition(Hindrance::Absent));
    set("receivers", "gps");
    set("receivers on", "gps");
    world.phone.watch_position(true);
    set("receivers on", "");
    tells("android/location/LocationManager", "switchedOff", &["gps"]);
    assert_eq!(world.hears(), FromDevice::NoPosition(Hindrance::SwitchedOff));
}

#[test]
fn nobody_is_located_while_the_app_is_out_of_sight() {
    let world = World::where_all_is_well();
    world.phone.watch_position(true);
    call_activity(jni_str!("hidden"));
    assert_eq!(world.hears(), FromDevice::Hidden);
    assert_eq!(get("listens to"), "");
    call_activity(jni_str!("shown"));
    assert_eq!(world.hears(), FromDevice::Seen);
    assert_eq!(get("listens to"), "gps network");
}

#[test]
fn the_network_is_told_when_it_changes_and_only_then() {
    let world = World::where_all_is_well();
    assert_eq!(world.phone.network(), Network::Free);
    changes("mast", "paid");
    assert_eq!(world.hears(), FromDevice::Network(Network::Metered));
    changes("mast", "paid");
    world.hears_nothing();
    changes("mast", "free");
    assert_eq!(world.hears(), FromDevice::Network(Network::Free));
    loses("mast");
    assert_eq!(world.hears(), FromDevice::Network(Network::None));
    set("network", "");
    assert_eq!(world.phone.network(), Network::None);
}

fn changes(network: &str, how: &str) {
    tells("android/net/ConnectivityManager", "changes", &[network, how]);
}

fn loses(network: &str) {
    tells("android/net/ConnectivityManager", "loses", &[network]);
}

#[test]
fn a_network_that_begins_to_lead_anywhere_is_told_and_the_best_of_several_counts() {
    let world = World::where_all_is_well();
    // Of a school, with a page that is to be filled in first.
    changes("wifi", "free unproved");
    assert_eq!(world.hears(), FromDevice::Network(Network::Free));
    changes("wifi", "free");
    assert_eq!(world.hears(), FromDevice::Network(Network::Free));
    changes("mast", "paid");
    world.hears_nothing();
    loses("wifi");
    assert_eq!(world.hears(), FromDevice::Network(Network::Metered));
    // What leads nowhere yet does not stand before what does.
    changes("wifi", "free unproved");
    world.hears_nothing();
    changes("wifi", "free");
    assert_eq!(world.hears(), FromDevice::Network(Network::Free));
}

#[test]
fn the_battery_the_room_and_the_size_of_text_are_read() {
    let world = World::where_all_is_well();
    assert_eq!(world.phone.battery(), None);
    set("battery", "12");
    assert_eq!(world.phone.battery(), Some(Battery { percent: 12, charging: false }));
    set("charging", "yes");
    assert_eq!(world.phone.battery(), Some(Battery { percent: 12, charging: true }));
    std::fs::create_dir_all(world.app()).unwrap();
    assert!(world.phone.room().unwrap() > 0);
    set("font scale", "1.15");
    assert!((world.phone.text_scale() - 1.15).abs() < 0.001);
    set("font scale", "2.0");
    assert!((world.phone.text_scale() - 1.3).abs() < 0.001, "larger than a narrow screen bears");
}

#[test]
fn what_the_system_forbids_in_the_background_is_known() {
    let world = World::where_all_is_well();
    assert!(matches!(world.phone.background(), Background::Works | Background::Silent(_)));
    set("saves power", "yes");
    assert_eq!(world.phone.background(), Background::Saving);
    set("restricted", "yes");
    assert_eq!(world.phone.background(), Background::Forbidden);
}

#[test]
fn a_file_is_handed_over_readable_and_nothing_else_of_ours_is() {
    let world = World::where_all_is_well();
    let file = world.app().join("files").join("d-001.samruat");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "sealed").unwrap();
    assert_eq!(world.phone.hand_over(&file), Ok("d-001.samruat".to_owned()));
    assert_eq!(get("opened"), "chooser");
    let shared = get("shared");
    // Android's own Bluetooth refuses what is called anything else.
    assert_eq!(shared, "content://app.samruat.files/files/d-001.samruat.zip");
    assert_eq!(get("shared type"), "application/zip");
    assert_eq!(type_of(&shared), "application/zip");
    assert_eq!(get("granted"), format!("1 {shared}"));
    assert_eq!(world.reads(&shared, "r"), "read sealed");
    // Not to be written, nothing beside it, and not the way up to the key.
    std::fs::write(world.app().join("key.sealed"), "secret").unwrap();
    std::fs::write(world.app().join("files").join(".hidden"), "secret").unwrap();
    for (address, mode) in [
        (shared.as_str(), "rw"),
        ("content://app.samruat.files/key.sealed", "r"),
        ("content://app.samruat.files/files/../key.sealed", "r"),
        ("content://app.samruat.files/files/..%2Fkey.sealed", "r"),
        ("content://app.samruat.files/files/.hidden", "r"),
        ("content://app.samruat.files/files/.hidden.zip", "r"),
        ("content://app.samruat.files/files/..zip", "r"),
        ("content://app.samruat.files/files/.zip", "r"),
        ("content://app.samruat.files/samruat.db/x", "r"),
    ] {
        assert!(world.reads(address, mode).starts_with("refused"), "{address} {mode}");
    }
    for (how, expected) in [("absent", Hindrance::Absent), ("refused", Hindrance::NotAllowed)] {
        set("opening", how);
        assert_eq!(world.phone.hand_over(&file), Err(expected));
    }
    set("opening", "broken");
    assert!(
        matches!(world.phone.hand_over(&file), Err(Hindrance::Failed(words)) if words.contains("unwell"))
    );
}

#[test]
fn a_text_is_handed_over_as_the_text_that_it_is() {
    let world = World::where_all_is_well();
    let file = world.app().join("files").join("diagnostics.txt");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, "status").unwrap();
    world.phone.hand_over(&file).unwrap();
    let shared = get("shared");
    assert_eq!(shared, "content://app.samruat.files/files/diagnostics.txt");
    assert_eq!((get("shared type").as_str(), type_of(&shared).as_str()), ("text/plain", "text/plain"));
    assert_eq!(world.reads(&shared, "r"), "read status");
}

/// Another app, or the list of recent ones, opens the window with this; `flags` are Android's.
fn comes_with(flags: i32, action: &str, data: Option<&str>, stream: Option<&str>) {
    speak(|env| {
        let action = env.new_string(action)?;
        let with: [JValue<'_>; 1] = [JValue::Object(&action)];
        let intent = env.new_object(jni_str!("android/content/Intent"), jni_sig!((JString)), &with)?;
        let uri = |env: &mut Env<'_>, address: &str| -> JniResult<jni::refs::Global<JObject<'static>>> {
            let address = env.new_string(address)?;
            let with: [JValue<'_>; 1] = [JValue::Object(&address)];
            let sig = jni_sig!((JString) -> android.net.Uri);
            let uri = env
                .call_static_method(jni_str!("android/net/Uri"), jni_str!("parse"), sig, &with)?
                .into_object()?;
            env.new_global_ref(uri)
        };
        if let Some(data) = data {
            let uri = uri(env, data)?;
            let with: [JValue<'_>; 1] = [JValue::Object(uri.as_obj())];
            let sig = jni_sig!((android.net.Uri) -> android.content.Intent);
            env.call_method(&intent, jni_str!("setData"), sig, &with)?;
        }
        if let Some(stream) = stream {
            let uri = uri(env, stream)?;
            let name = env.new_string("android.intent.extra.STREAM")?;
            let with: [JValue<'_>; 2] = [JValue::Object(&name), JValue::Object(uri.as_obj())];
            let sig = jni_sig!((JString, JObject) -> android.content.Intent);
            env.call_method(&intent, jni_str!("putExtra"), sig, &with)?;
        }
        let sig = jni_sig!((jint) -> android.content.Intent);
        env.call_method(&intent, jni_str!("addFlags"), sig, &[JValue::Int(flags)])?;
        let activity = activity(env)?;
        let with: [JValue<'_>; 1] = [JValue::Object(&intent)];
        env.call_method(&activity, jni_str!("comes"), jni_sig!((android.content.Intent)), &with)?.v()
    });
}

fn comes(action: &str, data: Option<&str>, stream: Option<&str>) {
    comes_with(0, action, data, stream);
}

#[test]
fn a_file_and_a_link_that_another_app_gives_come_in_and_our_own_secrets_do_not() {
    let world = World::where_all_is_well();
    world.holds("content://chat/1", b"age-encryption.org/v1 sealed");
    comes("android.intent.action.SEND", None, Some("content://chat/1"));
    let FromDevice::Handed(Ok(file)) = world.hears() else { panic!("nothing was handed") };
    assert_eq!(std::fs::read(file).unwrap(), b"age-encryption.org/v1 sealed");
    comes("android.intent.action.VIEW", Some("content://chat/1"), None);
    assert!(matches!(world.hears(), FromDevice::Handed(Ok(_))));
    comes("android.intent.action.VIEW", Some("https://samruat.example/enrol#k1=abc"), None);
    assert_eq!(world.hears(), FromDevice::Linked("https://samruat.example/enrol#k1=abc".to_owned()));
    // By the button on the office's page, where Android opens https links in the browser.
    comes("android.intent.action.VIEW", Some("samruat://samruat.example:8420/enrol#k1=abc"), None);
    assert_eq!(world.hears(), FromDevice::Linked("https://samruat.example:8420/enrol#k1=abc".to_owned()));
    set("content content://chat/2", "throws");
    comes("android.intent.action.SEND", None, Some("content://chat/2"));
    assert!(matches!(world.hears(), FromDevice::Handed(Err(Hindrance::Failed(_)))));
    comes("android.intent.action.VIEW", Some("file:///data/data/app.samruat/no_backup/key.sealed"), None);
    comes("android.intent.action.SEND", None, Some("content://app.samruat.files/files/d-001.samruat"));
    // Android opens it as the same: what stands before the sign is a user of the phone.
    world.holds("content://0@app.samruat.files/files/d-001.samruat", b"our own");
    comes("android.intent.action.SEND", None, Some("content://0@app.samruat.files/files/d-001.samruat"));
    comes("android.intent.action.MAIN", None, None);
    world.hears_nothing();
}

#[test]
fn what_once_opened_the_app_is_not_opened_again_out_of_the_list_of_recent_apps() {
    const OUT_OF_HISTORY: i32 = 0x0010_0000;
    let world = World::where_all_is_well();
    world.holds("content://chat/1", b"age-encryption.org/v1 sealed");
    let link = "https://samruat.example/enrol#k1=abc";
    comes_with(OUT_OF_HISTORY, "android.intent.action.VIEW", Some(link), None);
    comes_with(OUT_OF_HISTORY, "android.intent.action.SEND", None, Some("content://chat/1"));
    world.hears_nothing();
    comes("android.intent.action.VIEW", Some(link), None);
    assert_eq!(world.hears(), FromDevice::Linked(link.to_owned()));
}

#[test]
fn what_others_handed_over_to_an_app_that_was_killed_is_told_again_when_it_begins() {
    let world = World::where_all_is_well();
    let folder = world.app().join("in");
    std::fs::create_dir_all(&folder).unwrap();
    for name in ["handed-1793000000002", "handed-1793000000001", "handed-1793000000003.part", "photo-7"] {
        std::fs::write(folder.join(name), "age-encryption.org/v1 sealed").unwrap();
    }
    let world = world.killed_and_opened();
    // What was shared first is told first; what is half copied or somebody's answer is not.
    for name in ["handed-1793000000001", "handed-1793000000002"] {
        assert_eq!(world.hears(), FromDevice::Handed(Ok(folder.join(name))));
    }
    world.hears_nothing();
}

#[test]
fn the_key_is_made_once_sealed_by_hardware_and_the_same_ever_after() {
    let world = World::where_all_is_well();
    let key = world.phone.secrets().database_key().unwrap();
    assert_eq!(get("key made in"), "tee");
    let kept = std::fs::read(world.app().join("key.sealed")).unwrap();
    assert!(!kept.windows(32).any(|bytes| bytes == *key), "the key lies there in the clear");
    assert_eq!(*world.phone.secrets().database_key().unwrap(), *key);
    let world = world.killed_and_opened();
    assert_eq!(*world.phone.secrets().database_key().unwrap(), *key);
}

#[test]
fn a_strongbox_is_used_where_there_is_one() {
    let world = World::where_all_is_well();
    set("strongbox", "yes");
    world.phone.secrets().database_key().unwrap();
    assert_eq!(get("key made in"), "strongbox");
}

#[test]
fn a_lost_key_is_said_and_nothing_is_made_changed_or_removed() {
    let world = World::where_all_is_well();
    let key = world.phone.secrets().database_key().unwrap();
    std::fs::write(world.app().join("samruat.db"), "sealed work").unwrap();
    let before = std::fs::read(world.app().join("key.sealed")).unwrap();
    tells("fake/FakeKeyStore", "forgets", &[]);
    assert!(matches!(world.phone.secrets().database_key(), Err(SecretsError::Lost(_))));
    // Another key by that name, as after a restored phone, is no better.
    speak(|env| {
        let far = line::far().unwrap();
        let plain = env.byte_array_from_slice(&[1; 32])?;
        let with: [JValue<'_>; 1] = [JValue::Object(&plain)];
        env.call_method(far.as_obj(), jni_str!("seal"), jni_sig!(([jbyte]) -> [jbyte]), &with)?;
        Ok(())
    });
    assert!(matches!(world.phone.secrets().database_key(), Err(SecretsError::Lost(_))));
    assert_eq!(std::fs::read(world.app().join("key.sealed")).unwrap(), before);
    assert_eq!(std::fs::read(world.app().join("samruat.db")).unwrap(), b"sealed work");
    // The sealed key gone and the store there: no new key is made over it.
    std::fs::remove_file(world.app().join("key.sealed")).unwrap();
    assert!(matches!(world.phone.secrets().database_key(), Err(SecretsError::Missing(_))));
    assert!(!world.app().join("key.sealed").exists());
    drop(key);
}

#[test]
fn a_key_store_that_does_not_answer_now_is_no_lost_key() {
    let world = World::where_all_is_well();
    let key = world.phone.secrets().database_key().unwrap();
    set("key store is stuck", "yes");
    let Err(SecretsError::Device(words)) = world.phone.secrets().database_key() else {
        panic!("it answered")
    };
    assert!(words.contains("does not answer"), "{words}");
    set("key store is stuck", "");
    assert_eq!(*world.phone.secrets().database_key().unwrap(), *key);
    let nobody = HardwareKey::of(&world.app(), None);
    assert!(matches!(nobody.database_key(), Err(SecretsError::Device(_))));
}

#[test]
fn a_key_that_is_there_and_will_never_be_of_use_again_is_lost_and_one_that_is_not_now_is_not() {
    let world = World::where_all_is_well();
    let key = world.phone.secrets().database_key().unwrap();
    tells("fake/FakeKeyStore", "breaks", &[]);
    for how in ["invalidated", "invalidated, passed on", "corrupted", "missing"] {
        set("key is broken", how);
        assert!(matches!(world.phone.secrets().database_key(), Err(SecretsError::Lost(_))), "{how}");
    }
    for how in ["keymint", "other"] {
        set("key is broken", how);
        assert!(matches!(world.phone.secrets().database_key(), Err(SecretsError::Device(_))), "{how}");
    }
    // Hardware that says so once, and then wakes up.
    set("key is broken", "corrupted");
    set("broken times", "1");
    assert_eq!(*world.phone.secrets().database_key().unwrap(), *key);
    set("broken times", "");
    // Before Android 13 a refusal does not say of which kind it is.
    tells("android/os/Build", "is", &["32"]);
    assert!(matches!(world.phone.secrets().database_key(), Err(SecretsError::Device(_))));
    // By the person's choice the old one is put aside: the new key takes the broken one's name.
    set("key is broken", "invalidated");
    std::fs::remove_file(world.app().join("key.sealed")).unwrap();
    let new = world.phone.secrets().database_key().unwrap();
    assert_ne!(*new, *key);
    assert_eq!(*world.phone.secrets().database_key().unwrap(), *new);
}

#[test]
fn the_app_hides_from_pictures_until_the_person_says_otherwise() {
    let world = World::where_all_is_well();
    assert!(world.phone.can_hide());
    assert_eq!(get("secure"), "yes");
    world.phone.hide(false);
    assert_eq!(get("secure"), "no");
    world.phone.hide(true);
    assert_eq!(get("secure"), "yes");
    world.phone.leave();
    assert_eq!(get("moved back"), "yes");
}

#[test]
fn what_stands_in_the_systems_bars_is_dark_by_day_and_light_at_night() {
    let world = World::where_all_is_well();
    world.phone.bars_over(false);
    assert_eq!((get("bars").as_str(), get("ground of the status bar").as_str()), ("24", "4"));
    world.phone.bars_over(true);
    assert_eq!((get("bars").as_str(), get("ground of the navigation bar").as_str()), ("0", "5"));
    // Android 8 to 10, where other flags of the window stand beside these.
    tells("android/os/Build", "is", &["29"]);
    set("system ui", "1");
    world.phone.bars_over(false);
    assert_eq!(get("system ui"), (0x2010 | 1).to_string());
    world.phone.bars_over(true);
    assert_eq!(get("system ui"), "1");
}

#[test]
fn sending_now_goes_on_out_of_sight_and_asks_for_its_word_then() {
    let world = World::where_all_is_well();
    assert_eq!(get("asked for"), "");
    world.phone.sending(true);
    assert_eq!(get("service"), "Sending");
    assert_eq!(get("asked for"), "android.permission.POST_NOTIFICATIONS");
    // The screen goes off, and the processor with it, if nobody keeps it awake; and not for ever.
    assert_eq!(get("awake"), (30 * 60 * 1000).to_string());
    world.phone.sending(false);
    assert_eq!((get("service").as_str(), get("awake").as_str()), ("", ""));
    // Over before the system has begun it: it shows its word, as it must, and stops.
    set("shown", "");
    set("the system is slow", "yes");
    world.phone.sending(true);
    world.phone.sending(false);
    assert_eq!(get("shown"), "");
    tells("android/content/Context", "beginsLate", &[]);
    assert_eq!((get("shown").as_str(), get("service").as_str(), get("awake").as_str()), ("yes", "", ""));
    // Where the system refuses, nothing is thrown at the app.
    set("no service may begin", "yes");
    world.phone.sending(true);
    assert_eq!(get("service"), "");
}

#[test]
fn the_job_wants_a_network_and_a_battery_backs_off_and_survives_a_restart_of_the_phone() {
    let world = World::where_all_is_well();
    assert_eq!(get("job 1"), "network battery backoff persisted periodic");
    assert_eq!(get("job 2"), "");
    world.phone.has_work();
    assert_eq!(get("job 2"), "network battery backoff persisted");
}

#[test]
fn the_job_opens_the_real_store_with_the_hardware_key_and_leaves_an_app_that_is_looked_at_to_itself() {
    let world = World::where_all_is_well();
    // What the app does when a sync failed. The job says nothing to it, or it would sync again at once, fail and
    // plan the job again; it stays with the system, which pauses ever longer.
    world.phone.has_work();
    for _ in 0..3 {
        assert_eq!(world.job_runs(), "again");
        world.hears_nothing();
    }
    assert!(!world.app().join("samruat.db").exists());
    tells("fake/World", "closes", &[]);
    assert_eq!(world.job_runs(), "done", "nobody is enrolled: there is nothing to do again");
    let database = std::fs::read(world.app().join("samruat.db")).unwrap();
    assert!(!database.starts_with(b"SQLite"), "the database is not sealed");
    // A store that cannot be opened now is tried again, and nothing is made in its place.
    set("key store is stuck", "yes");
    assert_eq!(world.job_runs(), "again");
    assert_eq!(get("notice"), "");
}

#[test]
fn the_job_sends_to_a_real_office_with_nobody_looking_and_tries_again_where_none_answers() {
    let world = World::where_all_is_well();
    let mut office = Province::on(Database::Sqlite);
    let record = {
        let store = store::Store::open(&world.app(), &*world.phone.secrets()).unwrap();
        block_on(sync::enrol(&store, &office.link(), None)).unwrap();
        let record = household(1);
        store.keep(&record, &[]).unwrap();
        record
    };
    tells("fake/World", "closes", &[]);
    office.stop();
    assert_eq!(world.job_runs(), "again");
    assert_eq!(get("notice"), "", "no signal is nobody's business");
    office.start();
    assert_eq!(world.job_runs(), "done");
    assert_eq!(office.records(), [record.id.to_string()]);
    // Another window finds it received, under the same key.
    let world = world.opened_again();
    let store = store::Store::open(&world.app(), &*world.phone.secrets()).unwrap();
    assert_eq!(store.status().unwrap().received, 1);
}

#[test]
fn the_job_sends_for_an_app_that_is_only_out_of_sight() {
    let world = World::where_all_is_well();
    let office = Province::on(Database::Sqlite);
    // As the app's worker has it: open all the while.
    let store = store::Store::open(&world.app(), &*world.phone.secrets()).unwrap();
    block_on(sync::enrol(&store, &office.link(), None)).unwrap();
    let record = household(1);
    store.keep(&record, &[]).unwrap();
    assert_eq!(world.job_runs(), "again", "the person looks at it");
    assert!(office.records().is_empty());
    call_activity(jni_str!("hidden"));
    assert_eq!(world.hears(), FromDevice::Hidden);
    assert_eq!(world.job_runs(), "done");
    world.hears_nothing();
    assert_eq!(office.records(), [record.id.to_string()]);
    assert_eq!(store.status().unwrap().received, 1);
}

#[test]
fn a_phone_without_services_says_so_and_throws_nothing() {
    let world = World::where_all_is_well();
    set("no services", "yes");
    set("no location service", "yes");
    set("no jobs", "yes");
    assert_eq!(world.phone.network(), Network::None);
    assert!(matches!(world.phone.background(), Background::Works | Background::Silent(_)));
    world.phone.watch_position(true);
    assert_eq!(world.hears(), FromDevice::NoPosition(Hindrance::Absent));
    world.phone.has_work();
}

#[test]
fn an_exception_of_java_becomes_words_and_does_not_trip_the_next_call() {
    let world = World::where_all_is_well();
    set("folder is gone", "yes");
    let thrown = Phone::with_a_window().err().unwrap();
    assert!(thrown.0.contains("the storage is not mounted"), "{thrown}");
    assert_eq!(world.phone.room(), None);
    set("folder is gone", "");
    assert_eq!(world.phone.network(), Network::Free);
}

#[test]
fn without_a_window_every_question_is_answered_by_no() {
    let world = World::where_all_is_well();
    tells("fake/World", "closes", &[]);
    assert!(line::far().is_none());
    assert_eq!(world.phone.network(), Network::None);
    assert_eq!(world.phone.battery(), None);
    assert_eq!(world.phone.room(), None);
    assert_eq!(world.phone.background(), Background::Unknown);
    assert!(matches!(world.phone.hand_over(Path::new("/nowhere/x")), Err(Hindrance::Failed(_))));
    assert!(matches!(world.phone.secrets().database_key(), Err(SecretsError::Device(_))));
    assert!(Phone::with_a_window().is_err());
}

#[test]
fn an_answer_to_nobody_is_dropped() {
    let world = World::where_all_is_well();
    for request in [0, -5, 0x4002, 0xffff] {
        comes_back(request, DONE, None);
    }
    world.hears_nothing();
    let number = Request { kind: Kind::Camera, ticket: Ticket(1) }.number().unwrap();
    assert!(number > 0xffff);
}
