//! The page at which a meeting is held: for the projector, and at the same address for the phones around the table. The
//! sections stand one below the other; `page.js` shows one at a time and exchanges what others change without touching
//! what is being typed. The forms are sent to `notes.rs`, which shows this page again with what was refused.

use actix_web::http::StatusCode;
use askama::Template;

use super::agenda::{data::MeetingData, view::MeetingSections};
use crate::{
    app::meetings::allowed::{self, MeetingAllowed},
    domain::{
        meeting::Meeting,
        values::{id::Id, record::Stored},
    },
    language::words::Words,
    web::kit::{
        form::Form,
        frame::{Frame, Nav},
        page::{Page, page_with},
        visit::Visit,
    },
};

/// The sections and the keys of their titles.
const SECTIONS: [(&str, &str); 6] = [
    ("why", "meeting-why"),
    ("act", "meeting-act"),
    ("confidence", "meeting-confidence"),
    ("blockers", "meeting-blockers"),
    ("decisions", "meeting-decisions"),
    ("record", "meeting-minutes"),
];

/// Options of a select field, as (value, text).
type Options = Vec<(String, String)>;

#[derive(Template)]
#[template(path = "web/meetings/page.html")]
struct MeetingPage {
    w: Words,
    frame: Frame,
    meeting: Stored<Meeting>,
    view: MeetingSections,
    allowed: MeetingAllowed,
    sections: Vec<(&'static str, String)>,
    form: Form,
    /// The section whose form was refused.
    refused: &'static str,
    owners: Options,
    key_results: Options,
    /// What a decision may be about: objectives and key results.
    subjects: Options,
}

impl MeetingPage {
    fn is(&self, state: &str) -> bool {
        self.meeting.state.as_str() == state
    }

    /// Whether the reader may still note something.
    fn writes(&self) -> bool {
        self.allowed.take_part.given()
    }

    fn facilitates(&self) -> bool {
        self.allowed.facilitate.given()
    }

    /// What decides which forms there are; a page that was loaded before it changed is loaded again.
    fn stage(&self) -> String {
        format!("{} {}", self.meeting.state, self.view.shown)
    }
}

/// Titles of key results, by objective, and of the objectives themselves.
pub struct Subjects {
    pub key_results: Options,
    pub all: Options,
}

impl Subjects {
    pub fn new(w: Words, data: &MeetingData) -> Self {
        let mut titled: Vec<(String, String, String)> = data
            .key_results
            .iter()
            .map(|one| {
                let objective = data.objectives.get(&one.stored.objective_id).cloned().unwrap_or_default();
                (objective, one.stored.title.to_string(), one.stored.id().to_string())
            })
            .collect();
        titled.sort();
        let nothing = (String::new(), w.say("meeting-about-nothing"));
        let key_results = titled.iter().map(|(_, title, id)| (id.clone(), title.clone()));
        let mut all = vec![nothing.clone()];
        let mut last = None;
        for (objective, title, id) in &titled {
            if last != Some(objective) {
                let own = data.key_results.iter().find(|one| one.stored.id().to_string() == *id);
                let value = own.map(|one| format!("objective_id:{}", one.stored.objective_id));
                all.extend(value.map(|value| (value, w.with("meeting-about-objective", &[("title", objective)]))));
                last = Some(objective);
            }
            all.push((format!("key_result_id:{id}"), format!("\u{2013} {title}")));
        }
        Self { key_results: std::iter::once(nothing).chain(key_results).collect(), all }
    }
}

pub async fn show(visit: Visit) -> Page {
    let id = visit.id("meeting_id")?;
    show_with(&visit, StatusCode::OK, id, None).await
}

/// The page; with a form that was refused, in the section that it belongs to.
pub async fn show_with(
    visit: &Visit,
    status: StatusCode,
    id: Id<Meeting>,
    refused: Option<(Form, &'static str)>,
) -> Page {
    let (w, cache) = (visit.words, visit.app.scorecards.clone());
    let data = visit.read(move |reader| MeetingData::read(reader, &cache, id)).await?;
    let (form, refused) = refused.unwrap_or_else(|| (Form::empty(w), ""));
    let form = match &data.meeting.minutes {
        Some(minutes) if !form.has("minutes") => form.with("minutes", minutes),
        _ => form,
    };
    let subjects = Subjects::new(w, &data);
    let shown = MeetingPage {
        w,
        view: MeetingSections::new(w, &data),
        allowed: allowed::allowed(&visit.ctx, &data.meeting, &data.cycle),
        sections: SECTIONS.iter().map(|(id, key)| (*id, w.say(key))).collect(),
        form,
        refused,
        owners: data.names.options(w, ""),
        key_results: subjects.key_results,
        subjects: subjects.all,
        frame: Frame::new(visit, Nav::Meetings, data.place)?,
        meeting: data.meeting,
    };
    page_with(&visit.request, status, shown).await
}
