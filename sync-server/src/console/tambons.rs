//! Which tambon somebody means: those that it may be are shown while they type, by htmx, and what is typed is read
//! without a guess.
//!
//! Owns the field, its list and reading it. Without a script the field is one to type into, and says the same where
//! several are meant. Refuses to know the tambons (`register::address`). Called by forms that ask for a place.

use axum::Extension;
use axum::extract::Query;
use maud::{Markup, html};
use register::address::{self, Area, Tambon, TambonCode};
use serde::Deserialize;

use crate::office::Visitor;

/// Of those that it may be, so many are shown.
const MOST: usize = 8;

/// The field; its page is one that asks ([`super::page::Page::asking`]).
pub(super) fn field(typed: &str) -> Markup {
    html! {
        label for="tambon" { "ตำบล (พิมพ์ชื่อแล้วเลือกจากรายการ หรือรหัสหกหลัก)" }
        input id="tambon" name="tambon" value=(typed) maxlength="300" autocomplete="off" list="tambon-list"
            hx-get="/office/tambons" hx-trigger="input changed delay:200ms" hx-target="#tambon-list" hx-swap="innerHTML";
        datalist id="tambon-list" {}
    }
}

#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    tambon: String,
}

/// Those that may be meant by what is typed so far, of the LAO's own province first.
pub(super) async fn offer(Extension(visitor): Extension<Visitor>, Query(asked): Query<Asked>) -> Markup {
    let near = address::province(&visitor.lao.province).map(|province| Area::Province(province.code()));
    html! { @for tambon in address::find(&asked.tambon, near, MOST) { option value=(named(tambon)) {} } }
}

/// A tambon as the list has it: its line of an envelope, and the code that it is read back by.
fn named(tambon: Tambon<'_>) -> String {
    format!("{tambon} ({})", tambon.code())
}

/// The tambon that is meant.
///
/// # Errors
/// Says what it may be where it is several, and that there is none.
pub(super) fn read(typed: &str) -> Result<TambonCode, String> {
    let chosen = typed.trim().strip_suffix(')').and_then(|typed| typed.rsplit_once('('));
    let code = chosen.map_or(typed, |(_, code)| code);
    if let Some(tambon) = address::tambon(code.trim()) {
        return Ok(tambon.code());
    }
    let found = address::find(typed, None, MOST);
    let whole: Vec<&Tambon<'_>> = found.iter().filter(|tambon| tambon.name() == typed.trim()).collect();
    match (whole.as_slice(), found.as_slice()) {
        ([one], _) => Ok(one.code()),
        ([], [one]) => Ok(one.code()),
        ([], []) => Err("ไม่พบตำบลนี้ พิมพ์ชื่อตำบลแล้วเลือกจากรายการ".to_owned()),
        (_, [first, ..]) => Err(format!("มีหลายตำบลที่อาจหมายถึง เลือกจากรายการ เช่น {}", named(*first))),
        ([_, ..], []) => Err("ไม่พบตำบลนี้ พิมพ์ชื่อตำบลแล้วเลือกจากรายการ".to_owned()),
    }
}
