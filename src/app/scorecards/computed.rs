//! A scorecard, a branch of it or a trend as JSON that is ready to send.
//! It is computed in the files beside, kept in `cache.rs`, or read from a snapshot.
//! What it says is computed in `domain/scoring`.

use crate::app::error::{Error, Result};
use bytes::Bytes;
use chrono::NaiveDate;
use serde::de::DeserializeOwned;

/// A scorecard or a branch of it as JSON, with the day and the revision that it is told by.
#[derive(Debug, Clone)]
pub struct Computed {
    pub json: Bytes,
    pub as_of: NaiveDate,
    pub revision: i64,
}

impl Computed {
    /// What was computed, as values.
    ///
    /// # Errors
    /// `internal` when it is something else.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.json).map_err(Error::internal)
    }
}
