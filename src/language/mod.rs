//! What people read, in every language: sentences by key in `words.rs`, with a folder of Project Fluent files for each
//! language; numbers and days in `locale.rs`, Italian articles in `elision.rs`. Which sentence is said is the business
//! of whoever says it.

pub mod bidi;
pub mod elision;
pub mod locale;
pub mod words;
