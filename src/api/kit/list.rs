//! Answers with a page of a list and the cursor of the next page. The query of a list is read in
//! `call.rs`, cursors are signed in `cursor.rs`; answers with a single resource are in
//! `answer.rs`.

use super::{
    answer::{Answer, plain},
    call::AuthenticatedRequest,
    cursor,
};
use crate::{app::listing::Listed, http::offload::offload};
use serde::Serialize;

#[derive(Serialize)]
struct List<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

/// Answers with a page of a list and a signed cursor of the next one.
pub async fn list<T: Serialize + Send + 'static>(call: &AuthenticatedRequest, listed: Listed<T>) -> Answer {
    let next_cursor = listed.next.map(|key| cursor::close(&call.app.tokens, &call.scope(), &key));
    let next = next_cursor.as_ref().map(|cursor| call.page_at("cursor", cursor));
    let list = List { items: listed.items, next_cursor };
    Ok(offload(move || plain(&list)).await??.linked(next))
}

/// Answers with a page of a list whose cursor is not signed.
pub fn list_until<T: Serialize>(items: Vec<T>, next_cursor: Option<String>) -> Answer {
    plain(&List { items, next_cursor })
}
