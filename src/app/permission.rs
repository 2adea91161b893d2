//! Whether somebody may do something. Each kind of entity has a function `allowed` that returns a `Permission` for the
//! actor and the entity's state; use cases refuse by it, and pages leave out what would be refused. The rights of each
//! role are decided in `domain/access.rs`.

use super::{error::Result, expect, require};
use crate::domain::{access::Action, context::Ctx};

/// The actor's right to do something, and whether the entity's state allows it; each with its refusal.
#[derive(Debug)]
pub struct Permission {
    right: Result<()>,
    state: Result<()>,
}

impl Permission {
    /// A permission that depends only on the right.
    #[must_use]
    pub const fn new(right: Result<()>) -> Self {
        Self { right, state: Ok(()) }
    }

    #[must_use]
    pub fn of(ctx: &Ctx, action: Action<'_>) -> Self {
        Self::new(require(ctx, action))
    }

    /// The same permission, if the entity's state allows it too.
    #[must_use]
    pub fn and(self, state: Result<()>) -> Self {
        Self { state: self.state.and(state), ..self }
    }

    /// Whether the actor has the right and the state allows it.
    #[must_use]
    pub const fn given(&self) -> bool {
        self.right.is_ok() && self.state.is_ok()
    }

    /// Whether the actor has the right, whatever the state.
    #[must_use]
    pub const fn has_right(&self) -> bool {
        self.right.is_ok()
    }

    /// Checks the right alone: for showing a form, where a refusal because of the state is reported when the form is
    /// sent.
    ///
    /// # Errors
    /// The refusal for lack of the right.
    pub fn check_right(self) -> Result<()> {
        self.right
    }

    /// Checks right and state.
    ///
    /// # Errors
    /// The refusal.
    pub fn check(self) -> Result<()> {
        self.right.and(self.state)
    }

    /// Checks right and state, and that the version is the one that the caller saw.
    ///
    /// # Errors
    /// The refusal; `stale`.
    pub fn check_version(self, ctx: &Ctx, version: i64) -> Result<()> {
        self.right?;
        expect(ctx, version)?;
        self.state
    }
}
