//! The Scorecard: how we are doing, why it is not 100, who should act first, what changed.

use askama::Template;

use super::{
    frame::{Asked, Frame, Nav},
    page::{Page, page},
    visit::Visit,
    words::Words,
};

#[derive(Template)]
#[template(path = "web/home.html")]
struct HomePage {
    w: Words,
    frame: Frame,
}

pub async fn show(visit: Visit) -> Page {
    let asked = Asked::of(&visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let frame = Frame::new(&visit, Nav::Scorecard, place)?;
    page(&visit.request, &HomePage { w: visit.words, frame })
}
