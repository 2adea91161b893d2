//! The Scorecard: how we are doing, why it is not 100, who should act first, what changed, whether the score can be
//! trusted. The parts of the page are in `scorecard/`; `web/guide` leads an organisation that has no score yet.
//! `web/how_scores_work/page.rs` explains step by step how the figures are computed.

use askama::Template;

use super::{data::ScorecardData, summary::Summary};
use crate::{
    app::cycles::presets,
    domain::cycle::presets::CyclePreset,
    language::words::Words,
    web::{
        guide::steps::Guide,
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
    /// The cycle that it is time to add.
    next_cycle: Option<CyclePreset>,
    sheet: Option<Summary>,
}

pub async fn show(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let cache = visit.app.scorecards.clone();
    let (w, guided, previous) = (visit.words, visit.guided, visit.previous_at);
    let (place, facts, guide, next_cycle) = visit
        .read(move |reader| {
            let place = asked.place(reader)?;
            let facts = ScorecardData::read(reader, w, &cache, &place, previous)?;
            let guide = if guided { Guide::read(reader, &place, facts.as_ref())? } else { None };
            Ok((place, facts, guide, presets::proposed(reader, w.0)?))
        })
        .await?;
    let facts = facts.filter(|facts| facts.now.overall.score.is_some());
    let sheet = facts.map(|facts| Summary::new(w, &place, &facts, visit.user.department_order));
    let frame = Frame::new(&visit, Nav::Scorecard, place)?;
    page(&visit.request, ScorecardPage { w, frame, guide, next_cycle, sheet }).await
}
