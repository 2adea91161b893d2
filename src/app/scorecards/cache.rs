//! Scorecards and trends that were computed already, ready to send, by organisation, brand, cycle, day and revision. A
//! change gives the organisation a new revision, so nothing here is ever wrong, on any number of nodes; what is old is
//! dropped for room. What goes in is computed in `scorecards`, from plans that are kept in `app/plans/cache.rs`.

use std::sync::Arc;

use chrono::NaiveDate;
use quick_cache::{Weighter, sync::Cache};

use super::computed::Computed;
use crate::{
    app::plans::cache::PlanCache,
    domain::{
        brand::Brand,
        cycle::Cycle,
        organisation::Tenant,
        scoring::trend::Every,
        values::{id::Id, numbers::count},
    },
    metrics::CacheMeters,
};

/// The most bytes that are kept.
const BYTES_MAX: u64 = 64 * 1_048_576;

/// About how many answers that is, of a large company each. So few that the cache keeps them in two or four parts: what is
/// larger than a part is not kept.
const ANSWERS: usize = 128;

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

/// An answer weighs what is sent.
#[derive(Clone)]
struct ByBytes;

impl Weighter<Which, Computed> for ByBytes {
    fn weight(&self, _: &Which, computed: &Computed) -> u64 {
        u64::try_from(computed.json.len()).unwrap_or(u64::MAX)
    }
}

#[derive(Clone)]
pub struct ScorecardCache {
    kept: Arc<Cache<Which, Computed, ByBytes>>,
    meters: CacheMeters,
    pub plans: PlanCache,
}

impl ScorecardCache {
    #[must_use]
    pub fn new(meters: CacheMeters) -> Self {
        let kept = Cache::with_weighter(ANSWERS, BYTES_MAX, ByBytes);
        Self { kept: Arc::new(kept), meters, plans: PlanCache::default() }
    }

    #[must_use]
    pub fn get(&self, which: &Which) -> Option<Computed> {
        let found = self.kept.get(which);
        if found.is_some() {
            self.meters.hits.increment(1);
        }
        found
    }

    /// Keeps an answer in place of the organisation's older ones.
    pub fn put(&self, which: Which, computed: Computed) {
        self.meters.misses.increment(1);
        self.kept.retain(|one, _| one.organisation != which.organisation || one.revision >= which.revision);
        self.kept.insert(which, computed);
        self.meters.entries.set(count(self.kept.len()));
    }
}
