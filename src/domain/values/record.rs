//! What all stored entities have in common: a key, a value and a stamp. Serialised, an entity is the resource of the
//! REST API and also `before` and `after` in the change log, so both always show the same members. The list of entity
//! kinds and the format of times are here too. How rows are versioned is in `store/engine/tx.rs` and
//! `store/engine/row.rs`, entries of the log are in `domain/change.rs`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, Serializer, de::DeserializeOwned};

use super::{id::Id, wire_enum::wire_enum};

wire_enum! {
    /// The kinds of entities whose changes are logged.
    pub enum EntityKind {
        Organisation = "organisation",
        User = "user",
        Department = "department",
        Member = "member",
        Brand = "brand",
        Model = "model",
        ModelVersion = "model_version",
        Cycle = "cycle",
        Objective = "objective",
        KeyResult = "key_result",
        CheckIn = "check_in",
        Kpi = "kpi",
        Target = "target",
        Measurement = "measurement",
        ScoringPolicy = "scoring_policy",
        ApiKey = "api_key",
        Meeting = "meeting",
        MeetingConfidence = "meeting_confidence",
        Blocker = "blocker",
        Decision = "decision",
    }
}

/// A value that is stored, versioned and logged.
pub trait Entity: Clone + PartialEq + Serialize {
    const KIND: EntityKind;
    type Key: EntityKey;
}

/// What identifies an entity within its organisation; it serialises as the members of the key.
pub trait EntityKey: Clone + Serialize {
    /// The key as one string, as the change log shows it: the parts of a compound key are joined by `/`.
    fn text(&self) -> String;
}

/// The key of an entity with an id of its own.
#[derive(Serialize, Deserialize)]
#[serde(bound = "")]
pub struct ById<T> {
    pub id: Id<T>,
}

impl<T> Clone for ById<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for ById<T> {}

impl<T> EntityKey for ById<T> {
    fn text(&self) -> String {
        self.id.to_string()
    }
}

/// Version and times of a stored entity. Versions count 1, 2, 3, ...; an entity that was never stored has 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub version: i64,
    #[serde(serialize_with = "rfc3339")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "rfc3339")]
    pub updated_at: DateTime<Utc>,
}

impl Stamp {
    #[must_use]
    pub const fn first(now: DateTime<Utc>) -> Self {
        Self { version: 1, created_at: now, updated_at: now }
    }

    #[must_use]
    pub fn next(self, now: DateTime<Utc>) -> Self {
        Self { version: self.version + 1, updated_at: now.max(self.updated_at), ..self }
    }
}

/// A time as the API writes it: UTC with `Z`, microseconds.
///
/// # Errors
/// Those of the serialiser.
pub fn rfc3339<S: Serializer>(at: &DateTime<Utc>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(&at.to_rfc3339_opts(chrono::SecondsFormat::Micros, true))
}

/// The same for an optional time, which is written as `null` if absent.
///
/// # Errors
/// Those of the serialiser.
#[expect(clippy::ref_option, reason = "serde calls it so")]
pub fn rfc3339_or_null<S: Serializer>(at: &Option<DateTime<Utc>>, serializer: S) -> Result<S::Ok, S::Error> {
    match at {
        Some(at) => rfc3339(at, serializer),
        None => serializer.serialize_none(),
    }
}

/// An entity as it is stored.
#[derive(Clone, Serialize, Deserialize)]
#[serde(bound(serialize = "", deserialize = "T: DeserializeOwned, T::Key: DeserializeOwned"))]
pub struct Stored<T: Entity> {
    #[serde(flatten)]
    pub key: T::Key,
    #[serde(flatten)]
    pub value: T,
    #[serde(flatten)]
    pub stamp: Stamp,
}

impl<T: Entity<Key = ById<T>>> Stored<T> {
    #[must_use]
    pub const fn id(&self) -> Id<T> {
        self.key.id
    }
}

impl<T: Entity> std::ops::Deref for Stored<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

/// The representation of an entity that was never stored: the defaults with version 0 and no times.
#[derive(Serialize)]
#[serde(bound = "")]
pub struct NeverSet<T: Entity> {
    #[serde(flatten)]
    key: T::Key,
    #[serde(flatten)]
    value: T,
    version: i64,
    created_at: Option<DateTime<Utc>>,
    updated_at: Option<DateTime<Utc>>,
}

impl<T: Entity> NeverSet<T> {
    #[must_use]
    pub const fn new(key: T::Key, value: T) -> Self {
        Self { key, value, version: 0, created_at: None, updated_at: None }
    }
}
