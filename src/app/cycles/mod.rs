//! Cycles: creating, changing and deleting them while they are not closed. `open` is the gate through which
//! other use cases go before they change anything inside a cycle. No update closes a cycle, that is `closing.rs`,
//! and no date moves its state. Its targets and policies are deleted with it, by `app/kpis/targets.rs` and
//! `app/scoring_policies.rs`; the rule on its days is in `domain/cycle.rs`.

pub mod carry_over;
pub mod closing;
pub mod gate;

use self::gate::open;
use super::{
    error::{Code, Error, Result},
    expect,
    input::{Fields, Input},
    listing::{ListQuery, Listed},
    require,
};
use crate::{
    domain::{
        access::Action,
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
    require(tx.ctx(), Action::Steer)?;
    let cycle = input.read(tx, |sent| fields(sent, None))?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, cycle)?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`; `cycle_closed`.
pub fn update(tx: &mut Tx<'_>, id: Id<Cycle>, input: &Input) -> Result<Stored<Cycle>> {
    let current = open(tx, id)?;
    require(tx.ctx(), Action::Steer)?;
    expect(tx.ctx(), current.stamp.version)?;
    let cycle = input.read(tx, |sent| fields(sent, Some(&current)))?;
    Ok(tx.update(current, cycle)?)
}

/// # Errors
/// `not_found`, `forbidden`; `has_objectives`, `cycle_closed`.
pub fn delete(tx: &mut Tx<'_>, id: Id<Cycle>) -> Result<()> {
    let current = open(tx, id)?;
    require(tx.ctx(), Action::Steer)?;
    expect(tx.ctx(), current.stamp.version)?;
    super::kpis::targets::delete_of_cycle(tx, id)?;
    super::scoring_policies::delete_of(tx, None, Some(id))?;
    tx.delete(&current)
        .map_err(|error| Error::told_as(error, Code::HasObjectives, "The cycle has objectives; delete them first."))
}
