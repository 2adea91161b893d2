//! The table of departments: conversion between rows and values, lookup by id, and the filtered list. Members are in
//! `store/people/members.rs`, the objectives that count in a department in `objectives.rs`. A foreign key in
//! `migrations/` prevents deleting a department in use; the rules for archiving are in `app/departments`.

use diesel::prelude::*;

use super::engine::{
    error::StoreError,
    row::{Page, entities, keep_rows},
    schema::departments,
    search_pattern::{anywhere, lower},
    tx::Reader,
    types::At,
};
use crate::domain::{
    department::Department,
    organisation::Tenant,
    values::{
        id::Id,
        record::{ById, Stamp, Stored},
        text::{Name, Text},
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = departments, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct DepartmentRow {
    organisation_id: Tenant,
    id: Id<Department>,
    name: String,
    code: Option<String>,
    description: Option<String>,
    archived: bool,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl DepartmentRow {
    fn new(organisation_id: Tenant, stored: &Stored<Department>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            name: value.name.to_string(),
            code: value.code.as_ref().map(ToString::to_string),
            description: value.description.as_ref().map(ToString::to_string),
            archived: value.archived,
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<DepartmentRow> for Stored<Department> {
    type Error = StoreError;

    fn try_from(row: DepartmentRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: Department {
                name: Name::trusted(row.name),
                code: row.code.map(Name::trusted),
                description: row.description.map(Text::trusted),
                archived: row.archived,
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Department, departments, DepartmentRow, |key| departments::id.eq(key.id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<Department>) -> Result<Stored<Department>, StoreError> {
    departments::table
        .filter(departments::organisation_id.eq(reader.organisation()))
        .filter(departments::id.eq(id))
        .select(DepartmentRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The rows with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<Department>]) -> Result<Vec<Stored<Department>>, StoreError> {
    let rows = departments::table
        .filter(departments::organisation_id.eq(reader.organisation()))
        .filter(departments::id.eq_any(ids.to_vec()))
        .order(departments::id)
        .select(DepartmentRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

#[derive(Debug, Clone, Default)]
pub struct DepartmentFilter {
    pub archived: Option<bool>,
    pub q: Option<String>,
}

/// A page of the matching rows, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    filter: &DepartmentFilter,
    page: Page<Id<Department>>,
) -> Result<Vec<Stored<Department>>, StoreError> {
    let mut query = departments::table.filter(departments::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(departments::id.gt(after));
    }
    if let Some(archived) = filter.archived {
        query = query.filter(departments::archived.eq(archived));
    }
    if let Some(q) = &filter.q {
        query = query.filter(lower(departments::name).like(lower(anywhere(q))).escape('\\'));
    }
    let rows =
        query.order(departments::id).limit(page.limit).select(DepartmentRow::as_select()).load(reader.connection)?;
    entities(rows)
}
