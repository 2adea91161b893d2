//! Pages for people, rendered here: a folder for each feature, with its addresses in its face and each page's
//! template, style and script beside its code. A page calls the same use cases as the REST API, with the same
//! permissions and the same change log; every form works without JavaScript, which only adds comfort. `routes.rs` lists
//! the features; `kit` is what every page is made with, `parts` and `charts` what several pages draw.

mod account;
mod charts;
mod check_ins;
mod cycles;
mod departments;
mod entry;
mod how;
mod key_results;
mod kit;
mod kpis;
mod map;
mod model;
mod objectives;
mod parts;
mod people;
pub mod routes;
mod scorecard;
mod search;
mod settings;
mod what_if;

pub use self::{kit::visit::PublicUrl, parts::markdown};
