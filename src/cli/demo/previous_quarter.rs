//! The quarter before the current one of the demonstration company: its targets, its own objectives, the retrospective
//! and grades of its closing, and which of the current objectives began in it. The earlier versions of those are
//! derived from the current ones, with `earlier/` before their keys and their own start and check-ins.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::entries::{CheckIn, Cycle, KeyResult, Measure, Objective, Target, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    pub cycle: Cycle,
    /// By KPI key.
    pub targets: BTreeMap<String, Target>,
    pub objectives: Vec<Objective>,
    pub continued: Vec<Continued>,
    pub retrospective: Text,
    /// Why what was carried over and is not continued was deleted.
    pub dropped: Text,
    pub grades: Vec<Grade>,
}

/// An objective of the current cycle that began in the earlier one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Continued {
    pub objective: String,
    pub key_results: Vec<ContinuedKeyResult>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContinuedKeyResult {
    pub key_result: String,
    /// The start of a number in the earlier cycle.
    pub start: Option<f64>,
    pub check_ins: Vec<CheckIn>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grade {
    pub key_result: String,
    pub grade: f64,
    pub comment: Option<Text>,
}

/// The key of the earlier version of an objective or key result.
pub fn earlier_key(key: &str) -> String {
    format!("earlier/{key}")
}

impl Earlier {
    /// Whether the objective of the current cycle began in the earlier one.
    pub fn continues(&self, objective: &Objective) -> bool {
        self.continued.iter().any(|one| one.objective == objective.key)
    }

    /// The earlier version of the objective, if it began in the earlier cycle.
    pub fn begun(&self, objective: &Objective) -> Option<Objective> {
        let continued = self.continued.iter().find(|one| one.objective == objective.key)?;
        let key_result = |one: &ContinuedKeyResult| {
            let current = objective.key_results.iter().find(|current| current.key == one.key_result)?;
            Some(one.begun(current))
        };
        Some(Objective {
            key: earlier_key(&objective.key),
            key_results: continued.key_results.iter().filter_map(key_result).collect(),
            ..objective.clone()
        })
    }
}

impl ContinuedKeyResult {
    fn begun(&self, current: &KeyResult) -> KeyResult {
        let measure = match (&current.measure, self.start) {
            (Measure::Number { target, unit, .. }, Some(start)) => {
                Measure::Number { start, target: *target, unit: unit.clone() }
            }
            (other, _) => other.clone(),
        };
        KeyResult { key: earlier_key(&current.key), measure, check_ins: self.check_ins.clone(), ..current.clone() }
    }
}
