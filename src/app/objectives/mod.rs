//! Objectives: what departments want to reach, and how it serves the purpose; with their current figures. A change
//! needs the right to plan in every department in which the objective counts, before and after it. What is
//! checked against stored rows is in `checks.rs`. Key results are in
//! `app/key_results`, the figures in `domain/scoring/readings/objective.rs`.

pub mod allowed;
mod checks;
mod command;
pub mod duplicate;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;
use serde_json::Value;

use self::checks::check_stored;
pub use self::command::{NewObjective, ObjectiveListFilter, ObjectivePatch};
use super::{
    AsOf,
    cycles::{self, guard},
    error::{Code, Error, Result},
    input::Parsed,
    listing::{self, Listed, Query},
    plans::{
        self, ScoringContext, ScoringContexts, counts_from, history,
        promise::{self, Deletion, Promise, Why},
    },
    require,
    scorecards::snapshots,
};
pub use crate::store::objectives::ObjectiveFilter;
use crate::{
    domain::{
        access::Action,
        cycle::Cycle,
        department::Department,
        key_result::{KeyResult, KeyResultState},
        objective::{Objective, ObjectiveState},
        people::user::User,
        scoring::{entering::EntersScore, plan::PlannedObjective, readings::objective::ObjectiveReading},
        scoring_policy::PolicyKey,
        values::{
            id::Id,
            record::{ById, EntityKey, EntityKind, Stored},
        },
    },
    store::{
        changes::{self, ChangeFilter},
        cycles as cycle_rows,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        key_results, objectives,
    },
};

/// An objective with its figures.
#[derive(Serialize)]
pub struct ObjectiveView {
    #[serde(flatten)]
    pub stored: Stored<Objective>,
    #[serde(flatten)]
    pub reading: ObjectiveReading,
    #[serde(skip)]
    pub as_of: AsOf,
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<ObjectiveListFilter>) -> Result<Listed<ObjectiveView>> {
    let (ObjectiveListFilter { stored: filter, statuses }, page) = query.validate(reader)?;
    let fetch =
        |page| objectives::list(reader, &filter, page).map_err(Error::from).and_then(|rows| views(reader, rows));
    let any = !statuses.is_empty();
    let of_status = any.then_some(move |view: &ObjectiveView| statuses.contains(&view.reading.status));
    let views = listing::matching(&page, fetch, |view| view.stored.id(), of_status)?;
    Ok(Listed::new(views, &page, |view| view.stored.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<Objective>) -> Result<ObjectiveView> {
    let objective = objectives::find(reader, id)?;
    view(reader, objective)
}

/// An objective with its figures on a day.
///
/// # Errors
/// `not_found`.
pub fn show_on(reader: &mut Reader<'_>, id: Id<Objective>, day: NaiveDate) -> Result<ObjectiveView> {
    let objective = objectives::find(reader, id)?;
    views_on(reader, vec![objective], day)?.pop().ok_or_else(Error::not_found)
}

/// All objectives of a brand in a cycle, without figures.
///
/// # Errors
/// Those of the database.
pub fn of_cycle(reader: &mut Reader<'_>, key: PolicyKey) -> Result<Vec<Stored<Objective>>> {
    let PolicyKey { brand_id, cycle_id } = key;
    let filter = ObjectiveFilter { brand_id: Some(brand_id), cycle_id: Some(cycle_id), ..ObjectiveFilter::default() };
    Ok(objectives::list(reader, &filter, Page::all())?)
}

/// The objectives of a department itself in the order in which pages show them, without figures.
///
/// # Errors
/// Those of the database.
pub fn in_order(reader: &mut Reader<'_>, key: PolicyKey, department: Id<Department>) -> Result<Vec<Stored<Objective>>> {
    let mut rows = of_cycle(reader, key)?;
    rows.retain(|row| row.department_id == department);
    rows.sort_by_key(|row| (row.position, row.id()));
    Ok(rows)
}

/// The objectives of all brands in a cycle, without figures.
///
/// # Errors
/// Those of the database.
pub fn of_all_brands(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<Vec<Stored<Objective>>> {
    let filter = ObjectiveFilter { cycle_id: Some(cycle), ..ObjectiveFilter::default() };
    Ok(objectives::list(reader, &filter, Page::all())?)
}

/// The objectives with these ids, without figures; unknown ids are skipped.
///
/// # Errors
/// Those of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<Objective>]) -> Result<Vec<Stored<Objective>>> {
    Ok(objectives::by_ids(reader, ids)?)
}

/// The objectives that a person owns in a cycle, with their figures on a day.
///
/// # Errors
/// Those of the database.
pub fn owned_on(
    reader: &mut Reader<'_>,
    (cycle, owner): (Id<Cycle>, Id<User>),
    day: NaiveDate,
) -> Result<Vec<ObjectiveView>> {
    let filter = ObjectiveFilter { cycle_id: Some(cycle), owner_id: Some(owner), ..ObjectiveFilter::default() };
    let rows = objectives::list(reader, &filter, Page::all())?;
    views_on(reader, rows, day)
}

/// The objectives that refer to an objective.
pub struct RelatedObjectives {
    /// The objectives that are aligned to it.
    pub children: Vec<Stored<Objective>>,
    /// The copies of it that were carried over to another cycle.
    pub carried_to: Vec<Stored<Objective>>,
}

/// # Errors
/// `not_found`.
pub fn ties(reader: &mut Reader<'_>, id: Id<Objective>) -> Result<RelatedObjectives> {
    objectives::find(reader, id)?;
    let below = ObjectiveFilter { parent_id: Some(id), ..ObjectiveFilter::default() };
    let after = ObjectiveFilter { carried_from_id: Some(id), ..ObjectiveFilter::default() };
    Ok(RelatedObjectives {
        children: objectives::list(reader, &below, Page::all())?,
        carried_to: objectives::list(reader, &after, Page::all())?,
    })
}

/// The copies that were carried over from the objectives of a closed cycle.
///
/// # Errors
/// `not_found`.
pub fn carried_out_of(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<Vec<Stored<Objective>>> {
    cycles::show(reader, cycle)?;
    Ok(objectives::carried_out_of(reader, cycle)?)
}

fn view(reader: &mut Reader<'_>, objective: Stored<Objective>) -> Result<ObjectiveView> {
    views(reader, vec![objective])?.pop().ok_or_else(Error::not_found)
}

/// The objectives with their figures of today.
fn views(reader: &mut Reader<'_>, rows: Vec<Stored<Objective>>) -> Result<Vec<ObjectiveView>> {
    let today = reader.today();
    views_on(reader, rows, today)
}

/// The objectives with their figures on a day.
fn views_on(reader: &mut Reader<'_>, rows: Vec<Stored<Objective>>, day: NaiveDate) -> Result<Vec<ObjectiveView>> {
    let as_of = AsOf::now(reader)?;
    let rows = history::objectives_on(reader, rows, day)?;
    let planned = plans::of_objectives(reader, &rows, day)?;
    let keys: Vec<PolicyKey> = rows.iter().map(|row| key(row)).collect();
    let frames = ScoringContexts::on(reader, &keys, day)?;
    let frames: Vec<&ScoringContext> = keys.iter().map(|key| frames.get(key)).collect::<Result<_>>()?;
    let mut settled = settled(reader, &rows, &keys, &frames)?;
    let key_results = frames.iter().zip(&planned).flat_map(|(frame, planned)| {
        let cycle = frame.cycle;
        planned.key_results.iter().map(move |one| (cycle, one))
    });
    let followed = plans::followed(reader, key_results)?;
    let view = |(stored, (planned, frame)): (Stored<Objective>, (PlannedObjective, &ScoringContext))| {
        let ScoringContext { cycle, policy, day, .. } = frame;
        let reading = settled.remove(&stored.id()).unwrap_or_else(|| {
            let kpis = followed.get(&cycle.id).map(Vec::as_slice).unwrap_or_default();
            ObjectiveReading::new(&planned, kpis, cycle, policy, *day)
        });
        ObjectiveView { stored, reading, as_of }
    };
    Ok(rows.into_iter().zip(planned.into_iter().zip(frames)).map(view).collect())
}

fn key(objective: &Objective) -> PolicyKey {
    PolicyKey { brand_id: objective.brand_id, cycle_id: objective.cycle_id }
}

/// The figures of the objectives in closed cycles, as of the closing.
fn settled(
    reader: &mut Reader<'_>,
    rows: &[Stored<Objective>],
    keys: &[PolicyKey],
    frames: &[&ScoringContext],
) -> Result<BTreeMap<Id<Objective>, ObjectiveReading>> {
    let of_rows = keys.iter().zip(rows).map(|(key, row)| (*key, row.id()));
    let closed: Vec<_> = of_rows.zip(frames).filter(|(_, frame)| frame.closed).map(|(row, _)| row).collect();
    snapshots::objectives(reader, &closed)
}

/// # Errors
/// `forbidden`, `invalid`, `cycle_closed`.
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewObjective>) -> Result<ObjectiveView> {
    require(tx.ctx(), Action::PlanAnywhere)?;
    let cycle_id = new.validate(tx)?.cycle_id;
    let (cycle, today) = (cycle_rows::find(tx, cycle_id)?, tx.today());
    let (position, objective, reason) = new.validate_with(tx, |new, faults| {
        let reason = new.reason.clone();
        let first = counts_from::of_new(new.counts_from, &cycle, today, reason.as_ref(), faults);
        Some((new.position, new.counting_from(first), reason))
    })?;
    let end = last_position(tx, &objective)?;
    let objective = Objective { position: position.unwrap_or(end), ..objective };
    allowed::in_departments(tx.ctx(), &objective.departments()).check()?;
    guard::open(tx, objective.cycle_id)?;
    check_stored(tx, None, &objective)?;
    let id = tx.new_id();
    let stored = tx.create(ById { id }, objective)?;
    Why::from(reason).note(tx);
    view(tx, stored)
}

/// The position after the other objectives of its department.
fn last_position(reader: &mut Reader<'_>, objective: &Objective) -> Result<i64> {
    let filter = ObjectiveFilter {
        brand_id: Some(objective.brand_id),
        cycle_id: Some(objective.cycle_id),
        department_id: Some(objective.department_id),
        ..ObjectiveFilter::default()
    };
    let others = objectives::list(reader, &filter, Page::all())?;
    Ok(others.iter().map(|one| one.position + 1).max().unwrap_or_default())
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`.
pub fn update(tx: &mut Tx<'_>, id: Id<Objective>, patch: &Parsed<ObjectivePatch>) -> Result<ObjectiveView> {
    let current = objectives::find(tx, id)?;
    let cycle = cycles::show(tx, current.cycle_id)?;
    allowed::allowed(tx.ctx(), &current, &cycle).change.check_version(tx.ctx(), current.stamp.version)?;
    let promise = Promise::of(current.brand_id, &cycle);
    let from_today = promise::cancelled_on(tx.ctx(), &cycle, current.counts_from, false);
    let (objective, why) = patch.validate_with(tx, |patch, faults| {
        let why = patch.why.clone();
        faults.extend(promise.fault(false, &why));
        let cancelled_on = from_today.filter(|_| !why.correction);
        Some((patch.over(&current, &cycle, cancelled_on, faults), why))
    })?;
    allowed::in_departments(tx.ctx(), &objective.departments()).check()?;
    if let Some(fault) = promise.fault(current.changes_score(&objective), &why) {
        return Err(Error::invalid(vec![fault]));
    }
    check_stored(tx, Some(&current), &objective)?;
    let before = promise.before(tx, current.changes_score(&objective))?;
    let changed = current.value != objective;
    take_along(tx, &current, &objective, &why)?;
    let stored = tx.update(current, objective)?;
    if changed {
        before.note(tx, &why)?;
    }
    view(tx, stored)
}

/// Cancels the active key results of an objective that is cancelled, and makes those that were cancelled with it active
/// again.
fn take_along(tx: &mut Tx<'_>, current: &Stored<Objective>, new: &Objective, why: &Why) -> Result<()> {
    if current.state == new.state {
        return Ok(());
    }
    let cancelled_at = state_changed_at(tx, EntityKind::Objective, &current.key)?;
    for key_result in key_results::of_objective(tx, current.id())? {
        let (state, cancelled_on) = match (new.state, key_result.state) {
            (ObjectiveState::Cancelled, KeyResultState::Active) => (KeyResultState::Cancelled, new.cancelled_on),
            (ObjectiveState::Active, KeyResultState::Cancelled)
                if state_changed_at(tx, EntityKind::KeyResult, &key_result.key)? == cancelled_at =>
            {
                (KeyResultState::Active, None)
            }
            _ => continue,
        };
        let value = KeyResult { state, cancelled_on, ..key_result.value.clone() };
        tx.update(key_result, value)?;
        why.note(tx);
    }
    Ok(())
}

/// The revision at which the state of something changed last.
fn state_changed_at(reader: &mut Reader<'_>, kind: EntityKind, key: &impl EntityKey) -> Result<Option<i64>> {
    let filter = ChangeFilter { entity: Some(kind), entity_id: Some(key.text()) };
    let state = |side: &Option<Value>| side.as_ref().and_then(|value| value.get("state").cloned());
    let changes = changes::list(reader, &filter, 0, i64::MAX)?;
    let last = changes.iter().rfind(|change| state(&change.before) != state(&change.after));
    Ok(last.map(|change| change.revision))
}

/// Deletes an objective with its key results.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`; `has_check_ins` or `in_use` when something would be lost with
/// it.
pub fn delete(tx: &mut Tx<'_>, id: Id<Objective>, deletion: &Parsed<Deletion>) -> Result<()> {
    let current = objectives::find(tx, id)?;
    let cycle = cycles::show(tx, current.cycle_id)?;
    allowed::allowed(tx.ctx(), &current, &cycle).change.check_version(tx.ctx(), current.stamp.version)?;
    let key_results = key_results::of_objective(tx, id)?;
    for key_result in &key_results {
        super::key_results::refuse_check_ins(tx, key_result)?;
    }
    let promise = Promise::of(current.brand_id, &cycle);
    let counts = key_results.iter().any(|key_result| key_result.state != KeyResultState::Proposed);
    let why = promise.reason(tx, counts, deletion)?;
    let before = promise.before(tx, counts)?;
    for key_result in &key_results {
        tx.delete(key_result)?;
    }
    tx.delete(&current).map_err(|error| Error::on_constraint(error, Code::InUse, "error-objective-in-use"))?;
    before.note(tx, &why)
}
