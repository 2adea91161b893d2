//! Restoring: the backup's schema, its rows, then the migrations since, all in one transaction or not at all. Foreign
//! keys are checked together at the end, so neither the order of tables nor rows that refer to rows of their own
//! table matter. The database must be empty; its schema may be any that this program knows. How rows are inserted is in
//! `load.rs`, what the file looks like in `format.rs`.

use std::io::{Read, Seek};

use diesel::{
    QueryableByName, RunQueryDsl,
    connection::SimpleConnection,
    sql_query,
    sql_types::{BigInt, Text},
};

use super::{
    BackupError, Listener, Meter,
    format::{BackupReader, Header, verify},
    load::Batch,
    tables::{self, BackupTable, quoted},
};
use crate::store::engine::{
    connection::{AnyConnection, DatabaseUrl},
    db, migrate,
};

/// Tables of the migrations themselves.
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

/// Loads a backup into an empty database, which gets the newest schema. The file is read to its end before anything is
/// written.
///
/// # Errors
/// When the file is no whole backup or of a newer program, when the database is not empty, and those of the database.
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
            if let AnyConnection::Postgres(postgres) = &mut *connection {
                postgres.batch_execute("ANALYZE")?;
            }
            check_foreign_keys(connection)
        })
    })?;
    Ok(header)
}

/// On PostgreSQL nobody else can write from here on; on SQLite nobody can since the transaction began.
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

/// The backup's table with this engine's types.
fn as_here(connection: &mut AnyConnection, table: &BackupTable) -> Result<BackupTable, BackupError> {
    let missing = || BackupError::Damaged(format!("its table {} is not the one of its schema", table.name));
    let all = tables::all(connection)?;
    let here = all.iter().find(|one| one.name == table.name).ok_or_else(missing)?;
    let column = |name: &str, kind| here.columns.iter().find(|one| one.name == name && one.kind == kind).cloned();
    let columns = table.columns.iter().map(|one| column(&one.name, one.kind)).collect::<Option<Vec<_>>>();
    let columns = columns.filter(|columns| columns.len() == here.columns.len()).ok_or_else(missing)?;
    Ok(BackupTable { columns, ..table.clone() })
}

/// PostgreSQL would check row by row, before the rows that are referred to are there.
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

/// SQLite does not check while foreign keys are off; PostgreSQL has checked when they were added.
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
