//! Pages for people, rendered here: one file per page, its template beside it. A page calls the same use cases as the REST
//! API, with the same permissions and the same change log; every form works without JavaScript, which only adds comfort.
//! `routes.rs` is the table of pages; `visit.rs` says who visits, `form.rs` reads what was typed and shows it again,
//! `page.rs` renders. All sentences are in `words`, numbers and days are written in `locale.rs`, charts in `charts`.

mod account;
mod alone;
mod ask;
mod assets;
mod change_told;
mod charts;
mod check_in;
mod check_in_rows;
mod comparison;
mod cookies;
mod corrections;
mod cycle;
mod cycle_close;
mod cycles;
mod department;
mod departments;
mod elision;
mod failure;
mod form;
mod frame;
mod how;
mod invitation;
mod key_result;
mod key_result_form;
mod key_result_states;
mod key_result_view;
mod kpi_form;
mod kpi_values;
mod kpis;
mod live;
mod locale;
mod map;
pub mod markdown;
mod measures;
mod model;
mod model_form;
mod model_versions;
mod names;
mod objective;
mod objective_form;
mod objectives;
mod page;
mod people;
mod reached;
pub mod routes;
mod scorecard;
mod search;
mod set_up;
mod settings;
mod sign_in;
mod stacked;
mod standing;
mod user_agent;
mod visit;
mod what_if;
pub mod words;

pub use visit::PublicUrl;
