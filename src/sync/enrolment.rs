//! Enrolling: the office's link becomes this phone's identity.
//!
//! Owns asking in a way that is safe to repeat (the same key and code until an answer came),
//! and believing only an answer that the link's key signed for exactly this phone's key. A
//! phone that this server enrolled before says so: a server that was restored from a backup
//! may have forgotten it, and takes it back with all that it signed.

use ed25519_dalek::SigningKey;
use register::seal::{PublicKey, Signed};
use register::wire::{Enrol, Enrolled, EnrolmentLink};
use store::{Identity, Store};

use crate::fault::SyncError;
use crate::link::Link;

/// Enrols this phone by the office's link. `phone` is what the office's list will call it.
///
/// # Errors
/// When the server is not the one that the link names, does not answer, or refuses the code;
/// and when this phone holds unsent work of another enrolment. Asking again is safe.
pub async fn enrol(
    store: &Store,
    link: &EnrolmentLink,
    phone: Option<String>,
) -> Result<Identity, SyncError> {
    let way = Link::new(&link.server, link.certificate, None)?;
    let (key, before) = match enrolled_before(store, link)? {
        Some((key, answer)) => (key, Some(answer)),
        None => (store.key_for_enrolment()?, None),
    };
    // The link is good once: it is not spent on a phone that could not take the answer.
    store.may_enrol(&link.key, &key)?;
    let ours = PublicKey::of(&key);
    let asked = Signed::sign(Enrol { code: link.code.clone(), key: ours, phone, before }, &key);
    let answer: Signed<Enrolled> =
        way.send_again(&way.json("enrol", &asked)?).await?.read("the enrolment")?;
    let said = answer.open(&link.key).map_err(|_| SyncError::ForgedEnrolment)?.clone();
    if said.key != ours {
        return Err(SyncError::ForgedEnrolment);
    }
    let identity = Identity {
        device: said.device,
        key,
        token: said.token,
        server: link.server.clone(),
        server_key: link.key,
        certificate: link.certificate,
        recipient: said.recipient,
        surveyor: said.surveyor,
        lao: said.lao,
    };
    let at = said.at;
    let kept = serde_json::to_string(&answer).map_err(|error| SyncError::answer("the enrolment", error))?;
    store.enrol(&identity)?;
    store.keep_enrolment(&kept)?;
    store.learn_the_time(at)?;
    Ok(identity)
}

/// The key that the link's server enrolled before, and its word for that. A phone that the
/// office locked begins anew.
fn enrolled_before(store: &Store, link: &EnrolmentLink) -> Result<Option<(SigningKey, String)>, SyncError> {
    let (Some(identity), Some(kept)) = (store.identity()?, store.enrolment()?) else { return Ok(None) };
    let Ok(answer) = serde_json::from_str::<Signed<Enrolled>>(&kept) else { return Ok(None) };
    let ours = PublicKey::of(&identity.key);
    let is_ours = answer.open(&link.key).is_ok_and(|said| said.device == identity.device && said.key == ours);
    Ok((is_ours && !store.is_sealed()?).then_some((identity.key, kept)))
}
