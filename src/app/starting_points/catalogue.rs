//! The example companies that a new organisation can start from: departments with objectives and key results, KPIs, and
//! a sentence of purpose to rewrite. The texts are in a file for each language; keys and figures are the same in all of
//! them, which a test checks. Sums are meant for a quarter. What happens when one is taken is in `mod.rs`.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::{
    app::error::{Error, Result},
    domain::{
        cycle::Cycle,
        kpi::{Aggregation, Better, Category},
        organisation::Language,
    },
};

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartingPoint {
    pub key: String,
    pub name: String,
    /// Which companies are meant.
    pub example: String,
    pub purpose: String,
    pub departments: Vec<ExampleDepartment>,
    pub kpis: Vec<ExampleKpi>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleDepartment {
    pub key: String,
    pub name: String,
    pub description: String,
    pub weight: f64,
    pub objectives: Vec<ExampleObjective>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleObjective {
    pub key: String,
    pub title: String,
    pub contribution: String,
    pub key_results: Vec<ExampleKeyResult>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleKeyResult {
    pub title: String,
    pub measure: ExampleMeasure,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum ExampleMeasure {
    Number { start: f64, target: f64, unit: String },
    Range { low: Option<f64>, high: Option<f64>, tolerance: f64, unit: String },
    Milestones { steps: Vec<ExampleStep> },
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleStep {
    pub title: String,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExampleKpi {
    pub key: String,
    pub name: String,
    pub category: Category,
    pub unit: String,
    pub aggregation: Aggregation,
    pub better: Better,
    /// Where a way starts; a sum starts at 0.
    pub baseline: Option<f64>,
    pub target: f64,
}

/// The starting points in one language, and the reason that the change log gives for taking one.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {
    pub reason: String,
    pub starting_points: Vec<StartingPoint>,
}

type Parsing = std::result::Result<Catalogue, String>;

static ENGLISH: LazyLock<Parsing> = LazyLock::new(|| parse(include_str!("en.json")));
static ITALIAN: LazyLock<Parsing> = LazyLock::new(|| parse(include_str!("it.json")));

fn parse(text: &str) -> Parsing {
    serde_json::from_str(text).map_err(|error| format!("starting points: {error}"))
}

impl Catalogue {
    /// # Errors
    /// `internal` if the embedded file is broken.
    pub fn read(language: Language) -> Result<&'static Self> {
        let parsed = match language {
            Language::English => &*ENGLISH,
            Language::Italian => &*ITALIAN,
        };
        parsed.as_ref().map_err(|error| Error::internal(error.as_str()))
    }

    /// # Errors
    /// `not_found`.
    pub fn find(&self, key: &str) -> Result<&StartingPoint> {
        self.starting_points.iter().find(|one| one.key == key).ok_or_else(Error::not_found)
    }
}

impl StartingPoint {
    /// Every objective with its department.
    pub fn objectives(&self) -> impl Iterator<Item = (&ExampleDepartment, &ExampleObjective)> {
        self.departments.iter().flat_map(|department| department.objectives.iter().map(move |one| (department, one)))
    }
}

/// The days of a quarter.
const QUARTER: f64 = 91.0;

impl ExampleKpi {
    /// The target for a cycle: a sum grows with the length of the cycle, in whole quarters.
    #[must_use]
    pub fn target_in(&self, cycle: &Cycle) -> f64 {
        if self.aggregation != Aggregation::Sum {
            return self.target;
        }
        let days = crate::domain::values::numbers::float((cycle.ends_on - cycle.starts_on).num_days() + 1);
        self.target * (days / QUARTER).round().max(1.0)
    }
}
