//! API keys: what another program may do in an organisation, by scopes instead of a role. What each scope allows is in
//! `access.rs`. The secret is not part of the record, so that it can neither be shown nor logged; `app/api_keys.rs`
//! makes and checks it.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Serialize, Serializer};

use super::{
    record::{ById, Entity, EntityKind, rfc3339},
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
    #[serde(serialize_with = "when")]
    pub last_used_at: Option<DateTime<Utc>>,
}

#[expect(clippy::ref_option, reason = "serde calls it so")]
fn when<S: Serializer>(at: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => rfc3339(at, serializer),
        None => serializer.serialize_none(),
    }
}

impl Entity for ApiKey {
    const KIND: EntityKind = EntityKind::ApiKey;
    type Key = ById<Self>;
}
