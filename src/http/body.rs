//! Reads the body of a request, within a limit of size and a limit of time; the framework alone would wait for slow
//! bodies for ever. Large bodies share a bounded amount of memory, so that many slow ones cannot take all of it. What
//! the bytes mean is parsed in `api/kit/call.rs` and `web/kit/form.rs`. The limits are defined only here.

use std::{future::poll_fn, pin::Pin, time::Duration};

use actix_web::{
    HttpMessage, HttpRequest,
    dev::Payload,
    http::header::{CONTENT_ENCODING, CONTENT_LENGTH},
    web::{Bytes, BytesMut},
};
use futures_core::Stream;
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::{Instant, timeout_at},
};

use crate::{
    app::error::{Code, Error, Result},
    domain::values::message::Message,
};

/// The largest body, in bytes.
pub const BODY_MAX: usize = 1_048_576;

/// How long a body may take to arrive, in seconds.
const BODY_SECONDS: u64 = 10;

/// Bodies of more bytes wait for room.
const SMALL: usize = 16_384;

/// What all larger bodies may hold together, in bytes, until their requests are answered. What is made of a body takes
/// several times as much.
static ROOM: Semaphore = Semaphore::const_new(4 * BODY_MAX);

/// How many larger bodies may wait for room; the framework holds a part of each meanwhile.
static WAITING: Semaphore = Semaphore::const_new(64);

/// The bytes of the body; empty if the payload was read before.
///
/// # Errors
/// `unsupported_media_type` when the body is encoded, `too_large`, `timeout`, `not_json` when it ends early,
/// `unavailable` when other large bodies take all room.
pub async fn read(request: &HttpRequest, payload: Option<Payload>) -> Result<Bytes> {
    if request.headers().get(CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(Error::new(Code::UnsupportedMediaType, "error-content-encoding"));
    }
    let header = request.headers().get(CONTENT_LENGTH);
    let declared: usize = header.and_then(|length| length.to_str().ok()?.parse().ok()).unwrap_or(0);
    if declared > BODY_MAX {
        return Err(too_large());
    }
    let Some(mut payload) = payload else { return Ok(Bytes::new()) };
    let deadline = Instant::now() + Duration::from_secs(BODY_SECONDS);
    let mut bytes = BytesMut::with_capacity(declared.min(SMALL));
    let mut room = None;
    while let Some(part) = timeout_at(deadline, poll_fn(|context| Pin::new(&mut payload).poll_next(context)))
        .await
        .map_err(|_| too_slow())?
    {
        let part = part.map_err(|error| {
            Error::new(Code::NotJson, Message::new("error-body-not-whole").with("why", error.to_string()))
        })?;
        let length = bytes.len() + part.len();
        if length > BODY_MAX {
            return Err(too_large());
        }
        if length > SMALL && room.is_none() {
            let whole = if declared > 0 { declared } else { BODY_MAX };
            room = Some(timeout_at(deadline, make_room(whole)).await.map_err(|_| no_room())??);
            bytes.reserve(whole);
        }
        bytes.extend_from_slice(&part);
    }
    if let Some(room) = room {
        request.extensions_mut().insert(room);
    }
    Ok(bytes.freeze())
}

/// Waits until the other large bodies leave room for so many bytes.
async fn make_room(bytes: usize) -> Result<SemaphorePermit<'static>> {
    let _waiting = WAITING.try_acquire().map_err(|_| no_room())?;
    let bytes = u32::try_from(bytes).map_err(Error::internal)?;
    ROOM.acquire_many(bytes).await.map_err(Error::internal)
}

fn too_large() -> Error {
    Error::new(Code::TooLarge, Message::new("error-body-too-large").with("max", BODY_MAX.to_string()))
}

fn too_slow() -> Error {
    Error::new(Code::Timeout, Message::new("error-body-too-slow").with("seconds", BODY_SECONDS.to_string()))
}

fn no_room() -> Error {
    Error::new(Code::Unavailable, "error-too-many-large-bodies")
}
