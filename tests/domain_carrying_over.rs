//! With which measure an unfinished key result continues in the next cycle. Who carries what over, and what comes
//! along, is tested in `api_carry_over.rs`.

use perno::domain::{
    key_result::{Ambition, KeyResultState},
    kpi::{Aggregation, Category},
    measure::{Measure, Step},
    scoring::{
        plan::{CheckInEntry, MeasurementEntry, PlannedKeyResult, PlannedKpi, unfinished::unfinished},
        readings::key_result::KeyResultReading,
    },
    scoring_policy::Policy,
};

use crate::domain_plans::{Ids, check_in, cycle, day, key_result, kpi, number};

/// At the end of a cycle of 90 days; the next one starts on the day after.
fn continued(key_result: &PlannedKeyResult, kpi: Option<&PlannedKpi>) -> Option<Measure> {
    let (last, next) = (day(90), day(91));
    let reading = KeyResultReading::new(key_result, kpi, &cycle(day(0), last), &Policy::default(), last);
    unfinished(key_result, kpi, &reading, last, next)
}

fn at(value: f64) -> PlannedKeyResult {
    let mut made = key_result(&mut Ids::default(), number());
    made.check_ins.push(check_in(day(30), value));
    made
}

fn from(start: f64) -> Measure {
    Measure::number(start, 100.0, String::new(), Vec::new()).unwrap()
}

#[test]
fn a_number_continues_from_where_it_stands() {
    assert_eq!(continued(&at(40.0), None), Some(from(40.0)));
    assert_eq!(continued(&at(-5.0), None), Some(from(-5.0)));
    let untouched = PlannedKeyResult { check_ins: Vec::new(), ..at(0.0) };
    assert_eq!(continued(&untouched, None), Some(from(0.0)));
}

#[test]
fn what_is_reached_or_not_in_force_does_not_continue() {
    assert_eq!(continued(&at(100.0), None), None);
    assert_eq!(continued(&at(120.0), None), None);
    for state in [KeyResultState::Proposed, KeyResultState::Cancelled] {
        assert_eq!(continued(&PlannedKeyResult { state, ..at(40.0) }, None), None, "{state}");
    }
    let bold = |value| PlannedKeyResult { ambition: Ambition::Aspirational, ..at(value) };
    assert_eq!((continued(&bold(69.0), None), continued(&bold(70.0), None)), (Some(from(69.0)), None));
}

#[test]
fn a_sum_begins_anew_and_any_other_kpi_continues() {
    for (aggregation, start) in [(Aggregation::Sum, 0.0), (Aggregation::Mean, 30.0), (Aggregation::Last, 30.0)] {
        let mut followed = kpi(&mut Ids::after(50), Category::Trust);
        followed.aggregation = aggregation;
        followed.measurements.push(MeasurementEntry { on: day(60), value: 30.0 });
        let made = PlannedKeyResult { kpi_id: Some(followed.id), ..at(0.0) };
        assert_eq!(continued(&made, Some(&followed)), Some(from(start)), "{aggregation}");
    }
}

#[test]
fn a_range_continues_as_it_is() {
    let range = Measure::range(Some(1.0), Some(3.0), 0.5, String::new()).unwrap();
    let made = PlannedKeyResult { measure: range.clone(), ..at(3.4) };
    assert_eq!(continued(&made, None), Some(range));
}

#[test]
fn open_steps_continue_without_the_dates_that_are_past() {
    let mut ids = Ids::default();
    let mut step = |due_on: Option<u64>| Step {
        id: ids.next(),
        title: String::from("Step"),
        weight: 1.0,
        due_on: due_on.map(day),
    };
    let steps = vec![step(Some(20)), step(Some(90)), step(Some(91)), step(Some(100)), step(None)];
    let done = CheckInEntry { value: None, steps_done: vec![steps[0].id], ..check_in(day(30), 0.0) };
    let mut open = steps[1..].to_vec();
    open[0].due_on = None;
    let measure = Measure::milestones(steps).unwrap();
    let made = PlannedKeyResult { measure, check_ins: vec![done], ..at(0.0) };
    assert_eq!(continued(&made, None), Some(Measure::milestones(open).unwrap()));
}
