//! Who calls: the phone with this bearer token.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use register::wire::STANDING_HEADER;

use super::{Fault, House, Remote};
use crate::office::Sender;

/// An enrolled phone and its holder.
pub struct Caller {
    /// Them.
    pub sender: Sender,
}

impl Caller {
    /// A revoked phone reads nothing.
    ///
    /// # Errors
    /// When it was revoked.
    pub fn may_read(&self) -> Result<(), Fault> {
        if self.sender.device.revoked_at.is_none() {
            return Ok(());
        }
        Err(Fault::new(
            StatusCode::FORBIDDEN,
            "revoked",
            "This phone was revoked: it may read nothing. What it has not sent yet may still be sent; bring the \
             phone to the office.",
        ))
    }
}

impl FromRequestParts<House> for Caller {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, house: &House) -> Result<Self, Fault> {
        let unknown = || {
            Fault::new(
                StatusCode::UNAUTHORIZED,
                "unauthenticated",
                "This request names no phone that is enrolled here. Nothing was taken and nothing is lost; enrol \
                 the phone with a link from the office.",
            )
        };
        let token = parts
            .headers
            .get(header::AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| value.split_once(' '))
            .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"))
            .map(|(_, token)| token.trim())
            .ok_or_else(unknown)?;
        let from = Remote::of(parts, house.behind_proxy);
        house.rates.may_knock(from, token)?;
        let Some(mut sender) = house.office.sender(token).await? else {
            house.rates.guessed(from);
            return Err(unknown());
        };
        house.rates.let_in(token);
        // What cannot be understood is no standing: work is not turned away for it.
        let standing = parts.headers.get(STANDING_HEADER).and_then(|value| value.to_str().ok());
        sender.standing = standing.and_then(|said| said.parse().ok());
        house.rates.may_ask(sender.device.id.as_str())?;
        Ok(Self { sender })
    }
}
