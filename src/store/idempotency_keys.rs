//! Responses stored for retries, by credential, path and key. Technical: no change log and no revision, but they are
//! written in the transaction of the write that they answer. What is stored and for how long is decided in
//! `app/idempotency.rs`, which also encrypts it.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::engine::{
    error::StoreError,
    schema::idempotency_keys,
    tx::{Reader, Tx, Writer},
    types::At,
};
use crate::domain::values::id::Id;

/// The person or API key that sent the request.
#[derive(Debug)]
pub struct Credential;

/// The key of a stored response within its organisation.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RowKey {
    pub credential: Id<Credential>,
    pub path: String,
    pub key: String,
}

/// A stored response.
#[derive(Debug, Clone)]
pub struct KeptRow {
    /// SHA-256 of the request's body.
    pub request_hash: Vec<u8>,
    pub status: u16,
    pub location: Option<String>,
    pub tag: Option<String>,
    /// The encrypted body of the response.
    pub body: Vec<u8>,
    pub created_at: DateTime<Utc>,
}

type Columns = (Vec<u8>, i64, Option<String>, Option<String>, Vec<u8>, At);

/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, key: &RowKey) -> Result<Option<KeptRow>, StoreError> {
    let row = idempotency_keys::table
        .filter(idempotency_keys::organisation_id.eq(reader.organisation()))
        .filter(idempotency_keys::credential.eq(key.credential))
        .filter(idempotency_keys::path.eq(&key.path))
        .filter(idempotency_keys::key.eq(&key.key))
        .select((
            idempotency_keys::request_hash,
            idempotency_keys::status,
            idempotency_keys::location,
            idempotency_keys::tag,
            idempotency_keys::body,
            idempotency_keys::created_at,
        ))
        .first::<Columns>(reader.connection)
        .optional()?;
    Ok(row.map(|(request_hash, status, location, tag, body, created_at)| KeptRow {
        request_hash,
        status: u16::try_from(status).unwrap_or_default(),
        location,
        tag,
        body,
        created_at: created_at.0,
    }))
}

/// # Errors
/// `Duplicate` if a response is already stored for the key.
pub fn insert(tx: &mut Tx<'_>, key: &RowKey, row: &KeptRow) -> Result<(), StoreError> {
    let rows = diesel::insert_into(idempotency_keys::table)
        .values((
            idempotency_keys::organisation_id.eq(tx.organisation()),
            idempotency_keys::credential.eq(key.credential),
            idempotency_keys::path.eq(&key.path),
            idempotency_keys::key.eq(&key.key),
            idempotency_keys::request_hash.eq(&row.request_hash),
            idempotency_keys::status.eq(i64::from(row.status)),
            idempotency_keys::location.eq(&row.location),
            idempotency_keys::tag.eq(&row.tag),
            idempotency_keys::body.eq(&row.body),
            idempotency_keys::created_at.eq(At(row.created_at)),
        ))
        .execute(tx.connection)?;
    tx.count_technical(rows);
    Ok(())
}

/// Deletes the organisation's responses stored up to a time.
///
/// # Errors
/// Any error of the database.
pub fn forget_before(writer: &mut Writer<'_>, time: DateTime<Utc>) -> Result<usize, StoreError> {
    let target = idempotency_keys::table
        .filter(idempotency_keys::organisation_id.eq(writer.organisation()))
        .filter(idempotency_keys::created_at.le(At(time)));
    Ok(diesel::delete(target).execute(writer.connection)?)
}

/// As `forget_before`, as a part of a write.
///
/// # Errors
/// Those of the engine.
pub fn forget_before_within(tx: &mut Tx<'_>, time: DateTime<Utc>) -> Result<(), StoreError> {
    let rows = forget_before(tx, time)?;
    tx.count_technical(rows);
    Ok(())
}

/// The key of each of the organisation's responses, and when it was stored, the oldest first.
///
/// # Errors
/// Any error of the database.
pub fn list(reader: &mut Reader<'_>) -> Result<Vec<(RowKey, DateTime<Utc>)>, StoreError> {
    let rows = idempotency_keys::table
        .filter(idempotency_keys::organisation_id.eq(reader.organisation()))
        .order(idempotency_keys::created_at)
        .select((
            idempotency_keys::credential,
            idempotency_keys::path,
            idempotency_keys::key,
            idempotency_keys::created_at,
        ))
        .load::<(Id<Credential>, String, String, At)>(reader.connection)?;
    Ok(rows.into_iter().map(|(credential, path, key, at)| (RowKey { credential, path, key }, at.0)).collect())
}

/// # Errors
/// Any error of the database.
pub fn forget(tx: &mut Tx<'_>, key: &RowKey) -> Result<(), StoreError> {
    let target = idempotency_keys::table
        .filter(idempotency_keys::organisation_id.eq(tx.organisation()))
        .filter(idempotency_keys::credential.eq(key.credential))
        .filter(idempotency_keys::path.eq(&key.path))
        .filter(idempotency_keys::key.eq(&key.key));
    let rows = diesel::delete(target).execute(tx.connection)?;
    tx.count_technical(rows);
    Ok(())
}
