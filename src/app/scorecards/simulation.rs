//! The scorecard under assumptions: values, departments or Revenue at an asked score, another policy. Nothing is stored.
//! How asked scores become values is decided in `domain/scoring/comparisons/scenario.rs`; the request is parsed in
//! `queries.rs`.

use serde::Serialize;

use super::queries::Simulation;
use crate::{
    app::{
        error::{Error, Result},
        input::Parsed,
        plans::cache::PlanCache,
        scoring_policies,
    },
    domain::{
        brand::Brand,
        scoring::{
            comparisons::{
                scenario::{self, Assumed, Scenario, Simulated},
                what_if::Assumptions,
            },
            scorecard::Scorecard,
            scored_plan::ScoredPlan,
        },
        scoring_policy::PolicyKey,
        values::{fault::Fault, id::Id},
    },
    store::{brands, cycles, engine::tx::Reader},
};

/// The scorecard that would be, and what was assumed for it.
#[derive(Serialize)]
pub struct SimulatedScorecard {
    #[serde(flatten)]
    pub scorecard: Scorecard,
    pub assumed: Assumed,
}

/// The scorecard under assumptions, as of today, or of the day of closing in a closed cycle, with the data known now.
/// Stores nothing.
///
/// # Errors
/// `not_found` for the brand, `invalid` for the assumptions.
pub fn simulate(
    reader: &mut Reader<'_>,
    plans: &PlanCache,
    brand: Id<Brand>,
    simulation: &Parsed<Simulation>,
) -> Result<SimulatedScorecard> {
    brands::find(reader, brand)?;
    let Simulation { cycle_id, key_results, kpis, departments: asked, revenue, policy } =
        simulation.validate(reader)?;
    let plan = plans.with(reader, brand, cycle_id, |plan| Ok(plan.clone()))?;
    let departments = scoring_policies::departments_with_objectives(reader, PolicyKey { brand_id: brand, cycle_id })?;
    let today = cycles::find(reader, cycle_id)?.last_day(reader.today());
    let mut faults = Vec::new();
    let policy = policy.map(|settings| settings.over(&plan.policy)).and_then(|policy| {
        let others = departments.iter().any(|id| !policy.department_weights.contains_key(id));
        let broken = |broken: Vec<Fault>| faults.extend(broken.into_iter().map(|fault| fault.below("/policy")));
        policy.checked(others).map_err(broken).ok()
    });
    let assumptions = Assumptions { key_results, kpis, policy };
    let scenario = Scenario { assumptions, departments: asked, revenue };
    match scenario::simulate(&plan, today, &scenario) {
        Ok(Simulated { plan, assumed }) if faults.is_empty() => {
            Ok(SimulatedScorecard { scorecard: ScoredPlan::new(&plan, today).scorecard(), assumed })
        }
        Ok(_) => Err(Error::invalid(faults)),
        Err(broken) => Err(Error::invalid([faults, broken].concat())),
    }
}
