//! Small plans for the tests of scoring: a bit of everything, nothing special; each test changes what it is about. Ids
//! count up from `Ids`, so their order is known; days count from 1 January 2026. Random plans are in
//! `domain_random_plans.rs`; the company with a server and a database is in `support/company.rs`.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use perno::domain::{
    department::Department,
    key_result::{Ambition, KeyResult, KeyResultState},
    kpi::{
        Aggregation, Category,
        target::{Aim, Target},
    },
    measure::Measure,
    objective::ObjectiveState,
    organisation::TimeZone,
    scoring::plan::{
        CheckInEntry, CycleSpan, MeasurementEntry, Plan, PlannedDepartment, PlannedKeyResult, PlannedKpi,
        PlannedObjective, day_documents::DayDocuments, past::Past,
    },
    scoring_policy::Policy,
    values::{id::Id, text::Name},
};
use uuid::Uuid;

/// Returns ids in ascending order.
#[derive(Default)]
pub struct Ids(u128);

impl Ids {
    pub fn after(last: u128) -> Self {
        Self(last)
    }

    pub fn next<T>(&mut self) -> Id<T> {
        self.0 += 1;
        Id::new(Uuid::from_u128(self.0))
    }
}

/// A day, counted from 1 January 2026.
pub fn day(offset: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 1, 1).unwrap() + Days::new(offset)
}

pub fn cycle(starts_on: NaiveDate, ends_on: NaiveDate) -> CycleSpan {
    CycleSpan { id: Id::new(Uuid::nil()), starts_on, ends_on }
}

pub fn plan(ids: &mut Ids, cycle: CycleSpan) -> Plan {
    Plan {
        brand_id: ids.next(),
        single_brand: false,
        cycle,
        policy: Policy::default(),
        departments: Vec::new(),
        objectives: Vec::new(),
        kpis: Vec::new(),
        revision: 7,
        purpose_statement: None,
    }
}

/// The past of a plan in which nothing ever changed.
pub fn no_past() -> Past {
    let time_zone = TimeZone::UTC;
    Past { changes: DayDocuments::default(), brands: BTreeSet::new(), measured: BTreeMap::new(), time_zone }
}

pub fn department(ids: &mut Ids) -> PlannedDepartment {
    PlannedDepartment { id: ids.next(), name: String::from("Sales"), active: true }
}

pub fn objective(ids: &mut Ids, department_id: Id<Department>) -> PlannedObjective {
    PlannedObjective {
        id: ids.next(),
        title: String::from("Objective"),
        department_id,
        shared_with: Vec::new(),
        weight: 1.0,
        state: ObjectiveState::Active,
        cancelled_on: None,
        counts_from: None,
        key_results: Vec::new(),
    }
}

/// A number from 0 to 100.
pub fn number() -> Measure {
    Measure::number(0.0, 100.0, String::new(), Vec::new()).unwrap()
}

pub fn key_result(ids: &mut Ids, measure: Measure) -> PlannedKeyResult {
    PlannedKeyResult {
        id: ids.next(),
        title: String::from("Key result"),
        owner_id: None,
        measure,
        ambition: Ambition::Committed,
        weight: 1.0,
        state: KeyResultState::Active,
        cancelled_on: None,
        counts_from: None,
        check_in_every_days: 7,
        created_on: day(0),
        status_override: None,
        kpi_id: None,
        check_ins: Vec::new(),
    }
}

/// A key result as it is stored, owned by nobody.
pub fn stored_key_result(measure: Measure) -> KeyResult {
    KeyResult {
        position: 0,
        objective_id: Id::new(Uuid::nil()),
        cycle_id: Id::new(Uuid::nil()),
        title: Name::trusted("Visits".to_owned()),
        description: None,
        owner_id: None,
        weight: 1.0,
        ambition: Ambition::Committed,
        measure,
        check_in_every_days: 7,
        external_ref: None,
        kpi_id: None,
        state: KeyResultState::Active,
        cancelled_on: None,
        counts_from: None,
        status_override: None,
        carried_from_id: None,
        grade: None,
        grade_comment: None,
    }
}

pub fn check_in(observed_on: NaiveDate, value: f64) -> CheckInEntry {
    CheckInEntry { observed_on, value: Some(value), steps_done: Vec::new(), steps_undone: Vec::new(), confidence: None }
}

/// A target on the straight way between the two.
pub fn way(baseline: f64, target: f64, weight: f64) -> Target {
    Target { aim: Aim::Way { baseline, target, waypoints: Vec::new() }, weight, counts_from: None }
}

/// A KPI from 0 to 100 whose last measurement counts.
pub fn kpi(ids: &mut Ids, category: Category) -> PlannedKpi {
    PlannedKpi {
        id: ids.next(),
        name: String::from("Revenue"),
        department_id: None,
        category,
        aggregation: Aggregation::Last,
        target: Some(way(0.0, 100.0, 1.0)),
        measurements: Vec::new(),
        assumed: None,
    }
}

/// Departments with one objective and one key result each, at these values of 100 on day 10 of 100, and Revenue at
/// `revenue`.
pub fn company(revenue: Option<f64>, values: &[f64]) -> Plan {
    let mut ids = Ids::default();
    let mut made = plan(&mut ids, cycle(day(0), day(100)));
    for value in values {
        let department = department(&mut ids);
        let mut objective = objective(&mut ids, department.id);
        let mut key_result = key_result(&mut ids, number());
        key_result.check_ins.push(check_in(day(10), *value));
        objective.key_results.push(key_result);
        made.objectives.push(objective);
        made.departments.push(department);
    }
    if let Some(value) = revenue {
        let mut kpi = kpi(&mut ids, Category::Revenue);
        kpi.measurements.push(MeasurementEntry { on: day(10), value });
        made.kpis.push(kpi);
    }
    made
}
