//! Signing in and out. The form is bound to an anonymous cookie; signing in gives the browser a new session, so that none
//! that somebody else has planted lives on. Where a reader wanted to go comes along, as long as it is a path of ours.

use actix_web::{HttpResponse, http::StatusCode};
use askama::Template;

use super::{
    assets::{ADDRESSES, Addresses},
    cookies::Purpose,
    form::Form,
    page::{Page, page_with, see},
    visit::{Visit, Visitor},
    words::Words,
};
use crate::app::{error::Result, sessions, visits};

const SESSION_DAYS: i64 = 30;

#[derive(Template)]
#[template(path = "web/sign_in.html")]
struct SignInPage {
    w: Words,
    assets: &'static Addresses,
    form: Form,
    token: String,
    next: String,
    other: Words,
}

/// A path of ours to go on to, or the first page.
fn next_of(wanted: &str) -> &str {
    let ours = wanted.starts_with('/') && !wanted.starts_with("//") && !wanted.contains(['\\', '\r', '\n']);
    if ours { wanted } else { "/" }
}

fn render(visitor: &Visitor, status: StatusCode, form: Form, next: &str) -> Page {
    let known = visitor.origin.read(&visitor.request, Purpose::Form).filter(|secret| secret.len() >= 16);
    let secret = match &known {
        Some(secret) => secret.clone(),
        None => fresh()?,
    };
    let token = visitor.token_for(&secret)?;
    let page = SignInPage {
        w: visitor.words,
        assets: &ADDRESSES,
        form,
        token,
        next: next.to_owned(),
        other: visitor.words.other(),
    };
    let mut response = page_with(&visitor.request, status, &page)?;
    if known.is_none() {
        let cookie = visitor.origin.set(Purpose::Form, secret, 1);
        response.add_cookie(&cookie).map_err(|error| failed(&error))?;
    }
    Ok(response)
}

fn fresh() -> Result<String> {
    let bytes = crate::app::secrets::random::<16>()?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

fn failed(error: &dyn std::fmt::Display) -> crate::app::error::Error {
    crate::app::error::Error::new(crate::app::error::Code::Internal, error.to_string())
}

pub async fn show(visitor: Visitor) -> Page {
    let next = visitor.asked("next").unwrap_or_default();
    render(&visitor, StatusCode::OK, Form::empty(visitor.words), next_of(&next))
}

pub async fn submit(visitor: Visitor) -> Page {
    let secret = visitor.origin.read(&visitor.request, Purpose::Form).unwrap_or_default();
    let form = visitor.form_bound_to(&secret).await?;
    let next = next_of(form.value("next")).to_owned();
    let input = form.input_without(&["next"]);
    let address = crate::http::request::address(&visitor.request, visitor.app.proxies);
    match visits::sign_in(&visitor.app, input, address, visitor.user_agent(), visitor.request_id.clone()).await {
        Ok(cookie) => begun(&visitor, cookie, &next),
        Err(error) => {
            let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::BAD_REQUEST);
            render(&visitor, status, form.refused(&error), &next)
        }
    }
}

/// The browser with its new session, sent on.
pub fn begun(visitor: &Visitor, cookie: String, next: &str) -> Page {
    let mut response = see(next);
    let cookies = [visitor.origin.set(Purpose::Session, cookie, SESSION_DAYS), visitor.origin.unset(Purpose::Form)];
    for cookie in &cookies {
        response.add_cookie(cookie).map_err(|error| failed(&error))?;
    }
    Ok(response)
}

pub async fn leave(visit: Visit) -> Page {
    visit.form().await?;
    sessions::sign_out(&visit.app, visit.ctx.clone(), visit.session).await?;
    Ok(left(&visit)?)
}

/// The browser without its session.
pub fn left(visitor: &Visitor) -> Result<HttpResponse> {
    let mut response = see("/sign-in");
    response.add_cookie(&visitor.origin.unset(Purpose::Session)).map_err(|error| failed(&error))?;
    Ok(response)
}
