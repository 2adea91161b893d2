//! Small arithmetic that every score shares: the slack of threshold comparisons, never -0, and conversions from counts
//! and dates without a cast. Thresholds are met within 1e-9, so that rounding turns no score red. The means and methods
//! that make a score are in `domain/scoring/aggregation.rs`; the bounds of numbers that people send are in `fault.rs`.

use std::cmp::Ordering;

use chrono::NaiveDate;

pub const SLACK: f64 = 1e-9;

/// `-0` becomes `0`; everything else stays.
pub fn plain(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value }
}

/// Equal, or not comparable at all: nothing lies between the two.
pub fn same(one: f64, other: f64) -> bool {
    one.partial_cmp(&other).is_none_or(Ordering::is_eq)
}

pub fn at_least(value: f64, threshold: f64) -> bool {
    value >= threshold - SLACK
}

/// Whole days, negative when `to` is the earlier.
pub fn days_between(from: NaiveDate, to: NaiveDate) -> f64 {
    i32::try_from((to - from).num_days()).map_or(f64::NAN, f64::from)
}

pub fn count(length: usize) -> f64 {
    u32::try_from(length).map_or(f64::INFINITY, f64::from)
}

/// The mean of the two middle values when their number is even; `None` of nothing.
pub fn median(values: &mut [f64]) -> Option<f64> {
    let middle = values.len() / 2;
    if values.is_empty() {
        return None;
    }
    let even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    if !even {
        return Some(upper);
    }
    let lower = below.iter().copied().max_by(f64::total_cmp)?;
    Some(f64::midpoint(lower, upper))
}
