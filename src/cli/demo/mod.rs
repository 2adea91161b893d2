//! `perno demo`: serves a demonstration company, created at the first start. A database that holds an organisation
//! already is served as it is, so no change is ever lost.
//!
//! `company` parses the data of the company; `history` lists what its people did on which day of the `calendar`; `seed`
//! runs these deeds on the `runner` (`people`, `plan`, `results`, `closing`); `welcome` is the text for the terminal.

mod calendar;
mod closing;
mod company;
mod entries;
mod history;
mod meetings;
mod people;
mod plan;
mod previous_quarter;
mod results;
mod runner;
mod seed;
mod welcome;

use actix_web::rt;

pub use self::seed::{PASSWORD, seed};
use super::{Outcome, say, serve::serve, setup, told};
use crate::{app::App, config::Settings, domain::organisation::Language};

const DEFAULT_FILE: &str = "perno-demo.db";

pub fn run(settings: &Settings, language: Option<Language>) -> Outcome {
    let app = setup::app(settings, DEFAULT_FILE)?;
    let place = setup::database_url(settings, DEFAULT_FILE);
    let welcome = rt::System::new().block_on(prepared(&app, language))?;
    serve(settings, app, |address| say(&welcome.text(address, &place)))
}

async fn prepared(app: &App, language: Option<Language>) -> Result<welcome::Welcome, String> {
    let created = seed(app, language.unwrap_or(Language::English), say).await.map_err(told)?;
    welcome::Welcome::new(app, language.filter(|_| !created)).await
}
