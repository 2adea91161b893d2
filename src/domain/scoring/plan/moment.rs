//! A date in relation to a cycle: the effective date (never after the cycle's end), the phase and the elapsed part. The
//! requested date is kept too, because only it distinguishes the last day from the days after. The expected attainment
//! is computed in `domain/scoring/readings/pace.rs`. The state that people give a cycle (`domain/cycle/mod.rs`) plays no
//! part.

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
    /// The requested date.
    pub requested: NaiveDate,
    pub date: NaiveDate,
    pub phase: Phase,
    /// The elapsed share of the cycle, in 0..1.
    pub elapsed: f64,
    pub cycle: CycleSpan,
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
        Self { requested: as_of, date: as_of.min(cycle.ends_on), phase, elapsed: elapsed(cycle, as_of), cycle: *cycle }
    }

    /// Whether something that counts from a day on counts now; on the cycle's last day everything does.
    pub(in crate::domain) fn reaches(&self, counts_from: Option<NaiveDate>) -> bool {
        counts_from.is_none_or(|first| first <= self.date || self.date == self.cycle.ends_on)
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
