//! Departments and their members. A membership (seat) has no id of its own: it is identified by department and person,
//! and says whether that person is a lead or an ambassador there. What a lead may do is in `access.rs`; which
//! departments take part in a score is decided in `domain/scoring/tree.rs`, their weights are in `scoring_policy.rs`.

use serde::{Deserialize, Serialize};

use super::{
    people::user::User,
    values::{
        id::Id,
        record::{ById, Entity, EntityKey, EntityKind},
        text::{Name, Text},
    },
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Department {
    pub name: Name,
    pub code: Option<Name>,
    pub description: Option<Text>,
    pub archived: bool,
}

impl Entity for Department {
    const KIND: EntityKind = EntityKind::Department;
    type Key = ById<Self>;
}

/// A person's seat in a department.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Member {
    pub lead: bool,
    pub ambassador: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MemberKey {
    pub department_id: Id<Department>,
    pub user_id: Id<User>,
}

impl EntityKey for MemberKey {
    fn text(&self) -> String {
        format!("{}/{}", self.department_id, self.user_id)
    }
}

impl Entity for Member {
    const KIND: EntityKind = EntityKind::Member;
    type Key = MemberKey;
}
