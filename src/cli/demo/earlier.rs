//! The demonstration company's quarter before the current one, as it was written down: what was expected of it, what
//! people said when they closed it, and which of the current objectives began in it. These are not written down twice:
//! the earlier ones are made from them, with `earlier/` before their keys and their own start and check-ins.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::entries::{CheckIn, Cycle, KeyResult, Measure, Objective, Target, Text};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Earlier {
    pub cycle: Cycle,
    /// By the keys of the KPIs.
    pub targets: BTreeMap<String, Target>,
    pub objectives: Vec<Objective>,
    pub continued: Vec<Continued>,
    pub retrospective: Text,
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
    /// Of a number.
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

/// The key of what something goes on with.
pub fn earlier_key(key: &str) -> String {
    format!("earlier/{key}")
}

impl Earlier {
    /// Whether the objective of the current cycle began in the earlier one.
    pub fn continues(&self, objective: &Objective) -> bool {
        self.continued.iter().any(|one| one.objective == objective.key)
    }

    /// As it was in the earlier cycle, if it began there.
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
