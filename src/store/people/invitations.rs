//! Open invitations: at most one per person, with the hash of its token. Technical: no change log; the use case notes a
//! new invitation on the person's record. Expiry is not checked here but in `app/people/users.rs`; an accepted
//! invitation is deleted. Tokens are generated and hashed in `app/sign_in/secrets.rs`.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{people::user::User, values::id::Id},
    store::engine::{
        error::StoreError,
        schema::{invitations, users},
        tx::{Reader, Writer},
        types::At,
    },
};

#[derive(Debug, Clone)]
pub struct Invitation {
    /// SHA-256 of the token's secret.
    pub token_hash: Vec<u8>,
    pub expires_at: DateTime<Utc>,
}

/// Opens an invitation, replacing an earlier one.
///
/// # Errors
/// Any error of the database.
pub fn open(
    writer: &mut Writer<'_>,
    user: Id<User>,
    token_hash: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    close(writer, user)?;
    diesel::insert_into(invitations::table)
        .values((
            invitations::organisation_id.eq(writer.organisation()),
            invitations::user_id.eq(user),
            invitations::token_hash.eq(token_hash),
            invitations::expires_at.eq(At(expires_at)),
        ))
        .execute(writer.connection)?;
    Ok(())
}

/// A person's open invitation.
///
/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, user: Id<User>) -> Result<Option<Invitation>, StoreError> {
    let row = invitations::table
        .filter(invitations::organisation_id.eq(reader.organisation()))
        .filter(invitations::user_id.eq(user))
        .select((invitations::token_hash, invitations::expires_at))
        .first::<(Vec<u8>, At)>(reader.connection)
        .optional()?;
    Ok(row.map(|(token_hash, expires_at)| Invitation { token_hash, expires_at: expires_at.0 }))
}

/// When invitations expire, by person.
pub type Expiries = Vec<(Id<User>, DateTime<Utc>)>;

/// When the open invitations of some people expire.
///
/// # Errors
/// Any error of the database.
pub fn expiries(reader: &mut Reader<'_>, users: &[Id<User>]) -> Result<Expiries, StoreError> {
    let rows: Vec<(Id<User>, At)> = invitations::table
        .filter(invitations::organisation_id.eq(reader.organisation()))
        .filter(invitations::user_id.eq_any(users.to_vec()))
        .select((invitations::user_id, invitations::expires_at))
        .load(reader.connection)?;
    Ok(rows.into_iter().map(|(user, expires_at)| (user, expires_at.0)).collect())
}

/// # Errors
/// Any error of the database.
pub fn close(writer: &mut Writer<'_>, user: Id<User>) -> Result<(), StoreError> {
    let target = invitations::table
        .filter(invitations::organisation_id.eq(writer.organisation()))
        .filter(invitations::user_id.eq(user));
    diesel::delete(target).execute(writer.connection)?;
    Ok(())
}

/// Deletes the expired invitations of people who have a password, who are not shown as invited; answers how many they
/// were.
///
/// # Errors
/// Any error of the database.
pub fn delete_expired(writer: &mut Writer<'_>, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let with_password = users::table
        .filter(users::organisation_id.eq(writer.organisation()))
        .filter(users::password_hash.is_not_null())
        .select(users::id);
    let target = invitations::table
        .filter(invitations::organisation_id.eq(writer.organisation()))
        .filter(invitations::expires_at.le(At(now)))
        .filter(invitations::user_id.eq_any(with_password));
    Ok(diesel::delete(target).execute(writer.connection)?)
}
