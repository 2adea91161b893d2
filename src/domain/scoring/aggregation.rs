//! How values are combined: the weighted mean, the smallest value, the mean of logarithms. Items of weight 0 are left
//! out of mean and minimum; means are clamped to the range of their items, whatever rounding does. Which of these
//! combine departments and the two pillars is decided in `method.rs`; which items are aggregated, in `tree.rs` and
//! `scored_plan.rs`.

use crate::domain::values::numbers::plain;

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
