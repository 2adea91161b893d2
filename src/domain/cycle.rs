//! A cycle: the span of days in which objectives are pursued. Its state never follows the dates by itself: people make
//! it active, and a closed one is read-only, which `open` in `app/cycles.rs` enforces. Where a date lies within the
//! span (its phase, the elapsed part) is worked out in `scoring/moment.rs`.

use chrono::{NaiveDate, TimeDelta};
use serde::Serialize;

use super::{
    fault::{Fault, FaultCode},
    record::{ById, Entity, EntityKind},
    text::Name,
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
}

impl Cycle {
    /// # Errors
    /// A fault at `/ends_on` when the cycle ends before it starts or lasts longer than ten years.
    pub fn check(&self) -> Result<(), Fault> {
        if self.ends_on < self.starts_on {
            return Err(Fault::at("/ends_on", FaultCode::TooSmall, "must not be before starts_on"));
        }
        if self.ends_on - self.starts_on > LONGEST {
            return Err(Fault::at("/ends_on", FaultCode::TooLarge, "must be at most ten years after starts_on"));
        }
        Ok(())
    }
}

impl Entity for Cycle {
    const KIND: EntityKind = EntityKind::Cycle;
    type Key = ById<Self>;
}
