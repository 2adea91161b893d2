//! Deletes technical rows that have expired: sessions, invitations, answers stored for retries, failed sign-ins, drafts.
//! When a session expires is decided in `app/sign_in`, how long an answer is stored in `app/idempotency.rs`, a draft in
//! `app/drafts.rs`. Nothing that people saved is ever deleted here.

use crate::app::{
    App, drafts,
    error::Result,
    idempotency, organisations,
    people::users,
    sign_in::{failed_sign_ins, sessions},
};

/// How many rows a clean-up deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    pub sessions: usize,
    pub invitations: usize,
    /// Answers kept for retries.
    pub answers: usize,
    pub failed_sign_ins: usize,
    pub drafts: usize,
}

impl Removed {
    #[must_use]
    pub fn is_nothing(self) -> bool {
        self == Self::default()
    }
}

/// Cleans up every organisation, one after the other, each in transactions of its own.
///
/// # Errors
/// `unavailable`; the organisations before the failure are cleaned up.
pub async fn run(app: &App) -> Result<Removed> {
    let mut removed = Removed { failed_sign_ins: failed_sign_ins::delete_expired(app).await?, ..Removed::default() };
    for organisation in organisations::all(app).await? {
        removed.sessions += sessions::delete_expired(app, organisation).await?;
        removed.invitations += users::delete_expired_invitations(app, organisation).await?;
        removed.answers += idempotency::delete_expired(app, organisation).await?;
        removed.drafts += drafts::delete_expired(app, organisation).await?;
    }
    Ok(removed)
}
