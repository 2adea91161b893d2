//! Why the score is not 100: the bars that lead from 100 down to the score, in points. Every bar is at least 0, and
//! they add up to exactly what is missing. A department's bar is split in proportion over its objectives and key
//! results. The geometric method splits by logarithms and has no balance bars. What reaching something would add is a
//! different figure, in `levers.rs`; the splits are shown in `department_branch.rs` and `person_branch.rs`.

use serde::{Deserialize, Serialize};

use super::{
    aggregation::logarithm,
    method::Method,
    scored_plan::ScoredPlan,
    tree::{DepartmentNode, DepartmentShare, KeyResultNode, ObjectiveNode},
};
use crate::domain::{
    department::Department,
    values::{
        id::Id,
        numbers::{SLACK, plain},
        wire_enum::wire_enum,
    },
};

wire_enum! {
    pub enum BarKind {
        Revenue = "revenue",
        Department = "department",
        WeakestDepartment = "weakest_department",
        WeakerPillar = "weaker_pillar",
    }
}

wire_enum! {
    pub enum Pillar {
        Revenue = "revenue",
        Purpose = "purpose",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Bar {
    pub kind: BarKind,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub department_id: Option<Id<Department>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pillar: Option<Pillar>,
    pub points: f64,
}

impl ScoredPlan<'_> {
    /// The bars: Revenue, the departments by id, then the balance of the departments and of the pillars; empty without
    /// a score.
    #[must_use]
    pub fn waterfall(&self) -> Vec<Bar> {
        if !self.has_score {
            return Vec::new();
        }
        let revenue = self.revenue.map(|_| bar(BarKind::Revenue, None, self.revenue_points()));
        let departments = self
            .counting_departments()
            .map(|node| bar(BarKind::Department, Some(node.planned.id), self.department_points(node)));
        let balance = match self.plan.policy.method {
            Method::Balanced => [self.weakest_department_bar(), self.weaker_pillar_bar()],
            Method::Geometric => [None, None],
        };
        revenue.into_iter().chain(departments).chain(balance.into_iter().flatten()).collect()
    }

    fn revenue_points(&self) -> f64 {
        let Some(revenue) = self.revenue else { return 0.0 };
        match self.plan.policy.method {
            Method::Balanced => 100.0 * self.rho() * (1.0 - revenue.score),
            Method::Geometric => self.geometric_points(self.rho(), revenue.score),
        }
    }

    /// The bar of a department in points; 0 if it is only observed.
    pub(in crate::domain) fn department_points(&self, node: &DepartmentNode) -> f64 {
        if !node.takes_part() {
            return 0.0;
        }
        let weight = (1.0 - self.rho()) * node.weight / self.total_department_weight();
        let score = node.counted().score;
        match self.plan.policy.method {
            Method::Balanced => 100.0 * weight * (1.0 - score),
            Method::Geometric => self.geometric_points(weight, score),
        }
    }

    /// `100 (1 - S) w ln x / sum(w_j ln x_j)`, where that sum is `ln S`.
    fn geometric_points(&self, weight: f64, value: f64) -> f64 {
        let score = self.score().unwrap_or(1.0);
        let all = score.ln();
        if all < 0.0 { plain(100.0 * (1.0 - score) * weight * logarithm(value) / all) } else { 0.0 }
    }

    fn weakest_department_bar(&self) -> Option<Bar> {
        let weakest = self.weakest_department()?;
        let lowest = self.counting_departments().map(|node| node.counted().score).fold(1.0, f64::min);
        let gap = self.department_mean()? - lowest;
        let points = 100.0 * (1.0 - self.rho()) * self.plan.policy.balance * gap;
        Some(bar(BarKind::WeakestDepartment, Some(weakest.planned.id), points))
    }

    /// If both pillars are equal, Purpose is named.
    fn weaker_pillar_bar(&self) -> Option<Bar> {
        let (revenue, purpose) = (self.revenue?.score, self.purpose?.score);
        let pillar = if revenue < purpose - SLACK { Pillar::Revenue } else { Pillar::Purpose };
        let mean = self.plan.policy.pillar_mean(revenue, purpose);
        let points = 100.0 * self.plan.policy.balance * (mean - revenue.min(purpose));
        let bar = bar(BarKind::WeakerPillar, None, points);
        Some(Bar { pillar: Some(pillar), ..bar })
    }
}

/// The part of the department's bar that is due to one of its objectives.
pub(in crate::domain) fn objective_points(
    points: f64,
    department: &DepartmentNode,
    seat: DepartmentShare,
    objective: &ObjectiveNode,
) -> f64 {
    objective.figures.map_or(0.0, |figures| part(points, department, seat.share * (1.0 - figures.score)))
}

/// The part of the department's bar that is due to one of its key results.
pub(in crate::domain) fn key_result_points(
    points: f64,
    department: &DepartmentNode,
    seat: DepartmentShare,
    objective: &ObjectiveNode,
    key_result: &KeyResultNode,
) -> f64 {
    let missing = 1.0 - key_result.figures.score;
    part(points, department, seat.share * objective.share_of(key_result) * missing)
}

fn part(points: f64, department: &DepartmentNode, missing: f64) -> f64 {
    let all = 1.0 - department.counted().score;
    if all > 0.0 { plain(points * missing / all) } else { 0.0 }
}

fn bar(kind: BarKind, department_id: Option<Id<Department>>, points: f64) -> Bar {
    Bar { kind, department_id, pillar: None, points: plain(points.max(0.0)) }
}
