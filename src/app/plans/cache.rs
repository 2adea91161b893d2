//! Plans that were loaded already, by organisation, brand and cycle. Before one is used it catches up with the change
//! log: what check-ins, measurements and key results brought since is loaded by itself, anything else loads the plan
//! anew. So a plan is never older than the reader's snapshot, on any number of nodes. What is computed from it is kept
//! in `app/scorecards/cache.rs`; how plans are loaded is in `plans`.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use crate::{
    app::{error::Result, plans},
    domain::{
        brand::Brand,
        change::{ChangeAction, LoggedChange},
        cycle::Cycle,
        key_result::KeyResult,
        kpi::Kpi,
        organisation::Tenant,
        scoring::plan::{Plan, PlannedKeyResult},
        values::{id::Id, record::EntityKind},
    },
    store::{
        changes::{self, ChangeFilter},
        engine::tx::Reader,
        key_results, organisations,
    },
};

/// The most key results and check-ins that are kept, but for the plan that is in use.
const ENTRIES_MAX: usize = 1_000_000;

/// When more has changed, the plan is loaded anew.
const CHANGES_MAX: i64 = 2_000;

type Key = (Tenant, Id<Brand>, Id<Cycle>);
type Slot = Arc<Mutex<Option<Plan>>>;

#[derive(Clone, Default)]
pub struct PlanCache(Arc<Mutex<HashMap<Key, (Slot, usize)>>>);

impl PlanCache {
    /// Computes something from the plan as it is now. Those who need the same plan wait for each other, so that it is
    /// loaded once.
    ///
    /// # Errors
    /// `not_found` for the brand or the cycle, or what `compute` answers.
    pub fn with<T>(
        &self,
        reader: &mut Reader<'_>,
        brand: Id<Brand>,
        cycle: Id<Cycle>,
        compute: impl FnOnce(&Plan) -> Result<T>,
    ) -> Result<T> {
        let key = (reader.organisation(), brand, cycle);
        let slot = self.slot(key);
        let mut kept = slot.lock().unwrap_or_else(PoisonError::into_inner);
        let caught_up = match kept.take() {
            Some(plan) => current(reader, plan)?,
            None => None,
        };
        let plan = if let Some(plan) = caught_up {
            plan
        } else {
            let plan = plans::load(reader, brand, cycle)?;
            self.note_size(key, entries(&plan));
            plan
        };
        compute(kept.insert(plan))
    }

    fn slot(&self, key: Key) -> Slot {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&slots.entry(key).or_default().0)
    }

    /// Drops the others when all together are too large.
    fn note_size(&self, key: Key, entries: usize) {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, size)) = slots.get_mut(&key) {
            *size = entries;
        }
        if slots.values().map(|(_, size)| size).sum::<usize>() > ENTRIES_MAX {
            slots.retain(|one, _| *one == key);
        }
    }
}

fn entries(plan: &Plan) -> usize {
    let of_objectives = plan.objectives.iter().flat_map(|objective| &objective.key_results);
    1 + of_objectives.map(|key_result| 1 + key_result.check_ins.len()).sum::<usize>()
}

/// The plan at the reader's snapshot, or a newer one if somebody else saw it; `None` when it must be loaded anew.
fn current(reader: &mut Reader<'_>, mut plan: Plan) -> Result<Option<Plan>> {
    let revision = organisations::revision(reader)?;
    if plan.revision >= revision {
        return Ok(Some(plan));
    }
    let changes = changes::list(reader, &ChangeFilter::default(), plan.revision, CHANGES_MAX)?;
    let few = changes.last().is_some_and(|last| last.revision == revision);
    let Some(touched) = Touched::by(&changes).filter(|_| few) else { return Ok(None) };
    catch_up(reader, &mut plan, touched)?;
    plan.revision = revision;
    Ok(Some(plan))
}

/// What changed of a plan.
#[derive(Default)]
struct Touched {
    key_results: BTreeSet<Id<KeyResult>>,
    kpis: BTreeSet<Id<Kpi>>,
}

impl Touched {
    /// `None` when it is more than can be told.
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

fn catch_up(reader: &mut Reader<'_>, plan: &mut Plan, touched: Touched) -> Result<()> {
    let Touched { mut key_results, kpis } = touched;
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
    let gone = ids.iter().filter(|id| rows.iter().all(|row| row.id() != **id));
    for id in gone {
        for objective in &mut plan.objectives {
            objective.key_results.retain(|one| one.id != *id);
        }
    }
    for (row, planned) in rows.iter().zip(planned) {
        let place = plan.objectives.binary_search_by_key(&row.objective_id, |one| one.id);
        let Some(objective) = place.ok().and_then(|place| plan.objectives.get_mut(place)) else { continue };
        match objective.key_results.iter_mut().find(|one| one.id == planned.id) {
            Some(place) => *place = planned,
            None => objective.key_results.push(planned),
        }
    }
    Ok(())
}
