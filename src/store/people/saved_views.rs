//! Views of lists that people keep under a name, a row each. Technical: no change log, since a view is nobody else's
//! business. What a view holds is in `domain/people/saved_view.rs`, the rules are in `app/people/saved_views.rs`.
//! Anonymising a person deletes theirs, and rewrites what others wrote.

use std::collections::BTreeMap;

use diesel::prelude::*;

use crate::{
    domain::{
        organisation::Tenant,
        people::{saved_view::SavedView, user::User},
        values::{id::Id, text::Name},
    },
    store::engine::{
        error::StoreError,
        row::{entities, from_json, to_json, word},
        schema::saved_views,
        tx::{Reader, Writer},
        types::At,
    },
};

#[derive(Queryable, Selectable, Insertable)]
#[diesel(table_name = saved_views)]
struct SavedViewRow {
    organisation_id: Tenant,
    id: Id<SavedView>,
    user_id: Id<User>,
    list: String,
    name: String,
    parameters: String,
    created_at: At,
}

impl TryFrom<SavedViewRow> for SavedView {
    type Error = StoreError;

    fn try_from(row: SavedViewRow) -> Result<Self, StoreError> {
        let parameters: BTreeMap<String, String> = from_json(&row.parameters)?;
        Ok(Self {
            id: row.id,
            user_id: row.user_id,
            list: word(&row.list)?,
            name: Name::trusted(row.name),
            parameters,
            created_at: row.created_at.0,
        })
    }
}

/// A person's views, the oldest first.
///
/// # Errors
/// Any error of the database.
pub fn of_user(reader: &mut Reader<'_>, user: Id<User>) -> Result<Vec<SavedView>, StoreError> {
    let rows = saved_views::table
        .filter(saved_views::organisation_id.eq(reader.organisation()))
        .filter(saved_views::user_id.eq(user))
        .order((saved_views::created_at, saved_views::id))
        .select(SavedViewRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, id: Id<SavedView>) -> Result<Option<SavedView>, StoreError> {
    let row = saved_views::table
        .filter(saved_views::organisation_id.eq(reader.organisation()))
        .filter(saved_views::id.eq(id))
        .select(SavedViewRow::as_select())
        .first(reader.connection)
        .optional()?;
    row.map(SavedView::try_from).transpose()
}

/// Stores a view, in place of the one with this id if there is one.
///
/// # Errors
/// Any error of the database.
pub fn put(writer: &mut Writer<'_>, view: &SavedView) -> Result<(), StoreError> {
    delete(writer, view.id)?;
    let row = SavedViewRow {
        organisation_id: writer.organisation(),
        id: view.id,
        user_id: view.user_id,
        list: view.list.to_string(),
        name: view.name.to_string(),
        parameters: to_json(&view.parameters),
        created_at: At(view.created_at),
    };
    diesel::insert_into(saved_views::table).values(&row).execute(writer.connection)?;
    Ok(())
}

/// # Errors
/// Any error of the database.
pub fn delete(writer: &mut Writer<'_>, id: Id<SavedView>) -> Result<(), StoreError> {
    let target = saved_views::table
        .filter(saved_views::organisation_id.eq(writer.organisation()))
        .filter(saved_views::id.eq(id));
    diesel::delete(target).execute(writer.connection)?;
    Ok(())
}

/// Deletes all views of a person.
///
/// # Errors
/// Any error of the database.
pub fn delete_all(writer: &mut Writer<'_>, user: Id<User>) -> Result<(), StoreError> {
    let target = saved_views::table
        .filter(saved_views::organisation_id.eq(writer.organisation()))
        .filter(saved_views::user_id.eq(user));
    diesel::delete(target).execute(writer.connection)?;
    Ok(())
}
