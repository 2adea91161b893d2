//! API keys: what another program may do in an organisation, by scopes instead of a role. What each scope allows is in
//! `domain/access.rs`. The secret is not part of the record, so that it can neither be shown nor logged;
//! `app/api_keys.rs` generates and checks it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

use crate::domain::values::{
    record::{ById, Entity, EntityKind, rfc3339_or_null},
    text::Name,
    wire_enum::wire_enum,
};

wire_enum! {
    /// What a key may do.
    pub enum Scope {
        /// Everything that an executive may read, including the change log.
        Read = "read",
        CheckInsWrite = "check-ins:write",
        /// Record measurements of KPIs.
        KpisWrite = "kpis:write",
        /// Everything that a manager of all departments may do, and changes to KPIs and targets.
        PlanWrite = "plan:write",
        /// Add, change, invite people and hand over from them, but not admins; change the members of departments.
        PeopleWrite = "people:write",
        Admin = "admin",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ApiKey {
    pub name: Name,
    pub scopes: Vec<Scope>,
    /// The last day on which it is valid.
    pub expires_on: Option<NaiveDate>,
    #[serde(serialize_with = "rfc3339_or_null")]
    pub last_used_at: Option<DateTime<Utc>>,
}

impl Entity for ApiKey {
    const KIND: EntityKind = EntityKind::ApiKey;
    type Key = ById<Self>;
}
