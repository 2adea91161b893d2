//! Pages for people, rendered here: one file per page, its template beside it. A page calls the same use cases as the REST
//! API, with the same permissions and the same change log; every form works without JavaScript, which only adds comfort.
//! `routes.rs` is the table of pages; `visit.rs` says who visits, `form.rs` reads what was typed and shows it again,
//! `page.rs` renders. All sentences are in `words`, numbers and days are written in `locale.rs`, charts in `charts`.

mod account;
mod alone;
mod assets;
mod charts;
mod comparison;
mod cookies;
mod cycle;
mod cycle_close;
mod cycles;
mod ask;
mod check_in;
mod check_in_rows;
mod corrections;
mod departments;
mod failure;
mod form;
mod frame;
mod home;
mod invitation;
mod locale;
pub mod markdown;
mod model;
mod model_form;
mod model_versions;
mod names;
mod objective;
mod objective_form;
mod objectives;
mod page;
mod reached;
mod key_result;
mod key_result_form;
mod key_result_states;
mod key_result_view;
mod kpi_values;
mod kpis;
mod measures;
mod people;
pub mod routes;
mod search;
mod set_up;
mod settings;
mod sign_in;
mod user_agent;
mod visit;
pub mod words;

pub use visit::PublicUrl;
