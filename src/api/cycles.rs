//! Cycles: the handlers. PATCH moves a cycle from planned to active and back, but never closes it: closing is a POST,
//! done in `app/cycles/closing.rs`, and a closed cycle is read-only. These rules, and what is deleted together with a
//! cycle, are in `app/cycles`. The KPI targets of a cycle are in `api/kpis/targets.rs`, its scoring policy in
//! `api/scorecard/scoring_policy.rs`.

use super::kit::{
    answer::{Answer, AnswerWith, created_in, no_content, ok},
    call::AuthenticatedRequest,
    list::{list as page, list_until},
};
use crate::app::cycles::{self, closing, presets as offers};

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| cycles::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let cycle = call.command().await?;
    call.once(move |tx| cycles::create(tx, &cycle), |stored| created_in("/cycles", &stored)).await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("cycle_id")?;
    call.read(move |reader| cycles::show(reader, id)).await.answer_with(|stored| ok(&stored))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("cycle_id")?;
    let patch = call.command().await?;
    call.write(move |tx| cycles::update(tx, id, &patch)).await.answer_with(|stored| ok(&stored))
}

pub async fn close(call: AuthenticatedRequest) -> Answer {
    let id = call.id("cycle_id")?;
    let command = call.command().await?;
    call.once(move |tx| closing::close(tx, id, &command), |stored| ok(&stored)).await
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("cycle_id")?;
    call.write(move |tx| cycles::delete(tx, id)).await.answer_with(|()| no_content())
}

pub async fn presets(call: AuthenticatedRequest) -> Answer {
    let query = call.filter();
    call.read(move |reader| offers::list(reader, &query)).await.answer_with(|all| list_until(all, None))
}
