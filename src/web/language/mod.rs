//! What people wrote and did, prepared for display: Markdown in `markdown.rs`, entries of the change log in
//! `changes.rs`. Sentences, numbers and dates are in the layer `language`. Each page decides where it shows
//! them.

pub mod changes;
pub mod markdown;
