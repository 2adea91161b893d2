//! How firm a score is: the worked cases of `cases/robustness.json`, and what holds for every plan.

use std::path::Path;

use perno::domain::scoring::{comparisons::robustness::Robustness, scored_plan::ScoredPlan};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{
    domain_conformance::{date, plan_of},
    domain_plans::day,
    domain_properties::config,
    domain_random_plans::{AS_OF, plans},
    support::conformance::compare,
};

#[test]
fn every_worked_case_of_robustness_has_its_expected_figures() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/robustness.json");
    let cases: Vec<Value> = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(cases.len(), 7);
    for case in &cases {
        let plan = plan_of(case);
        let found = ScoredPlan::new(&plan, date(&case["as_of"])).robustness();
        compare(case["name"].as_str().unwrap(), &case["expected"], &json!(found));
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn neighbouring_rules_include_the_rule_itself(plan in plans()) {
        let scored = ScoredPlan::new(&plan, day(AS_OF));
        let found = scored.robustness();
        let Some(score) = scored.score() else {
            prop_assert_eq!(found, Robustness::default());
            return Ok(());
        };
        let (rules, departments) = (if scored.scorecard().revenue.score.is_some() { 12 } else { 4 }, scored.scorecard().departments);
        let counting = departments.iter().filter(|one| one.summary.weight > 0.0).count();
        prop_assert_eq!(found.rules, rules * (2 * counting + 1));
        prop_assert!(found.same_band >= 1 && found.same_band <= found.rules);
        prop_assert!(found.same_first_lever >= 1 && found.same_first_lever <= found.rules);
        let (low, high) = (found.low.unwrap(), found.high.unwrap());
        prop_assert!(0.0 <= low && low <= score + 1e-12 && score <= high + 1e-12 && high <= 1.0, "{low} {score} {high}");
    }
}
