//! What a KPI is to reach in a cycle: a way from a baseline to a target, or a range to stay in. Which of the two a
//! target is follows from what was given and from the KPI's `better`, as scoring.md says under "KPIs that should fall";
//! a target against that direction is refused. Attainment is computed in `domain/scoring/readings/kpi.rs`.

use std::{cmp::Ordering, str::FromStr};

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{Aggregation, Better, Kpi};
use crate::domain::{
    cycle::Cycle,
    measure::{
        range_faults,
        waypoints::{self, Waypoint},
    },
    values::{
        fault::{Fault, FaultCode, check_value, check_weight, ok_or_faults},
        id::Id,
        record::{Entity, EntityKey, EntityKind},
    },
};

/// The target of a KPI in a cycle.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(from = "LoggedTarget")]
pub struct Target {
    #[serde(flatten)]
    pub aim: Aim,
    pub weight: f64,
    /// The first day on which it counts; `None` from the cycle's start.
    pub counts_from: Option<NaiveDate>,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Aim {
    Way { baseline: f64, target: f64, waypoints: Vec<Waypoint> },
    Range { low: Option<f64>, high: Option<f64>, tolerance: f64 },
}

/// A target as the change log has it: before there were ranges, without its kind.
#[derive(Deserialize)]
struct LoggedTarget {
    baseline: Option<f64>,
    target: Option<f64>,
    #[serde(default)]
    waypoints: Vec<Waypoint>,
    low: Option<f64>,
    high: Option<f64>,
    tolerance: Option<f64>,
    weight: f64,
    counts_from: Option<NaiveDate>,
}

impl From<LoggedTarget> for Target {
    fn from(logged: LoggedTarget) -> Self {
        let LoggedTarget { weight, counts_from, low, high, .. } = logged;
        let aim = match (logged.baseline, logged.target) {
            (Some(baseline), Some(target)) => Aim::Way { baseline, target, waypoints: logged.waypoints },
            _ => Aim::Range { low, high, tolerance: logged.tolerance.unwrap_or_default() },
        };
        Self { aim, weight, counts_from }
    }
}

/// A target as people give it: what they leave out follows from the KPI.
#[derive(Debug, Clone, Default)]
pub struct GivenTarget {
    pub baseline: Option<f64>,
    pub target: Option<f64>,
    pub waypoints: Vec<Waypoint>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub tolerance: Option<f64>,
    pub weight: f64,
    pub counts_from: Option<NaiveDate>,
}

impl Target {
    /// # Errors
    /// One fault for each rule that the target breaks.
    pub fn new(aggregation: Aggregation, better: Better, given: GivenTarget) -> Result<Self, Vec<Fault>> {
        let faults: Vec<Fault> = check_weight("/weight", given.weight).into_iter().collect();
        let (weight, counts_from) = (given.weight, given.counts_from);
        match Aim::new(aggregation, better, given) {
            Ok(aim) => ok_or_faults(Self { aim, weight, counts_from }, faults),
            Err(broken) => Err([broken, faults].concat()),
        }
    }

    /// Whether it fits a KPI of this aggregation and direction.
    #[must_use]
    pub fn fits(&self, aggregation: Aggregation, better: Better) -> bool {
        match &self.aim {
            Aim::Way { baseline, target, .. } => direction_fault(aggregation, better, *baseline, *target).is_none(),
            Aim::Range { .. } => true,
        }
    }

    /// The number to reach; `None` for a range.
    #[must_use]
    pub const fn target(&self) -> Option<f64> {
        match self.aim {
            Aim::Way { target, .. } => Some(target),
            Aim::Range { .. } => None,
        }
    }

    /// The lowest and the highest value of a range; neither for a way.
    #[must_use]
    pub const fn bounds(&self) -> (Option<f64>, Option<f64>) {
        match self.aim {
            Aim::Way { .. } => (None, None),
            Aim::Range { low, high, .. } => (low, high),
        }
    }
}

impl Aim {
    fn new(aggregation: Aggregation, better: Better, given: GivenTarget) -> Result<Self, Vec<Fault>> {
        let GivenTarget { baseline, target, waypoints, low, high, tolerance, .. } = given;
        let bounded = low.is_some() || high.is_some();
        let at_most = better == Better::Lower && baseline.is_none() && waypoints.is_empty() && !bounded;
        match target {
            Some(target) if at_most => Self::range(None, Some(target), tolerance.unwrap_or(0.0)),
            None if bounded => {
                let way = [("/baseline", baseline.is_some()), ("/waypoints", !waypoints.is_empty())];
                let of_a_way = |(at, _)| Fault::at(at, FaultCode::NotAllowed, "fault-target-of-a-range");
                let faults = way.into_iter().filter(|(_, given)| *given).map(of_a_way).collect::<Vec<_>>();
                if faults.is_empty() { Self::range(low, high, tolerance.unwrap_or(0.0)) } else { Err(faults) }
            }
            None => Err(vec![Fault::at("/target", FaultCode::Required, "fault-target-missing")]),
            Some(target) => {
                let range = [("/low", low), ("/high", high), ("/tolerance", tolerance)];
                let of_a_range = |(at, _)| Fault::at(at, FaultCode::NotAllowed, "fault-bound-of-a-way");
                let faults: Vec<Fault> =
                    range.into_iter().filter(|(_, given)| given.is_some()).map(of_a_range).collect();
                let way = Self::way(aggregation, better, baseline.unwrap_or(0.0), target, waypoints);
                if faults.is_empty() { way } else { Err(faults) }
            }
        }
    }

    fn range(low: Option<f64>, high: Option<f64>, tolerance: f64) -> Result<Self, Vec<Fault>> {
        ok_or_faults(Self::Range { low, high, tolerance }, range_faults(low, high, tolerance))
    }

    fn way(
        aggregation: Aggregation,
        better: Better,
        baseline: f64,
        target: f64,
        waypoints: Vec<Waypoint>,
    ) -> Result<Self, Vec<Fault>> {
        let values = [check_value("/baseline", baseline), check_value("/target", target)];
        let mut faults: Vec<Fault> = values.into_iter().flatten().collect();
        if faults.is_empty() {
            faults.extend(direction_fault(aggregation, better, baseline, target));
        }
        faults.extend(waypoints::faults(&waypoints));
        ok_or_faults(Self::Way { baseline, target, waypoints }, faults)
    }
}

/// What is wrong with a way for a KPI of this aggregation and direction.
fn direction_fault(aggregation: Aggregation, better: Better, baseline: f64, target: f64) -> Option<Fault> {
    let at_target = |detail: &'static str| Some(Fault::at("/target", FaultCode::NotAllowed, detail));
    if aggregation == Aggregation::Sum && baseline != 0.0 {
        return Some(Fault::at("/baseline", FaultCode::NotAllowed, "fault-baseline-of-a-sum"));
    }
    match (target.total_cmp(&baseline), better) {
        (Ordering::Equal, _) => at_target("fault-target-is-baseline"),
        (Ordering::Less, Better::Higher) => at_target("fault-target-falls"),
        (Ordering::Greater, Better::Lower) => at_target("fault-target-rises"),
        _ => None,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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
