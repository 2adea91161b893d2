//! `perno migrate`: brings the schema up to date and says what it did.

use super::{Outcome, say, setup};
use crate::{config::Settings, store::migrate};

pub fn run(settings: &Settings) -> Outcome {
    let url = setup::database_url(settings, "perno.db");
    let applied = migrate::run(&url).map_err(|error| format!("cannot migrate {url:?}: {error}"))?;
    for name in &applied {
        say(&format!("applied {name}"));
    }
    say(if applied.is_empty() { "The schema is up to date." } else { "The schema is up to date now." });
    Ok(())
}
