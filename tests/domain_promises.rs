//! Which changes alter what enters a score, and so need a reason in an active cycle. Who is asked for the reason, and that
//! the change log keeps it, is tested in `api_promises.rs`.

use perno::domain::{
    cycle::{Cycle, CycleState},
    key_result::{Ambition, KeyResult, KeyResultState},
    measure::{Measure, Step, waypoints::Waypoint},
    scoring::entering::EntersScore,
    values::{id::Id, text::Name},
};
use uuid::Uuid;

use crate::domain_plans::{Ids, day, number, stored_key_result};

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
    assert_eq!(stored_key_result(old).changes_score(&stored_key_result(new)), expected, "{detail}");
}

#[test]
fn every_change_of_a_measure_but_of_its_words_enters() {
    let falling = || from_to(10.0, 5.0);
    remeasured(falling(), falling(), false);
    remeasured(falling(), from_to(10.0, 4.0), true);
    remeasured(falling(), from_to(11.0, 5.0), true);
    let waypoint = Waypoint { on: day(5), value: 7.0 };
    remeasured(falling(), Measure::number(10.0, 5.0, String::new(), vec![waypoint]).unwrap(), true);
    remeasured(falling(), Measure::number(10.0, 5.0, String::from("kg"), Vec::new()).unwrap(), false);
    let kept = || range(Some(1.0), Some(3.0), 0.5);
    remeasured(kept(), kept(), false);
    for new in [range(Some(2.0), Some(3.0), 0.5), range(Some(1.0), None, 0.5), range(Some(1.0), Some(3.0), 0.6)] {
        remeasured(kept(), new, true);
    }
    let old = || steps(&[(1, 1.0), (2, 3.0)]);
    remeasured(old(), steps(&[(2, 3.0), (1, 1.0)]), false);
    for new in [steps(&[(1, 1.0)]), steps(&[(1, 1.0), (2, 2.0)]), steps(&[(1, 1.0), (2, 3.0), (3, 5.0)])] {
        remeasured(old(), new, true);
    }
    let Measure::Milestones { mut steps } = old() else { panic!("milestones") };
    steps[0].title = String::from("Told better");
    remeasured(old(), Measure::milestones(steps.clone()).unwrap(), false);
    steps[0].due_on = Some(day(9));
    remeasured(old(), Measure::milestones(steps).unwrap(), true);
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
fn weight_ambition_state_and_kpi_of_a_key_result_enter() {
    let active = stored_key_result(number());
    let changes = [
        KeyResult { weight: 2.0, ..active.clone() },
        KeyResult { ambition: Ambition::Aspirational, ..active.clone() },
        KeyResult { state: KeyResultState::Cancelled, ..active.clone() },
        KeyResult { kpi_id: Some(Ids::default().next()), ..active.clone() },
        KeyResult { measure: from_to(0.0, 50.0), ..active.clone() },
    ];
    let proposed = KeyResult { state: KeyResultState::Proposed, ..active.clone() };
    for changed in &changes {
        assert!(active.changes_score(changed), "{changed:?}");
        assert!(!proposed.changes_score(changed), "nothing was promised");
    }
    let told_better = KeyResult {
        title: Name::trusted("Visits to shops".to_owned()),
        check_in_every_days: 14,
        grade: Some(0.5),
        ..active.clone()
    };
    assert!(!active.changes_score(&told_better));
}

#[test]
fn dates_and_state_of_a_cycle_enter() {
    let cycle = Cycle {
        name: Name::trusted("Q1".to_owned()),
        starts_on: day(0),
        ends_on: day(90),
        state: CycleState::Active,
        closed_at: None,
        closed_on: None,
        retrospective: None,
    };
    assert!(cycle.changes_score(&Cycle { starts_on: day(1), ..cycle.clone() }));
    assert!(cycle.changes_score(&Cycle { ends_on: day(91), ..cycle.clone() }));
    assert!(cycle.changes_score(&Cycle { state: CycleState::Planned, ..cycle.clone() }));
    assert!(!cycle.changes_score(&Cycle { name: Name::trusted("First".to_owned()), ..cycle.clone() }));
}
