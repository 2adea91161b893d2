//! Retries: a POST with an `Idempotency-Key` is done once, and its first answer is given again, for 24 hours. The answer is
//! kept in the write's own transaction, encrypted, since it may hold a secret that is shown once. Which requests take part
//! is decided in `api/kit/call.rs`; the rows are in `store/idempotency_keys.rs`. Who is not signed in has the nil
//! credential.

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
        ctx::Ctx,
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

/// How long an answer is kept.
const KEPT: TimeDelta = TimeDelta::hours(24);
const KEY_MAX: usize = 255;

/// An answer that is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Kept {
    pub status: u16,
    pub location: Option<String>,
    pub tag: Option<String>,
    pub body: Bytes,
}

/// One way to ask for something at most once.
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

/// The attempts that are under way on this node.
#[derive(Clone, Default)]
pub struct Attempts(Arc<Mutex<HashSet<(Tenant, RowKey)>>>);

/// An attempt under way; it ends when this is dropped.
pub struct Running {
    attempts: Attempts,
    which: (Tenant, RowKey),
}

impl Attempts {
    /// Nothing is begun without an attempt.
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

/// The answer that is kept of the attempt, asked before costly work is begun for nothing.
///
/// # Errors
/// `invalid` when the key came with another body; `conflict` when the answer was closed with another secret.
pub async fn before(app: &App, ctx: Ctx, attempt: Option<&Attempt>) -> Result<Option<Kept>> {
    let (Some(attempt), tokens) = (attempt.cloned(), app.tokens.clone()) else { return Ok(None) };
    app.db.read(ctx, move |reader| kept(reader, &attempt, &tokens)).await
}

fn kept(reader: &mut Reader<'_>, attempt: &Attempt, tokens: &Tokens) -> Result<Option<Kept>> {
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
    Ok(Some(Kept { status: row.status, location: row.location, tag: row.tag, body: body.into() }))
}

/// Does the work unless the attempt was made already; answers what it answered the first time, and whether that was
/// before. Without an attempt the work is simply done.
///
/// # Errors
/// Those of the work and of `before`.
pub fn once(
    tx: &mut Tx<'_>,
    attempt: Option<&Attempt>,
    tokens: &Tokens,
    work: &impl Fn(&mut Tx<'_>) -> Result<Kept>,
) -> Result<(Kept, bool)> {
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
