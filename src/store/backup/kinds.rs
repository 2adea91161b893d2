//! How the values of a column are written in a backup, by its type in either engine.
//! Values themselves are read and written in `values.rs`.
//! Which columns there are is found out in `tables.rs`.

use serde::{Deserialize, Serialize};

/// What a line of a backup holds in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Integer,
    Double,
    Text,
    Bytes,
}

impl Kind {
    /// Of a column of this type, on either engine.
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
