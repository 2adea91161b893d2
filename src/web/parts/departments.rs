//! The Scorecard's table of departments, in the order that the reader chose: score, expected score, status, trend, change within a week.
//! Departments that are only observed come last.
//! The list of all departments shows the same rows.

use std::{cmp::Ordering, collections::HashMap};

use super::status::{Standing, changed, has_ended};
use crate::{
    domain::{
        department::Department,
        people::user::DepartmentOrder,
        scoring::{
            scorecard::{DepartmentSummary, Scorecard},
            trend::Trend,
        },
        values::id::Id,
    },
    language::words::Words,
    web::{
        charts::{
            bar::Bar,
            line::{SPARK, evenly},
        },
        kit::frame::Place,
    },
};

pub struct DepartmentRow {
    pub id: String,
    pub name: String,
    pub link: String,
    pub standing: Standing,
    pub score: String,
    pub expected: String,
    pub bar: Bar,
    pub change: Option<ScoreChange>,
    pub spark: Spark,
    pub observed: bool,
}

pub struct ScoreChange {
    pub tone: &'static str,
    pub text: String,
}

impl ScoreChange {
    pub fn new(w: Words, points: f64) -> Self {
        let tone = if points > 0.0 {
            "up"
        } else if points < 0.0 {
            "down"
        } else {
            "dim"
        };
        Self { tone, text: w.change(points) }
    }

    /// To a tenth of a point, so that parts can be seen to add up.
    pub fn exact(w: Words, points: f64) -> Self {
        let points = if points.abs() < 0.05 { 0.0 } else { points };
        let sign = if points > 0.0 { "+" } else { "" };
        Self { text: format!("{sign}{}", w.points(points)), ..Self::new(w, points) }
    }
}

/// A sparkline of the cycle, with its end point.
#[derive(Default)]
pub struct Spark {
    pub points: String,
    pub end: Option<(String, String)>,
}

impl Spark {
    pub fn of(trend: Option<&Trend>, id: Id<Department>) -> Self {
        let points = trend.map(|trend| trend.points.as_slice()).unwrap_or_default();
        let scores = evenly(points.iter().map(|point| point.departments.get(&id).copied().flatten()).collect());
        Self::of_points(&scores)
    }

    /// Each score with its share of the width, from 0 to 1.
    pub fn of_points(scores: &[(f64, Option<f64>)]) -> Self {
        Self { points: SPARK.line(scores), end: SPARK.end(scores) }
    }
}

/// The standing of a department: by status while the cycle runs, by band once it has ended.
pub fn standing_of(w: Words, place: &Place, summary: &DepartmentSummary) -> Standing {
    Standing::of_figures(w, has_ended(place), summary.status, summary.score, summary.band)
}

/// Puts departments into the order in which the reader sees them everywhere; those that are only observed come last.
pub fn ordered<T>(departments: &mut [T], order: DepartmentOrder, summary: impl Fn(&T) -> &DepartmentSummary) {
    departments.sort_by(|one, other| {
        let (one, other) = (summary(one), summary(other));
        let score = |one: &DepartmentSummary| one.score.unwrap_or(0.0);
        let name = |one: &DepartmentSummary| one.name.to_lowercase();
        let chosen = match order {
            DepartmentOrder::Weakest => score(one).total_cmp(&score(other)).then(name(one).cmp(&name(other))),
            DepartmentOrder::Name => name(one).cmp(&name(other)),
            DepartmentOrder::Added => Ordering::Equal,
        };
        (one.weight <= 0.0).cmp(&(other.weight <= 0.0)).then(chosen).then(one.id.cmp(&other.id))
    });
}

pub fn rows(
    w: Words,
    place: &Place,
    now: &Scorecard,
    week_before: Option<&Scorecard>,
    trend: Option<&Trend>,
    order: DepartmentOrder,
) -> Vec<DepartmentRow> {
    let before: HashMap<Id<Department>, Option<f64>> =
        week_before.iter().flat_map(|one| &one.departments).map(|one| (one.summary.id, one.summary.score)).collect();
    let mut summaries: Vec<&DepartmentSummary> = now.departments.iter().map(|one| &one.summary).collect();
    ordered(&mut summaries, order, |one| one);
    let row = |one: &&DepartmentSummary| {
        let standing = standing_of(w, place, one);
        DepartmentRow {
            id: one.id.to_string(),
            name: one.name.clone(),
            link: place.link(&format!("/departments/{}", one.id)),
            bar: Bar::new(one.score, Some(one.expected), standing.tone),
            standing,
            score: w.score_or_dash(one.score),
            expected: w.score(one.expected),
            change: changed(one.score, before.get(&one.id).copied().flatten())
                .map(|points| ScoreChange::new(w, points)),
            spark: Spark::of(trend, one.id),
            observed: one.weight <= 0.0,
        }
    };
    summaries.iter().map(row).collect()
}
