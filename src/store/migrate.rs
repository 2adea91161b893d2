//! Brings a database's schema up to date. Several nodes may start together: on PostgreSQL a lock row lets one at a time
//! through. The migrations of both engines go into the binary from `migrations/`, under the same names; the tables that
//! they end in are declared in `schema.rs`. When to run is up to `db.rs` and to `cli/migrate.rs`.

use diesel::{Connection, PgConnection, connection::SimpleConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{
    connection::{AnyConnection, DatabaseUrl},
    error::StoreError,
};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Applies what is pending and answers the names of what was applied.
///
/// # Errors
/// `Unavailable` when the database cannot be opened; `Corrupt` with the migration's own message when one fails.
pub fn run(url: &DatabaseUrl) -> Result<Vec<String>, StoreError> {
    let mut connection = url.connect()?;
    match (&mut connection, url) {
        (AnyConnection::Sqlite(sqlite), _) => apply(sqlite, SQLITE),
        (AnyConnection::Postgres(postgres), DatabaseUrl::Postgres(address)) => {
            let mut lock = PgConnection::establish(address).map_err(|error| StoreError::unavailable(&error))?;
            lock_row(&mut lock)?;
            let applied = apply(postgres, POSTGRES);
            lock.batch_execute("COMMIT")?;
            applied
        }
        (AnyConnection::Postgres(_), DatabaseUrl::Sqlite(_)) => Ok(Vec::new()),
    }
}

fn apply<DB: diesel::backend::Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<Vec<String>, StoreError> {
    let pending = connection.pending_migrations(migrations).map_err(|error| failed(&error))?;
    connection.run_migrations(&pending).map_err(|error| failed(&error))?;
    Ok(pending.iter().map(|one| one.name().to_string()).collect())
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
