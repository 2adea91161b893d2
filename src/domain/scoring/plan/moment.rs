//! A date seen within a cycle: the date that counts (never after the cycle's end), the phase, the
//! elapsed part. The date that was asked for is kept beside it, since only that tells the day of the end
//! from the days after. What is expected at a moment is in `domain/scoring/readings/pace.rs`; the state that people
//! give a cycle has no part in it and is in `domain/cycle.rs`.

use chrono::NaiveDate;

use super::CycleSpan;
use crate::domain::values::numbers::days_between;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    NotStarted,
    Running,
    Ended,
}

#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// The date that was asked for.
    pub requested: NaiveDate,
    pub date: NaiveDate,
    pub phase: Phase,
    /// The elapsed part of the cycle, in 0..1.
    pub elapsed: f64,
}

impl Moment {
    #[must_use]
    pub fn new(cycle: &CycleSpan, as_of: NaiveDate) -> Self {
        let phase = if as_of > cycle.ends_on {
            Phase::Ended
        } else if as_of < cycle.starts_on {
            Phase::NotStarted
        } else {
            Phase::Running
        };
        Self { requested: as_of, date: as_of.min(cycle.ends_on), phase, elapsed: elapsed(cycle, as_of) }
    }
}

fn elapsed(cycle: &CycleSpan, as_of: NaiveDate) -> f64 {
    if as_of < cycle.starts_on {
        0.0
    } else if as_of >= cycle.ends_on {
        1.0
    } else {
        days_between(cycle.starts_on, as_of) / days_between(cycle.starts_on, cycle.ends_on)
    }
}
