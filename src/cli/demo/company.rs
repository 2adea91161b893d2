//! Parses `company.json`, the data of the demonstration company, with every text in every language. People, departments
//! and the rest are named by keys; days count from the first day of the current cycle. Unknown members are errors, so
//! that none is overlooked. The quarter before is in `previous_quarter.rs`. Nothing here uses the database.

use serde::Deserialize;

use super::entries::{Brand, CompanyMeeting, Cycle, Department, Kpi, Model, Objective, Organisation, Person, Policy};
pub use super::previous_quarter::Earlier;
use crate::domain::people::role::Role;

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
    /// The number of the day on which the company is created.
    pub today: i64,
    pub earlier: Earlier,
    pub policy: Policy,
    pub kpis: Vec<Kpi>,
    pub objectives: Vec<Objective>,
    pub meetings: Vec<CompanyMeeting>,
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

    /// The lead of a department.
    pub fn lead_of(&self, department: &str) -> Option<&Person> {
        self.people
            .iter()
            .find(|person| person.memberships.iter().any(|seat| seat.lead && seat.department == department))
    }
}
