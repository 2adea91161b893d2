//! Cuts a long list into pages that are numbered in the query string (`page=2`), newest or most urgent first.
//! The links to the neighbouring pages are drawn by the macro in `pager.html`.
//! Lists of the API are cut by cursor, in `app/listing.rs`.

use std::ops::Range;

use crate::web::kit::visit::Visit;

/// Which page of a list is shown.
#[derive(Debug, Clone)]
pub struct Pager {
    pub shown: Range<usize>,
    pub all: usize,
    /// The addresses of the page before and of the page after.
    pub before: Option<String>,
    pub after: Option<String>,
}

impl Pager {
    /// The number of the page that the query string names, from 1.
    #[must_use]
    pub fn asked(visit: &Visit) -> usize {
        visit.asked("page").and_then(|page| page.parse().ok()).unwrap_or(1).max(1)
    }

    /// The page of a list of `all` elements, or its last page if there are fewer; `link` makes the address of a page.
    pub fn new(page: usize, all: usize, size: usize, link: impl Fn(&str) -> String) -> Self {
        let page = page.min(all.div_ceil(size)).max(1);
        let start = (page - 1) * size;
        let shown = start..all.min(start + size);
        let to = |page: usize| link(&if page == 1 { String::new() } else { page.to_string() });
        Self { before: (page > 1).then(|| to(page - 1)), after: (shown.end < all).then(|| to(page + 1)), shown, all }
    }

    /// The elements of the page.
    pub fn cut<T>(&self, list: Vec<T>) -> Vec<T> {
        list.into_iter().skip(self.shown.start).take(self.shown.len()).collect()
    }

    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.before.is_none() && self.after.is_none()
    }
}
