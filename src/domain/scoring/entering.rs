//! What enters a score, besides check-ins and measurements: one table, by the names that the change log has for the
//! members of each kind of thing. Two rules read it, so that no member slips past either: a change in an active cycle
//! needs a reason (`app/plans/promise.rs`), and holds from its day on (`domain/scoring/plan/past.rs`). Creating
//! something needs no reason, deleting it does.

use serde_json::Value;

use crate::domain::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    key_result::{KeyResult, KeyResultState},
    kpi::{Kpi, target::Target},
    objective::Objective,
    scoring_policy::Policy,
    values::record::{Entity, EntityKind},
};

/// The first day on which something counts. It enters a score, but a change of it holds for every day.
pub const COUNTS_FROM: &str = "counts_from";

pub trait EntersScore: Entity {
    /// The members that enter a score.
    const ENTERING: &'static [&'static str];

    /// Whether the change to `new` changes what enters a score.
    fn changes_score(&self, new: &Self) -> bool {
        entering(self) != entering(new)
    }
}

/// The members that enter a score, without the words of a measure.
fn entering<T: EntersScore>(one: &T) -> Vec<Option<Value>> {
    let value = serde_json::to_value(one).unwrap_or_default();
    let member = |name: &&str| value.get(name).cloned().map(|member| unordered(name, member));
    T::ENTERING.iter().map(member).collect()
}

/// The member without its order, where that says nothing, and without words.
fn unordered(name: &str, mut member: Value) -> Value {
    let sort = |list: &mut Vec<Value>, by: fn(&Value) -> String| list.sort_by_key(by);
    match (name, &mut member) {
        ("shared_with", Value::Array(departments)) => sort(departments, ToString::to_string),
        ("measure", Value::Object(measure)) => {
            measure.remove("unit");
            if let Some(Value::Array(steps)) = measure.get_mut("steps") {
                for step in steps.iter_mut().filter_map(Value::as_object_mut) {
                    step.remove("title");
                }
                sort(steps, |step| step.get("id").map(ToString::to_string).unwrap_or_default());
            }
        }
        _ => {}
    }
    member
}

impl EntersScore for KeyResult {
    const ENTERING: &'static [&'static str] =
        &["objective_id", "measure", "ambition", "weight", "state", "kpi_id", COUNTS_FROM];

    /// A proposal counts for nothing.
    fn changes_score(&self, new: &Self) -> bool {
        self.state != KeyResultState::Proposed && entering(self) != entering(new)
    }
}

impl EntersScore for Objective {
    const ENTERING: &'static [&'static str] = &["department_id", "shared_with", "weight", "state", COUNTS_FROM];
}

impl EntersScore for Kpi {
    const ENTERING: &'static [&'static str] = &["aggregation", "better", "category"];
}

impl EntersScore for Target {
    const ENTERING: &'static [&'static str] =
        &["kind", "baseline", "target", "waypoints", "low", "high", "tolerance", "weight", COUNTS_FROM];
}

impl EntersScore for Cycle {
    const ENTERING: &'static [&'static str] = &["starts_on", "ends_on", "state"];
}

impl EntersScore for Department {
    const ENTERING: &'static [&'static str] = &["archived"];
}

impl EntersScore for Brand {
    const ENTERING: &'static [&'static str] = &["archived"];
}

impl EntersScore for Policy {
    const ENTERING: &'static [&'static str] = &[
        "method",
        "balance",
        "revenue_weight",
        "aspirational_target",
        "department_bar",
        "revenue_bar",
        "green_from",
        "amber_from",
        "department_weights",
    ];
}

/// The kinds of things that make a plan and its policy.
pub const KINDS: [EntityKind; 8] = [
    EntityKind::Cycle,
    EntityKind::Brand,
    EntityKind::Department,
    EntityKind::ScoringPolicy,
    EntityKind::Objective,
    EntityKind::KeyResult,
    EntityKind::Kpi,
    EntityKind::Target,
];

/// The members of a kind that enter a score.
#[must_use]
pub const fn members(kind: EntityKind) -> &'static [&'static str] {
    match kind {
        EntityKind::Cycle => Cycle::ENTERING,
        EntityKind::Brand => Brand::ENTERING,
        EntityKind::Department => Department::ENTERING,
        EntityKind::ScoringPolicy => Policy::ENTERING,
        EntityKind::Objective => Objective::ENTERING,
        EntityKind::KeyResult => KeyResult::ENTERING,
        EntityKind::Kpi => Kpi::ENTERING,
        EntityKind::Target => Target::ENTERING,
        EntityKind::Organisation
        | EntityKind::User
        | EntityKind::Member
        | EntityKind::Model
        | EntityKind::ModelVersion
        | EntityKind::CheckIn
        | EntityKind::Measurement
        | EntityKind::ApiKey
        | EntityKind::Meeting
        | EntityKind::MeetingConfidence
        | EntityKind::Blocker
        | EntityKind::Decision => &[],
    }
}
