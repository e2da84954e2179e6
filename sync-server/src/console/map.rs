//! The round on a map: every house that the register knows, whether it was surveyed, and who asked
//! for something there.
//!
//! Owns the page, the places that its script draws, and a table of the same for whoever sees no
//! map. No name is on it. Nothing is asked of anybody else's machine, unless the LAO set where
//! pictures of the ground are to be found. What came of a house is `register::survey`'s.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use maud::{Markup, html};
use register::calendar::Round;
use register::survey::{House, Outcome, coverage};
use register::wire::FormSettings;
use serde_json::{Value, json};

use super::mishap::Mishap;
use super::month;
use super::page::Page;
use super::{assets, words};
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
            (shown("all", "ทุกบ้าน", true))
            (shown("waiting", "ยังไม่ได้สำรวจรอบนี้", false))
            (shown("asked", "มีคำขอรอบนี้", false))
        }
        ul.legend {
            li { span.visited {} " สำรวจแล้ว" }
            li { span.waiting {} " ยังไม่ได้สำรวจ" }
            li { span.refused {} " ไม่ประสงค์ให้ข้อมูล" }
            li { span.asked {} " มีคำขอ" }
        }
        div.map id="map" data-program=(assets::address(&assets::MAPLIBRE)) data-worker=(assets::address(&assets::MAPLIBRE_WORKER))
            data-places={ "/office/map/" (round) "/places" } data-tiles=[settings.map_tiles.as_deref()] {
            "กำลังวาดแผนที่"
            noscript { " (ต้องเปิด JavaScript จึงจะเห็นแผนที่ ตารางด้านล่างใช้ได้เสมอ)" }
        }
        p.hint { "มีพิกัด " (somewhere) " จาก " (houses.len()) " ครัวเรือน แตะจุดเพื่อเปิดหน้าครัวเรือน" }
        (month::covered(&coverage(houses)))
        script type="module" src=(assets::address(&assets::MAP)) {}
    };
    let page = Page::of(&visitor, "/office/map", &title).styled(&assets::MAPLIBRE_STYLE).draw(&body);
    Ok(([(header::CONTENT_SECURITY_POLICY, policy(settings))], page).into_response())
}

fn shown(value: &str, name: &str, checked: bool) -> Markup {
    html! {
        div.tick {
            input id={ "shown-" (value) } name="shown" type="radio" value=(value) checked[checked];
            label for={ "shown-" (value) } { (name) }
        }
    }
}

/// What a browser may do on this page: what it may on every other, MapLibre's worker and its own
/// small pictures, and the one other machine that the LAO itself named.
fn policy(settings: &FormSettings) -> HeaderValue {
    let tiles = settings.map_tiles.as_deref().and_then(origin).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; script-src 'self'; worker-src 'self'; style-src 'self'; font-src 'self'; \
         img-src 'self' data: blob: {tiles}; connect-src 'self' {tiles}; form-action 'self'; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).unwrap_or(HeaderValue::from_static("default-src 'none'"))
}

/// Scheme and host of an address.
fn origin(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split('/').next()?;
    address.get(..scheme.len() + "://".len() + host.len())
}

/// The houses, the villages and the boundary, for the map's script.
pub(super) async fn places(
    State(rooms): State<Rooms>,
    Extension(visitor): Extension<Visitor>,
    Path(round): Path<String>,
) -> Result<Json<Value>, Mishap> {
    let round = month::read(&visitor, &round)?;
    let survey = rooms.office.survey(visitor.lao.code, round).await?;
    let settings = &survey.settings;
    let features: Vec<Value> = survey.houses.iter().filter_map(feature).collect();
    let told = format!("map round={round} houses={}", features.len());
    rooms.office.note_access(&visitor, Act::Month, Looked::told(told)).await?;
    let villages: Vec<Value> = settings
        .villages
        .iter()
        .filter_map(|v| Some(json!({ "moo": v.moo, "name": v.name, "lat": v.lat?, "lon": v.lon? })))
        .collect();
    Ok(Json(json!({
        "houses": { "type": "FeatureCollection", "features": features },
        "villages": villages,
        "boundary": settings.boundary,
    })))
}

fn feature(house: &House) -> Option<Value> {
    let (lat, lon) = house.at?;
    let outcome = match house.outcome {
        Outcome::Waiting => "waiting",
        Outcome::Visited => "visited",
        Outcome::Refused => "refused",
    };
    Some(json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [lon, lat] },
        "properties": {
            "house": words::house(house.place.as_ref()),
            "outcome": outcome,
            "requests": house.requests,
            "at": format!("/office/households/{}", house.record),
        },
    }))
}
