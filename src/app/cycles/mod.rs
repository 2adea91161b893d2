//! Cycles: creating, changing and deleting them while they are not closed. An update never closes a cycle, that is done
//! in `closing.rs`, and no date changes its state. `guard.rs` is checked by all use cases that change something in a
//! cycle. A cycle's targets and policies are deleted with it, by `app/kpis/targets.rs` and `app/scoring_policies.rs`;
//! the rule for its dates is in `domain/cycle/mod.rs`.

pub mod carry_over;
pub mod closing;
pub mod guard;
pub mod presets;

use std::slice;

use chrono::NaiveDate;

use super::{
    error::{Code, Error, Result},
    input::{Command, Fields, Parsed, is_wrong},
    listing::{Listed, Query},
    permission::Permission,
    plans::promise::{Promise, Why},
};
pub use crate::store::cycles::CycleFilter;
use crate::{
    domain::{
        access::Action,
        context::Ctx,
        cycle::{Cycle, CycleState},
        scoring::entering::EntersScore,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Stored},
            text::Name,
        },
    },
    store::{
        check_ins, cycles,
        engine::tx::{Reader, Tx},
    },
};

/// Permission to create cycles, and to change those that are not closed.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::ManageFramework)
}

pub struct CycleAllowed {
    /// To change and delete the cycle.
    pub change: Permission,
    pub close: Permission,
}

#[must_use]
pub fn allowed_with(ctx: &Ctx, cycle: &Cycle) -> CycleAllowed {
    let open = || guard::refuse_closed(cycle.state, cycle.name.as_str(), guard::ONLY_READ);
    CycleAllowed { change: Permission::new(open().and(allowed(ctx).check())), close: allowed(ctx).and(open()) }
}

#[derive(Debug, Clone)]
pub struct NewCycle {
    pub name: Name,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
    pub state: CycleState,
}

/// A partial update of a cycle; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct CyclePatch {
    pub name: Option<Name>,
    pub starts_on: Option<NaiveDate>,
    pub ends_on: Option<NaiveDate>,
    pub state: Option<CycleState>,
    pub why: Why,
}

impl Command for NewCycle {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (name, starts_on, ends_on) =
            (fields.required("name"), fields.required("starts_on"), fields.required("ends_on"));
        let state = fields.field("state", Some(CycleState::Planned));
        refuse_closing(fields, state);
        Some(Self { name: name?, starts_on: starts_on?, ends_on: ends_on?, state: state? })
    }
}

impl Command for CyclePatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (name, state) = (fields.given("name"), fields.given("state"));
        let (starts_on, ends_on) = (fields.given("starts_on"), fields.given("ends_on"));
        let why = Why::given(fields);
        refuse_closing(fields, state);
        Some(Self { name, starts_on, ends_on, state, why })
    }
}

fn refuse_closing(fields: &mut Fields<'_, '_>, state: Option<CycleState>) {
    if state == Some(CycleState::Closed) {
        fields.fault(Fault::at("/state", FaultCode::NotOneOf, "fault-cycle-closed-by-post"));
    }
}

impl CyclePatch {
    fn over(self, was: &Cycle) -> Cycle {
        Cycle {
            name: self.name.unwrap_or_else(|| was.name.clone()),
            starts_on: self.starts_on.unwrap_or(was.starts_on),
            ends_on: self.ends_on.unwrap_or(was.ends_on),
            state: self.state.unwrap_or(was.state),
            ..was.clone()
        }
    }
}

impl Command for CycleFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { state: fields.optional("state")? })
    }
}

/// The cycle, if its dates are valid; else their faults are noted.
fn checked(cycle: Cycle, faults: &mut Vec<Fault>) -> Option<Cycle> {
    match cycle.check() {
        Ok(()) => Some(cycle),
        Err(fault) => {
            faults.push(fault);
            None
        }
    }
}

/// # Errors
/// `invalid` for unknown filters.
pub fn list(reader: &mut Reader<'_>, query: &Query<CycleFilter>) -> Result<Listed<Stored<Cycle>>> {
    let (filter, page) = query.validate(reader)?;
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
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewCycle>) -> Result<Stored<Cycle>> {
    allowed(tx.ctx()).check()?;
    let cycle = new.validate_with(tx, |new, faults| {
        let NewCycle { name, starts_on, ends_on, state } = new;
        checked(
            Cycle { name, starts_on, ends_on, state, closed_at: None, closed_on: None, retrospective: None },
            faults,
        )
    })?;
    let id = tx.new_id();
    Ok(tx.create(ById { id }, cycle)?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`; `cycle_closed`, `has_check_ins` when it would be planned again.
pub fn update(tx: &mut Tx<'_>, id: Id<Cycle>, patch: &Parsed<CyclePatch>) -> Result<Stored<Cycle>> {
    let current = cycles::find(tx, id)?;
    allowed_with(tx.ctx(), &current).change.check_version(tx.ctx(), current.stamp.version)?;
    let promise = Promise::of_all_brands(tx, slice::from_ref(&current))?;
    let (cycle, why) = patch.validate_with(tx, |patch, faults| {
        let why = patch.why.clone();
        let cycle = checked(patch.over(&current), faults)?;
        if !is_wrong(faults, "/state") {
            faults.extend(promise.fault(current.changes_score(&cycle), &why));
        }
        Some((cycle, why))
    })?;
    let planned_again = current.state == CycleState::Active && cycle.state == CycleState::Planned;
    if planned_again && check_ins::any_in(tx, id)? {
        return Err(Error::new(Code::HasCheckIns, "error-cycle-has-check-ins"));
    }
    let before = promise.before(tx, current.changes_score(&cycle))?;
    let changed = current.value != cycle;
    let stored = tx.update(current, cycle)?;
    if changed {
        before.note(tx, &why)?;
    }
    Ok(stored)
}

/// # Errors
/// `not_found`, `forbidden`; `has_objectives`, `cycle_closed`.
pub fn delete(tx: &mut Tx<'_>, id: Id<Cycle>) -> Result<()> {
    let current = cycles::find(tx, id)?;
    allowed_with(tx.ctx(), &current).change.check_version(tx.ctx(), current.stamp.version)?;
    super::meetings::refuse_meetings(tx, id)?;
    super::kpis::targets::delete_of_cycle(tx, id)?;
    super::scoring_policies::delete_of(tx, None, Some(id))?;
    tx.delete(&current).map_err(|error| Error::on_constraint(error, Code::HasObjectives, "error-cycle-has-objectives"))
}
