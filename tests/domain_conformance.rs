//! Every worked case of `cases/scoring.json`, with all its expected figures, to 1e-9; and the worked forecast. A new
//! scoring rule starts with a case in that file; here JSON becomes plans, and figures are compared. Single edge cases
//! are in `domain_corners.rs`, properties of all plans in `domain_properties.rs`.

use std::{collections::BTreeMap, path::Path};

use crate::{
    domain_plans::{Ids, check_in, cycle, day, department, key_result, kpi, objective, plan, way},
    support::conformance::compare,
};
use chrono::NaiveDate;
use perno::domain::{
    department::Department,
    key_result::Ambition,
    kpi::Category,
    measure::{Measure, Step},
    scoring::{
        plan::{
            CheckInEntry, MeasurementEntry, Plan, PlannedKeyResult, PlannedKpi, PlannedObjective,
            observations::Observation,
        },
        readings::forecast::{ForecastMethod, forecast},
        scorecard::Scorecard,
        scored_plan::ScoredPlan,
        waterfall::BarKind,
    },
    scoring_policy::Policy,
    values::id::Id,
};
use serde_json::Value;

#[test]
fn every_worked_case_has_its_expected_figures() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/scoring.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(cases.len() >= 22);
    for case in &cases {
        let plan = plan_of(case);
        let card = ScoredPlan::new(&plan, date(&case["as_of"])).scorecard();
        compare(case["name"].as_str().unwrap(), &case["expected"], &figures(&plan, &card));
    }
}

pub fn date(value: &Value) -> NaiveDate {
    value.as_str().unwrap().parse().unwrap()
}

pub fn number(value: &Value) -> Option<f64> {
    value.as_f64().or_else(|| value.as_str()?.parse().ok())
}

pub fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub fn plan_of(case: &Value) -> Plan {
    let mut ids = Ids::default();
    let mut policy = policy_of(&case["policy"]);
    let (mut departments, mut objectives) = (Vec::new(), Vec::new());
    for source in list(&case["departments"]) {
        let mut made = department(&mut ids);
        source["name"].as_str().unwrap().clone_into(&mut made.name);
        policy.department_weights.insert(made.id, number(&source["weight"]).unwrap());
        let theirs = list(&source["objectives"]);
        objectives.extend(theirs.iter().map(|source| objective_of(&mut ids, made.id, source)));
        departments.push(made);
    }
    let kpis = list(&case["revenue_kpis"]).iter().map(|source| kpi_of(&mut ids, source)).collect();
    let mut plan = plan(&mut ids, cycle(date(&case["cycle"]["starts_on"]), date(&case["cycle"]["ends_on"])));
    plan.policy = policy.checked(true).unwrap();
    plan.departments = departments;
    plan.objectives = objectives;
    plan.kpis = kpis;
    plan
}

/// Converts the policy's numbers, which the file writes as text.
pub fn policy_of(source: &Value) -> Policy {
    let mut members = source.as_object().cloned().unwrap_or_default();
    for value in members.values_mut() {
        if let Some(number) = number(value) {
            *value = number.into();
        }
    }
    serde_json::from_value(Value::Object(members)).unwrap()
}

fn kpi_of(ids: &mut Ids, source: &Value) -> PlannedKpi {
    let mut made = kpi(ids, Category::Revenue);
    made.aggregation = source["aggregation"].as_str().unwrap().parse().unwrap();
    let [baseline, target, weight] = ["baseline", "target", "weight"].map(|name| number(&source[name]).unwrap());
    made.target = Some(way(baseline, target, weight));
    let entry = |source: &Value| MeasurementEntry { on: date(&source["on"]), value: number(&source["value"]).unwrap() };
    made.measurements = list(&source["measurements"]).iter().map(entry).collect();
    made
}

fn objective_of(ids: &mut Ids, department: Id<Department>, source: &Value) -> PlannedObjective {
    let mut made = objective(ids, department);
    made.weight = number(&source["weight"]).unwrap_or(1.0);
    made.key_results = list(&source["key_results"]).iter().map(|source| key_result_of(ids, source)).collect();
    made
}

fn key_result_of(ids: &mut Ids, source: &Value) -> PlannedKeyResult {
    let entry = |source: &Value| check_in(date(&source["on"]), number(&source["value"]).unwrap());
    let mut check_ins: Vec<CheckInEntry> = list(&source["check_ins"]).iter().map(entry).collect();
    let measure = measure_of(ids, &source["measure"], &mut check_ins);
    let mut made = key_result(ids, measure);
    made.check_ins = check_ins;
    made.weight = number(&source["weight"]).unwrap_or(1.0);
    made.ambition = source["ambition"].as_str().map_or(Ambition::Committed, |word| word.parse().unwrap());
    made
}

/// Converts a measure; the days of its steps become check-ins.
pub fn measure_of(ids: &mut Ids, source: &Value, check_ins: &mut Vec<CheckInEntry>) -> Measure {
    let [start, target, low, high, tolerance] =
        ["start", "target", "low", "high", "tolerance"].map(|name| number(&source[name]));
    match source["kind"].as_str().unwrap() {
        "number" => Measure::number(start.unwrap(), target.unwrap(), String::new(), Vec::new()).unwrap(),
        "range" => Measure::range(low, high, tolerance.unwrap(), String::new()).unwrap(),
        _ => {
            let mut steps = Vec::new();
            for source in list(&source["steps"]) {
                let id = ids.next();
                steps.push(Step { id, title: String::new(), weight: number(&source["weight"]).unwrap(), due_on: None });
                if let Some(done_on) = source["done_on"].as_str() {
                    check_ins.push(CheckInEntry {
                        value: None,
                        steps_done: vec![id],
                        ..check_in(done_on.parse().unwrap(), 0.0)
                    });
                }
            }
            Measure::milestones(steps).unwrap()
        }
    }
}

/// The scorecard in the format of the file.
fn figures(plan: &Plan, card: &Scorecard) -> Value {
    let name = |id: Id<Department>| plan.departments.iter().find(|one| one.id == id).unwrap().name.clone();
    let departments: BTreeMap<String, Option<f64>> =
        card.departments.iter().map(|one| (one.summary.name.clone(), one.summary.score)).collect();
    let bar_name = |kind: BarKind, id: Option<Id<Department>>| match kind {
        BarKind::Department => name(id.unwrap()),
        BarKind::Revenue | BarKind::WeakestDepartment | BarKind::WeakerPillar => kind.to_string(),
    };
    let waterfall: BTreeMap<String, f64> =
        card.waterfall.iter().map(|bar| (bar_name(bar.kind, bar.department_id), bar.points)).collect();
    serde_json::json!({
        "overall": card.overall.score,
        "purpose_index": card.purpose.score,
        "revenue_index": card.revenue.score,
        "plain_average": card.overall.plain_average,
        "coverage": card.overall.coverage,
        "verdict": card.overall.verdict,
        "departments": departments,
        "flags": card.flags,
        "band": card.overall.band,
        "interval": card.overall.interval,
        "waterfall": waterfall,
    })
}

#[test]
fn forecast_of_the_worked_case_is_not_bent_by_its_outlier() {
    let starts_on = day(0);
    let values = [120.0, 126.0, 133.0, 139.0, 185.0, 151.0, 158.0];
    let observations: Vec<Observation> =
        (0..).step_by(7).zip(values).map(|(on, value)| Observation { on: day(on), value }).collect();
    let found = forecast(120.0, 200.0, &observations, &cycle(starts_on, day(90))).unwrap();
    assert_eq!(found.method, ForecastMethod::TheilSen);
    let expected =
        [(found.slope, 19.0 / 21.0), (found.needed_slope.unwrap(), 0.875), (found.support.unwrap(), 15.0 / 21.0)];
    for (found, expected) in expected {
        assert!((found - expected).abs() < 1e-9, "{found} instead of {expected}");
    }
    assert!((found.value - 201.428_571_428).abs() < 1e-6, "{}", found.value);
}
