//! Bodies as small as the other side takes them.
//! Scorecards that are kept are compressed once, in `app/scorecards`.
//! Which headers an answer needs besides is in `security_headers.rs`.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, VARY},
};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

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
