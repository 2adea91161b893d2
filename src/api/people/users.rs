//! People: the handlers. The token of an invitation is shown once, when a person is added or invited again; only its
//! hash is stored. There is no DELETE: a person who leaves is deactivated by an update and may then be anonymised.
//! Accepting an invitation is in `invites.rs`, the caller's own data in `me.rs`, seats in departments in
//! `api/departments/members.rs`.

use serde::Serialize;

use crate::{
    api::kit::{
        answer::{Answer, AnswerWith, Tagged, created, ok, plain},
        call::AuthenticatedRequest,
        list::list as page,
    },
    app::people::{personal_data, reassignment, users},
    domain::{people::user::User, values::record::Stored},
};

#[derive(Serialize)]
struct InvitedUser {
    #[serde(flatten)]
    user: Stored<User>,
    invite_token: String,
}

impl Tagged for InvitedUser {
    fn tag(&self) -> String {
        self.user.tag()
    }
}

pub async fn list(call: AuthenticatedRequest) -> Answer {
    let query = call.list()?;
    let listed = call.read(move |reader| users::list(reader, &query)).await?;
    page(&call, listed).await
}

pub async fn create(call: AuthenticatedRequest) -> Answer {
    let input = call.command().await?;
    call.once(
        move |tx| users::create(tx, &input),
        |(user, invite_token)| created(&format!("/users/{}", user.id()), &InvitedUser { user, invite_token }),
    )
    .await
}

pub async fn show(call: AuthenticatedRequest) -> Answer {
    let id = call.id("user_id")?;
    call.read(move |reader| users::show(reader, id)).await.answer_with(|user| ok(&user))
}

pub async fn update(call: AuthenticatedRequest) -> Answer {
    let id = call.id("user_id")?;
    let input = call.command().await?;
    call.write(move |tx| users::update(tx, id, &input)).await.answer_with(|user| ok(&user))
}

pub async fn invite(call: AuthenticatedRequest) -> Answer {
    let id = call.id("user_id")?;
    call.once(move |tx| users::invite(tx, id), |(user, invite_token)| ok(&InvitedUser { user, invite_token })).await
}

pub async fn reassign(call: AuthenticatedRequest) -> Answer {
    let id = call.id("user_id")?;
    let input = call.command().await?;
    call.once(move |tx| reassignment::reassign(tx, id, &input), |moved| plain(&moved)).await
}

pub async fn export(call: AuthenticatedRequest) -> Answer {
    let id = call.id("user_id")?;
    call.once(move |tx| personal_data::export(tx, id), |data| plain(&data)).await
}

pub async fn anonymise(call: AuthenticatedRequest) -> Answer {
    let id = call.id("user_id")?;
    let tokens = call.app.tokens.clone();
    let answer = call.once(move |tx| personal_data::anonymise(tx, &tokens, id), |user| ok(&user)).await?;
    personal_data::scrub(&call.app).await;
    Ok(answer)
}
