//! What is drawn up of a LAO's register for a page, kept until that register moves.
//!
//! Owns how long a drawing holds: while the LAO's log and its feed are as long as they were (what
//! others hold of the same people moves the feed, what is done here the log), and whatever else
//! it was told of is the same. Refuses to know what is drawn. Called by `comparing`, `events`,
//! `lists` and `monthly`.

use std::future::Future;
use std::sync::{Arc, Mutex};

use register::lao::LaoCode;

use super::Done;
use crate::db::{Answer, Transaction};

/// As of what something was drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct AsOf {
    /// How long the log was, and how far the feed.
    length: (u64, u64),
    /// What else went into it, such as the day.
    told: String,
}

impl AsOf {
    /// As a LAO's register is in this transaction.
    pub(super) async fn now(tx: &mut dyn Transaction, lao: LaoCode, told: String) -> Answer<Self> {
        let length = tx.head(lao).await?.map_or((0, 0), |head| (head.length, head.seq));
        Ok(Self { length, told })
    }
}

/// Drawings, each of something; the one that was drawn first goes first.
pub(super) struct Drawings<K, V> {
    most: usize,
    kept: Mutex<Vec<(K, AsOf, Arc<V>)>>,
}

impl<K: PartialEq, V> Drawings<K, V> {
    /// Keeps so many.
    pub(super) fn keeping(most: usize) -> Self {
        Self { most, kept: Mutex::default() }
    }

    /// The drawing of something as of now: the one that is kept, or a new one.
    pub(super) async fn of(&self, what: K, as_of: AsOf, draw: impl Future<Output = Done<V>>) -> Done<Arc<V>> {
        if let Some(known) = self.known(&what, &as_of) {
            return Ok(known);
        }
        let drawn = Arc::new(draw.await?);
        self.keep(what, as_of, &drawn);
        Ok(drawn)
    }

    /// Keeps a drawing that was made for something as of then.
    pub(super) fn keep(&self, what: K, as_of: AsOf, drawn: &Arc<V>) {
        let Ok(mut kept) = self.kept.lock() else { return };
        kept.retain(|(known, ..)| *known != what);
        if kept.len() >= self.most {
            kept.remove(0);
        }
        kept.push((what, as_of, Arc::clone(drawn)));
    }

    /// The drawing of something that is kept, as of then.
    pub(super) fn known(&self, what: &K, as_of: &AsOf) -> Option<Arc<V>> {
        let kept = self.kept.lock().ok()?;
        kept.iter().find(|(of, at, _)| of == what && at == as_of).map(|(.., drawn)| Arc::clone(drawn))
    }
}
