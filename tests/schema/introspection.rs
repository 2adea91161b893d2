//! Reads the schema of a database, in the same form for both engines: columns, indexes, foreign keys. Tables that only
//! serve migrations are left out, and the full-text index, which each engine has in its own way. What a schema must look like is tested in `tests/schema.rs`.

use std::collections::{BTreeMap, BTreeSet};

use diesel::{
    QueryableByName, RunQueryDsl, sql_query,
    sql_types::{Bool, Text},
};
use perno::store::engine::connection::AnyConnection;

const COLUMNS_OF_SQLITE: &str = "
    SELECT m.name AS table_name, p.name AS name, p.type AS kind, p.\"notnull\" = 0 AS nullable
    FROM pragma_table_list m, pragma_table_info(m.name) p
    WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' AND m.name NOT IN ('__diesel_schema_migrations', 'migration_lock')
    ORDER BY m.name, p.cid";

const COLUMNS_OF_POSTGRES: &str = "
    SELECT table_name::text, column_name::text AS name, data_type::text AS kind, is_nullable = 'YES' AS nullable
    FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name NOT IN ('__diesel_schema_migrations', 'migration_lock')
    ORDER BY table_name, ordinal_position";

const INDEXES_OF_SQLITE: &str = "
    SELECT m.name AS table_name,
        CASE WHEN l.origin = 'pk' THEN 'primary' WHEN l.\"unique\" THEN 'unique' ELSE 'plain' END AS kind,
        (SELECT group_concat(name, ',') FROM (SELECT name FROM pragma_index_info(l.name) ORDER BY seqno)) AS columns
    FROM pragma_table_list m, pragma_index_list(m.name) l
    WHERE m.type = 'table' AND m.name NOT IN ('__diesel_schema_migrations', 'migration_lock')";

const INDEXES_OF_POSTGRES: &str = "
    SELECT t.relname::text AS table_name,
        CASE WHEN i.indisprimary THEN 'primary' WHEN i.indisunique THEN 'unique' ELSE 'plain' END AS kind,
        (SELECT string_agg(a.attname::text, ',' ORDER BY k.n) FROM unnest(i.indkey) WITH ORDINALITY k (number, n)
         JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number) AS columns
    FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid JOIN pg_namespace s ON s.oid = t.relnamespace
    WHERE s.nspname = 'public' AND i.indexprs IS NULL AND t.relname NOT IN ('__diesel_schema_migrations', 'migration_lock')";

const FOREIGN_KEYS_OF_SQLITE: &str = "
    SELECT m.name AS table_name, group_concat(f.\"from\", ',') AS columns, f.\"table\" AS target,
        group_concat(f.\"to\", ',') AS target_columns, f.on_delete AS on_delete
    FROM sqlite_master m, pragma_foreign_key_list(m.name) f
    WHERE m.type = 'table'
    GROUP BY m.name, f.id";

const FOREIGN_KEYS_OF_POSTGRES: &str = "
    SELECT c.conrelid::regclass::text AS table_name,
        (SELECT string_agg(a.attname::text, ',' ORDER BY k.n) FROM unnest(c.conkey) WITH ORDINALITY k (number, n)
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number) AS columns,
        c.confrelid::regclass::text AS target,
        (SELECT string_agg(a.attname::text, ',' ORDER BY k.n) FROM unnest(c.confkey) WITH ORDINALITY k (number, n)
         JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number) AS target_columns,
        CASE c.confdeltype WHEN 'a' THEN 'NO ACTION' WHEN 'r' THEN 'RESTRICT' WHEN 'c' THEN 'CASCADE' ELSE 'SET' END
            AS on_delete
    FROM pg_constraint c
    WHERE c.contype = 'f'";

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    pub name: String,
    pub kind: String,
    pub nullable: bool,
}

/// `kind` is "primary", "unique" or "plain".
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Index {
    pub table: String,
    pub kind: String,
    pub columns: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ForeignKey {
    pub table: String,
    pub columns: Vec<String>,
    pub target: String,
    pub target_columns: Vec<String>,
    pub on_delete: String,
}

#[derive(QueryableByName)]
struct ColumnRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Bool)]
    nullable: bool,
}

#[derive(QueryableByName)]
struct IndexRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    kind: String,
    #[diesel(sql_type = Text)]
    columns: String,
}

#[derive(QueryableByName)]
struct ForeignKeyRow {
    #[diesel(sql_type = Text)]
    table_name: String,
    #[diesel(sql_type = Text)]
    columns: String,
    #[diesel(sql_type = Text)]
    target: String,
    #[diesel(sql_type = Text)]
    target_columns: String,
    #[diesel(sql_type = Text)]
    on_delete: String,
}

macro_rules! rows {
    ($connection:expr, $row:ty, $sqlite:expr, $postgres:expr) => {
        match $connection {
            AnyConnection::Sqlite(sqlite) => sql_query($sqlite).load::<$row>(sqlite).unwrap(),
            AnyConnection::Postgres(postgres) => sql_query($postgres).load::<$row>(postgres).unwrap(),
        }
    };
}

/// The tables with their columns, in order.
pub fn columns(connection: &mut AnyConnection) -> BTreeMap<String, Vec<Column>> {
    let mut tables: BTreeMap<String, Vec<Column>> = BTreeMap::new();
    for row in rows!(connection, ColumnRow, COLUMNS_OF_SQLITE, COLUMNS_OF_POSTGRES) {
        let column = Column { name: row.name, kind: row.kind, nullable: row.nullable };
        tables.entry(row.table_name).or_default().push(column);
    }
    tables
}

pub fn indexes(connection: &mut AnyConnection) -> BTreeSet<Index> {
    let rows = rows!(connection, IndexRow, INDEXES_OF_SQLITE, INDEXES_OF_POSTGRES);
    rows.into_iter().map(|row| Index { table: row.table_name, kind: row.kind, columns: names(&row.columns) }).collect()
}

pub fn foreign_keys(connection: &mut AnyConnection) -> BTreeSet<ForeignKey> {
    let rows = rows!(connection, ForeignKeyRow, FOREIGN_KEYS_OF_SQLITE, FOREIGN_KEYS_OF_POSTGRES);
    let key = |row: ForeignKeyRow| ForeignKey {
        table: row.table_name,
        columns: names(&row.columns),
        target: row.target,
        target_columns: names(&row.target_columns),
        on_delete: row.on_delete,
    };
    rows.into_iter().map(key).collect()
}

fn names(joined: &str) -> Vec<String> {
    joined.split(',').map(ToOwned::to_owned).collect()
}
