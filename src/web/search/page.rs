//! Search from every page: objectives, key results, KPIs, departments and people by part of their name.
//! Each kind has its own heading, each hit is a link.
//! `app/search.rs` finds the hits.

use askama::Template;

use crate::{
    app::{
        Reader,
        input::Input,
        search::{self, Hit},
    },
    domain::values::{record::EntityKind, text::NAME_MAX},
    language::words::Words,
    web::kit::{
        frame::{Frame, Nav, PlaceQuery},
        page::{Page, page},
        visit::Visit,
    },
};

/// The most hits of each kind that are shown.
const LIMIT: usize = 25;

/// The kinds, each with the key of its heading and the path of its pages.
const KINDS: [(EntityKind, &str, &str); 5] = [
    (EntityKind::Objective, "objectives", "/objectives"),
    (EntityKind::KeyResult, "key-results", "/key-results"),
    (EntityKind::Kpi, "nav-kpis", "/kpis"),
    (EntityKind::Department, "nav-departments", "/departments"),
    (EntityKind::User, "settings-people", "/people"),
];

#[derive(Template)]
#[template(path = "web/search/page.html")]
struct SearchPage {
    w: Words,
    frame: Frame,
    q: String,
    groups: Vec<HitGroup>,
    count: usize,
}

/// The hits of one kind.
struct HitGroup {
    heading: String,
    path: &'static str,
    /// Each hit, with the objective or department that it belongs to and the cycle, if there are any.
    hits: Vec<(Option<[String; 2]>, Hit)>,
    /// Whether there may be more hits.
    more: bool,
}

pub async fn show(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let q: String = visit.asked("q").unwrap_or_default().trim().chars().take(NAME_MAX).collect();
    let q: String = q.chars().filter(|letter| !letter.is_control()).collect();
    let query = Input::text([("q".to_owned(), q.clone()), ("limit".to_owned(), LIMIT.to_string())]).command();
    let is_asked = !q.is_empty();
    let read = move |reader: &mut Reader<'_>| {
        let hits = if is_asked { search::search(reader, &query)? } else { Vec::new() };
        let belongings = search::belongings(reader, &hits)?;
        Ok((asked.place(reader)?, hits, belongings))
    };
    let (place, mut hits, mut belongings) = visit.read(read).await?;
    let count = hits.len();
    let mut groups = Vec::new();
    for (kind, heading, path) in KINDS {
        let (own, others): (Vec<Hit>, Vec<Hit>) = hits.into_iter().partition(|hit| hit.entity == kind);
        hits = others;
        if !own.is_empty() {
            let more = own.len() == LIMIT;
            let own = own.into_iter().map(|hit| (belongings.remove(&hit.id), hit));
            groups.push(HitGroup { heading: visit.words.say(heading), path, more, hits: own.collect() });
        }
    }
    let frame = Frame::new(&visit, Nav::None, place)?;
    page(&visit.request, SearchPage { w: visit.words, frame, q, groups, count }).await
}
