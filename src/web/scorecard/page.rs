//! The Scorecard: how we are doing, why it is not 100, who should act first, what changed, whether the score can be
//! trusted. The parts of the page are in `scorecard/`; `first_steps.rs` guides an organisation that has no score yet.
//! `web/how_scores_work/page.rs` explains step by step how the figures are computed.

use askama::Template;

use super::{data::ScorecardData, first_steps::Guide, summary::Summary};
use crate::{
    language::words::Words,
    web::{
        kit::{
            frame::{Frame, Nav, PlaceQuery},
            page::{Page, page},
            visit::Visit,
        },
        parts::status,
    },
};

#[derive(Template)]
#[template(path = "web/scorecard/page.html")]
struct ScorecardPage {
    w: Words,
    frame: Frame,
    guide: Option<Guide>,
    sheet: Option<Summary>,
}

pub async fn show(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let (w, previous) = (visit.words, visit.previous_at);
    let cache = visit.app.scorecards.clone();
    let (place, facts, guide) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let facts = ScorecardData::read(reader, w, &cache, &place, previous)?;
            let guide = Guide::read(reader, &place, facts.as_ref())?;
            Ok((place, facts, guide))
        })
        .await?;
    let facts = facts.filter(|facts| facts.now.overall.score.is_some());
    let sheet = facts.map(|facts| Summary::new(w, &place, &facts));
    let frame = Frame::new(&visit, Nav::Scorecard, place)?;
    page(&visit.request, ScorecardPage { w, frame, guide, sheet }).await
}
