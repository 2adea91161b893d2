//! The attainment of one key result as of a date: its value, raw and clamped progress, and the attainment by its
//! ambition. Without data it counts 0 and is marked as missing, so that the scorecard can compute its interval.
//! Progress is computed in `domain/measure/progress.rs`, the latest value found in
//! `domain/scoring/plan/observations.rs`; the expected attainment is in `pace.rs`.

use chrono::NaiveDate;

use crate::domain::{
    key_result::Ambition,
    measure::Measure,
    scoring::plan::{
        PlannedKeyResult,
        observations::{Observation, latest, steps_done_on},
    },
    values::numbers::SLACK,
};

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Attainment {
    pub current_value: Option<f64>,
    pub raw: Option<f64>,
    pub progress: f64,
    pub attainment: f64,
    /// There is no data: it counts 0 and is flagged.
    pub missing: bool,
}

impl Attainment {
    /// `kpi` is the value of the KPI that the key result follows, if there is one.
    #[must_use]
    pub fn of(
        key_result: &PlannedKeyResult,
        kpi: Option<Observation>,
        aspirational_target: f64,
        date: NaiveDate,
    ) -> Self {
        let value = if key_result.kpi_id.is_some() {
            kpi.map(|observation| observation.value)
        } else {
            latest(&key_result.check_ins, date, |entry| entry.value).map(|(_, value)| value)
        };
        let (current_value, progress, missing) = match &key_result.measure {
            Measure::Milestones { .. } => {
                let share = steps_share(key_result, date);
                (None, share, share <= 0.0)
            }
            measure => (value, value.map_or(0.0, |value| measure.progress(value)), value.is_none()),
        };
        Self {
            current_value,
            raw: current_value.and_then(|value| key_result.measure.raw(value)),
            progress,
            attainment: attained(progress, key_result.ambition, aspirational_target),
            missing,
        }
    }

    /// Whether the value is further from the target than the start was.
    #[must_use]
    pub fn regressed(&self) -> bool {
        self.raw.is_some_and(|raw| raw < -SLACK)
    }
}

fn attained(progress: f64, ambition: Ambition, aspirational_target: f64) -> f64 {
    match ambition {
        Ambition::Committed => progress,
        Ambition::Aspirational => (progress / aspirational_target).min(1.0),
    }
}

fn steps_share(key_result: &PlannedKeyResult, date: NaiveDate) -> f64 {
    if key_result.check_ins.is_empty() {
        return 0.0;
    }
    let done = steps_done_on(key_result.measure.steps(), &key_result.check_ins, date);
    key_result.measure.done_share(|position, _| done.get(position).is_some_and(Option::is_some))
}
