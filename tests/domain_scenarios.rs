//! Departments and Revenue at an asked score: met exactly wherever that is possible, and as near as possible elsewhere;
//! what was assumed by itself stays. Values that are assumed one by one are in `domain_what_if.rs`.

use perno::domain::{
    measure::{Measure, Step},
    scoring::{
        comparisons::{
            scenario::{AssumedDepartment, Scenario, Simulated, simulate},
            what_if::{AssumedKeyResult, Assumptions},
        },
        plan::Plan,
        scored_plan::ScoredPlan,
    },
    values::fault::{Fault, FaultCode},
};
use proptest::prelude::*;

use crate::{
    domain_plans::{Ids, check_in, company, day},
    domain_properties::config,
    domain_random_plans::{AS_OF, dice, random_balanced_or_geometric},
};

const CLOSE: f64 = 1e-9;

fn at(plan: &Plan, departments: &[(usize, f64)], revenue: Option<f64>) -> Result<Simulated, Vec<Fault>> {
    let asked = |(place, score): &(usize, f64)| AssumedDepartment { id: plan.departments[*place].id, score: *score };
    let departments = departments.iter().map(asked).collect();
    simulate(plan, day(AS_OF), &Scenario { departments, revenue, ..Scenario::default() })
}

fn scores(plan: &Plan) -> Vec<Option<f64>> {
    ScoredPlan::new(plan, day(AS_OF)).scorecard().departments.iter().map(|one| one.summary.score).collect()
}

#[test]
fn what_is_in_a_department_moves_together() {
    let plan = company(Some(50.0), &[20.0, 80.0]);
    let simulated = at(&plan, &[(0, 0.6)], None).unwrap();
    assert!((scores(&simulated.plan)[0].unwrap() - 0.6).abs() < CLOSE);
    assert_eq!(scores(&simulated.plan)[1], scores(&plan)[1]);
    let [moved] = simulated.assumed.key_results.as_slice() else { panic!("{:?}", simulated.assumed) };
    assert!((moved.value.unwrap() - 60.0).abs() < CLOSE, "the value itself");
    let met = simulated.assumed.departments[0].met;
    assert_eq!((met.asked, met.lowest, met.highest), (0.6, 0.0, 1.0));
}

#[test]
fn two_key_results_go_the_same_share_of_what_is_left() {
    let mut plan = company(None, &[20.0]);
    let mut second = plan.objectives[0].key_results[0].clone();
    second.id = Ids::after(90).next();
    second.check_ins = vec![check_in(day(5), 60.0)];
    plan.objectives[0].key_results.push(second);
    let values = |score: f64| -> Vec<f64> {
        let assumed = at(&plan, &[(0, score)], None).unwrap().assumed;
        assumed.key_results.iter().map(|one| one.value.unwrap()).collect()
    };
    let close =
        |found: Vec<f64>, wanted: [f64; 2]| found.iter().zip(wanted).all(|(one, other)| (one - other).abs() < 1e-6);
    assert!(close(values(0.7), [60.0, 80.0]), "half of what is left: {:?}", values(0.7));
    assert!(close(values(0.2), [10.0, 30.0]), "half of what is there: {:?}", values(0.2));
}

#[test]
fn milestones_move_by_whole_steps_and_numbers_make_up_the_rest() {
    let mut plan = company(None, &[0.0]);
    let mut ids = Ids::after(90);
    let steps: Vec<Step> =
        (0..4).map(|_| Step { id: ids.next(), title: String::from("Step"), weight: 1.0, due_on: None }).collect();
    let mut second = plan.objectives[0].key_results[0].clone();
    (second.id, second.measure, second.check_ins) =
        (ids.next(), Measure::milestones(steps.clone()).unwrap(), Vec::new());
    plan.objectives[0].key_results.push(second);
    let simulated = at(&plan, &[(0, 0.6)], None).unwrap();
    assert!((scores(&simulated.plan)[0].unwrap() - 0.6).abs() < CLOSE);
    let taken = simulated.assumed.key_results.iter().find_map(|one| one.steps_done.clone()).unwrap();
    assert_eq!(taken, [steps[0].id, steps[1].id], "the first two, in their order");
    plan.objectives[0].key_results.remove(0);
    let alone = at(&plan, &[(0, 0.6)], None).unwrap();
    let met = alone.assumed.departments[0].met;
    assert_eq!((met.asked, met.score), (0.6, 0.5), "only whole steps can be had");
}

#[test]
fn what_is_assumed_by_itself_stays() {
    let plan = company(None, &[20.0, 80.0]);
    let id = plan.objectives[0].key_results[0].id;
    let key_results = vec![AssumedKeyResult { id, value: Some(30.0), steps_done: None }];
    let scenario = Scenario {
        assumptions: Assumptions { key_results, ..Assumptions::default() },
        departments: vec![AssumedDepartment { id: plan.departments[0].id, score: 0.9 }],
        revenue: None,
    };
    let assumed = simulate(&plan, day(AS_OF), &scenario).unwrap().assumed;
    let met = assumed.departments[0].met;
    assert!((met.score - 0.3).abs() < CLOSE && met.highest < 0.31, "{met:?}");
}

#[test]
fn what_cannot_be_asked_is_said() {
    let mut plan = company(None, &[20.0, 80.0]);
    let code = |result: Result<Simulated, Vec<Fault>>| {
        let faults = result.err().unwrap();
        (faults[0].pointer.clone(), faults[0].code)
    };
    assert_eq!(code(at(&plan, &[], Some(0.5))), ("/revenue".to_owned(), FaultCode::NotAllowed));
    assert_eq!(code(at(&plan, &[(0, 0.5), (0, 0.6)], None)), ("/departments/1/id".to_owned(), FaultCode::Duplicate));
    plan.objectives[1].key_results.clear();
    assert_eq!(code(at(&plan, &[(0, 0.5), (1, 0.6)], None)), ("/departments/1/id".to_owned(), FaultCode::NotAllowed));
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn an_asked_score_is_met_wherever_it_can_be(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        let known = scores(&plan);
        let (place, score) = (usize::from(dice.below(4)) % plan.departments.len(), dice.between(0.0, 1.0));
        let ids: Vec<_> = ScoredPlan::new(&plan, day(AS_OF)).scorecard().departments.iter().map(|one| one.summary.id).collect();
        let seat = ids.iter().position(|id| *id == plan.departments[place].id).unwrap();
        let Some(before) = known[seat] else { return Ok(()) };
        let simulated = at(&plan, &[(place, score)], None).unwrap();
        let met = simulated.assumed.departments[0].met;
        let after = scores(&simulated.plan)[seat].unwrap();
        prop_assert!((after - met.score).abs() < CLOSE);
        prop_assert!(met.score > met.lowest - CLOSE && met.score < met.highest + CLOSE, "{met:?}");
        prop_assert!(before > met.lowest - CLOSE && before < met.highest + CLOSE, "{met:?} {before}");
        let in_department = plan.objectives.iter().filter(|one| one.involves(plan.departments[place].id));
        let stepwise = in_department.flat_map(|one| &one.key_results).any(|one| match &one.measure {
            Measure::Milestones { .. } => true,
            Measure::Range { tolerance, .. } => *tolerance <= 0.0,
            Measure::Number { .. } => false,
        });
        let wanted = score.clamp(met.lowest, met.highest);
        prop_assert!(stepwise || (met.score - wanted).abs() < CLOSE, "asked {wanted}, {met:?}");
        for end in [0.0, 1.0] {
            let simulated = at(&plan, &[(place, end)], None).unwrap();
            let met = simulated.assumed.departments[0].met;
            let wanted = end.clamp(met.lowest, met.highest);
            prop_assert!((met.score - wanted).abs() < CLOSE, "{:?} {:?}", simulated.assumed, simulated.plan.objectives);
        }
    }

    #[test]
    fn revenue_at_a_score_is_met_too(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        if ScoredPlan::new(&plan, day(AS_OF)).scorecard().revenue.score.is_none() {
            return Ok(());
        }
        let score = dice.between(0.0, 1.0);
        let simulated = at(&plan, &[], Some(score)).unwrap();
        let met = simulated.assumed.revenue.unwrap();
        let after = ScoredPlan::new(&simulated.plan, day(AS_OF)).scorecard().revenue.score.unwrap();
        prop_assert!((after - met.score).abs() < CLOSE);
        let stepwise = plan.kpis.iter().filter_map(|kpi| kpi.target.as_ref()).any(|target| target.target().is_none());
        prop_assert!(stepwise || (met.score - score).abs() < CLOSE, "{met:?}");
    }
}
