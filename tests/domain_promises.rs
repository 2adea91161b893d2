//! Which changes of a key result alter what was promised, and so need a reason in an active cycle. Who is asked for the
//! reason, and that the change log keeps it, is tested in `api_promises.rs`.

use perno::domain::{
    key_result::{Ambition, KeyResult, KeyResultState},
    measure::{Measure, Step},
    values::{id::Id, text::Name},
};
use uuid::Uuid;

use crate::domain_plans::{number, stored_key_result};

fn from_to(start: f64, target: f64) -> Measure {
    Measure::number(start, target, String::new(), Vec::new()).unwrap()
}

fn range(low: Option<f64>, high: Option<f64>, tolerance: f64) -> Measure {
    Measure::range(low, high, tolerance, String::new()).unwrap()
}

/// Steps by their number and weight.
fn steps(all: &[(u128, f64)]) -> Measure {
    let step = |(number, weight): &(u128, f64)| Step {
        id: Id::new(Uuid::from_u128(*number)),
        title: format!("Step {number}"),
        weight: *weight,
        due_on: None,
    };
    Measure::milestones(all.iter().map(step).collect()).unwrap()
}

#[track_caller]
fn remeasured(old: Measure, new: Measure, expected: bool) {
    let detail = format!("{old:?} to {new:?}");
    assert_eq!(stored_key_result(old).promise_changed(&stored_key_result(new)), expected, "{detail}");
}

#[test]
fn a_number_promises_less_with_a_nearer_target_or_another_start() {
    for (old, new, expected) in [
        ((0.0, 100.0), (0.0, 100.0), false),
        ((0.0, 100.0), (0.0, 110.0), false),
        ((0.0, 100.0), (0.0, 90.0), true),
        ((0.0, 100.0), (10.0, 100.0), true),
        ((0.0, 100.0), (-10.0, 110.0), true),
        ((10.0, 5.0), (10.0, 5.0), false),
        ((10.0, 5.0), (10.0, 4.0), false),
        ((10.0, 5.0), (10.0, 6.0), true),
    ] {
        remeasured(from_to(old.0, old.1), from_to(new.0, new.1), expected);
    }
}

#[test]
fn a_range_promises_less_when_it_is_wider() {
    let old = || range(Some(1.0), Some(3.0), 0.5);
    for (new, expected) in [
        (old(), false),
        (range(Some(2.0), Some(2.5), 0.0), false),
        (range(Some(0.5), Some(3.0), 0.5), true),
        (range(Some(1.0), Some(3.5), 0.5), true),
        (range(Some(1.0), Some(3.0), 0.6), true),
        (range(None, Some(3.0), 0.5), true),
        (range(Some(1.0), None, 0.5), true),
    ] {
        remeasured(old(), new, expected);
    }
    remeasured(range(Some(1.0), None, 0.0), range(Some(1.0), Some(9.0), 0.0), false);
    remeasured(range(None, Some(3.0), 0.0), range(Some(-9.0), Some(3.0), 0.0), false);
}

#[test]
fn milestones_promise_less_with_a_step_gone_or_of_another_weight() {
    let old = || steps(&[(1, 1.0), (2, 3.0)]);
    for (new, expected) in [
        (steps(&[(2, 3.0), (1, 1.0), (3, 5.0)]), false),
        (steps(&[(1, 1.0)]), true),
        (steps(&[(1, 1.0), (2, 2.0)]), true),
        (steps(&[(1, 1.0), (3, 3.0)]), true),
    ] {
        remeasured(old(), new, expected);
    }
}

#[test]
fn another_kind_of_measure_is_another_promise() {
    let all = [from_to(0.0, 100.0), range(Some(1.0), None, 0.0), steps(&[(1, 1.0)])];
    for old in &all {
        for new in &all {
            remeasured(old.clone(), new.clone(), old.kind() != new.kind());
        }
    }
}

#[test]
fn weight_ambition_and_cancelling_are_part_of_the_promise() {
    let active = stored_key_result(number());
    let changes = [
        KeyResult { weight: 2.0, ..active.clone() },
        KeyResult { weight: 0.0, ..active.clone() },
        KeyResult { ambition: Ambition::Aspirational, ..active.clone() },
        KeyResult { state: KeyResultState::Cancelled, ..active.clone() },
        KeyResult { measure: from_to(0.0, 50.0), ..active.clone() },
    ];
    for changed in &changes {
        assert!(active.promise_changed(changed), "{changed:?}");
        for state in [KeyResultState::Proposed, KeyResultState::Cancelled] {
            let old = KeyResult { state, ..active.clone() };
            assert!(!old.promise_changed(changed), "{state}: nothing was promised");
        }
    }
    let told_better = KeyResult {
        title: Name::trusted("Visits to shops".to_owned()),
        check_in_every_days: 14,
        grade: Some(0.5),
        ..active.clone()
    };
    assert!(!active.promise_changed(&told_better));
    assert!(!active.promise_changed(&KeyResult { state: KeyResultState::Proposed, ..active.clone() }));
}
