//! Reads a database's own catalogue: tables, columns, their types and the primary key; and the rows one by one, so that
//! memory does not grow with their number. The result is the same for both engines. Which tables are backed up is
//! decided in `mod.rs`; values are in `values.rs`.

use diesel::{
    PgConnection, QueryableByName, RunQueryDsl, SqliteConnection,
    connection::DefaultLoadingMode,
    pg::PgRowByRowLoadingMode,
    sql_query,
    sql_types::{BigInt, Text},
};
use serde::{Deserialize, Serialize};

use super::{
    BackupError,
    kinds::Kind,
    values::{BackupRow, Value},
};
use crate::store::engine::{
    connection::{AnyConnection, each},
    migrate,
};

const COLUMNS_OF_SQLITE: &str = "
    SELECT m.name AS table_name, p.name AS name, p.type AS type_name, p.pk AS key_position
    FROM pragma_table_list m, pragma_table_info(m.name) p
    WHERE m.schema = 'main' AND m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'
    ORDER BY m.name, p.cid";

const COLUMNS_OF_POSTGRES: &str = "
    SELECT t.relname::text AS table_name, a.attname::text AS name, format_type(a.atttypid, NULL) AS type_name,
        coalesce(array_position(i.indkey::int2[], a.attnum) + 1, 0)::bigint AS key_position
    FROM pg_class t JOIN pg_attribute a ON a.attrelid = t.oid LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
    WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace
        AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY t.relname::text COLLATE \"C\", a.attnum";

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Column {
    pub name: String,
    pub kind: Option<Kind>,
    /// The SQL type of the column on the connected engine.
    #[serde(skip)]
    pub type_name: String,
    #[serde(skip)]
    key_position: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct BackupTable {
    pub name: String,
    pub rows: u64,
    pub columns: Vec<Column>,
}

impl BackupTable {
    pub fn check(&self) -> Result<(), BackupError> {
        match self.columns.iter().find(|column| column.kind.is_none()) {
            Some(unknown) => Err(BackupError::UnknownType(format!("{}.{}", self.name, unknown.name))),
            None => Ok(()),
        }
    }

    /// A query for the rows in the order of the primary key, which is the same on both engines.
    fn query(&self, is_postgres: bool) -> String {
        let columns = self.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
        let mut key: Vec<&Column> = self.columns.iter().filter(|column| column.key_position > 0).collect();
        key.sort_by_key(|column| column.key_position);
        let order = key.iter().map(|column| {
            let by_bytes = is_postgres && column.type_name == "text";
            format!("{}{}", quoted(&column.name), if by_bytes { " COLLATE \"C\"" } else { "" })
        });
        let order = order.collect::<Vec<_>>().join(", ");
        let order = if order.is_empty() { order } else { format!(" ORDER BY {order}") };
        format!("SELECT {columns} FROM {}{order}", quoted(&self.name))
    }
}

pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    type_name: String,
    #[diesel(sql_type = BigInt)]
    key_position: i64,
}

#[derive(QueryableByName)]
struct CountRow {
    #[diesel(sql_type = BigInt)]
    count: i64,
}

#[derive(QueryableByName)]
struct VersionRow {
    #[diesel(sql_type = Text)]
    version: String,
}

/// Every table of the database, technical ones too, ordered by name; rows are not counted.
pub fn all(connection: &mut AnyConnection) -> Result<Vec<BackupTable>, BackupError> {
    let rows: Vec<ColumnRow> = match connection {
        AnyConnection::Sqlite(sqlite) => sql_query(COLUMNS_OF_SQLITE).load(sqlite)?,
        AnyConnection::Postgres(postgres) => sql_query(COLUMNS_OF_POSTGRES).load(postgres)?,
    };
    let mut tables: Vec<BackupTable> = Vec::new();
    for ColumnRow { table_name, name, type_name, key_position } in rows {
        let column = Column { kind: Kind::of(&type_name), name, type_name, key_position };
        match tables.last_mut().filter(|table| table.name == table_name) {
            Some(table) => table.columns.push(column),
            None => tables.push(BackupTable { name: table_name, rows: 0, columns: vec![column] }),
        }
    }
    Ok(tables)
}

pub fn count(connection: &mut AnyConnection, table: &str) -> Result<u64, BackupError> {
    let query = sql_query(format!("SELECT count(*) AS count FROM {}", quoted(table)));
    let CountRow { count } = each!(connection, inner => query.get_result(inner)?);
    Ok(u64::try_from(count).unwrap_or(0))
}

/// The versions of the applied migrations, in order. It only reads, because a snapshot is read-only.
pub fn migrations(connection: &mut AnyConnection) -> Result<Vec<String>, BackupError> {
    let query = sql_query(format!("SELECT version FROM {} ORDER BY version", migrate::TABLE));
    let rows: Vec<VersionRow> = each!(connection, inner => query.load(inner)?);
    Ok(rows.into_iter().map(|row| row.version).collect())
}

/// Calls `visit` for every row of a table, holding only one at a time in memory.
pub fn each_row(
    connection: &mut AnyConnection,
    table: &BackupTable,
    visit: &mut dyn FnMut(Vec<Value>) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    match connection {
        AnyConnection::Sqlite(sqlite) => {
            let rows = sql_query(table.query(false));
            for row in RunQueryDsl::<SqliteConnection>::load_iter::<BackupRow, DefaultLoadingMode>(rows, sqlite)? {
                visit(row?.0)?;
            }
        }
        AnyConnection::Postgres(postgres) => {
            let rows = sql_query(table.query(true));
            for row in RunQueryDsl::<PgConnection>::load_iter::<BackupRow, PgRowByRowLoadingMode>(rows, postgres)? {
                visit(row?.0)?;
            }
        }
    }
    Ok(())
}
