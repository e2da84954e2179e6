//! A record to look at: what was answered, how far it got, what is disputed; and what may be done with it.
//!
//! A volunteer edits it or answers what a supervisor sent back; a supervisor accepts it or sends it back with
//! a comment on a part; anybody may take their own back, with a reason. Each is a change like any other.

use register::calendar::written;
use register::record::{Record, RecordId, Review, ReviewId, ReviewVerdict, Withdrawal};
use register::wire::Role;
use store::Held;

use super::{Screen, capture::Capture, photo::PhotoScreen};
use crate::desk::Desk;
use crate::face::{Face, Question, Told};
use crate::form::{self, Page};
use crate::sheet::{Button, Choice, Picture, Row, RowKind, Sheet, Sign, Tone};
use crate::worker::{Amendment, Command, News};

/// Parts of a visit that a supervisor may name, with the page that each is asked on.
const PARTS: [(&str, &str, Page); 6] = [
    ("place", "สถานที่", Page::Place),
    ("dwelling", "การอยู่อาศัย", Page::Dwelling),
    ("people", "คนในบ้าน", Page::People),
    ("requests", "คำขอ", Page::Needs),
    ("damage", "ความเสียหาย", Page::Damage),
    ("photos", "รูปถ่าย", Page::Photos),
];

/// What is being written about the record.
enum Writing {
    /// A supervisor's word: about which part, and what.
    SendingBack { part: Option<usize>, comment: String },
    /// Why it is taken back.
    Withdrawing { reason: String },
}

/// A record.
pub(crate) struct RecordScreen {
    id: RecordId,
    held: Option<Box<Held>>,
    gone: bool,
    writing: Option<Writing>,
}

impl RecordScreen {
    pub(crate) fn new(id: RecordId) -> Self {
        Self { id, held: None, gone: false, writing: None }
    }

    fn may_edit(&self, desk: &Desk) -> bool {
        let Some(held) = &self.held else { return false };
        let mine =
            held.own || held.record.surveyor == desk.identity().map(|identity| identity.surveyor.id.clone());
        held.record.withdraw.is_none()
            && (mine || desk.has_role(Role::Supervisor) || desk.has_role(Role::MobileUnit))
    }

    /// Whether a supervisor looks at it who has not said yet what they find.
    fn may_judge(&self, desk: &Desk) -> bool {
        let Some(held) = &self.held else { return false };
        desk.has_role(Role::Supervisor) && held.record.withdraw.is_none() && !is_accepted(&held.record)
    }

    fn edit(&self, desk: &mut Desk) {
        let capture = Capture::edit(desk, self.id, Page::Review);
        desk.onto(capture);
    }

    fn rows(&self, desk: &Desk, held: &Held) -> Vec<Row> {
        let record = &held.record;
        let mut rows = Vec::new();
        if let Some(withdrawn) = &record.withdraw {
            rows.push(Row::note("", Tone::Notice, "บันทึกนี้ถูกถอนแล้ว").hint(withdrawn.reason.clone()));
        }
        for reason in &held.reasons {
            rows.push(
                Row::note("", Tone::Wrong, "ศูนย์ยังไม่รับบันทึกนี้")
                    .hint(format!("{reason}\nแก้แล้วบันทึกใหม่ แอปจะส่งอีกครั้ง")),
            );
        }
        if let Some(review) = record.open_review() {
            let part = part_in_words(review.field.as_deref());
            let comment = review.comment.clone().unwrap_or_default();
            let mut note = Row::note("mend", Tone::Notice, format!("หัวหน้าทีมส่งกลับให้แก้{part}")).hint(comment);
            if self.may_edit(desk) {
                note = note.choice("open", "แก้ตอนนี้");
            }
            rows.push(note);
        }
        // What is mended in a record of another month counts for that month.
        if record.withdraw.is_none() && record.round < desk.round() {
            rows.push(Row::act("again", Sign::Plus, "สำรวจรอบนี้").tone(Tone::Good));
        }
        rows.extend(form::in_words(record, desk.today()));
        let pictures: Vec<Picture> = record
            .photos
            .iter()
            .map(|photo| Picture {
                hash: photo.hash,
                label: photo
                    .kind
                    .map(|kind| register::spoken::Spoken::in_thai(&kind))
                    .unwrap_or("รูป")
                    .to_owned(),
            })
            .collect();
        if !pictures.is_empty() {
            rows.push(Row { pictures, ..Row::new(RowKind::Pictures, "photo", "รูปถ่าย") });
        }
        if !held.lost.is_empty() {
            rows.push(
                Row::note("", Tone::Notice, "สองเครื่องตอบไม่ตรงกัน")
                    .hint("แสดงคำตอบล่าสุด คำตอบอื่นเก็บไว้ครบ ศูนย์จะตรวจให้ หรือแก้เป็นคำตอบที่ถูกได้"),
            );
        }
        if is_accepted(record) {
            rows.push(Row::note("", Tone::Good, "หัวหน้าทีมรับแล้ว"));
        }
        if self.may_judge(desk) && self.may_edit(desk) {
            rows.push(Row::act("edit", Sign::Pen, "แก้ไข"));
        } else if desk.has_role(Role::Supervisor) && record.withdraw.is_none() {
            rows.push(Row::act("send-back", Sign::Pen, "ส่งกลับให้แก้"));
        }
        if self.may_edit(desk) && held.own {
            rows.push(Row::act("withdraw", Sign::Bin, "ถอนบันทึกนี้").tone(Tone::Wrong));
        }
        rows
    }

    fn send_back(&mut self) {
        self.writing = Some(Writing::SendingBack { part: None, comment: String::new() });
    }

    fn review(
        &mut self,
        desk: &mut Desk,
        verdict: ReviewVerdict,
        field: Option<String>,
        comment: Option<String>,
    ) {
        let review = Review {
            id: ReviewId::new(desk.device.fresh()),
            by: desk.identity().map(|identity| identity.surveyor.id.clone()),
            at: Some(desk.now()),
            verdict: Some(verdict),
            field,
            comment,
            answer: None,
            answered_at: None,
            unknown: Default::default(),
        };
        desk.order(Command::Amend(self.id, Amendment::Review(Box::new(review))));
    }
}

/// Whether the newest word of a supervisor is that it is good.
fn is_accepted(record: &Record) -> bool {
    let newest = record.reviews.iter().max_by_key(|review| review.at);
    newest.and_then(|review| review.verdict) == Some(ReviewVerdict::Accepted)
}

/// The part that a review is about, as it is said after a verb; empty for all of it.
fn part_in_words(field: Option<&str>) -> String {
    let part = field.and_then(|field| field.split('/').next());
    let known = PARTS.iter().find(|(name, ..)| Some(*name) == part);
    known.map(|(_, words, _)| format!(": {words}")).unwrap_or_default()
}

/// The page that answers a review.
fn page_of(field: Option<&str>) -> Page {
    let part = field.and_then(|field| field.split('/').next());
    PARTS.iter().find(|(name, ..)| Some(*name) == part).map_or(Page::Review, |(.., page)| *page)
}

impl Screen for RecordScreen {
    fn face(&self, desk: &Desk) -> Face {
        let mut sheet = Sheet::titled("record", "บันทึก");
        match (&self.held, &self.writing) {
            (None, _) => {
                let words = if self.gone {
                    "ไม่พบบันทึกนี้ในเครื่อง"
                } else {
                    "กำลังเปิด…"
                };
                sheet.rows.push(Row::words(words));
            }
            (Some(_), Some(Writing::SendingBack { part, comment })) => {
                sheet.key = "send-back".to_owned();
                sheet.title = "ส่งกลับให้แก้".to_owned();
                let columns = form::columns_for(&PARTS.map(|(_, words, _)| words));
                let choices = PARTS
                    .iter()
                    .enumerate()
                    .map(|(at, (_, words, _))| Choice::new(at.to_string(), *words).chosen(*part == Some(at)))
                    .collect();
                sheet.rows = vec![
                    Row { choices, columns, ..Row::new(RowKind::OneOf, "part", "ตรงไหน") },
                    Row {
                        value: comment.clone(), ..Row::new(RowKind::LongWriting, "comment", "ต้องแก้อะไร")
                    },
                ];
                sheet.main = Some(Button::new("ส่งกลับ").enabled(!comment.trim().is_empty()));
            }
            (Some(_), Some(Writing::Withdrawing { reason })) => {
                sheet.key = "withdraw".to_owned();
                sheet.title = "ถอนบันทึกนี้".to_owned();
                sheet.rows = vec![
                    Row::words("บันทึกไม่ถูกลบ ศูนย์ยังเห็นว่าถอนเพราะอะไร และนำกลับมาได้"),
                    Row {
                        value: reason.clone(), ..Row::new(RowKind::LongWriting, "reason", "เหตุผลที่ถอน")
                    },
                ];
                sheet.main = Some(Button::new("ถอน").enabled(!reason.trim().is_empty()));
            }
            (Some(held), None) => {
                let record = &held.record;
                let day =
                    written::write_date(record.captured_at.date_time().date_naive(), written::Form::Short);
                let by = match &record.surveyor {
                    Some(id) => desk.surveyor_named(id),
                    None if held.own => "เครื่องนี้".to_owned(),
                    None => "ทีมอื่น".to_owned(),
                };
                sheet.title =
                    record.place.as_ref().map(form::house_in_words).unwrap_or_else(|| "บันทึก".to_owned());
                sheet.under = format!("{day} โดย {by}");
                sheet.rows = self.rows(desk, held);
                if self.may_judge(desk) {
                    sheet.main = Some(Button::new("รับบันทึกนี้").sign(Sign::Tick));
                    sheet.side = Some(Button::new("ส่งกลับให้แก้"));
                } else if self.may_edit(desk) {
                    sheet.main = Some(Button::new("แก้ไข").sign(Sign::Pen));
                }
            }
        }
        Face::Sheet(sheet)
    }

    fn arrive(&mut self, desk: &mut Desk) {
        desk.order(Command::Record(self.id));
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        if let Some(writing) = &mut self.writing {
            match (writing, told) {
                (_, Told::Back) => self.writing = None,
                (Writing::SendingBack { part, .. }, Told::Touched(row, at)) if row == "part" => {
                    *part = at.parse().ok()
                }
                (Writing::SendingBack { comment, .. }, Told::Wrote(_, text)) => *comment = text,
                (Writing::Withdrawing { reason }, Told::Wrote(_, text)) => *reason = text,
                (Writing::SendingBack { part, comment }, Told::Main) if !comment.trim().is_empty() => {
                    let field = part.and_then(|at| PARTS.get(at)).map(|(name, ..)| (*name).to_owned());
                    let comment = comment.clone();
                    self.review(desk, ReviewVerdict::SentBack, field, Some(comment));
                    self.writing = None;
                }
                (Writing::Withdrawing { reason }, Told::Main) if !reason.trim().is_empty() => {
                    let withdrawal = Withdrawal { reason: reason.clone(), unknown: Default::default() };
                    desk.order(Command::Amend(self.id, Amendment::Withdraw(withdrawal)));
                    self.writing = None;
                }
                _ => {}
            }
            return;
        }
        match told {
            Told::Main if self.may_judge(desk) => self.review(desk, ReviewVerdict::Accepted, None, None),
            Told::Side if self.may_judge(desk) => self.send_back(),
            Told::Main if self.may_edit(desk) => self.edit(desk),
            Told::Touched(row, what) => match row.as_str() {
                "mend" => {
                    let Some(record) = self.held.as_ref().map(|held| held.record.clone()) else { return };
                    let page = page_of(record.open_review().and_then(|review| review.field.as_deref()));
                    let capture = Capture::edit(desk, self.id, page);
                    desk.onto(capture);
                }
                "edit" => self.edit(desk),
                "again" => {
                    let Some(held) = &self.held else { return };
                    let capture = Capture::again(desk, &held.record);
                    desk.onto(capture);
                }
                "send-back" => self.send_back(),
                "withdraw" => self.writing = Some(Writing::Withdrawing { reason: String::new() }),
                "photo" => {
                    if let Ok(hash) = what.parse() {
                        desk.onto(PhotoScreen::new(hash, "รูปถ่าย".to_owned(), false));
                    }
                }
                _ => {}
            },
            Told::Back => desk.back(),
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Record(id, record) if *id == self.id => match record {
                Ok(Some(held)) => self.held = Some(held.clone()),
                Ok(None) => self.gone = true,
                Err(trouble) => desk.trouble(trouble),
            },
            News::Kept(id, kept) if *id == self.id => match kept {
                Ok(_) => {
                    desk.say(Question {
                        title: "บันทึกแล้ว".to_owned(),
                        words: "จะส่งเมื่อมีสัญญาณ".to_owned(),
                        tone: Tone::Good,
                        yes: "ตกลง".to_owned(),
                        ..Question::default()
                    });
                    desk.order(Command::Record(self.id));
                }
                Err(trouble) => desk.trouble(trouble),
            },
            _ => {}
        }
    }
}
