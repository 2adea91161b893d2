//! Objectives: the handlers. They answer with the objective and its current figures, the `ObjectiveView` of
//! `app/objectives`, where the permissions are as well. Deleting an objective also deletes its key results, and is
//! refused when one of them has check-ins. Key results have paths of their own, in `key_results.rs`.

use super::kit::{
    answer::{Answer, AnswerWith, Tagged, created, derived, no_content, ok},
    call::AuthenticatedRequest,
    list::{list as page, list_until},
};
use crate::app::{
    bulk_changes,
    objectives::{self, ObjectiveView, allowed, duplicate},
};

impl Tagged for ObjectiveView {
    fn tag(&self) -> String {
        derived(self.stored.stamp.version, self.as_of.revision, self.as_of.day)
    }
}

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| objectives::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let objective = call.command().await?;
    call.once(
        move |tx| objectives::create(tx, &objective),
        |view| created(&format!("/objectives/{}", view.stored.id()), &view),
    )
    .await
}

pub async fn duplicate(call: AuthenticatedRequest) -> Answer {
    let id = call.id("objective_id")?;
    let asked = call.command().await?;
    call.once(
        move |tx| duplicate::duplicate(tx, id, &asked),
        |view| created(&format!("/objectives/{}", view.stored.id()), &view),
    )
    .await
}

/// Changes several objectives, all or none.
pub async fn change_many(call: AuthenticatedRequest) -> Answer {
    let bulk = call.command().await?;
    call.once(
        move |tx| {
            allowed::somewhere(tx.ctx()).check()?;
            bulk_changes::change(tx, &bulk, objectives::update)
        },
        |views| list_until(views, None),
    )
    .await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("objective_id")?;
    call.read(move |reader| objectives::show(reader, id)).await.answer_with(|view| ok(&view))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("objective_id")?;
    let objective = call.command().await?;
    call.write(move |tx| objectives::update(tx, id, &objective)).await.answer_with(|view| ok(&view))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("objective_id")?;
    let deletion = call.filter();
    call.write(move |tx| objectives::delete(tx, id, &deletion)).await.answer_with(|()| no_content())
}
