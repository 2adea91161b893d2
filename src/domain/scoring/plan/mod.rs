//! What scoring reads: the plan of one brand in one cycle with all that was reported on it, as plain values.
//! Every value is taken as valid: measures, weights, targets and the policy come from their validating constructors.
//! Lists may come in any order, but check-ins of a key result come in the order of their arrival.

pub mod moment;
pub mod observations;
pub mod unfinished;

use chrono::NaiveDate;

use super::status::Status;
use crate::domain::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    key_result::{Ambition, KeyResult, KeyResultState},
    kpi::{Aggregation, Category, Kpi, Target},
    measure::{Measure, Step},
    objective::Objective,
    people::user::User,
    scoring_policy::Policy,
    values::id::Id,
};

#[derive(Clone, Debug)]
pub struct Plan {
    pub brand_id: Id<Brand>,
    /// The organisation has this brand only.
    pub single_brand: bool,
    pub cycle: CycleSpan,
    pub policy: Policy,
    /// Every department of the organisation, archived ones too; which of them take part is decided here.
    pub departments: Vec<PlannedDepartment>,
    pub objectives: Vec<PlannedObjective>,
    /// The brand's KPIs of every category: those that key results follow, and those with a target.
    pub kpis: Vec<PlannedKpi>,
    /// The two below are passed through to what is read.
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
    /// Not archived.
    pub active: bool,
}

#[derive(Clone, Debug)]
pub struct PlannedObjective {
    pub id: Id<Objective>,
    pub title: String,
    pub department_id: Id<Department>,
    pub shared_with: Vec<Id<Department>>,
    pub weight: f64,
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
    /// Follows that KPI: its measurements within the cycle stand in for check-ins.
    pub kpi_id: Option<Id<Kpi>>,
    pub check_ins: Vec<CheckInEntry>,
}

/// A person's word instead of the computed status.
#[derive(Clone, Copy, Debug)]
pub struct PlannedOverride {
    pub status: Status,
    pub set_on: NaiveDate,
    /// The earliest date observed by a check-in (or measurement of the KPI) recorded after the override was set:
    /// from there on the override is over. `None` while there is no such check-in.
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
    /// A what-if value instead of the measurements' aggregate.
    pub assumed: Option<f64>,
}

#[derive(Clone, Copy, Debug)]
pub struct MeasurementEntry {
    pub on: NaiveDate,
    pub value: f64,
}

impl PlannedKeyResult {
    /// Whether somebody's word still stands against the computed status.
    #[must_use]
    pub fn overridden(&self) -> bool {
        self.status_override.is_some_and(|word| word.superseded_on.is_none())
    }

    /// Counts as of the date, as far as its weight goes.
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
    #[must_use]
    pub fn involves(&self, department: Id<Department>) -> bool {
        self.department_id == department || self.shared_with.contains(&department)
    }
}

impl PlannedKpi {
    /// The target of a KPI that enters the revenue index.
    #[must_use]
    pub fn revenue_target(&self) -> Option<&Target> {
        self.target.as_ref().filter(|_| self.category == Category::Revenue)
    }
}
