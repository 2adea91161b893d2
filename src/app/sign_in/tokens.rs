//! Access tokens: short-lived JWTs (HS256) that name a session. They hold no permissions, which are read again at every
//! request. Validation is stricter than the library's defaults: `typ`, `iss`, `aud`, `sub` and `exp` must be right,
//! `crit` is refused, and expiry is checked by the program's clock.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use aws_lc_rs::aead::RandomizedNonceKey;

use super::secrets::{self, Bearer};
use crate::{
    app::error::{Code, Error, Result},
    domain::{organisation::Tenant, people::user::User, values::id::Id},
    store::people::sessions::Session,
};

const ISSUER: &str = "perno";
const AUDIENCE: &str = "perno-api";
const TYPE: &str = "at+jwt";

/// The random bytes in a refresh token, and those of its signature.
const NONCE: usize = 16;

/// How long an access token is valid, in minutes.
pub const ACCESS_MINUTES: i64 = 10;

#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Claims {
    iss: String,
    aud: String,
    pub sub: Id<User>,
    pub org: Tenant,
    pub sid: Id<Session>,
    iat: i64,
    exp: i64,
}

/// The only header that is accepted: any other is refused, such as one with a key or a `crit` member.
static HEADER: LazyLock<Header> =
    LazyLock::new(|| Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::HS256) });

/// The library does not check expiry: `check` does, by the program's clock.
static VALIDATION: LazyLock<Validation> = LazyLock::new(|| {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_exp = false;
    validation
});

/// Issues and checks tokens, with keys derived from the program's secret, one for each purpose.
#[derive(Clone)]
pub struct Tokens {
    signing: Arc<EncodingKey>,
    checking: Arc<DecodingKey>,
    cursors: Arc<[u8]>,
    forms: Arc<[u8]>,
    devices: Arc<[u8]>,
    failures: Arc<[u8]>,
    refreshing: Arc<[u8]>,
    answers: Arc<RandomizedNonceKey>,
}

impl Tokens {
    pub fn new(secret: &[u8]) -> Result<Self> {
        let access = secrets::seal(secret, &[b"access tokens"]);
        Ok(Self {
            signing: Arc::new(EncodingKey::from_secret(&access)),
            checking: Arc::new(DecodingKey::from_secret(&access)),
            cursors: secrets::seal(secret, &[b"cursors"]).into(),
            forms: secrets::seal(secret, &[b"forms"]).into(),
            devices: secrets::seal(secret, &[b"devices"]).into(),
            failures: secrets::seal(secret, &[b"failed sign-ins"]).into(),
            refreshing: secrets::seal(secret, &[b"refresh tokens"]).into(),
            answers: Arc::new(secrets::encryption_key(&secrets::seal(secret, &[b"kept answers"]))?),
        })
    }

    /// # Errors
    /// `internal` when the token cannot be signed.
    pub fn issue(&self, org: Tenant, sub: Id<User>, sid: Id<Session>, now: DateTime<Utc>) -> Result<String> {
        let exp = (now + Duration::minutes(ACCESS_MINUTES)).timestamp();
        let claims =
            Claims { iss: ISSUER.to_owned(), aud: AUDIENCE.to_owned(), sub, org, sid, iat: now.timestamp(), exp };
        jsonwebtoken::encode(&HEADER, &claims, &self.signing).map_err(Error::internal)
    }

    /// The claims of a valid access token.
    ///
    /// # Errors
    /// `unauthenticated`, without saying why.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Result<Claims> {
        let refused = || Error::new(Code::Unauthenticated, "error-access-token");
        let data = jsonwebtoken::decode::<Claims>(token, &self.checking, &VALIDATION).map_err(|_| refused())?;
        if data.header == *HEADER && data.claims.exp > now.timestamp() { Ok(data.claims) } else { Err(refused()) }
    }

    /// A new refresh token of a session. Half of its secret is random, the other half signs it, so that `issued` tells
    /// whether it was ever valid; which one is valid now is in the session's row.
    ///
    /// # Errors
    /// `unavailable` when there are no random bytes.
    pub fn new_refresh(&self, organisation: Tenant, id: Id<Session>) -> Result<Bearer<Session>> {
        let mut secret = [0; 32];
        let (nonce, signature) = secret.split_at_mut(NONCE);
        nonce.copy_from_slice(&secrets::random::<NONCE>()?);
        signature.copy_from_slice(&self.seal_refresh(organisation, id, nonce));
        Ok(Bearer { organisation, id, secret })
    }

    /// Whether this was once a valid refresh token; `false` for those of another secret of the program.
    #[must_use]
    pub fn issued(&self, token: &Bearer<Session>) -> bool {
        let (nonce, signature) = token.secret.split_at(NONCE);
        secrets::constant_time_eq(signature, &self.seal_refresh(token.organisation, token.id, nonce))
    }

    fn seal_refresh(&self, organisation: Tenant, id: Id<Session>, nonce: &[u8]) -> [u8; NONCE] {
        let (organisation, id) = (organisation.uuid(), id.uuid());
        let seal = secrets::seal(&self.refreshing, &[organisation.as_bytes(), id.as_bytes(), nonce]);
        seal.first_chunk().copied().unwrap_or_default()
    }

    /// The signature of a cursor, over the list that it was made for.
    #[must_use]
    pub fn seal_cursor(&self, parts: &[&[u8]]) -> Vec<u8> {
        secrets::seal(&self.cursors, parts)
    }

    /// The signature of a form's token, over a secret of the browser that it is sent to.
    #[must_use]
    pub fn seal_form(&self, nonce: &[u8], bound_to: &str) -> Vec<u8> {
        secrets::seal(&self.forms, &[nonce, bound_to.as_bytes()])
    }

    /// The signature of a known device, bound to a person.
    #[must_use]
    pub fn seal_device(&self, device: &[u8], user: Id<User>) -> Vec<u8> {
        secrets::seal(&self.devices, &[device, user.uuid().as_bytes()])
    }

    /// A keyed hash of what failed sign-ins count against.
    #[must_use]
    pub fn seal_failures(&self, parts: &[&[u8]]) -> Vec<u8> {
        secrets::seal(&self.failures, parts)
    }

    /// Encrypts an answer that is stored for a retry.
    pub fn close(&self, plain: &[u8]) -> Result<Vec<u8>> {
        secrets::encrypt(&self.answers, plain)
    }

    /// Decrypts what `close` encrypted; `None` when it was with another secret.
    #[must_use]
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        secrets::decrypt(&self.answers, sealed)
    }
}
