//! The verdict: reaching the revenue target is not enough. It compares Revenue and every department with their bars,
//! once counting missing data as 0 and once as 1; the outlook scales the bars by what is expected by now. If the two
//! results disagree, or nothing counts for Revenue or for Purpose, the verdict is `incomplete`. The bars are in
//! `domain/scoring_policy.rs`, colours in `bands.rs`, the status of single things in `domain/scoring/readings/pace.rs`.

use super::{aggregation::Figures, plan::moment::Phase, scored_plan::ScoredPlan};
use crate::domain::{
    department::Department,
    values::{id::Id, numbers::at_least, wire_enum::wire_enum},
};

wire_enum! {
    pub enum Verdict {
        Fulfilled = "fulfilled",
        RevenueWithoutPurpose = "revenue_without_purpose",
        PurposeWithoutRevenue = "purpose_without_revenue",
        NotFulfilled = "not_fulfilled",
        Incomplete = "incomplete",
    }
}

impl ScoredPlan<'_> {
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.judge(|_| 1.0)
    }

    /// The verdict with bars scaled to what is expected by now; after the cycle's end, the verdict itself.
    #[must_use]
    pub fn outlook(&self) -> Verdict {
        if self.moment.phase == Phase::Ended { self.verdict() } else { self.judge(|figures| figures.expected) }
    }

    /// The departments whose score is below the bar as things are now.
    #[must_use]
    pub fn failing_departments(&self) -> Vec<Id<Department>> {
        let bar = self.plan.policy.department_bar;
        self.counting_departments()
            .filter(|node| !at_least(node.counted().score, bar))
            .map(|node| node.planned.id)
            .collect()
    }

    fn judge(&self, bar_share: fn(&Figures) -> f64) -> Verdict {
        let Some(revenue) = self.revenue.filter(|_| self.has_score) else {
            return Verdict::Incomplete;
        };
        let policy = &self.plan.policy;
        let at = |end: fn(&Figures) -> f64| {
            let earned = at_least(end(&revenue), policy.revenue_bar * bar_share(&revenue));
            let kept = self.counting_departments().all(|node| {
                let figures = node.counted();
                at_least(end(&figures), policy.department_bar * bar_share(&figures))
            });
            word(earned, kept)
        };
        let (low, high) = (at(|figures| figures.score), at(|figures| figures.best));
        if low == high { low } else { Verdict::Incomplete }
    }
}

const fn word(revenue: bool, purpose: bool) -> Verdict {
    match (revenue, purpose) {
        (true, true) => Verdict::Fulfilled,
        (true, false) => Verdict::RevenueWithoutPurpose,
        (false, true) => Verdict::PurposeWithoutRevenue,
        (false, false) => Verdict::NotFulfilled,
    }
}
