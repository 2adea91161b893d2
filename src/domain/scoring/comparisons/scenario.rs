//! A scenario: assumed values, and departments or Revenue at an asked score. The asked scores are turned into assumed
//! values one after the other (`at_score.rs`), revenue first, so that what a later one needs is not moved again; then
//! the whole is evaluated like any assumption (`what_if.rs`). The answer says which values were assumed, which scores
//! were met, and what could have been.

use std::collections::HashSet;

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    at_score::{MovableLeaf, Solution, key_result_leaf, kpi_leaf, kpi_value_at, solve, value_at},
    what_if::{AssumedKeyResult, AssumedKpi, Assumptions, what_if},
};
use crate::domain::{
    department::Department,
    key_result::KeyResult,
    scoring::{plan::Plan, scored_plan::ScoredPlan, tree::ObjectiveNode},
    values::{
        fault::{Fault, FaultCode},
        id::Id,
    },
};

#[derive(Clone, Debug, Default)]
pub struct Scenario {
    pub assumptions: Assumptions,
    pub departments: Vec<AssumedDepartment>,
    /// The score that Revenue is assumed to have.
    pub revenue: Option<f64>,
}

/// A score that a department is assumed to have.
#[derive(Clone, Copy, Debug)]
pub struct AssumedDepartment {
    pub id: Id<Department>,
    pub score: f64,
}

/// What was asked of a score, what it became, and between which scores it could be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MetScore {
    pub asked: f64,
    pub score: f64,
    pub lowest: f64,
    pub highest: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct MetDepartment {
    pub id: Id<Department>,
    #[serde(flatten)]
    pub met: MetScore,
}

/// The values that were assumed, and the scores that were asked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Assumed {
    pub departments: Vec<MetDepartment>,
    pub revenue: Option<MetScore>,
    pub key_results: Vec<AssumedKeyResult>,
    pub kpis: Vec<AssumedKpi>,
}

/// The plan under a scenario.
pub struct Simulated {
    pub plan: Plan,
    pub assumed: Assumed,
}

/// # Errors
/// One fault for each assumption that does not fit the plan, with a pointer into the request.
pub fn simulate(plan: &Plan, as_of: NaiveDate, scenario: &Scenario) -> Result<Simulated, Vec<Fault>> {
    let mut assumptions = scenario.assumptions.clone();
    let mut current = what_if(plan, as_of, &assumptions)?;
    let mut assumed = Assumed::default();
    if let Some(asked) = scenario.revenue {
        let solution = revenue_at(&current, as_of, asked, &mut assumptions).map_err(|fault| vec![fault])?;
        current = what_if(plan, as_of, &assumptions)?;
        let score = ScoredPlan::new(&current, as_of).revenue.map_or(0.0, |revenue| revenue.score);
        assumed.revenue = Some(MetScore { asked, score, lowest: solution.lowest, highest: solution.highest });
    }
    let mut fixed: HashSet<_> = assumptions.key_results.iter().map(|one| one.id).collect();
    let mut faults = Vec::new();
    for (place, asked) in scenario.departments.iter().enumerate() {
        let twice = scenario.departments.iter().take(place).any(|other| other.id == asked.id);
        let found = if twice {
            Err(Fault::new(FaultCode::Duplicate, "fault-assumed-twice"))
        } else {
            department_at(&current, as_of, *asked, &mut fixed, &mut assumptions)
        };
        match found {
            Ok(solution) => {
                let met =
                    MetScore { asked: asked.score, score: 0.0, lowest: solution.lowest, highest: solution.highest };
                assumed.departments.push(MetDepartment { id: asked.id, met });
                current = what_if(plan, as_of, &assumptions)?;
            }
            Err(fault) => faults.push(fault.below(&format!("/departments/{place}/id"))),
        }
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    let scored = ScoredPlan::new(&current, as_of);
    for one in &mut assumed.departments {
        let node = scored.tree.departments.iter().find(|node| node.planned.id == one.id);
        one.met.score = node.map_or(0.0, |node| node.counted().score);
    }
    (assumed.key_results, assumed.kpis) = (assumptions.key_results, assumptions.kpis);
    Ok(Simulated { plan: current, assumed })
}

fn department_at(
    plan: &Plan,
    as_of: NaiveDate,
    asked: AssumedDepartment,
    fixed: &mut HashSet<Id<KeyResult>>,
    assumptions: &mut Assumptions,
) -> Result<Solution, Fault> {
    let scored = ScoredPlan::new(plan, as_of);
    let node = scored.tree.departments.iter().find(|node| node.planned.id == asked.id);
    let node = node.ok_or_else(|| Fault::new(FaultCode::NotFound, "fault-assumed-department"))?;
    if node.figures.is_none() {
        return Err(Fault::new(FaultCode::NotAllowed, "fault-assumed-department-empty"));
    }
    let (date, aspirational) = (scored.moment.date, plan.policy.aspirational_target);
    let total: f64 = scored.tree.objectives_of(node).map(ObjectiveNode::weight).sum();
    let mut leaves = Vec::new();
    for objective in scored.tree.objectives_of(node).filter(|objective| objective.weight() > 0.0) {
        for one in objective.key_results.iter().filter(|one| one.weight > 0.0) {
            let share = objective.weight() / total * objective.share_of(one);
            let leaf = key_result_leaf(one, share, fixed.contains(&one.planned.id), date, aspirational);
            leaves.push((leaf, one.attainment.current_value));
        }
    }
    let (leaves, values): (Vec<MovableLeaf<_>>, Vec<_>) = leaves.into_iter().unzip();
    let solution = solve(&leaves, asked.score);
    for ((leaf, now), attainment) in leaves.iter().zip(values).zip(&solution.attainments) {
        let is_new = fixed.insert(leaf.of.id);
        if is_new && leaf.moves_to(*attainment) {
            let (value, steps_done) = value_at(leaf.of, now, *attainment, date, aspirational);
            assumptions.key_results.push(AssumedKeyResult { id: leaf.of.id, value, steps_done });
        }
    }
    Ok(solution)
}

fn revenue_at(plan: &Plan, as_of: NaiveDate, asked: f64, assumptions: &mut Assumptions) -> Result<Solution, Fault> {
    let scored = ScoredPlan::new(plan, as_of);
    let counting: Vec<_> = scored.tree.kpis.iter().filter(|node| node.target.weight > 0.0).collect();
    let total: f64 = counting.iter().map(|node| node.target.weight).sum();
    if counting.is_empty() {
        return Err(Fault::at("/revenue", FaultCode::NotAllowed, "fault-assumed-no-revenue"));
    }
    let mut leaves = Vec::new();
    for node in counting {
        let fixed = assumptions.kpis.iter().any(|one| one.id == node.planned.id);
        leaves.push(kpi_leaf(node, node.target.weight / total, fixed));
    }
    let solution = solve(&leaves, asked);
    for (leaf, attainment) in leaves.iter().zip(&solution.attainments) {
        if leaf.moves_to(*attainment) {
            let value = kpi_value_at(&leaf.of.target.aim, leaf.of.attainment.current_value, *attainment);
            assumptions.kpis.push(AssumedKpi { id: leaf.of.planned.id, value });
        }
    }
    Ok(solution)
}
