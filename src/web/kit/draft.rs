//! Drafts of forms on pages: what is typed is stored while it is typed (`draft.js`), filled in again when the form is
//! opened, and said plainly above it, with a button that discards it. What a draft is, and how long it is kept, is in
//! `app/drafts.rs`; forms without JavaScript have a button that stores it.

use actix_web::HttpResponse;

use super::{form::Form, page::Page, visit::Visit};
use crate::{
    app::{
        drafts::{self, Draft, DraftForm, SentDraft},
        error::Result,
    },
    language::words::Words,
};

/// What is said of a draft above its form.
pub struct DraftNote {
    /// The address that stores it; below it is the one that discards it.
    pub action: String,
    /// Whose it is, so that a browser with several people tells theirs apart.
    pub owner: String,
    /// When it was stored; `None` if there is none.
    pub told: Option<String>,
}

impl DraftNote {
    pub fn new(visit: &Visit, action: String, draft: Option<&Draft>) -> Self {
        let (w, zone) = (visit.words, visit.ctx.time_zone);
        let told = draft.map(|draft| {
            let at = draft.updated_at;
            let time = zone.clock(at).format("%H:%M").to_string();
            let today = zone.day(at) == visit.ctx.today();
            w.with("draft-of", &[("time", &if today { time } else { w.moment(at, zone) })])
        });
        Self { action, owner: visit.user.id().to_string(), told }
    }
}

/// The form that a draft fills in.
pub fn filled(words: Words, draft: Option<&Draft>) -> Result<Form> {
    Form::sent(draft.map(|draft| draft.fields.clone()).unwrap_or_default(), words)
}

/// Stores a draft; the page that sent it stays as it is.
pub async fn keep(visit: &Visit, form: DraftForm, sent: SentDraft) -> Page {
    drafts::keep(&visit.app, visit.ctx.clone(), form, sent).await?;
    Ok(HttpResponse::NoContent().finish())
}
