//! `perno demo`: serves like `perno serve`, from a file of its own (`perno-demo.db`) unless a database is named, and
//! tells the address to the person at the terminal instead of the log. Listening and stopping are in `serve.rs`,
//! putting the application together is in `setup.rs`, flags are in `config.rs`.
use super::{Outcome, say, serve::serve, setup};
use crate::{config::Settings, domain::organisation::Language};

pub fn run(settings: &Settings, _language: Language) -> Outcome {
    let app = setup::app(settings, "perno-demo.db")?;
    serve(settings, app, |address| say(address))
}
