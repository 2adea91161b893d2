//! An objective: what a department wants to reach in a cycle, with a mandatory statement of how that serves the brand's
//! purpose. It counts in its own department and in those that it is shared with; its parent objective does not affect
//! the score. Its key results are in `key_result.rs`, the principles it refers to in `domain/model`; references are
//! validated in `app/objectives`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    model::Principle,
    people::user::User,
    values::{
        id::Id,
        record::{ById, Entity, EntityKind},
        text::{Name, Text},
        wire_enum::wire_enum,
    },
};

wire_enum! {
    /// The state of an objective. A cancelled one and its key results do not count from that day on.
    pub enum ObjectiveState {
        Active = "active",
        Cancelled = "cancelled",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Objective {
    pub brand_id: Id<Brand>,
    pub cycle_id: Id<Cycle>,
    pub department_id: Id<Department>,
    pub title: Name,
    pub description: Option<Text>,
    /// How it serves the brand's purpose.
    pub contribution: Text,
    pub principle_ids: Vec<Id<Principle>>,
    /// The parent objective that this one is aligned to; it does not affect the score.
    pub parent_id: Option<Id<Objective>>,
    /// The other departments in which it counts.
    pub shared_with: Vec<Id<Department>>,
    pub owner_id: Option<Id<User>>,
    pub weight: f64,
    #[serde(default = "active")]
    pub state: ObjectiveState,
    /// The day from which a cancelled objective no longer counts; `None` if it counts on no day.
    #[serde(skip)]
    pub cancelled_on: Option<NaiveDate>,
    /// The first day on which it counts; `None` from the cycle's start.
    #[serde(default)]
    pub counts_from: Option<NaiveDate>,
    /// The objective of a closed cycle that this one continues.
    pub carried_from_id: Option<Id<Objective>>,
    /// The place among its neighbours on pages, which are sorted by it; of equal ones the older comes first.
    #[serde(default)]
    pub position: i64,
}

/// The state of those in the change log of versions that did not know it.
const fn active() -> ObjectiveState {
    ObjectiveState::Active
}

impl Objective {
    #[must_use]
    pub fn is_cancelled(&self) -> bool {
        self.state == ObjectiveState::Cancelled
    }

    /// Every department in which it counts, its own first.
    #[must_use]
    pub fn departments(&self) -> Vec<Id<Department>> {
        std::iter::once(self.department_id).chain(self.shared_with.iter().copied()).collect()
    }
}

impl Entity for Objective {
    const KIND: EntityKind = EntityKind::Objective;
    type Key = ById<Self>;
}
