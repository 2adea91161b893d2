//! The change log: the handler. Its cursor is not signed: it is the revision after which the next page begins, sent as
//! `after`, so a client may keep it for as long as it likes. The signed cursors of all other lists are in
//! `api/kit/cursor.rs`; the filters, and who may read the log, are in `app/changes.rs`.

use super::kit::{
    answer::{Answer, AnswerWith},
    call::AuthenticatedRequest,
    list::list_until,
};
use crate::app::changes;

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.filter()?;
    call.read(move |reader| changes::list(reader, &query))
        .await
        .answer_with(|(items, next)| list_until(items, next.map(|revision| revision.to_string())))
}
