//! What single things read on a day: key results, objectives and KPIs with their attainment, pace, forecast and flags.
//! How readings are put together to a score is in the files above.
//! What they are read from is in `scoring/plan`.

pub mod attainment;
pub mod flags;
pub mod forecast;
pub mod key_result;
pub mod kpi;
pub mod measure;
pub mod objective;
pub mod pace;
pub mod rolled_up_flags;
