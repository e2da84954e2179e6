//! Problems, by RFC 9457: what happened, what is safe, what to do next.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use register::wire::Problem;

use crate::db::DbFault;
use crate::intake::IntakeFault;
use crate::office::OfficeFault;

/// A problem on its way out.
#[derive(Debug)]
pub struct Fault {
    status: StatusCode,
    name: &'static str,
    detail: String,
    retry_after: Option<u32>,
}

impl Fault {
    /// A problem of this status; `name` ends the address of its kind.
    pub fn new(status: StatusCode, name: &'static str, detail: impl Into<String>) -> Self {
        Self { status, name, detail: detail.into(), retry_after: None }
    }

    /// Says when to come again.
    #[must_use]
    pub fn after(mut self, seconds: u32) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

impl IntoResponse for Fault {
    fn into_response(self) -> Response {
        let problem = Problem {
            kind: format!("/problems/{}", self.name),
            title: self.status.canonical_reason().unwrap_or("Problem").to_owned(),
            status: self.status.as_u16(),
            detail: self.detail,
        };
        let mut answer =
            (self.status, [(header::CONTENT_TYPE, "application/problem+json")], super::problem(&problem))
                .into_response();
        if let Some(seconds) = self.retry_after {
            answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        answer
    }
}

impl From<OfficeFault> for Fault {
    fn from(fault: OfficeFault) -> Self {
        let (status, name) = match &fault {
            OfficeFault::Refused(_) | OfficeFault::Step(_) | OfficeFault::Posting(_) => {
                (StatusCode::UNPROCESSABLE_ENTITY, "refused")
            }
            OfficeFault::Missing(_) => (StatusCode::NOT_FOUND, "not-found"),
            OfficeFault::Gone(_) => (StatusCode::GONE, "gone"),
            OfficeFault::Conflict(_) | OfficeFault::Meanwhile(_) | OfficeFault::Erasure(_) => {
                (StatusCode::CONFLICT, "conflict")
            }
            OfficeFault::TooMuch(_) => {
                return Self::new(StatusCode::TOO_MANY_REQUESTS, "busy", fault.to_string()).after(600);
            }
            OfficeFault::Db(DbFault::Busy) | OfficeFault::Intake(IntakeFault::Db(DbFault::Busy)) => {
                return Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", fault.to_string()).after(1);
            }
            OfficeFault::Keys(_)
            | OfficeFault::Db(_)
            | OfficeFault::Log(_)
            | OfficeFault::Evidence(_)
            | OfficeFault::Intake(_)
            | OfficeFault::NoChance => {
                // What broke is the office's to read, and may name rows.
                tracing::error!(%fault, "a request could not be answered");
                return Self::new(
                    StatusCode::SERVICE_UNAVAILABLE,
                    "broken",
                    "The server cannot do this now. Nothing of it was kept and all that was acknowledged is \
                     safe; try again later, and tell the office if it stays so.",
                )
                .after(30);
            }
        };
        Self::new(status, name, fault.to_string())
    }
}
