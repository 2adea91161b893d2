//! Temporary databases for a comparison: an SQLite file, or a database in the PostgreSQL server. A copy is for the
//! reference, so that both sides work on the same rows. They are deleted when their values are dropped.

use std::path::PathBuf;

use diesel::{Connection as _, PgConnection, connection::SimpleConnection as _};
use perno::store::engine::connection::DatabaseUrl;

use crate::{Measure, Outcome};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }

    /// The engines that can be measured here.
    pub fn available(measure: &Measure) -> Vec<Self> {
        let postgres = measure.postgres.as_ref().map(|_| Self::Postgres);
        std::iter::once(Self::Sqlite).chain(postgres).collect()
    }
}

#[derive(Debug)]
pub enum Database {
    Sqlite(PathBuf),
    Postgres { server: String, name: String },
}

impl Database {
    pub fn create(measure: &Measure, engine: Engine, name: &str) -> Outcome<Self> {
        match engine {
            Engine::Sqlite => {
                let path = measure.folder.join(format!("{name}.db"));
                remove(&path);
                Ok(Self::Sqlite(path))
            }
            Engine::Postgres => {
                let (server, name) = (server(measure)?, format!("perno_bench_{name}"));
                let mut admin = PgConnection::establish(&server)?;
                admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"))?;
                admin.batch_execute(&format!("CREATE DATABASE {name}"))?;
                Ok(Self::Postgres { server, name })
            }
        }
    }

    /// Updates the table statistics of PostgreSQL, as autovacuum does within a minute. Without them it considers any
    /// index as good as the primary key.
    pub fn analyse(&self) -> Outcome {
        if let Self::Postgres { .. } = self {
            PgConnection::establish(&self.setting())?.batch_execute("ANALYZE")?;
        }
        Ok(())
    }

    /// Copies the database, which nobody may be using.
    pub fn copy(&self, suffix: &str) -> Outcome<Self> {
        match self {
            Self::Sqlite(path) => {
                let copy = path.with_extension(suffix);
                remove(&copy);
                std::fs::copy(path, &copy)?;
                Ok(Self::Sqlite(copy))
            }
            Self::Postgres { server, name } => {
                let copy = format!("{name}_{suffix}");
                let mut admin = PgConnection::establish(server)?;
                admin.batch_execute(&format!("DROP DATABASE IF EXISTS {copy} WITH (FORCE)"))?;
                admin.batch_execute(&format!("CREATE DATABASE {copy} TEMPLATE {name}"))?;
                Ok(Self::Postgres { server: server.clone(), name: copy })
            }
        }
    }

    /// The URL of the database, as a setting of the program.
    pub fn setting(&self) -> String {
        match self {
            Self::Sqlite(path) => format!("sqlite://{}", path.display()),
            Self::Postgres { server, name } => {
                format!("{}/{name}", server.rsplit_once('/').map_or(server.as_str(), |(server, _)| server))
            }
        }
    }

    pub fn url(&self) -> Outcome<DatabaseUrl> {
        Ok(self.setting().parse()?)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        match self {
            Self::Sqlite(path) => remove(path),
            Self::Postgres { server, name } => {
                if let Ok(mut admin) = PgConnection::establish(server) {
                    let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
                }
            }
        }
    }
}

fn server(measure: &Measure) -> Outcome<String> {
    measure.postgres.clone().ok_or_else(|| "no PostgreSQL".into())
}

fn remove(path: &std::path::Path) {
    for ending in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        let _ = std::fs::remove_file(name);
    }
}
