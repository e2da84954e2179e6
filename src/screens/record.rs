//! A record to look at: what was answered, how far it got, what is disputed; and what may be done with it.
//!
//! A volunteer edits it or answers what a supervisor sent back; a supervisor accepts it or sends it back with
//! a comment on an answer, on a part or on all of it; anybody may take their own back, with a reason. Each is a
//! change like any other.

use register::calendar::written;
use register::field::answers;
use register::record::{Record, RecordId, Review, ReviewId, ReviewVerdict, Withdrawal, review};
use register::wire::Role;
use store::Held;

use super::{
    Screen,
    capture::{Capture, around, of_withdrawn, unsaved_row},
    photo::PhotoScreen,
};
use crate::desk::Desk;
use crate::face::{Face, Question, Told};
use crate::form::{self, Asked, Page, Part};
use crate::sheet::{Button, Picture, Row, RowKind, Sheet, Sign, Tone};
use crate::trouble::Trouble;
use crate::worker::{Amendment, Command, News};

/// What is being written about the record.
enum Writing {
    /// A supervisor's word.
    SendingBack(SendingBack),
    /// Why it is taken back.
    Withdrawing { reason: String },
}

/// A supervisor's word on something of a record: a part is chosen, an answer of it, and what is to be done there.
#[derive(Default)]
struct SendingBack {
    /// The part whose answers are looked at.
    part: Option<String>,
    /// What it is about, once that is chosen.
    about: Option<About>,
    comment: String,
}

/// What a supervisor's word is about.
#[derive(Clone)]
struct About {
    /// As the review names it; `None` for all of the record.
    field: Option<String>,
    /// As it is called.
    words: String,
}

const ALL_OF_IT: &str = "ทั้งบันทึก";
const ALL_OF_THE_PART: &str = "ทั้งส่วนนี้";

impl SendingBack {
    fn sheet(&self, parts: &[Part]) -> Sheet {
        let mut sheet = Sheet::titled("send-back", "ส่งกลับให้แก้");
        if let Some(about) = &self.about {
            sheet.key = "send-back comment".to_owned();
            sheet.rows = vec![
                Row::door("where", Sign::Pen, "ตรงไหน").shown(about.words.clone()),
                Row {
                    value: self.comment.clone(), ..Row::new(RowKind::LongWriting, "comment", "ต้องแก้อะไร")
                },
            ];
            sheet.main = Some(Button::new("ส่งกลับ").enabled(self.is_written()));
            return sheet;
        }
        sheet.under = "ตรงไหน".to_owned();
        match parts.iter().find(|part| Some(&part.field) == self.part.as_ref()) {
            Some(part) => {
                sheet.key = format!("send-back {}", part.field);
                sheet.title.clone_from(&part.label);
                sheet.under = "ส่งกลับให้แก้: ตรงไหน".to_owned();
                sheet.rows.push(Row::door("all", part.sign, ALL_OF_THE_PART));
                sheet.rows.extend(part.lines.iter().map(|line| {
                    let (field, label) = (line.field.clone(), line.label.clone());
                    let shown =
                        if line.shown.is_empty() { "ยังไม่ตอบ" } else { &line.shown };
                    Row::door(field, Sign::None, label).shown(shown)
                }));
            }
            None => {
                sheet.rows.push(Row::door("all", Sign::Task, ALL_OF_IT));
                let door = |part: &Part| Row::door(part.field.clone(), part.sign, part.label.clone());
                sheet.rows.extend(parts.iter().map(door));
            }
        }
        sheet
    }

    fn is_written(&self) -> bool {
        !self.comment.trim().is_empty()
    }

    /// A row was touched.
    fn touched(&mut self, parts: &[Part], row: &str) {
        let of = |field: &str| parts.iter().find(|part| part.field == field);
        let whole = |part: &Part| About { field: Some(part.field.clone()), words: part.label.clone() };
        if self.about.is_some() {
            if row == "where" {
                self.about = None;
            }
            return;
        }
        match (self.part.as_deref().and_then(of), of(row)) {
            (None, _) if row == "all" => {
                self.about = Some(About { field: None, words: ALL_OF_IT.to_owned() });
            }
            (None, Some(part)) if part.lines.is_empty() => self.about = Some(whole(part)),
            (None, Some(part)) => self.part = Some(part.field.clone()),
            (Some(part), _) if row == "all" => self.about = Some(whole(part)),
            (Some(part), _) => {
                let line = part.lines.iter().find(|line| line.field == row);
                self.about =
                    line.map(|line| About { field: Some(line.field.clone()), words: part.called(line) });
            }
            (None, None) => {}
        }
    }

    /// A step back; `false` where this was the first.
    fn goes_back(&mut self) -> bool {
        self.about.take().is_some() || self.part.take().is_some()
    }
}

/// A record.
pub(crate) struct RecordScreen {
    id: RecordId,
    held: Option<Box<Held>>,
    gone: bool,
    /// A sync brought other answers while the page stood open.
    has_moved: bool,
    /// It is read again after a sync.
    reads_again: bool,
    writing: Option<Writing>,
    /// What was written is being kept.
    keeping: bool,
    /// Why what was written could not be kept, while it stands there.
    unkept: Option<Trouble>,
}

impl RecordScreen {
    pub(crate) fn new(id: RecordId) -> Self {
        Self {
            id,
            held: None,
            gone: false,
            has_moved: false,
            reads_again: false,
            writing: None,
            keeping: false,
            unkept: None,
        }
    }

    fn may_edit(&self, desk: &Desk) -> bool {
        let Some(held) = &self.held else { return false };
        let mine =
            held.own || held.record.surveyor == desk.identity().map(|identity| identity.surveyor.id.clone());
        held.record.withdraw.is_none()
            && (mine || desk.has_role(Role::Supervisor) || desk.has_role(Role::MobileUnit))
    }

    /// Whether a supervisor looks at it who has not said yet what they find of it as it is now.
    fn may_judge(&self, desk: &Desk) -> bool {
        let Some(held) = &self.held else { return false };
        let is_judged = is_accepted(&held.record) && !held.changed_since_accepted;
        desk.has_role(Role::Supervisor) && held.record.withdraw.is_none() && !is_judged
    }

    fn edit(&self, desk: &mut Desk) {
        let capture = Capture::edit(desk, self.id, Page::Review);
        desk.onto(capture);
    }

    fn rows(&self, desk: &Desk, held: &Held) -> Vec<Row> {
        let record = &held.record;
        let mut rows = Vec::new();
        if self.has_moved && self.may_judge(desk) {
            rows.push(Row::note("", Tone::Notice, "บันทึกนี้เพิ่งถูกแก้ไข").hint("ที่แสดงอยู่คือคำตอบใหม่ ตรวจอีกครั้งก่อนรับ"));
        }
        if let Some(withdrawn) = &record.withdraw {
            rows.push(Row::note("", Tone::Notice, "บันทึกนี้ถูกถอนแล้ว").hint(withdrawn.reason.clone()));
        }
        for reason in &held.reasons {
            rows.push(
                Row::note("", Tone::Wrong, "ศูนย์ยังไม่รับบันทึกนี้")
                    .hint(format!("{reason}\nแก้แล้วบันทึกใหม่ แอปจะส่งอีกครั้ง")),
            );
        }
        for review in record.open_reviews() {
            let comment = review.comment.clone().unwrap_or_default();
            let asked = asked(desk, record, review);
            let id = format!("mend {}", review.id);
            let mut note = Row::note(id, Tone::Notice, form::sent_back_in_words(&asked)).hint(comment);
            if self.may_edit(desk) {
                note = note.choice("open", "แก้ตอนนี้");
            }
            rows.push(note);
        }
        if !is_accepted(record) {
            rows.extend(record.reviews.iter().filter_map(|review| {
                let answer = review.answer.as_deref()?;
                let words = form::sent_back_in_words(&asked(desk, record, review));
                let comment = review.comment.as_deref().unwrap_or_default();
                Some(Row::note("", Tone::Plain, words).hint(format!("{comment}\nตอบว่า: {answer}")))
            }));
        }
        // The office, another phone or this one changed them: whoever visits there again takes it along.
        let anew = form::to_be_signed_anew(record);
        if record.withdraw.is_none() && !anew.is_empty() {
            let note = Row::note("sign-anew", Tone::Notice, "คำขอถูกแก้หลังลงชื่อแล้ว");
            let note = note.hint(format!("{}\nยังไม่นับว่าลงชื่อ ให้ผู้ขอลงชื่อใหม่", anew.join(", ")));
            rows.push(if self.may_edit(desk) {
                note.choice("open", "ไปหน้าลงชื่อ")
            } else {
                note
            });
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
                label: photo.caption.clone().unwrap_or_else(|| {
                    let kind = photo.kind.map(|kind| register::spoken::Spoken::in_thai(&kind));
                    kind.unwrap_or("รูป").to_owned()
                }),
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
        match is_accepted(record) {
            true if held.changed_since_accepted => rows.push(
                Row::note("", Tone::Notice, "หัวหน้าทีมรับแล้ว แต่มีการแก้ไขหลังจากนั้น").hint("รอหัวหน้าทีมตรวจอีกครั้ง"),
            ),
            true => rows.push(Row::note("", Tone::Good, "หัวหน้าทีมรับแล้ว")),
            false => {}
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

    /// A page of writing opens, or closes.
    fn turns_to(&mut self, writing: Option<Writing>) {
        (self.writing, self.unkept, self.keeping) = (writing, None, false);
    }

    fn send_back(&mut self) {
        self.turns_to(Some(Writing::SendingBack(SendingBack::default())));
    }

    /// What was written is kept; its page stays until it is.
    fn keep_what_is_written(&mut self, desk: &mut Desk) {
        if self.keeping {
            return;
        }
        match &self.writing {
            Some(Writing::SendingBack(sending)) if sending.is_written() => {
                let Some(about) = sending.about.clone() else { return };
                let comment = sending.comment.clone();
                self.review(desk, ReviewVerdict::SentBack, about.field, Some(comment));
            }
            Some(Writing::Withdrawing { reason }) if !reason.trim().is_empty() => {
                let withdrawal = Withdrawal { reason: reason.clone(), unknown: Default::default() };
                desk.order(Command::Amend(self.id, Amendment::Withdraw(withdrawal)));
            }
            _ => return,
        }
        self.keeping = true;
    }

    /// What may be sent back of it.
    fn parts(&self, desk: &Desk) -> Vec<Part> {
        match (&self.held, around(desk)) {
            (Some(held), Some(around)) => form::parts(&held.record, &around),
            _ => Vec::new(),
        }
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
            // What they have before them, whatever comes to it before this is kept.
            of: self
                .held
                .as_ref()
                .filter(|_| verdict == ReviewVerdict::Accepted)
                .map(|held| answers(&held.record)),
            answer: None,
            answered_at: None,
            unknown: Default::default(),
        };
        desk.order(Command::Amend(self.id, Amendment::Review(Box::new(review))));
    }
}

/// Whether the newest word of a supervisor is that it is good.
fn is_accepted(record: &Record) -> bool {
    review::accepted(&record.reviews).is_some()
}

/// Whether two readings of a record say the same of the house.
fn says_the_same(one: &Record, other: &Record) -> bool {
    Record { reviews: one.reviews.clone(), ..other.clone() } == *one
}

/// Where what a review is about is asked.
fn asked(desk: &Desk, record: &Record, review: &Review) -> Asked {
    match around(desk) {
        Some(around) => form::asked_at(review.field.as_deref(), record, &around),
        None => Asked::default(),
    }
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
            (Some(_), Some(Writing::SendingBack(sending))) => sheet = sending.sheet(&self.parts(desk)),
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
        if self.writing.is_some()
            && let Some(button) = &mut sheet.main
        {
            button.enabled &= !self.keeping;
            sheet.rows.splice(0..0, self.unkept.as_ref().map(unsaved_row));
        }
        Face::Sheet(sheet)
    }

    fn arrive(&mut self, desk: &mut Desk) {
        self.has_moved = false;
        desk.order(Command::Record(self.id));
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        if let Some(writing) = &mut self.writing {
            match (writing, told) {
                (_, Told::Touched(row, _)) if row == "unsaved" => self.keep_what_is_written(desk),
                (Writing::SendingBack(sending), Told::Back) => {
                    let is_first = !sending.goes_back();
                    if is_first {
                        self.turns_to(None);
                    }
                }
                (Writing::Withdrawing { .. }, Told::Back) => self.turns_to(None),
                (Writing::SendingBack(_), Told::Touched(row, _)) => {
                    let parts = self.parts(desk);
                    if let Some(Writing::SendingBack(sending)) = &mut self.writing {
                        sending.touched(&parts, &row);
                    }
                }
                (Writing::SendingBack(sending), Told::Wrote(_, text)) => sending.comment = text,
                (Writing::Withdrawing { reason }, Told::Wrote(_, text)) => *reason = text,
                (_, Told::Main) => self.keep_what_is_written(desk),
                _ => {}
            }
            return;
        }
        match told {
            Told::Main if self.may_judge(desk) => self.review(desk, ReviewVerdict::Accepted, None, None),
            Told::Side if self.may_judge(desk) => self.send_back(),
            Told::Main if self.may_edit(desk) => self.edit(desk),
            Told::Touched(row, what) => match row.as_str() {
                "edit" => self.edit(desk),
                "sign-anew" => {
                    let capture = Capture::edit(desk, self.id, Page::Signing);
                    desk.onto(capture);
                }
                "again" => {
                    let Some(held) = &self.held else { return };
                    let capture = Capture::again(desk, &held.record);
                    desk.onto(capture);
                }
                "send-back" => self.send_back(),
                "withdraw" => self.turns_to(Some(Writing::Withdrawing { reason: String::new() })),
                "photo" => {
                    if let Ok(hash) = what.parse() {
                        desk.onto(PhotoScreen::new(hash, "รูปถ่าย".to_owned(), false));
                    }
                }
                row => {
                    let sent_back = row.strip_prefix("mend ").and_then(|id| id.parse::<ReviewId>().ok());
                    let Some(record) = self.held.as_ref().map(|held| &held.record) else { return };
                    let review = record.reviews.iter().find(|review| Some(review.id) == sent_back);
                    if let Some(page) = review.map(|review| asked(desk, record, review).page) {
                        let capture = Capture::edit(desk, self.id, page);
                        desk.onto(capture);
                    }
                }
            },
            Told::Back => desk.back(),
            _ => {}
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Record(id, record) if *id == self.id => match record {
                Ok(Some(held)) => {
                    let before = self.held.as_ref().filter(|_| std::mem::take(&mut self.reads_again));
                    self.has_moved |=
                        before.is_some_and(|before| !says_the_same(&before.record, &held.record));
                    self.held = Some(held.clone());
                }
                Ok(None) => (self.held, self.gone) = (None, true),
                Err(trouble) => desk.trouble(trouble),
            },
            News::Kept(id, kept) if *id == self.id => match kept {
                Ok(kept) => {
                    if self.keeping {
                        self.turns_to(None);
                    }
                    desk.say(of_withdrawn(kept).unwrap_or_else(|| Question {
                        title: "บันทึกแล้ว".to_owned(),
                        words: "จะส่งเมื่อมีสัญญาณ".to_owned(),
                        tone: Tone::Good,
                        yes: "ตกลง".to_owned(),
                        ..Question::default()
                    }));
                    // Whoever judged it has seen it.
                    self.has_moved = false;
                    desk.order(Command::Record(self.id));
                }
                Err(trouble) => {
                    if std::mem::take(&mut self.keeping) {
                        self.unkept = Some(trouble.clone());
                    }
                    desk.trouble(trouble);
                }
            },
            // What it brought of the record is judged and mended as it is now; what is being written stays.
            News::Synced(_) => {
                self.reads_again = true;
                desk.order(Command::Record(self.id));
            }
            _ => {}
        }
    }
}
