//! Capturing a visit: its pages one after the other, every answer saved as it is given.
//!
//! Owns where an answer is given, what the phone finds out meanwhile (who is known, what lies near), and
//! that nothing of it is lost: the draft is saved at every letter, with the page it was left on; a photo is
//! expected on the disk before the camera opens. What is asked is `form`'s.

use std::collections::BTreeMap;
use std::path::PathBuf;

use register::national_id::TypedId;
use register::record::{Person, PersonId, Photo, PhotoKind, Record, RecordId, RequestId};
use store::{Household, PendingPhoto};

use super::{
    Screen,
    date::DatePad,
    finders::{NationalityFinder, TambonFinder, WordFinder},
    identity_number::CardNumber,
    number::NumberPad,
    photo::PhotoScreen,
    record::RecordScreen,
    signature::Signature,
};
use crate::desk::Desk;
use crate::device::{FromDevice, Hindrance, Ticket};
use crate::face::{Face, Question, Told};
use crate::form::{Around, Filling, Nearby, Page, Said, Standing, Step, Visit, Way, missing};
use crate::ground;
use crate::sheet::{Sheet, Sign, Tone};
use crate::trouble::Trouble;
use crate::worker::{Command, NewPhoto, News};

/// A house nearer than this may be the same one, or its neighbour.
const NEAR_M: f64 = 40.0;
/// Of what is missing, as many are named in a question as leave room for its answers at the largest letters.
const MOST_NAMED: usize = 3;

/// What is waited for before an answer is there.
enum Waits {
    /// A sheet that was opened for a row.
    Sheet(String),
    /// It is to be written down that a photo is expected.
    ToExpect(PhotoKind, bool),
    /// The camera.
    Camera(PendingPhoto, Ticket, PhotoKind),
    /// The photo is made ready.
    Keeping(PendingPhoto, Ticket),
    /// A question over everything.
    Sure(String),
    /// Whether to leave what is missing.
    SaveAnyway,
    /// Whether to throw the draft away.
    Discard,
    /// A photo of the record is looked at.
    Photo(register::record::PhotoHash),
    /// The draft is being completed.
    Saving,
}

/// A visit being captured.
pub(crate) struct Capture {
    id: RecordId,
    visit: Option<Visit>,
    waits: Option<Waits>,
    standing: BTreeMap<PersonId, Standing>,
    /// What was asked about each person, so that it is asked once.
    asked: BTreeMap<PersonId, Asked>,
    households: Vec<Household>,
    /// Why the last save failed, while it has.
    unsaved: Option<Trouble>,
    /// The record was here before: this is an edit, and it opens at this page.
    edits: Option<Page>,
    fresh: [uuid::Uuid; 2],
}

/// What a person was known by when the phone was asked about them.
#[derive(Clone, Debug, PartialEq)]
enum Asked {
    Number(register::national_id::NationalId),
    Person(Box<Person>),
}

impl Capture {
    fn new(desk: &mut Desk, id: RecordId) -> Self {
        let round = desk.round();
        desk.order(Command::Households(round));
        desk.look_for_position();
        Self {
            id,
            visit: None,
            waits: None,
            standing: BTreeMap::new(),
            asked: BTreeMap::new(),
            households: Vec::new(),
            unsaved: None,
            edits: None,
            fresh: [desk.device.fresh(), desk.device.fresh()],
        }
    }

    /// A new visit.
    pub(crate) fn begin(desk: &mut Desk) -> Self {
        let mut capture = Self::new(desk, RecordId::new(desk.device.fresh()));
        if let Some(around) = capture.around(desk) {
            capture.visit = Some(Visit::new(capture.id, &around));
        }
        capture
    }

    /// A draft that was left.
    pub(crate) fn resume(desk: &mut Desk, id: RecordId) -> Self {
        desk.order(Command::Draft(id));
        Self::new(desk, id)
    }

    /// A record that is here, to be changed; it opens at this page.
    pub(crate) fn edit(desk: &mut Desk, id: RecordId, page: Page) -> Self {
        desk.order(Command::EditAsDraft(id));
        Self { edits: Some(page), ..Self::new(desk, id) }
    }

    /// What the pages need to know of the world.
    fn around(&self, desk: &Desk) -> Option<Around> {
        let mut around = around(desk)?;
        around.fresh = self.fresh;
        around.standing = self.standing.clone();
        let place = self.visit.as_ref().and_then(|visit| visit.record.place.as_ref());
        around.same_house = place.and_then(|place| self.same_house(place));
        around.nearby = place
            .and_then(|place| place.found_at.as_ref())
            .or(desk.whereabouts.best.as_ref())
            .and_then(ground::point)
            .and_then(|here| self.nearest(here));
        around.whereabouts.from_village_m = None;
        Some(around)
    }

    fn others(&self) -> impl Iterator<Item = (&Household, RecordId)> {
        let of_this_round = self.households.iter().filter(|household| household.visited);
        of_this_round.filter_map(|household| {
            let newest = household.newest.as_ref()?;
            (newest.record != self.id).then_some((household, newest.record))
        })
    }

    /// This very house, where it was visited in this round.
    fn same_house(&self, place: &register::record::Place) -> Option<Nearby> {
        let lao = self.visit.as_ref()?.record.lao;
        let key = register::household::HouseholdKey::of(lao, place)?;
        self.others()
            .find(|(household, _)| household.key.as_ref() == Some(&key))
            .map(|(household, record)| Nearby { record, house: house_of(household), metres: None })
    }

    /// The nearest other house that was visited in this round, if one is near.
    fn nearest(&self, here: geo::Point) -> Option<Nearby> {
        let near = self.others().filter_map(|(household, record)| {
            let (lat, lon) = household.point?;
            let metres = ground::metres(here, geo::Point::new(lon, lat));
            (metres < NEAR_M).then(|| Nearby { record, house: house_of(household), metres: Some(metres) })
        });
        near.min_by(|a, b| a.metres.unwrap_or(f64::MAX).total_cmp(&b.metres.unwrap_or(f64::MAX)))
    }

    fn save(&mut self, desk: &mut Desk) {
        let Some(visit) = &self.visit else { return };
        // Whoever only looked at the notice has begun nothing.
        let begun = self.edits.is_some() || visit.record.notice.is_some() || visit.record.refusal.is_some();
        if begun {
            desk.order(Command::SaveDraft(self.id, visit.draft(), visit.page.to_string()));
        }
    }

    /// Tells a row of the page something, and goes where that leads.
    fn answer(&mut self, desk: &mut Desk, row: &str, said: Said<'_>) {
        let Some(around) = self.around(desk) else { return };
        let Some(visit) = &mut self.visit else { return };
        let before = visit.clone();
        let step = visit.told(&around, row, said);
        self.fresh = [desk.device.fresh(), desk.device.fresh()];
        if *visit != before {
            self.save(desk);
        }
        self.go(desk, step);
        self.look_up(desk);
    }

    fn go(&mut self, desk: &mut Desk, step: Step) {
        match step {
            Step::Nothing | Step::Answered => {}
            Step::Page(page) => self.came_to(desk, page),
            Step::Save => self.finish(desk),
            Step::Way(row, way) => self.open(desk, row, way),
        }
    }

    /// Whoever comes to a new person's page has their number asked first.
    fn came_to(&mut self, desk: &mut Desk, page: Page) {
        if let (Page::Person(id), Some(visit)) = (page, &self.visit)
            && visit.record.people.iter().any(|person| {
                person.id == id
                    && person.national_id.is_none()
                    && person.no_id_reason.is_none()
                    && person.given_name.is_none()
            })
        {
            let way = Way::NationalId { person: id, value: String::new() };
            self.open(desk, "national-id".to_owned(), way);
        }
    }

    fn open(&mut self, desk: &mut Desk, row: String, way: Way) {
        match way {
            Way::Number { title, kind, value } => desk.onto(NumberPad::new(title, kind, value)),
            Way::NationalId { person, value } => {
                let pad = CardNumber::new(desk, person, self.id, &value);
                desk.onto(pad);
            }
            Way::Birth { value } => desk.onto(DatePad::birth(value)),
            Way::Date { title, value } => desk.onto(DatePad::day(title, value)),
            Way::Tambon { title } => {
                let finder = TambonFinder::new(desk, title);
                desk.onto(finder);
            }
            Way::Word { title, words, closed, value } => {
                desk.onto(WordFinder::new(title, words, closed, &value));
            }
            Way::Nationality => desk.onto(NationalityFinder::new()),
            Way::Ink(request) => desk.onto(Signature::new(self.what_is_signed(request))),
            Way::Camera(kind) | Way::Gallery(kind) => {
                let chooses = matches!(way, Way::Gallery(_));
                // The draft that waits for it must be on the disk first.
                self.save(desk);
                desk.order(Command::ExpectPhoto(self.id, format!("{row} {kind}")));
                self.waits = Some(Waits::ToExpect(kind, chooses));
                return;
            }
            Way::Photo(hash) => {
                desk.onto(PhotoScreen::new(hash, "รูปถ่าย".to_owned(), true));
                self.waits = Some(Waits::Photo(hash));
                return;
            }
            Way::Sure { title, words, yes } => {
                desk.ask(Question {
                    title,
                    words,
                    yes,
                    no: "ไม่".to_owned(),
                    tone: Tone::Notice,
                    is_grave: true,
                    ..Question::default()
                });
                self.waits = Some(Waits::Sure(row));
                return;
            }
            Way::Record(record) => {
                desk.onto(RecordScreen::new(record));
                return;
            }
            Way::Whereabouts => {
                match desk.whereabouts.best.clone() {
                    Some(fix) => self.answer(desk, &row, Said::Filled(&Filling::Fix(fix))),
                    None => desk.look_for_position(),
                }
                return;
            }
        }
        self.waits = Some(Waits::Sheet(row));
    }

    fn what_is_signed(&self, id: RequestId) -> String {
        let Some(visit) = &self.visit else { return String::new() };
        let request = visit.record.requests.iter().find(|request| request.id == id);
        let Some(request) = request else { return String::new() };
        crate::form::what_is_signed(&visit.record, request)
    }

    /// Asks the phone about people whose number or name is new.
    fn look_up(&mut self, desk: &mut Desk) {
        let Some(visit) = &self.visit else { return };
        let place = visit.record.place.clone().map(Box::new);
        let mut wanted = Vec::new();
        for person in &visit.record.people {
            let now = match TypedId::read(person.national_id.as_deref()) {
                TypedId::Valid(id) => Asked::Number(id),
                // A single letter of a name is like everybody's.
                _ if person.given_name.as_ref().is_some_and(|name| name.chars().count() > 2) => {
                    Asked::Person(Box::new(person.clone()))
                }
                _ => {
                    self.standing.remove(&person.id);
                    continue;
                }
            };
            if self.asked.get(&person.id) != Some(&now) {
                wanted.push((person.id, now));
            }
        }
        for (id, now) in wanted {
            match &now {
                Asked::Number(number) => desk.order(Command::Known(id, *number)),
                Asked::Person(person) => desk.order(Command::Similar(person.clone(), place.clone())),
            }
            self.asked.insert(id, now);
        }
    }

    /// The visit is whole, as far as its author says.
    fn finish(&mut self, desk: &mut Desk) {
        let Some(visit) = &self.visit else { return };
        let lacking = missing(&visit.record);
        if lacking.is_empty() {
            return self.complete(desk);
        }
        let mut words: Vec<String> =
            lacking.iter().take(MOST_NAMED).map(|lack| format!("· {}", lack.words)).collect();
        if lacking.len() > MOST_NAMED {
            words.push(format!("และอีก {} อย่าง", lacking.len() - MOST_NAMED));
        }
        desk.ask(Question {
            title: format!("ยังขาด {} อย่าง", lacking.len()),
            words: words.join("\n"),
            safe: "บันทึกได้ แล้วกลับมาเติมภายหลัง".to_owned(),
            tone: Tone::Notice,
            yes: "บันทึกเลย".to_owned(),
            no: "กลับไปเติม".to_owned(),
            ..Question::default()
        });
        self.waits = Some(Waits::SaveAnyway);
    }

    fn complete(&mut self, desk: &mut Desk) {
        // The best position since the first page, where nobody took one by hand.
        if let (Some(visit), Some(fix)) = (&mut self.visit, desk.whereabouts.best.clone()) {
            let place = visit.record.place.get_or_insert_default();
            if place.found_at.is_none() {
                place.found_at = Some(fix);
            }
        }
        if let Some(visit) = &mut self.visit {
            crate::form::answer_review(&mut visit.record, desk.now());
        }
        if let Some(visit) = &self.visit {
            desk.order(Command::SaveDraft(self.id, visit.finished(), visit.page.to_string()));
        }
        desk.order(Command::Complete(self.id));
        self.waits = Some(Waits::Saving);
    }

    /// While its author stands before the house, the best position so far is the house's; later it is only
    /// when they say so.
    fn take_position(&mut self, desk: &mut Desk) {
        let Some(best) = desk.whereabouts.best.clone() else { return };
        let Some(visit) = &mut self.visit else { return };
        if self.edits.is_some() || !matches!(visit.page, Page::Notice | Page::Place | Page::Refusal) {
            return;
        }
        let place = visit.record.place.get_or_insert_default();
        if place.found_at.as_ref() != Some(&best) {
            place.found_at = Some(best);
            self.save(desk);
        }
    }

    fn leave(&mut self, desk: &mut Desk) {
        desk.stop_looking();
        desk.back();
    }

    fn photo_file(&mut self, desk: &mut Desk, ticket: Ticket, file: &Result<PathBuf, Hindrance>) {
        let Some(Waits::Camera(pending, waited, kind)) = &self.waits else { return };
        if *waited != ticket {
            return;
        }
        let (pending, kind) = (pending.clone(), *kind);
        match file {
            Ok(file) => {
                let about = new_photo(desk, kind);
                desk.order(Command::KeepPhoto(ticket, file.clone(), about));
                self.waits = Some(Waits::Keeping(pending, ticket));
            }
            Err(hindrance) => {
                desk.order(Command::PhotoDone(pending.id));
                self.waits = None;
                if let Some(trouble) = Trouble::of_camera(hindrance) {
                    desk.trouble(&trouble);
                }
            }
        }
    }

    fn photo_kept(&mut self, desk: &mut Desk, ticket: Ticket, photo: &Result<Box<Photo>, Trouble>) {
        let Some(Waits::Keeping(pending, waited)) = &self.waits else { return };
        if *waited != ticket {
            return;
        }
        let pending = pending.clone();
        self.waits = None;
        match photo {
            Ok(photo) => {
                let row = pending.answer.split(' ').next().unwrap_or_default().to_owned();
                let row = row_of(&pending.answer).unwrap_or(row);
                self.answer(desk, &row, Said::Filled(&Filling::Photo((**photo).clone())));
            }
            Err(trouble) => desk.trouble(trouble),
        }
        // The draft that names it goes to the disk before this.
        desk.order(Command::PhotoDone(pending.id));
    }
}

/// The row of an expected photo's answer: all but the kind at its end.
fn row_of(answer: &str) -> Option<String> {
    answer.rsplit_once(' ').map(|(row, _)| row.to_owned())
}

/// What is known of a photo that is taken now.
fn new_photo(desk: &Desk, kind: PhotoKind) -> NewPhoto {
    NewPhoto {
        kind,
        taken_at: desk.now(),
        at: desk.whereabouts.best.clone(),
        device: desk.identity().map(|identity| identity.device.to_string()),
    }
}

/// A household as it is called.
fn house_of(household: &Household) -> String {
    match (household.house_no.as_str(), household.householder.as_str()) {
        ("", name) => format!("บ้าน{name}"),
        (house, name) if crate::form::is_no_house_number(house) => format!("บ้าน{name}"),
        (house, _) => format!("บ้านเลขที่ {house}"),
    }
}

/// What any visit needs to know of the world; `None` before the phone is enrolled.
pub(crate) fn around(desk: &Desk) -> Option<Around> {
    let identity = desk.identity()?;
    let lists = desk.lists();
    Some(Around {
        surveyor: lists.map_or_else(|| identity.surveyor.clone(), |lists| lists.surveyor.clone()),
        lao: identity.lao.clone(),
        settings: lists.map(|lists| lists.form.clone()).unwrap_or_default(),
        now: desk.now(),
        whereabouts: desk.whereabouts.clone(),
        same_house: None,
        nearby: None,
        standing: BTreeMap::new(),
        usual_tambons: desk.who.usual_tambons.clone(),
        names: desk.names(),
        fresh: [uuid::Uuid::nil(); 2],
    })
}

/// Photos that were expected when the app ended: what the camera left is taken in, and each stands in its
/// draft when that is opened.
pub(crate) fn take_leftover_photos(desk: &mut Desk, photos: &[PendingPhoto]) {
    for pending in photos {
        match desk.device.leftover_photo(Ticket(pending.id.number())) {
            Some(file) => {
                let leftover = Leftover::new(desk, pending.clone(), file);
                desk.onto(leftover);
            }
            None => desk.order(Command::PhotoDone(pending.id)),
        }
    }
}

/// Takes in a photo that the camera left when the app had ended meanwhile: keeps it, and puts it into its
/// draft. It shows itself only while it works.
struct Leftover {
    pending: PendingPhoto,
    kind: PhotoKind,
    photo: Option<Photo>,
}

impl Leftover {
    fn new(desk: &mut Desk, pending: PendingPhoto, file: PathBuf) -> Self {
        let kind = pending.answer.rsplit_once(' ').and_then(|(_, kind)| kind.parse().ok());
        let kind = kind.unwrap_or(PhotoKind::Other);
        let about = new_photo(desk, kind);
        desk.order(Command::KeepPhoto(Ticket(pending.id.number()), file, about));
        Self { pending, kind, photo: None }
    }
}

impl Screen for Leftover {
    fn face(&self, _desk: &Desk) -> Face {
        let mut sheet = Sheet {
            has_back: false, ..Sheet::titled("leftover", "กำลังเก็บรูปที่ถ่ายไว้")
        };
        sheet.rows.push(crate::sheet::Row {
            sign: Sign::Camera,
            ..crate::sheet::Row::note("", Tone::Plain, "รูปที่ถ่ายก่อนแอปปิดไม่หาย กำลังใส่ในร่าง")
        });
        Face::Sheet(sheet)
    }

    fn told(&mut self, _desk: &mut Desk, _told: Told) {}

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Photo(ticket, photo) if ticket.0 == self.pending.id.number() => match photo {
                Ok(photo) => {
                    self.photo = Some((**photo).clone());
                    desk.order(Command::Draft(self.pending.draft));
                }
                Err(trouble) => {
                    desk.trouble(trouble);
                    desk.order(Command::PhotoDone(self.pending.id));
                    desk.back();
                }
            },
            News::Draft(id, draft) if *id == self.pending.draft => {
                let Some(photo) = self.photo.take() else { return };
                if let (Ok(Some(draft)), Some(around)) = (draft, around(desk))
                    && let Ok(record) = Record::read(&draft.json)
                {
                    let mut visit = Visit::resumed(record, &draft.page);
                    let row = row_of(&self.pending.answer).unwrap_or_default();
                    visit.told(&around, &row, Said::Filled(&Filling::Photo(photo.clone())));
                    if !visit.record.photo_hashes().any(|hash| hash == photo.hash) {
                        // Its page is not the one that was left; the visit has it all the same.
                        let photo = Photo { kind: Some(self.kind), ..photo };
                        visit.record.photos.push(photo);
                    }
                    desk.order(Command::SaveDraft(*id, visit.draft(), visit.page.to_string()));
                }
                desk.order(Command::PhotoDone(self.pending.id));
                desk.back();
            }
            _ => {}
        }
    }
}

impl Screen for Capture {
    fn face(&self, desk: &Desk) -> Face {
        let mut sheet = match (&self.visit, self.around(desk)) {
            (Some(visit), Some(around)) => visit.sheet(&around),
            _ => Sheet {
                rows: vec![crate::sheet::Row::words("กำลังเปิด…")],
                ..Sheet::titled("capture", "บันทึก")
            },
        };
        if let Some(trouble) = &self.unsaved {
            let row = crate::sheet::Row::note("unsaved", Tone::Wrong, trouble.happened.clone())
                .hint(format!("{}\n{}", trouble.safe, trouble.next))
                .choice("again", "ลองบันทึกอีกครั้ง");
            sheet.rows.insert(0, row);
        }
        match &self.waits {
            Some(Waits::Keeping(..)) => {
                let row = crate::sheet::Row::note("keeping", Tone::Plain, "กำลังเก็บรูป…");
                sheet.rows.insert(0, row);
            }
            Some(Waits::Saving) => sheet.main = sheet.main.map(|button| button.enabled(false)),
            _ => {}
        }
        if self.visit.as_ref().is_some_and(|visit| visit.page == Page::Notice || visit.page == Page::Review) {
            let label = if self.edits.is_some() {
                "ทิ้งการแก้ไขนี้"
            } else {
                "ทิ้งร่างนี้"
            };
            sheet.rows.push(crate::sheet::Row::act("discard", Sign::Bin, label).tone(Tone::Wrong));
        }
        Face::Sheet(sheet)
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        match told {
            Told::Touched(row, _) if row == "unsaved" => self.save(desk),
            Told::Touched(row, _) if row == "discard" => {
                desk.ask(Question {
                    title: if self.edits.is_some() {
                        "ทิ้งการแก้ไขนี้"
                    } else {
                        "ทิ้งร่างนี้"
                    }
                    .to_owned(),
                    words: if self.edits.is_some() {
                        "บันทึกเดิมอยู่ครบเหมือนก่อนแก้"
                    } else {
                        "คำตอบทั้งหมดของบ้านนี้ที่ยังไม่ได้บันทึกจะหายไป"
                    }
                    .to_owned(),
                    yes: "ทิ้ง".to_owned(),
                    no: "ไม่ทิ้ง".to_owned(),
                    tone: Tone::Wrong,
                    is_grave: true,
                    ..Question::default()
                });
                self.waits = Some(Waits::Discard);
            }
            Told::Touched(row, what) => self.answer(desk, &row, Said::Touched(&what)),
            Told::Wrote(row, text) => self.answer(desk, &row, Said::Wrote(&text)),
            Told::Main => {
                // Buttons that are answers, and not only the way on.
                let answers = self
                    .visit
                    .as_ref()
                    .is_some_and(|visit| matches!(visit.page, Page::Notice | Page::Review | Page::Refusal));
                if answers {
                    return self.answer(desk, "main", Said::Touched(""));
                }
                let Some(visit) = &mut self.visit else { return };
                if visit.go_on().is_some() {
                    self.save(desk);
                }
            }
            Told::Side => self.answer(desk, "side", Said::Touched("")),
            Told::Back => {
                let back = self.visit.as_mut().is_some_and(Visit::go_back);
                if back {
                    self.save(desk);
                } else {
                    self.leave(desk);
                }
            }
            Told::Answered(yes) => match (self.waits.take(), yes) {
                (Some(Waits::Sure(row)), true) => self.answer(desk, &row, Said::Sure),
                (Some(Waits::SaveAnyway), true) => self.complete(desk),
                (Some(Waits::Discard), true) => {
                    desk.order(Command::DiscardDraft(self.id));
                }
                _ => {}
            },
            _ => {}
        }
    }

    fn filled(&mut self, desk: &mut Desk, filling: Filling) {
        match self.waits.take() {
            Some(Waits::Sheet(row)) => self.answer(desk, &row, Said::Filled(&filling)),
            Some(Waits::Photo(hash)) => {
                if let Some(visit) = &mut self.visit {
                    crate::form::take_photo_out(&mut visit.record, hash);
                    self.save(desk);
                }
            }
            other => self.waits = other,
        }
    }

    fn news(&mut self, desk: &mut Desk, news: &News) {
        match news {
            News::Draft(id, draft) if *id == self.id && self.visit.is_none() => match draft {
                Ok(Some(draft)) => match Record::read(&draft.json) {
                    Ok(record) => {
                        let mut visit = Visit::resumed(record, &draft.page);
                        // One that was begun before is gone on with where it was left.
                        if let Some(page) =
                            self.edits.filter(|page| draft.page.is_empty() && page.is_in(&visit.record))
                        {
                            visit.page = page;
                        }
                        self.visit = Some(visit);
                        self.look_up(desk);
                    }
                    Err(fault) => desk.trouble(&Trouble::from(&store::StoreError::Record(fault))),
                },
                Ok(None) => desk.back(),
                Err(trouble) => desk.trouble(trouble),
            },
            News::Discarded(id, gone) if *id == self.id => match gone {
                Ok(()) => self.leave(desk),
                Err(trouble) => desk.trouble(trouble),
            },
            News::Saved(id, saved) if *id == self.id => self.unsaved = saved.clone().err(),
            News::Households(Ok(households)) => self.households = households.clone(),
            News::Known(person, number, Ok(known))
                if self.asked.get(person) == Some(&Asked::Number(*number)) =>
            {
                let standing = Standing { known: Some((*number, known.clone())), similar: Vec::new() };
                self.standing.insert(*person, standing);
            }
            News::Similar(person, Ok(similar))
                if matches!(self.asked.get(person), Some(Asked::Person(_))) =>
            {
                self.standing.insert(*person, Standing { known: None, similar: similar.clone() });
            }
            News::Expected(expected) => {
                let Some(Waits::ToExpect(kind, chooses)) = &self.waits else { return };
                match expected {
                    Ok(pending) if pending.draft == self.id => {
                        let (kind, chooses) = (*kind, *chooses);
                        let ticket = Ticket(pending.id.number());
                        self.waits = Some(Waits::Camera(pending.clone(), ticket, kind));
                        if chooses {
                            desk.device.choose_photo(ticket);
                        } else {
                            desk.device.take_photo(ticket);
                        }
                    }
                    Ok(_) => {}
                    Err(trouble) => {
                        self.waits = None;
                        desk.trouble(trouble);
                    }
                }
            }
            News::Photo(ticket, photo) => self.photo_kept(desk, *ticket, photo),
            News::Kept(id, kept) if *id == self.id && matches!(self.waits, Some(Waits::Saving)) => {
                self.waits = None;
                match kept {
                    Ok(_) => {
                        desk.say(Question {
                            title: "บันทึกแล้ว".to_owned(),
                            words: "เก็บในเครื่องนี้อย่างปลอดภัย จะส่งให้ศูนย์เมื่อมีสัญญาณ".to_owned(),
                            tone: Tone::Good,
                            yes: "ตกลง".to_owned(),
                            ..Question::default()
                        });
                        self.leave(desk);
                    }
                    Err(trouble) => desk.trouble(trouble),
                }
            }
            _ => {}
        }
    }

    fn device_tells(&mut self, desk: &mut Desk, news: &FromDevice) {
        match news {
            FromDevice::Photo(ticket, file) => self.photo_file(desk, *ticket, file),
            FromDevice::Position { .. } => self.take_position(desk),
            // The system may end the app from now on.
            FromDevice::Hidden => self.save(desk),
            _ => {}
        }
    }
}
