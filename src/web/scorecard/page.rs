//! The Scorecard: how we are doing, why it is not 100, who should act first, what changed, whether the score can be
//! trusted. The parts of the page are in `scorecard/`; `first_steps.rs` guides an organisation that has no score yet.
//! `web/how/page.rs` explains step by step how the figures are computed.

use askama::Template;

use super::{facts::Facts, first_steps::Guide, sheet::Sheet};
use crate::{
    language::words::Words,
    web::{
        kit::{
            frame::{Asked, Frame, Nav},
            page::{Page, page},
            visit::Visit,
        },
        parts::standing,
    },
};

#[derive(Template)]
#[template(path = "web/scorecard/page.html")]
struct ScorecardPage {
    w: Words,
    frame: Frame,
    guide: Option<Guide>,
    sheet: Option<Sheet>,
}

pub async fn show(visit: Visit) -> Page {
    let asked = Asked::of(&visit);
    let cache = visit.app.scorecards.clone();
    let (place, facts, guide) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let facts = Facts::read(reader, &cache, &place)?;
            let guide = Guide::read(reader, &place, facts.as_ref())?;
            Ok((place, facts, guide))
        })
        .await?;
    let w = visit.words;
    let facts = facts.filter(|facts| facts.now.overall.score.is_some());
    let sheet = facts.map(|facts| Sheet::new(w, &place, &facts));
    let frame = Frame::new(&visit, Nav::Scorecard, place)?;
    page(&visit.request, &ScorecardPage { w, frame, guide, sheet })
}
