//! Code shared by the tables: inserting, updating and deleting an entity's row within its organisation, parsing columns
//! of words or JSON, and paging. `keep_rows!` includes the optimistic lock: an update must find the previous version or
//! fails as `Stale`. Columns that differ between the engines are in `types.rs`, queries in the file of their table.

use std::str::FromStr;

use serde::{Serialize, de::DeserializeOwned};

use super::error::StoreError;

/// Implements `Table` for an entity stored in a single table. The last argument filters for the row by its key.
macro_rules! keep_rows {
    ($entity:ty, $table:ident, $row:ident, |$key:ident| $filter:expr) => {
        impl $crate::store::engine::tx::Table for $entity {
            fn insert(reader: &mut Reader<'_>, row: &Stored<Self>) -> Result<(), StoreError> {
                let values = $row::new(reader.organisation(), row);
                let connection = &mut *reader.connection;
                $crate::store::engine::connection::each!(connection, inner => {
                    diesel::insert_into($table::table).values(&values).execute(inner)?
                });
                Ok(())
            }

            fn update(reader: &mut Reader<'_>, row: &Stored<Self>) -> Result<(), StoreError> {
                let values = $row::new(reader.organisation(), row);
                let $key = &row.key;
                let target = $table::table
                    .filter($table::organisation_id.eq(reader.organisation()))
                    .filter($filter)
                    .filter($table::version.eq(row.stamp.version - 1));
                let count = diesel::update(target).set(&values).execute(reader.connection)?;
                if count == 1 { Ok(()) } else { Err(StoreError::Stale) }
            }

            fn delete(reader: &mut Reader<'_>, $key: &Self::Key) -> Result<(), StoreError> {
                let target = $table::table.filter($table::organisation_id.eq(reader.organisation())).filter($filter);
                let count = diesel::delete(target).execute(reader.connection)?;
                if count == 1 { Ok(()) } else { Err(StoreError::NotFound) }
            }
        }
    };
}

pub(in crate::store) use keep_rows;

/// A page of a list: at most `limit` rows after a key.
#[derive(Debug, Clone, Copy)]
pub struct Page<K> {
    pub after: Option<K>,
    pub limit: i64,
}

impl<K> Page<K> {
    /// A page without limit.
    #[must_use]
    pub const fn all() -> Self {
        Self { after: None, limit: i64::MAX }
    }
}

/// Parses an enumeration of the domain from a text column.
pub fn word<T: FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| StoreError::Corrupt(format!("unknown word {text:?}")))
}

/// Parses a value from a JSON column.
pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|error| StoreError::Corrupt(error.to_string()))
}

/// Serialises a value for a JSON column. The types stored this way never fail to serialise.
pub fn to_json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// Converts loaded rows to entities.
pub fn entities<R, T>(rows: Vec<R>) -> Result<Vec<T>, StoreError>
where
    T: TryFrom<R, Error = StoreError>,
{
    rows.into_iter().map(T::try_from).collect()
}
