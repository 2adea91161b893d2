//! Use cases: one function is one transaction and one audited change. They ask who may, check what was sent, change
//! rows through `Tx`, and answer domain values. They know nothing of HTTP. This file has what they share: `App`,
//! its clock, and `require` with the sentence for each refusal; the decision itself is in `domain/access.rs`.
//! Formulas are in `domain/scoring`, queries in `store`.

use std::sync::Arc;

use chrono::{DateTime, SubsecRound, Utc};

use self::{
    error::{Error, Result},
    passwords::Passwords,
    tokens::Tokens,
};
use crate::{
    domain::{access::Action, ctx::Ctx},
    store::db::Db,
};

pub mod brands;
pub mod changes;
pub mod check_ins;
pub mod cycles;
pub mod departments;
pub mod error;
pub mod input;
pub mod key_results;
pub mod kpis;
pub mod listing;
pub mod measurements;
pub mod members;
pub mod models;
pub mod objectives;
pub mod organisations;
pub mod passwords;
pub mod plans;
mod promises;
pub mod scorecards;
pub mod scoring_policies;
pub mod secrets;
pub mod sessions;
pub mod targets;
pub mod tokens;
pub mod users;

pub use crate::store::{
    sessions::Session,
    tx::{Reader, Tx},
};

/// Tells the time; the program gives the real one, tests their own.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Who may create an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// Only the first one.
    Closed,
    Open,
}

/// Everything that use cases need beside their transaction.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub sign_up: SignUp,
}

impl App {
    /// The time to the microsecond, which is what both engines keep.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)().trunc_subsecs(6)
    }
}

/// Goes on only when the actor may.
///
/// # Errors
/// `forbidden`, saying who may.
pub fn require(ctx: &Ctx, action: Action<'_>) -> Result<()> {
    if ctx.actor.may(action) {
        return Ok(());
    }
    Err(Error::forbidden(match action {
        Action::Administer => "Only admins may do this.",
        Action::Steer => "Only executives and admins may do this.",
        Action::ReadChanges => "Only executives and admins may read the change log.",
        Action::KeepModel { .. } => "Only the Model's custodian, executives and admins may do this.",
        Action::Plan { .. } => "Only a lead of every department involved, executives and admins may do this.",
        Action::Propose { .. } => "Members may propose and describe only key results that they own.",
        Action::CheckIn { .. } => {
            "Only the owner, members of the departments involved, executives and admins may check in."
        }
        Action::Measure { .. } => {
            "Only members of the KPI's department, executives and admins may record measurements."
        }
    }))
}
