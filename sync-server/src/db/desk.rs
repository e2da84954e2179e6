//! What the console keeps for itself: who is signed in, who looked at whom, which button led
//! where, and who was typed into INFO.
//!
//! Owns these rows and the questions that are asked of them, apart from the register's: the
//! register is the same whoever looked at it. Refuses to know passwords and pages (`office`,
//! `console`). Both stores answer it beside [`super::Transaction`].

use async_trait::async_trait;
use register::calendar::Round;
use register::lao::LaoCode;
use register::record::{PersonId, RecordId};
use uuid::Uuid;

use super::{Answer, DbFault, UserRow};
use crate::keys::Keys;

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionRow {
    /// BLAKE3 of the cookie, under the database's epoch.
    pub token: [u8; 32],
    /// Who.
    pub user: String,
    /// Since when, in milliseconds since 1970.
    pub since: u64,
    /// When they last asked for something.
    pub seen: u64,
}

/// How often a password was tried since it was last right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tries {
    /// How often.
    pub many: u32,
    /// When the last time was.
    pub last: u64,
}

/// One look into the register, or at the way into it. It names nobody but by their ids.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessRow {
    /// A UUIDv7: its order is the order of looking.
    pub id: Uuid,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// Which user.
    pub user: String,
    /// What they did.
    pub act: Act,
    /// On which record, where on one.
    pub record: Option<RecordId>,
    /// On whom, where on one.
    pub person: Option<PersonId>,
    /// How much was told, or which part; never what stood in it.
    pub told: Option<String>,
    /// What they said it was for.
    pub why: Option<String>,
}

/// What can be done that is written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Act {
    /// Signed in.
    SignIn,
    /// Tried to and failed.
    WrongPassword,
    /// Signed out.
    SignOut,
    /// Chose a password of their own.
    NewPassword,
    /// Searched the register.
    Search,
    /// Opened somebody's page.
    Person,
    /// Saw a national ID in full.
    Number,
    /// Opened a request's page.
    Request,
    /// Took a request in at the counter.
    TakeIn,
    /// Mended at the desk what a visit says of somebody.
    Mend,
    /// Opened a household's page.
    Household,
    /// Saw a photo in full.
    Photo,
    /// Opened the page of a month.
    Month,
    /// Took a list out of the console.
    Export,
    /// Changed who belongs to the office, or what they may do.
    Staff,
    /// Opened a list of names: one that hangs or is to, or what is laid before the committee.
    Posting,
    /// Changed what the LAO sets.
    Settings,
    /// Erased somebody, by its reference.
    Erase,
    /// Had the log's chain read again.
    Check,
    /// Did something with a list of names from elsewhere, or opened one.
    List,
}

impl Act {
    /// Every one.
    pub const ALL: [Self; 20] = [
        Self::SignIn,
        Self::WrongPassword,
        Self::SignOut,
        Self::NewPassword,
        Self::Search,
        Self::Person,
        Self::Number,
        Self::Request,
        Self::TakeIn,
        Self::Mend,
        Self::Household,
        Self::Photo,
        Self::Month,
        Self::Export,
        Self::Staff,
        Self::Posting,
        Self::Settings,
        Self::Erase,
        Self::Check,
        Self::List,
    ];

    /// As a column has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::WrongPassword => "wrong-password",
            Self::SignOut => "sign-out",
            Self::NewPassword => "new-password",
            Self::Search => "search",
            Self::Person => "person",
            Self::Number => "number",
            Self::Request => "request",
            Self::TakeIn => "take-in",
            Self::Mend => "mend",
            Self::Household => "household",
            Self::Photo => "photo",
            Self::Month => "month",
            Self::Export => "export",
            Self::Staff => "staff",
            Self::Posting => "posting",
            Self::Settings => "settings",
            Self::Erase => "erase",
            Self::Check => "check",
            Self::List => "list",
        }
    }

    pub(super) fn read(text: &str) -> Answer<Self> {
        let found = Self::ALL.into_iter().find(|act| act.as_str() == text);
        found.ok_or_else(|| {
            DbFault::Broken(format!("{text:?} is nothing that is written down of the console"))
        })
    }
}

/// A button that was pressed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PressRow {
    /// The name that its form was given when it was drawn.
    pub press: Uuid,
    /// Who pressed it.
    pub user: String,
    /// When.
    pub at: u64,
    /// The page it led to; `None` while it is being done.
    pub led_to: Option<String>,
}

/// Somebody of a month who was typed into INFO.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypedRow {
    /// Who: a mark of their number, which stays whatever the register joins and parts.
    pub whom: [u8; 32],
    /// By whom.
    pub user: String,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// What was typed, as a mark: it says whether it is the same now.
    pub mark: [u8; 32],
}

impl TypedRow {
    /// Whoever has this number, as a row knows them.
    pub(crate) fn whom(keys: &Keys, number: &str) -> [u8; 32] {
        keys.mark(["typed into INFO: whose", number.trim()])
    }
}

/// Somebody who was handed out to be entered into INFO, as they were handed out last for a month.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HandedRow {
    /// Who, as [`TypedRow::whom`] has it.
    pub whom: [u8; 32],
    /// Of which month.
    pub round: Round,
    /// When, in milliseconds since 1970.
    pub at: u64,
    /// How they stood, as a mark.
    pub mark: [u8; 32],
    /// What they were called.
    pub name: String,
}

/// A month as a row has it.
pub(super) fn round(text: &str) -> Answer<Round> {
    text.parse().map_err(|_| DbFault::Broken(format!("{text:?} is no month that was typed")))
}

/// The questions.
#[async_trait]
pub trait Desk: Send {
    /// A LAO's people of the office, by id.
    async fn users(&mut self, lao: LaoCode) -> Answer<Vec<UserRow>>;

    /// Says when somebody who is signed in still was there; whoever is not any more stays out.
    async fn touch_session(&mut self, lao: LaoCode, token: &[u8; 32], seen: u64) -> Answer<()>;
    /// Somebody signed in.
    async fn put_session(&mut self, lao: LaoCode, session: &SessionRow) -> Answer<()>;
    /// Who is signed in with this token.
    async fn session(&mut self, lao: LaoCode, token: &[u8; 32]) -> Answer<Option<SessionRow>>;
    /// Signs out whoever is signed in with this token.
    async fn drop_session(&mut self, lao: LaoCode, token: &[u8; 32]) -> Answer<()>;
    /// Signs a user out everywhere.
    async fn drop_sessions_of(&mut self, lao: LaoCode, user: &str) -> Answer<()>;
    /// Forgets, in every LAO, sessions not seen since then and presses older than that.
    async fn forget_before(&mut self, at: u64) -> Answer<()>;

    /// How often a password was tried; locked until the transaction ends.
    async fn tries(&mut self, lao: LaoCode, user: &str) -> Answer<Tries>;
    /// Says so anew.
    async fn put_tries(&mut self, lao: LaoCode, user: &str, tries: Tries) -> Answer<()>;

    /// Writes down that somebody looked.
    async fn put_access(&mut self, lao: LaoCode, row: &AccessRow) -> Answer<()>;
    /// The looks before one, the newest first, at most so many; at one person, where one is named.
    async fn accesses(
        &mut self,
        lao: LaoCode,
        of: Option<PersonId>,
        before: Option<Uuid>,
        most: u32,
    ) -> Answer<Vec<AccessRow>>;

    /// Claims a button; `false` where somebody pressed it before.
    async fn claim(&mut self, lao: LaoCode, press: &PressRow) -> Answer<bool>;
    /// A button that was pressed.
    async fn press(&mut self, lao: LaoCode, press: Uuid) -> Answer<Option<PressRow>>;
    /// Says where it led; `None` takes it back: it may be pressed again.
    async fn settle(&mut self, lao: LaoCode, press: Uuid, led_to: Option<&str>) -> Answer<()>;

    /// Who of a month was typed.
    async fn typed(&mut self, lao: LaoCode, round: Round) -> Answer<Vec<TypedRow>>;
    /// Says that somebody was; `false` where it was said of the same before, and nothing is changed.
    async fn put_typed(&mut self, lao: LaoCode, round: Round, row: &TypedRow) -> Answer<bool>;
    /// Takes it back.
    async fn drop_typed(&mut self, lao: LaoCode, round: Round, whom: &[u8; 32]) -> Answer<()>;
    /// When these people were typed, each time with its month, the newest first.
    async fn typed_of(&mut self, lao: LaoCode, whom: &[[u8; 32]]) -> Answer<Vec<(Round, TypedRow)>>;
    /// Everybody of a LAO who was handed out.
    async fn handed(&mut self, lao: LaoCode) -> Answer<Vec<HandedRow>>;
    /// These of them.
    async fn handed_of(&mut self, lao: LaoCode, whom: &[[u8; 32]]) -> Answer<Vec<HandedRow>>;
    /// Says that they were, in the place of what was said of them and that month before.
    async fn put_handed(&mut self, lao: LaoCode, rows: &[HandedRow]) -> Answer<()>;
    /// Says that this one was not, for a month; or for none, as whoever is out of INFO again.
    async fn drop_handed(&mut self, lao: LaoCode, whom: &[u8; 32], round: Option<Round>) -> Answer<()>;
    /// Forgets that these people ever were typed or handed out: they were erased.
    async fn forget_typed(&mut self, lao: LaoCode, whom: &[[u8; 32]]) -> Answer<()>;
}
