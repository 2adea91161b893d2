//! A check-in: what somebody observed of a key result on a day, with their confidence in reaching it. It holds a value
//! or steps, depending on the kind of measure, and can mark a done step as not done again. Which check-in counts on a
//! date is decided in `domain/scoring/plan/observations.rs`, who may write one in `app/check_ins`; measurements of a
//! KPI are in `domain/kpi`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    key_result::KeyResult,
    measure::Step,
    people::user::User,
    scoring::status::Status,
    values::{
        id::Id,
        record::{ById, Entity, EntityKind},
        text::{Name, Text},
    },
};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckIn {
    pub key_result_id: Id<KeyResult>,
    pub author_id: Option<Id<User>>,
    /// The observed value of a number or range.
    pub value: Option<f64>,
    pub steps_done: Vec<Id<Step>>,
    #[serde(default)]
    pub steps_undone: Vec<Id<Step>>,
    pub observed_on: NaiveDate,
    /// From 0 to 10, as stated by the author; it never enters the score.
    pub confidence: Option<u8>,
    pub note: Option<Text>,
    /// Where the figure comes from, such as the name of a system.
    pub source: Option<Name>,
}

/// The highest confidence; the lowest is 0.
pub const CONFIDENCE_MAX: i64 = 10;

/// The status that a confidence corresponds to: 0 to 3 off track, 4 to 6 at risk, 7 to 10 on track.
#[must_use]
pub const fn confidence_status(confidence: u8) -> Status {
    match confidence {
        0..=3 => Status::OffTrack,
        4..=6 => Status::AtRisk,
        _ => Status::OnTrack,
    }
}

impl Entity for CheckIn {
    const KIND: EntityKind = EntityKind::CheckIn;
    type Key = ById<Self>;
}
