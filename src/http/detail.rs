//! Why a request as a whole was refused, as a sentence in the language of whoever reads it: English for programs, their own
//! for people.
//! The codes are in `app/error.rs`, the sentences in `language`.

use crate::{app::error::Error, language::words::Words};

/// The sentence; with a single fault it is told by that, with the pointer of its member before it.
#[must_use]
pub fn detail(words: Words, error: &Error) -> String {
    match error.faults.as_slice() {
        [] => words.message(&error.message),
        [one] => {
            let place = if one.pointer.is_empty() { "body" } else { &one.pointer };
            format!("{place}: {}", words.message(&one.message))
        }
        many => words.count("error-invalid-values", many.len()),
    }
}
