//! Case-insensitive search: the SQL function `lower` and a `LIKE` pattern for a text anywhere.
//! On SQLite `lower` is registered in `connection.rs`, to handle letters beyond ASCII.
//! PostgreSQL uses the locale of its database.

diesel::define_sql_function! {
    /// The text in lower case, for case-insensitive search.
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}

/// A pattern that matches `text` anywhere, for use with `lower(...).like(lower(...)).escape('\\')`.
pub fn anywhere(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
    format!("%{escaped}%")
}
