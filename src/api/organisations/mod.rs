//! Sign-up: the handler. One request creates the organisation, its first admin and a brand of the same name;
//! `SignedUpView` shows all three. It does not sign the admin in; that is done in `api/people/auth.rs`. Whether sign-up
//! is open is decided in `app/organisations.rs`; reading and changing the caller's organisation is in `own.rs`.

pub mod own;

use serde::Serialize;
use uuid::Uuid;

use super::kit::{
    answer::{Answer, KeptAnswer, Reply, Tagged, created},
    call::AnonymousRequest,
};
use crate::{
    app::organisations::{self, SignedUp},
    domain::{brand::Brand, organisation::Organisation, people::user::User, values::record::Stored},
};

#[derive(Serialize)]
struct SignedUpView {
    organisation: Stored<Organisation>,
    user: Stored<User>,
    brand: Stored<Brand>,
}

impl Tagged for SignedUpView {
    fn tag(&self) -> String {
        self.organisation.tag()
    }
}

pub async fn create(anyone: AnonymousRequest) -> Answer {
    let input = anyone.command().await?;
    let attempt = anyone.attempt(Uuid::nil())?;
    let answer = |SignedUp { organisation, user, brand }| {
        created("/organisation", &SignedUpView { organisation, user, brand }).kept()
    };
    let signed_up = organisations::sign_up(&anyone.app, input, anyone.request_id.clone(), attempt, answer);
    Ok(signed_up.await.map(Reply::once)?)
}
