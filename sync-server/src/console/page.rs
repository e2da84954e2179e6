//! The frame around every page.
//!
//! Owns the head and how a notice, a table and a file look. The menu is `ways`'. Refuses to know what a page
//! shows.
//!
//! A table on a phone is a stack of cards, one for each row: no figure lies beyond the edge. So each cell says under
//! which head it stands, and what each part of a table is to whoever hears it, which a browser forgets as soon as it
//! is drawn as anything else.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use serde::Deserialize;

use super::assets::{self, Asset, FILES, HTMX, ICON, PAPER, SHEETS, STYLE};
use super::form::carried;
use super::{ways, words};
use crate::office::Visitor;

/// What stands in a page that asks for files.
const CHOOSES_FILES: &str = "type=\"file\"";

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
                    @if self.on_paper { script type="module" src=(assets::address(&SHEETS)) {} }
                    @if body.0.contains(CHOOSES_FILES) { script type="module" src=(assets::address(&FILES)) {} }
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
    headed(label, &named(heads), rows)
}

/// The same, of two who are compared: where it is narrow, they stay beside each other.
pub(super) fn beside(label: &str, heads: &[&str], rows: &Markup) -> Markup {
    framed(label, true, &named(heads), rows)
}

/// The same, of heads that say more than their words.
pub(super) fn headed(label: &str, heads: &Markup, rows: &Markup) -> Markup {
    framed(label, false, heads, rows)
}

fn named(heads: &[&str]) -> Markup {
    html! { @for head in heads { th scope="col" { (head) } } }
}

fn framed(label: &str, beside: bool, heads: &Markup, rows: &Markup) -> Markup {
    let (heads, names) = told_heads(heads);
    html! {
        div.scroll.beside[beside] tabindex="0" role="region" aria-label=(label) {
            table role="table" {
                thead role="rowgroup" { tr role="row" { (heads) } }
                tbody role="rowgroup" { (told_rows(rows, &names)) }
            }
        }
    }
}

/// The heads as they say what they are, and the words of each, as they may stand in an attribute.
fn told_heads(heads: &Markup) -> (Markup, Vec<String>) {
    let mut told = String::new();
    let mut names = Vec::new();
    for (opens, part) in tags(&heads.0) {
        match opens {
            Some("th") => {
                told += "<th role=\"columnheader\"";
                told += part.get("<th".len()..).unwrap_or_default();
                let words = part.split_once('>').map_or("", |(_, words)| words);
                let spans = spanned(part);
                names.extend((0..spans).map(|_| words.to_owned()));
            }
            _ => {
                told += part;
                let words = part.split_once('>').map_or("", |(_, words)| words);
                // What stands in a part of a head is of the head.
                if let Some(name) = names.last_mut() {
                    *name += words;
                }
            }
        }
    }
    (PreEscaped(told), names)
}

/// The rows, whose cells say what they are and under which head they stand.
fn told_rows(rows: &Markup, names: &[String]) -> Markup {
    let mut told = String::with_capacity(rows.0.len() * 2);
    let mut column = 0;
    for (opens, part) in tags(&rows.0) {
        let rest = |tag: &str| part.get(tag.len() + 1..).unwrap_or_default();
        match opens {
            Some("tr") => {
                column = 0;
                told += "<tr role=\"row\"";
                told += rest("tr");
            }
            Some(tag @ ("td" | "th")) => {
                told += if tag == "td" { "<td role=\"cell\"" } else { "<th role=\"rowheader\"" };
                let spans = spanned(part);
                // The first of a card is its title, and what lies across several heads is under none.
                let name = names.get(column).map(|name| name.trim()).filter(|name| !name.is_empty());
                if let Some(name) = name.filter(|_| spans == 1 && (tag == "td" || column > 0)) {
                    told += " data-label=\"";
                    told += name;
                    told += "\"";
                }
                told += rest(tag);
                column += spans;
            }
            _ => told += part,
        }
    }
    PreEscaped(told)
}

/// Markup, cut before every `<`: the name of what each piece opens, and the piece.
fn tags(markup: &str) -> impl Iterator<Item = (Option<&str>, &str)> {
    let mut from = 0;
    let ends = markup.char_indices().filter(|(_, c)| *c == '<').map(|(at, _)| at);
    let ends: Vec<usize> = ends.chain([markup.len()]).collect();
    ends.into_iter().filter_map(move |to| {
        let piece = markup.get(from..to).filter(|piece| !piece.is_empty());
        from = to;
        let piece = piece?;
        let name = piece.strip_prefix('<').and_then(|rest| rest.split([' ', '>']).next());
        Some((name, piece))
    })
}

/// How many columns a cell lies across.
fn spanned(cell: &str) -> usize {
    let tag = cell.split('>').next().unwrap_or_default();
    let spans = tag.split_once("colspan=\"").and_then(|(_, rest)| rest.split('"').next());
    spans.and_then(|spans| spans.parse().ok()).unwrap_or(1)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_says_what_it_is_and_under_which_head_it_stands() {
        let heads = html! { th scope="col" { "รายการ" } th.number scope="col" { "บาท & สตางค์" span.unseen { " รวม" } } th scope="col" { "" } };
        let rows = html! {
            tr { th scope="row" { "ถุงยังชีพ <1>" } td.number { a href="/x" { "700" } } td { "ลบ" } }
            tr.sum { td colspan="2" { "รวม" } td {} }
        };
        let drawn = headed("ตาราง", &heads, &rows).0;
        for said in [
            "<table role=\"table\"><thead role=\"rowgroup\"><tr role=\"row\"><th role=\"columnheader\" scope=\"col\">รายการ</th>",
            "<tr role=\"row\"><th role=\"rowheader\" scope=\"row\">ถุงยังชีพ &lt;1&gt;</th>",
            "<td role=\"cell\" data-label=\"บาท &amp; สตางค์ รวม\" class=\"number\"><a href=\"/x\">700</a></td><td role=\"cell\">ลบ</td></tr>",
            "<tr role=\"row\" class=\"sum\"><td role=\"cell\" colspan=\"2\">รวม</td><td role=\"cell\"></td>",
        ] {
            assert!(drawn.contains(said), "{said} is not in {drawn}");
        }
    }
}
