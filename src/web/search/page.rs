//! The page of search results: grouped by kind, the group with the best result first, each result with an excerpt in
//! which the words are marked. It works without JavaScript.
//! `app/search` finds the results.

use askama::Template;

use super::hits::{ShownHit, asked, query};
use crate::{
    app::{
        Reader,
        search::{self, SearchResults},
    },
    domain::values::record::EntityKind,
    language::words::Words,
    web::kit::{
        frame::{Frame, Nav, PlaceQuery},
        page::{Page, page},
        visit::Visit,
    },
};

/// The most results that are shown.
const LIMIT: usize = 50;

#[derive(Template)]
#[template(path = "web/search/page.html")]
struct SearchPage {
    w: Words,
    frame: Frame,
    q: String,
    groups: Vec<HitGroup>,
    count: usize,
    /// Whether only similar words were found.
    similar: bool,
    /// Whether there may be more results.
    more: bool,
}

/// The results of one kind.
struct HitGroup {
    kind: EntityKind,
    heading: String,
    hits: Vec<ShownHit>,
}

pub async fn show(visit: Visit) -> Page {
    let (asked_place, q) = (PlaceQuery::of(&visit), asked(&visit));
    let wanted = q.clone();
    let read = move |reader: &mut Reader<'_>| {
        let place = asked_place.place(reader)?;
        let is_asked = !wanted.is_empty();
        let query = query(&wanted, LIMIT, &place);
        let found = if is_asked { search::search(reader, &query)? } else { SearchResults::default() };
        Ok((place, found))
    };
    let (place, SearchResults { hits, similar }) = visit.read(read).await?;
    let frame = Frame::new(&visit, Nav::None, place)?;
    let (w, count) = (visit.words, hits.len());
    let hits = hits.into_iter().map(|hit| ShownHit::new(hit, w, &frame));
    let groups = grouped(w, hits);
    let more = count == LIMIT;
    page(&visit.request, SearchPage { w, frame, q, groups, count, similar, more }).await
}

fn grouped(w: Words, hits: impl Iterator<Item = ShownHit>) -> Vec<HitGroup> {
    let mut groups: Vec<HitGroup> = Vec::new();
    for hit in hits {
        if let Some(group) = groups.iter_mut().find(|group| group.kind == hit.kind) {
            group.hits.push(hit);
        } else {
            let heading = w.word("search-kinds", hit.kind);
            groups.push(HitGroup { kind: hit.kind, heading, hits: vec![hit] });
        }
    }
    groups
}
