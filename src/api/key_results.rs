//! Key results: the handlers. They answer with the key result and its current figures, the `KeyResultView` of
//! `app/key_results/views.rs`. Who may propose and confirm, and what changes to a promise need, is in
//! `app/key_results`. Confirming and cancelling are a PATCH of the state, not operations of their own. Check-ins are in
//! `api/check_ins`, scores in `api/scorecard`.

use serde::Serialize;

use super::kit::{
    answer::{Answer, AnswerWith, Tagged, created, derived, no_content, ok},
    call::AuthenticatedRequest,
    list::{list as page, list_until},
};
use crate::{
    app::{
        bulk_changes,
        key_results::{self, views::KeyResultView},
        listing::Listed,
        require,
    },
    domain::access::Action,
};

/// A key result with the address of its page.
#[derive(Serialize)]
struct KeyResultResource {
    #[serde(flatten)]
    view: KeyResultView,
    page_url: String,
}

impl KeyResultResource {
    fn new(view: KeyResultView, origin: &str) -> Self {
        let page_url = format!("{origin}/key-results/{}", view.stored.id());
        Self { view, page_url }
    }
}

impl Tagged for KeyResultResource {
    fn tag(&self) -> String {
        let KeyResultView { stored, as_of, .. } = &self.view;
        derived(stored.stamp.version, as_of.revision, as_of.day)
    }
}

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let Listed { items, next } = call.read(move |reader| key_results::list(reader, &query)).await?;
    let origin = call.origin();
    let items = items.into_iter().map(|view| KeyResultResource::new(view, &origin)).collect();
    page(&call, Listed { items, next }).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let key_result = call.command().await?;
    let origin = call.origin();
    call.once(
        move |tx| key_results::create(tx, &key_result),
        move |view| created(&format!("/key-results/{}", view.stored.id()), &KeyResultResource::new(view, &origin)),
    )
    .await
}

/// Changes several key results, all or none.
pub async fn change_many(call: AuthenticatedRequest) -> Answer {
    let bulk = call.command().await?;
    let origin = call.origin();
    call.once(
        move |tx| {
            let is_key = tx.ctx().actor.scopes.is_some();
            require(tx.ctx(), if is_key { Action::PlanAnywhere } else { Action::ProposeAnywhere })?;
            bulk_changes::change(tx, &bulk, key_results::update)
        },
        move |views| {
            let items: Vec<_> = views.into_iter().map(|view| KeyResultResource::new(view, &origin)).collect();
            list_until(items, None)
        },
    )
    .await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("key_result_id")?;
    let view = call.read(move |reader| key_results::show(reader, id)).await;
    view.answer_with(|view| ok(&KeyResultResource::new(view, &call.origin())))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("key_result_id")?;
    let key_result = call.command().await?;
    let view = call.write(move |tx| key_results::update(tx, id, &key_result)).await;
    view.answer_with(|view| ok(&KeyResultResource::new(view, &call.origin())))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("key_result_id")?;
    let deletion = call.filter();
    call.write(move |tx| key_results::delete(tx, id, &deletion)).await.answer_with(|()| no_content())
}
