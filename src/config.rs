//! Settings and commands; only this file reads flags and environment. Every flag has an environment variable of the
//! same name (`--database-url`, `PERNO_DATABASE_URL`); values are typed and checked before anything starts. A `Secret`
//! is never printed. Defaults that depend on the command or the engine (the file, the number of threads) are set in
//! `cli/setup.rs`; each command is in the file of `cli` named after it.

use std::{net::SocketAddr, num::NonZeroU32, path::PathBuf, str::FromStr};

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::{
    domain::{organisation::Language, people::role::Role},
    store::engine::connection::DatabaseUrl,
};

/// An OKR tracker that keeps a company turning on its purpose.
///
/// Objectives and key results of departments, revenue KPIs, and one explained score that combines both, in which
/// revenue alone is never success.
#[derive(Debug, Parser)]
#[command(name = "perno", version)]
pub struct Arguments {
    #[command(flatten)]
    pub settings: Settings,
    #[command(subcommand)]
    pub command: Command,
}

#[derive(Debug, Clone, Args)]
pub struct Settings {
    #[arg(
        long,
        global = true,
        env = "PERNO_DATABASE_URL",
        value_name = "URL",
        hide_env_values = true,
        help = "The database: sqlite://FILE (created when missing) or postgres://USER:PASSWORD@HOST/DATABASE [default: sqlite://perno.db; for demo sqlite://perno-demo.db]"
    )]
    pub database_url: Option<DatabaseUrl>,
    #[arg(
        long,
        global = true,
        env = "PERNO_PREPARED_STATEMENTS",
        value_name = "WHETHER",
        default_value = "on",
        help = "Whether prepared statements are kept on connections to PostgreSQL: off behind PgBouncer in transaction mode"
    )]
    pub prepared_statements: OnOff,
    #[arg(
        long, global = true, env = "PERNO_DATABASE_THREADS", value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64),
        help = "Number of threads, each with a database connection [default: 8 with PostgreSQL, 2 readers and 1 writer with SQLite]"
    )]
    pub database_threads: Option<u16>,
    #[arg(
        long, global = true, env = "PERNO_DATABASE_TIMEOUT", value_name = "SECONDS", default_value = "30",
        value_parser = clap::value_parser!(u64).range(1..=600),
        help = "How long a request waits for the database before it is refused with 503"
    )]
    pub database_timeout: u64,
    #[arg(
        long,
        global = true,
        env = "PERNO_LISTEN",
        value_name = "ADDRESS",
        default_value = "127.0.0.1:8080",
        help = "Address and port to serve on"
    )]
    pub listen: SocketAddr,
    #[arg(
        long,
        global = true,
        env = "PERNO_PUBLIC_URL",
        value_name = "URL",
        value_parser = public_origin,
        help = "The URL by which browsers reach it, such as https://perno.example.org [default: the host that each request names, with https except on localhost]"
    )]
    pub public_url: Option<String>,
    #[arg(
        long,
        global = true,
        env = "PERNO_SECRET",
        value_name = "TEXT",
        hide_env_values = true,
        help = "At least 32 characters from which signing keys are made; the same on every node. Without it a random one is used, and access tokens end with the process"
    )]
    pub secret: Option<Secret>,
    #[arg(
        long,
        global = true,
        env = "PERNO_SIGNUP",
        value_name = "WHO",
        default_value = "closed",
        help = "Who may create an organisation: only the first one (closed), or anybody (open)"
    )]
    pub signup: SignUpSetting,
    #[arg(
        long,
        global = true,
        env = "PERNO_RATE_LIMIT",
        value_name = "N",
        help = "How many requests each credential, or each address without one, may send in a minute [default: unlimited]"
    )]
    pub rate_limit: Option<NonZeroU32>,
    #[arg(
        long,
        global = true,
        env = "PERNO_CORS_ORIGINS",
        value_name = "ORIGIN,...",
        value_delimiter = ',',
        value_parser = origin,
        help = "Origins whose pages may call the API from a browser, such as https://bi.example.org [default: none]"
    )]
    pub cors_origins: Vec<String>,
    #[arg(
        long,
        global = true,
        env = "PERNO_PROXIES",
        value_name = "N",
        default_value = "0",
        help = "How many reverse proxies are in front of the program: failed sign-ins are counted by the network that the first of them saw (X-Forwarded-For)"
    )]
    pub proxies: u8,
    #[arg(
        long,
        global = true,
        env = "PERNO_CONNECTIONS_PER_ADDRESS",
        value_name = "N",
        help = "How many connections an address may have; 0 for any number [default: 256, any number with proxies]"
    )]
    pub connections_per_address: Option<usize>,
    #[arg(
        long,
        global = true,
        env = "PERNO_METRICS_TOKEN",
        value_name = "TEXT",
        hide_env_values = true,
        help = "At least 32 characters that Prometheus sends (Authorization: Bearer) to read /metrics; without it nobody can read /metrics"
    )]
    pub metrics_token: Option<Secret>,
    #[arg(
        long,
        global = true,
        env = "PERNO_LOG",
        value_name = "FILTER",
        default_value = "info",
        help = "What to log: error, warn, info, debug, trace, or a filter such as perno=debug"
    )]
    pub log: String,
    #[arg(
        long,
        global = true,
        env = "PERNO_LOG_FORMAT",
        value_name = "FORMAT",
        default_value = "text",
        help = "How to log: text for people, json for machines"
    )]
    pub log_format: LogFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum OnOff {
    On,
    Off,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SignUpSetting {
    Closed,
    Open,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum LogFormat {
    Text,
    Json,
}

/// A secret text of at least 32 characters, such as the one that signing keys are made from; never printed.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl FromStr for Secret {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.chars().count() < 32 {
            return Err("must have at least 32 characters; `openssl rand -base64 48` makes one".to_owned());
        }
        Ok(Self(text.to_owned()))
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(..)")
    }
}

#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Serve the pages and the API until stopped by SIGTERM or Ctrl-C, finishing running requests
    Serve,
    /// Serve a demonstration company, which is created at the first start and kept
    Demo {
        /// The language of the company's texts, when it is created: en or it [default: en]
        #[arg(long, value_name = "LANGUAGE", value_parser = language)]
        language: Option<Language>,
    },
    /// Update the database schema and exit; serve does the same before it listens
    Migrate,
    /// Write the whole database to one file, also while it is being served; see restore
    ///
    /// The file holds password hashes: keep it as safe as the database. It does not hold the sessions of people who are
    /// signed in. It can be restored into either engine, by this version of perno or a later one.
    Backup {
        /// The file to write, readable only by its owner; - is the standard output
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Replace the file if it exists
        #[arg(long)]
        force: bool,
    },
    /// Load a backup into an empty database, which is created if it is missing
    ///
    /// The file is checked to its end before anything is written; then either all of it is loaded or nothing. Backups
    /// of either engine and of older versions of perno are accepted.
    Restore {
        /// The file that backup wrote; - is the standard input
        #[arg(value_name = "FILE")]
        file: PathBuf,
    },
    /// Print the contract of the REST API, openapi.yaml
    Openapi,
    /// Manage people from the command line
    #[command(subcommand)]
    User(UserCommand),
}

#[derive(Debug, Clone, Subcommand)]
pub enum UserCommand {
    /// Add a person and print the one-time token of their invitation
    Add {
        /// The e-mail address to sign in with
        email: String,
        #[arg(long, value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "ROLE", default_value = "member", value_parser = role)]
        role: Role,
        /// The organisation's id, when the database holds several
        #[arg(long, value_name = "ID")]
        organisation: Option<String>,
    },
}

fn origin(text: &str) -> Result<String, String> {
    let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    if host.is_empty() || host.contains('/') {
        return Err("must be an origin such as https://bi.example.org, without a path".to_owned());
    }
    let origin = text.to_ascii_lowercase();
    let usual = if origin.starts_with("https:") { ":443" } else { ":80" };
    Ok(origin.strip_suffix(usual).map_or_else(|| origin.clone(), ToOwned::to_owned))
}

/// The public URL must be https, except on localhost: browsers keep session cookies only over TLS or from the machine
/// itself.
fn public_origin(text: &str) -> Result<String, String> {
    let origin = origin(text.trim_end_matches('/'))?;
    let local = |host: &str| ["localhost", "127.0.0.1", "[::1]"].iter().any(|name| host.starts_with(name));
    match origin.strip_prefix("http://") {
        Some(host) if !local(host) => Err("must begin with https://, but on localhost".to_owned()),
        _ => Ok(origin),
    }
}

fn language(word: &str) -> Result<Language, String> {
    word.parse().map_err(|()| "must be en or it".to_owned())
}

fn role(word: &str) -> Result<Role, String> {
    word.parse().map_err(|()| "must be viewer, member, manager, executive or admin".to_owned())
}
