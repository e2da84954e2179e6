//! The line between Rust and Java: who holds Java's end, and whom news goes to.
//!
//! Owns the one phone that has a window, calling its methods, and what is kept for an app that does not
//! listen yet: Android may answer a camera's question before the app that began anew is there. A Java
//! exception becomes an error with its words, and never stays behind to trip the next call.
//!
//! Refuses to know what is asked and told. Called by `phone` and `key` downwards, by `told` upwards.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jni::objects::{JObject, JString, JThrowable};
use jni::refs::Global;
use jni::signature::MethodSignature;
use jni::strings::JNIStr;
use jni::{Env, JValue, JValueOwned, JavaVM, jni_sig, jni_str};
use samruat::device::{FromDevice, Network, Tell};

/// So much is kept for an app that does not listen yet; more than this is the position, which comes again.
const MOST_KEPT: usize = 32;

/// Java's end of the line.
pub type Far = Arc<Global<JObject<'static>>>;

/// Why a call did not go through, in the system's words.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Cut(pub String);

impl From<jni::errors::Error> for Cut {
    fn from(fault: jni::errors::Error) -> Self {
        Self(fault.to_string())
    }
}

#[derive(Default)]
struct Line {
    far: Option<Far>,
    tell: Option<Tell>,
    kept: VecDeque<FromDevice>,
    /// Whether the person looks at the window.
    seen: bool,
    /// What the network was when it was last told, and whether it led anywhere.
    network: Option<(Network, bool)>,
}

static LINE: Mutex<Option<Line>> = Mutex::new(None);

fn with<T>(what: impl FnOnce(&mut Line) -> T) -> T {
    // Whoever holds the lock does nothing that could fail half-way.
    let mut line: MutexGuard<'_, Option<Line>> = LINE.lock().unwrap_or_else(PoisonError::into_inner);
    what(line.get_or_insert_with(Line::default))
}

/// A window opened on this phone.
pub(crate) fn connect(far: Far) {
    // Whoever listened before belonged to another window; what comes from now on is for this one.
    let before = with(|line| std::mem::replace(line, Line { far: Some(far), ..Line::default() }));
    // Let go of outside of the lock: it speaks with Java.
    drop(before);
}

/// The window is gone, unless another came meanwhile.
pub(crate) fn disconnect(env: &Env<'_>, far: &JObject<'_>) {
    let gone = with(|line| {
        let is_this =
            line.far.as_ref().is_some_and(|held| env.is_same_object(held.as_obj(), far).unwrap_or(false));
        line.tell = if is_this { None } else { line.tell.take() };
        if is_this { line.far.take() } else { None }
    });
    // Let go of outside of the lock: it speaks with Java.
    drop(gone);
}

/// The phone that has a window; `None` where none has.
pub fn far() -> Option<Far> {
    with(|line| line.far.clone())
}

/// From now on the app is told; first of all what was kept for it.
pub(crate) fn listen(tell: Tell) {
    let kept = with(|line| {
        line.tell = Some(Arc::clone(&tell));
        std::mem::take(&mut line.kept)
    });
    for news in kept {
        tell(news);
    }
}

/// Whether an app listens, with a worker of its own, and the person looks at it.
pub(crate) fn is_looked_at() -> bool {
    with(|line| line.tell.is_some() && line.seen)
}

/// Tells the app that the person looks at it, or not any more.
pub(crate) fn tell_seen(seen: bool) {
    with(|line| line.seen = seen);
    tell(if seen { FromDevice::Seen } else { FromDevice::Hidden });
}

/// Tells the app, or keeps it for the app that will listen.
pub(crate) fn tell(news: FromDevice) {
    let tell = with(|line| {
        if line.tell.is_none() {
            if line.kept.len() == MOST_KEPT {
                line.kept.pop_front();
            }
            line.kept.push_back(news.clone());
        }
        line.tell.clone()
    });
    if let Some(tell) = tell {
        tell(news);
    }
}

/// Tells of the network where it is another: Android says every change of its strength. One that begins to lead
/// anywhere is another: the Wi-Fi whose page was filled in just now, the mast in whose reach somebody came. One of which
/// Android does not see that is told too: the office's server may stand in a house whose line leads nowhere else.
pub(crate) fn tell_network(network: Network, works: bool) {
    let before = with(|line| line.network.replace((network, works)));
    if before != Some((network, works)) {
        tell(FromDevice::Network(network));
    }
}

/// Speaks with Java on this thread.
///
/// # Errors
/// In the system's words: there is no Java, or it threw.
pub fn speak<T>(what: impl FnOnce(&mut Env<'_>) -> Result<T, jni::errors::Error>) -> Result<T, Cut> {
    let vm = JavaVM::singleton()?;
    vm.attach_current_thread(|env| {
        // What Java made for one call is let go of after it: this thread never goes back to Java.
        env.with_local_frame(16, |env| {
            let said = what(env);
            let thrown = thrown(env);
            match (said, thrown) {
                (_, Some(words)) => Err(Cut(words)),
                (said, None) => said.map_err(Cut::from),
            }
        })
    })
}

/// Calls a method of a phone.
///
/// # Errors
/// As [`speak`].
pub(crate) fn call<'local, 'sig, 'args>(
    env: &mut Env<'local>,
    far: &Far,
    name: &JNIStr,
    sig: &MethodSignature<'sig, 'args>,
    with: &[JValue<'_>],
) -> Result<JValueOwned<'local>, jni::errors::Error> {
    env.call_method(far.as_obj(), name, sig, with)
}

/// What Java threw, in its words; it is not thrown any more.
fn thrown(env: &mut Env<'_>) -> Option<String> {
    let thrown: JThrowable<'_> = env.exception_occurred()?;
    env.exception_clear();
    let words = env
        .call_method(&thrown, jni_str!("toString"), jni_sig!(() -> JString), &[])
        .and_then(JValueOwned::into_object)
        .and_then(|words| text(env, &words));
    env.exception_clear();
    Some(words.unwrap_or_else(|_| "Java threw something without words".to_owned()))
}

/// A text of Java's.
pub(crate) fn text(env: &mut Env<'_>, object: &JObject<'_>) -> Result<String, jni::errors::Error> {
    let string = env.as_cast::<JString>(object)?;
    string.try_to_string(env)
}
