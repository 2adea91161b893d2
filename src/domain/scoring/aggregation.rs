//! How values are combined: the weighted mean, and the two methods that combine departments into the purpose index and
//! Revenue with Purpose into the overall score. *Half your average, half your weakest link.* Items of weight 0 are left
//! out of mean and minimum; means are clamped to the range of their items, whatever rounding does. Which items are
//! aggregated is decided in `tree.rs` and `scored_plan.rs`; the points lost are computed in `waterfall.rs`.

use crate::domain::{
    scoring_policy::{Method, Policy},
    values::numbers::plain,
};

/// The geometric method raises lower values to this.
pub const GEOMETRIC_FLOOR: f64 = 0.01;

/// A score, the score if everything missing were reached in full, and the score expected by now.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figures {
    pub score: f64,
    pub best: f64,
    pub expected: f64,
}

impl Figures {
    /// Applies the same formula to each of the three.
    pub fn each(mut formula: impl FnMut(fn(&Self) -> f64) -> f64) -> Self {
        Self {
            score: formula(|figures| figures.score),
            best: formula(|figures| figures.best),
            expected: formula(|figures| figures.expected),
        }
    }
}

/// `(weight, value)`, the item of every aggregation; weight 0 is left out of mean and minimum.
pub type Weighted = (f64, f64);

/// The weighted mean, within the range of the items; `None` without any positive weight.
pub fn weighted_mean(items: impl IntoIterator<Item = Weighted>) -> Option<f64> {
    let (mut weights, mut sum) = (0.0, 0.0);
    let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
    for (weight, value) in items.into_iter().filter(|(weight, _)| *weight > 0.0) {
        weights += weight;
        sum += weight * value;
        low = low.min(value);
        high = high.max(value);
    }
    (weights > 0.0).then(|| plain((sum / weights).clamp(low, high)))
}

pub fn minimum(items: impl IntoIterator<Item = Weighted>) -> Option<f64> {
    let counting = items.into_iter().filter(|(weight, _)| *weight > 0.0);
    counting.map(|(_, value)| value).min_by(f64::total_cmp)
}

/// `(1 - balance) * mean + balance * min`
#[must_use]
pub fn balanced(mean: f64, min: f64, balance: f64) -> f64 {
    plain(mean - balance * (mean - min))
}

/// The weighted mean of the logarithms of the floored values.
pub fn mean_logarithm(items: impl IntoIterator<Item = Weighted>) -> Option<f64> {
    weighted_mean(items.into_iter().map(|(weight, value)| (weight, logarithm(value))))
}

#[must_use]
pub fn logarithm(value: f64) -> f64 {
    value.max(GEOMETRIC_FLOOR).ln()
}

/// The purpose index over the departments; `None` without any positive weight.
pub fn purpose_index(policy: &Policy, departments: impl IntoIterator<Item = Weighted> + Clone) -> Option<f64> {
    match policy.method {
        Method::Balanced => {
            let mean = weighted_mean(departments.clone())?;
            Some(balanced(mean, minimum(departments)?, policy.balance))
        }
        Method::Geometric => mean_logarithm(departments).map(|mean| mean.exp().min(1.0)),
    }
}

/// The overall score; without revenue it is the purpose index.
#[must_use]
pub fn overall(policy: &Policy, revenue: Option<f64>, purpose: f64) -> f64 {
    let Some(revenue) = revenue else {
        return purpose;
    };
    let mean = pillar_mean(policy, revenue, purpose);
    match policy.method {
        Method::Balanced => balanced(mean, revenue.min(purpose), policy.balance),
        Method::Geometric => pillar_mean(policy, logarithm(revenue), logarithm(purpose)).exp().min(1.0),
    }
}

/// `rho * revenue + (1 - rho) * purpose`
#[must_use]
pub fn pillar_mean(policy: &Policy, revenue: f64, purpose: f64) -> f64 {
    let rho = policy.revenue_weight;
    (rho * revenue + (1.0 - rho) * purpose).clamp(revenue.min(purpose), revenue.max(purpose))
}
