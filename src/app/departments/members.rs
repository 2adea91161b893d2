//! Members of departments: who belongs to one, who leads it and who is its ambassador. Only managers and above may
//! lead; the other half of that rule, that a lead keeps such a role, is in `app/people/users.rs`. What a seat allows is
//! in `domain/access.rs`; the seats are read again at every request, by `app/sign_in/sessions.rs`.

use crate::{
    app::{
        error::Result,
        expect,
        input::{Command, Fields, Parsed},
        listing::{Listed, Query},
        people::responsible,
        require,
    },
    domain::{
        access::Action,
        department::{Department, Member, MemberKey},
        people::user::User,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            message::{Message, Place},
            record::Stored,
        },
    },
    store::{
        departments,
        engine::tx::{Reader, Tx},
        people::{members, users},
    },
};

/// # Errors
/// `not_found` for the department.
pub fn list(reader: &mut Reader<'_>, id: Id<Department>, query: &Query<()>) -> Result<Listed<Stored<Member>>> {
    departments::find(reader, id)?;
    let ((), page) = query.validate(reader)?;
    let rows = members::list(reader, id, page)?;
    Ok(Listed::new(rows, &page, |row| row.key.user_id.to_string()))
}

/// A person's seat in a department.
///
/// # Errors
/// `not_found`.
pub fn show(reader: &mut Reader<'_>, department_id: Id<Department>, user_id: Id<User>) -> Result<Stored<Member>> {
    Ok(members::find(reader, &MemberKey { department_id, user_id })?)
}

/// The members of some departments, department by department.
///
/// # Errors
/// Those of the database.
pub fn of_departments(reader: &mut Reader<'_>, ids: &[Id<Department>]) -> Result<Vec<Stored<Member>>> {
    Ok(members::of_departments(reader, ids)?)
}

/// The seats of some people, by person.
///
/// # Errors
/// Those of the database.
pub fn of_users(reader: &mut Reader<'_>, ids: &[Id<User>]) -> Result<Vec<Stored<Member>>> {
    Ok(members::of_users(reader, ids)?)
}

/// The contents of a person's seat.
#[derive(Debug, Clone, Copy)]
pub struct PutMember {
    pub lead: bool,
    pub ambassador: bool,
}

impl Command for PutMember {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (lead, ambassador) = (fields.field("lead", Some(false)), fields.field("ambassador", Some(false)));
        Some(Self { lead: lead?, ambassador: ambassador? })
    }
}

/// Puts a person into a department, or changes their seat there. Returns whether the seat is new.
///
/// # Errors
/// `not_found` for the department or the person, `forbidden`; `invalid` when the person's role does not allow them to
/// lead.
pub fn replace(
    tx: &mut Tx<'_>,
    department_id: Id<Department>,
    user_id: Id<User>,
    put: &Parsed<PutMember>,
) -> Result<(Stored<Member>, bool)> {
    departments::find(tx, department_id)?;
    let user = users::find(tx, user_id)?;
    require(tx.ctx(), Action::ManagePeople { admin: false })?;
    let key = MemberKey { department_id, user_id };
    let current = members::get(tx, &key)?;
    expect(tx.ctx(), current.as_ref().map_or(0, |member| member.stamp.version))?;
    let member = put.validate_with(tx, |PutMember { lead, ambassador }, faults| {
        if lead && !user.role.may_lead() {
            let why = Message::new("fault-lead-below-manager").with("name", user.name.as_str());
            let why = why.with("role", Place::Word("a-role", user.role.to_string()));
            faults.push(Fault::at("/lead", FaultCode::NotAllowed, why));
        } else if lead && !user.active && !current.as_ref().is_some_and(|seat| seat.lead) {
            faults.push(responsible::fault("/lead", &user));
        }
        Some(Member { lead, ambassador })
    })?;
    match current {
        Some(current) => Ok((tx.update(current, member)?, false)),
        None => Ok((tx.create(key, member)?, true)),
    }
}

/// # Errors
/// `not_found`, `forbidden`.
pub fn delete(tx: &mut Tx<'_>, department_id: Id<Department>, user_id: Id<User>) -> Result<()> {
    let current = members::find(tx, &MemberKey { department_id, user_id })?;
    require(tx.ctx(), Action::ManagePeople { admin: false })?;
    expect(tx.ctx(), current.stamp.version)?;
    Ok(tx.delete(&current)?)
}
