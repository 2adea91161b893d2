//! Perno keeps a company turning on its purpose: departments' objectives and key results, revenue KPIs beside them, and one
//! explained score that combines both, in which revenue alone is never success.
//!
//! | layer | what it is | may use |
//! |---|---|---|
//! | [`domain`] | the pure model: scores, measures, who may do what | nothing below |
//! | [`store`] | the database; diesel stays in there | domain |
//! | [`app`] | use cases: one function, one transaction, one audited change | domain, store |
//! | [`http`] | what the API and the pages share of HTTP | app, domain, config |
//! | [`api`] | REST: translates between HTTP and use cases | http, app, domain, config |
//! | [`web`] | pages for people, rendered here | http, app, domain, config |
//! | [`cli`] | commands; where the program is put together | everything |
//!
//! [`metrics`] holds the instruments that every layer but the domain may turn. [`config`] alone reads flags and environment. Every write goes through `Db::write`, which appends to the change log and
//! gives the organisation its next revision; nothing below the authenticating extractor and the command line reads a clock.
//! `tests/architecture.rs` holds the table.

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod http;
pub mod language;
pub mod metrics;
pub mod store;
pub mod web;
