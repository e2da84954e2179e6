//! The frame around every page.
//!
//! Owns the head and how a notice, a table and a file look. The menu is `ways`'. Refuses to know what a page
//! shows.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;

use super::assets::{self, Asset, HTMX, ICON, PAPER, STYLE};
use super::form::carried;
use super::{ways, words};
use crate::office::Visitor;

/// What was done before a page is shown, as its address has it.
#[derive(Deserialize)]
pub(super) struct After {
    pub(super) done: Option<String>,
}

/// A page about to be drawn.
pub(super) struct Page<'a> {
    title: &'a str,
    visitor: Option<&'a Visitor>,
    here: &'a str,
    done: Option<&'static str>,
    style: Option<&'static Asset>,
    /// Whether it is for printing.
    on_paper: bool,
    /// Whether fields of it ask while one types.
    asks: bool,
}

impl<'a> Page<'a> {
    /// A page of the console; `here` is the way that leads to it.
    pub(super) fn of(visitor: &'a Visitor, here: &'a str, title: &'a str) -> Self {
        Self { title, visitor: Some(visitor), here, done: None, style: None, on_paper: false, asks: false }
    }

    /// A page that is on no way.
    pub(super) fn plain(title: &'a str, visitor: Option<&'a Visitor>) -> Self {
        Self { title, visitor, here: "", done: None, style: None, on_paper: false, asks: false }
    }

    /// Says what was done before this page was shown.
    pub(super) fn after(mut self, done: Option<&'static str>) -> Self {
        self.done = done;
        self
    }

    /// With a style of its own beside the usual one.
    pub(super) fn styled(mut self, style: &'static Asset) -> Self {
        self.style = Some(style);
        self
    }

    /// Dresses it for printing too.
    pub(super) fn on_paper(mut self) -> Self {
        self.on_paper = true;
        self
    }

    /// With fields that ask while one types.
    pub(super) fn asking(mut self) -> Self {
        self.asks = true;
        self
    }

    pub(super) fn draw(&self, body: &Markup) -> Markup {
        html! {
            (DOCTYPE)
            html lang="th" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (self.title) " · สำรวจ" }
                    @for style in self.style.into_iter().chain([&STYLE]) {
                        link rel="stylesheet" href=(assets::address(style));
                    }
                    @if self.on_paper { link rel="stylesheet" href=(assets::address(&PAPER)); }
                    link rel="icon" href=(assets::address(&ICON));
                    @if self.asks {
                        // Nothing that a page's policy forbids, and no other address than ours.
                        meta name="htmx-config" content=r#"{"includeIndicatorStyles":false,"allowEval":false,"selfRequestsOnly":true,"historyEnabled":false}"#;
                        script src=(assets::address(&HTMX)) defer {}
                    }
                }
                body {
                    a.skip href="#main" { "ข้ามไปเนื้อหา" }
                    header.top {
                        p.brand { "สำรวจ" @if let Some(visitor) = self.visitor { " · " (visitor.lao.name) } }
                        @if let Some(visitor) = self.visitor { (self.who(visitor)) }
                    }
                    @if let Some(visitor) = self.visitor.filter(|visitor| !visitor.one_time) {
                        (ways::menu(visitor, self.here))
                    }
                    main id="main" tabindex="-1" {
                        @if let Some(done) = self.done { p.done role="status" { (done) } }
                        (body)
                    }
                    footer { p { "ข้อมูลส่วนบุคคล เปิดดูเท่าที่จำเป็นต่อหน้าที่ การค้นหาและการเปิดหน้าบุคคลถูกบันทึกไว้" } }
                }
            }
        }
    }

    fn who(&self, visitor: &Visitor) -> Markup {
        html! {
            form.who method="post" action="/office/sign-out" {
                (carried(visitor))
                span { (visitor.name) " (" (words::role(visitor.role)) ")" }
                a href="/office/password" { "เปลี่ยนรหัสผ่าน" }
                button.quiet type="submit" { "ออกจากระบบ" }
            }
        }
    }
}

/// A sentence that something is wrong, where the eye is.
pub(super) fn wrong(said: &str) -> Markup {
    html! { p.wrong role="alert" { (said) } }
}

/// A table that scrolls by itself where the screen is narrower.
pub(super) fn table(label: &str, heads: &[&str], rows: &Markup) -> Markup {
    headed(label, &html! { @for head in heads { th scope="col" { (head) } } }, rows)
}

/// The same, of heads that say more than their words.
pub(super) fn headed(label: &str, heads: &Markup, rows: &Markup) -> Markup {
    html! {
        div.scroll tabindex="0" role="region" aria-label=(label) {
            table {
                thead { tr { (heads) } }
                tbody { (rows) }
            }
        }
    }
}

/// One line of a list of facts.
pub(super) fn fact(name: &str, value: &Markup) -> Markup {
    html! { dt { (name) } dd { (value) } }
}

/// A file that a browser keeps under a name.
pub(super) fn file(bytes: Vec<u8>, kind: &'static str, name: &str) -> Response {
    let mut answer = bytes.into_response();
    let headers = answer.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    answer
}
