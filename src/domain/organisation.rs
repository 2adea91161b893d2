//! The organisation: the tenant, its time zone (whose days every date means) and its language. `Tenant` is the id that
//! every row carries; `TimeZone` is what turns a time into a day. How one is founded, with its first admin and brand,
//! is in `app/organisations.rs`; its revision belongs to the change log (`store/changes.rs`) and not to its value.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::values::{
    fault::{Fault, FaultCode},
    id::Id,
    record::{ById, Entity, EntityKind},
    text::Name,
    wire_enum::wire_enum,
};

wire_enum! {
    /// The languages of the interface.
    pub enum Language {
        English = "en",
        Italian = "it",
    }
}

/// An IANA time zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeZone(chrono_tz::Tz);

impl TimeZone {
    pub const UTC: Self = Self(chrono_tz::UTC);

    /// # Errors
    /// A fault when no such time zone is known.
    pub fn parse(name: &str) -> Result<Self, Fault> {
        name.parse().map(Self).map_err(|_| Fault::new(FaultCode::BadFormat, "fault-time-zone"))
    }

    /// The names to choose from: every place of a continent or an ocean, and UTC.
    pub fn names() -> impl Iterator<Item = &'static str> {
        const AREAS: [&str; 9] =
            ["Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific"];
        let placed = |name: &&str| name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area));
        std::iter::once("UTC").chain(chrono_tz::TZ_VARIANTS.iter().map(|zone| zone.name()).filter(placed))
    }

    #[must_use]
    pub fn name(self) -> &'static str {
        self.0.name()
    }

    /// The day that it is there at `at`.
    #[must_use]
    pub fn day(self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.0).date_naive()
    }

    /// What the clocks show there at `at`.
    #[must_use]
    pub fn clock(self, at: DateTime<Utc>) -> NaiveTime {
        at.with_timezone(&self.0).time()
    }

    /// When the clocks there show `time` on `day`: the first time they do; read as UTC where they are put forward over it.
    #[must_use]
    pub fn at(self, day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let local = day.and_time(time);
        local.and_local_timezone(self.0).earliest().map_or_else(|| local.and_utc(), |at| at.to_utc())
    }
}

impl Serialize for TimeZone {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

impl<'de> Deserialize<'de> for TimeZone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        Self::parse(&name).map_err(|fault| serde::de::Error::custom(format!("{fault:?}")))
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Organisation {
    pub name: Name,
    pub time_zone: TimeZone,
    pub language: Language,
}

impl Entity for Organisation {
    const KIND: EntityKind = EntityKind::Organisation;
    type Key = ById<Self>;
}

/// The organisation whose rows a caller may touch.
pub type Tenant = Id<Organisation>;
