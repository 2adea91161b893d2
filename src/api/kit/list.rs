//! Pages of lists as answers, with the cursor of the next page.
//! What a list is asked for is read in `call.rs`, cursors are sealed in `cursor.rs`.
//! Single resources are answered in `answer.rs`.

use super::{
    answer::{Answer, plain},
    call::Call,
    cursor,
};
use crate::app::listing::Listed;
use serde::Serialize;

#[derive(Serialize)]
struct List<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

/// A page of a list with the cursor of the next.
pub fn list<T: Serialize>(call: &Call, listed: Listed<T>) -> Answer {
    let next_cursor = listed.next.map(|key| cursor::close(&call.app.tokens, &call.scope(), &key));
    plain(&List { items: listed.items, next_cursor })
}

/// A page of a list whose cursor is plain.
pub fn list_until<T: Serialize>(items: Vec<T>, next_cursor: Option<String>) -> Answer {
    plain(&List { items, next_cursor })
}
