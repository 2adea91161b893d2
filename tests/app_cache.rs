//! What the scorecard cache keeps when it is full. That it never returns outdated scorecards is tested in
//! `api_scorecard_kept.rs`.

use bytes::Bytes;
use chrono::NaiveDate;
use metrics::{Counter, Gauge};
use perno::{
    app::scorecards::{
        cache::{ScorecardCache, What, Which},
        computed::Computed,
    },
    domain::values::id::Id,
    metrics::CacheMeters,
};
use uuid::Uuid;

const MEBIBYTE: usize = 1_048_576;

fn cache() -> ScorecardCache {
    ScorecardCache::new(CacheMeters { hits: Counter::noop(), misses: Counter::noop(), entries: Gauge::noop() })
}

/// The cache key of an organisation's scorecard on one of many days.
fn which(organisation: u128, day: u32, revision: i64) -> Which {
    let as_of = NaiveDate::from_num_days_from_ce_opt(730_000).unwrap() + chrono::Days::new(u64::from(day));
    let (organisation, brand, cycle) =
        (Id::new(Uuid::from_u128(organisation)), Id::new(Uuid::from_u128(8)), Id::new(Uuid::from_u128(9)));
    Which { what: What::Scorecard, organisation, brand, cycle, as_of, known_at: None, revision }
}

fn put(cache: &ScorecardCache, which: Which, json: &Bytes) {
    cache.put(which, Computed { json: json.clone(), as_of: which.as_of, revision: which.revision });
}

#[test]
fn an_organisation_that_fills_it_does_not_take_all_from_another() {
    let (cache, large) = (cache(), Bytes::from(vec![b'x'; MEBIBYTE]));
    for day in 0..8 {
        put(&cache, which(1, day, 1), &large);
    }
    for day in 0..200 {
        put(&cache, which(2, day, 1), &large);
    }
    let kept = |organisation, days| (0..days).filter(|day| cache.get(&which(organisation, *day, 1)).is_some()).count();
    assert!(kept(1, 8) > 0, "nothing is left of the first");
    assert!((1..=64).contains(&kept(2, 200)), "{} MiB are kept of the second", kept(2, 200));
}

#[test]
fn what_is_old_of_an_organisation_makes_room_for_what_is_new() {
    let (cache, small) = (cache(), Bytes::from_static(b"{}"));
    for (organisation, day, revision) in [(1, 0, 1), (1, 1, 1), (2, 0, 1), (1, 0, 2)] {
        put(&cache, which(organisation, day, revision), &small);
    }
    let is_kept = |organisation, day, revision| cache.get(&which(organisation, day, revision)).is_some();
    assert!(is_kept(1, 0, 2) && is_kept(2, 0, 1));
    assert!(!is_kept(1, 0, 1) && !is_kept(1, 1, 1));
}
