//! Who may be the same person: the cases of one LAO, for people to decide; and whom of a PAO's
//! people its TAOs and municipalities hold already.
//!
//! Owns drawing both up from the register of one moment, keeping them until its log moves, and
//! turning what a clerk rules on two people of a page into a decision. Refuses to know what makes
//! a case (`register::draw`, `register::candidate`). Called by the console, through `Office`.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use register::candidate::{Candidate, candidates, open_cases};
use register::case::{Ground, Pair};
use register::decision::{Appearance, DecisionId, Ruling, Verdict};
use register::draw::{Register, draw};
use register::entry::{Entry, Flag, InfoStatus};
use register::lao::{Directory, Lao, LaoCode, LaoKind};
use register::record::RecordId;
use register::sameness::{Points, Reason};

use super::deciding::may_decide;
use super::drawings::{AsOf, Drawings};
use super::requests::today;
use super::{Decide, Done, Office, OfficeFault, Visitor};
use crate::db::{DbFault, decision_of};
use crate::projection;

/// LAOs whose comparisons are kept.
pub(super) const KEPT: usize = 64;

/// Two entries that people should look at together.
#[derive(Clone, Debug)]
pub struct Case {
    /// The one of the LAO that looks.
    pub own: Entry,
    /// The other; of the same LAO, or of another.
    pub other: Entry,
    /// Whose the other is.
    pub whose: Lao,
    /// Why.
    pub grounds: BTreeSet<Ground>,
    /// The chance that they are one person, in thousandths, where likeness speaks for it.
    pub score: Option<u16>,
    /// What speaks for and against it, the heaviest first.
    pub reasons: Vec<(Reason, Points)>,
}

impl Case {
    /// The two, by their holders.
    pub fn pair(&self) -> Option<Pair> {
        Pair::of(self.own.holder()?, self.other.holder()?)
    }

    /// Whether both are the LAO's own: of another's nothing is shown but its name and its help.
    pub fn is_within(&self) -> bool {
        self.own.lao == self.other.lao
    }
}

/// A PAO's people beside what is held under it (contract section 4, row 3; domain.md 3.1). Of any
/// other LAO there is nothing here.
#[derive(Clone, Debug, Default)]
pub struct Shared {
    /// Whom the PAO need not enter, and who enters them. They stay on its committee's list.
    pub excused: Vec<(Entry, Vec<Lao>)>,
    /// Whom nobody under it has met: they are the PAO's own to enter.
    pub alone: Vec<Entry>,
}

/// What of a LAO's people should be looked at together.
#[derive(Debug)]
pub(super) struct Compared {
    cases: Arc<Vec<Case>>,
    shared: Arc<Shared>,
}

/// LAOs whose people are compared.
pub(super) type Comparisons = Drawings<LaoCode, Compared>;

/// What a clerk rules on two people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Same {
    /// They are one.
    Yes,
    /// They are two.
    No,
}

impl Office {
    /// The open cases of a LAO, the likeliest first.
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub async fn cases(&self, lao: LaoCode) -> Done<Arc<Vec<Case>>> {
        Ok(Arc::clone(&self.compared(lao).await?.cases))
    }

    /// Whom of a PAO's people others under it hold, and whom nobody else has met.
    ///
    /// # Errors
    /// When the LAO is not known, or the database cannot be asked.
    pub async fn shared(&self, lao: LaoCode) -> Done<Arc<Shared>> {
        Ok(Arc::clone(&self.compared(lao).await?.shared))
    }

    async fn compared(&self, lao: LaoCode) -> Done<Arc<Compared>> {
        let on = today()?;
        let mut tx = self.db.look().await?;
        self.known(&mut *tx, lao).await?;
        let as_of = AsOf::now(&mut *tx, lao, on.to_string()).await?;
        let drawing = async {
            let laos = self.laos(&mut *tx).await?;
            let gathered = projection::around_lao(&mut *tx, lao).await?;
            drop(tx);
            let drawn = tokio::task::spawn_blocking(move || {
                let register = draw(&gathered.visits, &gathered.decisions, &laos);
                let shared = Arc::new(Shared::of(lao, &register, &laos));
                Compared { cases: Arc::new(cases_of(lao, register, &laos, on)), shared }
            });
            Ok(drawn.await.map_err(|e| DbFault::Broken(format!("cases could not be drawn up ({e})")))?)
        };
        self.comparisons.of(lao, as_of, drawing).await
    }

    /// Rules whether two people of a page are one, naming each by any visit on which they were met.
    ///
    /// # Errors
    /// When the user may not, or one of them is not there any more. Nothing was decided then.
    pub async fn rule_on(
        &self,
        visitor: &Visitor,
        one: Appearance,
        other: Appearance,
        same: Same,
    ) -> Done<()> {
        let mut tx = self.db.look().await?;
        let mut names = Vec::new();
        for who in [one, other] {
            let row = tx.people(&[(who.lao, who.record)]).await?.into_iter().find(|row| row.who == who);
            let standing = row.and_then(|row| row.standing).ok_or_else(|| {
                OfficeFault::Gone(format!(
                    "{who} does not count in the register any more; nothing was decided"
                ))
            })?;
            names.push(format!("{}/{}", who.lao, standing.state.person));
        }
        drop(tx);
        let [one, other] = names.as_slice() else { return Ok(()) };
        // Somebody else joined them meanwhile. Whoever thinks otherwise takes that apart: to part one entry from
        // itself would tear its visits from one another.
        if one == other {
            return Err(OfficeFault::Conflict("they are one person already; nothing was decided".to_owned()));
        }
        let what = match same {
            Same::Yes => Decide::Join(one.clone(), other.clone()),
            Same::No => Decide::Separate(one.clone(), other.clone()),
        };
        self.decide(&visitor.id, what).await
    }

    /// Takes apart what a decision joined: both sides are again what they were before it.
    ///
    /// # Errors
    /// When the user may not, or there is no such decision on these records of theirs. Nothing was
    /// decided then.
    pub async fn take_apart(&self, visitor: &Visitor, records: &[RecordId], joined: DecisionId) -> Done<()> {
        let lao = visitor.lao.code;
        let mut tx = self.db.look().await?;
        let gone = || OfficeFault::Gone(format!("nobody here was joined by {joined}; nothing was decided"));
        let user = tx.user(&visitor.id).await?.ok_or_else(gone)?;
        may_decide(&user)?;
        let row = tx
            .rulings_on(&records.iter().map(|record| (lao, *record)).collect::<Vec<_>>())
            .await?
            .into_iter()
            .find(|row| row.id == joined);
        let decision = row.map(|row| decision_of(&row.json)).transpose()?.ok_or_else(gone)?;
        let Verdict::Join { left, right } = decision.ruling().verdict.clone() else { return Err(gone()) };
        drop(tx);
        let ruling = Ruling::new(user.id, self.stamp().await?, Verdict::Separate { left, right });
        self.enact(lao, &ruling.sign(&self.keys.signing)).await
    }
}

impl Shared {
    fn of(lao: LaoCode, register: &Register, laos: &Directory) -> Self {
        let mut shared = Self::default();
        if laos.get(lao).is_none_or(|lao| lao.kind != LaoKind::Pao) {
            return shared;
        }
        for entry in register.entries.iter().filter(|entry| entry.lao == lao) {
            match entry.status {
                InfoStatus::ExcusedPao => {
                    let by = entry.linked.iter().filter_map(|code| laos.get(*code)).cloned();
                    shared.excused.push((entry.clone(), by.collect()));
                }
                // Somebody of another name has their number: who they are is not known yet.
                InfoStatus::Review => {}
                _ if entry.linked.is_empty() && !entry.flags.contains(&Flag::CrossArea) => {
                    shared.alone.push(entry.clone());
                }
                _ => {}
            }
        }
        shared
    }
}

/// What a LAO's people should look at, of a register that has everything that touches them.
fn cases_of(lao: LaoCode, register: Register, laos: &Directory, on: chrono::NaiveDate) -> Vec<Case> {
    // Likeness is looked for among the LAO's own: of others not everybody is here.
    let (entries, others): (Vec<Entry>, Vec<Entry>) =
        register.entries.into_iter().partition(|entry| entry.lao == lao);
    let own = Register { entries, ..register };
    let by_holder: BTreeMap<Appearance, &Entry> =
        own.entries.iter().chain(&others).filter_map(|entry| Some((entry.holder()?, entry))).collect();
    let alike = candidates(&own, on);
    let found: BTreeMap<Pair, &Candidate> =
        alike.iter().map(|candidate| (candidate.pair, candidate)).collect();
    let mut cases: Vec<Case> = open_cases(&own, &alike)
        .into_iter()
        .filter_map(|(pair, grounds)| {
            let (left, right) = (*by_holder.get(&pair.left())?, *by_holder.get(&pair.right())?);
            let (own, other) = if left.lao == lao { (left, right) } else { (right, left) };
            if own.lao != lao {
                return None;
            }
            let found = found.get(&pair);
            Some(Case {
                own: own.clone(),
                other: other.clone(),
                whose: laos.get(other.lao)?.clone(),
                grounds,
                score: found.map(|found| found.score),
                reasons: found.map(|found| found.reasons.clone()).unwrap_or_default(),
            })
        })
        .collect();
    // What numbers say before what names say, and the likelier first.
    cases.sort_by_key(|case| (case.score.is_some(), std::cmp::Reverse(case.score), case.pair()));
    cases
}
