//! Bidirectional text: user input inside one of our sentences is isolated, so that its direction does not affect the
//! words around it. In plain text this uses the isolates of Unicode's bidirectional algorithm, in HTML `<bdi>`.
//! Templates that show a name on its own write the `<bdi>` themselves.

use std::borrow::Cow;

const OPEN: char = '\u{2068}';
const CLOSE: char = '\u{2069}';

/// Wraps the text in an isolate; directional control characters inside it are removed.
#[must_use]
pub fn isolated(text: &str) -> String {
    let inside: String = text.chars().filter(|c| !opens_or_closes(*c)).collect();
    format!("{OPEN}{inside}{CLOSE}")
}

/// Isolates the text only if it could affect the words around it. Text that begins with an isolate, as a sentence of ours
/// may, stays as it is, unless it would leave one open.
#[must_use]
pub fn apart(text: &str) -> Cow<'_, str> {
    let is_mark = |c: char| matches!(c, '\u{200e}' | '\u{200f}');
    let leftward = |c: char| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefe}')
            || matches!(c, '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    };
    let turns = |c: char| opens_or_closes(c) || is_mark(c) || leftward(c);
    let harmless = (text.starts_with(OPEN) && is_closed(text)) || !text.contains(turns);
    if harmless { Cow::Borrowed(text) } else { Cow::Owned(isolated(text)) }
}

/// Whether every isolate is closed, and no other control character turns the text.
fn is_closed(text: &str) -> bool {
    let open = text.chars().filter(|c| opens_or_closes(*c)).try_fold(0_usize, |open, c| match c {
        OPEN => Some(open + 1),
        CLOSE => open.checked_sub(1),
        _ => None,
    });
    open == Some(0)
}

const fn opens_or_closes(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Escapes a sentence as HTML, with isolates as `<bdi>`.
#[must_use]
pub fn html(sentence: &str) -> String {
    let Ok(escaped) = askama::filters::escape(sentence, askama::filters::Html);
    escaped.to_string().replace(OPEN, "<bdi>").replace(CLOSE, "</bdi>")
}
