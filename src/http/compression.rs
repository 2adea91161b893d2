//! Bodies as small as the other side takes them.
//! Scorecards that are kept are compressed once, in `app/scorecards`.
//! Which headers an answer needs besides is in `security_headers.rs`.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{AcceptEncoding, CONTENT_ENCODING, Encoding, Header, VARY},
};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// Whether the other side takes gzip, and likes it no less than the plain body.
pub fn takes_gzip(request: &HttpRequest) -> bool {
    let ours = [Encoding::gzip(), Encoding::identity()];
    let chosen = AcceptEncoding::parse(request).ok().and_then(|accepted| accepted.negotiate(ours.iter()));
    chosen == Some(Encoding::gzip())
}

/// The body, as small as the browser takes it.
pub fn compressed(request: &HttpRequest, mut response: HttpResponseBuilder, body: &[u8]) -> HttpResponse {
    response.insert_header((VARY, "Accept-Encoding"));
    if !takes_gzip(request) {
        return response.body(body.to_vec());
    }
    let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::new(5));
    match encoder.write_all(body).and_then(|()| encoder.finish()) {
        Ok(small) => response.insert_header((CONTENT_ENCODING, "gzip")).body(small),
        Err(_) => response.body(body.to_vec()),
    }
}
