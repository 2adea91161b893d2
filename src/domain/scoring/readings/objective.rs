//! The reading of one objective as of a date: score, expected, status, flags; needs no whole plan. It is computed from
//! the same node as in the tree, so `app/objectives` and the scorecard show the same figures. The mean over its key
//! results is in `domain/scoring/tree.rs`, the status rule in `pace.rs`; its points within a department are in
//! `domain/scoring/department_branch.rs`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    flags::{self, Flag},
    pace,
};
use crate::domain::{
    scoring::{
        plan::{CycleSpan, PlannedKpi, PlannedObjective, moment::Moment, observations::kpi_value},
        status::Status,
        tree::{ObjectiveNode, key_result_node},
    },
    scoring_policy::Policy,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectiveReading {
    pub score: Option<f64>,
    pub expected: Option<f64>,
    pub status: Status,
    pub flags: Vec<Flag>,
}

impl ObjectiveReading {
    /// `kpis` holds at least the KPIs that its key results follow.
    #[must_use]
    pub fn new(
        objective: &PlannedObjective,
        kpis: &[PlannedKpi],
        cycle: &CycleSpan,
        policy: &Policy,
        as_of: NaiveDate,
    ) -> Self {
        let moment = Moment::new(cycle, as_of);
        let nodes = objective.key_results.iter().map(|key_result| {
            let kpi = kpis.iter().find(|kpi| key_result.kpi_id == Some(kpi.id));
            let value = kpi.and_then(|kpi| kpi_value(kpi, cycle, moment.date));
            key_result_node(key_result, value, policy.aspirational_target, &moment)
        });
        Self::of_node(&ObjectiveNode::of(objective, nodes.collect()), &moment)
    }

    pub(in crate::domain) fn of_node(node: &ObjectiveNode, moment: &Moment) -> Self {
        let status = |figures| pace::status_of(figures, node.measured, moment);
        let empty = node.figures.is_none() && node.planned.in_force(moment);
        Self {
            score: node.figures.map(|figures| figures.score),
            expected: node.figures.map(|figures| figures.expected),
            status: node.figures.map_or(Status::NoData, status),
            flags: flags::applying([(Flag::ObjectiveWithoutKeyResults, empty)]),
        }
    }
}
