//! Rendering: a template's struct becomes an answer, compressed where the browser takes that, with a policy that lets the
//! page load nothing but what comes from here. What every page has around its content is in `frame.rs`.
//! What failed is told in `web/kit/failure`.

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY},
    },
};
use askama::Template;

use super::failure::Failure;
use crate::{app::error::Error, http::compression::compressed};

/// What a page's handler answers.
pub type Page = Result<HttpResponse, Failure>;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The page.
pub fn page(request: &HttpRequest, template: &impl Template) -> Page {
    page_with(request, StatusCode::OK, template)
}

/// The page, with a status that tells browsers and tests what became of the request.
pub fn page_with(request: &HttpRequest, status: StatusCode, template: &impl Template) -> Page {
    let html = template.render().map_err(Error::internal)?;
    let mut response = HttpResponse::build(status);
    response.insert_header((CONTENT_TYPE, "text/html; charset=utf-8"));
    response.insert_header((CONTENT_SECURITY_POLICY, POLICY));
    response.insert_header((REFERRER_POLICY, "same-origin"));
    Ok(compressed(request, response, html.as_bytes()))
}

/// Sends the browser on, to read what became of a form.
pub fn redirect(address: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address.as_ref())).finish()
}

impl Error {
    /// The status that a form answers when it was refused.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
