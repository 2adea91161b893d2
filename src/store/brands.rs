//! The table of brands: conversion between rows and values, lookup by id, and the filtered list. The search by name
//! ignores case. A foreign key in `migrations/` prevents deleting a brand in use, which `app/brands.rs` reports as
//! `in_use`. Models are in `store/models`, scoring policies in `scoring_policies.rs`.

use diesel::prelude::*;

use super::engine::{
    error::StoreError,
    row::{Page, entities, keep_rows},
    schema::brands,
    search_pattern::{anywhere, lower},
    tx::Reader,
    types::At,
};
use crate::domain::{
    brand::Brand,
    organisation::Tenant,
    values::{
        id::Id,
        record::{ById, Stamp, Stored},
        text::Name,
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = brands, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct BrandRow {
    organisation_id: Tenant,
    id: Id<Brand>,
    name: String,
    archived: bool,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl BrandRow {
    fn new(organisation_id: Tenant, stored: &Stored<Brand>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            name: value.name.to_string(),
            archived: value.archived,
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<BrandRow> for Stored<Brand> {
    type Error = StoreError;

    fn try_from(row: BrandRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: Brand { name: Name::trusted(row.name), archived: row.archived },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Brand, brands, BrandRow, |key| brands::id.eq(key.id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<Brand>) -> Result<Stored<Brand>, StoreError> {
    brands::table
        .filter(brands::organisation_id.eq(reader.organisation()))
        .filter(brands::id.eq(id))
        .select(BrandRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The rows with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<Brand>]) -> Result<Vec<Stored<Brand>>, StoreError> {
    let rows = brands::table
        .filter(brands::organisation_id.eq(reader.organisation()))
        .filter(brands::id.eq_any(ids.to_vec()))
        .order(brands::id)
        .select(BrandRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

#[derive(Debug, Clone, Default)]
pub struct BrandFilter {
    pub archived: Option<bool>,
    pub q: Option<String>,
}

/// A page of the matching rows, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    filter: &BrandFilter,
    page: Page<Id<Brand>>,
) -> Result<Vec<Stored<Brand>>, StoreError> {
    let mut query = brands::table.filter(brands::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(brands::id.gt(after));
    }
    if let Some(archived) = filter.archived {
        query = query.filter(brands::archived.eq(archived));
    }
    if let Some(q) = &filter.q {
        query = query.filter(lower(brands::name).like(lower(anywhere(q))).escape('\\'));
    }
    let rows = query.order(brands::id).limit(page.limit).select(BrandRow::as_select()).load(reader.connection)?;
    entities(rows)
}
