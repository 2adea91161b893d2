//! What people wrote and did, as it is told to others: Markdown in `markdown.rs`, entries of the change log in
//! `changes.rs`. Sentences, numbers and days are in the layer `language`. Where something is told is the business of
//! each page.

pub mod changes;
pub mod markdown;
