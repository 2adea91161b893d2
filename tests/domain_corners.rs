//! Edge cases of scoring, one by one: shared objectives, missing data, the first and last day of a cycle, overridden
//! statuses. Each starts from a small plan of `domain_plans.rs` and can be computed in one's head. Worked cases with
//! all figures are in `domain_conformance.rs`, properties of all plans in `domain_properties.rs`, refusals in
//! `domain_rules.rs`.

use perno::domain::{
    key_result::KeyResultState,
    kpi::Aggregation,
    measure::Measure,
    scoring::{
        bands::Band,
        method::Method,
        plan::{CheckInEntry, MeasurementEntry, Plan, PlannedKeyResult, PlannedOverride},
        readings::{flags::Flag, key_result::KeyResultReading},
        scorecard::Scorecard,
        scored_plan::ScoredPlan,
        status::Status,
        trend::{Every, trend},
        verdict::Verdict,
    },
    values::id::Id,
};
use uuid::Uuid;

use crate::domain_plans::{Ids, check_in, company, cycle, day, department, no_past};

fn first(plan: &mut Plan) -> &mut PlannedKeyResult {
    &mut plan.objectives[0].key_results[0]
}

fn card(plan: &Plan, on: u64) -> Scorecard {
    ScoredPlan::new(plan, day(on)).scorecard()
}

fn read(plan: &Plan, on: u64) -> KeyResultReading {
    let key_result = &plan.objectives[0].key_results[0];
    KeyResultReading::new(key_result, plan.kpis.first(), &plan.cycle, &plan.policy, day(on))
}

fn assert_close(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} instead of {expected}");
}

#[test]
fn shared_objective_counts_in_each_department_and_is_one_lever() {
    let mut plan = company(Some(100.0), &[50.0, 80.0]);
    let (first, second) = (plan.departments[0].id, plan.departments[1].id);
    plan.objectives[0].shared_with = vec![second, first, second];
    let card = card(&plan, 50);
    assert_eq!(card.departments.iter().map(|one| one.summary.score).collect::<Vec<_>>(), [Some(0.5), Some(0.65)]);
    assert_eq!(card.levers.iter().filter(|one| one.id == plan.objectives[0].key_results[0].id.uuid()).count(), 1);
    plan.objectives.remove(1);
    let shared_only = self::card(&plan, 50);
    assert_eq!(shared_only.departments[1].summary.flags, [Flag::OnlySharedObjectives]);
}

#[test]
fn what_does_not_count_leaves_its_department_empty() {
    for state in [KeyResultState::Proposed, KeyResultState::Cancelled] {
        let mut plan = company(Some(100.0), &[90.0, 90.0]);
        first(&mut plan).state = state;
        first(&mut plan).cancelled_on = Some(day(20));
        let card = card(&plan, 50);
        assert_eq!(card.departments[0].summary.score, None);
        assert_eq!(card.departments[0].summary.status, Status::NoData);
        assert_eq!(card.departments[0].summary.flags, [Flag::DepartmentWithoutObjectives]);
        assert_eq!(card.flags, [Flag::DepartmentWithoutObjectives, Flag::ObjectiveWithoutKeyResults]);
        assert_ne!(card.overall.band, Some(Band::Green));
    }
}

#[test]
fn cancelled_key_result_still_counts_before_its_cancellation() {
    let mut plan = company(None, &[90.0]);
    first(&mut plan).state = KeyResultState::Cancelled;
    first(&mut plan).cancelled_on = Some(day(20));
    assert_eq!(card(&plan, 19).overall.score, Some(0.9));
    assert_eq!(card(&plan, 20).overall.score, None);
}

#[test]
fn empty_department_never_helps_the_outlook_or_the_expected() {
    let mut plan = company(Some(50.0), &[50.0, 50.0]);
    plan.objectives.remove(1);
    let id = plan.departments[1].id;
    plan.policy.department_weights.insert(id, 1.0);
    let card = card(&plan, 50);
    assert_close(card.overall.expected.unwrap(), 0.5);
    assert_eq!((card.overall.outlook, card.overall.verdict), (Verdict::Incomplete, Verdict::NotFulfilled));
    assert_eq!(card.overall.status, Status::OffTrack);
    assert_eq!(card.purpose.weakest_department_id, Some(id));
}

#[test]
fn plan_without_anything_has_no_figures_and_no_panic() {
    for single_brand in [true, false] {
        let mut plan = company(None, &[]);
        plan.single_brand = single_brand;
        plan.departments = vec![department(&mut Ids::after(50))];
        for method in Method::ALL {
            plan.policy.method = *method;
            let card = card(&plan, 50);
            assert_eq!((card.overall.score, card.overall.band, card.overall.interval), (None, None, None));
            assert_eq!((card.overall.verdict, card.overall.status), (Verdict::Incomplete, Status::NoData));
            assert_eq!(card.departments.len(), usize::from(single_brand));
            assert!(card.waterfall.is_empty() && card.levers.is_empty());
        }
    }
}

#[test]
fn policy_names_an_archived_department_and_it_takes_part_others_do_not() {
    let mut plan = company(Some(100.0), &[90.0]);
    plan.single_brand = true;
    let mut ids = Ids::after(50);
    plan.departments.extend([department(&mut ids), department(&mut ids)]);
    plan.departments[1].active = false;
    assert_eq!(card(&plan, 50).departments.len(), 2, "the active ones");
    let archived = plan.departments[1].id;
    plan.policy.department_weights.insert(archived, 0.0);
    let observed = card(&plan, 50);
    assert_eq!(
        observed.departments.iter().map(|one| one.summary.id).collect::<Vec<_>>(),
        [plan.departments[0].id, archived]
    );
    assert_eq!((observed.overall.coverage, observed.failing_departments.len()), (1.0, 0));
}

#[test]
fn geometric_without_revenue_is_the_purpose_index_and_falls_exactly_to_it() {
    let mut plan = company(None, &[90.0, 40.0]);
    plan.policy.method = Method::Geometric;
    let card = card(&plan, 50);
    assert_close(card.overall.score.unwrap(), 0.6);
    assert_close(card.waterfall.iter().map(|bar| bar.points).sum(), 40.0);
    let full = self::card(
        &{
            let mut full = company(Some(100.0), &[100.0]);
            full.policy.method = Method::Geometric;
            full
        },
        50,
    );
    assert!(full.overall.score == Some(1.0) && full.waterfall.iter().all(|bar| bar.points == 0.0));
}

#[test]
fn equal_departments_and_pillars_are_named_in_a_stable_way() {
    let plan = company(Some(60.0), &[60.0, 60.0]);
    let card = card(&plan, 50);
    assert_eq!(card.purpose.weakest_department_id, Some(plan.departments[0].id));
    let json = serde_json::to_value(&card.waterfall).unwrap();
    assert_eq!(json[4], serde_json::json!({"kind": "weaker_pillar", "pillar": "purpose", "points": 0.0}));
    assert_eq!(card.levers.len(), 3);
}

#[test]
fn departments_a_billionth_apart_are_equal_and_the_first_is_named() {
    let mut plan = company(None, &[1e-9, 0.0]);
    first(&mut plan).measure = Measure::number(0.0, 1.0, String::new(), Vec::new()).unwrap();
    assert_eq!(card(&plan, 50).purpose.weakest_department_id, Some(plan.departments[0].id));
    first(&mut plan).check_ins[0].value = Some(1.1e-9);
    assert_eq!(card(&plan, 50).purpose.weakest_department_id, Some(plan.departments[1].id));
}

#[test]
fn revenue_that_is_only_observed_is_no_revenue() {
    let mut plan = company(Some(10.0), &[90.0]);
    plan.kpis[0].target.as_mut().unwrap().weight = 0.0;
    let card = card(&plan, 50);
    assert_eq!((card.overall.score, card.revenue.score, card.revenue.kpis.len()), (Some(0.9), None, 1));
    assert_eq!((card.flags, card.overall.verdict), (vec![Flag::NoRevenueKpi], Verdict::Incomplete));
}

#[test]
fn status_follows_the_ladder_through_the_cycle() {
    let mut plan = company(None, &[42.0]);
    let expected = [(9, Status::NoData), (10, Status::OnTrack), (47, Status::OnTrack), (48, Status::AtRisk)];
    for (on, status) in expected {
        assert_eq!(read(&plan, on).status, status, "on day {on}");
    }
    assert_eq!(read(&plan, 60).status, Status::AtRisk);
    assert_eq!(read(&plan, 61).status, Status::OffTrack);
    assert_eq!(read(&plan, 101).status, Status::Missed);
    first(&mut plan).check_ins[0] = check_in(day(5), 70.0);
    assert_eq!(read(&plan, 6).status, Status::TooEarly);
    assert_eq!(read(&plan, 101).status, Status::Partial);
    first(&mut plan).check_ins[0] = check_in(day(5), 100.0);
    assert_eq!(read(&plan, 5).status, Status::Achieved);
    plan.cycle = cycle(day(20), day(20));
    first(&mut plan).check_ins[0] = check_in(day(5), 60.0);
    assert_eq!((read(&plan, 19).status, read(&plan, 19).expected), (Status::NotStarted, 0.0));
    assert_eq!((read(&plan, 20).status, read(&plan, 20).expected), (Status::OffTrack, 1.0));
}

#[test]
fn after_the_end_the_end_counts_and_the_outlook_is_the_verdict() {
    let mut plan = company(Some(100.0), &[75.0]);
    first(&mut plan).check_ins.push(check_in(day(101), 100.0));
    let card = card(&plan, 150);
    assert_eq!((card.as_of, card.departments[0].summary.score), (day(100), Some(0.75)));
    assert_eq!((card.overall.verdict, card.overall.outlook), (Verdict::Fulfilled, Verdict::Fulfilled));
    assert_eq!(card.departments[0].summary.status, Status::Partial);
}

#[test]
fn override_holds_until_a_later_check_in() {
    let mut plan = company(None, &[10.0]);
    let word = PlannedOverride { status: Status::OnTrack, set_on: day(40), superseded_on: Some(day(60)) };
    first(&mut plan).status_override = Some(word);
    let statuses = [39, 40, 59, 60].map(|on| read(&plan, on).status);
    assert_eq!(statuses, [Status::OffTrack, Status::OnTrack, Status::OnTrack, Status::OffTrack]);
}

#[test]
fn stale_counts_from_the_last_check_in_or_from_the_creation() {
    let mut plan = company(None, &[10.0]);
    assert_eq!(read(&plan, 20).flags, []);
    assert_eq!(read(&plan, 21).flags, [Flag::Stale]);
    first(&mut plan).check_ins.clear();
    first(&mut plan).created_on = day(30);
    assert_eq!(read(&plan, 40).flags, [Flag::NoData]);
    assert_eq!(read(&plan, 41).flags, [Flag::NoData, Flag::Stale]);
}

#[test]
fn confident_owner_of_a_late_key_result_is_told_so() {
    let mut plan = company(None, &[10.0]);
    first(&mut plan).check_ins[0] = CheckInEntry { confidence: Some(8), ..check_in(day(50), 10.0) };
    assert_eq!((read(&plan, 50).flags, read(&plan, 50).confidence), (vec![Flag::ConfidenceDisagrees], Some(8)));
}

#[test]
fn latest_check_in_is_by_date_then_by_arrival() {
    let mut plan = company(None, &[10.0]);
    first(&mut plan).check_ins.extend([check_in(day(30), 50.0), check_in(day(20), 90.0), check_in(day(30), 55.0)]);
    assert_eq!(read(&plan, 40).current_value, Some(55.0));
    assert_eq!((read(&plan, 29).current_value, read(&plan, 29).last_check_in_on), (Some(90.0), Some(day(20))));
}

#[test]
fn key_result_follows_the_running_sum_of_its_kpi() {
    let mut plan = company(Some(10.0), &[99.0]);
    let kpi_id = plan.kpis[0].id;
    first(&mut plan).kpi_id = Some(kpi_id);
    plan.kpis[0].aggregation = Aggregation::Sum;
    let entries = [(0, 5.0), (20, 15.0), (30, 10.0), (60, 50.0)];
    plan.kpis[0].measurements.extend(entries.map(|(on, value)| MeasurementEntry { on: day(on), value }));
    let reading = read(&plan, 50);
    assert_eq!((reading.current_value, reading.last_check_in_on), (Some(40.0), Some(day(30))));
    let forecast = reading.forecast.unwrap();
    assert_close(forecast.value, 4.375 + 100.0 * 29.0 / 24.0);
    let card = card(&plan, 50);
    assert_eq!((card.revenue.score, card.departments[0].summary.score), (Some(0.4), Some(0.4)));
    assert_eq!(card.revenue.kpis[0].flags, [Flag::RevenueCountedTwice]);
}

#[test]
fn regressed_value_counts_nothing_and_stays_visible() {
    let plan = company(Some(-20.0), &[-50.0]);
    let reading = read(&plan, 12);
    assert_eq!((reading.raw, reading.progress, reading.flags), (Some(-0.5), 0.0, vec![Flag::Regressed]));
    assert_eq!(card(&plan, 12).flags, [Flag::Regressed]);
}

#[test]
fn person_reads_the_part_of_a_key_result_in_every_score() {
    let mut plan = company(Some(100.0), &[50.0, 80.0]);
    let owner = Id::new(Uuid::max());
    first(&mut plan).owner_id = Some(owner);
    plan.objectives[0].shared_with = vec![plan.departments[1].id];
    let scored = ScoredPlan::new(&plan, day(50));
    let branch = scored.person_branch(owner, "Ada");
    let parts: Vec<_> = branch.key_results[0].parts.iter().map(|part| (part.of_department, part.of_overall)).collect();
    assert_eq!((branch.key_results.len(), parts), (1, vec![(1.0, 0.25), (0.5, 0.125)]));
    assert_close(branch.key_results[0].view.gain, scored.levers()[0].gain);
    assert_close(branch.key_results[0].view.points, 12.5 + 6.25);
}

#[test]
fn trend_has_the_start_every_step_and_the_last_day() {
    let plan = company(Some(100.0), &[50.0]);
    let on = |every, last| {
        trend(&plan, &no_past(), day(last), every).points.iter().map(|point| point.on).collect::<Vec<_>>()
    };
    assert_eq!(on(Every::Week, 15), [day(0), day(7), day(14), day(15)]);
    assert_eq!(on(Every::Month, 150), [day(0), day(31), day(59), day(90), day(100)]);
    assert_eq!(on(Every::Day, 1), [day(0), day(1)]);
    let departments = &trend(&plan, &no_past(), day(15), Every::Week).points[2].departments;
    assert_eq!(departments[&plan.departments[0].id], Some(0.5));
}
