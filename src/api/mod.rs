//! The REST API: translates between HTTP and use cases, nothing more. `routes.rs` is the table of operations; each resource
//! has a file with its handlers; `api/kit/call.rs` is what a handler gets, `api/kit/answer.rs` what it gives,
//! `http/problem.rs` how failures look. The contract is `openapi.yaml`; the tests hold every request and response
//! against it.

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
pub mod metrics;
mod model;
mod objectives;
mod organisations;
pub mod people;
pub mod routes;
mod scorecard;
mod search;
