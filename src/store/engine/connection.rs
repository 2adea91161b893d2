//! A connection to either engine, chosen by the URL's scheme, and how each is set up. SQLite is durable at every commit
//! (WAL, synchronous FULL) and enforces foreign keys. The threads that own connections are in `worker.rs`, transactions
//! in `db.rs` and `group_commit.rs`; SQL types that differ between the engines are in `types.rs`.

use std::{fmt, path::PathBuf, str::FromStr};

use diesel::{
    Connection, MultiConnection, PgConnection, SqliteConnection,
    connection::{InstrumentationEvent, SimpleConnection},
};

use super::{database_file, error::StoreError, search_pattern::lower_utils};
use crate::metrics::StatementMeter;

#[derive(MultiConnection)]
pub enum AnyConnection {
    Postgres(PgConnection),
    Sqlite(SqliteConnection),
}

/// Expands one typed body for each engine. The multi-connection suits most statements but builds their SQL text every
/// time; statements that run at every write use this instead.
macro_rules! each {
    ($connection:expr, $inner:ident => $body:expr) => {
        match $connection {
            $crate::store::engine::connection::AnyConnection::Postgres($inner) => $body,
            $crate::store::engine::connection::AnyConnection::Sqlite($inner) => $body,
        }
    };
}

pub(in crate::store) use each;

/// The location of the database: `sqlite:///path/file.db` or `postgres://...`.
#[derive(Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    Sqlite(PathBuf),
    Postgres(String),
}

impl FromStr for DatabaseUrl {
    type Err = String;

    fn from_str(url: &str) -> Result<Self, String> {
        if let Some(path) = url.strip_prefix("sqlite://") {
            if path.is_empty() {
                return Err("name a file after sqlite://, such as sqlite:///var/lib/perno/perno.db".to_owned());
            }
            return Ok(Self::Sqlite(PathBuf::from(path)));
        }
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        Err("must start with sqlite:// or postgres://".to_owned())
    }
}

/// Hides the password of a URL.
impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sqlite(path) => write!(f, "sqlite://{}", path.display()),
            Self::Postgres(_) => f.write_str("postgres://..."),
        }
    }
}

impl DatabaseUrl {
    /// Opens a connection and sets it up.
    ///
    /// # Errors
    /// `Unavailable` with the engine's own message if it cannot be reached or opened.
    pub fn connect(&self) -> Result<AnyConnection, StoreError> {
        match self {
            Self::Sqlite(path) => {
                database_file::create(path)?;
                let mut connection = SqliteConnection::establish(&path.to_string_lossy())
                    .map_err(|error| StoreError::unavailable(&error))?;
                connection.batch_execute(
                    "PRAGMA busy_timeout = 5000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
                     PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;",
                )?;
                lower_utils::register_impl(&mut connection, |text: String| text.to_lowercase())?;
                Ok(AnyConnection::Sqlite(connection))
            }
            Self::Postgres(url) => {
                let url = with_timeouts(url);
                let mut connection = PgConnection::establish(&url).map_err(|error| StoreError::unavailable(&error))?;
                connection.batch_execute("SET TIME ZONE 'UTC'; SET client_min_messages = warning;")?;
                let english = connection.batch_execute("SET lc_messages = 'C'");
                if let Err(error) = english {
                    tracing::debug!(%error, "the server's messages stay in its own language");
                }
                Ok(AnyConnection::Postgres(connection))
            }
        }
    }
}

/// Counts every statement sent by the connection from now on.
pub fn count_statements(connection: &mut AnyConnection, statements: StatementMeter) {
    connection.set_instrumentation(move |event: InstrumentationEvent<'_>| {
        if matches!(event, InstrumentationEvent::StartQuery { .. }) {
            statements.sent();
        }
    });
}

/// Makes the engine write something without changing any data: an unchanged page on SQLite, a transaction id on
/// PostgreSQL.
///
/// # Errors
/// `Unavailable` if the database takes no writes.
pub fn write_nothing(connection: &mut AnyConnection) -> Result<(), StoreError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => sqlite.batch_execute("PRAGMA user_version = 0")?,
        AnyConnection::Postgres(postgres) => postgres.batch_execute("SELECT txid_current()")?,
    }
    Ok(())
}

/// Adds time-outs to the URL unless it sets its own, so that an unreachable server, or a broken connection, is given up
/// within seconds.
fn with_timeouts(url: &str) -> String {
    [("connect_timeout", "10"), ("tcp_user_timeout", "30000")].into_iter().fold(url.to_owned(), |url, (name, value)| {
        if url.contains(&format!("{name}=")) {
            return url;
        }
        let separator = if url.contains('?') { '&' } else { '?' };
        format!("{url}{separator}{name}={value}")
    })
}
