//! Search: the handler. What is searched is in `app/search`; the filters of the lists are with their resources. The
//! answer has the form of a list, so that programs can treat it as one, but there is only one page: to find more,
//! search for a more specific text.

use super::kit::{
    answer::{Answer, AnswerWith},
    call::AuthenticatedRequest,
    list::list_until,
};
use crate::app::search;

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let query = call.filter();
    call.read(move |reader| search::search(reader, &query)).await.answer_with(|found| list_until(found.hits, None))
}
