//! The minutes of a meeting on one page to print: what changed, what everybody rated once it is shown, blockers,
//! decisions, and what was written down.
//! The sections are those of the meeting itself, from `agenda/view.rs`.

use askama::Template;

use super::agenda::{data::MeetingData, view::MeetingSections};
use crate::{
    language::words::Words,
    web::kit::{
        frame::{Frame, Nav},
        page::{Page, page},
        visit::Visit,
    },
};

#[derive(Template)]
#[template(path = "web/meetings/minutes.html")]
struct MinutesPage {
    w: Words,
    frame: Frame,
    id: String,
    cycle: String,
    view: MeetingSections,
}

pub async fn show(visit: Visit) -> Page {
    let (w, cache, id) = (visit.words, visit.app.scorecards.clone(), visit.id("meeting_id")?);
    let data = visit.read(move |reader| MeetingData::read(reader, &cache, id)).await?;
    let shown = MinutesPage {
        w,
        id: id.to_string(),
        cycle: data.cycle.name.to_string(),
        view: MeetingSections::new(w, &data),
        frame: Frame::new(&visit, Nav::Meetings, data.place)?,
    };
    page(&visit.request, shown).await
}
