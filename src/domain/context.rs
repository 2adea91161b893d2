//! The context of every use case: the actor, the organisation and the current time. Only the authenticating extractor,
//! the command line and the jobs create one (sign-up, sign-in, refresh and accepting an invitation are the anonymous
//! cases), so nothing below them runs unauthenticated or reads a clock.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    access::Actor,
    organisation::{Tenant, TimeZone},
};

#[derive(Debug, Clone)]
pub struct Ctx {
    pub actor: Actor,
    pub organisation: Tenant,
    pub time_zone: TimeZone,
    pub now: DateTime<Utc>,
    pub request_id: String,
    /// The versions that the caller expects of the entity it changes (`If-Match`).
    pub expected: Option<Expected>,
    /// The organisation's last revision at the time the caller was authenticated by access token.
    pub seen: Option<i64>,
}

/// What a caller expects of the version of the entity it changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expected {
    /// That it exists.
    Any,
    /// That its version is one of these.
    Versions(Vec<i64>),
}

impl Ctx {
    #[must_use]
    pub const fn new(
        actor: Actor,
        organisation: Tenant,
        time_zone: TimeZone,
        now: DateTime<Utc>,
        request_id: String,
    ) -> Self {
        Self { actor, organisation, time_zone, now, request_id, expected: None, seen: None }
    }

    /// For the program itself, or for somebody who has not signed in yet.
    #[must_use]
    pub fn system(organisation: Tenant, now: DateTime<Utc>, request_id: String) -> Self {
        Self::new(Actor::system(), organisation, TimeZone::UTC, now, request_id)
    }

    /// Today's date in the organisation's time zone.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.time_zone.day(self.now)
    }
}
