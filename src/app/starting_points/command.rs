//! Parses what is taken of a starting point: of departments, objectives and KPIs those that are named, or all. An
//! objective is taken only with its department; when no departments are named, those of the named objectives are. Names
//! that the starting point does not have are faults.

use serde_json::Value;

use super::catalogue::{ExampleDepartment, ExampleKpi, ExampleObjective, StartingPoint};
use crate::{
    app::input::{At, Command, Field, Fields, Measured},
    domain::{
        brand::Brand,
        cycle::Cycle,
        organisation::Language,
        people::user::User,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            text::{Name, Text},
        },
    },
};

/// What is taken, and into which brand and cycle.
#[derive(Debug, Clone)]
pub struct Taking {
    pub brand_id: Id<Brand>,
    /// Defaults to the active cycle; where there is no open one, the current quarter is added and started.
    pub cycle_id: Option<Id<Cycle>>,
    /// Defaults to the organisation's.
    pub language: Option<Language>,
    /// Defaults to whoever takes it.
    pub owner_id: Option<Id<User>>,
    /// Set if the brand has none yet.
    pub purpose: Option<Text>,
    pub departments: Option<Vec<Name>>,
    pub objectives: Option<Vec<Name>>,
    pub kpis: Option<Vec<ChosenKpi>>,
}

/// A KPI that is taken, with another target than the proposed one.
#[derive(Debug, Clone)]
pub struct ChosenKpi {
    pub key: Name,
    pub target: Option<Measured>,
}

impl Command for Taking {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (brand_id, cycle_id) = (fields.required("brand_id"), fields.optional("cycle_id"));
        let (language, owner_id) = (fields.optional("language"), fields.field("owner_id", Some(None)));
        let purpose = fields.field("purpose", Some(None));
        let departments = fields.optional::<Vec<Name>>("departments");
        let objectives = fields.optional::<Vec<Name>>("objectives");
        let kpis = fields.optional::<Vec<ChosenKpi>>("kpis");
        Some(Self {
            brand_id: brand_id?,
            cycle_id: cycle_id?,
            language: language?,
            owner_id: owner_id?,
            purpose: purpose?,
            departments: departments?,
            objectives: objectives?,
            kpis: kpis?,
        })
    }
}

impl Field for ChosenKpi {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        at.here().object(value, |fields| {
            let (key, target) = (fields.required("key"), fields.field("target", Some(None)));
            Some(Self { key: key?, target: target? })
        })
    }
}

impl Taking {
    /// What it names that the starting point does not have.
    pub(super) fn faults(&self, point: &StartingPoint) -> Vec<Fault> {
        let departments: Vec<&str> = point.departments.iter().map(|one| one.key.as_str()).collect();
        let objectives: Vec<&str> = point.objectives().map(|(_, one)| one.key.as_str()).collect();
        let kpis: Vec<&str> = point.kpis.iter().map(|one| one.key.as_str()).collect();
        let chosen = self.kpis.as_ref().map(|kpis| kpis.iter().map(|one| one.key.clone()).collect::<Vec<_>>());
        let mut faults = unknown("/departments", "", self.departments.as_deref(), &departments);
        faults.extend(unknown("/objectives", "", self.objectives.as_deref(), &objectives));
        faults.extend(unknown("/kpis", "/key", chosen.as_deref(), &kpis));
        faults
    }

    /// The departments that are taken.
    pub(super) fn takes_department(&self, department: &ExampleDepartment) -> bool {
        match (&self.departments, &self.objectives) {
            (Some(named), _) => is_named(named, &department.key),
            (None, Some(_)) => department.objectives.iter().any(|objective| self.names(objective)),
            (None, None) => true,
        }
    }

    /// Whether the objective is taken, if its department is.
    pub(super) fn names(&self, objective: &ExampleObjective) -> bool {
        self.objectives.as_ref().is_none_or(|named| is_named(named, &objective.key))
    }

    /// Whether the KPI is taken, and with which target if not the proposed one.
    pub(super) fn chosen_kpi(&self, kpi: &ExampleKpi) -> Option<Option<&Measured>> {
        let Some(chosen) = &self.kpis else { return Some(None) };
        chosen.iter().find(|one| one.key.as_str() == kpi.key).map(|one| one.target.as_ref())
    }
}

fn is_named(named: &[Name], key: &str) -> bool {
    named.iter().any(|one| one.as_str() == key)
}

fn unknown(list: &str, member: &str, named: Option<&[Name]>, known: &[&str]) -> Vec<Fault> {
    let places = named.unwrap_or_default().iter().enumerate();
    let unknown = places.filter(|(_, key)| !known.contains(&key.as_str()));
    let fault = |place| Fault::at(format!("{list}/{place}{member}"), FaultCode::NotFound, "fault-starting-point-part");
    unknown.map(|(place, _)| fault(place)).collect()
}
