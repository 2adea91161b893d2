//! Members of departments: the handlers. A seat is addressed by department and person, so PUT both adds and changes it.
//! The rule that only managers and above may lead is in `app/departments/members.rs`; people are in
//! `api/people/users.rs`, departments in `departments`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, no_content, replaced},
        call::AuthenticatedRequest,
        list::list as page,
    },
    app::departments::members,
};

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let department = call.id("department_id")?;
    let query = call.list()?;
    let listed = call.read(move |reader| members::list(reader, department, &query)).await?;
    page(&call, listed).await
}

pub async fn replace(call: AuthenticatedRequest) -> Answer {
    let (department, user) = (call.id("department_id")?, call.id("user_id")?);
    let input = call.command().await?;
    call.write(move |tx| members::replace(tx, department, user, &input)).await.answer_with(replaced)
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let (department, user) = (call.id("department_id")?, call.id("user_id")?);
    call.write(move |tx| members::delete(tx, department, user)).await.answer_with(|()| no_content())
}
