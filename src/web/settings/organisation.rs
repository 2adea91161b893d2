//! Settings, the organisation itself: name, language, time zone, the beginning of its fiscal year.
//! People who may not change them can still read them.
//! The bar of tabs is in `tabs.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use super::tabs::{Tabs, framed};
use crate::{
    app::organisations,
    language::words::Words,
    web::{
        kit::{
            form::Form,
            frame::{Frame, Nav},
            page::{Page, page_with, redirect},
            visit::Visit,
        },
        parts::choices::{languages, time_zones},
    },
};

#[derive(Template)]
#[template(path = "web/settings/organisation.html")]
struct OrganisationPage {
    w: Words,
    frame: Frame,
    tabs: Tabs,
    form: Form,
    languages: Vec<(String, String)>,
    zones: Vec<(String, Vec<(&'static str, String)>)>,
    /// The months with which a fiscal year can begin.
    months: Vec<(String, String)>,
}

async fn render(visit: &Visit, status: StatusCode, form: Form) -> Page {
    let (frame, tabs) = framed(visit, "/settings").await?;
    let zones = time_zones(visit.words, form.value("time_zone"));
    let months = (1..=12).map(|month: u32| (month.to_string(), visit.words.word("month", month))).collect();
    let page = OrganisationPage { w: visit.words, frame, tabs, form, languages: languages(), zones, months };
    page_with(&visit.request, status, page).await
}

pub async fn show(visit: Visit) -> Page {
    let organisation = visit.read(organisations::show).await?;
    render(&visit, StatusCode::OK, Form::of(&organisation, visit.words)).await
}

pub async fn update(visit: Visit) -> Page {
    let form = visit.form().await?;
    let input = form.command();
    match visit.write(&form, move |tx| organisations::update(tx, &input)).await {
        Ok(_) => Ok(redirect("/settings?done=saved")),
        Err(error) => {
            let id = visit.ctx.organisation.to_string();
            let form = visit.refused(form, &error, "organisation", &id).await?;
            render(&visit, error.status(), form).await
        }
    }
}
