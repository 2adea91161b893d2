//! Lists in pages: what was asked for, where the page begins, and what is left for the next. One row more
//! than asked for is fetched, so that nothing has to be counted to know whether a page follows. A cursor
//! is a plain key here; it is sealed and opened in `api/cursor.rs`. Filters stand with each list's use
//! case, the order of rows with its query in `store`; what is derived, as a status is, no query knows: `matching` picks.

use std::str::FromStr;

use super::{
    error::{Error, Result},
    input::{Fields, Input, Whole},
};
use crate::{
    domain::values::fault::{Fault, FaultCode},
    store::engine::{row::Page, tx::Reader},
};

const DEFAULT_LIMIT: i64 = 50;
const LIMIT_MAX: i64 = 200;
/// How many rows are read at a time when only some of them match.
const RUN: i64 = 200;

/// What a list was asked for.
#[derive(Debug, Clone)]
pub struct ListQuery {
    /// Filters and limit.
    pub filters: Input,
    /// The key after which the page begins, from a cursor that was checked.
    pub after: Option<String>,
}

/// A page of a list.
#[derive(Debug)]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// The key after which the next page begins, if there is one.
    pub next: Option<String>,
}

impl ListQuery {
    /// The filters that `read` makes of the query, and the page to fetch: one row more than asked for, to see whether
    /// another page follows.
    ///
    /// # Errors
    /// `invalid` with all that is wrong.
    pub fn read<K: FromStr, T>(
        &self,
        reader: &mut Reader<'_>,
        read: impl FnOnce(&mut Fields<'_, '_>) -> Option<T>,
    ) -> Result<(T, Page<K>)> {
        let (filter, limit) = self.filters.read(reader, |fields| {
            let limit = fields.field("limit", Some(Whole::<1, LIMIT_MAX>(DEFAULT_LIMIT)));
            Some((read(fields)?, limit?.0))
        })?;
        let after = self.after.as_deref().map(str::parse).transpose().map_err(|_| bad_cursor())?;
        Ok((filter, Page { after, limit: limit + 1 }))
    }
}

/// The page's rows among those that `fetch` gives: all of them, or only those that match.
///
/// # Errors
/// Those of `fetch`.
pub fn matching<K: Copy, T>(
    page: &Page<K>,
    mut fetch: impl FnMut(Page<K>) -> Result<Vec<T>>,
    key: impl Fn(&T) -> K,
    matches: Option<impl Fn(&T) -> bool>,
) -> Result<Vec<T>> {
    let Some(matches) = matches else { return fetch(*page) };
    let wanted = usize::try_from(page.limit).unwrap_or(usize::MAX);
    let (mut found, mut run) = (Vec::new(), Page { after: page.after, limit: RUN });
    loop {
        let rows = fetch(run)?;
        let last = rows.last().map(&key).filter(|_| i64::try_from(rows.len()) == Ok(RUN));
        found.extend(rows.into_iter().filter(&matches).take(wanted - found.len()));
        if found.len() == wanted || last.is_none() {
            return Ok(found);
        }
        run.after = last;
    }
}

/// A cursor that this list did not give.
#[must_use]
pub fn bad_cursor() -> Error {
    let detail = "is not a cursor of this list with these filters; begin again without it";
    Error::invalid(vec![Fault::at("/cursor", FaultCode::BadFormat, detail)])
}

impl<T> Listed<T> {
    /// The page from the rows that were fetched for it.
    pub fn new<K>(mut items: Vec<T>, page: &Page<K>, key: impl Fn(&T) -> String) -> Self {
        let asked = usize::try_from(page.limit - 1).unwrap_or(usize::MAX);
        let more = items.len() > asked;
        items.truncate(asked);
        let next = items.last().filter(|_| more).map(key);
        Self { items, next }
    }

    /// The same page with each item turned into another.
    pub fn try_map<U>(self, turn: impl FnOnce(Vec<T>) -> Result<Vec<U>>) -> Result<Listed<U>> {
        Ok(Listed { items: turn(self.items)?, next: self.next })
    }
}
