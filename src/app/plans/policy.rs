//! The scoring policy in force: the one that was set, or the defaults.
//! Setting it is in `app/scoring_policies.rs`.
//! Bounds and defaults are in `domain/policy.rs`.

use crate::{
    app::error::Result,
    domain::policy::{Policy, PolicyKey},
    store::{engine::tx::Reader, scoring_policies},
};

/// The policy in force.
///
/// # Errors
/// Those of the database.
pub fn effective(reader: &mut Reader<'_>, key: &PolicyKey) -> Result<Policy> {
    Ok(scoring_policies::get(reader, key)?.map(|stored| stored.value).unwrap_or_default())
}
