//! Use cases: one function is one transaction and one audited change. Each checks the permission and the input, changes
//! rows through `Tx`, and returns domain values. They know nothing of HTTP. This file has what they share: `App` with
//! its clock, and `require` with the message for each refusal; permissions are decided in `domain/access.rs`. Formulas
//! are in `domain/scoring`, queries in `store`.

use std::sync::Arc;

use chrono::{DateTime, NaiveDate, SubsecRound, Utc};

use self::{
    error::{Code, Error, Result},
    idempotency::Attempts,
    scorecards::cache::ScorecardCache,
    sign_in::{passwords::Passwords, tokens::Tokens},
};
use crate::{
    domain::{
        access::{Action, needed_scope},
        context::{Ctx, Expected},
        values::message::Message,
    },
    metrics::Metrics,
    store::{engine::db::Db, organisations as organisation_rows},
};

pub mod api_keys;
pub mod brands;
pub mod bulk_changes;
pub mod changes;
pub mod check_ins;
pub mod cycles;
pub mod departments;
pub mod drafts;
pub mod error;
pub mod idempotency;
pub mod input;
pub mod key_results;
pub mod kpis;
pub mod listing;
pub mod meetings;
pub mod models;
pub mod objectives;
pub mod organisations;
pub mod people;
pub mod permission;
pub mod plans;
pub mod scorecards;
pub mod scoring_policies;
pub mod search;
pub mod sign_in;
pub mod starting_points;

pub use crate::store::{
    engine::tx::{Reader, Tx},
    people::sessions::Session,
};

/// The source of the time; tests replace it by their own.
pub type Clock = Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>;

/// Who may create an organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUp {
    /// Only the first organisation can be created.
    Closed,
    Open,
}

/// Everything that use cases need besides their transaction.
#[derive(Clone)]
pub struct App {
    pub db: Db,
    pub clock: Clock,
    pub tokens: Tokens,
    pub passwords: Passwords,
    pub sign_up: SignUp,
    /// POSTs with an `Idempotency-Key` that are running.
    pub attempts: Attempts,
    pub scorecards: ScorecardCache,
    /// How many reverse proxies are in front of the program.
    pub proxies: usize,
    pub metrics: Metrics,
}

impl App {
    /// `proxies` is the number of reverse proxies in front of the program.
    #[must_use]
    pub fn new(db: Db, clock: Clock, tokens: Tokens, sign_up: SignUp, proxies: usize) -> Self {
        let metrics = db.metrics().clone();
        metrics.started(clock());
        Self {
            db,
            clock,
            tokens,
            sign_up,
            proxies,
            passwords: Passwords::new(metrics.passwords.clone()),
            attempts: Attempts::default(),
            scorecards: ScorecardCache::new(metrics.scorecards.clone()),
            metrics,
        }
    }

    /// The time, truncated to microseconds, the precision of both database engines.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        (self.clock)().trunc_subsecs(6)
    }
}

/// What a derived value depends on besides the entity's own version: the organisation's revision and the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    pub revision: i64,
    pub day: NaiveDate,
}

impl AsOf {
    /// The current revision and today.
    pub fn now(reader: &mut Reader<'_>) -> Result<Self> {
        Ok(Self { revision: organisation_rows::revision(reader)?, day: reader.today() })
    }
}

/// Checks `If-Match`: the version to be changed must be one that the caller expects. Version 0 means that it does not
/// exist yet.
///
/// # Errors
/// `stale`.
pub fn expect(ctx: &Ctx, version: i64) -> Result<()> {
    let holds = match &ctx.expected {
        None => true,
        Some(Expected::Any) => version > 0,
        Some(Expected::Versions(versions)) => versions.contains(&version),
    };
    if holds { Ok(()) } else { Err(Error::new(Code::Stale, "error-changed-meanwhile")) }
}

/// Checks that the actor may do it.
///
/// # Errors
/// `forbidden`, with a message that says who may.
pub fn require(ctx: &Ctx, action: Action<'_>) -> Result<()> {
    if ctx.actor.may(action) {
        return Ok(());
    }
    match needed_scope(action).filter(|_| ctx.actor.scopes.is_some()) {
        Some(scope) => Err(Error::forbidden(Message::new("error-key-needs-scope").with("scope", scope.as_str()))),
        None => Err(refused(action)),
    }
}

/// The refusal, with a message that says who may.
fn refused(action: Action<'_>) -> Error {
    Error::forbidden(match action {
        // Every person may read.
        Action::Administer | Action::ManagePeople { .. } | Action::Read => "error-admins-only",
        Action::ManageFramework | Action::SetTargets => "error-executives-only",
        Action::ManageKeys => "error-keys-for-admins",
        Action::ReadChanges => "error-log-for-executives",
        Action::EditModel { .. } => "error-custodian-only",
        Action::Plan { .. } => "error-leads-only",
        Action::PlanAnywhere => "error-objective-planners",
        Action::ChangeAmbition => "error-key-result-ambition-fixed",
        Action::ProposeAnywhere => "error-key-result-viewer",
        Action::Propose { .. } => "error-propose-own-only",
        Action::CheckIn { .. } => "error-check-in-refused",
        Action::Facilitate { .. } => "error-meeting-facilitators",
        Action::TakePart => "error-meeting-members",
        Action::Measure { .. } => "error-measure-refused",
    })
}
