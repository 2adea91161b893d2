//! Branches of the scorecard, down to the key results of a department or a person, and what a batch of check-ins did.
//! That points add up and gains are right for any plan is tested in `domain_properties.rs`.

use perno::domain::{
    key_result::KeyResult,
    kpi::Category,
    scoring::{
        comparisons::{
            check_in_effect::{BatchEffect, BeforeAfter, of_batch},
            score_change::Reading,
        },
        department_branch::DepartmentBranch,
        levers::{Lever, LeverKind},
        plan::{MeasurementEntry, Plan},
        scored_plan::ScoredPlan,
    },
    values::id::Id,
};

use crate::domain_plans::{Ids, check_in, company, day, department, kpi};

/// Sales at 50, which it shares with Logistics, where an objective of three times the weight is at 80.
fn shared() -> Plan {
    let mut plan = company(Some(100.0), &[50.0, 80.0]);
    plan.objectives[0].shared_with = vec![plan.departments[1].id, plan.departments[0].id];
    plan.objectives[1].shared_with = vec![plan.departments[1].id];
    plan.objectives[1].weight = 3.0;
    "Logistics".clone_into(&mut plan.departments[1].name);
    plan
}

fn branch(plan: &Plan, position: usize) -> Option<DepartmentBranch> {
    ScoredPlan::new(plan, day(50)).department_branch(plan.departments[position].id)
}

#[track_caller]
fn assert_all_close(found: &[f64], expected: &[f64]) {
    let close = found.iter().zip(expected).all(|(one, other)| (one - other).abs() < 1e-9);
    assert!(close && found.len() == expected.len(), "{found:?} instead of {expected:?}");
}

#[test]
fn a_branch_has_own_and_shared_objectives_with_their_points() {
    let plan = shared();
    let branch = branch(&plan, 1).unwrap();
    assert_eq!((branch.summary.id, branch.summary.name.as_str()), (plan.departments[1].id, "Logistics"));
    assert_all_close(&[branch.summary.score.unwrap()], &[0.725]);
    let shared: Vec<_> = branch.objectives.iter().map(|one| (one.id, one.department_id, one.shared)).collect();
    let expected = [0, 1].map(|place| (plan.objectives[place].id, plan.departments[place].id, place == 0));
    assert_eq!(shared, expected);
    let points: Vec<f64> = branch.objectives.iter().map(|one| one.points).collect();
    assert_all_close(&points, &[3.125, 3.75]);
    let leaves: Vec<_> = branch.objectives.iter().map(|one| &one.key_results[0]).collect();
    assert_all_close(&leaves.iter().map(|one| one.points).collect::<Vec<_>>(), &[3.125, 3.75]);
    assert_all_close(&[leaves[0].gain], &[0.915_625 - 0.667_187_5]);
    assert_eq!(leaves.iter().map(|one| one.reading.progress).collect::<Vec<_>>(), [0.5, 0.8]);
}

#[test]
fn a_department_that_takes_no_part_has_no_branch() {
    let mut plan = shared();
    plan.departments.push(department(&mut Ids::after(50)));
    assert!(branch(&plan, 0).is_some() && branch(&plan, 2).is_none());
}

#[test]
fn a_key_result_in_a_branch_reads_the_kpi_that_it_follows() {
    let mut plan = shared();
    let mut ids = Ids::after(50);
    let mut followed = kpi(&mut ids, Category::Trust);
    followed.measurements.push(MeasurementEntry { on: day(20), value: 30.0 });
    plan.objectives[0].key_results[0].kpi_id = Some(followed.id);
    plan.kpis.extend([kpi(&mut ids, Category::Trust), followed]);
    let branch = branch(&plan, 0).unwrap();
    assert_eq!(branch.objectives[0].key_results[0].reading.current_value, Some(30.0));
}

#[test]
fn a_lever_keeps_its_json() {
    let plan = shared();
    let levers = ScoredPlan::new(&plan, day(50)).levers();
    assert_eq!((levers.len(), levers[0].kind), (2, LeverKind::KeyResult));
    let json = serde_json::to_value(&levers).unwrap();
    assert_eq!(json[0]["id"], plan.objectives[0].key_results[0].id.to_string());
    assert_eq!(serde_json::from_value::<Vec<Lever>>(json).unwrap(), levers);
}

#[test]
fn part_of_the_overall_score_is_by_the_departments_weight() {
    let mut plan = company(Some(100.0), &[50.0, 80.0]);
    let owner = Ids::after(90).next();
    plan.objectives[0].key_results[0].owner_id = Some(owner);
    let parts = |plan: &Plan| {
        let branch = ScoredPlan::new(plan, day(50)).person_branch(owner, "Ada");
        branch.key_results[0].parts.iter().map(|part| part.of_overall).collect::<Vec<_>>()
    };
    let [first, second] = [plan.departments[0].id, plan.departments[1].id];
    plan.policy.department_weights.insert(first, 3.0);
    assert_eq!(parts(&plan), [0.375]);
    plan.policy.department_weights.insert(first, 0.0);
    assert_eq!(parts(&plan), [0.0]);
    plan.policy.department_weights.insert(second, 0.0);
    assert_eq!(parts(&plan), [0.0], "nothing counts");
}

fn first_and_second(plan: &Plan) -> [Id<KeyResult>; 2] {
    [0, 1].map(|place| plan.objectives[place].key_results[0].id)
}

#[track_caller]
fn assert_effect(found: &BeforeAfter, expected: [f64; 2]) {
    assert_all_close(&[found.before.unwrap(), found.after.unwrap()], &expected);
}

/// What a batch did to the shared plan: the check-ins of the last plan are those of the first and some more.
fn effect(before: &Plan, after: &Plan, ids: &[Id<KeyResult>]) -> BatchEffect {
    let [from, to] = [before, after].map(|plan| Reading { plan, as_of: day(50) });
    of_batch(from, to, ids)
}

#[test]
fn a_batch_moves_all_its_departments_and_the_whole_by_parts_that_add_up() {
    let before = shared();
    let mut after = before.clone();
    after.objectives[0].key_results[0].check_ins.push(check_in(day(20), 70.0));
    after.objectives[1].key_results[0].check_ins.push(check_in(day(20), 100.0));
    let ids = first_and_second(&after);
    let BatchEffect { departments, overall, change, parts } =
        effect(&before, &after, &[ids[0], Ids::after(90).next(), ids[1]]);
    assert_eq!(departments.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["Sales", "Logistics"]);
    assert_effect(&departments[0].1, [0.5, 0.7]);
    assert_effect(&departments[1].1, [0.725, 0.925]);
    let change = change.unwrap();
    assert_all_close(&[change], &[100.0 * (overall.after.unwrap() - overall.before.unwrap())]);
    assert_eq!(parts.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids);
    assert!(parts.iter().all(|(_, points)| *points > 1.0), "{parts:?}");
    assert_all_close(&[parts.iter().map(|(_, points)| points).sum()], &[change]);
}

#[test]
fn a_check_in_for_an_earlier_day_than_a_known_one_changes_nothing() {
    let mut before = shared();
    let ids = first_and_second(&before);
    before.objectives[0].key_results[0].check_ins = vec![check_in(day(20), 70.0)];
    let mut after = before.clone();
    after.objectives[0].key_results[0].check_ins.push(check_in(day(10), 50.0));
    let found = effect(&before, &after, &ids[..1]);
    assert_effect(&found.departments[0].1, [0.7, 0.7]);
    assert_all_close(&[found.change.unwrap(), found.parts[0].1], &[0.0, 0.0]);
    assert_eq!(effect(&before, &after, &[]).departments, []);
}

#[test]
fn an_effect_on_what_does_not_count_is_no_score() {
    let mut before = shared();
    let ids = first_and_second(&before);
    before.objectives[1].key_results[0].weight = 0.0;
    before.objectives[0].shared_with.clear();
    let mut after = before.clone();
    after.objectives[1].key_results[0].check_ins.push(check_in(day(20), 90.0));
    let found = effect(&before, &after, &ids[1..]);
    assert_eq!(found.departments[0].1, BeforeAfter { before: None, after: None });
    assert_eq!((found.overall.before, found.change), (found.overall.after, Some(0.0)));
}
