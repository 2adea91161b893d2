//! The progress of a measure at a value: `raw` may leave 0..1 and is shown as it is, `progress` is clamped to 0..1.
//! Only numbers have a raw value: a range falls off over its tolerance, and milestones count the weight of the steps
//! done. The kinds are in `domain/measure`; the value and the steps on a date are found in
//! `domain/scoring/plan/observations.rs`, the attainment by ambition in `domain/scoring/readings/attainment.rs`.

use super::{Measure, Step};
use crate::domain::values::numbers::{SLACK, plain};

impl Measure {
    /// The share of the distance from start to target at this value, unclamped; `None` for ranges and milestones.
    #[must_use]
    pub fn raw(&self, value: f64) -> Option<f64> {
        match self {
            Self::Number { start, target, .. } => Some(share_of_the_way(*start, *target, value)),
            Self::Range { .. } | Self::Milestones { .. } => None,
        }
    }

    /// The progress in 0..1 at this value. Milestones have no value: see `done_share`.
    #[must_use]
    pub fn progress(&self, value: f64) -> f64 {
        match self {
            Self::Number { start, target, .. } => plain(share_of_the_way(*start, *target, value).clamp(0.0, 1.0)),
            Self::Range { low, high, tolerance, .. } => within(*low, *high, *tolerance, value),
            Self::Milestones { .. } => 0.0,
        }
    }

    /// The weight of the done steps divided by the weight of all steps.
    #[must_use]
    pub fn done_share(&self, mut is_done: impl FnMut(usize, &Step) -> bool) -> f64 {
        let (mut done, mut all) = (0.0, 0.0);
        for (position, step) in self.steps().iter().enumerate() {
            all += step.weight;
            if is_done(position, step) {
                done += step.weight;
            }
        }
        if all > 0.0 { done / all } else { 0.0 }
    }
}

/// `(value - from) / (to - from)`, kept finite even if the two are very close.
pub(in crate::domain) fn share_of_the_way(from: f64, to: f64, value: f64) -> f64 {
    plain(((value - from) / (to - from)).clamp(f64::MIN, f64::MAX))
}

/// Whether the way goes up; its two ends are never the same.
pub(in crate::domain) fn rises(start: f64, target: f64) -> bool {
    target > start
}

pub(in crate::domain) fn within(low: Option<f64>, high: Option<f64>, tolerance: f64, value: f64) -> f64 {
    let below = low.map_or(0.0, |low| low - value);
    let above = high.map_or(0.0, |high| value - high);
    let gap = below.max(above);
    // Without a tolerance the quotient is infinite, so nothing is left.
    if gap <= SLACK { 1.0 } else { (1.0 - gap / tolerance).max(0.0) }
}
