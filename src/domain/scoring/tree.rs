//! The plan evaluated as of a moment, from key results up to departments. All lists are sorted by id, whatever their
//! order in the plan. A node of weight 0 stays in the tree but does not count above itself. A shared objective is one
//! node with a seat in each of its departments. Everything above the departments is in `scored_plan.rs`; key results
//! are evaluated in `domain/scoring/readings/attainment.rs` and `domain/scoring/readings/pace.rs`.

use std::collections::{BTreeSet, HashMap};

use super::{
    aggregation::{Figures, weighted_mean},
    plan::{
        Plan, PlannedDepartment, PlannedKeyResult, PlannedKpi, PlannedObjective,
        moment::Moment,
        observations::{Observation, kpi_value},
    },
    readings::{
        attainment::Attainment,
        flags::{self, Flag},
        kpi::against,
        pace,
    },
};
use crate::domain::{
    department::Department,
    kpi::{Kpi, target::Target},
    values::id::Id,
};

pub(in crate::domain) struct Tree<'p> {
    pub departments: Vec<DepartmentNode<'p>>,
    pub objectives: Vec<ObjectiveNode<'p>>,
    /// The revenue KPIs with a target in the cycle.
    pub kpis: Vec<KpiNode<'p>>,
}

pub(in crate::domain) struct DepartmentNode<'p> {
    pub planned: &'p PlannedDepartment,
    pub weight: f64,
    /// The indexes of its objectives in the tree, own and shared.
    pub objectives: Vec<usize>,
    /// `None` if nothing in the department counts.
    pub figures: Option<Figures>,
    /// The figures it counts with while `figures` is `None`.
    pub when_empty: Figures,
    pub measured: bool,
}

pub(in crate::domain) struct ObjectiveNode<'p> {
    pub planned: &'p PlannedObjective,
    pub key_results: Vec<KeyResultNode<'p>>,
    /// The sum of the weights of its key results.
    pub total_weight: f64,
    /// `None` if no key result counts: the objective is then left out.
    pub figures: Option<Figures>,
    pub measured: bool,
    /// The departments that have it, with its share of each.
    pub seats: Vec<DepartmentShare>,
}

#[derive(Clone, Copy)]
pub(in crate::domain) struct DepartmentShare {
    pub department: usize,
    pub share: f64,
}

pub(in crate::domain) struct KeyResultNode<'p> {
    pub planned: &'p PlannedKeyResult,
    /// 0 if it is not in force.
    pub weight: f64,
    pub in_force: bool,
    pub attainment: Attainment,
    pub figures: Figures,
}

pub(in crate::domain) struct KpiNode<'p> {
    pub planned: &'p PlannedKpi,
    pub target: &'p Target,
    pub attainment: Attainment,
    pub figures: Figures,
}

impl DepartmentNode<'_> {
    pub fn counted(&self) -> Figures {
        self.figures.unwrap_or(self.when_empty)
    }

    pub fn takes_part(&self) -> bool {
        self.weight > 0.0
    }
}

impl ObjectiveNode<'_> {
    /// The weight with which it counts: 0 if it is left out.
    pub fn weight(&self) -> f64 {
        if self.figures.is_some() { self.planned.weight } else { 0.0 }
    }

    /// The share of a key result in this objective's weight.
    pub fn share_of(&self, key_result: &KeyResultNode) -> f64 {
        if self.total_weight > 0.0 { key_result.weight / self.total_weight } else { 0.0 }
    }
}

impl<'p> Tree<'p> {
    pub fn new(plan: &'p Plan, moment: &Moment) -> Self {
        let values = kpi_values(plan, moment);
        let in_force = |objective: &&PlannedObjective| objective.in_force(moment);
        let mut planned: Vec<&PlannedObjective> = plan.objectives.iter().filter(in_force).collect();
        planned.sort_by_key(|objective| objective.id);
        let mut objectives: Vec<ObjectiveNode> = planned
            .into_iter()
            .map(|planned| objective_node(planned, &values, plan.policy.aspirational_target, moment))
            .collect();
        let mut departments = taking_part(plan, moment);
        seat(&mut objectives, &mut departments);
        for department in &mut departments {
            evaluate_department(department, &objectives);
        }
        share(&mut objectives, &departments);
        Self { departments, objectives, kpis: kpi_nodes(plan, moment, &values) }
    }

    pub fn objectives_of(&self, department: &DepartmentNode) -> impl Iterator<Item = &ObjectiveNode<'p>> {
        department.objectives.iter().filter_map(|place| self.objectives.get(*place))
    }
}

type KpiValues = HashMap<Id<Kpi>, Option<Observation>>;

fn kpi_values(plan: &Plan, moment: &Moment) -> KpiValues {
    let value = |kpi: &PlannedKpi| (kpi.id, kpi_value(kpi, &plan.cycle, moment.date));
    plan.kpis.iter().map(value).collect()
}

pub(in crate::domain) fn figures_of(attainment: &Attainment, expected: f64) -> Figures {
    Figures {
        score: attainment.attainment,
        best: if attainment.missing { 1.0 } else { attainment.attainment },
        expected,
    }
}

fn kpi_nodes<'p>(plan: &'p Plan, moment: &Moment, values: &KpiValues) -> Vec<KpiNode<'p>> {
    let with_target = |planned: &'p PlannedKpi| planned.revenue_target(moment).map(|target| (planned, target));
    let mut nodes: Vec<KpiNode> = plan
        .kpis
        .iter()
        .filter_map(with_target)
        .map(|(planned, target)| {
            let attainment = against(target, values.get(&planned.id).copied().flatten());
            KpiNode {
                planned,
                target,
                attainment,
                figures: figures_of(&attainment, pace::expected_of_kpi(target, moment)),
            }
        })
        .collect();
    nodes.sort_by_key(|node| node.planned.id);
    nodes
}

fn objective_node<'p>(
    planned: &'p PlannedObjective,
    values: &KpiValues,
    aspirational_target: f64,
    moment: &Moment,
) -> ObjectiveNode<'p> {
    let value_of = |key_result: &PlannedKeyResult| values.get(&key_result.kpi_id?).copied().flatten();
    let node = |planned: &'p PlannedKeyResult| key_result_node(planned, value_of(planned), aspirational_target, moment);
    ObjectiveNode::of(planned, planned.key_results.iter().map(node).collect())
}

pub(in crate::domain) fn key_result_node<'p>(
    planned: &'p PlannedKeyResult,
    kpi: Option<Observation>,
    aspirational_target: f64,
    moment: &Moment,
) -> KeyResultNode<'p> {
    let attainment = Attainment::of(planned, kpi, aspirational_target, moment.date);
    let in_force = planned.in_force(moment);
    KeyResultNode {
        planned,
        weight: if in_force { planned.weight } else { 0.0 },
        in_force,
        attainment,
        figures: figures_of(&attainment, pace::expected(&planned.measure, moment)),
    }
}

impl<'p> ObjectiveNode<'p> {
    pub fn of(planned: &'p PlannedObjective, mut key_results: Vec<KeyResultNode<'p>>) -> Self {
        key_results.sort_by_key(|node| node.planned.id);
        let total_weight = key_results.iter().map(|node| node.weight).sum();
        let mean = |pick: fn(&Figures) -> f64| {
            weighted_mean(key_results.iter().map(|node| (node.weight, pick(&node.figures)))).unwrap_or(0.0)
        };
        Self {
            planned,
            total_weight,
            figures: (total_weight > 0.0).then(|| Figures::each(mean)),
            measured: key_results.iter().any(|node| node.weight > 0.0 && !node.attainment.missing),
            seats: Vec::new(),
            key_results,
        }
    }
}

/// The departments that take part: those that the policy names and those with an objective. If the policy names none
/// and the organisation has a single brand, every active department takes part.
fn taking_part<'p>(plan: &'p Plan, moment: &Moment) -> Vec<DepartmentNode<'p>> {
    let weights = &plan.policy.department_weights;
    let with_objective: BTreeSet<Id<Department>> = plan
        .objectives
        .iter()
        .filter(|objective| objective.in_force(moment))
        .flat_map(|objective| objective.shared_with.iter().chain([&objective.department_id]))
        .copied()
        .collect();
    let everyone_active = weights.is_empty() && plan.single_brand;
    let takes_part = |department: &&PlannedDepartment| {
        weights.contains_key(&department.id)
            || with_objective.contains(&department.id)
            || (everyone_active && department.active)
    };
    let mut nodes: Vec<DepartmentNode> = plan
        .departments
        .iter()
        .filter(takes_part)
        .map(|planned| DepartmentNode {
            planned,
            weight: plan.policy.department_weight(planned.id),
            objectives: Vec::new(),
            figures: None,
            when_empty: Figures { score: 0.0, best: 1.0, expected: moment.elapsed },
            measured: false,
        })
        .collect();
    nodes.sort_by_key(|node| node.planned.id);
    nodes
}

/// Links every objective, once, with each of its departments.
fn seat(objectives: &mut [ObjectiveNode], departments: &mut [DepartmentNode]) {
    for (place, objective) in objectives.iter_mut().enumerate() {
        let planned = objective.planned;
        let concerned: BTreeSet<_> = planned.shared_with.iter().chain([&planned.department_id]).collect();
        for id in concerned {
            let found = departments.binary_search_by_key(id, |node| node.planned.id);
            let Ok(position) = found else { continue };
            if let Some(department) = departments.get_mut(position) {
                department.objectives.push(place);
                objective.seats.push(DepartmentShare { department: position, share: 0.0 });
            }
        }
    }
}

fn evaluate_department(department: &mut DepartmentNode, objectives: &[ObjectiveNode]) {
    let nodes = || department.objectives.iter().filter_map(|place| objectives.get(*place));
    let counting = || nodes().filter(|node| node.weight() > 0.0);
    let mean = |pick: fn(&Figures) -> f64| {
        let weighted = counting().filter_map(|node| Some((node.planned.weight, pick(node.figures.as_ref()?))));
        weighted_mean(weighted).unwrap_or(0.0)
    };
    let figures = counting().next().map(|_| Figures::each(mean));
    let measured = counting().any(|node| node.measured);
    department.figures = figures;
    department.measured = measured;
}

fn share(objectives: &mut [ObjectiveNode], departments: &[DepartmentNode]) {
    let weights: Vec<f64> = objectives.iter().map(ObjectiveNode::weight).collect();
    let total = |department: &DepartmentNode| -> f64 {
        department.objectives.iter().filter_map(|place| weights.get(*place)).sum()
    };
    let totals: Vec<f64> = departments.iter().map(total).collect();
    for objective in objectives {
        let weight = objective.weight();
        for seat in &mut objective.seats {
            let total = totals.get(seat.department).copied().unwrap_or(0.0);
            seat.share = if total > 0.0 { weight / total } else { 0.0 };
        }
    }
}

pub(in crate::domain) fn kpi_flags(node: &KpiNode, drives_a_key_result: bool) -> Vec<Flag> {
    let [no_data, regressed] = flags::of_attainment(&node.attainment);
    let counted_twice = drives_a_key_result && node.target.weight > 0.0;
    flags::applying([no_data, regressed, (Flag::RevenueCountedTwice, counted_twice)])
}
