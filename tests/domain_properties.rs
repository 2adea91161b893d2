//! Properties of the score, each tested with 10,000 random plans: first for both methods, then for `balanced` alone. A
//! plan that breaks one is shrunk but not stored: it should become a test in `domain_corners.rs`. Plans are drawn in
//! `domain_random_plans.rs` and changed in `domain_changes.rs`; exact figures are in `domain_conformance.rs`.

use perno::domain::{
    scoring::{
        bands::Band,
        comparisons::what_if::{AssumedKeyResult, AssumedKpi, Assumptions, what_if},
        method::Method,
        plan::Plan,
        readings::flags::Flag,
        scorecard::Scorecard,
        scored_plan::ScoredPlan,
    },
    scoring_policy::Policy,
};
use proptest::prelude::*;

use crate::{
    domain_changes::{detached, empty, key_results, kpi_value, raising, reaching, reaching_value, reading, split},
    domain_plans::{Ids, check_in, day, key_result, number, objective},
    domain_random_plans::{AS_OF, Dice, dice, random_balanced_or_geometric, random_plan},
};

const CLOSE: f64 = 1e-9;

/// 10,000 cases, unless `PROPTEST_CASES` asks for another number, as `tests/mutants` does.
#[expect(clippy::disallowed_methods, reason = "`tests/mutants` has no time for all the cases")]
pub fn config() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").map_or(10_000, |number| number.parse().unwrap());
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

fn card(plan: &Plan) -> Scorecard {
    ScoredPlan::new(plan, day(AS_OF)).scorecard()
}

fn score(plan: &Plan) -> Option<f64> {
    ScoredPlan::new(plan, day(AS_OF)).score()
}

/// Every score above key results and KPIs, the overall one first, in a fixed order.
fn scores(card: &Scorecard) -> Vec<f64> {
    let overall = [card.overall.score, card.overall.plain_average, card.purpose.score, card.revenue.score];
    let departments = card.departments.iter().map(|node| node.summary.score);
    let objectives = card.departments.iter().flat_map(|node| &node.objectives).map(|node| node.score);
    overall.into_iter().chain(departments).chain(objectives).map(|score| score.unwrap_or(0.0)).collect()
}

fn close(one: &[f64], other: &[f64]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| (one - other).abs() <= CLOSE)
}

/// The scores of the departments that count, and their weights.
fn counting(plan: &Plan, card: &Scorecard) -> Vec<(f64, f64)> {
    let weighted = card
        .departments
        .iter()
        .map(|node| (plan.policy.department_weight(node.summary.id), node.summary.score.unwrap_or(0.0)));
    weighted.filter(|(weight, _)| *weight > 0.0).collect()
}

fn lowest(plan: &Plan, card: &Scorecard) -> f64 {
    counting(plan, card).iter().map(|(_, score)| *score).fold(1.0, f64::min)
}

/// Moves one key result or KPI towards its target.
fn raise(plan: &Plan, dice: &mut Dice) -> Plan {
    let mut raised = plan.clone();
    let by = dice.between(0.0, 1.2);
    let place = usize::from(dice.below(12));
    if let Some(key_result) = key_results(&mut raised).filter(|node| node.kpi_id.is_none()).nth(place) {
        let entry = raising(plan, key_result, by);
        key_result.check_ins.push(entry);
    } else if let Some(kpi) = raised.kpis.first_mut() {
        let target = kpi.target.as_ref().unwrap().target();
        let followers_rise_too = target.filter(|target| *target > 0.0);
        if let Some(target) = followers_rise_too {
            kpi.assumed = Some(kpi_value(plan, 0).unwrap_or(0.0) + target * by);
        }
    }
    raised
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn every_score_stays_within_0_and_1(mut dice in dice()) {
        let card = card(&random_balanced_or_geometric(&mut dice));
        prop_assert!(scores(&card).iter().all(|score| (0.0..=1.0).contains(score)), "{:?}", card);
        prop_assert!((0.0..=1.0).contains(&card.overall.coverage));
    }

    #[test]
    fn raising_a_value_never_lowers_a_score_above_it(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        let raised = raise(&plan, &mut dice);
        let (before, after) = (scores(&card(&plan)), scores(&card(&raised)));
        prop_assert!(before.iter().zip(&after).all(|(before, after)| *after >= before - 1e-12), "{before:?} {after:?}");
    }

    #[test]
    fn scaling_the_weights_changes_nothing(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        let mut scaled = plan.clone();
        scaled.policy.department_weights.values_mut().for_each(|weight| *weight *= 3.7);
        scaled.kpis.iter_mut().for_each(|kpi| kpi.target.as_mut().unwrap().weight *= 1e-6);
        for objective in &mut scaled.objectives {
            objective.weight *= 11.0;
            objective.key_results.iter_mut().for_each(|key_result| key_result.weight *= 0.013);
        }
        prop_assert!(close(&scores(&card(&plan)), &scores(&card(&scaled))));
    }

    #[test]
    fn the_order_of_the_lists_changes_nothing(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        let mut turned = plan.clone();
        turned.departments.reverse();
        turned.kpis.reverse();
        turned.objectives.reverse();
        for objective in &mut turned.objectives {
            objective.key_results.reverse();
            objective.shared_with.reverse();
        }
        prop_assert_eq!(card(&plan), card(&turned));
    }

    #[test]
    fn splitting_a_department_into_two_alike_changes_nothing(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        let mut parted = plan.clone();
        let twin = Ids::after(1000).next();
        let position = usize::from(dice.below(4)).min(plan.departments.len() - 1);
        split(&mut parted, position, twin, dice.between(0.1, 0.9));
        let (before, after) = (scores(&card(&plan)), scores(&card(&parted)));
        prop_assert!(close(&before[..4], &after[..4]), "{before:?} {after:?}");
    }

    #[test]
    fn emptying_a_department_leaves_the_band_at_most_amber(mut dice in dice()) {
        let mut plan = random_balanced_or_geometric(&mut dice);
        plan.policy.green_from = 0.41;
        let place = usize::from(dice.below(4)) % plan.departments.len();
        let department = plan.departments[place].id;
        plan.policy.department_weights.insert(department, dice.between(0.01, 3.0));
        empty(&mut plan, department);
        let overall = card(&plan).overall;
        prop_assert_ne!(overall.band, Some(Band::Green));
        prop_assert!(overall.coverage < 1.0);
    }

    #[test]
    fn the_waterfall_falls_from_100_to_the_score(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        let card = card(&plan);
        let Some(score) = card.overall.score else {
            prop_assert!(card.waterfall.is_empty());
            return Ok(());
        };
        prop_assert!(card.waterfall.iter().all(|bar| bar.points >= 0.0), "{:?}", card.waterfall);
        let sum: f64 = card.waterfall.iter().map(|bar| bar.points).sum();
        prop_assert!((sum - 100.0 * (1.0 - score)).abs() <= CLOSE, "{sum} for {score}");
    }

    #[test]
    fn every_split_of_a_bar_sums_to_it(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        let scored = ScoredPlan::new(&plan, day(AS_OF));
        for bar in scored.waterfall() {
            let branch = bar.department_id.and_then(|id| scored.department_branch(id));
            let Some(branch) = branch.filter(|branch| branch.summary.score.is_some() && bar.kind.as_str() == "department") else {
                continue;
            };
            let objectives: f64 = branch.objectives.iter().map(|node| node.points).sum();
            prop_assert!((objectives - bar.points).abs() <= CLOSE, "{objectives} for {bar:?}");
            for objective in &branch.objectives {
                let key_results: f64 = objective.key_results.iter().map(|node| node.points).sum();
                prop_assert!((key_results - objective.points).abs() <= CLOSE);
                prop_assert!(objective.key_results.iter().all(|node| node.points >= 0.0));
            }
        }
    }

    #[test]
    fn levers_are_what_computing_it_all_again_gives(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        let Some(now) = score(&plan) else { return Ok(()) };
        let alone = detached(&plan);
        let mut gains = Vec::new();
        for (place, key_result) in key_results(&mut alone.clone()).enumerate() {
            let mut reached = alone.clone();
            let node = key_results(&mut reached).nth(place).unwrap();
            node.check_ins.push(reaching(&key_result.measure));
            gains.push((key_result.id.uuid(), score(&reached).unwrap() - now));
        }
        for (place, kpi) in alone.kpis.iter().enumerate() {
            let mut reached = alone.clone();
            reached.kpis[place].assumed = kpi.target.as_ref().map(reaching_value);
            gains.push((kpi.id.uuid(), score(&reached).unwrap() - now));
        }
        gains.retain(|(_, gain)| *gain > CLOSE);
        gains.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let levers = card(&plan).levers;
        prop_assert_eq!(levers.len(), gains.len().min(10));
        for (lever, (_, ranked)) in levers.iter().zip(&gains) {
            let (_, gain) = gains.iter().find(|(id, _)| *id == lever.id).unwrap();
            prop_assert!((lever.gain - gain).abs() <= CLOSE && (lever.gain - ranked).abs() <= 3.0 * CLOSE);
        }
    }

    #[test]
    fn the_interval_holds_the_score_and_ends_where_all_that_is_missing_is_reached(mut dice in dice()) {
        let plan = detached(&random_balanced_or_geometric(&mut dice));
        let before = card(&plan);
        let Some([low, high]) = before.overall.interval else { return Ok(()) };
        let now = before.overall.score.unwrap();
        prop_assert!(low <= now && now <= high + 1e-12);
        let mut filled = plan.clone();
        for node in key_results(&mut filled).filter(|node| reading(&plan, node).flags.contains(&Flag::NoData)) {
            node.check_ins.push(reaching(&node.measure));
        }
        for (place, kpi) in filled.kpis.iter_mut().enumerate() {
            kpi.assumed = kpi_value(&plan, place).or(kpi.target.as_ref().map(reaching_value));
        }
        let mut ids = Ids::after(1000);
        for department in before.departments.iter().filter(|node| node.summary.score.is_none()) {
            let mut done = objective(&mut ids, department.summary.id);
            done.key_results.push(key_result(&mut ids, number()));
            done.key_results[0].check_ins.push(check_in(day(1), 100.0));
            filled.objectives.push(done);
        }
        prop_assert!((score(&filled).unwrap() - high).abs() <= CLOSE, "{:?} {high}", score(&filled));
    }

    #[test]
    fn the_future_is_never_seen(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        let mut past = plan.clone();
        key_results(&mut past).for_each(|node| node.check_ins.retain(|entry| entry.observed_on <= day(AS_OF)));
        past.kpis.iter_mut().for_each(|kpi| kpi.measurements.retain(|entry| entry.on <= day(AS_OF)));
        prop_assert_eq!(card(&past), card(&plan));
        let branches = |plan: &Plan| {
            let scored = ScoredPlan::new(plan, day(AS_OF));
            plan.departments.iter().map(|node| scored.department_branch(node.id)).collect::<Vec<_>>()
        };
        prop_assert_eq!(branches(&past), branches(&plan));
    }

    #[test]
    fn simulating_the_actual_values_changes_nothing(mut dice in dice()) {
        let plan = random_balanced_or_geometric(&mut dice);
        let mut assumptions = Assumptions { policy: Some(plan.policy.clone()), ..Assumptions::default() };
        for node in plan.objectives.iter().flat_map(|objective| &objective.key_results) {
            let value = reading(&plan, node).current_value;
            let steps_done = (!node.measure.steps().is_empty()).then(Vec::new);
            if value.is_some() || steps_done.is_some() {
                assumptions.key_results.push(AssumedKeyResult { id: node.id, value, steps_done });
            }
        }
        for (place, kpi) in plan.kpis.iter().enumerate() {
            assumptions.kpis.extend(kpi_value(&plan, place).map(|value| AssumedKpi { id: kpi.id, value }));
        }
        let simulated = what_if(&plan, day(AS_OF), &assumptions).unwrap();
        let (before, mut after) = (card(&plan), card(&simulated));
        let flags = before.revenue.kpis.iter().map(|kpi| kpi.flags.clone());
        after.revenue.kpis.iter_mut().zip(flags).for_each(|(kpi, flags)| kpi.flags = flags);
        prop_assert_eq!(before, after);
    }

    #[test]
    fn balanced_lies_between_the_minimum_and_the_plain_average(mut dice in dice()) {
        let plan = random_plan(&mut dice);
        let card = card(&plan);
        let Some(score) = card.overall.score else { return Ok(()) };
        let low = lowest(&plan, &card).min(card.revenue.score.unwrap_or(1.0));
        prop_assert!(score >= low - 1e-12 && score <= card.overall.plain_average.unwrap() + 1e-12);
    }

    #[test]
    fn balanced_moves_no_more_than_what_moves_it(mut dice in dice()) {
        let plan = random_plan(&mut dice);
        let changed = raise(&raise(&plan, &mut dice), &mut dice);
        let (before, after) = (card(&plan), card(&changed));
        let (Some(one), Some(other)) = (before.overall.score, after.overall.score) else { return Ok(()) };
        let pairs = counting(&plan, &before).into_iter().zip(counting(&changed, &after));
        let departments = pairs.map(|((_, one), (_, other))| (one - other).abs()).fold(0.0, f64::max);
        let revenue = before.revenue.score.unwrap_or(0.0) - after.revenue.score.unwrap_or(0.0);
        prop_assert!((one - other).abs() <= departments.max(revenue.abs()) + 1e-12);
    }

    #[test]
    fn an_abandoned_department_keeps_the_company_off_green_at_the_defaults(mut dice in dice()) {
        let mut plan = random_plan(&mut dice);
        let weights = plan.policy.department_weights.clone();
        plan.policy = Policy { department_weights: weights, ..Policy::default() };
        assert_eq!(plan.policy.method, Method::Balanced);
        let card = card(&plan);
        let Some(score) = card.overall.score else { return Ok(()) };
        let low = lowest(&plan, &card);
        prop_assert!(score <= 0.625 + 0.375 * low + 1e-12, "{score} with {low}");
        prop_assert!(low > 0.0 || card.overall.band != Some(Band::Green));
    }
}
