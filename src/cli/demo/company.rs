//! `company.json`: the demonstration company as it was written down, with every text in every language. People,
//! departments and the rest are named by keys; days count from the first day of the current cycle. A member that is not
//! known here is refused, so that none is forgotten. The quarter before is in `earlier.rs`. Nothing here knows the database.

use serde::Deserialize;

pub use super::earlier::Earlier;
use crate::domain::{organisation::Language, people::user::Role};

const COMPANY: &str = include_str!("company.json");

/// The company that is embedded in the program.
pub fn company() -> Result<Company, String> {
    let mut company: Company = serde_json::from_str(COMPANY).map_err(|error| format!("company.json: {error}"))?;
    let begun = company.objectives.iter().filter_map(|objective| company.earlier.begun(objective)).collect::<Vec<_>>();
    company.earlier.objectives.extend(begun);
    Ok(company)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Company {
    pub organisation: Organisation,
    pub brand: Brand,
    pub model: Model,
    pub departments: Vec<Department>,
    pub people: Vec<Person>,
    pub cycle: Cycle,
    /// The day on which the company is first shown.
    pub today: i64,
    pub earlier: Earlier,
    pub policy: Policy,
    pub kpis: Vec<Kpi>,
    pub objectives: Vec<Objective>,
}

impl Company {
    /// The first person with this role.
    pub fn with_role(&self, role: Role) -> Option<&Person> {
        self.people.iter().find(|person| person.role == role)
    }

    /// Every objective with its cycle, the earlier ones first.
    pub fn quarters(&self) -> impl Iterator<Item = (&Cycle, &Objective)> {
        let earlier = self.earlier.objectives.iter().map(|objective| (&self.earlier.cycle, objective));
        earlier.chain(self.objectives.iter().map(|objective| (&self.cycle, objective)))
    }

    /// Who leads a department.
    pub fn lead_of(&self, department: &str) -> Option<&Person> {
        self.people
            .iter()
            .find(|person| person.memberships.iter().any(|seat| seat.lead && seat.department == department))
    }
}

/// The same text in every language.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    en: String,
    it: String,
}

impl Text {
    pub fn read(&self, language: Language) -> &str {
        match language {
            Language::English => &self.en,
            Language::Italian => &self.it,
        }
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

/// The draft as it was published on a day, with the principles that had been put into other words by then.
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
    /// Its first day.
    pub starts: i64,
    /// From its first day to its last.
    pub length_days: i64,
    pub state: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    pub department_weights: std::collections::BTreeMap<String, f64>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kpi {
    pub key: String,
    pub name: Text,
    pub category: String,
    pub unit: Text,
    pub aggregation: String,
    pub department: Option<String>,
    pub channel: Option<Text>,
    pub market: Option<Text>,
    pub target: Target,
    pub measurements: Vec<Measurement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    pub baseline: f64,
    pub target: f64,
    pub weight: f64,
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
    /// The milestones, if it has any.
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
    /// Who reports, when it is not the key result's owner.
    pub author: Option<String>,
    pub note: Option<Text>,
}
