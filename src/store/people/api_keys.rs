//! API keys with the hashes of their secrets. The time of last use is technical: it is not a change of the key and
//! creates no revision. A key is never changed, only created and deleted. The text form of a key is defined in
//! `app/api_keys.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        people::api_key::ApiKey,
        values::{
            id::Id,
            record::{ById, Stamp, Stored},
            text::Name,
        },
    },
    store::engine::{
        error::StoreError,
        row::{Page, entities, from_json, to_json},
        schema::api_keys,
        tx::{Reader, Table, Writer},
        types::At,
    },
};

#[derive(Queryable, Selectable)]
#[diesel(table_name = api_keys)]
struct ApiKeyRow {
    id: Id<ApiKey>,
    name: String,
    scopes: String,
    expires_on: Option<NaiveDate>,
    last_used_at: Option<At>,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl TryFrom<ApiKeyRow> for Stored<ApiKey> {
    type Error = StoreError;

    fn try_from(row: ApiKeyRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: ApiKey {
                name: Name::trusted(row.name),
                scopes: from_json(&row.scopes)?,
                expires_on: row.expires_on,
                last_used_at: row.last_used_at.map(|at| at.0),
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

impl Table for ApiKey {
    fn insert(reader: &mut Reader<'_>, row: &Stored<Self>) -> Result<(), StoreError> {
        diesel::insert_into(api_keys::table)
            .values((
                api_keys::organisation_id.eq(reader.organisation()),
                api_keys::id.eq(row.id()),
                api_keys::name.eq(row.name.as_str()),
                api_keys::scopes.eq(to_json(&row.scopes)),
                api_keys::expires_on.eq(row.expires_on),
                api_keys::secret_hash.eq(Vec::<u8>::new()),
                api_keys::version.eq(row.stamp.version),
                api_keys::created_at.eq(At(row.stamp.created_at)),
                api_keys::updated_at.eq(At(row.stamp.updated_at)),
            ))
            .execute(reader.connection)?;
        Ok(())
    }

    /// Always fails: a key never changes.
    fn update(_: &mut Reader<'_>, _: &Stored<Self>) -> Result<(), StoreError> {
        Err(StoreError::Stale)
    }

    fn delete(reader: &mut Reader<'_>, key: &ById<Self>) -> Result<(), StoreError> {
        let target =
            api_keys::table.filter(api_keys::organisation_id.eq(reader.organisation())).filter(api_keys::id.eq(key.id));
        let count = diesel::delete(target).execute(reader.connection)?;
        if count == 1 { Ok(()) } else { Err(StoreError::NotFound) }
    }
}

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<ApiKey>) -> Result<Stored<ApiKey>, StoreError> {
    api_keys::table
        .filter(api_keys::organisation_id.eq(reader.organisation()))
        .filter(api_keys::id.eq(id))
        .select(ApiKeyRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// A page of the keys, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(reader: &mut Reader<'_>, page: Page<Id<ApiKey>>) -> Result<Vec<Stored<ApiKey>>, StoreError> {
    let mut query = api_keys::table.filter(api_keys::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(api_keys::id.gt(after));
    }
    let rows = query.order(api_keys::id).limit(page.limit).select(ApiKeyRow::as_select()).load(reader.connection)?;
    entities(rows)
}

/// SHA-256 of the key's secret.
///
/// # Errors
/// `NotFound` if there is no such key.
pub fn secret_hash(reader: &mut Reader<'_>, id: Id<ApiKey>) -> Result<Vec<u8>, StoreError> {
    let hash = api_keys::table
        .filter(api_keys::organisation_id.eq(reader.organisation()))
        .filter(api_keys::id.eq(id))
        .select(api_keys::secret_hash)
        .first(reader.connection)?;
    Ok(hash)
}

/// # Errors
/// Any error of the database.
pub fn set_secret_hash(writer: &mut Writer<'_>, id: Id<ApiKey>, hash: &[u8]) -> Result<(), StoreError> {
    let target =
        api_keys::table.filter(api_keys::organisation_id.eq(writer.organisation())).filter(api_keys::id.eq(id));
    diesel::update(target).set(api_keys::secret_hash.eq(hash)).execute(writer.connection)?;
    Ok(())
}

/// # Errors
/// Any error of the database.
pub fn set_last_used(writer: &mut Writer<'_>, id: Id<ApiKey>, at: DateTime<Utc>) -> Result<(), StoreError> {
    let target =
        api_keys::table.filter(api_keys::organisation_id.eq(writer.organisation())).filter(api_keys::id.eq(id));
    diesel::update(target).set(api_keys::last_used_at.eq(At(at))).execute(writer.connection)?;
    Ok(())
}
