//! The scorecard: what an executive reads of a brand's cycle on one page, in the shape of `openapi.yaml`. Only the
//! views and how they are filled are here: the figures are computed in `scored_plan.rs`, explained in `waterfall.rs`
//! and `levers.rs`, judged in `verdict.rs`. If no department has anything that counts, there is no overall score. What
//! is below an objective is in `department_branch.rs`.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use super::{
    aggregation::Figures,
    bands::{Band, band, capped_band},
    levers::{Gap, Lever},
    readings::{flags::Flag, objective::ObjectiveReading, pace::status_of},
    scored_plan::ScoredPlan,
    status::Status,
    tree::{DepartmentNode, KpiNode, ObjectiveNode, kpi_flags},
    verdict::Verdict,
    waterfall::Bar,
};
use crate::domain::{
    brand::Brand, cycle::Cycle, department::Department, kpi::Kpi, objective::Objective, values::id::Id,
};

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scorecard {
    pub brand_id: Id<Brand>,
    pub cycle_id: Id<Cycle>,
    pub as_of: NaiveDate,
    /// The revision up to which changes are known; snapshots of earlier versions did not say so.
    #[serde(default)]
    pub known_at: i64,
    pub revision: i64,
    pub purpose_statement: Option<String>,
    pub overall: OverallView,
    pub revenue: RevenueView,
    pub purpose: PurposeView,
    pub departments: Vec<DepartmentView>,
    pub waterfall: Vec<Bar>,
    pub levers: Vec<Lever>,
    /// Absent in snapshots of cycles that were closed before there were any.
    #[serde(default)]
    pub gaps: Vec<Gap>,
    pub failing_departments: Vec<Id<Department>>,
    pub flags: Vec<Flag>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct OverallView {
    pub score: Option<f64>,
    pub expected: Option<f64>,
    pub band: Option<Band>,
    pub status: Status,
    pub verdict: Verdict,
    pub outlook: Verdict,
    pub plain_average: Option<f64>,
    /// The score if everything missing were 0, and if it were 1.
    pub interval: Option<[f64; 2]>,
    pub coverage: f64,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RevenueView {
    pub score: Option<f64>,
    pub expected: Option<f64>,
    pub band: Option<Band>,
    pub status: Status,
    pub kpis: Vec<KpiView>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KpiView {
    pub id: Id<Kpi>,
    pub name: String,
    pub value: Option<f64>,
    pub target: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
    pub attainment: f64,
    pub weight: f64,
    pub flags: Vec<Flag>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PurposeView {
    pub score: Option<f64>,
    pub expected: Option<f64>,
    pub weakest_department_id: Option<Id<Department>>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DepartmentView {
    #[serde(flatten)]
    pub summary: DepartmentSummary,
    pub objectives: Vec<ObjectiveSummary>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DepartmentSummary {
    pub id: Id<Department>,
    pub name: String,
    pub weight: f64,
    pub score: Option<f64>,
    pub expected: f64,
    pub band: Option<Band>,
    pub status: Status,
    pub flags: Vec<Flag>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ObjectiveSummary {
    pub id: Id<Objective>,
    pub title: String,
    pub weight: f64,
    pub score: Option<f64>,
    pub expected: Option<f64>,
    pub status: Status,
    /// How many of its key results are in force.
    pub key_results: usize,
}

impl ScoredPlan<'_> {
    #[must_use]
    pub fn scorecard(&self) -> Scorecard {
        let plan = self.plan;
        Scorecard {
            brand_id: plan.brand_id,
            cycle_id: plan.cycle.id,
            as_of: self.as_of(),
            known_at: plan.revision,
            revision: plan.revision,
            purpose_statement: plan.purpose_statement.clone(),
            overall: self.overall_view(),
            revenue: self.revenue_view(),
            purpose: PurposeView {
                score: self.purpose_score(),
                expected: self.purpose.map(|purpose| purpose.expected),
                weakest_department_id: self.weakest_department().filter(|_| self.has_score).map(|node| node.planned.id),
            },
            departments: self.tree.departments.iter().map(|node| self.department_view(node)).collect(),
            waterfall: self.waterfall(),
            levers: self.levers(),
            gaps: self.gaps(),
            failing_departments: self.failing_departments(),
            flags: self.top_level_flags(),
        }
    }

    fn overall_view(&self) -> OverallView {
        let overall = self.overall.filter(|_| self.has_score);
        let departments_measured = self.counting_departments().any(|node| node.measured);
        let measured = departments_measured || self.revenue_measured();
        OverallView {
            score: self.score(),
            expected: self.overall.map(|overall| overall.expected),
            band: overall.map(|overall| capped_band(&self.plan.policy, overall.score, self.anything_red_or_missing())),
            status: self.status_or_no_data(overall, measured),
            verdict: self.verdict(),
            outlook: self.outlook(),
            plain_average: self.plain_average(),
            interval: overall.map(|overall| [overall.score, overall.best]),
            coverage: self.coverage(),
        }
    }

    fn revenue_view(&self) -> RevenueView {
        RevenueView {
            score: self.revenue.map(|revenue| revenue.score),
            expected: self.revenue.map(|revenue| revenue.expected),
            band: self.revenue.map(|revenue| band(&self.plan.policy, revenue.score)),
            status: self.status_or_no_data(self.revenue, self.revenue_measured()),
            kpis: self.kpi_views(),
        }
    }

    fn kpi_views(&self) -> Vec<KpiView> {
        let counted_twice = self.revenue_counted_twice();
        let view = |node: &KpiNode| {
            let (low, high) = node.target.bounds();
            KpiView {
                id: node.planned.id,
                name: node.planned.name.clone(),
                value: node.attainment.current_value,
                target: node.target.target(),
                low,
                high,
                attainment: node.attainment.attainment,
                weight: node.target.weight,
                flags: kpi_flags(node, counted_twice.contains(&node.planned.id)),
            }
        };
        self.tree.kpis.iter().map(view).collect()
    }

    fn revenue_measured(&self) -> bool {
        let counting = self.tree.kpis.iter().filter(|node| node.target.weight > 0.0);
        counting.map(|node| &node.attainment).any(|attainment| !attainment.missing)
    }

    fn department_view(&self, node: &DepartmentNode) -> DepartmentView {
        let objective = |objective: &ObjectiveNode| {
            let reading = ObjectiveReading::of_node(objective, &self.moment);
            ObjectiveSummary {
                id: objective.planned.id,
                title: objective.planned.title.clone(),
                weight: objective.planned.weight,
                score: reading.score,
                expected: reading.expected,
                status: reading.status,
                key_results: objective.key_results.iter().filter(|node| node.in_force).count(),
            }
        };
        DepartmentView {
            summary: self.department_summary(node),
            objectives: self.tree.objectives_of(node).map(objective).collect(),
        }
    }

    pub(in crate::domain) fn department_summary(&self, node: &DepartmentNode) -> DepartmentSummary {
        DepartmentSummary {
            id: node.planned.id,
            name: node.planned.name.clone(),
            weight: node.weight,
            score: node.figures.map(|figures| figures.score),
            expected: node.counted().expected,
            band: node.figures.map(|figures| band(&self.plan.policy, figures.score)),
            status: self.status_or_no_data(node.figures, node.measured),
            flags: self.department_flags(node),
        }
    }

    fn status_or_no_data(&self, figures: Option<Figures>, measured: bool) -> Status {
        figures.map_or(Status::NoData, |figures| status_of(figures, measured, &self.moment))
    }

    pub(in crate::domain) fn anything_red_or_missing(&self) -> bool {
        let red = |score: f64| band(&self.plan.policy, score) == Band::Red;
        let department = |node: &DepartmentNode| node.figures.is_none_or(|figures| red(figures.score));
        self.revenue.is_some_and(|revenue| red(revenue.score)) || self.counting_departments().any(department)
    }
}
