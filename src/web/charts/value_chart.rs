//! The chart of a value over a cycle: the observed values, the pace line to the target, the forecast, and the target or
//! the range to stay in. It computes coordinates in a drawing of 640 by 260; `value_chart.html` draws them. The page
//! puts the course into words.

use std::iter;

use chrono::{Datelike, NaiveDate};

use crate::{
    domain::{
        measure::waypoints::Waypoint,
        values::numbers::{count, days_between},
    },
    language::words::Words,
};

/// The left margin, and the width of one letter of the level labels: the width on a phone, where letters are drawn
/// larger.
const MARGIN: f64 = 14.0;
const LETTER: f64 = 12.4;
const RIGHT: f64 = 626.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 226.0;
/// How many grid lines the scale aims for, and the most that are drawn.
const LEVELS: f64 = 5.0;
const LEVELS_MAX: i32 = 16;
/// The least height of a range, so that it stays visible.
const THIN: f64 = 4.0;

/// The values to draw.
#[derive(Debug, Clone)]
pub struct ValueChart {
    pub first: NaiveDate,
    pub last: NaiveDate,
    pub today: NaiveDate,
    /// Sorted by day.
    pub observed: Vec<(NaiveDate, f64)>,
    /// The days and values through which the expected pace leads, in order; none for a range.
    pub pace: Vec<(NaiveDate, f64)>,
    pub target: Option<f64>,
    /// A range to stay in; a missing bound leaves it open.
    pub range: Option<(Option<f64>, Option<f64>)>,
    /// The forecast for the last day.
    pub forecast: Option<f64>,
}

/// Coordinates and SVG paths of the marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    pub left: String,
    /// The x coordinate at which the level labels end.
    pub names: String,
    pub width: String,
    pub line: String,
    pub dots: Vec<(String, String)>,
    pub pace: Option<String>,
    pub forecast: Option<String>,
    pub target: Option<String>,
    /// Top and height of the range.
    pub range: Option<(String, String)>,
    pub today: Option<String>,
    pub levels: Vec<(String, String)>,
    pub days: Vec<(String, String)>,
}

/// The expected pace from one end of a cycle to the other, through the waypoints inside it.
#[must_use]
pub fn pace(
    first: NaiveDate,
    last: NaiveDate,
    (from, to): (f64, f64),
    waypoints: &[Waypoint],
) -> Vec<(NaiveDate, f64)> {
    let inside = waypoints.iter().filter(|waypoint| waypoint.on > first && waypoint.on < last);
    let between = inside.map(|waypoint| (waypoint.on, waypoint.value));
    iter::once((first, from)).chain(between).chain([(last, to)]).collect()
}

fn place(value: f64) -> String {
    format!("{value:.1}")
}

impl ValueChart {
    fn across(&self, left: f64, day: NaiveDate) -> f64 {
        let whole = days_between(self.first, self.last).max(1.0);
        left + (RIGHT - left) * (days_between(self.first, day) / whole).clamp(0.0, 1.0)
    }

    /// The lowest and the highest level and the step between levels; every value fits between them.
    fn scale(&self) -> (f64, f64, f64) {
        let bounds = self.range.into_iter().flat_map(|(low, high)| [low, high]).flatten();
        let seen = self.observed.iter().map(|(_, value)| *value).chain(bounds).chain(self.target).chain(self.forecast);
        let seen = seen.chain(self.pace.iter().map(|(_, value)| *value));
        let whole = seen.clone().all(|value| value.fract() == 0.0);
        let (mut low, mut high) =
            seen.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
        if low > high {
            (low, high) = (0.0, 1.0);
        }
        let size = high.abs().max(low.abs());
        if high - low <= 1e-9 * size {
            let room = if size > 0.0 && size < 1.0 { size } else { size.max(1.0) } * 0.1;
            (low, high) = (low - room, high + room);
        }
        if low > 0.0 && low < (high - low) * 0.6 {
            low = 0.0;
        }
        let step = round_step((high - low) / LEVELS).max(if whole { 1.0 } else { 0.0 });
        ((low / step).floor() * step, (high / step).ceil() * step, step)
    }

    #[must_use]
    pub fn drawn(&self, w: Words) -> Drawing {
        let (low, high, step) = self.scale();
        let mut values = Vec::new();
        for number in 0..LEVELS_MAX {
            let level = step.mul_add(f64::from(number), low);
            if level > high + step / 2.0 {
                break;
            }
            values.push((level, w.level(level, step)));
        }
        let letters = values.iter().map(|(_, name)| name.chars().count()).max().unwrap_or(1);
        let left = MARGIN + LETTER * count(letters).max(3.0);
        let up = |value: f64| BOTTOM - (BOTTOM - TOP) * ((value - low) / (high - low)).clamp(0.0, 1.0);
        let point = |(day, value): (NaiveDate, f64)| (place(self.across(left, day)), place(up(value)));
        let path = |points: &[(NaiveDate, f64)]| {
            let places = points.iter().map(|one| point(*one)).map(|(x, y)| format!("{x} {y}"));
            format!("M{}", places.collect::<Vec<_>>().join("L"))
        };
        let dots: Vec<(String, String)> = self.observed.iter().copied().map(point).collect();
        let band = |(floor, ceiling): (Option<f64>, Option<f64>)| {
            let (top, bottom) = (up(ceiling.unwrap_or(high)), up(floor.unwrap_or(low)));
            (place(top), place((bottom - top).max(THIN)))
        };
        let last = self.observed.last().copied();
        let inside = (self.first..=self.last).contains(&self.today);
        Drawing {
            line: dots.iter().map(|(x, y)| format!("{x},{y}")).collect::<Vec<_>>().join(" "),
            pace: (!self.pace.is_empty()).then(|| path(&self.pace)),
            forecast: self.forecast.zip(last).map(|(value, last)| path(&[last, (self.last, value)])),
            target: self.target.map(|target| place(up(target))),
            range: self.range.map(band),
            today: inside.then(|| place(self.across(left, self.today))),
            days: self.months(left, w),
            levels: values.into_iter().map(|(value, name)| (place(up(value)), name)).collect(),
            left: place(left),
            names: place(left - 8.0),
            width: place(RIGHT - left),
            dots,
        }
    }

    /// Month labels at the first days of months, thinned out so that they fit; with fewer than two, the first and the
    /// last day.
    fn months(&self, left: f64, w: Words) -> Vec<(String, String)> {
        let begins = |day: &NaiveDate| day.day() == 1;
        let all: Vec<NaiveDate> =
            self.first.iter_days().take_while(|day| *day <= self.last).filter(begins).take(400).collect();
        if all.len() < 2 {
            return [self.first, self.last].map(|day| (place(self.across(left, day)), w.short_day(day))).into();
        }
        let every = all.len().div_ceil(7);
        let named = |day: &NaiveDate| (place(self.across(left, *day)), w.say(&format!("month-short-{}", day.month())));
        all.iter().step_by(every).map(named).collect()
    }
}

/// The smallest of 1, 2 or 5 times a power of ten that is not below `least`.
fn round_step(least: f64) -> f64 {
    let mut power = 1.0;
    while power > least {
        power /= 10.0;
    }
    while power * 10.0 <= least {
        power *= 10.0;
    }
    [1.0, 2.0, 5.0, 10.0]
        .into_iter()
        .map(|times| times * power)
        .find(|step| *step >= least - power * 1e-9)
        .unwrap_or(least)
}
