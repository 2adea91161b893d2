//! The figures that scores are made of, one by one: means, progress, what is expected by now, statuses at their
//! thresholds, flags. Whole plans are in `domain_corners.rs` and `domain_conformance.rs`.

use perno::domain::{
    measure::{Measure, Step},
    scoring::{
        aggregation::{balanced, minimum, weighted_mean},
        bands::{Band, band, capped_band},
        plan::moment::{Moment, Phase},
        readings::pace::{expected, status},
        status::Status,
    },
    scoring_policy::Policy,
};

use crate::domain_plans::{Ids, cycle, day, number};

fn moment(on: u64) -> Moment {
    Moment::new(&cycle(day(0), day(100)), day(on))
}

#[test]
fn what_weighs_nothing_is_left_out_of_mean_and_minimum() {
    assert_eq!(weighted_mean([(1.0, 0.25), (3.0, 0.75), (0.0, 1.0)]), Some(0.625));
    assert_eq!((weighted_mean([(0.0, 0.9)]), minimum([(0.0, 0.1)])), (None, None));
    assert_eq!(minimum([(0.0, 0.1), (2.0, 0.4), (1.0, 0.3)]), Some(0.3));
    for weight in (1..200_u32).map(|weight| f64::from(weight) / 7.0) {
        let alike = [(weight, 0.7), (weight * 3.0, 0.7), (0.0, 0.0), (0.0, 1.0)];
        assert_eq!(weighted_mean(alike), Some(0.7), "rounding leaves the range at {weight}");
    }
    assert_eq!((balanced(0.75, 0.25, 0.0), balanced(0.75, 0.25, 1.0)), (0.75, 0.25));
    assert_eq!(Some(balanced(0.75, 0.25, 0.5)), Some(0.5));
}

#[test]
fn progress_is_clamped_and_the_raw_share_is_not() {
    let falling = Measure::number(8.0, 3.0, String::new(), Vec::new()).unwrap();
    for (value, raw) in [(8.0, 0.0), (5.5, 0.5), (3.0, 1.0), (2.0, 1.2), (9.0, -0.2)] {
        assert!((falling.raw(value).unwrap() - raw).abs() < 1e-12);
        assert!((falling.progress(value) - raw.clamp(0.0, 1.0)).abs() < 1e-12);
    }
    let near = Measure::number(0.0, 5e-324, String::new(), Vec::new()).unwrap();
    assert_eq!((near.raw(1e15), near.progress(1e15), near.progress(-1e15)), (Some(f64::MAX), 1.0, 0.0));
}

#[test]
fn a_range_falls_off_over_its_tolerance() {
    let progress = |low, high, tolerance, value| {
        let range = Measure::range(low, high, tolerance, String::new()).unwrap();
        assert_eq!(range.raw(value), None);
        range.progress(value)
    };
    for (value, expected) in [(10.0, 1.0), (20.0, 1.0), (9.0, 0.75), (22.0, 0.5), (24.0, 0.0), (30.0, 0.0)] {
        assert_eq!(Some(progress(Some(10.0), Some(20.0), 4.0, value)), Some(expected), "{value}");
    }
    assert_eq!((progress(Some(10.0), None, 4.0, 1e9), progress(None, Some(20.0), 4.0, 21.0)), (1.0, 0.75));
    assert_eq!((progress(Some(0.0), None, 0.0, -1e-9), progress(Some(0.0), None, 0.0, -1.1e-9)), (1.0, 0.0));
}

fn steps(ids: &mut Ids, all: &[(f64, Option<u64>)]) -> Measure {
    let step = |(weight, due): &(f64, Option<u64>)| Step {
        id: ids.next(),
        title: String::from("Step"),
        weight: *weight,
        due_on: due.map(day),
    };
    Measure::milestones(all.iter().map(step).collect()).unwrap()
}

#[test]
fn milestones_count_by_the_weight_of_their_steps() {
    let measure = steps(&mut Ids::default(), &[(1.0, None), (3.0, None)]);
    assert_eq!((measure.done_share(|place, _| place == 1), measure.done_share(|_, _| false)), (0.75, 0.0));
    assert_eq!((measure.raw(1.0), measure.progress(1.0)), (None, 0.0));
    assert_eq!(Some(number().done_share(|_, _| true)), Some(0.0), "there are no steps");
}

#[test]
fn steps_are_expected_when_they_are_due_and_others_by_the_time() {
    let measure = steps(&mut Ids::default(), &[(1.0, Some(20)), (2.0, Some(60)), (1.0, None)]);
    for (on, due) in [(0, 0.0), (19, 0.0475), (20, 0.3), (60, 0.9), (100, 1.0), (150, 1.0)] {
        let found = expected(&measure, &moment(on));
        assert!((found - due).abs() < 1e-12, "{found} instead of {due} on day {on}");
    }
    let range = Measure::range(Some(1.0), None, 0.0, String::new()).unwrap();
    assert_eq!((expected(&range, &moment(1)), expected(&number(), &moment(40))), (1.0, 0.4));
}

#[test]
fn the_elapsed_part_goes_from_the_first_to_the_last_day() {
    let read = |on: u64| {
        let moment = Moment::new(&cycle(day(10), day(30)), day(on));
        (moment.phase, moment.elapsed, moment.date)
    };
    assert_eq!(read(9), (Phase::NotStarted, 0.0, day(9)));
    assert_eq!(read(10), (Phase::Running, 0.0, day(10)));
    assert_eq!(read(15), (Phase::Running, 0.25, day(15)));
    assert_eq!(read(30), (Phase::Running, 1.0, day(30)));
    assert_eq!(read(31), (Phase::Ended, 1.0, day(30)));
    let one_day = |on: u64| Moment::new(&cycle(day(10), day(10)), day(on)).elapsed;
    assert_eq!((one_day(9), one_day(10)), (0.0, 1.0));
}

#[test]
fn a_status_compares_with_what_is_expected_by_now() {
    for (score, due, found) in [
        (1.0 - 0.9e-9, 0.5, Status::Achieved),
        (0.09, 0.099, Status::TooEarly),
        (0.09, 0.1, Status::OnTrack),
        (0.9, 1.0, Status::OnTrack),
        (0.899, 1.0, Status::AtRisk),
        (0.7, 1.0, Status::AtRisk),
        (0.699, 1.0, Status::OffTrack),
        (0.25, 0.3, Status::OnTrack),
        (0.249, 0.3, Status::AtRisk),
        (0.05, 0.1, Status::OnTrack),
        (0.049, 0.1, Status::OffTrack),
    ] {
        assert_eq!(status(score, due, true, &moment(50)), found, "{score} of {due}");
    }
    assert_eq!(status(0.9, 1.0, false, &moment(50)), Status::NoData);
    assert_eq!(status(0.9, 1.0, true, &Moment::new(&cycle(day(20), day(30)), day(5))), Status::NotStarted);
    let ended = |score| status(score, 1.0, true, &moment(101));
    assert_eq!((ended(1.0), ended(0.7), ended(0.69)), (Status::Achieved, Status::Partial, Status::Missed));
}

#[test]
fn bands_begin_at_the_policys_limits() {
    let policy = Policy { green_from: 0.8, amber_from: 0.3, ..Policy::default() };
    for (score, found) in
        [(1.0, Band::Green), (0.8, Band::Green), (0.79, Band::Amber), (0.3, Band::Amber), (0.29, Band::Red)]
    {
        assert_eq!(band(&policy, score), found, "{score}");
        assert_eq!(capped_band(&policy, score, false), found, "{score}");
        let capped = if found == Band::Green { Band::Amber } else { found };
        assert_eq!(capped_band(&policy, score, true), capped, "{score}");
    }
}
