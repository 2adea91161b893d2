//! Departments: the handlers. Only admins write here. A department that is still in use cannot be deleted, but archived
//! by an ordinary update; `app/departments` decides when either is refused. Members are in `members.rs`, a department's
//! scores in `api/scorecard`.

pub mod members;

use super::kit::{
    answer::{Answer, AnswerWith, created_in, no_content, ok},
    call::AuthenticatedRequest,
    list::list as page,
};
use crate::app::departments;

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| departments::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let input = call.command().await?;
    call.once(move |tx| departments::create(tx, &input), |stored| created_in("/departments", &stored)).await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("department_id")?;
    call.read(move |reader| departments::show(reader, id)).await.answer_with(|stored| ok(&stored))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("department_id")?;
    let input = call.command().await?;
    call.write(move |tx| departments::update(tx, id, &input)).await.answer_with(|stored| ok(&stored))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("department_id")?;
    let deletion = call.filter();
    call.write(move |tx| departments::delete(tx, id, &deletion)).await.answer_with(|()| no_content())
}
