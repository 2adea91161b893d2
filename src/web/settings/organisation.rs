//! Settings: a bar of tabs, one file for each. Here are the bar, what several tabs share, and the organisation itself. Who
//! may not change something still reads it, but for the keys and the change log, whose tabs are only there for those
//! who may see them.

use actix_web::http::StatusCode;
use askama::Template;

use crate::{
    app::{error::Result, organisations},
    domain::organisation::{Language, TimeZone},
    web::{
        kit::{
            form::Form,
            frame::{Asked, Frame, Nav},
            page::{Page, page_with, see},
            visit::Visit,
        },
        language::words::Words,
    },
};

/// One entry of the bar.
pub struct Tab {
    pub path: &'static str,
    pub key: &'static str,
    pub current: bool,
}

/// The bar.
pub struct Tabs(pub Vec<Tab>);

impl Tabs {
    /// What the person may see, with the tab at `path` as the current one.
    #[must_use]
    pub fn of(frame: &Frame, path: &str) -> Self {
        let all = [
            ("/settings", "settings-organisation", true),
            ("/settings/people", "settings-people", true),
            ("/settings/departments", "nav-departments", true),
            ("/settings/brands", "settings-brands", true),
            ("/settings/policy", "settings-policy", true),
            ("/settings/api-keys", "settings-keys", frame.administers()),
            ("/settings/changes", "settings-changes", frame.reads_changes()),
        ];
        let seen = all.into_iter().filter(|(_, _, seen)| *seen);
        Self(seen.map(|(own, key, _)| Tab { path: own, key, current: own == path }).collect())
    }
}

/// The frame and the bar of a tab.
pub async fn framed(visit: &Visit, path: &str) -> Result<(Frame, Tabs)> {
    let asked = Asked::of(visit);
    let place = visit.read(move |reader| asked.place(reader)).await?;
    let frame = Frame::new(visit, Nav::Settings, place)?;
    let tabs = Tabs::of(&frame, path);
    Ok((frame, tabs))
}

/// Something that is asked before it is done, since it cannot be taken back.
#[derive(Template)]
#[template(path = "web/settings/confirm.html")]
pub struct ConfirmPage {
    pub w: Words,
    pub frame: Frame,
    pub tabs: Tabs,
    pub title: String,
    pub text: String,
    pub form: Form,
    pub action: String,
    pub verb: String,
    pub back: String,
}

/// A list of words as choices of a field.
#[must_use]
pub fn choices<T: std::fmt::Display>(w: Words, list: &str, all: &[T]) -> Vec<(String, String)> {
    all.iter().map(|word| (word.to_string(), w.word(list, word))).collect()
}

/// The languages, each in its own.
#[must_use]
pub fn languages() -> Vec<(String, String)> {
    Language::ALL.iter().map(|one| (one.to_string(), Words(*one).say("language-own"))).collect()
}

/// All time zones by area, with one that is stored although it is not offered.
#[must_use]
pub fn time_zones(w: Words, stored: &str) -> Vec<(String, Vec<(&'static str, String)>)> {
    let mut areas: Vec<(String, Vec<(&'static str, String)>)> = Vec::new();
    let odd =
        TimeZone::parse(stored).map(TimeZone::name).ok().filter(|name| !TimeZone::names().any(|one| one == *name));
    for name in odd.into_iter().chain(TimeZone::names()) {
        let (area, place) = name.split_once('/').unwrap_or(("Other", name));
        let label = w.word("area", area.to_ascii_lowercase());
        let place = place.replace('_', " ").replace('/', " \u{2013} ");
        match areas.last_mut().filter(|(last, _)| *last == label) {
            Some((_, names)) => names.push((name, place)),
            None => areas.push((label, vec![(name, place)])),
        }
    }
    areas
}

#[derive(Template)]
#[template(path = "web/settings/organisation.html")]
struct OrganisationPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    form: Form,
    languages: Vec<(String, String)>,
    zones: Vec<(String, Vec<(&'static str, String)>)>,
}

async fn render(visit: &Visit, status: StatusCode, form: Form) -> Page {
    let (frame, tabs) = framed(visit, "/settings").await?;
    let zones = time_zones(visit.words, form.value("time_zone"));
    let page = OrganisationPage { w: visit.words, frame, tabs, form, languages: languages(), zones };
    page_with(&visit.request, status, &page)
}

pub async fn show(visit: Visit) -> Page {
    let organisation = visit.read(organisations::show).await?;
    render(&visit, StatusCode::OK, Form::of(&organisation, visit.words)).await
}

pub async fn update(visit: Visit) -> Page {
    let form = visit.form().await?;
    let input = form.input();
    match visit.write(&form, move |tx| organisations::update(tx, &input)).await {
        Ok(_) => Ok(see("/settings?done=saved")),
        Err(error) => {
            let id = visit.ctx.organisation.to_string();
            let form = visit.refused(form, &error, "organisation", &id).await?;
            render(&visit, error.status(), form).await
        }
    }
}

/// Asks before something is done.
pub async fn confirm(
    visit: &Visit,
    status: StatusCode,
    tab: &str,
    asked: impl FnOnce(Frame, Tabs) -> ConfirmPage,
) -> Page {
    let (frame, tabs) = framed(visit, tab).await?;
    page_with(&visit.request, status, &asked(frame, tabs))
}
