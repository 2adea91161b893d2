//! The REST API, which only translates between HTTP and use cases. `routes.rs` is the table of operations, and each
//! resource has a file with its handlers. Requests are read in `api/kit/call.rs`, answers written in
//! `api/kit/answer.rs`, failures in `http/problem.rs`. The contract is `openapi.yaml`; the tests check every request
//! and response against it.

mod api_keys;
mod brands;
mod changes;
mod check_ins;
pub mod contract;
mod cycles;
mod departments;
pub mod docs;
pub mod health;
mod key_results;
pub mod kit;
mod kpis;
mod meetings;
pub mod metrics;
mod model;
mod objectives;
mod organisations;
pub mod people;
pub mod routes;
mod scorecard;
mod search;
mod starting_points;
