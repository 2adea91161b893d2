//! Values in a form that both engines share, as written to a backup: numbers, texts and bytes, as SQLite stores them.
//! From PostgreSQL a boolean becomes 0 or 1, a time its microseconds since 1970, a date its text, an id its 16 bytes;
//! `load.rs` converts them back. Doubles keep every bit.

use chrono::{DateTime, NaiveDate, Utc};
use diesel::{
    deserialize::{self, FromSql, QueryableByName},
    pg::{Pg, PgValue},
    row::{Field, NamedRow},
    sql_types::{BigInt, Binary, Bool, Date, Double, Text, Timestamptz},
    sqlite::{Sqlite, SqliteType, SqliteValue},
};
use serde::{Serialize, Serializer, ser::Error as _};
use serde_json::Value as Json;

use super::kinds::Kind;
use crate::{domain::values::id::Id, store::engine::types::Key};

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    Null,
    Integer(i64),
    Double(f64),
    Text(String),
    Bytes(Vec<u8>),
}

/// A row whose columns are only known at run time.
pub struct BackupRow(pub Vec<Value>);

impl QueryableByName<Sqlite> for BackupRow {
    fn build<'a>(row: &impl NamedRow<'a, Sqlite>) -> deserialize::Result<Self> {
        let fields = (0..row.field_count()).filter_map(|index| diesel::row::Row::get(row, index));
        fields.map(|field| field.value().map_or(Ok(Value::Null), from_sqlite)).collect::<Result<_, _>>().map(Self)
    }
}

impl QueryableByName<Pg> for BackupRow {
    fn build<'a>(row: &impl NamedRow<'a, Pg>) -> deserialize::Result<Self> {
        let fields = (0..row.field_count()).filter_map(|index| diesel::row::Row::get(row, index));
        fields.map(|field| field.value().map_or(Ok(Value::Null), from_postgres)).collect::<Result<_, _>>().map(Self)
    }
}

fn from_sqlite(value: SqliteValue<'_, '_, '_>) -> deserialize::Result<Value> {
    Ok(match value.value_type() {
        None => Value::Null,
        Some(SqliteType::Binary) => Value::Bytes(FromSql::<Binary, Sqlite>::from_sql(value)?),
        Some(SqliteType::Text) => Value::Text(FromSql::<Text, Sqlite>::from_sql(value)?),
        Some(SqliteType::Float | SqliteType::Double) => Value::Double(FromSql::<Double, Sqlite>::from_sql(value)?),
        Some(SqliteType::SmallInt | SqliteType::Integer | SqliteType::Long) => {
            Value::Integer(FromSql::<BigInt, Sqlite>::from_sql(value)?)
        }
    })
}

fn from_postgres(value: PgValue<'_>) -> deserialize::Result<Value> {
    Ok(match value.get_oid().get() {
        16 => Value::Integer(<bool as FromSql<Bool, Pg>>::from_sql(value)?.into()),
        17 => Value::Bytes(FromSql::<Binary, Pg>::from_sql(value)?),
        20 => Value::Integer(FromSql::<BigInt, Pg>::from_sql(value)?),
        25 => Value::Text(FromSql::<Text, Pg>::from_sql(value)?),
        701 => Value::Double(FromSql::<Double, Pg>::from_sql(value)?),
        1082 => Value::Text(<NaiveDate as FromSql<Date, Pg>>::from_sql(value)?.to_string()),
        1184 => Value::Integer(<DateTime<Utc> as FromSql<Timestamptz, Pg>>::from_sql(value)?.timestamp_micros()),
        2950 => Value::Bytes(<Id<()> as FromSql<Key, Pg>>::from_sql(value)?.uuid().as_bytes().to_vec()),
        oid => return Err(format!("a value of the type with oid {oid}").into()),
    })
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => serializer.serialize_unit(),
            Self::Integer(value) => serializer.serialize_i64(*value),
            Self::Double(value) if value.is_finite() => serializer.serialize_f64(*value),
            Self::Double(value) => Err(S::Error::custom(format!("{value} is no number that a backup can hold"))),
            Self::Text(value) => serializer.serialize_str(value),
            Self::Bytes(value) => serializer.serialize_str(&to_hex(value)),
        }
    }
}

impl Value {
    /// Parses a value of a line for a column of this kind; `None` if it does not fit.
    pub fn read(json: Json, kind: Kind) -> Option<Self> {
        match (json, kind) {
            (Json::Null, _) => Some(Self::Null),
            (Json::Number(number), Kind::Integer) => number.as_i64().map(Self::Integer),
            (Json::Number(number), Kind::Double) => number.as_f64().map(Self::Double),
            (Json::String(text), Kind::Text) => Some(Self::Text(text)),
            (Json::String(text), Kind::Bytes) => from_hex(&text).map(Self::Bytes),
            _ => None,
        }
    }
}

pub fn to_hex(bytes: &[u8]) -> String {
    let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> =
        text.chars().map(|digit| u8::try_from(digit.to_digit(16)?).ok()).collect::<Option<Vec<_>>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty().then(|| pairs.iter().map(|[high, low]| high << 4 | low).collect())
}
