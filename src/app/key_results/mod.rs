//! Key results: proposing, confirming, changing, cancelling, and what they read today. What an active cycle was
//! promised changes only with a reason, and the change log carries the overall score before and after. What counts as
//! promised is in `domain/key_result.rs`, how a measure is read in `app/input/measure.rs`; reports are in `app/check_ins`,
//! what one reads is in `views.rs`, who may do what in `allowed.rs`.

pub mod allowed;
pub mod promises;
pub mod views;

use chrono::{DateTime, NaiveDate, Utc};

use self::{
    allowed::Surroundings,
    promises::Change,
    views::{KeyResultView, view, views, views_on},
};
use super::{
    cycles::gate,
    error::{Code, Error, Result},
    input::{Fields, Input, Weight, Whole, measure},
    listing::{self, ListQuery, Listed},
    objectives::allowed as objective_rules,
    plans::effect,
    require,
};
use crate::{
    domain::{
        access::Action,
        key_result::{Ambition, KeyResult, KeyResultState, StatusOverride},
        measure::MeasureKind,
        objective::Objective,
        policy::PolicyKey,
        scoring::status::Status,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Stored},
            text::{Name, Reason},
        },
    },
    store::{
        check_ins,
        engine::tx::{Reader, Tx, new_id},
        key_results::{self, KeyResultFilter},
        kpis, objectives,
    },
};

/// What was sent of a key result.
struct Sent {
    key_result: KeyResult,
    reason: Option<Reason>,
    state_given: bool,
}

/// What a key result is read against.
struct Frame<'a> {
    was: Option<&'a KeyResult>,
    objective: Option<&'a Stored<Objective>>,
    now: DateTime<Utc>,
}

fn fields(fields: &mut Fields<'_, '_>, frame: &Frame<'_>) -> Option<Sent> {
    let was = frame.was;
    let objective = frame.objective;
    let title = fields.field("title", was.map(|was| was.title.clone()));
    let description = fields.field("description", Some(was.and_then(|was| was.description.clone())));
    let owner_id = fields.field("owner_id", Some(was.and_then(|was| was.owner_id)));
    let weight = fields.field("weight", Some(Weight(was.map_or(1.0, |was| was.weight))));
    let ambition = fields.field("ambition", Some(was.map_or(Ambition::Committed, |was| was.ambition)));
    let present = was.map(|was| &was.measure);
    let measure =
        fields.with("measure", present.cloned(), |value, at| measure(value, at, present, || new_id(frame.now)));
    let cadence =
        fields.field("check_in_every_days", Some(Whole::<1, 366>(was.map_or(7, |was| was.check_in_every_days.into()))));
    let external_ref = fields.field("external_ref", Some(was.and_then(|was| was.external_ref.clone())));
    let kpi_id = fields.field("kpi_id", Some(was.and_then(|was| was.kpi_id)));
    let state_given = fields.has("state");
    let state = fields.field("state", Some(was.map_or(KeyResultState::Active, |was| was.state)));
    let status_override = status_override(fields, frame);
    let reason = fields.field::<Option<Reason>>("reason", Some(None));
    let objective = objective?;
    let key_result = KeyResult {
        objective_id: objective.id(),
        cycle_id: objective.cycle_id,
        title: title?,
        description: description?,
        owner_id: owner_id?,
        weight: weight?.0,
        ambition: ambition?,
        measure: measure?,
        check_in_every_days: u32::try_from(cadence?.0).unwrap_or(u32::MAX),
        external_ref: external_ref?,
        kpi_id: kpi_id?,
        state: state?,
        cancelled_on: was.and_then(|was| was.cancelled_on),
        status_override: status_override?,
        carried_from_id: was.and_then(|was| was.carried_from_id),
        grade: was.and_then(|was| was.grade),
        grade_comment: was.and_then(|was| was.grade_comment.clone()),
    };
    if key_result.kpi_id.is_some() && key_result.measure.kind() == MeasureKind::Milestones {
        fields.fault(Fault::at(
            "/kpi_id",
            FaultCode::NotAllowed,
            "Milestones cannot follow a KPI; use a number or a range.",
        ));
    }
    Some(Sent { key_result, reason: reason?, state_given })
}

fn status_override(fields: &mut Fields<'_, '_>, frame: &Frame<'_>) -> Option<Option<StatusOverride>> {
    let present = frame.was.and_then(|was| was.status_override.clone());
    fields.with("status_override", Some(present), |value, at| {
        if value.is_null() {
            return Some(None);
        }
        at.here().object(value, |fields| {
            let (status, reason) = (fields.required::<Status>("status"), fields.required::<Reason>("reason"));
            let status = status?;
            if !matches!(status, Status::OnTrack | Status::AtRisk | Status::OffTrack) {
                let detail = "must be one of: on_track, at_risk, off_track";
                fields.fault(Fault::at("/status", FaultCode::NotOneOf, detail));
            }
            Some(Some(StatusOverride { status, reason: reason?, set_at: frame.now }))
        })
    })
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &ListQuery) -> Result<Listed<KeyResultView>> {
    let ((filter, status, due), page) = query.read(reader, |fields| {
        let (brand_id, cycle_id) = (fields.optional("brand_id"), fields.optional("cycle_id"));
        let (department_id, objective_id) = (fields.optional("department_id"), fields.optional("objective_id"));
        let (owner_id, state) = (fields.optional("owner_id"), fields.optional("state"));
        let (q, updated_since) = (fields.optional::<Name>("q"), fields.optional("updated_since"));
        let (status, due) = (fields.optional::<Status>("status"), fields.optional::<bool>("due"));
        let filter = KeyResultFilter {
            brand_id: brand_id?,
            cycle_id: cycle_id?,
            department_id: department_id?,
            objective_id: objective_id?,
            owner_id: owner_id?,
            state: state?,
            q: q?.map(Name::into_string),
            updated_since: updated_since?,
        };
        Some((filter, status?, due?))
    })?;
    let fetch =
        |page| key_results::list(reader, &filter, page).map_err(Error::from).and_then(|rows| views(reader, rows));
    let matches = move |view: &KeyResultView| {
        status.is_none_or(|status| view.reading.status == status) && due.is_none_or(|due| view.is_due() == due)
    };
    let derived = (status.is_some() || due.is_some()).then_some(matches);
    let views = listing::matching(&page, fetch, |view| view.stored.id(), derived)?;
    Ok(Listed::new(views, &page, |view| view.stored.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<KeyResult>) -> Result<KeyResultView> {
    let key_result = key_results::find(reader, id)?;
    view(reader, key_result)
}

/// A key result with what it read on a day.
///
/// # Errors
/// `not_found`.
pub fn show_on(reader: &mut Reader<'_>, id: Id<KeyResult>, day: NaiveDate) -> Result<KeyResultView> {
    let key_result = key_results::find(reader, id)?;
    views_on(reader, vec![key_result], day)?.pop().ok_or_else(Error::not_found)
}

/// Those of an objective with what they read on a day.
///
/// # Errors
/// Those of the database.
pub fn of_objective_on(
    reader: &mut Reader<'_>,
    objective: Id<Objective>,
    day: NaiveDate,
) -> Result<Vec<KeyResultView>> {
    let rows = key_results::of_objective(reader, objective)?;
    views_on(reader, rows, day)
}

/// Creates a key result; a member's is proposed, and counts for nothing until a lead makes it active.
///
/// # Errors
/// `forbidden`, `invalid`, `cycle_closed`, `external_ref_taken`.
pub fn create(tx: &mut Tx<'_>, input: &Input) -> Result<KeyResultView> {
    require(tx.ctx(), Action::ProposeAtAll)?;
    let objective = named_objective(tx, input)?;
    let now = tx.ctx().now;
    let frame = Frame { was: None, objective: objective.as_ref(), now };
    let sent = input.read(tx, |sent| {
        let named = sent.required::<Id<Objective>>("objective_id");
        let read = fields(sent, &frame);
        named.and(read)
    })?;
    let objective = objective.ok_or_else(Error::not_found)?;
    let cycle = gate::open(tx, objective.cycle_id)?;
    let Sent { mut key_result, reason, state_given } = sent;
    if !objective_rules::allowed(tx.ctx(), &objective, &cycle).add_key_result.given() {
        propose(tx, &mut key_result, state_given)?;
    }
    refuse_start_cancelled(&key_result)?;
    check_kpi(tx, &objective, &key_result)?;
    let id = tx.new_id();
    let stored = tx.create(ById { id }, key_result).map_err(ref_taken)?;
    note_reason(tx, reason.as_ref());
    view(tx, stored)
}

/// The objective that the body names, if it names one that exists; what is wrong with it is told when all is read.
fn named_objective(reader: &mut Reader<'_>, input: &Input) -> Result<Option<Stored<Objective>>> {
    let Some(id) = input.id("objective_id") else { return Ok(None) };
    Ok(objectives::by_ids(reader, &[id])?.pop())
}

/// Makes it the proposal of somebody who does not lead.
fn propose(tx: &Tx<'_>, key_result: &mut KeyResult, state_given: bool) -> Result<()> {
    key_result.owner_id = key_result.owner_id.or(tx.ctx().actor.user_id());
    allowed::propose(tx.ctx(), key_result.owner_id).check()?;
    if state_given && key_result.state != KeyResultState::Proposed {
        return Err(Error::forbidden("Members propose; a lead of every department involved makes it active."));
    }
    key_result.state = KeyResultState::Proposed;
    Ok(())
}

fn refuse_start_cancelled(key_result: &KeyResult) -> Result<()> {
    if key_result.state == KeyResultState::Cancelled {
        let detail = "must be one of: proposed, active; cancel it once it exists";
        return Err(Error::invalid(vec![Fault::at("/state", FaultCode::NotOneOf, detail)]));
    }
    Ok(())
}

fn check_kpi(reader: &mut Reader<'_>, objective: &Objective, key_result: &KeyResult) -> Result<()> {
    if let Some(id) = key_result.kpi_id
        && kpis::find(reader, id)?.brand_id != objective.brand_id
    {
        let detail = "The KPI belongs to another brand than the objective.";
        return Err(Error::invalid(vec![Fault::at("/kpi_id", FaultCode::NotAllowed, detail)]));
    }
    Ok(())
}

fn ref_taken(error: crate::store::engine::error::StoreError) -> Error {
    Error::told_as(error, Code::ExternalRefTaken, "Another key result of this cycle has this external reference.")
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`, `measure_kind_fixed`, `external_ref_taken`.
pub fn update(tx: &mut Tx<'_>, id: Id<KeyResult>, input: &Input) -> Result<KeyResultView> {
    let current = key_results::find(tx, id)?;
    let around = Surroundings::read(tx, &current)?;
    let allowed = around.allowed(tx.ctx(), &current);
    let change = Change::new(tx.ctx(), &around, &current, &allowed);
    allowed.edit.check_version(tx.ctx(), current.stamp.version)?;
    let objective = &around.objective;
    let frame = Frame { was: Some(&current), objective: Some(objective), now: tx.ctx().now };
    let (Sent { mut key_result, reason, .. }, refusal) = input.read(tx, |sent| {
        let read = fields(sent, &frame)?;
        let refusal = change.refusal(&read.key_result);
        if refusal.is_none() {
            change.faults(&read.key_result, read.reason.as_ref()).into_iter().for_each(|fault| sent.fault(fault));
        }
        Some((read, refusal))
    })?;
    if let Some(refusal) = refusal {
        return Err(refusal);
    }
    check_kpi(tx, objective, &key_result)?;
    promises::settle(tx, &current, &mut key_result)?;
    store_change(tx, objective, current, key_result, reason.as_ref())
}

fn store_change(
    tx: &mut Tx<'_>,
    objective: &Objective,
    current: Stored<KeyResult>,
    new: KeyResult,
    reason: Option<&Reason>,
) -> Result<KeyResultView> {
    let key = PolicyKey { brand_id: objective.brand_id, cycle_id: objective.cycle_id };
    let promise = current.promise_changed(&new);
    let changed = current.value != new;
    let before = if promise { effect::overall(tx, key)? } else { None };
    let stored = tx.update(current, new).map_err(ref_taken)?;
    if promise {
        let after = effect::overall(tx, key)?;
        effect::note_effect(tx, reason, before, after);
    } else if changed {
        note_reason(tx, reason);
    }
    view(tx, stored)
}

fn note_reason(tx: &mut Tx<'_>, reason: Option<&Reason>) {
    if let Some(reason) = reason {
        tx.note("reason", None, Some(reason.as_str().into()));
    }
}

/// # Errors
/// `not_found`, `forbidden`, `cycle_closed`; `has_check_ins`.
pub fn delete(tx: &mut Tx<'_>, id: Id<KeyResult>) -> Result<()> {
    let current = key_results::find(tx, id)?;
    let allowed = Surroundings::read(tx, &current)?.allowed(tx.ctx(), &current);
    allowed.delete.check_version(tx.ctx(), current.stamp.version)?;
    Ok(tx.delete(&current)?)
}

/// # Errors
/// `has_check_ins`.
pub(in crate::app) fn refuse_check_ins(reader: &mut Reader<'_>, key_result: &Stored<KeyResult>) -> Result<()> {
    let has_check_ins = check_ins::any_of(reader, key_result.id())?;
    allowed::refuse_reported(key_result, has_check_ins)
}
