//! The fields of a form as they were typed: they become input for a use case, and are shown again with the fault of
//! each field. A field's name is the JSON pointer of its member without the first slash (`measure/start`); a list of
//! choices ends in `[]`. Rows that were left empty are dropped. Numbers are read in the format of the reader's
//! language.

use std::{collections::BTreeSet, fmt::Display};

use serde::Serialize;
use serde_json::{Map, Value};

use super::pairs::{Pairs, without_empty_rows};
use crate::{
    app::{
        error::{Code, Error, Result},
        input::{Command, Input, Parsed},
    },
    language::words::Words,
};

/// Fields of every form that are not passed to the use case.
const CONTROL_FIELDS: [&str; 5] = ["token", "version", "then", "sure", "move"];

/// The most fields, and the most parts of a field's name: more than any of our forms has.
pub const FIELDS_MAX: usize = 20_000;
const PARTS_MAX: usize = 8;

#[derive(Debug, Clone)]
pub struct Form {
    pairs: Pairs,
    words: Words,
    /// Labels of fields that are called otherwise than their member.
    labels: Vec<(&'static str, String)>,
    /// Why the form as a whole was refused.
    pub error: Option<String>,
    faults: Vec<(String, String)>,
}

impl Form {
    #[must_use]
    pub const fn empty(words: Words) -> Self {
        Self { pairs: Pairs::new(), words, labels: Vec::new(), error: None, faults: Vec::new() }
    }

    /// The fields that a browser sent.
    ///
    /// # Errors
    /// `too_large` when there are more fields, or longer names, than any of our forms has.
    pub fn sent(pairs: Vec<(String, String)>, words: Words) -> Result<Self> {
        if pairs.len() > FIELDS_MAX || pairs.iter().any(|(name, _)| name.split('/').count() > PARTS_MAX) {
            return Err(Error::new(Code::TooLarge, "error-too-many-fields"));
        }
        Ok(Self { pairs: without_empty_rows(pairs).into_iter().collect(), ..Self::empty(words) })
    }

    /// A form filled with a stored object.
    #[must_use]
    pub fn of(stored: &impl Serialize, words: Words) -> Self {
        let mut form = Self::empty(words);
        form.fill("", &serde_json::to_value(stored).unwrap_or_default());
        form
    }

    /// Adds a value for a field.
    #[must_use]
    pub fn with(mut self, name: &str, value: &(impl Display + ?Sized)) -> Self {
        self.pairs.push(name.to_owned(), value.to_string());
        self
    }

    fn fill(&mut self, name: &str, value: &Value) {
        let below = |part: &str| if name.is_empty() { part.to_owned() } else { format!("{name}/{part}") };
        match value {
            Value::Null => {}
            Value::Bool(yes) => self.pairs.push(name.to_owned(), yes.to_string()),
            Value::Number(number) => {
                let typed = number.as_f64().map(|value| self.words.typed(value)).unwrap_or_default();
                self.pairs.push(name.to_owned(), typed);
            }
            Value::String(text) => self.pairs.push(name.to_owned(), text.clone()),
            Value::Array(elements) => {
                for (place, element) in elements.iter().enumerate() {
                    match element {
                        Value::String(text) => self.pairs.push(format!("{name}[]"), text.clone()),
                        other => self.fill(&below(&place.to_string()), other),
                    }
                }
            }
            Value::Object(members) => {
                for (member, value) in members {
                    self.fill(&below(member), value);
                }
            }
        }
    }

    /// The value of a field, or the last one if it was sent several times.
    #[must_use]
    pub fn value(&self, name: &str) -> &str {
        self.pairs.values(name).next_back().unwrap_or_default()
    }

    /// The values of all fields below a name.
    pub fn below<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let within = move |known: &str| known.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        self.pairs.beginning_with(name).filter(move |(known, _)| within(known)).map(|(_, value)| value)
    }

    /// Whether the field was sent, even empty.
    #[must_use]
    pub fn has(&self, name: &str) -> bool {
        self.pairs.contains(name)
    }

    /// Whether a value is chosen in a list or a single field.
    #[must_use]
    pub fn is(&self, name: &str, value: &str) -> bool {
        if name.ends_with("[]") {
            return self.pairs.values(name).any(|chosen| chosen == value);
        }
        self.value(name) == value
    }

    /// How many rows a list of objects has.
    #[must_use]
    pub fn rows(&self, name: &str) -> usize {
        let prefix = format!("{name}/");
        let below = self.pairs.beginning_with(&prefix);
        let places = below.filter_map(|(known, _)| known.strip_prefix(&prefix)?.split('/').next()?.parse().ok());
        places.max().map_or(0, |last: usize| last + 1)
    }

    /// The chosen values of a list.
    pub fn chosen(&self, name: &str) -> impl Iterator<Item = &str> {
        self.pairs.values(name).filter(|value| !value.is_empty())
    }

    /// Everything that was typed, to be sent again in hidden fields.
    pub fn typed(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().filter(|(name, _)| !CONTROL_FIELDS.contains(name))
    }

    /// Converts the numbers in the fields with these names, such as points of 100 into shares of 1.
    #[must_use]
    pub fn converted(&self, fields: &[&str], convert: impl Fn(f64) -> f64) -> Self {
        Self { pairs: self.pairs.with_numbers(self.words, fields, convert), ..self.clone() }
    }

    /// What is wrong with a field.
    #[must_use]
    pub fn fault(&self, name: &str) -> Option<&str> {
        let name = name.strip_suffix("[]").unwrap_or(name);
        let within =
            |pointer: &str| pointer == name || pointer.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        self.faults.iter().find(|(pointer, _)| within(pointer)).map(|(_, why)| why.as_str())
    }

    /// Each field with a fault, and what is wrong.
    pub fn faults(&self) -> impl Iterator<Item = (&str, &str)> {
        self.faults.iter().map(|(name, why)| (name.as_str(), why.as_str()))
    }

    /// The faults as a list above the fields, each with the label of its field.
    pub fn summary(&self) -> impl Iterator<Item = (&str, String)> {
        self.faults().map(|(name, why)| {
            let member = name.rsplit('/').find(|part| part.parse::<usize>().is_err()).unwrap_or(name).replace('_', "-");
            let own = self.labels.iter().find(|(known, _)| *known == name).map(|(_, label)| label.clone());
            let label =
                own.or_else(|| self.words.try_say(&member)).or_else(|| self.words.try_say(&format!("member-{member}")));
            let told = label.filter(|label| !why.starts_with(label)).map(|label| format!("{label}: {}", lowered(why)));
            (name, told.unwrap_or_else(|| why.to_owned()))
        })
    }

    /// Names a field in the list of faults as its label does.
    #[must_use]
    pub fn labelled(mut self, name: &'static str, label: &str) -> Self {
        self.labels.push((name, self.words.say(label)));
        self
    }

    /// Adds the faults of a refusal, each at its field.
    #[must_use]
    pub fn refused(mut self, error: &Error) -> Self {
        self.faults = error
            .faults
            .iter()
            .map(|fault| (fault.pointer.trim_start_matches('/').to_owned(), self.words.fault(fault)))
            .collect();
        self.error = Some(if self.faults.is_empty() {
            self.words.message(&error.message)
        } else {
            self.words.say("form-refused")
        });
        self
    }

    /// Shows the changes that somebody else saved in the meantime; saving the form again overwrites them.
    #[must_use]
    pub fn with_conflict(mut self, why: String, version: Option<i64>, differences: Vec<(String, String)>) -> Self {
        self.error = Some(why);
        self.faults.extend(differences);
        self.pairs = self.pairs.filtered(|name| name != "version");
        if let Some(version) = version {
            self.pairs.push("version".to_owned(), version.to_string());
        }
        self
    }

    /// The input for the use case.
    #[must_use]
    pub fn input(&self) -> Input {
        self.input_without(&[])
    }

    /// The command that the input parses to.
    #[must_use]
    pub fn command<T: Command>(&self) -> Parsed<T> {
        self.input().command()
    }

    /// The input without some more members.
    #[must_use]
    pub fn input_without(&self, others: &[&str]) -> Input {
        let mut root = Map::new();
        for (name, value) in self.pairs.iter() {
            let first = name.split(['/', '[']).next().unwrap_or_default();
            if !CONTROL_FIELDS.contains(&first) && !others.contains(&first) {
                put(&mut root, name, value);
            }
        }
        Input::typed(with_lists(root), self.words.decimal_comma())
    }

    /// The first part of each name that has parts, once each.
    #[must_use]
    pub fn parts(&self) -> Vec<&str> {
        let mut seen = BTreeSet::new();
        let names = self.pairs.iter().filter_map(|(known, _)| Some(known.split_once('/')?.0));
        names.filter(|name| seen.insert(*name)).collect()
    }

    /// The fields below a name, as a form of their own.
    #[must_use]
    pub fn part(&self, name: &str) -> Self {
        let prefix = format!("{name}/");
        let below = self.pairs.beginning_with(&prefix);
        let named = |(known, value): (&str, &str)| Some((known.strip_prefix(&prefix)?.to_owned(), value.to_owned()));
        let pairs = below.filter_map(named).collect();
        Self { pairs, ..Self::empty(self.words) }
    }

    /// Drops some fields and everything below their names.
    #[must_use]
    pub fn leaving_out(mut self, names: &[&str]) -> Self {
        let is = |known: &str, name: &str| {
            known.strip_prefix(name).is_some_and(|rest| matches!(rest.chars().next(), None | Some('/' | '[')))
        };
        self.pairs = self.pairs.filtered(|known| names.iter().all(|name| !is(known, name)));
        self
    }

    /// The form with a row of a list exchanged with the next one.
    #[must_use]
    pub fn exchanged(self, list: &str, place: usize) -> Self {
        Self { pairs: self.pairs.exchanged(list, place), ..self }
    }

    /// Adds the fields of another form.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (name, value) in other.pairs.iter() {
            self.pairs.push(name.to_owned(), value.to_owned());
        }
        self
    }

    /// Adds an error on the form as a whole.
    #[must_use]
    pub fn because(mut self, error: String) -> Self {
        self.error = Some(error);
        self
    }

    /// Adds the faults of a refusal to the fields below a name.
    #[must_use]
    pub fn refused_in(mut self, name: &str, error: &Error) -> Self {
        self.faults
            .extend(error.faults.iter().map(|fault| (format!("{name}{}", fault.pointer), self.words.fault(fault))));
        if error.faults.is_empty() {
            self.faults.push((name.to_owned(), self.words.message(&error.message)));
        }
        self
    }

    /// Whether the value of a field that was asked about was sent again as it was.
    #[must_use]
    pub fn is_sure(&self, name: &str) -> bool {
        self.has("sure") && self.value("sure") == self.value(name)
    }

    /// Adds a question about a field, beside it like a fault.
    #[must_use]
    pub fn asking(mut self, name: String, question: String) -> Self {
        self.faults.push((name, question));
        self
    }

    #[must_use]
    pub fn token(&self) -> &str {
        self.value("token")
    }

    /// The version of the object that the form was filled with.
    #[must_use]
    pub fn version(&self) -> Option<i64> {
        self.value("version").parse().ok()
    }
}

/// A sentence in lower case, to follow a colon.
fn lowered(sentence: &str) -> String {
    let mut letters = sentence.chars();
    match letters.next() {
        Some(first) if letters.as_str().starts_with(|second: char| second.is_lowercase() || second == ' ') => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => sentence.to_owned(),
    }
}

/// Puts a value where its field name points to.
fn put(at: &mut Map<String, Value>, name: &str, value: &str) {
    if let Some((first, rest)) = name.split_once('/') {
        let below = at.entry(first).or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(members) = below {
            put(members, rest, value);
        }
    } else if let Some(list) = name.strip_suffix("[]") {
        let list = at.entry(list).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(chosen) = list
            && !value.is_empty()
        {
            chosen.push(Value::String(value.to_owned()));
        }
    } else {
        at.insert(name.to_owned(), Value::String(value.to_owned()));
    }
}

/// Turns objects whose member names are all numbers into lists, in that order.
fn with_lists(members: Map<String, Value>) -> Value {
    let below = |value| if let Value::Object(members) = value { with_lists(members) } else { value };
    let numbers: Option<Vec<usize>> = members.keys().map(|name| name.parse().ok()).collect();
    match numbers.filter(|numbers| !numbers.is_empty()) {
        None => Value::Object(members.into_iter().map(|(name, value)| (name, below(value))).collect()),
        Some(numbers) => {
            let mut rows: Vec<(usize, Value)> =
                numbers.into_iter().zip(members.into_iter().map(|(_, row)| row)).collect();
            rows.sort_by_key(|(number, _)| *number);
            Value::Array(rows.into_iter().map(|(_, row)| below(row)).collect())
        }
    }
}
