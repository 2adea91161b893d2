//! The options of select fields: words of a list, languages, time zones.
//! The fields are drawn by `web/kit/fields.html`.
//! What was chosen is read by `web/kit/form.rs`.

use crate::{
    domain::organisation::{Language, TimeZone},
    language::words::Words,
};

/// A list of words as options.
#[must_use]
pub fn choices<T: std::fmt::Display>(w: Words, list: &str, all: &[T]) -> Vec<(String, String)> {
    all.iter().map(|word| (word.to_string(), w.word(list, word))).collect()
}

/// The languages, each named in itself.
#[must_use]
pub fn languages() -> Vec<(String, String)> {
    Language::ALL.iter().map(|one| (one.to_string(), Words(*one).say("language-own"))).collect()
}

/// All time zones by area, and the stored one even if it is not on the list.
#[must_use]
pub fn time_zones(w: Words, stored: &str) -> Vec<(String, Vec<(&'static str, String)>)> {
    let mut areas: Vec<(String, Vec<(&'static str, String)>)> = Vec::new();
    let odd =
        TimeZone::parse(stored).map(TimeZone::name).ok().filter(|name| !TimeZone::names().any(|one| one == *name));
    for name in odd.into_iter().chain(TimeZone::names()) {
        let (area, place) = name.split_once('/').unwrap_or(("Other", name));
        let label = w.word("area", area.to_ascii_lowercase());
        let place = place.replace('_', " ").replace('/', " \u{2013} ");
        match areas.last_mut().filter(|(last, _)| *last == label) {
            Some((_, names)) => names.push((name, place)),
            None => areas.push((label, vec![(name, place)])),
        }
    }
    areas
}
