//! The answer to whether somebody may do something. Each noun has a function `allowed` that gives it, with what the thing
//! is and how it stands; its use cases refuse by it, and pages leave out what they would refuse. Who has which right is
//! decided in `domain/access.rs`.

use super::{error::Result, expect, require};
use crate::domain::{access::Action, ctx::Ctx};

/// A right to do something, and whether the thing as it stands lets it be done; each with the refusal.
#[derive(Debug)]
pub struct Permission {
    right: Result<()>,
    state: Result<()>,
}

impl Permission {
    /// Where nothing but the right decides.
    #[must_use]
    pub const fn new(right: Result<()>) -> Self {
        Self { right, state: Ok(()) }
    }

    #[must_use]
    pub fn of(ctx: &Ctx, action: Action<'_>) -> Self {
        Self::new(require(ctx, action))
    }

    /// The same, unless what is asked for does not fit how the thing stands.
    #[must_use]
    pub fn and(self, state: Result<()>) -> Self {
        Self { state: self.state.and(state), ..self }
    }

    /// Whether it can be done now.
    #[must_use]
    pub const fn given(&self) -> bool {
        self.right.is_ok() && self.state.is_ok()
    }

    /// Whether they have the right, however the thing stands.
    #[must_use]
    pub const fn has_right(&self) -> bool {
        self.right.is_ok()
    }

    /// Goes on only with the right, however the thing stands: for a form that tells the rest when it is sent.
    ///
    /// # Errors
    /// Why they have no right.
    pub fn check_right(self) -> Result<()> {
        self.right
    }

    /// Goes on only if it can be done now.
    ///
    /// # Errors
    /// Why it cannot.
    pub fn check(self) -> Result<()> {
        self.right.and(self.state)
    }

    /// Goes on only if it can be done now to the version that the caller saw.
    ///
    /// # Errors
    /// Why it cannot; `stale`.
    pub fn check_version(self, ctx: &Ctx, version: i64) -> Result<()> {
        self.right?;
        expect(ctx, version)?;
        self.state
    }
}
