//! The table of cycles: conversion between rows and values, lookup by id, and the list by state. A closed cycle's row
//! is like any other here: `app/cycles` enforces that it is read-only, and its stored scorecards are in `snapshots.rs`.
//! The rows that belong to a cycle are in `objectives.rs`, `key_results.rs`, `store/kpis/targets.rs` and
//! `scoring_policies.rs`.

use chrono::NaiveDate;
use diesel::prelude::*;

use super::engine::{
    error::StoreError,
    row::{Page, entities, keep_rows, word},
    schema::cycles,
    tx::Reader,
    types::At,
};
use crate::domain::{
    cycle::{Cycle, CycleState},
    organisation::Tenant,
    values::{
        id::Id,
        record::{ById, Stamp, Stored},
        text::{Name, Text},
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = cycles, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct CycleRow {
    organisation_id: Tenant,
    id: Id<Cycle>,
    name: String,
    starts_on: NaiveDate,
    ends_on: NaiveDate,
    state: String,
    version: i64,
    created_at: At,
    updated_at: At,
    closed_at: Option<At>,
    closed_on: Option<NaiveDate>,
    retrospective: Option<String>,
}

impl CycleRow {
    fn new(organisation_id: Tenant, stored: &Stored<Cycle>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            name: value.name.to_string(),
            starts_on: value.starts_on,
            ends_on: value.ends_on,
            state: value.state.to_string(),
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
            closed_at: value.closed_at.map(At),
            closed_on: value.closed_on,
            retrospective: value.retrospective.as_ref().map(ToString::to_string),
        }
    }
}

impl TryFrom<CycleRow> for Stored<Cycle> {
    type Error = StoreError;

    fn try_from(row: CycleRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: Cycle {
                name: Name::trusted(row.name),
                starts_on: row.starts_on,
                ends_on: row.ends_on,
                state: word(&row.state)?,
                closed_at: row.closed_at.map(|at| at.0),
                closed_on: row.closed_on,
                retrospective: row.retrospective.map(Text::trusted),
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Cycle, cycles, CycleRow, |key| cycles::id.eq(key.id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<Cycle>) -> Result<Stored<Cycle>, StoreError> {
    cycles::table
        .filter(cycles::organisation_id.eq(reader.organisation()))
        .filter(cycles::id.eq(id))
        .select(CycleRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The rows with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<Cycle>]) -> Result<Vec<Stored<Cycle>>, StoreError> {
    let rows = cycles::table
        .filter(cycles::organisation_id.eq(reader.organisation()))
        .filter(cycles::id.eq_any(ids.to_vec()))
        .order(cycles::id)
        .select(CycleRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The row with this id, if there is one.
///
/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, id: Id<Cycle>) -> Result<Option<Stored<Cycle>>, StoreError> {
    match find(reader, id) {
        Ok(stored) => Ok(Some(stored)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

#[derive(Debug, Clone, Default)]
pub struct CycleFilter {
    pub state: Option<CycleState>,
}

/// A page of the matching rows, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    filter: &CycleFilter,
    page: Page<Id<Cycle>>,
) -> Result<Vec<Stored<Cycle>>, StoreError> {
    let mut query = cycles::table.filter(cycles::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(cycles::id.gt(after));
    }
    if let Some(state) = filter.state {
        query = query.filter(cycles::state.eq(state.as_str()));
    }
    let rows = query.order(cycles::id).limit(page.limit).select(CycleRow::as_select()).load(reader.connection)?;
    entities(rows)
}
