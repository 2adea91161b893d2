//! Flags: which apply to a key result, a KPI and a department, and which of them the scorecard repeats at its top.
//! What is of weight 0 is only observed, so it raises no flag above itself.

use perno::domain::{
    key_result::{Ambition, KeyResultState},
    kpi::{Category, target::Target},
    measure::Measure,
    scoring::{
        plan::{CheckInEntry, MeasurementEntry, Plan, PlannedKeyResult, PlannedOverride},
        readings::{flags::Flag, key_result::KeyResultReading, kpi::KpiReading, objective::ObjectiveReading},
        scorecard::Scorecard,
        scored_plan::ScoredPlan,
        status::Status,
    },
};

use crate::domain_plans::{Ids, check_in, company, day, key_result, kpi, number, objective};

fn card(plan: &Plan) -> Scorecard {
    ScoredPlan::new(plan, day(50)).scorecard()
}

fn first(plan: &mut Plan) -> &mut PlannedKeyResult {
    &mut plan.objectives[0].key_results[0]
}

fn read(plan: &Plan, on: u64) -> KeyResultReading {
    KeyResultReading::new(&plan.objectives[0].key_results[0], None, &plan.cycle, &plan.policy, day(on))
}

#[test]
fn a_key_result_is_stale_after_one_and_a_half_cadences() {
    let mut plan = company(None, &[60.0]);
    first(&mut plan).check_in_every_days = 2;
    assert_eq!((read(&plan, 13).flags, read(&plan, 14).flags), (vec![], vec![Flag::Stale]));
    first(&mut plan).state = KeyResultState::Proposed;
    assert_eq!(read(&plan, 14).flags, []);
}

#[test]
fn confidence_disagrees_when_it_is_two_steps_from_the_pace() {
    for (value, confidence, disagrees) in
        [(10.0, 7, true), (10.0, 6, false), (10.0, 3, false), (48.0, 3, true), (48.0, 4, false), (40.0, 0, false)]
    {
        let mut plan = company(None, &[60.0]);
        first(&mut plan).check_ins = vec![CheckInEntry { confidence: Some(confidence), ..check_in(day(50), value) }];
        let flags = if disagrees { vec![Flag::ConfidenceDisagrees] } else { Vec::new() };
        assert_eq!(read(&plan, 50).flags, flags, "{value} with {confidence}");
    }
}

#[test]
fn a_key_result_has_regressed_when_it_is_behind_its_start() {
    let mut plan = company(None, &[0.0]);
    first(&mut plan).measure = Measure::number(0.0, 1.0, String::new(), Vec::new()).unwrap();
    for (value, flags) in [(0.0, vec![]), (-1e-9, vec![]), (-1.1e-9, vec![Flag::Regressed])] {
        first(&mut plan).check_ins = vec![check_in(day(50), value)];
        assert_eq!(read(&plan, 50).flags, flags, "{value}");
    }
}

#[test]
fn a_person_has_the_word_until_the_next_check_in() {
    let mut plan = company(None, &[60.0]);
    assert!(!first(&mut plan).overridden());
    let word = PlannedOverride { status: Status::OffTrack, set_on: day(20), superseded_on: None };
    first(&mut plan).status_override = Some(word);
    assert!(first(&mut plan).overridden());
    assert_eq!((read(&plan, 100).status, read(&plan, 101).status), (Status::OffTrack, Status::Missed));
    first(&mut plan).status_override = Some(PlannedOverride { superseded_on: Some(day(30)), ..word });
    assert!(!first(&mut plan).overridden());
}

/// Adds a key result of this weight to the first objective, reached.
fn add(plan: &mut Plan, weight: f64, ambition: Ambition) {
    let last = plan.objectives[0].key_results.iter().map(|one| one.id.uuid().as_u128()).max();
    let mut made = key_result(&mut Ids::after(100 + last.unwrap()), number());
    made.check_ins.push(check_in(day(10), 100.0));
    (made.weight, made.ambition) = (weight, ambition);
    plan.objectives[0].key_results.push(made);
}

#[test]
fn a_department_is_mostly_aspirational_above_half_its_weight() {
    let flagged = |plan: &Plan| card(plan).departments[0].summary.flags == [Flag::MostlyAspirational];
    let mut plan = company(Some(100.0), &[90.0]);
    add(&mut plan, 1.0, Ambition::Aspirational);
    assert!(!flagged(&plan), "half is not most");
    plan.objectives[0].key_results[1].weight = 1.1;
    assert!(flagged(&plan));
    add(&mut plan, 0.0, Ambition::Committed);
    assert!(flagged(&plan), "what weighs nothing changes nothing");
    let mut committed = objective(&mut Ids::after(200), plan.departments[0].id);
    committed.weight = 2.0;
    committed.key_results.push(key_result(&mut Ids::after(300), number()));
    plan.objectives.push(committed);
    assert!(!flagged(&plan), "1.1 / 2.1 of one third");
    plan.objectives[1].weight = 0.0;
    assert!(flagged(&plan));
    plan.objectives[1].weight = 2.0;
    plan.objectives[1].key_results[0].state = KeyResultState::Proposed;
    assert!(flagged(&plan), "an objective without key results is left out");
}

#[test]
fn a_department_with_borrowed_objectives_alone_says_so() {
    let mut plan = company(Some(100.0), &[90.0, 90.0]);
    plan.objectives[0].shared_with = vec![plan.departments[1].id];
    let flags = |plan: &Plan| card(plan).departments[1].summary.flags.clone();
    assert_eq!(flags(&plan), []);
    plan.objectives[1].weight = 0.0;
    assert_eq!(flags(&plan), [Flag::OnlySharedObjectives]);
    plan.objectives[1].weight = 1.0;
    plan.objectives[1].key_results.clear();
    assert_eq!(flags(&plan), [Flag::OnlySharedObjectives]);
    plan.objectives[0].shared_with.clear();
    assert_eq!(flags(&plan), [Flag::DepartmentWithoutObjectives]);
}

#[test]
fn the_top_repeats_the_flags_of_what_counts() {
    let flags = |change: fn(&mut Plan)| {
        let mut plan = company(Some(100.0), &[90.0, 90.0]);
        change(&mut plan);
        card(&plan).flags
    };
    assert_eq!(flags(|_| {}), []);
    assert_eq!(flags(|plan| plan.kpis.clear()), [Flag::NoRevenueKpi]);
    assert_eq!(flags(|plan| plan.kpis[0].measurements.clear()), [Flag::NoData]);
    assert_eq!(flags(|plan| plan.kpis[0].measurements[0].value = -1.0), [Flag::Regressed]);
    assert_eq!(flags(|plan| first(plan).check_ins.clear()), [Flag::NoData]);
    assert_eq!(flags(|plan| first(plan).check_ins[0].value = Some(-1.0)), [Flag::Regressed]);
    let empty = [Flag::DepartmentWithoutObjectives, Flag::ObjectiveWithoutKeyResults];
    assert_eq!(flags(|plan| plan.objectives[0].key_results.clear()), empty);
}

#[test]
fn the_top_does_not_repeat_the_flags_of_what_only_observes() {
    let mut plan = company(Some(100.0), &[90.0, 90.0]);
    let mut observed = kpi(&mut Ids::after(50), Category::Revenue);
    observed.target = Some(Target { weight: 0.0, ..observed.target.unwrap() });
    plan.kpis.push(observed);
    add(&mut plan, 0.0, Ambition::Committed);
    plan.objectives[0].key_results[1].check_ins.clear();
    let mut silent = objective(&mut Ids::after(200), plan.departments[0].id);
    silent.weight = 0.0;
    plan.objectives.push(silent.clone());
    let observing = plan.departments[1].id;
    plan.policy.department_weights.insert(observing, 0.0);
    plan.objectives[1].key_results[0].check_ins.clear();
    assert_eq!(card(&plan).flags, []);
    plan.policy.department_weights.clear();
    plan.objectives.pop();
    assert_eq!(card(&plan).flags, [Flag::NoData]);
}

#[test]
fn revenue_counts_twice_when_it_drives_a_key_result_that_counts() {
    let mut plan = company(Some(60.0), &[90.0]);
    let flags = |plan: &Plan| card(plan).revenue.kpis[0].flags.clone();
    first(&mut plan).kpi_id = Some(plan.kpis[0].id);
    assert_eq!(flags(&plan), [Flag::RevenueCountedTwice]);
    let counting = plan.clone();
    first(&mut plan).weight = 0.0;
    assert_eq!(flags(&plan), []);
    plan = counting.clone();
    plan.objectives[0].weight = 0.0;
    assert_eq!(flags(&plan), []);
    plan = counting;
    plan.kpis[0].target = Some(Target { weight: 0.0, ..plan.kpis[0].target.clone().unwrap() });
    assert_eq!(flags(&plan), []);
}

#[test]
fn the_whole_has_data_when_revenue_or_a_department_has() {
    let status = |change: fn(&mut Plan)| {
        let mut plan = company(Some(10.0), &[10.0]);
        change(&mut plan);
        let card = card(&plan);
        (card.overall.status, card.revenue.status, card.departments[0].summary.status)
    };
    let (off, none) = (Status::OffTrack, Status::NoData);
    assert_eq!(status(|_| {}), (off, off, off));
    assert_eq!(status(|plan| first(plan).check_ins.clear()), (off, off, none));
    assert_eq!(status(|plan| plan.kpis[0].measurements.clear()), (off, none, off));
    let nothing = |plan: &mut Plan| {
        plan.kpis[0].measurements.clear();
        first(plan).check_ins.clear();
    };
    assert_eq!(status(nothing), (none, none, none));
    let only_observed = |plan: &mut Plan| {
        let mut observed = kpi(&mut Ids::after(50), Category::Revenue);
        observed.target = Some(Target { weight: 0.0, ..observed.target.unwrap() });
        observed.measurements.push(MeasurementEntry { on: day(10), value: 10.0 });
        plan.kpis[0].measurements.clear();
        plan.kpis.push(observed);
        first(plan).check_ins.clear();
        add(plan, 0.0, Ambition::Committed);
    };
    assert_eq!(status(only_observed), (none, none, none));
}

#[test]
fn an_objective_has_data_when_a_key_result_that_counts_has() {
    let mut plan = company(None, &[10.0]);
    let status = |plan: &Plan| card(plan).departments[0].objectives[0].status;
    add(&mut plan, 0.0, Ambition::Committed);
    assert_eq!(status(&plan), Status::OffTrack);
    first(&mut plan).check_ins.clear();
    assert_eq!(status(&plan), Status::NoData);
    plan.objectives[0].key_results[1].weight = 0.1;
    assert_eq!(status(&plan), Status::OffTrack);
}

#[test]
fn an_objective_and_a_kpi_are_read_on_their_own() {
    let mut plan = company(Some(-20.0), &[45.0]);
    let followed = kpi(&mut Ids::after(50), Category::Trust);
    first(&mut plan).kpi_id = Some(plan.kpis[0].id);
    plan.kpis.insert(0, followed);
    let reading = ObjectiveReading::new(&plan.objectives[0], &plan.kpis, &plan.cycle, &plan.policy, day(50));
    assert_eq!((reading.score, reading.expected, reading.status), (Some(0.0), Some(0.5), Status::OffTrack));
    let kpi = KpiReading::new(&plan.kpis[1], &plan.cycle, day(50));
    assert_eq!((kpi.value, kpi.raw, kpi.attainment), (Some(-20.0), Some(-0.2), Some(0.0)));
    assert_eq!((kpi.flags, kpi.last_measured_on), (vec![Flag::Regressed], Some(day(10))));
    plan.kpis[1].target = None;
    let kpi = KpiReading::new(&plan.kpis[1], &plan.cycle, day(50));
    assert_eq!((kpi.value, kpi.raw, kpi.attainment, kpi.flags), (Some(-20.0), None, None, vec![]));
}
