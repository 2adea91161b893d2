//! Waypoints: the worked cases of `cases/expected.json`, through key results and KPI targets alike; forecasts by shape;
//! what the year before proposes.

use std::path::Path;

use perno::domain::{
    kpi::{
        Aggregation, Category,
        target::{Aim, Target},
    },
    measure::{Measure, waypoints::Waypoint},
    scoring::{
        plan::{CycleSpan, MeasurementEntry, moment::Moment, season::season},
        readings::{
            forecast::ForecastMethod,
            key_result::KeyResultReading,
            pace::{expected, expected_of_kpi},
        },
    },
    scoring_policy::Policy,
};
use proptest::prelude::*;
use serde_json::Value;

use crate::{
    domain_conformance::{date, list, number},
    domain_plans::{Ids, check_in, cycle, day, key_result, kpi},
    domain_properties::config,
};

fn waypoint(on: &str, value: f64) -> Waypoint {
    Waypoint { on: on.parse().unwrap(), value }
}

fn half_a_year() -> CycleSpan {
    cycle("2026-01-01".parse().unwrap(), "2026-06-30".parse().unwrap())
}

#[test]
fn every_worked_expectation_holds_for_key_results_and_kpis() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/expected.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert!(cases.len() >= 10);
    for case in &cases {
        let cycle = cycle(date(&case["cycle"]["starts_on"]), date(&case["cycle"]["ends_on"]));
        let moment = Moment::new(&cycle, date(&case["as_of"]));
        let [baseline, target] = ["start", "target"].map(|name| number(&case[name]).unwrap());
        let read = |one: &Value| waypoint(one["on"].as_str().unwrap(), number(&one["value"]).unwrap());
        let waypoints: Vec<Waypoint> = list(&case["waypoints"]).iter().map(read).collect();
        let measure = Measure::number(baseline, target, String::new(), waypoints.clone()).unwrap();
        let target = Target { aim: Aim::Way { baseline, target, waypoints }, weight: 1.0, counts_from: None };
        for found in [expected(&measure, &moment), expected_of_kpi(&target, &moment)] {
            assert!((found - number(&case["expected"]).unwrap()).abs() < 1e-9, "{}: {found}", case["name"]);
        }
    }
}

#[test]
fn a_forecast_follows_the_shape_of_the_waypoints() {
    let cycle = half_a_year();
    let waypoints = vec![waypoint("2026-03-31", 20.0), waypoint("2026-05-31", 80.0)];
    let measure = Measure::number(0.0, 100.0, String::new(), waypoints).unwrap();
    let mut one = key_result(&mut Ids::default(), measure);
    let read = |one: &_, on: &str| KeyResultReading::new(one, None, &cycle, &Policy::default(), on.parse().unwrap());
    one.check_ins = vec![check_in("2026-01-20".parse().unwrap(), 5.0)];
    assert_eq!(read(&one, "2026-04-30").forecast, None, "too little is expected on the day of the value");
    one.check_ins.push(check_in("2026-03-31".parse().unwrap(), 25.0));
    let forecast = read(&one, "2026-04-30").forecast.unwrap();
    assert_eq!((forecast.method, forecast.support), (ForecastMethod::Shape, None));
    assert!((forecast.value - 125.0).abs() < 1e-9);
    assert!((forecast.slope - 100.0 / 91.0).abs() < 1e-9);
    assert!((forecast.needed_slope.unwrap() - 75.0 / 91.0).abs() < 1e-9);
    one.check_ins.push(check_in("2026-06-30".parse().unwrap(), 90.0));
    let last = read(&one, "2026-06-30").forecast.unwrap();
    assert_eq!((last.value, last.slope, last.needed_slope), (90.0, 0.0, None));
}

#[test]
fn last_year_proposes_the_waypoints_of_a_sum() {
    let mut one = kpi(&mut Ids::default(), Category::Revenue);
    one.aggregation = Aggregation::Sum;
    assert_eq!(season(&one, &half_a_year(), 0.0, 1000.0), None);
    let entry = |(on, value): (&str, f64)| MeasurementEntry { on: on.parse().unwrap(), value };
    let measured =
        [("2024-12-31", 999.0), ("2025-01-31", 10.0), ("2025-04-30", 50.0), ("2025-06-30", 20.0), ("2026-01-31", 77.0)];
    one.measurements = measured.into_iter().map(entry).collect();
    let expected = [
        waypoint("2026-01-31", 125.0),
        waypoint("2026-02-28", 125.0),
        waypoint("2026-03-31", 125.0),
        waypoint("2026-04-30", 750.0),
        waypoint("2026-05-31", 750.0),
    ];
    assert_eq!(season(&one, &half_a_year(), 0.0, 1000.0).unwrap(), expected);
    one.measurements = [("2025-02-01", 10.0), ("2025-03-01", -10.0)].into_iter().map(entry).collect();
    assert_eq!(season(&one, &half_a_year(), 0.0, 1000.0), None, "a total of nothing has no shape");
}

#[test]
fn last_year_proposes_the_waypoints_of_a_value_that_moves() {
    let mut one = kpi(&mut Ids::default(), Category::Trust);
    let entry = |(on, value): (&str, f64)| MeasurementEntry { on: on.parse().unwrap(), value };
    one.measurements =
        [("2025-02-10", 40.0), ("2025-03-15", 37.0), ("2025-06-01", 20.0)].into_iter().map(entry).collect();
    let found = season(&one, &half_a_year(), 30.0, 10.0).unwrap();
    let values: Vec<f64> = found.iter().map(|one| one.value).collect();
    assert_eq!(values, [30.0, 30.0, 27.0, 27.0, 27.0]);
    one.measurements.truncate(1);
    assert_eq!(season(&one, &half_a_year(), 30.0, 10.0), None, "one value goes nowhere");
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_expected_stays_between_0_and_1_and_ends_at_1(
        steps in prop::collection::vec((1_u64..20, -50.0..150.0_f64), 0..6), falls in any::<bool>(), on in 0_u64..140,
    ) {
        let (mut last, begins, ends) = (20, 20, 120);
        let place = |(days, value): (u64, f64)| {
            last += days;
            Waypoint { on: day(last), value }
        };
        let waypoints: Vec<Waypoint> = steps.into_iter().map(place).collect();
        let (start, target) = if falls { (100.0, 0.0) } else { (0.0, 100.0) };
        let measure = Measure::number(start, target, String::new(), waypoints).unwrap();
        let span = cycle(day(begins), day(ends));
        let found = expected(&measure, &Moment::new(&span, day(on)));
        prop_assert!((0.0..=1.0).contains(&found));
        prop_assert!(on < ends || found >= 1.0);
        prop_assert!(on > begins || found <= 0.0);
    }
}
