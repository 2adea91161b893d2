//! The reading of one KPI as of a date against its target in the cycle; needs no whole plan. Its attainment is the
//! share of the way from baseline to target, or how well it keeps within a range; there is no ambition, unlike for key
//! results (`attainment.rs`). The running value comes from `domain/scoring/plan/observations.rs`; the revenue index is
//! computed in `domain/scoring/scored_plan.rs`.

use chrono::NaiveDate;
use serde::Serialize;

use super::{
    attainment::Attainment,
    flags::{self, Flag},
};
use crate::domain::{
    kpi::target::{Aim, Target},
    measure::progress::{share_of_the_way, within},
    scoring::plan::{
        CycleSpan, PlannedKpi,
        moment::Moment,
        observations::{Observation, kpi_value},
    },
    values::numbers::plain,
};

#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct KpiReading {
    pub value: Option<f64>,
    pub raw: Option<f64>,
    pub attainment: Option<f64>,
    pub flags: Vec<Flag>,
    pub last_measured_on: Option<NaiveDate>,
}

impl KpiReading {
    /// Without a target in the cycle there is a value but no attainment.
    #[must_use]
    pub fn new(kpi: &PlannedKpi, cycle: &CycleSpan, as_of: NaiveDate) -> Self {
        let moment = Moment::new(cycle, as_of);
        let observation = kpi_value(kpi, cycle, moment.date);
        let attainment = kpi.target.as_ref().map(|target| against(target, observation));
        Self {
            value: observation.map(|observation| observation.value),
            raw: attainment.and_then(|attainment| attainment.raw),
            attainment: attainment.map(|attainment| attainment.attainment),
            flags: attainment.map_or_else(Vec::new, |attainment| flags::applying(flags::of_attainment(&attainment))),
            last_measured_on: observation.map(|observation| observation.on),
        }
    }
}

/// The attainment of the KPI's value: the share of its way, or how well it keeps within its range.
pub(in crate::domain) fn against(target: &Target, observation: Option<Observation>) -> Attainment {
    let current_value = observation.map(|observation| observation.value);
    let (raw, progress) = match (current_value, &target.aim) {
        (None, _) => (None, 0.0),
        (Some(value), Aim::Way { baseline, target, .. }) => {
            let raw = share_of_the_way(*baseline, *target, value);
            (Some(raw), plain(raw.clamp(0.0, 1.0)))
        }
        (Some(value), Aim::Range { low, high, tolerance }) => (None, within(*low, *high, *tolerance, value)),
    };
    Attainment { current_value, raw, progress, attainment: progress, missing: current_value.is_none() }
}
