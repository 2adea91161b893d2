//! Waypoints proposed from the year before: at every month's end inside the cycle the share of last year's way that was
//! done on the same day (for a sum the share of its total), times this year's way. Waypoints are checked in
//! `domain/measure/waypoints.rs`.

use chrono::{Datelike, Months, NaiveDate};

use super::{
    CycleSpan, PlannedKpi,
    observations::{Observation, kpi_series},
};
use crate::domain::{
    kpi::Aggregation,
    measure::{progress::share_of_the_way, waypoints::Waypoint},
    values::numbers::{plain, same},
};

const YEAR: Months = Months::new(12);

/// Waypoints are rounded to this share of the power of ten that the way has.
const PRECISION: f64 = 1e-3;

/// The same days a year earlier.
#[must_use]
pub fn year_before(cycle: &CycleSpan) -> Option<CycleSpan> {
    let before = |day: NaiveDate| day.checked_sub_months(YEAR);
    Some(CycleSpan { starts_on: before(cycle.starts_on)?, ends_on: before(cycle.ends_on)?, ..*cycle })
}

/// The waypoints on the way from `baseline` to `target`, as the KPI's measurements of the year before went; `None`
/// without measurements then, or if they went nowhere.
#[must_use]
pub fn season(kpi: &PlannedKpi, cycle: &CycleSpan, baseline: f64, target: f64) -> Option<Vec<Waypoint>> {
    let series = kpi_series(kpi, &year_before(cycle)?, NaiveDate::MAX);
    let (first, last) = (series.first()?.value, series.last()?.value);
    let start = if kpi.aggregation == Aggregation::Sum { 0.0 } else { first };
    if same(start, last) {
        return None;
    }
    let way = target - baseline;
    let step = PRECISION * 10_f64.powf(way.abs().log10().floor());
    let waypoint = |on: NaiveDate| {
        let share = share_of_the_way(start, last, value_on(&series, on.checked_sub_months(YEAR)?).unwrap_or(start));
        let value = plain(((baseline + share * way) / step).round() * step);
        Some(Waypoint { on, value })
    };
    Some(months_ends(cycle).filter_map(waypoint).collect())
}

fn value_on(series: &[Observation], on: NaiveDate) -> Option<f64> {
    series.iter().take_while(|observation| observation.on <= on).last().map(|observation| observation.value)
}

/// The last days of months strictly inside the cycle.
fn months_ends(cycle: &CycleSpan) -> impl Iterator<Item = NaiveDate> {
    let ends = |day: &NaiveDate| day.succ_opt().is_some_and(|next| next.day() == 1);
    let (first, last) = (cycle.starts_on, cycle.ends_on);
    first.iter_days().skip(1).take_while(move |day| *day < last).filter(ends)
}
