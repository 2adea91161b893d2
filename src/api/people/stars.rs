//! What the caller follows: the handlers. A star is set and taken away by kind and id, as often as one likes.
//! The rules are in `app/people/stars.rs`.
//! Lists of the API are not ordered by stars; pages are.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, no_content},
        call::AuthenticatedRequest,
        list::list_until,
    },
    app::people::stars,
};

pub async fn list(call: AuthenticatedRequest) -> Answer {
    call.read(stars::list).await.answer_with(|stars| list_until(stars, None))
}

pub async fn add(call: AuthenticatedRequest) -> Answer {
    let (kind, id) = (call.path("entity")?, call.path("entity_id")?);
    stars::add(&call.app, call.ctx.clone(), kind, id).await.answer_with(|()| no_content())
}

pub async fn remove(call: AuthenticatedRequest) -> Answer {
    let (kind, id) = (call.path("entity")?, call.path("entity_id")?);
    stars::remove(&call.app, call.ctx.clone(), kind, id).await.answer_with(|()| no_content())
}
