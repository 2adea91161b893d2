//! Sign-up: the handler.

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
