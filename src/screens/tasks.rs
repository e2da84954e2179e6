//! The mobile unit's fact checks: what was claimed and where, and what was found on site
//! (domain.md 1.3, RQ-12).
//!
//! Each fact is confirmed, corrected or could not be found, and has its own photos: what a photo shows is its
//! caption, for a finding names none. The findings are one change to the record; a
//! correction that a question asks for is made on its own page; urgent help that was given on the spot is
//! help received like any other.
//!
//! A check is a draft of its task while it is made, saved at every letter: the mobile unit stands in a flooded
//! house, and its phone ends the app while the camera is open.

use std::collections::BTreeMap;

use register::calendar::written;
use register::record::{
    Check, CheckId, Finding, Fix, Found, Help, Photo, PhotoHash, PhotoKind, RecordId, TaskId,
    captions_of_facts,
};
use register::wire::{Fact, Task};
use serde::{Deserialize, Serialize};
use store::{Held, in_draft_of};

use super::{
    Screen,
    awaited::{Answer, Awaited},
    capture::Capture,
    photo::PhotoScreen,
    record::RecordScreen,
};
use crate::desk::Desk;
use crate::device::FromDevice;
use crate::face::{Face, Question, Told};
use crate::form::Page;
use crate::sheet::{Button, Choice, Picture, Row, RowKind, Sheet, Sign, Tone};
use crate::trouble::Trouble;
use crate::worker::{Amendment, Checked, Command, News};

/// What the row of a fact's photos begins with, before the fact's id.
const PHOTOS_OF: &str = "photos ";
/// Of a fact that is not as it was claimed.
const NOT_WRITTEN: &str = "ยังไม่ได้เขียนสิ่งที่พบจริง";

/// The list of open tasks.
#[derive(Default)]
pub(crate) struct Tasks {
    /// What the house of each record is called.
    houses: BTreeMap<RecordId, String>,
    /// Checks that were begun, also of tasks that the office has closed since.
    begun: Vec<Task>,
}

impl Tasks {
    /// What is open, and what was begun though it is open no more.
    fn all<'t>(&'t self, desk: &'t Desk) -> impl Iterator<Item = &'t Task> {
        let open = desk.lists().map(|lists| lists.tasks.as_slice()).unwrap_or_default();
        let closed = self.begun.iter().filter(|begun| !open.iter().any(|task| task.id == begun.id));
        open.iter().chain(closed)
    }
}

fn due_in_words(task: &Task) -> String {
    match task.due {
        Some(day) => format!("ภายใน {}", written::write_date(day, written::Form::Short)),
        None => String::new(),
    }
}

impl Screen for Tasks {
    fn face(&self, desk: &Desk) -> Face {
        let mut sheet = Sheet::titled("tasks", "งานตรวจข้อเท็จจริง");
        if self.all(desk).next().is_none() {
            sheet.rows.push(Row::words("ยังไม่มีงาน งานใหม่จะมาเมื่อส่งข้อมูลกับศูนย์"));
        }
        for task in self.all(desk) {
            let facts: Vec<&str> = task.facts.iter().map(|fact| fact.label.as_str()).collect();
            let house = self.houses.get(&task.record).cloned();
            let house = house.unwrap_or_else(|| "บ้านที่ยังไม่มีบันทึกในเครื่องนี้".to_owned());
            let what = match (&task.note, task.urgent) {
                (Some(note), true) => format!("เร่งด่วน: {note}"),
                (Some(note), false) => note.clone(),
                (None, urgent) => {
                    format!("{}ตรวจ {} เรื่อง", if urgent { "เร่งด่วน: " } else { "" }, facts.len())
                }
            };
            let begun = self.begun.iter().any(|begun| begun.id == task.id);
            let begun = if begun { "ทำค้างไว้" } else { "" };
            let hints = [facts.join(", "), due_in_words(task), begun.to_owned()];
            let hint: Vec<String> = hints.into_iter().filter(|hint| !hint.is_empty()).collect();
            let tone = if task.urgent { Tone::Notice } else { Tone::Plain };
            sheet.rows.push(
                Row::door(task.id.to_string(), Sign::Task, house)
                    .shown(what)
                    .hint(hint.join("\n"))
                    .tone(tone),
            );
        }
        Face::Sheet(sheet)
    }

    fn arrive(&mut self, desk: &mut Desk) {
        let records: Vec<RecordId> =
            desk.lists().into_iter().flat_map(|lists| lists.tasks.iter().map(|task| task.record)).collect();
        for record in records {
            desk.order(Command::Record(record));
        }
        desk.order(Command::Checks);
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Record(id, Ok(Some(held))) => {
                if let Some(place) = &held.record.place {
                    self.houses.insert(*id, crate::form::house_in_words(place));
                }
            }
            News::Checks(Ok(drafts)) => {
                self.begun = drafts
                    .iter()
                    .filter_map(|draft| Findings::read(&draft.json))
                    .map(|begun| begun.task)
                    .collect();
                let unknown: Vec<RecordId> = self
                    .begun
                    .iter()
                    .map(|task| task.record)
                    .filter(|id| !self.houses.contains_key(id))
                    .collect();
                for record in unknown {
                    desk.order(Command::Record(record));
                }
            }
            News::Record(_, Err(trouble)) | News::Checks(Err(trouble)) => desk.trouble(trouble),
            _ => {}
        }
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Touched(row, _) => {
                let task = self.all(desk).find(|task| task.id.to_string() == row).cloned();
                if let Some(task) = task {
                    desk.look_for_position();
                    desk.onto(TaskScreen::new(task));
                }
            }
            Told::Back => desk.back(),
            _ => {}
        }
    }
}

/// What was found of one fact.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Answered {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    found: Option<Found>,
    #[serde(default)]
    value: String,
}

/// A check as far as it is made, as its draft is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Findings {
    task: Task,
    #[serde(default)]
    answers: BTreeMap<String, Answered>,
    #[serde(default)]
    note: String,
    /// Help that was given on the spot; empty for none.
    #[serde(default)]
    help: String,
    #[serde(default)]
    photos: Vec<Photo>,
    /// Where the first of it was found: whoever ends the check at the office did not make it there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    place: Option<Fix>,
}

impl Findings {
    fn of(task: Task) -> Self {
        Self {
            task,
            answers: BTreeMap::new(),
            note: String::new(),
            help: String::new(),
            photos: Vec::new(),
            place: None,
        }
    }

    /// `None` where this is no check.
    fn read(json: &str) -> Option<Self> {
        serde_json::from_str(json).ok()
    }

    fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }

    /// The fact that a row takes photos of; `None` for the row of those that show no one fact.
    fn fact_of(&self, row: &str) -> Option<&Fact> {
        let id = row.strip_prefix(PHOTOS_OF)?;
        self.task.facts.iter().find(|fact| fact.id == id)
    }

    /// The photos of a fact, or those of none.
    fn photos_of(&self, fact: Option<&Fact>) -> impl Iterator<Item = &Photo> {
        let captions = self.captions();
        let own = fact.and_then(|fact| self.caption_of(fact));
        self.photos.iter().filter(move |photo| match &own {
            Some(own) => photo.caption.as_ref() == Some(own),
            None => !captions.iter().any(|caption| photo.caption.as_ref() == Some(caption)),
        })
    }

    /// What photos of each fact are captioned.
    fn captions(&self) -> Vec<String> {
        let labels: Vec<&str> = self.task.facts.iter().map(|fact| fact.label.as_str()).collect();
        captions_of_facts(&labels)
    }

    fn caption_of(&self, fact: &Fact) -> Option<String> {
        let at = self.task.facts.iter().position(|other| other.id == fact.id)?;
        self.captions().into_iter().nth(at)
    }

    /// Takes in what was photographed for a row.
    fn take(&mut self, row: &str, photo: Photo) {
        let caption = self.fact_of(row).and_then(|fact| self.caption_of(fact));
        let photo = Photo { caption: caption.or(photo.caption), ..photo };
        if !self.photos.iter().any(|held| held.hash == photo.hash) {
            self.photos.push(photo);
        }
    }

    /// Whether nobody has found anything yet.
    fn is_empty(&self) -> bool {
        Self { place: None, ..self.clone() } == Self::of(self.task.clone())
    }

    fn answered(&self) -> usize {
        let answered = |fact: &Fact| {
            self.answers.get(&fact.id).is_some_and(|answer| match answer.found {
                Some(Found::Corrected) => !answer.value.trim().is_empty(),
                found => found.is_some(),
            })
        };
        self.task.facts.iter().filter(|fact| answered(fact)).count()
    }

    /// What was found, fact by fact.
    fn found(&self) -> Vec<Finding> {
        self.task
            .facts
            .iter()
            .filter_map(|fact| {
                let answer = self.answers.get(&fact.id)?;
                // What was written before it was found to be so after all stays out: it would contradict the finding.
                let value = match answer.found? {
                    Found::Corrected => Some(answer.value.clone()).filter(|value| !value.trim().is_empty()),
                    Found::Confirmed | Found::NotFound => None,
                };
                Some(Finding {
                    fact: fact.id.clone(),
                    label: Some(fact.label.clone()),
                    claimed: fact.claimed.clone(),
                    found: answer.found?,
                    value,
                    note: None,
                    unknown: Default::default(),
                })
            })
            .collect()
    }

    /// The check as a part of the record, made now.
    fn checked(&self, desk: &Desk) -> Checked {
        let by = desk.identity().map(|identity| identity.surveyor.id.clone());
        let check = Check {
            id: CheckId::new(desk.device.fresh()),
            task: Some(self.task.id),
            by,
            at: Some(desk.now()),
            place: self.place.clone(),
            person: None,
            request: None,
            findings: self.found(),
            photos: self.photos.iter().map(|photo| photo.hash).collect(),
            note: Some(self.note.clone()).filter(|note| !note.trim().is_empty()),
            unknown: Default::default(),
        };
        let help = (!self.help.trim().is_empty()).then(|| Help {
            from: desk.identity().map(|identity| identity.lao.name.clone()),
            what: Some(self.help.trim().to_owned()),
            on: Some(desk.today()),
            ..Help::default()
        });
        Checked { task: self.task.id, check, photos: self.photos.clone(), help }
    }
}

/// Puts a photo that the camera left into the check that it was taken for, as its answer: the draft as it is then;
/// `None` where this is no check.
pub(crate) fn with_photo(json: &str, answer: &Answer, photo: Photo) -> Option<(TaskId, String)> {
    let mut findings = Findings::read(json)?;
    findings.take(&answer.row, photo);
    findings.place = findings.place.or_else(|| answer.at.clone());
    Some((findings.task.id, findings.json()))
}

/// Photos that were taken on site, of a fact or of all that was claimed, and taking another.
fn photos_row<'p>(fact: Option<&Fact>, photos: impl Iterator<Item = &'p Photo>) -> Row {
    let (id, label, of_it, take) = match fact {
        Some(Fact { id, label, .. }) => {
            (format!("{PHOTOS_OF}{id}"), "", format!("รูป: {label}"), format!("ถ่ายรูป: {label}"))
        }
        None => ("photos".to_owned(), "รูปจากการตรวจ", "รูปที่ตรวจ".to_owned(), "ถ่ายรูปที่ตรวจ".to_owned()),
    };
    let pictures = photos.map(|photo| Picture { hash: photo.hash, label: of_it.clone() }).collect();
    Row { pictures, choices: vec![Choice::new("take", take)], ..Row::new(RowKind::Pictures, id, label) }
}

fn discard_row() -> Row {
    Row::act("discard", Sign::Bin, "ทิ้งผลการตรวจนี้").tone(Tone::Wrong)
}

/// Whether a row takes photos.
fn is_of_photos(row: &str) -> bool {
    row == "photos" || row.starts_with(PHOTOS_OF)
}

/// One task.
struct TaskScreen {
    held: Option<Box<Held>>,
    findings: Findings,
    /// Whether what was found before is known.
    is_read: bool,
    /// It was begun on this screen: a position that is heard after its first finding is of there still.
    begins_here: bool,
    photos: Awaited,
    /// Why the last save failed, while it has.
    unsaved: Option<Trouble>,
    waits: Option<Waits>,
}

/// What is waited for.
#[derive(PartialEq)]
enum Waits {
    /// The check is being kept.
    Closing,
    /// Whether to throw away what was found.
    Discard,
    /// It is being thrown away.
    Discarding,
    /// Whether to leave what could not be saved.
    LeaveUnsaved,
}

impl TaskScreen {
    fn new(task: Task) -> Self {
        Self {
            held: None,
            photos: Awaited::of(in_draft_of(task.id)),
            findings: Findings::of(task),
            is_read: false,
            begins_here: false,
            unsaved: None,
            waits: None,
        }
    }

    fn record(&self) -> RecordId {
        self.findings.task.record
    }

    /// Whether nothing is waited for, and its author is not leaving.
    fn is_at_rest(&self) -> bool {
        self.waits.is_none() && !self.photos.is_left()
    }

    /// Whether it becomes a part of the record, or goes, just now: what is touched meanwhile would reach neither.
    fn is_ending(&self) -> bool {
        matches!(self.waits, Some(Waits::Closing | Waits::Discarding))
    }

    /// Where it is made is written down once, with the first that was found. Says whether it was just now.
    fn takes_place(&mut self, desk: &Desk) -> bool {
        if self.findings.place.is_some() || self.findings.is_empty() {
            return false;
        }
        // What was heard last may be of where its author came from; the next is of here.
        self.findings.place = desk.here();
        self.findings.place.is_some()
    }

    fn save(&mut self, desk: &mut Desk) {
        if self.is_read && !self.is_ending() {
            desk.order(Command::SaveCheck(self.findings.task.id, self.findings.json(), self.photos.came()));
        }
    }

    /// Leaves it, once everything that was found and taken is on the disk.
    fn leave(&mut self, desk: &mut Desk) {
        if !self.is_read || self.findings.is_empty() {
            // It was saved before the camera opened; where that gave nothing, nothing was begun.
            if self.is_read && self.photos.is_idle() {
                desk.order(Command::DiscardDraft(in_draft_of(self.findings.task.id)));
            }
            return self.photos.go_away(desk);
        }
        self.photos.leave();
        self.save(desk);
    }

    /// A save is over, or a photo came: whoever leaves may be able to now.
    fn goes_on_leaving(&mut self, desk: &mut Desk) {
        if self.photos.goes_on_leaving(desk, self.unsaved.as_ref()) {
            self.waits = Some(Waits::LeaveUnsaved);
        }
    }

    fn close(&mut self, desk: &mut Desk) {
        let checked = self.findings.checked(desk);
        desk.order(Command::SaveCheck(self.findings.task.id, self.findings.json(), self.photos.came()));
        desk.order(Command::Amend(self.record(), Amendment::Check(Box::new(checked))));
        self.waits = Some(Waits::Closing);
    }
}

impl Screen for TaskScreen {
    fn face(&self, desk: &Desk) -> Face {
        let mut sheet = Sheet::titled("task", "ตรวจข้อเท็จจริง");
        sheet.under = due_in_words(&self.findings.task);
        let (Some(held), true) = (&self.held, self.is_read) else {
            sheet.rows.push(Row::words("กำลังเปิด… ถ้ายังไม่มีบันทึกนี้ในเครื่อง ให้ส่งข้อมูลกับศูนย์ก่อน"));
            // Its record may be gone for good: what was found then could be neither closed nor thrown away.
            if self.is_read && !self.findings.is_empty() {
                sheet.rows.push(discard_row());
            }
            return Face::Sheet(sheet);
        };
        if let Some(trouble) = &self.unsaved {
            sheet.rows.push(super::capture::unsaved_row(trouble));
        }
        sheet.rows.extend(self.photos.rows());
        let findings = &self.findings;
        let place = held.record.place.as_ref();
        sheet.rows.push(
            Row::door("record", Sign::House, place.map(crate::form::house_in_words).unwrap_or_default())
                .hint("ดูบันทึกทั้งหมด"),
        );
        let here = desk.last_position().as_ref().and_then(crate::ground::point);
        let there = place.and_then(|place| place.found_at.as_ref()).and_then(crate::ground::point);
        if let (Some(here), Some(there)) = (here, there) {
            let metres = crate::ground::metres(here, there);
            let words = if metres < 1_000.0 {
                format!("{metres:.0} เมตร")
            } else {
                format!("{:.1} กิโลเมตร", metres / 1e3)
            };
            sheet
                .rows
                .push(Row {
                    sign: Sign::Place, ..Row::note("", Tone::Plain, format!("ห่างจากที่นี่ {words}"))
                });
        }
        if let Some(note) = &findings.task.note {
            sheet.rows.push(Row::note("", Tone::Plain, "ศูนย์ขอให้ตรวจ").hint(note.clone()));
        }
        let claimed: Vec<Picture> = findings
            .task
            .photos
            .iter()
            .map(|hash| Picture { hash: *hash, label: "รูปที่แจ้งไว้".to_owned() })
            .collect();
        if !claimed.is_empty() {
            sheet.rows.push(Row {
                pictures: claimed, ..Row::new(RowKind::Pictures, "claimed", "รูปที่แจ้งไว้")
            });
        }
        for fact in &findings.task.facts {
            let answer = findings.answers.get(&fact.id);
            let found = answer.and_then(|answer| answer.found);
            let choices = vec![
                Choice::new("confirmed", "ตรง").chosen(found == Some(Found::Confirmed)),
                Choice::new("corrected", "ไม่ตรง").chosen(found == Some(Found::Corrected)),
                Choice::new("not-found", "ตรวจไม่ได้").chosen(found == Some(Found::NotFound)),
            ];
            let hint = fact.claimed.as_ref().map(|claimed| format!("แจ้งว่า: {claimed}")).unwrap_or_default();
            sheet.rows.push(Row {
                choices,
                columns: 3,
                hint,
                ..Row::new(RowKind::OneOf, format!("fact {}", fact.id), fact.label.clone())
            });
            if found == Some(Found::Corrected) {
                let value = answer.map(|answer| answer.value.clone()).unwrap_or_default();
                let label = format!("{}: ที่พบจริงคือ", fact.label);
                let lacks = value.trim().is_empty();
                sheet.rows.push(Row {
                    value,
                    tone: if lacks { Tone::Notice } else { Tone::Plain },
                    remark: if lacks { NOT_WRITTEN.to_owned() } else { String::new() },
                    ..Row::new(RowKind::Writing, format!("value {}", fact.id), label)
                });
            }
            sheet.rows.push(photos_row(Some(fact), findings.photos_of(Some(fact))));
        }
        sheet.rows.push(Row::act("correct", Sign::Pen, "แก้คำตอบในบันทึก"));
        sheet.rows.push(photos_row(None, findings.photos_of(None)));
        sheet.rows.push(Row {
            value: findings.help.clone(),
            hint: "กรณีเร่งด่วน ช่วยก่อน บันทึกทีหลังได้".to_owned(),
            choices: ["ถุงยังชีพ", "น้ำดื่ม", "ยา"]
                .iter()
                .map(|word| Choice::new(*word, *word).chosen(findings.help == *word))
                .collect(),
            columns: 3,
            ..Row::new(RowKind::Writing, "help", "ความช่วยเหลือที่ให้ทันที (ถ้ามี)")
        });
        sheet
            .rows
            .push(Row {
                value: findings.note.clone(), ..Row::new(RowKind::LongWriting, "note", "หมายเหตุ")
            });
        let (answered, all) = (findings.answered(), findings.task.facts.len());
        let is_done = answered == all;
        let sign = if is_done { Sign::Tick } else { Sign::None };
        if !is_done {
            sheet.rows.push(Row::note("", Tone::Plain, format!("ตรวจแล้ว {answered} จาก {all} เรื่อง")));
        }
        if !findings.is_empty() {
            sheet.rows.push(discard_row());
        }
        let is_free = self.photos.is_all_there() && self.is_at_rest();
        sheet.main = Some(Button::new("เสร็จงานนี้").sign(sign).enabled(is_done && is_free));
        Face::Sheet(sheet)
    }

    fn awaits_device(&self) -> bool {
        self.photos.stands_over()
    }

    fn arrive(&mut self, desk: &mut Desk) {
        // Whatever was opened above this one may have stopped it.
        desk.go_on_looking();
        desk.order(Command::Record(self.record()));
        if !self.is_read {
            desk.order(Command::Draft(in_draft_of(self.findings.task.id)));
        }
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        if self.is_ending() {
            return;
        }
        let before = self.findings.clone();
        match told {
            Told::Touched(row, what) => {
                if let Some(fact) = row.strip_prefix("fact ") {
                    self.findings.answers.entry(fact.to_owned()).or_default().found = what.parse().ok();
                }
                match (row.as_str(), what.as_str()) {
                    ("record", _) => desk.onto(RecordScreen::new(self.record())),
                    ("correct", _) => {
                        let capture = Capture::edit(desk, self.record(), Page::Review);
                        desk.onto(capture);
                    }
                    ("unsaved", _) => self.save(desk),
                    ("unkept" | "awaited", what) => self.photos.touched(desk, what),
                    (photos, "take") if is_of_photos(photos) => {
                        // The draft that waits for it must be on the disk first.
                        self.save(desk);
                        let answer = Answer::of(row, PhotoKind::Other, String::new());
                        self.photos.expect(desk, &answer, false);
                    }
                    (photos, hash) if photos == "claimed" || is_of_photos(photos) => {
                        if let Ok(hash) = hash.parse::<PhotoHash>() {
                            desk.onto(PhotoScreen::new(hash, "รูปถ่าย".to_owned(), false));
                        }
                    }
                    ("help", word) => self.findings.help = word.to_owned(),
                    ("discard", _) => {
                        desk.ask(Question {
                            title: "ทิ้งผลการตรวจนี้".to_owned(),
                            words: "ผลการตรวจและรูปที่ยังไม่ได้บันทึกจะหายไป งานยังอยู่".to_owned(),
                            yes: "ทิ้ง".to_owned(),
                            no: "ไม่ทิ้ง".to_owned(),
                            tone: Tone::Wrong,
                            is_grave: true,
                            ..Question::default()
                        });
                        self.photos.stay();
                        self.waits = Some(Waits::Discard);
                    }
                    _ => {}
                }
            }
            Told::Wrote(row, text) => match row.as_str() {
                "help" => self.findings.help = text,
                "note" => self.findings.note = text,
                row => {
                    if let Some(fact) = row.strip_prefix("value ") {
                        self.findings.answers.entry(fact.to_owned()).or_default().value = text;
                    }
                }
            },
            Told::Main
                if self.findings.answered() == self.findings.task.facts.len()
                    && self.photos.is_all_there()
                    && self.is_at_rest() =>
            {
                self.close(desk);
            }
            Told::Answered(yes) => match (self.waits.take(), yes) {
                (Some(Waits::Discard), true) => {
                    desk.order(Command::DiscardDraft(in_draft_of(self.findings.task.id)));
                    self.waits = Some(Waits::Discarding);
                }
                (Some(Waits::LeaveUnsaved), true) => self.photos.go_away(desk),
                (Some(Waits::Discard | Waits::LeaveUnsaved) | None, _) => {}
                (other, _) => self.waits = other,
            },
            Told::Back if self.is_at_rest() => self.leave(desk),
            _ => {}
        }
        if self.findings != before {
            self.takes_place(desk);
            self.save(desk);
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        if let Some((answer, photo)) = self.photos.news(desk, news) {
            if self.waits == Some(Waits::Discarding) {
                self.photos.let_what_came_go(desk);
            } else {
                self.findings.take(&answer.row, photo);
                // It may be kept only when its author is back at the office.
                self.findings.place = self.findings.place.take().or(answer.at);
                self.takes_place(desk);
                self.save(desk);
            }
        }
        match news {
            News::Record(id, Ok(held)) if *id == self.record() => self.held.clone_from(held),
            News::Record(id, Err(trouble)) if *id == self.record() => desk.trouble(trouble),
            News::Draft(id, draft) if *id == in_draft_of(self.findings.task.id) && !self.is_read => {
                match draft {
                    Ok(draft) => {
                        let begun = draft.as_ref().and_then(|draft| Findings::read(&draft.json));
                        self.begins_here = begun.as_ref().is_none_or(Findings::is_empty);
                        if let Some(begun) = begun {
                            // What the office asks for now, with what was found before.
                            self.findings = Findings { task: self.findings.task.clone(), ..begun };
                        }
                        self.is_read = true;
                        // Photos that could not be kept when it was left.
                        desk.order(Command::ExpectedOf(*id));
                    }
                    Err(trouble) => desk.trouble(trouble),
                }
            }
            News::ExpectedOf(id, photos)
                if *id == in_draft_of(self.findings.task.id) && self.waits != Some(Waits::Discarding) =>
            {
                self.photos.take_up(desk, photos);
            }
            News::CheckSaved(task, saved) if *task == self.findings.task.id => {
                let had_no_room = self.unsaved.is_some();
                self.unsaved = saved.clone().err();
                // What is saved now after it could not be says that there is room for photos too.
                if had_no_room && saved.is_ok() {
                    self.photos.try_again(desk);
                }
                self.goes_on_leaving(desk);
            }
            News::Photo(..) | News::Stands(_) => self.goes_on_leaving(desk),
            News::Discarded(id, gone) if *id == in_draft_of(self.findings.task.id) => match gone {
                Ok(()) => {
                    self.photos.let_unkept_go(desk);
                    self.photos.let_what_came_go(desk);
                    self.photos.give_up(desk);
                    self.photos.go_away(desk);
                }
                Err(trouble) => {
                    self.waits = None;
                    desk.trouble(trouble);
                }
            },
            News::Kept(id, kept) if *id == self.record() && self.waits == Some(Waits::Closing) => {
                match kept {
                    Ok(_) => {
                        desk.say(Question {
                            title: "บันทึกผลการตรวจแล้ว".to_owned(),
                            words: "จะส่งให้ศูนย์เมื่อมีสัญญาณ".to_owned(),
                            tone: Tone::Good,
                            yes: "ตกลง".to_owned(),
                            ..Question::default()
                        });
                        let task = self.findings.task.id;
                        // It is done here, and the store says so the next time that it is asked.
                        if let Some(lists) = &mut desk.who.lists {
                            lists.tasks.retain(|open| open.id != task);
                        }
                        self.photos.go_away(desk);
                    }
                    Err(trouble) => {
                        self.waits = None;
                        desk.trouble(trouble);
                    }
                }
            }
            _ => {}
        }
    }

    fn device_tells(&mut self, desk: &mut Desk, news: &FromDevice) {
        self.photos.device_tells(desk, news);
        if matches!(news, FromDevice::Position { .. }) && self.begins_here && self.takes_place(desk) {
            self.save(desk);
        }
        // The system may end the app from now on.
        if *news == FromDevice::Hidden && !self.findings.is_empty() {
            self.save(desk);
        }
    }
}

#[cfg(test)]
#[path = "tasks_tests.rs"]
mod tests;
