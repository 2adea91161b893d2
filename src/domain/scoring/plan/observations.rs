//! What was reported up to a date: the latest value, the steps done, the last day, the series for the forecast. The
//! latest is by observation date, then by order of arrival. A KPI's value is its running aggregate within the cycle.
//! Progress is computed in `domain/scoring/readings/attainment.rs`, the forecast in
//! `domain/scoring/readings/forecast.rs`; the entries are loaded by `app/plans`.

use chrono::NaiveDate;

use super::{CheckInEntry, CycleSpan, MeasurementEntry, PlannedKpi};
use crate::domain::{
    kpi::Aggregation,
    measure::Step,
    values::{
        id::Id,
        numbers::{count, plain},
    },
};

/// A value and the day on which it was observed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    pub on: NaiveDate,
    pub value: f64,
}

/// The latest value for which `pick` returns something, among the check-ins up to the date.
pub fn latest<T>(
    check_ins: &[CheckInEntry],
    date: NaiveDate,
    pick: impl Fn(&CheckInEntry) -> Option<T>,
) -> Option<(NaiveDate, T)> {
    let mut found: Option<(NaiveDate, T)> = None;
    for entry in check_ins.iter().filter(|entry| entry.observed_on <= date) {
        if found.as_ref().is_none_or(|(on, _)| entry.observed_on >= *on)
            && let Some(picked) = pick(entry)
        {
            found = Some((entry.observed_on, picked));
        }
    }
    found
}

/// For each step the day since which it is done, as of the date. The latest check-in that mentions a step decides.
#[must_use]
pub fn steps_done_on(steps: &[Step], check_ins: &[CheckInEntry], date: NaiveDate) -> Vec<Option<NaiveDate>> {
    let mut known: Vec<&CheckInEntry> = check_ins.iter().filter(|entry| entry.observed_on <= date).collect();
    known.sort_by_key(|entry| entry.observed_on);
    steps.iter().map(|step| done_since(step.id, &known)).collect()
}

fn done_since(step: Id<Step>, in_order: &[&CheckInEntry]) -> Option<NaiveDate> {
    in_order.iter().fold(None, |since, entry| {
        if entry.steps_undone.contains(&step) {
            None
        } else if entry.steps_done.contains(&step) {
            since.or(Some(entry.observed_on))
        } else {
            since
        }
    })
}

/// The values of the check-ins up to the date, in order of date.
#[must_use]
pub fn check_in_series(check_ins: &[CheckInEntry], date: NaiveDate) -> Vec<Observation> {
    let with_value = |entry: &CheckInEntry| entry.value.map(|value| (entry.observed_on, value));
    let mut series: Vec<Observation> = check_ins
        .iter()
        .filter_map(with_value)
        .filter(|(on, _)| *on <= date)
        .map(|(on, value)| Observation { on, value })
        .collect();
    series.sort_by_key(|observation| observation.on);
    series
}

/// The running aggregate of a KPI's measurements within the cycle up to the date, in order of date.
#[must_use]
pub fn kpi_series(kpi: &PlannedKpi, cycle: &CycleSpan, date: NaiveDate) -> Vec<Observation> {
    let last_day = date.min(cycle.ends_on);
    let mut inside: Vec<MeasurementEntry> =
        kpi.measurements.iter().copied().filter(|entry| entry.on >= cycle.starts_on && entry.on <= last_day).collect();
    inside.sort_by_key(|entry| entry.on);
    let mut sum = 0.0;
    let running = inside.iter().enumerate().map(|(position, entry)| {
        sum += entry.value;
        let value = match kpi.aggregation {
            Aggregation::Sum => sum,
            Aggregation::Mean => sum / count(position + 1),
            Aggregation::Last => entry.value,
        };
        Observation { on: entry.on, value: plain(value) }
    });
    let mut series: Vec<Observation> = running.collect();
    if let Some(value) = kpi.assumed {
        series.push(Observation { on: last_day, value });
    }
    series
}

/// The KPI's value as of the date and the day of its last measurement.
#[must_use]
pub fn kpi_value(kpi: &PlannedKpi, cycle: &CycleSpan, date: NaiveDate) -> Option<Observation> {
    kpi_series(kpi, cycle, date).pop()
}
