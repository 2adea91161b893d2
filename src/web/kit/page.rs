//! Rendering: turns a template into a response, compressed if the browser accepts that, with a content security policy
//! that allows only resources from this server. The frame around the content is in `frame.rs`, error pages are in
//! `web/kit/failure`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY},
    },
};
use askama::Template;

use super::failure::Failure;
use crate::{
    app::error::Error,
    http::{
        compression::{Encoded, takes_gzip},
        offload::offload,
    },
};

/// What the handler of a page returns.
pub type Page = Result<HttpResponse, Failure>;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Renders a page with status 200.
pub async fn page(request: &HttpRequest, template: impl Template + Send + 'static) -> Page {
    page_with(request, StatusCode::OK, template).await
}

/// Renders a page with a status, which tells browsers and tests how the request went. Pages may hold long texts, so
/// the work is done off the worker.
pub async fn page_with(request: &HttpRequest, status: StatusCode, template: impl Template + Send + 'static) -> Page {
    let gzip = takes_gzip(request);
    Ok(respond(status, offload(move || rendered(&template, gzip)).await??))
}

/// Renders a short page at once.
pub fn page_now(request: &HttpRequest, status: StatusCode, template: &impl Template) -> Page {
    Ok(respond(status, rendered(template, takes_gzip(request))?))
}

fn rendered(template: &impl Template, gzip: bool) -> Result<Encoded, Error> {
    Ok(Encoded::new(template.render().map_err(Error::internal)?.into_bytes(), gzip))
}

fn respond(status: StatusCode, body: Encoded) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    response.insert_header((CONTENT_TYPE, "text/html; charset=utf-8"));
    response.insert_header((CONTENT_SECURITY_POLICY, POLICY));
    response.insert_header((REFERRER_POLICY, "same-origin"));
    body.respond(response)
}

/// The address, if it leads to a page of ours, or else the other one.
#[must_use]
pub fn inside<'a>(address: &'a str, other: &'a str) -> &'a str {
    let ours = address.starts_with('/') && !address.starts_with("//") && !address.contains(['\\', '\r', '\n']);
    if ours { address } else { other }
}

/// Redirects with 303 after a form was handled.
pub fn redirect(address: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address.as_ref())).finish()
}

impl Error {
    /// The status with which a refused form is shown again.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
