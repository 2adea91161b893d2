//! One department of the scorecard down to its key results, with the points each takes from 100 (`points`) and what
//! reaching it would add to the overall score (`gain`). A shared objective is shown with this department's share of it;
//! key results that are not in force are shown too but count 0. Points are computed in `waterfall.rs`, gains in
//! `levers.rs`; the department's own line is in `scorecard.rs`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    levers::Evaluator,
    plan::PlannedKeyResult,
    readings::{key_result::KeyResultReading, objective::ObjectiveReading},
    scorecard::DepartmentSummary,
    scored_plan::ScoredPlan,
    tree::{DepartmentNode, DepartmentShare, ObjectiveNode},
    waterfall::{key_result_points, objective_points},
};
use crate::domain::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    key_result::{Ambition, KeyResult, KeyResultState},
    objective::Objective,
    people::user::User,
    values::id::Id,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DepartmentBranch {
    pub brand_id: Id<Brand>,
    pub cycle_id: Id<Cycle>,
    pub as_of: NaiveDate,
    pub revision: i64,
    #[serde(flatten)]
    pub summary: DepartmentSummary,
    pub objectives: Vec<ObjectiveView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectiveView {
    pub id: Id<Objective>,
    pub title: String,
    /// The department that owns it.
    pub department_id: Id<Department>,
    pub shared: bool,
    pub weight: f64,
    #[serde(flatten)]
    pub reading: ObjectiveReading,
    pub points: f64,
    pub key_results: Vec<KeyResultView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyResultView {
    pub id: Id<KeyResult>,
    pub title: String,
    pub owner_id: Option<Id<User>>,
    pub ambition: Ambition,
    pub weight: f64,
    pub state: KeyResultState,
    #[serde(flatten)]
    pub reading: KeyResultReading,
    pub points: f64,
    pub gain: f64,
}

impl ScoredPlan<'_> {
    /// `None` for a department that does not take part.
    #[must_use]
    pub fn department_branch(&self, id: Id<Department>) -> Option<DepartmentBranch> {
        let position = self.tree.departments.binary_search_by_key(&id, |node| node.planned.id).ok()?;
        let department = self.tree.departments.get(position)?;
        let evaluator = Evaluator::new(self);
        let objectives = self.tree.objectives_of(department).filter_map(|objective| {
            let seat = objective.seats.iter().find(|seat| seat.department == position)?;
            Some(self.objective_view(department, *seat, objective, evaluator.as_ref()))
        });
        Some(DepartmentBranch {
            brand_id: self.plan.brand_id,
            cycle_id: self.plan.cycle.id,
            as_of: self.as_of(),
            revision: self.plan.revision,
            summary: self.department_summary(department),
            objectives: objectives.collect(),
        })
    }

    fn objective_view(
        &self,
        department: &DepartmentNode,
        seat: DepartmentShare,
        objective: &ObjectiveNode,
        evaluator: Option<&Evaluator>,
    ) -> ObjectiveView {
        let bar = self.department_points(department);
        let planned = objective.planned;
        let key_result = |node| {
            let points = key_result_points(bar, department, seat, objective, node);
            let gain = evaluator.map_or(0.0, |evaluator| evaluator.key_result_gain(objective, node));
            self.key_result_view(node.planned, points, gain)
        };
        ObjectiveView {
            id: planned.id,
            title: planned.title.clone(),
            department_id: planned.department_id,
            shared: planned.shared_with.iter().any(|with| *with != planned.department_id),
            weight: planned.weight,
            reading: ObjectiveReading::of_node(objective, &self.moment),
            points: objective_points(bar, department, seat, objective),
            key_results: objective.key_results.iter().map(key_result).collect(),
        }
    }

    pub(in crate::domain) fn key_result_view(
        &self,
        planned: &PlannedKeyResult,
        points: f64,
        gain: f64,
    ) -> KeyResultView {
        let kpi = planned.kpi_id.and_then(|id| self.plan.kpis.iter().find(|kpi| kpi.id == id));
        KeyResultView {
            id: planned.id,
            title: planned.title.clone(),
            owner_id: planned.owner_id,
            ambition: planned.ambition,
            weight: planned.weight,
            state: planned.state,
            reading: KeyResultReading::new(planned, kpi, &self.plan.cycle, &self.plan.policy, self.moment.requested),
            points,
            gain,
        }
    }
}
