//! Scorecards that were computed already, ready to send, by organisation, brand, cycle, day and revision. A change gives the
//! organisation a new revision, so nothing here is ever wrong, on any number of nodes; what is old is dropped for room.
//! What goes in is computed in `scorecards.rs`, from plans that are kept in `plan_cache.rs`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use chrono::NaiveDate;

use super::plan_cache::PlanCache;
use crate::domain::{brand::Brand, cycle::Cycle, id::Id, organisation::Tenant};

/// The most bytes that are kept.
const BYTES_MAX: usize = 64 * 1_048_576;

/// Which scorecard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Which {
    pub organisation: Tenant,
    pub brand: Id<Brand>,
    pub cycle: Id<Cycle>,
    pub as_of: NaiveDate,
    pub revision: i64,
}

/// A scorecard as JSON, with the day that counts in it.
#[derive(Debug, Clone)]
pub struct Computed {
    pub json: Bytes,
    pub as_of: NaiveDate,
    pub revision: i64,
}

#[derive(Default)]
struct Kept {
    scorecards: HashMap<Which, Computed>,
    bytes: usize,
}

#[derive(Clone, Default)]
pub struct ScorecardCache {
    kept: Arc<Mutex<Kept>>,
    pub plans: PlanCache,
}

impl ScorecardCache {
    #[must_use]
    pub fn get(&self, which: &Which) -> Option<Computed> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).scorecards.get(which).cloned()
    }

    /// Keeps a scorecard in place of the organisation's older ones.
    pub fn put(&self, which: Which, computed: Computed) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let size = computed.json.len();
        let full = kept.bytes + size > BYTES_MAX;
        kept.scorecards
            .retain(|one, _| !full && (one.organisation != which.organisation || one.revision >= which.revision));
        kept.scorecards.insert(which, computed);
        kept.bytes = kept.scorecards.values().map(|one| one.json.len()).sum();
    }
}
