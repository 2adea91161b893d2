//! What can move a score, as a reading has it: the key results that are in force and the revenue KPIs with a target.
//! Each with its title, the departments in which it counts, and its attainment, for people to read beside the points
//! that `domain/scoring/comparisons/score_change` computes.

use std::collections::BTreeMap;

use super::{Leaf, Reading};
use crate::domain::{department::Department, scoring::scored_plan::ScoredPlan, values::id::Id};

/// A key result or KPI in a reading.
#[derive(Clone, Debug)]
pub struct LeafReading {
    pub title: String,
    /// Where it counts; of a KPI the department that it belongs to.
    pub department_ids: Vec<Id<Department>>,
    pub attainment: f64,
}

#[must_use]
pub fn leaves(reading: Reading) -> BTreeMap<Leaf, LeafReading> {
    let scored = ScoredPlan::new(reading.plan, reading.as_of);
    let mut found = BTreeMap::new();
    for objective in &scored.tree.objectives {
        let shared = objective.planned.shared_with.iter();
        let department_ids: Vec<_> = shared.chain([&objective.planned.department_id]).copied().collect();
        for node in objective.key_results.iter().filter(|node| node.in_force) {
            let (title, attainment) = (node.planned.title.clone(), node.figures.score);
            let leaf = LeafReading { title, department_ids: department_ids.clone(), attainment };
            found.insert(Leaf::KeyResult(node.planned.id), leaf);
        }
    }
    for node in &scored.tree.kpis {
        let department_ids = node.planned.department_id.into_iter().collect();
        let leaf = LeafReading { title: node.planned.name.clone(), department_ids, attainment: node.figures.score };
        found.insert(Leaf::Kpi(node.planned.id), leaf);
    }
    found
}
