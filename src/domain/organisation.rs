//! The organisation (the tenant), its time zone, in which all dates are meant, and its language. `Tenant` is the id
//! that every row carries; `TimeZone` converts a time to a day. Sign-up, with the first admin and brand, is in
//! `app/organisations.rs`; the revision belongs to the change log (`store/engine/pending_changes.rs`), not to this
//! value.

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
    /// A fault if there is no time zone of that name.
    pub fn parse(name: &str) -> Result<Self, Fault> {
        name.parse().map(Self).map_err(|_| Fault::new(FaultCode::BadFormat, "fault-time-zone"))
    }

    /// The names offered for selection: all zones of a continent or an ocean, and UTC.
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

    /// The local date at `at`.
    #[must_use]
    pub fn day(self, at: DateTime<Utc>) -> NaiveDate {
        at.with_timezone(&self.0).date_naive()
    }

    /// The local time at `at`.
    #[must_use]
    pub fn clock(self, at: DateTime<Utc>) -> NaiveTime {
        at.with_timezone(&self.0).time()
    }

    /// The instant of the local `time` on `day`: the earlier one if it occurs twice; read as UTC if the clocks skip it.
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

/// The month, 1 to 12, with which the fiscal year begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FiscalYear(u32);

impl FiscalYear {
    /// The one that begins in January.
    pub const CALENDAR: Self = Self(1);

    /// `None` if there is no such month.
    #[must_use]
    pub fn starting(month: u32) -> Option<Self> {
        (1..=12).contains(&month).then_some(Self(month))
    }

    #[must_use]
    pub const fn first_month(self) -> u32 {
        self.0
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Organisation {
    pub name: Name,
    pub time_zone: TimeZone,
    pub language: Language,
    pub fiscal_year_starts: FiscalYear,
    /// Whether the Scorecard shows the guide to the first score.
    pub guided: bool,
}

impl Entity for Organisation {
    const KIND: EntityKind = EntityKind::Organisation;
    type Key = ById<Self>;
}

/// The id of the organisation whose rows a caller may access.
pub type Tenant = Id<Organisation>;
