//! Views of lists that a person keeps under a name: the filters and the sorting, as the list's address has them. Brand,
//! cycle and day are not part of a view, so that it serves in every cycle. Views are personal.
//! The rows are in `store/people/saved_views.rs`.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::Serialize;

use crate::domain::{
    people::user::User,
    values::{id::Id, record::rfc3339, text::Name, wire_enum::wire_enum},
};

wire_enum! {
    /// The lists that have views.
    pub enum SavedList {
        Objectives = "objectives",
        KeyResults = "key_results",
        Kpis = "kpis",
        People = "people",
    }
}

impl SavedList {
    /// The address of the list's page.
    #[must_use]
    pub const fn path(self) -> &'static str {
        match self {
            Self::Objectives => "/objectives",
            Self::KeyResults => "/key-results",
            Self::Kpis => "/kpis",
            Self::People => "/people",
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct SavedView {
    pub id: Id<SavedView>,
    #[serde(skip)]
    pub user_id: Id<User>,
    pub list: SavedList,
    pub name: Name,
    /// The parameters of the list's address, such as `status` and `sort`.
    #[serde(rename = "query")]
    pub parameters: BTreeMap<String, String>,
    #[serde(serialize_with = "rfc3339")]
    pub created_at: DateTime<Utc>,
}
