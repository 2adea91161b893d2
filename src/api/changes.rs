//! The change log: the handler.

use super::{
    answer::{Answer, Told, list_until},
    call::Call,
};
use crate::app::changes;

pub async fn list(call: Call) -> Answer {
    let query = call.query()?;
    call.read(move |reader| changes::list(reader, &query))
        .await
        .told(|(items, next)| list_until(items, next.map(|revision| revision.to_string())))
}
