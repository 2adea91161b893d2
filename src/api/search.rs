//! Search: the handler. What is searched is in `app/search.rs`; the filters of single lists are in their own files.
//! The answer has the form of a list without further pages.

use super::{
    answer::{Answer, Told, list_until},
    call::Call,
};
use crate::app::search;

pub async fn show(call: Call) -> Answer {
    let query = call.query()?;
    call.read(move |reader| search::search(reader, &query)).await.told(|hits| list_until(hits, None))
}
