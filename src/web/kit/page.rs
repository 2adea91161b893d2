//! Rendering: a template's struct becomes an answer, compressed where the browser takes that, with a policy that lets the
//! page load nothing but what comes from here. What every page has around its content is in `frame.rs`.
//! What failed is told in `failure.rs`.

use std::io::Write;

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::{
        StatusCode,
        header::{
            ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, REFERRER_POLICY, VARY,
        },
    },
};
use askama::Template;
use flate2::{Compression, write::GzEncoder};

use super::{failure::Failure, stacked::levelled};
use crate::app::error::{Code, Error};

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
    let html = template.render().map_err(|error| Error::new(Code::Internal, error.to_string()))?;
    let html = levelled(html);
    let mut response = HttpResponse::build(status);
    response.insert_header((CONTENT_TYPE, "text/html; charset=utf-8"));
    response.insert_header((CONTENT_SECURITY_POLICY, POLICY));
    response.insert_header((REFERRER_POLICY, "same-origin"));
    Ok(compressed(request, response, html.as_bytes()))
}

/// The body, as small as the browser takes it.
pub fn compressed(request: &HttpRequest, mut response: HttpResponseBuilder, body: &[u8]) -> HttpResponse {
    response.insert_header((VARY, "Accept-Encoding"));
    let accepted = request.headers().get(ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !accepted.split(',').any(|coding| coding.trim().split(';').next() == Some("gzip")) {
        return response.body(body.to_vec());
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::new(5));
    match encoder.write_all(body).and_then(|()| encoder.finish()) {
        Ok(small) => response.insert_header((CONTENT_ENCODING, "gzip")).body(small),
        Err(_) => response.body(body.to_vec()),
    }
}

/// Sends the browser on, to read what became of a form.
pub fn see(address: impl AsRef<str>) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((LOCATION, address.as_ref())).finish()
}

impl Error {
    /// The status that a form answers when it was refused.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}
