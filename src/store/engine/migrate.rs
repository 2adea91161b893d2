//! Migrates the schema. Several nodes may start at once: on PostgreSQL a locked row lets only one migrate at a time.
//! The migrations of both engines are embedded from `migrations/`, under the same names; the resulting tables are
//! declared in `store/engine/schema`. Called by `db.rs` and `cli/migrate.rs`; `level` and `forward` serve to restore a
//! backup of an older schema (`store/backup/restore.rs`).

use diesel::{Connection, PgConnection, connection::SimpleConnection, migration::MigrationSource, sqlite::Sqlite};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};

use super::{
    connection::{AnyConnection, DatabaseUrl},
    error::StoreError,
};

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The table in which diesel records the applied migrations.
pub(in crate::store) const TABLE: &str = "__diesel_schema_migrations";

/// The table of the lock row.
pub(in crate::store) const LOCK: &str = "migration_lock";

/// Applies the pending migrations and returns their names.
///
/// # Errors
/// `Unavailable` if the database cannot be opened; `Corrupt` with the migration's own message if one fails, or if the
/// schema is of a newer program.
pub fn run(url: &DatabaseUrl) -> Result<Vec<String>, StoreError> {
    locked(url, forward)
}

/// Runs `work` on a connection while no other node can migrate.
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

/// Applies the pending migrations and returns their names.
pub(in crate::store) fn forward(connection: &mut AnyConnection) -> Result<Vec<String>, StoreError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => apply(sqlite, SQLITE),
        AnyConnection::Postgres(postgres) => apply(postgres, POSTGRES),
    }
}

/// Reverts and applies migrations until exactly these are applied.
pub(in crate::store) fn level(connection: &mut AnyConnection, versions: &[String]) -> Result<(), StoreError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => level_with(sqlite, &SQLITE, versions),
        AnyConnection::Postgres(postgres) => level_with(postgres, &POSTGRES, versions),
    }
}

/// Whether one of these versions is unknown to this program.
pub(in crate::store) fn unknown(versions: &[String]) -> bool {
    let known = MigrationSource::<Sqlite>::migrations(&SQLITE).unwrap_or_default();
    let known: Vec<String> = known.iter().map(|one| one.name().version().to_string()).collect();
    versions.iter().any(|version| !known.contains(version))
}

fn apply<DB: diesel::backend::Backend>(
    connection: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<Vec<String>, StoreError> {
    let applied = connection.applied_migrations().map_err(|error| failed(&error))?;
    let applied: Vec<String> = applied.iter().map(ToString::to_string).collect();
    if unknown(&applied) {
        return Err(StoreError::Corrupt(
            "its schema is of a newer version of this program; run that version, or restore a backup".to_owned(),
        ));
    }
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

/// Locks the row until this connection commits.
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
