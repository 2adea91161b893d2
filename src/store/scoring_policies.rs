//! Scoring policies, each a JSON document: no query needs a single setting, and a setting missing from a stored
//! document gets its default. Rows are keyed by brand and cycle; the defaults for a missing row are applied in
//! `app/scoring_policies.rs`. Bounds are checked in `domain/scoring_policy.rs` before storing.

use diesel::prelude::*;

use super::engine::{
    error::StoreError,
    row::{entities, from_json, keep_rows, to_json},
    schema::scoring_policies,
    tx::Reader,
    types::At,
};
use crate::domain::{
    brand::Brand,
    cycle::Cycle,
    organisation::Tenant,
    scoring_policy::{Policy, PolicyKey},
    values::{
        id::Id,
        record::{Stamp, Stored},
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = scoring_policies, primary_key(organisation_id, brand_id, cycle_id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct PolicyRow {
    organisation_id: Tenant,
    brand_id: Id<Brand>,
    cycle_id: Id<Cycle>,
    policy: String,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl PolicyRow {
    fn new(organisation_id: Tenant, stored: &Stored<Policy>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            brand_id: stored.key.brand_id,
            cycle_id: stored.key.cycle_id,
            policy: to_json(value),
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<PolicyRow> for Stored<Policy> {
    type Error = StoreError;

    fn try_from(row: PolicyRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: PolicyKey { brand_id: row.brand_id, cycle_id: row.cycle_id },
            value: from_json(&row.policy)?,
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Policy, scoring_policies, PolicyRow, |key| scoring_policies::brand_id
    .eq(key.brand_id)
    .and(scoring_policies::cycle_id.eq(key.cycle_id)));

/// The policies of a brand, of a cycle, or of both.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    brand: Option<Id<Brand>>,
    cycle: Option<Id<Cycle>>,
) -> Result<Vec<Stored<Policy>>, StoreError> {
    let mut query =
        scoring_policies::table.filter(scoring_policies::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(brand) = brand {
        query = query.filter(scoring_policies::brand_id.eq(brand));
    }
    if let Some(cycle) = cycle {
        query = query.filter(scoring_policies::cycle_id.eq(cycle));
    }
    let rows = query
        .order((scoring_policies::brand_id, scoring_policies::cycle_id))
        .select(PolicyRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The policies of some cycles.
///
/// # Errors
/// Any error of the database.
pub fn of_cycles(reader: &mut Reader<'_>, cycles: &[Id<Cycle>]) -> Result<Vec<Stored<Policy>>, StoreError> {
    let rows = scoring_policies::table
        .filter(scoring_policies::organisation_id.eq(reader.organisation()))
        .filter(scoring_policies::cycle_id.eq_any(cycles.to_vec()))
        .select(PolicyRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The stored policy, if there is one.
///
/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, key: &PolicyKey) -> Result<Option<Stored<Policy>>, StoreError> {
    scoring_policies::table
        .filter(scoring_policies::organisation_id.eq(reader.organisation()))
        .filter(scoring_policies::brand_id.eq(key.brand_id))
        .filter(scoring_policies::cycle_id.eq(key.cycle_id))
        .select(PolicyRow::as_select())
        .first(reader.connection)
        .optional()?
        .map(Stored::try_from)
        .transpose()
}
