//! Enrolling: the office's link becomes this phone's identity.
//!
//! Owns asking in a way that is safe to repeat (the same key and code until an answer came),
//! and believing only an answer that the link's key signed for exactly this phone's key.

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
    let key: SigningKey = store.key_for_enrolment()?;
    let ours = PublicKey::of(&key);
    let asked = Signed::sign(Enrol { code: link.code.clone(), key: ours, phone }, &key);
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
    store.enrol(&identity)?;
    store.learn_the_time(at)?;
    Ok(identity)
}
