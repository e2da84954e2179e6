//! The round on a map: every house that the register knows, whether it was surveyed, and who asked
//! for something there.
//!
//! Owns the page, the places that its script draws, and a table of the same for whoever sees no
//! map. No name is on it. How it is drawn is `ground`'s; what came of a house is `register::survey`'s.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use maud::html;
use register::calendar::Round;
use register::survey::{House, Outcome, coverage};
use serde_json::Value;

use super::ground::{self, REFUSED, VISITED, WAITING};
use super::mishap::Mishap;
use super::page::Page;
use super::{assets, month, words};
use crate::db::desk::Act;
use crate::office::{Looked, Visitor};
use crate::routes::House as Rooms;

/// Whoever asks for the map without saying which: that of the round that teams are out for.
pub(super) async fn show_due() -> Redirect {
    let round = words::today().map(Round::of);
    Redirect::to(&round.map_or_else(|| "/office".to_owned(), |round| format!("/office/map/{round}")))
}

pub(super) async fn show(
    State(rooms): State<Rooms>,
    Extension(visitor): Extension<Visitor>,
    Path(round): Path<String>,
) -> Result<Response, Mishap> {
    let round = month::read(&visitor, &round)?;
    let survey = rooms.office.survey(visitor.lao.code, round).await?;
    let (houses, settings) = (&survey.houses, &survey.settings);
    let somewhere = houses.iter().filter(|house| house.at.is_some()).count();
    let title = format!("แผนที่รอบเดือน{}", words::round(round));
    let body = html! {
        h1 { (title) }
        (month::ways("/office/map", round))
        fieldset.shown {
            legend { "แสดงบนแผนที่" }
            (ground::shown("all", "ทุกบ้าน", true))
            (ground::shown(WAITING.name, WAITING.means, false))
            (ground::shown("asked", "มีคำขอรอบนี้", false))
        }
        (ground::legend(&[VISITED, WAITING, REFUSED]))
        (ground::ground(&format!("/office/map/{round}/places"), settings))
        p.hint { "มีพิกัด " (somewhere) " จาก " (houses.len()) " ครัวเรือน แตะจุดเพื่อเปิดหน้าครัวเรือน" }
        (month::covered(&coverage(houses), &settings.villages))
    };
    let page = Page::of(&visitor, "/office/map", &title).styled(&assets::MAPLIBRE_STYLE).draw(&body);
    Ok(([(header::CONTENT_SECURITY_POLICY, ground::policy(settings))], page).into_response())
}

/// The houses, the villages and the boundary, for the map's script.
pub(super) async fn places(
    State(rooms): State<Rooms>,
    Extension(visitor): Extension<Visitor>,
    Path(round): Path<String>,
) -> Result<Json<Value>, Mishap> {
    let round = month::read(&visitor, &round)?;
    let survey = rooms.office.survey(visitor.lao.code, round).await?;
    let houses: Vec<Value> = survey.houses.iter().filter_map(feature).collect();
    let told = format!("map round={round} houses={}", houses.len());
    rooms.office.note_access(&visitor, Act::Month, Looked::told(told)).await?;
    Ok(Json(ground::places(&houses, &survey.settings)))
}

fn feature(house: &House) -> Option<Value> {
    let sign = match house.outcome {
        Outcome::Waiting => WAITING,
        Outcome::Visited => VISITED,
        Outcome::Refused => REFUSED,
    };
    let said = [words::house(house.place.as_ref()), sign.means.to_owned()];
    let to = format!("/office/households/{}", house.record);
    Some(ground::house(house.at?, &sign, &said, house.requests, &to))
}
