//! Parses the commands on people: adding and changing them, changing one's own data, passwords, and the
//! filters of the list. The use cases are in `users.rs`; the command to hand over is in
//! `reassignment.rs`.

use crate::{
    app::input::{Command, Fields},
    domain::{
        department::Department,
        organisation::Language,
        people::{
            role::Role,
            user::{DepartmentOrder, User},
        },
        values::{
            id::Id,
            text::{Email, Name, NewPassword, Password},
        },
    },
    store::people::users::UserFilter,
};

#[derive(Debug, Clone)]
pub struct NewUser {
    pub name: Name,
    pub email: Email,
    pub role: Role,
    pub active: bool,
    /// Defaults to the organisation's language.
    pub language: Option<Language>,
    /// A department that the person belongs to from the beginning, and whether they lead it.
    pub department_id: Option<Id<Department>>,
    pub lead: bool,
}

/// A partial update of a person; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct UserPatch {
    pub name: Option<Name>,
    pub email: Option<Email>,
    pub role: Option<Role>,
    pub active: Option<bool>,
    pub language: Option<Language>,
}

impl Command for NewUser {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (name, email, role) = (fields.required("name"), fields.required("email"), fields.required("role"));
        let active = fields.field("active", Some(true));
        let language = fields.given("language");
        let (department_id, lead) = (fields.field("department_id", Some(None)), fields.field("lead", Some(false)));
        Some(Self {
            name: name?,
            email: email?,
            role: role?,
            active: active?,
            language,
            department_id: department_id?,
            lead: lead?,
        })
    }
}

impl Command for UserPatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            name: fields.given("name"),
            email: fields.given("email"),
            role: fields.given("role"),
            active: fields.given("active"),
            language: fields.given("language"),
        })
    }
}

impl UserPatch {
    pub(super) fn over(self, was: &User) -> User {
        let was = was.clone();
        User {
            name: self.name.unwrap_or(was.name),
            email: self.email.unwrap_or(was.email),
            role: self.role.unwrap_or(was.role),
            active: self.active.unwrap_or(was.active),
            language: self.language.unwrap_or(was.language),
            department_order: was.department_order,
        }
    }
}

/// A partial update of the actor's own data; `None` leaves a field as it is.
#[derive(Debug, Clone, Default)]
pub struct MePatch {
    pub name: Option<Name>,
    pub language: Option<Language>,
    pub department_order: Option<DepartmentOrder>,
}

impl Command for MePatch {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self {
            name: fields.given("name"),
            language: fields.given("language"),
            department_order: fields.given("department_order"),
        })
    }
}

/// The input of accepting an invitation.
#[derive(Clone)]
pub struct AcceptInvitation {
    pub password: NewPassword,
}

impl Command for AcceptInvitation {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        Some(Self { password: fields.required("password")? })
    }
}

#[derive(Clone)]
pub struct ChangePassword {
    pub current: Password,
    pub new: NewPassword,
}

impl Command for ChangePassword {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (current, new) = (fields.required("current_password"), fields.required("new_password"));
        Some(Self { current: current?, new: new? })
    }
}

impl Command for UserFilter {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (role, active, q) = (fields.optional("role"), fields.optional("active"), fields.optional::<Name>("q"));
        Some(Self { role: role?, active: active?, q: q?.map(Name::into_string) })
    }
}
