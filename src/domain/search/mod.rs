//! Search: which texts of an entity are found (`documents.rs`), how texts are split into words that are compared
//! without case and accents (`words.rs`), which words are similar in spite of a typing error (`similar.rs`), and which
//! part of a text a result shows (`excerpt.rs`). The index is in `store/search`, the use case in `app/search`.

pub mod documents;
pub mod excerpt;
mod inflections;
pub mod similar;
pub mod words;
