//! Accepting an invitation: the handler.

use super::{
    answer::{Answer, Told, ok},
    call::Anyone,
};
use crate::app::users;

pub async fn accept(anyone: Anyone) -> Answer {
    let token: String = anyone.path("token")?;
    let input = anyone.json().await?;
    users::accept_invitation(&anyone.app, &token, input, anyone.request_id.clone()).await.told(|user| ok(&user))
}
