//! KPIs, their targets in a cycle and their measurements. KPIs of category `revenue` make the revenue index; the others
//! enter a score only through key results that follow them. A target is identified by KPI and cycle, a measurement by
//! KPI and day. How measurements are aggregated into one value is in `domain/scoring/plan/observations.rs`, how the
//! attainment is computed in `domain/scoring/readings/kpi.rs`.

use std::str::FromStr;

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    brand::Brand,
    cycle::Cycle,
    department::Department,
    values::{
        fault::{Fault, FaultCode, check_value, check_weight, ok_or_faults},
        id::Id,
        record::{ById, Entity, EntityKey, EntityKind},
        text::{Label, Name, Text},
        wire_enum::wire_enum,
    },
};

wire_enum! {
    /// What a KPI is about.
    pub enum Category {
        Revenue = "revenue",
        Customer = "customer",
        Trust = "trust",
        People = "people",
        Process = "process",
        Other = "other",
    }
}

wire_enum! {
    /// How a cycle's measurements are aggregated into one value.
    pub enum Aggregation {
        Sum = "sum",
        Mean = "mean",
        Last = "last",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Kpi {
    pub brand_id: Id<Brand>,
    pub department_id: Option<Id<Department>>,
    pub name: Name,
    pub category: Category,
    pub unit: Label,
    pub aggregation: Aggregation,
    pub channel: Option<Name>,
    pub market: Option<Name>,
    pub external_ref: Option<Name>,
}

impl Entity for Kpi {
    const KIND: EntityKind = EntityKind::Kpi;
    type Key = ById<Self>;
}

/// The target of a KPI in a cycle.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Target {
    pub baseline: f64,
    pub target: f64,
    pub weight: f64,
}

impl Target {
    /// # Errors
    /// One fault for each rule that the target breaks.
    pub fn new(aggregation: Aggregation, baseline: f64, target: f64, weight: f64) -> Result<Self, Vec<Fault>> {
        let mut faults: Vec<Fault> =
            [check_value("/baseline", baseline), check_value("/target", target), check_weight("/weight", weight)]
                .into_iter()
                .flatten()
                .collect();
        if aggregation == Aggregation::Sum && baseline != 0.0 {
            faults.push(Fault::at("/baseline", FaultCode::NotAllowed, "fault-baseline-of-a-sum"));
        } else if baseline.partial_cmp(&target).is_none_or(std::cmp::Ordering::is_eq) {
            faults.push(Fault::at("/target", FaultCode::NotAllowed, "fault-target-is-baseline"));
        }
        ok_or_faults(Self { baseline, target, weight }, faults)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct TargetKey {
    pub kpi_id: Id<Kpi>,
    pub cycle_id: Id<Cycle>,
}

impl EntityKey for TargetKey {
    fn text(&self) -> String {
        format!("{}/{}", self.kpi_id, self.cycle_id)
    }
}

impl FromStr for TargetKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kpi_id, cycle_id) = text.split_once('/').ok_or(())?;
        Ok(Self { kpi_id: kpi_id.parse()?, cycle_id: cycle_id.parse()? })
    }
}

impl Entity for Target {
    const KIND: EntityKind = EntityKind::Target;
    type Key = TargetKey;
}

/// A KPI's value on a day.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Measurement {
    pub value: f64,
    pub note: Option<Text>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct MeasurementKey {
    pub kpi_id: Id<Kpi>,
    pub date: NaiveDate,
}

impl EntityKey for MeasurementKey {
    fn text(&self) -> String {
        format!("{}/{}", self.kpi_id, self.date)
    }
}

impl FromStr for MeasurementKey {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (kpi_id, date) = text.split_once('/').ok_or(())?;
        Ok(Self { kpi_id: kpi_id.parse()?, date: date.parse().map_err(|_| ())? })
    }
}

impl Entity for Measurement {
    const KIND: EntityKind = EntityKind::Measurement;
    type Key = MeasurementKey;
}
