//! How the values of a column are written in a backup, depending on its SQL type.
//! The values themselves are read and written in `values.rs`.
//! The columns are listed in `tables.rs`.

use serde::{Deserialize, Serialize};

/// The JSON form of a column's values in a backup.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Integer,
    Double,
    Text,
    Bytes,
}

impl Kind {
    /// The kind of a column of this SQL type, for either engine; `None` if the type is not supported.
    pub fn of(type_name: &str) -> Option<Self> {
        match type_name.to_ascii_lowercase().as_str() {
            "bigint" | "boolean" | "timestamp with time zone" => Some(Self::Integer),
            "double" | "double precision" => Some(Self::Double),
            "text" | "date" => Some(Self::Text),
            "blob" | "bytea" | "uuid" => Some(Self::Bytes),
            _ => None,
        }
    }
}
