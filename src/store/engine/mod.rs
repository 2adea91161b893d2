//! The database itself: `db.rs` opens it, reads and writes; `tx.rs` is a transaction that records what it changes,
//! `group_commit.rs` and `worker.rs` run several together, `migrate.rs` brings the schema up to date, `schema` describes it to
//! diesel. Queries are in the files of their tables.

pub mod callers;
pub mod change_log;
pub mod connection;
pub mod db;
pub mod error;
pub mod failure;
pub mod group_commit;
pub mod migrate;
pub mod row;
pub mod schema;
pub mod search_pattern;
pub mod tx;
pub mod types;
pub mod worker;
