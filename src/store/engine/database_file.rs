//! The file of an SQLite database: created for its owner alone, and known again, so that a program that still writes
//! into a file that was moved away or replaced says so. A file that is no database any more is noticed by opening it.
//! PostgreSQL has no such file; connections of both engines are opened in `connection.rs`.

use std::{
    fs::{self, OpenOptions},
    io,
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::error::StoreError;

/// Which file a path named when the program opened it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatabaseFile {
    path: PathBuf,
    device: u64,
    inode: u64,
}

impl DatabaseFile {
    /// The file that the path names now, if there is one.
    #[must_use]
    pub fn at(path: &Path) -> Option<Self> {
        let file = fs::metadata(path).ok()?;
        Some(Self { path: path.to_owned(), device: file.dev(), inode: file.ino() })
    }

    /// Checks that the path still names this file.
    ///
    /// # Errors
    /// `Unavailable` when it was moved away, deleted or replaced.
    pub fn check(&self) -> Result<(), StoreError> {
        let now = Self::at(&self.path);
        if now.as_ref() == Some(self) {
            return Ok(());
        }
        let what = if now.is_none() { "is gone" } else { "was replaced" };
        let path = self.path.display();
        Err(StoreError::Unavailable(format!("{path} {what} while the program runs; put it back, or restart")))
    }
}

/// Creates the file, readable by its owner alone, unless it is there; SQLite gives its helper files the same rights.
///
/// # Errors
/// `Unavailable` when it cannot be created.
pub fn create(path: &Path) -> Result<(), StoreError> {
    let created = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    match created {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => {
            Err(StoreError::Unavailable(format!("{}: {error}", path.display())))
        }
        _ => Ok(()),
    }
}
