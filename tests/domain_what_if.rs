//! What a simulation assumes: a value or steps for a key result, a value for a KPI, another policy; and what it leaves
//! as it is. Assumptions that do not fit are in `domain_rules.rs`; that assuming the actual values changes nothing is a
//! property.

use perno::domain::{
    kpi::{Aggregation, Category},
    measure::{Measure, Step},
    scoring::{
        comparisons::what_if::{AssumedKeyResult, AssumedKpi, Assumptions, what_if},
        plan::{CheckInEntry, MeasurementEntry, Plan},
        readings::{key_result::KeyResultReading, kpi::KpiReading},
        scored_plan::ScoredPlan,
    },
    scoring_policy::Policy,
    values::{fault::FaultCode, id::Id},
};

use crate::domain_plans::{Ids, check_in, company, day, kpi};

fn simulated(plan: &Plan, assumptions: &Assumptions) -> Plan {
    what_if(plan, day(50), assumptions).unwrap()
}

fn of_first(plan: &Plan, value: Option<f64>, steps_done: Option<Vec<Id<Step>>>) -> Assumptions {
    let id = plan.objectives[0].key_results[0].id;
    Assumptions { key_results: vec![AssumedKeyResult { id, value, steps_done }], ..Assumptions::default() }
}

fn read(plan: &Plan, on: u64) -> KeyResultReading {
    let key_result = &plan.objectives[0].key_results[0];
    let kpi = plan.kpis.iter().find(|kpi| key_result.kpi_id == Some(kpi.id));
    KeyResultReading::new(key_result, kpi, &plan.cycle, &plan.policy, day(on))
}

#[test]
fn an_assumed_value_is_the_latest_one_from_that_day_on() {
    let plan = company(Some(100.0), &[50.0, 80.0]);
    let assumed = simulated(&plan, &of_first(&plan, Some(70.0), None));
    assert_eq!((read(&assumed, 49).current_value, read(&assumed, 50).current_value), (Some(50.0), Some(70.0)));
    assert_eq!(read(&plan, 50).current_value, Some(50.0));
    let scores = |plan: &Plan| {
        let card = ScoredPlan::new(plan, day(50)).scorecard();
        card.departments.iter().map(|one| one.summary.score.unwrap()).collect::<Vec<_>>()
    };
    assert_eq!(scores(&assumed), [0.7, 0.8]);
}

#[test]
fn assumed_steps_are_done_beside_those_that_are() {
    let mut plan = company(None, &[50.0]);
    let mut ids = Ids::after(50);
    let steps: Vec<Step> =
        (0..4).map(|_| Step { id: ids.next(), title: String::from("Step"), weight: 1.0, due_on: None }).collect();
    let key_result = &mut plan.objectives[0].key_results[0];
    key_result.check_ins = vec![CheckInEntry { value: None, steps_done: vec![steps[0].id], ..check_in(day(5), 0.0) }];
    key_result.measure = Measure::milestones(steps.clone()).unwrap();
    let assumed = simulated(&plan, &of_first(&plan, None, Some(vec![steps[1].id, steps[2].id])));
    assert_eq!(Some(read(&assumed, 50).progress), Some(0.75));
}

#[test]
fn a_key_result_that_follows_a_kpi_leaves_it_with_what_it_showed_so_far() {
    let mut plan = company(Some(100.0), &[50.0]);
    let mut followed = kpi(&mut Ids::after(50), Category::Trust);
    followed.aggregation = Aggregation::Sum;
    followed.measurements = [10, 20, 60].map(|on| MeasurementEntry { on: day(on), value: 10.0 }).to_vec();
    plan.objectives[0].key_results[0].kpi_id = Some(followed.id);
    plan.kpis.push(followed);
    let assumed = simulated(&plan, &of_first(&plan, Some(45.0), None));
    let found = [15, 40, 50, 70].map(|on| read(&assumed, on).current_value);
    assert_eq!(found, [Some(10.0), Some(20.0), Some(45.0), Some(45.0)]);
    assert_eq!(KpiReading::new(&assumed.kpis[1], &assumed.cycle, day(50)).value, Some(20.0));
}

#[test]
fn an_assumed_value_of_a_kpi_replaces_its_aggregate() {
    let plan = company(Some(10.0), &[50.0]);
    let assume =
        |value| Assumptions { kpis: vec![AssumedKpi { id: plan.kpis[0].id, value }], ..Assumptions::default() };
    let assumed = simulated(&plan, &assume(60.0));
    assert_eq!(ScoredPlan::new(&assumed, day(50)).scorecard().revenue.score, Some(0.6));
    let faults = what_if(&plan, day(50), &assume(2e15)).unwrap_err();
    assert_eq!((faults[0].pointer.as_str(), faults[0].code), ("/kpis/0/value", FaultCode::TooLarge));
    let id = plan.kpis[0].id;
    let twice = Assumptions { kpis: vec![AssumedKpi { id, value: 1.0 }; 2], ..Assumptions::default() };
    let faults = what_if(&plan, day(50), &twice).unwrap_err();
    assert_eq!((faults[0].pointer.as_str(), faults[0].code), ("/kpis/1/id", FaultCode::Duplicate));
}

#[test]
fn another_policy_replaces_the_cycles_own() {
    let plan = company(None, &[20.0, 80.0]);
    let policy = Some(Policy { balance: 0.0, ..Policy::default() });
    let assumed = simulated(&plan, &Assumptions { policy, ..Assumptions::default() });
    assert_eq!(
        (ScoredPlan::new(&plan, day(50)).score(), ScoredPlan::new(&assumed, day(50)).score()),
        (Some(0.35), Some(0.5))
    );
}

#[test]
fn an_assumption_must_fit_the_measure() {
    let mut plan = company(None, &[50.0]);
    let mut ids = Ids::after(50);
    let step = Step { id: ids.next(), title: String::from("Step"), weight: 1.0, due_on: None };
    let faults = |plan: &Plan, value, steps| {
        let refused = what_if(plan, day(50), &of_first(plan, value, steps)).unwrap_err();
        refused.into_iter().map(|fault| (fault.pointer, fault.code)).collect::<Vec<_>>()
    };
    let at = |member: &str, code| vec![(format!("/key_results/0/{member}"), code)];
    assert_eq!(faults(&plan, None, None), at("value", FaultCode::Required));
    assert_eq!(faults(&plan, Some(2e15), None), at("value", FaultCode::TooLarge));
    assert_eq!(faults(&plan, Some(1.0), Some(vec![])), at("steps_done", FaultCode::NotAllowed));
    plan.objectives[0].key_results[0].measure = Measure::milestones(vec![step.clone()]).unwrap();
    assert_eq!(faults(&plan, None, None), at("steps_done", FaultCode::Required));
    assert_eq!(faults(&plan, Some(1.0), Some(vec![])), at("value", FaultCode::NotAllowed));
    assert_eq!(faults(&plan, None, Some(vec![step.id, ids.next()])), at("steps_done/1", FaultCode::NotFound));
}
