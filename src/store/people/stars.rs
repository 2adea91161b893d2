//! What people follow, a row for each star. Technical: no change log, since a star is nobody else's business and changes
//! nothing that others see. Which things can be followed is in `domain/people/star.rs`; things that are deleted leave
//! their stars behind, and `app/people/stars.rs` skips these.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::{
    domain::{
        organisation::Tenant,
        people::{star::StarredKind, user::User},
        values::id::Id,
    },
    store::engine::{
        error::StoreError,
        row::word,
        schema::stars,
        tx::{Reader, Writer},
        types::At,
    },
};

#[derive(Debug, Clone, Copy)]
pub struct Star {
    pub kind: StarredKind,
    pub id: Uuid,
    pub created_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = stars)]
struct StarRow {
    organisation_id: Tenant,
    user_id: Id<User>,
    entity: String,
    entity_id: Id<()>,
    created_at: At,
}

/// What a person follows, in the order in which they began.
///
/// # Errors
/// Any error of the database.
pub fn of_user(reader: &mut Reader<'_>, user: Id<User>) -> Result<Vec<Star>, StoreError> {
    let rows = stars::table
        .filter(stars::organisation_id.eq(reader.organisation()))
        .filter(stars::user_id.eq(user))
        .order((stars::created_at, stars::entity_id))
        .select(StarRow::as_select())
        .load(reader.connection)?;
    let star =
        |row: StarRow| Ok(Star { kind: word(&row.entity)?, id: row.entity_id.uuid(), created_at: row.created_at.0 });
    rows.into_iter().map(star).collect()
}

/// # Errors
/// Any error of the database.
pub fn insert(writer: &mut Writer<'_>, user_id: Id<User>, star: &Star) -> Result<(), StoreError> {
    let row = StarRow {
        organisation_id: writer.organisation(),
        user_id,
        entity: star.kind.to_string(),
        entity_id: Id::new(star.id),
        created_at: At(star.created_at),
    };
    diesel::insert_into(stars::table).values(&row).execute(writer.connection)?;
    Ok(())
}

/// # Errors
/// Any error of the database.
pub fn delete(writer: &mut Writer<'_>, user: Id<User>, (kind, id): (StarredKind, Uuid)) -> Result<(), StoreError> {
    let target = stars::table
        .filter(stars::organisation_id.eq(writer.organisation()))
        .filter(stars::user_id.eq(user))
        .filter(stars::entity.eq(kind.as_str()))
        .filter(stars::entity_id.eq(Id::<()>::new(id)));
    diesel::delete(target).execute(writer.connection)?;
    Ok(())
}

/// Deletes all stars of a person.
///
/// # Errors
/// Any error of the database.
pub fn delete_all(writer: &mut Writer<'_>, user: Id<User>) -> Result<(), StoreError> {
    let target = stars::table.filter(stars::organisation_id.eq(writer.organisation())).filter(stars::user_id.eq(user));
    diesel::delete(target).execute(writer.connection)?;
    Ok(())
}
