//! Members of departments: rows keyed by department and person. `seats` reads only what `domain/access.rs` needs for
//! permissions. `app/departments/members.rs` checks that only managers and above lead; people are in `users.rs`,
//! departments in `store/departments.rs`.

use diesel::prelude::*;

use crate::{
    domain::{
        access::Seat,
        department::{Department, Member, MemberKey},
        organisation::Tenant,
        people::user::User,
        values::{
            id::Id,
            record::{Stamp, Stored},
        },
    },
    store::engine::{
        error::StoreError,
        row::{Page, entities, keep_rows},
        schema::members,
        tx::Reader,
        types::At,
    },
};

#[derive(Queryable, Selectable, Insertable, AsChangeset)]
#[diesel(table_name = members, primary_key(organisation_id, department_id, user_id), treat_none_as_null = true, treat_none_as_default_value = false)]
struct MemberRow {
    organisation_id: Tenant,
    department_id: Id<Department>,
    user_id: Id<User>,
    lead: bool,
    ambassador: bool,
    version: i64,
    created_at: At,
    updated_at: At,
}

impl MemberRow {
    fn new(organisation_id: Tenant, stored: &Stored<Member>) -> Self {
        let value = &stored.value;
        Self {
            organisation_id,
            department_id: stored.key.department_id,
            user_id: stored.key.user_id,
            lead: value.lead,
            ambassador: value.ambassador,
            version: stored.stamp.version,
            created_at: At(stored.stamp.created_at),
            updated_at: At(stored.stamp.updated_at),
        }
    }
}

impl TryFrom<MemberRow> for Stored<Member> {
    type Error = StoreError;

    fn try_from(row: MemberRow) -> Result<Self, StoreError> {
        Ok(Self {
            key: MemberKey { department_id: row.department_id, user_id: row.user_id },
            value: Member { lead: row.lead, ambassador: row.ambassador },
            stamp: Stamp { version: row.version, created_at: row.created_at.0, updated_at: row.updated_at.0 },
        })
    }
}

keep_rows!(Member, members, MemberRow, |key| members::department_id
    .eq(key.department_id)
    .and(members::user_id.eq(key.user_id)));

/// The row with this key, if there is one.
///
/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, key: &MemberKey) -> Result<Option<Stored<Member>>, StoreError> {
    match find(reader, key) {
        Ok(stored) => Ok(Some(stored)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error),
    }
}

/// # Errors
/// `NotFound` if there is no such row.
pub fn find(reader: &mut Reader<'_>, key: &MemberKey) -> Result<Stored<Member>, StoreError> {
    members::table
        .filter(members::organisation_id.eq(reader.organisation()))
        .filter(members::department_id.eq(key.department_id))
        .filter(members::user_id.eq(key.user_id))
        .select(MemberRow::as_select())
        .first(reader.connection)?
        .try_into()
}

/// A page of a department's members, in order of user id.
///
/// # Errors
/// Any error of the database.
pub fn list(
    reader: &mut Reader<'_>,
    department: Id<Department>,
    page: Page<Id<User>>,
) -> Result<Vec<Stored<Member>>, StoreError> {
    let mut query = members::table
        .filter(members::organisation_id.eq(reader.organisation()))
        .filter(members::department_id.eq(department))
        .into_boxed();
    if let Some(after) = page.after {
        query = query.filter(members::user_id.gt(after));
    }
    let rows =
        query.order(members::user_id).limit(page.limit).select(MemberRow::as_select()).load(reader.connection)?;
    entities(rows)
}

/// The members of some departments, by department and user id.
///
/// # Errors
/// Any error of the database.
pub fn of_departments(
    reader: &mut Reader<'_>,
    departments: &[Id<Department>],
) -> Result<Vec<Stored<Member>>, StoreError> {
    let rows = members::table
        .filter(members::organisation_id.eq(reader.organisation()))
        .filter(members::department_id.eq_any(departments.to_vec()))
        .order((members::department_id, members::user_id))
        .select(MemberRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// A person's memberships, in order of department id.
///
/// # Errors
/// Any error of the database.
pub fn of_user(reader: &mut Reader<'_>, user: Id<User>) -> Result<Vec<Stored<Member>>, StoreError> {
    let rows = members::table
        .filter(members::organisation_id.eq(reader.organisation()))
        .filter(members::user_id.eq(user))
        .order(members::department_id)
        .select(MemberRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The memberships of some people, by user and department id.
///
/// # Errors
/// Any error of the database.
pub fn of_users(reader: &mut Reader<'_>, users: &[Id<User>]) -> Result<Vec<Stored<Member>>, StoreError> {
    let rows = members::table
        .filter(members::organisation_id.eq(reader.organisation()))
        .filter(members::user_id.eq_any(users.to_vec()))
        .order((members::user_id, members::department_id))
        .select(MemberRow::as_select())
        .load(reader.connection)?;
    entities(rows)
}

/// The departments that a person belongs to, and whether they lead there.
///
/// # Errors
/// Any error of the database.
pub fn seats(reader: &mut Reader<'_>, user: Id<User>) -> Result<Vec<Seat>, StoreError> {
    let rows = members::table
        .filter(members::organisation_id.eq(reader.organisation()))
        .filter(members::user_id.eq(user))
        .select((members::department_id, members::lead))
        .load::<(Id<Department>, bool)>(reader.connection)?;
    Ok(rows.into_iter().map(|(department_id, lead)| Seat { department_id, lead }).collect())
}
