//! Check-ins and their corrections. The kind of a key result's measure decides whether one has a value or steps. Who
//! may report, and when nobody may, is in `allowed.rs`; who is asked, in `due_list.rs`; what people type into one form
//! is saved by `typed.rs` and taken back by `recent.rs`. KPIs are measured in
//! `app/kpis/measurements.rs`. Progress and status are computed from check-ins, beginning in
//! `domain/scoring/plan/observations.rs`, and never stored.

pub mod allowed;
pub mod batches;
mod command;
pub mod due_list;
pub mod recent;
pub mod typed;

use std::collections::BTreeMap;

use self::command::CheckInContext;
pub use self::command::{CheckInFilter, ReportedCheckIn};
use super::{
    error::{Error, Result},
    input::Parsed,
    listing::{Listed, Query},
};
pub use crate::store::check_ins::CheckInsFilter;
use crate::{
    domain::{
        check_in::CheckIn,
        key_result::KeyResult,
        values::{
            id::Id,
            record::{ById, Stored},
        },
    },
    store::{
        check_ins, cycles,
        engine::tx::{Reader, Tx},
        key_results::{self, Reportable},
        objectives,
    },
};

/// # Errors
/// `not_found` for the key result.
pub fn list(
    reader: &mut Reader<'_>,
    key_result: Id<KeyResult>,
    query: &Query<CheckInFilter>,
) -> Result<Listed<Stored<CheckIn>>> {
    key_results::find(reader, key_result)?;
    let (filter, page) = query.validate(reader)?;
    let rows = check_ins::list(reader, key_result, filter.updated_since, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// The check-ins of all key results.
///
/// # Errors
/// `invalid` for unknown filters.
pub fn list_all(reader: &mut Reader<'_>, query: &Query<CheckInsFilter>) -> Result<Listed<Stored<CheckIn>>> {
    let (filter, page) = query.validate(reader)?;
    let rows = check_ins::list_all(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// The last check-in with a note of each of some key results.
///
/// # Errors
/// Those of the database.
pub fn last_notes(
    reader: &mut Reader<'_>,
    key_results: &[Id<KeyResult>],
) -> Result<BTreeMap<Id<KeyResult>, Stored<CheckIn>>> {
    let noted = check_ins::with_notes(reader, key_results)?;
    Ok(noted.into_iter().map(|one| (one.key_result_id, one)).collect())
}

/// The last matching check-ins of all key results, or only those with a note, the newest observation first.
///
/// # Errors
/// Those of the database.
pub fn latest(
    reader: &mut Reader<'_>,
    filter: &CheckInsFilter,
    with_note: bool,
    limit: i64,
) -> Result<Vec<Stored<CheckIn>>> {
    Ok(check_ins::latest(reader, filter, with_note, limit)?)
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, key_result: Id<KeyResult>, id: Id<CheckIn>) -> Result<Stored<CheckIn>> {
    key_results::find(reader, key_result)?;
    let check_in = check_ins::find(reader, id)?;
    if check_in.key_result_id == key_result { Ok(check_in) } else { Err(Error::not_found()) }
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `follows_kpi`, `cycle_closed`; `conflict` when the key result is cancelled.
pub fn create(
    tx: &mut Tx<'_>,
    key_result: Id<KeyResult>,
    reported: &Parsed<ReportedCheckIn>,
) -> Result<Stored<CheckIn>> {
    let found = key_results::reportable(tx, &[key_result])?;
    create_found(tx, found.get(&key_result).ok_or_else(Error::not_found)?, reported)
}

/// Like `create`, for a key result that was loaded already.
pub(in crate::app) fn create_found(
    tx: &mut Tx<'_>,
    reportable: &Reportable,
    reported: &Parsed<ReportedCheckIn>,
) -> Result<Stored<CheckIn>> {
    let check_in = checked(tx, reportable, reported)?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, check_in)?)
}

/// The new check-in by the actor, not stored yet.
fn checked(reader: &mut Reader<'_>, reportable: &Reportable, reported: &Parsed<ReportedCheckIn>) -> Result<CheckIn> {
    let key_result = &reportable.key_result;
    let cycle = (reportable.cycle_name.as_str(), reportable.cycle_state);
    allowed::report(reader.ctx(), key_result, &reportable.departments, cycle).check()?;
    let frame = CheckInContext { key_result, was: None, today: reader.today() };
    let check_in = reported.validate_with(reader, |reported, faults| Some(reported.over(&frame, faults)))?;
    Ok(CheckIn { author_id: reader.ctx().actor.user_id(), ..check_in })
}

/// Corrects a check-in.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`; `follows_kpi` for its value.
pub fn update(
    tx: &mut Tx<'_>,
    key_result: Id<KeyResult>,
    id: Id<CheckIn>,
    patch: &Parsed<ReportedCheckIn>,
) -> Result<Stored<CheckIn>> {
    let (key_result, current) = correctable(tx, key_result, id)?;
    let frame = CheckInContext { key_result: &key_result, was: Some(&current), today: tx.today() };
    let check_in = patch.validate_with(tx, |patch, faults| Some(patch.over(&frame, faults)))?;
    if check_in.value != current.value.value {
        allowed::refuse_follower(&key_result)?;
    }
    Ok(tx.update(current, check_in)?)
}

/// # Errors
/// `not_found`, `forbidden`, `cycle_closed`.
pub fn delete(tx: &mut Tx<'_>, key_result: Id<KeyResult>, id: Id<CheckIn>) -> Result<()> {
    let (_, current) = correctable(tx, key_result, id)?;
    Ok(tx.delete(&current)?)
}

/// A check-in with its key result, if the actor may correct it: its author, or a lead of a department involved.
///
/// # Errors
/// `not_found`, `forbidden`, `cycle_closed`.
pub fn correctable(
    reader: &mut Reader<'_>,
    key_result: Id<KeyResult>,
    id: Id<CheckIn>,
) -> Result<(Stored<KeyResult>, Stored<CheckIn>)> {
    let check_in = show(reader, key_result, id)?;
    let key_result = key_results::find(reader, key_result)?;
    let departments = objectives::find(reader, key_result.objective_id)?.departments();
    let cycle = cycles::find(reader, key_result.cycle_id)?;
    allowed::correct(reader.ctx(), &check_in, &key_result, &departments, &cycle)
        .check_version(reader.ctx(), check_in.stamp.version)?;
    Ok((key_result, check_in))
}
