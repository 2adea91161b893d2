//! A meeting about a cycle, of a department or of the whole company, with what it leaves behind: everybody's confidence
//! in the key results, blockers, decisions, minutes. What people rate is never serialised, so neither the change log nor
//! any list shows it: only `app/meetings/confidence.rs` gives it out, to its author at once and to others when the
//! facilitator shows all of it together. Who may do what is in `access.rs` and `app/meetings/allowed.rs`.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    key_result::KeyResult,
    objective::Objective,
    people::user::User,
    values::{
        id::Id,
        record::{ById, Entity, EntityKey, EntityKind},
        text::{Name, Text},
        wire_enum::wire_enum,
    },
};

wire_enum! {
    /// The state of a meeting. One that ended is read-only until it is opened again.
    pub enum MeetingState {
        Planned = "planned",
        Open = "open",
        Ended = "ended",
    }
}

wire_enum! {
    /// Whether a blocker is still in the way.
    pub enum BlockerState {
        Open = "open",
        Resolved = "resolved",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Meeting {
    pub brand_id: Id<Brand>,
    pub cycle_id: Id<Cycle>,
    /// `None` for a meeting of the whole company.
    pub department_id: Option<Id<Department>>,
    pub title: Name,
    pub held_on: NaiveDate,
    pub state: MeetingState,
    pub facilitator_id: Option<Id<User>>,
    /// The key results that people rate; when empty, all active ones of the department or company.
    pub key_result_ids: Vec<Id<KeyResult>>,
    /// Whether everybody sees what each person rated.
    pub confidence_shown: bool,
    pub minutes: Option<Text>,
    /// The day on which it ended, and the last revision then.
    pub ended_on: Option<NaiveDate>,
    pub ended_revision: Option<i64>,
}

impl Meeting {
    #[must_use]
    pub fn has_ended(&self) -> bool {
        self.state == MeetingState::Ended
    }

    /// Whether both meetings are of the same brand, cycle and department.
    #[must_use]
    pub fn has_scope_of(&self, other: &Self) -> bool {
        let scope = |one: &Self| (one.brand_id, one.cycle_id, one.department_id);
        scope(self) == scope(other)
    }
}

impl Entity for Meeting {
    const KIND: EntityKind = EntityKind::Meeting;
    type Key = ById<Self>;
}

/// The confidence of a person, from 0 to 10, in key results of a meeting.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MeetingConfidence {
    #[serde(skip)]
    pub ratings: BTreeMap<Id<KeyResult>, u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MeetingConfidenceKey {
    pub meeting_id: Id<Meeting>,
    pub user_id: Id<User>,
}

impl EntityKey for MeetingConfidenceKey {
    fn text(&self) -> String {
        format!("{}/{}", self.meeting_id, self.user_id)
    }
}

impl Entity for MeetingConfidence {
    const KIND: EntityKind = EntityKind::MeetingConfidence;
    type Key = MeetingConfidenceKey;
}

/// Something that is in the way, raised in a meeting; it stays on the list of the next ones until it is resolved.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Blocker {
    pub meeting_id: Id<Meeting>,
    pub text: Text,
    pub owner_id: Option<Id<User>>,
    pub due_on: Option<NaiveDate>,
    pub key_result_id: Option<Id<KeyResult>>,
    pub state: BlockerState,
    pub resolved_on: Option<NaiveDate>,
}

impl Blocker {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state == BlockerState::Open
    }
}

impl Entity for Blocker {
    const KIND: EntityKind = EntityKind::Blocker;
    type Key = ById<Self>;
}

/// What a meeting decided, about an objective, a key result, or neither.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Decision {
    pub meeting_id: Id<Meeting>,
    pub text: Text,
    pub objective_id: Option<Id<Objective>>,
    pub key_result_id: Option<Id<KeyResult>>,
    pub owner_id: Option<Id<User>>,
    pub due_on: Option<NaiveDate>,
}

impl Entity for Decision {
    const KIND: EntityKind = EntityKind::Decision;
    type Key = ById<Self>;
}
