//! Pages for people, rendered on the server: one folder per feature, whose module file lists its routes and which holds
//! the templates, styles and scripts of its pages. A page calls the same use cases as the REST API, with the same
//! permissions and the same change log; every form works without JavaScript. `routes.rs` lists the features; `kit` is
//! what every page is built with, `language` shows texts that people wrote, `parts` and `charts` are shared by several
//! pages.

mod account;
mod bulk;
mod charts;
mod check_ins;
mod cycles;
mod departments;
mod guide;
mod help;
mod how_scores_work;
mod key_results;
mod kit;
mod kpis;
mod map;
mod meetings;
mod model;
mod objectives;
mod ordering;
mod parts;
mod people;
mod present;
pub mod routes;
mod saved_views;
mod score_change;
mod scorecard;
mod search;
mod settings;
mod sign_in;
mod stars;
mod starting_points;
mod what_if;

pub use self::{kit::form, parts::markdown};
