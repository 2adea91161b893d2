//! The keys: a page that lists them, and the same list for the dialog that "?" opens.
//! What they do is in `keys.js`.
//! The letters of the pages are in `web/kit/frame.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::Reader,
    language::words::Words,
    web::kit::{
        frame::{Frame, Nav, PlaceQuery},
        page::{Page, page, page_now},
        visit::Visit,
    },
};

/// The keys besides those of pages: each with the key of what it does.
const KEYS: [(&[&str], &str); 5] = [
    (&["Ctrl K", "/"], "shortcuts-search"),
    (&["?"], "shortcuts-list"),
    (&["e"], "shortcuts-edit"),
    (&["Ctrl Enter"], "shortcuts-save"),
    (&["Esc"], "shortcuts-close"),
];

/// The key before the letter of a page.
const GO: &str = "g";

#[derive(Template)]
#[template(path = "web/search/keys.html")]
struct ShortcutsPage {
    w: Words,
    frame: Frame,
}

#[derive(Template)]
#[template(path = "web/search/keys_list.html")]
struct ShortcutsList {
    w: Words,
}

pub async fn show(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let place = visit.read(move |reader: &mut Reader<'_>| asked.place(reader)).await?;
    let frame = Frame::new(&visit, Nav::None, place)?;
    page(&visit.request, ShortcutsPage { w: visit.words, frame }).await
}

pub async fn list(visit: Visit) -> Page {
    page_now(&visit.request, StatusCode::OK, &ShortcutsList { w: visit.words })
}
