//! Middleware that renders errors as pages in the reader's language.
//! The cause of an internal error goes to the log with the request's id, which the page shows.
//! The error type is in `failure`.

use super::Failure;
use crate::{
    app::error::Error,
    http::{origin::Origin, request},
    language::words::Words,
    web::kit::{
        assets::{ADDRESSES, Addresses},
        page::page_now,
        visit::{Prolonged, words_of},
    },
};
use actix_web::{
    HttpMessage, HttpRequest, HttpResponse, Responder,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
};
use askama::Template;

#[derive(Template)]
#[template(path = "web/kit/failure/page.html")]
struct FailurePage<'a> {
    w: Words,
    assets: &'a Addresses,
    theme: Option<&'static str>,
    title: String,
    detail: String,
    /// The request id, to find an internal error in the log.
    request_id: Option<String>,
}

fn told(request: &HttpRequest, error: &Error) -> HttpResponse {
    let w = words_of(request);
    let request_id = request::id(request);
    if error.code.status() >= 500 {
        tracing::error!(request_id, cause = error.why(), "a page failed inside");
    }
    let key = format!("failure-{}", error.code.as_str()).replace('_', "-");
    let title = w.try_say(&key).unwrap_or_else(|| w.say("failure"));
    let detail = w.try_say(&format!("{key}-why")).unwrap_or_else(|| w.message(&error.message));
    let request_id = Some(request_id).filter(|_| error.code.status() >= 500);
    let theme = Origin::of(request).theme(request);
    let page = FailurePage { title, detail, request_id, w, assets: &ADDRESSES, theme };
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    page_now(request, status, &page).unwrap_or_else(|_| HttpResponse::build(status).finish())
}

/// Middleware for all pages: renders errors as pages, and renews the cookie of a session in use.
pub async fn middleware(
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

/// Handler for unknown addresses: an error page, or an empty 404 below `/api`, which the API turns into its own format.
pub async fn not_found(request: HttpRequest) -> impl Responder {
    if request.path().split('/').nth(1) == Some("api") {
        return HttpResponse::NotFound().finish();
    }
    told(&request, &Error::not_found())
}
