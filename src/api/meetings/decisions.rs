//! The handlers of decisions, across all meetings; the filters tell which.
//! The meetings are in `api/meetings/mod.rs`.
//! The rules are in `app/meetings/decisions.rs`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, created_in, no_content, ok},
        call::AuthenticatedRequest,
        list::list as page,
    },
    app::meetings::decisions,
};

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| decisions::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let decision = call.command().await?;
    call.once(move |tx| decisions::create(tx, &decision), |stored| created_in("/decisions", &stored)).await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("decision_id")?;
    call.read(move |reader| decisions::show(reader, id)).await.answer_with(|stored| ok(&stored))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("decision_id")?;
    let decision = call.command().await?;
    call.write(move |tx| decisions::update(tx, id, &decision)).await.answer_with(|stored| ok(&stored))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("decision_id")?;
    call.write(move |tx| decisions::delete(tx, id)).await.answer_with(|()| no_content())
}
