//! The targets of KPIs: the worked cases of `cases/kpi_targets.json`, and which direction fits which target.

use std::path::Path;

use perno::domain::{
    kpi::{
        Aggregation, Better, Category,
        target::{Aim, GivenTarget, Target},
    },
    scoring::{plan::MeasurementEntry, readings::kpi::KpiReading},
};
use serde_json::{Value, json};

use crate::{
    domain_conformance::{date, list, number},
    domain_plans::{Ids, cycle, kpi},
    support::conformance::compare,
};

fn given(source: &Value) -> GivenTarget {
    let [baseline, target, low, high, tolerance] =
        ["baseline", "target", "low", "high", "tolerance"].map(|name| number(&source[name]));
    GivenTarget { baseline, target, waypoints: Vec::new(), low, high, tolerance, weight: 1.0, counts_from: None }
}

#[test]
fn every_worked_target_has_its_expected_attainment() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/kpi_targets.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(cases.len() >= 14);
    for case in &cases {
        let mut one = kpi(&mut Ids::default(), Category::Revenue);
        one.aggregation = case["aggregation"].as_str().unwrap().parse().unwrap();
        let better: Better = case["better"].as_str().unwrap().parse().unwrap();
        one.target = Some(Target::new(one.aggregation, better, given(&case["target"])).unwrap());
        let entry = |seen: &Value| MeasurementEntry { on: date(&seen["on"]), value: number(&seen["value"]).unwrap() };
        one.measurements = list(&case["measurements"]).iter().map(entry).collect();
        let cycle = cycle(date(&case["cycle"]["starts_on"]), date(&case["cycle"]["ends_on"]));
        let reading = KpiReading::new(&one, &cycle, date(&case["as_of"]));
        let figures = json!({"value": reading.value, "raw": reading.raw, "attainment": reading.attainment});
        compare(case["name"].as_str().unwrap(), &case["expected"], &figures);
    }
}

#[test]
fn a_way_must_fit_the_direction_and_the_aggregation_of_its_kpi() {
    let aim = |baseline, target| Aim::Way { baseline, target, waypoints: Vec::new() };
    let fits = |aim, aggregation, better| Target { aim, weight: 1.0, counts_from: None }.fits(aggregation, better);
    assert!(fits(aim(0.0, 5.0), Aggregation::Sum, Better::Higher));
    assert!(!fits(aim(1.0, 5.0), Aggregation::Sum, Better::Higher));
    assert!(fits(aim(1.0, 5.0), Aggregation::Mean, Better::Higher));
    assert!(!fits(aim(1.0, 5.0), Aggregation::Mean, Better::Lower));
    assert!(fits(aim(5.0, 1.0), Aggregation::Last, Better::Lower));
    let range = Aim::Range { low: None, high: Some(5.0), tolerance: 0.0 };
    assert!(fits(range.clone(), Aggregation::Sum, Better::Higher) && fits(range, Aggregation::Last, Better::Lower));
}
