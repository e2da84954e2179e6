//! Capturing a visit: its pages one after the other, every answer saved as it is given.
//!
//! Owns where an answer is given, what the phone finds out meanwhile (who is known, what lies near), and
//! that nothing of it is lost: the draft is saved at every letter, with the page it was left on; a photo is
//! expected on the disk before the camera opens, and what the camera gave stays there until the draft that
//! names the photo is saved. What is asked is `form`'s.

use std::collections::{BTreeMap, VecDeque};
use std::path::PathBuf;
use std::sync::Arc;

use register::national_id::TypedId;
use register::record::{Fix, FixSource, Person, PersonId, Photo, Record, RecordId, RequestId, review};
use store::{Draft, Household, PendingPhoto};

use super::{
    Screen,
    awaited::{Answer, Awaited, GIVE_UP, WAITING},
    date::DatePad,
    finders::{NationalityFinder, TambonFinder, WordFinder},
    identity_number::CardNumber,
    number::NumberPad,
    photo::PhotoScreen,
    record::RecordScreen,
    signature::Signature,
};
use crate::desk::Desk;
use crate::device::{FromDevice, Ticket};
use crate::face::{Face, Question, Told};
use crate::form::{
    Around, Filling, Nearby, Page, Said, Standing, Step, Visit, Way, missing, others_with_numbers,
};
use crate::ground;
use crate::lines;
use crate::sheet::{Button, Sheet, Sign, Tone};
use crate::trouble::Trouble;
use crate::worker::{Came, Command, Kept, News, Unkept};

/// A house nearer than this may be the same one, or its neighbour.
const NEAR_M: f64 = 40.0;
/// Of what is missing, as many are named in a question as leave room for its answers at the largest letters.
const MOST_NAMED: usize = 3;

/// What is waited for before an answer is there.
enum Waits {
    /// A sheet that was opened for a row.
    Sheet(String),
    /// A question over everything.
    Sure(String),
    /// Whether to leave what is missing.
    SaveAnyway,
    /// Whether to throw the draft away.
    Discard,
    /// A photo of the record is looked at.
    Photo(register::record::PhotoHash),
    /// The photos that were taken, before the visit is whole.
    Photos,
    /// Whether to leave what could not be saved.
    LeaveUnsaved,
    /// The draft is being completed.
    Saving,
}

/// Puts a photo into the row that it was taken for, on its own page, wherever its author is by now.
fn fill(visit: &mut Visit, around: &Around, answer: &Answer, photo: Photo) {
    let here = visit.page;
    if let Ok(page) = answer.page.parse::<Page>()
        && page.is_in(&visit.record)
    {
        visit.page = page;
    }
    visit.told(around, &answer.row, Said::Filled(&Filling::Photo(photo.clone())));
    visit.page = here;
    if !visit.record.photo_hashes().any(|hash| hash == photo.hash) {
        // There is no such row any more; the visit has it all the same.
        let photo = Photo { kind: Some(answer.kind), ..photo };
        visit.record.photos.push(photo);
    }
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
    photos: Awaited,
    /// Its author threw it away.
    is_thrown_away: bool,
    /// The record was here before: this is an edit.
    edits: bool,
    /// The record before this edit, where its own surveyor edits it.
    before: Option<Arc<Record>>,
    /// At which page an edit opens.
    opens_at: Option<Page>,
    /// It was begun on this screen, and no position was taken by hand: the phone takes the best by itself.
    takes_position: bool,
    /// It was asked for by hand, and the next position is awaited: the last one is of another place.
    wants_position: bool,
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
            photos: Awaited::of(id),
            is_thrown_away: false,
            edits: false,
            before: None,
            opens_at: None,
            takes_position: false,
            wants_position: false,
            fresh: [desk.device.fresh(), desk.device.fresh()],
        }
    }

    /// A new visit.
    pub(crate) fn begin(desk: &mut Desk) -> Self {
        let mut capture = Self::new(desk, RecordId::new(desk.device.fresh()));
        capture.takes_position = true;
        if let Some(around) = capture.around(desk) {
            capture.visit = Some(Visit::new(capture.id, &around));
        }
        capture
    }

    /// A new visit of a household that was visited in a round before: where it is and who lives there stand in
    /// it, to be looked at; what was asked for then was asked for then.
    pub(crate) fn again(desk: &mut Desk, before: &Record) -> Self {
        let mut capture = Self::begin(desk);
        let people = before.people.iter().map(|person| Person {
            id: PersonId::new(desk.device.fresh()),
            in_list: None,
            ..person.clone()
        });
        if let Some(visit) = &mut capture.visit {
            visit.record.place.clone_from(&before.place);
            visit.record.people = people.collect();
        }
        capture.look_up(desk);
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
        Self { edits: true, opens_at: Some(page), ..Self::new(desk, id) }
    }

    /// What the pages need to know of the world.
    fn around(&self, desk: &Desk) -> Option<Around> {
        let mut around = around(desk)?;
        around.fresh = self.fresh;
        around.standing = self.standing.clone();
        around.before = self.before.clone();
        let place = self.visit.as_ref().and_then(|visit| visit.record.place.as_ref());
        around.same_house = place.and_then(|place| self.same_house(place));
        let here = place
            .and_then(|place| place.found_at.as_ref())
            .or(desk.whereabouts.best.as_ref())
            .and_then(ground::point);
        around.nearby = here.and_then(|here| self.nearest(here));
        around.whereabouts.from_village_m = here.and_then(|here| {
            let moo = place?.moo?;
            let village = around.village_in(moo, place?.tambon.as_deref())?;
            Some(ground::metres(here, geo::Point::new(village.lon?, village.lat?)))
        });
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
        // One that is being completed or is gone is not begun again.
        if self.is_thrown_away || matches!(self.waits, Some(Waits::Saving)) || !self.is_begun() {
            return;
        }
        let Some(visit) = &self.visit else { return };
        let (json, page) = (visit.draft(), visit.page.to_string());
        let came = self.photos.came();
        desk.order(if came.is_empty() {
            Command::SaveDraft(self.id, json, page)
        } else {
            Command::SaveWithPhotos(self.id, json, page, came)
        });
    }

    /// Whoever only looked at the notice has begun nothing.
    fn is_begun(&self) -> bool {
        self.visit.as_ref().is_some_and(|visit| {
            self.edits || visit.record.notice.is_some() || visit.record.refusal.is_some()
        })
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
            Step::Page(page) => {
                self.waits_for_no_photos();
                self.has_left_the_house(desk);
                self.offers_photos_again(desk);
                self.came_to(desk, page);
            }
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
                let others = self.visit.as_ref().map(|visit| others_with_numbers(&visit.record, person));
                let pad = CardNumber::new(desk, person, self.id, others.unwrap_or_default(), &value);
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
                let Some(visit) = &self.visit else { return };
                let answer = Answer::of(row, kind, visit.page.to_string());
                // The draft that waits for it must be on the disk first.
                self.save(desk);
                self.photos.expect(desk, &answer, chooses);
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
                // Where the phone is now, however good it was elsewhere.
                self.takes_position = false;
                match desk.here() {
                    Some(fix) => self.answer(desk, &row, Said::Filled(&Filling::Fix(fix))),
                    None => {
                        self.wants_position = true;
                        desk.look_for_position();
                    }
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
                    // Typed again, it is asked about again.
                    self.asked.remove(&person.id);
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
        // What could not be saved would be missing in the record, and nobody would see it.
        if let Some(trouble) = self.unsaved.clone() {
            desk.trouble(&trouble);
            return self.save(desk);
        }
        // A photo that was taken or chosen is part of the visit, also while it is made ready or copied.
        if !self.photos.is_all_there() {
            self.photos.try_again(desk);
            self.waits = Some(Waits::Photos);
            return;
        }
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

    /// Whoever opens the page of photos is offered again what could not be kept when it was taken, also by an
    /// earlier life of this page.
    fn offers_photos_again(&mut self, desk: &mut Desk) {
        if self.visit.as_ref().is_some_and(|visit| visit.page == Page::Photos) {
            self.photos.try_again(desk);
            desk.order(Command::ExpectedOf(self.id));
        }
    }

    /// Whether its author is done and the photos are waited for.
    fn waits_for_photos(&self) -> bool {
        matches!(self.waits, Some(Waits::Photos))
    }

    /// Whoever goes to correct something is not done: nothing is completed beneath their hand.
    fn waits_for_no_photos(&mut self) {
        if self.waits_for_photos() {
            self.waits = None;
        }
    }

    /// Whether it becomes a record or goes just now: what is touched meanwhile would reach neither.
    fn is_ending(&self) -> bool {
        self.is_thrown_away || matches!(self.waits, Some(Waits::Saving))
    }

    /// Whoever is at the last page may read it at home: a position that is heard from then on is the house's only
    /// when they say so there.
    fn has_left_the_house(&mut self, desk: &mut Desk) {
        if self.visit.as_ref().is_none_or(|visit| visit.page != Page::Review) {
            return;
        }
        // What was asked for beneath a roof and never came is heard on the road.
        self.wants_position = false;
        if self.takes_position {
            self.takes_the_best(desk);
            self.takes_position = false;
            self.save(desk);
        }
    }

    /// The best position since the first page, where nobody took one by hand. Whoever goes on with a draft or
    /// edits a record may be anywhere.
    fn takes_the_best(&mut self, desk: &Desk) {
        if self.takes_position
            && let (Some(visit), Some(fix)) = (&mut self.visit, desk.whereabouts.best.clone())
        {
            let place = visit.record.place.get_or_insert_default();
            if is_better(&fix, place.found_at.as_ref()) {
                place.found_at = Some(fix);
            }
        }
    }

    fn complete(&mut self, desk: &mut Desk) {
        self.takes_the_best(desk);
        let Some(visit) = &self.visit else { return };
        // Should it not be kept, what was written as an answer is being written still.
        let mut visit = visit.clone();
        crate::form::answer_review(&mut visit.record, self.before.as_deref(), desk.now());
        let (json, page) = (visit.finished(), visit.page.to_string());
        desk.order(Command::Complete(self.id, json, page, self.photos.came()));
        self.waits = Some(Waits::Saving);
    }

    /// While its author stands before the house, the best position so far is the house's; later it is only
    /// when they say so.
    fn take_position(&mut self, desk: &mut Desk) {
        if self.wants_position
            && let (Some(visit), Some(fix)) = (&mut self.visit, desk.here())
        {
            // Its author may be on another page by now, which has no such row.
            self.wants_position = false;
            visit.record.place.get_or_insert_default().found_at = Some(fix);
            return self.save(desk);
        }
        let Some(best) = desk.whereabouts.best.clone() else { return };
        let Some(visit) = &mut self.visit else { return };
        if !self.takes_position || !matches!(visit.page, Page::Notice | Page::Place | Page::Refusal) {
            return;
        }
        let place = visit.record.place.get_or_insert_default();
        if is_better(&best, place.found_at.as_ref()) {
            place.found_at = Some(best);
            self.save(desk);
        }
    }

    /// Leaves it, once everything that was answered and taken is on the disk.
    fn leave(&mut self, desk: &mut Desk) {
        // One that is thrown away is left when it is gone.
        if self.is_thrown_away {
            return;
        }
        if !self.is_begun() {
            return self.photos.go_away(desk);
        }
        self.photos.leave();
        self.save(desk);
    }

    /// A save is over, or a photo came: whoever leaves may be able to now.
    fn goes_on_leaving(&mut self, desk: &mut Desk) {
        let unsaved = self.unsaved.as_ref().filter(|_| !self.is_thrown_away);
        let was_leaving = self.photos.is_left();
        if self.photos.goes_on_leaving(desk, unsaved) {
            self.waits = Some(Waits::LeaveUnsaved);
        } else if was_leaving && !self.photos.is_left() && self.edits && !self.is_thrown_away {
            desk.order(Command::LeaveDraft(self.id));
        }
    }

    /// A photo that is kept stands in the visit, and the visit on the disk.
    fn stand(&mut self, desk: &mut Desk, answer: &Answer, photo: Photo) {
        let around = self.around(desk);
        if let (Some(visit), Some(around), false) = (&mut self.visit, around, self.is_thrown_away) {
            fill(visit, &around, answer, photo);
            self.fresh = [desk.device.fresh(), desk.device.fresh()];
            self.save(desk);
        } else {
            self.photos.let_what_came_go(desk);
        }
    }

    /// What waited for the photos goes on when they are there.
    fn goes_on(&mut self, desk: &mut Desk) {
        self.goes_on_saving(desk);
        self.goes_on_leaving(desk);
    }

    fn goes_on_saving(&mut self, desk: &mut Desk) {
        if self.waits_for_photos() && !self.photos.is_keeping() {
            if self.photos.is_all_there() {
                self.waits = None;
                self.finish(desk);
            } else if !self.photos.is_awaited() {
                self.waits = None;
            }
        }
    }
}

/// Whether a position says better where the house is than the one that is held: the house of a round before stands
/// where it stood, and the first position of a day is a rough one.
fn is_better(fix: &Fix, held: Option<&Fix>) -> bool {
    let Some(held) = held.filter(|held| ground::point(held).is_some()) else { return true };
    match (fix.accuracy_m, held.accuracy_m) {
        (Some(radius), Some(of_held)) => radius < of_held,
        // A point that somebody chose on a map has no radius, and is meant.
        (_, None) if held.source == Some(FixSource::Map) => false,
        (radius, of_held) => radius.is_some() && of_held.is_none(),
    }
}

/// What is said of an edit that is kept where its record was withdrawn meanwhile: it counts for nothing as it stands.
pub(crate) fn of_withdrawn(kept: &Kept) -> Option<Question> {
    let reason = kept.withdrawn.as_ref()?;
    Some(Question {
        title: "เก็บการแก้ไขแล้ว แต่บันทึกนี้ถูกถอนไปก่อน".to_owned(),
        words: format!("เหตุผลที่ถอน: {reason}"),
        safe: "การแก้ไขอยู่ในเครื่องนี้ และจะส่งให้ศูนย์ แต่บ้านนี้ยังไม่ถูกนับ เพราะบันทึกถูกถอน".to_owned(),
        next: "ถ้าถอนผิด โทรบอกศูนย์ให้นำบันทึกนี้กลับมาใช้".to_owned(),
        yes: "เข้าใจแล้ว".to_owned(),
        tone: Tone::Notice,
        ..Question::default()
    })
}

/// What could not be saved, for the top of a sheet.
pub(crate) fn unsaved_row(trouble: &Trouble) -> crate::sheet::Row {
    crate::sheet::Row::note("unsaved", Tone::Wrong, trouble.happened.clone())
        .hint(format!("{}\n{}", trouble.safe, trouble.next))
        .choice("again", "ลองบันทึกอีกครั้ง")
}

/// A household as it is called.
fn house_of(household: &Household) -> String {
    let name = || lines::name(&household.householder);
    match household.house_no.as_str() {
        "" => format!("บ้าน{}", name()),
        house if crate::form::is_no_house_number(house) => format!("บ้าน{}", name()),
        house => format!("บ้านเลขที่ {house}"),
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
        before: None,
        fresh: [uuid::Uuid::nil(); 2],
    })
}

/// Photos that were expected when the app ended: what the camera left is taken in, and each stands in its
/// draft when that is opened.
pub(crate) fn take_leftover_photos(desk: &mut Desk, photos: &[PendingPhoto]) {
    let mut waiting = VecDeque::new();
    for pending in photos {
        let ticket = Ticket(pending.id.number());
        // Asked first: one that is whole in between is found.
        let is_coming = desk.device.is_photo_coming(ticket);
        match desk.device.leftover_photo(ticket) {
            Some(file) => waiting.push_back((pending.clone(), file)),
            // It stands in its draft when that is opened.
            None if is_coming => {}
            None => desk.order(Command::PhotoDone(pending.id, None)),
        }
    }
    if !waiting.is_empty() {
        let leftover = Leftover { waiting, photo: None };
        leftover.take_the_next(desk);
        desk.onto(leftover);
    }
}

/// Takes in photos that the camera left when the app had ended meanwhile: keeps each, and puts it into its
/// draft, one after the other, for two may belong to one draft. It shows itself only while it works.
struct Leftover {
    waiting: VecDeque<(PendingPhoto, PathBuf)>,
    /// The first of them, once it is kept.
    photo: Option<Photo>,
}

impl Leftover {
    fn take_the_next(&self, desk: &mut Desk) {
        let Some((pending, file)) = self.waiting.front() else { return desk.back() };
        let about = Answer::read(&pending.answer).about(desk, pending.asked_ms);
        desk.order(Command::KeepPhoto(Ticket(pending.id.number()), file.clone(), about));
    }

    fn kept(&mut self, desk: &mut Desk, kept: &Result<Box<Photo>, Unkept>) {
        let Some((pending, file)) = self.waiting.front() else { return };
        match kept {
            Ok(photo) => {
                self.photo = Some((**photo).clone());
                desk.order(Command::Draft(pending.draft));
                return;
            }
            Err(Unkept::NoPicture(trouble)) => {
                desk.trouble(trouble);
                desk.order(Command::PhotoDone(pending.id, Some(file.clone())));
            }
            Err(Unkept::NotWanted(_)) => desk.order(Command::PhotoDone(pending.id, Some(file.clone()))),
            // It is tried again when its draft is opened, and at the next start.
            Err(Unkept::NotNow(trouble)) => desk.trouble(trouble),
        }
        self.waiting.pop_front();
        self.take_the_next(desk);
    }

    /// The first of them goes into its draft. Where the draft cannot be read now, it is tried again when that is
    /// opened, and at the next start.
    fn put(&mut self, desk: &mut Desk, draft: &Draft) {
        let (Some((pending, file)), Some(photo)) = (self.waiting.pop_front(), self.photo.take()) else {
            return;
        };
        let came = Came { id: pending.id, file };
        if draft.is_check {
            let answer = Answer::read(&pending.answer);
            if let Some((task, json)) = super::tasks::with_photo(&draft.json, &answer, photo) {
                desk.order(Command::SaveCheck(task, json, vec![came]));
            }
        } else if let (Ok(record), Some(around)) = (Record::read(&draft.json), around(desk)) {
            let mut visit = Visit::resumed(record, &draft.page);
            fill(&mut visit, &around, &Answer::read(&pending.answer), photo);
            desk.order(Command::SaveWithPhotos(draft.id, visit.draft(), visit.page.to_string(), vec![came]));
        }
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
        let Some((pending, _)) = self.waiting.front() else { return };
        match news {
            News::Photo(ticket, kept) if ticket.0 == pending.id.number() => self.kept(desk, kept),
            News::Draft(id, draft) if *id == pending.draft && self.photo.is_some() => {
                match draft {
                    Ok(Some(draft)) => self.put(desk, draft),
                    Ok(None) | Err(_) => {
                        self.photo = None;
                        self.waiting.pop_front();
                    }
                }
                self.take_the_next(desk);
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
            sheet.rows.insert(0, unsaved_row(trouble));
        }
        sheet.rows.splice(0..0, self.photos.rows());
        if self.photos.is_left() || matches!(self.waits, Some(Waits::Saving | Waits::Photos)) {
            sheet.main = sheet.main.map(|button| button.enabled(false));
        }
        // Nobody is kept from saving by a photo that does not come: it can be given up where the eye is.
        if self.waits_for_photos() && self.photos.is_awaited() {
            sheet.main = Some(Button::new(WAITING).enabled(false));
            sheet.side = Some(Button::new(GIVE_UP));
        }
        if self.visit.as_ref().is_some_and(|visit| visit.page == Page::Notice || visit.page == Page::Review) {
            let label = if self.edits {
                "ทิ้งการแก้ไขนี้"
            } else {
                "ทิ้งร่างนี้"
            };
            sheet.rows.push(crate::sheet::Row::act("discard", Sign::Bin, label).tone(Tone::Wrong));
        }
        Face::Sheet(sheet)
    }

    fn awaits_device(&self) -> bool {
        self.photos.stands_over()
    }

    fn arrive(&mut self, desk: &mut Desk) {
        // A record that was edited above this one stopped it.
        desk.go_on_looking();
    }

    fn told(&mut self, desk: &mut Desk, told: Told) {
        if self.is_ending() {
            return;
        }
        match told {
            Told::Touched(row, _) if row == "unsaved" => self.save(desk),
            Told::Touched(row, what) if row == "unkept" || row == "awaited" => {
                self.photos.touched(desk, &what);
                self.goes_on_saving(desk);
            }
            Told::Side if self.waits_for_photos() && self.photos.is_awaited() => {
                self.photos.give_up(desk);
                self.goes_on_saving(desk);
            }
            Told::Touched(row, _) if row == "discard" => {
                desk.ask(Question {
                    title: if self.edits {
                        "ทิ้งการแก้ไขนี้"
                    } else {
                        "ทิ้งร่างนี้"
                    }
                    .to_owned(),
                    words: if self.edits {
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
                let before_the_house = visit.page == Page::Place;
                if visit.go_on().is_some() {
                    // Who comes back to this page later may stand elsewhere.
                    let has_position =
                        visit.record.place.as_ref().is_some_and(|place| place.found_at.is_some());
                    self.takes_position &= !(before_the_house && has_position);
                    self.has_left_the_house(desk);
                    self.save(desk);
                    self.offers_photos_again(desk);
                }
            }
            Told::Side => self.answer(desk, "side", Said::Touched("")),
            Told::Back => {
                self.waits_for_no_photos();
                let back = self.visit.as_mut().is_some_and(Visit::go_back);
                if back {
                    self.save(desk);
                    self.offers_photos_again(desk);
                } else {
                    self.leave(desk);
                }
            }
            Told::Answered(yes) => match (self.waits.take(), yes) {
                (Some(Waits::Sure(row)), true) => self.answer(desk, &row, Said::Sure),
                (Some(Waits::SaveAnyway), true) => self.complete(desk),
                (Some(Waits::LeaveUnsaved), true) => self.photos.go_away(desk),
                (Some(Waits::Discard), true) => {
                    self.is_thrown_away = true;
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
        if let Some((answer, photo)) = self.photos.news(desk, news) {
            self.stand(desk, &answer, photo);
        }
        match news {
            News::Photo(..) | News::Stands(_) => self.goes_on(desk),
            News::Expected(Err(_)) => self.goes_on_saving(desk),
            News::Draft(id, draft) if *id == self.id && self.visit.is_none() => match draft {
                Ok(Some(draft)) => match Record::read(&draft.json) {
                    Ok(record) => {
                        let mut visit = Visit::resumed(record, &draft.page);
                        self.edits |= draft.edits;
                        if self.edits {
                            desk.order(Command::EditedFrom(self.id));
                        }
                        // One that was begun before is gone on with where it was left, unless its author is led to
                        // what was sent back.
                        let is_led = self.opens_at.is_some_and(|page| page != Page::Review);
                        let opens_at = self.opens_at.or(draft.edits.then_some(Page::Review));
                        if let Some(page) = opens_at
                            .filter(|page| (draft.page.is_empty() || is_led) && page.is_in(&visit.record))
                        {
                            visit.page = page;
                        }
                        self.visit = Some(visit);
                        // Photos that could not be kept when it was left.
                        desk.order(Command::ExpectedOf(self.id));
                        self.look_up(desk);
                    }
                    Err(fault) => desk.trouble(&Trouble::from(&store::StoreError::Record(fault))),
                },
                Ok(None) => desk.back(),
                Err(trouble) => desk.trouble(trouble),
            },
            News::EditedFrom(id, Ok(Some(before))) if *id == self.id => {
                let mine = desk.identity().map(|identity| identity.surveyor.id.as_str());
                let is_mine = before.surveyor.is_some() && before.surveyor.as_deref() == mine;
                self.before = is_mine.then(|| Arc::new((**before).clone()));
                // A supervisor may have sent it back while this page stood open.
                if let Some(visit) = &mut self.visit {
                    review::take_up(&mut visit.record.reviews, &before.reviews);
                }
            }
            News::Synced(_) if self.edits && self.visit.is_some() && !self.is_ending() => {
                desk.order(Command::EditedFrom(self.id));
            }
            News::ExpectedOf(id, photos) if *id == self.id && !self.is_thrown_away => {
                self.photos.take_up(desk, photos);
            }
            News::Discarded(id, gone) if *id == self.id => match gone {
                Ok(()) => {
                    self.photos.let_unkept_go(desk);
                    self.photos.let_what_came_go(desk);
                    self.photos.give_up(desk);
                    self.photos.leave();
                    self.goes_on_leaving(desk);
                }
                Err(trouble) => {
                    self.is_thrown_away = false;
                    desk.trouble(trouble);
                }
            },
            News::Saved(id, saved) if *id == self.id => {
                let had_no_room = self.unsaved.is_some();
                self.unsaved = saved.clone().err();
                // What is saved now after it could not be says that there is room for photos too.
                if had_no_room && saved.is_ok() {
                    self.photos.try_again(desk);
                }
                self.goes_on_leaving(desk);
            }
            News::Households(Ok(households)) => self.households = households.clone(),
            News::Known(person, number, Ok(known))
                if self.asked.get(person) == Some(&Asked::Number(*number)) =>
            {
                let standing = Standing { known: Some((*number, known.clone())), similar: Vec::new() };
                self.standing.insert(*person, standing);
            }
            // Asked once: each letter would say it again.
            News::Known(person, _, Err(trouble)) | News::Similar(person, Err(trouble))
                if self.asked.contains_key(person) =>
            {
                desk.trouble(trouble);
            }
            News::Similar(person, Ok(similar))
                if matches!(self.asked.get(person), Some(Asked::Person(_))) =>
            {
                self.standing.insert(*person, Standing { known: None, similar: similar.clone() });
            }
            News::Kept(id, kept) if *id == self.id && matches!(self.waits, Some(Waits::Saving)) => {
                self.waits = None;
                match kept {
                    Ok(kept) => {
                        desk.say(of_withdrawn(kept).unwrap_or_else(|| Question {
                            title: "บันทึกแล้ว".to_owned(),
                            words: "เก็บในเครื่องนี้อย่างปลอดภัย จะส่งให้ศูนย์เมื่อมีสัญญาณ".to_owned(),
                            tone: Tone::Good,
                            yes: "ตกลง".to_owned(),
                            ..Question::default()
                        }));
                        self.photos.go_away(desk);
                    }
                    Err(trouble) => {
                        self.photos.stay();
                        desk.trouble(trouble);
                    }
                }
            }
            _ => {}
        }
    }

    fn device_tells(&mut self, desk: &mut Desk, news: &FromDevice) {
        self.photos.device_tells(desk, news);
        match news {
            // A chooser that was left brings nothing.
            FromDevice::Photo(..) => self.goes_on_saving(desk),
            FromDevice::Position { .. } => self.take_position(desk),
            // The system may end the app from now on.
            FromDevice::Hidden => self.save(desk),
            _ => {}
        }
    }
}
