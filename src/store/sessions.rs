//! Signed-in sessions: one row each, with the hash of the one refresh token that is valid now. Technical: no
//! log. `rotate` compares and replaces in one statement, so that of two who bring the same token only one
//! gets through. What becomes of the other, and how long a session lives, is decided in `app/sessions.rs`;
//! access tokens are stored nowhere (`app/tokens.rs`).

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::{
    error::StoreError,
    schema::sessions,
    tx::{Reader, Writer},
    types::At,
};
use crate::domain::{id::Id, user::User};

/// A person's signed-in session.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: Id<Session>,
    pub user_id: Id<User>,
    /// SHA-256 of the refresh token's secret.
    pub token_hash: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
}

type Row = (Id<Session>, Id<User>, Vec<u8>, At, At);

const COLUMNS: (sessions::id, sessions::user_id, sessions::token_hash, sessions::created_at, sessions::expires_at) =
    (sessions::id, sessions::user_id, sessions::token_hash, sessions::created_at, sessions::expires_at);

impl From<Row> for Session {
    fn from((id, user_id, token_hash, created_at, expires_at): Row) -> Self {
        Self { id, user_id, token_hash, created_at: created_at.0, expires_at: expires_at.0 }
    }
}

/// # Errors
/// Those of the engine.
pub fn insert(writer: &mut Writer<'_>, session: &Session) -> Result<(), StoreError> {
    diesel::insert_into(sessions::table)
        .values((
            sessions::organisation_id.eq(writer.organisation()),
            sessions::id.eq(session.id),
            sessions::user_id.eq(session.user_id),
            sessions::token_hash.eq(&session.token_hash),
            sessions::created_at.eq(At(session.created_at)),
            sessions::expires_at.eq(At(session.expires_at)),
        ))
        .execute(writer.connection)?;
    Ok(())
}

/// # Errors
/// Those of the engine.
pub fn get(reader: &mut Reader<'_>, id: Id<Session>) -> Result<Option<Session>, StoreError> {
    let row = sessions::table
        .filter(sessions::organisation_id.eq(reader.organisation()))
        .filter(sessions::id.eq(id))
        .select(COLUMNS)
        .first::<Row>(reader.connection)
        .optional()?;
    Ok(row.map(Session::from))
}

/// A person's sessions, the oldest first.
///
/// # Errors
/// Those of the engine.
pub fn of_user(reader: &mut Reader<'_>, user: Id<User>) -> Result<Vec<Session>, StoreError> {
    let rows = sessions::table
        .filter(sessions::organisation_id.eq(reader.organisation()))
        .filter(sessions::user_id.eq(user))
        .order(sessions::id)
        .select(COLUMNS)
        .load::<Row>(reader.connection)?;
    Ok(rows.into_iter().map(Session::from).collect())
}

/// Puts a new token in the place of `old`; answers whether `old` was still the valid one.
///
/// # Errors
/// Those of the engine.
pub fn rotate(
    writer: &mut Writer<'_>,
    id: Id<Session>,
    old: &[u8],
    new: &[u8],
    expires_at: DateTime<Utc>,
) -> Result<bool, StoreError> {
    let target = sessions::table
        .filter(sessions::organisation_id.eq(writer.organisation()))
        .filter(sessions::id.eq(id))
        .filter(sessions::token_hash.eq(old));
    let count = diesel::update(target)
        .set((sessions::token_hash.eq(new), sessions::expires_at.eq(At(expires_at))))
        .execute(writer.connection)?;
    Ok(count == 1)
}

/// # Errors
/// Those of the engine.
pub fn end(writer: &mut Writer<'_>, id: Id<Session>) -> Result<(), StoreError> {
    let target =
        sessions::table.filter(sessions::organisation_id.eq(writer.organisation())).filter(sessions::id.eq(id));
    diesel::delete(target).execute(writer.connection)?;
    Ok(())
}

/// Ends a person's sessions, but for the one to keep.
///
/// # Errors
/// Those of the engine.
pub fn end_all(writer: &mut Writer<'_>, user: Id<User>, keep: Option<Id<Session>>) -> Result<(), StoreError> {
    let target =
        sessions::table.filter(sessions::organisation_id.eq(writer.organisation())).filter(sessions::user_id.eq(user));
    match keep {
        Some(keep) => diesel::delete(target.filter(sessions::id.ne(keep))).execute(writer.connection)?,
        None => diesel::delete(target).execute(writer.connection)?,
    };
    Ok(())
}
