//! Italian articles before numbers, which go by how the number is spoken: "l’8 marzo", "all’11%", "gli 8 reparti", "lo
//! 0%". Only what a sentence of ours says before a number is changed, never what people typed. The sentences are in
//! `words/it`, with the articles that most numbers have.

use std::borrow::Cow;

/// Stand before a number while its sentence is put together: one that is spoken with a vowel first (8, 80, 8,000, ... and
/// 11), and zero.
const VOWEL: char = '\u{e000}';
const ZERO: char = '\u{e001}';

/// What stands before most numbers, before a vowel, and before zero.
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

/// A text for a sentence, with the mark where it begins with such a number.
#[must_use]
pub fn marked(text: &str) -> Cow<'_, str> {
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    match text.get(..end).unwrap_or_default() {
        "0" => Cow::Owned(format!("{ZERO}{text}")),
        number if number == "11" || number.starts_with('8') => Cow::Owned(format!("{VOWEL}{text}")),
        _ => Cow::Borrowed(text),
    }
}

/// The sentence without the marks, with the articles as they are spoken.
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

/// Changes the last word, if it is an article or contains one.
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
