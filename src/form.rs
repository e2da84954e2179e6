//! A visit being captured: what is asked, page by page, and what each answer does.
//!
//! Owns the questions, their order, which of them are asked at all, and their warnings. Each page
//! is one function that is used twice: to show its rows, and to take what was said to one of
//! them; so no question can be shown that is not taken, nor taken under another name.
//!
//! Refuses to know windows, the store, the clock and chance: what it needs of them comes in as
//! [`Around`]. It asks only what the law or the register needs (domain.md 2.3, 2.13, 6.3).
//!
//! Called by `screens::capture`; tested without either.
//!
//! ```text
//! notice ─→ place ─→ dwelling ─→ people ─→ needs ─→ (damage) ─→ photos ─→ help ─→ signing ─→ review
//!    └─→ refusal                  └ person    └ request └ item                └ item
//! ```

mod around;
mod asking;
mod damage;
mod dwelling;
mod help;
mod needs;
mod notice;
mod page;
mod people;
mod photos;
mod place;
mod review;
mod sent_back;
mod signing;
mod way;

use register::record::{Record, RecordId, Status};

use crate::sheet::Sheet;

pub(crate) use around::surveyor_named;
pub use around::{Around, Nearby, Standing, Whereabouts};
pub(crate) use asking::birth_in_words;
pub use asking::{Said, Step};
pub use page::Page;
pub(crate) use people::{known_in_words, others_with_numbers, twice_in_words};
pub(crate) use photos::{keep as keep_photo, take_out as take_photo_out};
pub use review::missing;
pub(crate) use review::{house_called, house_in_words, in_words};
pub(crate) use sent_back::{
    Asked, Part, answer as answer_review, asked as asked_at, in_words as sent_back_in_words, parts,
};
pub(crate) use signing::{to_be_signed_anew, what_is_signed};
pub use way::{Filling, Number, Way};
pub(crate) use way::{NO_HOUSE_NUMBER, NO_PHONE, is_no_house_number, is_no_phone_number};

use asking::Asking;

/// A visit on its way to being a record.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// What was answered so far.
    pub record: Record,
    /// Where its author is.
    pub page: Page,
    /// The line that is being written in: it stays while it is, whatever stands in it.
    writing: Option<String>,
}

impl Visit {
    /// A visit that begins now.
    pub fn new(id: RecordId, around: &Around) -> Self {
        Self { record: around.empty_record(id), page: Page::Notice, writing: None }
    }

    /// A visit that was left: at its page, or at the nearest one that there still is.
    pub fn resumed(record: Record, page: &str) -> Self {
        let page: Page = page.parse().unwrap_or_else(|_| Page::first(&record));
        let page = page.nearest_in(&record);
        Self { record, page, writing: None }
    }

    /// Its page as a sheet.
    pub fn sheet(&self, around: &Around) -> Sheet {
        let mut asking = Asking::showing(around, &self.record);
        asking.writing_in(self.writing.as_deref());
        ask(&mut asking, self.page);
        asking.sheet(self.page)
    }

    /// Takes what was said to a row of its page, and says what comes of it.
    pub fn told(&mut self, around: &Around, row: &str, said: Said<'_>) -> Step {
        let mut asking = Asking::taking(around, &self.record, row, said);
        ask(&mut asking, self.page);
        let (record, step) = asking.taken();
        self.writing = matches!(said, Said::Wrote(_)).then(|| row.to_owned());
        let house_before = people::card_of_house(&self.record);
        self.record = record;
        people::cards_follow_the_house(&mut self.record, house_before.as_ref());
        self.follow(&step);
        step
    }

    /// Goes to the next page; `None` where this is the last one and the visit may be saved.
    pub fn go_on(&mut self) -> Option<Page> {
        let next = self.page.next(&self.record);
        if next == self.page {
            return None;
        }
        self.page = next;
        Some(next)
    }

    /// Goes back a page; `false` where this is the first.
    pub fn go_back(&mut self) -> bool {
        match self.page.before(&self.record) {
            None => false,
            Some(before) => {
                self.page = before;
                true
            }
        }
    }

    /// The record as a draft is kept.
    pub fn draft(&self) -> String {
        self.as_one_of(Status::Draft)
    }

    /// The record as it is when its author is done: of a refusal only place, time and reason.
    pub fn finished(&self) -> String {
        self.as_one_of(if self.record.refusal.is_some() { Status::Refused } else { Status::Draft })
    }

    fn as_one_of(&self, status: Status) -> String {
        let record = Record { status, ..self.record.clone() };
        serde_json::to_string(&record).unwrap_or_default()
    }

    fn follow(&mut self, step: &Step) {
        if let Step::Page(page) = step {
            self.page = *page;
        }
        self.page = self.page.nearest_in(&self.record);
    }
}

/// The text that is read out before anything is asked.
pub(crate) fn notice_text(around: &Around) -> String {
    notice::text(around).1
}

/// What each page asks, and what was sent back of it.
fn ask(asking: &mut Asking<'_>, page: Page) {
    sent_back::ask(asking, page);
    ask_page(asking, page);
    sent_back::mark(asking, page);
}

/// What each page asks.
fn ask_page(asking: &mut Asking<'_>, page: Page) {
    match page {
        Page::Notice => notice::ask(asking),
        Page::Refusal => notice::ask_why_not(asking),
        Page::Place => place::ask(asking),
        Page::Dwelling => dwelling::ask(asking),
        Page::People => people::ask(asking),
        Page::Person(id) => people::ask_one(asking, id),
        Page::PersonMore(id) => people::ask_more(asking, id),
        Page::Needs => needs::ask(asking),
        Page::Request(id) => needs::ask_one(asking, id),
        Page::Damage => damage::ask(asking),
        Page::DamageItem(at) => damage::ask_one(asking, at),
        Page::Photos => photos::ask(asking),
        Page::Help => help::ask(asking),
        Page::HelpItem(at) => help::ask_one(asking, at),
        Page::Signing => signing::ask(asking),
        Page::Review => review::ask(asking),
    }
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
