//! Reads the body of a request, within a limit of size and a limit of time; the framework alone would wait for slow
//! bodies for ever. What the bytes mean is parsed in `api/kit/call.rs` and `web/kit/form.rs`. Both limits are defined
//! only here.

use std::{pin::Pin, time::Duration};

use actix_web::{
    HttpRequest,
    dev::Payload,
    http::header::{CONTENT_ENCODING, CONTENT_LENGTH},
    web::Bytes,
};

use crate::{
    app::error::{Code, Error, Result},
    domain::values::message::Message,
};

/// The largest body, in bytes.
pub const BODY_MAX: usize = 1_048_576;

/// How long a body may take to arrive, in seconds.
const BODY_SECONDS: u64 = 10;

/// The bytes of the body; empty if the payload was read before.
///
/// # Errors
/// `unsupported_media_type` when the body is encoded, `too_large`, `timeout`, `not_json` when it ends early.
pub async fn read(request: &HttpRequest, payload: Option<Payload>) -> Result<Bytes> {
    if request.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(Error::new(Code::UnsupportedMediaType, "error-content-encoding"));
    }
    let too_large =
        || Error::new(Code::TooLarge, Message::new("error-body-too-large").with("max", BODY_MAX.to_string()));
    let declared = request.headers().get(CONTENT_LENGTH);
    if declared.and_then(|length| length.to_str().ok()?.parse().ok()).is_some_and(|length: usize| length > BODY_MAX) {
        return Err(too_large());
    }
    let slow =
        |_| Error::new(Code::Timeout, Message::new("error-body-too-slow").with("seconds", BODY_SECONDS.to_string()));
    let payload = BodyOf(payload.unwrap_or(Payload::None));
    tokio::time::timeout(Duration::from_secs(BODY_SECONDS), actix_web::body::to_bytes_limited(payload, BODY_MAX))
        .await
        .map_err(slow)?
        .map_err(|_| too_large())?
        .map_err(|error| Error::new(Code::NotJson, Message::new("error-body-not-whole").with("why", error.to_string())))
}

/// Adapts a payload to `MessageBody`, so that it can be collected up to a limit.
struct BodyOf(Payload);

impl actix_web::body::MessageBody for BodyOf {
    type Error = actix_web::error::PayloadError;

    fn size(&self) -> actix_web::body::BodySize {
        actix_web::body::BodySize::Stream
    }

    fn poll_next(
        mut self: Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<std::result::Result<Bytes, Self::Error>>> {
        futures_core::Stream::poll_next(Pin::new(&mut self.0), context)
    }
}
