//! Compresses answers for clients that accept gzip. The reference at `/api/docs` is compressed
//! only once, in `api/docs`. The other headers of answers are set in
//! `security_headers.rs`.

use actix_web::{
    HttpRequest, HttpResponse, HttpResponseBuilder,
    http::header::{AcceptEncoding, CONTENT_ENCODING, Encoding, Header, VARY},
};
use flate2::{Compression, write::GzEncoder};
use std::io::Write;

/// Whether the client accepts gzip, and prefers it at least as much as the plain body.
pub fn takes_gzip(request: &HttpRequest) -> bool {
    let ours = [Encoding::gzip(), Encoding::identity()];
    let chosen = AcceptEncoding::parse(request).ok().and_then(|accepted| accepted.negotiate(ours.iter()));
    chosen == Some(Encoding::gzip())
}

/// The response with the body, compressed if the client accepts gzip.
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
