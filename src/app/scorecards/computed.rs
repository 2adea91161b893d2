//! A scorecard, a branch of it or a trend as JSON that is ready to send. It is computed in the files
//! beside this one, cached in `cache.rs`, or read from a snapshot. The figures come from
//! `domain/scoring`.

use crate::app::error::{Error, Result};
use bytes::Bytes;
use chrono::NaiveDate;
use serde::de::DeserializeOwned;

/// A scorecard, a branch of it or a trend as JSON, with the day and the revision that its `ETag` is made of.
#[derive(Debug, Clone)]
pub struct Computed {
    pub json: Bytes,
    pub as_of: NaiveDate,
    pub revision: i64,
}

impl Computed {
    /// Parses the JSON.
    ///
    /// # Errors
    /// `internal` when the JSON has another shape.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_slice(&self.json).map_err(Error::internal)
    }
}
