//! The roles that people have. Each includes those before it, so permissions are decided by comparing roles.
//! What a role allows is decided in `domain/access.rs` and nowhere else.
//! Who has which role is part of the person, in `user.rs`.

use crate::domain::values::wire_enum::wire_enum;

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
