//! A measure as it is shown: milestones with the day on which each step was done, numbers and ranges as they are. That
//! day is derived from the check-ins by `domain/scoring/plan/observations.rs` and not stored. The measure and its
//! stored JSON are in `domain/measure`; its progress is in `key_result.rs`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::{
    measure::{Measure, Step},
    scoring::plan::{CheckInEntry, observations::steps_done_on},
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum MeasureView {
    Plain(Measure),
    Milestones { kind: &'static str, steps: Vec<StepView> },
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepView {
    #[serde(flatten)]
    pub step: Step,
    pub done_on: Option<NaiveDate>,
}

impl MeasureView {
    #[must_use]
    pub fn new(measure: &Measure, check_ins: &[CheckInEntry], date: NaiveDate) -> Self {
        let Measure::Milestones { steps } = measure else {
            return Self::Plain(measure.clone());
        };
        let done = steps_done_on(steps, check_ins, date);
        let view = |(step, done_on): (&Step, Option<NaiveDate>)| StepView { step: step.clone(), done_on };
        Self::Milestones { kind: measure.kind().as_str(), steps: steps.iter().zip(done).map(view).collect() }
    }
}
