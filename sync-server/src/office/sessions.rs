//! Signing in at the console.
//!
//! Owns passwords, how often one may be tried, and how long a session lasts. A try is counted
//! before it is checked: many at one moment are still many. A session's token is kept as a hash
//! under this life's epoch, so a backup signs nobody in.
//!
//! Refuses to know cookies and pages (`console`) and what a role may do there. Called by the
//! console, through `Office`.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use data_encoding::{BASE32_NOPAD, BASE64URL_NOPAD, HEXLOWER};
use register::lao::{Lao, LaoCode};
use tokio::sync::Semaphore;

use super::looking::{Looked, note_in};
use super::turn::{TRIES, pause};
use super::{Done, Office, OfficeFault, chance, grouped, now, password};
use crate::db::desk::{Act, SessionRow, Tries};
use crate::db::{DbFault, UserRole, UserRow};
use crate::keys::WRAPPED;

/// So often a password may be wrong in a row.
const MOST_TRIES: u32 = 5;
/// And so long nobody may try after that.
const LOCK: Duration = Duration::from_secs(15 * 60);
/// A session ends when nothing was asked for so long: office computers are shared.
const IDLE: Duration = Duration::from_secs(60 * 60);
/// And after a day's work, whatever was asked for.
const LONGEST: Duration = Duration::from_secs(12 * 60 * 60);
/// A session that is in use is noted anew once in so many milliseconds: looking stays looking.
const A_WHILE: u64 = 60_000;
/// Shortest password that somebody may choose.
pub const SHORTEST_PASSWORD: usize = 10;
/// Longest, so that hashing one is no work of minutes.
pub const LONGEST_PASSWORD: usize = 200;
/// How long a button that was pressed is remembered.
const PRESSES_LAST: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Somebody who is signed in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// Which user.
    pub id: String,
    /// Their name.
    pub name: String,
    /// What they may do.
    pub role: UserRole,
    /// Whose they are.
    pub lao: Lao,
    /// They must choose a password of their own before anything else.
    pub one_time: bool,
    /// What their forms carry, so that no other site can press their buttons.
    pub form_key: String,
    token: [u8; 32],
}

/// Under which what is sealed for a session is found.
fn session_name(visitor: &Visitor) -> Vec<u8> {
    ["typed in session ", &visitor.form_key].concat().into_bytes()
}

/// What became of trying to sign in.
#[derive(Debug)]
pub enum SignIn {
    /// Signed in: the session's token, which nobody is told again.
    In(String),
    /// No such user, or another password; which of the two is not said. So many tries are left.
    Wrong {
        /// Tries that are left before the lock.
        left: u32,
    },
    /// Tried too often.
    Locked {
        /// Minutes until it may be tried again.
        minutes: u64,
    },
}

/// What became of choosing a password.
#[derive(Debug, PartialEq, Eq)]
pub enum NewPassword {
    /// It is theirs from now on, and every other session of theirs is over.
    Taken,
    /// The present password was another.
    Wrong,
    /// It cannot be theirs.
    Unfit(Unfit),
}

/// Why a text cannot be a password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// Too few letters.
    Short,
    /// Too many.
    Long,
    /// The one that was given out, or the user's own name.
    Known,
}

impl Unfit {
    /// Why, if at all, this cannot be a user's password.
    fn of(new: &str, old: &str, user: &UserRow) -> Option<Self> {
        let (letters, folded) = (new.chars().count(), new.to_lowercase());
        if letters < SHORTEST_PASSWORD {
            Some(Self::Short)
        } else if letters > LONGEST_PASSWORD {
            Some(Self::Long)
        } else if new == old || folded.contains(&user.id) || folded.contains(&user.name.to_lowercase()) {
            Some(Self::Known)
        } else {
            None
        }
    }
}

impl Office {
    /// Signs somebody in.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn sign_in(&self, id: &str, typed: &str) -> Done<SignIn> {
        let mut tx = self.db.look().await?;
        let user = tx.user(id).await?.filter(|user| user.left_at.is_none());
        drop(tx);
        let Some(user) = user else {
            // As long as for somebody who is there, and as often.
            return Ok(match self.strangers.count(id) {
                Try::Locked { minutes } => SignIn::Locked { minutes },
                Try::Counted { left } => {
                    let _ = matches(typed, None).await;
                    wrong(left)
                }
            });
        };
        let left = match self.count_try(&user).await? {
            Try::Counted { left } => left,
            Try::Locked { minutes } => return Ok(SignIn::Locked { minutes }),
        };
        if !matches(typed, Some(user.password.clone())).await {
            self.note_by(user.lao, &user.id, Act::WrongPassword, Looked::default()).await?;
            return Ok(wrong(left));
        }
        let token = format!("{}.{}", user.lao, BASE64URL_NOPAD.encode(&chance::<24>()?));
        let at = now();
        let session = SessionRow { token: self.hashed(&token), user: user.id.clone(), since: at, seen: at };
        let mut tx = self.db.begin().await?;
        // Meanwhile it may have been changed, or their place taken away.
        let still = tx.user(&user.id).await?;
        if still.is_none_or(|still| still.password != user.password || still.left_at.is_some()) {
            return Ok(SignIn::Wrong { left });
        }
        tx.put_tries(user.lao, &user.id, Tries::default()).await?;
        tx.put_session(user.lao, &session).await?;
        note_in(&mut *tx, user.lao, &user.id, Act::SignIn, Looked::default()).await?;
        tx.commit().await?;
        Ok(SignIn::In(token))
    }

    /// Who is signed in with this token.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn visitor(&self, token: &str) -> Done<Option<Visitor>> {
        let Some(lao) = token.split('.').next().and_then(|lao| lao.parse::<LaoCode>().ok()) else {
            return Ok(None);
        };
        let hashed = self.hashed(token);
        let mut tx = self.db.look().await?;
        let Some(session) = tx.session(lao, &hashed).await? else { return Ok(None) };
        let at = now();
        let over = |since: u64, most: Duration| Duration::from_millis(at.saturating_sub(since)) > most;
        if over(session.seen, IDLE) || over(session.since, LONGEST) {
            return Ok(None);
        }
        let user = tx.user(&session.user).await?.filter(|user| user.lao == lao && user.left_at.is_none());
        let Some(user) = user else { return Ok(None) };
        let lao = self.known(&mut *tx, lao).await?;
        drop(tx);
        if at.saturating_sub(session.seen) > A_WHILE {
            let mut tx = self.db.begin().await?;
            tx.touch_session(lao.code, &hashed, at).await?;
            tx.commit().await?;
        }
        let form_key = blake3::derive_key("samruat 2026-11-26 form of a console session", token.as_bytes());
        Ok(Some(Visitor {
            id: user.id,
            name: user.name,
            role: user.role,
            lao,
            one_time: user.one_time,
            form_key: HEXLOWER.encode(form_key.get(..16).unwrap_or_default()),
            token: hashed,
        }))
    }

    /// What was typed, as it may stand in an address: whoever finds it there later, in a browser's history or
    /// over a shoulder, reads nothing, and it opens in the session that typed it alone.
    ///
    /// # Errors
    /// When this machine gives no random numbers.
    pub fn seal_for(&self, visitor: &Visitor, typed: &str) -> Done<String> {
        let sealed = self.keys.seal(&session_name(visitor), typed.as_bytes());
        let (wrapped, sealed) = sealed.ok_or_else(|| {
            OfficeFault::Refused("this machine gives no random numbers; nothing was done".to_owned())
        })?;
        Ok(BASE64URL_NOPAD.encode(&[wrapped, sealed].concat()))
    }

    /// What [`Office::seal_for`] sealed for this session; `None` for anything else.
    pub fn opened_for(&self, visitor: &Visitor, sealed: &str) -> Option<String> {
        let bytes = BASE64URL_NOPAD.decode(sealed.as_bytes()).ok()?;
        let (wrapped, sealed) = bytes.split_at_checked(WRAPPED)?;
        String::from_utf8(self.keys.open(&session_name(visitor), wrapped, sealed)?).ok()
    }

    /// Signs somebody out, here only.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn sign_out(&self, visitor: &Visitor) -> Done<()> {
        let mut tx = self.db.begin().await?;
        tx.drop_session(visitor.lao.code, &visitor.token).await?;
        note_in(&mut *tx, visitor.lao.code, &visitor.id, Act::SignOut, Looked::default()).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Gives somebody the password that they chose. Their other sessions end.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn choose_password(&self, visitor: &Visitor, old: &str, new: &str) -> Done<NewPassword> {
        let lao = visitor.lao.code;
        let mut tx = self.db.look().await?;
        let gone =
            || OfficeFault::Gone(format!("{} is no user here any more; nothing was changed", visitor.id));
        let user = tx.user(&visitor.id).await?.ok_or_else(gone)?;
        drop(tx);
        if let Some(unfit) = Unfit::of(new, old, &user) {
            return Ok(NewPassword::Unfit(unfit));
        }
        // Guessing it here is counted as at the door.
        if let Try::Locked { .. } = self.count_try(&user).await? {
            return Ok(NewPassword::Wrong);
        }
        let kept = user.password.clone();
        if !matches(old, Some(user.password.clone())).await {
            self.note_by(lao, &user.id, Act::WrongPassword, Looked::default()).await?;
            return Ok(NewPassword::Wrong);
        }
        let hash = hashed_password(new).await?;
        let mut tx = self.db.begin().await?;
        let mut user = tx.user(&visitor.id).await?.filter(|user| user.password == kept).ok_or_else(gone)?;
        tx.put_tries(lao, &user.id, Tries::default()).await?;
        (user.password, user.one_time) = (hash, false);
        tx.put_user(&user).await?;
        let this = tx.session(lao, &visitor.token).await?;
        tx.drop_sessions_of(lao, &user.id).await?;
        if let Some(this) = this {
            tx.put_session(lao, &this).await?;
        }
        note_in(&mut *tx, lao, &user.id, Act::NewPassword, Looked::default()).await?;
        tx.commit().await?;
        Ok(NewPassword::Taken)
    }

    /// Forgets sessions that are over and buttons that were pressed long ago.
    ///
    /// # Errors
    /// When the database cannot be written.
    pub async fn forget_old_sessions(&self) -> Done<()> {
        let mut tx = self.db.begin().await?;
        tx.forget_before(now().saturating_sub(PRESSES_LAST.as_millis() as u64)).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Counts a try of a password before it is checked.
    async fn count_try(&self, user: &UserRow) -> Done<Try> {
        let mut met = 0;
        loop {
            match self.try_counted(user).await {
                // Two tried at one moment, and both are counted.
                Err(OfficeFault::Db(DbFault::Busy)) if met < TRIES => pause(met).await,
                answer => return answer,
            }
            met += 1;
        }
    }

    async fn try_counted(&self, user: &UserRow) -> Done<Try> {
        let mut tx = self.db.begin().await?;
        let (counted, tries) = Try::after(tx.tries(user.lao, &user.id).await?, now());
        if let Some(tries) = tries {
            tx.put_tries(user.lao, &user.id, tries).await?;
            tx.commit().await?;
        }
        Ok(counted)
    }

    fn hashed(&self, token: &str) -> [u8; 32] {
        *blake3::Hasher::new().update(self.epoch.as_bytes()).update(token.as_bytes()).finalize().as_bytes()
    }
}

/// A try of a password.
enum Try {
    /// It may be checked; so many are left after it.
    Counted { left: u32 },
    /// Not now.
    Locked { minutes: u64 },
}

impl Try {
    /// One more after these, and what they come to; nothing new while it is locked.
    fn after(before: Tries, at: u64) -> (Self, Option<Tries>) {
        let since = Duration::from_millis(at.saturating_sub(before.last));
        let is_full = before.many >= MOST_TRIES;
        if is_full && since < LOCK {
            return (Self::Locked { minutes: (LOCK - since).as_secs().div_ceil(60).max(1) }, None);
        }
        let many = if is_full { 1 } else { before.many + 1 };
        (Self::Counted { left: MOST_TRIES.saturating_sub(many) }, Some(Tries { many, last: at }))
    }
}

/// What is said of a wrong password after which so many tries are left.
fn wrong(left: u32) -> SignIn {
    match left {
        0 => SignIn::Locked { minutes: LOCK.as_secs() / 60 },
        left => SignIn::Wrong { left },
    }
}

/// Names that nobody has, as often as they were tried: whoever guesses names is told the same of one that
/// nobody has as of one that somebody has.
#[derive(Default)]
pub(super) struct Strangers(Mutex<HashMap<String, Tries>>);

impl Strangers {
    /// So many are kept in mind; whoever tries more is held up by the hashing.
    const MOST: usize = 10_000;
    /// A longer name is nobody's.
    const LONGEST: usize = 100;

    fn count(&self, name: &str) -> Try {
        let at = now();
        let name: String = name.chars().take(Self::LONGEST).collect();
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if names.len() >= Self::MOST {
            names.retain(|_, tries| Duration::from_millis(at.saturating_sub(tries.last)) < LOCK);
        }
        if names.len() >= Self::MOST {
            names.clear();
        }
        let (counted, tries) = Try::after(names.get(&name).copied().unwrap_or_default(), at);
        if let Some(tries) = tries {
            names.insert(name, tries);
        }
        counted
    }
}

/// So many passwords are hashed at once: each takes its memory, by intent, and whoever tries a
/// thousand at a time waits in a row.
static HASHING: Semaphore = Semaphore::const_new(4);

/// Hashing takes a while, by intent, and no request waits behind it.
async fn hashing<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let _turn = HASHING.acquire().await.ok()?;
    tokio::task::spawn_blocking(work).await.ok()
}

/// Whether this is the password.
async fn matches(typed: &str, kept: Option<String>) -> bool {
    let typed = typed.to_owned();
    let compare = move || match kept {
        Some(kept) => password::is(&typed, &kept),
        None => {
            password::hash(&typed);
            false
        }
    };
    hashing(compare).await.unwrap_or(false)
}

/// The hash of a password, to be kept.
async fn hashed_password(new: &str) -> Done<String> {
    let new = new.to_owned();
    hashing(move || password::hash(&new)).await.flatten().ok_or(OfficeFault::NoChance)
}

/// A password that is given out and good once, and its hash.
pub(super) async fn one_time_password() -> Done<(String, String)> {
    let password = grouped(&BASE32_NOPAD.encode(&chance::<10>()?));
    let hash = hashed_password(&password).await?;
    Ok((password, hash))
}
