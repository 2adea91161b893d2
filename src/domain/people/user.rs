//! People: who they are and which role they have. Passwords and sessions are not part of a person's record. Each role
//! includes those before it, so that `domain/access.rs` decides by comparing. Seats in departments are in
//! `domain/department.rs`; that an e-mail address is unique over all organisations is held by `store/people/emails.rs`.

use serde::Serialize;

use crate::domain::{
    organisation::Language,
    values::{
        record::{ById, Entity, EntityKind},
        text::{Email, Name},
        wire_enum::wire_enum,
    },
};

wire_enum! {
    /// What a person may do; each role includes those before it.
    pub enum Role {
        Viewer = "viewer",
        Member = "member",
        Manager = "manager",
        Executive = "executive",
        Admin = "admin",
    }
}

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
