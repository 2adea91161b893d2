//! Words: runs of letters and digits, in lower case and without accents, so that "Qualità" is found by "qualita".
//! What is indexed and what is searched for are split by the same function.
//! Words that are only similar are in `similar.rs`.

use std::{ops::Range, sync::LazyLock};

use icu_normalizer::DecomposingNormalizerBorrowed;
use regex::Regex;

/// The longest word, in characters; of a longer one the rest is ignored.
const WORD_MAX: usize = 40;

#[expect(clippy::expect_used, reason = "a fixed pattern, compiled by every test that searches")]
static WORD: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\p{L}\p{N}][\p{L}\p{N}\p{M}]*").expect("a valid pattern"));

/// The words of a text, each with its place.
pub fn words(text: &str) -> impl Iterator<Item = (Range<usize>, String)> + '_ {
    WORD.find_iter(text).map(|found| (found.range(), folded(found.as_str()))).filter(|(_, word)| !word.is_empty())
}

/// A word in lower case and without accents.
fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.chars().take(WORD_MAX).map(|letter| letter.to_ascii_lowercase()).collect();
    }
    let apart = DecomposingNormalizerBorrowed::new_nfkd().normalize(&word.to_lowercase()).into_owned();
    let mut plain = String::with_capacity(apart.len());
    for letter in apart.to_lowercase().chars().filter(|letter| letter.is_alphanumeric()) {
        match letter {
            'ß' => plain.push_str("ss"),
            'æ' => plain.push_str("ae"),
            'œ' => plain.push_str("oe"),
            'ø' => plain.push('o'),
            'đ' | 'ð' => plain.push('d'),
            'ł' => plain.push('l'),
            'ı' => plain.push('i'),
            other => plain.push(other),
        }
    }
    plain.chars().take(WORD_MAX).collect()
}
