//! Why a score changed between two readings, in points of 100: what each key result and KPI did, what changes of the
//! plan did, what changes of the policy did, the departments' weights counted to the plan. The three are the Shapley
//! value of values, plan and policy; the part of the values is split along the straight line between the attainments.
//! The source is the section "Why did the score change?" of the scoring rules. `mixed.rs` combines the plan of one
//! reading with the values of another; `line.rs` has the integrals.

pub mod leaves;
mod line;
mod mixed;

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::domain::scoring::{
    plan::Plan,
    scored_plan::ScoredPlan,
    tree::{KeyResultNode, Tree},
};
use crate::domain::{key_result::KeyResult, kpi::Kpi, scoring_policy::Policy, values::id::Id};

/// A plan with its policy and observations, as of a date.
#[derive(Clone, Copy)]
pub struct Reading<'p> {
    pub plan: &'p Plan,
    pub as_of: NaiveDate,
}

/// What can move a score by what was observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Leaf {
    KeyResult(Id<KeyResult>),
    Kpi(Id<Kpi>),
}

/// A change of the overall score; all parts together are `100 * (to - from)`.
#[derive(Clone, Debug, PartialEq)]
pub struct ScoreChange {
    /// The scores, in 0..1.
    pub from: f64,
    pub to: f64,
    /// The points of every key result and revenue KPI that either plan has.
    pub values: BTreeMap<Leaf, f64>,
    pub plan: f64,
    pub policy: f64,
}

/// The Shapley value of three players, by how many of the other two have changed already: none, one, both.
const SHARES: [f64; 3] = [1.0 / 3.0, 1.0 / 6.0, 1.0 / 3.0];

/// Explains the change from one reading to another; `None` where either has no overall score.
#[must_use]
pub fn explain(from: Reading, to: Reading) -> Option<ScoreChange> {
    let score = |reading: Reading| ScoredPlan::new(reading.plan, reading.as_of).score();
    let mut explained =
        ScoreChange { from: score(from)?, to: score(to)?, values: BTreeMap::new(), plan: 0.0, policy: 0.0 };
    let add = |change: &mut f64, share: f64, points: f64| *change += 100.0 * share * points;
    let [nothing, one, both] = SHARES;
    let corner = |plan: Reading, policy: Reading| Corner::new(plan, &policy.plan.policy, from, to);
    let (old, new_plan, new_policy, new) = (corner(from, from), corner(to, from), corner(from, to), corner(to, to));
    for (corner, share) in [(&old, nothing), (&new_plan, one), (&new_policy, one), (&new, both)] {
        for (leaf, points) in &corner.points {
            add(explained.values.entry(*leaf).or_default(), share, *points);
        }
    }
    let steps = |begin: &Corner, end: &Corner| (end.before - begin.before, end.after - begin.after);
    let (plan, policy) = (&mut explained.plan, &mut explained.policy);
    let (before, after) = steps(&old, &new_plan);
    add(plan, nothing, before);
    add(plan, one, after);
    let (before, after) = steps(&new_policy, &new);
    add(plan, one, before);
    add(plan, both, after);
    let (before, after) = steps(&old, &new_policy);
    add(policy, nothing, before);
    add(policy, one, after);
    let (before, after) = steps(&new_plan, &new);
    add(policy, one, before);
    add(policy, both, after);
    Some(explained)
}

/// A plan under a policy, with the values before and after.
struct Corner {
    before: f64,
    after: f64,
    /// What each key result and KPI did on the way, in shares of the score.
    points: Vec<(Leaf, f64)>,
}

impl Corner {
    fn new(of_plan: Reading, policy: &Policy, from: Reading, to: Reading) -> Self {
        let [before, after] = [from, to].map(|values| mixed::plan_with_values(of_plan, values, policy));
        let [before, after] = [&before, &after].map(|plan| ScoredPlan::new(plan, of_plan.as_of));
        Self { before: overall(&before), after: overall(&after), points: points(&before, &after, policy) }
    }
}

/// The score; departments without anything that counts are at 0, even if there are no others.
fn overall(scored: &ScoredPlan) -> f64 {
    scored.overall.map_or(0.0, |figures| figures.score)
}

/// What each leaf did on the way from one evaluation to another of the same plan, in shares of the score.
fn points(before: &ScoredPlan, after: &ScoredPlan, policy: &Policy) -> Vec<(Leaf, f64)> {
    let total = before.total_department_weight();
    let departments = before.tree.departments.iter().zip(&after.tree.departments).map(|(one, other)| line::Way {
        weight: if total > 0.0 { one.weight / total } else { 0.0 },
        from: one.counted().score,
        to: other.counted().score,
    });
    let revenue = before.revenue.zip(after.revenue).map(|(one, other)| line::Way {
        weight: policy.revenue_weight,
        from: one.score,
        to: other.score,
    });
    let slopes = line::slopes(policy, &departments.collect::<Vec<_>>(), revenue);
    let mut found = Vec::new();
    for (objective, other) in before.tree.objectives.iter().zip(&after.tree.objectives) {
        let slope: f64 = objective
            .seats
            .iter()
            .map(|seat| seat.share * slopes.departments.get(seat.department).copied().unwrap_or(0.0))
            .sum();
        let way = |(one, other): (&KeyResultNode, &KeyResultNode)| {
            let moved = other.figures.score - one.figures.score;
            (Leaf::KeyResult(one.planned.id), slope * objective.share_of(one) * moved)
        };
        found.extend(objective.key_results.iter().zip(&other.key_results).map(way));
    }
    found.extend(kpi_points(&before.tree, &after.tree, slopes.revenue));
    found
}

fn kpi_points(before: &Tree, after: &Tree, slope: f64) -> Vec<(Leaf, f64)> {
    let total: f64 = before.kpis.iter().map(|node| node.target.weight).sum();
    let share = |weight: f64| if total > 0.0 { weight / total } else { 0.0 };
    let pairs = before.kpis.iter().zip(&after.kpis);
    pairs
        .map(|(one, other)| {
            let moved = other.figures.score - one.figures.score;
            (Leaf::Kpi(one.planned.id), slope * share(one.target.weight) * moved)
        })
        .collect()
}
