//! Drafts of forms, one for each person and form: the fields and their values, as JSON. Technical: no change log and no
//! revision, but a draft is deleted in the transaction that saves what it holds. What is stored, and how long, is
//! decided in `app/drafts.rs`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::engine::{
    error::StoreError,
    row::{from_json, to_json},
    schema::drafts,
    tx::{Reader, Tx, Writer},
    types::At,
};
use crate::domain::{people::user::User, values::id::Id};

/// The fields of a form, by name.
pub type DraftFields = Vec<(String, String)>;

/// # Errors
/// Any error of the database.
pub fn get(
    reader: &mut Reader<'_>,
    user: Id<User>,
    form: &str,
) -> Result<Option<(DraftFields, DateTime<Utc>)>, StoreError> {
    let row = drafts::table
        .filter(drafts::organisation_id.eq(reader.organisation()))
        .filter(drafts::user_id.eq(user))
        .filter(drafts::form.eq(form))
        .select((drafts::content, drafts::updated_at))
        .first::<(String, At)>(reader.connection)
        .optional()?;
    row.map(|(content, at)| Ok((from_json(&content)?, at.0))).transpose()
}

/// Stores a draft in place of the one before; without fields there is none. Returns how many rows were written.
///
/// # Errors
/// Any error of the database.
pub fn put(writer: &mut Writer<'_>, user: Id<User>, form: &str, fields: &DraftFields) -> Result<usize, StoreError> {
    let target = drafts::table
        .filter(drafts::organisation_id.eq(writer.organisation()))
        .filter(drafts::user_id.eq(user))
        .filter(drafts::form.eq(form));
    let deleted = diesel::delete(target).execute(writer.connection)?;
    if fields.is_empty() {
        return Ok(deleted);
    }
    let row = (
        drafts::organisation_id.eq(writer.organisation()),
        drafts::user_id.eq(user),
        drafts::form.eq(form),
        drafts::content.eq(to_json(fields)),
        drafts::updated_at.eq(At(writer.ctx().now)),
    );
    Ok(deleted + diesel::insert_into(drafts::table).values(row).execute(writer.connection)?)
}

/// As `put`, as a part of a write.
///
/// # Errors
/// Any error of the database.
pub fn put_within(tx: &mut Tx<'_>, user: Id<User>, form: &str, fields: &DraftFields) -> Result<(), StoreError> {
    let rows = put(tx, user, form, fields)?;
    tx.count_technical(rows);
    Ok(())
}

/// Form, fields and time of each draft of a person.
///
/// # Errors
/// Any error of the database.
pub fn of_user(
    reader: &mut Reader<'_>,
    user: Id<User>,
) -> Result<Vec<(String, DraftFields, DateTime<Utc>)>, StoreError> {
    let rows = drafts::table
        .filter(drafts::organisation_id.eq(reader.organisation()))
        .filter(drafts::user_id.eq(user))
        .order(drafts::form)
        .select((drafts::form, drafts::content, drafts::updated_at))
        .load::<(String, String, At)>(reader.connection)?;
    rows.into_iter().map(|(form, content, at)| Ok((form, from_json(&content)?, at.0))).collect()
}

/// Deletes all drafts of a person.
///
/// # Errors
/// Any error of the database.
pub fn forget(tx: &mut Tx<'_>, user: Id<User>) -> Result<(), StoreError> {
    let target = drafts::table.filter(drafts::organisation_id.eq(tx.organisation())).filter(drafts::user_id.eq(user));
    let rows = diesel::delete(target).execute(tx.connection)?;
    tx.count_technical(rows);
    Ok(())
}

/// Deletes the drafts that were not touched since a time; returns how many they were.
///
/// # Errors
/// Any error of the database.
pub fn delete_before(writer: &mut Writer<'_>, time: DateTime<Utc>) -> Result<usize, StoreError> {
    let target =
        drafts::table.filter(drafts::organisation_id.eq(writer.organisation())).filter(drafts::updated_at.le(At(time)));
    Ok(diesel::delete(target).execute(writer.connection)?)
}
