//! Lists in pages: what was asked for, where the page begins, and what is left for the next. One row more
//! than asked for is fetched, so that nothing has to be counted to know whether a page follows. A cursor
//! is a plain key here; it is sealed and opened in `api/kit/cursor.rs`. Filters stand with each list's use
//! case, the order of rows with its query in `store`; what is derived, as a status is, no query knows: `matching` picks.

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
/// How many rows are read at a time when only some of them match.
const RUN: i64 = 200;

/// What a list was asked for.
#[derive(Debug, Clone)]
pub struct Query<F> {
    pub filters: Parsed<Limited<F>>,
    /// The key after which the page begins, from a cursor that was checked.
    pub after: Option<String>,
}

/// Filters with how much of the list is wanted at a time.
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
    /// The first page, as long as pages get.
    #[must_use]
    pub fn first(filter: F) -> Self {
        Self { filters: Limited { filter, limit: LIMIT_MAX }.into(), after: None }
    }

    /// The filters, and the page to fetch: one row more than asked for, to see whether another page follows.
    ///
    /// # Errors
    /// `invalid` with all that is wrong.
    pub fn settle<K: FromStr>(&self, reader: &mut Reader<'_>) -> Result<(F, Page<K>)> {
        let Limited { filter, limit } = self.filters.settle(reader)?;
        let after = self.after.as_deref().map(str::parse).transpose().map_err(|_| bad_cursor())?;
        Ok((filter, Page { after, limit: limit + 1 }))
    }
}

/// All of a list, page after page.
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
    Error::invalid(vec![Fault::at("/cursor", FaultCode::BadFormat, "fault-cursor")])
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
}
