//! API keys: creating, listing and deleting them, and authenticating the sender of a request by one. A key's text is
//! `perno_`, followed by organisation and key id, a secret of 256 random bits, and a checksum, by which a mistyped key
//! is refused without a look-up. Only the hash of the secret is stored. What scopes allow is in `domain/access.rs`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{NaiveDate, TimeDelta};

use super::{
    App,
    error::{Code, Error, Result},
    expect,
    input::{Command, Distinct, Fields, Parsed},
    listing::{Listed, Query},
    permission::Permission,
    sign_in::{secrets, sessions::anonymous},
};
use crate::{
    domain::{
        access::{Action, Actor},
        context::Ctx,
        organisation::{Tenant, TimeZone},
        people::api_key::{ApiKey, Scope},
        values::{
            fault::{Fault, FaultCode},
            id::Id,
            record::{ById, Stored},
            text::Name,
        },
    },
    store::{
        engine::{
            error::StoreError,
            tx::{Reader, Tx},
        },
        organisations,
        people::api_keys,
    },
};

pub const PREFIX: &str = "perno_";
/// The length of 32 bytes (two ids) in base64.
const IDS: usize = 43;
const CHECKSUM: usize = 6;

/// The time of the last use is updated at most this often.
const LAST_USE: TimeDelta = TimeDelta::minutes(1);

/// Permission to list, create and delete API keys.
#[must_use]
pub fn allowed(ctx: &Ctx) -> Permission {
    Permission::of(ctx, Action::ManageKeys)
}

/// The parts of a key's text.
struct Presented {
    organisation: Tenant,
    id: Id<ApiKey>,
    secret: [u8; 32],
}

fn checksum(text: &str) -> String {
    let digest = secrets::hash(text.as_bytes());
    URL_SAFE_NO_PAD.encode(digest).chars().take(CHECKSUM).collect()
}

impl Presented {
    fn encode(&self) -> String {
        let (organisation, id) = (self.organisation.uuid(), self.id.uuid());
        let ids = URL_SAFE_NO_PAD.encode([organisation.as_bytes().as_slice(), id.as_bytes()].concat());
        let text = format!("{PREFIX}{ids}{}", URL_SAFE_NO_PAD.encode(self.secret));
        format!("{text}{}", checksum(&text))
    }

    fn decode(text: &str) -> Option<Self> {
        let (body, given) = text.split_at_checked(text.len().checked_sub(CHECKSUM)?)?;
        if !secrets::constant_time_eq(checksum(body).as_bytes(), given.as_bytes()) {
            return None;
        }
        let (ids, secret) = body.strip_prefix(PREFIX)?.split_at_checked(IDS)?;
        let ids = URL_SAFE_NO_PAD.decode(ids).ok()?;
        let (organisation, id) = ids.split_first_chunk::<16>()?;
        Some(Self {
            organisation: Id::new(uuid::Uuid::from_bytes(*organisation)),
            id: Id::new(uuid::Uuid::from_slice(id).ok()?),
            secret: URL_SAFE_NO_PAD.decode(secret).ok()?.try_into().ok()?,
        })
    }
}

pub fn list(reader: &mut Reader<'_>, query: &Query<()>) -> Result<Listed<Stored<ApiKey>>> {
    allowed(reader.ctx()).check()?;
    let ((), page) = query.validate(reader)?;
    let rows = api_keys::list(reader, page)?;
    Ok(Listed::new(rows, &page, |row| row.id().to_string()))
}

pub fn show(reader: &mut Reader<'_>, id: Id<ApiKey>) -> Result<Stored<ApiKey>> {
    allowed(reader.ctx()).check()?;
    Ok(api_keys::find(reader, id)?)
}

#[derive(Debug, Clone)]
pub struct NewApiKey {
    /// `None` when it was wrong; the fault was noted.
    pub name: Option<Name>,
    pub scopes: Vec<Scope>,
    pub expires_on: Option<NaiveDate>,
}

impl Command for NewApiKey {
    fn read(fields: &mut Fields<'_, '_>) -> Option<Self> {
        let (name, scopes) = (fields.required("name"), fields.required::<Distinct<Scope>>("scopes"));
        let expires_on = fields.given::<Option<NaiveDate>>("expires_on");
        if scopes.as_ref().is_some_and(|scopes| scopes.0.is_empty()) {
            fields.fault(Fault::at("/scopes", FaultCode::TooShort, "fault-no-scope"));
        }
        let scopes = scopes.map(|scopes| scopes.0).unwrap_or_default();
        Some(Self { name, scopes, expires_on: expires_on.flatten() })
    }
}

/// Creates a key. Its text is returned here and never again.
pub fn create(tx: &mut Tx<'_>, new: &Parsed<NewApiKey>) -> Result<(Stored<ApiKey>, String)> {
    allowed(tx.ctx()).check()?;
    let today = tx.today();
    let key = new.validate_with(tx, |NewApiKey { name, scopes, expires_on }, faults| {
        if expires_on.is_some_and(|day| day < today) {
            faults.push(Fault::at("/expires_on", FaultCode::TooSmall, "fault-in-the-past"));
        }
        Some(ApiKey { name: name?, scopes, expires_on, last_used_at: None })
    })?;
    let presented = Presented { organisation: tx.organisation(), id: tx.new_id(), secret: secrets::random()? };
    let stored = tx.create(ById { id: presented.id }, key)?;
    api_keys::set_secret_hash(tx, presented.id, &secrets::hash(&presented.secret))?;
    Ok((stored, presented.encode()))
}

/// Deletes a key: the next request with it is refused.
pub fn delete(tx: &mut Tx<'_>, id: Id<ApiKey>) -> Result<()> {
    allowed(tx.ctx()).check()?;
    let current = api_keys::find(tx, id)?;
    expect(tx.ctx(), current.stamp.version)?;
    Ok(tx.delete(&current)?)
}

/// The context of a request with this key, with the key's present scopes.
///
/// # Errors
/// `unauthenticated` for a key that is mistyped, unknown, deleted or expired.
pub async fn authenticate(app: &App, text: &str, request_id: &str) -> Result<Ctx> {
    let refused = || Error::new(Code::Unauthenticated, "error-api-key");
    let presented = Presented::decode(text).ok_or_else(refused)?;
    let ctx = anonymous(app, presented.organisation, request_id);
    let (id, hash) = (presented.id, secrets::hash(&presented.secret));
    let found = app.db.read(ctx.clone(), move |reader| valid(reader, id, &hash)).await?;
    let (key, time_zone) = found.ok_or_else(refused)?;
    if key.last_used_at.is_none_or(|at| ctx.now - at >= LAST_USE) {
        let now = ctx.now;
        app.db
            .housekeeping(ctx.clone(), move |writer| api_keys::set_last_used(writer, id, now).map_err(Error::from))
            .await?;
    }
    let actor = Actor::api_key(id, key.name.to_string(), key.scopes.clone());
    Ok(Ctx { actor, time_zone, ..ctx })
}

/// The key and its organisation's time zone, if there is such a key and it is valid.
fn valid(reader: &mut Reader<'_>, id: Id<ApiKey>, hash: &[u8]) -> Result<Option<(Stored<ApiKey>, TimeZone)>> {
    let Some(key) = found(api_keys::find(reader, id))? else { return Ok(None) };
    let Some(stored) = found(api_keys::secret_hash(reader, id))? else { return Ok(None) };
    let Some(organisation) = found(organisations::find(reader))? else { return Ok(None) };
    let time_zone = organisation.value.time_zone;
    let expired = key.expires_on.is_some_and(|day| day < time_zone.day(reader.ctx().now));
    Ok((secrets::constant_time_eq(&stored, hash) && !expired).then_some((key, time_zone)))
}

/// `None` for a row that does not exist; other failures stay failures.
fn found<T>(row: std::result::Result<T, StoreError>) -> Result<Option<T>> {
    match row {
        Ok(row) => Ok(Some(row)),
        Err(StoreError::NotFound) => Ok(None),
        Err(error) => Err(error.into()),
    }
}
