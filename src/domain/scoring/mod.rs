//! How a plan and what was reported on it become scores, pure, from plain values, as of a date: half the average, half
//! the weakest link, first among departments, then between Revenue and Purpose; what is missing counts as nothing.
//!
//! `plan` is what goes in. `scored_plan` evaluates it once, as a `tree` from key results up to the overall score;
//! from there `scorecard`, `department_branch` and `person_branch` are read, `trend` repeats it over the cycle and
//! `what_if` makes the plan that would be; `effect` tells what a check-in did; `unfinished` is what goes on after the
//! closing. `key_result_reading`, `objective_reading` and `kpi_reading` need no whole plan. Formulas: `attainment`,
//! `aggregation`, `bands`, `verdict`, `waterfall`, `levers`, `pace`, `forecast`, `flags`.

pub mod aggregation;
pub mod bands;
pub mod check_in_effect;
pub mod department_branch;
pub mod levers;
pub mod person_branch;
pub mod plan;
pub mod readings;
pub mod scorecard;
pub mod scored_plan;
pub mod status;
mod tree;
pub mod trend;
pub mod verdict;
pub mod waterfall;
pub mod what_if;
