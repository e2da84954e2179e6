//! Help that was given to people who were erased since: what the sums miss without them, and how they are told of.

use std::collections::{BTreeMap, BTreeSet};

use super::given::{Gift, Sum};
use super::{Held, Period};
use crate::calendar::{FiscalYear, Round};
use crate::course::ActKind;
use crate::event::EventId;
use crate::outlay::{Outlay, Slice};
use crate::record::{RecordId, RequestId};
use crate::statement::Helped;

/// What stands where a row of something else would have its name.
pub(super) const WHOSE: &str = "ผู้ที่ลบข้อมูลส่วนบุคคลแล้ว";

/// That help which a report tells of was given to people who were erased since. Nobody knows any more who of them is
/// one with whoever else was helped: a house whose other half stays is counted here and there.
pub(super) fn told(helped: Helped) -> Option<String> {
    let told = || {
        format!(
            "รวมความช่วยเหลือที่ให้ไปแล้วแก่{WHOSE} เก็บไว้เฉพาะยอดรวม ไม่มีชื่อ วันที่ และหมู่บ้าน คนและครัวเรือนในยอดนี้อาจซ้ำกับที่นับในแถวอื่น"
        )
    };
    (helped != Helped::default()).then(told)
}

impl Held {
    /// What was given in a time to people who were erased since, of one thing.
    pub(super) fn erased(&self, period: Period, of: Slice) -> Helped {
        self.outlays.get(&period).map(|outlay| outlay.helped(of)).unwrap_or_default()
    }

    /// The same by each of its things, in their order.
    pub(super) fn erased_by<K>(
        &self,
        period: Period,
        of: impl Fn(Slice) -> Option<K>,
    ) -> impl Iterator<Item = (K, Helped)> {
        let shares = self.outlays.get(&period).into_iter().flat_map(|outlay| &outlay.shares);
        shares.filter_map(move |share| Some((of(share.of)?, share.helped)))
    }

    /// What of it was against one disaster, in the months until a day.
    pub(super) fn erased_against(
        &self,
        event: EventId,
        until: chrono::NaiveDate,
    ) -> impl Iterator<Item = (Slice, Helped)> {
        let months = self
            .outlays
            .values()
            .filter(move |outlay| matches!(outlay.of, Period::Month(_)) && outlay.of.first_day() <= until);
        let of_it = move |slice| matches!(slice, Slice::Disaster { disaster, .. } if disaster == event);
        let shares = months.flat_map(|outlay| &outlay.shares).filter(move |share| of_it(share.of));
        shares.map(|share| (share.of, share.helped))
    }

    /// What every report would miss if these requests were gone with all that was done about them, month by month and
    /// year by year. A person or a house that would be told of still is in none of it: they are counted where they are.
    /// What is held need be no more than these requests, and whatever else is of the same people and houses.
    pub fn outlay_of(&self, going: &BTreeSet<(RecordId, RequestId)>) -> Vec<Outlay> {
        let goes = |gift: &&Gift<'_>| going.contains(&(gift.case.record, gift.case.request));
        let all = self.every_gift();
        let days: BTreeSet<_> = all.iter().filter(goes).map(|gift| gift.on).collect();
        let months = days.iter().map(|day| Period::Month(Round::of(*day)));
        let periods: BTreeSet<Period> =
            months.chain(days.iter().map(|day| Period::Year(FiscalYear::of(*day)))).collect();
        let against = self.disasters_of(all.iter().filter(goes).map(|gift| gift.case));
        let of_period = |period: Period| {
            let here = || all.iter().filter(|gift| period.contains(gift.on));
            let mut slices: BTreeSet<Slice> = BTreeSet::new();
            for gift in here().filter(goes) {
                let (form, funding) = (gift.grant.form, gift.grant.funding);
                slices.extend([
                    Slice::All {},
                    Slice::Form { form, funding },
                    Slice::Funding { funding },
                    Slice::Area { area: gift.case.area() },
                ]);
                let disaster = against.get(&(gift.case.record, gift.case.request));
                if let (Period::Month(_), Some(disaster)) = (period, disaster) {
                    let at_once = gift.step.act.kind() == ActKind::HelpedUrgently;
                    slices.insert(Slice::Disaster { disaster: *disaster, form, at_once });
                }
            }
            let is_of = |gift: &Gift<'_>, slice: Slice| match slice {
                Slice::All {} => true,
                Slice::Form { form, funding } => (form, funding) == (gift.grant.form, gift.grant.funding),
                Slice::Funding { funding } => funding == gift.grant.funding,
                Slice::Area { area } => area == gift.case.area(),
                Slice::Disaster { disaster, form, at_once } => {
                    // Of whoever stays it is asked by their own requests alone.
                    against.get(&(gift.case.record, gift.case.request)) == Some(&disaster)
                        && form == gift.grant.form
                        && at_once == (gift.step.act.kind() == ActKind::HelpedUrgently)
                }
            };
            let missed = |slice: Slice| {
                let sum = Sum::of(here().filter(|gift| is_of(gift, slice))).helped();
                let left = Sum::of(here().filter(|gift| is_of(gift, slice) && !goes(gift))).helped();
                Helped {
                    requests: sum.requests.saturating_sub(left.requests),
                    people: sum.people.saturating_sub(left.people),
                    houses: sum.houses.saturating_sub(left.houses),
                    satang: sum.satang.saturating_sub(left.satang),
                }
            };
            Outlay::of(
                period,
                slices.into_iter().map(|slice| (slice, missed(slice))).collect::<BTreeMap<_, _>>(),
            )
        };
        periods.into_iter().filter_map(of_period).collect()
    }
}
