//! Perno keeps a company turning on its purpose: objectives and key results of departments, revenue KPIs, and one
//! explained score that combines both, in which revenue alone is never success.
//!
//! | layer | what it is | may use |
//! |---|---|---|
//! | [`domain`] | the pure model: scores, measures, permissions | nothing |
//! | [`language`] | the texts for people: messages by key, numbers, days, a folder for each language | domain |
//! | [`metrics`] | the instruments that Prometheus reads | nothing |
//! | [`store`] | the database; only this layer uses diesel | domain, metrics |
//! | [`config`] | settings; only this layer reads flags and environment | domain, store |
//! | [`app`] | use cases: one function is one transaction and one audited change | domain, store, metrics |
//! | [`http`] | the HTTP code that the API and the pages share | app, language, domain, config, metrics |
//! | [`api`] | the REST API: translates between HTTP and use cases | http, app, language, domain, config, metrics |
//! | [`web`] | the pages for people, rendered on the server | http, app, language, domain, config |
//! | [`jobs`] | what runs by itself while the program serves | app, domain, config |
//! | [`cli`] | the commands, which build the program from its parts | everything |
//!
//! A layer has a folder or file for each subject:
//!
//! - `domain`: a file for each entity (objective, KPI, cycle, ...), `domain/access.rs` for permissions, `domain/due.rs`
//!   for when a check-in is due, `values` for ids, numbers, texts and faults, `people`, and `scoring`: `plan` is the
//!   input of the scores, `readings` the figures of single entities, the files beside them what is computed from these.
//! - `store`: a file for each group of tables, `engine` for connections, transactions, migrations and the schema,
//!   `backup`.
//! - `app`: a file or folder for each entity. Its commands are in its `command` file or beside the use case; `input`
//!   parses them, `app/listing.rs` paginates lists, `app/permission.rs` and the `allowed` of each entity decide what a
//!   person may do with it, `app/error.rs` is the table of errors. `plans` loads what `scorecards` computes from;
//!   `people` manages people, `sign_in` authenticates them.
//! - `http`: problem documents, telemetry, the rate limit, compression, conditional requests.
//! - `api`: `api/routes.rs` is the table of operations; a file for each resource; `kit` is what all handlers share.
//! - `web`: `web/routes.rs` lists the features. Each is a folder with a `routes` function, and code, template, style
//!   and script of a page side by side; `kit` is what all pages share, `parts` and `charts` are shared components.
//! - `jobs`: a file for each job; `jobs/runner.rs` repeats them.
//! - `language`: to add a language, add a folder of messages and a line in `domain/organisation.rs`.
//!
//! Every change goes through `Db::write`, which appends to the change log and gives the organisation its next revision.
//! The current time comes from the clock in `App`, so that tests can set it. `tests/architecture.rs` checks the table
//! above, that files do not import each other in a cycle, and how long files, functions and folders may be.

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
