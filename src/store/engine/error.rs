//! Database errors, sorted by what the caller can do about them. Constraint names are never read: they differ between
//! the engines, and a distributed PostgreSQL gives none. A row of another organisation is `NotFound`, as if it did not
//! exist. Transient errors are retried in `group_commit.rs`; the errors sent to clients are in `app/error.rs`.

use diesel::result::{DatabaseErrorKind, Error};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no such row, or it belongs to another organisation.
    #[error("no such row")]
    NotFound,
    #[error("a row with this key exists already")]
    Duplicate,
    #[error("other rows refer to this one, or it refers to one that does not exist")]
    Referenced,
    /// The row was changed between reading and writing it.
    #[error("the row was changed meanwhile")]
    Stale,
    /// Serialization failure, deadlock or a busy database: the whole transaction may be retried.
    #[error("the transaction collided with another: {0}")]
    Collision(String),
    #[error("the database cannot be reached: {0}")]
    Unavailable(String),
    #[error("stored data cannot be read: {0}")]
    Corrupt(String),
    #[error(transparent)]
    Engine(Error),
}

impl StoreError {
    pub(in crate::store) fn unavailable(error: &dyn std::fmt::Display) -> Self {
        Self::Unavailable(error.to_string())
    }

    /// Whether the same transaction may succeed if it is retried.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Collision(_) | Self::Stale)
    }
}

impl From<Error> for StoreError {
    fn from(error: Error) -> Self {
        match error {
            Error::NotFound => Self::NotFound,
            Error::DatabaseError(kind, info) => {
                let message = info.message();
                match kind {
                    DatabaseErrorKind::UniqueViolation => Self::Duplicate,
                    DatabaseErrorKind::ForeignKeyViolation => Self::Referenced,
                    DatabaseErrorKind::SerializationFailure => Self::Collision(message.to_owned()),
                    DatabaseErrorKind::ClosedConnection
                    | DatabaseErrorKind::UnableToSendCommand
                    | DatabaseErrorKind::ReadOnlyTransaction => Self::Unavailable(message.to_owned()),
                    _ if message.contains("deadlock detected") || message.contains("database is locked") => {
                        Self::Collision(message.to_owned())
                    }
                    _ if is_outage(message) => Self::Unavailable(message.to_owned()),
                    _ => Self::Engine(Error::DatabaseError(kind, info)),
                }
            }
            Error::BrokenTransactionManager => Self::Unavailable("the connection was given up".to_owned()),
            Error::RollbackErrorOnCommit { commit_error, .. } => Self::from(*commit_error),
            other => Self::Engine(other),
        }
    }
}

fn is_outage(message: &str) -> bool {
    [
        "server closed the connection",
        "terminating connection",
        "connection to server",
        "could not connect",
        "the database system is",
        "no connection to the server",
        "database or disk is full",
        "disk I/O error",
        "readonly database",
        "unable to open database file",
        "could not extend file",
        "could not write to file",
        "No space left on device",
    ]
    .iter()
    .any(|sign| message.contains(sign))
}
