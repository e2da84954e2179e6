//! What can go wrong in a sync, each as a sentence: what happened, what is safe, what to do.
//!
//! Owns telling a cut link from a refusal, and a refusal from a forgery. Shown as it is by
//! the command line and the app.

use std::time::Duration;

use register::wire::Problem;
use store::StoreError;

/// Why a sync or an enrolment did not go through. Whatever was captured is safe in each case.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SyncError {
    /// No identity yet.
    #[error("this phone is not enrolled yet; nothing was sent, enrol it with the office's link first")]
    NotEnrolled,
    /// Plain HTTP to another machine, or no web address.
    #[error(
        "{0} is not an address that can be trusted ({1}); nothing was sent, ask the office for a new link"
    )]
    Address(String, &'static str),
    /// Not reached, or cut off.
    #[error(
        "the server did not answer ({reason}); everything is safe here, try again when the link is better"
    )]
    Unreachable {
        /// What the system said.
        reason: String,
        /// Whether not a byte of the request can have arrived.
        before_sending: bool,
    },
    /// Another machine answers at the server's address.
    #[error(
        "the machine that answered is not the office's server (its certificate is not the one that was \
         pinned or is not valid: {0}); nothing was sent, try another network and ask the office if it stays so"
    )]
    Stranger(String),
    /// A receipt that the pinned key did not sign, or of another phone's work.
    #[error(
        "the server's receipt does not verify against the key that this phone was enrolled with; nothing \
         counts as received by it and everything is safe here, tell the office"
    )]
    ForgedReceipt,
    /// An enrolment that the link's key did not sign, or of another phone.
    #[error(
        "the answer to the enrolment does not verify against the key in the link; this phone was not \
         enrolled, ask the office for a new link"
    )]
    ForgedEnrolment,
    /// The server does not know this phone's token.
    #[error(
        "the server does not know this phone any more ({0}); everything is safe here, ask the office to \
         enrol it anew"
    )]
    Unknown(String),
    /// This version speaks a protocol that the server no longer answers.
    #[error(
        "the server no longer speaks with this version of the app ({0}); everything is safe here, update the app"
    )]
    Outdated(String),
    /// A file that is no sealed bundle.
    #[error(
        "this file is not a sealed bundle; nothing was taken along, ask for the file that `bundle` wrote"
    )]
    NotABundle,
    /// Too much at once.
    #[error("the server is busy; everything is safe here, try again {}", later(*.0))]
    Busy(Option<Duration>),
    /// Any other refusal, in the server's words.
    #[error("the server refused ({}): {}; everything is safe here", .0.status, .0.detail)]
    Refused(Problem),
    /// An answer that makes no sense.
    #[error(
        "the server's answer to {what} cannot be used ({reason}); everything is safe here, try again later"
    )]
    Answer {
        /// What was asked.
        what: &'static str,
        /// Why it cannot be used.
        reason: String,
    },
    /// The phone itself.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SyncError {
    pub(crate) fn answer(what: &'static str, reason: impl ToString) -> Self {
        Self::Answer { what, reason: reason.to_string() }
    }

    /// Whether the same may be tried again at once: the link, and not the matter.
    pub(crate) fn is_passing(&self) -> bool {
        match self {
            Self::Unreachable { .. } => true,
            Self::Busy(wait) => wait.is_none_or(|wait| wait <= Duration::from_secs(10)),
            _ => false,
        }
    }

    /// How long the server asked to be left alone.
    pub(crate) fn told_to_wait(&self) -> Option<Duration> {
        if let Self::Busy(wait) = self { *wait } else { None }
    }

    /// The problem, where the server refused the matter itself.
    pub(crate) fn refusal(&self) -> Option<&Problem> {
        if let Self::Refused(problem) = self { Some(problem) } else { None }
    }

    pub(crate) fn is_revoked(&self) -> bool {
        self.refusal().is_some_and(|problem| problem.status == 403 && problem.kind.ends_with("/revoked"))
    }

    /// What an answer that is no success means.
    pub(crate) fn of(problem: Problem, retry_after: Option<Duration>) -> Self {
        match problem.status {
            401 => Self::Unknown(problem.detail),
            426 => Self::Outdated(problem.detail),
            429 | 503 => Self::Busy(retry_after),
            _ => Self::Refused(problem),
        }
    }

    /// A fault of the link, told from its causes.
    pub(crate) fn link(error: &reqwest::Error) -> Self {
        let mut reason = String::new();
        let mut cause: Option<&dyn std::error::Error> = Some(error);
        while let Some(error) = cause {
            if let Some(rustls::Error::InvalidCertificate(why)) = tls(error) {
                return Self::Stranger(format!("{why:?}"));
            }
            reason = error.to_string();
            cause = error.source();
        }
        Self::Unreachable { reason, before_sending: error.is_connect() }
    }
}

/// A fault of TLS hides inside one of input and output, or inside two.
fn tls<'e>(error: &'e (dyn std::error::Error + 'static)) -> Option<&'e rustls::Error> {
    match error.downcast_ref::<std::io::Error>() {
        Some(outer) => tls(outer.get_ref()?),
        None => error.downcast_ref(),
    }
}

fn later(wait: Option<Duration>) -> String {
    match wait {
        Some(wait) => format!("in {} seconds", wait.as_secs().max(1)),
        None => "in a few minutes".to_owned(),
    }
}
