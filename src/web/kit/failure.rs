//! Why there is no page: an error told as a page in the reader's language, or another place to go to. The cause of what
//! failed inside goes to the log with the request's id, which the page then shows.
//! A form that was refused is no failure: it is shown again by its own page.

use std::cell::RefCell;

use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, Responder, ResponseError,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
};
use askama::Template;

use super::{
    assets::{ADDRESSES, Addresses},
    page::page_with,
    visit::{Prolonged, words_of},
};
use crate::{
    app::error::{Code, Error},
    http::request,
    web::language::words::Words,
};

/// A page that cannot be shown.
#[derive(Debug)]
pub enum Failure {
    Error(Box<Error>),
    Turned(RefCell<Option<Box<HttpResponse>>>, StatusCode),
}

impl Failure {
    /// Sends the browser elsewhere.
    pub fn turned(response: HttpResponse) -> Self {
        let status = response.status();
        Self::Turned(RefCell::new(Some(Box::new(response))), status)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Error(Box::new(error))
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Error(error) => f.write_str(&error.detail),
            Self::Turned(..) => f.write_str("turned"),
        }
    }
}

impl ResponseError for Failure {
    fn status_code(&self) -> StatusCode {
        match self {
            Self::Error(error) => {
                StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
            }
            Self::Turned(_, status) => *status,
        }
    }

    fn error_response(&self) -> HttpResponse {
        match self {
            Self::Error(_) => HttpResponse::build(self.status_code()).finish(),
            Self::Turned(response, status) => {
                response.take().map_or_else(|| HttpResponse::build(*status).finish(), |response| *response)
            }
        }
    }
}

#[derive(Template)]
#[template(path = "web/kit/failure.html")]
struct FailurePage<'a> {
    w: Words,
    assets: &'a Addresses,
    title: String,
    detail: String,
    /// By which the log tells what failed inside.
    request_id: Option<String>,
}

fn told(request: &HttpRequest, error: &Error) -> HttpResponse {
    let w = words_of(request);
    let request_id = request::id(request);
    if let Some(cause) = error.cause().filter(|_| error.code.status() >= 500) {
        tracing::error!(request_id, %cause, "a page failed inside");
    }
    let key = format!("failure-{}", error.code.as_str()).replace('_', "-");
    let title = w.try_say(&key).unwrap_or_else(|| w.say("failure"));
    let detail = w.try_say(&format!("{key}-why")).unwrap_or_else(|| w.error(error));
    let request_id = Some(request_id).filter(|_| error.code.status() >= 500);
    let page = FailurePage { title, detail, request_id, w, assets: &ADDRESSES };
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page_with(request, status, &page).unwrap_or_else(|_| HttpResponse::build(status).finish())
}

/// Goes around all pages: what failed is told as a page, and a session in use keeps its cookie.
pub async fn around(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse, actix_web::Error> {
    let mut response = next.call(request).await?.map_into_boxed_body();
    let prolonged = response.request().extensions_mut().remove::<Prolonged>();
    if let Some(Prolonged(cookie)) = prolonged
        && response.response().cookies().all(|set| set.name() != cookie.name())
    {
        response.response_mut().add_cookie(&cookie)?;
    }
    let failed = response.response().error().and_then(|error| match error.as_error::<Failure>() {
        Some(Failure::Error(error)) => Some(told(response.request(), error)),
        _ => None,
    });
    Ok(match failed {
        Some(page) => response.into_response(page),
        None => response,
    })
}

/// For addresses where there is nothing: a page for readers of pages; programs are told by the API's own form.
pub async fn nowhere(request: HttpRequest) -> impl Responder {
    if request.path().split('/').nth(1) == Some("api") {
        return HttpResponse::NotFound().finish();
    }
    told(&request, &Error::new(Code::NotFound, "There is nothing at this address."))
}
