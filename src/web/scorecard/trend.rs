//! The trend chart: overall score, expected score, Revenue and Purpose from the cycle's first day to the
//! selected day, on an axis for the whole cycle, so that the days to come show as well; each line is named at
//! its end; and the same as a table.

use crate::{
    domain::scoring::trend::{Trend, TrendPoint},
    language::words::Words,
    web::{
        charts::line::{TREND, apart, share_of},
        kit::frame::Place,
    },
};

pub struct TrendLine {
    pub class: &'static str,
    /// Of its label.
    pub tone: &'static str,
    pub name: String,
    pub last: String,
    pub points: String,
    pub end: Option<LineEnd>,
}

/// The end of a line, and where its label begins.
pub struct LineEnd {
    pub x: String,
    pub y: String,
    pub label_x: String,
    pub label_y: String,
}

pub struct Chart {
    pub lines: Vec<TrendLine>,
    pub first: String,
    pub last: String,
    /// Position and name of the selected day; `None` if that is the last day.
    pub now: Option<(String, String)>,
    /// Each day with its figures, in the order of the lines.
    pub days: Vec<(String, Vec<String>)>,
}

type Pick = fn(&TrendPoint) -> Option<f64>;

/// The height of a label.
const LABEL: f64 = 17.0;

/// A line: its class, the key of its name, and its figure.
type LineOf = (&'static str, &'static str, Pick);

const LINES: [LineOf; 4] = [
    ("line", "trend-overall", |point| point.overall),
    ("line dash", "trend-expected", |point| point.expected),
    ("line accent", "revenue", |point| point.revenue),
    ("line dim", "purpose", |point| point.purpose),
];

pub fn chart(w: Words, place: &Place, trend: &Trend) -> Option<Chart> {
    let cycle = place.cycle.as_ref()?;
    let last = trend.points.last()?;
    let at = |point: &TrendPoint| share_of(cycle.starts_on, cycle.ends_on, point.on);
    let lines = LINES.iter().filter(|(_, _, pick)| trend.points.iter().any(|point| pick(point).is_some()));
    let picked: Vec<_> = lines.collect();
    let scores = |pick: &Pick| trend.points.iter().map(|point| (at(point), pick(point))).collect::<Vec<_>>();
    let ends: Vec<Option<(f64, f64)>> = picked.iter().map(|(_, _, pick)| TREND.end_at(&scores(pick))).collect();
    let heights = apart(&ends.iter().map(|end| end.map(|(_, y)| y)).collect::<Vec<_>>(), LABEL, TREND.bottom());
    let line = |(place, (class, key, pick)): (usize, &&LineOf)| {
        let end = ends.get(place).copied().flatten().zip(heights.get(place).copied().flatten());
        TrendLine {
            class,
            tone: class.strip_prefix("line ").unwrap_or_default(),
            name: w.say(key),
            last: w.score_or_dash(pick(last)),
            points: TREND.line(&scores(pick)),
            end: end.map(|((x, y), label)| LineEnd {
                x: format!("{x:.1}"),
                y: format!("{y:.1}"),
                label_x: format!("{:.1}", x + 8.0),
                label_y: format!("{label:.1}"),
            }),
        }
    };
    let day = |point: &TrendPoint| {
        let figures = picked.iter().map(|(_, _, pick)| w.score_or_dash(pick(point)));
        (w.short_day(point.on), figures.collect())
    };
    let now = (last.on < cycle.ends_on).then(|| {
        let (x, _) = TREND.at(at(last), 0.0);
        (format!("{x:.1}"), w.short_day(last.on))
    });
    Some(Chart {
        lines: picked.iter().enumerate().map(line).collect(),
        first: w.short_day(cycle.starts_on),
        last: w.short_day(cycle.ends_on),
        now,
        days: trend.points.iter().map(day).collect(),
    })
}
