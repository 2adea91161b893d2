//! Snapshots of closed cycles, part by part: the JSON of what was shown when a cycle was closed, written once and never
//! changed. They are not entities: the log has an entry for the closing itself. The content of the parts, and when they
//! are served, is in `app/scorecards/snapshots.rs`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use diesel::prelude::*;

use super::engine::{
    connection::each,
    error::StoreError,
    schema::snapshots,
    tx::{Reader, Tx},
};
use crate::domain::{
    brand::Brand, cycle::Cycle, department::Department, key_result::KeyResult, objective::Objective,
    organisation::Tenant, people::user::User, scoring_policy::PolicyKey, values::id::Id,
};

/// One part of the snapshot of a brand's cycle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    Scorecard,
    Trend,
    Robustness,
    Department(Id<Department>),
    Person(Id<User>),
    Objective(Id<Objective>),
    KeyResult(Id<KeyResult>),
}

impl Part {
    fn text(self) -> String {
        match self {
            Self::Scorecard => "scorecard".to_owned(),
            Self::Trend => "trend".to_owned(),
            Self::Robustness => "robustness".to_owned(),
            Self::Department(id) => format!("department/{id}"),
            Self::Person(id) => format!("person/{id}"),
            Self::Objective(id) => format!("objective/{id}"),
            Self::KeyResult(id) => format!("key_result/{id}"),
        }
    }
}

/// A stored part.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = snapshots)]
pub struct SnapshotPart {
    /// The date as of which it was computed.
    pub as_of: NaiveDate,
    /// The revision of the closing.
    pub revision: i64,
    /// The part as JSON.
    pub body: String,
}

#[derive(Insertable)]
#[diesel(table_name = snapshots)]
struct NewRow<'a> {
    organisation_id: Tenant,
    cycle_id: Id<Cycle>,
    brand_id: Id<Brand>,
    part: String,
    as_of: NaiveDate,
    revision: i64,
    body: &'a str,
}

/// # Errors
/// Any error of the database.
pub fn insert(tx: &mut Tx<'_>, key: PolicyKey, parts: &[(Part, SnapshotPart)]) -> Result<(), StoreError> {
    let organisation_id = tx.organisation();
    for some in parts.chunks(1_000) {
        let rows: Vec<NewRow<'_>> = some
            .iter()
            .map(|(part, kept)| NewRow {
                organisation_id,
                cycle_id: key.cycle_id,
                brand_id: key.brand_id,
                part: part.text(),
                as_of: kept.as_of,
                revision: kept.revision,
                body: &kept.body,
            })
            .collect();
        each!(&mut *tx.connection, inner => {
            diesel::insert_into(snapshots::table).values(&rows).execute(inner)?
        });
    }
    Ok(())
}

/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, key: PolicyKey, part: Part) -> Result<Option<SnapshotPart>, StoreError> {
    let kept = snapshots::table
        .filter(snapshots::organisation_id.eq(reader.organisation()))
        .filter(snapshots::cycle_id.eq(key.cycle_id))
        .filter(snapshots::brand_id.eq(key.brand_id))
        .filter(snapshots::part.eq(part.text()))
        .select(SnapshotPart::as_select())
        .first(reader.connection)
        .optional()?;
    Ok(kept)
}

/// The same part for several pairs of brand and cycle; pairs without a snapshot are left out.
///
/// # Errors
/// Any error of the database.
pub fn of_cycles(
    reader: &mut Reader<'_>,
    keys: &[PolicyKey],
    part: Part,
) -> Result<Vec<(PolicyKey, SnapshotPart)>, StoreError> {
    let (cycles, brands) = cycles_and_brands(keys.iter());
    let rows = snapshots::table
        .filter(snapshots::organisation_id.eq(reader.organisation()))
        .filter(snapshots::cycle_id.eq_any(cycles))
        .filter(snapshots::brand_id.eq_any(brands))
        .filter(snapshots::part.eq(part.text()))
        .select((snapshots::cycle_id, snapshots::brand_id, SnapshotPart::as_select()))
        .load::<(Id<Cycle>, Id<Brand>, SnapshotPart)>(reader.connection)?;
    Ok(rows.into_iter().map(|(cycle_id, brand_id, kept)| (PolicyKey { brand_id, cycle_id }, kept)).collect())
}

/// The bodies of several parts, by the names that `parts` gives them; missing parts are left out.
///
/// # Errors
/// Any error of the database.
pub fn bodies<K: Ord + Copy>(
    reader: &mut Reader<'_>,
    parts: &[(K, PolicyKey, Part)],
) -> Result<BTreeMap<K, String>, StoreError> {
    let (cycles, brands) = cycles_and_brands(parts.iter().map(|(_, key, _)| key));
    let names: BTreeMap<(PolicyKey, String), K> =
        parts.iter().map(|(name, key, part)| ((*key, part.text()), *name)).collect();
    let rows = snapshots::table
        .filter(snapshots::organisation_id.eq(reader.organisation()))
        .filter(snapshots::cycle_id.eq_any(cycles))
        .filter(snapshots::brand_id.eq_any(brands))
        .filter(snapshots::part.eq_any(parts.iter().map(|(_, _, part)| part.text()).collect::<Vec<_>>()))
        .select((snapshots::cycle_id, snapshots::brand_id, snapshots::part, snapshots::body))
        .load::<(Id<Cycle>, Id<Brand>, String, String)>(reader.connection)?;
    let found = rows.into_iter().filter_map(|(cycle_id, brand_id, part, body)| {
        Some((*names.get(&(PolicyKey { brand_id, cycle_id }, part))?, body))
    });
    Ok(found.collect())
}

fn cycles_and_brands<'k>(keys: impl Iterator<Item = &'k PolicyKey>) -> (BTreeSet<Id<Cycle>>, BTreeSet<Id<Brand>>) {
    keys.map(|key| (key.cycle_id, key.brand_id)).unzip()
}

/// A closed cycle in which the department took part, if there is one.
///
/// # Errors
/// Any error of the database.
pub fn cycle_of_department(
    reader: &mut Reader<'_>,
    department: Id<Department>,
) -> Result<Option<Id<Cycle>>, StoreError> {
    let cycle = snapshots::table
        .filter(snapshots::organisation_id.eq(reader.organisation()))
        .filter(snapshots::part.eq(Part::Department(department).text()))
        .order(snapshots::cycle_id)
        .select(snapshots::cycle_id)
        .first(reader.connection)
        .optional()?;
    Ok(cycle)
}
