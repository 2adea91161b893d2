//! The person who signs in with an e-mail address: unique over all organisations, so it has a table of its own keyed by
//! the address. `get` is not limited to an organisation, because at sign-in it is not yet known. The person's row has
//! the address too (`users.rs`); `app/people/users.rs` changes both in one transaction. Technical: no change log.

use diesel::prelude::*;

use crate::{
    domain::{
        organisation::Tenant,
        people::user::User,
        values::{id::Id, text::Email},
    },
    store::engine::{
        error::StoreError,
        schema::emails,
        tx::{Reader, Writer},
    },
};

/// Reserves the address for a person.
///
/// # Errors
/// `Duplicate` if somebody has it.
pub fn reserve(writer: &mut Writer<'_>, email: &Email, user: Id<User>) -> Result<(), StoreError> {
    diesel::insert_into(emails::table)
        .values((
            emails::email.eq(email.as_str()),
            emails::organisation_id.eq(writer.organisation()),
            emails::user_id.eq(user),
        ))
        .execute(writer.connection)?;
    Ok(())
}

/// # Errors
/// Any error of the database.
pub fn release(writer: &mut Writer<'_>, email: &Email) -> Result<(), StoreError> {
    let target = emails::table
        .filter(emails::organisation_id.eq(writer.organisation()))
        .filter(emails::email.eq(email.as_str()));
    diesel::delete(target).execute(writer.connection)?;
    Ok(())
}

/// The owner of an address, in any organisation.
///
/// # Errors
/// Any error of the database.
pub fn get(reader: &mut Reader<'_>, email: &Email) -> Result<Option<(Tenant, Id<User>)>, StoreError> {
    let owner = emails::table
        .filter(emails::email.eq(email.as_str()))
        .select((emails::organisation_id, emails::user_id))
        .first(reader.connection)
        .optional()?;
    Ok(owner)
}
