//! The organisation's revision, so that an open page (`live.js`) notices that somebody changed something since it was
//! loaded. Pages poll every few seconds, which does not prolong the session: an open stream would delay a shutdown, and
//! many proxies buffer it. Other programs follow the change log by the API.

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, ContentType},
};

use super::{page::Page, visit::Poll};
use crate::app::organisations;

pub async fn revision(Poll(visit): Poll) -> Page {
    let revision = visit.read(organisations::revision).await?;
    let mut answer = HttpResponse::Ok();
    Ok(answer
        .content_type(ContentType::plaintext())
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(revision.to_string()))
}
