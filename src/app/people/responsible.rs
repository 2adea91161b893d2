//! Who may take something on: owners, leads and custodians must be active. Whoever had it before they were deactivated
//! keeps it until it is handed over (`reassignment.rs`). Called by the use cases of objectives, key results, seats and
//! Models; whether a person may lead by their role is asked in `app/departments/members.rs`.

use crate::{
    app::{Reader, error::Result},
    domain::{
        people::user::User,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            message::Message,
        },
    },
    store::people::users,
};

/// A fault at the pointer when something is newly given to a person who is deactivated.
///
/// # Errors
/// Those of the database.
pub fn deactivated(
    reader: &mut Reader<'_>,
    pointer: &str,
    was: Option<Id<User>>,
    new: Option<Id<User>>,
) -> Result<Option<Fault>> {
    let Some(id) = new.filter(|_| new != was) else { return Ok(None) };
    let person = users::find(reader, id)?;
    Ok((!person.active).then(|| fault(pointer, &person)))
}

/// The fault of giving something to somebody who is deactivated.
#[must_use]
pub fn fault(pointer: &str, person: &User) -> Fault {
    let told = Message::new("fault-person-deactivated").with("name", person.name.as_str());
    Fault::at(pointer, FaultCode::NotAllowed, told)
}
