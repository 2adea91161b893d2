//! Scoring: how a plan and what was reported on it become scores as of a date. Pure functions of plain values. Half the
//! average, half the weakest link, first among departments, then between Revenue and Purpose; missing data counts 0.
//!
//! `plan` is the input. `scored_plan` evaluates it once, as a `tree` from key results up to the overall score;
//! `scorecard`, `department_branch` and `person_branch` are views of the result. `trend` repeats the evaluation over
//! the cycle, `comparisons` holds a score beside another, `entering` what of a plan enters one. The other files hold the formulas; `readings` evaluates
//! single key results, objectives and KPIs without a whole plan.

pub mod aggregation;
pub mod bands;
pub mod comparisons;
pub mod department_branch;
pub mod entering;
pub mod levers;
pub mod method;
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
