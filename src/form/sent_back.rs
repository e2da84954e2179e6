//! What a supervisor sends back: which answers of a record can be named, and what its author sees of that where
//! each is asked.
//!
//! Owns the ways between a question of a page and the field of the record that a review names
//! (`people/<id>/phone`), and how several that were sent back are answered. Refuses to know the questions'
//! words: pages are laid as they are asked, and what stands on them is taken, so that a supervisor and a
//! volunteer read the same. Called by `screens::record`, and by every page that is asked.

use register::moment::Moment;
use register::national_id::TypedId;
use register::record::{Record, Review, ReviewId, Status, review};
use register::spoken::Spoken;
use serde_json::Value;

use super::around::Around;
use super::asking::{Asking, Step};
use super::page::Page;
use super::{damage, needs, people, signing};
use crate::sheet::{Row, RowKind, Sign, Tone};

/// The answer of whoever mended what was sent back, and has nothing to add.
const MENDED: &str = "แก้แล้ว";
/// What is said on the last page of the one thing that was sent back, while it is neither mended nor answered.
const STAYS_OPEN: &str = "บันทึกได้ แต่ข้อนี้ยังค้างจนกว่าจะแก้หรือตอบ";

/// Rows of a page, each with the field that it asks for. Several may ask for one field.
type Questions = &'static [(&'static str, &'static str)];

const PLACE: Questions = &[
    ("position", "found_at"),
    ("house", "house_no"),
    ("community", "community"),
    ("moo", "moo"),
    ("tambon", "tambon"),
    ("soi", "soi"),
    ("road", "road"),
];
const DWELLING: Questions = &[
    ("tenure", "tenure"),
    ("regular", "regular"),
    ("families", "families"),
    ("main-occupation", "main_occupation"),
];
const PERSON: Questions = &[
    ("national-id", "national_id"),
    ("no-id-reason", "no_id_reason"),
    ("other-id", "other_id"),
    ("title", "title"),
    ("other-title", "title"),
    ("given-name", "given_name"),
    ("family-name", "family_name"),
    ("sex", "sex"),
    ("birth", "birth"),
    ("nationality", "nationality"),
    ("registered", "registered"),
    ("head", "head"),
    ("family", "family"),
    ("phone", "phone"),
    ("other-way", "phone"),
    ("occupation", "occupation"),
    ("breadwinner", "breadwinner"),
    ("low-income", "low_income"),
    ("low-income-note", "low_income_note"),
    ("welfare", "welfare_register"),
    ("destitute", "destitute"),
    ("farmer", "farmer"),
    ("farmer-register", "farmer"),
    ("farmer-registered-on", "farmer"),
    ("student", "student"),
    ("domicile-since", "student"),
    ("same-as-here", "card_address"),
    ("card-house", "card_address"),
    ("card-moo", "card_address"),
    ("card-tambon", "card_address"),
    ("race", "race"),
    ("religion", "religion"),
    ("blood-group", "blood_group"),
];
const REQUEST: Questions = &[
    ("who", "person"),
    ("area", "area"),
    ("subject", "subject"),
    ("facts", "facts"),
    ("need", "need"),
    ("cause", "distress_cause"),
    ("urgent", "urgent"),
    ("proxy", "proxy"),
    ("proxy-name", "proxy"),
    ("proxy-relation", "proxy"),
    ("authority", "proxy"),
];
const DAMAGE: Questions = &[("kind", "kind"), ("event-on", "event_on"), ("damaged-on", "damaged_on")];

/// An answer that may be sent back.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    /// Its field, as a review names it.
    pub field: String,
    /// What the page that asks it calls it.
    pub label: String,
    /// What was answered; empty where nothing was.
    pub shown: String,
    page: Page,
    /// Its row there; empty where all of the page asks it.
    row: String,
}

/// A part of a visit that may be sent back as a whole, with its answers.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Part {
    /// As a review names it.
    pub field: String,
    /// What it is called.
    pub label: String,
    /// Its drawing.
    pub sign: Sign,
    /// Its answers, in the order of their pages.
    pub lines: Vec<Line>,
    /// It is one of several of its kind: an answer of it says whose it is.
    is_one_of_several: bool,
    page: Page,
}

impl Part {
    /// How an answer of it is called outside of it.
    pub(crate) fn called(&self, line: &Line) -> String {
        if self.is_one_of_several { format!("{}: {}", self.label, line.label) } else { line.label.clone() }
    }
}

/// Where something that was sent back is mended.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Asked {
    /// The page that asks it.
    pub page: Page,
    /// What it is called; empty for all of the record.
    pub words: String,
    row: String,
}

/// The field that a row of a page asks for.
fn field_of(page: Page, row: &str) -> Option<String> {
    let (within, questions) = match page {
        Page::Refusal if row == "why" => return Some("refusal".to_owned()),
        Page::Place | Page::Refusal => ("place".to_owned(), PLACE),
        Page::Dwelling => ("dwelling".to_owned(), DWELLING),
        Page::Person(id) | Page::PersonMore(id) => (format!("people/{id}"), PERSON),
        Page::Request(id) => (format!("requests/{id}"), REQUEST),
        Page::Damage => ("damage".to_owned(), DAMAGE),
        _ => return None,
    };
    let (_, field) = questions.iter().find(|(known, _)| *known == row)?;
    Some(format!("{within}/{field}"))
}

/// What is answered in a row.
fn answer_in(row: &Row) -> String {
    match row.kind {
        RowKind::OneOf | RowKind::SomeOf => {
            let chosen = row.choices.iter().filter(|choice| choice.chosen);
            chosen.map(|choice| choice.label.as_str()).collect::<Vec<_>>().join(", ")
        }
        RowKind::Writing | RowKind::LongWriting => row.value.clone(),
        RowKind::Note => row.label.clone(),
        RowKind::Pictures if !row.pictures.is_empty() => format!("{} รูป", row.pictures.len()),
        _ => row.shown.clone(),
    }
}

/// The answers that these pages ask for, as they stand there.
fn lines_of(pages: &[Page], record: &Record, around: &Around) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for page in pages.iter().copied().filter(|page| page.is_in(record)) {
        let mut asking = Asking::showing(around, record);
        super::ask_page(&mut asking, page);
        let mut heading = String::new();
        for row in asking.sheet(page).rows {
            if row.kind == RowKind::Heading {
                heading = row.label;
                continue;
            }
            let Some(field) = field_of(page, &row.id) else { continue };
            let shown = answer_in(&row);
            match lines.iter_mut().find(|line| line.field == field) {
                Some(line) if line.shown.is_empty() => line.shown = shown,
                Some(line) if !shown.is_empty() => line.shown = format!("{} · {shown}", line.shown),
                Some(_) => {}
                None => {
                    let label = match (row.kind, row.label.as_str()) {
                        // It says how good the position is.
                        (RowKind::Note, _) => "ตำแหน่งบ้าน".to_owned(),
                        (_, "") => heading.clone(),
                        (_, label) => label.to_owned(),
                    };
                    lines.push(Line { field, label, shown, page, row: row.id });
                }
            }
        }
    }
    lines
}

/// Somebody's answers. Who looks over a shoulder needs no number.
fn lines_of_a_person(
    id: register::record::PersonId,
    number: Option<&str>,
    record: &Record,
    around: &Around,
) -> Vec<Line> {
    let mut lines = lines_of(&[Page::Person(id), Page::PersonMore(id)], record, around);
    if let Some(line) = lines.iter_mut().find(|line| line.field.ends_with("/national_id")) {
        match TypedId::read(number) {
            TypedId::Valid(id) => line.shown = id.masked().replace('-', " "),
            TypedId::Invalid { .. } => line.shown = "เลขบัตรไม่ถูกต้อง".to_owned(),
            TypedId::Missing => {}
        }
    }
    lines
}

/// Things that were damaged: each is named by its item of the criteria, for they have no names of their own.
fn lines_of_damage(record: &Record) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (at, item) in record.damage.iter().flat_map(|damage| &damage.items).enumerate() {
        let field = match &item.code {
            Some(code) => format!("damage/items/{code}"),
            None => "damage/items".to_owned(),
        };
        if lines.iter().any(|line| line.field == field) {
            continue;
        }
        let extent = item.extent.map(|extent| extent.in_thai().to_owned());
        let many = item.quantity.as_ref().map(|many| format!("จำนวน {many}"));
        let shown: Vec<String> = extent.into_iter().chain(many).chain(item.note.clone()).collect();
        let (label, page) = (damage::name_of(item), Page::DamageItem(at));
        lines.push(Line { field, label, shown: shown.join(" "), page, row: String::new() });
    }
    lines
}

/// All that may be sent back of a record.
pub(crate) fn parts(record: &Record, around: &Around) -> Vec<Part> {
    // Nothing that the app would put there by itself stands in the record.
    let mut around = around.clone();
    around.surveyor.moo.clear();
    around.settings.villages.clear();
    around.usual_tambons.clear();
    let around = &around;
    let part = |field: &str, label: &str, sign: Sign, page: Page, lines: Vec<Line>| Part {
        field: field.to_owned(),
        label: label.to_owned(),
        sign,
        lines,
        is_one_of_several: field.contains('/'),
        page,
    };
    let place = lines_of(&[Page::Place, Page::Refusal], record, around);
    let page = if record.refusal.is_some() { Page::Refusal } else { Page::Place };
    let mut parts = vec![part("place", "สถานที่", Sign::Place, page, place)];
    if record.refusal.is_some() {
        return parts;
    }
    let dwelling = lines_of(&[Page::Dwelling], record, around);
    parts.push(part("dwelling", "การอยู่อาศัย", Sign::House, Page::Dwelling, dwelling));
    parts.push(part("people", "คนในบ้าน", Sign::People, Page::People, Vec::new()));
    for person in &record.people {
        let lines = lines_of_a_person(person.id, person.national_id.as_deref(), record, around);
        let (field, page) = (format!("people/{}", person.id), Page::Person(person.id));
        parts.push(part(&field, &people::name_of(person), Sign::Person, page, lines));
    }
    parts.push(part("requests", "คำขอ", Sign::Pen, Page::Needs, Vec::new()));
    for request in &record.requests {
        let mut lines = lines_of(&[Page::Request(request.id)], record, around);
        let (field, page) = (format!("requests/{}", request.id), Page::Request(request.id));
        lines.push(Line {
            field: format!("{field}/signature"),
            label: "ลงลายมือชื่อ".to_owned(),
            shown: signing::in_words(request.signed()).0.to_owned(),
            page: Page::Signing,
            row: format!("state {}", request.id),
        });
        parts.push(part(&field, &needs::subject_of(request), Sign::Pen, page, lines));
    }
    if record.damage.is_some() {
        let mut lines = lines_of(&[Page::Damage], record, around);
        lines.extend(lines_of_damage(record));
        parts.push(part("damage", "ความเสียหาย", Sign::House, Page::Damage, lines));
    }
    parts.push(part("photos", "รูปถ่าย", Sign::Camera, Page::Photos, Vec::new()));
    parts.push(part("help_received", "ความช่วยเหลือที่เคยได้รับ", Sign::Tick, Page::Help, Vec::new()));
    parts
}

/// Where a field that a review names is asked, and what it is called there. Of what is in the record no more, the
/// part that it was in.
pub(crate) fn asked(field: Option<&str>, record: &Record, around: &Around) -> Asked {
    let all = || Asked { page: Page::Review.nearest_in(record), words: String::new(), row: String::new() };
    let Some(field) = field else { return all() };
    let parts = parts(record, around);
    for part in &parts {
        if let Some(line) = part.lines.iter().find(|line| line.field == field) {
            return Asked { page: line.page, words: part.called(line), row: line.row.clone() };
        }
    }
    let mut rest = Some(field);
    while let Some(field) = rest {
        if let Some(part) = parts.iter().find(|part| part.field == field) {
            return Asked { page: part.page, words: part.label.clone(), row: String::new() };
        }
        rest = field.rsplit_once('/').map(|(outer, _)| outer);
    }
    all()
}

/// What was sent back, as it is said to whoever is to mend it.
pub(crate) fn in_words(asked: &Asked) -> String {
    match asked.words.as_str() {
        "" => "หัวหน้าทีมส่งกลับให้แก้".to_owned(),
        words => format!("หัวหน้าทีมส่งกลับให้แก้: {words}"),
    }
}

/// What is sent back in a record that is being mended, the oldest first: an answer that is being written is
/// given when all of it is saved.
fn open(record: &Record) -> Vec<Review> {
    let mut reviews = record.reviews.clone();
    for review in reviews.iter_mut().filter(|review| review.answered_at.is_none()) {
        review.answer = None;
    }
    review::open(&reviews).into_iter().cloned().collect()
}

fn find(record: &mut Record, id: ReviewId) -> Option<&mut Review> {
    record.reviews.iter_mut().find(|review| review.id == id)
}

/// What stands in a field that a review names: nothing, or the members of a list that have this name.
fn held_at<'v>(record: &'v Value, field: &str) -> Vec<&'v Value> {
    let mut found = vec![record];
    for step in field.split('/') {
        found = found
            .into_iter()
            .flat_map(|value| within(value, step))
            .filter(|value| !value.is_null())
            .collect();
    }
    found
}

/// Things that were damaged are named by their item of the criteria, all others by their id.
fn within<'v>(value: &'v Value, step: &str) -> Vec<&'v Value> {
    let is_named = |member: &&Value| ["id", "code"].iter().any(|name| member[*name] == step);
    match value {
        Value::Array(members) => members.iter().filter(is_named).collect(),
        _ => value.get(step).into_iter().collect(),
    }
}

/// Whether a field stands otherwise than it did; without one, whether anything does.
fn is_mended(before: &Record, record: &Record, field: Option<&str>) -> bool {
    // That something was sent back is no answer of the visit, and a draft of it is no other visit.
    let answers = |record: &Record| {
        let record = Record { reviews: Vec::new(), status: Status::Draft, ..record.clone() };
        serde_json::to_value(record).unwrap_or_default()
    };
    let (before, now) = (answers(before), answers(record));
    match field {
        None => before != now,
        Some(field) => {
            // What it stood in may be gone altogether: somebody who was taken out has no wrong number any more.
            let is_gone = |of: &str| !held_at(&before, of).is_empty() && held_at(&now, of).is_empty();
            let mut outer = field.match_indices('/').filter_map(|(at, _)| field.get(..at));
            held_at(&before, field) != held_at(&now, field) || outer.any(is_gone)
        }
    }
}

/// Whether the only thing that was sent back was mended, by whoever was asked to. Where several were, nobody knows
/// which of them somebody meant.
fn is_answered_by_mending(open: &[Review], before: Option<&Record>, record: &Record) -> bool {
    match (open, before) {
        ([only], Some(before)) => is_mended(before, record, only.field.as_deref()),
        _ => false,
    }
}

/// Lays what was sent back of a page above what it asks, each with a line for its answer ([`mark`] brings it to the
/// very row where there is one); on the last page, the ways to all of it.
pub(super) fn ask(asking: &mut Asking<'_>, page: Page) {
    let open = open(&asking.record);
    // The last page says what comes of it when it is saved as it stands.
    let is_last = page == Page::Review;
    let is_mended = is_last && is_answered_by_mending(&open, asking.around.before.as_deref(), &asking.record);
    let is_only = open.len() == 1;
    for review in open {
        let asked = asked(review.field.as_deref(), &asking.record, asking.around);
        let mut hint = review.comment.unwrap_or_default();
        let given = find(&mut asking.record, review.id).and_then(|review| review.answer.clone());
        let is_answered = given.is_some() || is_mended;
        if is_last && is_only && !is_answered {
            hint = [hint.as_str(), STAYS_OPEN].join("\n").trim().to_owned();
        }
        if asked.page == page {
            let [note, row] = laid_for(review.id);
            asking.lay(Row::note(note, Tone::Notice, in_words(&asked)).hint(hint));
            asking.writing(&row, "ตอบหัวหน้าทีม", false, &[MENDED], |record| {
                find(record, review.id).map(|review| &mut review.answer)
            });
        } else if is_last {
            let row = format!("sent-back {}", review.id);
            if asking.touched(&row) {
                asking.go(Step::Page(asked.page));
            }
            let unanswered = if is_mended { MENDED } else { "ยังไม่ได้ตอบ" };
            let sign = if is_answered { Sign::Tick } else { Sign::Warning };
            asking.lay(
                Row::door(row, sign, in_words(&asked))
                    .shown(given.as_deref().unwrap_or(unanswered))
                    .hint(hint)
                    .tone(if is_answered { Tone::Good } else { Tone::Notice }),
            );
        }
    }
}

/// The rows that say what was sent back, and take the answer.
fn laid_for(review: ReviewId) -> [String; 2] {
    [format!("said {review}"), format!("answer {review}")]
}

/// Marks the rows of a page that were sent back, and brings what was said of each to it. The page begins there, while
/// it is not answered.
pub(super) fn mark(asking: &mut Asking<'_>, page: Page) {
    for review in open(&asking.record) {
        let asked = asked(review.field.as_deref(), &asking.record, asking.around);
        if asked.page != page {
            continue;
        }
        let [note, answer] = laid_for(review.id);
        let is_answered = find(&mut asking.record, review.id).is_some_and(|review| review.answer.is_some());
        if asking.brings_above(&[&note, &answer], &asked.row) && !is_answered {
            asking.begins_at(&note);
        }
        if let Some(row) = asking.row(&asked.row) {
            let said = if row.kind == RowKind::Note { &mut row.hint } else { &mut row.remark };
            if !said.is_empty() {
                said.push('\n');
            }
            said.push_str("ส่งกลับให้แก้");
            row.tone = Tone::Notice;
        }
    }
}

/// What a supervisor sent back is answered by its author's own mending of just that, seen against the record as it
/// was before; whatever else was edited, by whomever, answers nothing. Where several were sent back, and where it
/// is not its author who edits, what was written as an answer is one, and the rest stays open.
pub(crate) fn answer(record: &mut Record, before: Option<&Record>, now: Moment) {
    let open = open(record);
    let is_mended = is_answered_by_mending(&open, before, record);
    for id in open.into_iter().map(|review| review.id) {
        let Some(review) = find(record, id) else { continue };
        review.answer.take_if(|answer| answer.trim().is_empty());
        if is_mended {
            review.answer.get_or_insert_with(|| MENDED.to_owned());
        }
        if review.answer.is_some() {
            review.answered_at = Some(now);
        }
    }
}

#[cfg(test)]
#[path = "sent_back_tests.rs"]
mod tests;
