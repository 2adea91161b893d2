//! A cycle: the span of days in which objectives are pursued. Its state never follows the dates by itself: people
//! activate it and close it. A closed cycle is read-only, which `open` in `app/cycles` enforces; from which day its
//! stored snapshot replaces computed scores is decided here. The phase and the elapsed part of a cycle on a date are
//! computed in `domain/scoring/plan/moment.rs`; which cycles are offered to be added, in `presets.rs`.

pub mod presets;

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::values::{
    fault::{Fault, FaultCode},
    record::{ById, Entity, EntityKind, rfc3339_or_null},
    text::{Name, Text},
    wire_enum::wire_enum,
};

wire_enum! {
    /// The state of a cycle. A closed cycle is read-only.
    pub enum CycleState {
        Planned = "planned",
        Active = "active",
        Closed = "closed",
    }
}

/// Bounded, because trends have a point for every day.
const LONGEST: TimeDelta = TimeDelta::days(3_660);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cycle {
    pub name: Name,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub state: CycleState,
    #[serde(serialize_with = "rfc3339_or_null")]
    pub closed_at: Option<DateTime<Utc>>,
    /// The day of `closed_at` in the organisation's time zone.
    #[serde(skip)]
    pub closed_on: Option<NaiveDate>,
    /// The team's retrospective, written when the cycle is over.
    pub retrospective: Option<Text>,
}

impl Cycle {
    /// Whether scores as of this day come from the cycle's snapshot: from the day it was closed on, and, because
    /// nothing counts after the end of the cycle, from the day after the end on.
    #[must_use]
    pub fn is_settled(&self, as_of: NaiveDate) -> bool {
        self.closed_on.is_some_and(|closed_on| as_of >= closed_on || as_of > self.ends_on)
    }

    /// The date as of which it is scored on `today`: never after the day it was closed.
    #[must_use]
    pub fn last_day(&self, today: NaiveDate) -> NaiveDate {
        self.closed_on.map_or(today, |closed_on| closed_on.min(today))
    }

    /// # Errors
    /// A fault at `/ends_on` when the cycle ends before it starts or lasts longer than ten years.
    pub fn check(&self) -> Result<(), Fault> {
        if self.ends_on < self.starts_on {
            return Err(Fault::at("/ends_on", FaultCode::TooSmall, "fault-cycle-ends-before-start"));
        }
        if self.ends_on - self.starts_on > LONGEST {
            return Err(Fault::at("/ends_on", FaultCode::TooLarge, "fault-cycle-too-long"));
        }
        Ok(())
    }
}

impl Entity for Cycle {
    const KIND: EntityKind = EntityKind::Cycle;
    type Key = ById<Self>;
}
