//! Limits failed sign-ins, so that nobody can try many passwords and no stranger can lock somebody out. Failures count
//! against an account in one network, a network, and an account altogether; in a browser that its owner has signed in
//! with before (`devices.rs`) only against that browser, and for a changed password only against the session. All nodes
//! share the counts, by keyed hashes in `store/people/failed_sign_ins.rs`. `passwords.rs` checks and counts an attempt;
//! the address of a request is found in `http/request.rs`.

use std::net::IpAddr;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{devices, tokens::Tokens};
use crate::{
    app::{
        App,
        error::{Code, Error, Result},
    },
    domain::{
        context::Ctx,
        people::user::User,
        values::{id::Id, text::Email},
    },
    store::{
        engine::{db::Db, tx::Writer},
        people::{
            failed_sign_ins::{self, Subject},
            sessions::Session,
        },
    },
};

/// How long a failure counts.
const WINDOW: TimeDelta = TimeDelta::minutes(15);
/// The failures after which an account, a browser that its owner has used before, or a session has to wait.
const OF_ONE: usize = 10;
/// The failures after which a network, or an account that is tried from many networks, has to wait.
const OF_MANY: usize = 100;

/// Where a sign-in comes from.
#[derive(Debug, Clone, Default)]
pub struct Source {
    pub address: Option<IpAddr>,
    /// The browser's cookie of known devices.
    pub devices: Option<String>,
}

/// What failures count against, and how many are too many.
#[derive(Debug, Clone)]
struct Counter {
    subject: Subject,
    limit: usize,
    /// Whether a success forgives the failures.
    forgiven: bool,
}

/// An attempt to prove who one is by a password.
#[derive(Clone)]
pub struct Trial {
    db: Db,
    ctx: Ctx,
    counters: Vec<Counter>,
}

impl Trial {
    /// A sign-in; `user` is whom the address belongs to, if anybody.
    #[must_use]
    pub fn of_sign_in(app: &App, email: &Email, user: Option<Id<User>>, source: &Source, request_id: &str) -> Self {
        let cookie = source.devices.as_deref();
        let device = user.zip(cookie).and_then(|(user, cookie)| devices::known(&app.tokens, cookie, user));
        let counters = match device {
            Some(device) => vec![Counter::of(&app.tokens, OF_ONE, true, &[b"device", &device])],
            None => of_stranger(&app.tokens, email, source.address),
        };
        Self { db: app.db.clone(), ctx: nowhere(app, request_id), counters }
    }

    /// Somebody signed in who gives their password again.
    #[must_use]
    pub fn of_session(app: &App, session: Id<Session>, request_id: &str) -> Self {
        let counter = Counter::of(&app.tokens, OF_ONE, true, &[b"session", session.uuid().as_bytes()]);
        Self { db: app.db.clone(), ctx: nowhere(app, request_id), counters: vec![counter] }
    }

    /// # Errors
    /// `too_many_requests`, with the seconds until the next try, after too many failures.
    pub async fn begin(&self) -> Result<()> {
        let subjects: Vec<Subject> = self.counters.iter().map(|counter| counter.subject.clone()).collect();
        let (ctx, now) = (self.ctx.clone(), self.ctx.now);
        let read = self.db.read(ctx, move |reader| {
            failed_sign_ins::since(reader, subjects.clone(), now - WINDOW).map_err(Error::from)
        });
        let failures = read.await?;
        let until = self.counters.iter().filter_map(|counter| counter.closed_until(&failures)).max();
        until.map_or(Ok(()), |until| Err(refused(until - now)))
    }

    /// Counts the attempt as failed.
    ///
    /// # Errors
    /// Those of the database.
    pub async fn failed(&self) -> Result<()> {
        let subjects: Vec<Subject> = self.counters.iter().map(|counter| counter.subject.clone()).collect();
        self.db
            .housekeeping(self.ctx.clone(), move |writer| failed_sign_ins::add(writer, &subjects).map_err(Error::from))
            .await
    }

    /// Forgives the earlier failures of whoever has now succeeded, but not those of a network, nor those against an
    /// account from everywhere.
    ///
    /// # Errors
    /// Those of the database.
    pub fn succeeded(&self, writer: &mut Writer<'_>) -> Result<()> {
        let forgiven = self.counters.iter().filter(|counter| counter.forgiven);
        Ok(failed_sign_ins::forget(writer, forgiven.map(|counter| counter.subject.clone()).collect())?)
    }
}

impl Counter {
    fn of(tokens: &Tokens, limit: usize, forgiven: bool, parts: &[&[u8]]) -> Self {
        Self { subject: tokens.seal_failures(parts), limit, forgiven }
    }

    /// When the next try is allowed, after too many failures.
    fn closed_until(&self, failures: &[(Subject, DateTime<Utc>)]) -> Option<DateTime<Utc>> {
        let own: Vec<_> = failures.iter().filter(|(subject, _)| *subject == self.subject).map(|(_, at)| *at).collect();
        let last_to_lapse = own.len().checked_sub(self.limit)?;
        own.get(last_to_lapse).map(|at| *at + WINDOW)
    }
}

/// The counters of a browser or program that nobody knows.
fn of_stranger(tokens: &Tokens, email: &Email, address: Option<IpAddr>) -> Vec<Counter> {
    let (account, network) = (email.as_str().as_bytes(), network(address));
    vec![
        Counter::of(tokens, OF_ONE, true, &[b"account in network", account, &network]),
        Counter::of(tokens, OF_MANY, false, &[b"network", &network]),
        Counter::of(tokens, OF_MANY, false, &[b"account", account]),
    ]
}

/// The network of an address: an IPv4 address, or the /64 of an IPv6 address, which one customer has all of.
fn network(address: Option<IpAddr>) -> Vec<u8> {
    match address.map(|address| address.to_canonical()) {
        Some(IpAddr::V4(address)) => address.octets().to_vec(),
        Some(IpAddr::V6(address)) => address.octets().into_iter().take(8).collect(),
        None => Vec::new(),
    }
}

fn refused(wait: TimeDelta) -> Error {
    let mut error = Error::new(Code::TooManyRequests, "error-too-many-sign-ins");
    error.retry_after = u32::try_from(wait.num_seconds() + 1).ok();
    error
}

/// The counts belong to no organisation.
fn nowhere(app: &App, request_id: &str) -> Ctx {
    Ctx::system(Id::new(Uuid::nil()), app.now(), request_id.to_owned())
}

/// Forgives all failures against an account, since its owner has set a new password.
///
/// # Errors
/// Those of the database.
pub async fn forgive(app: &App, email: &Email, address: Option<IpAddr>, request_id: &str) -> Result<()> {
    let account = Counter::of(&app.tokens, OF_MANY, true, &[b"account", email.as_str().as_bytes()]);
    let own = of_stranger(&app.tokens, email, address).into_iter().filter(|counter| counter.forgiven);
    let subjects: Vec<Subject> = own.chain([account]).map(|counter| counter.subject).collect();
    let ctx = nowhere(app, request_id);
    app.db.housekeeping(ctx, move |writer| failed_sign_ins::forget(writer, subjects.clone()).map_err(Error::from)).await
}

/// Deletes the failures that count no longer; answers how many rows they were.
///
/// # Errors
/// Those of the database.
pub async fn delete_expired(app: &App) -> Result<usize> {
    let before = app.now() - WINDOW;
    let deleted = app.db.housekeeping(nowhere(app, ""), move |writer| {
        failed_sign_ins::delete_before(writer, before).map_err(Error::from)
    });
    deleted.await
}
