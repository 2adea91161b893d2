//! What enters a score, besides check-ins and measurements: one place for every kind of thing, so that no change slips
//! past the reason that it needs in an active cycle (`app/plans/promise.rs`). Of a policy and a target everything does;
//! creating something needs no reason, deleting it does.

use crate::domain::{
    cycle::Cycle,
    department::Department,
    key_result::{KeyResult, KeyResultState},
    kpi::{Kpi, target::Target},
    measure::{Measure, Step},
    objective::Objective,
    scoring_policy::Policy,
};

pub trait EntersScore {
    /// Whether the change to `new` changes what enters a score.
    fn changes_score(&self, new: &Self) -> bool;
}

/// Measure (but its words), weight, ambition, state, KPI and objective. A proposal counts for nothing.
impl EntersScore for KeyResult {
    fn changes_score(&self, new: &Self) -> bool {
        let entering =
            |one: &Self| (unnamed(&one.measure), one.weight, one.ambition, one.state, one.kpi_id, one.objective_id);
        self.state != KeyResultState::Proposed && entering(self) != entering(new)
    }
}

/// The measure without its words.
fn unnamed(measure: &Measure) -> Measure {
    let mut measure = measure.clone();
    match &mut measure {
        Measure::Number { unit, .. } | Measure::Range { unit, .. } => unit.clear(),
        Measure::Milestones { steps } => {
            for step in steps.iter_mut() {
                step.title.clear();
            }
            steps.sort_by_key(|step: &Step| step.id);
        }
    }
    measure
}

/// Weight, department, sharing and state.
impl EntersScore for Objective {
    fn changes_score(&self, new: &Self) -> bool {
        let shared = |one: &Self| {
            let mut shared = one.shared_with.clone();
            shared.sort_unstable();
            shared
        };
        let entering = |one: &Self| (one.weight, one.department_id, shared(one), one.state);
        entering(self) != entering(new)
    }
}

/// Aggregation, direction and category.
impl EntersScore for Kpi {
    fn changes_score(&self, new: &Self) -> bool {
        let entering = |one: &Self| (one.aggregation, one.better, one.category);
        entering(self) != entering(new)
    }
}

impl EntersScore for Target {
    fn changes_score(&self, new: &Self) -> bool {
        self != new
    }
}

/// Dates and state.
impl EntersScore for Cycle {
    fn changes_score(&self, new: &Self) -> bool {
        let entering = |one: &Self| (one.starts_on, one.ends_on, one.state);
        entering(self) != entering(new)
    }
}

impl EntersScore for Department {
    fn changes_score(&self, new: &Self) -> bool {
        self.archived != new.archived
    }
}

impl EntersScore for Policy {
    fn changes_score(&self, new: &Self) -> bool {
        self != new
    }
}
