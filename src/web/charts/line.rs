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
pub const TREND: Area = Area { left: 34.0, top: 10.0, width: 340.0, height: 160.0 };

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
    pub fn end_at(&self, scores: &[(f64, Option<f64>)]) -> Option<(f64, f64)> {
        let (share, score) = scores.iter().rev().find_map(|(share, score)| Some((*share, (*score)?)))?;
        Some(self.at(share, score))
    }

    /// The same as text.
    #[must_use]
    pub fn end(&self, scores: &[(f64, Option<f64>)]) -> Option<(String, String)> {
        self.end_at(scores).map(|(x, y)| (format!("{x:.1}"), format!("{y:.1}")))
    }

    #[must_use]
    pub fn bottom(&self) -> f64 {
        self.top + self.height
    }
}

/// The heights of labels that stand at the ends of lines: each as near to its line as it can be without touching
/// another, none below `bottom`, in the order of the lines.
#[must_use]
pub fn apart(ends: &[Option<f64>], height: f64, bottom: f64) -> Vec<Option<f64>> {
    let mut order: Vec<(usize, f64)> = ends.iter().enumerate().filter_map(|(line, y)| Some((line, (*y)?))).collect();
    order.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    let mut free = f64::NEG_INFINITY;
    for (_, y) in &mut order {
        *y = y.max(free);
        free = *y + height;
    }
    let mut below = bottom;
    for (_, y) in order.iter_mut().rev() {
        *y = y.min(below);
        below = *y - height;
    }
    let of_line = |line: usize| order.iter().find(|(of, _)| *of == line).map(|(_, y)| *y);
    (0..ends.len()).map(of_line).collect()
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
    use super::{Area, apart, evenly, share_of};

    const BOX: Area = Area { left: 0.0, top: 0.0, width: 100.0, height: 50.0 };

    #[test]
    fn line_goes_up_with_the_score_and_leaves_out_what_is_missing() {
        assert_eq!(BOX.line(&evenly(vec![Some(0.0), None, Some(1.0)])), "0.0,50.0 100.0,0.0");
        assert_eq!(BOX.end(&evenly(vec![Some(0.5), None])), Some(("0.0".to_owned(), "25.0".to_owned())));
        assert_eq!(BOX.line(&[]), "");
    }

    #[test]
    fn labels_keep_apart_and_inside() {
        assert_eq!(apart(&[Some(50.0), None, Some(45.0)], 10.0, 100.0), [Some(55.0), None, Some(45.0)]);
        assert_eq!(apart(&[Some(98.0), Some(99.0)], 10.0, 100.0), [Some(90.0), Some(100.0)]);
    }

    #[test]
    fn cycle_of_one_day_is_over_on_it() {
        let day = chrono::NaiveDate::MIN;
        assert!((share_of(day, day, day) - 1.0).abs() < 1e-9);
    }
}
