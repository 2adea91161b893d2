//! The REST API: translates between HTTP and use cases, nothing more. `routes.rs` is the table of operations; each resource
//! has a file with its handlers; `call.rs` is what a handler gets, `answer.rs` what it gives, `problem.rs` how failures look.
//! The contract is `openapi.yaml`; the tests hold every request and response against it.

mod answer;
mod api_keys;
mod auth;
mod batches;
mod brands;
mod call;
mod changes;
mod check_ins;
mod conditional;
pub mod contract;
mod cursor;
mod cycles;
mod departments;
mod docs;
mod headers;
mod health;
mod invites;
mod key_results;
mod kpis;
mod me;
mod measurements;
mod members;
pub mod metrics;
mod model;
mod model_versions;
mod objectives;
mod organisation;
mod organisations;
mod problem;
pub mod rate_limit;
pub mod routes;
mod scorecard;
mod scoring_policy;
mod search;
mod sessions;
mod targets;
pub mod telemetry;
mod users;
