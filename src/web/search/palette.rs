//! The suggestions of the palette, the dialog that Ctrl+K opens on every page: results, actions and pages, as options of
//! a list box. It is a piece of HTML that the script puts into the dialog; without a text it holds actions and pages.
//! All results are on the page in `page.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use super::hits::{ShownHit, asked, query};
use crate::{
    app::{
        Reader,
        search::{self, SearchResults},
    },
    domain::search::excerpt::{Matches, Segment, Term},
    language::words::Words,
    web::kit::{
        frame::{Frame, Nav, PlaceQuery},
        page::{Page, page_now},
        visit::{Visit, query_string},
    },
};

/// The most results that are suggested.
const LIMIT: usize = 8;

/// Something to do: the key of its label, its address and who may do it.
type Deed = (&'static str, &'static str, fn(&Frame) -> bool);

const DEEDS: [Deed; 9] = [
    ("check-in-new", "/check-in", |frame| frame.offers(Nav::CheckIn)),
    ("what-if", "/what-if", |_| true),
    ("objective-add", "/objectives/new", Frame::plans),
    ("kpi-add", "/kpis/new", Frame::sets_targets),
    ("cycle-add", "/cycles/new", Frame::manages_cycles),
    ("starting-points", "/starting-points", Frame::sets_targets),
    ("people-add", "/settings/people/new", Frame::changes_people),
    ("score-change", "/score-change", |_| true),
    ("how", "/how", |_| true),
];

/// The pages besides those of the navigation bar.
const PAGES: [(&str, &str); 5] = [
    ("people", "/people"),
    ("nav-account", "/account"),
    ("nav-settings", "/settings"),
    ("shortcuts", "/keys"),
    ("search", "/search"),
];

#[derive(Template)]
#[template(path = "web/search/palette.html")]
struct Palette {
    w: Words,
    q: String,
    hits: Vec<ShownHit>,
    deeds: Vec<PaletteLink>,
    pages: Vec<PaletteLink>,
    all: String,
}

/// An option that leads to a page.
struct PaletteLink {
    href: String,
    label: Vec<Segment>,
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
    let (place, SearchResults { hits, .. }) = visit.read(read).await?;
    let frame = Frame::new(&visit, Nav::None, place)?;
    let w = visit.words;
    let terms = Term::all_of(&q);
    let link = |(key, path): (&str, &str)| matching(&terms, &w.say(key), frame.link(path));
    let deeds = DEEDS.iter().filter(|(_, _, may)| may(&frame)).filter_map(|(key, path, _)| link((key, path)));
    let bar = Nav::BAR.iter().filter(|(nav, ..)| frame.offers(*nav)).map(|(_, path, key)| (*key, *path));
    let mine = matching(&terms, &w.say("nav-mine"), frame.link(format!("/people/{}", frame.person_id)));
    let (deeds, pages) = (deeds.collect(), bar.chain(PAGES).filter_map(link).chain(mine).collect());
    let hits = hits.into_iter().map(|hit| ShownHit::new(hit, w, &frame)).collect();
    let all = frame.link(format!("/search?{}", query_string(&[("q", &q)])));
    page_now(&visit.request, StatusCode::OK, &Palette { w, q, hits, deeds, pages, all })
}

/// The link, if its label has all words that were typed.
fn matching(terms: &[Term], label: &str, href: String) -> Option<PaletteLink> {
    let matches = Matches::of(terms, label);
    (matches.count() == terms.len()).then(|| PaletteLink { href, label: matches.whole(label) })
}
