//! Work that the program does by itself while it serves: a file for each job; `runner.rs` starts and repeats them.
//! A job calls use cases, as the API and the pages do. Every node runs every job, so a job must do no harm when it runs
//! twice, or on two nodes at once.

pub mod clean_up;
pub mod runner;
