//! The scoring policy of a brand in a cycle: reading and setting it. Replacing it in an active cycle needs a reason,
//! and the change log records the overall score before and after. `Settings` are also parsed for a what-if, where they
//! are applied to the policy in force (`app/scorecards`); that policy is found by `app/plans/policy_in_force.rs`.
//! Bounds and defaults are in `domain/scoring_policy.rs`, the formulas in `domain/scoring`.

use std::collections::BTreeMap;

use super::{
    cycles::guard,
    error::Result,
    input::{Amount, Command, Fields, Parsed, WeightsByDepartment},
    permission::Permission,
    plans::promise::{Promise, Why},
};
use crate::{
    domain::{
        access::Action,
        brand::Brand,
        context::Ctx,
        cycle::Cycle,
        department::Department,
        objective::ObjectiveState,
        scoring::{entering::EntersScore, method::Method},
        scoring_policy::{Policy, PolicyKey},
        values::{id::Id, record::Stored},
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

/// Permission to set policies.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::ManageFramework)
}

/// Permission to set the policy of a brand in this cycle.
#[must_use]
pub fn allowed_in(ctx: &Ctx, cycle: &Cycle) -> Permission {
    let open = guard::refuse_closed(cycle.state, cycle.name.as_str(), guard::ONLY_READ);
    Permission::new(open.and(allowed(ctx).check()))
}

/// The policy that was set; `None` while the defaults are in force.
///
/// # Errors
/// `not_found` for the brand or the cycle.
pub fn show(reader: &mut Reader<'_>, key: PolicyKey) -> Result<Option<Stored<Policy>>> {
    brands::find(reader, key.brand_id)?;
    cycle_rows::find(reader, key.cycle_id)?;
    Ok(scoring_policies::get(reader, &key)?)
}

/// The new settings, and the reason for the change.
#[derive(Debug, Clone)]
pub struct PutPolicy {
    pub policy: Policy,
    pub why: Why,
}

impl Command for PutPolicy {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let why = Why::read(fields);
        let settings = Settings::read(fields)?;
        Some(Self { policy: settings.over(&Policy::default()), why: why? })
    }
}

/// # Errors
/// `not_found`, `forbidden`, `invalid`, `cycle_closed`.
pub fn replace(tx: &mut Tx<'_>, key: PolicyKey, put: &Parsed<PutPolicy>) -> Result<Stored<Policy>> {
    let current = show(tx, key)?;
    let cycle = cycle_rows::find(tx, key.cycle_id)?;
    let version = current.as_ref().map_or(0, |policy| policy.stamp.version);
    allowed_in(tx.ctx(), &cycle).check_version(tx.ctx(), version)?;
    let in_force = current.as_ref().map(|stored| stored.value.clone()).unwrap_or_default();
    let departments = departments_with_objectives(tx, key)?;
    let promise = Promise::of(key.brand_id, &cycle);
    let PutPolicy { policy, why } = put.validate_with(tx, |put, faults| {
        let others = departments.iter().any(|id| !put.policy.department_weights.contains_key(id));
        let policy = put.policy.checked(others).map_err(|broken| faults.extend(broken)).ok()?;
        faults.extend(promise.fault(in_force.changes_score(&policy), &put.why));
        Some(PutPolicy { policy, ..put })
    })?;
    let before = promise.before(tx, in_force.changes_score(&policy))?;
    let changed = current.as_ref().is_none_or(|stored| stored.value != policy);
    let stored = match current {
        Some(current) => tx.update(current, policy)?,
        None => tx.create(key, policy)?,
    };
    if changed {
        before.note(tx, &why)?;
    }
    Ok(stored)
}

/// The settings that were sent; their bounds are checked by [`Policy`].
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub method: Option<Method>,
    pub balance: Option<f64>,
    pub revenue_weight: Option<f64>,
    pub aspirational_target: Option<f64>,
    pub department_bar: Option<f64>,
    pub revenue_bar: Option<f64>,
    pub green_from: Option<f64>,
    pub amber_from: Option<f64>,
    pub department_weights: BTreeMap<Id<Department>, f64>,
}

impl Command for Settings {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let method = fields.given("method");
        let mut number = |name| fields.given::<Amount>(name).map(|amount| amount.0);
        let balance = number("balance");
        let revenue_weight = number("revenue_weight");
        let aspirational_target = number("aspirational_target");
        let (department_bar, revenue_bar) = (number("department_bar"), number("revenue_bar"));
        let (green_from, amber_from) = (number("green_from"), number("amber_from"));
        let weights = fields.given::<WeightsByDepartment>("department_weights");
        let department_weights = weights.map(|weights| weights.0).unwrap_or_default();
        Some(Self {
            method,
            balance,
            revenue_weight,
            aspirational_target,
            department_bar,
            revenue_bar,
            green_from,
            amber_from,
            department_weights,
        })
    }
}

impl Settings {
    /// The policy with these settings applied to it.
    #[must_use]
    pub fn over(self, policy: &Policy) -> Policy {
        let mut department_weights = policy.department_weights.clone();
        department_weights.extend(self.department_weights);
        Policy {
            method: self.method.unwrap_or(policy.method),
            balance: self.balance.unwrap_or(policy.balance),
            revenue_weight: self.revenue_weight.unwrap_or(policy.revenue_weight),
            aspirational_target: self.aspirational_target.unwrap_or(policy.aspirational_target),
            department_bar: self.department_bar.unwrap_or(policy.department_bar),
            revenue_bar: self.revenue_bar.unwrap_or(policy.revenue_bar),
            green_from: self.green_from.unwrap_or(policy.green_from),
            amber_from: self.amber_from.unwrap_or(policy.amber_from),
            department_weights,
        }
    }
}

/// The departments with an objective, own or shared, in the brand's cycle.
pub(super) fn departments_with_objectives(reader: &mut Reader<'_>, key: PolicyKey) -> Result<Vec<Id<Department>>> {
    let filter =
        ObjectiveFilter { brand_id: Some(key.brand_id), cycle_id: Some(key.cycle_id), ..ObjectiveFilter::default() };
    let objectives = objectives::list(reader, &filter, Page::all())?;
    let active = objectives.iter().filter(|objective| objective.state == ObjectiveState::Active);
    Ok(active.flat_map(|objective| objective.departments()).collect())
}

/// Deletes the policies of a brand or cycle, before it is deleted itself.
pub(super) fn delete_of(tx: &mut Tx<'_>, brand: Option<Id<Brand>>, cycle: Option<Id<Cycle>>) -> Result<()> {
    for policy in scoring_policies::list(tx, brand, cycle)? {
        guard::unless_closed(tx, policy.key.cycle_id, "error-cycle-scored-by-policy")?;
        tx.delete(&policy)?;
    }
    Ok(())
}
