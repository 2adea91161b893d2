//! A cache of computed scorecards and trends, ready to send, by organisation, brand, cycle, day and revision. A change
//! gives the organisation a new revision, so entries never become wrong, on any number of nodes; old ones are evicted
//! for space. Entries are computed in `scorecards`, from the plans of `app/plans/cache.rs`.

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

/// The capacity of the cache, in bytes.
const BYTES_MAX: u64 = 64 * 1_048_576;

/// The estimated number of entries, for large companies; so low that the cache has only two or four shards, since an
/// entry that is larger than a shard is not kept.
const ANSWERS: usize = 128;

/// The kind of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    Scorecard,
    Robustness,
    WeekOfChange,
    Trend(Every),
}

/// The key of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Which {
    pub what: What,
    pub organisation: Tenant,
    pub brand: Id<Brand>,
    pub cycle: Id<Cycle>,
    pub as_of: NaiveDate,
    /// What is to be known; `None` for everything.
    pub known_at: Option<i64>,
    pub revision: i64,
}

/// The weight of an entry is the length of its JSON.
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

    /// Adds an entry and removes those of older revisions of the organisation.
    pub fn put(&self, which: Which, computed: Computed) {
        self.meters.misses.increment(1);
        self.kept.retain(|one, _| one.organisation != which.organisation || one.revision >= which.revision);
        self.kept.insert(which, computed);
        self.meters.entries.set(count(self.kept.len()));
    }
}
