//! A hypothetical plan: assumed values of key results and KPIs, another policy. It is evaluated like any other plan and
//! not stored. A key result that follows a KPI is detached from it when a value is assumed, so that the KPI keeps its
//! own. Parsing the request and merging the policy is in `app/scorecards`; what reaching a single thing would add is in
//! `domain/scoring/levers.rs`.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;
use serde::Serialize;

use crate::domain::scoring::plan::{CheckInEntry, Plan, PlannedKeyResult, moment::Moment, observations::kpi_series};
use crate::domain::{
    key_result::KeyResult,
    kpi::Kpi,
    measure::{Measure, Step},
    scoring_policy::Policy,
    values::{
        fault::{Fault, FaultCode, check_value, ok_or_faults},
        id::Id,
    },
};

#[derive(Clone, Debug, Default)]
pub struct Assumptions {
    pub key_results: Vec<AssumedKeyResult>,
    pub kpis: Vec<AssumedKpi>,
    /// Already merged with the cycle's policy and validated.
    pub policy: Option<Policy>,
}

/// A value for a number or range; for milestones, steps assumed done in addition to those that are done.
#[derive(Clone, Debug, Serialize)]
pub struct AssumedKeyResult {
    pub id: Id<KeyResult>,
    pub value: Option<f64>,
    pub steps_done: Option<Vec<Id<Step>>>,
}

/// An assumed value that replaces the aggregate of the measurements.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct AssumedKpi {
    pub id: Id<Kpi>,
    pub value: f64,
}

/// # Errors
/// One fault for each assumption that does not fit the plan, with a pointer into the request.
pub fn what_if(plan: &Plan, as_of: NaiveDate, assumptions: &Assumptions) -> Result<Plan, Vec<Fault>> {
    let mut assumed = plan.clone();
    if let Some(policy) = &assumptions.policy {
        assumed.policy = policy.clone();
    }
    let date = Moment::new(&plan.cycle, as_of).date;
    let mut errors = assume_key_results(plan, &mut assumed, date, &assumptions.key_results);
    errors.extend(assume_kpis(&mut assumed, &assumptions.kpis));
    ok_or_faults(assumed, errors)
}

fn assume_key_results(
    plan: &Plan,
    assumed: &mut Plan,
    date: NaiveDate,
    assumptions: &[AssumedKeyResult],
) -> Vec<Fault> {
    let planned = assumed.objectives.iter_mut().flat_map(|objective| &mut objective.key_results);
    let mut by_id: HashMap<Id<KeyResult>, &mut PlannedKeyResult> = planned.map(|node| (node.id, node)).collect();
    let mut seen = HashSet::new();
    let mut errors = Vec::new();
    for (position, assumption) in assumptions.iter().enumerate() {
        let at = format!("/key_results/{position}");
        if !seen.insert(assumption.id) {
            errors.push(duplicate(&at));
        } else if let Some(key_result) = by_id.get_mut(&assumption.id) {
            let broken = check_assumption(&at, key_result, assumption);
            if broken.is_empty() {
                assume(plan, key_result, date, assumption);
            }
            errors.extend(broken);
        } else {
            let detail = "fault-assumed-key-result";
            errors.push(Fault::at(format!("{at}/id"), FaultCode::NotFound, detail));
        }
    }
    errors
}

fn check_assumption(at: &str, key_result: &PlannedKeyResult, assumption: &AssumedKeyResult) -> Vec<Fault> {
    let value = format!("{at}/value");
    let steps_done = format!("{at}/steps_done");
    match (&key_result.measure, assumption.value, &assumption.steps_done) {
        (Measure::Milestones { .. }, Some(_), _) => {
            vec![Fault::at(value, FaultCode::NotAllowed, "fault-assumed-steps")]
        }
        (Measure::Milestones { .. }, None, None) => {
            vec![Fault::at(steps_done, FaultCode::Required, "fault-assumed-steps")]
        }
        (Measure::Milestones { steps }, None, Some(done)) => {
            let unknown = done.iter().enumerate().filter(|(_, id)| !steps.iter().any(|step| step.id == **id));
            let error = |(position, _)| {
                let detail = "fault-assumed-step-unknown";
                Fault::at(format!("{steps_done}/{position}"), FaultCode::NotFound, detail)
            };
            unknown.map(error).collect()
        }
        (_, _, Some(_)) => {
            vec![Fault::at(steps_done, FaultCode::NotAllowed, "fault-assumed-value")]
        }
        (_, None, None) => vec![Fault::at(value, FaultCode::Required, "fault-assumed-value")],
        (_, Some(number), None) => check_value(&value, number).into_iter().collect(),
    }
}

/// Adds the assumption as the latest check-in; a key result that follows a KPI keeps the KPI's values so far as
/// check-ins.
fn assume(plan: &Plan, key_result: &mut PlannedKeyResult, date: NaiveDate, assumption: &AssumedKeyResult) {
    let entry = |observed_on, value, steps_done: &[Id<Step>]| CheckInEntry {
        observed_on,
        value,
        steps_done: steps_done.to_vec(),
        steps_undone: Vec::new(),
        confidence: None,
    };
    if let Some(kpi_id) = key_result.kpi_id.take() {
        let kpi = plan.kpis.iter().find(|kpi| kpi.id == kpi_id);
        let series = kpi.map(|kpi| kpi_series(kpi, &plan.cycle, date)).unwrap_or_default();
        key_result.check_ins = series.iter().map(|seen| entry(seen.on, Some(seen.value), &[])).collect();
    }
    let steps_done = assumption.steps_done.as_deref().unwrap_or_default();
    key_result.check_ins.push(entry(date, assumption.value, steps_done));
}

fn assume_kpis(assumed: &mut Plan, assumptions: &[AssumedKpi]) -> Vec<Fault> {
    let mut seen = HashSet::new();
    let mut errors = Vec::new();
    for (position, assumption) in assumptions.iter().enumerate() {
        let at = format!("/kpis/{position}");
        if !seen.insert(assumption.id) {
            errors.push(duplicate(&at));
        } else if let Some(kpi) = assumed.kpis.iter_mut().find(|kpi| kpi.id == assumption.id) {
            errors.extend(check_value(&format!("{at}/value"), assumption.value));
            kpi.assumed = Some(assumption.value);
        } else {
            let detail = "fault-assumed-kpi";
            errors.push(Fault::at(format!("{at}/id"), FaultCode::NotFound, detail));
        }
    }
    errors
}

fn duplicate(at: &str) -> Fault {
    Fault::at(format!("{at}/id"), FaultCode::Duplicate, "fault-assumed-twice")
}
