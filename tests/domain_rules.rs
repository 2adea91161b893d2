//! What the domain refuses, with all broken rules reported at once, and its JSON shapes. Constructors are called
//! directly, also with values that no request could contain. That the values of enumerations match `openapi.yaml` is
//! tested in `contract.rs`; scores are in `domain_corners.rs` and `domain_conformance.rs`.

use perno::domain::{
    kpi::{
        Aggregation,
        Better::{Higher, Lower},
        Category,
        target::{GivenTarget, Target},
    },
    measure::{Measure, Step, waypoints::Waypoint},
    scoring::{
        comparisons::what_if::{AssumedKeyResult, AssumedKpi, Assumptions, what_if},
        plan::CheckInEntry,
        readings::measure::MeasureView,
        scored_plan::ScoredPlan,
    },
    scoring_policy::Policy,
    values::{
        fault::{Fault, FaultCode},
        id::Id,
    },
};
use serde_json::json;

use crate::domain_plans::{Ids, check_in, cycle, day, department, key_result, kpi, number, objective, plan};

fn pointers<T: std::fmt::Debug>(result: Result<T, Vec<Fault>>) -> Vec<(String, FaultCode)> {
    result.unwrap_err().into_iter().map(|error| (error.pointer, error.code)).collect()
}

fn named<const N: usize>(expected: [(&str, FaultCode); N]) -> Vec<(String, FaultCode)> {
    expected.into_iter().map(|(pointer, code)| (pointer.to_owned(), code)).collect()
}

fn step(ids: &mut Ids, weight: f64) -> Step {
    Step { id: ids.next(), title: String::from("Step"), weight, due_on: None }
}

#[test]
fn measures_are_refused_with_every_reason() {
    let unit = String::new;
    assert_eq!(pointers(Measure::number(5.0, 5.0, unit(), Vec::new())), named([("/target", FaultCode::NotAllowed)]));
    let both = named([("/start", FaultCode::TooLarge), ("/target", FaultCode::TooSmall)]);
    assert_eq!(pointers(Measure::number(2e15, f64::NEG_INFINITY, unit(), Vec::new())), both);
    let both = named([("/low", FaultCode::Required), ("/tolerance", FaultCode::TooSmall)]);
    assert_eq!(pointers(Measure::range(None, None, -1.0, unit())), both);
    let upside_down = Measure::range(Some(2.0), Some(1.0), 0.0, unit());
    assert_eq!(pointers(upside_down), named([("/high", FaultCode::TooSmall)]));
    assert!(Measure::range(Some(2.0), Some(2.0), 0.0, unit()).is_ok(), "a range may be a single value");
    assert_eq!(pointers(Measure::milestones(Vec::new())), named([("/steps", FaultCode::TooShort)]));
    let mut ids = Ids::default();
    let twice = step(&mut ids, 1.0);
    let steps = vec![twice.clone(), step(&mut ids, 0.0), step(&mut ids, f64::INFINITY), twice];
    let expected = named([
        ("/steps/1/weight", FaultCode::TooSmall),
        ("/steps/2/weight", FaultCode::TooLarge),
        ("/steps/3/id", FaultCode::Duplicate),
    ]);
    assert_eq!(pointers(Measure::milestones(steps)), expected);
}

#[test]
fn policies_are_refused_with_every_reason() {
    assert!(Policy::default().checked(false).is_ok());
    let policy =
        Policy { balance: 1.1, revenue_weight: 0.05, aspirational_target: 0.0, amber_from: 0.7, ..Policy::default() };
    let expected = named([
        ("/balance", FaultCode::TooLarge),
        ("/revenue_weight", FaultCode::TooSmall),
        ("/aspirational_target", FaultCode::TooSmall),
        ("/amber_from", FaultCode::TooLarge),
    ]);
    assert_eq!(pointers(policy.checked(false)), expected);
    let mut observing = Policy::default();
    observing.department_weights.insert(Ids::default().next(), 0.0);
    assert!(observing.clone().checked(true).is_ok());
    assert_eq!(pointers(observing.checked(false)), named([("/department_weights", FaultCode::TooSmall)]));
}

#[test]
fn kpi_targets_are_refused_with_every_reason() {
    let given = |baseline, target| GivenTarget { baseline, target, weight: 1.0, ..GivenTarget::default() };
    let range = |low, high| GivenTarget { low, high, weight: 1.0, ..GivenTarget::default() };
    let refused = |better, given| pointers(Target::new(Aggregation::Last, better, given));
    let not_allowed = |at: &'static str| named([(at, FaultCode::NotAllowed)]);
    assert!(Target::new(Aggregation::Last, Higher, given(Some(38.0), Some(42.0))).is_ok());
    assert!(Target::new(Aggregation::Last, Lower, given(Some(42.0), Some(38.0))).is_ok());
    let expected = named([("/baseline", FaultCode::NotAllowed), ("/weight", FaultCode::TooSmall)]);
    let light = GivenTarget { weight: -1.0, ..given(Some(1.0), Some(5.0)) };
    assert_eq!(pointers(Target::new(Aggregation::Sum, Higher, light)), expected);
    for (better, wrong) in [
        (Higher, given(Some(5.0), Some(5.0))),
        (Higher, given(Some(80.0), Some(50.0))),
        (Higher, given(None, Some(-1000.0))),
        (Lower, given(Some(50.0), Some(80.0))),
    ] {
        assert_eq!(refused(better, wrong), not_allowed("/target"));
    }
    assert_eq!(refused(Higher, given(Some(1.0), None)), named([("/target", FaultCode::Required)]));
    assert_eq!(refused(Lower, GivenTarget { baseline: Some(1.0), ..range(None, Some(2.0)) }), not_allowed("/baseline"));
    assert_eq!(refused(Lower, GivenTarget { target: Some(1.0), ..range(Some(0.5), None) }), not_allowed("/low"));
    assert_eq!(refused(Higher, range(Some(3.0), Some(2.0))), named([("/high", FaultCode::TooSmall)]));
    let waypoint = |number| Waypoint { on: day(number), value: 1.0 };
    let backwards = GivenTarget { waypoints: vec![waypoint(9), waypoint(9)], ..given(None, Some(5.0)) };
    assert_eq!(refused(Higher, backwards), named([("/waypoints/1/on", FaultCode::TooSmall)]));
    let in_range = GivenTarget { waypoints: vec![waypoint(9)], ..range(Some(3.0), None) };
    assert_eq!(refused(Higher, in_range), not_allowed("/waypoints"));
}

#[test]
fn assumptions_that_do_not_fit_are_refused() {
    let mut ids = Ids::default();
    let mut plan = plan(&mut ids, cycle(day(0), day(90)));
    let department = department(&mut ids);
    let mut objective = objective(&mut ids, department.id);
    let milestones = Measure::milestones(vec![step(&mut ids, 1.0)]).unwrap();
    objective.key_results = vec![key_result(&mut ids, milestones), key_result(&mut ids, number())];
    let assume = |id, value, steps_done| AssumedKeyResult { id, value, steps_done };
    let [first, second] = [&objective.key_results[0], &objective.key_results[1]].map(|node| node.id);
    let assumptions = Assumptions {
        key_results: vec![
            assume(first, None, Some(vec![ids.next()])),
            assume(second, None, None),
            assume(second, Some(1.0), None),
            assume(ids.next(), Some(1.0), None),
        ],
        kpis: vec![AssumedKpi { id: ids.next(), value: 1.0 }],
        policy: None,
    };
    plan.objectives.push(objective);
    plan.departments.push(department);
    let expected = named([
        ("/key_results/0/steps_done/0", FaultCode::NotFound),
        ("/key_results/1/value", FaultCode::Required),
        ("/key_results/2/id", FaultCode::Duplicate),
        ("/key_results/3/id", FaultCode::NotFound),
        ("/kpis/0/id", FaultCode::NotFound),
    ]);
    assert_eq!(pointers(what_if(&plan, day(10), &assumptions)), expected);
}

#[test]
fn measures_keep_their_json() {
    let mut ids = Ids::default();
    let range = json!({"kind": "range", "low": 2.0, "high": null, "tolerance": 0.0, "unit": "%"});
    let measure: Measure = serde_json::from_value(range.clone()).unwrap();
    assert_eq!(serde_json::to_value(&measure).unwrap(), range);
    let done = step(&mut ids, 1.0);
    let check_ins = [(5, false), (9, false), (12, true)].map(|(on, undone)| CheckInEntry {
        value: None,
        steps_done: if undone { Vec::new() } else { vec![done.id] },
        steps_undone: if undone { vec![done.id] } else { Vec::new() },
        ..check_in(day(on), 0.0)
    });
    let measure = Measure::milestones(vec![done.clone()]).unwrap();
    let on = |date| serde_json::to_value(MeasureView::new(&measure, &check_ins, day(date))).unwrap();
    let view = |done_on: Option<&str>| {
        let step = json!({"id": done.id, "title": "Step", "weight": 1.0, "due_on": null, "done_on": done_on});
        json!({"kind": "milestones", "steps": [step]})
    };
    assert_eq!((on(10), on(12)), (view(Some("2026-01-06")), view(None)));
}

#[test]
fn scorecard_keeps_its_json() {
    let mut ids = Ids::default();
    let mut plan = plan(&mut ids, cycle(day(0), day(90)));
    plan.single_brand = true;
    plan.departments.push(department(&mut ids));
    plan.kpis.push(kpi(&mut ids, Category::Revenue));
    let card = serde_json::to_value(ScoredPlan::new(&plan, day(45)).scorecard()).unwrap();
    let id = |value: u128| json!(Id::<Step>::new(uuid::Uuid::from_u128(value)));
    let expected = json!({
        "brand_id": id(1), "cycle_id": id(0), "as_of": "2026-02-15", "known_at": 7, "revision": 7, "purpose_statement": null,
        "overall": {
            "score": null, "expected": 0.5, "band": null, "status": "no_data", "verdict": "incomplete",
            "outlook": "incomplete", "plain_average": null, "interval": null, "coverage": 0.0
        },
        "revenue": {
            "score": 0.0, "expected": 0.5, "band": "red", "status": "no_data",
            "kpis": [{
                "id": id(3), "name": "Revenue", "value": null, "target": 100.0, "low": null, "high": null,
                "attainment": 0.0, "weight": 1.0, "flags": ["no_data"]
            }]
        },
        "purpose": {"score": null, "expected": 0.5, "weakest_department_id": null},
        "departments": [{
            "id": id(2), "name": "Sales", "weight": 1.0, "score": null, "expected": 0.5, "band": null,
            "status": "no_data", "flags": ["department_without_objectives"], "objectives": []
        }],
        "waterfall": [], "levers": [],
        "gaps": [], "failing_departments": [id(2)],
        "flags": ["department_without_objectives", "no_data"]
    });
    assert_eq!(card, expected);
    assert!(!card.to_string().contains("-0.0"), "{card}");
}
