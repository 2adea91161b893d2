//! The caller's organisation: the handlers. The path has no id: the token names the organisation, so no other can be
//! asked for. Signing up is anonymous and is in `organisations`; who may change the organisation is in
//! `app/organisations.rs`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, ok},
        call::AuthenticatedRequest,
    },
    app::organisations,
};

pub async fn show(call: AuthenticatedRequest) -> Answer {
    call.read(organisations::show).await.answer_with(|organisation| ok(&organisation))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let input = call.command().await?;
    call.write(move |tx| organisations::update(tx, &input)).await.answer_with(|organisation| ok(&organisation))
}
