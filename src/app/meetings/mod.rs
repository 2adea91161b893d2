//! Meetings about a cycle, of a department or of the whole company: planning, opening, ending and opening again. Ending
//! one keeps the day and the revision, so that the next explains the score since then. Everybody's confidence is in
//! `confidence.rs`, blockers and decisions are beside it, permissions in `allowed.rs`. What a meeting looks at (change
//! of the score, levers, due check-ins) is computed elsewhere in `app` and put together by `web/meetings`.

pub mod allowed;
pub mod blockers;
mod command;
pub mod confidence;
pub mod decisions;
pub mod references;

use std::collections::BTreeSet;

pub use self::command::{MeetingPatch, NewMeeting};
use super::{
    cycles::guard,
    error::{Code, Error, Result},
    input::Parsed,
    listing::{Listed, Query},
    people::responsible,
};
pub use crate::store::meetings::MeetingFilter;
use crate::{
    domain::{
        cycle::Cycle,
        key_result::{KeyResult, KeyResultState},
        meeting::{Meeting, MeetingState},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Stored},
        },
    },
    store::{
        brands, cycles, departments,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        key_results::{self, KeyResultFilter},
        meetings::{
            self as rows, blockers as blocker_rows, confidences as confidence_rows, decisions as decision_rows,
        },
        organisations,
    },
};

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<MeetingFilter>) -> Result<Listed<Stored<Meeting>>> {
    let (filter, page) = query.validate(reader)?;
    let rows = rows::list(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<Meeting>) -> Result<Stored<Meeting>> {
    Ok(rows::find(reader, id)?)
}

/// Plans a meeting; who plans it facilitates it, unless somebody else is named.
///
/// # Errors
/// `forbidden`, `invalid`, `cycle_closed`.
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewMeeting>) -> Result<Stored<Meeting>> {
    let department = new.peek().map(|new| new.department_id);
    match department {
        Some(department) => allowed::create(tx.ctx(), department).check()?,
        None => allowed::somewhere(tx.ctx()).check()?,
    }
    let new = new.validate(tx)?;
    guard::open(tx, new.cycle_id)?;
    let facilitator = tx.ctx().actor.user_id();
    let meeting = new.planned(facilitator);
    check_stored(tx, None, &meeting)?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, meeting)?)
}

/// Changes a meeting. One that ended can only be opened again, with or without other changes.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`; `conflict` after its end, or to show what nobody gave.
pub fn update(tx: &mut Tx<'_>, id: Id<Meeting>, patch: &Parsed<MeetingPatch>) -> Result<Stored<Meeting>> {
    let current = rows::find(tx, id)?;
    let cycle = cycles::find(tx, current.cycle_id)?;
    let reopens = patch.peek().is_some_and(|patch| patch.state == Some(MeetingState::Open));
    let state = if reopens { Ok(()) } else { allowed::refuse_ended(&current) };
    allowed::allowed(tx.ctx(), &current, &cycle)
        .facilitate
        .and(state)
        .check_version(tx.ctx(), current.stamp.version)?;
    let ending = (tx.today(), organisations::revision(tx)?);
    let meeting = patch.validate_with(tx, |patch, faults| Some(patch.over(&current, ending, faults)))?;
    check_stored(tx, Some(&current), &meeting)?;
    let given = confidence_rows::of_meeting(tx, id)?.iter().any(|row| !row.ratings.is_empty());
    if meeting.confidence_shown && !current.confidence_shown && !given {
        return Err(Error::new(Code::Conflict, "error-meeting-nothing-to-show"));
    }
    Ok(tx.update(current, meeting)?)
}

/// Deletes a meeting that has not ended, with everything noted in it.
///
/// # Errors
/// `not_found`, `forbidden`, `cycle_closed`; `conflict` after its end.
pub fn delete(tx: &mut Tx<'_>, id: Id<Meeting>) -> Result<()> {
    let current = rows::find(tx, id)?;
    let cycle = cycles::find(tx, current.cycle_id)?;
    let ended = allowed::refuse_ended(&current);
    allowed::allowed(tx.ctx(), &current, &cycle)
        .facilitate
        .and(ended)
        .check_version(tx.ctx(), current.stamp.version)?;
    for row in confidence_rows::of_meeting(tx, id)? {
        tx.delete(&row)?;
    }
    for row in blocker_rows::of_meetings(tx, &[id])? {
        tx.delete(&row)?;
    }
    for row in decision_rows::of_meetings(tx, &[id])? {
        tx.delete(&row)?;
    }
    Ok(tx.delete(&current)?)
}

/// Refuses to delete a cycle with meetings.
///
/// # Errors
/// `in_use`.
pub(in crate::app) fn refuse_meetings(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<()> {
    let filter = MeetingFilter { cycle_id: Some(cycle), ..MeetingFilter::default() };
    if rows::list(reader, &filter, Page { after: None, limit: 1 })?.is_empty() {
        return Ok(());
    }
    Err(Error::new(Code::InUse, "error-cycle-has-meetings"))
}

/// The meetings of the same scope that came before this one, the last first: those of an earlier day, or of the same day
/// and planned earlier.
///
/// # Errors
/// Those of the database.
pub fn before(reader: &mut Reader<'_>, meeting: &Stored<Meeting>) -> Result<Vec<Stored<Meeting>>> {
    let filter = MeetingFilter {
        brand_id: Some(meeting.brand_id),
        cycle_id: Some(meeting.cycle_id),
        department_id: meeting.department_id,
        ..MeetingFilter::default()
    };
    let mut rows = rows::list(reader, &filter, Page::all())?;
    let place = |one: &Stored<Meeting>| (one.held_on, one.id());
    rows.retain(|one| one.has_scope_of(meeting) && place(one) < place(meeting));
    rows.sort_by_key(|one| std::cmp::Reverse(place(one)));
    Ok(rows)
}

/// The key results that people rate in a meeting: the chosen ones that still exist, or all active ones of its scope.
///
/// # Errors
/// Those of the database.
pub fn rated(reader: &mut Reader<'_>, meeting: &Meeting) -> Result<Vec<Stored<KeyResult>>> {
    if !meeting.key_result_ids.is_empty() {
        return Ok(key_results::by_ids(reader, &meeting.key_result_ids)?);
    }
    let filter = KeyResultFilter {
        brand_id: Some(meeting.brand_id),
        cycle_id: Some(meeting.cycle_id),
        department_id: meeting.department_id,
        state: Some(KeyResultState::Active),
        ..KeyResultFilter::default()
    };
    Ok(key_results::list(reader, &filter, Page::all())?)
}

/// Checks a meeting against stored rows; what it had before is accepted.
fn check_stored(reader: &mut Reader<'_>, was: Option<&Stored<Meeting>>, meeting: &Meeting) -> Result<()> {
    let mut faults = Vec::new();
    if was.is_none() && brands::find(reader, meeting.brand_id)?.archived {
        faults.push(Fault::at("/brand_id", FaultCode::NotAllowed, "fault-meeting-brand-archived"));
    }
    if let Some(department) = meeting.department_id.filter(|_| was.is_none())
        && departments::find(reader, department)?.archived
    {
        faults.push(Fault::at("/department_id", FaultCode::NotAllowed, "fault-meeting-department-archived"));
    }
    let facilitator = was.and_then(|was| was.facilitator_id);
    faults.extend(responsible::deactivated(reader, "/facilitator_id", facilitator, meeting.facilitator_id)?);
    let known: BTreeSet<_> = was.iter().flat_map(|was| was.key_result_ids.iter().copied()).collect();
    for (place, id) in meeting.key_result_ids.iter().enumerate().filter(|(_, id)| !known.contains(*id)) {
        let pointer = format!("/key_result_ids/{place}");
        faults.extend(references::foreign_key_result(reader, meeting, pointer, *id)?);
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::invalid(faults)) }
}
