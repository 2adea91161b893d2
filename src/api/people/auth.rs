//! Signing in and out of the API: an access token for ten minutes, and a refresh token that is exchanged for
//! the next one. Requests are authenticated in `api/kit/authentication.rs`; tokens are made and checked in
//! `app/sign_in`.

use crate::{
    api::kit::{
        answer::{Answer, no_content, plain},
        call::{AnonymousRequest, AuthenticatedRequest},
    },
    app::sign_in::{
        failed_sign_ins::Source,
        sessions::{self, SignedIn},
    },
};
use serde::Serialize;

#[derive(Serialize)]
struct TokensView {
    access_token: String,
    token_type: &'static str,
    expires_in: i64,
    refresh_token: String,
}

impl From<SignedIn> for TokensView {
    fn from(signed_in: SignedIn) -> Self {
        Self {
            access_token: signed_in.access_token,
            token_type: "Bearer",
            expires_in: signed_in.expires_in,
            refresh_token: signed_in.refresh_token,
        }
    }
}

pub async fn login(anyone: AnonymousRequest) -> Answer {
    let input = anyone.command().await?;
    let source = Source { address: anyone.address(), devices: None };
    let signed_in = sessions::sign_in(&anyone.app, input, source, anyone.request_id.clone()).await?;
    plain(&TokensView::from(signed_in))
}

pub async fn refresh(anyone: AnonymousRequest) -> Answer {
    let input = anyone.command().await?;
    let signed_in = sessions::refresh(&anyone.app, input, anyone.request_id.clone()).await?;
    plain(&TokensView::from(signed_in))
}

pub async fn logout(call: AuthenticatedRequest) -> Answer {
    sessions::sign_out(&call.app, call.ctx.clone(), call.session()?).await?;
    no_content()
}
