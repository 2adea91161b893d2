//! The input of scoring: the plan of one brand in one cycle with everything reported on it, as plain values. All values
//! are assumed valid: measures, weights, targets and the policy come from validating constructors. Lists may be in any
//! order, except that the check-ins of a key result are in order of arrival.

pub mod moment;
pub mod observations;
pub mod season;
pub mod unfinished;

use chrono::NaiveDate;

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
    values::id::Id,
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

impl PlannedKeyResult {
    /// Whether a person's status still replaces the computed one.
    #[must_use]
    pub fn overridden(&self) -> bool {
        self.status_override.is_some_and(|word| word.superseded_on.is_none())
    }

    /// Whether it counts as of the date, with its weight.
    #[must_use]
    pub fn in_force(&self, date: NaiveDate) -> bool {
        match self.state {
            KeyResultState::Proposed => false,
            KeyResultState::Active => true,
            KeyResultState::Cancelled => self.cancelled_on.is_some_and(|cancelled_on| date < cancelled_on),
        }
    }
}

impl PlannedObjective {
    /// Whether it is there as of the date, for its departments too.
    #[must_use]
    pub fn in_force(&self, date: NaiveDate) -> bool {
        self.state == ObjectiveState::Active || self.cancelled_on.is_some_and(|cancelled_on| date < cancelled_on)
    }

    #[must_use]
    pub fn involves(&self, department: Id<Department>) -> bool {
        self.department_id == department || self.shared_with.contains(&department)
    }
}

impl PlannedKpi {
    /// The target, if this is a revenue KPI with one; such KPIs make the revenue index.
    #[must_use]
    pub fn revenue_target(&self) -> Option<&Target> {
        self.target.as_ref().filter(|_| self.category == Category::Revenue)
    }
}
