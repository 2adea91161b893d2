//! A sentence that has not been said yet: its key, and what stands in its places. Domain and use cases answer one; which
//! language says it, and how it writes a number or a day, is decided where somebody reads it (`language`).
//! The sentences themselves are in `language/<language>/*.ftl`.

use chrono::NaiveDate;

/// What stands in a place of a sentence.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    Text(String),
    Number(f64),
    Day(NaiveDate),
    /// A word of a fixed list, such as a role: its own key is `<list>-<word>`.
    Word(&'static str, String),
}

#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    pub key: &'static str,
    pub places: Vec<(&'static str, Place)>,
}

impl Message {
    #[must_use]
    pub const fn new(key: &'static str) -> Self {
        Self { key, places: Vec::new() }
    }

    /// The same sentence with something in one of its places.
    #[must_use]
    pub fn with(mut self, name: &'static str, place: impl Into<Place>) -> Self {
        self.places.push((name, place.into()));
        self
    }
}

impl From<&'static str> for Message {
    fn from(key: &'static str) -> Self {
        Self::new(key)
    }
}

impl From<&str> for Place {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Place {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<f64> for Place {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<NaiveDate> for Place {
    fn from(day: NaiveDate) -> Self {
        Self::Day(day)
    }
}
