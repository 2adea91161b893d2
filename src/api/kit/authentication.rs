//! Authenticates the sender of a request. `authenticate` takes the bearer token out of the `Authorization` header;
//! `call.rs` runs it before every operation that is not anonymous. `app/sign_in/sessions.rs` checks whether the session
//! is still open, `app/sign_in/tokens.rs` whether the token is genuine; signing in and out is in `api/people/auth.rs`.

use actix_web::{HttpRequest, http::header::AUTHORIZATION};

use crate::{
    app::{
        App, Session, api_keys,
        error::{Code, Error, Result},
        sign_in::sessions,
    },
    domain::{context::Ctx, values::id::Id},
};

/// The sender of the request, by its bearer token: a person in a session, or a program with an API key.
pub async fn authenticate(app: &App, request: &HttpRequest, request_id: &str) -> Result<(Ctx, Option<Id<Session>>)> {
    let missing = || Error::new(Code::Unauthenticated, "error-send-a-token");
    let value = request.headers().get(AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or_else(missing)?;
    let (scheme, token) = value.split_once(' ').ok_or_else(missing)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(missing());
    }
    let token = token.trim();
    if token.starts_with(api_keys::PREFIX) {
        return Ok((api_keys::authenticate(app, token, request_id).await?, None));
    }
    let (ctx, session) = sessions::authenticate(app, token, request_id.to_owned()).await?;
    Ok((ctx, Some(session)))
}
