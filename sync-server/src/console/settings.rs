//! What the LAO sets: the notice, sensitive questions, villages and boundary, rounds, words to choose from,
//! what INFO and the reports are told, the map's ground and how long things are kept (domain.md
//! RQ-21, RQ-22, RQ-28).
//!
//! Owns these forms, one for each part, so that two people who set two things do not undo each
//! other's, and who sets what another one set meanwhile is told. What can be set is the register's to
//! say (`register::wire::FormSettings`). Whoever sets something is written down.

use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use register::spoken::Spoken;
use register::thai::{arabic_digits, nfc};
use register::wire::{FormSettings, NoticeText, Village};
use register::{address, boundary};

use super::door::Right;
use super::form::{Filled, carried, choice, mark, tick};
use super::mishap::Mishap;
use super::page::{self, After, Page, wrong};
use crate::office::{OfficeFault, Visitor};
use crate::routes::House;

/// Where the way to it leads.
const HERE: &str = "/office/settings";
/// Empty rows below the villages that are set.
const MORE_VILLAGES: usize = 3;
const MOST_VILLAGES: usize = 200;

/// What can be set by itself: its name, and what is said once it was.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Notice,
    Questions,
    Villages,
    Boundary,
    Rounds,
    Lists,
    Reporting,
    Map,
    Keeping,
}

impl Part {
    const ALL: [Self; 9] = [
        Self::Notice,
        Self::Questions,
        Self::Villages,
        Self::Boundary,
        Self::Rounds,
        Self::Lists,
        Self::Reporting,
        Self::Map,
        Self::Keeping,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::Notice => "notice",
            Self::Questions => "questions",
            Self::Villages => "villages",
            Self::Boundary => "boundary",
            Self::Rounds => "rounds",
            Self::Lists => "lists",
            Self::Reporting => "reporting",
            Self::Map => "map",
            Self::Keeping => "keeping",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Notice => "คำชี้แจงก่อนถาม",
            Self::Questions => "คำถามที่อ่อนไหว",
            Self::Villages => "หมู่บ้าน",
            Self::Boundary => "เขตของ อปท.",
            Self::Rounds => "รอบสำรวจ",
            Self::Lists => "รายการให้เลือก",
            Self::Reporting => "INFO และรายงาน",
            Self::Map => "ภาพพื้นหลังแผนที่",
            Self::Keeping => "ระยะเวลาเก็บข้อมูล",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Notice => "บันทึกคำชี้แจงแล้ว โทรศัพท์จะแสดงฉบับใหม่เมื่อซิงก์ครั้งถัดไป",
            Self::Questions => "บันทึกแล้ว โทรศัพท์จะเปลี่ยนคำถามเมื่อซิงก์ครั้งถัดไป",
            Self::Villages => "บันทึกหมู่บ้านแล้ว",
            Self::Boundary => "บันทึกเขตแล้ว ดูได้ในแผนที่",
            Self::Rounds => "บันทึกแล้ว โทรศัพท์จะบอกวันใหม่เมื่อซิงก์ครั้งถัดไป",
            Self::Lists => "บันทึกรายการแล้ว",
            Self::Reporting => "บันทึกแล้ว ใช้กับสมุดงานและรายงานที่ทำหลังจากนี้",
            Self::Map => "บันทึกแล้ว",
            Self::Keeping => "บันทึกแล้ว",
        }
    }

    /// Names this part as it is set, for its form to say what its page showed.
    fn mark(self, settings: &FormSettings) -> String {
        match self {
            Self::Notice => mark(&settings.notice),
            Self::Questions => mark(&settings.sensitive),
            Self::Villages => mark(&settings.villages),
            Self::Boundary => mark(&settings.boundary),
            Self::Rounds => mark(&settings.survey_until),
            Self::Lists => mark(&LISTS.map(|list| (list.set)(&mut settings.clone()).clone())),
            Self::Reporting => mark(&(&settings.affiliation, settings.reports_to_central_place)),
            Self::Map => mark(&settings.map_tiles),
            Self::Keeping => mark(&settings.retention_years),
        }
    }
}

/// What a part is called, of which the log has the name.
pub(super) fn called(name: &str) -> Option<&'static str> {
    Part::ALL.into_iter().find(|part| part.name() == name).map(Part::title)
}

/// A list of words to choose from.
#[derive(Clone, Copy)]
struct Words {
    name: &'static str,
    called: &'static str,
    set: fn(&mut FormSettings) -> &mut Vec<String>,
}

const LISTS: [Words; 5] = [
    Words { name: "occupations", called: "อาชีพ", set: |settings| &mut settings.occupations },
    Words { name: "religions", called: "ศาสนา", set: |settings| &mut settings.religions },
    Words { name: "races", called: "เชื้อชาติ", set: |settings| &mut settings.races },
    Words {
        name: "helpers", called: "ผู้ให้ความช่วยเหลือ", set: |settings| &mut settings.helpers
    },
    Words {
        name: "aids", called: "สิ่งที่ช่วยเหลือ", set: |settings| &mut settings.aids
    },
];

/// What was sent and could not be set.
struct Again<'f> {
    part: Part,
    filled: &'f Filled,
    said: String,
    /// Which settings the form still says it showed, where nobody was told of newer ones: a word that was mistyped
    /// does not make a colleague's work one's own.
    seen: Option<&'f str>,
}

pub(super) async fn show(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Query(after): Query<After>,
) -> Result<Markup, Mishap> {
    let done = Part::ALL.into_iter().find(|part| Some(part.name()) == after.done.as_deref());
    let settings = house.office.settings(visitor.lao.code).await?;
    Ok(draw(&visitor, &settings, done, None))
}

pub(super) async fn set(
    State(house): State<House>,
    Extension(visitor): Extension<Visitor>,
    Path(part): Path<String>,
    Extension(filled): Extension<Filled>,
) -> Result<Response, Mishap> {
    let part = Part::ALL.into_iter().find(|known| known.name() == part);
    let part = part.ok_or_else(|| Mishap::missing(&visitor))?;
    let is_as_seen = |settings: &FormSettings| part.mark(settings) == filled.get("seen");
    let (status, said) = match read(part, &filled) {
        Err(said) => (StatusCode::UNPROCESSABLE_ENTITY, said),
        Ok(change) => match house.office.change_settings(&visitor, part.name(), is_as_seen, change).await {
            Ok(Ok(())) => {
                let to = format!("{HERE}?done={}#{}", part.name(), part.name());
                return Ok(Redirect::to(&to).into_response());
            }
            Ok(Err(fault)) => (StatusCode::UNPROCESSABLE_ENTITY, why_not(fault.field())),
            Err(OfficeFault::Conflict(_)) => (StatusCode::CONFLICT, overtaken(part)),
            Err(fault) => return Err(fault.into()),
        },
    };
    let settings = house.office.settings(visitor.lao.code).await?;
    let seen = (status != StatusCode::CONFLICT).then(|| filled.get("seen"));
    let again = Again {
        part, filled: &filled, said: format!("{said} ยังไม่ได้บันทึก"), seen
    };
    let page = draw(&visitor, &settings, None, Some(&again));
    Ok((status, page).into_response())
}

/// Somebody set the same part since the page was drawn.
fn overtaken(part: Part) -> String {
    let kept = match part {
        // A file is chosen again.
        Part::Boundary => "เลือกไฟล์ใหม่แล้วบันทึกอีกครั้ง",
        _ => "สิ่งที่พิมพ์ไว้ยังอยู่ เปิดหน้าตั้งค่าอีกหน้าต่างเพื่อเทียบ แล้วบันทึกอีกครั้ง",
    };
    format!("ระหว่างที่ท่านเปิดหน้านี้อยู่ มีผู้แก้ส่วนนี้ไปแล้ว {kept}")
}

type Change = Box<dyn Fn(&mut FormSettings) + Send + Sync>;

/// What a form sets, or why it sets nothing.
fn read(part: Part, filled: &Filled) -> Result<Change, String> {
    let said = |text: &str| text.to_owned();
    Ok(match part {
        Part::Notice => {
            let notice = match (filled.text("version"), filled.text("text")) {
                (Some(version), Some(text)) => Some(NoticeText { version, text }),
                (None, None) => None,
                _ => return Err(said("กรอกทั้งฉบับที่และข้อความ")),
            };
            Box::new(move |settings| settings.notice.clone_from(&notice))
        }
        Part::Questions => {
            let asks = filled.is_ticked("sensitive");
            Box::new(move |settings| settings.sensitive = asks)
        }
        Part::Villages => {
            let villages = villages(filled)?;
            Box::new(move |settings| settings.villages.clone_from(&villages))
        }
        Part::Boundary => {
            let boundary = if filled.is_ticked("none") {
                None
            } else {
                let file = filled.file("file").filter(|file| !file.is_empty());
                let file = file.ok_or_else(|| said("เลือกไฟล์ GeoJSON ก่อน"))?;
                let text =
                    std::str::from_utf8(file).map_err(|_| boundary::NoBoundary::NotJson.to_string())?;
                Some(boundary::read(text).map_err(|fault| fault.to_string())?)
            };
            Box::new(move |settings| settings.boundary.clone_from(&boundary))
        }
        Part::Lists => {
            let lines = |name: &str| -> Vec<String> {
                filled
                    .get(name)
                    .lines()
                    .map(|line| nfc(line.trim()))
                    .filter(|line| !line.is_empty())
                    .collect()
            };
            let said = LISTS.map(|list| (list.set, lines(list.name)));
            Box::new(move |settings| {
                for (set, words) in &said {
                    set(settings).clone_from(words);
                }
            })
        }
        Part::Rounds => {
            let typed = arabic_digits(filled.get("until").trim());
            let until = match typed.as_str() {
                "" => None,
                typed => Some(typed.parse().map_err(|_| said("วันที่ต้องเป็นตัวเลข 1 ถึง 31"))?),
            };
            Box::new(move |settings| settings.survey_until = until)
        }
        Part::Reporting => {
            let affiliation = filled.text("affiliation");
            let reports = match filled.get("central") {
                "yes" => Some(true),
                "no" => Some(false),
                _ => None,
            };
            Box::new(move |settings| {
                settings.affiliation.clone_from(&affiliation);
                settings.reports_to_central_place = reports;
            })
        }
        Part::Map => {
            let tiles = filled.text("tiles");
            Box::new(move |settings| settings.map_tiles.clone_from(&tiles))
        }
        Part::Keeping => {
            let typed = arabic_digits(filled.get("years").trim());
            let years = match typed.as_str() {
                "" => None,
                typed => Some(typed.parse().map_err(|_| said("จำนวนปีต้องเป็นตัวเลข 1 ถึง 100"))?),
            };
            Box::new(move |settings| settings.retention_years = years)
        }
    })
}

/// The villages of a form, row by row; an empty row is none.
fn villages(filled: &Filled) -> Result<Vec<Village>, String> {
    let mut villages = Vec::new();
    for row in 0..MOST_VILLAGES {
        let get = |name: &str| arabic_digits(filled.get(&format!("{name}-{row}")).trim());
        let (moo, name) = (get("moo"), filled.text(&format!("name-{row}")));
        let (tambon, at) = (get("tambon"), get("at"));
        if moo.is_empty() && name.is_none() {
            if tambon.is_empty() && at.is_empty() {
                continue;
            }
            return Err(format!("แถวที่ {} ยังไม่มีหมู่ที่และชื่อ", row + 1));
        }
        let why = |what: &str| format!("แถวที่ {}: {what}", row + 1);
        let moo = moo.parse().map_err(|_| why("หมู่ที่ต้องเป็นตัวเลข เช่น 5"))?;
        let name = name.ok_or_else(|| why("ยังไม่มีชื่อหมู่บ้าน"))?;
        let (lat, lon) = match at.as_str() {
            "" => (None, None),
            at => {
                let degrees: Vec<f64> =
                    at.split([',', ' ']).filter(|part| !part.is_empty()).flat_map(str::parse).collect();
                match degrees[..] {
                    [lat, lon] => (Some(lat), Some(lon)),
                    _ => return Err(why("พิกัดต้องเป็นละติจูดและลองจิจูด เช่น 20.4312, 99.8841")),
                }
            }
        };
        if !tambon.is_empty() && address::tambon(&tambon).is_none() {
            return Err(why("ไม่มีรหัสตำบลนี้ ใช้รหัสหกหลัก เช่น 570903"));
        }
        villages.push(Village { moo, name, tambon: Some(tambon).filter(|code| !code.is_empty()), lat, lon });
    }
    Ok(villages)
}

/// Why the register would not have it, by the field that it names.
fn why_not(field: &str) -> String {
    let row = || {
        let digits: String = field.chars().filter(char::is_ascii_digit).collect();
        digits.parse::<usize>().map_or_else(|_| String::new(), |row| format!(" (รายการที่ {})", row + 1))
    };
    match field {
        "map_tiles" => {
            "ที่อยู่ภาพแผนที่ต้องขึ้นต้นด้วย https:// และมี {z} {x} {y} เช่น https://tiles.example/{z}/{x}/{y}.png"
                .to_owned()
        }
        "retention_years" => "จำนวนปีต้องเป็น 1 ถึง 100".to_owned(),
        "survey_until" => "วันที่ต้องเป็น 1 ถึง 31".to_owned(),
        "settings" => "ข้อมูลตั้งค่ารวมกันใหญ่เกินกว่าจะส่งถึงโทรศัพท์ ลดรายการหรือย่อเขตลง".to_owned(),
        _ if field.starts_with("villages") && field.ends_with("moo") => {
            format!("หมู่ที่ต้องเป็น 1 ถึง 999 และไม่ซ้ำกันในตำบลเดียวกัน{}", row())
        }
        _ if field.starts_with("villages") => format!("ข้อมูลหมู่บ้านไม่ถูกต้อง{}", row()),
        _ if field.starts_with("boundary") => "เขตในไฟล์ไม่ถูกต้อง".to_owned(),
        _ => format!("มีรายการว่างหรือซ้ำกัน{}", row()),
    }
}

fn draw(visitor: &Visitor, settings: &FormSettings, done: Option<Part>, again: Option<&Again<'_>>) -> Markup {
    let body = html! {
        h1 { "ตั้งค่า" }
        p { "แต่ละส่วนบันทึกแยกกัน โทรศัพท์ได้รับเมื่อซิงก์ครั้งถัดไป" }
        ul.jumps { @for part in Part::ALL { li { a href={ "#" (part.name()) } { (part.title()) } } } }
        @for part in Part::ALL {
            section id=(part.name()) aria-labelledby={ (part.name()) "-title" } {
                h2 id={ (part.name()) "-title" } { (part.title()) }
                @if let Some(again) = again.filter(|again| again.part == part) { (wrong(&again.said)) }
                form.narrow[part != Part::Villages] method="post" action={ (HERE) "/" (part.name()) }
                    enctype=[(part == Part::Boundary).then_some("multipart/form-data")] {
                    (carried(visitor))
                    @let seen = again.filter(|again| again.part == part).and_then(|again| again.seen);
                    input type="hidden" name="seen" value=(seen.map_or_else(|| part.mark(settings), str::to_owned));
                    (fields(visitor, settings, part, again.filter(|again| again.part == part).map(|again| again.filled)))
                    // Thai runs on; letters of another script stand apart.
                    button type="submit" { "บันทึก" @if part.title().starts_with(|c: char| c.is_ascii()) { " " } (part.title()) }
                }
            }
        }
    };
    Page::of(visitor, HERE, "ตั้งค่า").after(done.map(Part::done)).draw(&body)
}

fn fields(visitor: &Visitor, settings: &FormSettings, part: Part, filled: Option<&Filled>) -> Markup {
    let text = |name: &str, set: Option<&str>| {
        filled.map_or_else(|| set.unwrap_or_default().to_owned(), |filled| filled.get(name).to_owned())
    };
    let notice = settings.notice.as_ref();
    html! {
        @match part {
            Part::Notice => {
                p.hint { "แสดงในโทรศัพท์ก่อนเริ่มถามทุกครั้ง บันทึกการสำรวจจะบอกว่าแสดงฉบับใด ว่างทั้งสองช่องคือใช้คำชี้แจงที่มากับแอป" }
                label for="version" { "ฉบับที่ เช่น 2569-1" }
                input id="version" name="version" maxlength="40"
                    value=(text("version", notice.map(|notice| notice.version.as_str())));
                label for="text" { "ข้อความ" }
                textarea id="text" name="text" rows="8" maxlength="4000" {
                    (text("text", notice.map(|notice| notice.text.as_str())))
                }
            }
            Part::Questions => {
                p.hint { "เชื้อชาติ ศาสนา และหมู่โลหิตเป็นข้อมูลอ่อนไหวตามกฎหมายคุ้มครองข้อมูลส่วนบุคคล โทรศัพท์ไม่ถามเว้นแต่เปิดที่นี่" }
                (tick("sensitive", "sensitive", &html! { "ให้โทรศัพท์ถามเชื้อชาติ ศาสนา และหมู่โลหิต" },
                    filled.map_or(settings.sensitive, |filled| filled.is_ticked("sensitive"))))
            }
            Part::Villages => { (village_rows(settings, filled)) }
            Part::Boundary => {
                p {
                    @if settings.boundary.is_none() { "ยังไม่ได้ตั้งเขต" } @else {
                        "ตั้งเขตไว้แล้ว"
                        // Whoever arranges need not be one who reads the register, and the map shows it.
                        @if Right::Read.is_held_by(visitor.role) { " " a href="/office/map" { "ดูในแผนที่" } }
                    }
                }
                p.hint { "ไฟล์ GeoJSON จากโปรแกรมแผนที่ โทรศัพท์ใช้เตือนเมื่ออยู่นอกเขต ไม่ห้ามบันทึก เส้นที่ละเอียดมากจะถูกย่อให้พอดีกับโทรศัพท์" }
                label for="file" { "ไฟล์เขต (.geojson)" }
                input id="file" name="file" type="file" accept=".geojson,.json,application/geo+json";
                @if settings.boundary.is_some() { (tick("none", "none", &html! { "เอาเขตออก" }, false)) }
            }
            Part::Lists => {
                p.hint { "บรรทัดละหนึ่งรายการ ว่างคือใช้รายการที่มากับแอป" }
                @for list in LISTS {
                    label for=(list.name) { (list.called) }
                    textarea id=(list.name) name=(list.name) rows="6" {
                        (text(list.name, Some((list.set)(&mut settings.clone()).join("\n").as_str())))
                    }
                }
            }
            Part::Rounds => {
                p.hint { "รอบหนึ่งคือหนึ่งเดือน ข้อมูลต้องอยู่ใน INFO ภายในวันที่ 5 ของเดือนถัดไป ถ้าต้องการให้ทีมส่งก่อนนั้น ใส่วันสุดท้ายที่สำรวจในแต่ละเดือน โทรศัพท์จะนับถอยหลังถึงวันนี้ เลยวันแล้วยังบันทึกได้" }
                label for="until" { "สำรวจถึงวันที่ (ว่างคือไม่กำหนด)" }
                input id="until" name="until" inputmode="numeric" maxlength="2"
                    value=(text("until", settings.survey_until.map(|day| day.to_string()).as_deref()));
            }
            Part::Reporting => {
                label for="affiliation" { "สังกัดหน่วยงานใน INFO (ว่างคือ " (visitor.lao.name) ")" }
                input id="affiliation" name="affiliation" maxlength="200" value=(text("affiliation", settings.affiliation.as_deref()));
                @let usual = if visitor.lao.kind.reports_to_central_place() { "รายงาน" } else { "ไม่รายงาน" };
                (choice("central", "central", "รายงานผลต่อสถานที่กลาง",
                    &text("central", settings.reports_to_central_place.map(|reports| if reports { "yes" } else { "no" })),
                    Some(&format!("ตามประเภท {}: {usual}", visitor.lao.kind.in_thai())),
                    [("yes", "รายงาน"), ("no", "ไม่รายงาน")]))
            }
            Part::Map => {
                p.hint { "แผนที่ใช้ได้โดยไม่ต้องมีภาพพื้นหลัง ถ้าใส่ที่อยู่ เครื่องของผู้ใช้จะขอภาพจากที่นั้น ซึ่งรู้ได้ว่าเปิดดูบริเวณใด" }
                label for="tiles" { "ที่อยู่ภาพ (ว่างคือไม่ใช้)" }
                input id="tiles" name="tiles" maxlength="300" inputmode="url" placeholder="https://tiles.example/{z}/{x}/{y}.png"
                    value=(text("tiles", settings.map_tiles.as_deref()));
            }
            Part::Keeping => {
                p.hint { "เมื่อไม่มีอะไรใหม่เกี่ยวกับบุคคลใดครบจำนวนปีนี้ จะขึ้นในรายการให้พิจารณาลบ ไม่มีการลบเอง ว่างคือไม่ขึ้นรายการ" }
                label for="years" { "จำนวนปี" }
                input id="years" name="years" inputmode="numeric" maxlength="3"
                    value=(text("years", settings.retention_years.map(|years| years.to_string()).as_deref()));
            }
        }
    }
}

/// Villages to write over, and a few rows for more.
fn village_rows(settings: &FormSettings, filled: Option<&Filled>) -> Markup {
    // A colleague may have taken villages out since: every row that was typed is drawn.
    let is_typed = |filled: &Filled, row: usize| {
        ["moo", "name", "tambon", "at"].iter().any(|name| !filled.get(&format!("{name}-{row}")).is_empty())
    };
    let typed = filled.and_then(|filled| (0..MOST_VILLAGES).rev().find(|row| is_typed(filled, *row)));
    let rows =
        (settings.villages.len() + MORE_VILLAGES).max(typed.map_or(0, |row| row + 1)).min(MOST_VILLAGES);
    let set = |name: &str, village: &Village| match name {
        "moo" => village.moo.to_string(),
        "name" => village.name.clone(),
        "tambon" => village.tambon.clone().unwrap_or_default(),
        _ => match (village.lat, village.lon) {
            (Some(lat), Some(lon)) => format!("{lat}, {lon}"),
            _ => String::new(),
        },
    };
    html! {
        p.hint { "ลบหมู่บ้านโดยลบทั้งแถวให้ว่าง พิกัดคือกลางหมู่บ้าน ใช้บอกระยะและเตือนเมื่ออยู่ไกล รหัสตำบลใส่เมื่อ อปท. มีหลายตำบล" }
        (page::table("ตารางหมู่บ้าน", &["หมู่ที่", "ชื่อหมู่บ้าน", "ละติจูด, ลองจิจูด", "รหัสตำบล"], &html! {
            @for row in 0..rows {
                tr {
                    @for (name, label, width) in [("moo", "หมู่ที่", 4), ("name", "ชื่อหมู่บ้าน", 24), ("at", "พิกัด", 22), ("tambon", "รหัสตำบล", 8)] {
                        @let field = format!("{name}-{row}");
                        @let value = filled.map_or_else(
                            || settings.villages.get(row).map(|village| set(name, village)).unwrap_or_default(),
                            |filled| filled.get(&field).to_owned());
                        td { input name=(field) size=(width) value=(value) aria-label={ (label) " แถวที่ " (row + 1) }; }
                    }
                }
            }
        }))
    }
}
