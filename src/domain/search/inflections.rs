//! The other forms of a word, singular and plural, masculine and feminine, as far as its ending tells in English and
//! Italian: who searches for "corrieri" or "deliveries" also means "corriere" and "delivery".
//! A form that is no word of any text finds nothing, so wrong guesses do no harm.

/// The shortest word that is inflected, in letters.
const SHORTEST: usize = 4;

const ITALIAN: [char; 4] = ['a', 'e', 'i', 'o'];

/// Other forms of a word in lower case without accents.
#[must_use]
pub fn inflections(word: &str) -> Vec<String> {
    if word.chars().count() < SHORTEST || word.chars().any(|letter| letter.is_ascii_digit()) {
        return Vec::new();
    }
    let mut forms: Vec<String> = Vec::new();
    if let Some(stem) = word.strip_suffix("ies") {
        forms.push(format!("{stem}y"));
    }
    if let Some(stem) = word.strip_suffix('y') {
        forms.push(format!("{stem}ies"));
    }
    for ending in ["s", "es"] {
        forms.extend(word.strip_suffix(ending).map(ToOwned::to_owned));
    }
    if let Some(stem) = word.strip_suffix(ITALIAN) {
        forms.extend(ITALIAN.iter().map(|ending| format!("{stem}{ending}")));
        // The sound before the ending stays: "albergo", "alberghi".
        if let Some(hard) = stem.strip_suffix('h') {
            forms.extend(['a', 'o'].iter().map(|ending| format!("{hard}{ending}")));
        } else if stem.ends_with(['c', 'g']) {
            forms.extend(["he", "hi"].iter().map(|ending| format!("{stem}{ending}")));
        }
    }
    forms.retain(|form| form != word);
    forms
}
