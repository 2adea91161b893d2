//! When the next check-in of a key result is due, and whether one is expected at all. The first is due as soon as the
//! key result can be reported on, each further one a cadence after the last, and the final one by the cycle's last day.
//! Who is reminded is in `app/check_ins/due_list.rs`.

use chrono::{Days, NaiveDate};

use super::{
    cycle::CycleState,
    key_result::{KeyResult, KeyResultState},
    scoring::plan::CycleSpan,
};

/// The due date; `None` if no check-in is expected: the key result follows a KPI or is not active, or its cycle is not
/// active.
#[must_use]
pub fn due_on(
    key_result: &KeyResult,
    created_on: NaiveDate,
    last_check_in_on: Option<NaiveDate>,
    cycle: &CycleSpan,
    state: CycleState,
) -> Option<NaiveDate> {
    let by_hand = key_result.kpi_id.is_none() && key_result.state == KeyResultState::Active;
    if !by_hand || state != CycleState::Active {
        return None;
    }
    let Some(last) = last_check_in_on else { return Some(created_on.max(cycle.starts_on)) };
    let next = last.checked_add_days(Days::new(key_result.check_in_every_days.into())).unwrap_or(last);
    let next = if last >= cycle.ends_on { next } else { next.min(cycle.ends_on) };
    Some(next.max(cycle.starts_on))
}
