//! The entities in `company.json`: people, departments, KPIs, objectives and the rest. They are named by keys, with
//! every text in every language; days count from the first day of the current cycle. The company as a whole is in
//! `company.rs`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::{organisation::Language, people::role::Role};

/// A text in every language, by language code.
#[derive(Clone, Deserialize)]
pub struct Text(BTreeMap<String, String>);

impl Text {
    /// The text in a language, or in English when it is not translated.
    pub fn read(&self, language: Language) -> &str {
        let text = |one: Language| self.0.get(one.as_str()).map(String::as_str);
        text(language).or_else(|| text(Language::English)).unwrap_or_default()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    pub name: String,
    pub time_zone: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    pub key: String,
    pub name: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Model {
    pub custodian: String,
    pub purpose: Text,
    pub strategic_heart: Text,
    pub values: Vec<Text>,
    pub principles: Vec<Principle>,
    pub canvases: Vec<Canvas>,
    pub publications: Vec<Publication>,
}

/// A version of the Model published on a day, with the principles that were reworded for it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Publication {
    pub day: i64,
    pub note: Text,
    pub rewritten: Vec<Principle>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Principle {
    pub key: String,
    pub title: Text,
    pub body: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Canvas {
    pub phase: u8,
    pub title: Text,
    pub body: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Department {
    pub key: String,
    pub code: String,
    pub name: Text,
    pub description: Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    pub key: String,
    pub name: String,
    pub email: String,
    pub role: Role,
    pub memberships: Vec<Membership>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Membership {
    pub department: String,
    pub lead: bool,
    pub ambassador: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cycle {
    pub key: String,
    pub name: Text,
    /// The number of its first day.
    pub starts: i64,
    /// The number of days from its first day to its last.
    pub length_days: i64,
    pub state: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub department_weights: BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kpi {
    pub key: String,
    pub name: Text,
    pub category: String,
    pub unit: Text,
    pub aggregation: String,
    pub better: Option<String>,
    pub department: Option<String>,
    pub channel: Option<Text>,
    pub market: Option<Text>,
    pub target: Target,
    pub measurements: Vec<Measurement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    #[serde(default)]
    pub waypoints: Vec<Waypoint>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub tolerance: Option<f64>,
    pub weight: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waypoint {
    pub day: i64,
    pub value: f64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Measurement {
    pub day: i64,
    pub value: f64,
    pub note: Option<Text>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Objective {
    pub key: String,
    pub department: String,
    pub title: Text,
    pub description: Text,
    pub contribution: Text,
    pub principles: Vec<String>,
    pub parent: Option<String>,
    pub shared_with: Vec<String>,
    pub owner: String,
    pub weight: f64,
    pub key_results: Vec<KeyResult>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeyResult {
    pub key: String,
    pub title: Text,
    pub description: Option<Text>,
    pub owner: String,
    pub weight: f64,
    pub ambition: String,
    pub check_in_every_days: u32,
    pub kpi: Option<String>,
    pub measure: Measure,
    pub check_ins: Vec<CheckIn>,
}

#[derive(Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Measure {
    Number { start: f64, target: f64, unit: Text },
    Range { low: Option<f64>, high: Option<f64>, tolerance: f64, unit: Text },
    Milestones { steps: Vec<Step> },
}

impl Measure {
    /// The steps of milestones; none for other kinds.
    pub fn steps(&self) -> &[Step] {
        match self {
            Self::Milestones { steps } => steps,
            Self::Number { .. } | Self::Range { .. } => &[],
        }
    }
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub key: String,
    pub title: Text,
    pub weight: f64,
    pub due: Option<i64>,
}

#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckIn {
    pub day: i64,
    pub value: Option<f64>,
    pub steps_done: Option<Vec<String>>,
    pub confidence: Option<u8>,
    /// The key of the person who reports, when it is not the key result's owner.
    pub author: Option<String>,
    pub note: Option<Text>,
}

/// A meeting of the whole company.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CompanyMeeting {
    pub day: i64,
    pub title: Text,
    pub facilitator: String,
    /// The key results that people rate.
    pub rated: Vec<String>,
    pub ended: bool,
    /// What people rated, in the order of the key results.
    pub confidence: BTreeMap<String, Vec<u8>>,
    pub blockers: Vec<Raised>,
    pub decisions: Vec<Decided>,
    pub minutes: Option<Text>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raised {
    pub text: Text,
    pub by: String,
    pub owner: String,
    pub due: i64,
    pub key_result: String,
    /// The day on which it was resolved.
    pub resolved: Option<i64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    pub text: Text,
    pub by: String,
    pub key_result: Option<String>,
    pub objective: Option<String>,
    pub owner: Option<String>,
    pub due: Option<i64>,
}
