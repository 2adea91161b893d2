//! The page that asks before something is done: what will happen, a reason where one is needed, one button. Every
//! destructive action asks so, with or without script; the use case is called by the page that asks.
//! Forms with more than a reason and a choice have pages of their own.

use actix_web::http::StatusCode;
use askama::Template;

use super::{
    form::Form,
    frame::{Frame, Nav, PlaceQuery},
    page::{Page, page_with},
    visit::Visit,
};
use crate::language::words::Words;

/// What a confirmation page says and asks.
pub struct Confirmation {
    pub nav: Nav,
    pub title: String,
    /// The name of the page at `back`.
    pub about: String,
    pub back: String,
    pub paragraphs: Vec<String>,
    /// What goes with it, by name.
    pub items: Vec<String>,
    /// Whether the form has a field for the reason.
    pub reason: bool,
    /// The options of the form's status field, as value and text; without options there is no field.
    pub statuses: Vec<(String, String)>,
    /// Empty when the action is impossible: then the page has no form.
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
            statuses: Vec::new(),
            action,
        }
    }

    #[must_use]
    pub fn saying(self, paragraph: String) -> Self {
        Self { paragraphs: vec![paragraph], ..self }
    }

    pub async fn show(self, visit: &Visit, status: StatusCode, form: Form) -> Page {
        let query = PlaceQuery::of(visit);
        let place = visit.read(move |reader| query.place(reader)).await?;
        let frame = Frame::new(visit, self.nav, place)?;
        page_with(&visit.request, status, &ConfirmationPage { w: visit.words, frame, form, ask: self })
    }
}
