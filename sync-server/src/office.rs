//! The office: one installation of the server, whatever it keeps its things in.
//!
//! Owns the database, the photos, the keys and the time, and everything that commands and
//! routes do with them. What it answers is durable when it answers.
//!
//! Refuses to know HTTP and command lines. Called by `routes` and by the commands.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{Arc, RwLock};
use std::time::{SystemTime, UNIX_EPOCH};

use async_trait::async_trait;
use data_encoding::HEXLOWER;
use register::course::Refusal;
use register::lao::{Directory, Lao, LaoCode, LaoKind};
use register::record::RecordId;
use register::wire::{Standing, life};

use crate::cards::{self, Cards};
use crate::db::{Db, DbFault, DeviceRow, SurveyorRow, Tenant, Transaction};
use crate::digests::{self, Shelf};
use crate::erasure::ledger::Ledger;
use crate::evidence::{Evidence, EvidenceFault};
use crate::intake::{self, Intake, IntakeFault, Outcome};
use crate::keys::{Keys, KeysFault};
use crate::log::LogFault;

mod affairs;
mod arrears;
mod closed_days;
mod comparing;
mod counter;
mod deciding;
mod drawings;
mod enrolment;
mod erasing;
mod events;
mod file;
mod household;
mod judging;
mod keeping;
mod lists;
mod looking;
mod meetings;
mod mending;
mod monthly;
mod own_data;
mod parted;
mod postings;
mod publications;
mod pulling;
mod rates;
mod referrals;
mod reporting;
mod requests;
mod searching;
mod sessions;
mod settings;
mod since;
mod staff;
mod statements;
mod taking;
mod tasks;
mod team;
mod turn;
mod typing;
mod uploads;

pub use arrears::{Arrears, Gone, Owed};
use comparing::Comparisons;
pub use comparing::{Case, Same, Shared};
pub use deciding::Decide;
pub use erasing::{Erased, NotErased};
pub use file::{Elsewhere, Hand, Joined, PersonFile, Source, Writing};
pub use household::HouseholdFile;
pub use judging::{Apart, Judge, Which};
pub use keeping::Due;
pub use lists::{Bring, Likeness, ListKept, Preview, Waiting};
pub use looking::{Looked, Press};
pub use own_data::OwnFile;
pub use postings::{CameOf, Named};
pub use referrals::{Before, Passed};
pub(crate) use requests::today;
pub use requests::{Asked, Meanwhile, NewStep, Queued, Stood};
pub use searching::{Found, Hit, Search};
pub use sessions::{LONGEST_PASSWORD, NewPassword, SHORTEST_PASSWORD, SignIn, Unfit, Visitor};
pub use statements::HandedIn;
pub use taking::Has;
pub(crate) use tasks::in_thailand;
pub use tasks::{NewFact, NewTask};
pub use team::{Appointed, TeamDevice, TeamRow};
use turn::Turn;
pub use typing::{Typed, Typing};
pub use uploads::UPLOAD_WAITS;

/// Where an office keeps its things.
pub struct Place {
    /// The database.
    pub db: Arc<dyn Db>,
    /// The photos.
    pub photos: Evidence,
    /// The key file.
    pub keys: PathBuf,
}

/// Letters of a life's name that stand in the names that were given in it.
const MARK_OF_A_LIFE: usize = 4;

/// Whose name it is.
enum Name {
    Surveyor,
    User,
    Phone,
}

/// One installation of the server.
pub struct Office {
    db: Arc<dyn Db>,
    photos: Evidence,
    keys: Keys,
    ledger: Ledger,
    epoch: String,
    /// How often it was restored from a backup.
    lives: u64,
    /// Every LAO, as of a version of the list.
    laos: RwLock<(String, Arc<Directory>)>,
    shelf: Shelf,
    cards: Cards,
    comparisons: Comparisons,
    /// Names that nobody has, tried at the door.
    strangers: sessions::Strangers,
    months: monthly::Months,
    surveys: monthly::Surveys,
    disasters: events::Disasters,
    reports: reporting::Reports,
    choices: postings::Choices,
    previews: lists::Previews,
    /// Lists that this process is filing.
    filing: lists::Filing,
    /// Held while a bundle is opened and taken.
    delivering: tokio::sync::Mutex<()>,
}

/// Somebody who sends: a phone, and who holds it.
#[derive(Clone, Debug)]
pub struct Sender {
    /// The phone.
    pub device: DeviceRow,
    /// Its holder.
    pub surveyor: SurveyorRow,
    /// How much it says that it still holds back, where it says so.
    pub standing: Option<Standing>,
}

/// Why the office did not do what it was asked. Nothing of it was done.
#[derive(Debug, thiserror::Error)]
pub enum OfficeFault {
    /// The request says something that cannot be.
    #[error("{0}")]
    Refused(String),
    /// There is no such thing here.
    #[error("{0}")]
    Missing(String),
    /// It is over, or was used up.
    #[error("{0}")]
    Gone(String),
    /// It does not fit what is there now.
    #[error("{0}")]
    Conflict(String),
    /// Too much of it at once; later there is room again.
    #[error("{0}")]
    TooMuch(String),
    /// The law does not let it be done to a request now; a sentence in Thai.
    #[error("{0}")]
    Step(Refusal),
    /// The law does not let it hang so; a sentence in Thai.
    #[error("{0}")]
    Posting(register::posting::Refusal),
    /// Somebody else was first; a sentence in Thai that says what they did.
    #[error("{0}")]
    Meanwhile(Box<Meanwhile>),
    /// Somebody is not erased, or not to the end.
    #[error(transparent)]
    Erasure(#[from] NotErased),
    /// The keys.
    #[error(transparent)]
    Keys(#[from] KeysFault),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbFault),
    /// The log.
    #[error(transparent)]
    Log(#[from] LogFault),
    /// The photos.
    #[error(transparent)]
    Evidence(#[from] EvidenceFault),
    /// Taking work in.
    #[error(transparent)]
    Intake(#[from] IntakeFault),
    /// No random bytes.
    #[error("this machine gives no random bytes; nothing was done, start it again")]
    NoChance,
}

/// What an office does with a request.
pub type Done<T> = Result<T, OfficeFault>;

impl Office {
    /// Opens an office, or founds one where there is none.
    ///
    /// # Errors
    /// When its place cannot be used, or the keys are another office's.
    pub async fn open(place: Place) -> Done<Self> {
        let Place { db, photos, keys: file } = place;
        let keys = Keys::at(&file)?;
        let public = keys.public().to_string();
        let mut tx = db.begin().await?;
        if tx.setting("epoch").await?.is_none() {
            // Another process may found this office in the same moment: it is waited for here, and
            // what it wrote is then seen below.
            tx.number("founding").await?;
        }
        match tx.setting("server_key").await? {
            None => tx.set("server_key", &public).await?,
            Some(pinned) if pinned == public => {}
            Some(_) => {
                return Err(OfficeFault::Refused(format!(
                    "{} holds the keys of another office than this database's; nothing was touched, name the \
                     right file with --keys",
                    file.display()
                )));
            }
        }
        let epoch = match tx.setting("epoch").await? {
            Some(epoch) => epoch,
            None => {
                let epoch = new_epoch()?;
                tx.set("epoch", &epoch).await?;
                tx.set(searching::CARDS, cards::FORM).await?;
                tx.set(requests::COURSES, requests::FORM).await?;
                tx.set(household::DOORS, &household::form()).await?;
                epoch
            }
        };
        let counted = tx.setting("lives").await?;
        let counted = counted.as_deref().and_then(|counted| counted.split_once(' '));
        let lives = match counted.map(|(of, lives)| (of, lives.parse().unwrap_or_default())) {
            None => 0,
            Some((of, lives)) if of == epoch => lives,
            Some((_, lives)) => lives + 1,
        };
        if counted.is_none_or(|(of, _)| of != epoch) {
            tx.set("lives", &format!("{epoch} {lives}")).await?;
        }
        tx.commit().await?;
        let (ledger, laos, shelf) = (Ledger::beside(&file), RwLock::default(), Shelf::default());
        let cards = Cards::default();
        let comparisons = Comparisons::keeping(comparing::KEPT);
        let (months, surveys) =
            (monthly::Months::keeping(monthly::KEPT), monthly::Surveys::keeping(monthly::KEPT));
        let (previews, filing) = (lists::Previews::keeping(lists::KEPT), lists::Filing::default());
        let office = Self {
            db,
            photos,
            keys,
            ledger,
            epoch,
            lives,
            laos,
            shelf,
            cards,
            comparisons,
            strangers: sessions::Strangers::default(),
            months,
            surveys,
            disasters: events::Disasters::keeping(events::KEPT),
            reports: reporting::Reports::keeping(reporting::KEPT),
            choices: postings::Choices::keeping(postings::KEPT),
            previews,
            filing,
            delivering: tokio::sync::Mutex::default(),
        };
        office.drop_clear_pieces().await?;
        office.erase_again().await?;
        office.draw_up(searching::CARDS, cards::FORM, |lao, records| Redraw { lao, records }).await?;
        let settling = |lao, records| requests::Settling { lao, records };
        office.draw_up(requests::COURSES, requests::FORM, settling).await?;
        let drawing_up = |lao, records| household::DrawingUp { lao, records };
        office.draw_up(household::DOORS, &household::form(), drawing_up).await?;
        let noting = |lao, records| parted::Noting { lao, records };
        office.draw_up(parted::PARTED, parted::FORM, noting).await?;
        Ok(office)
    }

    /// The keys.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// The database.
    pub fn db(&self) -> &Arc<dyn Db> {
        &self.db
    }

    /// The name of this life of the server.
    pub(crate) fn epoch(&self) -> &str {
        &self.epoch
    }

    /// Where this life stands among those of this installation, a later one higher: when it began, in seconds of
    /// 1970. The first one is 0.
    pub(crate) fn life(&self) -> u64 {
        match self.lives {
            0 => 0,
            lives => life::began(&self.epoch).map_or(lives, |ms| ms / 1_000),
        }
    }

    /// The digests that were published.
    pub(crate) fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// The photos.
    pub fn photos(&self) -> &Evidence {
        &self.photos
    }

    /// Every LAO, as the office was last told.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn laos(&self, tx: &mut dyn Transaction) -> Done<Arc<Directory>> {
        let version = tx.setting("laos").await?.unwrap_or_default();
        if let Ok(known) = self.laos.read()
            && known.0 == version
        {
            return Ok(Arc::clone(&known.1));
        }
        let directory = Arc::new(Directory::new(tx.tenants().await?.into_iter().map(|tenant| tenant.lao)));
        if let Ok(mut known) = self.laos.write() {
            *known = (version, Arc::clone(&directory));
        }
        Ok(directory)
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// When it does not.
    pub async fn ready(&self) -> Done<()> {
        self.db.look().await?.setting("epoch").await?;
        Ok(())
    }

    /// Adds a LAO, or says anew what it is.
    ///
    /// # Errors
    /// When what is said of it cannot be.
    pub async fn add_lao(&self, tenant: Tenant) -> Done<()> {
        let province = &tenant.lao.province;
        if province.len() != 2 || !province.bytes().all(|b| b.is_ascii_digit()) {
            return Err(OfficeFault::Refused(format!(
                "a province is two digits, such as 57, not {province:?}; nothing was added"
            )));
        }
        if tenant.lao.name.trim().is_empty() {
            return Err(OfficeFault::Refused("a LAO needs its name; nothing was added".to_owned()));
        }
        if tenant.lao.kind != LaoKind::CentralPlace && !tenant.serves.is_empty() {
            return Err(OfficeFault::Refused(
                "only a central place serves other LAOs; nothing was added".to_owned(),
            ));
        }
        let mut tx = self.db.begin().await?;
        let before = tx.tenants().await?;
        let known = |code: &LaoCode| before.iter().any(|t| t.lao.code == *code);
        if let Some(unknown) = tenant.serves.iter().find(|code| !known(code)) {
            return Err(OfficeFault::Missing(format!(
                "LAO {unknown}, which this central place is to serve, is not known here; nothing was added, \
                 add it first"
            )));
        }
        let known = before.iter().find(|t| t.lao.code == tenant.lao.code);
        let changed = known.is_some_and(|t| *t != tenant);
        if let Some(left) = known.map(|t| &t.lao.province).filter(|left| *left != province) {
            digests::leaves(&mut *tx, tenant.lao.code, left).await?;
        }
        tx.put_tenant(&tenant).await?;
        tx.set("laos", &HEXLOWER.encode(&chance::<8>()?)).await?;
        tx.commit().await?;
        // A database that was restored from before this LAO was added has not heard of them yet.
        self.erase_again().await?;
        if changed {
            // Its kind or province decides how its people stand.
            let laos = BTreeSet::from([tenant.lao.code]);
            self.turn_by_turn(&laos, |lao, records| Redraw { lao, records }).await?;
        }
        Ok(())
    }

    /// A new name: a surveyor's, a phone's, a user's. Those that were given out between a backup and its restoring are
    /// lost with their rows, and live on in phones and records; so names of a restored office have a mark of its
    /// life, which tells them from those of any other that began with the same backup.
    async fn name(&self, tx: &mut dyn Transaction, of: Name) -> Done<String> {
        let number = match of {
            Name::Surveyor => format!("s-{:03}", tx.number("surveyor").await?),
            Name::User => format!("u-{:03}", tx.number("user").await?),
            Name::Phone => format!("d-{:02}", tx.number("device").await?),
        };
        let mark = self.epoch.get(self.epoch.len().saturating_sub(MARK_OF_A_LIFE)..).unwrap_or_default();
        Ok(if self.lives == 0 { number } else { format!("{number}-{mark}") })
    }

    async fn known(&self, tx: &mut dyn Transaction, lao: LaoCode) -> Done<Lao> {
        let laos = self.laos(tx).await?;
        laos.get(lao).cloned().ok_or_else(|| {
            OfficeFault::Missing(format!(
                "LAO {lao} is not known here; nothing was done, add it with `samruat-server lao add`"
            ))
        })
    }
}

/// Records whose people are to be drawn up anew.
struct Redraw {
    lao: LaoCode,
    records: Vec<RecordId>,
}

#[async_trait]
impl Turn for Redraw {
    type Out = ();

    async fn take(&self, tx: &mut dyn Transaction, with: &Intake<'_>) -> Result<Outcome<()>, IntakeFault> {
        intake::redraw_records(tx, with, self.lao, &self.records).await
    }
}

/// Milliseconds since 1970, by this machine's clock.
pub fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_millis() as u64)
}

/// The name of a life that begins now.
pub(crate) fn new_epoch() -> Done<String> {
    Ok(life::named(now(), chance::<4>()?))
}

pub(crate) fn chance<const N: usize>() -> Done<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| OfficeFault::NoChance)?;
    Ok(bytes)
}

/// In fours, as people read and type it.
pub(crate) fn grouped(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

pub(crate) mod password {
    //! Passwords of the office's people: argon2id.

    use argon2::Argon2;
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    /// The hash that is kept; `None` where no random bytes are to be had.
    pub(crate) fn hash(password: &str) -> Option<String> {
        Argon2::default().hash_password(password.as_bytes()).ok().map(|hash| hash.to_string())
    }

    /// Whether a password is the one whose hash is kept.
    pub(crate) fn is(password: &str, kept: &str) -> bool {
        Argon2::default().verify_password(password.as_bytes(), kept).is_ok()
    }
}
