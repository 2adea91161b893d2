//! Asks for confirmation before an action: what will happen, a reason where one is needed, one button. Every
//! destructive action does this, with or without JavaScript. The action itself is a use case that the calling page
//! runs. Forms with more than a reason and a choice have pages of their own.

use actix_web::http::StatusCode;
use askama::Template;

use super::{
    form::Form,
    frame::{Asked, Frame, Nav},
    page::{Page, page_with},
    visit::Visit,
};
use crate::language::words::Words;

/// The question and its button.
pub struct Ask {
    pub nav: Nav,
    pub title: String,
    /// The name of the object.
    pub about: String,
    pub detail: String,
    /// Whether a reason is asked for.
    pub reason: bool,
    /// The options of a choice as (value, text), or none.
    pub statuses: Vec<(String, String)>,
    /// Empty if the action is impossible.
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
