//! The row above a list: the person's views of it as links, the one that is applied marked, and a form that keeps the
//! present filters and sorting under a name. Drawn by `row.html`. What the address says comes from
//! `web/parts/sorting.rs`.

use std::collections::BTreeMap;

use crate::{
    app::{Reader, error::Result, people::saved_views},
    domain::people::saved_view::{SavedList, SavedView},
    web::{
        kit::{frame::Place, visit::Visit},
        parts::sorting::Sorting,
    },
};

/// Parameters of a list's address that are no part of a view.
const APART: [&str; 4] = ["brand", "cycle", "as_of", "language"];

pub struct ViewsRow {
    pub list: SavedList,
    /// Name, address, and whether it is applied.
    pub links: Vec<(String, String, bool)>,
    /// The present filters and sorting, to be kept; none if nothing is chosen, or a view is applied.
    pub present: Vec<(String, String)>,
}

impl ViewsRow {
    /// # Errors
    /// Those of the database.
    pub fn read(reader: &mut Reader<'_>, list: SavedList) -> Result<Vec<SavedView>> {
        saved_views::list(reader, Some(list))
    }

    #[must_use]
    pub fn new(list: SavedList, views: &[SavedView], visit: &Visit, place: &Place, sorting: &Sorting) -> Self {
        let mut present: BTreeMap<String, String> = visit.all_asked().into_iter().collect();
        present.retain(|name, value| {
            !APART.contains(&name.as_str()) && !["sort", "page", "done"].contains(&name.as_str()) && !value.is_empty()
        });
        if !sorting.value().is_empty() {
            present.insert("sort".to_owned(), sorting.value());
        }
        let link = |view: &SavedView| {
            let pairs: Vec<(&str, &str)> =
                view.parameters.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            (view.name.to_string(), place.link_with(list.path(), &pairs), view.parameters == present)
        };
        let links: Vec<_> = views.iter().map(link).collect();
        let applied = links.iter().any(|(_, _, applied)| *applied);
        Self { list, links, present: if applied { Vec::new() } else { present.into_iter().collect() } }
    }
}
