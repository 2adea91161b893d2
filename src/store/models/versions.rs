//! Published versions of Marketing Models, in the order of their numbers. A version is inserted, and deleted with its
//! brand, but never updated. The next number is determined within the write, which holds the organisation's lock;
//! `app/models/versions.rs` checks that a new version differs from the last one. The draft is in `store/models`.

use diesel::prelude::*;

use super::{Content, model};
use crate::{
    domain::{
        brand::Brand,
        model::version::{ModelVersion, ModelVersionKey},
        organisation::Tenant,
        people::user::User,
        values::{
            id::Id,
            record::{Stamp, Stored},
            text::Text,
        },
    },
    store::engine::{
        error::StoreError,
        row::{Page, entities, to_json},
        schema::model_versions,
        tx::{Reader, Table},
        types::At,
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = model_versions)]
struct ModelVersionRow {
    organisation_id: Tenant,
    brand_id: Id<Brand>,
    number: i64,
    note: String,
    published_by: Option<Id<User>>,
    purpose: Option<String>,
    strategic_heart: Option<String>,
    custodian_id: Option<Id<User>>,
    content: String,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl TryFrom<ModelVersionRow> for Stored<ModelVersion> {
    type Error = StoreError;

    fn try_from(row: ModelVersionRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ModelVersionKey { brand_id: row.brand_id, number: row.number },
            value: ModelVersion {
                note: Text::trusted(row.note),
                published_by: row.published_by,
                model: model(row.purpose, row.strategic_heart, row.custodian_id, &row.content)?,
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

impl Table for ModelVersion {
    fn insert(reader: &mut Reader<'_>, stored: &Stored<Self>) -> Result<(), StoreError> {
        let (value, model) = (&stored.value, &stored.value.model);
        let row = ModelVersionRow {
            organisation_id: reader.organisation(),
            brand_id: stored.key.brand_id,
            number: stored.key.number,
            note: value.note.to_string(),
            published_by: value.published_by,
            purpose: model.purpose.as_ref().map(ToString::to_string),
            strategic_heart: model.strategic_heart.as_ref().map(ToString::to_string),
            custodian_id: model.custodian_id,
            content: to_json(&Content::of(model)),
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        };
        diesel::insert_into(model_versions::table).values(&row).execute(reader.connection)?;
        Ok(())
    }

    /// Always fails: a version never changes.
    fn update(_: &mut Reader<'_>, _: &Stored<Self>) -> Result<(), StoreError> {
        Err(StoreError::Stale)
    }

    fn delete(reader: &mut Reader<'_>, key: &ModelVersionKey) -> Result<(), StoreError> {
        let target = model_versions::table
            .filter(model_versions::organisation_id.eq(reader.organisation()))
            .filter(model_versions::brand_id.eq(key.brand_id))
            .filter(model_versions::number.eq(key.number));
        let count = diesel::delete(target).execute(reader.connection)?;
        if count == 1 { Ok(()) } else { Err(StoreError::NotFound) }
    }
}

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, key: &ModelVersionKey) -> Result<Stored<ModelVersion>, StoreError> {
    model_versions::table
        .filter(model_versions::organisation_id.eq(reader.organisation()))
        .filter(model_versions::brand_id.eq(key.brand_id))
        .filter(model_versions::number.eq(key.number))
        .select(ModelVersionRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The last published version of a brand's Model, if there is one.
///
/// # Errors
/// Any error of the database.
pub fn newest(reader: &mut Reader<'_>, brand: Id<Brand>) -> Result<Option<Stored<ModelVersion>>, StoreError> {
    let row = model_versions::table
        .filter(model_versions::organisation_id.eq(reader.organisation()))
        .filter(model_versions::brand_id.eq(brand))
        .order(model_versions::number.desc())
        .select(ModelVersionRow::as_select())
        .first(reader.connection)
        .optional()?;
    row.map(Stored::try_from).transpose()
}

/// A page of the versions of a brand's Model, in the order of their numbers.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    brand: Id<Brand>,
    page: Page<i64>,
) -> Result<Vec<Stored<ModelVersion>>, StoreError> {
    let rows = model_versions::table
        .filter(model_versions::organisation_id.eq(reader.organisation()))
        .filter(model_versions::brand_id.eq(brand))
        .filter(model_versions::number.gt(page.after.unwrap_or(0)))
        .order(model_versions::number)
        .limit(page.limit)
        .select(ModelVersionRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The versions published by a person, by brand and number.
///
/// # Errors
/// Any error of the database.
pub fn published_by(reader: &mut Reader<'_>, user: Id<User>) -> Result<Vec<Stored<ModelVersion>>, StoreError> {
    let rows = model_versions::table
        .filter(model_versions::organisation_id.eq(reader.organisation()))
        .filter(model_versions::published_by.eq(user))
        .order((model_versions::brand_id, model_versions::number))
        .select(ModelVersionRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}
