//! `perno migrate`: updates the schema and prints the migrations that it ran. It is for migrating before a running
//! version is replaced; the other commands migrate whenever they open the database (`setup.rs`). Applying migrations,
//! and the lock between nodes, is in `store/engine/migrate.rs`.

use super::{Outcome, say, setup};
use crate::{config::Settings, store::engine::migrate};

pub fn run(settings: &Settings) -> Outcome {
    let url = setup::database_url(settings, "perno.db");
    let applied = migrate::run(&url).map_err(|error| format!("cannot migrate {url:?}: {error}"))?;
    for name in &applied {
        say(&format!("applied {name}"));
    }
    say(if applied.is_empty() { "The schema is up to date." } else { "The schema is up to date now." });
    Ok(())
}
