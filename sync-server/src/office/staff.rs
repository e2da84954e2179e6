//! The people of the desk, as their LAO's administrator keeps them.
//!
//! Owns giving somebody a place, a new password when theirs is lost, and taking the place away;
//! nobody is deleted, for what they did stands under their name. Refuses to know phones
//! (`enrolment`). Called by the console, through `Office`.

use super::looking::{Looked, note_in};
use super::sessions::{Visitor, one_time_password};
use super::{Done, Office, OfficeFault, now};
use crate::db::desk::{Act, Tries};
use crate::db::{UserRole, UserRow};

impl Office {
    /// A LAO's people of the desk, those who left among them, by id.
    ///
    /// # Errors
    /// When the database cannot be asked.
    pub async fn staff(&self, visitor: &Visitor) -> Done<Vec<UserRow>> {
        let mut tx = self.db.look().await?;
        Ok(tx.users(visitor.lao.code).await?)
    }

    /// Adds somebody to the visitor's LAO; returns their id and a password that is good once.
    ///
    /// # Errors
    /// When the name says nothing.
    pub async fn hire(&self, visitor: &Visitor, name: &str, role: UserRole) -> Done<(String, String)> {
        let name = name.trim();
        if name.is_empty() || name.chars().count() > 200 {
            return Err(OfficeFault::Refused("a user needs a name; nobody was added".to_owned()));
        }
        let (id, password) = self.add_user(visitor.lao.code, name, role).await?;
        let told = format!("add {id} {role:?}").to_lowercase();
        self.note_access(visitor, Act::Staff, Looked::told(told)).await?;
        Ok((id, password))
    }

    /// Gives somebody a new password that is good once. Their sessions end and they may try again.
    ///
    /// # Errors
    /// When there is no such user of the visitor's LAO.
    pub async fn renew_password(&self, visitor: &Visitor, id: &str) -> Done<String> {
        let (password, hash) = one_time_password().await?;
        self.alter(visitor, id, "password", |user| (user.password, user.one_time) = (hash, true)).await?;
        Ok(password)
    }

    /// Takes somebody's place away, or gives it back. An administrator cannot lock themselves out.
    ///
    /// # Errors
    /// When there is no such user of the visitor's LAO, or it is the visitor.
    pub async fn dismiss(&self, visitor: &Visitor, id: &str, left: bool) -> Done<()> {
        if id == visitor.id {
            return Err(OfficeFault::Refused(
                "nobody takes their own place away; nothing was changed".to_owned(),
            ));
        }
        let (did, at) = if left { ("leave", Some(now())) } else { ("return", None) };
        self.alter(visitor, id, did, |user| user.left_at = at).await
    }

    async fn alter(
        &self,
        visitor: &Visitor,
        id: &str,
        did: &str,
        change: impl FnOnce(&mut UserRow),
    ) -> Done<()> {
        let lao = visitor.lao.code;
        let mut tx = self.db.begin().await?;
        let mut user = tx.user(id).await?.filter(|user| user.lao == lao).ok_or_else(|| {
            OfficeFault::Missing(format!("there is no user {id} in LAO {lao}; nothing was changed"))
        })?;
        change(&mut user);
        tx.put_user(&user).await?;
        tx.drop_sessions_of(lao, id).await?;
        tx.put_tries(lao, id, Tries::default()).await?;
        note_in(&mut *tx, lao, &visitor.id, Act::Staff, Looked::told(format!("{did} {id}"))).await?;
        tx.commit().await?;
        Ok(())
    }
}
