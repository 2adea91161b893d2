//! Who belongs to which department, who leads it and who is its ambassador. Only managers and above may lead; the other
//! half of that rule, that a lead keeps such a role, is in `users.rs`. What a seat allows is decided in
//! `domain/access.rs`, and `sessions.rs` reads the seats anew at every request.

use super::{
    error::Result,
    input::Input,
    listing::{ListQuery, Listed},
    require,
};
use crate::{
    domain::{
        access::Action,
        department::{Department, Member, MemberKey},
        fault::{Fault, FaultCode},
        id::Id,
        record::Stored,
        user::{Role, User},
    },
    store::{
        departments,
        error::StoreError,
        members,
        tx::{Reader, Tx},
        users,
    },
};

/// # Errors
/// `not_found` for the department.
pub fn list(reader: &mut Reader<'_>, id: Id<Department>, query: &ListQuery) -> Result<Listed<Stored<Member>>> {
    departments::find(reader, id)?;
    let ((), page) = query.read(reader, |_| Some(()))?;
    let rows = members::list(reader, id, page)?;
    Ok(Listed::new(rows, &page, |row| row.key.user_id.to_string()))
}

/// Puts a person into a department, or changes their seat there. Answers whether the seat is new.
///
/// # Errors
/// `not_found` for the department or the person, `forbidden`; `invalid` when the role does not allow to lead.
pub fn replace(
    tx: &mut Tx<'_>,
    department_id: Id<Department>,
    user_id: Id<User>,
    input: &Input,
) -> Result<(Stored<Member>, bool)> {
    departments::find(tx, department_id)?;
    let user = users::find(tx, user_id)?;
    require(tx.ctx(), Action::Administer)?;
    let member = input.read(tx, |fields| {
        let (lead, ambassador) = (fields.field("lead", Some(false)), fields.field("ambassador", Some(false)));
        if lead == Some(true) && user.role < Role::Manager {
            let detail = format!("{} is a {}; only managers and above may lead.", user.name, user.role);
            fields.fault(Fault::at("/lead", FaultCode::NotAllowed, detail));
        }
        Some(Member { lead: lead?, ambassador: ambassador? })
    })?;
    let key = MemberKey { department_id, user_id };
    match members::find(tx, &key) {
        Ok(current) => Ok((tx.update(current, member)?, false)),
        Err(StoreError::NotFound) => Ok((tx.create(key, member)?, true)),
        Err(error) => Err(error.into()),
    }
}

/// # Errors
/// `not_found`, `forbidden`.
pub fn delete(tx: &mut Tx<'_>, department_id: Id<Department>, user_id: Id<User>) -> Result<()> {
    let current = members::find(tx, &MemberKey { department_id, user_id })?;
    require(tx.ctx(), Action::Administer)?;
    Ok(tx.delete(&current)?)
}
