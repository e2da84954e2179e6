//! Where the tools lie.
//!
//! Owns finding each: by its own variable, in the official SDK, on the path, or among the stand-ins that
//! `android/package/stand-ins` fetched. Where one is missing, the error says what to install. Refuses to
//! run any. Called by the modules that do.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;

use anyhow::{Result, bail};

/// What the app is built for; the resources and the signatures come from there.
pub(crate) const TARGET_SDK: u32 = 36;
/// The oldest phones: Android 8.
pub(crate) const MIN_SDK: u32 = 26;

/// The tools of this machine.
pub(crate) struct Tools {
    stand_ins: PathBuf,
}

impl Tools {
    /// As the environment names them.
    pub(crate) fn of_the_environment() -> Self {
        let named = env::var_os(STAND_INS).map(PathBuf::from);
        Self {
            stand_ins: named.unwrap_or_else(|| crate::workspace().join("target").join("android-stand-ins")),
        }
    }

    /// A program of the JDK.
    pub(crate) fn of_the_jdk(&self, name: &str) -> Result<PathBuf> {
        let home = env::var_os("JAVA_HOME").map(|home| PathBuf::from(home).join("bin").join(name));
        first([home.filter(|file| file.is_file()), on_the_path(name)])
            .ok_or_else(|| missing(name, "a JDK of version 17 (Debian: default-jdk-headless)", "JAVA_HOME"))
    }

    /// Every class of Android, for the compiler: the official one, or the stand-ins together.
    pub(crate) fn android_classes(&self) -> Result<Vec<PathBuf>> {
        if let Some(jar) = self.official_jar() {
            return Ok(vec![jar]);
        }
        let jars: Vec<PathBuf> = ["android-34.jar", "android-23.jar"]
            .iter()
            .map(|name| self.stand_ins.join(name))
            .filter(|jar| jar.is_file())
            .collect();
        if jars.len() == 2 {
            Ok(jars)
        } else {
            Err(missing("android.jar", SDK, "ANDROID_HOME or ANDROID_JAR"))
        }
    }

    /// Android's own resources, which ours refer to.
    pub(crate) fn android_resources(&self) -> Result<PathBuf> {
        let named = env::var_os("ANDROID_RESOURCES").map(PathBuf::from);
        let stand_in = self.stand_ins.join("framework-res.apk");
        first([named, self.official_jar(), Some(stand_in).filter(|file| file.is_file())])
            .ok_or_else(|| missing("Android's resources", SDK, "ANDROID_HOME or ANDROID_RESOURCES"))
    }

    fn official_jar(&self) -> Option<PathBuf> {
        let named = env::var_os("ANDROID_JAR").map(PathBuf::from);
        let name = format!("android-{TARGET_SDK}");
        let platform = sdk().map(|sdk| sdk.join("platforms").join(name).join("android.jar"));
        first([named, platform.filter(|jar| jar.is_file())])
    }

    /// The jar in which D8 lies.
    pub(crate) fn d8(&self) -> Result<PathBuf> {
        let named = env::var_os("ANDROID_D8_JAR").map(PathBuf::from);
        let official =
            build_tools().map(|folder| folder.join("lib").join("d8.jar")).filter(|jar| jar.is_file());
        first([named, official, self.stand_in("bundletool.jar")])
            .ok_or_else(|| missing("D8", SDK, "ANDROID_D8_JAR"))
    }

    pub(crate) fn bundletool(&self) -> Result<PathBuf> {
        let named = env::var_os("BUNDLETOOL_JAR").map(PathBuf::from);
        first([named, self.stand_in("bundletool.jar")])
            .ok_or_else(|| missing("bundletool", SDK, "BUNDLETOOL_JAR"))
    }

    pub(crate) fn aapt2(&self) -> Result<PathBuf> {
        self.build_tool("aapt2", "AAPT2", "Debian: aapt")
    }

    pub(crate) fn apksigner(&self) -> Result<PathBuf> {
        self.build_tool("apksigner", "APKSIGNER", "Debian: apksigner")
    }

    fn build_tool(&self, name: &str, variable: &str, package: &str) -> Result<PathBuf> {
        let named = env::var_os(variable).map(PathBuf::from);
        let official = build_tools().map(|folder| folder.join(name)).filter(|file| file.is_file());
        first([named, official, on_the_path(name)]).ok_or_else(|| {
            missing(name, &format!("the SDK's build-tools {TARGET_SDK} ({package})"), variable)
        })
    }

    /// The official NDK.
    pub(crate) fn ndk(&self) -> Result<Ndk> {
        let home = first(
            [env::var_os("ANDROID_NDK_HOME"), env::var_os("ANDROID_NDK_ROOT")]
                .map(|home| home.map(PathBuf::from)),
        );
        let Some(home) = home else {
            return Err(missing("the NDK", "NDK r28 or later, by the SDK manager", "ANDROID_NDK_HOME"));
        };
        let hosts = home.join("toolchains").join("llvm").join("prebuilt");
        let bin = std::fs::read_dir(&hosts)
            .ok()
            .and_then(|mut hosts| hosts.next())
            .and_then(|host| host.ok())
            .map(|host| host.path().join("bin"));
        match bin {
            Some(bin) if bin.is_dir() => Ok(Ndk { home, bin }),
            _ => bail!(
                "{} is no NDK: it has no compilers; install NDK r28 or later and name its folder",
                home.display()
            ),
        }
    }

    /// A compiler of Rust with its library's source, where rustup has no ready library for a phone.
    pub(crate) fn rust_with_source(&self) -> Result<PathBuf> {
        self.stand_in("rust/usr/bin/rustc").ok_or_else(|| {
            missing(
                "Rust's library for aarch64-linux-android",
                "it by: rustup target add aarch64-linux-android; or Debian's rustc-web and rust-web-src by: \
                 android/package/stand-ins --rust",
                STAND_INS,
            )
        })
    }

    /// What compiles C for a phone's processor and links it, where there is no NDK: for a check only.
    pub(crate) fn cross(&self) -> Result<CrossTools> {
        let usr = self.stand_ins.join("ndk").join("usr");
        let found = |name: &str| {
            self.stand_in(&format!("ndk/usr/bin/{name}-22")).ok_or_else(|| {
                missing(
                    name,
                    "Debian's clang-22, lld-22 and llvm-22 by: android/package/stand-ins --full",
                    STAND_INS,
                )
            })
        };
        let llvm_sources = self.stand_ins.join("ndk").join("sources");
        if !llvm_sources.join("libunwind").is_dir() || !llvm_sources.join("libc").is_dir() {
            return Err(missing(
                "the source of LLVM's unwinder, or the kernel's headers for the phone's processor",
                "PyPI's ziglang by: android/package/stand-ins --full",
                STAND_INS,
            ));
        }
        let libraries =
            [usr.join("lib").join("x86_64-linux-gnu"), usr.join("lib").join("llvm-22").join("lib")];
        Ok(CrossTools {
            clang: found("clang")?,
            lld: found("ld.lld")?,
            ar: found("llvm-ar")?,
            ranlib: found("llvm-ranlib")?,
            libraries: env::join_paths(libraries)?,
            llvm_sources,
        })
    }

    /// What runs a program of the phone's processor here.
    pub(crate) fn emulation(&self) -> Result<Emulation> {
        let usr = self.stand_ins.join("emulation").join("usr");
        let emulator = usr.join("bin").join("qemu-aarch64-static");
        let system = usr.join("aarch64-linux-gnu");
        if !emulator.is_file() || !system.join("lib").join("libc.so.6").is_file() {
            return Err(missing(
                "an emulator of the phone's processor, or a C library to run on it",
                "Debian's qemu-user-static and libc6-arm64-cross by: android/package/stand-ins --full",
                STAND_INS,
            ));
        }
        Ok(Emulation { emulator, system })
    }

    fn stand_in(&self, name: &str) -> Option<PathBuf> {
        Some(self.stand_ins.join(name)).filter(|file| file.is_file())
    }
}

/// The official NDK, and where its compilers are.
pub(crate) struct Ndk {
    pub(crate) home: PathBuf,
    pub(crate) bin: PathBuf,
}

/// Compilers for a phone's processor.
pub(crate) struct CrossTools {
    pub(crate) clang: PathBuf,
    pub(crate) lld: PathBuf,
    pub(crate) ar: PathBuf,
    pub(crate) ranlib: PathBuf,
    /// Where their own libraries lie.
    pub(crate) libraries: OsString,
    /// Of LLVM the unwinder, of Linux its headers.
    pub(crate) llvm_sources: PathBuf,
}

/// An emulator, and the system that its programs find.
pub(crate) struct Emulation {
    pub(crate) emulator: PathBuf,
    pub(crate) system: PathBuf,
}

/// Names the folder of what `android/package/stand-ins` fetched.
const STAND_INS: &str = "SAMRUAT_ANDROID_STAND_INS";

const SDK: &str =
    "the Android SDK (platform 36 and build-tools 36), or, to check only: android/package/stand-ins";

fn missing(what: &str, package: &str, variable: &str) -> anyhow::Error {
    anyhow::anyhow!("{what} is not on this machine; install {package}, or name it by {variable}")
}

fn sdk() -> Option<PathBuf> {
    first([env::var_os("ANDROID_HOME"), env::var_os("ANDROID_SDK_ROOT")]).map(PathBuf::from)
}

/// The newest build tools of the SDK.
fn build_tools() -> Option<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir(sdk()?.join("build-tools"))
        .ok()?
        .filter_map(|version| version.ok().map(|version| version.path()))
        .collect();
    versions.sort_by_key(|version| {
        let name = version.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        name.split('.').map(|part| part.parse().unwrap_or(0)).collect::<Vec<u32>>()
    });
    versions.pop()
}

fn on_the_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

fn first<T>(of: impl IntoIterator<Item = Option<T>>) -> Option<T> {
    of.into_iter().flatten().next()
}
