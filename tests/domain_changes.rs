//! Changes to random plans, for the properties of scoring: reach, raise, empty, split, detach. There are no tests here:
//! `domain_properties.rs` says what such a change may do to the scores. Plans are drawn in `domain_random_plans.rs`,
//! their parts are made in `domain_plans.rs`.

use perno::domain::{
    department::Department,
    kpi::target::{Aim, Target},
    measure::Measure,
    scoring::{
        plan::{CheckInEntry, Plan, PlannedKeyResult},
        readings::{key_result::KeyResultReading, kpi::KpiReading},
    },
    values::id::Id,
};

use crate::{
    domain_plans::{check_in, day},
    domain_random_plans::AS_OF,
};

pub fn key_results(plan: &mut Plan) -> impl Iterator<Item = &mut PlannedKeyResult> {
    plan.objectives.iter_mut().flat_map(|objective| &mut objective.key_results)
}

pub fn reading(plan: &Plan, key_result: &PlannedKeyResult) -> KeyResultReading {
    let kpi = plan.kpis.iter().find(|kpi| key_result.kpi_id == Some(kpi.id));
    KeyResultReading::new(key_result, kpi, &plan.cycle, &plan.policy, day(AS_OF))
}

/// The same plan with the same scores, but without key results that follow a KPI.
pub fn detached(plan: &Plan) -> Plan {
    let mut made = plan.clone();
    for key_result in key_results(&mut made).filter(|key_result| key_result.kpi_id.is_some()) {
        let value = reading(plan, key_result).current_value;
        key_result.check_ins = value.map(|value| check_in(day(0), value)).into_iter().collect();
        key_result.kpi_id = None;
    }
    made
}

/// A value at which the target of a KPI is reached.
pub fn reaching_value(target: &Target) -> f64 {
    match target.aim {
        Aim::Way { target, .. } => target,
        Aim::Range { low, high, .. } => low.or(high).unwrap(),
    }
}

/// The check-in that reaches the key result.
pub fn reaching(measure: &Measure) -> CheckInEntry {
    let made = check_in(day(AS_OF), 0.0);
    match measure {
        Measure::Number { target, .. } => CheckInEntry { value: Some(*target), ..made },
        Measure::Range { low, high, .. } => CheckInEntry { value: low.or(*high), ..made },
        Measure::Milestones { steps } => {
            CheckInEntry { value: None, steps_done: steps.iter().map(|step| step.id).collect(), ..made }
        }
    }
}

/// A check-in that brings the key result nearer to its target, or beyond.
pub fn raising(plan: &Plan, key_result: &PlannedKeyResult, by: f64) -> CheckInEntry {
    let current = reading(plan, key_result).current_value;
    let reached = reaching(&key_result.measure);
    match &key_result.measure {
        Measure::Number { start, target, .. } => {
            let value = current.unwrap_or(*start) + (target - start) * by;
            CheckInEntry { value: Some(value), ..reached }
        }
        Measure::Range { .. } => {
            let value = current.map_or(30.0, |value| value + (40.0 - value) * by.min(1.0));
            CheckInEntry { value: Some(value), ..reached }
        }
        Measure::Milestones { steps } => CheckInEntry { steps_done: vec![steps[0].id], ..reached },
    }
}

pub fn kpi_value(plan: &Plan, position: usize) -> Option<f64> {
    KpiReading::new(&plan.kpis[position], &plan.cycle, day(AS_OF)).value
}

/// Removes everything from a department, its own and shared objectives.
pub fn empty(plan: &mut Plan, department: Id<Department>) {
    plan.objectives.retain(|objective| objective.department_id != department);
    for objective in &mut plan.objectives {
        objective.shared_with.retain(|with| *with != department);
    }
}

/// Adds a second department with the same score that takes part of the first one's weight.
pub fn split(plan: &mut Plan, position: usize, twin: Id<Department>, part: f64) {
    let first = plan.departments[position].clone();
    let weight = plan.policy.department_weight(first.id);
    plan.policy.department_weights.insert(first.id, weight * (1.0 - part));
    plan.policy.department_weights.insert(twin, weight * part);
    for objective in plan.objectives.iter_mut().filter(|objective| objective.involves(first.id)) {
        objective.shared_with.push(twin);
    }
    let mut second = first;
    second.id = twin;
    plan.departments.push(second);
}
