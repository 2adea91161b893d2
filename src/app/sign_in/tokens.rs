//! Access tokens: short-lived JWTs (HS256) that name a session. What a person may do is not in them: it is read anew at
//! every request. The library's lax defaults are tightened: `typ`, `iss`, `aud`, `sub` and `exp` must be right, `crit` is
//! refused, and the time comes from the program's clock.

use std::sync::{Arc, LazyLock};

use chrono::{DateTime, Duration, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde::{Deserialize, Serialize};

use aws_lc_rs::aead::RandomizedNonceKey;

use super::secrets;
use crate::{
    app::error::{Code, Error, Result},
    domain::{organisation::Tenant, people::user::User, values::id::Id},
    store::people::sessions::Session,
};

const ISSUER: &str = "perno";
const AUDIENCE: &str = "perno-api";
const TYPE: &str = "at+jwt";

/// How long an access token is valid.
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

/// The one header that access tokens have: any other, such as one that names a key or something critical, is refused.
static HEADER: LazyLock<Header> =
    LazyLock::new(|| Header { typ: Some(TYPE.to_owned()), ..Header::new(Algorithm::HS256) });

/// Expiry is checked by the program's clock.
static VALIDATION: LazyLock<Validation> = LazyLock::new(|| {
    let mut validation = Validation::new(Algorithm::HS256);
    validation.set_issuer(&[ISSUER]);
    validation.set_audience(&[AUDIENCE]);
    validation.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    validation.validate_exp = false;
    validation
});

/// Signs and checks; holds keys derived from the program's secret, one for each purpose.
#[derive(Clone)]
pub struct Tokens {
    signing: Arc<EncodingKey>,
    checking: Arc<DecodingKey>,
    cursors: Arc<[u8]>,
    forms: Arc<[u8]>,
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
            answers: Arc::new(secrets::encryption_key(&secrets::seal(secret, &[b"kept answers"]))?),
        })
    }

    /// # Errors
    /// `internal` when it cannot be signed.
    pub fn issue(&self, org: Tenant, sub: Id<User>, sid: Id<Session>, now: DateTime<Utc>) -> Result<String> {
        let exp = (now + Duration::minutes(ACCESS_MINUTES)).timestamp();
        let claims =
            Claims { iss: ISSUER.to_owned(), aud: AUDIENCE.to_owned(), sub, org, sid, iat: now.timestamp(), exp };
        jsonwebtoken::encode(&HEADER, &claims, &self.signing).map_err(Error::internal)
    }

    /// The claims of a valid access token.
    ///
    /// # Errors
    /// `unauthenticated`, without saying what is wrong with it.
    pub fn check(&self, token: &str, now: DateTime<Utc>) -> Result<Claims> {
        let refused = || Error::new(Code::Unauthenticated, "error-access-token");
        let data = jsonwebtoken::decode::<Claims>(token, &self.checking, &VALIDATION).map_err(|_| refused())?;
        if data.header == *HEADER && data.claims.exp > now.timestamp() { Ok(data.claims) } else { Err(refused()) }
    }

    /// The seal of a cursor, bound to what it was given for.
    #[must_use]
    pub fn seal_cursor(&self, parts: &[&[u8]]) -> Vec<u8> {
        secrets::seal(&self.cursors, parts)
    }

    /// The seal of a form's token, bound to a secret of the browser that it is given to.
    #[must_use]
    pub fn seal_form(&self, nonce: &[u8], bound_to: &str) -> Vec<u8> {
        secrets::seal(&self.forms, &[nonce, bound_to.as_bytes()])
    }

    /// Encrypts what is kept for a retry.
    pub fn close(&self, plain: &[u8]) -> Result<Vec<u8>> {
        secrets::encrypt(&self.answers, plain)
    }

    /// What was encrypted with the same secret.
    #[must_use]
    pub fn open(&self, sealed: &[u8]) -> Option<Vec<u8>> {
        secrets::decrypt(&self.answers, sealed)
    }
}
