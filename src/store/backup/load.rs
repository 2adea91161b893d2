//! Inserts restored rows in batches: on SQLite as a list of rows, on PostgreSQL as one array per column. Each engine
//! gets its own types, exactly as the program itself would have written them. Nothing here knows which tables there
//! are; their order and foreign keys are handled in `restore.rs`.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    PgConnection, RunQueryDsl, SqliteConnection,
    pg::Pg,
    query_builder::{BoxedSqlQuery, SqlQuery},
    sql_query,
    sql_types::{Array, BigInt, Binary, Bool, Date, Double, Nullable, Text},
    sqlite::Sqlite,
};
use uuid::Uuid;

use super::{
    BackupError,
    tables::{BackupTable, Column, quoted},
    values::Value,
};
use crate::{
    domain::values::id::Id,
    store::engine::{
        connection::AnyConnection,
        types::{At, Instant, Key},
    },
};

/// The most rows in one statement; fewer if they are large.
const ROWS_MAX: usize = 1_000;
const BYTES_MAX: usize = 1_048_576;

/// The most bind variables in one statement of SQLite.
const VARIABLES_MAX: usize = 32_766;

/// Rows waiting to be inserted. The table has the columns of the backup and the types of the engine.
pub struct Batch<'t> {
    table: &'t BackupTable,
    rows: Vec<Vec<Value>>,
    bytes: usize,
}

impl<'t> Batch<'t> {
    pub const fn new(table: &'t BackupTable) -> Self {
        Self { table, rows: Vec::new(), bytes: 0 }
    }

    pub fn add(&mut self, row: Vec<Value>, connection: &mut AnyConnection) -> Result<(), BackupError> {
        self.bytes += row.iter().map(size).sum::<usize>();
        self.rows.push(row);
        let most = ROWS_MAX.min(VARIABLES_MAX / self.table.columns.len().max(1));
        if self.rows.len() >= most || self.bytes >= BYTES_MAX { self.insert(connection) } else { Ok(()) }
    }

    /// Inserts the waiting rows.
    pub fn insert(&mut self, connection: &mut AnyConnection) -> Result<(), BackupError> {
        let rows = std::mem::take(&mut self.rows);
        self.bytes = 0;
        if rows.is_empty() {
            return Ok(());
        }
        match connection {
            AnyConnection::Sqlite(sqlite) => into_sqlite(sqlite, self.table, rows),
            AnyConnection::Postgres(postgres) => into_postgres(postgres, self.table, rows),
        }
    }
}

fn size(value: &Value) -> usize {
    match value {
        Value::Null | Value::Integer(_) | Value::Double(_) => 8,
        Value::Text(text) => text.len(),
        Value::Bytes(bytes) => bytes.len(),
    }
}

/// The beginning of the statement, such as `INSERT INTO "users" ("organisation_id", "id")`.
fn insert_into(table: &BackupTable) -> String {
    let names = table.columns.iter().map(|column| quoted(&column.name)).collect::<Vec<_>>().join(", ");
    format!("INSERT INTO {} ({names})", quoted(&table.name))
}

fn into_sqlite(
    connection: &mut SqliteConnection,
    table: &BackupTable,
    rows: Vec<Vec<Value>>,
) -> Result<(), BackupError> {
    let places = format!("({})", vec!["?"; table.columns.len()].join(", "));
    let values = vec![places.as_str(); rows.len()].join(", ");
    let mut query = sql_query(format!("{} VALUES {values}", insert_into(table))).into_boxed::<Sqlite>();
    for value in rows.into_iter().flatten() {
        query = match value {
            Value::Null => query.bind::<Nullable<Text>, _>(None::<String>),
            Value::Integer(value) => query.bind::<BigInt, _>(value),
            Value::Double(value) => query.bind::<Double, _>(value),
            Value::Text(value) => query.bind::<Text, _>(value),
            Value::Bytes(value) => query.bind::<Binary, _>(value),
        };
    }
    query.execute(connection)?;
    Ok(())
}

fn into_postgres(
    connection: &mut PgConnection,
    table: &BackupTable,
    mut rows: Vec<Vec<Value>>,
) -> Result<(), BackupError> {
    let places = (1..=table.columns.len()).map(|number| format!("${number}")).collect::<Vec<_>>().join(", ");
    let text = format!("{} SELECT * FROM unnest({places})", insert_into(table));
    let mut query = sql_query(text).into_boxed::<Pg>();
    for (index, column) in table.columns.iter().enumerate() {
        let values: Vec<Value> = rows
            .iter_mut()
            .filter_map(|row| row.get_mut(index))
            .map(|value| std::mem::replace(value, Value::Null))
            .collect();
        query = bound(query, column, values).ok_or_else(|| {
            BackupError::Damaged(format!("{}.{} holds what cannot stand there", table.name, column.name))
        })?;
    }
    query.execute(connection)?;
    Ok(())
}

type Query<'q> = BoxedSqlQuery<'q, Pg, SqlQuery>;

/// Binds a column's values to the query; `None` if one does not fit the column's type.
fn bound<'q>(query: Query<'q>, column: &Column, values: Vec<Value>) -> Option<Query<'q>> {
    Some(match column.type_name.as_str() {
        "uuid" => query.bind::<Array<Nullable<Key>>, _>(each(values, |value| id(&bytes(value)?))?),
        "bytea" => query.bind::<Array<Nullable<Binary>>, _>(each(values, bytes)?),
        "text" => query.bind::<Array<Nullable<Text>>, _>(each(values, text)?),
        "date" => query.bind::<Array<Nullable<Date>>, _>(each(values, |value| text(value)?.parse::<NaiveDate>().ok())?),
        "boolean" => query.bind::<Array<Nullable<Bool>>, _>(each(values, |value| Some(integer(&value)? != 0))?),
        "timestamp with time zone" => query.bind::<Array<Nullable<Instant>>, _>(each(values, |value| time(&value))?),
        "bigint" => query.bind::<Array<Nullable<BigInt>>, _>(each(values, |value| integer(&value))?),
        "double precision" => query.bind::<Array<Nullable<Double>>, _>(each(values, |value| double(&value))?),
        _ => return None,
    })
}

fn each<T>(values: Vec<Value>, read: impl Fn(Value) -> Option<T>) -> Option<Vec<Option<T>>> {
    let one = |value| if value == Value::Null { Some(None) } else { read(value).map(Some) };
    values.into_iter().map(one).collect()
}

fn bytes(value: Value) -> Option<Vec<u8>> {
    if let Value::Bytes(bytes) = value { Some(bytes) } else { None }
}

fn text(value: Value) -> Option<String> {
    if let Value::Text(text) = value { Some(text) } else { None }
}

const fn integer(value: &Value) -> Option<i64> {
    if let Value::Integer(integer) = value { Some(*integer) } else { None }
}

const fn double(value: &Value) -> Option<f64> {
    if let Value::Double(double) = value { Some(*double) } else { None }
}

fn time(value: &Value) -> Option<At> {
    DateTime::<Utc>::from_timestamp_micros(integer(value)?).map(At)
}

fn id(bytes: &[u8]) -> Option<Id<()>> {
    Uuid::from_slice(bytes).ok().map(Id::new)
}
