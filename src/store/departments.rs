//! The table of departments: rows to values and back, one by its id, and the list with its filters. Who belongs to one
//! is in `store/people/members.rs`, which objectives count in one is asked in `objectives.rs`. That one in use is not
//! deleted is a foreign key in `migrations/`; what archiving asks for is in `app/departments`.

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
/// `NotFound` when there is none.
pub fn find(reader: &mut Reader<'_>, id: Id<Department>) -> Result<Stored<Department>, StoreError> {
    departments::table
        .filter(departments::organisation_id.eq(reader.organisation()))
        .filter(departments::id.eq(id))
        .select(DepartmentRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// Those of these ids that there are, in the order of their ids.
///
/// # Errors
/// Those of the engine.
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

/// The matching rows in the order of their ids.
///
/// # Errors
/// Those of the engine.
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
