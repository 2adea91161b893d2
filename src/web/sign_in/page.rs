//! Signing in and out. Signing in always starts a new session, so a session that somebody else planted in the browser
//! is dropped. The page that the reader wanted is kept as a parameter, as long as it is a path of ours. Without any
//! organisation, set-up comes first (`set_up.rs`).

use actix_web::http::StatusCode;
use askama::Template;

use super::signed_out::{self, Bound};
use crate::{
    app::{SignUp, organisations, sign_in::sessions},
    language::words::Words,
    web::kit::{
        assets::{ADDRESSES, Addresses},
        form::Form,
        page::{Page, page_now, redirect},
        visit::{Visit, Visitor, end_visit},
    },
};

#[derive(Template)]
#[template(path = "web/sign_in/page.html")]
struct SignInPage {
    w: Words,
    assets: &'static Addresses,
    theme: Option<&'static str>,
    form: Form,
    token: String,
    next: String,
    others: Vec<Words>,
    may_set_up: bool,
}

/// The path to go on to: the wanted one if it is ours, else the home page.
fn next_of(wanted: &str) -> &str {
    let ours =
        wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.contains(|c: char| c == '\\' || c.is_control());
    if ours { wanted } else { "/" }
}

fn render(visitor: &Visitor, status: StatusCode, form: Form, next: &str) -> Page {
    let bound = Bound::to(visitor)?;
    let page = SignInPage {
        w: visitor.words,
        assets: &ADDRESSES,
        theme: visitor.theme(),
        form,
        token: bound.token.clone(),
        next: next.to_owned(),
        others: visitor.words.others().collect(),
        may_set_up: visitor.app.sign_up == SignUp::Open,
    };
    let response = page_now(&visitor.request, status, &page)?;
    bound.keep(visitor, response)
}

pub async fn show(visitor: Visitor) -> Page {
    if !organisations::any(&visitor.app).await? {
        return Ok(redirect("/set-up"));
    }
    let next = visitor.asked("next").unwrap_or_default();
    render(&visitor, StatusCode::OK, Form::empty(visitor.words), next_of(&next))
}

pub async fn submit(visitor: Visitor) -> Page {
    let form = signed_out::form(&visitor).await?;
    let next = next_of(form.value("next")).to_owned();
    let devices = signed_out::devices(&visitor);
    match signed_out::signed_in(&visitor, form.input_without(&["next"]).command(), devices).await {
        Ok(cookies) => signed_out::redirect_with_session(&visitor, cookies, &next),
        Err(error) => render(&visitor, error.status(), form.refused(&error), &next),
    }
}

pub async fn leave(visit: Visit) -> Page {
    visit.form().await?;
    sessions::sign_out(&visit.app, visit.ctx.clone(), visit.session).await?;
    end_visit(&visit)
}
