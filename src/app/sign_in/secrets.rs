//! Random secrets and keys: creating, comparing, hashing and encrypting. Only hashes of secrets are stored. `Bearer` is
//! the form of refresh tokens, invitations and the cookies of sessions: it names its organisation, so that no search
//! over organisations is needed. A fast hash is enough for 256 random bits; passwords need the slow one of
//! `passwords.rs`. Access tokens, and the keys derived from the program's secret, are in `tokens.rs`.

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use crate::{
    app::error::{Code, Error, Result},
    domain::{organisation::Tenant, values::id::Id},
};

/// Bytes from the operating system's random source.
///
/// # Errors
/// `unavailable` when the source fails.
pub fn random<const N: usize>() -> Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|_| Error::new(Code::Unavailable, "error-unavailable"))?;
    Ok(bytes)
}

/// SHA-256, enough for secrets of 256 random bits.
#[must_use]
pub fn hash(secret: &[u8]) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// Whether both are equal, in constant time.
#[must_use]
pub fn constant_time_eq(a: &[u8], b: &[u8]) -> bool {
    a.ct_eq(b).into()
}

/// HMAC-SHA-256 of the parts, each preceded by its length.
#[must_use]
pub fn seal(key: &[u8], parts: &[&[u8]]) -> Vec<u8> {
    let Ok(mut mac) = <Hmac<Sha256> as KeyInit>::new_from_slice(key) else { return Vec::new() };
    for part in parts {
        mac.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        mac.update(part);
    }
    mac.finalize().into_bytes().to_vec()
}

/// A key for AES-256-GCM from 32 bytes.
pub fn encryption_key(bytes: &[u8]) -> Result<RandomizedNonceKey> {
    RandomizedNonceKey::new(&AES_256_GCM, bytes).map_err(|_| Error::internal("An encryption key has 32 bytes."))
}

/// The nonce, then the encrypted text with its tag.
pub fn encrypt(key: &RandomizedNonceKey, plain: &[u8]) -> Result<Vec<u8>> {
    let mut text = plain.to_vec();
    let nonce =
        key.seal_in_place_append_tag(Aad::empty(), &mut text).map_err(|_| Error::internal("Encryption failed."))?;
    Ok([nonce.as_ref().as_slice(), &text].concat())
}

/// The plain text, if it was encrypted with this key and is unchanged.
#[must_use]
pub fn decrypt(key: &RandomizedNonceKey, sealed: &[u8]) -> Option<Vec<u8>> {
    let (nonce, text) = sealed.split_first_chunk::<NONCE_LEN>()?;
    let mut text = text.to_vec();
    let plain = key.open_in_place(Nonce::from(nonce), Aad::empty(), &mut text).ok()?;
    Some(plain.to_vec())
}

/// A token that names its organisation and the entity that it belongs to, so that no search over organisations is
/// needed: 16 bytes of organisation id, 16 of the other id, 32 of secret, in base64url.
pub struct Bearer<T> {
    pub organisation: Tenant,
    pub id: Id<T>,
    pub secret: [u8; 32],
}

impl<T> Bearer<T> {
    /// # Errors
    /// `unavailable` when there are no random bytes.
    pub fn new(organisation: Tenant, id: Id<T>) -> Result<Self> {
        Ok(Self { organisation, id, secret: random()? })
    }

    #[must_use]
    pub fn hash(&self) -> Vec<u8> {
        hash(&self.secret)
    }

    #[must_use]
    pub fn encode(&self) -> String {
        let organisation = self.organisation.uuid();
        let id = self.id.uuid();
        URL_SAFE_NO_PAD.encode([organisation.as_bytes().as_slice(), id.as_bytes(), &self.secret].concat())
    }

    /// Parses a token; `None` when it is malformed.
    #[must_use]
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (organisation, rest) = bytes.split_first_chunk::<16>()?;
        let (id, secret) = rest.split_first_chunk::<16>()?;
        Some(Self {
            organisation: Id::new(uuid::Uuid::from_bytes(*organisation)),
            id: Id::new(uuid::Uuid::from_bytes(*id)),
            secret: secret.try_into().ok()?,
        })
    }
}
