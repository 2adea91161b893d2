//! What a use case may fail with, as far as the database has to know it: it tells its own failures from those of
//! the use case, so that it can try a transaction again or one by one. The errors of the database are in
//! `error.rs`.

use super::error::StoreError;

/// What a use case may fail with.
pub trait Failure: From<StoreError> + Send + 'static {
    /// What the database said, where that is why.
    fn cause(&self) -> Option<&StoreError>;
}

impl Failure for StoreError {
    fn cause(&self) -> Option<&StoreError> {
        Some(self)
    }
}
