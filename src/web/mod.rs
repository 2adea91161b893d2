//! Pages for people, rendered here: one file per page, its template beside it. A page calls the same use cases as the REST
//! API, with the same permissions and the same change log; every form works without JavaScript, which only adds comfort.
//! `routes.rs` is the table of pages; `visit.rs` says who visits, `form.rs` reads what was typed and shows it again,
//! `page.rs` renders. All sentences are in `words`, numbers and days are written in `locale.rs`, charts in `charts`.

mod assets;
mod charts;
mod cookies;
mod department;
mod departments;
mod failure;
mod form;
mod frame;
mod how;
mod locale;
mod map;
mod page;
pub mod routes;
mod scorecard;
mod sign_in;
mod standing;
mod visit;
mod what_if;
pub mod words;

pub use visit::PublicUrl;
