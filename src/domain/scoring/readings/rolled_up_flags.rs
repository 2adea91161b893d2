//! The flags that need the whole plan: those of departments, of revenue KPIs that also drive a key result, and those at
//! the top of the scorecard. Only what counts raises a flag further up: anything of weight 0 or not in force does not.
//! The flags themselves, and the rules on one key result or KPI, are in `flags.rs`; an objective's own flag is set in
//! `objective.rs`.

use std::collections::BTreeSet;

use super::flags::{Flag, applying, of_attainment};
use crate::domain::{
    key_result::Ambition,
    kpi::Kpi,
    scoring::{
        scored_plan::ScoredPlan,
        tree::{DepartmentNode, KeyResultNode, ObjectiveNode},
    },
    values::{id::Id, numbers::SLACK},
};

impl ScoredPlan<'_> {
    pub(in crate::domain) fn top_level_flags(&self) -> Vec<Flag> {
        let mut flags = BTreeSet::new();
        if self.revenue.is_none() {
            flags.insert(Flag::NoRevenueKpi);
        }
        let kpis = self.tree.kpis.iter().filter(|node| node.target.weight > 0.0);
        flags.extend(kpis.flat_map(|node| applying(of_attainment(&node.attainment))));
        for department in self.counting_departments() {
            if department.figures.is_none() {
                flags.insert(Flag::DepartmentWithoutObjectives);
            }
            for objective in self.weighing_objectives(department) {
                if objective.figures.is_none() {
                    flags.insert(Flag::ObjectiveWithoutKeyResults);
                }
                let attainments = counting(objective).map(|node| &node.attainment);
                flags.extend(attainments.flat_map(|attainment| applying(of_attainment(attainment))));
            }
        }
        flags.into_iter().collect()
    }

    pub(in crate::domain) fn department_flags(&self, department: &DepartmentNode) -> Vec<Flag> {
        let mut of_counting = self.weighing_objectives(department).filter(|node| node.figures.is_some()).peekable();
        let only_shared = of_counting.peek().is_some()
            && of_counting.all(|objective| objective.planned.department_id != department.planned.id);
        applying([
            (Flag::DepartmentWithoutObjectives, department.figures.is_none()),
            (Flag::MostlyAspirational, self.mostly_aspirational(department)),
            (Flag::OnlySharedObjectives, only_shared),
        ])
    }

    /// Whether aspirational key results carry over half of a department's weight.
    fn mostly_aspirational(&self, department: &DepartmentNode) -> bool {
        let (mut aspirational, mut all) = (0.0, 0.0);
        for objective in self.weighing_objectives(department).filter(|node| node.figures.is_some()) {
            all += objective.planned.weight;
            let bold = counting(objective).filter(|node| node.planned.ambition == Ambition::Aspirational);
            aspirational += objective.planned.weight * bold.map(|node| objective.share_of(node)).sum::<f64>();
        }
        aspirational > (0.5 + SLACK) * all
    }

    /// The KPIs followed by key results that count; revenue KPIs among them count twice.
    pub(in crate::domain) fn revenue_counted_twice(&self) -> BTreeSet<Id<Kpi>> {
        let counting_departments = self.counting_departments();
        let objectives = counting_departments.flat_map(|department| self.weighing_objectives(department));
        objectives.flat_map(counting).filter_map(|node| node.planned.kpi_id).collect()
    }

    fn weighing_objectives<'s>(
        &'s self,
        department: &'s DepartmentNode,
    ) -> impl Iterator<Item = &'s ObjectiveNode<'s>> {
        self.tree.objectives_of(department).filter(|objective| objective.planned.weight > 0.0)
    }
}

fn counting<'n>(objective: &'n ObjectiveNode) -> impl Iterator<Item = &'n KeyResultNode<'n>> {
    objective.key_results.iter().filter(|node| node.weight > 0.0)
}
