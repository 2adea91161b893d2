//! Check-ins: the handlers. The path also names the key result; a check-in of another key result gives 404. PATCH and
//! DELETE correct what was reported. Who may report or correct, and which fields each kind of measure takes, is in
//! `app/check_ins`; KPIs are measured in `api/kpis/measurements.rs`.

pub mod batches;

use super::kit::{
    answer::{Answer, AnswerWith, created_in, no_content, ok},
    call::AuthenticatedRequest,
    list::list as page,
};
use crate::app::check_ins;

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let key_result = call.id("key_result_id")?;
    let query = call.list()?;
    let listed = call.read(move |reader| check_ins::list(reader, key_result, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let key_result = call.id("key_result_id")?;
    let check_in = call.command().await?;
    call.once(
        move |tx| check_ins::create(tx, key_result, &check_in),
        move |stored| created_in(&format!("/key-results/{key_result}/check-ins"), &stored),
    )
    .await
}

pub async fn list_all(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| check_ins::list_all(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let (key_result, id) = (call.id("key_result_id")?, call.id("check_in_id")?);
    call.read(move |reader| check_ins::show(reader, key_result, id)).await.answer_with(|stored| ok(&stored))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let (key_result, id) = (call.id("key_result_id")?, call.id("check_in_id")?);
    let check_in = call.command().await?;
    call.write(move |tx| check_ins::update(tx, key_result, id, &check_in)).await.answer_with(|stored| ok(&stored))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let (key_result, id) = (call.id("key_result_id")?, call.id("check_in_id")?);
    call.write(move |tx| check_ins::delete(tx, key_result, id)).await.answer_with(|()| no_content())
}
