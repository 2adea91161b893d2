//! The views of lists that the caller keeps: the handlers. They are read and replaced as a whole.
//! The rules are in `app/people/saved_views.rs`.
//! Pages apply a view by the parameters of its list's address.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith},
        call::AuthenticatedRequest,
        list::list_until,
    },
    app::people::saved_views,
};

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let read = call.read(|reader| saved_views::list(reader, None)).await;
    read.answer_with(|views| list_until(views, None))
}

pub async fn replace(call: AuthenticatedRequest) -> Answer {
    let put = call.command().await?;
    saved_views::replace(&call.app, call.ctx.clone(), put).await.answer_with(|views| list_until(views, None))
}
