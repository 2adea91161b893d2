//! What pages say, and how: sentences of every language in `words.rs` with their folders of `.ftl` files, numbers and days in
//! `locale.rs`, Italian articles in `elision.rs`, Markdown in `markdown.rs`, entries of the change log in `changes.rs`.
//! Where a sentence stands is the business of each page.

pub mod changes;
mod elision;
pub mod locale;
pub mod markdown;
pub mod words;
