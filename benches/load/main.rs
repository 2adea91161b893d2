//! Measures the program against what the same machine can do: `benches/run` builds both and runs this. Each comparison
//! starts `perno serve` on a database of its own and alternates with its reference, round after round, so that any
//! other load on the machine affects both; the table has the medians of the rounds' ratios. Each comparison is in a
//! file of its own; the load is generated in `client.rs`, the data in `company.rs`.

mod attack;
mod batches;
mod check_ins;
mod client;
mod company;
mod database;
mod life;
mod page;
mod past;
mod pgbench;
mod raw;
mod reads;
mod scorecard;
mod server;
mod table;

use std::{path::PathBuf, process::ExitCode, time::Duration};

use clap::{Parser, Subcommand};

use self::table::Table;

/// The result of a part: nothing, or why it failed.
pub type Outcome<T = ()> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The number of concurrent clients.
pub const CLIENTS: usize = 64;

#[derive(Debug, Parser)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
    /// Passed by `cargo bench`
    #[arg(long, global = true, hide = true)]
    bench: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Measure and print the table
    Measure(Measure),
    /// Serve a response of so many bytes: the reference for reads
    Empty { address: std::net::SocketAddr, bytes: usize },
}

#[derive(Debug, Clone, clap::Args)]
pub struct Measure {
    /// The binary of Perno
    #[arg(long)]
    pub perno: PathBuf,
    /// A PostgreSQL server that flushes every commit to the disk, on which databases may be created
    #[arg(long)]
    pub postgres: Option<String>,
    #[arg(long)]
    pub pgbench: Option<PathBuf>,
    /// The folder for temporary databases
    #[arg(long)]
    pub folder: PathBuf,
    /// Fewer and shorter rounds, and plans of at most 10,000 key results
    #[arg(long)]
    pub quick: bool,
    /// The parts to measure; all of them by default
    #[arg(value_parser = ["check-ins", "reads", "scorecard", "past", "page", "batches", "start", "memory", "attack"])]
    pub parts: Vec<String>,
}

impl Measure {
    pub const fn rounds(&self) -> usize {
        if self.quick { 3 } else { 7 }
    }

    /// How long each side of a comparison is loaded in each round.
    pub const fn round(&self) -> Duration {
        Duration::from_millis(if self.quick { 1_000 } else { 4_000 })
    }

    /// The number of key results of the largest plan.
    pub const fn most_key_results(&self) -> usize {
        if self.quick { 10_000 } else { 100_000 }
    }

    fn has(&self, part: &str) -> bool {
        self.parts.is_empty() || self.parts.iter().any(|one| one == part)
    }
}

fn main() -> ExitCode {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let outcome = match (Arguments::parse().command, runtime) {
        (_, Err(error)) => Err(error.into()),
        (Command::Empty { address, bytes }, Ok(_)) => server::serve_bytes(address, bytes),
        (Command::Measure(measure), Ok(runtime)) => runtime.block_on(measured(&measure)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            table::tell(&format!("FAILED: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn measured(measure: &Measure) -> Outcome {
    let mut table = Table::default();
    if measure.has("check-ins") {
        check_ins::measure(measure, &mut table).await?;
    }
    if measure.has("reads") {
        reads::measure(measure, &mut table).await?;
    }
    if measure.has("scorecard") {
        scorecard::measure(measure, &mut table).await?;
    }
    if measure.has("past") {
        past::measure(measure, &mut table).await?;
    }
    if measure.has("page") {
        page::measure(measure, &mut table).await?;
    }
    if measure.has("batches") {
        batches::measure(measure, &mut table).await?;
    }
    if measure.has("start") {
        life::start(measure, &mut table).await?;
    }
    if measure.has("memory") {
        life::memory(measure, &mut table).await?;
    }
    if measure.has("attack") {
        attack::measure(measure, &mut table).await?;
    }
    table.print();
    Ok(())
}
