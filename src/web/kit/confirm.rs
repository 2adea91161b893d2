//! Asks for confirmation before an action: what will happen, a reason where one is needed, one button. Every
//! destructive action does this, with or without JavaScript. The action itself is a use case that the calling page
//! runs. Forms with more than a reason and a choice have pages of their own.

use actix_web::http::StatusCode;
use askama::Template;

use super::{
    form::Form,
    frame::{Frame, Nav, PlaceQuery},
    page::{Page, page_with},
    visit::Visit,
};
use crate::language::words::Words;

/// The question and its button.
pub struct Confirmation {
    pub nav: Nav,
    pub title: String,
    /// The name of the object.
    pub about: String,
    pub back: String,
    pub paragraphs: Vec<String>,
    /// What goes with it, by name.
    pub items: Vec<String>,
    /// Whether the form has a field for the reason.
    pub reason: bool,
    /// Whether the form asks if what is cancelled was a mistake.
    pub correction: bool,
    /// The options of a choice as (value, text), or none.
    pub statuses: Vec<(String, String)>,
    /// Empty if the action is impossible.
    pub button: String,
    pub action: String,
}

#[derive(Template)]
#[template(path = "web/kit/confirm.html")]
struct ConfirmationPage {
    w: Words,
    frame: Frame,
    form: Form,
    ask: Confirmation,
}

impl Confirmation {
    /// A page whose form has nothing but a button, which sends to `action` and says what the title says.
    #[must_use]
    pub fn new(nav: Nav, title: String, (about, back): (String, String), action: String) -> Self {
        Self {
            nav,
            button: title.clone(),
            title,
            about,
            back,
            paragraphs: Vec::new(),
            items: Vec::new(),
            reason: false,
            correction: false,
            statuses: Vec::new(),
            action,
        }
    }

    #[must_use]
    pub fn saying(self, paragraph: String) -> Self {
        Self { paragraphs: vec![paragraph], ..self }
    }

    /// With a field for the reason.
    #[must_use]
    pub fn with_reason(self) -> Self {
        Self { reason: true, ..self }
    }

    pub async fn show(self, visit: &Visit, status: StatusCode, form: Form) -> Page {
        let query = PlaceQuery::of(visit);
        let place = visit.read(move |reader| query.place(reader)).await?;
        let frame = Frame::new(visit, self.nav, place)?;
        page_with(&visit.request, status, ConfirmationPage { w: visit.words, frame, form, ask: self }).await
    }
}
