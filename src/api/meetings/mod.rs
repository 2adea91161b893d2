//! Meetings: the handlers, and those of everybody's confidence, which shows others' ratings only once the facilitator
//! has shown them. Blockers and decisions are collections of their own, in the files beside this one.
//! The rules are in `app/meetings`.

pub mod blockers;
pub mod confidence;
pub mod decisions;

use super::kit::{
    answer::{Answer, AnswerWith, created_in, no_content, ok},
    call::AuthenticatedRequest,
    list::list as page,
};
use crate::app::meetings;

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| meetings::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let meeting = call.command().await?;
    call.once(move |tx| meetings::create(tx, &meeting), |stored| created_in("/meetings", &stored)).await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("meeting_id")?;
    call.read(move |reader| meetings::show(reader, id)).await.answer_with(|stored| ok(&stored))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("meeting_id")?;
    let meeting = call.command().await?;
    call.write(move |tx| meetings::update(tx, id, &meeting)).await.answer_with(|stored| ok(&stored))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("meeting_id")?;
    call.write(move |tx| meetings::delete(tx, id)).await.answer_with(|()| no_content())
}
