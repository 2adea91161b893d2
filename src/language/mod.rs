//! Translations: messages by key in `words.rs`, with a folder of Project Fluent files for each language; numbers and
//! dates in `locale.rs`, Italian articles in `elision.rs`, bidirectional text in `bidi.rs`. Which message is shown is
//! decided by the callers.

pub mod bidi;
pub mod elision;
pub mod locale;
pub mod words;
