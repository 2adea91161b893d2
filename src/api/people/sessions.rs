//! The caller's own sessions, in browsers and with tokens: the handlers. Other people's sessions can be neither seen
//! nor ended here; deactivating a person, or a new password, ends theirs. Sessions begin in `auth.rs`; the rules are in
//! `app/sign_in/visits.rs`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, no_content},
        call::AuthenticatedRequest,
        list::list_until,
    },
    app::sign_in::visits,
};

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let current = call.session()?;
    call.read(move |reader| visits::list(reader, current)).await.answer_with(|sessions| list_until(sessions, None))
}

pub async fn delete(call: AuthenticatedRequest) -> Answer {
    let id = call.id("session_id")?;
    visits::end(&call.app, call.ctx.clone(), id).await.answer_with(|()| no_content())
}

pub async fn delete_all(call: AuthenticatedRequest) -> Answer {
    visits::end_all(&call.app, call.ctx.clone()).await.answer_with(|()| no_content())
}
