//! The fields of a form in the order in which they were sent, found by name without going through all of them: forms
//! have up to thousands of fields, and pages look up each. What fields mean is in `form.rs`.
//! A name is a path whose parts are separated by slashes; it may occur several times.

use std::{collections::BTreeMap, ops::Bound};

use crate::{app::input::TypedNumber, language::words::Words};

/// Fields that a row sends even when nobody typed into it.
const ALWAYS_THERE: [&str; 4] = ["id", "phase", "weight", "key_result_id"];

/// The field of the buttons that move a row.
const MOVE: &str = "move";

#[derive(Debug, Clone, Default)]
pub struct Pairs {
    fields: Vec<(String, String)>,
    /// The places of each name in `fields`.
    places: BTreeMap<String, Vec<usize>>,
}

impl Pairs {
    pub const fn new() -> Self {
        Self { fields: Vec::new(), places: BTreeMap::new() }
    }

    pub fn push(&mut self, name: String, value: String) {
        self.places.entry(name.clone()).or_default().push(self.fields.len());
        self.fields.push((name, value));
    }

    /// All fields, in the order in which they were sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    pub fn contains(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }

    /// The values of a name, in the order in which they were sent.
    pub fn values(&self, name: &str) -> impl DoubleEndedIterator<Item = &str> {
        self.places.get(name).into_iter().flatten().filter_map(|place| self.value_at(*place))
    }

    /// The fields whose names begin with a text, sorted by name.
    pub fn beginning_with<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let from = (Bound::Included(prefix), Bound::Unbounded);
        let named = self.places.range::<str, _>(from).take_while(move |(name, _)| name.starts_with(prefix));
        named.flat_map(move |(name, places)| {
            places.iter().filter_map(move |place| Some((name.as_str(), self.value_at(*place)?)))
        })
    }

    /// The fields that a test keeps.
    #[must_use]
    pub fn filtered(self, keep: impl Fn(&str) -> bool) -> Self {
        self.fields.into_iter().filter(|(name, _)| keep(name)).collect()
    }

    /// The fields with the numbers in those of these names converted; what is no number stays as it was typed.
    pub fn with_numbers(&self, words: Words, names: &[&str], convert: impl Fn(f64) -> f64) -> Self {
        let mut changed = self.clone();
        for (name, value) in &mut changed.fields {
            let number = TypedNumber::parse(value, words.decimal_comma()).and_then(|typed| typed.in_unit("%").ok());
            let is_meant = name.rsplit('/').next().is_some_and(|last| names.contains(&last));
            if let Some(number) = number.filter(|_| is_meant) {
                *value = words.typed(convert(number));
            }
        }
        changed
    }

    /// The fields with a row of a list exchanged with the next one.
    #[must_use]
    pub fn exchanged(&self, list: &str, place: usize) -> Self {
        let (texts, next) = (format!("{list}[]"), place.saturating_add(1));
        let [one, other] = [place, next].map(|place| format!("{list}/{place}/"));
        let mut values: Vec<&str> = self.values(&texts).collect();
        if next < values.len() {
            values.swap(place, next);
        }
        let mut values = values.into_iter();
        let moved = |(name, value): (&str, &str)| match (name.strip_prefix(&one), name.strip_prefix(&other)) {
            _ if name == texts => (texts.clone(), values.next().unwrap_or_default().to_owned()),
            (Some(field), _) => (format!("{other}{field}"), value.to_owned()),
            (_, Some(field)) => (format!("{one}{field}"), value.to_owned()),
            _ => (name.to_owned(), value.to_owned()),
        };
        self.iter().map(moved).collect()
    }

    fn value_at(&self, place: usize) -> Option<&str> {
        self.fields.get(place).map(|(_, value)| value.as_str())
    }
}

impl FromIterator<(String, String)> for Pairs {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(fields: I) -> Self {
        let mut pairs = Self::new();
        for (name, value) in fields {
            pairs.push(name, value);
        }
        pairs
    }
}

/// Drops rows whose fields were all left empty and renumbers the rest, also in the value of the button that moves a row.
pub fn without_empty_rows(pairs: Vec<(String, String)>) -> Vec<(String, String)> {
    let row = |name: &str| -> Option<(String, usize, String)> {
        let parts: Vec<&str> = name.split('/').collect();
        let at = parts.iter().position(|part| part.parse::<usize>().is_ok())?;
        let (before, rest) = parts.split_at(at);
        let (place, after) = rest.split_first()?;
        Some((before.join("/"), place.parse().ok()?, after.join("/")))
    };
    let mut filled: Vec<(String, usize)> = pairs
        .iter()
        .filter(|(_, value)| !value.trim().is_empty())
        .filter_map(|(name, _)| row(name))
        .filter(|(_, _, field)| !ALWAYS_THERE.contains(&field.as_str()))
        .map(|(list, place, _)| (list, place))
        .collect();
    filled.sort();
    filled.dedup();
    let moved = |list: &str, place: usize| {
        let found = filled.binary_search_by(|(known, at)| known.as_str().cmp(list).then(at.cmp(&place))).ok()?;
        Some(found - filled.partition_point(|(known, _)| known.as_str() < list))
    };
    let renumbered = |value: String| match value.split_once('/') {
        Some((list, place)) if filled.iter().any(|(known, _)| known == list) => {
            let place = place.parse().ok().and_then(|place| moved(list, place));
            place.map(|place| format!("{list}/{place}")).unwrap_or_default()
        }
        _ => value,
    };
    pairs
        .into_iter()
        .filter_map(|(name, value)| match row(&name) {
            None if name == MOVE => Some((name, renumbered(value))),
            None => Some((name, value)),
            Some((list, place, field)) => moved(&list, place).map(|place| (format!("{list}/{place}/{field}"), value)),
        })
        .collect()
}
