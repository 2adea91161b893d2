//! Refuses new passwords that are easy to guess: common ones, rows of keys, repetitions and dates, alone or together,
//! and what anybody knows of the person and the organisation. The estimate is that of zxcvbn, whose lists of words
//! include the most common passwords. How long a password must be is in `domain/values/text.rs`; those that were set
//! before are not judged again.

use icu_normalizer::DecomposingNormalizerBorrowed;
use zxcvbn::{Score, zxcvbn};

use crate::domain::values::{
    fault::{Fault, FaultCode},
    text::NewPassword,
};

/// Words that everybody here knows.
const KNOWN: [&str; 2] = ["perno", "okr"];

/// The lowest score that is good enough: more than 100 million guesses.
const ENOUGH: Score = Score::Three;

/// Shorter parts of names are no words to guess with.
const PART_MIN: usize = 3;

/// The fault of a password that is easy to guess for whoever knows what it may be `about`: names and addresses.
#[must_use]
pub fn fault(password: &NewPassword, about: &[&str]) -> Option<Fault> {
    let known: Vec<String> = about.iter().chain(&KNOWN).flat_map(|text| words(text)).collect();
    let known: Vec<&str> = known.iter().map(String::as_str).collect();
    if is_strong(password.as_str(), &known) {
        return None;
    }
    let strong_alone = is_strong(password.as_str(), &[]);
    let why = if strong_alone { "fault-password-about-you" } else { "fault-password-guessable" };
    Some(Fault::new(FaultCode::NotAllowed, why))
}

/// Whether it is hard to guess, even for who leaves out the accents, which no list of words has, and what separates words.
fn is_strong(password: &str, known: &[&str]) -> bool {
    let plain = without_accents(password);
    let joined: String = plain.chars().filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_' | '.')).collect();
    let strong = |form: &str| zxcvbn(form, known).score() >= ENOUGH;
    strong(&joined) && (plain == joined || strong(&plain)) && (password == plain || strong(password))
}

/// A name or address as it may stand in a password: whole, in parts and without spaces, with and without accents.
fn words(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let forms = [without_accents(&text), text].into_iter().flat_map(|text| {
        let parts: Vec<String> = text.split(|c: char| !c.is_alphanumeric()).map(ToOwned::to_owned).collect();
        [text, parts.concat()].into_iter().chain(parts)
    });
    forms.filter(|word| word.chars().count() >= PART_MIN).collect()
}

fn without_accents(text: &str) -> String {
    let letters = DecomposingNormalizerBorrowed::new_nfkd().normalize(text);
    letters.chars().filter(|letter| !matches!(letter, '\u{300}'..='\u{36f}')).collect()
}
