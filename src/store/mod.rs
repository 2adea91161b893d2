//! Everything that talks to the database, and nothing else does: diesel stays in here, one file per group of
//! tables. Rows are private to their file; what goes in and out are the domain's own types. Every query names
//! the organisation. Work gets its transaction from `store/engine/db.rs` and holds it as `store/engine/tx.rs` says. Who
//! may do what, and rules across tables beyond foreign keys, are in `app`.

pub mod backup;
pub mod brands;
pub mod changes;
pub mod check_ins;
pub mod cycles;
pub mod departments;
pub mod engine;
pub mod idempotency_keys;
pub mod key_results;
pub mod kpis;
pub mod models;
pub mod objectives;
pub mod organisations;
pub mod people;
pub mod references;
pub mod scoring_policies;
pub mod snapshots;
