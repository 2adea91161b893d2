//! The scoring policy in force: the one that was set, or else the defaults. Setting a
//! policy is in `app/scoring_policies.rs`; bounds and defaults are in
//! `domain/scoring_policy.rs`.

use std::collections::BTreeMap;

use crate::{
    app::error::Result,
    domain::{
        cycle::Cycle,
        scoring_policy::{Policy, PolicyKey},
        values::id::Id,
    },
    store::{engine::tx::Reader, scoring_policies},
};

/// The policy in force.
///
/// # Errors
/// Those of the database.
pub fn effective(reader: &mut Reader<'_>, key: &PolicyKey) -> Result<Policy> {
    Ok(scoring_policies::get(reader, key)?.map(|stored| stored.value).unwrap_or_default())
}

/// The policies that were set for some cycles. Where one is missing, the defaults are in force.
///
/// # Errors
/// Those of the database.
pub fn set_for(reader: &mut Reader<'_>, cycles: &[Id<Cycle>]) -> Result<BTreeMap<PolicyKey, Policy>> {
    Ok(scoring_policies::of_cycles(reader, cycles)?.into_iter().map(|stored| (stored.key, stored.value)).collect())
}
