//! A cycle: the span of days in which objectives are pursued. Its state never follows the dates by itself: people make
//! it active, and a closed one is read-only, which `open` in `app/cycles` enforces; from when on its snapshot speaks
//! for it is told here. Where a date lies within the span (its phase, the elapsed part) is worked out in
//! `domain/scoring/plan/moment.rs`.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::Serialize;

use super::values::{
    fault::{Fault, FaultCode},
    record::{ById, Entity, EntityKind, rfc3339_or_null},
    text::{Name, Text},
    wire_enum::wire_enum,
};

wire_enum! {
    /// Where a cycle stands. A closed cycle is read-only.
    pub enum CycleState {
        Planned = "planned",
        Active = "active",
        Closed = "closed",
    }
}

/// Trends are drawn day by day, so a cycle has an end in sight.
const LONGEST: TimeDelta = TimeDelta::days(3_660);

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Cycle {
    pub name: Name,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub state: CycleState,
    #[serde(serialize_with = "rfc3339_or_null")]
    pub closed_at: Option<DateTime<Utc>>,
    /// The day that it was in the organisation.
    #[serde(skip)]
    pub closed_on: Option<NaiveDate>,
    /// What people say about it looking back.
    pub retrospective: Option<Text>,
}

impl Cycle {
    /// Whether what it reads as of the day is told by its snapshot: from the closing on, and, since nothing counts after
    /// the end, from the day after the end on.
    #[must_use]
    pub fn is_settled(&self, as_of: NaiveDate) -> bool {
        self.closed_on.is_some_and(|closed_on| as_of >= closed_on || as_of > self.ends_on)
    }

    /// The day that counts when it is read on `today`: never after the closing.
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
