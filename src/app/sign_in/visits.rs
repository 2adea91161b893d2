//! Sessions of browsers, whose token is a cookie. Every request reads role, seats and whether the person is active, and
//! use by a person prolongs the session. The cookie cannot be exchanged for access tokens, and a refresh token cannot
//! open a page. Listing and ending a person's sessions of both kinds is here; passwords are checked in `sessions.rs`.

use chrono::{DateTime, Duration, TimeDelta, Utc};
use serde::Serialize;

use super::{
    devices,
    failed_sign_ins::Source,
    secrets::{self, Bearer},
    sessions::{REFRESH_DAYS, anonymous, begun, opened, verified},
};
use crate::{
    app::{
        App,
        error::{Code, Error, Result},
        input::Parsed,
        sign_in::sessions::SignIn,
    },
    domain::{
        context::Ctx,
        people::{session::SessionKind, user::User},
        values::{
            id::Id,
            record::{Stored, rfc3339, rfc3339_or_null},
        },
    },
    store::{
        engine::{
            error::StoreError,
            tx::{Reader, new_id},
        },
        organisations,
        people::{
            sessions::{self, Session},
            users,
        },
    },
};

/// The last use of a session is updated at most this often.
const SEEN_EVERY: TimeDelta = TimeDelta::minutes(5);
/// After a pause of this length a new visit begins.
const PAUSE: TimeDelta = TimeDelta::hours(1);
const USER_AGENT_MAX: usize = 300;

/// An authenticated request of a browser.
#[derive(Clone)]
pub struct AuthenticatedVisit {
    pub ctx: Ctx,
    pub session: Id<Session>,
    pub user: Stored<User>,
    /// The end of the visit before this one, in this session or in another.
    pub previous_at: Option<DateTime<Utc>>,
    /// Whether this request prolonged the session.
    pub prolonged: bool,
    /// Whether the organisation is led to its first score.
    pub guided: bool,
}

/// The values of the cookies that a browser gets when somebody signs in.
pub struct SignedInBrowser {
    pub session: String,
    pub devices: String,
}

/// One of a person's sessions.
#[derive(Debug, Clone, Serialize)]
pub struct OwnSession {
    pub id: Id<Session>,
    pub kind: SessionKind,
    pub user_agent: Option<String>,
    #[serde(serialize_with = "rfc3339")]
    pub created_at: DateTime<Utc>,
    #[serde(serialize_with = "rfc3339_or_null")]
    pub seen_at: Option<DateTime<Utc>>,
    #[serde(serialize_with = "rfc3339")]
    pub expires_at: DateTime<Utc>,
    /// Whether it is the session of this request.
    pub current: bool,
}

/// Signs a person in; returns the values of the cookies. Anonymous.
///
/// # Errors
/// As `sessions::sign_in`.
pub async fn sign_in(
    app: &App,
    sign_in: Parsed<SignIn>,
    source: Source,
    user_agent: Option<&str>,
    request_id: String,
) -> Result<SignedInBrowser> {
    let (ctx, user_id, trial) = verified(app, &sign_in, &source, request_id).await?;
    let user_agent = user_agent.map(|text| text.chars().filter(|c| !c.is_control()).take(USER_AGENT_MAX).collect());
    let token = Bearer::new(ctx.organisation, new_id(ctx.now))?;
    let session = opened(&ctx, user_id, SessionKind::Browser, &token, user_agent);
    let devices = devices::remembered(&app.tokens, source.devices.as_deref(), user_id)?;
    begun(app, &ctx, session, trial).await?;
    Ok(SignedInBrowser { session: token.encode(), devices })
}

/// Authenticates a request by its cookie, and prolongs the session if it `is_use` by a person, not a page that looks for
/// changes by itself.
///
/// # Errors
/// `unauthenticated` when the session has ended.
pub async fn authenticate(app: &App, cookie: &str, is_use: bool, request_id: String) -> Result<AuthenticatedVisit> {
    let token = Bearer::<Session>::decode(cookie).ok_or_else(ended)?;
    let ctx = anonymous(app, token.organisation, &request_id);
    let (id, presented, now) = (token.id, token.hash(), ctx.now);
    let mut visiting = app.db.read(ctx, move |reader| visiting(reader, id, &presented)).await?;
    visiting.prolonged &= is_use;
    if visiting.prolonged {
        let until = now + Duration::days(REFRESH_DAYS);
        let (ctx, previous_at) = (visiting.ctx.clone(), visiting.previous_at);
        app.db
            .housekeeping(ctx, move |writer| sessions::seen(writer, id, (now, previous_at), until).map_err(Error::from))
            .await?;
    }
    Ok(visiting)
}

fn ended() -> Error {
    Error::new(Code::Unauthenticated, "error-session-ended")
}

fn visiting(reader: &mut Reader<'_>, id: Id<Session>, presented: &[u8]) -> Result<AuthenticatedVisit> {
    let session = sessions::get(reader, id)?.filter(|session| {
        let alive = session.kind == SessionKind::Browser && session.expires_at > reader.ctx().now;
        alive && secrets::constant_time_eq(&session.token_hash, presented)
    });
    let session = session.ok_or_else(ended)?;
    let user = users::find(reader, session.user_id);
    let user = user.map_err(|error| if matches!(error, StoreError::NotFound) { ended() } else { error.into() })?;
    if !user.active {
        return Err(ended());
    }
    let organisation = organisations::find(reader)?;
    let (time_zone, guided) = (organisation.time_zone, organisation.guided);
    let actor = crate::app::people::users::actor(reader, &user)?;
    let ctx = Ctx { actor, time_zone, ..reader.ctx().clone() };
    let prolonged = session.seen_at.is_none_or(|seen| ctx.now - seen >= SEEN_EVERY);
    let previous_at = previous(reader, &session)?;
    Ok(AuthenticatedVisit { ctx, session: id, user, previous_at, prolonged, guided })
}

/// The end of the visit before the present one: of this session, or at its beginning of the one used last before.
fn previous(reader: &mut Reader<'_>, session: &Session) -> Result<Option<DateTime<Utc>>> {
    let now = reader.ctx().now;
    if let Some(seen) = session.seen_at {
        return Ok(if now - seen >= PAUSE { Some(seen) } else { session.previous_at });
    }
    let others = sessions::of_user(reader, session.user_id)?;
    Ok(others.iter().filter_map(|other| other.seen_at).filter(|seen| session.created_at - *seen >= PAUSE).max())
}

/// The caller's own sessions, the newest first.
///
/// # Errors
/// `forbidden` for an API key.
pub fn list(reader: &mut Reader<'_>, current: Id<Session>) -> Result<Vec<OwnSession>> {
    let now = reader.ctx().now;
    let mut own = sessions::of_user(reader, person(reader.ctx())?)?;
    own.retain(|session| session.expires_at > now);
    own.reverse();
    let view = |session: Session| OwnSession {
        id: session.id,
        current: session.id == current,
        kind: session.kind,
        user_agent: session.user_agent,
        created_at: session.created_at,
        seen_at: session.seen_at,
        expires_at: session.expires_at,
    };
    Ok(own.into_iter().map(view).collect())
}

/// Ends one of the caller's own sessions.
///
/// # Errors
/// `not_found` when it is another person's; `forbidden` for an API key.
pub async fn end(app: &App, ctx: Ctx, id: Id<Session>) -> Result<()> {
    let own = person(&ctx)?;
    app.db
        .housekeeping(ctx, move |writer| {
            let session = sessions::get(writer, id)?.filter(|session| session.user_id == own);
            sessions::end(writer, session.ok_or_else(Error::not_found)?.id).map_err(Error::from)
        })
        .await
}

/// Ends all of the caller's own sessions.
///
/// # Errors
/// `forbidden` for an API key.
pub async fn end_all(app: &App, ctx: Ctx) -> Result<()> {
    let own = person(&ctx)?;
    app.db.housekeeping(ctx, move |writer| sessions::end_all(writer, own, None).map_err(Error::from)).await
}

fn person(ctx: &Ctx) -> Result<Id<User>> {
    ctx.actor.user_id().ok_or_else(|| Error::forbidden("error-api-key-is-no-person"))
}
