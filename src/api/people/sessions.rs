//! One's own sessions, of browsers and of tokens: the handlers. Another person's cannot be seen nor ended here;
//! deactivating somebody or setting a new password ends theirs. How sessions begin is in `api/kit/auth.rs`, the rules
//! are in `app/sign_in/visits.rs`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, no_content},
        call::Call,
        list::list_until,
    },
    app::sign_in::visits,
};

pub async fn list(call: Call) -> Answer {
    let current = call.session()?;
    call.read(move |reader| visits::list(reader, current)).await.answer_with(|sessions| list_until(sessions, None))
}

pub async fn delete(call: Call) -> Answer {
    let id = call.id("session_id")?;
    visits::end(&call.app, call.ctx.clone(), id).await.answer_with(|()| no_content())
}

pub async fn delete_all(call: Call) -> Answer {
    visits::end_all(&call.app, call.ctx.clone()).await.answer_with(|()| no_content())
}
