//! What an objective is checked against in stored rows: brand and departments must not be archived, an owner must be
//! active, principles must be in the Model, alignment must have no cycle. What it had before is accepted. Permissions
//! are in `allowed.rs`, rules that need no stored rows in `command.rs`.

use std::iter;

use crate::{
    app::{
        error::{Error, Result},
        models,
        people::responsible,
    },
    domain::{
        objective::Objective,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::Stored,
        },
    },
    store::{brands, departments, engine::tx::Reader, objectives},
};

/// Checks an objective against stored rows: brand and departments must not be archived, principles must be in the
/// Model, alignment must have no cycle. Values that the objective had before are accepted.
pub(super) fn check_stored(
    reader: &mut Reader<'_>,
    was: Option<&Stored<Objective>>,
    objective: &Objective,
) -> Result<()> {
    let mut faults = Vec::new();
    if was.is_none() && brands::find(reader, objective.brand_id)?.archived {
        faults.push(Fault::at("/brand_id", FaultCode::NotAllowed, "fault-objective-brand-archived"));
    }
    faults.extend(archived_faults(reader, was, objective)?);
    let owner = was.and_then(|was| was.owner_id);
    faults.extend(responsible::deactivated(reader, "/owner_id", owner, objective.owner_id)?);
    faults.extend(principle_faults(reader, was, objective)?);
    if let Some(parent) = objective.parent_id {
        faults.extend(parent_fault(reader, was.map(Stored::id), objective, parent)?);
    }
    if faults.is_empty() { Ok(()) } else { Err(Error::invalid(faults)) }
}

/// Faults of departments that are archived, unless the objective counted there before.
fn archived_faults(
    reader: &mut Reader<'_>,
    was: Option<&Stored<Objective>>,
    objective: &Objective,
) -> Result<Vec<Fault>> {
    let before = was.map(|was| was.departments()).unwrap_or_default();
    let shared = objective.shared_with.iter().map(|one| ("/shared_with", *one));
    let mut faults = Vec::new();
    for (pointer, department) in iter::once(("/department_id", objective.department_id)).chain(shared) {
        if !before.contains(&department) && departments::find(reader, department)?.archived {
            faults.push(Fault::at(pointer, FaultCode::NotAllowed, "fault-objective-department-archived"));
        }
    }
    Ok(faults)
}

/// Faults of principles that are not in the Model, unless the objective had them before.
fn principle_faults(
    reader: &mut Reader<'_>,
    was: Option<&Stored<Objective>>,
    objective: &Objective,
) -> Result<Vec<Fault>> {
    let mut known = was.map(|was| was.principle_ids.clone()).unwrap_or_default();
    if objective.principle_ids.iter().all(|principle| known.contains(principle)) {
        return Ok(Vec::new());
    }
    let model = models::show(reader, objective.brand_id)?;
    known.extend(model.iter().flat_map(|model| &model.principles).map(|principle| principle.id));
    let unknown = objective.principle_ids.iter().enumerate().filter(|(_, principle)| !known.contains(principle));
    let detail = "fault-objective-principle-unknown";
    Ok(unknown
        .map(|(position, _)| Fault::at(format!("/principle_ids/{position}"), FaultCode::NotFound, detail))
        .collect())
}

/// The fault of a parent that is of another brand or makes a cycle of alignments.
fn parent_fault(
    reader: &mut Reader<'_>,
    id: Option<Id<Objective>>,
    objective: &Objective,
    parent: Id<Objective>,
) -> Result<Option<Fault>> {
    let refused = |detail: &'static str| Ok(Some(Fault::at("/parent_id", FaultCode::NotAllowed, detail)));
    let mut above = objectives::find(reader, parent)?;
    if above.brand_id != objective.brand_id {
        return refused("fault-objective-parent-of-other-brand");
    }
    loop {
        if Some(above.id()) == id {
            return refused("fault-objective-own-ancestor");
        }
        match above.parent_id {
            Some(next) => above = objectives::find(reader, next)?,
            None => return Ok(None),
        }
    }
}
