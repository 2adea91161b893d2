//! KPIs and their measurements, each identified by KPI and day. KPIs of category `revenue` make the revenue index; the
//! others enter a score only through key results that follow them. Their targets are in `target.rs`. How measurements
//! are aggregated into one value is in `domain/scoring/plan/observations.rs`, how the attainment is computed in
//! `domain/scoring/readings/kpi.rs`.

pub mod target;

use std::str::FromStr;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    brand::Brand,
    department::Department,
    values::{
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

wire_enum! {
    /// Which way is good. It is never guessed from numbers.
    pub enum Better {
        Higher = "higher",
        Lower = "lower",
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kpi {
    pub brand_id: Id<Brand>,
    pub department_id: Option<Id<Department>>,
    pub name: Name,
    pub category: Category,
    pub unit: Label,
    pub aggregation: Aggregation,
    #[serde(default = "higher")]
    pub better: Better,
    pub channel: Option<Name>,
    pub market: Option<Name>,
    pub external_ref: Option<Name>,
}

/// The direction of those in the change log of versions that did not know it.
const fn higher() -> Better {
    Better::Higher
}

impl Entity for Kpi {
    const KIND: EntityKind = EntityKind::Kpi;
    type Key = ById<Self>;
}

/// A KPI's value on a day.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measurement {
    pub value: f64,
    pub note: Option<Text>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
