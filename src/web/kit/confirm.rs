//! A question before something is done: what will happen, a reason where one is asked for, one button. Every destructive
//! action asks so, with or without script. The deed itself is a use case that the asking page calls.
//! Forms with more than a reason and a choice have pages of their own.

use actix_web::http::StatusCode;
use askama::Template;

use super::{
    form::Form,
    frame::{Asked, Frame, Nav},
    page::{Page, page_with},
    visit::Visit,
};
use crate::language::words::Words;

/// What is asked.
pub struct Ask {
    pub nav: Nav,
    pub title: String,
    /// What it is about, by name.
    pub about: String,
    pub detail: String,
    /// Whether a reason is asked for.
    pub reason: bool,
    /// A choice beside, if there is one: (value, text).
    pub statuses: Vec<(String, String)>,
    /// Empty where it cannot be done.
    pub button: String,
    pub action: String,
    pub back: String,
}

#[derive(Template)]
#[template(path = "web/kit/confirm.html")]
struct AskPage {
    w: Words,
    frame: Frame,
    form: Form,
    ask: Ask,
}

impl Ask {
    pub async fn show(self, visit: &Visit, status: StatusCode, form: Form) -> Page {
        let asked = Asked::of(visit);
        let place = visit.read(move |reader| asked.place(reader)).await?;
        let frame = Frame::new(visit, self.nav, place)?;
        page_with(&visit.request, status, &AskPage { w: visit.words, frame, form, ask: self })
    }
}
