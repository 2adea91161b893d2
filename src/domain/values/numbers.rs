//! Arithmetic shared by all scores: the slack of threshold comparisons, avoiding -0, and the conversions between whole
//! numbers and floats, which are the only casts in the program. Thresholds are compared with a slack of 1e-9, so that
//! rounding never turns a score red. The scoring formulas are in `domain/scoring/aggregation.rs`; the bounds of numbers
//! in input are in `fault.rs`.

use std::cmp::Ordering;

use chrono::NaiveDate;

pub const SLACK: f64 = 1e-9;

/// Turns `-0` into `0`; every other value stays.
pub fn plain(value: f64) -> f64 {
    if value == 0.0 { 0.0 } else { value }
}

/// Whether the two are equal, or cannot be compared (`NaN`).
pub fn same(one: f64, other: f64) -> bool {
    one.partial_cmp(&other).is_none_or(Ordering::is_eq)
}

pub fn at_least(value: f64, threshold: f64) -> bool {
    value >= threshold - SLACK
}

/// The number of days from `from` to `to`; negative if `to` is earlier.
pub const fn days_between(from: NaiveDate, to: NaiveDate) -> f64 {
    float(to.signed_duration_since(from).num_days())
}

/// Converts the length of a list or a text.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "exact up to 2^53, more than memory holds")]
pub const fn count(length: usize) -> f64 {
    length as f64
}

/// Converts a whole number, such as a number of days.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "exact up to 2^53, which neither comes near")]
pub const fn float(whole: i64) -> f64 {
    whole as f64
}

/// The number as an integer; `None` if it has a fraction or does not fit into 64 bits.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    reason = "what `as` would cut off is refused before"
)]
pub fn whole(number: f64) -> Option<i64> {
    const LIMIT: f64 = float(i64::MIN);
    (number.fract() == 0.0 && (LIMIT..-LIMIT).contains(&number)).then_some(number as i64)
}

/// The median: the mean of the two middle values if their number is even; `None` if there are none.
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
