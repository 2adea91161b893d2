//! A plan evaluated as of a date: the tree and, above it, Revenue, Purpose and the overall score. The views of it are
//! in `scorecard.rs`, `department_branch.rs` and `person_branch.rs`. Every figure is computed three times (score, best,
//! expected) by the same formula, which gives the interval and the outlook. `tree.rs` evaluates up to the departments;
//! the formulas are in `aggregation.rs`.

use chrono::NaiveDate;

use super::{
    aggregation::{Figures, Weighted, weighted_mean},
    plan::{Plan, moment::Moment},
    tree::{DepartmentNode, Tree},
};
use crate::domain::values::numbers::{SLACK, plain};

pub struct ScoredPlan<'p> {
    pub(in crate::domain) plan: &'p Plan,
    pub(in crate::domain) moment: Moment,
    pub(in crate::domain) tree: Tree<'p>,
    /// `None` without a revenue KPI that counts.
    pub(in crate::domain) revenue: Option<Figures>,
    /// `None` when no department takes part.
    pub(in crate::domain) purpose: Option<Figures>,
    pub(in crate::domain) overall: Option<Figures>,
    /// Whether any department has something that counts: otherwise there is no score, neither purpose nor overall.
    pub(in crate::domain) has_score: bool,
}

impl<'p> ScoredPlan<'p> {
    #[must_use]
    pub fn new(plan: &'p Plan, as_of: NaiveDate) -> Self {
        let moment = Moment::new(&plan.cycle, as_of);
        let tree = Tree::new(plan, &moment);
        let revenue = revenue_index(&tree);
        let purpose = purpose_figures(plan, &tree);
        let overall = purpose
            .map(|purpose| Figures::each(|pick| plan.policy.overall(revenue.as_ref().map(pick), pick(&purpose))));
        let has_score = tree.departments.iter().any(|node| node.takes_part() && node.figures.is_some());
        Self { plan, moment, tree, revenue, purpose, overall, has_score }
    }

    /// The effective date: never after the cycle's end.
    #[must_use]
    pub fn as_of(&self) -> NaiveDate {
        self.moment.date
    }

    /// The overall score; `None` if no department has anything that counts.
    #[must_use]
    pub fn score(&self) -> Option<f64> {
        self.overall.filter(|_| self.has_score).map(|overall| overall.score)
    }

    pub(in crate::domain) fn purpose_score(&self) -> Option<f64> {
        self.purpose.filter(|_| self.has_score).map(|purpose| purpose.score)
    }

    /// The weight of Revenue beside Purpose: 0 without a revenue KPI.
    pub(in crate::domain) fn rho(&self) -> f64 {
        self.revenue.map_or(0.0, |_| self.plan.policy.revenue_weight)
    }

    /// The departments with a positive weight; the others are only observed.
    pub(in crate::domain) fn counting_departments(&self) -> impl Iterator<Item = &DepartmentNode<'p>> {
        self.tree.departments.iter().filter(|node| node.takes_part())
    }

    pub(in crate::domain) fn total_department_weight(&self) -> f64 {
        self.counting_departments().map(|node| node.weight).sum()
    }

    /// The weighted mean of the departments' scores.
    pub(in crate::domain) fn department_mean(&self) -> Option<f64> {
        weighted_mean(weighted(&self.tree, |figures| figures.score))
    }

    pub(in crate::domain) fn coverage(&self) -> f64 {
        let total = self.total_department_weight();
        let covered = self.counting_departments().filter(|node| node.figures.is_some());
        if total > 0.0 { plain(covered.map(|node| node.weight).sum::<f64>() / total) } else { 0.0 }
    }

    /// What the score would be if the weakest had no extra weight.
    pub(in crate::domain) fn plain_average(&self) -> Option<f64> {
        let mean = self.department_mean().filter(|_| self.has_score)?;
        Some(match self.revenue {
            Some(revenue) => self.plan.policy.pillar_mean(revenue.score, mean),
            None => mean,
        })
    }

    /// The department with the lowest score; the first by id among equals.
    pub(in crate::domain) fn weakest_department(&self) -> Option<&DepartmentNode<'p>> {
        self.counting_departments().reduce(|weakest, node| {
            let lower = node.counted().score < weakest.counted().score - SLACK;
            if lower { node } else { weakest }
        })
    }
}

fn weighted(tree: &Tree, pick: fn(&Figures) -> f64) -> impl Iterator<Item = Weighted> + Clone {
    tree.departments.iter().map(move |node| (node.weight, pick(&node.counted())))
}

fn purpose_figures(plan: &Plan, tree: &Tree) -> Option<Figures> {
    tree.departments
        .iter()
        .any(DepartmentNode::takes_part)
        .then(|| Figures::each(|pick| plan.policy.purpose_index(weighted(tree, pick)).unwrap_or(0.0)))
}

fn revenue_index(tree: &Tree) -> Option<Figures> {
    tree.kpis.iter().any(|node| node.target.weight > 0.0).then(|| {
        Figures::each(|pick| {
            let weighted = tree.kpis.iter().map(|node| (node.target.weight, pick(&node.figures)));
            weighted_mean(weighted).unwrap_or(0.0)
        })
    })
}
