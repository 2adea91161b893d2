//! The person who is signed in: the handlers. People may change their own name, language and password; only admins
//! change e-mail address, role and whether somebody is active, in `users.rs`. A new password ends all other sessions of
//! the person (`app/people/users.rs`). Signing in and out is in `auth.rs`.

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, no_content, ok},
        call::AuthenticatedRequest,
    },
    app::people::users,
};

pub async fn show(call: AuthenticatedRequest) -> Answer {
    call.read(users::me).await.answer_with(|user| ok(&user))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let input = call.command().await?;
    call.write(move |tx| users::update_me(tx, &input)).await.answer_with(|user| ok(&user))
}

pub async fn change_password(call: AuthenticatedRequest) -> Answer {
    let input = call.command().await?;
    users::change_password(&call.app, call.ctx.clone(), call.session()?, input).await.answer_with(|()| no_content())
}
