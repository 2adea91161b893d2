//! A score beside another: without the last check-in, under assumptions, under other policies, at another reading of
//! the plan. Each evaluates a plan like any other (`domain/scoring/scored_plan.rs`) and compares; nothing is stored.
//! How one score came about is in `domain/scoring/waterfall.rs` and `domain/scoring/levers.rs`.

pub mod at_score;
pub mod check_in_effect;
pub mod robustness;
pub mod scenario;
pub mod score_change;
pub mod what_if;
