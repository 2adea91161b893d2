//! Sign-up: the handler. One request makes the organisation, its first admin and a brand of the same name, and
//! `SignedUpView` shows all three. Nobody is signed in by it: that is `auth.rs`. Whether sign-up is open is decided in
//! `app/organisations.rs`; reading and changing one's organisation is in `organisation.rs`.

use serde::Serialize;

use super::{
    answer::{Answer, Told, created},
    call::Anyone,
};
use crate::{
    app::organisations::{self, SignedUp},
    domain::{brand::Brand, organisation::Organisation, record::Stored, user::User},
};

#[derive(Serialize)]
struct SignedUpView {
    organisation: Stored<Organisation>,
    user: Stored<User>,
    brand: Stored<Brand>,
}

pub async fn create(anyone: Anyone) -> Answer {
    let input = anyone.json().await?;
    organisations::sign_up(&anyone.app, input, anyone.request_id.clone()).await.told(
        |SignedUp { organisation, user, brand }| created("/organisation", &SignedUpView { organisation, user, brand }),
    )
}
