//! The mobile unit's fact checks: what was claimed and where, and what was found on site
//! (domain.md 1.3, RQ-12).
//!
//! Each fact is confirmed, corrected or could not be found. The findings are one change to the record; a
//! correction that a question asks for is made on its own page; urgent help that was given on the spot is
//! help received like any other.

use std::collections::BTreeMap;

use register::calendar::written;
use register::record::{Check, CheckId, Finding, Found, Help, Photo, PhotoHash, PhotoKind, RecordId};
use register::wire::Task;
use store::Held;

use super::{Screen, capture::Capture, photo::PhotoScreen, record::RecordScreen};
use crate::desk::Desk;
use crate::device::{FromDevice, Ticket};
use crate::face::{Face, Question, Told};
use crate::form::Page;
use crate::sheet::{Button, Choice, Picture, Row, RowKind, Sheet, Sign, Tone};
use crate::trouble::Trouble;
use crate::worker::{Command, NewPhoto, News};

/// The list of open tasks.
#[derive(Default)]
pub(crate) struct Tasks {
    /// What the house of each record is called.
    houses: BTreeMap<RecordId, String>,
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
        let tasks = desk.lists().map(|lists| lists.tasks.as_slice()).unwrap_or_default();
        if tasks.is_empty() {
            sheet.rows.push(Row::words("ยังไม่มีงาน งานใหม่จะมาเมื่อส่งข้อมูลกับศูนย์"));
        }
        for task in tasks {
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
            let hints = [facts.join(", "), due_in_words(task)];
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
    }

    fn news(&mut self, _desk: &mut Desk, news: &News) {
        if let News::Record(id, Ok(Some(held))) = news
            && let Some(place) = &held.record.place
        {
            self.houses.insert(*id, crate::form::house_in_words(place));
        }
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Touched(row, _) => {
                let tasks = desk.lists().map(|lists| lists.tasks.clone()).unwrap_or_default();
                if let Some(task) = tasks.into_iter().find(|task| task.id.to_string() == row) {
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
#[derive(Default)]
struct Answer {
    found: Option<Found>,
    value: String,
}

/// One task.
struct TaskScreen {
    task: Task,
    held: Option<Box<Held>>,
    answers: BTreeMap<String, Answer>,
    note: String,
    /// Help that was given on the spot; empty for none.
    help: String,
    photos: Vec<Photo>,
    camera: Option<Ticket>,
    keeping: bool,
}

impl TaskScreen {
    fn new(task: Task) -> Self {
        Self {
            task,
            held: None,
            answers: BTreeMap::new(),
            note: String::new(),
            help: String::new(),
            photos: Vec::new(),
            camera: None,
            keeping: false,
        }
    }

    fn answered(&self) -> usize {
        let answered = |fact: &register::wire::Fact| {
            self.answers.get(&fact.id).is_some_and(|answer| match answer.found {
                Some(Found::Corrected) => !answer.value.trim().is_empty(),
                found => found.is_some(),
            })
        };
        self.task.facts.iter().filter(|fact| answered(fact)).count()
    }

    fn close(&mut self, desk: &mut Desk) {
        let Some(held) = &self.held else { return };
        let mut record = held.record.clone();
        let findings = self
            .task
            .facts
            .iter()
            .filter_map(|fact| {
                let answer = self.answers.get(&fact.id)?;
                Some(Finding {
                    fact: fact.id.clone(),
                    label: Some(fact.label.clone()),
                    claimed: fact.claimed.clone(),
                    found: answer.found?,
                    value: Some(answer.value.clone()).filter(|value| !value.trim().is_empty()),
                    note: None,
                    unknown: Default::default(),
                })
            })
            .collect();
        let by = desk.identity().map(|identity| identity.surveyor.id.clone());
        record.checks.push(Check {
            id: CheckId::new(desk.device.fresh()),
            task: Some(self.task.id),
            by,
            at: Some(desk.now()),
            place: desk.whereabouts.best.clone(),
            person: None,
            request: None,
            findings,
            photos: self.photos.iter().map(|photo| photo.hash).collect(),
            note: Some(self.note.clone()).filter(|note| !note.trim().is_empty()),
            unknown: Default::default(),
        });
        for photo in &self.photos {
            crate::form::keep_photo(&mut record, photo);
        }
        if !self.help.trim().is_empty() {
            record.help_received.push(Help {
                from: desk.identity().map(|identity| identity.lao.name.clone()),
                what: Some(self.help.trim().to_owned()),
                on: Some(desk.today()),
                ..Help::default()
            });
        }
        desk.order(Command::Keep(Box::new(record)));
    }

    fn record(&self) -> RecordId {
        self.task.record
    }
}

impl Screen for TaskScreen {
    fn face(&self, desk: &Desk) -> Face {
        let mut sheet = Sheet::titled("task", "ตรวจข้อเท็จจริง");
        sheet.under = due_in_words(&self.task);
        let Some(held) = &self.held else {
            sheet.rows.push(Row::words("กำลังเปิด… ถ้ายังไม่มีบันทึกนี้ในเครื่อง ให้ส่งข้อมูลกับศูนย์ก่อน"));
            return Face::Sheet(sheet);
        };
        let place = held.record.place.as_ref();
        sheet.rows.push(
            Row::door("record", Sign::House, place.map(crate::form::house_in_words).unwrap_or_default())
                .hint("ดูบันทึกทั้งหมด"),
        );
        let here = desk.whereabouts.best.as_ref().and_then(crate::ground::point);
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
        if let Some(note) = &self.task.note {
            sheet.rows.push(Row::note("", Tone::Plain, "ศูนย์ขอให้ตรวจ").hint(note.clone()));
        }
        let claimed: Vec<Picture> = self
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
        for fact in &self.task.facts {
            let answer = self.answers.get(&fact.id);
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
                sheet
                    .rows
                    .push(Row { value, ..Row::new(RowKind::Writing, format!("value {}", fact.id), label) });
            }
        }
        sheet.rows.push(Row::act("correct", Sign::Pen, "แก้คำตอบในบันทึก"));
        let taken: Vec<Picture> = self
            .photos
            .iter()
            .map(|photo| Picture { hash: photo.hash, label: "รูปที่ตรวจ".to_owned() })
            .collect();
        sheet.rows.push(Row {
            pictures: taken,
            choices: vec![Choice::new("take", "ถ่ายรูปที่ตรวจ")],
            ..Row::new(RowKind::Pictures, "photos", "รูปจากการตรวจ")
        });
        if self.keeping {
            sheet.rows.push(Row::note("", Tone::Plain, "กำลังเก็บรูป…"));
        }
        sheet.rows.push(Row {
            value: self.help.clone(),
            hint: "กรณีเร่งด่วน ช่วยก่อน บันทึกทีหลังได้".to_owned(),
            choices: ["ถุงยังชีพ", "น้ำดื่ม", "ยา"]
                .iter()
                .map(|word| Choice::new(*word, *word).chosen(self.help == *word))
                .collect(),
            columns: 3,
            ..Row::new(RowKind::Writing, "help", "ความช่วยเหลือที่ให้ทันที (ถ้ามี)")
        });
        sheet
            .rows
            .push(Row {
                value: self.note.clone(), ..Row::new(RowKind::LongWriting, "note", "หมายเหตุ")
            });
        let (answered, all) = (self.answered(), self.task.facts.len());
        let is_done = answered == all;
        let sign = if is_done { Sign::Tick } else { Sign::None };
        if !is_done {
            sheet.rows.push(Row::note("", Tone::Plain, format!("ตรวจแล้ว {answered} จาก {all} เรื่อง")));
        }
        sheet.main = Some(Button::new("เสร็จงานนี้").sign(sign).enabled(is_done && !self.keeping));
        Face::Sheet(sheet)
    }

    fn arrive(&mut self, desk: &mut Desk) {
        desk.order(Command::Record(self.record()));
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Touched(row, what) => {
                if let Some(fact) = row.strip_prefix("fact ") {
                    self.answers.entry(fact.to_owned()).or_default().found = what.parse().ok();
                    return;
                }
                match (row.as_str(), what.as_str()) {
                    ("record", _) => desk.onto(RecordScreen::new(self.record())),
                    ("correct", _) => {
                        let capture = Capture::edit(desk, self.record(), Page::Review);
                        desk.onto(capture);
                    }
                    ("photos", "take") if self.camera.is_none() && !self.keeping => {
                        let ticket = desk.ticket();
                        self.camera = Some(ticket);
                        desk.device.take_photo(ticket);
                    }
                    ("claimed" | "photos", hash) => {
                        if let Ok(hash) = hash.parse::<PhotoHash>() {
                            desk.onto(PhotoScreen::new(hash, "รูปถ่าย".to_owned(), false));
                        }
                    }
                    ("help", word) => self.help = word.to_owned(),
                    _ => {}
                }
            }
            Told::Wrote(row, text) => match row.as_str() {
                "help" => self.help = text,
                "note" => self.note = text,
                row => {
                    if let Some(fact) = row.strip_prefix("value ") {
                        self.answers.entry(fact.to_owned()).or_default().value = text;
                    }
                }
            },
            Told::Main if self.answered() == self.task.facts.len() => self.close(desk),
            Told::Back => {
                desk.stop_looking();
                desk.back();
            }
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Record(id, Ok(held)) if *id == self.record() => self.held.clone_from(held),
            News::Photo(ticket, photo) if self.camera == Some(*ticket) => {
                self.camera = None;
                self.keeping = false;
                match photo {
                    Ok(photo) => self.photos.push((**photo).clone()),
                    Err(trouble) => desk.trouble(trouble),
                }
            }
            News::Kept(id, Ok(_)) if *id == self.record() => {
                desk.stop_looking();
                desk.say(Question {
                    title: "บันทึกผลการตรวจแล้ว".to_owned(),
                    words: "จะส่งให้ศูนย์เมื่อมีสัญญาณ".to_owned(),
                    tone: Tone::Good,
                    yes: "ตกลง".to_owned(),
                    ..Question::default()
                });
                let task = self.task.id;
                // It is done here; the office says so when it has it.
                if let Some(lists) = &mut desk.who.lists {
                    lists.tasks.retain(|open| open.id != task);
                }
                desk.back();
            }
            News::Kept(id, Err(trouble)) if *id == self.record() => desk.trouble(trouble),
            _ => {}
        }
    }

    fn device_tells(&mut self, desk: &mut Desk, news: &FromDevice) {
        let FromDevice::Photo(ticket, file) = news else { return };
        if self.camera != Some(*ticket) {
            return;
        }
        match file {
            Ok(file) => {
                let about = NewPhoto {
                    kind: PhotoKind::Other,
                    taken_at: desk.now(),
                    at: desk.whereabouts.best.clone(),
                    device: desk.identity().map(|identity| identity.device.to_string()),
                };
                self.keeping = true;
                desk.order(Command::KeepPhoto(*ticket, file.clone(), about));
            }
            Err(hindrance) => {
                self.camera = None;
                if let Some(trouble) = Trouble::of_camera(hindrance) {
                    desk.trouble(&trouble);
                }
            }
        }
    }
}
