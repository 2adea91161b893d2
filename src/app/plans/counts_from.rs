//! The first day on which something new counts: the cycle's start while that is planned, else today; or the day that is
//! given, with a reason if that is earlier in an active cycle. Stored as nothing if it is the cycle's start. How that
//! enters a score is in `domain/scoring/plan`.

use chrono::NaiveDate;

use crate::domain::{
    cycle::{Cycle, CycleState},
    values::{
        fault::{Fault, FaultCode},
        message::Message,
        text::Reason,
    },
};

/// The first day of something new; what is wrong with a given one is noted.
pub(in crate::app) fn of_new(
    given: Option<NaiveDate>,
    cycle: &Cycle,
    today: NaiveDate,
    reason: Option<&Reason>,
    faults: &mut Vec<Fault>,
) -> Option<NaiveDate> {
    let first = match cycle.state {
        CycleState::Planned => cycle.starts_on,
        CycleState::Active | CycleState::Closed => today.clamp(cycle.starts_on, cycle.ends_on.max(cycle.starts_on)),
    };
    if given.is_some_and(|given| given < first) && reason.is_none() {
        faults.push(Fault::at("/reason", FaultCode::Required, "fault-counts-from-reason"));
    }
    of_change(Some(given.unwrap_or(first)), cycle, faults)
}

/// A first day that is given for something that exists, or for nothing the cycle's start.
pub(in crate::app) fn of_change(given: Option<NaiveDate>, cycle: &Cycle, faults: &mut Vec<Fault>) -> Option<NaiveDate> {
    let outside = given.is_some_and(|day| day < cycle.starts_on || day > cycle.ends_on);
    if outside {
        let detail = Message::new("fault-counts-from-outside")
            .with("starts", cycle.starts_on.to_string())
            .with("ends", cycle.ends_on.to_string());
        faults.push(Fault::at("/counts_from", FaultCode::NotAllowed, detail));
    }
    given.filter(|day| *day != cycle.starts_on)
}
