//! The scoring policy of a brand in a cycle: what was set, and what is in force where nothing was. Replacing it in an
//! active cycle takes a reason, and the change log carries the overall score before and after. `fields` also reads
//! the policy of a what-if, laid over the one in force (`scorecards.rs`). Bounds and defaults are in
//! `domain/policy.rs`, the formulas in `domain/scoring`.

use super::{
    cycles::gate,
    error::Result,
    input::{Amount, Fields, Input, WeightsByDepartment},
    permission::Permission,
    plans::effect,
};
use crate::{
    domain::{
        access::Action,
        brand::Brand,
        ctx::Ctx,
        cycle::{Cycle, CycleState},
        policy::{Policy, PolicyKey},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::Stored,
            text::Reason,
        },
    },
    store::{
        brands, cycles as cycle_rows,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        objectives::{self, ObjectiveFilter},
        scoring_policies,
    },
};

/// Setting policies.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::Steer)
}

/// Setting the policy of a brand in a cycle.
#[must_use]
pub fn allowed_in(ctx: &Ctx, cycle: &Cycle) -> Permission {
    let open = gate::refuse_closed(cycle.state, cycle.name.as_str(), gate::ONLY_READ);
    Permission::new(open.and(allowed(ctx).check()))
}

/// The policy that was set; `None` while the defaults hold.
///
/// # Errors
/// `not_found` for the brand or the cycle.
pub fn show(reader: &mut Reader<'_>, key: PolicyKey) -> Result<Option<Stored<Policy>>> {
    brands::find(reader, key.brand_id)?;
    cycle_rows::find(reader, key.cycle_id)?;
    Ok(scoring_policies::get(reader, &key)?)
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`.
pub fn replace(tx: &mut Tx<'_>, key: PolicyKey, input: &Input) -> Result<Stored<Policy>> {
    let current = show(tx, key)?;
    let cycle = cycle_rows::find(tx, key.cycle_id)?;
    let version = current.as_ref().map_or(0, |policy| policy.stamp.version);
    allowed_in(tx.ctx(), &cycle).check_version(tx.ctx(), version)?;
    let in_force = current.as_ref().map(|stored| stored.value.clone()).unwrap_or_default();
    let departments = departments_with_objectives(tx, key)?;
    let (policy, reason) = input.read(tx, |sent| {
        let reason = sent.field::<Option<Reason>>("reason", Some(None));
        let policy = fields(sent, &Policy::default())?;
        let others = departments.iter().any(|id| !policy.department_weights.contains_key(id));
        let policy = sent.checked(policy.checked(others))?;
        let reason = reason?;
        if cycle.state == CycleState::Active && policy != in_force && reason.is_none() {
            sent.fault(reason_required());
        }
        Some((policy, reason))
    })?;
    let before = effect::overall(tx, key)?;
    let changed = current.as_ref().is_none_or(|stored| stored.value != policy);
    let stored = match current {
        Some(current) => tx.update(current, policy)?,
        None => tx.create(key, policy)?,
    };
    if changed {
        let after = effect::overall(tx, key)?;
        effect::note_effect(tx, reason.as_ref(), before, after);
    }
    Ok(stored)
}

/// A change that alters what an active cycle was promised says why.
pub(super) fn reason_required() -> Fault {
    Fault::at("/reason", FaultCode::Required, "The cycle is active: say why this changes.")
}

/// The settings that were sent; `fallback` stands in for the others. Their bounds are the policy's own to check.
pub(super) fn fields(fields: &mut Fields<'_, '_>, fallback: &Policy) -> Option<Policy> {
    let method = fields.field("method", Some(fallback.method));
    let mut number = |name, fallback| fields.field(name, Some(Amount(fallback))).map(|amount| amount.0);
    let balance = number("balance", fallback.balance);
    let revenue_weight = number("revenue_weight", fallback.revenue_weight);
    let aspirational_target = number("aspirational_target", fallback.aspirational_target);
    let department_bar = number("department_bar", fallback.department_bar);
    let revenue_bar = number("revenue_bar", fallback.revenue_bar);
    let green_from = number("green_from", fallback.green_from);
    let amber_from = number("amber_from", fallback.amber_from);
    let sent = fields.field("department_weights", Some(WeightsByDepartment(std::collections::BTreeMap::new())));
    let mut department_weights = fallback.department_weights.clone();
    department_weights.extend(sent?.0);
    Some(Policy {
        method: method?,
        balance: balance?,
        revenue_weight: revenue_weight?,
        aspirational_target: aspirational_target?,
        department_bar: department_bar?,
        revenue_bar: revenue_bar?,
        green_from: green_from?,
        amber_from: amber_from?,
        department_weights,
    })
}

/// The departments with an objective, own or shared, in the brand's cycle.
pub(super) fn departments_with_objectives(
    reader: &mut Reader<'_>,
    key: PolicyKey,
) -> Result<Vec<Id<crate::domain::department::Department>>> {
    let filter =
        ObjectiveFilter { brand_id: Some(key.brand_id), cycle_id: Some(key.cycle_id), ..ObjectiveFilter::default() };
    let objectives = objectives::list(reader, &filter, Page::all())?;
    Ok(objectives.iter().flat_map(|objective| objective.departments()).collect())
}

/// Deletes the policies of a brand or cycle that is to be deleted.
pub(super) fn delete_of(tx: &mut Tx<'_>, brand: Option<Id<Brand>>, cycle: Option<Id<Cycle>>) -> Result<()> {
    for policy in scoring_policies::list(tx, brand, cycle)? {
        gate::unless_closed(tx, policy.key.cycle_id, "scored this brand by a policy; archive the brand instead")?;
        tx.delete(&policy)?;
    }
    Ok(())
}
