//! Why a score changed: the worked cases of `cases/change.json`, and what holds between any two readings.

use std::{collections::BTreeMap, path::Path};

use chrono::NaiveDate;
use perno::domain::{
    department::Department,
    key_result::{KeyResult, KeyResultState},
    kpi::{Category, Kpi},
    measure::{Measure, Step},
    scoring::{
        comparisons::score_change::{Leaf, Reading, ScoreChange, explain},
        plan::{CheckInEntry, MeasurementEntry, Plan, PlannedDepartment, PlannedKeyResult},
        readings::key_result::KeyResultReading,
    },
    scoring_policy::Policy,
    values::id::Id,
};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::{
    domain_conformance::{date, list, measure_of, number, policy_of},
    domain_plans::{self, Ids, check_in, cycle, day, department, key_result, kpi, objective, way},
    domain_properties::config,
    domain_random_plans::{AS_OF, plans},
    support::conformance::compare,
};

/// The ids of a case by name, the same in both of its plans.
#[derive(Default)]
struct Names {
    ids: Ids,
    departments: BTreeMap<String, Id<Department>>,
    key_results: BTreeMap<String, Id<KeyResult>>,
    steps: BTreeMap<String, Id<Step>>,
    kpis: BTreeMap<String, Id<Kpi>>,
}

fn named<T>(ids: &mut Ids, known: &mut BTreeMap<String, Id<T>>, name: &Value) -> Id<T> {
    *known.entry(name.as_str().unwrap().to_owned()).or_insert_with(|| ids.next())
}

#[test]
fn every_worked_case_of_change_has_its_expected_points() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/change.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(cases.len(), 17);
    for case in &cases {
        let mut names = Names::default();
        let [from, to] = [("from", "to"), ("to", "from")]
            .map(|(end, other)| (plan_of(&mut names, &case[end], &case[other]), date(&case[end]["as_of"])));
        let found = explain(reading(&from), reading(&to)).unwrap();
        compare(case["name"].as_str().unwrap(), &case["expected"], &told(&names, &found));
    }
}

const fn reading((plan, as_of): &(Plan, NaiveDate)) -> Reading<'_> {
    Reading { plan, as_of: *as_of }
}

fn told(names: &Names, change: &ScoreChange) -> Value {
    let mut values = Map::new();
    for (leaf, points) in &change.values {
        let name = match leaf {
            Leaf::KeyResult(id) => names.key_results.iter().find(|(_, one)| *one == id).unwrap().0.clone(),
            Leaf::Kpi(id) => format!("kpi:{}", names.kpis.iter().find(|(_, one)| *one == id).unwrap().0),
        };
        values.insert(name, json!(points));
    }
    json!({"from": change.from, "to": change.to, "values": values, "plan": change.plan, "policy": change.policy})
}

/// The plan; what only the other one has is in it as cancelled, with what was observed of it.
fn plan_of(names: &mut Names, source: &Value, other: &Value) -> Plan {
    let (plan, seen) = (&source["plan"], &source["seen"]);
    let mut made =
        domain_plans::plan(&mut names.ids, cycle(date(&plan["cycle"]["starts_on"]), date(&plan["cycle"]["ends_on"])));
    made.policy = policy_of(&source["policy"]);
    for (source, other) in list(&plan["departments"]).iter().zip(list(&other["plan"]["departments"])) {
        let id = named(&mut names.ids, &mut names.departments, &source["name"]);
        made.policy.department_weights.insert(id, number(&source["weight"]).unwrap());
        made.departments.push(PlannedDepartment { id, ..department(&mut names.ids) });
        for (source, other) in list(&source["objectives"]).iter().zip(list(&other["objectives"])) {
            let mut one = objective(&mut names.ids, id);
            one.weight = number(&source["weight"]).unwrap();
            one.key_results = list(&source["key_results"])
                .iter()
                .map(|source| key_result_of(names, source, &seen["key_results"]))
                .collect();
            for gone in list(&other["key_results"]) {
                let gone = key_result_of(names, gone, &seen["key_results"]);
                if one.key_results.iter().all(|there| there.id != gone.id) {
                    let (state, cancelled_on) = (KeyResultState::Cancelled, Some(made.cycle.starts_on));
                    one.key_results.push(PlannedKeyResult { state, cancelled_on, ..gone });
                }
            }
            made.objectives.push(one);
        }
    }
    for source in list(&plan["revenue_kpis"]) {
        let mut one = kpi(&mut names.ids, Category::Revenue);
        one.id = named(&mut names.ids, &mut names.kpis, &source["name"]);
        one.aggregation = source["aggregation"].as_str().unwrap().parse().unwrap();
        let [target, weight] = ["target", "weight"].map(|name| number(&source[name]).unwrap());
        one.target = Some(way(0.0, target, weight));
        let measured = list(&seen["kpis"][source["name"].as_str().unwrap()]);
        let entry = |seen: &Value| MeasurementEntry { on: date(&seen["on"]), value: number(&seen["value"]).unwrap() };
        one.measurements = measured.iter().map(entry).collect();
        made.kpis.push(one);
    }
    made
}

fn key_result_of(names: &mut Names, source: &Value, seen: &Value) -> PlannedKeyResult {
    let seen = &seen[source["id"].as_str().unwrap()];
    let mut check_ins: Vec<CheckInEntry> =
        list(seen).iter().map(|one| check_in(date(&one["on"]), number(&one["value"]).unwrap())).collect();
    let measure = if source["measure"]["kind"] == "milestones" {
        let mut steps = Vec::new();
        for step in list(&source["measure"]["steps"]) {
            let id = named(&mut names.ids, &mut names.steps, &step["id"]);
            steps.push(Step { id, title: String::new(), weight: number(&step["weight"]).unwrap(), due_on: None });
        }
        for (name, done_on) in seen.as_object().into_iter().flatten() {
            let id = named(&mut names.ids, &mut names.steps, &json!(name));
            check_ins.push(CheckInEntry { value: None, steps_done: vec![id], ..check_in(date(done_on), 0.0) });
        }
        Measure::milestones(steps).unwrap()
    } else {
        measure_of(&mut names.ids, &source["measure"], &mut Vec::new())
    };
    let mut made = key_result(&mut names.ids, measure);
    made.id = named(&mut names.ids, &mut names.key_results, &source["id"]);
    made.check_ins = check_ins;
    made.weight = number(&source["weight"]).unwrap_or(1.0);
    if let Some(ambition) = source["ambition"].as_str() {
        made.ambition = ambition.parse().unwrap();
    }
    made
}

/// The same plan at two days, with another policy at the second.
fn two_readings() -> impl Strategy<Value = (Plan, Plan, u64)> {
    (plans(), plans(), 0..AS_OF).prop_map(|(plan, other, earlier)| {
        let mut changed = plan.clone();
        changed.policy = Policy { department_weights: plan.policy.department_weights.clone(), ..other.policy };
        (plan, changed, earlier)
    })
}

fn sum(change: &ScoreChange) -> f64 {
    change.values.values().sum::<f64>() + change.plan + change.policy
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn parts_sum_to_the_change_and_change_sign_with_the_readings((plan, changed, earlier) in two_readings()) {
        let (first, last) =
            (Reading { plan: &plan, as_of: day(earlier) }, Reading { plan: &changed, as_of: day(AS_OF) });
        let Some(change) = explain(first, last) else { return Ok(()) };
        prop_assert!((sum(&change) - 100.0 * (change.to - change.from)).abs() < 1e-9, "{change:?}");
        let back = explain(last, first).unwrap();
        prop_assert!((back.plan + change.plan).abs() < 1e-9 && (back.policy + change.policy).abs() < 1e-9);
        for (leaf, points) in &change.values {
            prop_assert!((back.values[leaf] + points).abs() < 1e-9, "{leaf:?} {points} {}", back.values[leaf]);
        }
    }

    #[test]
    fn order_changes_nothing((plan, changed, earlier) in two_readings()) {
        let as_of = day(AS_OF);
        let mut reversed = changed.clone();
        reversed.objectives.reverse();
        reversed.departments.reverse();
        reversed.kpis.reverse();
        reversed.objectives.iter_mut().for_each(|one| one.key_results.reverse());
        let first = Reading { plan: &plan, as_of: day(earlier) };
        let [one, other] = [&changed, &reversed].map(|plan| explain(first, Reading { plan, as_of }));
        prop_assert_eq!(one.is_some(), other.is_some());
        if let (Some(one), Some(other)) = (one, other) {
            for (leaf, points) in &one.values {
                prop_assert!((other.values[leaf] - points).abs() < 1e-9);
            }
        }
    }

    #[test]
    fn what_moved_towards_its_target_is_never_negative(plan in plans(), earlier in 0..AS_OF) {
        let (first, last) = (day(earlier), day(AS_OF));
        let Some(change) = explain(Reading { plan: &plan, as_of: first }, Reading { plan: &plan, as_of: last }) else {
            return Ok(());
        };
        let attainments = |as_of| -> BTreeMap<Id<KeyResult>, f64> {
            let reading = |one: &PlannedKeyResult| {
                let kpi = plan.kpis.iter().find(|kpi| Some(kpi.id) == one.kpi_id);
                KeyResultReading::new(one, kpi, &plan.cycle, &plan.policy, as_of).attainment
            };
            let all = plan.objectives.iter().flat_map(|one| &one.key_results);
            all.map(|one| (one.id, reading(one))).collect()
        };
        let (before, after) = (attainments(first), attainments(last));
        for (leaf, points) in change.values {
            let Leaf::KeyResult(id) = leaf else { continue };
            let moved = after[&id] - before[&id];
            prop_assert!(if moved >= 0.0 { points >= -1e-12 } else { points <= 1e-12 }, "{moved} {points}");
            prop_assert!(moved != 0.0 || points.abs() < 1e-12, "{points} for what did not move");
        }
    }
}
