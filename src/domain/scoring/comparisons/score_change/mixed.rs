//! The plan of one reading with what was observed by another: a key result whose measure changed reads the old
//! observations by the new measure, milestones by the steps that both have. Which departments take part, and with what
//! weight, belongs to the plan.

use std::collections::HashMap;

use super::Reading;
use crate::domain::{
    scoring::plan::{CheckInEntry, Plan, moment::Moment, observations::kpi_value},
    scoring_policy::Policy,
    values::id::Id,
};

/// To be evaluated as of the date of `of_plan`: later observations of `values` are brought forward to it.
pub fn plan_with_values(of_plan: Reading, values: Reading, policy: &Policy) -> Plan {
    let [day, seen_until] = [of_plan, values].map(|one| Moment::new(&one.plan.cycle, one.as_of).date);
    let observed: HashMap<Id<_>, &Vec<CheckInEntry>> = values
        .plan
        .objectives
        .iter()
        .flat_map(|objective| &objective.key_results)
        .map(|key_result| (key_result.id, &key_result.check_ins))
        .collect();
    let mut mixed = of_plan.plan.clone();
    mixed.policy = Policy { department_weights: of_plan.plan.policy.department_weights.clone(), ..policy.clone() };
    for key_result in mixed.objectives.iter_mut().flat_map(|objective| &mut objective.key_results) {
        let check_ins = observed.get(&key_result.id).map(|all| all.as_slice()).unwrap_or_default();
        let mut seen: Vec<CheckInEntry> =
            check_ins.iter().filter(|entry| entry.observed_on <= seen_until).cloned().collect();
        seen.sort_by_key(|entry| entry.observed_on);
        for entry in &mut seen {
            entry.observed_on = entry.observed_on.min(day);
        }
        key_result.check_ins = seen;
    }
    for kpi in &mut mixed.kpis {
        let measured = values.plan.kpis.iter().find(|one| one.id == kpi.id);
        kpi.measurements = measured.map(|one| one.measurements.clone()).unwrap_or_default();
        kpi.assumed = measured.and_then(|one| one.assumed);
        kpi.assumed = kpi_value(kpi, &of_plan.plan.cycle, seen_until).map(|observation| observation.value);
        kpi.measurements.clear();
    }
    mixed
}
