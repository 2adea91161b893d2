//! The caller's organisation: the handlers. There is no id in the path: the token says which one it
//! is, so another cannot even be asked for. Founding one is anonymous and lives in `organisations`;
//! who may change it is in `app/organisations.rs`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, ok},
        call::Call,
    },
    app::organisations,
};

pub async fn show(call: Call) -> Answer {
    call.read(organisations::show).await.answer_with(|organisation| ok(&organisation))
}

pub async fn update(call: Call) -> Answer {
    let input = call.command().await?;
    call.write(move |tx| organisations::update(tx, &input)).await.answer_with(|organisation| ok(&organisation))
}
