//! What a batch of check-ins did: the scores of every department in which its key results count and of the whole,
//! before it and after it, and the points that each key result brought. The parts are those of
//! `domain/scoring/comparisons/score_change`, so together they are exactly the change. The effect of assumed check-ins
//! is computed in `what_if.rs`.

use std::collections::BTreeSet;

use super::score_change::{Leaf, Reading, explain};
use crate::domain::{
    key_result::KeyResult,
    scoring::{scored_plan::ScoredPlan, tree::ObjectiveNode},
    values::id::Id,
};

/// A score before and after; `None` where there is no score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeforeAfter {
    pub before: Option<f64>,
    pub after: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct BatchEffect {
    /// The departments by name.
    pub departments: Vec<(String, BeforeAfter)>,
    pub overall: BeforeAfter,
    /// By how many points of 100 the overall score changed; `None` without a score before or after.
    pub change: Option<f64>,
    /// The points that each key result brought; none without a change.
    pub parts: Vec<(Id<KeyResult>, f64)>,
}

/// The effect of everything that was reported on some key results between two readings of one plan; key results that
/// are not in the plan are left out.
#[must_use]
pub fn of_batch(from: Reading, to: Reading, key_results: &[Id<KeyResult>]) -> BatchEffect {
    let [before, after] = [from, to].map(|reading| ScoredPlan::new(reading.plan, reading.as_of));
    let has = |node: &&ObjectiveNode| node.key_results.iter().any(|one| key_results.contains(&one.planned.id));
    let touched = after.tree.objectives.iter().filter(has).flat_map(|node| &node.seats);
    let touched: BTreeSet<usize> = touched.map(|seat| seat.department).collect();
    let departments = touched.into_iter().filter_map(|place| after.tree.departments.get(place)).map(|node| {
        let then = before.tree.departments.iter().find(|other| other.planned.id == node.planned.id);
        let moved = BeforeAfter {
            before: then.and_then(|node| node.figures).map(|figures| figures.score),
            after: node.figures.map(|figures| figures.score),
        };
        (node.planned.name.clone(), moved)
    });
    let explained = explain(from, to);
    let part = |id: &Id<KeyResult>| Some((*id, *explained.as_ref()?.values.get(&Leaf::KeyResult(*id))?));
    BatchEffect {
        departments: departments.collect(),
        overall: BeforeAfter { before: before.score(), after: after.score() },
        change: explained.as_ref().map(|change| 100.0 * (change.to - change.from)),
        parts: key_results.iter().filter_map(part).collect(),
    }
}
