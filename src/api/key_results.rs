//! Key results: the handlers. They answer with the key result and its current figures, the `KeyResultView` of
//! `app/key_results/views.rs`. Who may propose and confirm, and what changes to a promise need, is in
//! `app/key_results`. Confirming and cancelling are a PATCH of the state, not operations of their own. Check-ins are in
//! `api/check_ins`, scores in `api/scorecard`.

use super::kit::{
    answer::{Answer, AnswerWith, Tagged, created, derived, no_content, ok},
    call::AuthenticatedRequest,
    list::list as page,
};
use crate::app::key_results::{self, views::KeyResultView};

impl Tagged for KeyResultView {
    fn tag(&self) -> String {
        derived(self.stored.stamp.version, self.as_of.revision, self.as_of.day)
    }
}

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| key_results::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let key_result = call.command().await?;
    call.once(
        move |tx| key_results::create(tx, &key_result),
        |view| created(&format!("/key-results/{}", view.stored.id()), &view),
    )
    .await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("key_result_id")?;
    call.read(move |reader| key_results::show(reader, id)).await.answer_with(|view| ok(&view))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("key_result_id")?;
    let key_result = call.command().await?;
    call.write(move |tx| key_results::update(tx, id, &key_result)).await.answer_with(|view| ok(&view))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("key_result_id")?;
    call.write(move |tx| key_results::delete(tx, id)).await.answer_with(|()| no_content())
}
