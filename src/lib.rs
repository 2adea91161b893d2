//! Perno keeps a company turning on its purpose: departments' objectives and key results, revenue KPIs beside them, and one
//! explained score that combines both, in which revenue alone is never success.
//!
//! | layer | what it is | may use |
//! |---|---|---|
//! | [`domain`] | the pure model: scores, measures, who may do what | nothing below |
//! | [`language`] | what people read: sentences by key, numbers, days, a folder for each language | domain |
//! | [`store`] | the database; diesel stays in there | domain |
//! | [`app`] | use cases: one function, one transaction, one audited change | domain, store |
//! | [`http`] | what the API and the pages share of HTTP | app, language, domain, config |
//! | [`api`] | REST: translates between HTTP and use cases | http, app, language, domain, config |
//! | [`web`] | pages for people, rendered here | http, app, language, domain, config |
//! | [`jobs`] | what runs by itself while the program serves | app, domain, config |
//! | [`cli`] | commands; where the program is put together | everything |
//!
//! The folder says the layer, the next one what it is about, the file what is done there:
//!
//! - `domain`: a file for each thing (objective, KPI, cycle, ...), `domain/access.rs` for who may do what,
//!   `domain/due.rs` for when a check-in is due, `values` for ids, numbers, texts and faults, `people`, and `scoring`:
//!   `plan` is what is computed from, `readings` what single things read, the files beside them what is made of these.
//! - `store`: a file for each table group, `engine` for connections, transactions, migrations and the schema, `backup`.
//! - `app`: a file or folder for each thing. What it takes is in its `command` file or beside the use case; `input`
//!   parses it from what was sent, `app/listing.rs` cuts lists into pages, `app/permission.rs` and each thing's
//!   `allowed` say what a person may do with it, `app/error.rs` is the table of refusals. `plans` loads what
//!   `scorecards` computes with; `people` is who is there, `sign_in` how they come in.
//! - `http`: problem documents, telemetry, the rate limit, compression, conditional requests.
//! - `api`: `api/routes.rs` is the table of operations, a file for each resource, `kit` what handlers are made with.
//! - `web`: `web/routes.rs` lists the features. Each is a folder with its addresses in its face, and code, template,
//!   style and script of a page side by side; `kit` is what every page is made with, `parts` and `charts` what several
//!   pages draw.
//! - `language`: a third language is a folder of sentences and a line in `domain/organisation.rs`.
//!
//! [`metrics`] holds the instruments that every layer but the domain may use. [`config`] alone reads flags and
//! environment. Every write goes through `Db::write`, which appends to the change log and gives the organisation its
//! next revision; nothing below the authenticating extractor and the command line reads a clock.
//! `tests/architecture.rs` holds the table, that no files import each other in a circle, and how long files, functions
//! and folders may be.

pub mod api;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod http;
pub mod jobs;
pub mod language;
pub mod metrics;
pub mod store;
pub mod web;
