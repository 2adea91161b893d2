//! Accepting an invitation: the handler. It is anonymous, since the token in the path is the only proof; a wrong, used
//! or expired token gives 404. Inviting somebody again is in `users.rs`; the rules for the token and the new password
//! are in `app/people/users.rs`.

use uuid::Uuid;

use crate::{
    api::kit::{
        answer::{Answer, KeptAnswer, Reply, ok},
        call::AnonymousRequest,
    },
    app::people::users,
};

pub async fn accept(anyone: AnonymousRequest) -> Answer {
    let token: String = anyone.path("token")?;
    let input = anyone.command().await?;
    let attempt = anyone.attempt(Uuid::nil())?;
    let answer = |user| ok(&user).kept();
    let (address, request_id) = (anyone.address(), anyone.request_id.clone());
    let accepted = users::accept_invitation(&anyone.app, &token, input, address, request_id, attempt, answer);
    Ok(accepted.await.map(Reply::once)?)
}
