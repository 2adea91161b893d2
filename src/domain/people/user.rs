//! A person's record. Passwords and sessions are not part of it, roles are in `role.rs`, seats in departments in
//! `domain/department.rs`.
//! `store/people/emails.rs` keeps e-mail addresses unique across organisations.

use serde::Serialize;

use super::role::Role;
use crate::domain::{
    organisation::Language,
    values::{
        record::{ById, Entity, EntityKind},
        text::{Email, Name},
    },
};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct User {
    pub name: Name,
    pub email: Email,
    pub role: Role,
    pub active: bool,
    pub language: Language,
}

impl Entity for User {
    const KIND: EntityKind = EntityKind::User;
    type Key = ById<Self>;
}
