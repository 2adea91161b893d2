//! The input of scoring: the plan of one brand in one cycle with everything reported on it, as plain values. All values
//! are assumed valid: measures, weights, targets and the policy come from validating constructors. Lists may be in any
//! order, except that the check-ins of a key result are in order of arrival.

pub mod day_documents;
pub mod moment;
pub mod observations;
pub mod past;
pub mod season;
pub mod unfinished;

use chrono::NaiveDate;

use self::moment::Moment;
use super::status::Status;
use crate::domain::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    key_result::{Ambition, KeyResult, KeyResultState},
    kpi::{Aggregation, Category, Kpi, target::Target},
    measure::{Measure, Step},
    objective::{Objective, ObjectiveState},
    people::user::User,
    scoring_policy::Policy,
    values::{id::Id, record::Stored},
};

#[derive(Clone, Debug)]
pub struct Plan {
    pub brand_id: Id<Brand>,
    /// Whether this is the organisation's only brand.
    pub single_brand: bool,
    pub cycle: CycleSpan,
    pub policy: Policy,
    /// Every department of the organisation, including archived ones; `domain/scoring/tree.rs` decides which take part.
    pub departments: Vec<PlannedDepartment>,
    pub objectives: Vec<PlannedObjective>,
    /// The brand's KPIs of every category that key results follow or that have a target.
    pub kpis: Vec<PlannedKpi>,
    /// This and the purpose statement are only passed through to the output.
    pub revision: i64,
    pub purpose_statement: Option<String>,
}

#[derive(Clone, Copy, Debug)]
pub struct CycleSpan {
    pub id: Id<Cycle>,
    pub starts_on: NaiveDate,
    pub ends_on: NaiveDate,
}

#[derive(Clone, Debug)]
pub struct PlannedDepartment {
    pub id: Id<Department>,
    pub name: String,
    /// Whether it is not archived.
    pub active: bool,
}

#[derive(Clone, Debug)]
pub struct PlannedObjective {
    pub id: Id<Objective>,
    pub title: String,
    pub department_id: Id<Department>,
    pub shared_with: Vec<Id<Department>>,
    pub weight: f64,
    pub state: ObjectiveState,
    pub cancelled_on: Option<NaiveDate>,
    pub counts_from: Option<NaiveDate>,
    pub key_results: Vec<PlannedKeyResult>,
}

#[derive(Clone, Debug)]
pub struct PlannedKeyResult {
    pub id: Id<KeyResult>,
    pub title: String,
    pub owner_id: Option<Id<User>>,
    pub measure: Measure,
    pub ambition: Ambition,
    pub weight: f64,
    pub state: KeyResultState,
    pub cancelled_on: Option<NaiveDate>,
    pub counts_from: Option<NaiveDate>,
    pub check_in_every_days: u32,
    /// Before the first check-in, staleness counts from the later of this day and the cycle's start.
    pub created_on: NaiveDate,
    pub status_override: Option<PlannedOverride>,
    /// The KPI it follows: the measurements within the cycle replace check-ins.
    pub kpi_id: Option<Id<Kpi>>,
    pub check_ins: Vec<CheckInEntry>,
}

/// A status set by a person instead of the computed one.
#[derive(Clone, Copy, Debug)]
pub struct PlannedOverride {
    pub status: Status,
    pub set_on: NaiveDate,
    /// The earliest observation date of a check-in (or measurement of the KPI) recorded after the override was set: the
    /// override ends there. `None` if there is no such check-in yet.
    pub superseded_on: Option<NaiveDate>,
}

#[derive(Clone, Debug)]
pub struct CheckInEntry {
    pub observed_on: NaiveDate,
    pub value: Option<f64>,
    pub steps_done: Vec<Id<Step>>,
    pub steps_undone: Vec<Id<Step>>,
    pub confidence: Option<u8>,
}

#[derive(Clone, Debug)]
pub struct PlannedKpi {
    pub id: Id<Kpi>,
    pub name: String,
    pub department_id: Option<Id<Department>>,
    pub category: Category,
    pub aggregation: Aggregation,
    /// Its target in this cycle.
    pub target: Option<Target>,
    pub measurements: Vec<MeasurementEntry>,
    /// An assumed what-if value that replaces the aggregate of the measurements.
    pub assumed: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
pub struct MeasurementEntry {
    pub on: NaiveDate,
    pub value: f64,
}

impl CycleSpan {
    #[must_use]
    pub fn of(cycle: &Stored<Cycle>) -> Self {
        Self { id: cycle.id(), starts_on: cycle.starts_on, ends_on: cycle.ends_on }
    }
}

impl PlannedDepartment {
    #[must_use]
    pub fn new(department: &Stored<Department>) -> Self {
        Self { id: department.id(), name: department.name.to_string(), active: !department.archived }
    }
}

impl PlannedObjective {
    #[must_use]
    pub fn new(objective: &Stored<Objective>, key_results: Vec<PlannedKeyResult>) -> Self {
        Self {
            id: objective.id(),
            title: objective.title.to_string(),
            department_id: objective.department_id,
            shared_with: objective.shared_with.clone(),
            weight: objective.weight,
            state: objective.state,
            cancelled_on: objective.cancelled_on,
            counts_from: objective.counts_from,
            key_results,
        }
    }
}

impl PlannedKpi {
    #[must_use]
    pub fn new(kpi: &Stored<Kpi>, target: Option<Target>, measurements: Vec<MeasurementEntry>) -> Self {
        Self {
            id: kpi.id(),
            name: kpi.name.to_string(),
            department_id: kpi.department_id,
            category: kpi.category,
            aggregation: kpi.aggregation,
            target,
            measurements,
            assumed: None,
        }
    }
}

impl PlannedKeyResult {
    /// A key result that nobody reported on, created on a day.
    #[must_use]
    pub fn new(key_result: &Stored<KeyResult>, created_on: NaiveDate) -> Self {
        Self {
            id: key_result.id(),
            title: key_result.title.to_string(),
            owner_id: key_result.owner_id,
            measure: key_result.measure.clone(),
            ambition: key_result.ambition,
            weight: key_result.weight,
            state: key_result.state,
            cancelled_on: key_result.cancelled_on,
            counts_from: key_result.counts_from,
            check_in_every_days: key_result.check_in_every_days,
            created_on,
            status_override: None,
            kpi_id: key_result.kpi_id,
            check_ins: Vec::new(),
        }
    }

    /// Whether a person's status still replaces the computed one.
    #[must_use]
    pub fn overridden(&self) -> bool {
        self.status_override.is_some_and(|word| word.superseded_on.is_none())
    }

    /// Whether it counts at the moment, with its weight.
    #[must_use]
    pub fn in_force(&self, moment: &Moment) -> bool {
        let state = match self.state {
            KeyResultState::Proposed => false,
            KeyResultState::Active => true,
            KeyResultState::Cancelled => self.cancelled_on.is_some_and(|cancelled_on| moment.date < cancelled_on),
        };
        state && moment.reaches(self.counts_from)
    }

    /// Takes over what enters a score, as it stood on another day.
    fn take_terms(&mut self, then: KeyResult) {
        (self.measure, self.ambition, self.weight) = (then.measure, then.ambition, then.weight);
        (self.state, self.kpi_id) = (then.state, then.kpi_id);
        (self.counts_from, self.cancelled_on) = (then.counts_from, None);
    }
}

impl PlannedObjective {
    /// Whether it is there at the moment, for its departments too.
    #[must_use]
    pub fn in_force(&self, moment: &Moment) -> bool {
        let active = self.state == ObjectiveState::Active;
        let state = active || self.cancelled_on.is_some_and(|cancelled_on| moment.date < cancelled_on);
        state && moment.reaches(self.counts_from)
    }

    /// Takes over what enters a score, as it stood on another day.
    fn take_terms(&mut self, then: Objective) {
        (self.department_id, self.shared_with, self.weight) = (then.department_id, then.shared_with, then.weight);
        (self.state, self.counts_from, self.cancelled_on) = (then.state, then.counts_from, None);
    }

    #[must_use]
    pub fn involves(&self, department: Id<Department>) -> bool {
        self.department_id == department || self.shared_with.contains(&department)
    }
}

impl PlannedKpi {
    /// The target at the moment, if this is a revenue KPI with one; such KPIs make the revenue index.
    #[must_use]
    pub fn revenue_target(&self, moment: &Moment) -> Option<&Target> {
        let target = self.target.as_ref().filter(|_| self.category == Category::Revenue);
        target.filter(|target| moment.reaches(target.counts_from))
    }
}
