//! `perno demo`.
//!
//!
use super::{Outcome, say, serve::serve, setup};
use crate::{config::Settings, domain::organisation::Language};

pub fn run(settings: &Settings, _language: Language) -> Outcome {
    let app = setup::app(settings, "perno-demo.db")?;
    serve(settings, app, |address| say(address))
}
