//! The batch of check-ins that a person made last, and taking it back: within ten minutes, all of it or nothing, in one
//! transaction that the change log records like any other. Taking back is itself a batch, so it can be taken back too:
//! then everything is as before. A batch is a revision of the change log, whatever made it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use super::{allowed, show};
use crate::{
    app::error::{Code, Error, Result},
    domain::{
        brand::Brand,
        change::{ActorKind, LoggedChange},
        check_in::CheckIn,
        key_result::KeyResult,
        objective::Objective,
        values::{
            id::Id,
            message::Message,
            record::{EntityKind, Stored},
        },
    },
    store::{
        changes,
        engine::tx::{Reader, Tx},
        key_results::{self, Reportable},
        objectives, organisations,
    },
};

/// How long a batch can be taken back.
const UNDO_TIME: TimeDelta = TimeDelta::minutes(10);

/// What was done to the check-ins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Deed {
    Made,
    TakenBack,
    Corrected,
}

pub struct RecentBatch {
    pub revision: i64,
    /// Until when it can be taken back.
    pub until: DateTime<Utc>,
    pub deed: Deed,
    pub items: Vec<RecentCheckIn>,
}

/// A check-in of the batch, of a key result that is still there.
pub struct RecentCheckIn {
    pub key_result: Stored<KeyResult>,
    pub brand_id: Id<Brand>,
    /// As it is after the batch, or, if it was taken back, as it was before.
    pub check_in: Stored<CheckIn>,
}

/// What a batch did to one check-in.
struct CheckInChange {
    before: Option<Stored<CheckIn>>,
    after: Option<Stored<CheckIn>>,
}

impl CheckInChange {
    fn of(change: LoggedChange) -> Result<Self> {
        let side = |value: Option<Value>| value.map(serde_json::from_value).transpose().map_err(Error::internal);
        Ok(Self { before: side(change.before)?, after: side(change.after)? })
    }

    fn check_in(&self) -> Option<&Stored<CheckIn>> {
        self.after.as_ref().or(self.before.as_ref())
    }
}

/// The actor's last batch of the past ten minutes.
///
/// # Errors
/// Those of the database.
pub fn last(reader: &mut Reader<'_>) -> Result<Option<RecentBatch>> {
    let Some(person) = reader.ctx().actor.user_id() else { return Ok(None) };
    let since = reader.ctx().now - UNDO_TIME;
    match changes::last_by(reader, person, EntityKind::CheckIn, since)? {
        Some(revision) => batch(reader, revision),
        None => Ok(None),
    }
}

/// The batch of a revision, if it is the actor's and can still be taken back.
///
/// # Errors
/// Those of the database.
pub fn batch(reader: &mut Reader<'_>, revision: i64) -> Result<Option<RecentBatch>> {
    let Some((at, steps)) = own(reader, revision)? else { return Ok(None) };
    let until = at + UNDO_TIME;
    let deed = match steps.first() {
        Some(CheckInChange { before: None, .. }) => Deed::Made,
        Some(CheckInChange { after: None, .. }) => Deed::TakenBack,
        Some(_) => Deed::Corrected,
        None => return Ok(None),
    };
    let items = if reader.ctx().now < until { items(reader, &steps)? } else { Vec::new() };
    Ok((!items.is_empty()).then_some(RecentBatch { revision, until, deed, items }))
}

/// When the actor made the changes of a revision, and what these did to check-ins; `None` if it was somebody else.
fn own(reader: &mut Reader<'_>, revision: i64) -> Result<Option<(DateTime<Utc>, Vec<CheckInChange>)>> {
    let found = changes::of_revision(reader, revision, EntityKind::CheckIn)?;
    let me = reader.ctx().actor.user_id().map(Id::uuid);
    let Some(first) = found.first().filter(|first| first.actor.kind == ActorKind::User && first.actor.id == me) else {
        return Ok(None);
    };
    let at = first.at;
    Ok(Some((at, found.into_iter().map(CheckInChange::of).collect::<Result<_>>()?)))
}

fn items(reader: &mut Reader<'_>, steps: &[CheckInChange]) -> Result<Vec<RecentCheckIn>> {
    let ids: Vec<Id<KeyResult>> = steps.iter().filter_map(|step| Some(step.check_in()?.key_result_id)).collect();
    let known = key_results::reportable(reader, &ids)?;
    let of: Vec<Id<Objective>> = known.values().map(|one| one.key_result.objective_id).collect();
    let brands: BTreeMap<Id<Objective>, Id<Brand>> =
        objectives::by_ids(reader, &of)?.iter().map(|one| (one.id(), one.brand_id)).collect();
    let item = |step: &CheckInChange| {
        let check_in = step.check_in()?.clone();
        let key_result = known.get(&check_in.key_result_id)?.key_result.clone();
        Some(RecentCheckIn { brand_id: *brands.get(&key_result.objective_id)?, key_result, check_in })
    };
    Ok(steps.iter().filter_map(item).collect())
}

/// Takes back what the actor did to check-ins in a revision; returns the revision that does so.
///
/// # Errors
/// `not_found` if it was somebody else, or nothing; `conflict` after ten minutes, or when one of the check-ins was
/// changed since; `forbidden`, `cycle_closed`.
pub fn undo(tx: &mut Tx<'_>, revision: i64) -> Result<i64> {
    let (at, steps) = own(tx, revision)?.ok_or_else(Error::not_found)?;
    if tx.ctx().now >= at + UNDO_TIME {
        return Err(Error::new(Code::Conflict, "error-undo-late"));
    }
    let ids: Vec<Id<KeyResult>> = steps.iter().filter_map(|step| Some(step.check_in()?.key_result_id)).collect();
    let known = key_results::reportable(tx, &ids)?;
    let new = organisations::revision(tx)? + 1;
    for step in steps.into_iter().rev() {
        let Some(check_in) = step.check_in() else { continue };
        let Some(reportable) = known.get(&check_in.key_result_id) else { return Err(Error::not_found()) };
        undo_one(tx, reportable, step)?;
    }
    Ok(new)
}

fn undo_one(tx: &mut Tx<'_>, reportable: &Reportable, step: CheckInChange) -> Result<()> {
    let key_result = &reportable.key_result;
    let cycle = (reportable.cycle_name.as_str(), reportable.cycle_state);
    allowed::report(tx.ctx(), key_result, &reportable.departments, cycle).check()?;
    let stands = |tx: &mut Tx<'_>, then: &Stored<CheckIn>| match show(tx, key_result.id(), then.id()) {
        Ok(now) if now.value == then.value && now.stamp.version == then.stamp.version => Ok(now),
        Err(error) if error.code != Code::NotFound => Err(error),
        _ => Err(changed_since(key_result)),
    };
    match step {
        CheckInChange { before: None, after: Some(made) } => {
            let now = stands(tx, &made)?;
            tx.delete(&now)?;
        }
        CheckInChange { before: Some(before), after: Some(corrected) } => {
            let now = stands(tx, &corrected)?;
            tx.update(now, before.value)?;
        }
        CheckInChange { before: Some(before), after: None } => {
            tx.create(before.key, before.value)
                .map_err(|error| Error::on_constraint(error, Code::Conflict, changed_since(key_result).message))?;
        }
        CheckInChange { before: None, after: None } => {}
    }
    Ok(())
}

fn changed_since(key_result: &KeyResult) -> Error {
    Error::new(Code::Conflict, Message::new("error-undo-changed").with("title", key_result.title.as_str()))
}
