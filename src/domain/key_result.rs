//! A key result: a measurable part of an objective, owned by a named person. Which changes need a reason in an active
//! cycle is in `domain/scoring/entering.rs`. Measures are in `domain/measure`, check-ins in `check_in.rs`; proposing and
//! confirming is in `app/key_results`, scoring in `domain/scoring/readings/attainment.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    cycle::Cycle,
    kpi::Kpi,
    measure::Measure,
    objective::Objective,
    people::user::User,
    scoring::status::Status,
    values::{
        id::Id,
        record::{ById, Entity, EntityKind},
        text::{Name, Reason, Text},
        wire_enum::wire_enum,
    },
};

wire_enum! {
    /// Whether the whole target is promised (committed), or reaching a part of it is already a success (aspirational).
    pub enum Ambition {
        Committed = "committed",
        Aspirational = "aspirational",
    }
}

wire_enum! {
    /// A proposed key result does not count until a lead activates it.
    pub enum KeyResultState {
        Proposed = "proposed",
        Active = "active",
        Cancelled = "cancelled",
    }
}

/// A status set by a person instead of the computed one; it lapses at the next check-in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StatusOverride {
    pub status: Status,
    pub reason: Reason,
    #[serde(skip)]
    pub set_at: DateTime<Utc>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyResult {
    pub objective_id: Id<Objective>,
    /// The objective's cycle.
    #[serde(skip, default = "unknown")]
    pub cycle_id: Id<Cycle>,
    pub title: Name,
    pub description: Option<Text>,
    pub owner_id: Option<Id<User>>,
    pub weight: f64,
    pub ambition: Ambition,
    pub measure: Measure,
    pub check_in_every_days: u32,
    pub external_ref: Option<Name>,
    /// The KPI whose value it follows; nobody then checks in by hand.
    pub kpi_id: Option<Id<Kpi>>,
    pub state: KeyResultState,
    /// The day from which a cancelled key result no longer counts; `None` if it counts on no day.
    #[serde(skip)]
    pub cancelled_on: Option<NaiveDate>,
    /// The first day on which it counts; `None` from the cycle's start.
    #[serde(default)]
    pub counts_from: Option<NaiveDate>,
    pub status_override: Option<StatusOverride>,
    /// The key result of a closed cycle that this one continues.
    pub carried_from_id: Option<Id<KeyResult>>,
    /// The grade that people gave it when the cycle was closed, in 0..1; it never changes a score.
    pub grade: Option<f64>,
    pub grade_comment: Option<Text>,
    /// The place among its neighbours on pages, which are sorted by it; of equal ones the older comes first.
    #[serde(default)]
    pub position: i64,
}

/// The cycle of a key result in the change log, which does not name it.
fn unknown() -> Id<Cycle> {
    Id::new(Uuid::nil())
}

impl Entity for KeyResult {
    const KIND: EntityKind = EntityKind::KeyResult;
    type Key = ById<Self>;
}
