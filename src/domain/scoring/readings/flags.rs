//! The flags on a score: missing data, regressions, things to look at with care. The variants are in alphabetical order
//! of their words, so that sorting by value sorts by text. No flag changes a score. The rules here look at one key
//! result or KPI; those that need the whole plan are in `rolled_up_flags.rs`, the cap on the colour is in
//! `domain/scoring/bands.rs`.

use chrono::NaiveDate;

use super::attainment::Attainment;
use crate::domain::{
    check_in::confidence_status,
    scoring::{
        plan::{CycleSpan, PlannedKeyResult, moment::Moment},
        status::Status,
    },
    values::{numbers::days_between, wire_enum::wire_enum},
};

wire_enum! {
    pub enum Flag {
        ConfidenceDisagrees = "confidence_disagrees",
        DepartmentWithoutObjectives = "department_without_objectives",
        MostlyAspirational = "mostly_aspirational",
        NoData = "no_data",
        NoRevenueKpi = "no_revenue_kpi",
        ObjectiveWithoutKeyResults = "objective_without_key_results",
        OnlySharedObjectives = "only_shared_objectives",
        Regressed = "regressed",
        RevenueCountedTwice = "revenue_counted_twice",
        Stale = "stale",
    }
}

impl Flag {
    /// The flags that are repeated at the top of the scorecard.
    pub const TOP_LEVEL: &'static [Self] = &[
        Self::DepartmentWithoutObjectives,
        Self::NoData,
        Self::NoRevenueKpi,
        Self::ObjectiveWithoutKeyResults,
        Self::Regressed,
    ];
}

/// The flags among `candidates` that apply.
pub(in crate::domain) fn applying<const N: usize>(candidates: [(Flag, bool); N]) -> Vec<Flag> {
    candidates.into_iter().filter_map(|(flag, applies)| applies.then_some(flag)).collect()
}

/// Whether the last check-in is more than one and a half cadences ago.
pub(in crate::domain) fn is_stale(
    key_result: &PlannedKeyResult,
    last: Option<NaiveDate>,
    cycle: &CycleSpan,
    moment: &Moment,
) -> bool {
    let since = last.unwrap_or(cycle.starts_on.max(key_result.created_on));
    days_between(since, moment.date) > 1.5 * f64::from(key_result.check_in_every_days)
}

/// Whether the owner's confidence and the pace are two steps apart: one says on track, the other off track.
pub(in crate::domain) fn confidence_disagrees(confidence: Option<u8>, pace: Status) -> bool {
    matches!(
        (confidence.map(confidence_status), pace),
        (Some(Status::OffTrack), Status::OnTrack) | (Some(Status::OnTrack), Status::OffTrack)
    )
}

/// The flags that follow from an attainment, each with whether it applies.
pub(in crate::domain) fn of_attainment(attainment: &Attainment) -> [(Flag, bool); 2] {
    [(Flag::NoData, attainment.missing), (Flag::Regressed, attainment.regressed())]
}
