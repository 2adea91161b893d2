//! Sessions of signed-in people: one row each, with the hash of its valid token. Technical: no change log. `rotate`
//! compares and replaces in one statement, so that of two requests with the same token only one succeeds. What happens
//! to the other, and how long a session lives, is decided in `app/sign_in/sessions.rs`; access tokens are not stored
//! (`app/sign_in/tokens.rs`). The token of a browser's session is its cookie.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use crate::{
    domain::{
        organisation::Tenant,
        people::{session::SessionKind, user::User},
        values::id::Id,
    },
    store::engine::{
        error::StoreError,
        row::{entities, word},
        schema::sessions,
        tx::{Reader, Writer},
        types::At,
    },
};

/// A session of a signed-in person.
#[derive(Debug, Clone)]
pub struct Session {
    pub id: Id<Session>,
    pub user_id: Id<User>,
    /// SHA-256 of the token's secret.
    pub token_hash: Vec<u8>,
    pub created_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub kind: SessionKind,
    /// The client's `User-Agent` header.
    pub user_agent: Option<String>,
    pub seen_at: Option<DateTime<Utc>>,
    /// The end of the visit before this one.
    pub previous_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = sessions, treat_none_as_default_value = false)]
struct SessionRow {
    organisation_id: Tenant,
    id: Id<Session>,
    user_id: Id<User>,
    token_hash: Vec<u8>,
    created_at: At,
    expires_at: At,
    kind: String,
    user_agent: Option<String>,
    seen_at: Option<At>,
    previous_at: Option<At>,
}

impl TryFrom<SessionRow> for Session {
    type Error = StoreError;

    fn try_from(row: SessionRow) -> Result<Self, StoreError> {
        Ok(Self {
            id: row.id,
            user_id: row.user_id,
            token_hash: row.token_hash,
            created_at: row.created_at.0,
            expires_at: row.expires_at.0,
            kind: word(&row.kind)?,
            user_agent: row.user_agent,
            seen_at: row.seen_at.map(|at| at.0),
            previous_at: row.previous_at.map(|at| at.0),
        })
    }
}

/// # Errors
/// Any error of the database.
pub fn insert(writer: &mut Writer<'_>, session: &Session) -> Result<(), StoreError> {
    let row = SessionRow {
        organisation_id: writer.organisation(),
        id: session.id,
        user_id: session.user_id,
        token_hash: session.token_hash.clone(),
        created_at: At(session.created_at),
        expires_at: At(session.expires_at),
        kind: session.kind.to_string(),
        user_agent: session.user_agent.clone(),
        seen_at: session.seen_at.map(At),
        previous_at: session.previous_at.map(At),
    };
    diesel::insert_into(sessions::table).values(&row).execute(writer.connection)?;
    Ok(())
}

/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, id: Id<Session>) -> Result<Option<Session>, StoreError> {
    let row = sessions::table
        .filter(sessions::organisation_id.eq(reader.organisation()))
        .filter(sessions::id.eq(id))
        .select(SessionRow::as_select())
        .first(reader.connection)
        .optional()?;
    row.map(Session::try_from).transpose()
}

/// A person's sessions, the oldest first.
///
/// # Errors
/// Any error of the database.
pub fn of_user(reader: &mut Reader<'_>, user: Id<User>) -> Result<Vec<Session>, StoreError> {
    let rows = sessions::table
        .filter(sessions::organisation_id.eq(reader.organisation()))
        .filter(sessions::user_id.eq(user))
        .order(sessions::id)
        .select(SessionRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// Records when a session was last used and until when it is valid.
///
/// # Errors
/// Any error of the database.
pub fn seen(
    writer: &mut Writer<'_>,
    id: Id<Session>,
    (at, previous_at): (DateTime<Utc>, Option<DateTime<Utc>>),
    expires_at: DateTime<Utc>,
) -> Result<(), StoreError> {
    let target =
        sessions::table.filter(sessions::organisation_id.eq(writer.organisation())).filter(sessions::id.eq(id));
    let previous = sessions::previous_at.eq(previous_at.map(At));
    diesel::update(target)
        .set((sessions::seen_at.eq(At(at)), previous, sessions::expires_at.eq(At(expires_at))))
        .execute(writer.connection)?;
    Ok(())
}

/// Replaces the token `old` by a new one; returns whether `old` was still the valid one.
///
/// # Errors
/// Any error of the database.
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
/// Any error of the database.
pub fn end(writer: &mut Writer<'_>, id: Id<Session>) -> Result<(), StoreError> {
    let target =
        sessions::table.filter(sessions::organisation_id.eq(writer.organisation())).filter(sessions::id.eq(id));
    diesel::delete(target).execute(writer.connection)?;
    Ok(())
}

/// Ends a person's sessions except the one to keep.
///
/// # Errors
/// Any error of the database.
pub fn end_all(writer: &mut Writer<'_>, user: Id<User>, keep: Option<Id<Session>>) -> Result<(), StoreError> {
    let target =
        sessions::table.filter(sessions::organisation_id.eq(writer.organisation())).filter(sessions::user_id.eq(user));
    match keep {
        Some(keep) => diesel::delete(target.filter(sessions::id.ne(keep))).execute(writer.connection)?,
        None => diesel::delete(target).execute(writer.connection)?,
    };
    Ok(())
}

/// Deletes the sessions that have expired; answers how many they were.
///
/// # Errors
/// Those of the engine.
pub fn delete_expired(writer: &mut Writer<'_>, now: DateTime<Utc>) -> Result<usize, StoreError> {
    let target = sessions::table
        .filter(sessions::organisation_id.eq(writer.organisation()))
        .filter(sessions::expires_at.le(At(now)));
    Ok(diesel::delete(target).execute(writer.connection)?)
}
