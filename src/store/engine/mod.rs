//! The database engine: `db.rs` opens, reads and writes; `tx.rs` is a transaction that records its changes;
//! `group_commit.rs` and `worker.rs` run several together; `migrate.rs` migrates the schema; `schema` declares it for
//! diesel. Queries are in the file of their table, one folder up.

pub mod callers;
pub mod connection;
pub mod database_file;
pub mod db;
pub mod error;
pub mod failure;
pub mod group_commit;
pub mod migrate;
pub mod pending_changes;
pub mod row;
pub mod schema;
pub mod search_pattern;
pub mod tx;
pub mod types;
pub mod worker;
