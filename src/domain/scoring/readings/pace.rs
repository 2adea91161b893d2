//! The pace: the attainment expected of a measure by now and the status that follows from the comparison. The
//! thresholds are constants, not part of the policy, so that a status means the same in every company. A status set by
//! a person is in `domain/key_result.rs`; colours are in `domain/scoring/bands.rs`, forecasts in `forecast.rs`.

use crate::domain::{
    kpi::target::{Aim, Target},
    measure::{
        Measure,
        progress::share_of_the_way,
        waypoints::{Waypoint, expected_value},
    },
    scoring::{
        aggregation::Figures,
        plan::moment::{Moment, Phase},
        status::Status,
    },
    values::numbers::{SLACK, at_least, plain},
};

const PARTIAL_FROM: f64 = 0.7;
const TOO_EARLY_BELOW: f64 = 0.10;
/// From this share of the expected attainment on, the status is on track.
pub const ON_TRACK_FROM: f64 = 0.90;
/// At most this far behind the expected attainment, the status is on track too.
pub const ON_TRACK_WITHIN: f64 = 0.05;
/// From this share of the expected attainment on, the status is at least at risk.
pub const AT_RISK_FROM: f64 = 0.70;

/// The attainment expected of the measure at that moment.
#[must_use]
pub fn expected(measure: &Measure, moment: &Moment) -> f64 {
    match measure {
        Measure::Number { start, target, waypoints, .. } => on_the_way(*start, *target, waypoints, moment),
        Measure::Range { .. } => 1.0,
        Measure::Milestones { steps } => {
            let (mut due, mut all) = (0.0, 0.0);
            for step in steps {
                all += step.weight;
                due += step.weight * step.due_on.map_or(moment.elapsed, |due_on| share_due(due_on <= moment.date));
            }
            due / all
        }
    }
}

/// The attainment expected of a KPI's target at that moment.
#[must_use]
pub fn expected_of_kpi(target: &Target, moment: &Moment) -> f64 {
    match &target.aim {
        Aim::Way { baseline, target, waypoints } => on_the_way(*baseline, *target, waypoints, moment),
        Aim::Range { .. } => 1.0,
    }
}

/// The share of the way from start to target that is expected at that moment: the elapsed part of the cycle, or what the
/// waypoints say.
pub(in crate::domain) fn on_the_way(start: f64, target: f64, waypoints: &[Waypoint], moment: &Moment) -> f64 {
    if waypoints.is_empty() || moment.date >= moment.cycle.ends_on {
        return moment.elapsed;
    }
    let from = Waypoint { on: moment.cycle.starts_on, value: start };
    let to = Waypoint { on: moment.cycle.ends_on, value: target };
    if moment.date <= from.on {
        return 0.0;
    }
    let value = expected_value(from, to, waypoints, moment.date);
    plain(share_of_the_way(start, target, value).clamp(0.0, 1.0))
}

fn share_due(due: bool) -> f64 {
    if due { 1.0 } else { 0.0 }
}

/// The status at `score` where `expected` is due; `measured` says whether there is any data below it.
#[must_use]
pub fn status(score: f64, expected: f64, measured: bool, moment: &Moment) -> Status {
    if at_least(score, 1.0) {
        return Status::Achieved;
    }
    match moment.phase {
        Phase::Ended if at_least(score, PARTIAL_FROM) => Status::Partial,
        Phase::Ended => Status::Missed,
        Phase::NotStarted => Status::NotStarted,
        Phase::Running if !measured => Status::NoData,
        Phase::Running if !at_least(expected, TOO_EARLY_BELOW) => Status::TooEarly,
        Phase::Running => against_pace(score, expected),
    }
}

/// The status of aggregated figures.
pub(in crate::domain) fn status_of(figures: Figures, measured: bool, moment: &Moment) -> Status {
    status(figures.score, figures.expected, measured, moment)
}

fn against_pace(score: f64, expected: f64) -> Status {
    let ratio = score / expected;
    if at_least(ratio, ON_TRACK_FROM) || expected - score <= ON_TRACK_WITHIN + SLACK {
        Status::OnTrack
    } else if at_least(ratio, AT_RISK_FROM) {
        Status::AtRisk
    } else {
        Status::OffTrack
    }
}
