//! Work that is held apart: what a revoked phone still sent, and what its sender had no duty to
//! write. A supervisor lets it in or keeps it out; kept out, it stays held.

use std::collections::BTreeMap;

use axum::Extension;
use axum::extract::State;
use axum::response::Redirect;
use maud::{Markup, html};
use register::change::{ChangeId, DeviceId};

use super::door::Right;
use super::form::{Filled, carried};
use super::mishap::Mishap;
use super::page::Page;
use super::words;
use crate::db::desk::Act;
use crate::office::{Apart, Judge, Looked, OfficeFault, Visitor, Which};
use crate::routes::House;

/// Changes of one phone on the page.
const MOST: usize = 200;

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
) -> Result<Markup, Mishap> {
    let lao = visitor.lao.code;
    let mut by_phone: BTreeMap<DeviceId, Vec<Apart>> = BTreeMap::new();
    for apart in house.office.apart(lao).await? {
        by_phone.entry(apart.device.clone()).or_default().push(apart);
    }
    let team = house.office.whole_team(&visitor).await?;
    let holder = |device: &DeviceId| {
        team.iter()
            .find(|row| row.phones.iter().any(|phone| phone.device.id == *device))
            .map(|row| &row.surveyor)
    };
    let body = html! {
        h1 { "ข้อมูลที่พักไว้" }
        p { "ข้อมูลจากเครื่องที่ยกเลิกแล้ว หรือที่ผู้ส่งไม่มีหน้าที่เขียน ยังไม่เข้าทะเบียนจนกว่าหัวหน้าศูนย์จะพิจารณา ไม่มีข้อมูลใดถูกลบ" }
        @if by_phone.is_empty() { p { "ไม่มีข้อมูลที่พักไว้" } }
        @for (device, held) in &by_phone {
            @let waits = held.iter().filter(|apart| !apart.refused).count();
            section aria-label={ "เครื่อง " (device.as_str()) } {
                h2 {
                    "เครื่อง " (device.as_str())
                    @if let Some(who) = holder(device) { " ของ " (who.name) }
                    " (" (waits) ")"
                }
                @if waits > 0 && Right::Judge.is_held_by(visitor.role) {
                    div.does {
                        (judge(&visitor, &[("phone", device.as_str())], "รับเข้าทั้งหมด", "ไม่รับทั้งหมด", device.as_str()))
                    }
                }
                ul.people {
                    @for apart in held.iter().take(MOST) {
                        li {
                            (words::at(apart.at)) " "
                            @if apart.refused { span.flag { "ไม่รับ" } }
                            @else if Right::Judge.is_held_by(visitor.role) {
                                @let change = apart.change.to_string();
                                (judge(&visitor, &[("change", &change)], "รับเข้า", "ไม่รับ", &words::at(apart.at)))
                            }
                        }
                    }
                }
            }
        }
    };
    Ok(Page::of(&visitor, "/office/apart", "ข้อมูลที่พักไว้").draw(&body))
}

fn judge(visitor: &Visitor, which: &[(&str, &str)], accept: &str, refuse: &str, of: &str) -> Markup {
    html! {
        @for (judge, text) in [("accept", accept), ("refuse", refuse)] {
            form method="post" action="/office/apart" {
                (carried(visitor))
                @for (name, value) in which { input type="hidden" name=(name) value=(value); }
                input type="hidden" name="judge" value=(judge);
                button.quiet type="submit" { (text) span.unseen { " " (of) } }
            }
        }
    }
}

pub(super) async fn decide(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Extension(filled): Extension<Filled>,
) -> Result<Redirect, Mishap> {
    let unclear = || OfficeFault::Refused("no judgement was named; nothing was decided".to_owned());
    let judge = match filled.get("judge") {
        "accept" => Judge::Accept,
        "refuse" => Judge::Refuse,
        _ => return Err(unclear().into()),
    };
    let which = match (filled.get("phone"), filled.get("change").parse::<ChangeId>()) {
        ("", Ok(change)) => Which::Changes([change].into()),
        ("", Err(_)) => return Err(unclear().into()),
        (phone, _) => Which::Phone(DeviceId::new(phone)),
    };
    let count = house.office.judge(&visitor.id, judge, which).await?;
    let told = format!("{judge:?} {count}").to_lowercase();
    house.office.note_access(&visitor, Act::Staff, Looked::told(told)).await?;
    Ok(Redirect::to("/office/apart"))
}
