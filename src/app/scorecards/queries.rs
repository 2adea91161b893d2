//! Parses the queries for scorecards, trends and what-ifs. They are answered in `scorecards`; what may be assumed of a
//! key result or KPI is checked in `domain/scoring/comparisons/what_if.rs`. The settings of a policy are parsed in
//! `app/scoring_policies.rs`.

use chrono::NaiveDate;
use serde_json::Value;

use crate::{
    app::{
        changes::REVISION_MAX,
        input::{Amount, At, BareId, Command, Distinct, Field, Fields, Parsed, Share, Whole},
        scoring_policies::Settings,
    },
    domain::{
        cycle::Cycle,
        department::Department,
        key_result::KeyResult,
        kpi::Kpi,
        measure::Step,
        scoring::{
            comparisons::{
                scenario::AssumedDepartment,
                what_if::{AssumedKeyResult, AssumedKpi},
            },
            trend::Every,
        },
        values::id::Id,
    },
};

/// A query for a scorecard or a branch of it.
#[derive(Debug, Clone, Copy)]
pub struct ScorecardQuery {
    pub cycle_id: Id<Cycle>,
    /// Defaults to today.
    pub as_of: Option<NaiveDate>,
    /// The revision up to which changes are known; defaults to the newest.
    pub known_at: Option<i64>,
}

impl ScorecardQuery {
    #[must_use]
    pub fn today(cycle_id: Id<Cycle>) -> Parsed<Self> {
        Self { cycle_id, as_of: None, known_at: None }.into()
    }

    #[must_use]
    pub fn on(cycle_id: Id<Cycle>, day: NaiveDate) -> Parsed<Self> {
        Self { cycle_id, as_of: Some(day), known_at: None }.into()
    }
}

impl Command for ScorecardQuery {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (cycle_id, as_of) = (fields.required("cycle_id"), fields.with("as_of", Some(None), day));
        let known_at = fields.optional::<Revision>("known_at");
        Some(Self { cycle_id: cycle_id?, as_of: as_of?, known_at: known_at?.map(|known_at| known_at.0) })
    }
}

/// A revision of the change log.
type Revision = Whole<0, REVISION_MAX>;

fn day(value: &Value, at: &mut At<'_>) -> Option<Option<NaiveDate>> {
    NaiveDate::read(value, at).map(Some)
}

/// A query for the reasons of a change, between two readings.
#[derive(Debug, Clone, Copy)]
pub struct ChangeQuery {
    pub cycle_id: Id<Cycle>,
    /// Defaults to a week before `to`.
    pub from: Option<NaiveDate>,
    /// Defaults to today.
    pub to: Option<NaiveDate>,
    pub from_known_at: Option<i64>,
    pub to_known_at: Option<i64>,
}

impl Command for ChangeQuery {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let cycle_id = fields.required("cycle_id");
        let (from, to) = (fields.with("from", Some(None), day), fields.with("to", Some(None), day));
        let from_known_at = fields.optional::<Revision>("from_known_at");
        let to_known_at = fields.optional::<Revision>("to_known_at");
        Some(Self {
            cycle_id: cycle_id?,
            from: from?,
            to: to?,
            from_known_at: from_known_at?.map(|revision| revision.0),
            to_known_at: to_known_at?.map(|revision| revision.0),
        })
    }
}

/// A query for a trend.
#[derive(Debug, Clone, Copy)]
pub struct TrendQuery {
    pub cycle_id: Id<Cycle>,
    pub every: Every,
}

impl Command for TrendQuery {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (cycle_id, every) = (fields.required("cycle_id"), fields.field("every", Some(Every::Week)));
        Some(Self { cycle_id: cycle_id?, every: every? })
    }
}

/// The assumptions of a what-if.
#[derive(Debug, Clone)]
pub struct Simulation {
    pub cycle_id: Id<Cycle>,
    pub key_results: Vec<AssumedKeyResult>,
    pub kpis: Vec<AssumedKpi>,
    /// Departments, and Revenue, at an asked score: what is in them moves together.
    pub departments: Vec<AssumedDepartment>,
    pub revenue: Option<f64>,
    /// Settings in place of those in force.
    pub policy: Option<Settings>,
}

impl Command for Simulation {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let cycle_id = fields.required("cycle_id");
        let key_results = fields.field("key_results", Some(Vec::new()));
        let kpis = fields.field("kpis", Some(Vec::new()));
        let departments = fields.field("departments", Some(Vec::new()));
        let revenue = fields.optional::<Share>("revenue");
        let policy = fields.with("policy", Some(None), |value, at| at.here().object(value, Settings::read).map(Some));
        Some(Self {
            cycle_id: cycle_id?,
            key_results: key_results?,
            kpis: kpis?,
            departments: departments?,
            revenue: revenue?.map(|share| share.0),
            policy: policy?,
        })
    }
}

impl Field for AssumedKeyResult {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        at.here().object(value, |fields| {
            let id = fields.required::<BareId<KeyResult>>("id");
            let value = fields.optional::<Amount>("value");
            let steps_done = steps(fields);
            Some(Self { id: id?.0, value: value?.map(|value| value.0), steps_done: steps_done? })
        })
    }
}

fn steps(fields: &mut Fields<'_, '_>) -> Option<Option<Vec<Id<Step>>>> {
    let steps = fields.optional::<Distinct<BareId<Step>>>("steps_done")?;
    Some(steps.map(|steps| steps.0.into_iter().map(|step| step.0).collect()))
}

impl Field for AssumedKpi {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        at.here().object(value, |fields| {
            let (id, value) = (fields.required::<BareId<Kpi>>("id"), fields.required::<Amount>("value"));
            Some(Self { id: id?.0, value: value?.0 })
        })
    }
}

impl Field for AssumedDepartment {
    fn read(value: &Value, at: &mut At<'_>) -> Option<Self> {
        at.here().object(value, |fields| {
            let (id, score) = (fields.required::<BareId<Department>>("id"), fields.required::<Share>("score"));
            Some(Self { id: id?.0, score: score?.0 })
        })
    }
}
