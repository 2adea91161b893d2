//! Loads what scores are computed from: the whole plan of a brand in a cycle with all check-ins and measurements, or
//! only the part that some objectives or key results need. A whole plan takes a fixed number of queries, however large
//! it is; times are converted to days in the organisation's time zone. What a plan means is in `domain/scoring/plan`;
//! it is used by `app/scorecards`, `app/objectives` and `app/key_results`.

pub mod cache;
pub(in crate::app) mod copies;
pub mod counts_from;
pub(in crate::app) mod history;
pub(in crate::app) mod known;
pub mod policy_in_force;
pub mod promise;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde_json::Value;

use self::known::Known;

use super::error::{Error, Result};
use crate::{
    domain::{
        brand::Brand,
        cycle::{Cycle, CycleState},
        key_result::KeyResult,
        kpi::{Kpi, target::Target},
        model::ModelKey,
        objective::Objective,
        organisation::TimeZone,
        scoring::plan::{
            CheckInEntry, CycleSpan, MeasurementEntry, Plan, PlannedDepartment, PlannedKeyResult, PlannedKpi,
            PlannedObjective, PlannedOverride, past::Past,
        },
        scoring_policy::{Policy, PolicyKey},
        values::{
            id::Id,
            record::{EntityKind, Stored},
        },
    },
    store::{
        brands::{self, BrandFilter},
        check_ins::{self, Observation},
        cycles,
        departments::{self, DepartmentFilter},
        engine::{row::Page, tx::Reader},
        key_results::{self, KeyResultFilter},
        kpis::{
            self, KpiFilter,
            measurements::{self, Recorded},
            targets,
        },
        objectives::{self, ObjectiveFilter},
        organisations, scoring_policies,
    },
};

type ByKeyResult = BTreeMap<Id<KeyResult>, Vec<Observation>>;

/// What was reported on key results: the check-ins of each, and the times at which measurements were recorded for the
/// KPIs of those with a status override.
struct Reported {
    check_ins: ByKeyResult,
    measured: Vec<Recorded>,
}

/// The whole plan of a brand in a cycle; the objectives are ordered by id.
///
/// # Errors
/// `not_found` for the brand or the cycle.
pub fn load(reader: &mut Reader<'_>, brand: Id<Brand>, cycle: Id<Cycle>) -> Result<Plan> {
    Ok(load_known(reader, brand, cycle, &Known::newest())?.0)
}

/// The whole plan with its past, as it is known now or was known at a revision.
///
/// # Errors
/// `not_found` for a brand or cycle that is not there.
pub fn load_with_past(
    reader: &mut Reader<'_>,
    brand: Id<Brand>,
    cycle: Id<Cycle>,
    known_at: Option<i64>,
) -> Result<(Plan, Past)> {
    let known = known_at.map_or_else(|| Ok(Known::newest()), |revision| Known::at(reader, revision))?;
    let (plan, brands) = load_known(reader, brand, cycle, &known)?;
    let past = history::load(reader, &plan, &brands)?;
    Ok((plan, past))
}

/// The past of a plan that is up to date.
///
/// # Errors
/// Those of the database.
pub fn load_past(reader: &mut Reader<'_>, plan: &Plan) -> Result<Past> {
    let brands = brands::list(reader, &BrandFilter::default(), Page::all())?;
    history::load(reader, plan, &brands)
}

/// The plan and the brands that were there.
fn load_known(
    reader: &mut Reader<'_>,
    brand: Id<Brand>,
    cycle: Id<Cycle>,
    known: &Known,
) -> Result<(Plan, Vec<Stored<Brand>>)> {
    let brands = brands::list(reader, &BrandFilter::default(), Page::all())?;
    let brands = known.rows(brands, |_| true)?;
    if !brands.iter().any(|one| one.id() == brand) {
        return Err(Error::not_found());
    }
    let key = PolicyKey { brand_id: brand, cycle_id: cycle };
    let cycles = cycles::by_ids(reader, &[cycle])?;
    let cycle = known.rows(cycles, |_| true)?.into_iter().find(|one| one.id() == cycle).ok_or_else(Error::not_found)?;
    let span = CycleSpan::of(&cycle);
    let policies = scoring_policies::get(reader, &key)?.into_iter().collect();
    let policy = known.rows(policies, |_| true)?.into_iter().find(|one| one.key == key);
    let departments = departments::list(reader, &DepartmentFilter::default(), Page::all())?;
    let newest = organisations::revision(reader)?;
    let plan = Plan {
        brand_id: brand,
        single_brand: brands.iter().filter(|one| !one.archived).count() <= 1,
        cycle: span,
        policy: policy.map(|stored| stored.value).unwrap_or_default(),
        departments: known.rows(departments, |_| true)?.iter().map(PlannedDepartment::new).collect(),
        objectives: planned_objectives(reader, key, known)?,
        kpis: kpis_known(reader, brand, &span, known)?,
        revision: known.revision(newest),
        purpose_statement: purpose(reader, brand, known)?,
    };
    Ok((plan, brands))
}

fn purpose(reader: &mut Reader<'_>, brand_id: Id<Brand>, known: &Known) -> Result<Option<String>> {
    if let Some(before) = known.before(EntityKind::Model, &ModelKey { brand_id }) {
        let purpose = before.and_then(|model| model.get("purpose")).and_then(Value::as_str);
        return Ok(purpose.map(str::to_owned));
    }
    let model = super::models::show(reader, brand_id)?;
    Ok(model.and_then(|model| model.purpose.as_ref().map(ToString::to_string)))
}

fn planned_objectives(reader: &mut Reader<'_>, key: PolicyKey, known: &Known) -> Result<Vec<PlannedObjective>> {
    let PolicyKey { brand_id, cycle_id } = key;
    let of_brand = ObjectiveFilter { brand_id: Some(brand_id), cycle_id: Some(cycle_id), ..ObjectiveFilter::default() };
    let objectives = objectives::list(reader, &of_brand, Page::all())?;
    let mut objectives =
        known.rows(objectives, |one: &Objective| one.brand_id == brand_id && one.cycle_id == cycle_id)?;
    objectives.sort_by_key(Stored::id);
    let of_cycle = KeyResultFilter { cycle_id: Some(cycle_id), ..KeyResultFilter::default() };
    let key_results = key_results::list(reader, &of_cycle, Page::all())?;
    let ids: HashSet<Id<Objective>> = objectives.iter().map(Stored::id).collect();
    let key_results = known.key_results(reader, key_results, cycle_id, |one| ids.contains(&one.objective_id))?;
    let ids: HashSet<Id<KeyResult>> = key_results.iter().map(Stored::id).collect();
    let observations = check_ins::of_cycle(reader, cycle_id)?;
    let observations = known.observations(observations, |id| ids.contains(&id))?;
    let mut reported = reported(reader, &key_results, observations, known)?;
    Ok(with_key_results(&objectives, &key_results, &mut reported, reader.ctx().time_zone))
}

/// The objectives with their key results and check-ins.
fn with_key_results(
    objectives: &[Stored<Objective>],
    key_results: &[Stored<KeyResult>],
    reported: &mut Reported,
    time_zone: TimeZone,
) -> Vec<PlannedObjective> {
    let mut planned: BTreeMap<Id<Objective>, Vec<PlannedKeyResult>> = BTreeMap::new();
    for key_result in key_results {
        let one = planned_key_result(key_result, reported, time_zone);
        planned.entry(key_result.objective_id).or_default().push(one);
    }
    let with = |one: &Stored<Objective>| PlannedObjective::new(one, planned.remove(&one.id()).unwrap_or_default());
    objectives.iter().map(with).collect()
}

/// Some objectives with everything that their own scores need on a day.
///
/// # Errors
/// Those of the database.
pub fn of_objectives(
    reader: &mut Reader<'_>,
    objectives: &[Stored<Objective>],
    day: NaiveDate,
) -> Result<Vec<PlannedObjective>> {
    let ids: Vec<Id<Objective>> = objectives.iter().map(Stored::id).collect();
    let key_results = key_results::of_objectives(reader, &ids)?;
    let key_results = history::key_results_on(reader, key_results, day)?;
    let observations = check_ins::of_key_results(reader, &key_results.iter().map(Stored::id).collect::<Vec<_>>())?;
    let mut reported = reported(reader, &key_results, observations, &Known::newest())?;
    Ok(with_key_results(objectives, &key_results, &mut reported, reader.ctx().time_zone))
}

/// Some key results with their check-ins, in the same order.
///
/// # Errors
/// Those of the database.
pub fn of_key_results(reader: &mut Reader<'_>, key_results: &[Stored<KeyResult>]) -> Result<Vec<PlannedKeyResult>> {
    let time_zone = reader.ctx().time_zone;
    let observations = check_ins::of_key_results(reader, &key_results.iter().map(Stored::id).collect::<Vec<_>>())?;
    let mut reported = reported(reader, key_results, observations, &Known::newest())?;
    Ok(key_results.iter().map(|key_result| planned_key_result(key_result, &mut reported, time_zone)).collect())
}

/// Whether a person's override of the key result's status still stands.
///
/// # Errors
/// Those of the database.
pub fn override_stands(reader: &mut Reader<'_>, key_result: &Stored<KeyResult>) -> Result<bool> {
    let planned = of_key_results(reader, std::slice::from_ref(key_result))?;
    Ok(planned.iter().any(PlannedKeyResult::overridden))
}

fn reported(
    reader: &mut Reader<'_>,
    key_results: &[Stored<KeyResult>],
    observations: Vec<Observation>,
    known: &Known,
) -> Result<Reported> {
    let mut check_ins = ByKeyResult::new();
    for observation in observations {
        check_ins.entry(observation.key_result_id).or_default().push(observation);
    }
    let overridden = key_results.iter().filter(|one| one.status_override.is_some());
    let kpis: Vec<Id<Kpi>> = overridden.filter_map(|one| one.kpi_id).collect();
    let recorded = if kpis.is_empty() { Vec::new() } else { measurements::recorded(reader, &kpis)? };
    let measured = known.measured(recorded, |kpi, _| kpis.contains(&kpi), |one| one.stamp.updated_at)?;
    Ok(Reported { check_ins, measured })
}

fn planned_key_result(
    key_result: &Stored<KeyResult>,
    reported: &mut Reported,
    time_zone: TimeZone,
) -> PlannedKeyResult {
    let observations = reported.check_ins.remove(&key_result.id()).unwrap_or_default();
    let status_override = key_result.status_override.as_ref().map(|word| PlannedOverride {
        status: word.status,
        set_on: time_zone.day(word.set_at),
        superseded_on: superseded_on(key_result, &observations, &reported.measured, word.set_at),
    });
    PlannedKeyResult {
        status_override,
        check_ins: observations.into_iter().map(check_in_entry).collect(),
        ..PlannedKeyResult::new(key_result, time_zone.day(key_result.stamp.created_at))
    }
}

/// The earliest day for which something was reported after the time `since`.
fn superseded_on(
    key_result: &KeyResult,
    observations: &[Observation],
    measured: &[Recorded],
    since: DateTime<Utc>,
) -> Option<NaiveDate> {
    let check_ins = observations.iter().map(|one| (one.observed_on, one.recorded_at));
    let of_kpi = measured.iter().filter(|(kpi, ..)| key_result.kpi_id == Some(*kpi)).map(|(_, date, at)| (*date, *at));
    check_ins.chain(of_kpi).filter(|(_, at)| *at > since).map(|(on, _)| on).min()
}

fn check_in_entry(observation: Observation) -> CheckInEntry {
    CheckInEntry {
        observed_on: observation.observed_on,
        value: observation.value,
        steps_done: observation.steps_done,
        steps_undone: observation.steps_undone,
        confidence: observation.confidence,
    }
}

/// The brand's KPIs with their targets and measurements in the cycle.
///
/// # Errors
/// Those of the database.
pub fn planned_kpis(reader: &mut Reader<'_>, brand: Id<Brand>, cycle: &CycleSpan) -> Result<Vec<PlannedKpi>> {
    kpis_known(reader, brand, cycle, &Known::newest())
}

fn kpis_known(reader: &mut Reader<'_>, brand: Id<Brand>, cycle: &CycleSpan, known: &Known) -> Result<Vec<PlannedKpi>> {
    let of_brand = KpiFilter { brand_id: Some(brand), ..KpiFilter::default() };
    let kpis = kpis::list(reader, &of_brand, Page::all())?;
    let mut kpis = known.rows(kpis, |one| one.brand_id == brand)?;
    kpis.sort_by_key(Stored::id);
    let targets = targets::of_cycle(reader, cycle.id)?;
    let targets = known.rows(targets, |_| true)?.into_iter().filter(|one| one.key.cycle_id == cycle.id);
    let mut targets: BTreeMap<Id<Kpi>, Target> = targets.map(|one| (one.key.kpi_id, one.value)).collect();
    let mut measured: BTreeMap<Id<Kpi>, Vec<MeasurementEntry>> = BTreeMap::new();
    let between = measurements::between(reader, cycle.starts_on, cycle.ends_on)?;
    let inside = |_, on| cycle.starts_on <= on && on <= cycle.ends_on;
    for (kpi, on, value) in known.measured(between, inside, |one| one.value.value)? {
        measured.entry(kpi).or_default().push(MeasurementEntry { on, value });
    }
    let planned = kpis
        .iter()
        .map(|kpi| PlannedKpi::new(kpi, targets.remove(&kpi.id()), measured.remove(&kpi.id()).unwrap_or_default()));
    Ok(planned.collect())
}

/// The context in which the figures of a key result or objective are computed: cycle, policy and day.
pub struct ScoringContext {
    pub cycle: CycleSpan,
    pub policy: Policy,
    /// The day of the figures; that of the closing once the cycle is closed.
    pub day: NaiveDate,
    pub closed: bool,
    pub state: CycleState,
}

/// The frames of some cycles of some brands.
pub struct ScoringContexts(BTreeMap<PolicyKey, ScoringContext>);

impl ScoringContexts {
    /// The frames as of a day, with two queries, however many there are.
    ///
    /// # Errors
    /// Those of the database.
    pub fn on(reader: &mut Reader<'_>, keys: &[PolicyKey], day: NaiveDate) -> Result<Self> {
        let ids: BTreeSet<Id<Cycle>> = keys.iter().map(|key| key.cycle_id).collect();
        let ids = Vec::from_iter(ids);
        let mut policies = policy_in_force::set_for(reader, &ids)?;
        let cycles: BTreeMap<Id<Cycle>, Stored<Cycle>> =
            cycles::by_ids(reader, &ids)?.into_iter().map(|cycle| (cycle.id(), cycle)).collect();
        let frame = |key: PolicyKey| {
            let cycle = cycles.get(&key.cycle_id)?;
            let frame = ScoringContext {
                cycle: CycleSpan::of(cycle),
                policy: policies.remove(&key).unwrap_or_default(),
                day: cycle.last_day(day),
                closed: cycle.is_settled(day),
                state: cycle.state,
            };
            Some((key, frame))
        };
        let keys: BTreeSet<PolicyKey> = keys.iter().copied().collect();
        Ok(Self(keys.into_iter().filter_map(frame).collect()))
    }

    /// # Errors
    /// `not_found` when the cycle does not exist.
    pub fn get(&self, key: &PolicyKey) -> Result<&ScoringContext> {
        self.0.get(key).ok_or_else(Error::not_found)
    }
}

/// The KPIs that key results follow, by cycle, with the measurements in it; two queries, however many there are.
///
/// # Errors
/// Those of the database.
pub fn followed<'p>(
    reader: &mut Reader<'_>,
    key_results: impl Iterator<Item = (CycleSpan, &'p PlannedKeyResult)>,
) -> Result<BTreeMap<Id<Cycle>, Vec<PlannedKpi>>> {
    let mut wanted: BTreeMap<Id<Cycle>, (CycleSpan, BTreeSet<Id<Kpi>>)> = BTreeMap::new();
    for (cycle, kpi) in key_results.filter_map(|(cycle, one)| Some((cycle, one.kpi_id?))) {
        wanted.entry(cycle.id).or_insert_with(|| (cycle, BTreeSet::new())).1.insert(kpi);
    }
    let first = wanted.values().map(|(cycle, _)| cycle.starts_on).min();
    let last = wanted.values().map(|(cycle, _)| cycle.ends_on).max();
    let Some((first, last)) = first.zip(last) else { return Ok(BTreeMap::new()) };
    let ids: BTreeSet<Id<Kpi>> = wanted.values().flat_map(|(_, kpis)| kpis).copied().collect();
    let ids = Vec::from_iter(ids);
    let mut measured: BTreeMap<Id<Kpi>, Vec<MeasurementEntry>> = BTreeMap::new();
    for (kpi, on, value) in measurements::of_kpis(reader, &ids, first, last)? {
        measured.entry(kpi).or_default().push(MeasurementEntry { on, value });
    }
    let kpis = kpis::by_ids(reader, &ids)?;
    let planned = |cycle: CycleSpan, kpi: &Stored<Kpi>| {
        let within = |one: &&MeasurementEntry| cycle.starts_on <= one.on && one.on <= cycle.ends_on;
        PlannedKpi::new(kpi, None, measured.get(&kpi.id()).into_iter().flatten().filter(within).copied().collect())
    };
    let of_cycle = |(cycle, followed): (CycleSpan, BTreeSet<Id<Kpi>>)| {
        kpis.iter().filter(|kpi| followed.contains(&kpi.id())).map(|kpi| planned(cycle, kpi)).collect()
    };
    Ok(wanted.into_iter().map(|(id, of)| (id, of_cycle(of))).collect())
}
