//! Signing in and out. A session is one row with the hash of its one valid refresh token; when an old refresh token is
//! used again the session ends, since one of its two holders must have stolen it; a made-up one ends nothing.
//! `authenticate` reads role, seats and whether the person is active at every request, so changes take effect at the
//! next one. Access tokens are in `tokens.rs`, passwords are set in `app/people/users.rs`, the rows are in
//! `store/people/sessions.rs`.

use chrono::Duration;

use super::{
    failed_sign_ins::{Source, Trial},
    secrets::Bearer,
    tokens::ACCESS_MINUTES,
};
use crate::{
    app::{
        App,
        error::{Code, Error, Result},
        input::{Command, Fields, Parsed},
    },
    domain::{
        context::Ctx,
        organisation::Tenant,
        people::{session::SessionKind, user::User},
        values::{
            id::Id,
            text::{Email, Password},
        },
    },
    store::{
        engine::{
            error::StoreError,
            tx::{Reader, Writer, new_id},
        },
        organisations,
        people::{
            email_addresses,
            sessions::{self, Session},
            users,
        },
    },
};

/// How long an unused session lasts, in days.
pub(in crate::app) const REFRESH_DAYS: i64 = 30;

/// The tokens of a sign-in.
pub struct SignedIn {
    pub access_token: String,
    pub refresh_token: String,
    /// The lifetime of the access token, in seconds.
    pub expires_in: i64,
}

/// A context for the look-ups before the actor is known.
pub(in crate::app) fn anonymous(app: &App, organisation: Tenant, request_id: &str) -> Ctx {
    Ctx::system(organisation, app.now(), request_id.to_owned())
}

/// The input of signing in: an e-mail address, and any text as its password.
#[derive(Clone)]
pub struct SignIn {
    pub email: Email,
    /// `None` when the text cannot be anybody's password.
    pub password: Option<Password>,
}

impl Command for SignIn {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (email, password) = (fields.required("email"), fields.with("password", None, password));
        Some(Self { email: email?, password: password? })
    }
}

#[derive(Clone)]
pub struct Refresh {
    pub token: String,
}

impl Command for Refresh {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let token = fields.with("refresh_token", None, |value, at| {
            let text = value.as_str().map(ToOwned::to_owned);
            if text.is_none() {
                at.wrong_type("fault-not-text");
            }
            text
        });
        Some(Self { token: token? })
    }
}

/// Signs a person in. Anonymous. Takes equally long for known and unknown addresses.
///
/// # Errors
/// `invalid`; `invalid_credentials`; `too_many_requests` after too many failures.
pub async fn sign_in(app: &App, sign_in: Parsed<SignIn>, source: Source, request_id: String) -> Result<SignedIn> {
    let (ctx, user_id, trial) = verified(app, &sign_in, &source, request_id).await?;
    let token = app.tokens.new_refresh(ctx.organisation, new_id(ctx.now))?;
    let session = opened(&ctx, user_id, SessionKind::Tokens, &token, None);
    begun(app, &ctx, session, trial).await?;
    signed_in(app, &ctx, user_id, &token)
}

/// Stores the session of somebody who has just proved who they are.
pub(in crate::app) async fn begun(app: &App, ctx: &Ctx, session: Session, trial: Trial) -> Result<()> {
    app.db
        .housekeeping(ctx.clone(), move |writer| {
            trial.succeeded(writer)?;
            sessions::insert(writer, &session).map_err(Error::from)
        })
        .await
}

/// The person with this e-mail address and password, and the attempt.
///
/// # Errors
/// As `sign_in`.
pub(in crate::app) async fn verified(
    app: &App,
    sign_in: &Parsed<SignIn>,
    source: &Source,
    request_id: String,
) -> Result<(Ctx, Id<User>, Trial)> {
    let outcome = found(app, sign_in.validate_plain()?, source, &request_id).await;
    let sign_ins = &app.metrics.sign_ins;
    match &outcome {
        Ok(Some(_)) => sign_ins.succeeded.increment(1),
        Ok(None) => sign_ins.failed.increment(1),
        Err(error) if error.code == Code::TooManyRequests => sign_ins.throttled.increment(1),
        Err(_) => {}
    }
    outcome?.ok_or_else(|| Error::new(Code::InvalidCredentials, "error-invalid-credentials"))
}

/// As `verified`; does the same, and takes equally long, when there is nobody with this address.
async fn found(
    app: &App,
    SignIn { email, password }: SignIn,
    source: &Source,
    request_id: &str,
) -> Result<Option<(Ctx, Id<User>, Trial)>> {
    let nowhere = anonymous(app, new_id(app.now()), request_id);
    let sought = email.clone();
    let known = app.db.read(nowhere, move |reader| email_addresses::get(reader, &sought).map_err(Error::from)).await?;
    let trial = Trial::of_sign_in(app, &email, known.map(|(_, id)| id), source, request_id);
    trial.begin().await?;
    let (organisation, id) = known.unwrap_or_else(|| (new_id(app.now()), new_id(app.now())));
    let ctx = anonymous(app, organisation, request_id);
    let hash = app.db.read(ctx.clone(), move |reader| active(reader, id)).await?;
    let right = app.passwords.verify(password, hash, trial.clone()).await?;
    Ok(right.then_some((ctx, id, trial)))
}

/// Parses the password of a sign-in. Any text is accepted: one that could never be set is simply wrong.
fn password(value: &serde_json::Value, at: &mut crate::app::input::At<'_>) -> Option<Option<Password>> {
    let Some(text) = value.as_str() else {
        at.wrong_type("fault-not-text");
        return None;
    };
    Some(Password::parse(text).ok())
}

/// The password hash of a person who is there, active, and has a password.
fn active(reader: &mut Reader<'_>, id: Id<User>) -> Result<Option<String>> {
    match users::find(reader, id) {
        Ok(user) if user.active => Ok(users::password_hash(reader, id)?),
        Ok(_) | Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}

/// A session with its first token; does not store it.
pub(in crate::app) fn opened(
    ctx: &Ctx,
    user_id: Id<User>,
    kind: SessionKind,
    token: &Bearer<Session>,
    user_agent: Option<String>,
) -> Session {
    Session {
        id: token.id,
        user_id,
        token_hash: token.hash(),
        created_at: ctx.now,
        expires_at: ctx.now + Duration::days(REFRESH_DAYS),
        kind,
        user_agent,
        seen_at: None,
        previous_at: None,
    }
}

fn signed_in(app: &App, ctx: &Ctx, user_id: Id<User>, token: &Bearer<Session>) -> Result<SignedIn> {
    Ok(SignedIn {
        access_token: app.tokens.issue(ctx.organisation, user_id, token.id, ctx.now)?,
        refresh_token: token.encode(),
        expires_in: ACCESS_MINUTES * 60,
    })
}

/// Exchanges a refresh token for new tokens. Anonymous.
///
/// # Errors
/// `invalid`; `invalid_token` when the token is unknown, used already or expired.
pub async fn refresh(app: &App, refresh: Parsed<Refresh>, request_id: String) -> Result<SignedIn> {
    let Refresh { token: text } = refresh.validate_plain()?;
    let refused = || Error::new(Code::InvalidToken, "error-refresh-token");
    let old = Bearer::<Session>::decode(&text).ok_or_else(refused)?;
    let new = app.tokens.new_refresh(old.organisation, old.id)?;
    let ctx = anonymous(app, old.organisation, &request_id);
    let (presented, new_hash) =
        (SentRefreshToken { id: old.id, hash: old.hash(), issued: app.tokens.issued(&old) }, new.hash());
    let user_id = app.db.housekeeping(ctx.clone(), move |writer| rotated(writer, &presented, &new_hash)).await?;
    signed_in(app, &ctx, user_id.ok_or_else(refused)?, &new)
}

/// A refresh token as somebody sent it.
struct SentRefreshToken {
    id: Id<Session>,
    hash: Vec<u8>,
    /// Whether it was valid once.
    issued: bool,
}

/// Replaces the token by the new one. `None` when it is not the valid one: the session ends then if it once was.
fn rotated(writer: &mut Writer<'_>, old: &SentRefreshToken, new: &[u8]) -> Result<Option<Id<User>>> {
    let now = writer.ctx().now;
    let session = sessions::get(writer, old.id)?.filter(|session| session.kind == SessionKind::Tokens);
    let Some(session) = session else { return Ok(None) };
    let alive = session.expires_at > now && users::find(writer, session.user_id)?.active;
    if alive && sessions::rotate(writer, old.id, &old.hash, new, now + Duration::days(REFRESH_DAYS))? {
        return Ok(Some(session.user_id));
    }
    if old.issued {
        sessions::end(writer, old.id)?;
    }
    Ok(None)
}

/// Ends a session.
///
/// # Errors
/// Those of the database.
pub async fn sign_out(app: &App, ctx: Ctx, session: Id<Session>) -> Result<()> {
    app.db.housekeeping(ctx, move |writer| sessions::end(writer, session).map_err(Error::from)).await
}

/// The context of a request with this access token. Role, seats and whether the person is active are read now, not
/// taken from the token.
///
/// # Errors
/// `unauthenticated`.
pub async fn authenticate(app: &App, token: &str, request_id: String) -> Result<(Ctx, Id<Session>)> {
    let claims = app.tokens.check(token, app.now())?;
    let caller = app.db.caller(claims.org, claims.sid).await?;
    let caller = caller
        .filter(|caller| caller.active && caller.actor.user_id() == Some(claims.sub))
        .ok_or_else(|| Error::new(Code::Unauthenticated, "error-session-ended"))?;
    let ctx = Ctx::new(caller.actor, claims.org, caller.time_zone, app.now(), request_id);
    Ok((Ctx { seen: Some(caller.revision), ..ctx }, claims.sid))
}

/// Deletes the sessions of an organisation that have expired; answers how many they were.
///
/// # Errors
/// Those of the database.
pub async fn delete_expired(app: &App, organisation: Tenant) -> Result<usize> {
    let ctx = anonymous(app, organisation, "");
    let now = ctx.now;
    app.db.housekeeping(ctx, move |writer| sessions::delete_expired(writer, now).map_err(Error::from)).await
}

/// Checks that the database answers, and accepts writes.
///
/// # Errors
/// `unavailable`.
pub async fn ping(app: &App, request_id: &str) -> Result<()> {
    let nowhere = anonymous(app, new_id(app.now()), request_id);
    app.db.is_in_place().await?;
    let read = app.db.read(nowhere, |reader| organisations::all(reader).map(drop).map_err(Error::from)).await;
    read.map_err(|error| Error::from(StoreError::Unavailable(error.why())))?;
    Ok(app.db.takes_writes().await?)
}
