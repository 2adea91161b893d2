//! Set-up: creates an organisation with its admin, who is signed in. The page is open while there is no organisation,
//! and after that only where sign-up is open to everybody. The home page leads from here to the first scorecard.
//! Signing in is in `page.rs`.

use actix_web::http::StatusCode;
use askama::Template;

use super::signed_out::{self, Bound};
use crate::{
    app::{
        SignUp,
        error::{Code, Result},
        idempotency::StoredAnswer,
        organisations,
    },
    language::words::Words,
    web::{
        kit::{
            assets::{ADDRESSES, Addresses},
            form::Form,
            page::{Page, page_now, redirect},
            visit::Visitor,
        },
        parts::choices::{languages, time_zones},
    },
};

#[derive(Template)]
#[template(path = "web/sign_in/set_up.html")]
struct SetUpPage {
    w: Words,
    assets: &'static Addresses,
    theme: Option<&'static str>,
    form: Form,
    token: String,
    others: Vec<Words>,
    /// Whether there is no organisation yet.
    first: bool,
    languages: Vec<(String, String)>,
    zones: Vec<(String, Vec<(&'static str, String)>)>,
}

async fn is_first(visitor: &Visitor) -> Result<bool> {
    organisations::any(&visitor.app).await.map(|any| !any)
}

fn render(visitor: &Visitor, status: StatusCode, form: Form, first: bool) -> Page {
    let bound = Bound::to(visitor)?;
    let w = visitor.words;
    let page = SetUpPage {
        w,
        assets: &ADDRESSES,
        theme: visitor.theme(),
        token: bound.token.clone(),
        others: w.others().collect(),
        first,
        languages: languages(),
        zones: time_zones(w, form.value("time_zone")),
        form,
    };
    let response = page_now(&visitor.request, status, &page)?;
    bound.keep(visitor, response)
}

pub async fn show(visitor: Visitor) -> Page {
    let first = is_first(&visitor).await?;
    if !first && visitor.app.sign_up == SignUp::Closed {
        return Ok(redirect("/sign-in"));
    }
    let zone = visitor.words.say("suggested-time-zone");
    let form = Form::empty(visitor.words).with("time_zone", &zone).with("language", visitor.words.code());
    render(&visitor, StatusCode::OK, form, first)
}

pub async fn submit(visitor: Visitor) -> Page {
    let form = signed_out::form(&visitor).await?;
    let nothing = |_| Ok(StoredAnswer::default());
    let (app, request_id) = (&visitor.app, visitor.request_id.clone());
    match organisations::sign_up(app, form.command(), request_id, None, nothing).await {
        Ok(_) => {
            let (email, password) = (form.value("admin/email"), form.value("admin/password"));
            signed_out::enter(&visitor, email, password, signed_out::devices(&visitor)).await
        }
        Err(error) if error.code == Code::SignupClosed => Ok(redirect("/sign-in")),
        Err(error) => {
            let first = is_first(&visitor).await?;
            let form = form.labelled("name", "organisation-name").labelled("admin/name", "your-name");
            render(&visitor, error.status(), form.refused(&error), first)
        }
    }
}
