//! The change log: the handler. Its cursor is not signed: it is the revision after which the next page begins, sent as
//! `after`, so a client may keep it for as long as it likes. The signed cursors of all other lists are in
//! `api/kit/cursor.rs`; the filters, and who may read the log, are in `app/changes.rs`.

use super::kit::{answer::Answer, call::AuthenticatedRequest, list::list_until};
use crate::app::changes;

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.filter();
    let (items, next) = call.read(move |reader| changes::list(reader, &query)).await?;
    let next = next.map(|revision| revision.to_string());
    let link = next.as_ref().map(|revision| call.page_at("after", revision));
    Ok(list_until(items, next)?.linked(link))
}
