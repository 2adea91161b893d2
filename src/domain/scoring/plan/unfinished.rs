//! What is left of a key result when its cycle is closed: nothing if it is achieved, cancelled or only proposed; for a
//! number the rest from the current value to the target; for milestones the open steps; a range that is not met stays
//! as it is. Which objectives are carried over into which cycle is decided in `app/cycles/carry_over.rs`.

use chrono::NaiveDate;

use super::{PlannedKeyResult, PlannedKpi, observations::steps_done_on};
use crate::domain::{
    key_result::KeyResultState,
    kpi::Aggregation,
    measure::{Measure, Step},
    scoring::readings::key_result::KeyResultReading,
    values::numbers::{at_least, same},
};

/// The measure with which the key result continues in a cycle that starts on `next`, given its reading as of `day`;
/// `None` if there is nothing to continue.
#[must_use]
pub fn unfinished(
    key_result: &PlannedKeyResult,
    kpi: Option<&PlannedKpi>,
    reading: &KeyResultReading,
    day: NaiveDate,
    next: NaiveDate,
) -> Option<Measure> {
    if key_result.state != KeyResultState::Active || at_least(reading.attainment, 1.0) {
        return None;
    }
    match &key_result.measure {
        Measure::Number { start, target, unit, .. } => {
            let begins_anew = kpi.is_some_and(|kpi| kpi.aggregation == Aggregation::Sum);
            let stands = reading.current_value.filter(|value| !begins_anew && !same(*value, *target));
            let start = stands.unwrap_or(*start);
            Some(Measure::Number { start, target: *target, unit: unit.clone(), waypoints: Vec::new() })
        }
        Measure::Range { .. } => Some(key_result.measure.clone()),
        Measure::Milestones { steps } => open_steps(key_result, steps, day, next),
    }
}

/// The open steps; due dates before the start of the next cycle are dropped.
fn open_steps(key_result: &PlannedKeyResult, steps: &[Step], day: NaiveDate, next: NaiveDate) -> Option<Measure> {
    let done = steps_done_on(steps, &key_result.check_ins, day);
    let open = steps.iter().zip(done).filter(|(_, done_on)| done_on.is_none()).map(|(step, _)| step.clone());
    let steps: Vec<Step> =
        open.map(|step| Step { due_on: step.due_on.filter(|due_on| *due_on >= next), ..step }).collect();
    (!steps.is_empty()).then_some(Measure::Milestones { steps })
}
