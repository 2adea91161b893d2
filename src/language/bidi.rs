//! Text that somebody typed within a sentence of ours: whatever direction it is written in, it stays within itself, by the
//! isolates of Unicode's bidirectional algorithm in text and by `<bdi>` in HTML. A name that stands alone in a template
//! has its `<bdi>` there.

use std::borrow::Cow;

const OPEN: char = '\u{2068}';
const CLOSE: char = '\u{2069}';

/// The text in an isolate; whatever opens or closes one in it is left out.
#[must_use]
pub fn isolated(text: &str) -> String {
    let inside: String = text.chars().filter(|c| !opens_or_closes(*c)).collect();
    format!("{OPEN}{inside}{CLOSE}")
}

/// The same where the text could turn the words around it. What is isolated already stays as it is.
#[must_use]
pub fn apart(text: &str) -> Cow<'_, str> {
    let is_mark = |c: char| matches!(c, '\u{200e}' | '\u{200f}');
    let leftward = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
            || matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    let turns = |c: char| opens_or_closes(c) || is_mark(c) || leftward(c);
    if text.starts_with(OPEN) || !text.contains(turns) { Cow::Borrowed(text) } else { Cow::Owned(isolated(text)) }
}

const fn opens_or_closes(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A sentence as HTML, what is isolated in it as `<bdi>`.
#[must_use]
pub fn html(sentence: &str) -> String {
    let Ok(escaped) = askama::filters::escape(sentence, askama::filters::Html);
    escaped.to_string().replace(OPEN, "<bdi>").replace(CLOSE, "</bdi>")
}
