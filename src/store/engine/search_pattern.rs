//! Searching without regard to case: the SQL function `lower` and the pattern that finds a text anywhere.
//! SQLite is taught letters beyond ASCII in `connection.rs`.
//! PostgreSQL goes by the locale of its database.

diesel::define_sql_function! {
    /// The text in lower case, for searching without regard to case. SQLite is taught letters beyond ASCII in
    /// `connection.rs`; PostgreSQL goes by the locale of its database.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// A pattern that finds `text` anywhere, for use with `lower(...).like(lower(...)).escape('\\')`.
pub fn anywhere(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
