//! Italian articles before numbers, which depend on how the number is spoken: "l’8 marzo", "all’11%", "gli 8 reparti",
//! "lo 0%". Only our own sentences are changed, never user input. The sentences are in `language/it`, with the articles
//! that most numbers take.

use std::borrow::Cow;

/// Markers put before a number while its sentence is formatted: `VOWEL` if it is spoken with an initial vowel (11 and
/// all that start with 8), `ZERO` for zero. They are no characters, as private ones would be, which names may have.
const VOWEL: char = '\u{fdd0}';
const ZERO: char = '\u{fdd1}';

/// The article before most numbers, before a vowel, and before zero.
const ARTICLES: [(&str, &str, &str); 12] = [
    ("il", "l’", "lo "),
    ("al", "all’", "allo "),
    ("del", "dell’", "dello "),
    ("dal", "dall’", "dallo "),
    ("nel", "nell’", "nello "),
    ("sul", "sull’", "sullo "),
    ("i", "gli ", "gli "),
    ("ai", "agli ", "agli "),
    ("dei", "degli ", "degli "),
    ("dai", "dagli ", "dagli "),
    ("nei", "negli ", "negli "),
    ("sui", "sugli ", "sugli "),
];

/// Puts the marker before an argument that begins with such a number.
#[must_use]
pub fn marked(text: &str) -> Cow<'_, str> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    match text.get(..end).unwrap_or_default() {
        "0" => Cow::Owned(format!("{ZERO}{text}")),
        number if number == "11" || number.starts_with('8') => Cow::Owned(format!("{VOWEL}{text}")),
        _ => Cow::Borrowed(text),
    }
}

/// Removes the markers from a sentence and corrects the articles before them.
#[must_use]
pub fn settled(sentence: String) -> String {
    if !sentence.contains([VOWEL, ZERO]) {
        return sentence;
    }
    let mut whole = String::with_capacity(sentence.len());
    for letter in sentence.chars() {
        match letter {
            VOWEL => agree(&mut whole, |(_, vowel, _)| vowel),
            ZERO => agree(&mut whole, |(_, _, zero)| zero),
            letter => whole.push(letter),
        }
    }
    whole
}

/// Replaces the last word if it is an article, alone or joined with a preposition.
fn agree(text: &mut String, form: fn(&(&'static str, &'static str, &'static str)) -> &'static str) {
    let Some(before) = text.strip_suffix(' ') else { return };
    let start = before.char_indices().rev().find(|(_, c)| !c.is_alphabetic()).map_or(0, |(at, c)| at + c.len_utf8());
    let Some(word) = before.get(start..) else { return };
    let lower = word.to_lowercase();
    let Some(spoken) = ARTICLES.iter().find(|(article, ..)| *article == lower).map(form) else { return };
    let mut letters = spoken.chars();
    let spoken = match letters.next() {
        Some(first) if word.starts_with(char::is_uppercase) => first.to_uppercase().chain(letters).collect(),
        _ => spoken.to_owned(),
    };
    text.truncate(start);
    text.push_str(&spoken);
}
