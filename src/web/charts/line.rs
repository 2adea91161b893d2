//! Line charts over time: turns scores from 0 to 1 into the points of an SVG polyline inside a box.
//! A missing score adds no point.
//! The template draws axes, labels and colours.

use crate::domain::values::numbers::{count, days_between};
use chrono::NaiveDate;

/// The box that a line is drawn in.
#[derive(Debug, Clone, Copy)]
pub struct Area {
    pub left: f64,
    pub top: f64,
    pub width: f64,
    pub height: f64,
}

/// The box of a sparkline.
pub const SPARK: Area = Area { left: 2.0, top: 3.0, width: 92.0, height: 18.0 };
/// The box of the trend chart.
pub const TREND: Area = Area { left: 30.0, top: 10.0, width: 360.0, height: 130.0 };

impl Area {
    #[must_use]
    pub fn at(&self, share: f64, score: f64) -> (f64, f64) {
        (self.left + share * self.width, self.top + (1.0 - score.clamp(0.0, 1.0)) * self.height)
    }

    /// The points of a polyline; each score comes with its share of the width, from 0 to 1.
    #[must_use]
    pub fn line(&self, scores: &[(f64, Option<f64>)]) -> String {
        let points = scores.iter().filter_map(|(share, score)| {
            let (x, y) = self.at(*share, (*score)?);
            Some(format!("{x:.1},{y:.1}"))
        });
        points.collect::<Vec<_>>().join(" ")
    }

    /// The position of the last score.
    #[must_use]
    pub fn end(&self, scores: &[(f64, Option<f64>)]) -> Option<(String, String)> {
        let (share, score) = scores.iter().rev().find_map(|(share, score)| Some((*share, (*score)?)))?;
        let (x, y) = self.at(share, score);
        Some((format!("{x:.1}"), format!("{y:.1}")))
    }
}

/// How far a day lies between the first day and the last, from 0 to 1.
#[must_use]
pub fn share_of(first: NaiveDate, last: NaiveDate, day: NaiveDate) -> f64 {
    let all = days_between(first, last);
    if all > 0.0 { (days_between(first, day) / all).clamp(0.0, 1.0) } else { 1.0 }
}

/// Scores spread evenly over the width.
#[must_use]
pub fn evenly(scores: Vec<Option<f64>>) -> Vec<(f64, Option<f64>)> {
    let last = count(scores.len().saturating_sub(1)).max(1.0);
    (0..).zip(scores).map(|(place, score)| (count(place) / last, score)).collect()
}

#[cfg(test)]
mod tests {
    use super::{Area, evenly, share_of};

    const BOX: Area = Area { left: 0.0, top: 0.0, width: 100.0, height: 50.0 };

    #[test]
    fn line_goes_up_with_the_score_and_leaves_out_what_is_missing() {
        assert_eq!(BOX.line(&evenly(vec![Some(0.0), None, Some(1.0)])), "0.0,50.0 100.0,0.0");
        assert_eq!(BOX.end(&evenly(vec![Some(0.5), None])), Some(("0.0".to_owned(), "25.0".to_owned())));
        assert_eq!(BOX.line(&[]), "");
    }

    #[test]
    fn cycle_of_one_day_is_over_on_it() {
        let day = chrono::NaiveDate::MIN;
        assert!((share_of(day, day, day) - 1.0).abs() < 1e-9);
    }
}
