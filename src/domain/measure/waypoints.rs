//! Waypoints: what is expected between the start and the end of a cycle, where that is not a straight line. They are
//! checked here; the cycle in which they must lie is known to `app`. The attainment expected by now is computed in
//! `domain/scoring/readings/pace.rs`, and proposed from the year before in
//! `domain/scoring/plan/season.rs`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::{
    cycle::Cycle,
    values::{
        fault::{Fault, FaultCode, check_value},
        message::Message,
        numbers::days_between,
    },
};

/// The value expected on a day.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Waypoint {
    pub on: NaiveDate,
    pub value: f64,
}

/// What is wrong with the waypoints: their days must increase, their values be finite.
pub(in crate::domain) fn faults(waypoints: &[Waypoint]) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (position, waypoint) in waypoints.iter().enumerate() {
        faults.extend(check_value(&format!("/waypoints/{position}/value"), waypoint.value));
        let before = position.checked_sub(1).and_then(|before| waypoints.get(before));
        if before.is_some_and(|before| before.on >= waypoint.on) {
            let at = format!("/waypoints/{position}/on");
            faults.push(Fault::at(at, FaultCode::TooSmall, "fault-waypoints-not-in-order"));
        }
    }
    faults
}

/// The waypoints that do not lie strictly inside the cycle.
#[must_use]
pub fn outside(waypoints: &[Waypoint], cycle: &Cycle) -> Vec<Fault> {
    let outside = |waypoint: &Waypoint| waypoint.on <= cycle.starts_on || waypoint.on >= cycle.ends_on;
    let fault = |(position, _): (usize, &Waypoint)| {
        let detail = Message::new("fault-waypoint-outside")
            .with("starts", cycle.starts_on.to_string())
            .with("ends", cycle.ends_on.to_string());
        Fault::at(format!("/waypoints/{position}/on"), FaultCode::NotAllowed, detail)
    };
    waypoints.iter().enumerate().filter(|(_, waypoint)| outside(waypoint)).map(fault).collect()
}

/// The value expected on a day inside the way: on the straight lines between its two ends and the waypoints.
pub(in crate::domain) fn expected_value(from: Waypoint, to: Waypoint, waypoints: &[Waypoint], on: NaiveDate) -> f64 {
    let inside = waypoints.iter().filter(|waypoint| waypoint.on > from.on && waypoint.on < to.on);
    let mut before = from;
    for after in inside.chain([&to]) {
        if on < after.on {
            let share = days_between(before.on, on) / days_between(before.on, after.on);
            return before.value + share * (after.value - before.value);
        }
        before = *after;
    }
    to.value
}
