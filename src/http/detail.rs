//! Why a request was refused, as one sentence in the language of the reader: English for
//! programs, the person's own for people. The codes are in `app/error.rs`, the sentences in
//! `language`.

use crate::{app::error::Error, language::words::Words};

/// The sentence. With a single fault it is that fault's, preceded by the pointer of the member; with several it gives
/// their number.
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
