//! API keys: what another program may do in an organisation, by scopes instead of a role. What each scope allows is in
//! `domain/access.rs`. The secret is not part of the record, so that it can neither be shown nor logged; `app/api_keys.rs`
//! makes and checks it.

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
        /// What an executive may read, the change log included.
        Read = "read",
        CheckInsWrite = "check-ins:write",
        /// Measurements.
        KpisWrite = "kpis:write",
        /// What a manager of every department may, and KPIs and targets.
        PlanWrite = "plan:write",
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
