//! Restores a backup: its schema, its rows, the migrations since, the search index, all in one transaction. Foreign keys are checked
//! together at the end, so neither the order of tables nor references within a table matter. The database must be
//! empty, with any schema that this program knows. Rows are inserted by `load.rs`; the file format is in `archive.rs`.

use std::io::{Read, Seek};

use diesel::{
    QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_query,
    sql_types::{BigInt, Text},
};

use super::{
    BackupError, Listener, Meter,
    archive::{BackupReader, Header, verify},
    load::Batch,
    tables::{self, BackupTable, quoted},
};
use crate::store::{
    engine::{
        connection::{AnyConnection, DatabaseUrl},
        db, migrate,
    },
    search::rebuild,
};

/// The tables that the migrations themselves use.
const TECHNICAL: [&str; 2] = [migrate::TABLE, migrate::LOCK];

const FOREIGN_KEYS_OF_POSTGRES: &str = "
    SELECT conrelid::regclass::text AS table_name, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition
    FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace AND conparentid = 0";

#[derive(QueryableByName)]
struct ForeignKey {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    definition: String,
}

#[derive(QueryableByName)]
struct Violations {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

/// Loads a backup into an empty database and migrates it to the newest schema. The whole file is verified before
/// anything is written.
///
/// # Errors
/// If the file is not a complete backup or is of a newer program, if the database is not empty, and any error of the
/// database.
pub fn restore<'a>(
    url: &DatabaseUrl,
    input: &mut (impl Read + Seek),
    listener: &'a mut Listener<'a>,
) -> Result<Header, BackupError> {
    input.rewind()?;
    let header = verify(&mut *input)?;
    if migrate::unknown(&header.migrations) {
        return Err(BackupError::Newer("the backup"));
    }
    input.rewind()?;
    let mut reader = BackupReader::new(input)?;
    let mut meter = Meter::new(listener, header.rows());
    migrate::locked(url, |connection| {
        if let AnyConnection::Sqlite(sqlite) = &mut *connection {
            sqlite.batch_execute("PRAGMA foreign_keys = OFF")?;
        }
        db::all_or_nothing(connection, |connection| {
            refuse_data(connection)?;
            migrate::level(connection, &header.migrations)?;
            let foreign_keys = drop_foreign_keys(connection)?;
            for table in &header.tables {
                load(connection, table, &mut reader, &mut meter)?;
            }
            reader.finish()?;
            add_foreign_keys(connection, &foreign_keys)?;
            migrate::forward(connection)?;
            rebuild::missing_within(connection)?;
            if let AnyConnection::Postgres(postgres) = &mut *connection {
                postgres.batch_execute("ANALYZE")?;
            }
            check_foreign_keys(connection)
        })
    })?;
    Ok(header)
}

/// Fails if the database holds rows. On PostgreSQL it also locks the tables against other writers; on SQLite the
/// transaction already does.
fn refuse_data(connection: &mut AnyConnection) -> Result<(), BackupError> {
    let all = tables::all(connection)?;
    let held: Vec<&BackupTable> = all.iter().filter(|table| !TECHNICAL.contains(&table.name.as_str())).collect();
    if let AnyConnection::Postgres(postgres) = &mut *connection {
        let names = held.iter().map(|table| quoted(&table.name)).collect::<Vec<_>>().join(", ");
        if !names.is_empty() {
            postgres.batch_execute(&format!("SET LOCAL lock_timeout = '10s'; LOCK TABLE {names}"))?;
        }
    }
    for table in held {
        let rows = tables::count(connection, &table.name)?;
        if rows > 0 {
            return Err(BackupError::NotEmpty { table: table.name.clone(), rows });
        }
    }
    Ok(())
}

fn load<R: Read>(
    connection: &mut AnyConnection,
    table: &BackupTable,
    reader: &mut BackupReader<R>,
    meter: &mut Meter<'_>,
) -> Result<(), BackupError> {
    let target = as_here(connection, table)?;
    let mut batch = Batch::new(&target);
    reader.table(&table.name)?;
    for _ in 0..table.rows {
        batch.add(reader.row(table)?, connection)?;
        meter.row(&table.name);
    }
    batch.insert(connection)?;
    meter.table_done(&table.name);
    Ok(())
}

/// The table of the backup with the SQL types of this engine.
fn as_here(connection: &mut AnyConnection, table: &BackupTable) -> Result<BackupTable, BackupError> {
    let missing = || BackupError::Damaged(format!("its table {} is not the one of its schema", table.name));
    let all = tables::all(connection)?;
    let here = all.iter().find(|one| one.name == table.name).ok_or_else(missing)?;
    let column = |name: &str, kind| here.columns.iter().find(|one| one.name == name && one.kind == kind).cloned();
    let columns = table.columns.iter().map(|one| column(&one.name, one.kind)).collect::<Option<Vec<_>>>();
    let columns = columns.filter(|columns| columns.len() == here.columns.len()).ok_or_else(missing)?;
    Ok(BackupTable { columns, ..table.clone() })
}

/// Drops all foreign keys: PostgreSQL would check them row by row, before the referenced rows are there.
fn drop_foreign_keys(connection: &mut AnyConnection) -> Result<Vec<ForeignKey>, BackupError> {
    let AnyConnection::Postgres(postgres) = connection else { return Ok(Vec::new()) };
    let keys: Vec<ForeignKey> = sql_query(FOREIGN_KEYS_OF_POSTGRES).load(postgres)?;
    for ForeignKey { table_name, name, .. } in &keys {
        postgres.batch_execute(&format!("ALTER TABLE {table_name} DROP CONSTRAINT {name}"))?;
    }
    Ok(keys)
}

fn add_foreign_keys(connection: &mut AnyConnection, keys: &[ForeignKey]) -> Result<(), BackupError> {
    let AnyConnection::Postgres(postgres) = connection else { return Ok(()) };
    for ForeignKey { table_name, name, definition } in keys {
        postgres.batch_execute(&format!("ALTER TABLE {table_name} ADD CONSTRAINT {name} {definition}"))?;
    }
    Ok(())
}

/// Checks all foreign keys on SQLite, where they were off; PostgreSQL has checked them when they were added.
fn check_foreign_keys(connection: &mut AnyConnection) -> Result<(), BackupError> {
    let AnyConnection::Sqlite(sqlite) = connection else { return Ok(()) };
    let query = sql_query("SELECT count(*) AS count FROM pragma_foreign_key_check");
    let Violations { count } = query.get_result(sqlite)?;
    if count == 0 {
        Ok(())
    } else {
        Err(BackupError::Damaged(format!("{count} rows refer to rows that it does not hold")))
    }
}
