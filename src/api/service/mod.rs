//! The program itself: `health.rs` and `metrics.rs` for those who run it, `contract.rs` and `docs`
//! for those who integrate it. None of it belongs to an organisation. The contract is
//! `openapi.yaml`.

pub mod contract;
pub mod docs;
pub mod health;
pub mod metrics;
