//! Everything that talks to the database, and nothing else does: diesel stays in here, one file per group of
//! tables. Rows are private to their file; what goes in and out are the domain's own types. Every query names
//! the organisation. Work gets its transaction from `db.rs` and holds it as `tx.rs` says. Who may do what, and
//! rules across tables beyond foreign keys, are in `app`.

pub mod anonymise;
pub mod api_keys;
pub mod backup;
pub mod brands;
pub mod callers;
pub mod changes;
pub mod check_ins;
pub mod connection;
pub mod cycles;
pub mod db;
pub mod departments;
pub mod emails;
pub mod error;
mod group;
pub mod idempotency_keys;
pub mod invitations;
pub mod key_results;
pub mod kpis;
mod log;
pub mod measurements;
pub mod members;
pub mod migrate;
pub mod model_versions;
pub mod models;
pub mod objectives;
pub mod organisations;
pub mod references;
pub mod row;
pub mod schema;
pub mod scoring_policies;
pub mod sessions;
pub mod snapshots;
pub mod targets;
pub mod tx;
pub mod types;
pub mod users;
mod worker;
