//! Which revision the organisation is at, so that an open page can tell that somebody changed something since it was loaded
//! (`live.js`). It is asked for every few seconds rather than held open, since a stream would outlive the program's end and
//! is held back by many proxies.
//! Other programs follow the change log by the API.

use actix_web::{
    HttpResponse,
    http::header::{CACHE_CONTROL, ContentType},
};

use super::{page::Page, visit::Visit};
use crate::app::organisations;

pub async fn revision(visit: Visit) -> Page {
    let revision = visit.read(organisations::revision).await?;
    let mut answer = HttpResponse::Ok();
    Ok(answer
        .content_type(ContentType::plaintext())
        .insert_header((CACHE_CONTROL, "no-store"))
        .body(revision.to_string()))
}
