//! The readings of single key results, objectives and KPIs as of a date: attainment, pace, forecast and flags.
//! Scores are aggregated from them in `domain/scoring`.
//! Their input is in `domain/scoring/plan`.

pub mod attainment;
pub mod flags;
pub mod forecast;
pub mod key_result;
pub mod kpi;
pub mod measure;
pub mod objective;
pub mod pace;
pub mod rolled_up_flags;
