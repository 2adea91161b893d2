//! The help page: which ideas it explains, by subject.
//! A new idea needs a word in the table here and three messages in each language: its name, the paragraph and the
//! example.

use askama::Template;

use crate::{
    language::words::Words,
    web::kit::{
        frame::{Frame, Nav, PlaceQuery},
        page::{Page, page},
        visit::Visit,
    },
};

/// The ideas, by subject.
const SUBJECTS: [(&str, &[&str]); 4] = [
    (
        "help-score",
        &[
            "score",
            "purpose",
            "revenue",
            "balance",
            "waterfall",
            "lever",
            "outlook",
            "expected",
            "trend",
            "status",
            "trust",
        ],
    ),
    (
        "help-plan",
        &[
            "objective",
            "contribution",
            "key-result",
            "weight",
            "ambition",
            "waypoint",
            "range",
            "milestones",
            "sharing",
        ],
    ),
    ("help-kpis", &["kpi", "target", "aggregation"]),
    (
        "help-work",
        &["cycle", "check-in", "confidence", "forecast", "correction", "what-if", "closing", "carry-over", "model"],
    ),
];

#[derive(Template)]
#[template(path = "web/help/page.html")]
struct HelpPage {
    w: Words,
    frame: Frame,
    subjects: [(&'static str, &'static [&'static str]); 4],
}

pub async fn show(visit: Visit) -> Page {
    let asked = PlaceQuery::of(&visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let frame = Frame::new(&visit, Nav::None, place)?;
    page(&visit.request, HelpPage { w: visit.words, frame, subjects: SUBJECTS }).await
}
