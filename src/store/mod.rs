//! All database access of the program: diesel is used only here, with one file per group of tables. Row types are
//! private to their file; arguments and results are the domain's own types. Every query filters by organisation.
//! Transactions are run by `store/engine/db.rs`; what can be done inside one is in `store/engine/tx.rs`. Permissions,
//! and rules across tables beyond foreign keys, are in `app`.

pub mod backup;
pub mod brands;
pub mod changes;
pub mod check_ins;
pub mod cycles;
pub mod departments;
pub mod drafts;
pub mod engine;
pub mod idempotency_keys;
pub mod key_results;
pub mod kpis;
pub mod meetings;
pub mod models;
pub mod objectives;
pub mod organisations;
pub mod people;
pub mod references;
pub mod scoring_policies;
pub mod search;
pub mod snapshots;
mod updated_since;
