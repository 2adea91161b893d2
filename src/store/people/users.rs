//! Users and their password hashes. A hash is not a member of `User`, so neither a response nor the change log can
//! contain it. The address used for sign-in is looked up in `email_addresses.rs`; sessions are in `sessions.rs`,
//! memberships in `members.rs`, hashing is in `app/sign_in/passwords.rs`.

use diesel::prelude::*;

use crate::{
    domain::{
        organisation::Tenant,
        people::{role::Role, user::User},
        values::{
            id::Id,
            record::{ById, Stamp, Stored},
            text::{Email, NO_MAIL, Name},
        },
    },
    store::engine::{
        error::StoreError,
        row::{Page, entities, keep_rows, word},
        schema::users,
        search_pattern::{anywhere, lower},
        tx::{Reader, Writer},
        types::At,
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = users, primary_key(organisation_id, id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct UserRow {
    organisation_id: Tenant,
    id: Id<User>,
    name: String,
    email: String,
    role: String,
    active: bool,
    language: String,
    version: i64,
    created_at: At,
    updated_at: At,
    department_order: String,
}

impl UserRow {
    fn new(organisation_id: Tenant, stored: &Stored<User>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            id: stored.id(),
            name: value.name.to_string(),
            email: value.email.to_string(),
            role: value.role.to_string(),
            active: value.active,
            language: value.language.to_string(),
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
            department_order: value.department_order.to_string(),
        }
    }
}

impl TryFrom<UserRow> for Stored<User> {
    type Error = StoreError;

    fn try_from(row: UserRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: ById { id: row.id },
            value: User {
                name: Name::trusted(row.name),
                email: Email::trusted(row.email),
                role: word(&row.role)?,
                active: row.active,
                language: word(&row.language)?,
                department_order: word(&row.department_order)?,
            },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(User, users, UserRow, |key| users::id.eq(key.id));

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, id: Id<User>) -> Result<Stored<User>, StoreError> {
    users::table
        .filter(users::organisation_id.eq(reader.organisation()))
        .filter(users::id.eq(id))
        .select(UserRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// The rows with these ids, in order of id; ids without a row are left out.
///
/// # Errors
/// Any error of the database.
pub fn by_ids(reader: &mut Reader<'_>, ids: &[Id<User>]) -> Result<Vec<Stored<User>>, StoreError> {
    let rows = users::table
        .filter(users::organisation_id.eq(reader.organisation()))
        .filter(users::id.eq_any(ids.to_vec()))
        .order(users::id)
        .select(UserRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

#[derive(Debug, Clone, Default)]
pub struct UserFilter {
    pub role: Option<Role>,
    pub active: Option<bool>,
    pub q: Option<String>,
}

/// A page of the matching rows, in order of id.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    filter: &UserFilter,
    page: Page<Id<User>>,
) -> Result<Vec<Stored<User>>, StoreError> {
    let mut query = users::table.filter(users::organisation_id.eq(reader.organisation())).into_boxed();
    if let Some(after) = page.after {
        query = query.filter(users::id.gt(after));
    }
    if let Some(role) = filter.role {
        query = query.filter(users::role.eq(role.as_str()));
    }
    if let Some(active) = filter.active {
        query = query.filter(users::active.eq(active));
    }
    if let Some(q) = &filter.q {
        let (in_name, in_email) =
            (lower(users::name).like(lower(anywhere(q))), lower(users::email).like(lower(anywhere(q))));
        query = query.filter(in_name.escape('\\').or(in_email.escape('\\')));
    }
    let rows = query.order(users::id).limit(page.limit).select(UserRow::as_select()).load(reader.connection)?;
    entities(rows)
}

/// The number of active admins.
///
/// # Errors
/// Any error of the database.
pub fn active_admins(reader: &mut Reader<'_>) -> Result<i64, StoreError> {
    let count = users::table
        .filter(users::organisation_id.eq(reader.organisation()))
        .filter(users::active.eq(true))
        .filter(users::role.eq(Role::Admin.as_str()))
        .count()
        .get_result(reader.connection)?;
    Ok(count)
}

/// The number of anonymised people.
///
/// # Errors
/// Any error of the database.
pub fn anonymised(reader: &mut Reader<'_>) -> Result<i64, StoreError> {
    let count = users::table
        .filter(users::organisation_id.eq(reader.organisation()))
        .filter(users::email.like(format!("%{NO_MAIL}")))
        .count()
        .get_result(reader.connection)?;
    Ok(count)
}

/// Which of these people have no password.
///
/// # Errors
/// Any error of the database.
pub fn without_password(reader: &mut Reader<'_>, ids: &[Id<User>]) -> Result<Vec<Id<User>>, StoreError> {
    let found = users::table
        .filter(users::organisation_id.eq(reader.organisation()))
        .filter(users::id.eq_any(ids.to_vec()))
        .filter(users::password_hash.is_null())
        .select(users::id)
        .load(reader.connection)?;
    Ok(found)
}

/// The person's password hash; `None` if they have no password, as before accepting the invitation.
///
/// # Errors
/// `NotFound` if there is no such person.
pub fn password_hash(reader: &mut Reader<'_>, id: Id<User>) -> Result<Option<String>, StoreError> {
    let hash = users::table
        .filter(users::organisation_id.eq(reader.organisation()))
        .filter(users::id.eq(id))
        .select(users::password_hash)
        .first(reader.connection)?;
    Ok(hash)
}

/// # Errors
/// Any error of the database.
pub fn set_password_hash(writer: &mut Writer<'_>, id: Id<User>, hash: &str) -> Result<(), StoreError> {
    let target = users::table.filter(users::organisation_id.eq(writer.organisation())).filter(users::id.eq(id));
    diesel::update(target).set(users::password_hash.eq(hash)).execute(writer.connection)?;
    Ok(())
}

/// # Errors
/// Any error of the database.
pub fn clear_password_hash(writer: &mut Writer<'_>, id: Id<User>) -> Result<(), StoreError> {
    let target = users::table.filter(users::organisation_id.eq(writer.organisation())).filter(users::id.eq(id));
    diesel::update(target).set(users::password_hash.eq(None::<String>)).execute(writer.connection)?;
    Ok(())
}
