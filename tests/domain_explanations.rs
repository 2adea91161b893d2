//! What explains a score: the verdict with its bars, now and at this pace, and the bars of the waterfall, also where
//! nothing counts. That the bars add up is tested in `domain_properties.rs`, exact figures in `domain_conformance.rs`.

use perno::domain::scoring::{
    method::Method,
    plan::Plan,
    scored_plan::ScoredPlan,
    verdict::Verdict,
    waterfall::{Bar, BarKind, Pillar},
};

use crate::domain_plans::{Ids, company, day, way};

fn bars(plan: &Plan) -> Vec<Bar> {
    ScoredPlan::new(plan, day(50)).waterfall()
}

#[test]
fn an_outlook_asks_for_the_part_of_the_bars_that_is_expected_by_now() {
    for (revenue, department, outlook) in [
        (50.0, 35.0, Verdict::Fulfilled),
        (49.0, 35.0, Verdict::PurposeWithoutRevenue),
        (50.0, 34.0, Verdict::RevenueWithoutPurpose),
        (49.0, 34.0, Verdict::NotFulfilled),
    ] {
        let plan = company(Some(revenue), &[90.0, department]);
        let scored = ScoredPlan::new(&plan, day(50));
        assert_eq!((scored.outlook(), scored.verdict()), (outlook, Verdict::NotFulfilled), "{revenue} {department}");
    }
}

#[test]
fn a_verdict_asks_for_the_bars_themselves() {
    for (revenue, department, verdict, failing) in [
        (100.0, 70.0, Verdict::Fulfilled, 0),
        (99.0, 70.0, Verdict::PurposeWithoutRevenue, 0),
        (100.0, 69.0, Verdict::RevenueWithoutPurpose, 1),
    ] {
        let plan = company(Some(revenue), &[90.0, department]);
        let scored = ScoredPlan::new(&plan, day(50));
        assert_eq!(
            (scored.verdict(), scored.failing_departments().len()),
            (verdict, failing),
            "{revenue} {department}"
        );
    }
}

#[test]
fn the_weaker_pillar_is_named() {
    let pillar = |plan: &Plan| bars(plan).iter().find_map(|bar| bar.pillar);
    assert_eq!(pillar(&company(Some(20.0), &[90.0])), Some(Pillar::Revenue));
    assert_eq!(pillar(&company(Some(90.0), &[20.0])), Some(Pillar::Purpose));
    assert_eq!(pillar(&company(None, &[20.0])), None);
    let billionth = |revenue: f64, department: f64| {
        let mut plan = company(Some(revenue), &[department * 100.0]);
        plan.kpis[0].target = Some(way(0.0, 1.0, 1.0));
        plan
    };
    assert_eq!(pillar(&billionth(0.0, 1e-9)), Some(Pillar::Purpose), "equal within the slack");
    assert_eq!(pillar(&billionth(0.0, 1.1e-9)), Some(Pillar::Revenue));
}

#[test]
fn the_geometric_waterfall_splits_by_logarithms_and_has_no_balance_bars() {
    let mut plan = company(Some(100.0), &[100.0, 25.0]);
    plan.policy.method = Method::Geometric;
    let found: Vec<_> = bars(&plan).iter().map(|bar| (bar.kind, (bar.points * 1e9).round() / 1e9)).collect();
    let missing = ((1.0 - 0.25_f64.powf(0.25)) * 1e11).round() / 1e9;
    assert_eq!(found, [(BarKind::Revenue, 0.0), (BarKind::Department, 0.0), (BarKind::Department, missing)]);
}

#[test]
fn a_department_that_only_observes_has_no_points() {
    let owner = Ids::after(90).next();
    for method in Method::ALL {
        for observed in [&[0][..], &[0, 1]] {
            let mut plan = company(Some(50.0), &[50.0, 80.0]);
            plan.policy.method = *method;
            plan.objectives[0].key_results[0].owner_id = Some(owner);
            let ids = observed.iter().map(|place| plan.departments[*place].id);
            plan.policy.department_weights = ids.map(|id| (id, 0.0)).collect();
            let scored = ScoredPlan::new(&plan, day(50));
            let branch = scored.department_branch(plan.departments[0].id).unwrap();
            let person = scored.person_branch(owner, "Ada");
            let objective = &branch.objectives[0];
            let points = [objective.points, objective.key_results[0].points, person.key_results[0].view.points];
            assert_eq!(Some(points), Some([0.0; 3]), "{method} with {} observed", observed.len());
            assert_eq!(
                bars(&plan).len(),
                if observed.len() == 2 {
                    0
                } else if *method == Method::Balanced {
                    4
                } else {
                    2
                }
            );
        }
    }
}
