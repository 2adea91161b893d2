//! The forecast of a number at the cycle's end. With at least 4 observations on at least 3 dates the slope is the
//! median of all pairwise slopes (Theil-Sen), which is robust against single outliers; with fewer, it is the run rate
//! since the cycle's start. The forecast also has the slope needed from the last observation on to reach the target,
//! and the share of the pairwise slopes that reach it ("trend support", not a probability).

use serde::{Deserialize, Serialize};

use crate::domain::{
    measure::{
        progress::{rises, share_of_the_way},
        waypoints::Waypoint,
    },
    scoring::{
        plan::{CycleSpan, moment::Moment, observations::Observation},
        readings::pace::on_the_way,
    },
    values::{
        numbers::{SLACK, at_least, count, days_between, median, plain},
        wire_enum::wire_enum,
    },
};

wire_enum! {
    pub enum ForecastMethod {
        TheilSen = "theil_sen",
        RunRate = "run_rate",
        Shape = "shape",
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Forecast {
    pub value: f64,
    /// The change per day.
    pub slope: f64,
    /// The slope needed to reach the target, per day; `None` if no day is left after the last observation.
    pub needed_slope: Option<f64>,
    /// The share of the pairwise slopes that reach the needed one, in 0..1; `None` without a needed slope or without
    /// two dates to compare.
    pub support: Option<f64>,
    pub method: ForecastMethod,
}

/// All pairs are compared, so beyond this many observations only the last of each day counts, and of those only the
/// most recent.
const MOST_OBSERVATIONS: usize = 400;

/// With less expected, a forecast by shape would say nothing.
const LEAST_EXPECTED: f64 = 0.1;

#[derive(Clone, Copy)]
struct Point {
    day: f64,
    value: f64,
}

/// `observations` must be in order of date; `None` if there are none, or so few that they show no trend and the target
/// is reached.
#[must_use]
pub fn forecast(start: f64, target: f64, observations: &[Observation], cycle: &CycleSpan) -> Option<Forecast> {
    let points = points(observations, cycle);
    let last = *points.last()?;
    let end = days_between(cycle.starts_on, cycle.ends_on);
    let mut slopes = pairwise_slopes(&points);
    let needed_slope = (end > last.day).then(|| plain((target - last.value) / (end - last.day)));
    let support = needed_slope.and_then(|needed| support(&slopes, needed, rises(start, target)));
    let (value, slope, method) = match theil_sen(&points, &mut slopes) {
        Some((slope, intercept)) => (intercept + slope * end, slope, ForecastMethod::TheilSen),
        None if at_least(share_of_the_way(start, target, last.value), 1.0) => return None,
        None => run_rate(start, last, end),
    };
    Some(Forecast { value: plain(value), slope: plain(slope), needed_slope, support, method })
}

/// The forecast of a number with waypoints: where it ends when the rest goes as expected from what was done by the day of
/// the last observation. `None` without an observation, or while less than a tenth is expected.
#[must_use]
pub fn by_shape(
    start: f64,
    target: f64,
    waypoints: &[Waypoint],
    observations: &[Observation],
    cycle: &CycleSpan,
) -> Option<Forecast> {
    let last = observations.last()?;
    let expected = on_the_way(start, target, waypoints, &Moment::new(cycle, last.on));
    if expected < LEAST_EXPECTED {
        return None;
    }
    let value = plain(start + (last.value - start) / expected);
    let days = days_between(last.on, cycle.ends_on);
    let a_day = |to: f64| (days > 0.0).then(|| plain((to - last.value) / days));
    let slope = a_day(value).unwrap_or(0.0);
    Some(Forecast { value, slope, needed_slope: a_day(target), support: None, method: ForecastMethod::Shape })
}

fn points(observations: &[Observation], cycle: &CycleSpan) -> Vec<Point> {
    let point = |observation: &Observation| Point {
        day: days_between(cycle.starts_on, observation.on),
        value: observation.value,
    };
    if observations.len() <= MOST_OBSERVATIONS {
        return observations.iter().map(point).collect();
    }
    let days = observations.chunk_by(|one, next| one.on == next.on);
    let mut daily: Vec<Point> = days.filter_map(<[Observation]>::last).map(point).collect();
    daily.split_off(daily.len().saturating_sub(MOST_OBSERVATIONS))
}

fn pairwise_slopes(points: &[Point]) -> Vec<f64> {
    let pairs = points.iter().enumerate().flat_map(|(position, later)| {
        let earlier = points.iter().take(position);
        earlier.map(move |earlier| (later.value - earlier.value, later.day - earlier.day))
    });
    pairs.filter(|(_, days)| *days > 0.0).map(|(change, days)| change / days).collect()
}

fn support(slopes: &[f64], needed: f64, rising: bool) -> Option<f64> {
    let reaches = |slope: f64| {
        if rising { slope >= needed - SLACK } else { slope <= needed + SLACK }
    };
    let reaching = slopes.iter().filter(|slope| reaches(**slope)).count();
    (!slopes.is_empty()).then(|| count(reaching) / count(slopes.len()))
}

/// Slope and intercept; `None` with too few observations.
fn theil_sen(points: &[Point], slopes: &mut [f64]) -> Option<(f64, f64)> {
    let dates = points.chunk_by(|one, next| one.day.total_cmp(&next.day).is_eq()).count();
    if points.len() < 4 || dates < 3 {
        return None;
    }
    let slope = median(slopes)?;
    let day = median(&mut points.iter().map(|point| point.day).collect::<Vec<_>>())?;
    let value = median(&mut points.iter().map(|point| point.value).collect::<Vec<_>>())?;
    Some((slope, value - slope * day))
}

/// An observation on or before the first day gives no rate yet: the forecast is the value itself.
fn run_rate(start: f64, last: Point, end: f64) -> (f64, f64, ForecastMethod) {
    let slope = if last.day > 0.0 { (last.value - start) / last.day } else { 0.0 };
    (last.value + slope * (end - last.day), slope, ForecastMethod::RunRate)
}
