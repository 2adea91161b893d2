//! The reading of one key result as of a date: figures, status, flags, forecast, confidence; needs no whole plan. A
//! status set by a person replaces the computed one until the next check-in, and never past the cycle's end. The
//! branches and `app/key_results` show the same reading, so the two cannot differ. Formulas are in `attainment.rs`,
//! `pace.rs` and `forecast.rs`; weights and shares are in `domain/scoring/tree.rs`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    attainment::Attainment,
    flags::{self, Flag},
    forecast::{Forecast, by_shape, forecast},
    pace,
};
use crate::domain::{
    measure::Measure,
    scoring::{
        plan::{
            CycleSpan, PlannedKeyResult, PlannedKpi,
            moment::{Moment, Phase},
            observations::{check_in_series, kpi_series, kpi_value, latest},
        },
        status::Status,
    },
    scoring_policy::Policy,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyResultReading {
    pub current_value: Option<f64>,
    pub raw: Option<f64>,
    pub progress: f64,
    pub attainment: f64,
    pub expected: f64,
    pub status: Status,
    pub flags: Vec<Flag>,
    pub forecast: Option<Forecast>,
    pub confidence: Option<u8>,
    pub last_check_in_on: Option<NaiveDate>,
}

impl KeyResultReading {
    /// `kpi` is the KPI that the key result follows, if any.
    #[must_use]
    pub fn new(
        key_result: &PlannedKeyResult,
        kpi: Option<&PlannedKpi>,
        cycle: &CycleSpan,
        policy: &Policy,
        as_of: NaiveDate,
    ) -> Self {
        let moment = Moment::new(cycle, as_of);
        let kpi = kpi.filter(|kpi| key_result.kpi_id == Some(kpi.id));
        let measured = kpi.and_then(|kpi| kpi_value(kpi, cycle, moment.date));
        let attainment = Attainment::of(key_result, measured, policy.aspirational_target, moment.date);
        let expected = pace::expected(&key_result.measure, &moment);
        let confidence = latest(&key_result.check_ins, moment.date, |entry| entry.confidence).map(|(_, word)| word);
        let last_check_in_on = if key_result.kpi_id.is_some() {
            measured.map(|observation| observation.on)
        } else {
            latest(&key_result.check_ins, moment.date, |_| Some(())).map(|(on, ())| on)
        };
        let computed = pace::status(attainment.attainment, expected, !attainment.missing, &moment);
        let [no_data, regressed] = flags::of_attainment(&attainment);
        let stale = flags::is_stale(key_result, last_check_in_on, cycle, &moment);
        let disagrees = flags::confidence_disagrees(confidence, computed);
        let candidates = [(Flag::ConfidenceDisagrees, disagrees), no_data, regressed, (Flag::Stale, stale)];
        Self {
            current_value: attainment.current_value,
            raw: attainment.raw,
            progress: attainment.progress,
            attainment: attainment.attainment,
            expected,
            status: overridden(key_result, &moment).unwrap_or(computed),
            flags: if key_result.in_force(&moment) { flags::applying(candidates) } else { Vec::new() },
            forecast: forecast_of(key_result, kpi, cycle, &moment),
            confidence,
            last_check_in_on,
        }
    }
}

/// A status set by a person holds from the day it was set until the next check-in, and never after the cycle's end.
fn overridden(key_result: &PlannedKeyResult, moment: &Moment) -> Option<Status> {
    let word = key_result.status_override?;
    let set = word.set_on <= moment.date;
    let superseded = word.superseded_on.is_some_and(|on| on <= moment.date);
    (set && !superseded && moment.phase != Phase::Ended).then_some(word.status)
}

fn forecast_of(
    key_result: &PlannedKeyResult,
    kpi: Option<&PlannedKpi>,
    cycle: &CycleSpan,
    moment: &Moment,
) -> Option<Forecast> {
    let Measure::Number { start, target, waypoints, .. } = &key_result.measure else {
        return None;
    };
    let observations = match kpi {
        Some(kpi) => kpi_series(kpi, cycle, moment.date),
        None if key_result.kpi_id.is_some() => Vec::new(),
        None => check_in_series(&key_result.check_ins, moment.date),
    };
    if waypoints.is_empty() {
        forecast(*start, *target, &observations, cycle)
    } else {
        by_shape(*start, *target, waypoints, &observations, cycle)
    }
}
