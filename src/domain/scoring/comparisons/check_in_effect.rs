//! The effect of a check-in: the scores of its objective, of every department that has the objective and of the whole,
//! without and with it. The check-in is the one that arrived last for its key result; if one for a later day came in
//! before, it changes nothing. The effect of assumed check-ins is computed in `what_if.rs`.

use chrono::NaiveDate;

use crate::domain::scoring::{
    plan::{CheckInEntry, Plan},
    scored_plan::ScoredPlan,
    tree::ObjectiveNode,
};
use crate::domain::{key_result::KeyResult, values::id::Id};

/// A score without and with the check-in; `None` where there is no score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BeforeAfter {
    pub before: Option<f64>,
    pub after: Option<f64>,
}

#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    pub key_result: Id<KeyResult>,
    pub objective: BeforeAfter,
    /// The departments by name.
    pub departments: Vec<(String, BeforeAfter)>,
    pub overall: BeforeAfter,
}

/// The effects of the last check-ins of some key results, each on its own; key results that are not in the plan are
/// left out.
#[must_use]
pub fn of_last_check_ins(plan: &Plan, as_of: NaiveDate, key_results: &[Id<KeyResult>]) -> Vec<Effect> {
    if key_results.is_empty() {
        return Vec::new();
    }
    let with = ScoredPlan::new(plan, as_of);
    let mut earlier = plan.clone();
    let mut effect = |id: &Id<KeyResult>| {
        let last = check_ins(&mut earlier, *id)?.pop()?;
        let found = between(&ScoredPlan::new(&earlier, as_of), &with, *id);
        check_ins(&mut earlier, *id)?.push(last);
        found
    };
    key_results.iter().filter_map(&mut effect).collect()
}

fn check_ins(plan: &mut Plan, id: Id<KeyResult>) -> Option<&mut Vec<CheckInEntry>> {
    let mut all = plan.objectives.iter_mut().flat_map(|objective| &mut objective.key_results);
    Some(&mut all.find(|key_result| key_result.id == id)?.check_ins)
}

fn between(without: &ScoredPlan, with: &ScoredPlan, id: Id<KeyResult>) -> Option<Effect> {
    let (now, then) = (objective(with, id)?, objective(without, id)?);
    let departments = now.seats.iter().filter_map(|seat| {
        let after = with.tree.departments.get(seat.department)?;
        let before = without.tree.departments.iter().find(|node| node.planned.id == after.planned.id);
        let before = before.and_then(|node| node.figures).map(|figures| figures.score);
        Some((after.planned.name.clone(), BeforeAfter { before, after: after.figures.map(|figures| figures.score) }))
    });
    let score = |node: &ObjectiveNode| node.figures.map(|figures| figures.score);
    Some(Effect {
        key_result: id,
        objective: BeforeAfter { before: score(then), after: score(now) },
        departments: departments.collect(),
        overall: BeforeAfter { before: without.score(), after: with.score() },
    })
}

fn objective<'s, 'p>(scored: &'s ScoredPlan<'p>, id: Id<KeyResult>) -> Option<&'s ObjectiveNode<'p>> {
    scored.tree.objectives.iter().find(|node| node.key_results.iter().any(|one| one.planned.id == id))
}
