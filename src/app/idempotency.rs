//! Retries: a POST with an `Idempotency-Key` runs only once, and its first answer is repeated for 24 hours. The answer
//! is stored in the transaction of the write, encrypted, since it may hold a secret that is shown only once.
//! `api/kit/call.rs` decides which requests take part; the rows are in `store/idempotency_keys.rs`. Anonymous requests
//! use the nil UUID as their credential.

use std::{
    collections::HashSet,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use chrono::TimeDelta;
use uuid::Uuid;

use super::{
    App,
    error::{Code, Error, Result},
    sign_in::{secrets, tokens::Tokens},
};
use crate::{
    domain::{
        context::Ctx,
        organisation::Tenant,
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            message::Message,
        },
    },
    store::{
        engine::{
            error::StoreError,
            tx::{Reader, Tx},
        },
        idempotency_keys::{self, Credential, KeptRow, RowKey},
    },
};

/// How long an answer is stored.
const KEPT: TimeDelta = TimeDelta::hours(24);
const KEY_MAX: usize = 255;

/// A stored answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredAnswer {
    pub status: u16,
    pub location: Option<String>,
    pub tag: Option<String>,
    pub body: Bytes,
}

/// The identity of a request that must run at most once: credential, path, key, and the hash of its body.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Attempt {
    key: RowKey,
    request_hash: Vec<u8>,
}

impl Attempt {
    /// # Errors
    /// `invalid` for a key that is empty, too long or not plain ASCII.
    pub fn new(credential: Uuid, path: &str, key: &str, body_hash: Vec<u8>) -> Result<Self> {
        let plain = !key.is_empty() && key.len() <= KEY_MAX && key.bytes().all(|byte| byte.is_ascii_graphic());
        if !plain {
            let why = Message::new("fault-idempotency-key").with("max", KEY_MAX.to_string());
            return Err(Error::invalid(vec![Fault::at("/Idempotency-Key", FaultCode::BadFormat, why)]));
        }
        let key = RowKey { credential: Id::<Credential>::new(credential), path: path.to_owned(), key: key.to_owned() };
        Ok(Self { key, request_hash: body_hash })
    }
}

/// The attempts that are running on this node.
#[derive(Clone, Default)]
pub struct Attempts(Arc<Mutex<HashSet<(Tenant, RowKey)>>>);

/// A running attempt; it ends when this is dropped.
pub struct Running {
    attempts: Attempts,
    which: (Tenant, RowKey),
}

impl Attempts {
    /// Marks an attempt as running; does nothing without one.
    ///
    /// # Errors
    /// `conflict` while the first is still running.
    pub fn begin(&self, organisation: Tenant, attempt: Option<&Attempt>) -> Result<Option<Running>> {
        let Some(attempt) = attempt else { return Ok(None) };
        let which = (organisation, attempt.key.clone());
        let new = self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(which.clone());
        if new {
            return Ok(Some(Running { attempts: self.clone(), which }));
        }
        Err(Error::new(Code::Conflict, "error-first-still-running"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.attempts.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.which);
    }
}

/// The stored answer of the attempt, looked up before costly work is begun in vain.
///
/// # Errors
/// `invalid` when the key was used with another body; `conflict` when the answer was encrypted with another secret.
pub async fn before(app: &App, ctx: Ctx, attempt: Option<&Attempt>) -> Result<Option<StoredAnswer>> {
    let (Some(attempt), tokens) = (attempt.cloned(), app.tokens.clone()) else { return Ok(None) };
    app.db.read(ctx, move |reader| kept(reader, &attempt, &tokens)).await
}

fn kept(reader: &mut Reader<'_>, attempt: &Attempt, tokens: &Tokens) -> Result<Option<StoredAnswer>> {
    let since = reader.ctx().now - KEPT;
    let Some(row) = idempotency_keys::get(reader, &attempt.key)?.filter(|row| row.created_at > since) else {
        return Ok(None);
    };
    if !secrets::constant_time_eq(&row.request_hash, &attempt.request_hash) {
        return Err(Error::invalid(vec![Fault::at(
            "/Idempotency-Key",
            FaultCode::NotAllowed,
            "fault-idempotency-key-used",
        )]));
    }
    let body = tokens.open(&row.body).ok_or_else(|| Error::new(Code::Conflict, "error-answer-lost"))?;
    Ok(Some(StoredAnswer { status: row.status, location: row.location, tag: row.tag, body: body.into() }))
}

/// Runs the work unless the attempt was made before. Returns the first answer, and whether it is from an earlier
/// request. Without an attempt the work always runs.
///
/// # Errors
/// Those of the work and of `before`.
pub fn once(
    tx: &mut Tx<'_>,
    attempt: Option<&Attempt>,
    tokens: &Tokens,
    work: &impl Fn(&mut Tx<'_>) -> Result<StoredAnswer>,
) -> Result<(StoredAnswer, bool)> {
    let Some(attempt) = attempt else { return Ok((work(tx)?, false)) };
    if let Some(kept) = kept(tx, attempt, tokens)? {
        return Ok((kept, true));
    }
    let now = tx.ctx().now;
    let kept = work(tx)?;
    idempotency_keys::forget_before_within(tx, now - KEPT)?;
    let row = KeptRow {
        request_hash: attempt.request_hash.clone(),
        status: kept.status,
        location: kept.location.clone(),
        tag: kept.tag.clone(),
        body: tokens.close(&kept.body)?,
        created_at: now,
    };
    idempotency_keys::insert(tx, &attempt.key, &row).map_err(|error| match error {
        StoreError::Duplicate => StoreError::Collision("the same Idempotency-Key".to_owned()),
        other => other,
    })?;
    Ok((kept, false))
}

/// Deletes the answers of an organisation that are no longer given; answers how many they were.
///
/// # Errors
/// Those of the database.
pub async fn delete_expired(app: &App, organisation: Tenant) -> Result<usize> {
    let ctx = Ctx::system(organisation, app.now(), String::new());
    let before = ctx.now - KEPT;
    app.db.housekeeping(ctx, move |writer| idempotency_keys::forget_before(writer, before).map_err(Error::from)).await
}
