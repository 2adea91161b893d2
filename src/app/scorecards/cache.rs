//! Scorecards and trends that were computed already, ready to send, by organisation, brand, cycle, day and revision. A change
//! gives the organisation a new revision, so nothing here is ever wrong, on any number of nodes; what is old is dropped for
//! room. What goes in is computed in `scorecards`, from plans that are kept in `app/plans/cache.rs`.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use chrono::NaiveDate;

use super::computed::Computed;
use crate::{
    app::plans::cache::PlanCache,
    domain::{brand::Brand, cycle::Cycle, organisation::Tenant, scoring::trend::Every, values::id::Id},
    metrics::CacheMeters,
};

/// The most bytes that are kept.
const BYTES_MAX: usize = 64 * 1_048_576;

/// What was computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    Scorecard,
    Trend(Every),
}

/// Of which brand, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Which {
    pub what: What,
    pub organisation: Tenant,
    pub brand: Id<Brand>,
    pub cycle: Id<Cycle>,
    pub as_of: NaiveDate,
    pub revision: i64,
}

#[derive(Default)]
struct Kept {
    answers: HashMap<Which, Computed>,
    bytes: usize,
}

#[derive(Clone)]
pub struct ScorecardCache {
    kept: Arc<Mutex<Kept>>,
    meters: CacheMeters,
    pub plans: PlanCache,
}

impl ScorecardCache {
    #[must_use]
    pub fn new(meters: CacheMeters) -> Self {
        Self { kept: Arc::default(), meters, plans: PlanCache::default() }
    }

    #[must_use]
    pub fn get(&self, which: &Which) -> Option<Computed> {
        let found = self.kept.lock().unwrap_or_else(PoisonError::into_inner).answers.get(which).cloned();
        if found.is_some() {
            self.meters.hits.increment(1);
        }
        found
    }

    /// Keeps an answer in place of the organisation's older ones.
    pub fn put(&self, which: Which, computed: Computed) {
        self.meters.misses.increment(1);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let size = computed.json.len();
        let full = kept.bytes + size > BYTES_MAX;
        kept.answers
            .retain(|one, _| !full && (one.organisation != which.organisation || one.revision >= which.revision));
        kept.answers.insert(which, computed);
        kept.bytes = kept.answers.values().map(|one| one.json.len()).sum();
        self.meters.entries.set(f64::from(u32::try_from(kept.answers.len()).unwrap_or(u32::MAX)));
    }
}
