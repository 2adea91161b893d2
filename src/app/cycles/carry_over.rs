//! Carrying over: when a cycle is closed, unfinished work continues in another one. Objectives are copied with those of
//! their key results that are not achieved, and each copy names its source. The scoring policy is copied if the next
//! cycle is still planned and has none; KPI targets are not, since each cycle sets its own. What remains of a measure
//! is computed in `domain/scoring/plan/unfinished.rs`; the closing itself is in `closing.rs`.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::{
    app::{
        error::Result,
        plans::{
            copies::{self, Unavailable},
            counts_from,
        },
        scoring_policies,
    },
    domain::{
        cycle::{Cycle, CycleState},
        key_result::{KeyResult, KeyResultState},
        measure::Measure,
        objective::Objective,
        scoring::{
            plan::{Plan, unfinished::unfinished},
            readings::key_result::KeyResultReading,
        },
        scoring_policy::PolicyKey,
        values::{
            id::Id,
            record::{ById, Stored},
        },
    },
    store::{
        cycles,
        engine::{
            row::Page,
            tx::{Reader, Tx},
        },
        key_results::{self, KeyResultFilter},
        objectives::{self, ObjectiveFilter},
        scoring_policies as policy_rows,
    },
};

/// Copies what is unfinished in these plans of the cycle `from`, as of the day of its closing, into the cycle `to`.
///
/// # Errors
/// Those of the database.
pub(in crate::app) fn carry_over(
    tx: &mut Tx<'_>,
    (from, to): (Id<Cycle>, &Stored<Cycle>),
    plans: &[&Plan],
    day: NaiveDate,
) -> Result<()> {
    let left = left(plans, day, to.starts_on);
    let mut rows: BTreeMap<Id<Objective>, Vec<(Stored<KeyResult>, Measure)>> = BTreeMap::new();
    for row in key_results_of(tx, from)? {
        if let Some(measure) = left.get(&row.id()) {
            rows.entry(row.objective_id).or_default().push((row, measure.clone()));
        }
    }
    let filter = ObjectiveFilter { cycle_id: Some(from), ..ObjectiveFilter::default() };
    let mut sources = objectives::list(tx, &filter, Page::all())?;
    sources.retain(|source| rows.contains_key(&source.id()));
    let mut copying = Copying::begin(tx, from, to)?;
    for source in parents_first(sources) {
        let of_source = rows.remove(&source.id()).unwrap_or_default();
        copying.copy(tx, &source, of_source)?;
    }
    plans.iter().try_for_each(|plan| keep_policy(tx, plan, to))
}

fn key_results_of(reader: &mut Reader<'_>, cycle: Id<Cycle>) -> Result<Vec<Stored<KeyResult>>> {
    let filter = KeyResultFilter { cycle_id: Some(cycle), ..KeyResultFilter::default() };
    Ok(key_results::list(reader, &filter, Page::all())?)
}

/// The unfinished key results, each with the measure that it continues with.
fn left(plans: &[&Plan], day: NaiveDate, next: NaiveDate) -> BTreeMap<Id<KeyResult>, Measure> {
    let of_plan = |plan: &&Plan| {
        let (plan, mut left) = (*plan, Vec::new());
        for planned in plan.objectives.iter().flat_map(|objective| &objective.key_results) {
            let kpi = planned.kpi_id.and_then(|id| plan.kpis.iter().find(|kpi| kpi.id == id));
            let reading = KeyResultReading::new(planned, kpi, &plan.cycle, &plan.policy, day);
            let measure = unfinished(planned, kpi, &reading, day.min(plan.cycle.ends_on), next);
            left.extend(measure.map(|measure| (planned.id, measure)));
        }
        left
    };
    plans.iter().flat_map(of_plan).collect()
}

/// Sorts the objectives so that parents come before the objectives aligned to them.
fn parents_first(mut sources: Vec<Stored<Objective>>) -> Vec<Stored<Objective>> {
    let parents: BTreeMap<Id<Objective>, Option<Id<Objective>>> =
        sources.iter().map(|source| (source.id(), source.parent_id)).collect();
    let above = |source: &Stored<Objective>| {
        let up = |id: &Id<Objective>| parents.get(id).copied().flatten();
        std::iter::successors(source.parent_id, up).count()
    };
    sources.sort_by_cached_key(|source| (above(source), source.id()));
    sources
}

/// Copies the scoring policy, if one was set and the cycle `to` is still planned and has none: the scores of an active
/// cycle were already read without it.
fn keep_policy(tx: &mut Tx<'_>, plan: &Plan, to: &Stored<Cycle>) -> Result<()> {
    let key = PolicyKey { brand_id: plan.brand_id, cycle_id: to.id() };
    let set = policy_rows::get(tx, &PolicyKey { cycle_id: plan.cycle.id, ..key })?.is_some();
    if !set || to.state != CycleState::Planned || policy_rows::get(tx, &key)?.is_some() {
        return Ok(());
    }
    let departments = scoring_policies::departments_with_objectives(tx, key)?;
    let others = departments.iter().any(|id| !plan.policy.department_weights.contains_key(id));
    if let Ok(policy) = plan.policy.clone().checked(others) {
        tx.create(key, policy)?;
    }
    Ok(())
}

/// The state of the copying.
struct Copying {
    from: Id<Cycle>,
    to: Id<Cycle>,
    /// The first day on which the copies count.
    counts_from: Option<NaiveDate>,
    unavailable: Unavailable,
    /// The copies, by the id of their source.
    copies: BTreeMap<Id<Objective>, Id<Objective>>,
}

impl Copying {
    fn begin(reader: &mut Reader<'_>, from: Id<Cycle>, to: &Stored<Cycle>) -> Result<Self> {
        Ok(Self {
            from,
            to: to.id(),
            counts_from: counts_from::of_new(None, to, reader.today(), None, &mut Vec::new()),
            unavailable: Unavailable::in_cycle(reader, to.id())?,
            copies: BTreeMap::new(),
        })
    }

    fn copy(
        &mut self,
        tx: &mut Tx<'_>,
        source: &Stored<Objective>,
        rows: Vec<(Stored<KeyResult>, Measure)>,
    ) -> Result<()> {
        let copy = Objective {
            cycle_id: self.to,
            principle_ids: copies::principles(tx, source)?,
            parent_id: self.parent(tx, source)?,
            owner_id: self.unavailable.owner(source.owner_id),
            counts_from: self.counts_from,
            carried_from_id: Some(source.id()),
            ..source.value.clone()
        };
        let id = tx.new_id();
        tx.create(ById { id }, copy)?;
        self.copies.insert(source.id(), id);
        for (row, measure) in rows {
            let copy = self.key_result(tx, id, &row, measure);
            let id = tx.new_id();
            tx.create(ById { id }, copy)?;
        }
        Ok(())
    }

    fn key_result(
        &self,
        tx: &Tx<'_>,
        objective_id: Id<Objective>,
        row: &Stored<KeyResult>,
        measure: Measure,
    ) -> KeyResult {
        KeyResult {
            objective_id,
            cycle_id: self.to,
            owner_id: self.unavailable.owner(row.owner_id),
            measure: copies::renumbered(tx, measure),
            external_ref: self.unavailable.reference(row.external_ref.as_ref()),
            state: KeyResultState::Active,
            cancelled_on: None,
            counts_from: self.counts_from,
            status_override: None,
            carried_from_id: Some(row.id()),
            grade: None,
            grade_comment: None,
            ..row.value.clone()
        }
    }

    /// The parent of a copy: the copy of the source's parent, or the same parent if it is in a third cycle that is not
    /// closed.
    fn parent(&self, reader: &mut Reader<'_>, source: &Objective) -> Result<Option<Id<Objective>>> {
        let Some(parent) = source.parent_id else { return Ok(None) };
        if let Some(copy) = self.copies.get(&parent) {
            return Ok(Some(*copy));
        }
        let cycle = objectives::find(reader, parent)?.cycle_id;
        let stays = cycle != self.from && cycles::find(reader, cycle)?.state != CycleState::Closed;
        Ok(stays.then_some(parent))
    }
}
