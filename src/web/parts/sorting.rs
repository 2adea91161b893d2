//! Lists that are sorted by a column: which column the query string names (`sort=score`, or `sort=-score` downwards),
//! the links in the heads of the columns, which keep what else the address says, and the sorting itself. Drawn by
//! `marks::sortable` in `web/parts/marks.html`. Without a column a list keeps the order of its page.

use std::cmp::Ordering;

use crate::web::kit::visit::{Visit, query_string};

/// The address of a list as it was, with the message that some of its rows were changed.
#[must_use]
pub fn changed_address(visit: &Visit, path: &str, count: usize) -> String {
    let mut said = visit.all_asked();
    said.retain(|(name, value)| !["done", "page"].contains(&name.as_str()) && !value.is_empty());
    let mut pairs: Vec<(&str, &str)> = said.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    pairs.push(("done", if count == 1 { "changed-one" } else { "changed-several" }));
    format!("{path}?{}", query_string(&pairs))
}

/// What a row is sorted by; rows without anything come last in both directions.
pub enum SortKey {
    Text(String),
    Number(f64),
    Nothing,
}

impl SortKey {
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Nothing } else { Self::Text(text.to_lowercase()) }
    }

    pub fn number(number: Option<f64>) -> Self {
        number.map_or(Self::Nothing, Self::Number)
    }

    /// By the place of a word in the list of all of them.
    pub fn place<T: PartialEq>(all: &[T], word: &T) -> Self {
        let place = all.iter().position(|one| one == word).and_then(|place| u32::try_from(place).ok());
        Self::number(place.map(f64::from))
    }

    fn order(&self, other: &Self, down: bool) -> Ordering {
        let turned = |order: Ordering| if down { order.reverse() } else { order };
        match (self, other) {
            (Self::Text(one), Self::Text(other)) => turned(one.cmp(other)),
            (Self::Number(one), Self::Number(other)) => turned(one.total_cmp(other)),
            (Self::Nothing, Self::Nothing) => Ordering::Equal,
            (Self::Nothing, _) | (Self::Number(_), Self::Text(_)) => Ordering::Greater,
            (_, Self::Nothing) | (Self::Text(_), Self::Number(_)) => Ordering::Less,
        }
    }
}

/// The sorting of a list.
pub struct Sorting {
    path: &'static str,
    /// What else the query string says.
    kept: Vec<(String, String)>,
    column: String,
    down: bool,
}

impl Sorting {
    /// The sorting that the query string asks for; a column that the list does not have is ignored.
    pub fn of(visit: &Visit, path: &'static str, columns: &[&str]) -> Self {
        let asked = visit.asked("sort").unwrap_or_default();
        let column = asked.strip_prefix('-').unwrap_or(&asked);
        let known = columns.contains(&column);
        let mut kept = visit.all_asked();
        kept.retain(|(name, value)| !["sort", "page", "done"].contains(&name.as_str()) && !value.is_empty());
        Self { path, kept, column: if known { column.to_owned() } else { String::new() }, down: asked.starts_with('-') }
    }

    /// The value of `sort`, empty without a column.
    #[must_use]
    pub fn value(&self) -> String {
        let sign = if self.down && !self.column.is_empty() { "-" } else { "" };
        format!("{sign}{}", self.column)
    }

    /// The address of the list sorted by a column: upwards, or downwards if it is sorted upwards by it now.
    #[must_use]
    pub fn link(&self, column: &str) -> String {
        let down = self.column == column && !self.down;
        let sort = format!("{}{column}", if down { "-" } else { "" });
        self.address(&[("sort", &sort)])
    }

    /// The address of the list as it is, with other parameters in place of the present ones.
    #[must_use]
    pub fn address(&self, more: &[(&str, &str)]) -> String {
        let kept = self.kept.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        let mut pairs: Vec<(&str, &str)> =
            kept.filter(|(name, _)| more.iter().all(|(known, _)| known != name)).collect();
        pairs.extend(more.iter().filter(|(_, value)| !value.is_empty()));
        if pairs.is_empty() { self.path.to_owned() } else { format!("{}?{}", self.path, query_string(&pairs)) }
    }

    /// Another address with everything that the query string says.
    #[must_use]
    pub fn to(&self, path: &str) -> String {
        let here = self.address(&[("sort", &self.value())]);
        here.split_once('?').map_or_else(|| path.to_owned(), |(_, query)| format!("{path}?{query}"))
    }

    /// The value of `aria-sort` of a column's head; empty for a column that the list is not sorted by.
    #[must_use]
    pub fn direction(&self, column: &str) -> &'static str {
        match (self.column == column, self.down) {
            (false, _) => "",
            (true, false) => "ascending",
            (true, true) => "descending",
        }
    }

    /// Sorts the rows by the chosen column; rows that are equal there keep their order.
    pub fn sort<T>(&self, rows: &mut [T], key: impl Fn(&T, &str) -> SortKey) {
        if !self.column.is_empty() {
            rows.sort_by(|one, other| key(one, &self.column).order(&key(other, &self.column), self.down));
        }
    }
}
