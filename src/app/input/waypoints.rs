//! Parses waypoints: days with the value expected on them, in the unit of what is measured. That unit is known only
//! once the measure or the KPI is, so the values are read later. The order of the days is checked in
//! `domain/measure/waypoints.rs`, and there too whether they lie inside a cycle.

use chrono::NaiveDate;
use serde_json::Value;

use super::{
    fields::{At, Field},
    values::{LIST_MAX, Measured},
};
use crate::domain::{measure::waypoints::Waypoint, values::fault::Fault};

/// Waypoints as they were sent; elements that could not be parsed are `None`.
#[derive(Debug, Clone, Default)]
pub struct SentWaypoints(Vec<Option<SentWaypoint>>);

#[derive(Debug, Clone)]
struct SentWaypoint {
    on: NaiveDate,
    value: Measured,
}

impl Field for SentWaypoints {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        let elements = at.elements(value, LIST_MAX)?;
        let mut waypoint = |(element, place): (&Value, u32)| {
            at.below(&place.to_string()).object(element, |fields| {
                let (on, value) = (fields.required("on"), fields.required("value"));
                Some(SentWaypoint { on: on?, value: value? })
            })
        };
        Some(Self(elements.iter().zip(0_u32..).map(&mut waypoint).collect()))
    }
}

impl SentWaypoints {
    /// The waypoints, with values in this unit.
    ///
    /// # Errors
    /// One fault for each value that is no amount in this unit, with pointers below `/waypoints`; none for an element
    /// that could not be parsed at all.
    pub fn in_unit(&self, unit: &str) -> Result<Vec<Waypoint>, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut whole = true;
        let mut waypoints = Vec::with_capacity(self.0.len());
        for (sent, place) in self.0.iter().zip(0_u32..) {
            match sent.as_ref().map(|sent| (sent.on, sent.value.in_unit(unit))) {
                Some((on, Ok(value))) => waypoints.push(Waypoint { on, value }),
                Some((_, Err(fault))) => faults.push(fault.below(&format!("/waypoints/{place}/value"))),
                None => whole = false,
            }
        }
        if whole && faults.is_empty() { Ok(waypoints) } else { Err(faults) }
    }
}
