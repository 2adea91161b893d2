//! Marketing Models. Values, principles and canvases are only read and written together, so they share one JSON column.
//! No foreign key can therefore check the principles that an objective refers to: `app/objectives` does. A brand
//! without a row has no Model yet, and `find` fails with `NotFound`, which `app/models` handles. Published versions are
//! in `versions.rs`, brands in `store/brands.rs`.

pub mod versions;

use diesel::prelude::*;
use serde::{Deserialize, Serialize};

use super::engine::{
    error::StoreError,
    row::{entities, from_json, keep_rows, to_json},
    schema::models,
    tx::Reader,
    types::At,
};
use crate::domain::{
    brand::Brand,
    model::{Canvas, Model, ModelKey, Principle},
    organisation::Tenant,
    people::user::User,
    values::{
        id::Id,
        record::{Stamp, Stored},
        text::{Name, Text},
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = models, primary_key(organisation_id, brand_id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct ModelRow {
    organisation_id: Tenant,
    brand_id: Id<Brand>,
    purpose: Option<String>,
    strategic_heart: Option<String>,
    custodian_id: Option<Id<User>>,
    content: String,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl ModelRow {
    fn new(organisation_id: Tenant, stored: &Stored<Model>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            brand_id: stored.key.brand_id,
            purpose: value.purpose.as_ref().map(ToString::to_string),
            strategic_heart: value.strategic_heart.as_ref().map(ToString::to_string),
            custodian_id: value.custodian_id,
            content: to_json(&Content::of(value)),
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<ModelRow> for Stored<Model> {
    type Error = StoreError;

    fn try_from(row: ModelRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ModelKey { brand_id: row.brand_id },
            value: model(row.purpose, row.strategic_heart, row.custodian_id, &row.content)?,
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

/// Builds a Model, draft or published, from its columns.
pub(in crate::store) fn model(
    purpose: Option<String>,
    strategic_heart: Option<String>,
    custodian_id: Option<Id<User>>,
    content: &str,
) -> Result<Model, StoreError> {
    let Content { values, principles, canvases } = from_json(content)?;
    let (purpose, strategic_heart) = (purpose.map(Text::trusted), strategic_heart.map(Text::trusted));
    Ok(Model { purpose, strategic_heart, values, principles, canvases, custodian_id })
}

/// The content of the JSON column.
#[derive(Serialize, Deserialize)]
pub(in crate::store) struct Content {
    values: Vec<Name>,
    principles: Vec<Principle>,
    canvases: Vec<Canvas>,
}

impl Content {
    pub fn of(model: &Model) -> Self {
        Self { values: model.values.clone(), principles: model.principles.clone(), canvases: model.canvases.clone() }
    }
}

keep_rows!(Model, models, ModelRow, |key| models::brand_id.eq(key.brand_id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, key: &ModelKey) -> Result<Stored<Model>, StoreError> {
    models::table
        .filter(models::organisation_id.eq(reader.organisation()))
        .filter(models::brand_id.eq(key.brand_id))
        .select(ModelRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The Models of some brands, in order of brand id; brands without one are left out.
///
/// # Errors
/// Any error of the database.
pub fn of_brands(reader: &mut Reader<'_>, brands: &[Id<Brand>]) -> Result<Vec<Stored<Model>>, StoreError> {
    let rows = models::table
        .filter(models::organisation_id.eq(reader.organisation()))
        .filter(models::brand_id.eq_any(brands.to_vec()))
        .order(models::brand_id)
        .select(ModelRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The Models of which a person is the custodian, in order of brand id.
///
/// # Errors
/// Any error of the database.
pub fn kept_by(reader: &mut Reader<'_>, custodian: Id<User>) -> Result<Vec<Stored<Model>>, StoreError> {
    let rows = models::table
        .filter(models::organisation_id.eq(reader.organisation()))
        .filter(models::custodian_id.eq(custodian))
        .order(models::brand_id)
        .select(ModelRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}
