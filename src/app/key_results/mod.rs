//! Key results: proposing, confirming, changing and cancelling them. A change to what was promised in an active cycle
//! needs a reason, and the change log records the overall score before and after it. What counts as promised is in
//! `domain/scoring/entering.rs`, how a measure is parsed in `app/input/measure.rs`. Check-ins are in `app/check_ins`,
//! the current figures in `views.rs`, permissions in `allowed.rs`.

pub mod allowed;
mod command;
pub mod edit_rules;
pub mod views;

use std::collections::HashMap;

use chrono::NaiveDate;

pub use self::command::{KeyResultListFilter, KeyResultPatch, NewKeyResult, NewOverride};
use self::{
    allowed::KeyResultContext,
    edit_rules::ChangeContext,
    views::{KeyResultView, view, views, views_on},
};
use super::{
    cycles::guard,
    error::{Code, Error, Result},
    input::{Parsed, is_wrong},
    listing::{self, Listed, Query},
    objectives::allowed as objective_rules,
    plans::{
        counts_from,
        promise::{Deletion, Promise, Why},
    },
    require,
};
pub use crate::store::key_results::KeyResultFilter;
use crate::{
    app::people::responsible,
    domain::{
        access::Action,
        cycle::Cycle,
        key_result::{KeyResult, KeyResultState},
        measure::waypoints,
        objective::{Objective, ObjectiveState},
        scoring::entering::EntersScore,
        scoring_policy::PolicyKey,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Stored},
        },
    },
    store::{
        check_ins,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        key_results, kpis, objectives,
    },
};

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<KeyResultListFilter>) -> Result<Listed<KeyResultView>> {
    let (filter, page) = query.validate(reader)?;
    let fetch = |page| {
        key_results::list(reader, &filter.stored, page).map_err(Error::from).and_then(|rows| views(reader, rows))
    };
    let derived = filter.is_by_figures().then_some(|view: &KeyResultView| matches(&filter, view));
    let views = listing::matching(&page, fetch, |view| view.stored.id(), derived)?;
    Ok(Listed::new(views, &page, |view| view.stored.id().to_string()))
}

/// Whether the computed figures match.
fn matches(filter: &KeyResultListFilter, view: &KeyResultView) -> bool {
    (filter.statuses.is_empty() || filter.statuses.contains(&view.reading.status))
        && filter.flag.is_none_or(|flag| view.reading.flags.contains(&flag))
        && filter.due.is_none_or(|due| view.is_due() == due)
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<KeyResult>) -> Result<KeyResultView> {
    let key_result = key_results::find(reader, id)?;
    view(reader, key_result)
}

/// A key result with its figures on a day.
///
/// # Errors
/// `not_found`.
pub fn show_on(reader: &mut Reader<'_>, id: Id<KeyResult>, day: NaiveDate) -> Result<KeyResultView> {
    let key_result = key_results::find(reader, id)?;
    views_on(reader, vec![key_result], day)?.pop().ok_or_else(Error::not_found)
}

/// The key results of an objective with their figures on a day.
///
/// # Errors
/// Those of the database.
pub fn of_objective_on(
    reader: &mut Reader<'_>,
    objective: Id<Objective>,
    day: NaiveDate,
) -> Result<Vec<KeyResultView>> {
    let mut rows = key_results::of_objective(reader, objective)?;
    rows.sort_by_key(|row| (row.position, row.id()));
    views_on(reader, rows, day)
}

/// The key results of a brand in a cycle with their figures on a day.
///
/// # Errors
/// Those of the database.
pub fn of_cycle_on(reader: &mut Reader<'_>, key: PolicyKey, day: NaiveDate) -> Result<Vec<KeyResultView>> {
    let PolicyKey { brand_id, cycle_id } = key;
    let filter = KeyResultFilter { brand_id: Some(brand_id), cycle_id: Some(cycle_id), ..KeyResultFilter::default() };
    let rows = key_results::list(reader, &filter, Page::all())?;
    views_on(reader, rows, day)
}

/// The positions of the key results with these ids.
///
/// # Errors
/// Those of the database.
pub fn positions(reader: &mut Reader<'_>, ids: &[Id<KeyResult>]) -> Result<HashMap<Id<KeyResult>, i64>> {
    let rows = key_results::by_ids(reader, ids)?;
    Ok(rows.into_iter().map(|row| (row.id(), row.position)).collect())
}

/// The titles of the key results with these ids; unknown ids are skipped.
///
/// # Errors
/// Those of the database.
pub fn titles(reader: &mut Reader<'_>, ids: &[Id<KeyResult>]) -> Result<HashMap<Id<KeyResult>, String>> {
    let rows = key_results::by_ids(reader, ids)?;
    Ok(rows.into_iter().map(|row| (row.id(), row.title.to_string())).collect())
}

/// Creates a key result; a member's is a proposal, and does not count until a lead makes it active.
///
/// # Errors
/// `forbidden`, `invalid`, `cycle_closed`, `external_ref_taken`.
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewKeyResult>) -> Result<KeyResultView> {
    require(tx.ctx(), Action::ProposeAnywhere)?;
    let objective_id = new.validate(tx)?.objective_id;
    let objective = objectives::find(tx, objective_id)?;
    let (cycle, today) = (guard::open(tx, objective.cycle_id)?, tx.today());
    let new = new.validate_with(tx, |new, faults| {
        let first = counts_from::of_new(new.counts_from, &cycle, today, new.reason.as_ref(), faults);
        Some(NewKeyResult { counts_from: first, ..new })
    })?;
    let (reason, state_given) = (new.reason.clone(), new.state.is_some());
    let others = key_results::of_objective(tx, objective_id)?;
    let end = others.iter().map(|one| one.position + 1).max().unwrap_or_default();
    let new = NewKeyResult { position: new.position.or(Some(end)), ..new };
    let mut key_result = new.of(&objective, tx.ctx().now);
    if !objective_rules::allowed(tx.ctx(), &objective, &cycle).add_key_result.given() {
        propose(tx, &mut key_result, state_given)?;
    }
    refuse_start_cancelled(&key_result)?;
    refuse_cancelled(&objective, "/objective_id")?;
    check_kpi(tx, &objective, &key_result)?;
    check_owner(tx, None, &key_result)?;
    check_waypoints(None, &key_result, &cycle)?;
    let id = tx.new_id();
    let stored = tx.create(ById { id }, key_result).map_err(ref_taken)?;
    Why::from(reason).note(tx);
    view(tx, stored)
}

/// Turns it into a proposal, for an actor who does not lead.
fn propose(tx: &Tx<'_>, key_result: &mut KeyResult, state_given: bool) -> Result<()> {
    key_result.owner_id = key_result.owner_id.or(tx.ctx().actor.user_id());
    allowed::propose(tx.ctx(), key_result.owner_id).check()?;
    if state_given && key_result.state != KeyResultState::Proposed {
        return Err(Error::forbidden("error-key-result-only-proposed"));
    }
    key_result.state = KeyResultState::Proposed;
    Ok(())
}

fn refuse_start_cancelled(key_result: &KeyResult) -> Result<()> {
    if key_result.state == KeyResultState::Cancelled {
        let fault = Fault::at("/state", FaultCode::NotOneOf, "fault-key-result-starts-cancelled");
        return Err(Error::invalid(vec![fault]));
    }
    Ok(())
}

fn check_kpi(reader: &mut Reader<'_>, objective: &Objective, key_result: &KeyResult) -> Result<()> {
    if let Some(id) = key_result.kpi_id
        && kpis::find(reader, id)?.brand_id != objective.brand_id
    {
        let fault = Fault::at("/kpi_id", FaultCode::NotAllowed, "fault-key-result-kpi-of-other-brand");
        return Err(Error::invalid(vec![fault]));
    }
    Ok(())
}

fn check_owner(reader: &mut Reader<'_>, was: Option<&KeyResult>, key_result: &KeyResult) -> Result<()> {
    let owner = was.and_then(|was| was.owner_id);
    match responsible::deactivated(reader, "/owner_id", owner, key_result.owner_id)? {
        Some(fault) => Err(Error::invalid(vec![fault])),
        None => Ok(()),
    }
}

/// Refuses to move a key result out of its brand and cycle, or where the actor may not plan, and to make one active in
/// an objective that is cancelled.
fn check_objective(
    reader: &mut Reader<'_>,
    around: &KeyResultContext,
    was: &KeyResult,
    key_result: &KeyResult,
) -> Result<()> {
    let moves = key_result.objective_id != was.objective_id;
    let objective = objectives::find(reader, key_result.objective_id)?;
    if moves {
        let elsewhere =
            objective.brand_id != around.objective.brand_id || objective.cycle_id != around.objective.cycle_id;
        if elsewhere {
            let fault = Fault::at("/objective_id", FaultCode::NotAllowed, "fault-key-result-moves-too-far");
            return Err(Error::invalid(vec![fault]));
        }
        objective_rules::allowed(reader.ctx(), &objective, &around.cycle).add_key_result.check()?;
    }
    let becomes_active = key_result.state == KeyResultState::Active && (moves || was.state != KeyResultState::Active);
    if becomes_active { refuse_cancelled(&objective, if moves { "/objective_id" } else { "/state" }) } else { Ok(()) }
}

/// Refuses what would count in a cancelled objective.
fn refuse_cancelled(objective: &Objective, pointer: &str) -> Result<()> {
    if objective.state == ObjectiveState::Active {
        return Ok(());
    }
    Err(Error::invalid(vec![Fault::at(pointer, FaultCode::NotAllowed, "fault-key-result-objective-cancelled")]))
}

/// Refuses new waypoints that lie outside the cycle.
fn check_waypoints(was: Option<&KeyResult>, key_result: &KeyResult, cycle: &Cycle) -> Result<()> {
    let waypoints = key_result.measure.waypoints();
    let known = was.is_some_and(|was| was.measure.waypoints() == waypoints);
    let outside = if known { Vec::new() } else { waypoints::outside(waypoints, cycle) };
    if outside.is_empty() {
        return Ok(());
    }
    Err(Error::invalid(outside.into_iter().map(|fault| fault.below("/measure")).collect()))
}

fn ref_taken(error: crate::store::engine::error::StoreError) -> Error {
    Error::on_constraint(error, Code::ExternalRefTaken, "error-key-result-external-ref-taken")
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`, `measure_kind_fixed`, `external_ref_taken`.
pub fn update(tx: &mut Tx<'_>, id: Id<KeyResult>, patch: &Parsed<KeyResultPatch>) -> Result<KeyResultView> {
    let current = key_results::find(tx, id)?;
    let around = KeyResultContext::read(tx, &current)?;
    let allowed = around.allowed(tx.ctx(), &current);
    let change = ChangeContext::new(tx.ctx(), &around, &current, &allowed);
    allowed.edit.check_version(tx.ctx(), current.stamp.version)?;
    let (objective, now) = (&around.objective, tx.ctx().now);
    let (mut key_result, why, refusal) = patch.validate_with(tx, |patch, faults| {
        let why = patch.why.clone();
        let new = patch.over(&current, &around.cycle, now, faults);
        let refusal = change.refusal(&new);
        if refusal.is_none() {
            let broken = change.faults(&new, &why);
            faults.extend(broken.into_iter().filter(|fault| !is_wrong(faults, &fault.pointer)).collect::<Vec<_>>());
        }
        Some((new, why, refusal))
    })?;
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    check_kpi(tx, objective, &key_result)?;
    check_owner(tx, Some(&current), &key_result)?;
    check_objective(tx, &around, &current, &key_result)?;
    check_waypoints(Some(&current), &key_result, &around.cycle)?;
    edit_rules::validate(tx, &current, &mut key_result, &around.cycle, why.correction)?;
    store_change(tx, &around, current, key_result, &why)
}

fn store_change(
    tx: &mut Tx<'_>,
    around: &KeyResultContext,
    current: Stored<KeyResult>,
    new: KeyResult,
    why: &Why,
) -> Result<KeyResultView> {
    let promise = Promise::of(around.objective.brand_id, &around.cycle);
    let before = promise.before(tx, current.changes_score(&new))?;
    let changed = current.value != new;
    let stored = tx.update(current, new).map_err(ref_taken)?;
    if changed {
        before.note(tx, why)?;
    }
    view(tx, stored)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`; `has_check_ins`.
pub fn delete(tx: &mut Tx<'_>, id: Id<KeyResult>, deletion: &Parsed<Deletion>) -> Result<()> {
    let current = key_results::find(tx, id)?;
    let around = KeyResultContext::read(tx, &current)?;
    around.allowed(tx.ctx(), &current).delete.check_version(tx.ctx(), current.stamp.version)?;
    let promise = Promise::of(around.objective.brand_id, &around.cycle);
    let counts = current.state != KeyResultState::Proposed;
    let why = promise.reason(tx, counts, deletion)?;
    let before = promise.before(tx, counts)?;
    tx.delete(&current)?;
    before.note(tx, &why)
}

/// # Errors
/// `has_check_ins`.
pub(in crate::app) fn refuse_check_ins(reader: &mut Reader<'_>, key_result: &Stored<KeyResult>) -> Result<()> {
    let has_check_ins = check_ins::any_of(reader, key_result.id())?;
    allowed::refuse_reported(key_result, has_check_ins)
}
