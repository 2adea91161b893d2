//! A message that is not yet translated: its key and its arguments. The domain and the use cases return messages;
//! translating them, and formatting numbers and dates, happens where they are rendered (`language`). The texts
//! themselves are in `language/<language>/*.ftl`.

use chrono::NaiveDate;

/// An argument of a message.
#[derive(Debug, Clone, PartialEq)]
pub enum Place {
    Text(String),
    Number(f64),
    Day(NaiveDate),
    /// A value of a fixed list, such as a role; it is translated by the key `<list>-<word>`.
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

    /// Adds an argument.
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
