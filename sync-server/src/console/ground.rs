//! The ground of a map: where its script draws, what its signs mean, and what a browser may ask for there.
//!
//! Owns the signs. They differ by shape or by being filled, and not by colour alone, so that a grey print
//! tells them apart; and the script draws them from the very pictures that stand in the legend. Nothing is
//! asked of anybody else's machine, unless the LAO set where pictures of the ground are to be found. Refuses
//! to know what stands on the map. Called by `map` and `events`.

use axum::http::HeaderValue;
use maud::{Markup, PreEscaped, html};
use register::wire::FormSettings;
use serde_json::{Value, json};

use super::assets;

/// A sign on a map: its name, what it means, and how it is drawn in a square of 36.
pub(super) struct Sign {
    pub(super) name: &'static str,
    pub(super) means: &'static str,
    drawn: &'static str,
}

pub(super) const VISITED: Sign = Sign {
    name: "visited",
    means: "สำรวจแล้ว",
    drawn: r##"<circle cx="18" cy="18" r="12" fill="#17603a" stroke="#1b1f24" stroke-width="2"/>"##,
};
pub(super) const WAITING: Sign = Sign {
    name: "waiting",
    means: "ยังไม่ได้สำรวจรอบนี้",
    drawn: r##"<circle cx="18" cy="18" r="11" fill="#ffffff" stroke="#1b1f24" stroke-width="4"/>"##,
};
pub(super) const REFUSED: Sign = Sign {
    name: "refused",
    means: "ไม่ประสงค์ให้ข้อมูล",
    drawn: r##"<rect x="6" y="6" width="24" height="24" fill="#ffffff" stroke="#9d1c1c" stroke-width="3"/><path d="M10 10 26 26M26 10 10 26" stroke="#9d1c1c" stroke-width="4"/>"##,
};
pub(super) const WHOLE: Sign = Sign {
    name: "whole",
    means: "บ้านเสียหายทั้งหลัง",
    drawn: r##"<path d="M18 4 33 31H3Z" fill="#7a1616" stroke="#1b1f24" stroke-width="2"/>"##,
};
pub(super) const PARTIAL: Sign = Sign {
    name: "partial",
    means: "บ้านเสียหายบางส่วน",
    drawn: r##"<path d="M18 5 32 31H4Z" fill="#ffffff" stroke="#7a1616" stroke-width="4"/>"##,
};
pub(super) const OTHER: Sign = Sign {
    name: "other",
    means: "เสียหายอย่างอื่น",
    drawn: r##"<rect x="8" y="8" width="20" height="20" fill="#ffffff" stroke="#1b1f24" stroke-width="4"/>"##,
};
/// Drawn around another sign.
const ASKED: &str = r##"<circle cx="18" cy="18" r="14" fill="none" stroke="#e08a00" stroke-width="5"/>"##;

impl Sign {
    fn drawn(&self) -> Markup {
        picture(self.drawn, Some(self.name))
    }
}

fn picture(drawn: &str, sign: Option<&str>) -> Markup {
    html! {
        svg viewBox="0 0 36 36" width="36" height="36" aria-hidden="true" data-sign=[sign] { (PreEscaped(drawn)) }
    }
}

/// What the signs mean.
pub(super) fn legend(signs: &[Sign]) -> Markup {
    html! {
        ul.legend {
            @for sign in signs { li { (sign.drawn()) " " (sign.means) } }
            li { (picture(ASKED, None)) " วงรอบ: มีคำขอ" }
        }
    }
}

/// One of the choices of what is shown: everything, what is asked for, or one sign.
pub(super) fn shown(value: &str, name: &str, checked: bool) -> Markup {
    html! {
        div.tick {
            input id={ "shown-" (value) } name="shown" type="radio" value=(value) checked[checked];
            label for={ "shown-" (value) } { (name) }
        }
    }
}

/// Where the script draws what it finds at an address.
pub(super) fn ground(places: &str, settings: &FormSettings) -> Markup {
    html! {
        div.map id="map" data-program=(assets::address(&assets::MAPLIBRE)) data-worker=(assets::address(&assets::MAPLIBRE_WORKER))
            data-places=(places) data-tiles=[settings.map_tiles.as_deref()] {
            "กำลังวาดแผนที่"
            noscript { " (ต้องเปิด JavaScript จึงจะเห็นแผนที่ ตารางด้านล่างใช้ได้เสมอ)" }
        }
        script type="module" src=(assets::address(&assets::MAP)) {}
    }
}

/// A house on it: where, by which sign, what is said when it is touched, and where that leads.
pub(super) fn house(at: (f64, f64), sign: &Sign, said: &[String], requests: usize, to: &str) -> Value {
    json!({
        "type": "Feature",
        "geometry": { "type": "Point", "coordinates": [at.1, at.0] },
        "properties": { "sign": sign.name, "said": said.join("\n"), "requests": requests, "at": to },
    })
}

/// Houses with the villages and the boundary, as the script reads them.
pub(super) fn places(houses: &[Value], settings: &FormSettings) -> Value {
    let villages: Vec<Value> = settings
        .villages
        .iter()
        .filter_map(|v| Some(json!({ "moo": v.moo, "name": v.name, "lat": v.lat?, "lon": v.lon? })))
        .collect();
    json!({
        "houses": { "type": "FeatureCollection", "features": houses },
        "villages": villages,
        "boundary": settings.boundary,
    })
}

/// What a browser may do on a page with a map: what it may on every other, MapLibre's worker and its own
/// small pictures, and the one other machine that the LAO itself named.
pub(super) fn policy(settings: &FormSettings) -> HeaderValue {
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
