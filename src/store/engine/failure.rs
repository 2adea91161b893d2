//! The error type of a use case, as far as the database needs to know it: whether the cause is a database error, so
//! that the transaction can be retried. The errors of the database are in `error.rs`. Those of use cases are in
//! `app/error.rs`.

use super::error::StoreError;

/// An error of a use case.
pub trait Failure: From<StoreError> + Send + 'static {
    /// The database error that caused it, if one did.
    fn cause(&self) -> Option<&StoreError>;
}

impl Failure for StoreError {
    fn cause(&self) -> Option<&StoreError> {
        Some(self)
    }
}
