//! What a key result measures: a number moving from start to target, a value kept within a range, or milestones.
//! Created by validating constructors; stored and served as the JSON of `openapi.yaml`. Progress is computed in
//! `domain/measure/progress.rs`; which check-ins it is based on is decided in `domain/scoring`.

pub mod plausibility;
pub(in crate::domain) mod progress;
pub mod waypoints;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use self::waypoints::Waypoint;
use super::values::{
    fault::{Fault, FaultCode, check_value, ok_or_faults},
    id::Id,
    numbers::same,
    wire_enum::wire_enum,
};

wire_enum! {
    pub enum MeasureKind {
        Number = "number",
        Range = "range",
        Milestones = "milestones",
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Measure {
    Number {
        start: f64,
        target: f64,
        unit: String,
        /// None if what is expected is a straight line.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        waypoints: Vec<Waypoint>,
    },
    Range {
        low: Option<f64>,
        high: Option<f64>,
        tolerance: f64,
        unit: String,
    },
    Milestones {
        steps: Vec<Step>,
    },
}

/// One milestone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub id: Id<Step>,
    pub title: String,
    pub weight: f64,
    pub due_on: Option<NaiveDate>,
}

impl Measure {
    /// # Errors
    /// One fault for each rule that the measure breaks.
    pub fn number(start: f64, target: f64, unit: String, waypoints: Vec<Waypoint>) -> Result<Self, Vec<Fault>> {
        let mut errors: Vec<Fault> =
            [check_value("/start", start), check_value("/target", target)].into_iter().flatten().collect();
        if errors.is_empty() && same(start, target) {
            let detail = "fault-measure-target-is-start";
            errors.push(Fault::at("/target", FaultCode::NotAllowed, detail));
        }
        errors.extend(waypoints::faults(&waypoints));
        ok_or_faults(Self::Number { start, target, unit, waypoints }, errors)
    }

    /// The unit of its numbers; milestones have none.
    #[must_use]
    pub fn unit(&self) -> &str {
        match self {
            Self::Number { unit, .. } | Self::Range { unit, .. } => unit,
            Self::Milestones { .. } => "",
        }
    }

    /// # Errors
    /// One fault for each rule that the measure breaks.
    pub fn range(low: Option<f64>, high: Option<f64>, tolerance: f64, unit: String) -> Result<Self, Vec<Fault>> {
        let errors = range_faults(low, high, tolerance);
        let measure = Self::Range { low, high, tolerance, unit };
        ok_or_faults(measure, errors)
    }

    /// # Errors
    /// One fault for each rule that the measure breaks.
    pub fn milestones(steps: Vec<Step>) -> Result<Self, Vec<Fault>> {
        let mut errors = Vec::new();
        if steps.is_empty() {
            let detail = "fault-measure-without-steps";
            errors.push(Fault::at("/steps", FaultCode::TooShort, detail));
        }
        let mut seen = BTreeSet::new();
        for (position, step) in steps.iter().enumerate() {
            let at = format!("/steps/{position}");
            if !seen.insert(step.id) {
                let detail = "fault-measure-step-twice";
                errors.push(Fault::at(format!("{at}/id"), FaultCode::Duplicate, detail));
            }
            let weight = format!("{at}/weight");
            if step.weight <= 0.0 {
                let detail = "fault-step-weight";
                errors.push(Fault::at(weight, FaultCode::TooSmall, detail));
            } else {
                errors.extend(check_value(&weight, step.weight));
            }
        }
        ok_or_faults(Self::Milestones { steps }, errors)
    }

    #[must_use]
    pub const fn kind(&self) -> MeasureKind {
        match self {
            Self::Number { .. } => MeasureKind::Number,
            Self::Range { .. } => MeasureKind::Range,
            Self::Milestones { .. } => MeasureKind::Milestones,
        }
    }

    /// The waypoints of a number; empty for any other kind.
    #[must_use]
    pub fn waypoints(&self) -> &[Waypoint] {
        match self {
            Self::Number { waypoints, .. } => waypoints,
            Self::Range { .. } | Self::Milestones { .. } => &[],
        }
    }

    /// The steps of milestones; empty for any other kind.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        match self {
            Self::Milestones { steps } => steps,
            Self::Number { .. } | Self::Range { .. } => &[],
        }
    }
}

/// What is wrong with a range to stay in.
pub(in crate::domain) fn range_faults(low: Option<f64>, high: Option<f64>, tolerance: f64) -> Vec<Fault> {
    let mut errors: Vec<Fault> = [
        low.and_then(|low| check_value("/low", low)),
        high.and_then(|high| check_value("/high", high)),
        check_value("/tolerance", tolerance),
    ]
    .into_iter()
    .flatten()
    .collect();
    match (low, high) {
        (None, None) => {
            let detail = "fault-measure-range-without-bounds";
            errors.push(Fault::at("/low", FaultCode::Required, detail));
        }
        (Some(low), Some(high)) if low > high => {
            let detail = "fault-measure-range-upside-down";
            errors.push(Fault::at("/high", FaultCode::TooSmall, detail));
        }
        _ => {}
    }
    if tolerance < 0.0 {
        let detail = "fault-measure-tolerance-negative";
        errors.push(Fault::at("/tolerance", FaultCode::TooSmall, detail));
    }
    errors
}
