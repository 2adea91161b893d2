//! The plan and policy of an earlier day. The changes that the log has of what enters a score (`domain/scoring/entering.rs`)
//! are taken back, the newest first, as far as they hold from a later day; what a correction set stays for every day.
//! So nothing is stored twice, and old databases have a past too. Source: "The past stays as it was" in the scoring
//! rules. The changes are loaded, and given the day from which they hold, by `app/plans/history.rs`.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use chrono::NaiveDate;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{
    CycleSpan, MeasurementEntry, Plan, PlannedDepartment, PlannedKeyResult, PlannedKpi, PlannedObjective,
    day_documents::DayDocuments,
};
use crate::domain::{
    brand::Brand,
    key_result::KeyResult,
    kpi::{
        Kpi,
        target::{Target, TargetKey},
    },
    objective::Objective,
    organisation::TimeZone,
    scoring_policy::{Policy, PolicyKey},
    values::{
        id::Id,
        record::{Entity, EntityKey, EntityKind, Stored},
    },
};

/// What changed in a plan, and around it.
#[derive(Clone, Debug)]
pub struct Past {
    pub changes: DayDocuments,
    /// The brands that are not archived, as of now.
    pub brands: BTreeSet<Id<Brand>>,
    /// The measurements of KPIs that were deleted.
    pub measured: BTreeMap<Id<Kpi>, Vec<MeasurementEntry>>,
    pub time_zone: TimeZone,
}

impl Past {
    /// The plan as it stood on a day.
    #[must_use]
    pub fn on<'p>(&self, plan: &'p Plan, day: NaiveDate) -> Cow<'p, Plan> {
        if self.changes.are_none() {
            return Cow::Borrowed(plan);
        }
        let mut then = plan.clone();
        self.turn(&mut then, plan, day);
        Cow::Owned(then)
    }

    /// The plan as it stood on one day after another; only what ever changed is exchanged.
    pub fn each_day<T>(&self, plan: &Plan, days: &[NaiveDate], mut read: impl FnMut(&Plan, NaiveDate) -> T) -> Vec<T> {
        if self.changes.are_none() {
            return days.iter().map(|day| read(plan, *day)).collect();
        }
        let mut then = plan.clone();
        let on = |day: &NaiveDate| {
            self.turn(&mut then, plan, *day);
            read(&then, *day)
        };
        days.iter().map(on).collect()
    }

    /// Turns the plan, as it stands on any day, into that of a day.
    fn turn(&self, plan: &mut Plan, newest: &Plan, day: NaiveDate) {
        let day = day.max(newest.cycle.starts_on);
        let mut brands = self.brands.clone();
        let mut gone = Vec::new();
        for (kind, key, document) in self.changes.on(day) {
            match kind {
                EntityKind::Cycle => turn_cycle(plan, document.as_ref()),
                EntityKind::Brand => turn_brand(&mut brands, &key, document.as_ref()),
                EntityKind::ScoringPolicy => turn_policy(plan, &key, document.as_ref()),
                EntityKind::Department => turn_department(plan, newest, &key, document.as_ref()),
                EntityKind::Objective if document.is_none() => gone.extend(key.parse::<Id<Objective>>()),
                EntityKind::Objective => turn_objective(plan, document.as_ref()),
                EntityKind::KeyResult => self.turn_key_result(plan, &key, document.as_ref()),
                EntityKind::Kpi => self.turn_kpi(plan, &key, document.as_ref()),
                EntityKind::Target => turn_target(plan, &key, document.as_ref()),
                _ => {}
            }
        }
        plan.objectives.retain(|objective| !gone.contains(&objective.id));
        if self.brands.contains(&plan.brand_id) {
            brands.insert(plan.brand_id);
        }
        plan.single_brand = brands.len() <= 1;
    }

    fn turn_key_result(&self, plan: &mut Plan, key: &str, document: Option<&Value>) {
        let Ok(id) = key.parse::<Id<KeyResult>>() else { return };
        let Some(then) = document else {
            take_key_result(plan, id);
            return;
        };
        let Some(stored) = parsed::<KeyResult>(then) else { return };
        let Some(place) = plan.objectives.iter().position(|one| one.id == stored.objective_id) else { return };
        let planned = take_key_result(plan, id);
        let mut planned =
            planned.unwrap_or_else(|| PlannedKeyResult::new(&stored, self.time_zone.day(stored.stamp.created_at)));
        planned.take_terms(stored.value);
        if let Some(objective) = plan.objectives.get_mut(place) {
            objective.key_results.push(planned);
        }
    }

    fn turn_kpi(&self, plan: &mut Plan, key: &str, document: Option<&Value>) {
        let Ok(id) = key.parse::<Id<Kpi>>() else { return };
        let Some(document) = document else {
            plan.kpis.retain(|kpi| kpi.id != id);
            return;
        };
        let Some(stored) = parsed::<Kpi>(document).filter(|kpi| kpi.brand_id == plan.brand_id) else { return };
        if let Some(kpi) = plan.kpis.iter_mut().find(|kpi| kpi.id == id) {
            (kpi.category, kpi.aggregation) = (stored.category, stored.aggregation);
        } else {
            let measured = self.measured.get(&id).cloned().unwrap_or_default();
            plan.kpis.push(PlannedKpi::new(&stored, None, measured));
        }
    }
}

fn parsed<T: Entity + DeserializeOwned>(document: &Value) -> Option<Stored<T>>
where
    T::Key: DeserializeOwned,
{
    serde_json::from_value(document.clone()).ok()
}

fn take_key_result(plan: &mut Plan, id: Id<KeyResult>) -> Option<PlannedKeyResult> {
    plan.objectives.iter_mut().find_map(|objective| {
        let place = objective.key_results.iter().position(|one| one.id == id)?;
        Some(objective.key_results.remove(place))
    })
}

fn turn_cycle(plan: &mut Plan, document: Option<&Value>) {
    if let Some(cycle) = document.and_then(parsed).as_ref().map(CycleSpan::of).filter(|span| span.id == plan.cycle.id) {
        plan.cycle = cycle;
    }
}

fn turn_brand(brands: &mut BTreeSet<Id<Brand>>, key: &str, document: Option<&Value>) {
    let Ok(id) = key.parse() else { return };
    let there = document.and_then(parsed::<Brand>).is_some_and(|brand| !brand.archived);
    if there {
        brands.insert(id);
    } else {
        brands.remove(&id);
    }
}

fn turn_policy(plan: &mut Plan, key: &str, document: Option<&Value>) {
    if key == (PolicyKey { brand_id: plan.brand_id, cycle_id: plan.cycle.id }).text() {
        plan.policy = document.and_then(parsed::<Policy>).map(|stored| stored.value).unwrap_or_default();
    }
}

/// One that is not there yet is like an archived one: what was said to count in it already does.
fn turn_department(plan: &mut Plan, newest: &Plan, key: &str, document: Option<&Value>) {
    let Ok(id) = key.parse() else { return };
    let Some(department) = document.and_then(parsed) else {
        plan.departments.retain(|one| one.id != id || newest.departments.iter().any(|one| one.id == id));
        plan.departments.iter_mut().filter(|one| one.id == id).for_each(|one| one.active = false);
        return;
    };
    let then = PlannedDepartment::new(&department);
    match plan.departments.iter_mut().find(|department| department.id == id) {
        Some(department) => department.active = then.active,
        None => plan.departments.push(then),
    }
}

fn turn_objective(plan: &mut Plan, document: Option<&Value>) {
    let Some(stored) = document.and_then(parsed::<Objective>) else { return };
    if stored.brand_id != plan.brand_id || stored.cycle_id != plan.cycle.id {
        return;
    }
    match plan.objectives.iter_mut().find(|objective| objective.id == stored.id()) {
        Some(objective) => objective.take_terms(stored.value),
        None => plan.objectives.push(PlannedObjective::new(&stored, Vec::new())),
    }
}

fn turn_target(plan: &mut Plan, key: &str, document: Option<&Value>) {
    let Ok(TargetKey { kpi_id, cycle_id }) = key.parse() else { return };
    if cycle_id != plan.cycle.id {
        return;
    }
    if let Some(kpi) = plan.kpis.iter_mut().find(|kpi| kpi.id == kpi_id) {
        kpi.target = document.and_then(parsed::<Target>).map(|stored| stored.value);
    }
}
