//! Cycles: creating, changing and deleting them while they are not closed. `open` is the gate through which
//! other use cases go before they change anything inside a cycle. No update closes a cycle, that is `closing.rs`,
//! and no date moves its state. Its targets and policies are deleted with it, by `targets.rs` and
//! `scoring_policies.rs`; the rule on its days is in `domain/cycle.rs`.

pub mod carry_over;
pub mod closing;
pub mod gate;

use super::{
    error::{Code, Error, Result},
    input::{Fields, Input},
    listing::{ListQuery, Listed},
    permission::Permission,
};
use crate::{
    domain::{
        access::Action,
        ctx::Ctx,
        cycle::{Cycle, CycleState},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Stored},
        },
    },
    store::{
        cycles::{self, CycleFilter},
        engine::tx::{Reader, Tx},
    },
};

/// Adding cycles, and changing those that are not closed.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::Steer)
}

pub struct CycleAllowed {
    /// Change and delete it.
    pub change: Permission,
    pub close: Permission,
}

#[must_use]
pub fn allowed_with(ctx: &Ctx, cycle: &Cycle) -> CycleAllowed {
    let open = || gate::refuse_closed(cycle.state, cycle.name.as_str(), gate::ONLY_READ);
    CycleAllowed { change: Permission::new(open().and(allowed(ctx).check())), close: allowed(ctx).and(open()) }
}

fn fields(fields: &mut Fields<'_, '_>, was: Option<&Cycle>) -> Option<Cycle> {
    let name = fields.field("name", was.map(|was| was.name.clone()));
    let starts_on = fields.field("starts_on", was.map(|was| was.starts_on));
    let ends_on = fields.field("ends_on", was.map(|was| was.ends_on));
    let state = fields.field("state", Some(was.map_or(CycleState::Planned, |was| was.state)));
    if state == Some(CycleState::Closed) {
        let detail = "must be one of: planned, active; a cycle is closed by POST to its /close";
        fields.fault(Fault::at("/state", FaultCode::NotOneOf, detail));
    }
    let cycle = Cycle {
        name: name?,
        starts_on: starts_on?,
        ends_on: ends_on?,
        state: state?,
        closed_at: None,
        closed_on: None,
        retrospective: None,
    };
    fields.checked(cycle.check().map_err(|fault| vec![fault]))?;
    Some(cycle)
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &ListQuery) -> Result<Listed<Stored<Cycle>>> {
    let (filter, page) = query.read(reader, |fields| Some(CycleFilter { state: fields.optional("state")? }))?;
    let rows = cycles::list(reader, &filter, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, id: Id<Cycle>) -> Result<Stored<Cycle>> {
    Ok(cycles::find(reader, id)?)
}

/// # Errors
/// `forbidden`, `invalid`.
pub fn create(tx: &mut Tx<'_>, input: &Input) -> Result<Stored<Cycle>> {
    allowed(tx.ctx()).check()?;
    let cycle = input.read(tx, |sent| fields(sent, None))?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, cycle)?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`; `cycle_closed`.
pub fn update(tx: &mut Tx<'_>, id: Id<Cycle>, input: &Input) -> Result<Stored<Cycle>> {
    let current = cycles::find(tx, id)?;
    allowed_with(tx.ctx(), &current).change.check_version(tx.ctx(), current.stamp.version)?;
    let cycle = input.read(tx, |sent| fields(sent, Some(&current)))?;
    Ok(tx.update(current, cycle)?)
}

/// # Errors
/// `not_found`, `forbidden`; `has_objectives`, `cycle_closed`.
pub fn delete(tx: &mut Tx<'_>, id: Id<Cycle>) -> Result<()> {
    let current = cycles::find(tx, id)?;
    allowed_with(tx.ctx(), &current).change.check_version(tx.ctx(), current.stamp.version)?;
    super::kpis::targets::delete_of_cycle(tx, id)?;
    super::scoring_policies::delete_of(tx, None, Some(id))?;
    tx.delete(&current)
        .map_err(|error| Error::told_as(error, Code::HasObjectives, "The cycle has objectives; delete them first."))
}
