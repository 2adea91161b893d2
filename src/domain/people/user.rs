//! People: their name, address, role and language. Passwords and sessions are not part of the record. Each role
//! includes those before it, so `domain/access.rs` decides by comparing them. Membership of departments is in
//! `domain/department.rs`; `store/people/email_addresses.rs` keeps e-mail addresses unique over all organisations.

use serde::Serialize;

use super::role::Role;
use crate::domain::{
    organisation::Language,
    values::{
        record::{ById, Entity, EntityKind},
        text::{Email, Name},
        wire_enum::wire_enum,
    },
};

wire_enum! {
    /// The order in which a person sees departments.
    pub enum DepartmentOrder {
        Weakest = "weakest_first",
        Name = "by_name",
        Added = "as_added",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct User {
    pub name: Name,
    pub email: Email,
    pub role: Role,
    pub active: bool,
    pub language: Language,
    pub department_order: DepartmentOrder,
}

impl Entity for User {
    const KIND: EntityKind = EntityKind::User;
    type Key = ById<Self>;
}
