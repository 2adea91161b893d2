//! The handlers of blockers, across all meetings; the filters tell which.
//! The meetings are in `api/meetings/mod.rs`.
//! The rules are in `app/meetings/blockers.rs`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, created_in, no_content, ok},
        call::AuthenticatedRequest,
        list::list as page,
    },
    app::meetings::blockers,
};

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| blockers::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let blocker = call.command().await?;
    call.once(move |tx| blockers::create(tx, &blocker), |stored| created_in("/blockers", &stored)).await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("blocker_id")?;
    call.read(move |reader| blockers::show(reader, id)).await.answer_with(|stored| ok(&stored))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("blocker_id")?;
    let blocker = call.command().await?;
    call.write(move |tx| blockers::update(tx, id, &blocker)).await.answer_with(|stored| ok(&stored))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("blocker_id")?;
    call.write(move |tx| blockers::delete(tx, id)).await.answer_with(|()| no_content())
}
