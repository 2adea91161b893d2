//! Brings a database's schema up to date. Several nodes may start together: on PostgreSQL a lock row lets one at a time
//! through. The migrations of both engines go into the binary from `migrations/`, under the same names; the tables that
//! they end in are declared in `store/engine/schema`. When to run is up to `db.rs` and to `cli/migrate.rs`; `level` and
//! `forward` are for restoring a backup of an older schema (`store/backup/restore.rs`).

use diesel::{Connection, PgConnection, connection::SimpleConnection, migration::MigrationSource, sqlite::Sqlite};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{
    connection::{AnyConnection, DatabaseUrl},
    error::StoreError,
};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Where diesel notes which migrations were applied.
pub(in crate::store) const TABLE: &str = "__diesel_schema_migrations";

/// Where the lock row is.
pub(in crate::store) const LOCK: &str = "migration_lock";

/// Applies what is pending and answers the names of what was applied.
///
/// # Errors
/// `Unavailable` when the database cannot be opened; `Corrupt` with the migration's own message when one fails.
pub fn run(url: &DatabaseUrl) -> Result<Vec<String>, StoreError> {
    locked(url, forward)
}

/// Works on a connection while no other node migrates.
pub(in crate::store) fn locked<T, E: From<StoreError>>(
    url: &DatabaseUrl,
    work: impl FnOnce(&mut AnyConnection) -> Result<T, E>,
) -> Result<T, E> {
    let mut connection = url.connect()?;
    let DatabaseUrl::Postgres(address) = url else { return work(&mut connection) };
    let mut lock = PgConnection::establish(address).map_err(|error| StoreError::unavailable(&error))?;
    lock_row(&mut lock)?;
    let done = work(&mut connection)?;
    lock.batch_execute("COMMIT").map_err(StoreError::from)?;
    Ok(done)
}

/// Applies what is pending.
pub(in crate::store) fn forward(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => apply(sqlite, SQLITE),
        AnyConnection::Postgres(postgres) => apply(postgres, POSTGRES),
    }
}

/// Undoes and applies migrations until exactly these are applied.
pub(in crate::store) fn level(connection: &mut AnyConnection, versions: &[String]) -> Result<(), StoreError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => level_with(sqlite, &SQLITE, versions),
        AnyConnection::Postgres(postgres) => level_with(postgres, &POSTGRES, versions),
    }
}

/// Whether one of these versions is of a migration that this program does not have.
pub(in crate::store) fn unknown(versions: &[String]) -> bool {
    let known = MigrationSource::<Sqlite>::migrations(&SQLITE).unwrap_or_default();
    let known: Vec<String> = known.iter().map(|one| one.name().version().to_string()).collect();
    versions.iter().any(|version| !known.contains(version))
}

fn apply<DB: diesel::backend::Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<Vec<String>, StoreError> {
    let pending = connection.pending_migrations(migrations).map_err(|error| failed(&error))?;
    connection.run_migrations(&pending).map_err(|error| failed(&error))?;
    Ok(pending.iter().map(|one| one.name().to_string()).collect())
}

fn level_with<DB: diesel::backend::Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: &EmbeddedMigrations,
    versions: &[String],
) -> Result<(), StoreError> {
    let all = MigrationSource::<DB>::migrations(migrations).map_err(|error| failed(&error))?;
    let applied = connection.applied_migrations().map_err(|error| failed(&error))?;
    let is_wanted = |version: &str| versions.iter().any(|wanted| wanted == version);
    for version in &applied {
        if !is_wanted(&version.to_string()) {
            let known = all.iter().find(|one| one.name().version() == *version);
            let migration = known.ok_or_else(|| failed(&format!("{version} is of a newer program")))?;
            connection.revert_migration(migration).map_err(|error| failed(&error))?;
        }
    }
    for migration in &all {
        let version = migration.name().version();
        if is_wanted(&version.to_string()) && !applied.contains(&version) {
            connection.run_migration(migration).map_err(|error| failed(&error))?;
        }
    }
    Ok(())
}

fn failed(error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Corrupt(format!("a migration failed: {error}"))
}

/// Holds the lock row until this connection commits.
fn lock_row(connection: &mut PgConnection) -> Result<(), StoreError> {
    let created = connection.batch_execute(
        "CREATE TABLE IF NOT EXISTS migration_lock (id integer NOT NULL PRIMARY KEY);
         INSERT INTO migration_lock (id) VALUES (1) ON CONFLICT DO NOTHING;",
    );
    if let Err(error) = created {
        tracing::debug!(%error, "another node creates the migration lock");
    }
    connection.batch_execute("BEGIN; SELECT id FROM migration_lock FOR UPDATE;")?;
    Ok(())
}
