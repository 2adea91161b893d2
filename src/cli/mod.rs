//! The commands, one per file; they build the program from settings, database and web server. `setup` is what they
//! share, `server` is also used by the tests. Only this layer prints to the terminal (`say`) and sets the exit status.
//! Flags and subcommands are declared in `config.rs`; what a command does to data is a use case in `app`.

mod backup;
pub mod demo;
pub mod http_server;
mod migrate;
mod openapi;
mod progress;
mod restore;
mod serve;
mod setup;
mod user;

use std::{
    io::{self, Write},
    process::ExitCode,
};

use clap::Parser;

use crate::{
    app::error::Error,
    config::{Arguments, Command, UserCommand},
    domain::organisation::Language,
    language::words::Words,
};

/// The result of a command; the error is a sentence for the terminal.
type Outcome = Result<(), String>;

/// Runs the command that the arguments name.
#[must_use]
pub fn run() -> ExitCode {
    let Arguments { settings, command } = Arguments::parse();
    setup::log(&settings);
    let outcome = match command {
        Command::Serve => serve::run(&settings),
        Command::Demo { language } => demo::run(&settings, language),
        Command::Migrate => migrate::run(&settings),
        Command::Backup { file, force } => backup::run(&settings, &file, force),
        Command::Restore { file } => restore::run(&settings, &file),
        Command::Openapi => openapi::run(),
        Command::User(UserCommand::Add { email, name, role, organisation }) => {
            user::add(&settings, &user::NewPerson { email, name, role, organisation })
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            let _ = writeln!(io::stderr(), "perno: {why}");
            ExitCode::FAILURE
        }
    }
}

/// Prints a line to the standard output.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

/// The error of a use case as a sentence for the terminal.
#[expect(clippy::needless_pass_by_value, reason = "map_err calls it so")]
fn told(error: Error) -> String {
    let words = Words(Language::English);
    if error.faults.is_empty() {
        return words.message(&error.message);
    }
    let faults = error.faults.iter().map(|fault| format!("{}: {}", fault.pointer, words.message(&fault.message)));
    faults.collect::<Vec<_>>().join("; ")
}
