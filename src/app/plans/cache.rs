//! A cache of loaded plans, by organisation, brand and cycle. Before a plan is used it is brought up to date from the
//! change log: after changes to check-ins, measurements and key results only these are loaded, after any others the
//! whole plan is. So a plan is never older than the reader's snapshot, on any number of nodes. What is computed from
//! plans is cached in `app/scorecards/cache.rs`; plans are loaded in `plans`.

use std::{
    collections::{BTreeSet, HashSet},
    convert::Infallible,
    sync::{Arc, Mutex, PoisonError},
};

use quick_cache::{Weighter, sync::Cache};

use crate::{
    app::{error::Result, plans},
    domain::{
        brand::Brand,
        change::{ChangeAction, LoggedChange},
        cycle::Cycle,
        key_result::KeyResult,
        kpi::Kpi,
        organisation::Tenant,
        scoring::{
            entering,
            plan::{Plan, PlannedKeyResult, past::Past},
        },
        values::{id::Id, record::EntityKind},
    },
    store::{
        changes::{self, ChangeFilter},
        engine::tx::Reader,
        key_results, organisations,
    },
};

/// The capacity of the cache, in key results and check-ins.
const ENTRIES_MAX: u64 = 1_000_000;

/// The largest weight of a plan, below the capacity, so that even the largest plan is kept.
const HEAVIEST: u64 = ENTRIES_MAX / 10 * 9;

/// The estimated number of plans; so low that the cache does not divide its capacity into shards.
const PLANS: usize = 32;

/// After more changes than this the plan is loaded as a whole.
const CHANGES_MAX: i64 = 2_000;

type PlanKey = (Tenant, Id<Brand>, Id<Cycle>);

/// An entry of the cache. Whoever needs the plan waits for its lock; its weight is known once the plan is loaded.
#[derive(Clone, Default)]
struct Slot {
    plan: Arc<Mutex<Option<Kept>>>,
    entries: u64,
}

/// A plan, and its past once somebody asked for an earlier day.
struct Kept {
    plan: Plan,
    past: Option<Past>,
}

#[derive(Clone)]
struct ByEntries;

impl Weighter<PlanKey, Slot> for ByEntries {
    fn weight(&self, _: &PlanKey, slot: &Slot) -> u64 {
        slot.entries.clamp(1, HEAVIEST)
    }
}

#[derive(Clone)]
pub struct PlanCache(Arc<Cache<PlanKey, Slot, ByEntries>>);

impl Default for PlanCache {
    fn default() -> Self {
        Self(Arc::new(Cache::with_weighter(PLANS, ENTRIES_MAX, ByEntries)))
    }
}

impl PlanCache {
    /// Computes something from the up-to-date plan. Calls for the same plan wait for each other, so that it is loaded
    /// once.
    ///
    /// # Errors
    /// `not_found` for the brand or the cycle, or those of `compute`.
    pub fn with<T>(
        &self,
        reader: &mut Reader<'_>,
        brand: Id<Brand>,
        cycle: Id<Cycle>,
        compute: impl FnOnce(&Plan) -> Result<T>,
    ) -> Result<T> {
        self.with_kept(reader, brand, cycle, |_, kept| compute(&kept.plan))
    }

    /// Computes something from the up-to-date plan and its past.
    ///
    /// # Errors
    /// As [`PlanCache::with`].
    pub fn with_past<T>(
        &self,
        reader: &mut Reader<'_>,
        brand: Id<Brand>,
        cycle: Id<Cycle>,
        compute: impl FnOnce(&Plan, &Past) -> Result<T>,
    ) -> Result<T> {
        self.with_kept(reader, brand, cycle, |reader, kept| {
            let past = match kept.past.take() {
                Some(past) => past,
                None => plans::load_past(reader, &kept.plan)?,
            };
            compute(&kept.plan, kept.past.insert(past))
        })
    }

    fn with_kept<T>(
        &self,
        reader: &mut Reader<'_>,
        brand: Id<Brand>,
        cycle: Id<Cycle>,
        compute: impl FnOnce(&mut Reader<'_>, &mut Kept) -> Result<T>,
    ) -> Result<T> {
        let key = (reader.organisation(), brand, cycle);
        let slot = self.slot(key);
        let mut place = slot.plan.lock().unwrap_or_else(PoisonError::into_inner);
        let caught_up = match place.take() {
            Some(kept) => current(reader, kept)?,
            None => None,
        };
        let kept = if let Some(kept) = caught_up {
            kept
        } else {
            let plan = plans::load(reader, brand, cycle)?;
            self.0.insert(key, Slot { entries: entries(&plan), plan: Arc::clone(&slot.plan) });
            Kept { plan, past: None }
        };
        compute(reader, place.insert(kept))
    }

    fn slot(&self, key: PlanKey) -> Slot {
        let Ok(slot) = self.0.get_or_insert_with(&key, || Ok::<_, Infallible>(Slot::default()));
        slot
    }
}

fn entries(plan: &Plan) -> u64 {
    let of_objectives = plan.objectives.iter().flat_map(|objective| &objective.key_results);
    let entries = 1 + of_objectives.map(|key_result| 1 + key_result.check_ins.len()).sum::<usize>();
    u64::try_from(entries).unwrap_or(u64::MAX)
}

/// Brings a plan up to date with the reader's snapshot, or leaves it if it is newer already; `None` when it must be
/// loaded as a whole.
fn current(reader: &mut Reader<'_>, mut kept: Kept) -> Result<Option<Kept>> {
    let revision = organisations::revision(reader)?;
    if kept.plan.revision >= revision {
        return Ok(Some(kept));
    }
    let changes = changes::list(reader, &ChangeFilter::default(), kept.plan.revision, CHANGES_MAX)?;
    let few = changes.last().is_some_and(|last| last.revision == revision);
    let Some(touched) = ChangedParts::by(&changes).filter(|_| few) else { return Ok(None) };
    if changes.iter().any(|change| entering::KINDS.contains(&change.entity)) {
        kept.past = None;
    }
    catch_up(reader, &mut kept.plan, touched)?;
    kept.plan.revision = revision;
    Ok(Some(kept))
}

/// The parts of a plan that changed.
#[derive(Default)]
struct ChangedParts {
    key_results: BTreeSet<Id<KeyResult>>,
    kpis: BTreeSet<Id<Kpi>>,
}

impl ChangedParts {
    /// The parts that the changes touch; `None` when the whole plan must be loaded.
    fn by(changes: &[LoggedChange]) -> Option<Self> {
        let mut touched = Self::default();
        for change in changes {
            if change.action == ChangeAction::Anonymised {
                return None;
            }
            match change.entity {
                EntityKind::User | EntityKind::Member | EntityKind::ApiKey => {}
                EntityKind::KeyResult => {
                    touched.key_results.insert(change.entity_id.parse().ok()?);
                }
                EntityKind::CheckIn => {
                    let value = change.after.as_ref().or(change.before.as_ref())?;
                    touched.key_results.insert(value.get("key_result_id")?.as_str()?.parse().ok()?);
                }
                EntityKind::Measurement => {
                    touched.kpis.insert(change.entity_id.split_once('/')?.0.parse().ok()?);
                }
                _ => return None,
            }
        }
        Some(touched)
    }
}

fn catch_up(reader: &mut Reader<'_>, plan: &mut Plan, touched: ChangedParts) -> Result<()> {
    let ChangedParts { mut key_results, kpis } = touched;
    if !kpis.is_empty() {
        plan.kpis = plans::planned_kpis(reader, plan.brand_id, &plan.cycle)?;
        let follows = |one: &&PlannedKeyResult| one.kpi_id.is_some_and(|kpi| kpis.contains(&kpi));
        let planned = plan.objectives.iter().flat_map(|objective| &objective.key_results);
        key_results.extend(planned.filter(follows).map(|one| one.id));
    }
    if key_results.is_empty() {
        return Ok(());
    }
    let ids = Vec::from_iter(key_results);
    let rows: Vec<_> = key_results::reportable(reader, &ids)?.into_values().map(|one| one.key_result).collect();
    let planned = plans::of_key_results(reader, &rows)?;
    let touched: HashSet<Id<KeyResult>> = ids.into_iter().collect();
    for objective in &mut plan.objectives {
        objective.key_results.retain(|one| !touched.contains(&one.id));
    }
    for (row, planned) in rows.iter().zip(planned) {
        let place = plan.objectives.binary_search_by_key(&row.objective_id, |one| one.id);
        if let Some(objective) = place.ok().and_then(|place| plan.objectives.get_mut(place)) {
            objective.key_results.push(planned);
        }
    }
    Ok(())
}
