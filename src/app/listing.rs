//! Pagination of lists. One row more than the limit is fetched, to know whether another page follows without counting.
//! A cursor is a plain key here; it is signed and checked in `api/kit/cursor.rs`. Filters are with the use case of each
//! list, the order of rows with its query in `store`. Filters on derived values, such as a status, cannot be part of
//! the query: `matching` applies them to the rows.

use std::str::FromStr;

use super::{
    error::{Error, Result},
    input::{Command, Fields, Parsed, Whole},
};
use crate::{
    domain::values::fault::{Fault, FaultCode},
    store::engine::{row::Page, tx::Reader},
};

const DEFAULT_LIMIT: i64 = 50;
const LIMIT_MAX: i64 = 200;
/// How many rows `matching` fetches at a time.
const RUN: i64 = 200;

/// A request for a page of a list.
#[derive(Debug, Clone)]
pub struct Query<F> {
    pub filters: Parsed<Limited<F>>,
    /// The key after which the page begins, from a cursor that was checked.
    pub after: Option<String>,
}

/// The filters and the limit of a page.
#[derive(Debug, Clone)]
pub struct Limited<F> {
    filter: F,
    limit: i64,
}

impl<F: Command> Command for Limited<F> {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let limit = fields.field("limit", Some(Whole::<1, LIMIT_MAX>(DEFAULT_LIMIT)));
        let filter = F::read(fields);
        Some(Self { filter: filter?, limit: limit?.0 })
    }
}

impl<F: Clone> Query<F> {
    /// The first page, with the largest limit.
    #[must_use]
    pub fn first(filter: F) -> Self {
        Self { filters: Limited { filter, limit: LIMIT_MAX }.into(), after: None }
    }

    /// The filters, and the page to fetch, with one row more than the limit.
    ///
    /// # Errors
    /// `invalid` with all that is wrong.
    pub fn validate<K: FromStr>(&self, reader: &mut Reader<'_>) -> Result<(F, Page<K>)> {
        let Limited { filter, limit } = self.filters.validate(reader)?;
        let after = self.after.as_deref().map(str::parse).transpose().map_err(|_| bad_cursor())?;
        Ok((filter, Page { after, limit: limit + 1 }))
    }
}

/// Fetches all of a list, page after page.
///
/// # Errors
/// Those of the list.
pub fn everything<F: Clone, T>(mut list: impl FnMut(&Query<F>) -> Result<Listed<T>>, filter: F) -> Result<Vec<T>> {
    let mut query = Query::first(filter);
    let mut all = Vec::new();
    loop {
        let page = list(&query)?;
        all.extend(page.items);
        match page.next {
            Some(next) => query.after = Some(next),
            None => return Ok(all),
        }
    }
}

/// A page of a list.
#[derive(Debug)]
pub struct Listed<T> {
    pub items: Vec<T>,
    /// The key after which the next page begins, if there is one.
    pub next: Option<String>,
}

/// The rows of the page: all that `fetch` returns, or only those that match.
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

/// The error for a cursor that is not of this list.
#[must_use]
pub fn bad_cursor() -> Error {
    Error::invalid(vec![Fault::at("/cursor", FaultCode::BadFormat, "fault-cursor")])
}

impl<T> Listed<T> {
    /// Makes the page from the rows that were fetched, of which one may be beyond the limit.
    pub fn new<K>(mut items: Vec<T>, page: &Page<K>, key: impl Fn(&T) -> String) -> Self {
        let asked = usize::try_from(page.limit - 1).unwrap_or(usize::MAX);
        let more = items.len() > asked;
        items.truncate(asked);
        let next = items.last().filter(|_| more).map(key);
        Self { items, next }
    }
}
