//! People: the handlers. The invitation's token is shown once, beside the person, when they are added or invited again;
//! only its hash is kept. There is no DELETE: who leaves is deactivated by an update, see `app/users.rs`. Accepting an
//! invitation is in `invites.rs`, one's own data in `me.rs`, seats in departments in `members.rs`.

use serde::Serialize;

use super::{
    answer::{Answer, Told, created, list as page, ok},
    call::Call,
};
use crate::{
    app::users,
    domain::{record::Stored, user::User},
};

#[derive(Serialize)]
struct InvitedUser {
    #[serde(flatten)]
    user: Stored<User>,
    invite_token: String,
}

pub async fn list(call: Call) -> Answer {
    let query = call.list_query()?;
    call.read(move |reader| users::list(reader, &query)).await.told(|listed| page(&call, listed))
}

pub async fn create(call: Call) -> Answer {
    let input = call.json().await?;
    call.write(move |tx| users::create(tx, &input))
        .await
        .told(|(user, invite_token)| created(&format!("/users/{}", user.id()), &InvitedUser { user, invite_token }))
}

pub async fn show(call: Call) -> Answer {
    let id = call.id("user_id")?;
    call.read(move |reader| users::show(reader, id)).await.told(|user| ok(&user))
}

pub async fn update(call: Call) -> Answer {
    let id = call.id("user_id")?;
    let input = call.json().await?;
    call.write(move |tx| users::update(tx, id, &input)).await.told(|user| ok(&user))
}

pub async fn invite(call: Call) -> Answer {
    let id = call.id("user_id")?;
    call.write(move |tx| users::invite(tx, id))
        .await
        .told(|(user, invite_token)| ok(&InvitedUser { user, invite_token }))
}
