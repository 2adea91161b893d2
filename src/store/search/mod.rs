//! The search index: `index.rs` writes it together with the change log, `rebuild.rs` builds it for data that was not
//! written through the log, `find.rs` reads it. `search_documents` has a row for each result, with its texts;
//! `search_words` has each word once, to find words in spite of typing errors. What is looked up are terms: on SQLite
//! they are in an FTS5 table, on PostgreSQL in a GIN index over `search_documents.terms`.

pub mod find;
pub mod index;
pub mod rebuild;

use crate::domain::organisation::Tenant;

/// The terms of a document. The first letter says what the rest is, so that a word is never taken for an id.
mod terms {
    use super::Tenant;

    pub fn organisation(tenant: Tenant) -> String {
        format!("o{}", tenant.uuid().simple())
    }

    /// Of the cycle, or of none.
    pub fn cycle(cycle: Option<&str>) -> String {
        format!("c{}", cycle.unwrap_or("none").replace('-', ""))
    }

    pub fn word(word: &str) -> String {
        format!("w{word}")
    }

    pub fn word_of_title(word: &str) -> String {
        format!("t{word}")
    }
}
