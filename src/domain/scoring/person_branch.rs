//! The key results that one person owns, with the share of each in the scores of its objective, of every department
//! that has the objective, and of the whole. Shares are those of the plain weighted means; `points` is summed over the
//! departments. There is no score of a person. The figures of a key result are computed in
//! `domain/scoring/readings/key_result.rs`; the view of it is shared with `department_branch.rs`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    department_branch::KeyResultView,
    levers::Evaluator,
    scored_plan::ScoredPlan,
    tree::{DepartmentShare, KeyResultNode, ObjectiveNode},
    waterfall::key_result_points,
};
use crate::domain::{
    brand::Brand, cycle::Cycle, department::Department, objective::Objective, people::user::User, values::id::Id,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PersonBranch {
    pub brand_id: Id<Brand>,
    pub cycle_id: Id<Cycle>,
    pub as_of: NaiveDate,
    pub revision: i64,
    pub user_id: Id<User>,
    pub name: String,
    pub key_results: Vec<OwnedKeyResult>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OwnedKeyResult {
    pub objective_id: Id<Objective>,
    #[serde(flatten)]
    pub view: KeyResultView,
    pub parts: Vec<Part>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub department_id: Id<Department>,
    pub of_objective: f64,
    pub of_department: f64,
    pub of_overall: f64,
}

impl ScoredPlan<'_> {
    /// Key results in the order of their objectives, then of their own ids.
    #[must_use]
    pub fn person_branch(&self, user_id: Id<User>, name: &str) -> PersonBranch {
        let evaluator = Evaluator::new(self);
        let owned = self.tree.objectives.iter().flat_map(|objective| {
            let theirs = objective.key_results.iter().filter(|node| node.planned.owner_id == Some(user_id));
            theirs.map(move |node| (objective, node))
        });
        PersonBranch {
            brand_id: self.plan.brand_id,
            cycle_id: self.plan.cycle.id,
            as_of: self.as_of(),
            revision: self.plan.revision,
            user_id,
            name: name.to_owned(),
            key_results: owned
                .map(|(objective, node)| self.owned_key_result(objective, node, evaluator.as_ref()))
                .collect(),
        }
    }

    fn owned_key_result(
        &self,
        objective: &ObjectiveNode,
        node: &KeyResultNode,
        evaluator: Option<&Evaluator>,
    ) -> OwnedKeyResult {
        let points = objective.seats.iter().filter_map(|seat| {
            let department = self.tree.departments.get(seat.department)?;
            let bar = self.department_points(department);
            Some(key_result_points(bar, department, *seat, objective, node))
        });
        let gain = evaluator.map_or(0.0, |evaluator| evaluator.key_result_gain(objective, node));
        OwnedKeyResult {
            objective_id: objective.planned.id,
            view: self.key_result_view(node.planned, points.sum(), gain),
            parts: objective.seats.iter().filter_map(|seat| self.part(objective, node, *seat)).collect(),
        }
    }

    fn part(&self, objective: &ObjectiveNode, node: &KeyResultNode, seat: DepartmentShare) -> Option<Part> {
        let department = self.tree.departments.get(seat.department)?;
        let total = self.total_department_weight();
        let of_all = if total > 0.0 { (1.0 - self.rho()) * department.weight / total } else { 0.0 };
        let of_objective = objective.share_of(node);
        Some(Part {
            department_id: department.planned.id,
            of_objective,
            of_department: of_objective * seat.share,
            of_overall: of_objective * seat.share * of_all,
        })
    }
}
