//! Check-ins and their corrections, and what the kind of a key result's measure takes, a value or steps. Who may report
//! what, and where nothing is reported, is in `allowed.rs`; who is asked, in `due.rs`. What is measured of KPIs is in
//! `app/kpis/measurements.rs`; what a check-in does to progress and status is computed from `domain/scoring/plan/observations.rs` on
//! and never stored.

pub mod allowed;
pub mod batches;
pub mod due;

use chrono::NaiveDate;

use super::{
    error::{Error, Result},
    input::{Amount, BareId, Distinct, Fields, Input, Whole},
    listing::{ListQuery, Listed},
};
use crate::{
    domain::{
        check_in::{CONFIDENCE_MAX, CheckIn},
        key_result::KeyResult,
        measure::{MeasureKind, Step},
        values::{
            fault::{Fault, FaultCode},
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

type Confidence = Whole<0, CONFIDENCE_MAX>;
type Steps = Distinct<BareId<Step>>;

/// What a check-in is read against.
struct Frame<'a> {
    key_result: &'a Stored<KeyResult>,
    was: Option<&'a CheckIn>,
    today: NaiveDate,
    /// The members of a batch's item that name the key result; they were read already.
    named_by: &'static [&'static str],
}

fn fields(fields: &mut Fields<'_, '_>, frame: &Frame<'_>) -> Option<CheckIn> {
    let was = frame.was;
    for name in frame.named_by {
        fields.has(name);
    }
    let measured = measured(fields, frame);
    let observed_on = fields.field("observed_on", Some(was.map_or(frame.today, |was| was.observed_on)));
    let confidence = fields.field::<Option<Confidence>>(
        "confidence",
        Some(was.and_then(|was| was.confidence).map(|confidence| Whole(confidence.into()))),
    );
    let note = fields.field("note", Some(was.and_then(|was| was.note.clone())));
    let source = fields.field("source", Some(was.and_then(|was| was.source.clone())));
    let observed_on = observed_on?;
    if frame.today.succ_opt().is_some_and(|tomorrow| observed_on > tomorrow) {
        let detail = "must not be after tomorrow; a check-in tells what was observed";
        fields.fault(Fault::at("/observed_on", FaultCode::TooLarge, detail));
    }
    let (value, steps_done, steps_undone) = measured?;
    Some(CheckIn {
        key_result_id: frame.key_result.id(),
        author_id: was.and_then(|was| was.author_id),
        value,
        steps_done,
        steps_undone,
        observed_on,
        confidence: confidence?.and_then(|confidence| u8::try_from(confidence.0).ok()),
        note: note?,
        source: source?,
    })
}

type Measured = (Option<f64>, Vec<Id<Step>>, Vec<Id<Step>>);

/// A value for a number or range, steps for milestones.
fn measured(fields: &mut Fields<'_, '_>, frame: &Frame<'_>) -> Option<Measured> {
    let was = frame.was;
    let of_milestones = frame.key_result.measure.kind() == MeasureKind::Milestones;
    let (has_value, has_done, has_undone) = (fields.has("value"), fields.has("steps_done"), fields.has("steps_undone"));
    let value = fields.field::<Option<Amount>>("value", Some(was.and_then(|was| was.value).map(Amount)));
    let done =
        fields.field::<Steps>("steps_done", Some(Distinct(was.map_or_else(Vec::new, |was| bare(&was.steps_done)))));
    let undone =
        fields.field::<Steps>("steps_undone", Some(Distinct(was.map_or_else(Vec::new, |was| bare(&was.steps_undone)))));
    let value = value?.map(|value| value.0);
    let (done, undone) = (ids(done?), ids(undone?));
    if of_milestones {
        if value.is_some() {
            let detail = "Milestones have no value; send steps_done or steps_undone.";
            fields.fault(Fault::at("/value", FaultCode::NotAllowed, detail));
        }
        if was.is_none() && !has_done && !has_undone {
            fields.fault(Fault::at(
                "/steps_done",
                FaultCode::Required,
                "Say which steps are done; an empty list says none new.",
            ));
        }
        check_steps(fields, frame, &done, &undone);
    } else {
        if value.is_none() {
            let code = if has_value { FaultCode::WrongType } else { FaultCode::Required };
            fields.fault(Fault::at("/value", code, "Say the value that was observed: a number."));
        }
        for (name, given) in [("/steps_done", has_done), ("/steps_undone", has_undone)] {
            if given {
                fields.fault(Fault::at(name, FaultCode::NotAllowed, "Only milestones have steps; send a value."));
            }
        }
    }
    Some((value, done, undone))
}

fn bare(ids: &[Id<Step>]) -> Vec<BareId<Step>> {
    ids.iter().copied().map(BareId).collect()
}

fn ids(steps: Steps) -> Vec<Id<Step>> {
    steps.0.into_iter().map(|step| step.0).collect()
}

/// A step that was taken out of the measure stays in the check-ins that told of it.
fn check_steps(fields: &mut Fields<'_, '_>, frame: &Frame<'_>, done: &[Id<Step>], undone: &[Id<Step>]) {
    let told = frame.was.iter().flat_map(|was| was.steps_done.iter().chain(&was.steps_undone));
    let known: Vec<Id<Step>> =
        frame.key_result.measure.steps().iter().map(|step| step.id).chain(told.copied()).collect();
    for (name, ids) in [("steps_done", done), ("steps_undone", undone)] {
        for (position, id) in ids.iter().enumerate() {
            if !known.contains(id) {
                let detail = "The key result has no such step.";
                fields.fault(Fault::at(format!("/{name}/{position}"), FaultCode::NotFound, detail));
            }
        }
    }
    for (position, id) in undone.iter().enumerate() {
        if done.contains(id) {
            let detail = "The step cannot be done and undone at once.";
            fields.fault(Fault::at(format!("/steps_undone/{position}"), FaultCode::Duplicate, detail));
        }
    }
}

/// # Errors
/// `not_found` for the key result.
pub fn list(reader: &mut Reader<'_>, key_result: Id<KeyResult>, query: &ListQuery) -> Result<Listed<Stored<CheckIn>>> {
    key_results::find(reader, key_result)?;
    let (since, page) = query.read(reader, |fields| fields.optional("updated_since"))?;
    let rows = check_ins::list(reader, key_result, since, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, key_result: Id<KeyResult>, id: Id<CheckIn>) -> Result<Stored<CheckIn>> {
    key_results::find(reader, key_result)?;
    let check_in = check_ins::find(reader, id)?;
    if check_in.key_result_id == key_result { Ok(check_in) } else { Err(Error::not_found()) }
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `follows_kpi`, `cycle_closed`; `conflict` when it is cancelled.
pub fn create(tx: &mut Tx<'_>, key_result: Id<KeyResult>, input: &Input) -> Result<Stored<CheckIn>> {
    let found = key_results::reportable(tx, &[key_result])?;
    create_named(tx, found.get(&key_result).ok_or_else(Error::not_found)?, input, &[])
}

/// The same for an item of a batch, which has members that name the key result.
pub(in crate::app) fn create_named(
    tx: &mut Tx<'_>,
    reportable: &Reportable,
    input: &Input,
    named_by: &'static [&'static str],
) -> Result<Stored<CheckIn>> {
    let key_result = &reportable.key_result;
    let cycle = (reportable.cycle_name.as_str(), reportable.cycle_state);
    allowed::report(tx.ctx(), key_result, &reportable.departments, cycle).check()?;
    let frame = Frame { key_result, was: None, today: tx.today(), named_by };
    let check_in = input.read(tx, |sent| fields(sent, &frame))?;
    let check_in = CheckIn { author_id: tx.ctx().actor.user_id(), ..check_in };
    let id = tx.new_id();
    Ok(tx.create(ById { id }, check_in)?)
}

/// Corrects a check-in.
///
/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`; `follows_kpi` for its value.
pub fn update(tx: &mut Tx<'_>, key_result: Id<KeyResult>, id: Id<CheckIn>, input: &Input) -> Result<Stored<CheckIn>> {
    let (key_result, current) = correctable(tx, key_result, id)?;
    let frame = Frame { key_result: &key_result, was: Some(&current), today: tx.today(), named_by: &[] };
    let check_in = input.read(tx, |sent| fields(sent, &frame))?;
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

/// A check-in with its key result, for its author, who corrects it, or a lead of a department involved.
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
