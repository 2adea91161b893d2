//! What people follow: they star a thing to see it first in lists and gathered on their own page.
//! Stars are personal: nobody else sees them, and they change no score.
//! The rows are in `store/people/stars.rs`.

use crate::domain::values::{record::EntityKind, wire_enum::wire_enum};

wire_enum! {
    /// The kinds of things that can be followed.
    pub enum StarredKind {
        Objective = "objective",
        KeyResult = "key_result",
        Kpi = "kpi",
        Department = "department",
        User = "user",
    }
}

impl StarredKind {
    #[must_use]
    pub const fn entity(self) -> EntityKind {
        match self {
            Self::Objective => EntityKind::Objective,
            Self::KeyResult => EntityKind::KeyResult,
            Self::Kpi => EntityKind::Kpi,
            Self::Department => EntityKind::Department,
            Self::User => EntityKind::User,
        }
    }
}
