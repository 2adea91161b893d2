//! Compresses answers for clients that accept gzip. The reference at `/api/docs` is compressed
//! only once, in `api/docs`. The other headers of answers are set in
//! `security_headers.rs`.

use std::io::Write;

use actix_web::{
    Error as ActixError, HttpRequest, HttpResponse, HttpResponseBuilder,
    body::{BoxBody, MessageBody},
    dev::{ServiceRequest, ServiceResponse},
    http::header::{AcceptEncoding, CONTENT_ENCODING, CONTENT_TYPE, Encoding, Header, HeaderValue, VARY},
    middleware::Next,
};
use flate2::{Compression, write::GzEncoder};

use super::{offload::offload_large, problem::Problem};

/// Whether the client accepts gzip, and prefers it at least as much as the plain body.
pub fn takes_gzip(request: &HttpRequest) -> bool {
    let ours = [Encoding::gzip(), Encoding::identity()];
    let chosen = AcceptEncoding::parse(request).ok().and_then(|accepted| accepted.negotiate(ours.iter()));
    chosen == Some(Encoding::gzip())
}

/// Bodies of fewer bytes are sent as they are.
const SMALL: usize = 1_024;

/// Middleware that compresses JSON, the problem documents included, for clients that accept gzip.
pub async fn middleware(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, ActixError> {
    let gzip = takes_gzip(request.request());
    let response = next.call(request).await?.map_into_boxed_body();
    let is_json =
        |kind: &HeaderValue| kind.as_bytes().starts_with(b"application/") && kind.as_bytes().ends_with(b"json");
    if !response.headers().get(CONTENT_TYPE).is_some_and(is_json) || response.headers().contains_key(CONTENT_ENCODING) {
        return Ok(response);
    }
    let (request, response) = response.into_parts();
    let (mut head, body) = response.into_parts();
    head.headers_mut().append(VARY, HeaderValue::from_static("Accept-Encoding"));
    let bytes = match body.try_into_bytes() {
        Ok(bytes) if gzip && bytes.len() >= SMALL => bytes,
        Ok(bytes) => return Ok(ServiceResponse::new(request, head.set_body(BoxBody::new(bytes)))),
        Err(body) => return Ok(ServiceResponse::new(request, head.set_body(body))),
    };
    let encoded = offload_large(bytes.len(), move || Encoded::new(bytes.to_vec(), true)).await.map_err(Problem)?;
    if encoded.gzip {
        head.headers_mut().insert(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Ok(ServiceResponse::new(request, head.set_body(BoxBody::new(encoded.bytes))))
}

/// A body, ready to be sent.
pub struct Encoded {
    bytes: Vec<u8>,
    gzip: bool,
}

impl Encoded {
    /// The body, compressed if `gzip`.
    #[must_use]
    pub fn new(body: Vec<u8>, gzip: bool) -> Self {
        if !gzip {
            return Self { bytes: body, gzip };
        }
        let mut encoder = GzEncoder::new(Vec::with_capacity(body.len() / 4), Compression::new(5));
        match encoder.write_all(&body).and_then(|()| encoder.finish()) {
            Ok(small) => Self { bytes: small, gzip },
            Err(_) => Self { bytes: body, gzip: false },
        }
    }

    /// The response with this body.
    pub fn respond(self, mut response: HttpResponseBuilder) -> HttpResponse {
        response.insert_header((VARY, "Accept-Encoding"));
        if self.gzip {
            response.insert_header((CONTENT_ENCODING, "gzip"));
        }
        response.body(self.bytes)
    }
}
